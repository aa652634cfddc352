// SPDX-License-Identifier: Apache-2.0
//! What becomes of a ballot: the count, the appeal, the end.

use crate::{
	types::{verdict_of, BallotOf},
	Ballots, Config, Error, Event, HoldReason, Pallet, Votes,
};
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::{fungible::MutateHold, *},
};
use openledger_primitives::{
	ids::ContributionId,
	records::{BallotOutcome, BallotStage},
	traits::{StakedCuration, Verdict},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_close(contribution: ContributionId) -> DispatchResult {
		let mut ballot = Self::existing_ballot(contribution)?;
		ensure!(ballot.stage == BallotStage::Voting, Error::<T>::AlreadyClosed);
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now >= ballot.reveal_until, Error::<T>::StillVoting);

		let majority = ballot.tally.leader().filter(|_| ballot.reveals >= T::Quorum::get());
		let appeal_until = now.saturating_add(T::AppealPeriod::get());
		ballot.stage = BallotStage::Closed { majority, appeal_until };
		Self::deposit_event(Event::BallotClosed {
			contribution,
			verdict: verdict_of(majority),
			decided: majority.is_some(),
			reveals: ballot.reveals,
			tally: ballot.tally,
			appeal_until,
		});
		Ballots::<T>::insert(contribution, ballot);
		Ok(())
	}

	pub(crate) fn do_appeal(who: T::AccountId, contribution: ContributionId) -> DispatchResult {
		let mut ballot = Self::existing_ballot(contribution)?;
		let (majority, appeal_until) = match ballot.stage {
			BallotStage::Voting => return Err(Error::<T>::NotClosed.into()),
			BallotStage::Closed { majority, appeal_until } => (majority, appeal_until),
			BallotStage::Appealed { .. } => return Err(Error::<T>::AlreadyAppealed.into()),
			BallotStage::Concluded { .. } => return Err(Error::<T>::AlreadyConcluded.into()),
		};
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now < appeal_until, Error::<T>::AppealTooLate);
		let (_, contributor) = T::Datanets::pending(contribution).ok_or(Error::<T>::NotPending)?;
		let voted =
			|| Votes::<T>::get(contribution, &who).is_some_and(|vote| vote.revealed.is_some());
		ensure!(contributor == who || voted(), Error::<T>::NotParty);

		let bond = T::AppealBond::get();
		T::Currency::hold(&HoldReason::AppealBond.into(), &who, bond)?;
		let decide_until = now.saturating_add(T::AppealDecisionPeriod::get());
		ballot.stage = BallotStage::Appealed { majority, by: who.clone(), bond, decide_until };
		Ballots::<T>::insert(contribution, ballot);
		Self::deposit_event(Event::Appealed { contribution, by: who, bond, decide_until });
		Ok(())
	}

	pub(crate) fn do_decide_appeal(
		contribution: ContributionId,
		verdict: Verdict,
	) -> DispatchResult {
		let ballot = Self::existing_ballot(contribution)?;
		let BallotStage::Appealed { majority, ref by, bond, decide_until } = ballot.stage else {
			return Err(Error::<T>::NotAppealed.into());
		};
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now < decide_until, Error::<T>::DecisionTooLate);

		let outcome = Self::carry_out(contribution, Some(verdict));
		// Where there was nothing to decide any more, nobody was wrong to ask.
		let lost = outcome != BallotOutcome::Void && verdict == verdict_of(majority);
		let slashed = if lost {
			Self::slash_held(HoldReason::AppealBond, by, bond)?;
			bond
		} else {
			Self::release_bond(by, bond)?;
			0
		};
		Self::deposit_event(Event::AppealDecided {
			contribution,
			by: by.clone(),
			verdict,
			slashed,
		});
		Self::finish(contribution, ballot, outcome);
		Ok(())
	}

	pub(crate) fn do_conclude(contribution: ContributionId) -> DispatchResult {
		let ballot = Self::existing_ballot(contribution)?;
		let now = T::BlockNumberProvider::current_block_number();
		let majority = match ballot.stage {
			BallotStage::Voting => return Err(Error::<T>::NotClosed.into()),
			BallotStage::Closed { majority, appeal_until } => {
				ensure!(now >= appeal_until, Error::<T>::NotFinal);
				majority
			},
			BallotStage::Appealed { majority, ref by, bond, decide_until } => {
				ensure!(now >= decide_until, Error::<T>::NotFinal);
				Self::release_bond(by, bond)?;
				Self::deposit_event(Event::AppealLapsed { contribution, by: by.clone(), bond });
				majority
			},
			BallotStage::Concluded { .. } => return Err(Error::<T>::AlreadyConcluded.into()),
		};
		let outcome = Self::carry_out(contribution, majority);
		Self::finish(contribution, ballot, outcome);
		Ok(())
	}

	/// Carries out what was decided, or not. Whatever keeps the verdict from being carried out must not
	/// keep the curators' stakes: then the ballot is void.
	fn carry_out(contribution: ContributionId, decided: Option<Verdict>) -> BallotOutcome {
		let verdict = verdict_of(decided);
		let carried = with_storage_layer(|| T::Datanets::carry_out(contribution, verdict));
		match (carried, decided) {
			(Err(_), _) => BallotOutcome::Void,
			(Ok(()), Some(verdict)) => BallotOutcome::Decided(verdict),
			(Ok(()), None) => BallotOutcome::Undecided,
		}
	}

	/// Concludes the ballot.
	fn finish(contribution: ContributionId, mut ballot: BallotOf<T>, outcome: BallotOutcome) {
		ballot.stage = BallotStage::Concluded { outcome };
		Ballots::<T>::insert(contribution, ballot);
		Self::deposit_event(Event::BallotConcluded { contribution, outcome });
	}

	fn release_bond(who: &T::AccountId, bond: Balance) -> DispatchResult {
		let reason = HoldReason::AppealBond.into();
		T::Currency::release(&reason, who, bond, Precision::Exact).map(drop)
	}
}
