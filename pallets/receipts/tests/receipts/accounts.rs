// SPDX-License-Identifier: Apache-2.0
//! Accounts of workers.

use crate::mock::*;
use frame::{testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::ids::{BatchId, DistributionId};
use pallet_receipts::{Accounts, Error, Event};

fn open(who: AccountId) -> DispatchResult {
	in_layer(|| Receipts::open_account(RuntimeOrigin::signed(who)))
}

fn close(who: AccountId) -> DispatchResult {
	in_layer(|| Receipts::close_account(RuntimeOrigin::signed(who)))
}

#[test]
fn account_opens_with_a_distribution_of_its_own() {
	run(|| {
		assert_ok!(open(WORKER));
		assert_ok!(open(OTHER_WORKER));
		let worker = WORKER;
		let distribution = DistributionId(0);
		System::assert_has_event(Event::AccountOpened { worker, distribution }.into());
		let account = Accounts::<Test>::get(OTHER_WORKER).unwrap();
		assert_eq!((account.distribution, account.pending), (DistributionId(1), None));
	});
}

#[test]
fn account_is_refused_when_the_caller_is_no_worker() {
	run(|| {
		assert_noop!(open(ALICE), Error::<Test>::NotWorker);
	});
}

#[test]
fn account_is_refused_when_the_bond_is_too_small() {
	run(|| {
		Bonded::set(BOND - 1);
		assert_noop!(open(WORKER), Error::<Test>::BondTooSmall);
	});
}

#[test]
fn account_is_refused_when_there_is_one() {
	run(|| {
		assert_ok!(open(WORKER));
		assert_noop!(open(WORKER), Error::<Test>::AlreadyOpen);
	});
}

#[test]
fn account_is_refused_when_the_deposit_cannot_be_spared() {
	run(|| {
		Balances::set_balance(&WORKER, EXISTENTIAL_DEPOSIT);
		assert_noop!(open(WORKER), TokenError::FundsUnavailable);
		Balances::set_balance(&WORKER, FUNDS);
	});
}

#[test]
fn account_opens_again_when_the_distribution_was_closed() {
	run(|| {
		assert_ok!(open(WORKER));
		Roots::set(vec![None]);
		assert_ok!(open(WORKER));
		let account = Accounts::<Test>::get(WORKER).unwrap();
		assert_eq!(account.distribution, DistributionId(1));
	});
}

#[test]
fn account_does_not_open_again_while_a_batch_is_pending() {
	run(|| {
		posted();
		Roots::set(vec![None]);
		assert_noop!(open(WORKER), Error::<Test>::BatchPending);
	});
}

#[test]
fn account_closes_and_gives_the_deposit_back() {
	run(|| {
		assert_ok!(open(WORKER));
		assert_ok!(close(WORKER));
		System::assert_last_event(Event::AccountClosed { worker: WORKER }.into());
		assert_eq!(Balances::free_balance(WORKER), FUNDS);
		assert_noop!(close(WORKER), Error::<Test>::NoAccount);
	});
}

#[test]
fn account_stays_while_a_batch_is_pending() {
	run(|| {
		posted();
		assert_noop!(close(WORKER), Error::<Test>::BatchPending);
		advance(WINDOW);
		assert_ok!(finalize(BatchId(0)));
		assert_ok!(close(WORKER));
	});
}
