// SPDX-License-Identifier: Apache-2.0
//! Votes are committed, and revealed.

use crate::{
	types::{BallotOf, CuratorOf},
	Ballots, Config, Error, Event, Pallet, Vote, Votes,
};
use frame::prelude::*;
use openledger_primitives::{
	curation::vote_commitment,
	ids::{ContributionId, DatanetId},
	records::{BallotRecord, BallotStage, BallotTally},
	traits::{StakedCuration, Verdict},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_commit(
		who: T::AccountId,
		contribution: ContributionId,
		commitment: H256,
	) -> DispatchResult {
		let (datanet, contributor) =
			T::Datanets::pending(contribution).ok_or(Error::<T>::NotPending)?;
		ensure!(contributor != who, Error::<T>::OwnContribution);
		ensure!(!Votes::<T>::contains_key(contribution, &who), Error::<T>::AlreadyVoted);
		let now = T::BlockNumberProvider::current_block_number();
		let mut ballot = match Ballots::<T>::get(contribution) {
			Some(ballot) => ballot,
			None => Self::open_ballot(contribution, datanet, now),
		};
		let voting = ballot.stage == BallotStage::Voting && now < ballot.commit_until;
		ensure!(voting, Error::<T>::CommitClosed);

		let vote = Self::change_curator(&who, datanet, |curator| {
			Self::open_vote(curator, commitment).map_err(Into::into)
		})?;
		ballot.commits = ballot.commits.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Ballots::<T>::insert(contribution, ballot);
		Votes::<T>::insert(contribution, &who, vote);
		Self::deposit_event(Event::VoteCommitted {
			contribution,
			curator: who,
			commitment,
			weight: vote.weight,
		});
		Ok(())
	}

	pub(crate) fn do_reveal(
		who: T::AccountId,
		contribution: ContributionId,
		verdict: Verdict,
		salt: H256,
	) -> DispatchResult {
		let mut ballot = Self::existing_ballot(contribution)?;
		let now = T::BlockNumberProvider::current_block_number();
		let revealing = ballot.stage == BallotStage::Voting
			&& now >= ballot.commit_until
			&& now < ballot.reveal_until;
		ensure!(revealing, Error::<T>::RevealClosed);
		let mut vote = Votes::<T>::get(contribution, &who).ok_or(Error::<T>::VoteNotFound)?;
		ensure!(vote.revealed.is_none(), Error::<T>::AlreadyRevealed);
		let committed = vote_commitment(contribution, verdict, salt, &who) == vote.commitment;
		ensure!(committed, Error::<T>::WrongReveal);

		let weight = vote.weight;
		ballot.tally = ballot.tally.with(verdict, weight).ok_or(ArithmeticError::Overflow)?;
		ballot.reveals = ballot.reveals.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		vote.revealed = Some(verdict);
		Ballots::<T>::insert(contribution, ballot);
		Votes::<T>::insert(contribution, &who, vote);
		Self::deposit_event(Event::VoteRevealed { contribution, curator: who, verdict, weight });
		Ok(())
	}

	pub(crate) fn existing_ballot(contribution: ContributionId) -> Result<BallotOf<T>, Error<T>> {
		Ballots::<T>::get(contribution).ok_or(Error::<T>::BallotNotFound)
	}

	/// A ballot that begins now.
	fn open_ballot(
		contribution: ContributionId,
		datanet: DatanetId,
		now: BlockNumberFor<T>,
	) -> BallotOf<T> {
		let commit_until = now.saturating_add(T::CommitPeriod::get());
		let reveal_until = commit_until.saturating_add(T::RevealPeriod::get());
		Self::deposit_event(Event::BallotOpened {
			contribution,
			datanet,
			commit_until,
			reveal_until,
		});
		BallotRecord {
			datanet,
			commit_until,
			reveal_until,
			commits: 0,
			reveals: 0,
			settled: 0,
			tally: BallotTally::default(),
			stage: BallotStage::Voting,
		}
	}

	/// A new vote of the curator, who answers for it with the stake.
	fn open_vote(curator: &mut CuratorOf<T>, commitment: H256) -> Result<Vote, Error<T>> {
		ensure!(curator.leaving.is_none(), Error::<T>::Leaving);
		let weight = curator.stake;
		ensure!(weight >= T::MinCuratorStake::get(), Error::<T>::BelowMinStake);
		curator.open_votes = curator
			.open_votes
			.checked_add(1)
			.filter(|votes| *votes <= T::MaxOpenVotes::get())
			.ok_or(Error::<T>::TooManyOpenVotes)?;
		let at_risk: Balance =
			T::SilenceSlash::get().max(T::MinoritySlash::get()).mul_floor(weight);
		// The bound on open votes alone would not do: earlier votes may weigh more than the stake is
		// now, after slashes.
		curator.at_risk = curator
			.at_risk
			.checked_add(at_risk)
			.filter(|sum| *sum <= weight)
			.ok_or(Error::<T>::StakeExhausted)?;
		Ok(Vote { commitment, weight, at_risk, revealed: None })
	}
}
