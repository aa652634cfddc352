// SPDX-License-Identifier: Apache-2.0
//! What shows a claim to be false, and what a disclosure must hold.

use openledger_primitives::{
	challenge::{
		check_disclosure, expected_vector, ChallengeError, Fault, ForeignHolder, Fraud,
		LaterOccurrence, NotCanonical, OmittedHolder, OmittedSpan, TooManySpans, WrongArithmetic,
		WrongWords,
	},
	commitment::{CommitmentError, ContentCommitment},
	evidence::{
		evidence_root, holder_scores, prove_run, EvidenceLeaf, EvidenceTree, OpeningError,
		SpanOpening,
	},
	ids::{ArtifactId, ContributionId},
	traits::{Claim, SlashReason},
	vector::AttributionVector,
};

/// A worker's claim, the bytes behind it, and the contributions that it may rest on.
#[derive(Clone, Debug)]
pub struct Said {
	pub answer: Vec<u8>,
	pub leaves: Vec<EvidenceLeaf>,
	pub contributions: Vec<Vec<u8>>,
	pub claim: Claim<u32>,
}

impl Said {
	/// The claim with these leaves, and the vector that follows from them if one does.
	pub fn new(
		answer: &[u8],
		contributions: &[Vec<u8>],
		leaves: &[EvidenceLeaf],
		min_words: u32,
	) -> Self {
		let claim = Claim {
			worker: 1,
			artifact: ArtifactId(1),
			output: ContentCommitment::of(answer).unwrap(),
			vector: expected_vector(leaves, min_words)
				.unwrap_or_else(|_| AttributionVector::unattributed()),
			evidence_root: evidence_root(leaves).unwrap(),
			min_words,
		};
		let (answer, contributions) = (answer.to_vec(), contributions.to_vec());
		Self { answer, leaves: leaves.to_vec(), contributions, claim }
	}

	pub fn content(&self, id: ContributionId) -> Option<&[u8]> {
		self.contributions.get(usize::try_from(id.0).ok()?).map(Vec::as_slice)
	}

	pub fn commitment(&self, id: ContributionId) -> Option<ContentCommitment> {
		self.content(id).map(|content| ContentCommitment::of(content).unwrap())
	}

	/// What the runtime would say. The corpus has a contribution or it is in no snapshot.
	pub fn verify(&self, fraud: &Fraud) -> Option<Result<(), ChallengeError>> {
		let claim = &self.claim;
		Some(match fraud {
			Fraud::OmittedSpan(fraud) => fraud.verify(claim, &self.commitment(fraud.contribution)?),
			Fraud::OmittedHolder(fraud) => {
				fraud.verify(claim, &self.commitment(fraud.contribution)?)
			},
			Fraud::LaterOccurrence(fraud) => {
				fraud.verify(claim, &self.commitment(fraud.leaf.leaf.contribution)?)
			},
			Fraud::WrongArithmetic(fraud) => fraud.verify(claim),
			Fraud::WrongWords(fraud) => fraud.verify(claim),
			Fraud::TooManySpans(fraud) => fraud.verify(claim),
			Fraud::ForeignHolder(fraud) => match fraud.verify(claim) {
				Ok(listed) if self.content(listed).is_none() => Ok(()),
				Ok(_) => return None,
				Err(error) => Err(error),
			},
			Fraud::NotCanonical(fraud) => fraud.verify(claim),
		})
	}

	/// An omitted span of the answer's bytes in a contribution, true or not.
	pub fn omitted_span(
		&self,
		answer_start: u32,
		length: u32,
		contribution: ContributionId,
		content_offset: u32,
	) -> Option<Fraud> {
		let content = self.content(contribution)?;
		Some(Fraud::OmittedSpan(OmittedSpan {
			answer: self.answer.clone().try_into().unwrap(),
			leaves: self.leaves.clone().try_into().unwrap(),
			answer_start,
			length,
			contribution,
			content_offset,
			content: prove_run(content, content_offset, length).ok()?,
		}))
	}

	/// A holder of a span, omitted or not.
	pub fn omitted_holder(
		&self,
		answer_start: u32,
		length: u32,
		contribution: ContributionId,
		content_offset: u32,
	) -> Option<Fraud> {
		let leaf = EvidenceLeaf { answer_start, length, contribution, content_offset, score: 0 };
		Some(Fraud::OmittedHolder(OmittedHolder {
			leaves: self.leaves.clone().try_into().unwrap(),
			answer_start,
			length,
			contribution,
			content_offset,
			opening: SpanOpening::new(&leaf, &self.answer, self.content(contribution)?).ok()?,
		}))
	}

