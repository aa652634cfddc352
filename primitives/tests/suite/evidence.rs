// SPDX-License-Identifier: Apache-2.0
//! Evidence leaves, scores, the tree, and its proofs.

use codec::{Decode, Encode, MaxEncodedLen};
use openledger_primitives::{
	commitment::{MAX_ANSWER_LEN, MAX_CONTENT_LEN},
	evidence::{
		evidence_root, holder_scores, max_spans, span_score, span_vector, spans, AbsenceProof,
		EvidenceError, EvidenceLeaf, EvidenceTree, LeafKey, LeafProof, Span, MAX_LEAF_PATH,
		MAX_LEAVES, SCORE_BY_HOLDERS,
	},
	ids::ContributionId,
	merkle::path_len,
	vector::AttributionVector,
};
use polkadot_sdk::sp_core::{H256, U256};
use proptest::prelude::*;

const MIN_WORDS: u32 = 6;

/// The leaves of one span of `words` words, ten bytes each, held by `holders`.
fn span(answer_start: u32, words: u32, holders: &[u64]) -> Vec<EvidenceLeaf> {
	let scores = holder_scores(words, MIN_WORDS, holders.len() as u32).unwrap();
	holders
		.iter()
		.zip(scores)
		.map(|(&contribution, score)| EvidenceLeaf {
			answer_start,
			length: words * 10 - 1,
			contribution: ContributionId(contribution),
			content_offset: 5,
			score,
		})
		.collect()
}

fn key(leaf: &EvidenceLeaf, contribution: u64) -> LeafKey {
	LeafKey { contribution: ContributionId(contribution), ..leaf.key() }
}

/// Two spans: bytes 100..169 held by 2, 4, 6, and 150..249 held by 4.
fn two_spans() -> Vec<EvidenceLeaf> {
	[span(100, 7, &[2, 4, 6]), span(150, 10, &[4])].concat()
}

/// Bounds of `2^64 * log2(h)`, by squaring a fixed-point number rounded down, then up.
fn log2_bounds(h: u64) -> (U256, U256) {
	let bits = 120;
	let one = U256::one() << bits;
	let whole = 63 - h.leading_zeros();
	let bound = |round_up: bool| {
		let mut x = (U256::from(h) << bits) >> whole;
		if round_up && (x << whole) != (U256::from(h) << bits) {
			x += U256::one();
		}
		let mut log = U256::from(whole);
		for _ in 0..64 {
			let square = x * x;
			x = square >> bits;
			if round_up && (x << bits) != square {
				x += U256::one();
			}
			log <<= 1;
			if x >= one << 1 {
				log += U256::one();
				if round_up && x.bit(0) {
					x += U256::one();
				}
				x >>= 1;
			}
		}
		log
	};
	(bound(false), bound(true) + U256::one())
}

#[test]
fn score_table_is_the_floor_when_bracketed_by_exact_logarithms() {
	for (h, &score) in (1..).zip(&SCORE_BY_HOLDERS) {
		let (low, high) = log2_bounds(h);
		let unit = U256::one() << 64;
		let numerator = U256::one() << 96;
		// score <= 2^32 / (1 + log2 h) < score + 1, with the logarithm between its bounds.
		let exact_power = h.is_power_of_two();
		let upper = if exact_power { low } else { high };
		assert!(U256::from(score) * (unit + upper) <= numerator, "{h}");
		assert!(numerator < U256::from(score + 1) * (unit + low), "{h}");
	}
}

#[test]
fn score_table_agrees_with_floating_point_when_truncated() {
	for (h, &score) in (1..).zip(&SCORE_BY_HOLDERS) {
		assert_eq!(score, (4_294_967_296.0 / (1.0 + f64::from(h).log2())).floor() as u64);
	}
}

#[test]
fn score_is_none_when_words_or_holders_are_out_of_range() {
	assert_eq!(span_score(5, 6, 1), None);
	assert_eq!(span_score(6, 6, 0), None);
	assert_eq!(span_score(6, 6, 9), None);
	assert_eq!(span_score(6, 6, u32::MAX), None);
	assert_eq!(span_score(u32::MAX, 0, 1), None);
	assert_eq!(holder_scores(6, 6, u32::MAX), None);
}

#[test]
fn score_counts_words_from_the_minimum_when_there_are_enough() {
	assert_eq!(span_score(6, 6, 1), Some(1 << 32));
	assert_eq!(span_score(9, 6, 2), Some(4 << 31));
	assert_eq!(span_score(u32::MAX, 1, 1), Some(u64::from(u32::MAX) << 32));
}

