// SPDX-License-Identifier: Apache-2.0
//! Challenges of real attributions: no true bytes show an honest one to be false, and for every other one
//! there are some that do, or a leaf that cannot be shown.

use crate::{
	naive::{first_offset, placed},
	support::*,
};
use openledger_primitives::{
	challenge::{
		check_disclosure, expected_vector, ForeignHolder, Fraud, LaterOccurrence, NotCanonical,
		OmittedHolder, OmittedSpan, TooManySpans, WrongArithmetic, WrongWords,
	},
	commitment::ContentCommitment,
	evidence::{
		evidence_root, prove_run, EvidenceLeaf, EvidenceTree, LeafProof, SpanOpening, MAX_LEAVES,
	},
	ids::{ArtifactId, ContributionId},
	traits::Claim,
	vector::AttributionVector,
};
use proptest::{collection::vec, prelude::*};

/// What shows a claim to be false.
#[derive(Debug)]
enum Shown {
	/// These bytes.
	ByFraud(Fraud),
	/// That nobody can show the bytes of this leaf.
	BySilence(EvidenceLeaf),
}

/// A claim, and all that its challengers know.
struct Case<'a> {
	contributions: &'a Contributions,
	answer: &'a str,
	leaves: &'a [EvidenceLeaf],
	claim: Claim<u32>,
}

impl<'a> Case<'a> {
	fn new(
		contributions: &'a Contributions,
		answer: &'a str,
		leaves: &'a [EvidenceLeaf],
		min_words: u32,
	) -> Self {
		let claim = Claim {
			worker: 1,
			artifact: ArtifactId(1),
			output: ContentCommitment::of(answer.as_bytes()).unwrap(),
			vector: expected_vector(leaves, min_words)
				.unwrap_or_else(|_| AttributionVector::unattributed()),
			evidence_root: evidence_root(leaves).unwrap(),
			min_words,
		};
		Self { contributions, answer, leaves, claim }
	}

	fn content(&self, id: ContributionId) -> Option<&[u8]> {
		self.contributions.get(&id.0).map(String::as_bytes)
	}

	/// What the runtime says.
	fn accepts(&self, fraud: &Fraud) -> bool {
		let content = |id| ContentCommitment::of(self.content(id).unwrap()).unwrap();
		let claim = &self.claim;
		match fraud {
			Fraud::OmittedSpan(fraud) => fraud.verify(claim, &content(fraud.contribution)),
			Fraud::OmittedHolder(fraud) => fraud.verify(claim, &content(fraud.contribution)),
			Fraud::LaterOccurrence(fraud) => {
				fraud.verify(claim, &content(fraud.leaf.leaf.contribution))
			},
			Fraud::WrongArithmetic(fraud) => fraud.verify(claim),
			Fraud::WrongWords(fraud) => fraud.verify(claim),
			Fraud::TooManySpans(fraud) => fraud.verify(claim),
			Fraud::ForeignHolder(fraud) => {
				return fraud.verify(claim).is_ok_and(|id| self.content(id).is_none())
			},
			Fraud::NotCanonical(fraud) => fraud.verify(claim),
		}
		.is_ok()
	}

	fn shown(&self, leaf: &EvidenceLeaf) -> Option<LeafProof> {
		EvidenceTree::new(self.leaves.to_vec()).ok()?.prove_presence(&leaf.key())
	}

	/// The frauds that rest on answer and leaves alone.
	fn of_the_claim(&self) -> Vec<Fraud> {
		let leaves = || self.leaves.to_vec().try_into().unwrap();
		let answer = || self.answer.as_bytes().to_vec().try_into().unwrap();
		let words =
			|span| Fraud::WrongWords(WrongWords { answer: answer(), leaves: leaves(), span });
		[
			Fraud::WrongArithmetic(WrongArithmetic { leaves: leaves() }),
			Fraud::NotCanonical(NotCanonical { answer: answer() }),
			Fraud::TooManySpans(TooManySpans { answer: answer(), leaves: leaves() }),
		]
		.into_iter()
		.chain((0..32).map(words))
		.collect()
	}

	/// That the leaf is foreign, and that its contribution has it at `content_offset`.
	fn of_a_leaf(&self, leaf: &EvidenceLeaf, content_offset: u32) -> Vec<Fraud> {
		let Some(shown) = self.shown(leaf) else { return vec![] };
		let count = self.leaves.len() as u32;
		let Some(content) = self.content(leaf.contribution) else {
			return vec![Fraud::ForeignHolder(ForeignHolder { leaf: shown, count })];
		};
		let earlier = EvidenceLeaf { content_offset, ..*leaf };
		let Ok(opening) = SpanOpening::new(&earlier, self.answer.as_bytes(), content) else {
			return vec![];
		};
		let later = LaterOccurrence { leaf: shown.clone(), count, content_offset, opening };
		let foreign = ForeignHolder { leaf: shown, count };
		vec![Fraud::LaterOccurrence(later), Fraud::ForeignHolder(foreign)]
	}

