// SPDX-License-Identifier: Apache-2.0
//! The ledger pays out.

use crate::mock::*;
use frame::{testing_prelude::*, traits::fungible::Inspect};
use openledger_primitives::{
	fee::FeeParts, records::Earnings, traits::RoyaltySink, vector::AttributionVector, Balance,
};
use pallet_royalties::{Error, Event};

/// The artifact is nobody's, so only the worker and the owners' and protocol's account earn.
fn earn(worker: Balance, who: AccountId) {
	let parts = FeeParts { worker, ..Default::default() };
	let mut settlement = settlement(ORPHAN, parts, AttributionVector::unattributed());
	settlement.worker = who;
	assert_ok!(settle(&settlement));
}

#[test]
fn claim_pays_everything_when_anyone_calls() {
	run(|| {
		earn(70, WORKER);
		earn(30, WORKER);
		assert_ok!(Royalties::claim_for(RuntimeOrigin::signed(DAVE), WORKER));
		assert_eq!(Balances::balance(&WORKER), EXISTENTIAL_DEPOSIT + 100);
		assert_eq!(Balances::balance(&Royalties::pot()), EXISTENTIAL_DEPOSIT);
		assert_eq!(Royalties::claimable(&WORKER), 0);
		assert_eq!(events().last(), Some(&Event::Claimed { who: WORKER, amount: 100 }));
	});
}

#[test]
fn claim_pays_the_caller_when_they_call_themselves() {
	run(|| {
		earn(70, WORKER);
		assert_ok!(Royalties::claim(RuntimeOrigin::signed(WORKER)));
		assert_eq!(Balances::balance(&WORKER), EXISTENTIAL_DEPOSIT + 70);
		assert_eq!(events().last(), Some(&Event::Claimed { who: WORKER, amount: 70 }));
		assert_noop!(
			Royalties::claim(RuntimeOrigin::signed(WORKER)),
			Error::<Test>::NothingToClaim
		);
	});
}

#[test]
fn earnings_are_remembered_when_they_were_claimed() {
	run(|| {
		earn(70, WORKER);
		assert_ok!(claim_for(WORKER));
		earn(30, WORKER);
		let earnings = Earnings { claimable: 30, earned_contributing: 0, earned: 100 };
		assert_eq!(Royalties::earnings(&WORKER), earnings);
	});
}

#[test]
fn claim_fails_when_nothing_is_credited() {
	run(|| {
		assert_noop!(claim_for(WORKER), Error::<Test>::NothingToClaim);
		earn(70, WORKER);
		assert_ok!(claim_for(WORKER));
		assert_noop!(claim_for(WORKER), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_fails_when_nobody_signed() {
	run(|| {
		earn(70, WORKER);
		assert_noop!(Royalties::claim_for(RuntimeOrigin::root(), WORKER), BadOrigin);
		assert_noop!(Royalties::claim_for(RuntimeOrigin::none(), WORKER), BadOrigin);
		assert_noop!(Royalties::claim(RuntimeOrigin::none()), BadOrigin);
	});
}

#[test]
fn claim_stays_credited_when_the_account_could_not_exist_with_it() {
	run(|| {
		earn(EXISTENTIAL_DEPOSIT - 1, DAVE);
		assert_noop!(claim_for(DAVE), Error::<Test>::BelowExistentialDeposit);
		let dave = RuntimeOrigin::signed(DAVE);
		assert_noop!(Royalties::claim(dave), Error::<Test>::BelowExistentialDeposit);
		assert_eq!(Royalties::claimable(&DAVE), EXISTENTIAL_DEPOSIT - 1);
		earn(1, DAVE);
		assert_ok!(claim_for(DAVE));
		assert_eq!(Balances::balance(&DAVE), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn claim_pays_a_single_planck_when_the_account_exists() {
	run(|| {
		earn(1, WORKER);
		assert_ok!(claim_for(WORKER));
		assert_eq!(Balances::balance(&WORKER), EXISTENTIAL_DEPOSIT + 1);
	});
}

#[test]
fn claim_fails_when_it_would_take_the_pots_existential_deposit() {
	run(|| {
		earn(100, WORKER);
		// A chain whose genesis did not endow the pot.
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), Royalties::pot(), 100));
		assert_noop!(claim_for(WORKER), TokenError::NotExpendable);
		assert!(Royalties::do_try_state().is_err());
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), Royalties::pot(), 110));
		assert_ok!(claim_for(WORKER));
	});
}