#[test]
fn lowest_holder_gets_the_unit_when_a_score_does_not_divide() {
	assert_eq!(holder_scores(6, 6, 3), Some(vec![553_840_052, 553_840_052, 553_840_051]));
}

#[test]
fn spans_grow_with_the_words_when_up_to_the_limit() {
	let cases = [(0, 0), (1, 1), (20, 1), (21, 2), (640, 32), (641, 32), (u32::MAX, 32)];
	assert!(cases.iter().all(|&(words, expected)| max_spans(words) == expected));
}

#[test]
fn spans_are_read_back_when_the_leaves_obey_the_rules() {
	let expected = [
		Span { answer_start: 100, length: 69, words: 7, holders: 3 },
		Span { answer_start: 150, length: 99, words: 10, holders: 1 },
	];
	assert_eq!(spans(&two_spans(), MIN_WORDS).unwrap(), expected);
	assert_eq!(spans(&[], MIN_WORDS), Ok(vec![]));
}

#[test]
fn leaves_are_refused_when_unsorted_or_repeated() {
	let mut swapped = two_spans();
	swapped.swap(0, 1);
	let mut repeated = two_spans();
	repeated[1] = repeated[0];
	for leaves in [swapped, repeated] {
		assert_eq!(spans(&leaves, MIN_WORDS), Err(EvidenceError::NotSorted));
		assert_eq!(EvidenceTree::new(leaves), Err(EvidenceError::NotSorted));
	}
}

#[test]
fn leaves_are_refused_when_out_of_bounds() {
	let good = two_spans()[0];
	for bad in [
		EvidenceLeaf { length: 0, ..good },
		EvidenceLeaf { answer_start: MAX_ANSWER_LEN, ..good },
		EvidenceLeaf { answer_start: u32::MAX, ..good },
		EvidenceLeaf { content_offset: MAX_CONTENT_LEN, ..good },
		EvidenceLeaf { content_offset: u32::MAX, ..good },
	] {
		assert_eq!(spans(&[bad], MIN_WORDS), Err(EvidenceError::OutOfBounds));
		assert_eq!(EvidenceTree::new(vec![bad]), Err(EvidenceError::OutOfBounds));
	}
}

#[test]
fn leaves_are_refused_when_one_span_contains_another() {
	let same_start = [span(100, 7, &[1]), span(100, 8, &[1])].concat();
	let same_end = [span(100, 8, &[1]), span(110, 7, &[1])].concat();
	let inside = [span(100, 10, &[1]), span(110, 7, &[1])].concat();
	for leaves in [same_start, same_end, inside] {
		assert_eq!(spans(&leaves, MIN_WORDS), Err(EvidenceError::ContainedSpan));
	}
}

#[test]
fn leaves_are_refused_when_a_span_has_nine_holders() {
	let mut leaves = span(0, 7, &[1, 2, 3, 4, 5, 6, 7, 8]);
	leaves.push(EvidenceLeaf { contribution: ContributionId(9), ..leaves[0] });
	assert_eq!(spans(&leaves, MIN_WORDS), Err(EvidenceError::TooManyHolders));
}

#[test]
fn leaves_are_refused_when_there_are_too_many_spans() {
	let leaves = (0..33).flat_map(|i| span(i * 100, 7, &[1])).collect::<Vec<_>>();
	assert_eq!(spans(&leaves, MIN_WORDS), Err(EvidenceError::TooManySpans));
	assert!(spans(&leaves[..32], MIN_WORDS).is_ok());
}

#[test]
fn leaves_are_refused_when_there_are_more_than_256() {
	let leaf = span(0, 7, &[1])[0];
	let leaves = (0..257)
		.map(|id| EvidenceLeaf { contribution: ContributionId(id), ..leaf })
		.collect::<Vec<_>>();
	assert_eq!(spans(&leaves, MIN_WORDS), Err(EvidenceError::TooManyLeaves));
	assert_eq!(EvidenceTree::new(leaves), Err(EvidenceError::TooManyLeaves));
}

#[test]
fn leaves_are_refused_when_a_score_is_wrong() {
	let good = two_spans();
	for (index, score) in [
		(0, good[0].score + 1),
		(0, good[0].score - 1),
		(3, good[3].score + 1),
		(3, 0),
		(3, u64::MAX),
		(0, u64::MAX),
	] {
		let mut bad = good.clone();
		bad[index].score = score;
		assert_eq!(spans(&bad, MIN_WORDS), Err(EvidenceError::WrongScore), "{index} {score}");
	}
}