	/// That a match should have been chosen, and that its contribution should have been listed for it.
	fn of_a_match(&self, leaf: &EvidenceLeaf) -> Vec<Fraud> {
		let EvidenceLeaf { answer_start, length, contribution, content_offset, .. } = *leaf;
		let content = self.content(contribution).unwrap();
		let leaves = || self.leaves.to_vec().try_into().unwrap();
		let span = OmittedSpan {
			answer: self.answer.as_bytes().to_vec().try_into().unwrap(),
			leaves: leaves(),
			answer_start,
			length,
			contribution,
			content_offset,
			content: prove_run(content, content_offset, length).unwrap(),
		};
		let holder = OmittedHolder {
			leaves: leaves(),
			answer_start,
			length,
			contribution,
			content_offset,
			opening: SpanOpening::new(leaf, self.answer.as_bytes(), content).unwrap(),
		};
		vec![Fraud::OmittedSpan(span), Fraud::OmittedHolder(holder)]
	}

	/// Whether the leaf's bytes can be shown.
	fn is_shown(&self, leaf: &EvidenceLeaf) -> bool {
		let Some(content) = self.content(leaf.contribution) else { return false };
		let committed = ContentCommitment::of(content).unwrap();
		SpanOpening::new(leaf, self.answer.as_bytes(), content).is_ok_and(|opening| {
			opening
				.verify(leaf, &self.claim.output, &committed)
				.is_ok_and(|words| words >= self.claim.min_words)
		})
	}

	/// Where the leaf's contribution first has its bytes.
	fn first(&self, leaf: &EvidenceLeaf) -> Option<u32> {
		let start = leaf.answer_start as usize;
		let run = self.answer.get(start..start.checked_add(leaf.length as usize)?)?;
		let text = self.contributions.get(&leaf.contribution.0)?;
		first_offset(text, &placed(run, 0)).map(|offset| offset as u32)
	}

	/// Whatever shows the claim to be false, found with the leaves that the rules give.
	fn find(&self, honest: &[EvidenceLeaf]) -> Option<Shown> {
		let of_leaves = self
			.leaves
			.iter()
			.flat_map(|leaf| self.of_a_leaf(leaf, self.first(leaf).unwrap_or(leaf.content_offset)));
		// Whoever is among the first eight, and is missing, is a holder by these or by the rules' own.
		let of_matches = honest.iter().chain(self.leaves).flat_map(|leaf| {
			let of = |id: &u64| EvidenceLeaf { contribution: ContributionId(*id), ..*leaf };
			let matches = self.contributions.keys().filter_map(move |id| {
				let leaf = of(id);
				Some(EvidenceLeaf { content_offset: self.first(&leaf)?, ..leaf })
			});
			matches.flat_map(|leaf| self.of_a_match(&leaf))
		});
		let mut frauds = self.of_the_claim().into_iter().chain(of_leaves).chain(of_matches);
		frauds.find(|fraud| self.accepts(fraud)).map(Shown::ByFraud).or_else(|| {
			let silent = self.leaves.iter().find(|leaf| !self.is_shown(leaf));
			silent.copied().map(Shown::BySilence)
		})
	}
}

/// A change of one leaf, or of which there are.
fn lie(leaves: &mut Vec<EvidenceLeaf>, at: usize, field: u8, by: u32) {
	let at = at % leaves.len();
	let leaf = &mut leaves[at];
	match field {
		0 => leaf.answer_start = leaf.answer_start.wrapping_add(by),
		1 => leaf.length = leaf.length.wrapping_sub(by),
		2 => leaf.contribution = ContributionId(leaf.contribution.0 + u64::from(by)),
		3 => leaf.content_offset = leaf.content_offset.wrapping_add(by),
		4 => leaf.score += u64::from(by),
		5 => {
			let start = leaf.answer_start;
			leaves.retain(|leaf| leaf.answer_start != start);
		},
		_ => {
			leaves.remove(at);
		},
	}
	leaves.sort_by_key(EvidenceLeaf::key);
}