	/// An occurrence of a leaf's span, earlier or not.
	pub fn later_occurrence(&self, index: usize, content_offset: u32) -> Option<Fraud> {
		let leaf = *self.leaves.get(index)?;
		let earlier = EvidenceLeaf { content_offset, ..leaf };
		let tree = EvidenceTree::new(self.leaves.clone()).ok()?;
		Some(Fraud::LaterOccurrence(LaterOccurrence {
			leaf: tree.prove_presence(&leaf.key())?,
			count: self.leaves.len() as u32,
			content_offset,
			opening: SpanOpening::new(&earlier, &self.answer, self.content(leaf.contribution)?)
				.ok()?,
		}))
	}

	pub fn foreign_holder(&self, index: usize) -> Option<Fraud> {
		let tree = EvidenceTree::new(self.leaves.clone()).ok()?;
		let leaf = tree.prove_presence(&self.leaves.get(index)?.key())?;
		Some(Fraud::ForeignHolder(ForeignHolder { leaf, count: self.leaves.len() as u32 }))
	}

	/// The frauds that need no contribution.
	pub fn others(&self) -> Vec<Fraud> {
		let leaves = || self.leaves.clone().try_into().unwrap();
		let answer = || self.answer.clone().try_into().unwrap();
		let words =
			|span| Fraud::WrongWords(WrongWords { answer: answer(), leaves: leaves(), span });
		let spans = self.leaves.chunk_by(EvidenceLeaf::has_span_of).count() as u32;
		[
			Fraud::WrongArithmetic(WrongArithmetic { leaves: leaves() }),
			Fraud::TooManySpans(TooManySpans { answer: answer(), leaves: leaves() }),
			Fraud::NotCanonical(NotCanonical { answer: answer() }),
		]
		.into_iter()
		.chain((0..spans).map(words))
		.collect()
	}

	fn disclosure(&self) -> Result<(), Fault> {
		check_disclosure(&self.answer, &self.leaves, &self.claim)
	}
}

/// Two spans of three words can be chosen of its 22 words: one of 17 bytes and one of 16.
const ANSWER: &[u8] =
	b"first second third w x y z fourth fifth sixth q r s t u v o p n m seventh eighth";

fn corpus() -> Vec<Vec<u8>> {
	[
		"first second third",
		"fourth fifth sixth\nfourth fifth sixth",
		"so first second third",
		"x y z",
	]
	.map(|text| text.as_bytes().to_vec())
	.to_vec()
}

fn leaf(start: u32, length: u32, contribution: u64, offset: u32, score: u64) -> EvidenceLeaf {
	EvidenceLeaf {
		answer_start: start,
		length,
		contribution: ContributionId(contribution),
		content_offset: offset,
		score,
	}
}

fn honest() -> Vec<EvidenceLeaf> {
	let shared = holder_scores(3, 3, 2).unwrap();
	vec![
		leaf(0, 18, 0, 0, shared[0]),
		leaf(0, 18, 2, 3, shared[1]),
		leaf(27, 18, 1, 0, holder_scores(3, 3, 1).unwrap()[0]),
	]
}

fn said(leaves: &[EvidenceLeaf]) -> Said {
	Said::new(ANSWER, &corpus(), leaves, 3)
}

fn verdict(said: &Said, fraud: Option<Fraud>) -> Result<(), ChallengeError> {
	said.verify(&fraud.unwrap()).unwrap()
}

#[test]
fn honest_claim_withstands_everything_when_it_is_challenged() {
	let said = said(&honest());
	assert_eq!(said.leaves, crate::opening::naive_leaves(ANSWER, &corpus(), 3));
	assert_eq!(said.disclosure(), Ok(()));
	for fraud in said.others() {
		assert!(said.verify(&fraud).unwrap().is_err(), "{fraud:?}");
	}
	let id = ContributionId;
	let span = |start, length, of, offset| {
		verdict(&said, said.omitted_span(start, length, id(of), offset))
	};
	assert_eq!(span(0, 18, 0, 0), Err(ChallengeError::Covered));
	assert_eq!(span(21, 5, 3, 0), Err(ChallengeError::NotAmongLongest));
	assert_eq!(span(6, 12, 0, 6), Err(ChallengeError::TooFewWords));
	let holder = |of, offset| verdict(&said, said.omitted_holder(0, 18, id(of), offset));
	assert_eq!(holder(0, 0), Err(ChallengeError::AlreadyListed));
	let differ = ChallengeError::Opening(OpeningError::BytesDiffer);
	assert_eq!(holder(1, 0), Err(differ));
	assert_eq!(verdict(&said, said.later_occurrence(2, 0)), Err(ChallengeError::NotEarlier));
	assert_eq!(said.verify(&said.foreign_holder(0).unwrap()), None);
}

