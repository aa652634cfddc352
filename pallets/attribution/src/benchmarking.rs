// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: full hands, full rosters, the longest texts, and vectors of every length.

mod committees;

use crate::{
	assignment::{draw, subject},
	Answer, Assigned, BaseModelsOf, Call, Config, EndpointOf, Inputs, Judgements, NextRequest,
	Pallet, Panels, Phase, QuestionOf, Queue, RequestOf, RequestState, Requests, Reviews, Roster,
	RosterLen, Workers, CANDIDATES, MAX_CONVENING,
};
use alloc::{format, vec, vec::Vec};
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	deps::sp_runtime::RuntimeAppPublic,
	traits::Randomness,
};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_ANSWER_LEN},
	ids::{ArtifactId, ContributionId, RequestId},
	proof::AttributionProof,
	records::{Mode, Question, MAX_COMMITTEE},
	traits::{Claims, Lineage, RoyaltySink, Subject},
	vector::{AttributionVector, MAX_SHARES},
	Balance,
};

/// Workers among whom those of a benchmark are drawn: so many that few are drawn twice.
const CROWD: u32 = 128;

/// Makes what the benchmarks need of other pallets.
pub trait BenchmarkHelper<AccountId> {
	/// Gives `worker` the bond that workers need to owe as many answers as they can, and to have as many that
	/// are not settled.
	///
	/// # Errors
	/// When it cannot.
	fn bond(worker: &AccountId) -> Result<(), BenchmarkError>;

	/// Makes `count` base models, others with each call, ascending.
	///
	/// # Errors
	/// When it cannot.
	fn base_models(count: u32) -> Result<Vec<ArtifactId>, BenchmarkError>;

	/// Makes an adapter on a new base model, offered at a price of some plancks, that rests on as many
	/// snapshots and has as many owners as one can. Gives `contributions` contributions too, or more,
	/// ascending, that are in the last of its snapshots.
	///
	/// # Errors
	/// When it cannot.
	fn adapter(contributions: u32) -> Result<(ArtifactId, Vec<ContributionId>), BenchmarkError>;
}

/// Enough for every deposit and escrow.
fn fund<T: Config>(who: &T::AccountId)
where
	T::Currency: Mutate<T::AccountId>,
{
	T::Currency::set_balance(who, T::Currency::minimum_balance().saturating_mul(1_000_000_000));
}

fn max_fee<T: Config>() -> Balance {
	T::Currency::minimum_balance().saturating_mul(1_000_000)
}

fn endpoint<T: Config>() -> EndpointOf<T> {
	BoundedVec::truncate_from(vec![b'x'; length(T::MaxEndpointLen::get())])
}

fn build() -> H256 {
	H256::repeat_byte(9)
}

fn length(count: u32) -> usize {
	usize::try_from(count).unwrap_or(usize::MAX)
}

/// A funded, bonded account with its key in the keystore.
fn key<T: Config>(number: u32) -> Result<(T::AccountId, T::WorkerKey), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let key = T::WorkerKey::generate_pair(Some(format!("//{number}").into_bytes()));
	let who = T::AccountOfKey::convert(key.clone());
	T::BenchmarkHelper::bond(&who)?;
	fund::<T>(&who);
	Ok((who, key))
}

fn base_models<T: Config>(count: u32) -> Result<BaseModelsOf<T>, BenchmarkError> {
	BaseModelsOf::<T>::try_from(T::BenchmarkHelper::base_models(count)?)
		.map_err(|_| BenchmarkError::Stop("more base models than one worker serves"))
}

fn worker<T: Config>(
	number: u32,
	base_models: BaseModelsOf<T>,
) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (who, key) = key::<T>(number)?;
	Pallet::<T>::do_register(who.clone(), key, endpoint::<T>(), base_models, build())?;
	// As if in an earlier block: else it would be given nothing that is asked in this one.
	Workers::<T>::mutate_extant(&who, |record| record.joined_in = Zero::zero());
	Ok(who)
}

/// Goes to block one at least, the first in which something can be asked of those who joined before.
fn begin<T: Config>() {
	let now = frame_system::Pallet::<T>::block_number().max(One::one());
	frame_system::Pallet::<T>::set_block_number(now);
}

