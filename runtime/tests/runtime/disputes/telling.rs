// SPDX-License-Identifier: Apache-2.0

//! What workers say of answers: the truth, and every kind of lie that can be proved.

use super::world::{answer, attribute, OWN, PRICES};
use openledger_attribution::ENGINE_VERSION;
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::{evidence_root, holder_scores, spans, EvidenceLeaf},
	ids::{ContributionId, RequestId},
	proof::AttributionProof,
	vector::{AttributionVector, ContributionShare},
};
use openledger_runtime::{Balance, Runtime, System};
use polkadot_sdk::{sp_core::H256, sp_runtime::Perbill};

/// A kind of fraud.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lie {
	/// A span is left out.
	OmittedSpan,
	/// The earliest holder of a span is left out.
	OmittedHolder,
	/// All goes to the liars' own contribution, whatever the leaves say.
	OwnVector,
	/// A score is too high by one.
	WrongScore,
	/// The liars' own contribution is said to have a span that it has not.
	FalseLeaf,
	/// A holder is said to have a span later than it first has it.
	LaterOffset,
	/// What was committed is not canonical.
	NotCanonical,
	/// The leaves are kept back, or there are none.
	Withheld,
}

pub const LIES: [Lie; 8] = [
	Lie::OmittedSpan,
	Lie::OmittedHolder,
	Lie::OwnVector,
	Lie::WrongScore,
	Lie::FalseLeaf,
	Lie::LaterOffset,
	Lie::NotCanonical,
	Lie::Withheld,
];

/// What a worker gave out about an answer.
#[derive(Clone, Debug)]
pub struct Told {
	pub author: usize,
	pub answer: Vec<u8>,
	pub leaves: Vec<EvidenceLeaf>,
	pub proof: AttributionProof,
	pub lie: Option<Lie>,
}

type RequestOf = pallet_attribution::RequestOf<Runtime>;

/// What an honest worker says of the answer of this number to the request.
pub fn truth(author: usize, id: RequestId, request: &RequestOf, number: u16) -> Told {
	let attributed = attribute(&answer(number), request.min_words);
	Told {
		author,
		answer: attributed.answer().as_bytes().to_vec(),
		leaves: attributed.leaves().to_vec(),
		proof: AttributionProof {
			genesis: System::block_hash(0),
			request: id,
			artifact: request.artifact,
			input: request.input,
			output: attributed.output(),
			input_tokens: 3,
			output_tokens: 20,
			vector: attributed.vector().clone(),
			evidence_root: attributed.evidence().root(),
			engine_version: ENGINE_VERSION,
			expires_at: request.deadline,
		},
		lie: None,
	}
}

/// What all answers here cost, in plancks, checkers not counted.
pub fn fee() -> Balance {
	PRICES.fee(3, 20).expect("it is little")
}

/// The truth with this lie in it; `None` where there is nothing to lie about in this way.
pub fn twisted(truth: &Told, lie: Lie, min_words: u32) -> Option<Told> {
	let mut told = Told { lie: Some(lie), ..truth.clone() };
	let first = *told.leaves.first()?;
	let group = told.leaves.iter().filter(|leaf| leaf.has_span_of(&first)).count();
	match lie {
		Lie::OmittedSpan => {
			told.leaves.retain(|leaf| !leaf.has_span_of(&first));
		},
		Lie::OmittedHolder => {
			let at = (1..told.leaves.len())
				.find(|at| told.leaves[*at].has_span_of(&told.leaves[at - 1]))?;
			let removed = told.leaves.remove(at - 1);
			rescore(&mut told.leaves, &removed, &truth.leaves, min_words);
		},
		Lie::OwnVector | Lie::Withheld => {
			let all = ContributionShare { contribution: OWN, share: Perbill::one() };
			told.proof.vector = AttributionVector {
				shares: vec![all].try_into().expect("one"),
				residual: Perbill::zero(),
			};
			if lie == Lie::Withheld {
				told.leaves.clear();
				told.proof.evidence_root = H256::repeat_byte(9);
			}
			return Some(told);
		},
		Lie::WrongScore => told.leaves[0].score += 1,
		Lie::FalseLeaf => {
			if told.leaves[..group].iter().any(|leaf| leaf.contribution >= OWN) {
				return None;
			}
			let own = EvidenceLeaf { contribution: OWN, content_offset: 0, ..first };
			told.leaves.insert(group, own);
			rescore(&mut told.leaves, &first, &truth.leaves, min_words);
		},
		Lie::LaterOffset => {
			// The second document of the first contribution begins with what the first begins with.
			let leaf = told
				.leaves
				.iter_mut()
				.find(|leaf| leaf.contribution == ContributionId(0) && leaf.content_offset == 0)?;
			if leaf.length > 43 {
				return None;
			}
			leaf.content_offset = super::world::CONTENTS[0].find('\n')? as u32 + 1;
		},
		Lie::NotCanonical => {
			told.answer.push(b' ');
			told.proof.output = ContentCommitment::of(&told.answer).expect("it is short");
		},
	}
	told.proof.evidence_root = evidence_root(&told.leaves).expect("they are few");
	let scores = told.leaves.iter().map(|leaf| (leaf.contribution, leaf.score));
	told.proof.vector = AttributionVector::from_scores(scores).expect("they are small");
	Some(told)
}

/// Gives the leaves of the span of `of` the scores that so many holders have.
fn rescore(leaves: &mut [EvidenceLeaf], of: &EvidenceLeaf, truth: &[EvidenceLeaf], min_words: u32) {
	let words = spans(truth, min_words)
		.expect("they are true")
		.into_iter()
		.find(|span| (span.answer_start, span.length) == (of.answer_start, of.length))
		.expect("it is one of them")
		.words;
	let listed = leaves.iter_mut().filter(|leaf| leaf.has_span_of(of)).collect::<Vec<_>>();
	let scores = holder_scores(words, min_words, listed.len() as u32).expect("at most eight");
	for (leaf, score) in listed.into_iter().zip(scores) {
		leaf.score = score;
	}
}
