// SPDX-License-Identifier: Apache-2.0
//! The Proof of Attribution.

use codec::{Decode, Encode, MaxEncodedLen};
use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment, MAX_ANSWER_LEN, MAX_CONTENT_LEN},
	ids::{ArtifactId, ContributionId, RequestId},
	proof::{AttributionProof, ProofError, SIGNING_DOMAIN},
	vector::{AttributionVector, VectorError},
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};
use proptest::prelude::*;

fn proof() -> AttributionProof {
	let scores = [(ContributionId(3), 2), (ContributionId(8), 5)];
	AttributionProof {
		genesis: H256::repeat_byte(1),
		request: RequestId(2),
		artifact: ArtifactId(3),
		input: ContentCommitment::of(b"question").unwrap(),
		output: ContentCommitment::of(b"answer").unwrap(),
		input_tokens: 1,
		output_tokens: 2,
		vector: AttributionVector::from_scores(scores).unwrap(),
		evidence_root: H256::repeat_byte(4),
		engine_version: 5,
		expires_at: 6,
	}
}

#[test]
fn signing_bytes_are_the_domain_and_the_payload_when_signed() {
	let proof = proof();
	let bytes = proof.signing_bytes();
	assert_eq!(&bytes[..31], SIGNING_DOMAIN);
	assert_eq!(AttributionProof::decode(&mut &bytes[31..]), Ok(proof));
}

#[test]
fn signing_bytes_differ_when_any_field_does() {
	let good = proof();
	let variants = [
		AttributionProof { genesis: H256::zero(), ..good.clone() },
		AttributionProof { request: RequestId(9), ..good.clone() },
		AttributionProof { artifact: ArtifactId(9), ..good.clone() },
		AttributionProof { input: good.output, ..good.clone() },
		AttributionProof { output: good.input, ..good.clone() },
		AttributionProof { input_tokens: 9, ..good.clone() },
		AttributionProof { output_tokens: 9, ..good.clone() },
		AttributionProof { vector: AttributionVector::unattributed(), ..good.clone() },
		AttributionProof { evidence_root: H256::zero(), ..good.clone() },
		AttributionProof { engine_version: 9, ..good.clone() },
		AttributionProof { expires_at: 9, ..good.clone() },
	];
	for variant in variants {
		assert_ne!(variant.signing_bytes(), good.signing_bytes(), "{variant:?}");
	}
}

#[test]
fn proof_is_valid_when_everything_fits() {
	assert_eq!(proof().validate(), Ok(()));
}

#[test]
fn proof_is_refused_when_its_vector_does_not_sum_to_one() {
	let mut proof = proof();
	proof.vector.residual = Perbill::from_parts(1);
	assert_eq!(proof.validate(), Err(ProofError::Vector(VectorError::NotOne)));
}

#[test]
fn proof_is_refused_when_a_commitment_is_malformed() {
	let bad = ContentCommitment { root: H256::zero(), length: 1 };
	let error = CommitmentError::MalformedCommitment;
	let input = AttributionProof { input: bad, ..proof() };
	assert_eq!(input.validate(), Err(ProofError::Input(error)));
	let output = AttributionProof { output: bad, ..proof() };
	assert_eq!(output.validate(), Err(ProofError::Output(error)));
}

#[test]
fn proof_is_refused_when_the_answer_is_too_long() {
	let mut proof = proof();
	proof.output.length = MAX_ANSWER_LEN;
	assert_eq!(proof.validate(), Ok(()));
	proof.output.length = MAX_ANSWER_LEN + 1;
	assert_eq!(proof.validate(), Err(ProofError::AnswerTooLong));
	proof.output.length = MAX_CONTENT_LEN + 1;
	let error = ProofError::Output(CommitmentError::MalformedCommitment);
	assert_eq!(proof.validate(), Err(error));
}

#[test]
fn proof_fits_in_a_kilobyte_when_encoded() {
	assert!(AttributionProof::max_encoded_len() <= 1024);
}

#[test]
fn decoding_fails_when_the_vector_is_too_long_or_a_share_above_one() {
	let entries = vec![(1u64, 1u32); 65];
	assert!(AttributionVector::decode(&mut &(entries, 0u32).encode()[..]).is_err());
	let above = (vec![(1u64, 1_000_000_001u32)], 0u32).encode();
	assert!(AttributionVector::decode(&mut &above[..]).is_err());
}

proptest! {
	#[test]
	fn validation_never_panics_when_bytes_are_arbitrary(
		bytes in prop::collection::vec(any::<u8>(), 0..400),
	) {
		if let Ok(proof) = AttributionProof::decode(&mut &bytes[..]) {
			prop_assert!(proof.validate().is_err());
		}
	}

	#[test]
	fn decoding_fails_when_the_payload_is_truncated(cut in 1usize..200) {
		let bytes = proof().encode();
		let kept = bytes.len().saturating_sub(cut);
		prop_assert!(AttributionProof::decode(&mut &bytes[..kept]).is_err());
	}
}
