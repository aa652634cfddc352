// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: answers, leaves and contributions of every length, each fraud shown and each demand met.

use crate::{Call, Challenges, Config, Demands, NextChallenge, Pallet};
use alloc::{boxed::Box, vec, vec::Vec};
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	deps::sp_core::H256,
};
use openledger_primitives::{
	challenge::{
		expected_vector, AnswerBytes, Demand, ForeignHolder, Fraud, LaterOccurrence, Leaves,
		NotCanonical, OmittedHolder, OmittedSpan, TooManySpans, WrongArithmetic, WrongWords,
	},
	commitment::{ContentCommitment, CHUNK_LEN, MAX_ANSWER_LEN, MAX_CONTENT_LEN},
	evidence::{
		evidence_root, holder_scores, prove_run, EvidenceLeaf, EvidenceTree, LeafProof,
		SpanOpening, MAX_HOLDERS, MAX_LEAVES,
	},
	ids::{ArtifactId, ChallengeId, ContributionId},
	traits::{Claims, Subject},
	vector::AttributionVector,
};

/// Makes what the benchmarks need of other pallets.
pub trait BenchmarkHelper {
	/// Makes an artifact that rests on as many snapshots as one can; a contribution with this content,
	/// which only the last of them includes; and one that is accepted and in none of them. Returns all
	/// three.
	///
	/// # Errors
	/// When it cannot.
	fn artifact(
		content: ContentCommitment,
	) -> Result<(ArtifactId, ContributionId, ContributionId), BenchmarkError>;

	/// The fewest words of a span that counts in the claims of [`Self::claim`].
	fn min_words() -> u32;

	/// Lets a bonded worker claim this about an answer of `artifact`, so that it can be challenged.
	///
	/// # Errors
	/// When it cannot.
	fn claim(
		artifact: ArtifactId,
		output: ContentCommitment,
		evidence_root: H256,
		vector: AttributionVector,
	) -> Result<Subject, BenchmarkError>;
}

/// The shortest answer with as many words as the most spans need, in bytes.
const SHORT_ANSWER: u32 = 4096;
/// The most chunks of an answer.
const ANSWER_CHUNKS: u32 = MAX_ANSWER_LEN / CHUNK_LEN;
/// Where contributions have the answer: at the end of a chunk, so that it touches one more.
const CONTENT_OFFSET: u32 = CHUNK_LEN - 1;

const REFUSED: BenchmarkError = BenchmarkError::Stop("the benchmark's bytes are not accepted");

fn size(length: u32) -> usize {
	usize::try_from(length).unwrap_or(usize::MAX)
}

/// An answer of so many bytes, and of as many words as it can have.
fn answer(length: u32) -> Vec<u8> {
	let mut answer = b"w ".repeat(size(length / 2).saturating_add(1));
	answer.truncate(size(length));
	if let Some(last) = answer.last_mut() {
		*last = b'w';
	}
	answer
}

/// A contribution of the greatest length that has the answer as a document.
fn content(answer: &[u8]) -> Vec<u8> {
	let mut content = vec![b'x'; size(CONTENT_OFFSET.saturating_sub(1))];
	content.push(b'\n');
	content.extend_from_slice(answer);
	content.push(b'\n');
	content.resize(size(MAX_CONTENT_LEN), b'x');
	content
}

fn commit(bytes: &[u8]) -> Result<ContentCommitment, BenchmarkError> {
	ContentCommitment::of(bytes).map_err(|_| REFUSED)
}

fn bounded(answer: &[u8]) -> Result<AnswerBytes, BenchmarkError> {
	answer.to_vec().try_into().map_err(|_| REFUSED)
}

/// So many leaves, of spans with as many holders as can be but for the last, each of the fewest words of
/// `width` bytes and a space.
fn leaves<T: Config>(count: u32, width: u32) -> Result<Leaves, BenchmarkError> {
	let words = T::BenchmarkHelper::min_words();
	let stride = words.saturating_mul(width.saturating_add(1));
	let mut leaves = Vec::new();
	for first in (0..count).step_by(size(MAX_HOLDERS)) {
		let holders = count.saturating_sub(first).min(MAX_HOLDERS);
		let scores = holder_scores(words, words, holders).ok_or(REFUSED)?;
		let answer_start = stride.saturating_mul(first / MAX_HOLDERS);
		leaves.extend((first..).zip(scores).map(|(holder, score)| EvidenceLeaf {
			answer_start,
			length: stride.saturating_sub(1),
			contribution: ContributionId(holder.into()),
			content_offset: 0,
			score,
		}));
	}
	leaves.try_into().map_err(|_| REFUSED)
}

