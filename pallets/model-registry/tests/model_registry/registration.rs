// SPDX-License-Identifier: Apache-2.0
//! What holds for every registration.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	fee::PriceList,
	ids::ArtifactId,
	licence::LicenceTerms,
	records::{ArtifactKind, ArtifactStatus, CreditRole},
	traits::Registry,
};
use pallet_model_registry::{
	Artifacts, Description, Error, Event, Lineage, Manifests, NextArtifact, Terms, Version,
};

#[test]
fn base_model_is_stored_when_registered() {
	run(|| {
		System::set_block_number(4);
		let credits = vec![credit(BOB, CreditRole::Curator, 5)];
		assert_ok!(try_register(
			ALICE,
			New {
				manifest: manifest(b"files"),
				credits: credits.clone().try_into().unwrap(),
				royalty: asks(7),
				prices: Some(prices()),
				..model()
			}
		));
		let id = ArtifactId(0);
		assert_last_event(Event::ArtifactRegistered {
			artifact: id,
			kind: ArtifactKind::BaseModel,
			owner: ALICE,
			base: Some(id),
			manifest: manifest(b"files"),
			status: ArtifactStatus::Active,
			version: 1,
		});
		let artifact = get(id);
		assert_eq!(
			(artifact.kind, artifact.status),
			(ArtifactKind::BaseModel, ArtifactStatus::Active)
		);
		assert_eq!((artifact.owner, artifact.base), (ALICE, Some(id)));
		assert_eq!(artifact.offered_to, None);
		assert_eq!(artifact.manifest, manifest(b"files"));
		assert_eq!(
			artifact.description,
			Description { name: text("Artifact"), uri: text("ipfs://artifact"), licence: open() }
		);
		assert_eq!(artifact.lineage, Lineage::default());
		assert_eq!(artifact.version, Version { number: 1, previous: None, successor: None });
		assert_eq!(
			artifact.terms,
			Terms {
				royalty: asks(7),
				credits: credits.try_into().unwrap(),
				prices: Some(prices())
			}
		);
		assert_eq!(artifact.registered_at, 4);
		assert_eq!(Manifests::<Test>::get(manifest(b"files").root), Some(id));
		assert!(held(ALICE) > 0);
	});
}

#[test]
fn draft_is_stored_as_one_when_asked_for() {
	run(|| {
		let id = draft(ALICE);
		assert_eq!(get(id).status, ArtifactStatus::Draft);
		assert_last_event(Event::ArtifactRegistered {
			artifact: id,
			kind: ArtifactKind::BaseModel,
			owner: ALICE,
			base: Some(id),
			manifest: manifest_of(id),
			status: ArtifactStatus::Draft,
			version: 1,
		});
	});
}

#[test]
fn deposit_grows_by_the_price_of_a_byte_when_a_text_is_longer() {
	run(|| {
		let held_after = |name: &str| {
			let before = held(ALICE);
			assert_ok!(try_register(ALICE, New { name: text(name), ..model() }));
			held(ALICE) - before
		};
		assert_eq!(held_after("123456") - held_after("1"), 10);
	});
}

#[test]
fn deposit_grows_when_somebody_is_credited() {
	run(|| {
		let held_after = |credits: Vec<_>| {
			let before = held(ALICE);
			let credits = credits.try_into().unwrap();
			assert_ok!(try_register(ALICE, New { credits, ..model() }));
			held(ALICE) - before
		};
		// An account, a role and a share.
		let one = held_after(vec![credit(BOB, CreditRole::Curator, 0)]);
		assert_eq!(one - held_after(vec![]), 2 * (8 + 1 + 4));
	});
}

#[test]
fn registration_fails_when_the_manifest_is_malformed_or_empty() {
	run(|| {
		let root = H256::repeat_byte(1);
		let register = |manifest| try_register(ALICE, New { manifest, ..model() });
		let malformed = [
			ContentCommitment { root, length: 0 },
			ContentCommitment { root: H256::zero(), length: 1 },
			ContentCommitment { root, length: MAX_CONTENT_LEN + 1 },
		];
		for manifest in malformed {
			assert_noop!(register(manifest), Error::<Test>::MalformedManifest);
		}
		assert_noop!(register(manifest(b"")), Error::<Test>::EmptyManifest);
	});
}

#[test]
fn registration_fails_when_the_manifest_is_registered() {
	run(|| {
		let base = base_model(ALICE, 0);
		let root = get(base).manifest.root;
		let again = ContentCommitment { root, length: 9 };
		assert_noop!(
			try_register(BOB, New { manifest: again, ..model() }),
			Error::<Test>::DuplicateManifest
		);
		assert_noop!(
			try_register(BOB, New { manifest: manifest_of(base), ..adapter(&[base], &[0]) }),
			Error::<Test>::DuplicateManifest
		);
	});
}

