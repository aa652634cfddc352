// SPDX-License-Identifier: Apache-2.0
//! Workers come, change and leave.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::ids::ArtifactId;
use pallet_attribution::{Assigned, Error, Event, Roster, RosterLen, Workers};

/// What a worker with the endpoint of [`register`] and `bases` base models deposits.
fn worker_deposit(bases: u128) -> u128 {
	let record = (1 + 14) + (1 + 4 * bases);
	let places = bases * 2 * (4 + 4 + 32);
	5 + record + places
}

fn update(n: u8, bases: &[ArtifactId]) -> DispatchResult {
	let bases = bases.to_vec().try_into().unwrap();
	Attribution::update_worker(signed(worker(n)), bytes("https://worker"), bases, build())
}

fn register_at(endpoint: &[u8]) -> DispatchResult {
	let endpoint = endpoint.to_vec().try_into().unwrap();
	Attribution::register_worker(
		signed(worker(0)),
		key(0),
		endpoint,
		vec![BASE].try_into().unwrap(),
		build(),
	)
}

#[test]
fn register_worker_stores_record_when_bonded() {
	run(|| {
		assert_ok!(register(0, &[BASE, FREE_BASE]));
		let record = Workers::<Test>::get(worker(0)).unwrap();
		assert_eq!(record.key, key(0));
		assert_eq!(record.endpoint.to_vec(), b"https://worker");
		assert_eq!(record.base_models.to_vec(), [BASE, FREE_BASE]);
		assert_eq!(record.build, build());
		assert_eq!((record.proved, record.missed, record.misses_in_row), (0, 0, 0));
		assert_eq!((record.last_seen, record.paused), (1, false));
		assert_eq!(deposit(&worker(0)), worker_deposit(2));
		assert_eq!(
			last_event(),
			Event::WorkerRegistered {
				worker: worker(0),
				key: key(0),
				base_models: vec![BASE, FREE_BASE].try_into().unwrap(),
				build: build(),
			}
		);
	});
}

#[test]
fn register_worker_notes_the_block_when_the_clock_leaves_some_out() {
	run(|| {
		run_to(30);
		Uncounted::set(20);
		assert_ok!(register_now(0, &[BASE]));
		let record = Workers::<Test>::get(worker(0)).unwrap();
		assert_eq!((record.joined_in, record.last_seen), (30, 10));
	});
}

#[test]
fn update_worker_notes_the_block_only_when_a_base_model_is_added() {
	run(|| {
		assert_ok!(register_now(0, &[BASE]));
		let joined_in = || Workers::<Test>::get(worker(0)).unwrap().joined_in;
		run_to(5);
		assert_ok!(update(0, &[BASE]));
		assert_eq!(joined_in(), 1);
		assert_ok!(update(0, &[BASE, FREE_BASE]));
		assert_eq!(joined_in(), 5);
		run_to(7);
		assert_ok!(update(0, &[FREE_BASE]));
		assert_eq!(joined_in(), 5);
	});
}

#[test]
fn register_worker_fails_when_origin_is_unsigned() {
	run(|| {
		let register = |origin| {
			let bases = vec![].try_into().unwrap();
			Attribution::register_worker(origin, key(0), bytes("x"), bases, build())
		};
		assert_noop!(register(RuntimeOrigin::none()), BadOrigin);
		assert_noop!(register(RuntimeOrigin::root()), BadOrigin);
	});
}

#[test]
fn register_worker_fails_when_key_is_of_another_account() {
	run(|| {
		let bases = vec![BASE].try_into().unwrap();
		assert_noop!(
			Attribution::register_worker(signed(worker(1)), key(0), bytes("x"), bases, build()),
			Error::<Test>::KeyNotOwn
		);
	});
}

#[test]
fn register_worker_fails_when_registered_already() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_noop!(register(0, &[FREE_BASE]), Error::<Test>::AlreadyRegistered);
	});
}

#[test]
fn register_worker_fails_when_bond_is_one_planck_short() {
	run(|| {
		world(|world| world.bonds.insert(worker(0), 99));
		assert_noop!(register(0, &[BASE]), Error::<Test>::BondTooSmall);
	});
}

#[test]
fn register_worker_fails_when_endpoint_is_no_text() {
	run(|| {
		assert_noop!(register_at(b""), Error::<Test>::InvalidEndpoint);
		assert_noop!(register_at(&[0xff, 0xfe]), Error::<Test>::InvalidEndpoint);
	});
}

#[test]
fn register_worker_fails_when_base_models_do_not_ascend() {
	run(|| {
		assert_noop!(register(0, &[BASE, BASE]), Error::<Test>::BaseModelsNotAscending);
		assert_noop!(register(0, &[FREE_BASE, BASE]), Error::<Test>::BaseModelsNotAscending);
	});
}

#[test]
fn register_worker_fails_when_a_base_model_is_none() {
	run(|| {
		for artifact in [ADAPTER, PROMPT, NO_ARTIFACT] {
			assert_noop!(register(0, &[BASE, artifact]), Error::<Test>::UnknownBaseModel);
		}
	});
}

