// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: full hands, full rosters, the longest texts, and vectors of every length.

use crate::{
	Answer, Assigned, BaseModelsOf, Call, Config, EndpointOf, InputOf, Inputs, NextRequest, Pallet,
	RequestOf, RequestState, Requests, Roster, Workers, CANDIDATES,
};
use alloc::{format, vec, vec::Vec};
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	deps::sp_runtime::RuntimeAppPublic,
};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_ANSWER_LEN},
	ids::{ArtifactId, ContributionId, RequestId},
	proof::AttributionProof,
	traits::{Lineage, RoyaltySink},
	vector::{AttributionVector, MAX_SHARES},
	Balance,
};

/// Makes what the benchmarks need of other pallets.
pub trait BenchmarkHelper<AccountId> {
	/// Gives `worker` the bond that workers need.
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
	Pallet::<T>::do_register(who.clone(), key, endpoint::<T>(), base_models)?;
	Ok(who)
}

/// The worker that serves `artifact`, with room for one more request.
fn busy_worker<T: Config>(artifact: ArtifactId) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let base = T::Lineage::base(artifact).ok_or(BenchmarkError::Stop("no base model"))?;
	let who = worker::<T>(0, BoundedVec::truncate_from(vec![base]))?;
	occupy::<T>(&who, T::MaxInFlight::get().saturating_sub(1));
	Ok(who)
}

/// Lets `worker` owe answers to `count` requests that nobody asked.
fn occupy<T: Config>(worker: &T::AccountId, count: u32) {
	let others = vec![RequestId(u64::MAX); length(count)];
	Assigned::<T>::insert(worker, BoundedVec::truncate_from(others));
}

/// A question whose canonical form is three times as long: each of its letters falls into two.
fn question<T: Config>(length: u32) -> InputOf<T> {
	let letters = "\u{344}".repeat(self::length(length) / 2);
	let mut question = letters.into_bytes();
	question.resize(self::length(length), b'x');
	BoundedVec::truncate_from(question)
}

fn ask<T: Config>(artifact: ArtifactId) -> Result<RequestId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let payer: T::AccountId = account("payer", 0, 0);
	fund::<T>(&payer);
	let id = NextRequest::<T>::get();
	let question = question::<T>(T::MaxInputLen::get());
	let deadline = T::MaxDeadline::get();
	Pallet::<T>::do_request(payer, artifact, question, u32::MAX, max_fee::<T>(), deadline)?;
	Ok(id)
}

fn stored<T: Config>(id: RequestId) -> Result<RequestOf<T>, BenchmarkError> {
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
		_(RawOrigin::Signed(who.clone()), key, endpoint::<T>(), base_models);

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
		_(RawOrigin::Signed(who.clone()), endpoint::<T>(), joined.clone());

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

	/// Only the last worker that is looked at has room, and only for one request.
	#[benchmark]
	fn request_inference(l: Linear<1, { T::MaxInputLen::get() }>) -> Result<(), BenchmarkError> {
		let (artifact, _) = T::BenchmarkHelper::adapter(0)?;
		let base = T::Lineage::base(artifact).ok_or(BenchmarkError::Stop("no base model"))?;
		for number in 0..CANDIDATES {
			worker::<T>(number, BoundedVec::truncate_from(vec![base]))?;
		}
		let id = NextRequest::<T>::get();
		for (step, place) in Pallet::<T>::candidates(base, id).enumerate() {
			let last = u32::from(step.saturating_add(1) == length(CANDIDATES));
			let candidate =
				Roster::<T>::get(base, place).ok_or(BenchmarkError::Stop("a gap in the roster"))?;
			occupy::<T>(&candidate, T::MaxInFlight::get().saturating_sub(last));
		}
		let payer: T::AccountId = whitelisted_caller();
		fund::<T>(&payer);
		let deadline = T::MaxDeadline::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), artifact, question::<T>(l), u32::MAX, max_fee::<T>(), deadline);

		assert!(Requests::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn submit_proof(v: Linear<0, MAX_SHARES>) -> Result<(), BenchmarkError> {
		let (artifact, mut contributions) = T::BenchmarkHelper::adapter(v)?;
		contributions.truncate(length(v));
		let who = busy_worker::<T>(artifact)?;
		let id = ask::<T>(artifact)?;
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
		let who = busy_worker::<T>(artifact)?;
		let id = ask::<T>(artifact)?;
		let proof = proof::<T>(id, &contributions)?;
		let signature = Workers::<T>::get(&who)
			.and_then(|record| record.key.sign(&proof.signing_bytes()))
			.ok_or(BenchmarkError::Stop("the keystore did not sign"))?;
		Pallet::<T>::do_submit(who, proof, signature)?;
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

	#[benchmark]
	fn expire() -> Result<(), BenchmarkError> {
		let (artifact, _) = T::BenchmarkHelper::adapter(0)?;
		busy_worker::<T>(artifact)?;
		let id = ask::<T>(artifact)?;
		let late = stored::<T>(id)?.deadline.saturating_add(One::one());
		frame_system::Pallet::<T>::set_block_number(late);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(!Inputs::<T>::contains_key(id));
		Ok(())
	}
}
