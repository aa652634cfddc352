// SPDX-License-Identifier: Apache-2.0
//! What is taken of a bond, and who gets it.

use crate::mock::*;
use frame::{
	testing_prelude::*,
	traits::{fungible::Mutate, LockableCurrency},
};
use openledger_primitives::{
	ids::SlashId,
	records::{BondRecord, CoolingRecord, SlashRecord},
	traits::{Bonds as _, SlashReason},
	Balance,
};
use pallet_bonds::{Error, Event, Ledgers, NextSlash, Slashes};

const FIRST: SlashId = SlashId(0);

fn slash(amount: Balance, reporter: Option<AccountId>) -> Result<Balance, DispatchError> {
	Bonds::slash(&ALICE, amount, SlashReason::FalseEvidence, reporter.as_ref())
}

/// Slashes Alice, waits for the appeal window to pass, and has the slash carried out.
fn slash_and_execute(amount: Balance, reporter: Option<AccountId>) -> DispatchResult {
	let id = NextSlash::<Test>::get();
	slash(amount, reporter)?;
	advance(APPEAL_WINDOW);
	execute_slash(id)
}

fn executed(amount: Balance, reporter: Option<AccountId>, reward: Balance) -> RuntimeEvent {
	Event::SlashExecuted {
		slash: FIRST,
		who: ALICE,
		amount,
		reason: SlashReason::FalseEvidence,
		reporter,
		reward,
		forfeited: 0,
	}
	.into()
}

#[test]
fn slash_keeps_what_it_took_on_hold_when_the_appeal_window_is_open() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_eq!(slash(101, Some(REPORTER)), Ok(101));
		assert_eq!(balances(ALICE), (FUNDS - 200, 200));
		assert_eq!((Bonds::bonded(&ALICE), Bonds::active(&ALICE)), (99, 99));
		assert_eq!((balances(REPORTER), balances(TREASURY)), ((FUNDS, 0), (FUNDS, 0)));
		System::assert_last_event(
			Event::Slashed {
				slash: FIRST,
				who: ALICE,
				amount: 101,
				reason: SlashReason::FalseEvidence,
				reporter: Some(REPORTER),
				executes_at: 1 + APPEAL_WINDOW,
			}
			.into(),
		);
	});
}

#[test]
fn slashed_amount_cannot_be_withdrawn_when_the_rest_is() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_ok!(unbond(ALICE, 200));
		assert_eq!(slash(50, None), Ok(50));
		advance(100);
		assert_ok!(withdraw(ALICE));
		assert_eq!(balances(ALICE), (FUNDS - 50, 50));
		assert_ok!(execute_slash(FIRST));
		assert_eq!(balances(ALICE), (FUNDS - 50, 0));
	});
}

#[test]
fn execution_rewards_the_reporter_when_there_is_one() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_ok!(slash_and_execute(101, Some(REPORTER)));
		// A quarter of 101, rounded down.
		assert_eq!(balances(REPORTER), (FUNDS + 25, 0));
		assert_eq!(balances(TREASURY), (FUNDS + 76, 0));
		assert_eq!(balances(ALICE), (FUNDS - 200, 99));
		assert!(!Slashes::<Test>::contains_key(FIRST));
		System::assert_last_event(executed(101, Some(REPORTER), 25));
	});
}

#[test]
fn execution_reads_the_reporters_share_when_governance_changed_it_since() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_eq!(slash(100, Some(REPORTER)), Ok(100));
		ReporterShare::set(Perbill::from_percent(50));
		advance(APPEAL_WINDOW);
		assert_ok!(execute_slash(FIRST));
		System::assert_last_event(executed(100, Some(REPORTER), 50));
	});
}

#[test]
fn execution_goes_to_the_destination_when_nobody_reported() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_ok!(slash_and_execute(100, None));
		assert_eq!(balances(TREASURY), (FUNDS + 100, 0));
		System::assert_last_event(executed(100, None, 0));
	});
}

#[test]
fn execution_fails_when_the_appeal_window_is_open() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_eq!(slash(100, None), Ok(100));
		advance(APPEAL_WINDOW - 1);
		assert_noop!(execute_slash(FIRST), Error::<Test>::TooEarly);
		advance(1);
		assert_ok!(execute_slash(FIRST));
	});
}

