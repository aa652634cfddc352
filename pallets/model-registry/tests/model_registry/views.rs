// SPDX-License-Identifier: Apache-2.0
//! What other pallets and clients are told.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::ArtifactId,
	records::{
		ArtifactKind, ArtifactNode, ArtifactRecord, ArtifactStatus, CreditRole, EdgeRole,
		EvaluationRecord, ParentRecord,
	},
	traits::Lineage as _,
};
use pallet_model_registry::MAX_PAGE;

fn evaluate(who: AccountId, id: ArtifactId, benchmark: u8, metric: &str, value: i64) {
	let evaluation = evaluation(benchmark, metric, value);
	assert_ok!(ModelRegistry::evaluate(signed(who), id, evaluation));
}

#[test]
fn nothing_is_told_when_the_artifact_does_not_exist() {
	run(|| {
		let id = ArtifactId(0);
		assert_eq!(ModelRegistry::prices(id), None);
		assert_eq!(ModelRegistry::base(id), None);
		assert_eq!(ModelRegistry::snapshots(id), vec![]);
		assert_eq!(ModelRegistry::owners(id), vec![]);
		assert_eq!(ModelRegistry::artifact(id), None);
		assert_eq!(ModelRegistry::lineage(id), None);
		assert_eq!(ModelRegistry::quote(id, 1, 1), None);
		assert_eq!(ModelRegistry::evaluations(id, 0, 9), vec![]);
	});
}

#[test]
fn base_is_the_model_itself_the_adapters_or_none_when_told() {
	run(|| {
		let base = base_model(ALICE, 0);
		let child = an_adapter(BOB, &[base], &[0], 0);
		let prompt = register(BOB, derived(ArtifactKind::Prompt, &[], &[]));
		let told = [base, child, prompt].map(ModelRegistry::base);
		assert_eq!(told, [Some(base), Some(base), None]);
	});
}

#[test]
fn snapshots_are_those_of_all_ancestors_when_told() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[7], 0);
		let child = an_adapter(BOB, &[base, first], &[3], 0);
		assert_eq!(ModelRegistry::snapshots(base), vec![]);
		assert_eq!(ModelRegistry::snapshots(child), snapshots(&[3, 7]));
	});
}

#[test]
fn artifact_is_told_whole_when_it_exists() {
	run(|| {
		let base = base_model(ALICE, 4);
		let first = an_adapter(BOB, &[base], &[7], 5);
		System::set_block_number(6);
		let credits = vec![credit(CAROL, CreditRole::Curator, 2)];
		let child = register(
			BOB,
			New {
				prices: Some(prices()),
				royalty: asks(9),
				credits: credits.clone().try_into().unwrap(),
				previous: Some(first),
				draft: true,
				..adapter(&[base, first], &[3])
			},
		);
		let parent = |artifact, share| ParentRecord {
			artifact,
			role: EdgeRole::DerivedFrom,
			royalty: asks(share),
		};
		assert_eq!(
			ModelRegistry::artifact(child),
			Some(ArtifactRecord {
				id: child,
				kind: ArtifactKind::Adapter,
				status: ArtifactStatus::Draft,
				owner: BOB,
				base: Some(base),
				name: b"Artifact".to_vec(),
				manifest: manifest_of(child),
				uri: b"ipfs://artifact".to_vec(),
				licence: open(),
				prices: Some(prices()),
				royalty: asks(9),
				version: 2,
				previous: Some(first),
				successor: None,
				parents: vec![parent(base, 4), parent(first, 5)],
				ancestors: 2,
				credits,
				trained_on: snapshots(&[3]),
				snapshots: snapshots(&[3, 7]),
				taken_down: vec![],
				registered_at: 6,
			})
		);
		let told = ModelRegistry::artifact(first).unwrap();
		assert_eq!((told.successor, told.version), (Some(child), 1));
	});
}

#[test]
fn lineage_names_each_ancestor_once_and_the_nearer_first_when_lines_join() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[1], 0);
		let left = an_adapter(BOB, &[base, first], &[2], 0);
		let right = an_adapter(BOB, &[base, first], &[], 0);
		let joined = an_adapter(CAROL, &[base, left, right], &[], 0);
		let told = ModelRegistry::lineage(joined).unwrap();
		let ids = told.iter().map(|node| node.id).collect::<Vec<_>>();
		assert_eq!(ids, vec![joined, base, left, right, first]);
		let parent =
			|artifact| ParentRecord { artifact, role: EdgeRole::DerivedFrom, royalty: asks(0) };
		assert_eq!(
			told[2],
			ArtifactNode {
				id: left,
				kind: ArtifactKind::Adapter,
				status: ArtifactStatus::Active,
				owner: BOB,
				parents: vec![parent(base), parent(first)],
				snapshots: snapshots(&[2]),
			}
		);
	});
}

