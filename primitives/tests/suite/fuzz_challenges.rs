// SPDX-License-Identifier: Apache-2.0
//! Every verifier of proofs on random bytes, and on true inputs with some bytes changed: none panics, and
//! none accepts what a naive check of all bytes does not.
//!
//! `OPENLEDGER_FUZZ_CASES` sets how many inputs each test gives to the verifiers at least, a fraud or proof
//! each; 40 000 if it is not set.

use crate::{
	challenge::Said,
	opening::{naive_leaves, prose},
};
use codec::{Decode, Encode};
use openledger_primitives::{
	challenge::{check_disclosure, Fraud},
	commitment::{ChunkProof, ContentCommitment, RangeProof},
	evidence::{AbsenceProof, EvidenceLeaf, EvidenceTree, LeafProof, SpanOpening},
	ids::ContributionId,
	text::{is_word_run, words},
};
use proptest::{prelude::*, sample::Index, test_runner::TestRunner};
use std::cell::Cell;

/// Attempts on one text.
const PER_TEXT: usize = 40;
/// Texts between two looks at how many inputs there were.
const TEXTS: u32 = 10;

/// Runs `test` on texts until it has counted enough inputs.
fn run<S: Strategy>(strategy: S, test: impl Fn(S::Value, &Cell<u64>) -> Result<(), TestCaseError>) {
	let wanted = std::env::var("OPENLEDGER_FUZZ_CASES");
	let wanted = wanted.map_or(40_000, |inputs| inputs.parse::<u64>().unwrap());
	let inputs = Cell::new(0);
	while inputs.get() < wanted {
		let config =
			ProptestConfig { cases: TEXTS, failure_persistence: None, ..Default::default() };
		TestRunner::new(config).run(&strategy, |texts| test(texts, &inputs)).unwrap();
	}
}

fn tally(inputs: &Cell<u64>) {
	inputs.set(inputs.get() + 1);
}

/// A change of an encoding.
#[derive(Clone, Debug)]
enum Change {
	Flip(Index, u8),
	Set(Index, u8),
	Add(Index, i8),
	Remove(Index),
	Insert(Index, u8),
	Cut(Index),
	Repeat(Index, u8),
}

fn change() -> impl Strategy<Value = Change> {
	let at = any::<Index>;
	prop_oneof![
		4 => (at(), 0..8u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
		2 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
		4 => (at(), -4..=4i8).prop_map(|(at, by)| Change::Add(at, by)),
		1 => at().prop_map(Change::Remove),
		1 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, byte)),
		1 => at().prop_map(Change::Cut),
		1 => (at(), 1..40u8).prop_map(|(at, count)| Change::Repeat(at, count)),
	]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
	for change in changes {
		let place = |at: &Index| at.index(bytes.len());
		match change {
			_ if bytes.is_empty() => {},
			Change::Flip(at, bit) => {
				let at = place(at);
				bytes[at] ^= 1 << bit;
			},
			Change::Set(at, byte) => {
				let at = place(at);
				bytes[at] = *byte;
			},
			Change::Add(at, by) => {
				let at = place(at);
				bytes[at] = bytes[at].wrapping_add_signed(*by);
			},
			Change::Remove(at) => {
				bytes.remove(place(at));
			},
			Change::Insert(at, byte) => bytes.insert(place(at), *byte),
			Change::Cut(at) => bytes.truncate(place(at)),
			Change::Repeat(at, count) => {
				let from = place(at);
				let to = bytes.len().min(from + usize::from(*count));
				let part = bytes[from..to].to_vec();
				bytes.splice(from..from, part);
			},
		}
	}
	bytes
}

/// `value` with some bytes of its encoding changed, if that is still one.
fn mutated<V: Encode + Decode>(value: &V, changes: &[Change]) -> Option<V> {
	V::decode(&mut &changed(value.encode(), changes)[..]).ok()
}

/// What is tried on one text: places in it, and changes.
#[derive(Clone, Debug)]
struct Try {
	places: [Index; 4],
	changes: Vec<Change>,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
	let one = (any::<[Index; 4]>(), prop::collection::vec(change(), 0..4))
		.prop_map(|(places, changes)| Try { places, changes });
	prop::collection::vec(one, PER_TEXT)
}

/// An answer and contributions of few words, some with one that is longer than a chunk before them.
fn texts() -> impl Strategy<Value = (Vec<u8>, Vec<Vec<u8>>, u32)> {
	let pad = |text: Vec<u8>, pad: usize| {
		let long = vec![b'l'; pad];
		if pad == 0 {
			text
		} else {
			[&long[..], b" ", &text[..]].concat()
		}
	};
	let length = || prop_oneof![4 => Just(0usize), 1 => 1_000..1_030usize];
	let answer = (prose(&[" "], 40), length()).prop_map(move |(text, by)| pad(text, by));
	let content = (prose(&[" ", " ", " ", "\n"], 20), length());
	let content = content.prop_map(move |(text, by)| pad(text, by));
	(answer, prop::collection::vec(content, 1..12), 2u32..4)
}