#[test]
fn execution_fails_when_there_is_no_such_slash() {
	run(|| {
		assert_noop!(execute_slash(FIRST), Error::<Test>::SlashNotFound);
		assert_ok!(bond(ALICE, 200));
		assert_ok!(slash_and_execute(100, None));
		assert_noop!(execute_slash(FIRST), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn execution_fails_when_nobody_signed() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_eq!(slash(100, None), Ok(100));
		advance(APPEAL_WINDOW);
		assert_noop!(Bonds::execute_slash(RuntimeOrigin::root(), FIRST), BadOrigin);
		assert_noop!(Bonds::execute_slash(RuntimeOrigin::none(), FIRST), BadOrigin);
	});
}

#[test]
fn slash_takes_everything_when_the_bond_is_smaller() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_ok!(unbond(ALICE, 60));
		assert_eq!(slash(Balance::MAX, None), Ok(200));
		assert!(!Ledgers::<Test>::contains_key(ALICE));
		advance(APPEAL_WINDOW);
		assert_ok!(execute_slash(FIRST));
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
		// Three slashes, each with its own number.
		assert_eq!(NextSlash::<Test>::get(), SlashId(3));
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
		assert_eq!(balances(ALICE), (FUNDS - 60, 60));
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
fn slash_fails_when_all_numbers_are_given_out() {
	run(|| {
		assert_ok!(bond(ALICE, 100));
		NextSlash::<Test>::put(SlashId(u32::MAX));
		assert_noop!(slash(100, None), Error::<Test>::IdsExhausted);
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
		assert_ok!(slash_and_execute(below, Some(NOBODY)));
		assert_eq!(balances(NOBODY), (0, 0));
		assert_eq!(balances(TREASURY), (FUNDS + below, 0));
		System::assert_last_event(executed(below, Some(NOBODY), 0));
	});
}

#[test]
fn reward_makes_an_account_when_it_is_the_existential_deposit() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_ok!(slash_and_execute(4 * EXISTENTIAL_DEPOSIT, Some(NOBODY)));
		assert_eq!(balances(NOBODY), (EXISTENTIAL_DEPOSIT, 0));
	});
}

#[test]
fn reward_goes_to_the_destination_when_the_reporter_reports_themselves() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		assert_ok!(slash_and_execute(100, Some(ALICE)));
		assert_eq!(balances(ALICE), (FUNDS - 200, 100));
		assert_eq!(balances(TREASURY), (FUNDS + 100, 0));
		System::assert_last_event(executed(100, Some(ALICE), 0));
	});
}

#[test]
fn slash_takes_the_bond_when_the_account_is_locked() {
	run(|| {
		assert_ok!(bond(ALICE, 200));
		Balances::set_lock(*b"pyconvot", &ALICE, FUNDS, WithdrawReasons::all());
		assert_ok!(slash_and_execute(200, None));
		assert_eq!(balances(TREASURY), (FUNDS + 200, 0));
	});
}

#[test]
fn slash_takes_the_bond_when_the_owner_has_nothing_else() {
	run(|| {
		assert_ok!(bond(ALICE, FUNDS - EXISTENTIAL_DEPOSIT));
		assert_ok!(slash_and_execute(Balance::MAX, None));
		assert_eq!(balances(ALICE), (EXISTENTIAL_DEPOSIT, 0));
	});
}

#[test]
fn execution_changes_nothing_when_the_destination_cannot_take_it() {
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
		assert_eq!(slash(below, Some(REPORTER)), Ok(below));
		advance(APPEAL_WINDOW);
		assert_noop!(execute_slash(FIRST), TokenError::CannotCreate);
	});
}

#[test]
fn views_tell_the_bond_and_the_slash_when_there_are_any() {
	run(|| {
		assert_eq!(Bonds::bond_record(&ALICE), BondRecord::default());
		assert_eq!(Bonds::slash_record(FIRST), None);
		assert_ok!(bond(ALICE, 200));
		assert_ok!(unbond(ALICE, 60));
		assert_eq!(slash(40, Some(REPORTER)), Ok(40));
		let cooling = vec![CoolingRecord { amount: 60, released_at: 6 }];
		assert_eq!(Bonds::bond_record(&ALICE), BondRecord { active: 100, cooling });
		let record = SlashRecord {
			who: ALICE,
			amount: 40,
			reason: SlashReason::FalseEvidence,
			reporter: Some(REPORTER),
			executes_at: 1 + APPEAL_WINDOW,
			appeal_bond: None,
		};
		assert_eq!(Bonds::slash_record(FIRST), Some(record));
	});
}
