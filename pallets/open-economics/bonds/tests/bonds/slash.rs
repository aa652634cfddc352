// SPDX-License-Identifier: Apache-2.0
//! What is taken of a bond, and who gets it.

use crate::mock::*;
use frame::{
	testing_prelude::*,
	traits::{fungible::Mutate, LockableCurrency},
};
use openledger_primitives::{
	traits::{Bonds as _, SlashReason},
	Balance,
};
use pallet_bonds::{Event, Ledgers};

fn slash(amount: Balance, reporter: Option<AccountId>) -> Result<Balance, DispatchError> {
	Bonds::slash(&ALICE, amount, SlashReason::FalseEvidence, reporter.as_ref())
}

fn slashed(amount: Balance, reporter: Option<AccountId>, reward: Balance) -> RuntimeEvent {
	Event::Slashed { who: ALICE, amount, reason: SlashReason::FalseEvidence, reporter, reward }
		.into()
}

#[test]
fn slash_rewards_the_reporter_when_there_is_one() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_eq!(slash(101, Some(REPORTER)), Ok(101));
		// A quarter of 101, rounded down.
		assert_eq!(balances(REPORTER), (FUNDS + 25, 0));
		assert_eq!(balances(TREASURY), (FUNDS + 76, 0));
		assert_eq!(balances(ALICE), (FUNDS - 200, 99));
		System::assert_last_event(slashed(101, Some(REPORTER), 25));
	});
}

#[test]
fn slash_goes_to_the_destination_when_nobody_reported() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_eq!(slash(100, None), Ok(100));
		assert_eq!(balances(TREASURY), (FUNDS + 100, 0));
		System::assert_last_event(slashed(100, None, 0));
	});
}

#[test]
fn slash_takes_everything_when_the_bond_is_smaller() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_ok!(unbond(ALICE, 60));
		assert_eq!(slash(Balance::MAX, None), Ok(200));
		assert!(!Ledgers::<Test>::contains_key(ALICE));
		assert_eq!(balances(ALICE), (FUNDS - 200, 0));
	});
}

#[test]
fn slash_takes_active_first_then_the_last_released_when_parts_cool_down() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		for block in 1..=2 {
			System::set_block_number(block);
			assert_ok!(unbond(ALICE, 50));
		}
		assert_eq!(slash(70, None), Ok(70));
		assert_eq!((Bonds::active(&ALICE), cooling(ALICE)), (30, vec![(50, 6), (50, 7)]));
		assert_eq!(slash(70, None), Ok(70));
		assert_eq!((Bonds::active(&ALICE), cooling(ALICE)), (0, vec![(50, 6), (10, 7)]));
		assert_eq!(slash(20, None), Ok(20));
		assert_eq!(cooling(ALICE), [(40, 6)]);
	});
}

#[test]
fn slash_takes_what_cooled_down_when_it_is_not_withdrawn() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 100));
		System::set_block_number(100);
		assert_eq!(Bonds::bonded(&ALICE), 100);
		assert_eq!(slash(60, None), Ok(60));
		assert_ok!(withdraw(ALICE));
		assert_eq!(balances(ALICE), (FUNDS - 60, 0));
	});
}

#[test]
fn slash_takes_nothing_when_there_is_no_bond() {
	run(|| {
		assert_storage_noop!(assert_eq!(slash(100, Some(REPORTER)), Ok(0)));
		assert_ok!(bond(ALICE, 100));
		assert_storage_noop!(assert_eq!(slash(0, Some(REPORTER)), Ok(0)));
	});
}

#[test]
fn owner_can_leave_or_add_when_a_slash_left_less_than_the_least() {
	run(|| {
		assert_ok!(bond(ALICE, MIN_BOND));
		assert_eq!(slash(1, None), Ok(1));
		assert_eq!(Bonds::active(&ALICE), MIN_BOND - 1);
		assert_ok!(bond(ALICE, 1));
		assert_eq!(slash(10, None), Ok(10));
		assert_ok!(unbond(ALICE, MIN_BOND - 10));
	});
}

#[test]
fn reward_goes_to_the_destination_when_the_reporter_could_not_exist_with_it() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		let below = 4 * EXISTENTIAL_DEPOSIT - 1;
		assert_eq!(slash(below, Some(NOBODY)), Ok(below));
		assert_eq!(balances(NOBODY), (0, 0));
		assert_eq!(balances(TREASURY), (FUNDS + below, 0));
		System::assert_last_event(slashed(below, Some(NOBODY), 0));
	});
}

#[test]
fn reward_makes_an_account_when_it_is_the_existential_deposit() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_eq!(slash(4 * EXISTENTIAL_DEPOSIT, Some(NOBODY)), Ok(4 * EXISTENTIAL_DEPOSIT));
		assert_eq!(balances(NOBODY), (EXISTENTIAL_DEPOSIT, 0));
	});
}

#[test]
fn reward_goes_to_the_destination_when_the_reporter_reports_themselves() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_eq!(slash(100, Some(ALICE)), Ok(100));
		assert_eq!(balances(ALICE), (FUNDS - 200, 100));
		assert_eq!(balances(TREASURY), (FUNDS + 100, 0));
		System::assert_last_event(slashed(100, Some(ALICE), 0));
	});
}

#[test]
fn slash_takes_the_bond_when_the_account_is_locked() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		Balances::set_lock(*b"pyconvot", &ALICE, FUNDS, WithdrawReasons::all());
		assert_eq!(slash(200, None), Ok(200));
	});
}

#[test]
fn slash_changes_nothing_when_the_destination_cannot_take_it() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_ok!(Balances::burn_from(
			&TREASURY,
			FUNDS,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		));
		// The reporter could have been paid: nothing of it stays.
		let below = EXISTENTIAL_DEPOSIT;
		assert_noop!(slash(below, Some(REPORTER)), TokenError::CannotCreate);
	});
}
