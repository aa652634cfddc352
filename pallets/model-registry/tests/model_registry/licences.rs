// SPDX-License-Identifier: Apache-2.0
//! What licences, grants and drafts allow.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::PriceList,
	ids::SnapshotId,
	licence::{Licence, LicenceTerms},
	records::ArtifactKind,
};
use pallet_model_registry::Error;

const OPEN: LicenceTerms = LicenceTerms { derivatives: true, commercial: true, share_alike: false };

fn closed() -> Licence {
	licence("Closed", LicenceTerms { derivatives: false, ..OPEN })
}

fn non_commercial() -> Licence {
	licence("CC-BY-NC-4.0", LicenceTerms { commercial: false, ..OPEN })
}

fn share_alike() -> Licence {
	licence("CC-BY-SA-4.0", LicenceTerms { share_alike: true, ..OPEN })
}

/// Registers a child under `child` of a parent under `parent`.
fn derive(parent: Licence, child: Licence) -> DispatchResult {
	let parent = register(ALICE, New { licence: parent, ..model() });
	let candidate = derived(ArtifactKind::Prompt, &[parent], &[]);
	try_register(BOB, New { licence: child, ..candidate })
}

/// Registers a model under `child`, trained on a Datanet under `source`.
fn train(source: Licence, child: Licence) -> DispatchResult {
	world(|world| world.licences.insert(datanet_of(13), source));
	let candidate = derived(ArtifactKind::BaseModel, &[], &[3, 13]);
	try_register(BOB, New { licence: child, ..candidate })
}

#[test]
fn derivation_is_taken_when_licences_allow_it() {
	run(|| {
		for take in [derive, train] {
			assert_ok!(take(open(), open()));
			assert_ok!(take(open(), non_commercial()));
			assert_ok!(take(non_commercial(), non_commercial()));
			assert_ok!(take(share_alike(), share_alike()));
			assert_ok!(take(open(), closed()));
		}
	});
}

#[test]
fn registration_fails_when_a_source_allows_no_derived_works() {
	run(|| {
		for take in [derive, train] {
			assert_err!(take(closed(), closed()), Error::<Test>::DerivativesForbidden);
		}
	});
}

#[test]
fn registration_fails_when_a_source_allows_no_commercial_use_and_the_artifact_does() {
	run(|| {
		for take in [derive, train] {
			assert_err!(take(non_commercial(), open()), Error::<Test>::CommercialForbidden);
		}
	});
}

#[test]
fn registration_fails_when_a_source_demands_its_own_licence_and_the_artifact_has_another() {
	run(|| {
		for take in [derive, train] {
			assert_err!(take(share_alike(), open()), Error::<Test>::ShareAlikeBroken);
		}
	});
}

#[test]
fn registration_fails_when_any_of_several_sources_forbids_it() {
	run(|| {
		let base = base_model(ALICE, 0);
		let narrow = New { licence: non_commercial(), ..adapter(&[base], &[0]) };
		let narrow = register(BOB, narrow);
		assert_noop!(
			try_register(BOB, adapter(&[base, narrow], &[])),
			Error::<Test>::CommercialForbidden
		);
	});
}

#[test]
fn registration_fails_when_prices_are_not_zero_and_the_licence_is_not_commercial() {
	run(|| {
		let offer = |prices| {
			let candidate = New { licence: non_commercial(), prices: Some(prices), ..model() };
			try_register(ALICE, candidate)
		};
		assert_noop!(offer(prices()), Error::<Test>::CommercialForbidden);
		let hardly = PriceList { per_1k_output: 1, ..PriceList::default() };
		assert_noop!(offer(hardly), Error::<Test>::CommercialForbidden);
		assert_ok!(offer(PriceList::default()));
	});
}

#[test]
fn registration_fails_when_training_is_not_granted() {
	run(|| {
		world(|world| world.denied.insert((BOB, SnapshotId(3))));
		let candidate = || derived(ArtifactKind::BaseModel, &[], &[2, 3]);
		assert_noop!(try_register(BOB, candidate()), Error::<Test>::TrainingNotGranted);
		let made = register(ALICE, candidate());
		// Building upon what was trained is not training.
		assert_ok!(try_register(BOB, adapter(&[made], &[4])));
	});
}

#[test]
fn registration_fails_when_a_parent_is_somebody_elses_draft() {
	run(|| {
		let base = draft(ALICE);
		assert_noop!(try_register(BOB, adapter(&[base], &[0])), Error::<Test>::ParentNotUsable);
		assert_ok!(try_register(ALICE, adapter(&[base], &[0])));
		assert_ok!(ModelRegistry::publish(signed(ALICE), base));
		assert_ok!(try_register(BOB, adapter(&[base], &[0])));
	});
}

#[test]
fn registration_fails_when_a_parent_is_revoked_but_not_when_it_is_deprecated() {
	run(|| {
		let base = base_model(ALICE, 0);
		assert_ok!(ModelRegistry::deprecate(signed(ALICE), base));
		assert_ok!(try_register(BOB, adapter(&[base], &[0])));
		revoke(base);
		for who in [ALICE, BOB] {
			assert_noop!(try_register(who, adapter(&[base], &[0])), Error::<Test>::ParentNotUsable);
		}
	});
}
