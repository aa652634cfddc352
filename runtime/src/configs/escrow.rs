// SPDX-License-Identifier: Apache-2.0

//! That no OPEN escapes a lock by way of an escrow.
//!
//! To pallet-balances, locked OPEN may be on hold: an account can spend all that is free as long as what it
//! has on hold is worth its locks. What is in escrow does not stay, though. Somebody could put half of his
//! OPEN in escrow, vote with the other half, send that away because the escrow stands for it, and have the
//! escrow paid to an account of his own: the vote would stand on nothing, and what is not yet vested would
//! be spent.
//!
//! So an account that has both locks and escrow gets a *cover*: a freeze of its highest lock and all of
//! its escrow together. What it can spend is then what it could if the escrow had left already:
//!
//! ```text
//! untouchable = frozen - reserved = (lock + escrow) - reserved = lock - (reserved - escrow)
//! ```
//!
//! [`EscrowedOpen`] keeps the cover where escrow changes, `governance::voting::LockableOpen` where locks do.

use crate::{governance::voting::in_escrow, *};
use frame_support::{
	dispatch::DispatchClass,
	traits::{
		fungible::{self, Dust, InspectFreeze, MutateFreeze},
		tokens::{DepositConsequence, Fortitude, Preservation, Provenance, WithdrawConsequence},
	},
};
use sp_runtime::{DispatchError, DispatchResult};

/// Names the reason of the freeze.
#[frame::pallet]
pub mod pallet_escrow {
	use frame::prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Why OPEN is frozen.
	#[pallet::composite_enum]
	pub enum FreezeReason {
		/// The highest of the account's locks, and its escrow: what is in escrow cannot stand for a lock.
		Cover,
	}
}

impl pallet_escrow::Config for Runtime {}

const COVER: RuntimeFreezeReason = RuntimeFreezeReason::Escrow(pallet_escrow::FreezeReason::Cover);

/// The highest of the locks of `who`, in plancks: they overlap.
pub fn locked(who: &AccountId) -> Balance {
	let locks = pallet_balances::Locks::<Runtime>::get(who);
	locks.iter().map(|lock| lock.amount).max().unwrap_or_default()
}

/// The cover that `who` has, in plancks.
pub fn cover(who: &AccountId) -> Balance {
	Balances::balance_frozen(&COVER, who)
}

/// The cover that `who` should have, in plancks: none without a lock, and none without escrow.
pub fn cover_due(who: &AccountId) -> Balance {
	let locked = locked(who);
	if locked == 0 {
		return 0;
	}
	match in_escrow(who) {
		0 => 0,
		escrow => locked.saturating_add(escrow),
	}
}

/// Makes the cover of `who` what it should be. To be called after a change of locks or escrow.
///
/// # Errors
/// None that can happen: there is room for the one freeze, and who has escrow has a consumer reference.
pub fn refresh(who: &AccountId) -> DispatchResult {
	let due = cover_due(who);
	if cover(who) == due {
		return Ok(());
	}
	// Neither the weights of calls that lock nor those of calls that hold know of a cover: locks or holds
	// are read, and the freezes read and written.
	let weight = <Runtime as frame_system::Config>::DbWeight::get().reads_writes(2, 1);
	System::register_extra_weight_unchecked(weight, DispatchClass::Normal);
	Balances::set_freeze(&COVER, who, due)
}

type Open = Balances;

/// OPEN for the pallets that hold it in escrow: `Balances`, with the covers kept.
pub struct EscrowedOpen;

impl fungible::Inspect<AccountId> for EscrowedOpen {
	type Balance = Balance;

	fn total_issuance() -> Balance {
		<Open as fungible::Inspect<_>>::total_issuance()
	}

	fn active_issuance() -> Balance {
		<Open as fungible::Inspect<_>>::active_issuance()
	}

	fn minimum_balance() -> Balance {
		<Open as fungible::Inspect<_>>::minimum_balance()
	}

	fn total_balance(who: &AccountId) -> Balance {
		<Open as fungible::Inspect<_>>::total_balance(who)
	}

	fn balance(who: &AccountId) -> Balance {
		<Open as fungible::Inspect<_>>::balance(who)
	}