/// The base model of `artifact`, and as many others as a worker can serve besides.
fn all_base_models<T: Config>(artifact: ArtifactId) -> Result<BaseModelsOf<T>, BenchmarkError> {
	let base = T::Lineage::base(artifact).ok_or(BenchmarkError::Stop("no base model"))?;
	let others = T::MaxBaseModels::get().saturating_sub(1);
	let mut bases = T::BenchmarkHelper::base_models(others)?;
	bases.push(base);
	bases.sort();
	bases.dedup();
	Ok(BoundedVec::truncate_from(bases))
}

/// The worker that serves `artifact`, with room for one more request.
pub(crate) fn busy_worker<T: Config>(
	artifact: ArtifactId,
	number: u32,
) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let base = T::Lineage::base(artifact).ok_or(BenchmarkError::Stop("no base model"))?;
	let who = worker::<T>(number, BoundedVec::truncate_from(vec![base]))?;
	occupy::<T>(&who, T::MaxInFlight::get().saturating_sub(1));
	Ok(who)
}

/// Lets `worker` owe answers to `count` requests that nobody asked.
fn occupy<T: Config>(worker: &T::AccountId, count: u32) {
	let others = vec![RequestId(u64::MAX); length(count)];
	Assigned::<T>::insert(worker, BoundedVec::truncate_from(others));
}

/// A question whose canonical form is three times as long: each of its letters falls into two.
fn question<T: Config>(length: u32) -> QuestionOf<T> {
	let letters = "\u{344}".repeat(self::length(length) / 2);
	let mut question = letters.into_bytes();
	question.resize(self::length(length), b'x');
	Question::Text(BoundedVec::truncate_from(question))
}

pub(crate) fn ask<T: Config>(artifact: ArtifactId, mode: Mode) -> Result<RequestId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	begin::<T>();
	let payer: T::AccountId = account("payer", 0, 0);
	fund::<T>(&payer);
	let id = NextRequest::<T>::get();
	let question = question::<T>(T::MaxInputLen::get());
	let deadline = T::MaxDeadline::get();
	let fee = max_fee::<T>();
	Pallet::<T>::do_request(payer, artifact, question, mode, u32::MAX, fee, deadline)?;
	Ok(id)
}

/// Assigns what is queued, with the same seed for all.
pub(crate) fn assign_all<T: Config>() -> u32 {
	let newer = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
	Pallet::<T>::assign_heads(T::MaxAssignments::get(), |_| (seed(), newer))
}

fn seed() -> H256 {
	H256::repeat_byte(5)
}

/// A request that was assigned to the one worker that serves the artifact.
fn assigned<T: Config>(artifact: ArtifactId) -> Result<(RequestId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let who = busy_worker::<T>(artifact, 0)?;
	let id = ask::<T>(artifact, Mode::Optimistic)?;
	assign_all::<T>();
	Ok((id, who))
}

/// A request that was assigned and proved, its answer attributed to `contributions`.
fn proved<T: Config>(
	artifact: ArtifactId,
	contributions: &[ContributionId],
) -> Result<RequestId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (id, who) = assigned::<T>(artifact)?;
	let proof = proof::<T>(id, contributions)?;
	let signature = Workers::<T>::get(&who)
		.and_then(|record| record.key.sign(&proof.signing_bytes()))
		.ok_or(BenchmarkError::Stop("the keystore did not sign"))?;
	Pallet::<T>::do_submit(who, proof, signature)?;
	Ok(id)
}

pub(crate) fn stored<T: Config>(id: RequestId) -> Result<RequestOf<T>, BenchmarkError> {
	Requests::<T>::get(id).ok_or(BenchmarkError::Stop("there is no such request"))
}

