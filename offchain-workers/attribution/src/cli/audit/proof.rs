// SPDX-License-Identifier: Apache-2.0
//! Attribution proofs in files.

use super::AuditError;
use codec::DecodeAll;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, RequestId},
	proof::AttributionProof,
	vector::AttributionVector,
};
use serde::{de::Error, Deserialize, Deserializer};
use std::path::Path;

/// The JSON form of a proof.
#[derive(Deserialize)]
struct ProofJson {
	#[serde(deserialize_with = "hash")]
	genesis: [u8; 32],
	request: RequestId,
	artifact: ArtifactId,
	input: ContentCommitment,
	output: ContentCommitment,
	input_tokens: u32,
	output_tokens: u32,
	vector: AttributionVector,
	#[serde(deserialize_with = "hash")]
	evidence_root: [u8; 32],
	engine_version: u32,
	expires_at: u32,
}

/// `0x` and 64 hexadecimal digits.
fn hash<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
	let text = String::deserialize(from)?;
	let mut hash = [0; 32];
	text.strip_prefix("0x")
		.and_then(|digits| hex::decode_to_slice(digits, &mut hash).ok())
		.ok_or_else(|| D::Error::custom(format!("`{text}` is not 0x and 64 hexadecimal digits")))?;
	Ok(hash)
}

impl From<ProofJson> for AttributionProof {
	fn from(json: ProofJson) -> Self {
		Self {
			genesis: json.genesis.into(),
			request: json.request,
			artifact: json.artifact,
			input: json.input,
			output: json.output,
			input_tokens: json.input_tokens,
			output_tokens: json.output_tokens,
			vector: json.vector,
			evidence_root: json.evidence_root.into(),
			engine_version: json.engine_version,
			expires_at: json.expires_at,
		}
	}
}

/// Reads the proof in the file at `path`: JSON if it begins with a brace, hexadecimal digits if it begins
/// with `0x`, else SCALE. A proof in SCALE begins with the hash of a genesis block, which a file of
/// JSON or hexadecimal digits is not taken for, and the other way round: the chance is below 2^-40.
pub(super) fn read(path: &Path) -> Result<AttributionProof, AuditError> {
	let bytes = super::read(path)?;
	let text = std::str::from_utf8(&bytes).map(str::trim).unwrap_or_default();
	if text.starts_with('{') {
		return serde_json::from_str::<ProofJson>(text).map(AttributionProof::from).map_err(
			|reason| AuditError::Json { path: path.into(), what: "an attribution proof", reason },
		);
	}
	let bytes = match text.strip_prefix("0x") {
		Some(digits) => {
			hex::decode(digits).map_err(|reason| AuditError::Hex { path: path.into(), reason })?
		},
		None => bytes,
	};
	AttributionProof::decode_all(&mut bytes.as_slice())
		.map_err(|reason| AuditError::Scale { path: path.into(), reason })
}