#[test]
fn register_worker_fails_when_deposit_cannot_be_held() {
	run(|| {
		let all_but = FUNDS - EXISTENTIAL_DEPOSIT - 1;
		assert_ok!(Balances::transfer_keep_alive(signed(worker(0)), payer(0), all_but));
		assert_noop!(register(0, &[BASE]), TokenError::FundsUnavailable);
	});
}

#[test]
fn update_worker_replaces_record_when_registered() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_ok!(Attribution::update_worker(
			signed(worker(0)),
			bytes("https://elsewhere"),
			vec![FREE_BASE].try_into().unwrap(),
			H256::repeat_byte(2),
		));
		let record = Workers::<Test>::get(worker(0)).unwrap();
		assert_eq!(record.key, key(0));
		assert_eq!(record.endpoint.to_vec(), b"https://elsewhere");
		assert_eq!(record.base_models.to_vec(), [FREE_BASE]);
		assert_eq!(record.build, H256::repeat_byte(2));
		assert_eq!(RosterLen::<Test>::get(BASE), 0);
		assert_eq!(Roster::<Test>::get(FREE_BASE, 0), Some(worker(0)));
		let base_models = vec![FREE_BASE].try_into().unwrap();
		let build = H256::repeat_byte(2);
		assert_eq!(last_event(), Event::WorkerUpdated { worker: worker(0), base_models, build });
	});
}

#[test]
fn update_worker_adjusts_deposit_when_size_changes() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_ok!(update(0, &[BASE, FREE_BASE]));
		assert_eq!(deposit(&worker(0)), worker_deposit(2));
		assert_ok!(update(0, &[]));
		assert_eq!(deposit(&worker(0)), worker_deposit(0));
	});
}

#[test]
fn update_worker_keeps_counts_when_it_changes_the_rest() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		prove(ask());
		assert_ok!(update(0, &[FREE_BASE]));
		assert_eq!(Workers::<Test>::get(worker(0)).unwrap().proved, 1);
	});
}

#[test]
fn update_worker_keeps_what_is_assigned_when_no_base_model_is_served() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let owed = ask();
		assert_ok!(update(0, &[]));
		assert_eq!(RosterLen::<Test>::get(BASE), 0);
		assert_eq!(Assigned::<Test>::get(worker(0)).to_vec(), [owed]);
		prove(owed);
	});
}

#[test]
fn update_worker_fails_when_not_registered() {
	run(|| {
		assert_noop!(update(0, &[BASE]), Error::<Test>::NotRegistered);
	});
}

#[test]
fn update_worker_fails_when_the_new_record_is_invalid() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_noop!(update(0, &[FREE_BASE, BASE]), Error::<Test>::BaseModelsNotAscending);
		assert_noop!(update(0, &[ADAPTER]), Error::<Test>::UnknownBaseModel);
		let bases = vec![BASE].try_into().unwrap();
		assert_noop!(
			Attribution::update_worker(signed(worker(0)), bytes(""), bases, build()),
			Error::<Test>::InvalidEndpoint
		);
	});
}

#[test]
fn update_worker_fails_when_origin_is_unsigned() {
	run(|| {
		let bases = vec![BASE].try_into().unwrap();
		assert_noop!(
			Attribution::update_worker(RuntimeOrigin::none(), bytes("x"), bases, build()),
			BadOrigin
		);
	});
}

#[test]
fn leave_removes_worker_when_nothing_is_owed() {
	run(|| {
		assert_ok!(register(0, &[BASE, FREE_BASE]));
		assert_ok!(Attribution::leave(signed(worker(0))));
		assert_eq!(Workers::<Test>::get(worker(0)), None);
		assert_eq!(Roster::<Test>::iter().count(), 0);
		assert_eq!(RosterLen::<Test>::iter().count(), 0);
		assert_eq!(Balances::free_balance(worker(0)), FUNDS);
		assert_eq!(last_event(), Event::WorkerLeft { worker: worker(0) });
	});
}

#[test]
fn leave_fails_when_an_answer_is_owed() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		ask();
		assert_noop!(Attribution::leave(signed(worker(0))), Error::<Test>::StillAssigned);
	});
}

#[test]
fn leave_succeeds_when_answers_are_proved_but_not_settled() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		prove(id);
		assert_ok!(Attribution::leave(signed(worker(0))));
		run_to(7);
		assert_ok!(Attribution::settle(signed(payer(1)), id));
		assert_eq!(world(|world| world.credited[0].worker.clone()), worker(0));
	});
}

#[test]
fn leave_fails_when_not_registered() {
	run(|| {
		assert_noop!(Attribution::leave(signed(worker(0))), Error::<Test>::NotRegistered);
		assert_noop!(Attribution::leave(RuntimeOrigin::none()), BadOrigin);
	});
}

#[test]
fn worker_can_register_again_when_it_left() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_ok!(Attribution::leave(signed(worker(0))));
		assert_ok!(register(0, &[FREE_BASE]));
	});
}
