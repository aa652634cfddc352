// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: the longest texts, full lists, and adapters with as many parents, snapshots and credits
//! as there can be.

use crate::{Call, Config, Job, Jobs, NextJob, OpenJobs, Pallet, Taken, Text, WorkOf};
use alloc::{boxed::Box, vec, vec::Vec};
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	traits::Consideration,
};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	ids::{ArtifactId, FactoryJobId, SnapshotId},
	licence::Licence,
	records::{
		AdapterTerms, Condition, Credit, CreditRole, Delivery, Dependency, EvaluateSpec,
		HyperParameters, JobStage, Metric, Publish, RegisterSpec, RoyaltyTerms, Subject, TrainSpec,
		Training, Work, MAX_ADAPTER_PARENTS, MAX_BATCH_SIZE, MAX_CREDITS, MAX_EPOCHS, MAX_METRICS,
		MAX_RANK, MAX_TARGET_MODULES,
	},
	traits::MAX_SNAPSHOTS,
	Balance,
};

/// What an adapter is made from.
pub struct Ingredients {
	/// The base model.
	pub base: ArtifactId,
	/// Other adapters of the same base.
	pub parents: Vec<ArtifactId>,
	/// Snapshots, ascending.
	pub snapshots: Vec<SnapshotId>,
	/// An adapter of the builder's that has no next version.
	pub previous: ArtifactId,
	/// A licence that an adapter of all these may have.
	pub licence: Licence,
}

/// Makes what the benchmarks need of other pallets.
pub trait BenchmarkHelper<AccountId> {
	/// Gives `worker` the bond that workers need.
	///
	/// # Errors
	/// When it cannot.
	fn bond(worker: &AccountId) -> Result<(), BenchmarkError>;

	/// Makes a base model, `parents` adapters of it, `snapshots` snapshots, and an adapter of the
	/// builder's, others with each call, from which `builder` may make another adapter. The adapters rest
	/// on no other snapshots.
	///
	/// # Errors
	/// When it cannot.
	fn ingredients(
		builder: &AccountId,
		parents: u32,
		snapshots: u32,
	) -> Result<Ingredients, BenchmarkError>;
}

fn fund<T: Config>(who: &T::AccountId)
where
	T::Currency: Mutate<T::AccountId>,
{
	T::Currency::set_balance(who, T::Currency::minimum_balance().saturating_mul(1_000_000_000));
}

fn budget<T: Config>() -> Balance {
	T::MinBudget::get().max(T::LateSlash::get())
}

fn text<S: Get<u32>>() -> Text<S> {
	let longest = usize::try_from(S::get()).unwrap_or(usize::MAX);
	BoundedVec::truncate_from(vec![b'x'; longest])
}

/// A list as long as it can be.
fn full<E: Clone, S: Get<u32>>(entry: E, length: u32) -> BoundedVec<E, S> {
	BoundedVec::truncate_from(vec![entry; usize::try_from(length).unwrap_or(usize::MAX)])
}

/// A training from so many parents and snapshots, with room for one more credit.
fn train<T: Config>(
	builder: &T::AccountId,
	parents: u32,
	snapshots: u32,
	publish: Publish,
) -> Result<WorkOf<T>, BenchmarkError> {
	let ingredients = T::BenchmarkHelper::ingredients(builder, parents, snapshots)?;
	let credits = (0..MAX_CREDITS.saturating_sub(2))
		.map(|number| Credit {
			who: account("expert", number, 0),
			role: CreditRole::DomainExpert,
			share: Perbill::from_percent(1),
		})
		.collect();
	Ok(Work::Train(Box::new(TrainSpec {
		base: ingredients.base,
		parents: BoundedVec::truncate_from(ingredients.parents),
		snapshots: BoundedVec::truncate_from(ingredients.snapshots),
		hyper: HyperParameters {
			rank: MAX_RANK,
			alpha: MAX_RANK,
			target_modules: full(text(), MAX_TARGET_MODULES),
			learning_rate_micros: 200,
			epochs: MAX_EPOCHS,
			batch_size: MAX_BATCH_SIZE,
			seed: 1,
			eval_split: Perbill::from_percent(10),
		},
		adapter: AdapterTerms {
			name: text(),
			licence: ingredients.licence,
			royalty: RoyaltyTerms::default(),
			prices: None,
			credits: BoundedVec::truncate_from(credits),
			previous: Some(ingredients.previous),
		},
		publish,
	})))
}

