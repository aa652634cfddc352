// SPDX-License-Identifier: Apache-2.0
//! Workers are there, pause, and come back.

use crate::mock::*;
use frame::testing_prelude::*;
use pallet_attribution::{Error, Event, RosterLen, Workers};

fn heartbeat(n: u8) -> DispatchResult {
	Attribution::heartbeat(signed(worker(n)))
}

fn pause(n: u8) -> DispatchResult {
	Attribution::pause(signed(worker(n)))
}

fn resume(n: u8) -> DispatchResult {
	Attribution::resume(signed(worker(n)))
}

#[test]
fn heartbeat_is_remembered_when_due() {
	run(|| {
		HeartbeatPeriod::set(10);
		assert_ok!(register(0, &[BASE]));
		run_to(6);
		assert!(Attribution::heartbeat_due(&worker(0)).is_ok());
		assert_ok!(heartbeat(0));
		assert_eq!(Workers::<Test>::get(worker(0)).unwrap().last_seen, 6);
		assert_eq!(last_event(), Event::WorkerSeen { worker: worker(0) });
	});
}

#[test]
fn heartbeat_fails_when_half_a_period_has_not_passed() {
	run(|| {
		HeartbeatPeriod::set(10);
		assert_ok!(register(0, &[BASE]));
		run_to(5);
		assert_noop!(heartbeat(0), Error::<Test>::HeartbeatNotDue);
		run_to(6);
		assert_ok!(heartbeat(0));
		assert_noop!(heartbeat(0), Error::<Test>::HeartbeatNotDue);
	});
}

#[test]
fn heartbeat_is_due_once_a_block_at_most_when_the_period_is_zero() {
	run(|| {
		HeartbeatPeriod::set(0);
		assert_ok!(register(0, &[BASE]));
		assert_noop!(heartbeat(0), Error::<Test>::HeartbeatNotDue);
		run_to(2);
		assert_ok!(heartbeat(0));
		assert_noop!(heartbeat(0), Error::<Test>::HeartbeatNotDue);
	});
}

#[test]
fn heartbeat_fails_when_the_caller_is_no_worker() {
	run(|| {
		assert_noop!(heartbeat(0), Error::<Test>::NotRegistered);
		assert_noop!(Attribution::heartbeat(RuntimeOrigin::none()), BadOrigin);
	});
}

#[test]
fn heartbeat_fails_when_the_worker_is_paused() {
	run(|| {
		HeartbeatPeriod::set(2);
		assert_ok!(register(0, &[BASE]));
		assert_ok!(pause(0));
		run_to(5);
		assert_noop!(heartbeat(0), Error::<Test>::WorkerPaused);
	});
}

#[test]
fn heartbeat_fails_when_the_bond_is_too_small() {
	run(|| {
		HeartbeatPeriod::set(2);
		assert_ok!(register(0, &[BASE]));
		world(|world| world.bonds.insert(worker(0), 99));
		run_to(5);
		assert_noop!(heartbeat(0), Error::<Test>::BondTooSmall);
	});
}

#[test]
fn pause_leaves_the_rosters_as_they_are_and_what_the_worker_owes() {
	run(|| {
		assert_ok!(register(0, &[BASE, FREE_BASE]));
		let owed = ask();
		assert_ok!(pause(0));
		assert!(Workers::<Test>::get(worker(0)).unwrap().paused);
		assert_eq!((RosterLen::<Test>::get(BASE), RosterLen::<Test>::get(FREE_BASE)), (1, 1));
		assert_eq!(last_event(), Event::WorkerPaused { worker: worker(0), by_misses: false });
		prove(owed);
	});
}

#[test]
fn pause_fails_when_the_caller_is_paused_or_no_worker() {
	run(|| {
		assert_noop!(pause(0), Error::<Test>::NotRegistered);
		assert_ok!(register(0, &[BASE]));
		assert_ok!(pause(0));
		assert_noop!(pause(0), Error::<Test>::WorkerPaused);
		assert_noop!(Attribution::pause(RuntimeOrigin::none()), BadOrigin);
	});
}

#[test]
fn resume_leaves_the_rosters_as_they_are() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_ok!(pause(0));
		run_to(4);
		assert_ok!(resume(0));
		assert_eq!(RosterLen::<Test>::get(BASE), 1);
		let record = Workers::<Test>::get(worker(0)).unwrap();
		assert_eq!((record.paused, record.last_seen, record.joined_in), (false, 4, 0));
		assert_eq!(last_event(), Event::WorkerResumed { worker: worker(0) });
	});
}

#[test]
fn update_worker_changes_the_rosters_when_the_worker_is_paused() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_ok!(pause(0));
		let bases = vec![FREE_BASE].try_into().unwrap();
		assert_ok!(Attribution::update_worker(signed(worker(0)), bytes("x"), bases, build()));
		assert_eq!((RosterLen::<Test>::get(BASE), RosterLen::<Test>::get(FREE_BASE)), (0, 1));
		assert!(Workers::<Test>::get(worker(0)).unwrap().paused);
	});
}

#[test]
fn resume_forgives_the_misses_when_the_worker_was_paused_by_them() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let ids = [ask(), ask(), ask()];
		run_to(20);
		for id in ids {
			assert_ok!(Attribution::expire(signed(payer(1)), id));
		}
		assert_ok!(resume(0));
		let record = Workers::<Test>::get(worker(0)).unwrap();
		assert_eq!((record.paused, record.missed, record.misses_in_row), (false, 3, 0));
	});
}

#[test]
fn resume_fails_when_the_worker_is_not_paused() {
	run(|| {
		assert_noop!(resume(0), Error::<Test>::NotRegistered);
		assert_ok!(register(0, &[BASE]));
		assert_noop!(resume(0), Error::<Test>::NotPaused);
		assert_noop!(Attribution::resume(RuntimeOrigin::none()), BadOrigin);
	});
}

#[test]
fn resume_fails_when_the_bond_is_too_small() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_ok!(pause(0));
		world(|world| world.bonds.insert(worker(0), 99));
		assert_noop!(resume(0), Error::<Test>::BondTooSmall);
	});
}

#[test]
fn leave_succeeds_when_the_worker_is_paused() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_ok!(pause(0));
		assert_ok!(Attribution::leave(signed(worker(0))));
		assert_eq!(Balances::free_balance(worker(0)), FUNDS);
	});
}
