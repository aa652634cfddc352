// SPDX-License-Identifier: Apache-2.0
//! Registering base models, and what holds for every registration.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	fee::PriceList,
	ids::ArtifactId,
	records::ArtifactKind,
};
use pallet_model_registry::{
	Artifacts, Description, Error, Event, Lineage, Manifests, NextArtifact, Terms,
};

fn register(
	who: AccountId,
	manifest: ContentCommitment,
	prices: Option<PriceList>,
) -> DispatchResult {
	ModelRegistry::register_base_model(
		RuntimeOrigin::signed(who),
		text("Base"),
		manifest,
		text("ipfs://base"),
		text("Apache-2.0"),
		percent(7),
		prices,
	)
}

#[test]
fn base_model_is_stored_when_registered() {
	run(|| {
		System::set_block_number(4);
		assert_ok!(register(ALICE, manifest(b"files"), Some(prices())));
		let id = ArtifactId(0);
		assert_last_event(Event::ArtifactRegistered {
			artifact: id,
			kind: ArtifactKind::BaseModel,
			owner: ALICE,
			base: id,
			manifest: manifest(b"files"),
		});
		let artifact = Artifacts::<Test>::get(id).unwrap();
		assert_eq!(artifact.kind, ArtifactKind::BaseModel);
		assert_eq!((artifact.owner, artifact.base), (ALICE, id));
		assert_eq!(artifact.manifest, manifest(b"files"));
		assert_eq!(
			artifact.description,
			Description {
				name: text("Base"),
				uri: text("ipfs://base"),
				licence: text("Apache-2.0")
			}
		);
		assert_eq!(artifact.lineage, Lineage::default());
		assert_eq!(artifact.terms, Terms { royalty: percent(7), prices: Some(prices()) });
		assert_eq!(artifact.registered_at, 4);
		assert_eq!(Manifests::<Test>::get(manifest(b"files").root), Some(id));
		assert!(held(ALICE) > 0);
	});
}

#[test]
fn deposit_grows_by_the_price_of_a_byte_when_a_text_is_longer() {
	run(|| {
		let held_after = |name: &str, bytes: &[u8]| {
			let before = held(ALICE);
			assert_ok!(ModelRegistry::register_base_model(
				RuntimeOrigin::signed(ALICE),
				text(name),
				manifest(bytes),
				text(""),
				text("MIT"),
				percent(0),
				None,
			));
			held(ALICE) - before
		};
		assert_eq!(held_after("123456", b"a") - held_after("1", b"b"), 10);
	});
}

#[test]
fn registration_fails_when_the_manifest_is_malformed_or_empty() {
	run(|| {
		let root = H256::repeat_byte(1);
		let malformed = [
			ContentCommitment { root, length: 0 },
			ContentCommitment { root: H256::zero(), length: 1 },
			ContentCommitment { root, length: MAX_CONTENT_LEN + 1 },
		];
		for manifest in malformed {
			assert_noop!(register(ALICE, manifest, None), Error::<Test>::MalformedManifest);
		}
		assert_noop!(register(ALICE, manifest(b""), None), Error::<Test>::EmptyManifest);
	});
}

#[test]
fn registration_fails_when_the_manifest_is_registered() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let root = Artifacts::<Test>::get(base).unwrap().manifest.root;
		let again = ContentCommitment { root, length: 9 };
		assert_noop!(register(BOB, again, None), Error::<Test>::DuplicateManifest);
		assert_noop!(
			try_adapter(BOB, &base.0.to_le_bytes(), base, &[0], &[], percent(0)),
			Error::<Test>::DuplicateManifest
		);
	});
}

#[test]
fn registration_fails_when_a_text_is_not_utf8_or_a_needed_one_is_empty() {
	run(|| {
		let register = |name: &[u8], uri: &[u8], licence: &[u8]| {
			ModelRegistry::register_base_model(
				RuntimeOrigin::signed(ALICE),
				name.to_vec().try_into().unwrap(),
				manifest(b"files"),
				uri.to_vec().try_into().unwrap(),
				licence.to_vec().try_into().unwrap(),
				percent(0),
				None,
			)
		};
		assert_noop!(register(b"\xff", b"", b"MIT"), Error::<Test>::InvalidText);
		assert_noop!(register(b"n", b"\xc3", b"MIT"), Error::<Test>::InvalidText);
		assert_noop!(register(b"n", b"", b"a\x80"), Error::<Test>::InvalidText);
		assert_noop!(register(b"", b"", b"MIT"), Error::<Test>::InvalidText);
		assert_noop!(register(b"n", b"", b""), Error::<Test>::InvalidText);
		assert_ok!(register(b"n", b"", b"MIT"));
	});
}

#[test]
fn registration_fails_when_a_fee_could_overflow() {
	run(|| {
		let highest = PriceList { base: u128::MAX, per_1k_input: 0, per_1k_output: 0 };
		assert_ok!(register(ALICE, manifest(b"a"), Some(highest)));
		let higher = PriceList { per_1k_output: 1, ..highest };
		assert_noop!(register(ALICE, manifest(b"b"), Some(higher)), Error::<Test>::PriceTooHigh);
	});
}

#[test]
fn registration_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		assert_noop!(register(POOR, manifest(b"a"), None), TokenError::FundsUnavailable);
	});
}

#[test]
fn registration_fails_when_numbers_are_exhausted() {
	run(|| {
		NextArtifact::<Test>::put(ArtifactId(u32::MAX));
		assert_noop!(register(ALICE, manifest(b"a"), None), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn calls_fail_when_nobody_signed() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let none = RuntimeOrigin::none;
		assert_noop!(
			ModelRegistry::register_base_model(
				none(),
				text("n"),
				manifest(b"a"),
				text(""),
				text("MIT"),
				percent(0),
				None,
			),
			BadOrigin
		);
		assert_noop!(
			ModelRegistry::register_adapter(
				none(),
				base,
				text("n"),
				manifest(b"a"),
				text(""),
				text("MIT"),
				snapshots(&[0]).try_into().unwrap(),
				Default::default(),
				percent(0),
				None,
			),
			BadOrigin
		);
		assert_noop!(ModelRegistry::set_prices(none(), base, None), BadOrigin);
	});
}