/// A claim about an answer, with a vector that does not follow from its leaves.
fn claim<T: Config>(
	artifact: ArtifactId,
	answer: &[u8],
	leaves: &[EvidenceLeaf],
) -> Result<Subject, BenchmarkError> {
	let root = evidence_root(leaves).map_err(|_| REFUSED)?;
	T::BenchmarkHelper::claim(artifact, commit(answer)?, root, AttributionVector::unattributed())
}

/// An artifact, for claims that no contribution decides.
fn any_artifact<T: Config>() -> Result<ArtifactId, BenchmarkError> {
	Ok(T::BenchmarkHelper::artifact(commit(b"any")?)?.0)
}

/// A leaf that says that the whole answer stands at the end of the contribution.
fn whole(answer: &[u8], contribution: ContributionId) -> EvidenceLeaf {
	let length = u32::try_from(answer.len()).unwrap_or(u32::MAX);
	EvidenceLeaf {
		answer_start: 0,
		length,
		contribution,
		content_offset: MAX_CONTENT_LEN.saturating_sub(length),
		score: 1,
	}
}

/// The leaf among as many others as can be.
fn among_others(leaf: EvidenceLeaf) -> Result<(Leaves, LeafProof), BenchmarkError> {
	let others =
		(1..MAX_LEAVES).map(|start| EvidenceLeaf { answer_start: start, length: 1, ..leaf });
	let leaves = core::iter::once(leaf).chain(others).collect::<Vec<_>>();
	let tree = EvidenceTree::new(leaves.clone()).map_err(|_| REFUSED)?;
	let proof = tree.prove_presence(&leaf.key()).ok_or(REFUSED)?;
	Ok((leaves.try_into().map_err(|_| REFUSED)?, proof))
}

/// A claim about an answer of so many chunks that stands in a contribution, and the leaf and the opening
/// that show it.
fn claim_of_chunks<T: Config>(
	chunks: u32,
) -> Result<(Subject, LeafProof, SpanOpening), BenchmarkError> {
	let answer = answer(chunks.saturating_mul(CHUNK_LEN).saturating_sub(1));
	let content = content(&answer);
	let (artifact, contribution, _) = T::BenchmarkHelper::artifact(commit(&content)?)?;
	let (leaves, proof) = among_others(whole(&answer, contribution))?;
	let subject = claim::<T>(artifact, &answer, &leaves)?;
	let shown = EvidenceLeaf { content_offset: CONTENT_OFFSET, ..proof.leaf };
	let opening = SpanOpening::new(&shown, &answer, &content).map_err(|_| REFUSED)?;
	Ok((subject, proof, opening))
}

/// An account with OPEN to spare.
fn challenger<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = whitelisted_caller();
	let enough = T::ChallengeBond::get().saturating_add(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, enough.saturating_mul(1_000_000));
	who
}

