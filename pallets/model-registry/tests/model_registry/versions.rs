// SPDX-License-Identifier: Apache-2.0
//! Versions.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::ArtifactId, records::ArtifactKind};
use pallet_model_registry::{Error, Event, Version};

fn after(previous: ArtifactId, artifact: New) -> New {
	New { previous: Some(previous), ..artifact }
}

#[test]
fn versions_know_each_other_when_one_follows_another() {
	run(|| {
		let first = base_model(ALICE, 0);
		let second = register(ALICE, after(first, model()));
		let third = register(ALICE, after(second, model()));
		let versions = [first, second, third].map(|id| get(id).version);
		assert_eq!(
			versions,
			[
				Version { number: 1, previous: None, successor: Some(second) },
				Version { number: 2, previous: Some(first), successor: Some(third) },
				Version { number: 3, previous: Some(second), successor: None },
			]
		);
	});
}

#[test]
fn version_is_told_when_registered() {
	run(|| {
		let first = base_model(ALICE, 0);
		let second = register(ALICE, after(first, model()));
		let event = System::events().pop().unwrap().event;
		assert!(matches!(
			event,
			RuntimeEvent::ModelRegistry(Event::ArtifactRegistered { artifact, version: 2, .. })
				if artifact == second
		));
	});
}

#[test]
fn deposit_of_the_previous_version_stays_when_it_is_succeeded() {
	run(|| {
		let first = base_model(ALICE, 0);
		let deposit = held(ALICE);
		register(ALICE, after(first, model()));
		assert_eq!(held(ALICE), 2 * deposit);
	});
}

#[test]
fn version_fails_when_the_previous_one_does_not_exist() {
	run(|| {
		assert_noop!(
			try_register(ALICE, after(ArtifactId(0), model())),
			Error::<Test>::ArtifactNotFound
		);
	});
}

#[test]
fn version_fails_when_the_previous_one_is_of_another_owner_or_kind() {
	run(|| {
		let first = base_model(ALICE, 0);
		assert_noop!(try_register(BOB, after(first, model())), Error::<Test>::NotAVersion);
		let prompt = derived(ArtifactKind::Prompt, &[], &[]);
		assert_noop!(try_register(ALICE, after(first, prompt)), Error::<Test>::NotAVersion);
	});
}

#[test]
fn version_fails_when_the_previous_one_has_a_successor() {
	run(|| {
		let first = base_model(ALICE, 0);
		register(ALICE, after(first, model()));
		assert_noop!(try_register(ALICE, after(first, model())), Error::<Test>::AlreadySucceeded);
	});
}

#[test]
fn version_follows_a_revoked_one_when_its_owner_repairs_it() {
	run(|| {
		let first = base_model(ALICE, 0);
		revoke(first);
		assert_ok!(try_register(ALICE, after(first, model())));
	});
}
