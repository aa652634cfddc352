// SPDX-License-Identifier: Apache-2.0
//! A settled fee enters the ledger.

use crate::{distribution::Distribution, Claimable, Config, Event, Pallet, Pools};
use frame::{deps::frame_support::storage::with_storage_layer, prelude::*};
use openledger_primitives::{
	traits::{RoyaltySink, Settlement},
	Balance,
};

impl<T: Config> RoyaltySink<T::AccountId> for Pallet<T> {
	fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	fn credit(settlement: &Settlement<T::AccountId>) -> DispatchResult {
		let distribution = Distribution::<T>::of(settlement)?;
		let request = settlement.request;
		with_storage_layer(|| {
			Self::deposit_event(Event::FeeCredited {
				request,
				artifact: settlement.artifact,
				payer: settlement.payer.clone(),
				worker: settlement.worker.clone(),
				parts: settlement.parts,
			});
			for credit in distribution.credits {
				Self::add_claimable(&credit.who, credit.amount)?;
				Self::deposit_event(Event::Credited {
					request,
					who: credit.who,
					amount: credit.amount,
					role: credit.role,
				});
			}
			for (snapshot, amount) in distribution.pools {
				Pools::<T>::try_mutate(snapshot, |pool| add(pool, amount))?;
				Self::deposit_event(Event::PoolCredited { request, snapshot, amount });
			}
			Ok(())
		})
	}
}

impl<T: Config> Pallet<T> {
	/// Lets `who` claim `amount` plancks more, which is not zero.
	pub(crate) fn add_claimable(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Claimable::<T>::try_mutate(who, |claimable| add(claimable, amount))
	}
}

fn add(sum: &mut Balance, amount: Balance) -> DispatchResult {
	*sum = sum.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
	Ok(())
}