/// A claim that follows from its leaves, and a demand to disclose them.
fn disclosure_demanded<T: Config>(
	answer: &[u8],
	leaves: &[EvidenceLeaf],
) -> Result<(Subject, ChallengeId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let artifact = any_artifact::<T>()?;
	let vector = expected_vector(leaves, T::BenchmarkHelper::min_words()).map_err(|_| REFUSED)?;
	let root = evidence_root(leaves).map_err(|_| REFUSED)?;
	let subject = T::BenchmarkHelper::claim(artifact, commit(answer)?, root, vector)?;
	let challenge = NextChallenge::<T>::get();
	Pallet::<T>::do_challenge_disclosure(challenger::<T>(), subject)?;
	Ok((subject, challenge))
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn prove_omitted_span(
		a: Linear<SHORT_ANSWER, MAX_ANSWER_LEN>,
		l: Linear<0, MAX_LEAVES>,
	) -> Result<(), BenchmarkError> {
		let (answer, leaves) = (answer(a), leaves::<T>(l, 1)?);
		let content = content(&answer);
		let (artifact, contribution, _) = T::BenchmarkHelper::artifact(commit(&content)?)?;
		let subject = claim::<T>(artifact, &answer, &leaves)?;
		let fraud = Fraud::OmittedSpan(OmittedSpan {
			answer: bounded(&answer)?,
			leaves,
			answer_start: 0,
			length: a,
			contribution,
			content_offset: CONTENT_OFFSET,
			content: prove_run(&content, CONTENT_OFFSET, a).map_err(|_| REFUSED)?,
		});
		let caller = challenger::<T>();

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(caller), subject, Box::new(fraud));

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	#[benchmark]
	fn prove_omitted_holder(
		l: Linear<1, MAX_LEAVES>,
		c: Linear<1, ANSWER_CHUNKS>,
	) -> Result<(), BenchmarkError> {
		let answer = answer(c.saturating_mul(CHUNK_LEN).saturating_sub(1));
		let content = content(&answer);
		let (artifact, contribution, _) = T::BenchmarkHelper::artifact(commit(&content)?)?;
		let listed = whole(&answer, ContributionId(u64::MAX));
		let leaves = Leaves::truncate_from(vec![listed; size(l.min(MAX_HOLDERS))]);
		let filler = EvidenceLeaf { answer_start: 1, ..listed };
		let leaves = leaves.into_iter().chain(core::iter::repeat(filler)).take(size(l));
		let leaves = Leaves::truncate_from(leaves.collect());
		let subject = claim::<T>(artifact, &answer, &leaves)?;
		let shown = EvidenceLeaf { content_offset: CONTENT_OFFSET, ..listed };
		let fraud = Fraud::OmittedHolder(OmittedHolder {
			leaves,
			answer_start: 0,
			length: listed.length,
			contribution,
			content_offset: CONTENT_OFFSET,
			opening: SpanOpening::new(&shown, &answer, &content).map_err(|_| REFUSED)?,
		});
		let caller = challenger::<T>();

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(caller), subject, Box::new(fraud));

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	#[benchmark]
	fn prove_later_occurrence(c: Linear<1, ANSWER_CHUNKS>) -> Result<(), BenchmarkError> {
		let (subject, leaf, opening) = claim_of_chunks::<T>(c)?;
		let content_offset = CONTENT_OFFSET;
		let fraud = LaterOccurrence { leaf, count: MAX_LEAVES, content_offset, opening };
		let caller = challenger::<T>();

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(caller), subject, Box::new(Fraud::LaterOccurrence(fraud)));

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	#[benchmark]
	fn prove_wrong_arithmetic(l: Linear<1, MAX_LEAVES>) -> Result<(), BenchmarkError> {
		let leaves = leaves::<T>(l, 1)?;
		let subject = claim::<T>(any_artifact::<T>()?, &answer(SHORT_ANSWER), &leaves)?;
		let fraud = Fraud::WrongArithmetic(WrongArithmetic { leaves });
		let caller = challenger::<T>();

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(caller), subject, Box::new(fraud));

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	/// The last span starts between two words.
	#[benchmark]
	fn prove_wrong_words(
		a: Linear<SHORT_ANSWER, MAX_ANSWER_LEN>,
		l: Linear<1, MAX_LEAVES>,
	) -> Result<(), BenchmarkError> {
		let (answer, mut leaves) = (answer(a), leaves::<T>(l, 1)?);
		let span = l.saturating_sub(1) / MAX_HOLDERS;
		let last = leaves.last().ok_or(REFUSED)?.answer_start;
		for leaf in leaves.iter_mut().filter(|leaf| leaf.answer_start == last) {
			leaf.answer_start = last.saturating_add(1);
		}
		let subject = claim::<T>(any_artifact::<T>()?, &answer, &leaves)?;
		let fraud = Fraud::WrongWords(WrongWords { answer: bounded(&answer)?, leaves, span });
		let caller = challenger::<T>();

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(caller), subject, Box::new(fraud));

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	/// The answer is one word, so that one span can be chosen.
	#[benchmark]
	fn prove_too_many_spans(
		a: Linear<SHORT_ANSWER, MAX_ANSWER_LEN>,
		l: Linear<2, MAX_LEAVES>,
	) -> Result<(), BenchmarkError> {
		let answer = vec![b'w'; size(a)];
		let spans = (0..l)
			.map(|start| EvidenceLeaf { answer_start: start, ..whole(b"w", ContributionId(0)) });
		let leaves = Leaves::truncate_from(spans.collect());
		let subject = claim::<T>(any_artifact::<T>()?, &answer, &leaves)?;
		let fraud = Fraud::TooManySpans(TooManySpans { answer: bounded(&answer)?, leaves });
		let caller = challenger::<T>();

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(caller), subject, Box::new(fraud));

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	#[benchmark]
	fn prove_foreign_holder() -> Result<(), BenchmarkError> {
		let answer = answer(SHORT_ANSWER);
		let (artifact, _, foreign) = T::BenchmarkHelper::artifact(commit(b"any")?)?;
		let (leaves, leaf) = among_others(whole(&answer, foreign))?;
		let subject = claim::<T>(artifact, &answer, &leaves)?;
		let fraud = Fraud::ForeignHolder(ForeignHolder { leaf, count: MAX_LEAVES });
		let caller = challenger::<T>();

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(caller), subject, Box::new(fraud));

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	/// Accents above and below by turns, which canonical text sorts.
	#[benchmark]
	fn prove_not_canonical(a: Linear<SHORT_ANSWER, MAX_ANSWER_LEN>) -> Result<(), BenchmarkError> {
		let accents = "\u{301}\u{316}".repeat(size(a / 4));
		let mut answer = accents.into_bytes();
		answer.resize(size(a), b'x');
		let subject = claim::<T>(any_artifact::<T>()?, &answer, &[])?;
		let fraud = Fraud::NotCanonical(NotCanonical { answer: bounded(&answer)? });
		let caller = challenger::<T>();

		#[extrinsic_call]
		prove_fraud(RawOrigin::Signed(caller), subject, Box::new(fraud));

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	#[benchmark]
	fn challenge_leaf() -> Result<(), BenchmarkError> {
		let (subject, leaf, _) = claim_of_chunks::<T>(1)?;
		let demand = Demand::Leaf(leaf.leaf);
		let caller = challenger::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), subject, leaf, MAX_LEAVES);

		assert!(Demands::<T>::contains_key(subject, demand));
		Ok(())
	}

	#[benchmark]
	fn answer_leaf(c: Linear<1, ANSWER_CHUNKS>) -> Result<(), BenchmarkError> {
		let answer = answer(c.saturating_mul(CHUNK_LEN).saturating_sub(1));
		let content = content(&answer);
		let (artifact, contribution, _) = T::BenchmarkHelper::artifact(commit(&content)?)?;
		let said = whole(&answer, contribution);
		let true_leaf = EvidenceLeaf { content_offset: CONTENT_OFFSET, ..said };
		let (leaves, leaf) = among_others(true_leaf)?;
		let subject = claim::<T>(artifact, &answer, &leaves)?;
		let opening = SpanOpening::new(&true_leaf, &answer, &content).map_err(|_| REFUSED)?;
		let challenge = NextChallenge::<T>::get();
		let caller = challenger::<T>();
		Pallet::<T>::do_challenge_leaf(caller.clone(), subject, leaf, MAX_LEAVES)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), challenge, Box::new(opening));

		assert_eq!(Challenges::<T>::get(challenge).and_then(|record| record.bond), None);
		Ok(())
	}

	#[benchmark]
	fn challenge_disclosure() -> Result<(), BenchmarkError> {
		let subject = claim::<T>(any_artifact::<T>()?, &answer(SHORT_ANSWER), &[])?;
		let caller = challenger::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), subject);

		assert!(Demands::<T>::contains_key(subject, Demand::Disclosure));
		Ok(())
	}

	/// Each letter falls in two, and is put together again, before it is known to be canonical.
	#[benchmark]
	fn disclose(
		a: Linear<SHORT_ANSWER, MAX_ANSWER_LEN>,
		l: Linear<0, MAX_LEAVES>,
	) -> Result<(), BenchmarkError> {
		let mut answer = "é ".repeat(size(a / 3)).into_bytes();
		answer.resize(size(a), b'x');
		if let Some(last) = answer.last_mut() {
			*last = b'x';
		}
		let leaves = leaves::<T>(l, 2)?;
		let (_, challenge) = disclosure_demanded::<T>(&answer, &leaves)?;
		let caller = challenger::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), challenge, bounded(&answer)?, leaves);

		assert_eq!(Challenges::<T>::get(challenge).and_then(|record| record.bond), None);
		Ok(())
	}

	#[benchmark]
	fn convict() -> Result<(), BenchmarkError> {
		let (subject, challenge) =
			disclosure_demanded::<T>(&answer(SHORT_ANSWER), &leaves::<T>(MAX_LEAVES, 1)?)?;
		let expires_at = Challenges::<T>::get(challenge).ok_or(REFUSED)?.expires_at;
		T::BlockNumberProvider::set_block_number(expires_at);
		let caller = challenger::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), challenge);

		assert!(T::Claims::claim(subject).is_err());
		Ok(())
	}

	/// Another fraud was shown meanwhile.
	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		let (subject, challenge) = disclosure_demanded::<T>(&answer(SHORT_ANSWER), &[])?;
		T::Claims::falsify(subject)?;
		let caller = challenger::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), challenge);

		assert!(!Challenges::<T>::contains_key(challenge));
		Ok(())
	}
}
