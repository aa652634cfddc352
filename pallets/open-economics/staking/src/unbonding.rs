// SPDX-License-Identifier: Apache-2.0
//! The arithmetic of what unbonds: what is added, is free, is put back.

use crate::{Config, Error, Unbonding, Unlocking};
use frame::prelude::*;
use openledger_primitives::Balance;

impl<T: Config> Unbonding<T> {
	/// All of it, in plancks.
	pub fn total(&self) -> Balance {
		// No saturation: all of it is on hold, and holds are part of the issuance.
		self.parts.iter().fold(0, |sum: Balance, part| sum.saturating_add(part.amount))
	}

	/// Adds `amount`, which is free in block `released_at`.
	pub(crate) fn add(
		&mut self,
		amount: Balance,
		released_at: BlockNumberFor<T>,
	) -> DispatchResult {
		match self.parts.binary_search_by_key(&released_at, |part| part.released_at) {
			Ok(index) => {
				if let Some(part) = self.parts.get_mut(index) {
					part.amount = part.amount.saturating_add(amount);
				}
				Ok(())
			},
			// Not always at the end: governance may have shortened the period since.
			Err(index) => self
				.parts
				.try_insert(index, Unlocking { amount, released_at })
				.map_err(|_| Error::<T>::TooManyUnbonding.into()),
		}
	}

	/// Takes out what is free at block `now`.
	pub(crate) fn take_free(&mut self, now: BlockNumberFor<T>) -> Balance {
		let before = self.total();
		self.parts.retain(|part| part.released_at > now);
		before.saturating_sub(self.total())
	}

	/// Takes out `amount`, what is released last first.
	pub(crate) fn take_latest(&mut self, amount: Balance) -> DispatchResult {
		let mut missing = amount;
		while let Some(last) = self.parts.last_mut().filter(|_| missing > 0) {
			let part = last.amount.min(missing);
			missing = missing.saturating_sub(part);
			last.amount = last.amount.saturating_sub(part);
			if last.amount == 0 {
				self.parts.pop();
			}
		}
		ensure!(missing == 0, Error::<T>::ExceedsUnbonding);
		Ok(())
	}
}