/// Leaves that are not those of the rules as a rule.
fn false_leaves(honest: &[EvidenceLeaf], tried: &Try) -> Vec<EvidenceLeaf> {
	let mut leaves = honest.to_vec();
	if !leaves.is_empty() && tried.places[3].index(2) == 0 {
		let at = tried.places[0].index(leaves.len());
		match mutated(&leaves[at], &tried.changes) {
			Some(leaf) => leaves[at] = leaf,
			None => {
				leaves.remove(at);
			},
		}
		leaves.sort_by_key(EvidenceLeaf::key);
	}
	leaves
}

/// A fraud of each kind about what was said, likely ones and unlikely ones.
fn frauds(said: &Said, tried: &Try) -> Vec<Fraud> {
	let [first, last, of, at] = &tried.places;
	let words = words(&said.answer).collect::<Vec<_>>();
	let contribution = ContributionId(of.index(said.contributions.len()) as u64);
	let content = said.content(contribution).unwrap();
	// Where the contribution has these bytes of the answer, or anywhere.
	let offset = |start: u32, length: u32| {
		let end = (start as usize).checked_add(length as usize);
		let run = end.and_then(|end| said.answer.get(start as usize..end));
		let found = run.and_then(|run| {
			(0..content.len())
				.find(|&at| content[at..].starts_with(run) && is_word_run(content, at, run.len()))
		});
		found.unwrap_or_else(|| at.index(content.len())) as u32
	};
	let mut frauds = said.others();
	let mut spans = vec![];
	if !words.is_empty() {
		let (first, last) = (first.index(words.len()), last.index(words.len()));
		let (first, last) = (first.min(last), first.max(last));
		let start = words[first].offset;
		spans.push((start as u32, (words[last].offset + words[last].len - start) as u32));
	}
	if !said.leaves.is_empty() {
		let index = first.index(said.leaves.len());
		let EvidenceLeaf { answer_start, length, .. } = said.leaves[index];
		spans.push((answer_start, length));
		frauds.extend(said.later_occurrence(index, at.index(content.len()) as u32));
		frauds.extend(said.foreign_holder(index));
	}
	for (start, length) in spans {
		let offset = offset(start, length);
		frauds.extend(said.omitted_span(start, length, contribution, offset));
		frauds.extend(said.omitted_holder(start, length, contribution, offset));
	}
	frauds
}

#[test]
fn no_fraud_is_accepted_when_the_claim_follows_the_rules() {
	run((texts(), tries()), |((answer, contributions, min_words), tries), inputs| {
		let honest = naive_leaves(&answer, &contributions, min_words);
		let truth = Said::new(&answer, &contributions, &honest, min_words);
		for tried in tries {
			let leaves = false_leaves(&honest, &tried);
			let said = Said::new(&answer, &contributions, &leaves, min_words);
			let is_honest = leaves == honest;
			for fraud in frauds(&said, &tried) {
				let changed = mutated(&fraud, &tried.changes);
				for fraud in [Some(fraud), changed].into_iter().flatten() {
					tally(inputs);
					// What shows a lie shows nothing of the truth.
					prop_assert_ne!(truth.verify(&fraud), Some(Ok(())), "{:?}", fraud);
					let accepted = said.verify(&fraud) == Some(Ok(()));
					prop_assert!(!(accepted && is_honest), "{:?}", fraud);
				}
			}
			if is_honest {
				prop_assert_eq!(check_disclosure(&answer, &leaves, &said.claim), Ok(()));
			}
			let other = changed(answer.clone(), &tried.changes);
			let disclosed = check_disclosure(&other, &leaves, &said.claim);
			prop_assert!(disclosed.is_err() || other == answer);
		}
		Ok(())
	});
}

#[test]
fn no_opening_is_accepted_when_the_bytes_say_otherwise() {
	run((texts(), tries()), |((answer, contributions, _), tries), inputs| {
		let content = &contributions[0];
		let committed = |bytes: &[u8]| ContentCommitment::of(bytes).unwrap();
		let part = |bytes: &[u8], start: u32, length: u32| {
			let end = (start as usize).checked_add(length as usize)?;
			bytes.get(start as usize..end).map(<[u8]>::to_vec)
		};
		for tried in tries {
			let [start, length, offset, which] = &tried.places;
			let answer_start = start.index(answer.len()) as u32;
			let content_offset = offset.index(content.len()) as u32;
			let most =
				(answer.len() as u32 - answer_start).min(content.len() as u32 - content_offset);
			let length = 1 + length.index(most as usize) as u32;
			let contribution = ContributionId(0);
			let leaf =
				EvidenceLeaf { answer_start, length, contribution, content_offset, score: 1 };
			let opening = SpanOpening::new(&leaf, &answer, content).unwrap();
			let (leaf, opening) = match which.index(3) {
				0 => (leaf, opening),
				1 => (leaf, mutated(&opening, &tried.changes).unwrap_or(opening)),
				_ => (mutated(&leaf, &tried.changes).unwrap_or(leaf), opening),
			};
			let run = |bytes: &[u8], start: u32| {
				is_word_run(bytes, start as usize, leaf.length as usize)
					.then(|| part(bytes, start, leaf.length))
					.flatten()
			};
			tally(inputs);
			let verdict = opening.verify(&leaf, &committed(&answer), &committed(content));
			if let Ok(counted) = verdict {
				let (said, written) =
					(run(&answer, leaf.answer_start), run(content, leaf.content_offset));
				prop_assert!(said.is_some());
				prop_assert_eq!(&said, &written);
				prop_assert_eq!(counted as usize, words(&said.unwrap()).count());
			}
			let range = RangeProof::new(&answer, answer_start, length.min(most)).unwrap();
			let range = mutated(&range, &tried.changes).unwrap_or(range);
			for (start, length) in [(answer_start, length), (leaf.answer_start, leaf.length)] {
				if let Ok(shown) = range.verify(&committed(&answer), start, length) {
					prop_assert_eq!(Some(shown), part(&answer, start, length));
				}
			}
		}
		Ok(())
	});
}