#[test]
fn leaves_are_refused_when_shares_of_a_score_are_unequal() {
	let mut leaves = span(0, 7, &[1, 2]);
	leaves[0].score += 1;
	leaves[1].score -= 1;
	assert_eq!(spans(&leaves, MIN_WORDS), Err(EvidenceError::WrongScore));
}

#[test]
fn leaves_are_refused_when_the_bytes_cannot_hold_the_words() {
	let mut leaves = span(0, 6, &[1]);
	leaves[0].length = 11;
	assert!(spans(&leaves, MIN_WORDS).is_ok());
	leaves[0].length = 10;
	assert_eq!(spans(&leaves, MIN_WORDS), Err(EvidenceError::WrongScore));
	assert_eq!(spans(&leaves, u32::MAX), Err(EvidenceError::WrongScore));
}

#[test]
fn vector_adds_up_a_contributions_scores_when_it_holds_several_spans() {
	let leaves = two_spans();
	let vector = span_vector(&leaves, MIN_WORDS).unwrap();
	let scores =
		[(2, leaves[0].score), (4, leaves[1].score + leaves[3].score), (6, leaves[2].score)];
	let scores = scores.map(|(id, score)| (ContributionId(id), score));
	assert_eq!(vector, AttributionVector::from_scores(scores).unwrap());
	assert!(vector.residual.is_zero());
}

#[test]
fn vector_is_all_residual_when_there_is_no_leaf() {
	assert_eq!(span_vector(&[], MIN_WORDS), Ok(AttributionVector::unattributed()));
}

#[test]
fn leaf_path_bound_is_tight_when_there_are_most_leaves() {
	let longest = (0..MAX_LEAVES).filter_map(|index| path_len(MAX_LEAVES, index)).max();
	assert_eq!(longest, Some(MAX_LEAF_PATH));
	assert!(AbsenceProof::max_encoded_len() < 1024);
}

#[test]
fn root_is_that_of_the_tree_when_the_leaves_are_sorted() {
	let tree = EvidenceTree::new(two_spans()).unwrap();
	assert_eq!(evidence_root(&two_spans()), Ok(tree.root()));
	assert_eq!(evidence_root(&[]), Ok(H256::zero()));
}

#[test]
fn root_tells_the_order_when_the_leaves_are_not_sorted() {
	let mut swapped = two_spans();
	swapped.swap(0, 1);
	assert_ne!(evidence_root(&swapped).unwrap(), evidence_root(&two_spans()).unwrap());
	assert_eq!(evidence_root(&vec![swapped[0]; 257]), Err(EvidenceError::TooManyLeaves));
}

#[test]
fn presence_verifies_when_the_leaf_is_there() {
	let leaves = two_spans();
	let tree = EvidenceTree::new(leaves.clone()).unwrap();
	for leaf in &leaves {
		let proof = tree.prove_presence(&leaf.key()).unwrap();
		assert_eq!(proof.leaf, *leaf);
		assert_eq!(proof.verify(&tree.root(), 4), Ok(()));
	}
	assert_eq!(tree.prove_presence(&key(&leaves[0], 3)), None);
}

#[test]
fn presence_is_refused_when_the_leaf_or_count_is_changed() {
	let leaves = two_spans();
	let tree = EvidenceTree::new(leaves.clone()).unwrap();
	let good = tree.prove_presence(&leaves[1].key()).unwrap();
	let mut forged = good.clone();
	forged.leaf.score += 1;
	assert_eq!(forged.verify(&tree.root(), 4), Err(EvidenceError::LeafMismatch));
	assert_eq!(good.verify(&tree.root(), 5), Err(EvidenceError::LeafMismatch));
	assert_eq!(good.verify(&tree.root(), 0), Err(EvidenceError::LeafMismatch));
	assert_eq!(good.verify(&tree.root(), 257), Err(EvidenceError::TooManyLeaves));
	assert_eq!(good.verify(&tree.root(), u32::MAX), Err(EvidenceError::TooManyLeaves));
}

#[test]
fn absence_verifies_when_the_key_falls_between_before_or_after() {
	let leaves = two_spans();
	let tree = EvidenceTree::new(leaves.clone()).unwrap();
	for absent in [key(&leaves[0], 1), key(&leaves[0], 3), key(&leaves[0], 7), key(&leaves[3], 9)] {
		let proof = tree.prove_absence(&absent).unwrap();
		assert_eq!(proof.verify_absent(&tree.root(), &absent), Ok(()));
	}
}