/// The same spans and holders, with the scores that they would have.
fn scored(leaves: &mut [EvidenceLeaf], answer: &str, min_words: u32) {
	for group in leaves.chunk_by_mut(EvidenceLeaf::has_span_of) {
		let (start, length) = (group[0].answer_start as usize, group[0].length as usize);
		let words =
			answer.get(start..start + length).map_or(0, |run| run.split(' ').count() as u32);
		let scores =
			openledger_primitives::evidence::holder_scores(words, min_words, group.len() as u32);
		for (leaf, score) in group.iter_mut().zip(scores.unwrap_or_default()) {
			leaf.score = score;
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn nothing_shows_an_attribution_to_be_false_when_it_is_honest(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..5,
	) {
		let leaves = attribute(&contributions, &answer, min_words).leaves().to_vec();
		let case = Case::new(&contributions, &answer, &leaves, min_words);
		prop_assert_eq!(check_disclosure(answer.as_bytes(), &leaves, &case.claim), Ok(()));
		prop_assert!(case.find(&leaves).is_none());
		// Every leaf at every place of its contribution.
		for leaf in &leaves {
			let length = contributions[&leaf.contribution.0].len() as u32;
			for fraud in (0..length).flat_map(|offset| case.of_a_leaf(leaf, offset)) {
				prop_assert!(!case.accepts(&fraud), "{:?}", fraud);
			}
		}
		// Every match of every run of words with every contribution.
		let words = placed(&answer, 0);
		for first in 0..words.len() {
			for last in first..words.len() {
				let run = &words[first..=last];
				let mut found = false;
				for (id, text) in &contributions {
					let Some(offset) = first_offset(text, run) else { continue };
					found = true;
					let leaf = EvidenceLeaf {
						answer_start: words[first].0 as u32,
						length: (words[last].0 + words[last].1.len() - words[first].0) as u32,
						contribution: ContributionId(*id),
						content_offset: offset as u32,
						score: 0,
					};
					for fraud in case.of_a_match(&leaf) {
						prop_assert!(!case.accepts(&fraud), "{:?}", fraud);
					}
				}
				if !found {
					break;
				}
			}
		}
	}

	#[test]
	fn something_shows_an_attribution_to_be_false_when_it_was_changed(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..5,
		changes in vec((any::<usize>(), 0u8..7, 1u32..12), 1..4),
		rescored in any::<bool>(),
	) {
		let honest = attribute(&contributions, &answer, min_words).leaves().to_vec();
		prop_assume!(!honest.is_empty());
		let mut leaves = honest.clone();
		for (at, field, by) in changes {
			if !leaves.is_empty() {
				lie(&mut leaves, at, field, by);
			}
		}
		if rescored {
			scored(&mut leaves, &answer, min_words);
		}
		let case = Case::new(&contributions, &answer, &leaves, min_words);
		match case.find(&honest) {
			None => prop_assert_eq!(leaves, honest),
			Some(Shown::ByFraud(_)) => prop_assert_ne!(leaves, honest),
			Some(Shown::BySilence(leaf)) => prop_assert!(!honest.contains(&leaf)),
		}
	}

	#[test]
	fn something_shows_an_attribution_to_be_false_when_other_spans_were_chosen(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..5,
		fates in vec(0u8..4, 32),
	) {
		let honest = attribute(&contributions, &answer, min_words).leaves().to_vec();
		// With enough words behind it, the same answer has all its candidates chosen.
		let padded = format!("{answer} {}", "unheard ".repeat(640));
		let all = attribute(&contributions, &padded, min_words);
		let mut leaves = Vec::new();
		for (group, fate) in all.leaves().chunk_by(EvidenceLeaf::has_span_of).zip(fates) {
			let (start, length) = (group[0].answer_start as usize, group[0].length as usize);
			let shorter = answer[start..start + length].rfind(' ').unwrap_or(length) as u32;
			match fate {
				0 => {},
				1 => leaves.extend(group.iter().map(|leaf| EvidenceLeaf { length: shorter, ..*leaf })),
				_ => leaves.extend(group),
			}
		}
		leaves.truncate(MAX_LEAVES as usize);
		scored(&mut leaves, &answer, min_words);
		let case = Case::new(&contributions, &answer, &leaves, min_words);
		prop_assert_eq!(case.find(&honest).is_none(), leaves == honest);
	}

	#[test]
	fn arithmetic_shows_an_attribution_to_be_false_when_the_vector_is_another(
		(contributions, answer) in quoting_answer(),
		min_words in 1u32..5,
	) {
		let leaves = attribute(&contributions, &answer, min_words).leaves().to_vec();
		prop_assume!(!leaves.is_empty());
		let mut case = Case::new(&contributions, &answer, &leaves, min_words);
		case.claim.vector = AttributionVector::unattributed();
		let found = case.find(&leaves);
		prop_assert!(matches!(found, Some(Shown::ByFraud(Fraud::WrongArithmetic(_)))));
	}
}
