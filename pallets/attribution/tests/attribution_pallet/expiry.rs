// SPDX-License-Identifier: Apache-2.0
//! Requests without a proof end, and cost the payer nothing.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::ids::RequestId;
use pallet_attribution::{Assigned, Error, Event, Inputs, Requests, Workers};

fn asked() -> RequestId {
	assert_ok!(register(0, &[BASE]));
	ask()
}

#[test]
fn expire_gives_everything_back_when_the_deadline_passed() {
	run(|| {
		let id = asked();
		run_to(12);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		assert_eq!(Balances::free_balance(payer(0)), FUNDS);
		assert_eq!((escrow(&payer(0)), deposit(&payer(0))), (0, 0));
		assert_eq!(
			last_event(),
			Event::InferenceExpired {
				request: id,
				payer: payer(0),
				worker: worker(0),
				refund: 1_000,
			}
		);
	});
}

#[test]
fn expire_removes_request_and_assignment_when_the_deadline_passed() {
	run(|| {
		let id = asked();
		let other = ask();
		run_to(12);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		assert!(!Requests::<Test>::contains_key(id));
		assert!(!Inputs::<Test>::contains_key(id));
		assert_eq!(Assigned::<Test>::get(worker(0)).to_vec(), [other]);
	});
}

#[test]
fn expire_counts_a_miss_when_the_deadline_passed() {
	run(|| {
		let id = asked();
		run_to(12);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		let record = Workers::<Test>::get(worker(0)).unwrap();
		assert_eq!((record.proved, record.missed), (0, 1));
	});
}

#[test]
fn expire_fails_in_the_last_block_of_the_deadline() {
	run(|| {
		let id = asked();
		run_to(11);
		let expired = Attribution::expire(signed(payer(1)), id);
		assert_noop!(expired, Error::<Test>::DeadlineNotPassed);
	});
}

#[test]
fn expire_fails_when_the_request_is_proved_or_settled() {
	run(|| {
		let id = asked();
		prove(id);
		run_to(12);
		assert_noop!(Attribution::expire(signed(payer(1)), id), Error::<Test>::AlreadyProved);
		assert_ok!(Attribution::settle(signed(payer(1)), id));
		assert_noop!(Attribution::expire(signed(payer(1)), id), Error::<Test>::AlreadyProved);
	});
}

#[test]
fn expire_fails_when_there_is_no_such_request() {
	run(|| {
		let id = asked();
		let expired = Attribution::expire(signed(payer(1)), RequestId(9));
		assert_noop!(expired, Error::<Test>::RequestNotFound);
		run_to(12);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		assert_noop!(Attribution::expire(signed(payer(1)), id), Error::<Test>::RequestNotFound);
	});
}

#[test]
fn expire_fails_when_origin_is_unsigned() {
	run(|| {
		let id = asked();
		run_to(12);
		assert_noop!(Attribution::expire(RuntimeOrigin::none(), id), BadOrigin);
	});
}

#[test]
fn worker_can_leave_when_its_request_expired() {
	run(|| {
		let id = asked();
		run_to(12);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		assert_ok!(Attribution::leave(signed(worker(0))));
	});
}
