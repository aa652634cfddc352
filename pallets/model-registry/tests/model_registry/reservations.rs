// SPDX-License-Identifier: Apache-2.0
//! Keeping delivered manifests for whom they were made for.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::ArtifactId,
	records::{ArtifactKind, CreditRole},
	traits::Registry,
};
use pallet_model_registry::{Error, Event, Reservation, Reservations};

fn reserve(root: H256, builder: AccountId) -> DispatchResult {
	<ModelRegistry as Registry<AccountId>>::reserve(root, &builder)
}

fn release(root: H256, builder: AccountId) {
	<ModelRegistry as Registry<AccountId>>::release(root, &builder);
}

fn kept(root: H256) -> Option<(AccountId, u32)> {
	Reservations::<Test>::get(root).map(|Reservation { builder, count }| (builder, count))
}

#[test]
fn manifest_is_refused_when_it_is_kept_for_another() {
	run(|| {
		let root = model().manifest.root;
		assert_ok!(reserve(root, ALICE));
		assert_last_event(Event::ManifestReserved { root, builder: ALICE });
		assert_noop!(try_register(BOB, model()), Error::<Test>::ManifestReserved);
		assert_eq!(kept(root), Some((ALICE, 1)));
	});
}

#[test]
fn reservation_ends_when_its_builder_registers() {
	run(|| {
		let candidate = model();
		let root = candidate.manifest.root;
		assert_ok!(reserve(root, ALICE));
		assert_ok!(reserve(root, ALICE));
		register(ALICE, candidate);
		assert_eq!(kept(root), None);
		release(root, ALICE);
		assert_eq!(kept(root), None);
	});
}

#[test]
fn manifest_is_free_when_it_was_released_as_often_as_reserved() {
	run(|| {
		let root = model().manifest.root;
		assert_ok!(reserve(root, ALICE));
		assert_ok!(reserve(root, ALICE));
		release(root, ALICE);
		assert_eq!(kept(root), Some((ALICE, 1)));
		assert_noop!(try_register(BOB, model()), Error::<Test>::ManifestReserved);
		release(root, ALICE);
		assert_last_event(Event::ManifestReleased { root, builder: ALICE });
		register(BOB, model());
	});
}

#[test]
fn release_changes_nothing_when_the_manifest_is_kept_for_another_or_nobody() {
	run(|| {
		let root = model().manifest.root;
		assert_storage_noop!(release(root, BOB));
		assert_ok!(reserve(root, ALICE));
		assert_storage_noop!(release(root, BOB));
	});
}

#[test]
fn reserve_fails_when_the_manifest_is_kept_for_or_registered_by_another() {
	run(|| {
		let root = model().manifest.root;
		assert_ok!(reserve(root, ALICE));
		assert_noop!(reserve(root, BOB), Error::<Test>::ManifestReserved);
		register(ALICE, model());
		assert_noop!(reserve(root, BOB), Error::<Test>::DuplicateManifest);
	});
}

#[test]
fn reserve_keeps_nothing_when_the_builder_has_registered_it() {
	run(|| {
		let root = model().manifest.root;
		register(ALICE, model());
		assert_storage_noop!(assert_ok!(reserve(root, ALICE)));
	});
}

#[test]
fn reserve_fails_when_it_was_called_too_often() {
	run(|| {
		let root = model().manifest.root;
		Reservations::<Test>::insert(root, Reservation { builder: ALICE, count: u32::MAX });
		assert_noop!(reserve(root, ALICE), ArithmeticError::Overflow);
	});
}

#[test]
fn artifact_is_measurable_when_it_runs_on_a_model_and_is_not_revoked() {
	run(|| {
		let is_measurable = <ModelRegistry as Registry<AccountId>>::is_measurable;
		let model = draft(ALICE);
		let prompt = register(ALICE, derived(ArtifactKind::Prompt, &[], &[]));
		let told = [model, prompt, ArtifactId(9)].map(is_measurable);
		assert_eq!(told, [true, false, false]);
		revoke(model);
		assert!(!is_measurable(model));
	});
}

#[test]
fn makers_are_the_owner_and_whoever_is_credited_but_evaluators() {
	run(|| {
		let is_maker =
			|who: AccountId, id| <ModelRegistry as Registry<AccountId>>::is_maker(&who, id);
		let credits =
			vec![credit(BOB, CreditRole::FineTuner, 0), credit(CAROL, CreditRole::Evaluator, 1)];
		let id = register(ALICE, New { credits: credits.try_into().unwrap(), ..model() });
		assert_eq!(
			[ALICE, BOB, CAROL, POOR].map(|who| is_maker(who, id)),
			[true, true, false, false]
		);
		assert!(!is_maker(ALICE, ArtifactId(9)));
	});
}
