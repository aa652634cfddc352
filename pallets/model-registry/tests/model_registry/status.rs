// SPDX-License-Identifier: Apache-2.0
//! Publishing, deprecating, revoking.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::ArtifactId,
	records::ArtifactStatus::{self, Active, Deprecated, Draft, Revoked},
};
use pallet_model_registry::{Error, Event, Reason};

fn publish(who: AccountId, id: ArtifactId) -> DispatchResult {
	ModelRegistry::publish(signed(who), id)
}

fn deprecate(who: AccountId, id: ArtifactId) -> DispatchResult {
	ModelRegistry::deprecate(signed(who), id)
}

fn revoke_by(origin: RuntimeOrigin, id: ArtifactId) -> DispatchResult {
	ModelRegistry::revoke(origin, id, text("unlawful"))
}

/// An artifact of Alice's in this state.
fn in_state(status: ArtifactStatus) -> ArtifactId {
	let id = draft(ALICE);
	if status == Active || status == Deprecated {
		assert_ok!(publish(ALICE, id));
	}
	if status == Deprecated {
		assert_ok!(deprecate(ALICE, id));
	}
	if status == Revoked {
		revoke(id);
	}
	assert_eq!(get(id).status, status);
	id
}

#[test]
fn draft_is_active_when_published() {
	run(|| {
		let id = draft(ALICE);
		assert_ok!(publish(ALICE, id));
		assert_last_event(Event::ArtifactPublished { artifact: id });
		assert_eq!(get(id).status, Active);
	});
}

#[test]
fn publish_fails_when_the_artifact_is_no_draft() {
	run(|| {
		for status in [Active, Deprecated, Revoked] {
			let id = in_state(status);
			assert_noop!(publish(ALICE, id), Error::<Test>::NotADraft);
		}
	});
}

#[test]
fn active_artifact_is_deprecated_when_its_owner_says_so() {
	run(|| {
		let id = in_state(Active);
		assert_ok!(deprecate(ALICE, id));
		assert_last_event(Event::ArtifactDeprecated { artifact: id });
		assert_eq!(get(id).status, Deprecated);
	});
}

#[test]
fn deprecate_fails_when_the_artifact_is_not_active() {
	run(|| {
		for status in [Draft, Deprecated, Revoked] {
			let id = in_state(status);
			assert_noop!(deprecate(ALICE, id), Error::<Test>::NotActive);
		}
	});
}

#[test]
fn artifact_is_revoked_from_every_state_when_its_owner_says_so() {
	run(|| {
		for status in [Draft, Active, Deprecated] {
			let id = in_state(status);
			assert_ok!(revoke_by(signed(ALICE), id));
			assert_last_event(Event::ArtifactRevoked {
				artifact: id,
				by: Some(ALICE),
				reason: text("unlawful"),
			});
			assert_eq!(get(id).status, Revoked);
		}
	});
}

#[test]
fn artifact_is_revoked_when_governance_says_so() {
	run(|| {
		let id = in_state(Active);
		assert_ok!(revoke_by(RuntimeOrigin::root(), id));
		assert_last_event(Event::ArtifactRevoked {
			artifact: id,
			by: None,
			reason: text("unlawful"),
		});
		assert_eq!(get(id).status, Revoked);
	});
}

#[test]
fn deposit_and_children_stay_when_an_artifact_is_revoked() {
	run(|| {
		let base = base_model(ALICE, 0);
		let child = an_adapter(BOB, &[base], &[0], 0);
		let deposit = held(ALICE);
		revoke(base);
		assert_eq!(held(ALICE), deposit);
		assert_eq!(get(child).status, Active);
		assert_eq!(get(child).base, Some(base));
	});
}

#[test]
fn revoke_fails_when_the_artifact_is_revoked() {
	run(|| {
		let id = in_state(Revoked);
		for origin in [signed(ALICE), RuntimeOrigin::root()] {
			assert_noop!(revoke_by(origin, id), Error::<Test>::ArtifactRevoked);
		}
	});
}

#[test]
fn revoke_fails_when_the_reason_is_empty_or_not_utf8() {
	run(|| {
		let id = in_state(Active);
		for reason in [b"".to_vec(), b"\xff".to_vec()] {
			let reason = Reason::try_from(reason).unwrap();
			assert_noop!(
				ModelRegistry::revoke(signed(ALICE), id, reason),
				Error::<Test>::InvalidText
			);
		}
	});
}

#[test]
fn status_calls_fail_when_the_caller_is_not_the_owner() {
	run(|| {
		let id = draft(ALICE);
		assert_noop!(publish(BOB, id), Error::<Test>::NotOwner);
		assert_noop!(deprecate(BOB, id), Error::<Test>::NotOwner);
		assert_noop!(revoke_by(signed(BOB), id), Error::<Test>::NotOwner);
	});
}

#[test]
fn status_calls_fail_when_the_artifact_does_not_exist() {
	run(|| {
		let id = ArtifactId(0);
		assert_noop!(publish(ALICE, id), Error::<Test>::ArtifactNotFound);
		assert_noop!(deprecate(ALICE, id), Error::<Test>::ArtifactNotFound);
		for origin in [signed(ALICE), RuntimeOrigin::root()] {
			assert_noop!(revoke_by(origin, id), Error::<Test>::ArtifactNotFound);
		}
	});
}

#[test]
fn artifact_is_stakeable_when_it_can_be_asked() {
	run(|| {
		let stakeable = [Draft, Active, Deprecated, Revoked]
			.map(|status| ModelRegistry::is_stakeable(in_state(status)));
		assert_eq!(stakeable, [false, true, true, false]);
		assert!(!ModelRegistry::is_stakeable(ArtifactId(9)));
	});
}
