// SPDX-License-Identifier: Apache-2.0
//! A little corpus, an answer that quotes it, the honest leaves of it, and what can be said falsely.

use openledger_primitives::{
	challenge::{
		ForeignHolder, Fraud, LaterOccurrence, NotCanonical, OmittedHolder, OmittedSpan,
		TooManySpans, WrongArithmetic, WrongWords,
	},
	evidence::{holder_scores, prove_run, EvidenceLeaf, EvidenceTree, LeafProof, SpanOpening},
	ids::ContributionId,
};

pub const MIN_WORDS: u32 = 3;

/// It has 23 words, so that two of the three spans are chosen.
pub const ANSWER: &str = "alpha beta gamma delta said the man who knew red green blue and then he \
	left for good with one two three four";

/// The longest span, the second, and the one that is too short to be chosen.
pub const LONGEST: &str = "alpha beta gamma delta";
pub const SECOND: &str = "one two three four";
pub const THIRD: &str = "red green blue";

/// Says the longest span, but came after the artifact's snapshots.
pub const FOREIGN: u64 = 30;

/// What the contribution of this number says.
pub fn content(id: u64) -> Option<&'static str> {
	Some(match id {
		1 => "red green blue white",
		2 => "one two three four five",
		5 => "nothing of note",
		6 => "alpha beta gamma delta\nalpha beta gamma delta",
		8 => "so alpha beta gamma delta",
		10..20 => "one two three four",
		FOREIGN => LONGEST,
		_ => return None,
	})
}

pub fn start(span: &str) -> u32 {
	ANSWER.find(span).unwrap() as u32
}

/// The leaves of a span with these holders, each where the span first stands in it.
pub fn leaves_of(span: &str, holders: &[u64]) -> Vec<EvidenceLeaf> {
	let words = span.split(' ').count() as u32;
	let scores = holder_scores(words, MIN_WORDS, holders.len() as u32).unwrap();
	let leaf = |(id, score): (&u64, u64)| EvidenceLeaf {
		answer_start: start(span),
		length: span.len() as u32,
		contribution: ContributionId(*id),
		content_offset: content(*id).unwrap().find(span).unwrap_or_default() as u32,
		score,
	};
	holders.iter().zip(scores).map(leaf).collect()
}

pub fn honest() -> Vec<EvidenceLeaf> {
	[leaves_of(LONGEST, &[6, 8]), leaves_of(SECOND, &[2, 10, 11, 12, 13, 14, 15, 16])].concat()
}

/// The leaf at `index`, with its path.
pub fn shown(leaves: &[EvidenceLeaf], index: usize) -> LeafProof {
	let tree = EvidenceTree::new(leaves.to_vec()).unwrap();
	tree.prove_presence(&leaves[index].key()).unwrap()
}

/// The chunks of the answer and of the leaf's contribution.
pub fn opening(leaf: &EvidenceLeaf) -> SpanOpening {
	let content = content(leaf.contribution.0).unwrap();
	SpanOpening::new(leaf, ANSWER.as_bytes(), content.as_bytes()).unwrap()
}

pub fn omitted_span(leaves: &[EvidenceLeaf], span: &str, contribution: u64) -> OmittedSpan {
	let content = content(contribution).unwrap();
	let (content_offset, length) =
		(content.find(span).unwrap_or_default() as u32, span.len() as u32);
	OmittedSpan {
		answer: ANSWER.as_bytes().to_vec().try_into().unwrap(),
		leaves: leaves.to_vec().try_into().unwrap(),
		answer_start: start(span),
		length,
		contribution: ContributionId(contribution),
		content_offset,
		content: prove_run(content.as_bytes(), content_offset, length).unwrap(),
	}
}

