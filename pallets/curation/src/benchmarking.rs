// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the calls, and what a runtime provides for them.

use crate::{Ballots, Call, Config, Curators, HoldReason, Pallet, Votes};
use alloc::vec::Vec;
use frame::benchmarking::prelude::{
	fungible::{Inspect, InspectHold, Mutate},
	*,
};
use openledger_primitives::{
	curation::vote_commitment,
	ids::{ContributionId, DatanetId},
	records::{BallotOutcome, BallotStage},
	traits::{StakedCuration, Verdict},
	Balance,
};

/// Makes what the pallet itself cannot.
pub trait BenchmarkHelper {
	/// A contribution that waits for staked curators, and is as dear to look up, to accept and to slash
	/// as any: it was given under another policy and reported, and its Datanet is full of others.
	///
	/// # Errors
	/// When it cannot be made.
	fn pending() -> Result<ContributionId, BenchmarkError>;
}

const SALT: H256 = H256::repeat_byte(7);

fn stake<T: Config>() -> Balance {
	T::MinCuratorStake::get().max(T::Currency::minimum_balance())
}

/// Enough for every stake and bond.
fn fund<T: Config>(who: &T::AccountId)
where
	T::Currency: Mutate<T::AccountId>,
{
	let most = stake::<T>().saturating_add(T::AppealBond::get());
	T::Currency::set_balance(who, most.saturating_mul(10));
}

fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = account(name, index, 0);
	fund::<T>(&who);
	who
}

/// A contribution that waits, and its Datanet.
fn pending<T: Config>() -> Result<(ContributionId, DatanetId), BenchmarkError> {
	let contribution = T::BenchmarkHelper::pending()?;
	let (datanet, _) =
		T::Datanets::pending(contribution).ok_or(BenchmarkError::Stop("it does not wait"))?;
	Ok((contribution, datanet))
}

/// A curator, and a contribution to judge.
fn curator<T: Config>() -> Result<(T::AccountId, ContributionId, DatanetId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (contribution, datanet) = pending::<T>()?;
	let who = rich::<T>("curator", 0);
	Pallet::<T>::do_join(&who, datanet, stake::<T>())?;
	Ok((who, contribution, datanet))
}

fn advance<T: Config>(blocks: BlockNumberFor<T>) {
	let now = T::BlockNumberProvider::current_block_number();
	T::BlockNumberProvider::set_block_number(now.saturating_add(blocks));
}

/// A ballot in which one curator commits to reject, and as many as decide for `majority`. All have
/// revealed but the first, unless `first_reveals`.
fn voted<T: Config>(
	majority: Verdict,
	first_reveals: bool,
) -> Result<(ContributionId, DatanetId, Vec<T::AccountId>), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	fund::<T>(&T::SlashDestination::get());
	let (contribution, datanet) = pending::<T>()?;
	let verdict = |index: u32| if index == 0 { Verdict::Reject } else { majority };
	let voters = T::Quorum::get().max(2);
	let mut curators = Vec::new();
	for index in 0..=voters {
		let who = rich::<T>("curator", index);
		Pallet::<T>::do_join(&who, datanet, stake::<T>())?;
		let commitment = vote_commitment(contribution, verdict(index), SALT, &who);
		Pallet::<T>::do_commit(who.clone(), contribution, commitment)?;
		curators.push(who);
	}
	advance::<T>(T::CommitPeriod::get());
	for (index, who) in (0..).zip(&curators) {
		if index > 0 || first_reveals {
			Pallet::<T>::do_reveal(who.clone(), contribution, verdict(index), SALT)?;
		}
	}
	advance::<T>(T::RevealPeriod::get());
	Ok((contribution, datanet, curators))
}

/// A ballot whose `majority` the losing curator has appealed against.
fn appealed<T: Config>(majority: Verdict) -> Result<ContributionId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (contribution, _, curators) = voted::<T>(majority, true)?;
	Pallet::<T>::do_close(contribution)?;
	let loser = curators.first().ok_or(BenchmarkError::Stop("somebody voted"))?;
	Pallet::<T>::do_appeal(loser.clone(), contribution)?;
	Ok(contribution)
}

/// A ballot that ended with acceptance, whose votes are settled except that at `index`.
fn almost_settled<T: Config>(
	index: usize,
) -> Result<(ContributionId, DatanetId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (contribution, datanet, mut curators) = voted::<T>(Verdict::Accept, false)?;
	Pallet::<T>::do_close(contribution)?;
	advance::<T>(T::AppealPeriod::get());
	Pallet::<T>::do_conclude(contribution)?;
	if index >= curators.len() {
		return Err(BenchmarkError::Stop("fewer voted"));
	}
	let last = curators.remove(index);
	for who in curators {
		Pallet::<T>::do_settle_vote(contribution, who)?;
	}
	Ok((contribution, datanet, last))
}

