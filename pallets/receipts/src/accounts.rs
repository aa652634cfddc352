// SPDX-License-Identifier: Apache-2.0
//! Workers that post batches, and the pot.

use crate::{Account, Accounts, Config, Error, Event, Pallet};
use frame::{
	prelude::*,
	traits::{AccountIdConversion, Consideration, Contains},
};
use openledger_primitives::{
	records::ReceiptsTerms,
	traits::{Bonds, Distributions},
};

impl<T: Config> Pallet<T> {
	/// Where what batches redeem lies until they are final or void. It needs the existential deposit of
	/// its own.
	pub fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// Whether `who` may post batches.
	pub(crate) fn ensure_worker(who: &T::AccountId) -> DispatchResult {
		ensure!(T::Workers::contains(who), Error::<T>::NotWorker);
		let bond = T::Bonds::active(who);
		ensure!(bond >= T::MinWorkerBond::get(), Error::<T>::BondTooSmall);
		Ok(())
	}

	/// By which terms batches are made now.
	pub fn terms() -> ReceiptsTerms {
		ReceiptsTerms {
			engine_version: T::EngineVersion::get(),
			min_words: T::MinWords::get(),
			split: T::FeeSplit::get(),
		}
	}

	pub(crate) fn do_open_account(worker: T::AccountId) -> DispatchResult {
		Self::ensure_worker(&worker)?;
		let deposit = match Accounts::<T>::get(&worker) {
			Some(account) => {
				let is_open = T::Distributions::root(account.distribution).is_some();
				ensure!(!is_open, Error::<T>::AlreadyOpen);
				ensure!(account.pending.is_none(), Error::<T>::BatchPending);
				account.deposit
			},
			None => T::AccountDeposit::new(&worker, Account::<T>::footprint())?,
		};
		let distribution = T::Distributions::open(&worker)?;
		let account = Account { distribution, pending: None, terms: Self::terms(), deposit };
		Accounts::<T>::insert(&worker, account);
		Self::deposit_event(Event::AccountOpened { worker, distribution });
		Ok(())
	}

	pub(crate) fn do_close_account(worker: &T::AccountId) -> DispatchResult {
		let account = Accounts::<T>::get(worker).ok_or(Error::<T>::NoAccount)?;
		ensure!(account.pending.is_none(), Error::<T>::BatchPending);
		Accounts::<T>::remove(worker);
		account.deposit.drop(worker)?;
		Self::deposit_event(Event::AccountClosed { worker: worker.clone() });
		Ok(())
	}
}
