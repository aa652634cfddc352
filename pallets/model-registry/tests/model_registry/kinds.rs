// SPDX-License-Identifier: Apache-2.0
//! What each kind of artifact is made from, and what it runs on.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::ArtifactId,
	records::{ArtifactKind, EdgeRole},
};
use pallet_model_registry::{Error, NextArtifact};

use ArtifactKind::{BaseModel, Prompt, RetrievalIndex, Workflow};
use EdgeRole::{ComposedOf, DerivedFrom, PromptedBy, RetrievesFrom};

fn base_of(id: ArtifactId) -> Option<ArtifactId> {
	get(id).base
}

#[test]
fn base_model_runs_on_itself_when_it_derives_from_others() {
	run(|| {
		let base = base_model(ALICE, 0);
		let tuned = an_adapter(ALICE, &[base], &[1], 0);
		let merged = register(BOB, derived(BaseModel, &[base, tuned], &[2]));
		assert_eq!(base_of(merged), Some(merged));
		assert_eq!(get(merged).lineage.snapshots.to_vec(), snapshots(&[1, 2]));
	});
}

#[test]
fn adapter_runs_on_its_first_parent_when_registered() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[1], 0);
		let second = an_adapter(BOB, &[base, first], &[], 0);
		assert_eq!([first, second].map(base_of), [Some(base); 2]);
	});
}

#[test]
fn adapter_fails_when_it_has_no_parents() {
	run(|| {
		assert_noop!(try_register(BOB, adapter(&[], &[0])), Error::<Test>::NoParents);
	});
}

#[test]
fn adapter_fails_when_its_first_parent_is_not_a_base_model() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[0], 0);
		for parents in [vec![first], vec![first, base]] {
			assert_noop!(try_register(BOB, adapter(&parents, &[0])), Error::<Test>::NotABaseModel);
		}
	});
}

#[test]
fn adapter_fails_when_a_further_parent_has_another_base() {
	run(|| {
		let (base, other) = (base_model(ALICE, 0), base_model(ALICE, 0));
		let foreign = an_adapter(BOB, &[other], &[0], 0);
		let index = register(BOB, derived(RetrievalIndex, &[], &[0]));
		for parent in [foreign, other, index] {
			assert_noop!(
				try_register(BOB, adapter(&[base, parent], &[0])),
				Error::<Test>::BaseMismatch
			);
		}
	});
}

#[test]
fn adapter_fails_when_a_further_parent_is_not_an_adapter() {
	run(|| {
		let base = base_model(ALICE, 0);
		let prompt = register(BOB, derived(Prompt, &[base], &[]));
		assert_noop!(
			try_register(BOB, adapter(&[base, prompt], &[0])),
			Error::<Test>::NotAnAdapter
		);
	});
}

#[test]
fn adapter_fails_when_it_rests_on_no_snapshot() {
	run(|| {
		let base = base_model(ALICE, 0);
		assert_noop!(try_register(BOB, adapter(&[base], &[])), Error::<Test>::NoSnapshots);
		let taught = register(ALICE, derived(BaseModel, &[], &[3]));
		assert_ok!(try_register(BOB, adapter(&[taught], &[])));
	});
}

#[test]
fn prompt_runs_on_what_its_first_parent_does_when_it_has_one() {
	run(|| {
		let (base, other) = (base_model(ALICE, 0), base_model(ALICE, 0));
		let first = an_adapter(BOB, &[base], &[0], 0);
		let lone = register(CAROL, derived(Prompt, &[], &[]));
		let tied = register(CAROL, derived(Prompt, &[first, other], &[]));
		assert_eq!([lone, tied].map(base_of), [None, Some(base)]);
	});
}

#[test]
fn index_runs_on_nothing_when_registered() {
	run(|| {
		let base = base_model(ALICE, 0);
		let index = register(BOB, derived(RetrievalIndex, &[base], &[4]));
		assert_eq!(base_of(index), None);
		assert_eq!(get(index).lineage.snapshots.to_vec(), snapshots(&[4]));
	});
}

