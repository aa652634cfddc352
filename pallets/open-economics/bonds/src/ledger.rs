// SPDX-License-Identifier: Apache-2.0
//! The arithmetic of one bond: what becomes active, cools down, is free, is taken.

use crate::{Config, Cooling, Error, Ledger};
use frame::prelude::*;
use openledger_primitives::Balance;

impl<T: Config> Ledger<T> {
	/// What cools down, in plancks.
	pub fn cooling_down(&self) -> Balance {
		// No saturation: all of it is on hold, and holds are part of the issuance.
		self.cooling.iter().fold(0, |sum: Balance, cooling| sum.saturating_add(cooling.amount))
	}

	/// What is at stake, in plancks: active or cooling down.
	pub fn bonded(&self) -> Balance {
		self.active.saturating_add(self.cooling_down())
	}

	/// Adds `amount` to the active bond, which is returned.
	pub(crate) fn activate(&mut self, amount: Balance) -> Result<Balance, DispatchError> {
		let active = self.active.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		self.set_active(active)?;
		Ok(active)
	}

	/// Lets `amount` of the active bond cool down until `released_at`.
	pub(crate) fn cool(
		&mut self,
		amount: Balance,
		released_at: BlockNumberFor<T>,
	) -> DispatchResult {
		let active = self.active.checked_sub(amount).ok_or(Error::<T>::ExceedsActive)?;
		self.set_active(active)?;
		match self.cooling.binary_search_by_key(&released_at, |cooling| cooling.released_at) {
			Ok(index) => {
				if let Some(cooling) = self.cooling.get_mut(index) {
					cooling.amount = cooling.amount.saturating_add(amount);
				}
				Ok(())
			},
			// Not always at the end: governance may have shortened the cooldown since.
			Err(index) => self
				.cooling
				.try_insert(index, Cooling { amount, released_at })
				.map_err(|_| Error::<T>::TooManyCooling.into()),
		}
	}

	/// Makes `amount` of what cools down active again, and returns the active bond.
	pub(crate) fn reactivate(&mut self, amount: Balance) -> Result<Balance, DispatchError> {
		ensure!(self.take_cooling(amount) == amount, Error::<T>::ExceedsCooling);
		self.activate(amount)
	}

	/// Takes out what is free at block `now`.
	pub(crate) fn take_free(&mut self, now: BlockNumberFor<T>) -> Balance {
		let before = self.cooling_down();
		self.cooling.retain(|cooling| cooling.released_at > now);
		before.saturating_sub(self.cooling_down())
	}

	/// Takes out up to `amount`: first of the active bond, then of what is released last. What is
	/// nearly free was bonded longest ago, so it answers last for what was just done.
	pub(crate) fn take(&mut self, amount: Balance) -> Balance {
		let of_active = self.active.min(amount);
		self.active = self.active.saturating_sub(of_active);
		of_active.saturating_add(self.take_cooling(amount.saturating_sub(of_active)))
	}

	/// Takes out up to `amount` of what cools down, what is released last first.
	fn take_cooling(&mut self, amount: Balance) -> Balance {
		let mut missing = amount;
		while let Some(last) = self.cooling.last_mut().filter(|_| missing > 0) {
			let part = last.amount.min(missing);
			missing = missing.saturating_sub(part);
			last.amount = last.amount.saturating_sub(part);
			if last.amount == 0 {
				self.cooling.pop();
			}
		}
		amount.saturating_sub(missing)
	}

	fn set_active(&mut self, active: Balance) -> DispatchResult {
		ensure!(active == 0 || active >= T::MinBond::get(), Error::<T>::BelowMinBond);
		self.active = active;
		Ok(())
	}
}