/// The training with most of everything.
fn largest<T: Config>(
	builder: &T::AccountId,
	publish: Publish,
) -> Result<WorkOf<T>, BenchmarkError> {
	train::<T>(builder, MAX_ADAPTER_PARENTS, MAX_SNAPSHOTS, publish)
}

fn evaluate<T: Config>(subject: FactoryJobId) -> WorkOf<T> {
	Work::Evaluate(EvaluateSpec {
		subject: Subject::OutputOf(subject),
		benchmark: H256::repeat_byte(1),
		metric: text(),
	})
}

fn training() -> Delivery {
	Delivery::Training(Training {
		manifest: ContentCommitment { root: H256::repeat_byte(7), length: MAX_CONTENT_LEN },
		uri: text(),
		metrics: full(Metric { name: text(), value_micros: i64::MAX }, MAX_METRICS),
		influence_root: H256::repeat_byte(8),
	})
}

fn evaluation() -> Delivery {
	Delivery::Evaluation { value_micros: 1, evidence_root: H256::repeat_byte(9) }
}

fn builder<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = account("builder", 0, 0);
	fund::<T>(&who);
	who
}

fn worker<T: Config>(number: u32) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = account("worker", number, 0);
	T::BenchmarkHelper::bond(&who)?;
	fund::<T>(&who);
	Ok(who)
}

fn posted<T: Config>(
	builder: &T::AccountId,
	work: WorkOf<T>,
	after: Option<Dependency>,
) -> Result<FactoryJobId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	T::JobDeposit::ensure_successful(builder, Job::<T>::footprint(&work));
	let budget = if matches!(work, Work::Register(_)) { 0 } else { budget::<T>() };
	let id = NextJob::<T>::get();
	Pallet::<T>::do_post(builder.clone(), work, budget, T::MaxDeadline::get(), after)?;
	Ok(id)
}

/// A job of the builder's that a worker has delivered.
fn delivered<T: Config>(
	builder: &T::AccountId,
	work: WorkOf<T>,
	after: Option<Dependency>,
	worker: &T::AccountId,
) -> Result<FactoryJobId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let delivery = if matches!(work, Work::Train(_)) { training() } else { evaluation() };
	let id = posted::<T>(builder, work, after)?;
	if stored::<T>(id)?.stage == JobStage::Waiting {
		Pallet::<T>::do_advance(id)?;
	}
	Pallet::<T>::do_take(worker.clone(), id)?;
	Pallet::<T>::do_deliver(worker, id, delivery)?;
	Ok(id)
}

/// The largest training, which waited for another one of that size and was delivered. It is the next
/// version of something.
fn delivered_after<T: Config>(
	builder: &T::AccountId,
	publish: Publish,
	worker: &T::AccountId,
) -> Result<FactoryJobId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let work = largest::<T>(builder, Publish::ByWorkflow)?;
	let job = delivered::<T>(builder, work, None, worker)?;
	Pallet::<T>::do_accept(builder, job)?;
	let work = largest::<T>(builder, publish)?;
	delivered::<T>(builder, work, Some(Dependency { job, condition: None }), worker)
}

fn stored<T: Config>(id: FactoryJobId) -> Result<Job<T>, BenchmarkError> {
	Jobs::<T>::get(id).ok_or(BenchmarkError::Stop("there is no such job"))
}

fn is_registered<T: Config>(id: FactoryJobId) -> Result<bool, BenchmarkError> {
	Ok(matches!(stored::<T>(id)?.stage, JobStage::Completed { artifact: Some(_), .. }))
}

