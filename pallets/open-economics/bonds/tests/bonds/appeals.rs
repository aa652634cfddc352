// SPDX-License-Identifier: Apache-2.0
//! Who may appeal against a slash, and what becomes of it.

use crate::mock::*;
use frame::{
	testing_prelude::*,
	traits::fungible::{Inspect, Mutate},
};
use openledger_primitives::{
	ids::SlashId,
	traits::{Bonds as _, SlashReason},
	Balance,
};
use pallet_bonds::{Error, Event, Slash, Slashes};

const FIRST: SlashId = SlashId(0);

/// Alice bonds 200 and is slashed `amount`, as the reporter reported.
fn slashed(amount: Balance) {
	assert_ok!(bond(ALICE, 200));
	assert_eq!(Bonds::slash(&ALICE, amount, SlashReason::Silence, Some(&REPORTER)), Ok(amount));
}

fn executed(amount: Balance, reward: Balance, forfeited: Balance) -> RuntimeEvent {
	Event::SlashExecuted {
		slash: FIRST,
		who: ALICE,
		amount,
		reason: SlashReason::Silence,
		reporter: Some(REPORTER),
		reward,
		forfeited,
	}
	.into()
}

fn overturned(amount: Balance, rebonded: bool) -> RuntimeEvent {
	Event::SlashOverturned { slash: FIRST, who: ALICE, amount, rebonded }.into()
}

#[test]
fn appeal_holds_its_bond_and_puts_the_slash_off_when_in_time() {
	run(|| {
		slashed(100);
		advance(APPEAL_WINDOW - 1);
		assert_ok!(appeal(ALICE, FIRST));
		assert_eq!(balances(ALICE), (FUNDS - 200 - APPEAL_BOND, 200 + APPEAL_BOND));
		System::assert_last_event(
			Event::SlashAppealed {
				slash: FIRST,
				who: ALICE,
				bond: APPEAL_BOND,
				reason: b"not me".to_vec().try_into().unwrap(),
				executes_at: APPEAL_WINDOW + APPEAL_PERIOD,
			}
			.into(),
		);
		advance(APPEAL_PERIOD - 1);
		assert_noop!(execute_slash(FIRST), Error::<Test>::TooEarly);
	});
}

#[test]
fn appeal_fails_when_the_window_has_passed() {
	run(|| {
		slashed(100);
		advance(APPEAL_WINDOW);
		assert_noop!(appeal(ALICE, FIRST), Error::<Test>::AppealWindowOver);
	});
}

#[test]
fn appeal_fails_when_another_was_slashed() {
	run(|| {
		slashed(100);
		assert_noop!(appeal(BOB, FIRST), Error::<Test>::NotSlashed);
	});
}

#[test]
fn appeal_fails_when_there_is_one_already() {
	run(|| {
		slashed(100);
		assert_ok!(appeal(ALICE, FIRST));
		assert_noop!(appeal(ALICE, FIRST), Error::<Test>::AlreadyAppealed);
	});
}

