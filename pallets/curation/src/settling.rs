// SPDX-License-Identifier: Apache-2.0
//! What a vote earned or cost, one vote at a time. None depends on another, so their order does not
//! matter, and a ballot of any size is settled in calls of the same weight.

use crate::{Ballots, Config, Error, Event, HoldReason, Pallet, Vote, Votes};
use frame::{deps::frame_support::storage::with_storage_layer, prelude::*};
use openledger_primitives::{
	ids::ContributionId,
	records::{BallotOutcome, BallotStage},
	traits::{CuratorLedger, Verdict},
	Balance,
};

/// What a ballot's outcome means for a vote.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Merit {
	/// It was for the verdict that stood.
	Right,
	/// It was for another one.
	Wrong,
	/// It was not revealed.
	Silent,
	/// Nothing was decided that it could be measured by.
	Neutral,
}

impl Merit {
	fn of(vote: &Vote, outcome: BallotOutcome) -> Self {
		match (outcome, vote.revealed) {
			(BallotOutcome::Void, _) => Self::Neutral,
			(BallotOutcome::Decided(_) | BallotOutcome::Undecided, None) => Self::Silent,
			(BallotOutcome::Decided(verdict), Some(revealed)) if verdict == revealed => Self::Right,
			(BallotOutcome::Decided(_), Some(_)) => Self::Wrong,
			(BallotOutcome::Undecided, Some(_)) => Self::Neutral,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_settle_vote(
		contribution: ContributionId,
		curator: T::AccountId,
	) -> DispatchResult {
		let mut ballot = Self::existing_ballot(contribution)?;
		let BallotStage::Concluded { outcome } = ballot.stage else {
			return Err(Error::<T>::NotConcluded.into());
		};
		let vote = Votes::<T>::take(contribution, &curator).ok_or(Error::<T>::VoteNotFound)?;

		let merit = Merit::of(&vote, outcome);
		let slashed = Self::cost(&vote, merit);
		Self::slash_held(HoldReason::CuratorStake, &curator, slashed)?;
		Self::change_curator(&curator, ballot.datanet, |record| {
			record.stake = record.stake.checked_sub(slashed).ok_or(ArithmeticError::Underflow)?;
			record.at_risk = record.at_risk.saturating_sub(vote.at_risk);
			record.open_votes = record.open_votes.saturating_sub(1);
			Ok(())
		})?;
		// Only acceptance is work: what is turned down costs its contributor nothing, and could be given and
		// rejected without end. A ledger that refuses must not keep the stake.
		let accepted = outcome == BallotOutcome::Decided(Verdict::Accept);
		let counted = accepted
			&& merit == Merit::Right
			&& with_storage_layer(|| T::CuratorLedger::worked(ballot.datanet, &curator)).is_ok();
		Self::deposit_event(Event::VoteSettled { contribution, curator, slashed, counted });

		ballot.settled = ballot.settled.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		if ballot.settled < ballot.commits {
			Ballots::<T>::insert(contribution, ballot);
		} else {
			Ballots::<T>::remove(contribution);
			Self::deposit_event(Event::BallotRemoved { contribution });
		}
		Ok(())
	}

	/// What the vote costs, in plancks: by today's rules, but never more than by those under which it
	/// was committed, for which the stake is enough.
	fn cost(vote: &Vote, merit: Merit) -> Balance {
		let part = match merit {
			Merit::Right | Merit::Neutral => Perbill::zero(),
			Merit::Wrong => T::MinoritySlash::get(),
			Merit::Silent => T::SilenceSlash::get(),
		};
		part.mul_floor(vote.weight).min(vote.at_risk)
	}
}
