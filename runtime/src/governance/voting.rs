// SPDX-License-Identifier: Apache-2.0

//! With what one votes: all of one's OPEN but what is in escrow.
//!
//! A vote locks OPEN in the voter's account, and what is locked cannot be put in escrow: see
//! `openledger_primitives::traits::Liquid`. This is the other half: what is in escrow cannot vote. Otherwise
//! it would vote, be paid to a second account of the same owner, and vote again. Nor can it stand for OPEN
//! that is locked: see `configs::escrow`.

use crate::{configs::escrow, *};
use frame_support::{
	defensive,
	traits::{
		fungible,
		tokens::{DepositConsequence, Fortitude, Preservation, Provenance, WithdrawConsequence},
		BalanceStatus, Currency, ExistenceRequirement, LockIdentifier, LockableCurrency,
		ReservableCurrency, SignedImbalance, WithdrawReasons,
	},
};
use sp_runtime::{DispatchError, DispatchResult};

/// Whether what is on hold for `reason` can end whole in another account that the holder may own too.
/// What a slash or a lost bond leaves on the way does not count: who moves OPEN by it loses a part.
pub fn is_escrow(reason: &RuntimeHoldReason) -> bool {
	use pallet_agents::HoldReason as Agents;
	use pallet_attribution::HoldReason as Attribution;
	use pallet_challenges::HoldReason as Challenges;
	use pallet_datanets::HoldReason as Datanets;
	use pallet_model_factory::HoldReason as Factory;
	use pallet_payment_channels::HoldReason as Channels;
	use pallet_receipts::HoldReason as Receipts;
	use RuntimeHoldReason as Reason;
	matches!(
		reason,
		Reason::Agents(Agents::TaskEscrow | Agents::TaskDispute)
			| Reason::Attribution(Attribution::Escrow | Attribution::Review)
			| Reason::Challenges(Challenges::ChallengeBond)
			| Reason::Datanets(Datanets::AccessOffer)
			| Reason::ModelFactory(Factory::JobEscrow | Factory::DisputeBond)
			| Reason::PaymentChannels(Channels::Channel)
			| Reason::Receipts(Receipts::DemandBond)
	)
}

/// What `who` has in escrow, in plancks.
pub fn in_escrow(who: &AccountId) -> Balance {
	pallet_balances::Holds::<Runtime>::get(who)
		.into_iter()
		.filter(|hold| is_escrow(&hold.id))
		.fold(0, |sum: Balance, hold| sum.saturating_add(hold.amount))
}

/// OPEN for the pallets that lock it, voting and vesting: `Balances`, but that the total leaves out what is
/// in escrow, and that the covers of accounts with escrow are kept.
pub struct LockableOpen;

type Open = Balances;

impl Currency<AccountId> for LockableOpen {
	type Balance = Balance;
	type NegativeImbalance = <Open as Currency<AccountId>>::NegativeImbalance;
	type PositiveImbalance = <Open as Currency<AccountId>>::PositiveImbalance;

	fn total_balance(who: &AccountId) -> Balance {
		<Open as Currency<_>>::total_balance(who).saturating_sub(in_escrow(who))
	}

	fn can_slash(who: &AccountId, value: Balance) -> bool {
		Open::can_slash(who, value)
	}

	fn total_issuance() -> Balance {
		<Open as Currency<_>>::total_issuance()
	}

	fn active_issuance() -> Balance {
		<Open as Currency<_>>::active_issuance()
	}

	fn deactivate(amount: Balance) {
		<Open as Currency<_>>::deactivate(amount);
	}

	fn reactivate(amount: Balance) {
		<Open as Currency<_>>::reactivate(amount);
	}

	fn minimum_balance() -> Balance {
		<Open as Currency<_>>::minimum_balance()
	}

	fn burn(amount: Balance) -> Self::PositiveImbalance {
		<Open as Currency<_>>::burn(amount)
	}

	fn issue(amount: Balance) -> Self::NegativeImbalance {
		<Open as Currency<_>>::issue(amount)
	}

	fn free_balance(who: &AccountId) -> Balance {
		Open::free_balance(who)
	}