#[test]
fn omitted_span_convicts_when_fewer_are_chosen_than_can_be() {
	let said = said(&honest()[..2]);
	assert_eq!(verdict(&said, said.omitted_span(27, 18, ContributionId(1), 19)), Ok(()));
}

#[test]
fn omitted_span_convicts_when_a_shorter_one_is_chosen() {
	let score = holder_scores(3, 3, 1).unwrap()[0];
	let chosen = leaf(21, 5, 3, 0, score);
	let said = said(&[honest()[0], honest()[1], chosen]);
	assert_eq!(verdict(&said, said.omitted_span(27, 18, ContributionId(1), 0)), Ok(()));
}

#[test]
fn omitted_span_convicts_when_an_equal_one_that_starts_later_is_chosen() {
	// 21 words and more: two spans. All three are as long.
	let answer = [&b"a b c 1 2 3 4 5 6 d e f 7 8 9 10 11 12 g h i"[..]].concat();
	let corpus = [b"a b c".to_vec(), b"d e f".to_vec(), b"g h i".to_vec()];
	let score = holder_scores(3, 3, 1).unwrap()[0];
	let (first, second) = (leaf(0, 5, 0, 0, score), leaf(18, 5, 1, 0, score));
	let third = leaf(39, 5, 2, 0, score);
	let said = Said::new(&answer, &corpus, &[second, third], 3);
	assert_eq!(verdict(&said, said.omitted_span(0, 5, ContributionId(0), 0)), Ok(()));
	let said = Said::new(&answer, &corpus, &[first, second], 3);
	let last = said.omitted_span(39, 5, ContributionId(2), 0);
	assert_eq!(verdict(&said, last), Err(ChallengeError::NotAmongLongest));
}

#[test]
fn omitted_span_fails_when_a_word_is_cut_or_the_bytes_differ() {
	let said = said(&[]);
	let span = |start, length, of, offset| {
		verdict(&said, said.omitted_span(start, length, ContributionId(of), offset))
	};
	let answer = ChallengeError::Opening(OpeningError::AnswerNotAligned);
	assert_eq!(span(1, 17, 0, 1), Err(answer));
	assert_eq!(span(0, 17, 0, 0), Err(answer));
	let content = ChallengeError::Opening(OpeningError::ContentNotAligned);
	assert_eq!(span(0, 18, 2, 2), Err(content));
	// Over the line feed between two documents.
	assert_eq!(span(0, 18, 1, 7), Err(content));
	let differ = ChallengeError::Opening(OpeningError::BytesDiffer);
	assert_eq!(span(0, 18, 1, 0), Err(differ));
	let Some(Fraud::OmittedSpan(mut fraud)) = said.omitted_span(0, 18, ContributionId(0), 0) else {
		panic!("it can be shown");
	};
	fraud.content.chunks.clear();
	let chunks = ChallengeError::Opening(OpeningError::Content(CommitmentError::RangeChunks));
	assert_eq!(said.verify(&Fraud::OmittedSpan(fraud)), Some(Err(chunks)));
}

#[test]
fn omitted_holder_convicts_when_it_is_not_listed() {
	let mut leaves = honest();
	leaves.remove(1);
	let said = said(&leaves);
	assert_eq!(verdict(&said, said.omitted_holder(0, 18, ContributionId(2), 3)), Ok(()));
	let unchosen = said.omitted_holder(21, 5, ContributionId(3), 0);
	assert_eq!(verdict(&said, unchosen), Err(ChallengeError::SpanNotChosen));
}

