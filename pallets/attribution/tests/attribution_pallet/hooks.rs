// SPDX-License-Identifier: Apache-2.0
//! What the pallet does without being called.

use crate::mock::*;
use frame::{deps::frame_system::offchain::AppCrypto, testing_prelude::*, traits::Hooks};
use pallet_attribution::{
	worker_key::{WorkerAuthority, KEY_TYPE},
	Roster, RosterLen,
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