	fn ensure_can_withdraw(
		who: &AccountId,
		amount: Balance,
		reasons: WithdrawReasons,
		new_balance: Balance,
	) -> DispatchResult {
		Open::ensure_can_withdraw(who, amount, reasons, new_balance)
	}

	fn transfer(
		source: &AccountId,
		destination: &AccountId,
		value: Balance,
		existence: ExistenceRequirement,
	) -> DispatchResult {
		<Open as Currency<_>>::transfer(source, destination, value, existence)
	}

	fn slash(who: &AccountId, value: Balance) -> (Self::NegativeImbalance, Balance) {
		<Open as Currency<_>>::slash(who, value)
	}

	fn deposit_into_existing(
		who: &AccountId,
		value: Balance,
	) -> Result<Self::PositiveImbalance, DispatchError> {
		Open::deposit_into_existing(who, value)
	}

	fn deposit_creating(who: &AccountId, value: Balance) -> Self::PositiveImbalance {
		Open::deposit_creating(who, value)
	}

	fn withdraw(
		who: &AccountId,
		value: Balance,
		reasons: WithdrawReasons,
		existence: ExistenceRequirement,
	) -> Result<Self::NegativeImbalance, DispatchError> {
		<Open as Currency<_>>::withdraw(who, value, reasons, existence)
	}

	fn make_free_balance_be(
		who: &AccountId,
		balance: Balance,
	) -> SignedImbalance<Balance, Self::PositiveImbalance> {
		Open::make_free_balance_be(who, balance)
	}
}

impl ReservableCurrency<AccountId> for LockableOpen {
	fn can_reserve(who: &AccountId, value: Balance) -> bool {
		Open::can_reserve(who, value)
	}

	fn slash_reserved(who: &AccountId, value: Balance) -> (Self::NegativeImbalance, Balance) {
		Open::slash_reserved(who, value)
	}

	fn reserved_balance(who: &AccountId) -> Balance {
		Open::reserved_balance(who)
	}

	fn reserve(who: &AccountId, value: Balance) -> DispatchResult {
		Open::reserve(who, value)
	}

	fn unreserve(who: &AccountId, value: Balance) -> Balance {
		Open::unreserve(who, value)
	}

	fn repatriate_reserved(
		slashed: &AccountId,
		beneficiary: &AccountId,
		value: Balance,
		status: BalanceStatus,
	) -> Result<Balance, DispatchError> {
		Open::repatriate_reserved(slashed, beneficiary, value, status)
	}
}

/// Locks cannot fail, and a cover cannot either: see [`escrow::refresh`].
fn keep_cover(who: &AccountId) {
	if escrow::refresh(who).is_err() {
		defensive!("there is room for one freeze");
	}
}

impl LockableCurrency<AccountId> for LockableOpen {
	type MaxLocks = <Open as LockableCurrency<AccountId>>::MaxLocks;
	type Moment = <Open as LockableCurrency<AccountId>>::Moment;

	fn set_lock(id: LockIdentifier, who: &AccountId, amount: Balance, reasons: WithdrawReasons) {
		Open::set_lock(id, who, amount, reasons);
		keep_cover(who);
	}

	fn extend_lock(id: LockIdentifier, who: &AccountId, amount: Balance, reasons: WithdrawReasons) {
		Open::extend_lock(id, who, amount, reasons);
		keep_cover(who);
	}

	fn remove_lock(id: LockIdentifier, who: &AccountId) {
		Open::remove_lock(id, who);
		keep_cover(who);
	}
}

impl fungible::Inspect<AccountId> for LockableOpen {
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
		<Self as Currency<_>>::total_balance(who)
	}

	fn balance(who: &AccountId) -> Balance {
		<Open as fungible::Inspect<_>>::balance(who)
	}

	fn reducible_balance(who: &AccountId, preservation: Preservation, force: Fortitude) -> Balance {
		<Open as fungible::Inspect<_>>::reducible_balance(who, preservation, force)
	}

	fn can_deposit(who: &AccountId, amount: Balance, provenance: Provenance) -> DepositConsequence {
		<Open as fungible::Inspect<_>>::can_deposit(who, amount, provenance)
	}

	fn can_withdraw(who: &AccountId, amount: Balance) -> WithdrawConsequence<Balance> {
		<Open as fungible::Inspect<_>>::can_withdraw(who, amount)
	}
}
