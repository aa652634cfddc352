// SPDX-License-Identifier: Apache-2.0
//! Requests without a proof end, and cost the payer nothing.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::RequestId,
	records::{Mode, Question},
};
use pallet_attribution::{
	Assigned, Error, Event, Inputs, NextRequest, QueueHead, QueueLen, Requests, RosterLen, Workers,
};

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
				worker: Some(worker(0)),
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
fn expire_waits_for_the_clock_when_blocks_are_not_counted() {
	run(|| {
		let id = asked();
		Uncounted::set(5);
		run_to(16);
		let expired = Attribution::expire(signed(payer(1)), id);
		assert_noop!(expired, Error::<Test>::DeadlineNotPassed);
		hypothetically!(prove(id));
		run_to(17);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
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
fn expire_gives_everything_back_when_no_worker_was_found() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		world(|world| world.bonds.insert(worker(0), 0));
		let id = queue(ADAPTER, Mode::Optimistic);
		run_to(11);
		assert_noop!(Attribution::expire(signed(payer(1)), id), Error::<Test>::DeadlineNotPassed);
		run_to(12);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		assert_eq!(Balances::free_balance(payer(0)), FUNDS);
		assert_eq!(Workers::<Test>::get(worker(0)).unwrap().missed, 0);
		assert_eq!(
			last_event(),
			Event::InferenceExpired { request: id, payer: payer(0), worker: None, refund: 1_000 }
		);
	});
}

#[test]
fn expire_takes_the_request_out_of_the_queue_when_it_still_waits() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let first = queue(ADAPTER, Mode::Optimistic);
		let second = queue(ADAPTER, Mode::Optimistic);
		// As if they had waited behind many others all the time.
		System::set_block_number(12);
		assert_ok!(Attribution::expire(signed(payer(1)), first));
		assert_eq!(QueueHead::<Test>::get(), Some(second));
		assert_eq!(QueueLen::<Test>::get(), 1);
		assert_ok!(Attribution::expire(signed(payer(1)), second));
		assert_eq!(QueueHead::<Test>::get(), None);
	});
}

#[test]
fn expire_counts_the_miss_of_the_author_alone_when_a_committee_was_assigned() {
	run(|| {
		for n in 0..3 {
			assert_ok!(register(n, &[BASE]));
		}
		let id = queue(ADAPTER, Mode::Committee { k: 3 });
		run_to(12);
		let (author, members) = (author(id), request(id).workers);
		assert_eq!(members.len(), 3);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		for member in members {
			let missed = Workers::<Test>::get(&member).unwrap().missed;
			assert_eq!(missed, u64::from(member == author));
			assert!(!Assigned::<Test>::contains_key(member));
		}
	});
}

#[test]
fn expire_pauses_the_worker_when_it_missed_too_many_in_a_row() {
	run(|| {
		let ids = [asked(), ask(), ask()];
		run_to(20);
		for (place, id) in ids.into_iter().enumerate() {
			assert!(!Workers::<Test>::get(worker(0)).unwrap().paused, "paused after {place}");
			assert_ok!(Attribution::expire(signed(payer(1)), id));
		}
		let record = Workers::<Test>::get(worker(0)).unwrap();
		assert!(record.paused);
		assert_eq!(record.missed, u64::from(MAX_MISSES));
		assert_eq!(RosterLen::<Test>::get(BASE), 1);
		let paused = Event::WorkerPaused { worker: worker(0), by_misses: true };
		System::assert_has_event(paused.into());
	});
}

#[test]
fn expire_does_not_pause_the_worker_when_it_may_not_have_had_the_questions() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let commitment = ContentCommitment::of(b"Who wrote it?").unwrap();
		let question = Question::Committed { commitment, uri: bytes("https://nowhere") };
		for n in 0..MAX_MISSES {
			let id = NextRequest::<Test>::get();
			let (who, mode, question) = (signed(payer(0)), Mode::Optimistic, question.clone());
			assert_ok!(Attribution::request_inference(who, ADAPTER, question, mode, 50, 1_000, 10));
			run_to(System::block_number() + 11);
			assert_eq!(author(id), worker(0));
			assert_ok!(Attribution::expire(signed(payer(1)), id));
			let record = Workers::<Test>::get(worker(0)).unwrap();
			assert_eq!((record.missed, record.misses_in_row), (u64::from(n) + 1, 0));
		}
		assert!(!Workers::<Test>::get(worker(0)).unwrap().paused);
	});
}

#[test]
fn expire_does_not_pause_the_worker_when_it_answered_in_between() {
	run(|| {
		let ids = [asked(), ask()];
		run_to(20);
		for id in ids {
			assert_ok!(Attribution::expire(signed(payer(1)), id));
		}
		prove(ask());
		let late = ask();
		run_to(40);
		assert_ok!(Attribution::expire(signed(payer(1)), late));
		let record = Workers::<Test>::get(worker(0)).unwrap();
		assert_eq!((record.paused, record.missed, record.misses_in_row), (false, 3, 1));
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
