// SPDX-License-Identifier: Apache-2.0
//! How challenges end.

use crate::{Challenge, Challenges, Config, Demands, Error, Event, HoldReason, Pallet};
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::{fungible::MutateHold, *},
	traits::Consideration,
};
use openledger_primitives::{
	ids::ChallengeId,
	traits::{Bonds, Claims, SlashReason, Subject},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_convict(id: ChallengeId) -> DispatchResult {
		let record = Challenges::<T>::get(id).ok_or(Error::<T>::ChallengeNotFound)?;
		ensure!(record.bond.is_some(), Error::<T>::AlreadyAnswered);
		ensure!(Self::now() >= record.expires_at, Error::<T>::ResponseWindowOpen);
		let (subject, challenger) = (record.subject, record.challenger.clone());
		let worker = T::Claims::claim(subject)?.worker;
		let slashed = Self::falsify(subject, &worker, SlashReason::Silence, &challenger)?;
		Self::remove(id, record)?;
		Self::deposit_event(Event::Convicted {
			challenge: id,
			subject,
			worker,
			challenger,
			slashed,
		});
		Ok(())
	}

	pub(crate) fn do_close(id: ChallengeId) -> DispatchResult {
		let record = Challenges::<T>::get(id).ok_or(Error::<T>::ChallengeNotFound)?;
		let (subject, challenger) = (record.subject, record.challenger.clone());
		ensure!(T::Claims::claim(subject).is_err(), Error::<T>::ClaimStands);
		let released = Self::remove(id, record)?;
		Self::deposit_event(Event::ChallengeClosed {
			challenge: id,
			subject,
			challenger,
			released,
		});
		Ok(())
	}

	/// Ends a false claim, and returns what was taken out of the worker's bond. A slash that cannot be
	/// made changes nothing, and does not keep the payer from the refund.
	pub(crate) fn falsify(
		subject: Subject,
		worker: &T::AccountId,
		reason: SlashReason,
		challenger: &T::AccountId,
	) -> Result<Balance, DispatchError> {
		T::Claims::falsify(subject)?;
		let amount = T::FraudSlash::get();
		let slash = || T::Bonds::slash(worker, amount, reason, Some(challenger));
		Ok(with_storage_layer(slash).unwrap_or_default())
	}

	/// Removes a challenge, gives the challenger what is held for it back, and returns the bond among it.
	fn remove(id: ChallengeId, record: Challenge<T>) -> Result<Balance, DispatchError> {
		let Challenge { subject, demand, challenger, bond, deposit, .. } = record;
		Challenges::<T>::remove(id);
		Demands::<T>::remove(subject, demand);
		deposit.drop(&challenger)?;
		let Some(bond) = bond else { return Ok(0) };
		let reason = HoldReason::ChallengeBond.into();
		T::Currency::release(&reason, &challenger, bond, Precision::Exact)
	}
}
