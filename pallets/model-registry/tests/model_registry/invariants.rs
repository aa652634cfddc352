// SPDX-License-Identifier: Apache-2.0
//! The checks after every block find what is broken.

use crate::mock::*;
use frame::{deps::sp_runtime::TryRuntimeError, testing_prelude::*};
use openledger_primitives::{
	ids::{ArtifactId, SnapshotId},
	records::ArtifactStatus,
};
use pallet_model_registry::{
	Artifact, Artifacts, Evaluations, Manifests, NextArtifact, Reservation, Reservations,
};

const BASE: ArtifactId = ArtifactId(0);
const FIRST: ArtifactId = ArtifactId(1);
const CHILD: ArtifactId = ArtifactId(2);
/// A base model without children.
const LONE: ArtifactId = ArtifactId(3);
/// The next version of [`LONE`].
const NEXT: ArtifactId = ArtifactId(4);

/// The sentence that the checks say after `harm` was done, which is then undone.
fn found(harm: impl Fn()) -> &'static str {
	let mut sentence = "";
	run(|| {
		base_model(ALICE, 10);
		an_adapter(BOB, &[BASE], &[3], 20);
		an_adapter(CAROL, &[BASE, FIRST], &[1], 0);
		base_model(ALICE, 0);
		register(ALICE, New { previous: Some(LONE), ..model() });
		assert_ok!(ModelRegistry::evaluate(signed(BOB), LONE, evaluation(1, "loss", 1)));
		hypothetically!({
			harm();
			let Err(TryRuntimeError::Other(found)) = ModelRegistry::do_try_state() else {
				panic!("nothing was found")
			};
			sentence = found;
		});
	});
	sentence
}

fn harm(id: ArtifactId, harm: impl Fn(&mut Artifact<Test>)) -> &'static str {
	found(|| Artifacts::<Test>::mutate(id, |artifact| harm(artifact.as_mut().unwrap())))
}

#[test]
fn numbers_are_found_when_they_were_not_given_out() {
	assert_eq!(found(|| NextArtifact::<Test>::put(NEXT)), "an artifact's number was not given out");
}

#[test]
fn manifests_are_found_when_there_are_too_few_or_too_many() {
	assert_eq!(
		found(|| Manifests::<Test>::remove(manifest_of(CHILD).root)),
		"an artifact is not found by its manifest"
	);
	assert_eq!(
		found(|| Manifests::<Test>::insert(H256::zero(), CHILD)),
		"a manifest has no artifact"
	);
}

#[test]
fn bases_are_found_when_they_do_not_follow_from_the_parents() {
	let other = "an artifact runs on another base model than it should";
	assert_eq!(harm(LONE, |lone| lone.base = Some(BASE)), other);
	assert_eq!(harm(CHILD, |child| child.base = None), other);
}

#[test]
fn circles_are_found_when_a_parent_is_not_older() {
	let circle = harm(FIRST, |first| first.lineage.parents[0].artifact = CHILD);
	assert_eq!(circle, "a parent is not older");
}

#[test]
fn lineages_are_found_when_they_could_not_have_been_registered() {
	let impossible = "an artifact could not have been registered";
	assert_eq!(harm(FIRST, |first| first.lineage.trained_on.clear()), impossible);
	assert_eq!(harm(FIRST, |first| first.lineage.parents.clear()), impossible);
}

#[test]
fn inheritance_is_found_when_it_is_not_the_parents() {
	let wrong = "an artifact does not inherit what it should";
	assert_eq!(harm(LONE, |lone| lone.lineage.ancestors = 1), wrong);
	assert_eq!(harm(CHILD, |child| child.lineage.ancestors = 9), wrong);
	assert_eq!(harm(CHILD, |child| child.lineage.snapshots.truncate(1)), wrong);
	assert_eq!(harm(CHILD, |child| child.lineage.snapshots[0] = SnapshotId(0)), wrong);
}

#[test]
fn versions_are_found_when_they_do_not_know_each_other() {
	// The next version of LONE calls itself one of another.
	let moved_to = |other: ArtifactId| {
		let set = |id, harm: &dyn Fn(&mut Artifact<Test>)| {
			Artifacts::<Test>::mutate(id, |artifact| harm(artifact.as_mut().unwrap()));
		};
		found(|| {
			set(LONE, &|lone| lone.version.successor = None);
			set(NEXT, &|next| next.version.previous = Some(other));
		})
	};
	// Of another kind.
	assert_eq!(moved_to(CHILD), "an artifact is a version of nothing");
	assert_eq!(moved_to(BASE), "a version is not its predecessor's");
	assert_eq!(harm(NEXT, |next| next.version.number = 3), "a version's number is not the next");
	assert_eq!(
		harm(CHILD, |child| child.version.successor = Some(LONE)),
		"a successor is not a version of its predecessor"
	);
}

#[test]
fn offers_are_found_when_there_may_be_none() {
	let forbidden = harm(LONE, |lone| {
		lone.terms.prices = Some(prices());
		lone.description.licence.terms.commercial = false;
	});
	assert_eq!(forbidden, "an artifact is offered that may not be");
}

#[test]
fn owners_are_found_when_they_share_more_than_the_whole() {
	let above = harm(CHILD, |child| child.lineage.parents[1].royalty = asks(91));
	assert_eq!(above, "an artifact's owners do not share the whole");
}

#[test]
fn evaluations_are_found_when_they_stand_where_they_should_not() {
	let moved = |artifact: ArtifactId, key: H256| {
		let (_, measured) = Evaluations::<Test>::iter().next().unwrap();
		Evaluations::<Test>::insert((artifact, key, BOB), measured);
	};
	let key = || ModelRegistry::measure(H256::repeat_byte(1), &text("loss"));
	assert_eq!(found(|| moved(ArtifactId(99), key())), "an evaluation has no artifact");
	assert_eq!(found(|| moved(LONE, H256::zero())), "an evaluation stands under another measure");
}

#[test]
fn reservations_are_found_when_they_are_empty_or_registered() {
	let keep = |root, count| {
		found(|| Reservations::<Test>::insert(root, Reservation { builder: ALICE, count }))
	};
	assert_eq!(keep(H256::zero(), 0), "a manifest is kept for nothing");
	assert_eq!(keep(manifest_of(LONE).root, 1), "a registered manifest is kept");
}

#[test]
fn offers_are_found_when_the_artifact_is_revoked() {
	let offered = |artifact: &mut Artifact<Test>| {
		artifact.status = ArtifactStatus::Revoked;
		artifact.offered_to = Some(BOB);
	};
	assert_eq!(harm(LONE, offered), "a revoked artifact is offered");
}