fn outcome<T: Config>(contribution: ContributionId) -> Option<BallotOutcome> {
	match Ballots::<T>::get(contribution)?.stage {
		BallotStage::Concluded { outcome } => Some(outcome),
		_ => None,
	}
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn join() -> Result<(), BenchmarkError> {
		let (_, datanet) = pending::<T>()?;
		let who = rich::<T>("curator", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), datanet, stake::<T>());

		assert!(Curators::<T>::contains_key(datanet, who));
		Ok(())
	}

	#[benchmark]
	fn add_stake() -> Result<(), BenchmarkError> {
		let (who, _, datanet) = curator::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), datanet, 1);

		let curator = Curators::<T>::get(datanet, who).ok_or("it curates")?;
		assert_eq!(curator.stake, stake::<T>().saturating_add(1));
		Ok(())
	}

	#[benchmark]
	fn leave() -> Result<(), BenchmarkError> {
		let (who, _, datanet) = curator::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), datanet);

		assert!(Curators::<T>::get(datanet, who).ok_or("it curates")?.leaving.is_some());
		Ok(())
	}

	#[benchmark]
	fn withdraw_stake() -> Result<(), BenchmarkError> {
		let (who, _, datanet) = curator::<T>()?;
		Pallet::<T>::do_leave(&who, datanet)?;
		advance::<T>(T::CuratorCooldown::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), datanet);

		assert!(!Curators::<T>::contains_key(datanet, who));
		Ok(())
	}

	/// The first one, which opens the ballot.
	#[benchmark]
	fn commit() -> Result<(), BenchmarkError> {
		let (who, contribution, _) = curator::<T>()?;
		let commitment = vote_commitment(contribution, Verdict::Accept, SALT, &who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), contribution, commitment);

		assert!(Votes::<T>::contains_key(contribution, who));
		Ok(())
	}

	#[benchmark]
	fn reveal() -> Result<(), BenchmarkError> {
		let (who, contribution, _) = curator::<T>()?;
		let commitment = vote_commitment(contribution, Verdict::Spam, SALT, &who);
		Pallet::<T>::do_commit(who.clone(), contribution, commitment)?;
		advance::<T>(T::CommitPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(who), contribution, Verdict::Spam, SALT);

		assert_eq!(Ballots::<T>::get(contribution).ok_or("it is open")?.tally.spam, stake::<T>());
		Ok(())
	}

	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		let (contribution, _, _) = voted::<T>(Verdict::Accept, true)?;
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), contribution);

		let stage = Ballots::<T>::get(contribution).ok_or("it is closed")?.stage;
		assert!(matches!(stage, BallotStage::Closed { majority: Some(Verdict::Accept), .. }));
		Ok(())
	}

	/// By a curator, whose vote is looked up.
	#[benchmark]
	fn appeal() -> Result<(), BenchmarkError> {
		let (contribution, _, curators) = voted::<T>(Verdict::Accept, true)?;
		Pallet::<T>::do_close(contribution)?;
		let loser = curators.first().ok_or("somebody voted")?.clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(loser.clone()), contribution);

		let held = T::Currency::balance_on_hold(&HoldReason::AppealBond.into(), &loser);
		assert_eq!(held, T::AppealBond::get());
		Ok(())
	}

	/// To accept, in vain: the appeal's bond goes to another account, and so does the reporter's.
	#[benchmark]
	fn decide_appeal() -> Result<(), BenchmarkError> {
		let contribution = appealed::<T>(Verdict::Accept)?;
		let origin =
			T::AppealOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, contribution, Verdict::Accept);

		assert_eq!(outcome::<T>(contribution), Some(BallotOutcome::Decided(Verdict::Accept)));
		Ok(())
	}

	/// To slash, in vain: the appeal's bond and the contributor's go to others.
	#[benchmark]
	fn decide_appeal_spam() -> Result<(), BenchmarkError> {
		let contribution = appealed::<T>(Verdict::Spam)?;
		let origin =
			T::AppealOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		decide_appeal(origin as T::RuntimeOrigin, contribution, Verdict::Spam);

		assert_eq!(outcome::<T>(contribution), Some(BallotOutcome::Decided(Verdict::Spam)));
		Ok(())
	}

	/// To accept, after an appeal that was not decided.
	#[benchmark]
	fn conclude() -> Result<(), BenchmarkError> {
		let contribution = appealed::<T>(Verdict::Accept)?;
		advance::<T>(T::AppealDecisionPeriod::get());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), contribution);

		assert_eq!(outcome::<T>(contribution), Some(BallotOutcome::Decided(Verdict::Accept)));
		Ok(())
	}

	/// To slash, after an appeal that was not decided.
	#[benchmark]
	fn conclude_spam() -> Result<(), BenchmarkError> {
		let contribution = appealed::<T>(Verdict::Spam)?;
		advance::<T>(T::AppealDecisionPeriod::get());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		conclude(RawOrigin::Signed(caller), contribution);

		assert_eq!(outcome::<T>(contribution), Some(BallotOutcome::Decided(Verdict::Spam)));
		Ok(())
	}

	/// The last vote, one that is counted as work.
	#[benchmark]
	fn settle_vote() -> Result<(), BenchmarkError> {
		let (contribution, _, last) = almost_settled::<T>(1)?;
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), contribution, last);

		assert!(!Ballots::<T>::contains_key(contribution));
		Ok(())
	}

	/// The last vote, one that was not revealed.
	#[benchmark]
	fn settle_vote_slashed() -> Result<(), BenchmarkError> {
		let (contribution, datanet, last) = almost_settled::<T>(0)?;
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		settle_vote(RawOrigin::Signed(caller), contribution, last.clone());

		assert!(!Ballots::<T>::contains_key(contribution));
		assert!(Curators::<T>::get(datanet, last).is_none_or(|left| left.stake < stake::<T>()));
		Ok(())
	}
}