#[test]
fn omitted_holder_convicts_when_it_is_earlier_than_the_last_of_eight() {
	let corpus = (0..10).map(|_| b"a b c".to_vec()).collect::<Vec<_>>();
	let listed = |ids: [u64; 8]| {
		let scores = holder_scores(3, 3, 8).unwrap();
		let leaves = ids.into_iter().zip(scores).map(|(id, score)| leaf(0, 5, id, 0, score));
		Said::new(b"a b c", &corpus, &leaves.collect::<Vec<_>>(), 3)
	};
	let said = listed([0, 1, 2, 3, 4, 5, 6, 8]);
	assert_eq!(verdict(&said, said.omitted_holder(0, 5, ContributionId(7), 0)), Ok(()));
	let said = listed([0, 1, 2, 3, 4, 5, 6, 7]);
	for later in 8..10 {
		let fraud = said.omitted_holder(0, 5, ContributionId(later), 0);
		assert_eq!(verdict(&said, fraud), Err(ChallengeError::NotAmongEarliest));
	}
}

#[test]
fn later_occurrence_convicts_when_the_span_stands_earlier() {
	let mut leaves = honest();
	leaves[2].content_offset = 19;
	let said = said(&leaves);
	assert_eq!(verdict(&said, said.later_occurrence(2, 0)), Ok(()));
	let cut = ChallengeError::Opening(OpeningError::ContentNotAligned);
	assert_eq!(verdict(&said, said.later_occurrence(2, 1)), Err(cut));
}

#[test]
fn disclosure_names_the_first_fault_when_the_claim_is_false() {
	let honest = honest();
	let mut other = said(&honest);
	other.answer.push(b'x');
	assert_eq!(other.disclosure(), Err(Fault::OtherAnswer));
	let mut other = said(&honest);
	other.leaves.pop();
	assert_eq!(other.disclosure(), Err(Fault::OtherLeaves));
	let two = Said::new(b"a b\nc d", &[], &[], 3);
	assert_eq!(two.disclosure(), Err(Fault::NotCanonical));
	let mut other = said(&honest);
	other.claim.vector = AttributionVector::unattributed();
	assert_eq!(other.disclosure(), Err(Fault::Arithmetic));
	let mut longer = honest.clone();
	longer[2].score *= 2;
	let longer = said(&longer);
	assert_eq!(longer.disclosure(), Err(Fault::Words));
	assert!(longer.others().iter().any(|fraud| longer.verify(fraud) == Some(Ok(()))));
	let mut cut = honest.clone();
	cut[2].length = 17;
	assert_eq!(said(&cut).disclosure(), Err(Fault::Words));
	let score = holder_scores(3, 3, 1).unwrap()[0];
	let mut three = honest;
	three.insert(2, leaf(21, 5, 3, 0, score));
	let three = said(&three);
	assert_eq!(three.disclosure(), Err(Fault::TooManySpans));
	assert!(three.others().iter().any(|fraud| three.verify(fraud) == Some(Ok(()))));
}

#[test]
fn frauds_are_refused_when_they_are_of_other_bytes() {
	let (said, other) = (said(&honest()), Said::new(b"another answer", &corpus(), &[], 3));
	let of_other = |fraud: &Fraud| other.verify(fraud).unwrap().unwrap_err();
	for fraud in said.others() {
		let error = of_other(&fraud);
		assert!(
			matches!(error, ChallengeError::AnswerMismatch | ChallengeError::LeavesMismatch),
			"{error}"
		);
	}
	let span = said.omitted_span(0, 18, ContributionId(0), 0).unwrap();
	assert_eq!(of_other(&span), ChallengeError::AnswerMismatch);
	let holder = said.omitted_holder(0, 18, ContributionId(0), 0).unwrap();
	assert_eq!(of_other(&holder), ChallengeError::LeavesMismatch);
	let later = said.later_occurrence(0, 0).unwrap();
	assert_eq!(of_other(&later), ChallengeError::LeafMismatch);
	assert_eq!(of_other(&said.foreign_holder(0).unwrap()), ChallengeError::LeafMismatch);
}

#[test]
fn reason_is_that_of_the_broken_rule_when_a_fraud_is_punished() {
	let said = said(&honest());
	let reasons = said.others().iter().map(Fraud::reason).collect::<Vec<_>>();
	let expected = [
		SlashReason::WrongArithmetic,
		SlashReason::WrongArithmetic,
		SlashReason::NotCanonical,
		SlashReason::FalseEvidence,
		SlashReason::FalseEvidence,
	];
	assert_eq!(reasons, expected);
}
