// SPDX-License-Identifier: Apache-2.0
//! How OPEN gets into escrow, and out of it.

use crate::{Config, Error, HoldReason, Pallet};
use frame::prelude::{
	fungible::{Inspect, MutateHold},
	tokens::Restriction,
	*,
};
use openledger_primitives::{traits::Liquid, Balance};

impl<T: Config> Pallet<T> {
	/// Holds `amount` plancks that may end in another account: what a lock binds cannot be among them.
	pub(crate) fn escrow(
		reason: HoldReason,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(T::Liquid::liquid(who) >= amount, Error::<T>::FundsLocked);
		T::Currency::hold(&reason.into(), who, amount)
	}

	/// Pays `to` out of what `from` has on hold, and returns what was paid: nothing when the account
	/// `to` does not exist and could not with so little. Who cannot be paid must not keep the others
	/// from what is theirs.
	pub(crate) fn pay(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		let receivable = amount > 0
			&& T::Currency::can_deposit(to, amount, Provenance::Extant)
				== DepositConsequence::Success;
		if !receivable {
			return Ok(0);
		}
		T::Currency::transfer_on_hold(
			&reason.into(),
			from,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			// A vote's lock does not shield what is owed.
			Fortitude::Force,
		)
	}

	pub(crate) fn release(
		reason: HoldReason,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::release(&reason.into(), who, amount, Precision::Exact)?;
		Ok(())
	}
}
