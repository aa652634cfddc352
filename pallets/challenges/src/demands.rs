// SPDX-License-Identifier: Apache-2.0
//! How something is demanded of a worker.

use crate::{
	Challenge, Challenges, Config, Demands, Error, Event, HoldReason, NextChallenge, Pallet,
};
use frame::{
	prelude::{fungible::MutateHold, *},
	traits::Consideration,
};
use openledger_primitives::{
	challenge::Demand,
	evidence::LeafProof,
	ids::ChallengeId,
	traits::{Claims, Liquid, Subject},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_challenge_leaf(
		challenger: T::AccountId,
		subject: Subject,
		leaf: LeafProof,
		count: u32,
	) -> DispatchResult {
		let claim = T::Claims::claim(subject)?;
		leaf.verify(&claim.evidence_root, count).map_err(|_| Error::<T>::LeafMismatch)?;
		Self::demand(challenger, subject, claim.worker, Demand::Leaf(leaf.leaf))
	}

	pub(crate) fn do_challenge_disclosure(
		challenger: T::AccountId,
		subject: Subject,
	) -> DispatchResult {
		let claim = T::Claims::claim(subject)?;
		Self::demand(challenger, subject, claim.worker, Demand::Disclosure)
	}

	/// Opens a challenge. A demand stays known as long as the claim can be challenged, so that the
	/// demands that can delay its settlement are bounded by its leaves.
	fn demand(
		challenger: T::AccountId,
		subject: Subject,
		worker: T::AccountId,
		demand: Demand,
	) -> DispatchResult {
		ensure!(!Demands::<T>::contains_key(subject, demand), Error::<T>::AlreadyDemanded);
		let bond = T::ChallengeBond::get();
		ensure!(T::Liquid::liquid(&challenger) >= bond, Error::<T>::FundsLocked);
		T::Currency::hold(&HoldReason::ChallengeBond.into(), &challenger, bond)?;
		let deposit = T::ChallengeDeposit::new(&challenger, Challenge::<T>::footprint())?;
		T::Claims::hold(subject)?;

		let challenge = Self::next_challenge()?;
		let expires_at = Self::now().saturating_add(T::ResponseWindow::get());
		Demands::<T>::insert(subject, demand, challenge);
		let record = Challenge {
			subject,
			demand,
			challenger: challenger.clone(),
			bond: Some(bond),
			expires_at,
			deposit,
		};
		Challenges::<T>::insert(challenge, record);
		Self::deposit_event(Event::Challenged {
			challenge,
			subject,
			worker,
			challenger,
			demand,
			bond,
			expires_at,
		});
		Ok(())
	}

	/// Gives a number out.
	fn next_challenge() -> Result<ChallengeId, DispatchError> {
		NextChallenge::<T>::try_mutate(|next| {
			let id = *next;
			*next = id.next().ok_or(Error::<T>::IdsExhausted)?;
			Ok(id)
		})
	}

	/// The block in the count of the clock.
	pub(crate) fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}
}
