// SPDX-License-Identifier: Apache-2.0
//! The Proof of Attribution: what a worker signs about one answer.

use crate::{
	commitment::{CommitmentError, ContentCommitment, MAX_ANSWER_LEN},
	ids::{ArtifactId, RequestId},
	vector::{AttributionVector, VectorError},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use polkadot_sdk::sp_core::H256;
use scale_info::TypeInfo;

/// The first bytes of what is signed. A change of the payload's layout changes the version in it.
pub const SIGNING_DOMAIN: &[u8; 31] = b"openledger/attribution-proof/v1";

/// Why a proof cannot be accepted, whoever signed it.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum ProofError {
	/// The attribution vector is not one.
	Vector(VectorError),
	/// The commitment to the input is malformed.
	Input(CommitmentError),
	/// The commitment to the answer is malformed.
	Output(CommitmentError),
	/// The answer is longer than [`MAX_ANSWER_LEN`].
	AnswerTooLong,
}

impl fmt::Display for ProofError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Vector(error) => write!(f, "attribution vector: {error}"),
			Self::Input(error) => write!(f, "input: {error}"),
			Self::Output(error) => write!(f, "answer: {error}"),
			Self::AnswerTooLong => f.write_str("the answer is longer than 64 KiB"),
		}
	}
}

impl core::error::Error for ProofError {}

/// What a worker states about one answer, on one chain, until a block.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct AttributionProof {
	/// Hash of the chain's genesis block: a proof is worth nothing on another chain.
	pub genesis: H256,
	/// What was asked.
	pub request: RequestId,
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// Commitment to the canonical input.
	pub input: ContentCommitment,
	/// Commitment to the canonical answer, one document.
	pub output: ContentCommitment,
	/// Tokens of input that are charged.
	pub input_tokens: u32,
	/// Tokens of output that are charged.
	pub output_tokens: u32,
	/// Whose contributions the answer rests on.
	pub vector: AttributionVector,
	/// Root of the evidence tree; zero when no span was found.
	pub evidence_root: H256,
	/// Version of the attribution engine.
	pub engine_version: u32,
	/// The last block in which the proof may be submitted.
	pub expires_at: u32,
}

impl AttributionProof {
	/// What is signed: [`SIGNING_DOMAIN`], then the SCALE encoding of the proof.
	pub fn signing_bytes(&self) -> Vec<u8> {
		(SIGNING_DOMAIN, self).encode()
	}

	/// Checks all that can be checked without the chain: the vector ascends, has no zero share and
	/// sums to one, the commitments are well-formed, and the answer is within its limit.
	///
	/// # Errors
	/// Every [`ProofError`].
	pub fn validate(&self) -> Result<(), ProofError> {
		self.input.check().map_err(ProofError::Input)?;
		self.output.check().map_err(ProofError::Output)?;
		if self.output.length > MAX_ANSWER_LEN {
			return Err(ProofError::AnswerTooLong);
		}
		self.vector.validate().map_err(ProofError::Vector)
	}
}
