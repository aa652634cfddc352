// SPDX-License-Identifier: Apache-2.0
//! What artifacts inherit, and the bounds of it.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::ArtifactId,
	records::{ArtifactKind, EdgeRole, ParentRecord, MAX_PARENTS},
};
use pallet_model_registry::{Error, Lineage, MAX_ANCESTORS};

fn lineage(id: ArtifactId) -> Lineage {
	get(id).lineage
}

fn parent(artifact: ArtifactId, share: u32) -> ParentRecord {
	ParentRecord { artifact, role: EdgeRole::DerivedFrom, royalty: asks(share) }
}

#[test]
fn snapshots_are_closed_ascending_and_single_when_inherited() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[2, 9], 0);
		let second = an_adapter(BOB, &[base], &[2, 4], 0);
		let third = an_adapter(CAROL, &[base, second, first], &[1, 5], 0);
		let last = an_adapter(CAROL, &[base, third], &[], 0);
		assert_eq!(lineage(third).trained_on.to_vec(), snapshots(&[1, 5]));
		assert_eq!(lineage(third).snapshots.to_vec(), snapshots(&[1, 2, 4, 5, 9]));
		assert_eq!(lineage(last).trained_on.to_vec(), snapshots(&[]));
		assert_eq!(lineage(last).snapshots.to_vec(), snapshots(&[1, 2, 4, 5, 9]));
	});
}

#[test]
fn parents_stand_in_the_order_given_with_what_they_ask() {
	run(|| {
		let base = base_model(ALICE, 1);
		let first = an_adapter(BOB, &[base], &[1], 2);
		let second = an_adapter(BOB, &[base], &[1], 3);
		let child = an_adapter(CAROL, &[base, second, first], &[], 0);
		assert_eq!(
			lineage(child).parents.to_vec(),
			vec![parent(base, 1), parent(second, 3), parent(first, 2)]
		);
	});
}

#[test]
fn ancestors_count_the_base_once_and_each_way_to_an_adapter_when_lines_join() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[1], 0);
		let left = an_adapter(BOB, &[base, first], &[], 0);
		let right = an_adapter(BOB, &[base, first], &[], 0);
		let joined = an_adapter(BOB, &[base, left, right], &[], 0);
		let counts = [first, left, right, joined].map(|id| lineage(id).ancestors);
		// Of the last: the base, both sides, and the first by either of them.
		assert_eq!(counts, [1, 2, 2, 5]);
	});
}

#[test]
fn ancestors_of_the_base_count_once_too_when_it_has_some() {
	run(|| {
		let root = base_model(ALICE, 0);
		let base = register(ALICE, derived(ArtifactKind::BaseModel, &[root], &[]));
		let first = an_adapter(BOB, &[base], &[1], 0);
		let second = an_adapter(BOB, &[base, first], &[], 0);
		let counts = [base, first, second].map(|id| lineage(id).ancestors);
		assert_eq!(counts, [1, 2, 3]);
	});
}

#[test]
fn ancestors_count_each_way_when_the_child_is_no_adapter() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[1], 0);
		let prompt = register(BOB, derived(ArtifactKind::Prompt, &[base, first], &[]));
		// Both, and the base by the adapter.
		assert_eq!(lineage(prompt).ancestors, 3);
	});
}

#[test]
fn sixteen_parents_are_taken_when_all_differ() {
	run(|| {
		let base = base_model(ALICE, 0);
		let others = (1..MAX_PARENTS).map(|_| an_adapter(BOB, &[base], &[0], 0));
		let parents = core::iter::once(base).chain(others).collect::<Vec<_>>();
		let child = an_adapter(CAROL, &parents, &[], 0);
		assert_eq!(lineage(child).parents.len(), 16);
		assert_eq!(lineage(child).ancestors, 16);
	});
}

#[test]
fn registration_fails_when_there_are_more_ancestors_than_the_bound() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = [0; 2].map(|_| an_adapter(BOB, &[base], &[0], 0));
		// Twice the ways of the generation before, and the base: 1, 3, 7, ..., 1 023.
		let last = (0..9).fold(first, |[left, right], _| {
			[0; 2].map(|_| an_adapter(BOB, &[base, left, right], &[], 0))
		});
		assert_eq!(lineage(last[0]).ancestors, MAX_ANCESTORS - 1);
		let full = an_adapter(CAROL, &[base, last[0]], &[], 0);
		assert_eq!(lineage(full).ancestors, MAX_ANCESTORS);
		for parents in [vec![base, full], vec![base, last[0], first[0]]] {
			assert_noop!(
				try_register(BOB, adapter(&parents, &[])),
				Error::<Test>::TooManyAncestors
			);
		}
	});
}

#[test]
fn registration_fails_when_snapshots_are_not_ascending() {
	run(|| {
		for own in [[2, 1], [1, 1]] {
			assert_noop!(
				try_register(ALICE, derived(ArtifactKind::BaseModel, &[], &own)),
				Error::<Test>::SnapshotsNotAscending
			);
		}
	});
}

#[test]
fn registration_fails_when_a_snapshot_does_not_exist() {
	run(|| {
		let base = base_model(ALICE, 0);
		assert_noop!(
			try_register(BOB, adapter(&[base], &[0, SNAPSHOTS])),
			Error::<Test>::SnapshotNotFound
		);
	});
}

#[test]
fn registration_fails_when_there_are_more_snapshots_than_sixteen() {
	run(|| {
		let base = base_model(ALICE, 0);
		let own = (0..16).collect::<Vec<_>>();
		let full = an_adapter(BOB, &[base], &own, 0);
		assert_ok!(try_register(BOB, adapter(&[base, full], &[15])));
		assert_noop!(
			try_register(BOB, adapter(&[base, full], &[16])),
			Error::<Test>::TooManySnapshots
		);
	});
}