#[test]
fn absence_verifies_when_there_is_no_leaf_at_all() {
	let tree = EvidenceTree::new(vec![]).unwrap();
	let absent = two_spans()[0].key();
	let proof = tree.prove_absence(&absent).unwrap();
	assert_eq!(proof, AbsenceProof { count: 0, left: None, right: None });
	assert_eq!(proof.verify_absent(&H256::zero(), &absent), Ok(()));
	assert_eq!(proof.verify_uncovered(&H256::zero(), 0, 1), Ok(()));
}

#[test]
fn absence_is_refused_when_the_leaf_is_there() {
	let leaves = two_spans();
	let tree = EvidenceTree::new(leaves.clone()).unwrap();
	let proof = tree.prove_absence(&key(&leaves[0], 3)).unwrap();
	for present in &leaves {
		let verdict = proof.verify_absent(&tree.root(), &present.key());
		assert_eq!(verdict, Err(EvidenceError::NotAbsent));
		assert_eq!(tree.prove_absence(&present.key()), None);
	}
}

#[test]
fn absence_is_refused_when_the_neighbours_do_not_touch() {
	let leaves = two_spans();
	let tree = EvidenceTree::new(leaves.clone()).unwrap();
	let present = |index: usize| tree.prove_presence(&leaves[index].key());
	let hidden = key(&leaves[1], 4);
	for (count, left, right) in [
		(4, present(0), present(2)),
		(4, present(0), present(3)),
		(4, present(2), present(0)),
		(4, present(0), present(0)),
		(4, None, present(2)),
		(4, present(0), None),
		(4, None, None),
		(0, None, None),
	] {
		let proof = AbsenceProof { count, left, right };
		let verdict = proof.verify_absent(&tree.root(), &hidden);
		assert_eq!(verdict, Err(EvidenceError::NotNeighbours));
	}
	let shrunk = AbsenceProof { count: 1, left: present(0), right: None };
	assert_eq!(shrunk.verify_absent(&tree.root(), &hidden), Err(EvidenceError::LeafMismatch));
}

#[test]
fn absence_of_everything_is_refused_when_the_count_is_not_zero() {
	let proof = AbsenceProof { count: 3, left: None, right: None };
	let verdict = proof.verify_absent(&H256::zero(), &two_spans()[0].key());
	assert_eq!(verdict, Err(EvidenceError::NotNeighbours));
}

#[test]
fn range_is_uncovered_when_no_span_contains_it() {
	let tree = EvidenceTree::new(two_spans()).unwrap();
	for (start, end) in [(0, 50), (99, 169), (100, 170), (160, 250), (249, 260), (149, 200)] {
		let proof = tree.prove_uncovered(start, end).unwrap();
		assert_eq!(proof.verify_uncovered(&tree.root(), start, end), Ok(()), "{start}..{end}");
	}
}

#[test]
fn range_is_covered_when_a_span_contains_it() {
	let tree = EvidenceTree::new(two_spans()).unwrap();
	let honest = [(0, 50), (99, 169), (100, 170), (249, 260)]
		.map(|(start, end)| tree.prove_uncovered(start, end).unwrap());
	for (start, end) in [(100, 169), (101, 110), (150, 249), (151, 200), (155, 165)] {
		assert_eq!(tree.prove_uncovered(start, end), None);
		for proof in &honest {
			let verdict = proof.verify_uncovered(&tree.root(), start, end);
			assert_eq!(verdict, Err(EvidenceError::NotAbsent), "{start}..{end}");
		}
	}
}

fn any_leaf() -> impl Strategy<Value = EvidenceLeaf> {
	(any::<u32>(), any::<u32>(), any::<u64>(), any::<u32>(), any::<u64>()).prop_map(
		|(answer_start, length, contribution, content_offset, score)| EvidenceLeaf {
			answer_start,
			length,
			contribution: ContributionId(contribution),
			content_offset,
			score,
		},
	)
}

/// Leaves that obey every rule: spans in order, none inside another.
fn valid_leaves() -> impl Strategy<Value = Vec<EvidenceLeaf>> {
	let span_of =
		(1u32..60, MIN_WORDS..MIN_WORDS + 20, prop::collection::btree_set(0u64..200, 1..=8));
	prop::collection::vec(span_of, 0..=32).prop_map(|parts| {
		let (mut start, mut end) = (0, 0);
		let mut leaves = vec![];
		for (step, words, holders) in parts {
			start += step;
			let words = words.max((end + 1u32).saturating_sub(start).div_ceil(10) + 1);
			end = start + words * 10 - 1;
			leaves.extend(span(start, words, &holders.into_iter().collect::<Vec<_>>()));
		}
		leaves
	})
}