pub fn omitted_holder(leaves: &[EvidenceLeaf], span: &str, contribution: u64) -> OmittedHolder {
	let leaf = leaves_of(span, &[contribution])[0];
	OmittedHolder {
		leaves: leaves.to_vec().try_into().unwrap(),
		answer_start: leaf.answer_start,
		length: leaf.length,
		contribution: leaf.contribution,
		content_offset: leaf.content_offset,
		opening: opening(&leaf),
	}
}

pub fn later_occurrence(
	leaves: &[EvidenceLeaf],
	index: usize,
	content_offset: u32,
) -> LaterOccurrence {
	LaterOccurrence {
		leaf: shown(leaves, index),
		count: leaves.len() as u32,
		content_offset,
		opening: opening(&EvidenceLeaf { content_offset, ..leaves[index] }),
	}
}

pub fn wrong_arithmetic(leaves: &[EvidenceLeaf]) -> WrongArithmetic {
	WrongArithmetic { leaves: leaves.to_vec().try_into().unwrap() }
}

pub fn wrong_words(leaves: &[EvidenceLeaf], span: u32) -> WrongWords {
	let answer = ANSWER.as_bytes().to_vec().try_into().unwrap();
	WrongWords { answer, leaves: leaves.to_vec().try_into().unwrap(), span }
}

pub fn too_many_spans(leaves: &[EvidenceLeaf]) -> TooManySpans {
	let answer = ANSWER.as_bytes().to_vec().try_into().unwrap();
	TooManySpans { answer, leaves: leaves.to_vec().try_into().unwrap() }
}

pub fn foreign_holder(leaves: &[EvidenceLeaf], index: usize) -> ForeignHolder {
	ForeignHolder { leaf: shown(leaves, index), count: leaves.len() as u32 }
}

pub fn not_canonical(answer: &str) -> NotCanonical {
	NotCanonical { answer: answer.as_bytes().to_vec().try_into().unwrap() }
}

/// A false claim about [`ANSWER`] or another answer, and the fraud that shows it.
pub struct Lie {
	pub answer: String,
	pub leaves: Vec<EvidenceLeaf>,
	/// Whether the vector names nobody, whatever follows from the leaves.
	pub unattributed: bool,
	pub fraud: Fraud,
}

/// One false claim for each fraud.
pub fn lies() -> Vec<Lie> {
	let lie = |leaves: &[EvidenceLeaf], fraud| Lie {
		answer: ANSWER.to_owned(),
		leaves: leaves.to_vec(),
		unattributed: false,
		fraud,
	};
	let honest = honest();
	let longest_alone = &honest[..2];
	let without_holder = [leaves_of(LONGEST, &[6]), honest[2..].to_vec()].concat();
	let mut later = honest.clone();
	later[0].content_offset = 23;
	let mut fewer_words = honest.clone();
	for (leaf, score) in fewer_words.iter_mut().zip(holder_scores(3, MIN_WORDS, 2).unwrap()) {
		leaf.score = score;
	}
	let three = [&honest[..2], &leaves_of(THIRD, &[1]), &honest[2..]].concat();
	let foreign = [leaves_of(LONGEST, &[6, 8, FOREIGN]), honest[2..].to_vec()].concat();
	vec![
		lie(longest_alone, Fraud::OmittedSpan(omitted_span(longest_alone, SECOND, 2))),
		lie(&without_holder, Fraud::OmittedHolder(omitted_holder(&without_holder, LONGEST, 8))),
		lie(&later, Fraud::LaterOccurrence(later_occurrence(&later, 0, 0))),
		Lie {
			unattributed: true,
			..lie(&honest, Fraud::WrongArithmetic(wrong_arithmetic(&honest)))
		},
		lie(&fewer_words, Fraud::WrongWords(wrong_words(&fewer_words, 0))),
		lie(&three, Fraud::TooManySpans(too_many_spans(&three))),
		lie(&foreign, Fraud::ForeignHolder(foreign_holder(&foreign, 2))),
		Lie {
			answer: "two  spaces".to_owned(),
			..lie(&[], Fraud::NotCanonical(not_canonical("two  spaces")))
		},
	]
}