#[test]
fn appeal_fails_when_there_is_no_such_slash() {
	run(|| {
		assert_noop!(appeal(ALICE, FIRST), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn appeal_fails_when_the_reason_is_not_text() {
	run(|| {
		slashed(100);
		let reason = vec![0xff].try_into().unwrap();
		assert_noop!(
			Bonds::appeal(RuntimeOrigin::signed(ALICE), FIRST, reason),
			Error::<Test>::InvalidText
		);
	});
}

#[test]
fn appeal_fails_when_the_account_cannot_spare_its_bond() {
	run(|| {
		slashed(100);
		let free = Balances::balance(&ALICE);
		let left = APPEAL_BOND + EXISTENTIAL_DEPOSIT - 1;
		assert_ok!(Balances::transfer(&ALICE, &BOB, free - left, Preservation::Preserve));
		assert_noop!(appeal(ALICE, FIRST), TokenError::FundsUnavailable);
	});
}

#[test]
fn calls_fail_when_the_wrong_origin_calls() {
	run(|| {
		slashed(100);
		let reason = Default::default();
		assert_noop!(Bonds::appeal(RuntimeOrigin::root(), FIRST, reason), BadOrigin);
		assert_ok!(appeal(ALICE, FIRST));
		let alice = RuntimeOrigin::signed(ALICE);
		assert_noop!(Bonds::decide_appeal(alice, FIRST, false), BadOrigin);
	});
}

#[test]
fn slash_and_bond_are_lost_when_the_slash_is_upheld() {
	run(|| {
		slashed(100);
		assert_ok!(appeal(ALICE, FIRST));
		assert_ok!(decide_appeal(FIRST, true));
		assert_eq!(balances(ALICE), (FUNDS - 200 - APPEAL_BOND, 100));
		// The reporter has a quarter of the slash, and nothing of the appeal.
		assert_eq!(balances(REPORTER), (FUNDS + 25, 0));
		assert_eq!(balances(TREASURY), (FUNDS + 75 + APPEAL_BOND, 0));
		assert!(!Slashes::<Test>::contains_key(FIRST));
		System::assert_last_event(executed(100, 25, APPEAL_BOND));
	});
}

#[test]
fn slash_is_at_stake_again_when_it_is_overturned() {
	run(|| {
		slashed(100);
		assert_ok!(appeal(ALICE, FIRST));
		assert_ok!(decide_appeal(FIRST, false));
		assert_eq!(balances(ALICE), (FUNDS - 200, 200));
		assert_eq!(Bonds::active(&ALICE), 200);
		assert_eq!((balances(REPORTER), balances(TREASURY)), ((FUNDS, 0), (FUNDS, 0)));
		assert!(!Slashes::<Test>::contains_key(FIRST));
		System::assert_last_event(overturned(100, true));
	});
}

#[test]
fn slash_is_a_bond_again_when_it_is_overturned_after_the_owner_left() {
	run(|| {
		slashed(MIN_BOND);
		assert_ok!(appeal(ALICE, FIRST));
		assert_ok!(unbond(ALICE, 200 - MIN_BOND));
		advance(Cooldown::get());
		assert_ok!(withdraw(ALICE));
		assert_eq!(Bonds::bonded(&ALICE), 0);
		assert_ok!(decide_appeal(FIRST, false));
		assert_eq!(Bonds::active(&ALICE), MIN_BOND);
	});
}

#[test]
fn slash_is_free_when_it_is_overturned_and_too_small_a_bond() {
	run(|| {
		slashed(MIN_BOND - 1);
		assert_ok!(appeal(ALICE, FIRST));
		assert_ok!(unbond(ALICE, 200 - (MIN_BOND - 1)));
		assert_ok!(decide_appeal(FIRST, false));
		assert_eq!(Bonds::active(&ALICE), 0);
		let cooling = 200 - (MIN_BOND - 1);
		assert_eq!(balances(ALICE), (FUNDS - cooling, cooling));
		System::assert_last_event(overturned(MIN_BOND - 1, false));
	});
}

#[test]
fn slash_is_carried_out_and_the_bond_released_when_nobody_decides() {
	run(|| {
		slashed(100);
		assert_ok!(appeal(ALICE, FIRST));
		advance(APPEAL_PERIOD);
		assert_ok!(execute_slash(FIRST));
		assert_eq!(balances(ALICE), (FUNDS - 200, 100));
		assert_eq!(balances(TREASURY), (FUNDS + 75, 0));
		System::assert_last_event(executed(100, 25, 0));
	});
}

#[test]
fn decision_counts_when_it_is_late_and_nobody_carried_the_slash_out() {
	run(|| {
		slashed(100);
		assert_ok!(appeal(ALICE, FIRST));
		advance(2 * APPEAL_PERIOD);
		assert_ok!(decide_appeal(FIRST, false));
		assert_eq!(Bonds::active(&ALICE), 200);
	});
}

#[test]
fn decision_fails_when_nobody_appealed() {
	run(|| {
		slashed(100);
		assert_noop!(decide_appeal(FIRST, true), Error::<Test>::NotAppealed);
		assert_noop!(decide_appeal(FIRST, false), Error::<Test>::NotAppealed);
	});
}

#[test]
fn decision_fails_when_there_is_no_such_slash() {
	run(|| {
		assert_noop!(decide_appeal(FIRST, true), Error::<Test>::SlashNotFound);
		slashed(100);
		assert_ok!(appeal(ALICE, FIRST));
		assert_ok!(decide_appeal(FIRST, false));
		assert_noop!(decide_appeal(FIRST, false), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn decision_changes_nothing_when_the_destination_cannot_take_the_bond() {
	run(|| {
		CurrentAppealBond::set(EXISTENTIAL_DEPOSIT - 1);
		slashed(100);
		assert_ok!(appeal(ALICE, FIRST));
		assert_ok!(Balances::burn_from(
			&TREASURY,
			FUNDS,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		));
		assert_noop!(decide_appeal(FIRST, true), TokenError::CannotCreate);
	});
}

#[test]
fn bond_that_was_held_comes_back_when_governance_changed_it_since() {
	run(|| {
		slashed(100);
		assert_ok!(appeal(ALICE, FIRST));
		CurrentAppealBond::set(2 * APPEAL_BOND);
		assert_ok!(decide_appeal(FIRST, false));
		assert_eq!(balances(ALICE), (FUNDS - 200, 200));
	});
}

#[test]
fn try_state_fails_when_a_slash_is_not_on_hold() {
	run(|| {
		slashed(100);
		let slash = Slashes::<Test>::get(FIRST).unwrap();
		Slashes::<Test>::insert(FIRST, Slash { amount: 99, ..slash.clone() });
		assert!(Bonds::do_try_state().is_err());
		Slashes::<Test>::insert(FIRST, Slash { appeal_bond: Some(1), ..slash.clone() });
		assert!(Bonds::do_try_state().is_err());
		Slashes::<Test>::insert(FIRST, slash);
	});
}

#[test]
fn slashes_are_kept_apart_when_an_account_has_several() {
	run(|| {
		slashed(60);
		assert_eq!(Bonds::slash(&ALICE, 40, SlashReason::Strayed, None), Ok(40));
		assert_ok!(appeal(ALICE, FIRST));
		advance(APPEAL_WINDOW);
		assert_ok!(execute_slash(SlashId(1)));
		assert_eq!(balances(TREASURY), (FUNDS + 40, 0));
		assert_ok!(decide_appeal(FIRST, false));
		assert_eq!(Bonds::active(&ALICE), 160);
	});
}