proptest! {
	#[test]
	fn vector_is_valid_when_the_leaves_obey_the_rules(leaves in valid_leaves()) {
		let vector = span_vector(&leaves, MIN_WORDS).unwrap();
		prop_assert_eq!(vector.validate(), Ok(()));
	}

	#[test]
	fn leaves_are_refused_when_any_score_changes(
		leaves in valid_leaves().prop_filter("some", |leaves| !leaves.is_empty()),
		at in any::<usize>(),
		delta in 1u64..1000,
	) {
		let mut leaves = leaves;
		let at = at % leaves.len();
		leaves[at].score += delta;
		prop_assert_eq!(spans(&leaves, MIN_WORDS), Err(EvidenceError::WrongScore));
	}

	#[test]
	fn presence_or_absence_is_provable_when_any_key_is_asked(
		leaves in valid_leaves(),
		at in any::<usize>(),
		contribution in 0u64..200,
	) {
		let tree = EvidenceTree::new(leaves.clone()).unwrap();
		let base = leaves.get(at % leaves.len().max(1)).copied().unwrap_or(two_spans()[0]);
		let asked = key(&base, contribution);
		let presence = tree.prove_presence(&asked);
		let absence = tree.prove_absence(&asked);
		prop_assert_eq!(presence.is_some(), leaves.iter().any(|leaf| leaf.key() == asked));
		prop_assert_eq!(presence.is_some(), absence.is_none());
		if let Some(proof) = presence {
			prop_assert_eq!(proof.verify(&tree.root(), leaves.len() as u32), Ok(()));
		}
		if let Some(proof) = absence {
			prop_assert_eq!(proof.verify_absent(&tree.root(), &asked), Ok(()));
		}
	}

	#[test]
	fn coverage_equals_the_naive_one_when_any_range_is_asked(
		leaves in valid_leaves(),
		start in 0u32..2200,
		length in 1u32..300,
		elsewhere in 0u32..2200,
	) {
		let tree = EvidenceTree::new(leaves.clone()).unwrap();
		let end = start + length;
		let covered = leaves
			.iter()
			.any(|leaf| leaf.answer_start <= start && leaf.answer_end().unwrap() >= end);
		let proof = tree.prove_uncovered(start, end);
		prop_assert_eq!(proof.is_none(), covered);
		if let Some(proof) = proof {
			prop_assert_eq!(proof.verify_uncovered(&tree.root(), start, end), Ok(()));
		}
		// No gap of the honest tree serves for a range that is covered.
		if let Some(other) = tree.prove_uncovered(elsewhere, u32::MAX) {
			prop_assert!(!covered || other.verify_uncovered(&tree.root(), start, end).is_err());
		}
	}

	#[test]
	fn checks_never_panic_when_leaves_are_arbitrary(
		leaves in prop::collection::vec(any_leaf(), 0..40),
		min_words in any::<u32>(),
	) {
		let mut leaves = leaves;
		leaves.sort_by_key(EvidenceLeaf::key);
		let verdict = span_vector(&leaves, min_words);
		prop_assert_eq!(verdict.is_ok(), leaves.is_empty());
	}

	#[test]
	fn proofs_never_panic_when_they_are_arbitrary_bytes(
		bytes in prop::collection::vec(any::<u8>(), 0..200),
		root in any::<[u8; 32]>(),
		leaf in any_leaf(),
	) {
		if let Ok(proof) = LeafProof::decode(&mut &bytes[..]) {
			prop_assert!(proof.verify(&H256(root), leaf.length).is_err());
		}
		if let Ok(proof) = AbsenceProof::decode(&mut &bytes[..]) {
			prop_assert!(proof.verify_absent(&H256(root), &leaf.key()).is_err());
			let (start, end) = (leaf.length, leaf.answer_start);
			prop_assert!(proof.verify_uncovered(&H256(root), start, end).is_err());
		}
	}

	#[test]
	fn leaf_takes_28_bytes_when_encoded(leaf in any_leaf()) {
		prop_assert_eq!(leaf.encode().len(), 28);
		prop_assert_eq!(EvidenceLeaf::decode(&mut &leaf.encode()[..]), Ok(leaf));
	}
}
