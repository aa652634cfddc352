// SPDX-License-Identifier: Apache-2.0
//! The checks after every block find what is broken.

use crate::mock::*;
use frame::{deps::sp_runtime::TryRuntimeError, testing_prelude::*};
use openledger_primitives::ids::{ArtifactId, SnapshotId};
use pallet_model_registry::{Artifact, Artifacts, Manifests, NextArtifact};

const BASE: ArtifactId = ArtifactId(0);
const FIRST: ArtifactId = ArtifactId(1);
const CHILD: ArtifactId = ArtifactId(2);
/// A base model without children.
const LONE: ArtifactId = ArtifactId(3);

/// The sentence that the checks say after `harm` was done, which is then undone.
fn found(harm: impl Fn()) -> &'static str {
	let mut sentence = "";
	run(|| {
		base_model(ALICE, percent(10));
		adapter(BOB, BASE, &[3], &[], percent(20));
		adapter(CAROL, BASE, &[1], &[FIRST], percent(0));
		base_model(ALICE, percent(0));
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
	assert_eq!(found(|| NextArtifact::<Test>::put(LONE)), "an artifact's number was not given out");
}

#[test]
fn manifests_are_found_when_there_are_too_few_or_too_many() {
	assert_eq!(
		found(|| Manifests::<Test>::remove(manifest(&CHILD.0.to_le_bytes()).root)),
		"an artifact is not found by its manifest"
	);
	assert_eq!(
		found(|| Manifests::<Test>::insert(H256::zero(), CHILD)),
		"a manifest has no artifact"
	);
}

#[test]
fn bases_are_found_when_a_base_model_runs_on_another() {
	assert_eq!(harm(LONE, |lone| lone.base = BASE), "a base model runs on another");
}

#[test]
fn circles_are_found_when_a_parent_is_not_older() {
	let circle = harm(FIRST, |first| first.lineage.parents[0].artifact = CHILD);
	assert_eq!(circle, "a parent is not older");
}

#[test]
fn lineages_are_found_when_they_could_not_have_been_registered() {
	let impossible = "an adapter could not have been registered";
	assert_eq!(harm(FIRST, |first| first.lineage.trained_on.clear()), impossible);
	assert_eq!(
		harm(CHILD, |child| child.lineage.trained_on[0] = SnapshotId(SNAPSHOTS)),
		impossible
	);
}

#[test]
fn inheritance_is_found_when_it_is_not_the_parents() {
	let wrong = "an artifact does not inherit what it should";
	assert_eq!(harm(LONE, |lone| lone.lineage.ancestors = 1), wrong);
	assert_eq!(harm(CHILD, |child| child.lineage.ancestors = 9), wrong);
	assert_eq!(harm(CHILD, |child| child.lineage.snapshots.truncate(1)), wrong);
}

#[test]
fn owners_are_found_when_they_share_more_than_the_whole() {
	let above = harm(CHILD, |child| child.lineage.parents[1].royalty = percent(91));
	assert_eq!(above, "an artifact's owners do not share the whole");
}