#[test]
fn lineage_is_the_artifact_alone_when_it_has_no_parents() {
	run(|| {
		let base = base_model(ALICE, 0);
		assert_eq!(ModelRegistry::lineage(base).unwrap().len(), 1);
	});
}

#[test]
fn quote_is_the_fee_when_the_artifact_can_be_asked() {
	run(|| {
		let id = register(ALICE, New { prices: Some(prices()), ..model() });
		assert_eq!(ModelRegistry::quote(id, 1_000, 2_000), Some(1 + 20 + 600));
		assert_eq!(ModelRegistry::quote(id, 1_000, 2_000), prices().fee(1_000, 2_000));
		revoke(id);
		assert_eq!(ModelRegistry::quote(id, 1, 1), None);
	});
}

#[test]
fn evaluations_come_in_pages_when_there_are_many() {
	run(|| {
		let id = base_model(ALICE, 0);
		for benchmark in 1..=5 {
			evaluate(BOB, id, benchmark, "loss", 0);
		}
		evaluate(BOB, base_model(ALICE, 0), 1, "loss", 0);
		let all = ModelRegistry::evaluations(id, 0, u32::MAX);
		assert_eq!(all.len(), 5);
		let pages = [(0, 2), (2, 2), (4, 2), (6, 2)]
			.map(|(start, limit)| ModelRegistry::evaluations(id, start, limit));
		assert_eq!(pages.each_ref().map(Vec::len), [2, 2, 1, 0]);
		assert_eq!(pages.concat(), all);
	});
}

#[test]
fn leaderboard_is_sorted_and_cut_when_there_are_more_than_asked_for() {
	run(|| {
		let ids = [0; 4].map(|_| base_model(ALICE, 0));
		for (id, value) in ids.into_iter().zip([3, i64::MIN, 9, 3]) {
			evaluate(BOB, id, 1, "score", value);
		}
		evaluate(CAROL, ids[1], 1, "score", 5);
		// Of something else.
		evaluate(CAROL, ids[0], 2, "score", 99);
		evaluate(CAROL, ids[0], 1, "rouge", 99);
		let board = |lowest_first, limit| {
			let benchmark = H256::repeat_byte(1);
			ModelRegistry::leaderboard(benchmark, b"score".to_vec(), lowest_first, limit)
				.into_iter()
				.map(|record| (record.artifact, record.evaluation.value_micros))
				.collect::<Vec<_>>()
		};
		let [a, b, c, d] = ids;
		assert_eq!(board(false, 9), vec![(c, 9), (b, 5), (a, 3), (d, 3), (b, i64::MIN)]);
		assert_eq!(board(true, 3), vec![(b, i64::MIN), (a, 3), (d, 3)]);
		assert_eq!(board(false, 2), vec![(c, 9), (b, 5)]);
		assert_eq!(board(false, 0), vec![]);
		revoke(c);
		assert_eq!(board(false, 2), vec![(b, 5), (a, 3)]);
	});
}

#[test]
fn leaderboard_leaves_drafts_out_until_they_are_published() {
	run(|| {
		let id = draft(ALICE);
		evaluate(ALICE, id, 1, "score", 9);
		let board = || {
			let benchmark = H256::repeat_byte(1);
			ModelRegistry::leaderboard(benchmark, b"score".to_vec(), false, 9).len()
		};
		assert_eq!(board(), 0);
		assert_ok!(ModelRegistry::publish(signed(ALICE), id));
		assert_eq!(board(), 1);
	});
}

#[test]
fn leaderboard_says_who_measured_when_asked() {
	run(|| {
		let id = base_model(ALICE, 0);
		System::set_block_number(7);
		evaluate(ALICE, id, 1, "score", 1);
		let told = ModelRegistry::leaderboard(H256::repeat_byte(1), b"score".to_vec(), false, 1);
		let expected = EvaluationRecord {
			artifact: id,
			evaluator: ALICE,
			evaluation: evaluation(1, "score", 1),
			evaluated_at: 7,
		};
		assert_eq!(told, vec![expected.clone()]);
		assert_eq!(ModelRegistry::evaluations(id, 0, 1), vec![expected]);
	});
}

#[test]
fn leaderboard_is_empty_when_no_metric_can_have_the_name() {
	run(|| {
		let long = vec![b'x'; 33];
		assert_eq!(ModelRegistry::leaderboard(H256::zero(), long, false, MAX_PAGE), vec![]);
	});
}