#[test]
fn registration_fails_when_a_text_is_not_utf8_or_a_needed_one_is_empty() {
	run(|| {
		let register = |name: &[u8], uri: &[u8], spdx: &[u8]| {
			let mut candidate = model();
			candidate.name = name.to_vec().try_into().unwrap();
			candidate.uri = uri.to_vec().try_into().unwrap();
			candidate.licence.spdx = spdx.to_vec().try_into().unwrap();
			try_register(ALICE, candidate)
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
fn registration_fails_when_somebody_is_credited_twice_as_the_same() {
	run(|| {
		let register = |roles: [CreditRole; 2]| {
			let credits = roles.map(|role| credit(BOB, role, 1)).to_vec();
			try_register(ALICE, New { credits: credits.try_into().unwrap(), ..model() })
		};
		assert_noop!(
			register([CreditRole::Curator, CreditRole::Curator]),
			Error::<Test>::DuplicateCredit
		);
		assert_ok!(register([CreditRole::Curator, CreditRole::Evaluator]));
	});
}

#[test]
fn registration_fails_when_a_fee_could_overflow() {
	run(|| {
		let register = |prices| try_register(ALICE, New { prices: Some(prices), ..model() });
		let highest = PriceList { base: u128::MAX, per_1k_input: 0, per_1k_output: 0 };
		assert_ok!(register(highest));
		let higher = PriceList { per_1k_output: 1, ..highest };
		assert_noop!(register(higher), Error::<Test>::PriceTooHigh);
	});
}

#[test]
fn registration_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		assert_noop!(try_register(POOR, model()), TokenError::FundsUnavailable);
	});
}

#[test]
fn registration_fails_when_numbers_are_exhausted() {
	run(|| {
		NextArtifact::<Test>::put(ArtifactId(u32::MAX));
		assert_noop!(try_register(ALICE, model()), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn calls_fail_when_nobody_signed() {
	run(|| {
		let id = base_model(ALICE, 0);
		let none = RuntimeOrigin::none;
		let metric = text("loss");
		let calls = [
			ModelRegistry::register(none(), model()),
			ModelRegistry::set_prices(none(), id, None),
			ModelRegistry::publish(none(), id),
			ModelRegistry::deprecate(none(), id),
			ModelRegistry::revoke(none(), id, text("unlawful")),
			ModelRegistry::offer_transfer(none(), id, None),
			ModelRegistry::accept_transfer(none(), id),
			ModelRegistry::evaluate(none(), id, evaluation(1, "loss", 0)),
			ModelRegistry::retract_evaluation(none(), id, H256::zero(), metric),
		];
		assert_eq!(calls, [(); 9].map(|()| Err(BadOrigin.into())));
	});
}

#[test]
fn other_pallets_register_when_registration_would_be_taken() {
	run(|| {
		let made = <ModelRegistry as Registry<AccountId>>::register(ALICE, model());
		assert_eq!(made, Ok(ArtifactId(0)));
		assert_eq!(get(ArtifactId(0)).owner, ALICE);
		assert_eq!(Artifacts::<Test>::iter().count(), 1);
	});
}

#[test]
fn nothing_is_left_when_registration_by_another_pallet_fails() {
	run(|| {
		assert_storage_noop!(assert!(<ModelRegistry as Registry<AccountId>>::register(
			POOR,
			model()
		)
		.is_err()));
	});
}

#[test]
fn registrable_is_what_could_be_registered_but_for_its_manifest() {
	run(|| {
		let base = base_model(ALICE, 0);
		let check = |artifact: New| ModelRegistry::ensure_registrable(&BOB, &artifact);
		assert_ok!(check(adapter(&[base], &[0])));
		// It is looked at when the artifact is there.
		assert_ok!(check(New { manifest: manifest(b""), ..adapter(&[base], &[0]) }));
		assert_ok!(check(New { manifest: manifest_of(base), ..adapter(&[base], &[0]) }));

		let closed = licence("Closed", LicenceTerms::default());
		let dear = register(ALICE, New { licence: closed, ..model() });
		let refused = [
			(New { name: text(""), ..model() }, Error::<Test>::InvalidText),
			(adapter(&[base], &[]), Error::<Test>::NoSnapshots),
			(adapter(&[dear], &[0]), Error::<Test>::DerivativesForbidden),
			(New { previous: Some(base), ..model() }, Error::<Test>::NotAVersion),
		];
		for (artifact, error) in refused {
			assert_noop!(check(artifact), error);
		}
	});
}
