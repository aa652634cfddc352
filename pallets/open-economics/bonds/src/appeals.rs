// SPDX-License-Identifier: Apache-2.0
//! What becomes of a slash: it is carried out, or an appeal overturns it.

use crate::{Config, Error, Event, HoldReason, Ledgers, Pallet, Slash, Slashes};
use frame::{
	prelude::{
		fungible::{Inspect, MutateHold},
		tokens::Restriction,
		*,
	},
	traits::BlockNumberProvider,
};
use openledger_primitives::{ids::SlashId, Balance};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_execute_slash(id: SlashId) -> DispatchResult {
		let slash = Slashes::<T>::take(id).ok_or(Error::<T>::SlashNotFound)?;
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now >= slash.executes_at, Error::<T>::TooEarly);
		if let Some(bond) = slash.appeal_bond {
			// Nobody found the appeal wrong.
			Self::release(HoldReason::Appeal, &slash.who, bond)?;
		}
		Self::execute(id, slash, 0)
	}

	pub(crate) fn do_appeal(
		who: T::AccountId,
		id: SlashId,
		reason: BoundedVec<u8, T::MaxReasonLen>,
	) -> DispatchResult {
		ensure!(core::str::from_utf8(&reason).is_ok(), Error::<T>::InvalidText);
		let mut slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
		ensure!(slash.who == who, Error::<T>::NotSlashed);
		ensure!(slash.appeal_bond.is_none(), Error::<T>::AlreadyAppealed);
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now < slash.executes_at, Error::<T>::AppealWindowOver);

		let bond = T::AppealBond::get();
		T::Currency::hold(&HoldReason::Appeal.into(), &who, bond)?;
		let executes_at = now.saturating_add(T::AppealPeriod::get());
		(slash.appeal_bond, slash.executes_at) = (Some(bond), executes_at);
		Slashes::<T>::insert(id, slash);
		Self::deposit_event(Event::SlashAppealed { slash: id, who, bond, reason, executes_at });
		Ok(())
	}

	pub(crate) fn do_decide_appeal(id: SlashId, uphold: bool) -> DispatchResult {
		let slash = Slashes::<T>::take(id).ok_or(Error::<T>::SlashNotFound)?;
		let bond = slash.appeal_bond.ok_or(Error::<T>::NotAppealed)?;
		if uphold {
			let destination = T::SlashDestination::get();
			Self::forfeit(HoldReason::Appeal, &slash.who, &destination, bond)?;
			Self::execute(id, slash, bond)
		} else {
			Self::release(HoldReason::Appeal, &slash.who, bond)?;
			Self::overturn(id, slash)
		}
	}

	/// Pays what was slashed out. The reporter's part goes to the slash destination with the rest when
	/// the reporter's account could not exist with it, or when the reporter is the slashed account.
	fn execute(id: SlashId, slash: Slash<T>, forfeited: Balance) -> DispatchResult {
		let Slash { who, amount, reason, reporter, .. } = slash;
		let reward = reporter.as_ref().map_or(0, |reporter| Self::reward(&who, reporter, amount));
		if let Some(reporter) = &reporter {
			Self::forfeit(HoldReason::Slash, &who, reporter, reward)?;
		}
		let rest = amount.saturating_sub(reward);
		Self::forfeit(HoldReason::Slash, &who, &T::SlashDestination::get(), rest)?;
		Self::deposit_event(Event::SlashExecuted {
			slash: id,
			who,
			amount,
			reason,
			reporter,
			reward,
			forfeited,
		});
		Ok(())
	}

	/// Gives what was slashed back.
	fn overturn(id: SlashId, slash: Slash<T>) -> DispatchResult {
		let Slash { who, amount, .. } = slash;
		let rebonded = Ledgers::<T>::get(&who).active.saturating_add(amount) >= T::MinBond::get();
		if rebonded {
			Self::change(&who, |ledger| ledger.activate(amount))?;
			Self::rehold(&who, HoldReason::Slash, HoldReason::Bond, amount)?;
		} else {
			Self::release(HoldReason::Slash, &who, amount)?;
		}
		Self::deposit_event(Event::SlashOverturned { slash: id, who, amount, rebonded });
		Ok(())
	}

	/// What `reporter` gets of `amount`, in plancks.
	fn reward(who: &T::AccountId, reporter: &T::AccountId, amount: Balance) -> Balance {
		let reward = T::ReporterShare::get().mul_floor(amount);
		let receivable = T::Currency::can_deposit(reporter, reward, Provenance::Extant)
			== DepositConsequence::Success;
		if receivable && reporter != who {
			reward
		} else {
			0
		}
	}

	fn release(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::release(&reason.into(), who, amount, Precision::Exact)?;
		Ok(())
	}

	/// Moves what is on hold in the account `from` into the free balance of `to`.
	fn forfeit(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount > 0 {
			T::Currency::transfer_on_hold(
				&reason.into(),
				from,
				to,
				amount,
				Precision::Exact,
				Restriction::Free,
				// A vote's lock does not shield a bond.
				Fortitude::Force,
			)?;
		}
		Ok(())
	}
}