fn go_on<T: Config>(blocks: BlockNumberFor<T>) {
	let now = T::BlockNumberProvider::current_block_number();
	T::BlockNumberProvider::set_block_number(now.saturating_add(blocks));
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	/// A training, which waits for another job.
	#[benchmark]
	fn post(
		p: Linear<0, MAX_ADAPTER_PARENTS>,
		s: Linear<1, MAX_SNAPSHOTS>,
	) -> Result<(), BenchmarkError> {
		let builder = builder::<T>();
		let first = train::<T>(&builder, 0, 1, Publish::ByWorkflow)?;
		let first = posted::<T>(&builder, first, None)?;
		let work = train::<T>(&builder, p, s, Publish::ByWorkflow)?;
		T::JobDeposit::ensure_successful(&builder, Job::<T>::footprint(&work));
		let after = Dependency { job: first, condition: None };
		let id = NextJob::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(builder), work, budget::<T>(), T::MaxDeadline::get(), Some(after));

		assert_eq!(stored::<T>(id)?.stage, JobStage::Waiting);
		Ok(())
	}

	/// A registration that waited for a measurement.
	#[benchmark]
	fn advance() -> Result<(), BenchmarkError> {
		let (builder, trainer, evaluator) = (builder::<T>(), worker::<T>(0)?, worker::<T>(1)?);
		let work = largest::<T>(&builder, Publish::ByWorkflow)?;
		let train = delivered::<T>(&builder, work, None, &trainer)?;
		Pallet::<T>::do_accept(&builder, train)?;
		let evaluate = delivered::<T>(&builder, evaluate::<T>(train), None, &evaluator)?;
		Pallet::<T>::do_accept(&builder, evaluate)?;
		let condition = Some(Condition::AtLeast { threshold_micros: 1 });
		let after = Dependency { job: evaluate, condition };
		let id = posted::<T>(&builder, Work::Register(RegisterSpec { train }), Some(after))?;
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(is_registered::<T>(train)?);
		Ok(())
	}

	/// A job that waits for two others.
	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let builder = builder::<T>();
		let work = largest::<T>(&builder, Publish::ByWorkflow)?;
		let train = posted::<T>(&builder, work, None)?;
		let work = largest::<T>(&builder, Publish::ByWorkflow)?;
		let other = posted::<T>(&builder, work, None)?;
		let after = Dependency { job: other, condition: None };
		let id = posted::<T>(&builder, evaluate::<T>(train), Some(after))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(builder), id);

		assert_eq!(stored::<T>(id)?.stage, JobStage::Cancelled);
		Ok(())
	}

	/// A measurement of what another worker trained, whose job is looked up.
	#[benchmark]
	fn take() -> Result<(), BenchmarkError> {
		let (builder, trainer, worker) = (builder::<T>(), worker::<T>(0)?, worker::<T>(1)?);
		let work = largest::<T>(&builder, Publish::ByWorkflow)?;
		let train = delivered::<T>(&builder, work, None, &trainer)?;
		Pallet::<T>::do_accept(&builder, train)?;
		let id = posted::<T>(&builder, evaluate::<T>(train), None)?;
		Pallet::<T>::do_advance(id)?;
		Taken::<T>::insert(&worker, T::MaxTaken::get().saturating_sub(1));

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), id);

		assert!(!OpenJobs::<T>::contains_key(id));
		assert_eq!(Taken::<T>::get(&worker), T::MaxTaken::get());
		Ok(())
	}

	#[benchmark]
	fn report_progress() -> Result<(), BenchmarkError> {
		let (builder, worker) = (builder::<T>(), worker::<T>(0)?);
		let work = largest::<T>(&builder, Publish::OnAcceptance)?;
		let id = posted::<T>(&builder, work, None)?;
		Pallet::<T>::do_take(worker.clone(), id)?;
		Pallet::<T>::do_report_progress(&worker, id, Permill::zero(), 2)?;
		go_on::<T>(T::ProgressInterval::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id, Permill::from_percent(50), 1);

		let JobStage::Taken { progress: Some(progress), .. } = stored::<T>(id)?.stage else {
			return Err(BenchmarkError::Stop("no progress was reported"));
		};
		assert_eq!(progress.loss_millis, 1);
		Ok(())
	}

	#[benchmark]
	fn deliver() -> Result<(), BenchmarkError> {
		let (builder, worker) = (builder::<T>(), worker::<T>(0)?);
		let work = largest::<T>(&builder, Publish::OnAcceptance)?;
		let id = posted::<T>(&builder, work, None)?;
		Pallet::<T>::do_take(worker.clone(), id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id, training());

		assert!(matches!(stored::<T>(id)?.stage, JobStage::Delivered { .. }));
		Ok(())
	}

	/// A training that waited for another one, whose adapter is registered.
	#[benchmark]
	fn accept() -> Result<(), BenchmarkError> {
		let (builder, worker) = (builder::<T>(), worker::<T>(0)?);
		let id = delivered_after::<T>(&builder, Publish::OnAcceptance, &worker)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(builder), id);

		assert!(is_registered::<T>(id)?);
		Ok(())
	}

	/// A training that waited for another one, whose adapter is registered after a dispute that nobody
	/// decided.
	#[benchmark]
	fn settle() -> Result<(), BenchmarkError> {
		let (builder, worker) = (builder::<T>(), worker::<T>(0)?);
		let id = delivered_after::<T>(&builder, Publish::OnAcceptance, &worker)?;
		Pallet::<T>::do_dispute(&builder, id, text())?;
		go_on::<T>(T::ArbitrationPeriod::get());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(is_registered::<T>(id)?);
		Ok(())
	}

	#[benchmark]
	fn register_delivered() -> Result<(), BenchmarkError> {
		let (builder, worker) = (builder::<T>(), worker::<T>(0)?);
		let id = delivered_after::<T>(&builder, Publish::ByWorkflow, &worker)?;
		Pallet::<T>::do_accept(&builder, id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(builder), id);

		assert!(is_registered::<T>(id)?);
		Ok(())
	}

	#[benchmark]
	fn dispute() -> Result<(), BenchmarkError> {
		let (builder, worker) = (builder::<T>(), worker::<T>(0)?);
		let id = delivered_after::<T>(&builder, Publish::OnAcceptance, &worker)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(builder), id, text());

		assert!(matches!(stored::<T>(id)?.stage, JobStage::Disputed { .. }));
		Ok(())
	}

	/// For the worker: to register an adapter takes more than a slash.
	#[benchmark]
	fn arbitrate() -> Result<(), BenchmarkError> {
		let (builder, worker) = (builder::<T>(), worker::<T>(0)?);
		let id = delivered_after::<T>(&builder, Publish::OnAcceptance, &worker)?;
		Pallet::<T>::do_dispute(&builder, id, text())?;
		let origin =
			T::ArbiterOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, true);

		assert!(is_registered::<T>(id)?);
		Ok(())
	}

	/// A job that was taken and waited for two others, with a slash.
	#[benchmark]
	fn expire() -> Result<(), BenchmarkError> {
		let (builder, trainer, worker) = (builder::<T>(), worker::<T>(0)?, worker::<T>(1)?);
		let work = largest::<T>(&builder, Publish::ByWorkflow)?;
		let train = delivered::<T>(&builder, work, None, &trainer)?;
		Pallet::<T>::do_accept(&builder, train)?;
		let first = delivered::<T>(&builder, evaluate::<T>(train), None, &worker)?;
		Pallet::<T>::do_accept(&builder, first)?;
		let after = Dependency { job: first, condition: None };
		let id = posted::<T>(&builder, evaluate::<T>(train), Some(after))?;
		Pallet::<T>::do_advance(id)?;
		Pallet::<T>::do_take(worker, id)?;
		go_on::<T>(T::MaxDeadline::get().saturating_add(1u32.into()));
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(matches!(stored::<T>(id)?.stage, JobStage::Failed { .. }));
		Ok(())
	}

	/// A training whose adapter was not registered.
	#[benchmark]
	fn forget() -> Result<(), BenchmarkError> {
		let (builder, worker) = (builder::<T>(), worker::<T>(0)?);
		let id = delivered_after::<T>(&builder, Publish::ByWorkflow, &worker)?;
		Pallet::<T>::do_accept(&builder, id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(builder), id);

		assert!(!Jobs::<T>::contains_key(id));
		Ok(())
	}
}
