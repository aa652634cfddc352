// SPDX-License-Identifier: Apache-2.0
//! How a demand is met, by the worker or by anyone for it.

use crate::{Challenge, Challenges, Config, Error, Event, HoldReason, Pallet};
use frame::prelude::{
	fungible::{Inspect, MutateHold},
	tokens::Restriction,
	*,
};
use openledger_primitives::{
	challenge::{check_disclosure, Demand},
	evidence::{EvidenceLeaf, SpanOpening},
	ids::ChallengeId,
	traits::Claims,
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_answer_leaf(id: ChallengeId, opening: &SpanOpening) -> DispatchResult {
		let (challenge, bond) = Self::answerable(id)?;
		let Demand::Leaf(leaf) = challenge.demand else {
			return Err(Error::<T>::OtherDemand.into());
		};
		let claim = T::Claims::claim(challenge.subject)?;
		let content = Self::content(leaf.contribution)?;
		let words = opening.verify(&leaf, &claim.output, &content).map_err(Error::<T>::from)?;
		ensure!(words >= claim.min_words, Error::<T>::TooFewWords);
		Self::uphold(id, challenge, bond, claim.worker)
	}

	pub(crate) fn do_disclose(
		id: ChallengeId,
		answer: &[u8],
		leaves: &[EvidenceLeaf],
	) -> DispatchResult {
		let (challenge, bond) = Self::answerable(id)?;
		ensure!(challenge.demand == Demand::Disclosure, Error::<T>::OtherDemand);
		let claim = T::Claims::claim(challenge.subject)?;
		check_disclosure(answer, leaves, &claim).map_err(Error::<T>::from)?;
		Self::uphold(id, challenge, bond, claim.worker)
	}

	/// The challenge and its bond, if the demand can still be met.
	fn answerable(id: ChallengeId) -> Result<(Challenge<T>, Balance), Error<T>> {
		let challenge = Challenges::<T>::get(id).ok_or(Error::<T>::ChallengeNotFound)?;
		let bond = challenge.bond.ok_or(Error::<T>::AlreadyAnswered)?;
		ensure!(Self::now() < challenge.expires_at, Error::<T>::ResponseWindowOver);
		Ok((challenge, bond))
	}

	/// The demand was met: the worker is paid for it, and the claim stands.
	fn uphold(
		id: ChallengeId,
		mut challenge: Challenge<T>,
		bond: Balance,
		worker: T::AccountId,
	) -> DispatchResult {
		let (subject, challenger) = (challenge.subject, challenge.challenger.clone());
		let paid = Self::pay(&challenger, &worker, bond)?;
		challenge.bond = None;
		Challenges::<T>::insert(id, challenge);
		T::Claims::release(subject)?;
		Self::deposit_event(Event::ChallengeAnswered {
			challenge: id,
			subject,
			worker,
			challenger,
			paid,
		});
		Ok(())
	}

	/// Moves the challenger's bond to the worker, and returns how much of it. A worker whose account
	/// cannot take it must not lose the challenge by that: then it is released.
	fn pay(
		challenger: &T::AccountId,
		worker: &T::AccountId,
		bond: Balance,
	) -> Result<Balance, DispatchError> {
		let reason = HoldReason::ChallengeBond.into();
		let receivable = T::Currency::can_deposit(worker, bond, Provenance::Extant)
			== DepositConsequence::Success;
		if receivable {
			T::Currency::transfer_on_hold(
				&reason,
				challenger,
				worker,
				bond,
				Precision::Exact,
				Restriction::Free,
				// A vote's lock does not shield a bond.
				Fortitude::Force,
			)
		} else {
			T::Currency::release(&reason, challenger, bond, Precision::Exact)?;
			Ok(0)
		}
	}
}