	fn reducible_balance(who: &AccountId, preservation: Preservation, force: Fortitude) -> Balance {
		Open::reducible_balance(who, preservation, force)
	}

	fn can_deposit(who: &AccountId, amount: Balance, provenance: Provenance) -> DepositConsequence {
		Open::can_deposit(who, amount, provenance)
	}

	fn can_withdraw(who: &AccountId, amount: Balance) -> WithdrawConsequence<Balance> {
		Open::can_withdraw(who, amount)
	}
}

impl fungible::Unbalanced<AccountId> for EscrowedOpen {
	fn handle_dust(dust: Dust<AccountId, Self>) {
		Open::handle_dust(Dust(dust.0));
	}

	fn write_balance(who: &AccountId, amount: Balance) -> Result<Option<Balance>, DispatchError> {
		Open::write_balance(who, amount)
	}

	fn set_total_issuance(amount: Balance) {
		Open::set_total_issuance(amount);
	}

	fn deactivate(amount: Balance) {
		<Open as fungible::Unbalanced<_>>::deactivate(amount);
	}

	fn reactivate(amount: Balance) {
		<Open as fungible::Unbalanced<_>>::reactivate(amount);
	}
}

// Events, as `Balances` emits them.
impl fungible::Mutate<AccountId> for EscrowedOpen {
	fn done_mint_into(who: &AccountId, amount: Balance) {
		Open::done_mint_into(who, amount);
	}

	fn done_burn_from(who: &AccountId, amount: Balance) {
		Open::done_burn_from(who, amount);
	}

	fn done_shelve(who: &AccountId, amount: Balance) {
		Open::done_shelve(who, amount);
	}

	fn done_restore(who: &AccountId, amount: Balance) {
		Open::done_restore(who, amount);
	}

	fn done_transfer(source: &AccountId, dest: &AccountId, amount: Balance) {
		Open::done_transfer(source, dest, amount);
	}
}

impl fungible::InspectHold<AccountId> for EscrowedOpen {
	type Reason = RuntimeHoldReason;

	fn total_balance_on_hold(who: &AccountId) -> Balance {
		Open::total_balance_on_hold(who)
	}

	fn reducible_total_balance_on_hold(who: &AccountId, force: Fortitude) -> Balance {
		Open::reducible_total_balance_on_hold(who, force)
	}

	fn balance_on_hold(reason: &Self::Reason, who: &AccountId) -> Balance {
		Open::balance_on_hold(reason, who)
	}

	fn hold_available(reason: &Self::Reason, who: &AccountId) -> bool {
		Open::hold_available(reason, who)
	}
}

impl fungible::UnbalancedHold<AccountId> for EscrowedOpen {
	/// Every change of a hold comes through here, the trait's own functions included: they are not
	/// delegated, so that they call this one.
	fn set_balance_on_hold(
		reason: &Self::Reason,
		who: &AccountId,
		amount: Balance,
	) -> DispatchResult {
		Open::set_balance_on_hold(reason, who, amount)?;
		if governance::voting::is_escrow(reason) {
			refresh(who)?;
		}
		Ok(())
	}
}

impl fungible::MutateHold<AccountId> for EscrowedOpen {
	fn done_hold(reason: &Self::Reason, who: &AccountId, amount: Balance) {
		Open::done_hold(reason, who, amount);
	}

	fn done_release(reason: &Self::Reason, who: &AccountId, amount: Balance) {
		Open::done_release(reason, who, amount);
	}

	fn done_burn_held(reason: &Self::Reason, who: &AccountId, amount: Balance) {
		Open::done_burn_held(reason, who, amount);
	}

	fn done_transfer_on_hold(
		reason: &Self::Reason,
		source: &AccountId,
		dest: &AccountId,
		amount: Balance,
	) {
		Open::done_transfer_on_hold(reason, source, dest, amount);
	}

	fn done_transfer_and_hold(
		reason: &Self::Reason,
		source: &AccountId,
		dest: &AccountId,
		transferred: Balance,
	) {
		Open::done_transfer_and_hold(reason, source, dest, transferred);
	}
}
