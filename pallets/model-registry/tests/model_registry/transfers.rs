// SPDX-License-Identifier: Apache-2.0
//! Handing artifacts over.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::ArtifactId, traits::Lineage as _};
use pallet_model_registry::{Error, Event};

fn offer(who: AccountId, id: ArtifactId, to: Option<AccountId>) -> DispatchResult {
	ModelRegistry::offer_transfer(signed(who), id, to)
}

fn accept(who: AccountId, id: ArtifactId) -> DispatchResult {
	ModelRegistry::accept_transfer(signed(who), id)
}

#[test]
fn nothing_changes_but_the_offer_when_an_artifact_is_offered() {
	run(|| {
		let id = base_model(ALICE, 0);
		let before = get(id);
		assert_ok!(offer(ALICE, id, Some(BOB)));
		assert_last_event(Event::TransferOffered { artifact: id, to: Some(BOB) });
		let after = get(id);
		assert_eq!((after.owner, after.offered_to), (ALICE, Some(BOB)));
		assert_eq!(after.deposit, before.deposit);
	});
}

#[test]
fn owner_and_deposit_change_when_an_offer_is_accepted() {
	run(|| {
		let id = base_model(ALICE, 0);
		let deposit = held(ALICE);
		assert_ok!(offer(ALICE, id, Some(BOB)));
		assert_ok!(accept(BOB, id));
		assert_last_event(Event::ArtifactTransferred { artifact: id, from: ALICE, to: BOB });
		let record = get(id);
		assert_eq!((record.owner, record.offered_to), (BOB, None));
		assert_eq!((held(ALICE), held(BOB)), (0, deposit));
		assert_ok!(ModelRegistry::set_prices(signed(BOB), id, Some(prices())));
		assert_noop!(ModelRegistry::set_prices(signed(ALICE), id, None), Error::<Test>::NotOwner);
	});
}

#[test]
fn royalties_go_to_the_new_owner_when_a_parent_was_transferred() {
	run(|| {
		let base = base_model(ALICE, 10);
		let child = an_adapter(BOB, &[base], &[0], 0);
		assert_ok!(offer(ALICE, base, Some(CAROL)));
		assert_ok!(accept(CAROL, base));
		assert_eq!(ModelRegistry::owners(child), vec![(BOB, percent(90)), (CAROL, percent(10))]);
	});
}

#[test]
fn accept_fails_when_the_offer_was_taken_back_or_is_another_ones() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_noop!(accept(BOB, id), Error::<Test>::NotOffered);
		assert_ok!(offer(ALICE, id, Some(BOB)));
		assert_noop!(accept(CAROL, id), Error::<Test>::NotOffered);
		assert_ok!(offer(ALICE, id, None));
		assert_last_event(Event::TransferOffered { artifact: id, to: None });
		assert_noop!(accept(BOB, id), Error::<Test>::NotOffered);
	});
}

#[test]
fn accept_fails_when_it_was_accepted_before() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_ok!(offer(ALICE, id, Some(BOB)));
		assert_ok!(accept(BOB, id));
		assert_noop!(accept(BOB, id), Error::<Test>::NotOffered);
	});
}

#[test]
fn offer_ends_when_the_artifact_is_revoked() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_ok!(offer(ALICE, id, Some(BOB)));
		revoke(id);
		assert_eq!(get(id).offered_to, None);
		assert_noop!(accept(BOB, id), Error::<Test>::NotOffered);
		assert_noop!(offer(ALICE, id, Some(BOB)), Error::<Test>::ArtifactRevoked);
	});
}

#[test]
fn accept_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_ok!(offer(ALICE, id, Some(POOR)));
		assert_noop!(accept(POOR, id), TokenError::FundsUnavailable);
	});
}

#[test]
fn transfer_calls_fail_when_the_artifact_does_not_exist() {
	run(|| {
		let id = ArtifactId(0);
		assert_noop!(offer(ALICE, id, Some(BOB)), Error::<Test>::ArtifactNotFound);
		assert_noop!(accept(ALICE, id), Error::<Test>::ArtifactNotFound);
	});
}

#[test]
fn offer_fails_when_the_caller_is_not_the_owner() {
	run(|| {
		let id = base_model(ALICE, 0);
		assert_noop!(offer(BOB, id, Some(BOB)), Error::<Test>::NotOwner);
	});
}

#[test]
fn holds_stay_right_when_the_owner_accepts_his_own_offer() {
	run(|| {
		let id = base_model(ALICE, 0);
		let deposit = held(ALICE);
		assert_ok!(offer(ALICE, id, Some(ALICE)));
		assert_ok!(accept(ALICE, id));
		assert_eq!(held(ALICE), deposit);
	});
}