/// A proof of the request that attributes its answer to `contributions`.
fn proof<T: Config>(
	id: RequestId,
	contributions: &[ContributionId],
) -> Result<AttributionProof, BenchmarkError> {
	let request = stored::<T>(id)?;
	let scores = contributions.iter().map(|contribution| (*contribution, 1));
	let mut vector = AttributionVector::from_scores(scores)
		.map_err(|_| BenchmarkError::Stop("the scores overflow"))?;
	// Half of everything is left to the pools, so that they are paid too.
	let mut left = Perbill::one();
	for entry in vector.shares.iter_mut() {
		entry.share = Perbill::from_parts(entry.share.deconstruct() / 2);
		left = left.saturating_sub(entry.share);
	}
	vector.residual = left;
	let evidence_root = if contributions.is_empty() { H256::zero() } else { H256::repeat_byte(1) };
	Ok(AttributionProof {
		genesis: H256::from_slice(Pallet::<T>::genesis_hash().as_ref()),
		request: id,
		artifact: request.artifact,
		input: request.input,
		output: ContentCommitment { root: H256::repeat_byte(2), length: MAX_ANSWER_LEN },
		input_tokens: 1,
		output_tokens: 1,
		vector,
		evidence_root,
		engine_version: T::EngineVersion::get(),
		expires_at: request.deadline.saturated_into(),
	})
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_worker(b: Linear<0, { T::MaxBaseModels::get() }>) -> Result<(), BenchmarkError> {
		let base_models = base_models::<T>(b)?;
		let (who, key) = key::<T>(0)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), key, endpoint::<T>(), base_models, build());

		assert!(Workers::<T>::contains_key(&who));
		Ok(())
	}

	/// Another worker follows in all rosters that are left, and is moved in each.
	#[benchmark]
	fn update_worker(b: Linear<0, { T::MaxBaseModels::get() }>) -> Result<(), BenchmarkError> {
		let left = base_models::<T>(T::MaxBaseModels::get())?;
		let joined = base_models::<T>(b)?;
		let who = worker::<T>(0, left.clone())?;
		worker::<T>(1, left)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), endpoint::<T>(), joined.clone(), build());

		assert_eq!(Workers::<T>::get(&who).map(|record| record.base_models), Some(joined));
		Ok(())
	}

	#[benchmark]
	fn leave() -> Result<(), BenchmarkError> {
		let left = base_models::<T>(T::MaxBaseModels::get())?;
		let who = worker::<T>(0, left.clone())?;
		worker::<T>(1, left)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Workers::<T>::contains_key(&who));
		Ok(())
	}

	/// Others wait already. All snapshots must be public, for a committee is asked.
	#[benchmark]
	fn request_inference(l: Linear<1, { T::MaxInputLen::get() }>) -> Result<(), BenchmarkError> {
		let (artifact, _) = T::BenchmarkHelper::adapter(0)?;
		for number in 0..MAX_COMMITTEE {
			busy_worker::<T>(artifact, number)?;
		}
		ask::<T>(artifact, Mode::Optimistic)?;
		let id = NextRequest::<T>::get();
		let payer: T::AccountId = whitelisted_caller();
		fund::<T>(&payer);
		let mode = Mode::Committee { k: MAX_COMMITTEE.saturated_into() };
		let (question, fee) = (question::<T>(l), max_fee::<T>());
		let deadline = T::MaxDeadline::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), artifact, question, mode, u32::MAX, fee, deadline);

		assert!(Requests::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn submit_proof(v: Linear<0, MAX_SHARES>) -> Result<(), BenchmarkError> {
		let (artifact, mut contributions) = T::BenchmarkHelper::adapter(v)?;
		contributions.truncate(length(v));
		let (id, who) = assigned::<T>(artifact)?;
		let proof = proof::<T>(id, &contributions)?;
		let signature = Workers::<T>::get(&who)
			.and_then(|record| record.key.sign(&proof.signing_bytes()))
			.ok_or(BenchmarkError::Stop("the keystore did not sign"))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), proof, signature);

		assert!(stored::<T>(id)?.answer().is_some());
		Ok(())
	}

	#[benchmark]
	fn settle(v: Linear<0, MAX_SHARES>) -> Result<(), BenchmarkError> {
		let (artifact, mut contributions) = T::BenchmarkHelper::adapter(v)?;
		contributions.truncate(length(v));
		let id = proved::<T>(artifact, &contributions)?;
		if let Some(Answer { settle_at, .. }) = stored::<T>(id)?.answer() {
			frame_system::Pallet::<T>::set_block_number(*settle_at);
		}
		let pot = T::Royalties::pot();
		T::Currency::set_balance(&pot, T::Currency::minimum_balance());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(matches!(stored::<T>(id)?.state, RequestState::Settled(_)));
		Ok(())
	}

	/// The largest committee, whose author is paused by this miss.
	#[benchmark]
	fn expire() -> Result<(), BenchmarkError> {
		let (artifact, _) = T::BenchmarkHelper::adapter(0)?;
		let bases = all_base_models::<T>(artifact)?;
		// Some more than there are seats: each is surely drawn.
		for number in 0..MAX_COMMITTEE.saturating_mul(4) {
			let who = worker::<T>(number, bases.clone())?;
			occupy::<T>(&who, T::MaxInFlight::get().saturating_sub(1));
			Workers::<T>::mutate_extant(&who, |record| {
				record.misses_in_row = T::MaxMisses::get().saturating_sub(1);
			});
		}
		let id = ask::<T>(artifact, Mode::Committee { k: MAX_COMMITTEE.saturated_into() })?;
		assign_all::<T>();
		let request = stored::<T>(id)?;
		let author = request.author().ok_or(BenchmarkError::Stop("nobody was drawn"))?;
		let late = request.deadline.saturating_add(One::one());
		frame_system::Pallet::<T>::set_block_number(late);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(!Inputs::<T>::contains_key(id));
		assert!(Workers::<T>::get(author).is_some_and(|record| record.paused));
		Ok(())
	}

	#[benchmark]
	fn heartbeat() -> Result<(), BenchmarkError> {
		let who = worker::<T>(0, base_models::<T>(T::MaxBaseModels::get())?)?;
		let due = Pallet::<T>::now().saturating_add(T::HeartbeatPeriod::get());
		frame_system::Pallet::<T>::set_block_number(due);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(Workers::<T>::get(&who).is_some_and(|record| record.last_seen >= due));
		Ok(())
	}

	#[benchmark]
	fn pause() -> Result<(), BenchmarkError> {
		let who = worker::<T>(0, base_models::<T>(T::MaxBaseModels::get())?)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(Workers::<T>::get(&who).is_some_and(|record| record.paused));
		Ok(())
	}

	#[benchmark]
	fn resume() -> Result<(), BenchmarkError> {
		let who = worker::<T>(0, base_models::<T>(T::MaxBaseModels::get())?)?;
		Pallet::<T>::do_pause(who.clone())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(Workers::<T>::get(&who).is_some_and(|record| !record.paused));
		Ok(())
	}

	/// It stands between two others.
	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let (artifact, _) = T::BenchmarkHelper::adapter(0)?;
		busy_worker::<T>(artifact, 0)?;
		ask::<T>(artifact, Mode::Optimistic)?;
		let id = ask::<T>(artifact, Mode::Optimistic)?;
		ask::<T>(artifact, Mode::Optimistic)?;
		let payer = stored::<T>(id)?.payer;

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), id);

		assert!(!Queue::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn prune() -> Result<(), BenchmarkError> {
		let (artifact, contributions) = T::BenchmarkHelper::adapter(MAX_SHARES)?;
		let shares = contributions.get(..length(MAX_SHARES)).unwrap_or(&contributions);
		let id = proved::<T>(artifact, shares)?;
		Pallet::<T>::falsify(Subject::Request(id))?;
		let due = Pallet::<T>::now().saturating_add(T::RecordPeriod::get());
		frame_system::Pallet::<T>::set_block_number(due);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(!Requests::<T>::contains_key(id));
		Ok(())
	}

	/// In a crowd without room, only the last worker that is looked at for each request has some.
	#[benchmark]
	fn assign(s: Linear<0, { T::MaxAssignments::get() }>) -> Result<(), BenchmarkError> {
		let (artifact, _) = T::BenchmarkHelper::adapter(0)?;
		let base = T::Lineage::base(artifact).ok_or(BenchmarkError::Stop("no base model"))?;
		for number in 0..CROWD {
			let who = worker::<T>(number, BoundedVec::truncate_from(vec![base]))?;
			occupy::<T>(&who, T::MaxInFlight::get());
		}
		let mut asked = Vec::new();
		for _ in 0..s {
			let id = ask::<T>(artifact, Mode::Optimistic)?;
			let step = CANDIDATES.saturating_sub(1);
			let (place, _) = draw(&((seed_of(id), 0u32), step), RosterLen::<T>::get(base))
				.ok_or(BenchmarkError::Stop("an empty roster"))?;
			let last =
				Roster::<T>::get(base, place).ok_or(BenchmarkError::Stop("a gap in the roster"))?;
			// Others may come by it, too.
			occupy::<T>(&last, T::MaxInFlight::get().saturating_sub(s));
			asked.push(id);
		}
		let newer = frame_system::Pallet::<T>::block_number().saturating_add(One::one());
		let drawn;

		#[block]
		{
			drawn = Pallet::<T>::assign_heads(s, |subject| {
				// What the source costs, without what it says: it may have no seed here.
				T::Randomness::random(subject);
				(BlakeTwo256::hash(subject), newer)
			});
		}

		assert_eq!(drawn, s);
		for id in asked {
			assert_eq!(stored::<T>(id)?.state, RequestState::Assigned);
		}
		Ok(())
	}

	#[benchmark]
	fn publish_answer() -> Result<(), BenchmarkError> {
		let (artifact, _) = T::BenchmarkHelper::adapter(0)?;
		let (id, author) = committees::seated::<T>(artifact)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(author), id, committees::statement());

		assert!(matches!(stored::<T>(id)?.state, RequestState::Committee(_)));
		Ok(())
	}

	/// All others have committed.
	#[benchmark]
	fn commit_judgement() -> Result<(), BenchmarkError> {
		let (artifact, _) = T::BenchmarkHelper::adapter(0)?;
		let id = committees::published::<T>(artifact)?;
		let last = committees::first_member::<T>(id)?;
		for seat in committees::panel::<T>(id)?.seats.into_iter().skip(1) {
			Pallet::<T>::do_commit(seat.member, id, H256::zero())?;
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(last), id, H256::zero());

		let now = Pallet::<T>::now();
		assert_eq!(committees::panel::<T>(id)?.phase(now), Phase::Reveal);
		Ok(())
	}

	#[benchmark]
	fn reveal_judgement(s: Linear<0, MAX_SHARES>) -> Result<(), BenchmarkError> {
		let (artifact, mut contributions) = T::BenchmarkHelper::adapter(s)?;
		contributions.truncate(length(s));
		let id = committees::published::<T>(artifact)?;
		let judgement = committees::judgement::<T>(id, &contributions)?;
		committees::commit_all::<T>(id, &judgement)?;
		let who = committees::first_member::<T>(id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, judgement, H256::zero());

		assert!(Judgements::<T>::contains_key(id, 0));
		Ok(())
	}

	/// As many are slashed as can be when the answer is paid for.
	#[benchmark]
	fn conclude(
		k: Linear<1, MAX_COMMITTEE>,
		s: Linear<1, MAX_SHARES>,
	) -> Result<(), BenchmarkError> {
		let (artifact, mut contributions) = T::BenchmarkHelper::adapter(s)?;
		contributions.truncate(length(s));
		let id = committees::published::<T>(artifact)?;
		committees::reveal_all::<T>(id, k, &contributions)?;
		let pot = T::Royalties::pot();
		T::Currency::set_balance(&pot, T::Currency::minimum_balance());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(committees::is_settled::<T>(id)?);
		Ok(())
	}

	/// All but one wait for their members already.
	#[benchmark]
	fn request_review() -> Result<(), BenchmarkError> {
		let (artifact, contributions) = T::BenchmarkHelper::adapter(MAX_SHARES)?;
		let shares = contributions.get(..length(MAX_SHARES)).unwrap_or(&contributions);
		let id = proved::<T>(artifact, shares)?;
		let challenger: T::AccountId = whitelisted_caller();
		fund::<T>(&challenger);
		committees::crowd_convening::<T>(MAX_CONVENING.saturating_sub(1), None);

		#[extrinsic_call]
		_(RawOrigin::Signed(challenger), id);

		assert!(Reviews::<T>::contains_key(id));
		Ok(())
	}

	/// As many others wait as can.
	#[benchmark]
	fn convene_review() -> Result<(), BenchmarkError> {
		// Two for each seat, for two seats may have the same last.
		let id = committees::reviewed::<T>(T::ReviewSize::get().into(), 2)?;
		committees::crowd_convening::<T>(MAX_CONVENING, Some(id));
		let newer = frame_system::Pallet::<T>::block_number().saturating_add(One::one());

		#[block]
		{
			Pallet::<T>::convene_next(|subject| {
				// What the source costs, without what it says: it may have no seed here.
				T::Randomness::random(subject);
				(seed(), newer)
			});
		}

		assert!(Panels::<T>::contains_key(id));
		Ok(())
	}

	/// All seats but one can be filled at most.
	#[benchmark]
	fn lapse_review() -> Result<(), BenchmarkError> {
		let filled = u32::from(T::ReviewSize::get()).saturating_sub(1);
		let id = committees::reviewed::<T>(filled, 1)?;
		committees::crowd_convening::<T>(MAX_CONVENING, Some(id));
		let newer = frame_system::Pallet::<T>::block_number().saturating_add(One::one());

		#[block]
		{
			Pallet::<T>::convene_next(|subject| {
				T::Randomness::random(subject);
				(seed(), newer)
			});
		}

		assert!(!Reviews::<T>::contains_key(id));
		Ok(())
	}
}

/// The seed by which [`assign`] draws for a request that was not tried before.
fn seed_of(id: RequestId) -> H256 {
	BlakeTwo256::hash(&subject(id, 0))
}