#[test]
fn no_leaf_or_gap_is_accepted_when_the_leaves_say_otherwise() {
	run((texts(), tries()), |((answer, contributions, min_words), tries), inputs| {
		let leaves = naive_leaves(&answer, &contributions, min_words);
		let tree = EvidenceTree::new(leaves.clone()).unwrap();
		let (root, count) = (tree.root(), leaves.len() as u32);
		for tried in tries {
			let [at, start, length, _] = &tried.places;
			if let Some(leaf) = (!leaves.is_empty()).then(|| leaves[at.index(leaves.len())]) {
				tally(inputs);
				let proof = tree.prove_presence(&leaf.key()).unwrap();
				let proof = mutated(&proof, &tried.changes).unwrap_or(proof);
				for count in [count, count + 1, count.saturating_sub(1)] {
					if proof.verify(&root, count).is_ok() {
						prop_assert_eq!(leaves.get(proof.index as usize), Some(&proof.leaf));
						prop_assert_eq!(count as usize, leaves.len());
					}
				}
			}
			let start = start.index(answer.len()) as u32;
			let end = start + 1 + length.index(answer.len() - start as usize) as u32;
			let (answer_start, contribution) = (start, ContributionId(at.index(5) as u64));
			let absent = EvidenceLeaf {
				answer_start,
				length: end - start,
				contribution,
				content_offset: 0,
				score: 0,
			};
			let gaps = [tree.prove_absence(&absent.key()), tree.prove_uncovered(start, end)];
			for gap in gaps.into_iter().flatten() {
				tally(inputs);
				let gap = mutated(&gap, &tried.changes).unwrap_or(gap);
				if gap.verify_absent(&root, &absent.key()).is_ok() {
					prop_assert!(leaves.iter().all(|leaf| leaf.key() != absent.key()));
				}
				if gap.verify_uncovered(&root, start, end).is_ok() {
					let covers = |leaf: &EvidenceLeaf| {
						leaf.answer_start <= start && leaf.answer_end() >= Some(end)
					};
					prop_assert!(!leaves.iter().any(covers));
				}
			}
		}
		Ok(())
	});
}

#[test]
fn nothing_panics_when_the_bytes_are_random() {
	let bytes = prop::collection::vec(any::<u8>(), 0..400);
	let bytes = prop::collection::vec((bytes, 0..8u8), PER_TEXT);
	let said = Said::new(b"a b c d", &[b"a b c d".to_vec()], &[], 2);
	let (root, content) = (said.claim.evidence_root, said.claim.output);
	run(bytes, |tried, inputs| {
		for (bytes, variant) in tried {
			tally(inputs);
			// The bytes as a fraud of each kind: the first one says which.
			let fraud = Fraud::decode(&mut &[&[variant][..], &bytes].concat()[..]);
			if let Ok(fraud) = fraud {
				prop_assert_ne!(said.verify(&fraud), Some(Ok(())));
			}
			let input = &mut &bytes[..];
			if let (Ok(leaf), Ok(opening)) =
				(EvidenceLeaf::decode(input), SpanOpening::decode(input))
			{
				prop_assert!(opening.verify(&leaf, &content, &content).is_err());
			}
			if let Ok(range) = RangeProof::decode(&mut &bytes[..]) {
				prop_assert!(range.verify(&content, 0, 7).is_err());
			}
			if let Ok(chunk) = ChunkProof::decode(&mut &bytes[..]) {
				prop_assert!(chunk.verify(&content).is_err());
			}
			if let Ok(leaf) = LeafProof::decode(&mut &bytes[..]) {
				prop_assert!(leaf.verify(&root, u32::from(variant)).is_err());
			}
			if let Ok(gap) = AbsenceProof::decode(&mut &bytes[..]) {
				let empty = gap.left.is_none() && gap.right.is_none() && gap.count == 0;
				prop_assert_eq!(gap.verify_uncovered(&root, 0, 3).is_ok(), empty);
			}
		}
		Ok(())
	});
}
