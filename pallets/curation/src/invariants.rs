// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{types::BallotOf, Ballots, Config, Curators, HoldReason, Pallet, Votes};
use alloc::collections::BTreeMap;
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::InspectHold, *},
};
use openledger_primitives::{
	ids::{ContributionId, DatanetId},
	records::{BallotStage, BallotTally},
	Balance,
};

/// What the open votes of a curator in a Datanet come to: their number, and what they can cost.
type Open<T> = BTreeMap<(DatanetId, <T as frame_system::Config>::AccountId), (u32, Balance)>;

impl<T: Config> Pallet<T> {
	/// Checks that every stake and every appeal's bond is on hold, that curators know exactly their open
	/// votes, that every ballot's counts and tally are those of its votes, and that none is without one.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let open = Self::check_ballots()?;
		let mut stakes = BTreeMap::<T::AccountId, Balance>::new();
		let mut known = 0usize;
		for (datanet, who, curator) in Curators::<T>::iter() {
			let key = (datanet, who);
			let (votes, at_risk) = open.get(&key).copied().unwrap_or_default();
			known = known.saturating_add(usize::from(votes > 0));
			ensure!(curator.open_votes == votes, "a curator's open votes are not those on ballots");
			ensure!(curator.at_risk == at_risk, "a curator's risk is not that of the open votes");
			ensure!(curator.at_risk <= curator.stake, "a stake cannot pay for its open votes");
			ensure!(curator.stake > 0 || votes > 0, "a curator without stake or votes is kept");
			let stake = stakes.entry(key.1).or_default();
			*stake = stake.saturating_add(curator.stake);
		}
		ensure!(known == open.len(), "a vote has no curator");
		Self::check_holds(HoldReason::CuratorStake, stakes)?;

		let mut bonds = BTreeMap::<T::AccountId, Balance>::new();
		for ballot in Ballots::<T>::iter_values() {
			if let BallotStage::Appealed { by, bond, .. } = ballot.stage {
				let sum = bonds.entry(by).or_default();
				*sum = sum.saturating_add(bond);
			}
		}
		Self::check_holds(HoldReason::AppealBond, bonds)
	}

	/// Checks each ballot against its votes, and returns those by curator.
	fn check_ballots() -> Result<Open<T>, TryRuntimeError> {
		let mut open = Open::<T>::new();
		let mut votes = 0usize;
		for (contribution, ballot) in Ballots::<T>::iter() {
			let left = Self::check_ballot(contribution, &ballot)?;
			votes = votes.saturating_add(left);
			for (who, vote) in Votes::<T>::iter_prefix(contribution) {
				let (count, at_risk) = open.entry((ballot.datanet, who)).or_default();
				*count = count.saturating_add(1);
				*at_risk = at_risk.saturating_add(vote.at_risk);
			}
		}
		ensure!(votes == Votes::<T>::iter_keys().count(), "a vote has no ballot");
		Ok(open)
	}

	/// Checks a ballot, and returns how many of its votes are not settled.
	fn check_ballot(
		contribution: ContributionId,
		ballot: &BallotOf<T>,
	) -> Result<usize, TryRuntimeError> {
		let (mut left, mut reveals) = (0u32, 0u32);
		let mut tally = BallotTally::default();
		for vote in Votes::<T>::iter_prefix_values(contribution) {
			left = left.saturating_add(1);
			if let Some(verdict) = vote.revealed {
				reveals = reveals.saturating_add(1);
				tally = tally.with(verdict, vote.weight).ok_or("a tally is too large")?;
			}
		}
		ensure!(left > 0, "a ballot has no vote");
		ensure!(
			ballot.commits.checked_sub(ballot.settled) == Some(left),
			"a ballot's votes are not those that were committed and are not settled"
		);
		let concluded = matches!(ballot.stage, BallotStage::Concluded { .. });
		ensure!(concluded || ballot.settled == 0, "a vote was settled too early");
		// Settled votes are gone, and still in the tally.
		let whole = ballot.settled > 0 || (reveals == ballot.reveals && tally == ballot.tally);
		ensure!(whole, "a tally is not the sum of the revealed votes");
		let within = reveals <= ballot.reveals
			&& tally.accept <= ballot.tally.accept
			&& tally.reject <= ballot.tally.reject
			&& tally.spam <= ballot.tally.spam;
		ensure!(within, "the votes that are left exceed the tally");
		usize::try_from(left).map_err(|_| "a ballot has too many votes".into())
	}

	fn check_holds(
		reason: HoldReason,
		sums: BTreeMap<T::AccountId, Balance>,
	) -> Result<(), TryRuntimeError> {
		let reason = reason.into();
		for (who, sum) in sums {
			let held = T::Currency::balance_on_hold(&reason, &who);
			ensure!(held == sum, "what is on hold is not what is at stake");
		}
		Ok(())
	}
}
