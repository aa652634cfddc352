// SPDX-License-Identifier: Apache-2.0
//! Registering adapters: parents, snapshots, royalties.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::ArtifactId, records::ArtifactKind};
use pallet_model_registry::{
	Artifacts, Error, Event, Lineage, NextArtifact, Parent, MAX_ANCESTORS, MAX_PARENTS,
};

fn lineage(id: ArtifactId) -> Lineage {
	Artifacts::<Test>::get(id).unwrap().lineage
}

fn parent(artifact: ArtifactId, royalty: Perbill) -> Parent {
	Parent { artifact, royalty }
}

#[test]
fn adapter_is_stored_when_registered() {
	run(|| {
		let base = base_model(ALICE, percent(20));
		let id = NextArtifact::<Test>::get();
		assert_ok!(try_adapter(BOB, b"files", base, &[3], &[], percent(30)));
		assert_last_event(Event::ArtifactRegistered {
			artifact: id,
			kind: ArtifactKind::Adapter,
			owner: BOB,
			base,
			manifest: manifest(b"files"),
		});
		let artifact = Artifacts::<Test>::get(id).unwrap();
		assert_eq!(artifact.kind, ArtifactKind::Adapter);
		assert_eq!((artifact.owner, artifact.base), (BOB, base));
		assert_eq!(artifact.terms.royalty, percent(30));
		assert_eq!(artifact.lineage.parents.to_vec(), vec![parent(base, percent(20))]);
		assert_eq!(artifact.lineage.trained_on.to_vec(), snapshots(&[3]));
		assert_eq!(artifact.lineage.snapshots.to_vec(), snapshots(&[3]));
		assert_eq!(artifact.lineage.ancestors, 1);
	});
}

#[test]
fn snapshots_are_closed_ascending_and_single_when_inherited() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let first = adapter(BOB, base, &[9, 2], &[], percent(0));
		let second = adapter(BOB, base, &[4, 2], &[], percent(0));
		let third = adapter(CAROL, base, &[5, 1, 5], &[second, first], percent(0));
		let last = adapter(CAROL, base, &[], &[third], percent(0));
		assert_eq!(lineage(third).trained_on.to_vec(), snapshots(&[1, 5]));
		assert_eq!(lineage(third).snapshots.to_vec(), snapshots(&[1, 2, 4, 5, 9]));
		assert_eq!(lineage(last).trained_on.to_vec(), snapshots(&[]));
		assert_eq!(lineage(last).snapshots.to_vec(), snapshots(&[1, 2, 4, 5, 9]));
	});
}

#[test]
fn parents_stand_in_the_order_given_after_the_base_when_stored() {
	run(|| {
		let base = base_model(ALICE, percent(1));
		let first = adapter(BOB, base, &[1], &[], percent(2));
		let second = adapter(BOB, base, &[1], &[], percent(3));
		let child = adapter(CAROL, base, &[], &[second, first], percent(0));
		assert_eq!(
			lineage(child).parents.to_vec(),
			vec![parent(base, percent(1)), parent(second, percent(3)), parent(first, percent(2))]
		);
	});
}

#[test]
fn ancestors_count_the_base_once_and_each_way_to_an_adapter_when_lines_join() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let first = adapter(BOB, base, &[1], &[], percent(0));
		let left = adapter(BOB, base, &[], &[first], percent(0));
		let right = adapter(BOB, base, &[], &[first], percent(0));
		let joined = adapter(BOB, base, &[], &[left, right], percent(0));
		let counts = [first, left, right, joined].map(|id| lineage(id).ancestors);
		// Of the last: the base, both sides, and the first by either of them.
		assert_eq!(counts, [1, 2, 2, 5]);
	});
}

#[test]
fn adapter_fails_when_base_or_parent_does_not_exist() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let missing = ArtifactId(9);
		assert_noop!(
			try_adapter(BOB, b"a", missing, &[0], &[], percent(0)),
			Error::<Test>::ArtifactNotFound
		);
		assert_noop!(
			try_adapter(BOB, b"a", base, &[0], &[missing], percent(0)),
			Error::<Test>::ArtifactNotFound
		);
		// Its own number to be.
		assert_noop!(
			try_adapter(BOB, b"a", base, &[0], &[NextArtifact::<Test>::get()], percent(0)),
			Error::<Test>::ArtifactNotFound
		);
	});
}

