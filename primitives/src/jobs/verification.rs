// SPDX-License-Identifier: Apache-2.0
//! Verifications: a published answer is attributed again, and compared with what its worker claims.

use crate::{
	commitment::ContentCommitment,
	evidence::EvidenceLeaf,
	ids::{ArtifactId, ContributionId},
	vector::AttributionVector,
};
use alloc::{string::String, vec::Vec};
use codec::Encode;
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use serde::{Deserialize, Serialize};

const VERIFICATION_DOMAIN: &[u8; 26] = b"openledger/verification/v1";

/// The name of the job that verifies as `verification` says, on the chain with this genesis hash.
pub fn verification_job_id(genesis: &H256, verification: &Verification) -> H256 {
	BlakeTwo256::hash(&(VERIFICATION_DOMAIN, genesis, verification).encode())
}

/// What is to be verified: what a worker has published of an answer.
#[derive(Serialize, Deserialize, Encode, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Verification {
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// The answer, canonical or not.
	pub answer: String,
	/// The chain's minimum number of words of a span.
	pub min_words: u32,
	/// The published vector.
	pub vector: AttributionVector,
	/// The published root of the evidence tree.
	pub evidence_root: H256,
	/// The leaves under that root, where they are known: with them, the first wrong one is found.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub leaves: Option<Vec<EvidenceLeaf>>,
}

/// In what a published attribution differs from the one that was computed again.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
	/// The evidence has another root.
	EvidenceRoot {
		/// What was published.
		published: H256,
		/// What was computed.
		found: H256,
	},
	/// The leaves that are said to be under the published root are not.
	LeavesOfAnotherRoot {
		/// The root that they have; none for too many leaves.
		root: Option<H256>,
	},
	/// The first leaf that differs.
	Leaf {
		/// Its place.
		index: u32,
		/// What was published; none past the end.
		published: Option<EvidenceLeaf>,
		/// What was computed; none past the end.
		found: Option<EvidenceLeaf>,
	},
	/// The published vector breaks a rule.
	MalformedVector {
		/// Which one.
		reason: String,
	},
	/// A contribution has another share.
	Share {
		/// Which contribution.
		contribution: ContributionId,
		/// What was published; zero where it is not named.
		published: Perbill,
		/// What was computed; zero where it is not named.
		found: Perbill,
	},
	/// The residual is another.
	Residual {
		/// What was published.
		published: Perbill,
		/// What was computed.
		found: Perbill,
	},
}

/// What a finished verification yields.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct VerificationResult {
	/// Whether nothing differs.
	pub equal: bool,
	/// What does.
	pub differences: Vec<Difference>,
	/// The commitment to the answer.
	pub output: ContentCommitment,
	/// The vector that was computed.
	pub vector: AttributionVector,
	/// The root of the evidence that was computed.
	pub evidence_root: H256,
	/// Version of the attribution engine.
	pub engine_version: u32,
}