#[test]
fn index_fails_when_it_has_no_snapshot_of_its_own() {
	run(|| {
		let index = register(BOB, derived(RetrievalIndex, &[], &[4]));
		for parents in [vec![], vec![index]] {
			assert_noop!(
				try_register(BOB, derived(RetrievalIndex, &parents, &[])),
				Error::<Test>::NoSnapshots
			);
		}
	});
}

#[test]
fn workflow_runs_on_the_base_of_what_computes_in_it() {
	run(|| {
		let (base, other) = (base_model(ALICE, 0), base_model(ALICE, 0));
		let first = an_adapter(BOB, &[base], &[0], 0);
		let foreign = register(CAROL, derived(Prompt, &[other], &[]));
		let index = register(BOB, derived(RetrievalIndex, &[], &[4]));
		let parts = [
			(first, ComposedOf),
			(base, ComposedOf),
			(foreign, PromptedBy),
			(index, RetrievesFrom),
		];
		let workflow = register(CAROL, artifact(Workflow, &parts, &[]));
		let outer = register(CAROL, artifact(Workflow, &[(workflow, ComposedOf)], &[]));
		let idle = register(CAROL, artifact(Workflow, &[(foreign, PromptedBy)], &[]));
		assert_eq!([workflow, outer, idle].map(base_of), [Some(base), Some(base), None]);
		assert_eq!(get(outer).lineage.snapshots.to_vec(), snapshots(&[0, 4]));
	});
}

#[test]
fn workflow_fails_when_it_has_no_parents() {
	run(|| {
		assert_noop!(try_register(CAROL, artifact(Workflow, &[], &[0])), Error::<Test>::NoParents);
	});
}

#[test]
fn workflow_fails_when_its_parts_run_on_different_bases() {
	run(|| {
		let (base, other) = (base_model(ALICE, 0), base_model(ALICE, 0));
		let workflow = register(CAROL, artifact(Workflow, &[(base, ComposedOf)], &[]));
		for part in [base, workflow] {
			let parts = [(part, ComposedOf), (other, DerivedFrom)];
			assert_noop!(
				try_register(CAROL, artifact(Workflow, &parts, &[])),
				Error::<Test>::BaseMismatch
			);
		}
	});
}

#[test]
fn registration_fails_when_a_role_does_not_fit() {
	run(|| {
		let base = base_model(ALICE, 0);
		let prompt = register(BOB, derived(Prompt, &[], &[]));
		let index = register(BOB, derived(RetrievalIndex, &[], &[4]));
		let wrong = [
			// Only workflows have parts, prompts and indexes.
			artifact(BaseModel, &[(base, ComposedOf)], &[]),
			artifact(ArtifactKind::Adapter, &[(base, ComposedOf)], &[0]),
			artifact(Prompt, &[(prompt, PromptedBy)], &[]),
			artifact(RetrievalIndex, &[(index, RetrievesFrom)], &[0]),
			// And these must be some.
			artifact(Workflow, &[(index, PromptedBy)], &[]),
			artifact(Workflow, &[(prompt, RetrievesFrom)], &[]),
		];
		for candidate in wrong {
			assert_noop!(try_register(CAROL, candidate), Error::<Test>::WrongRole);
		}
	});
}

#[test]
fn registration_fails_when_a_parent_does_not_exist() {
	run(|| {
		let base = base_model(ALICE, 0);
		// The other is the artifact's own number to be.
		for missing in [ArtifactId(9), NextArtifact::<Test>::get()] {
			for parents in [vec![missing], vec![base, missing]] {
				assert_noop!(
					try_register(BOB, adapter(&parents, &[0])),
					Error::<Test>::ArtifactNotFound
				);
			}
		}
	});
}

#[test]
fn registration_fails_when_a_parent_is_named_twice() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[0], 0);
		for parents in [[base, first, first], [base, first, base]] {
			assert_noop!(
				try_register(BOB, adapter(&parents, &[0])),
				Error::<Test>::DuplicateParent
			);
		}
		let prompt = register(BOB, derived(Prompt, &[], &[]));
		let twice = [(prompt, PromptedBy), (prompt, ComposedOf)];
		assert_noop!(
			try_register(BOB, artifact(Workflow, &twice, &[])),
			Error::<Test>::DuplicateParent
		);
	});
}