#[test]
fn adapter_fails_when_the_base_is_an_adapter() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let first = adapter(BOB, base, &[0], &[], percent(0));
		assert_noop!(
			try_adapter(BOB, b"a", first, &[0], &[], percent(0)),
			Error::<Test>::NotABaseModel
		);
	});
}

#[test]
fn adapter_fails_when_a_parent_has_another_base() {
	run(|| {
		let (base, other) = (base_model(ALICE, percent(0)), base_model(ALICE, percent(0)));
		let foreign = adapter(BOB, other, &[0], &[], percent(0));
		for parent in [foreign, other] {
			assert_noop!(
				try_adapter(BOB, b"a", base, &[0], &[parent], percent(0)),
				Error::<Test>::BaseMismatch
			);
		}
	});
}

#[test]
fn adapter_fails_when_a_parent_is_named_twice() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let first = adapter(BOB, base, &[0], &[], percent(0));
		for parents in [[first, first], [first, base]] {
			assert_noop!(
				try_adapter(BOB, b"a", base, &[0], &parents, percent(0)),
				Error::<Test>::DuplicateParent
			);
		}
	});
}

#[test]
fn adapter_fails_when_there_are_more_parents_than_sixteen() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let parents =
			(0..MAX_PARENTS).map(|_| adapter(BOB, base, &[0], &[], percent(0))).collect::<Vec<_>>();
		assert_noop!(
			try_adapter(BOB, b"a", base, &[], &parents, percent(0)),
			Error::<Test>::TooManyParents
		);
		assert_ok!(try_adapter(BOB, b"a", base, &[], &parents[1..], percent(0)));
	});
}

#[test]
fn adapter_fails_when_there_are_more_ancestors_than_the_bound() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let first = [0; 2].map(|_| adapter(BOB, base, &[0], &[], percent(0)));
		// Twice the ways of the generation before, and the base: 1, 3, 7, ..., 1 023.
		let last = (0..9).fold(first, |parents, _| {
			[0; 2].map(|_| adapter(BOB, base, &[], &parents, percent(0)))
		});
		assert_eq!(lineage(last[0]).ancestors, MAX_ANCESTORS - 1);
		let full = adapter(CAROL, base, &[], &last[..1], percent(0));
		assert_eq!(lineage(full).ancestors, MAX_ANCESTORS);
		for parents in [[full].as_slice(), &[last[0], first[0]]] {
			assert_noop!(
				try_adapter(BOB, b"a", base, &[], parents, percent(0)),
				Error::<Test>::TooManyAncestors
			);
		}
	});
}

#[test]
fn adapter_fails_when_it_rests_on_no_snapshot() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		assert_noop!(
			try_adapter(BOB, b"a", base, &[], &[], percent(0)),
			Error::<Test>::NoSnapshots
		);
	});
}

#[test]
fn adapter_fails_when_a_snapshot_does_not_exist() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		assert_noop!(
			try_adapter(BOB, b"a", base, &[0, SNAPSHOTS], &[], percent(0)),
			Error::<Test>::SnapshotNotFound
		);
	});
}

#[test]
fn adapter_fails_when_there_are_more_snapshots_than_sixteen() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let own = (0..16).collect::<Vec<_>>();
		let full = adapter(BOB, base, &own, &[], percent(0));
		assert_ok!(try_adapter(BOB, b"a", base, &[15], &[full], percent(0)));
		assert_noop!(
			try_adapter(BOB, b"b", base, &[16], &[full], percent(0)),
			Error::<Test>::TooManySnapshots
		);
	});
}

#[test]
fn adapter_fails_when_royalties_are_above_the_whole() {
	run(|| {
		let base = base_model(ALICE, percent(40));
		let exact = adapter(BOB, base, &[0], &[], percent(60));
		let one_more = Perbill::from_parts(percent(60).deconstruct() + 1);
		let above = adapter(BOB, base, &[0], &[], one_more);
		assert_ok!(try_adapter(CAROL, b"a", base, &[], &[exact], percent(0)));
		assert_noop!(
			try_adapter(CAROL, b"b", base, &[], &[above], percent(0)),
			Error::<Test>::RoyaltiesAboveWhole
		);
	});
}
