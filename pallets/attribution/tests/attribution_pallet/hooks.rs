// SPDX-License-Identifier: Apache-2.0
//! What the pallet does without being called.

use crate::mock::*;
use frame::{deps::frame_system::offchain::AppCrypto, testing_prelude::*, traits::Hooks};
use openledger_primitives::{ids::RequestId, records::Mode};
use pallet_attribution::{
	worker_key::{WorkerAuthority, KEY_TYPE},
	Queue, QueueHead, QueueLen, QueueTail, Records, Roster, RosterLen,
};

#[test]
fn offchain_worker_is_handed_each_imported_block() {
	run(|| {
		Attribution::offchain_worker(7);
		Attribution::offchain_worker(8);
		assert_eq!(world(|world| world.imported.clone()), [7, 8]);
	});
}

#[test]
fn integrity_test_passes_when_constants_are_sound() {
	run(Attribution::integrity_test);
}

#[test]
#[should_panic(expected = "the largest committee could not be drawn")]
fn integrity_test_fails_when_a_block_draws_less_than_a_committee() {
	run(|| {
		MaxAssignments::set(6);
		Attribution::integrity_test();
	});
}

#[test]
#[should_panic(expected = "could not be assigned in a later block")]
fn integrity_test_fails_when_the_shortest_deadline_leaves_no_time_to_assign() {
	run(|| {
		MinAnswerTime::set(MIN_DEADLINE);
		Attribution::integrity_test();
	});
}

#[test]
#[should_panic(expected = "answers would be due at once")]
fn integrity_test_fails_when_workers_have_no_time() {
	run(|| {
		MinAnswerTime::set(0);
		Attribution::integrity_test();
	});
}

#[test]
fn try_state_fails_when_the_queue_is_broken() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let [first, second] = [queue(ADAPTER, Mode::Optimistic), queue(ADAPTER, Mode::Optimistic)];
		let breaks: [fn(RequestId, RequestId); 5] = [
			|_, second| QueueHead::<Test>::put(second),
			|first, _| QueueTail::<Test>::put(first),
			|_, _| QueueLen::<Test>::put(3),
			|first, second| Queue::<Test>::mutate_extant(second, |entry| entry.next = Some(first)),
			|first, _| Queue::<Test>::remove(first),
		];
		for break_it in breaks {
			hypothetically!({
				break_it(first, second);
				assert!(Attribution::do_try_state().is_err());
			});
		}
	});
}

#[test]
fn try_state_fails_when_a_record_is_missing() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		prove(id);
		run_to(7);
		assert_ok!(Attribution::settle(signed(payer(0)), id));
		hypothetically!({
			Records::<Test>::kill();
			assert!(Attribution::do_try_state().is_err());
		});
	});
}

#[test]
fn try_state_fails_when_a_roster_holds_somebody_who_is_no_worker() {
	run(|| {
		Roster::<Test>::insert(BASE, 0, payer(0));
		RosterLen::<Test>::insert(BASE, 1);
		assert!(Attribution::do_try_state().is_err());
		Roster::<Test>::remove(BASE, 0);
		RosterLen::<Test>::remove(BASE);
	});
}

#[test]
fn try_state_fails_when_escrow_is_not_what_requests_say() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		let honest = request(id);
		let mut inflated = honest.clone();
		inflated.max_fee += 1;
		pallet_attribution::Requests::<Test>::insert(id, inflated);
		assert!(Attribution::do_try_state().is_err());
		pallet_attribution::Requests::<Test>::insert(id, honest);
	});
}

#[test]
fn try_state_fails_when_lists_differ_from_requests() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		let assigned = pallet_attribution::Assigned::<Test>::take(worker(0));
		assert!(Attribution::do_try_state().is_err());
		pallet_attribution::Assigned::<Test>::insert(worker(0), assigned);
		pallet_attribution::Maturing::<Test>::insert(worker(0), id, 5);
		assert!(Attribution::do_try_state().is_err());
		pallet_attribution::Maturing::<Test>::remove(worker(0), id);
	});
}

#[test]
fn worker_authority_signs_with_the_keystores_worker_key() {
	run(|| {
		let public = frame::deps::sp_runtime::MultiSigner::Sr25519(key(0).into());
		let signature =
			<WorkerAuthority as AppCrypto<_, _>>::sign(b"transaction", public.clone()).unwrap();
		assert!(WorkerAuthority::verify(b"transaction", public, signature));
	});
}

#[test]
fn key_type_spells_proof_of_attribution() {
	assert_eq!(&KEY_TYPE.0, b"poa!");
}
