// SPDX-License-Identifier: Apache-2.0
//! What an owner does with a bond.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::traits::Bonds as _;
use pallet_bonds::{Error, Event, Ledgers};

#[test]
fn bond_holds_the_amount_when_the_account_can_spare_it() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(bond(ALICE, 1));
		assert_eq!(balances(ALICE), (FUNDS - 101, 101));
		assert_eq!((Bonds::bonded(&ALICE), Bonds::active(&ALICE)), (101, 101));
		System::assert_has_event(Event::Bonded { who: ALICE, amount: 100, active: 100 }.into());
		System::assert_last_event(Event::Bonded { who: ALICE, amount: 1, active: 101 }.into());
	});
}

#[test]
fn bond_holds_all_but_the_existential_deposit_when_asked_for_the_most() {
	run(|| {
		let most = FUNDS - EXISTENTIAL_DEPOSIT;
		assert_noop!(bond(ALICE, most + 1), TokenError::FundsUnavailable);
		assert_ok!(bond(ALICE, most));
		assert_eq!(balances(ALICE), (EXISTENTIAL_DEPOSIT, most));
	});
}

#[test]
fn bond_fails_when_it_is_below_the_least() {
	run(|| {
		assert_noop!(bond(ALICE, MIN_BOND - 1), Error::<Test>::BelowMinBond);
		assert_ok!(bond(ALICE, MIN_BOND));
	});
}

#[test]
fn bond_fails_when_the_sum_overflows() {
	run(|| {
		assert_ok!(bond(ALICE, MIN_BOND));
		assert_noop!(bond(ALICE, u128::MAX), ArithmeticError::Overflow);
	});
}

#[test]
fn calls_fail_when_the_amount_is_zero() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_noop!(bond(ALICE, 0), Error::<Test>::ZeroAmount);
		assert_noop!(unbond(ALICE, 0), Error::<Test>::ZeroAmount);
		assert_noop!(rebond(ALICE, 0), Error::<Test>::ZeroAmount);
	});
}

#[test]
fn calls_fail_when_nobody_signed() {
	run(|| {
		assert_noop!(Bonds::bond(RuntimeOrigin::root(), 100), BadOrigin);
		assert_noop!(Bonds::unbond(RuntimeOrigin::none(), 100), BadOrigin);
		assert_noop!(Bonds::rebond(RuntimeOrigin::none(), 100), BadOrigin);
		assert_noop!(Bonds::withdraw(RuntimeOrigin::none()), BadOrigin);
	});
}

#[test]
fn unbond_lets_the_amount_cool_down_when_it_is_active() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 30));
		assert_eq!((Bonds::bonded(&ALICE), Bonds::active(&ALICE)), (100, 70));
		assert_eq!(cooling(ALICE), [(30, 6)]);
		assert_eq!(balances(ALICE), (FUNDS - 100, 100));
		System::assert_last_event(
			Event::Unbonded { who: ALICE, amount: 30, released_at: 6 }.into(),
		);
	});
}

#[test]
fn unbond_fails_when_less_is_active() {
	run(|| {
		assert_noop!(unbond(ALICE, 1), Error::<Test>::ExceedsActive);
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 50));
		assert_noop!(unbond(ALICE, 51), Error::<Test>::ExceedsActive);
	});
}

#[test]
fn unbond_leaves_nothing_or_the_least_when_it_leaves_anything() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_noop!(unbond(ALICE, 100 - MIN_BOND + 1), Error::<Test>::BelowMinBond);
		assert_noop!(unbond(ALICE, 99), Error::<Test>::BelowMinBond);
		assert_ok!(unbond(ALICE, 100 - MIN_BOND));
		assert_ok!(unbond(ALICE, MIN_BOND));
		assert_eq!(Bonds::active(&ALICE), 0);
	});
}

#[test]
fn unbond_merges_amounts_when_they_are_asked_back_in_one_block() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 10));
		assert_ok!(unbond(ALICE, 20));
		System::set_block_number(2);
		assert_ok!(unbond(ALICE, 5));
		assert_eq!(cooling(ALICE), [(30, 6), (5, 7)]);
	});
}

#[test]
fn unbond_keeps_the_order_of_release_when_the_cooldown_got_shorter() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 10));
		Cooldown::set(2);
		assert_ok!(unbond(ALICE, 20));
		assert_eq!(cooling(ALICE), [(20, 3), (10, 6)]);
	});
}

#[test]
fn unbond_fails_when_too_many_amounts_cool_down() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		for block in 1..=MAX_COOLING {
			System::set_block_number(block);
			assert_ok!(unbond(ALICE, 1));
		}
		// One more of the last block is merged; one of the next block is not.
		assert_ok!(unbond(ALICE, 1));
		System::set_block_number(MAX_COOLING + 1);
		assert_noop!(unbond(ALICE, 1), Error::<Test>::TooManyCooling);
	});
}

#[test]
fn withdraw_fails_when_something_is_pending() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 100));
		System::set_block_number(6);
		Pending::set(vec![ALICE]);
		assert_noop!(withdraw(ALICE), Error::<Test>::Busy);
		Pending::set(vec![BOB]);
		assert_ok!(withdraw(ALICE));
	});
}

#[test]
fn withdraw_releases_only_what_cooled_down_when_more_is_cooling() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 10));
		System::set_block_number(2);
		assert_ok!(unbond(ALICE, 20));

		System::set_block_number(5);
		assert_noop!(withdraw(ALICE), Error::<Test>::NothingToWithdraw);
		System::set_block_number(6);
		assert_ok!(withdraw(ALICE));
		assert_eq!(balances(ALICE), (FUNDS - 90, 90));
		assert_eq!(cooling(ALICE), [(20, 7)]);
		System::assert_last_event(Event::Withdrawn { who: ALICE, amount: 10 }.into());
		assert_noop!(withdraw(ALICE), Error::<Test>::NothingToWithdraw);
	});
}

#[test]
fn ledger_is_removed_when_everything_is_withdrawn() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 100));
		System::set_block_number(6);
		assert_ok!(withdraw(ALICE));
		assert!(!Ledgers::<Test>::contains_key(ALICE));
		assert_eq!(balances(ALICE), (FUNDS, 0));
	});
}

#[test]
fn rebond_takes_the_latest_first_when_several_amounts_cool_down() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		for block in 1..=3 {
			System::set_block_number(block);
			assert_ok!(unbond(ALICE, 10));
		}
		assert_ok!(rebond(ALICE, 15));
		assert_eq!(cooling(ALICE), [(10, 6), (5, 7)]);
		assert_eq!(Bonds::active(&ALICE), 85);
		System::assert_last_event(Event::Rebonded { who: ALICE, amount: 15, active: 85 }.into());
	});
}

#[test]
fn rebond_fails_when_less_cools_down() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 10));
		assert_noop!(rebond(ALICE, 11), Error::<Test>::ExceedsCooling);
	});
}

#[test]
fn rebond_fails_when_too_little_would_be_active() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		assert_ok!(unbond(ALICE, 100));
		assert_noop!(rebond(ALICE, MIN_BOND - 1), Error::<Test>::BelowMinBond);
		assert_ok!(rebond(ALICE, MIN_BOND));
	});
}
