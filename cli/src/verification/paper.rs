// SPDX-License-Identifier: Apache-2.0
//! Proofs in files: JSON, hexadecimal digits, or SCALE. Signed receipts in files: JSON.

use crate::failure::Failure;
use codec::DecodeAll;
use openledger_primitives::{payment::SignedReceipt, proof::AttributionProof};
use polkadot_sdk::sp_runtime::{AccountId32, MultiSignature};
use serde_json::Value;
use std::{fs, path::Path};

/// What somebody has in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Paper {
	/// A proof of an answer that was asked for on chain.
	Proof(AttributionProof),
	/// A receipt for an answer that a voucher pays for.
	Receipt(Box<SignedReceipt<AccountId32, MultiSignature>>),
}

/// What is in the file at `path`.
///
/// # Errors
/// [`Failure::File`]; [`Failure::Input`] when it is neither.
pub fn read(path: &Path) -> Result<Paper, Failure> {
	let bytes = fs::read(path).map_err(Failure::file(path))?;
	parse(&bytes).map_err(|reason| Failure::Input(format!("{}: {reason}", path.display())))
}

/// A proof in SCALE begins with the hash of a genesis block: it is not taken for JSON or hexadecimal digits.
fn parse(bytes: &[u8]) -> Result<Paper, String> {
	let text = std::str::from_utf8(bytes).map(str::trim).unwrap_or_default();
	if text.starts_with('{') {
		let json: Value =
			serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
		// Answers that are paid for have the receipt in a member of this name.
		let json = match json.get("receipt") {
			Some(receipt) if json.get("statement").is_none() => receipt.clone(),
			_ => json,
		};
		return if json.get("statement").is_some() {
			serde_json::from_value(json)
				.map(|receipt| Paper::Receipt(Box::new(receipt)))
				.map_err(|error| format!("it is no signed receipt in JSON: {error}"))
		} else {
			serde_json::from_value(json)
				.map(Paper::Proof)
				.map_err(|error| format!("it is no proof in JSON: {error}"))
		};
	}
	let decoded = match text.strip_prefix("0x") {
		Some(digits) => {
			Some(hex::decode(digits).map_err(|error| format!("it is not hexadecimal: {error}"))?)
		},
		None => None,
	};
	AttributionProof::decode_all(&mut decoded.as_deref().unwrap_or(bytes))
		.map(Paper::Proof)
		.map_err(|error| format!("it is no proof in SCALE: {error}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::gateway::check::tests::{signed, statement};
	use codec::Encode;
	use openledger_primitives::{
		commitment::ContentCommitment,
		ids::{ArtifactId, ContributionId, RequestId},
		vector::{AttributionVector, ContributionShare},
	};
	use polkadot_sdk::{sp_core::H256, sp_runtime::Perbill};
	use proptest::prelude::*;

	fn proof() -> AttributionProof {
		let share =
			ContributionShare { contribution: ContributionId(3), share: Perbill::from_percent(60) };
		AttributionProof {
			genesis: H256::repeat_byte(0xab),
			request: RequestId(7),
			artifact: ArtifactId(1),
			input: ContentCommitment::of(b"a question").unwrap(),
			output: ContentCommitment::of(b"an answer").unwrap(),
			input_tokens: 2,
			output_tokens: 3,
			vector: AttributionVector {
				shares: vec![share].try_into().unwrap(),
				residual: Perbill::from_percent(40),
			},
			evidence_root: H256::repeat_byte(1),
			engine_version: 1,
			expires_at: 40,
		}
	}

	#[test]
	fn proof_is_the_same_when_it_is_read_from_any_form() {
		let json = serde_json::to_vec_pretty(&proof()).unwrap();
		let digits = format!(" 0x{}\n", hex::encode(proof().encode()));
		for form in [json, digits.into_bytes(), proof().encode()] {
			assert_eq!(parse(&form), Ok(Paper::Proof(proof())));
		}
	}

	#[test]
	fn receipt_is_read_alone_and_from_an_answer() {
		let receipt = signed(statement(50));
		let alone = serde_json::to_value(&receipt).unwrap();
		let of_answer = serde_json::json!({ "receipt": alone });
		for json in [alone, of_answer] {
			let read = parse(json.to_string().as_bytes());
			assert_eq!(read, Ok(Paper::Receipt(Box::new(receipt.clone()))));
		}
	}

	#[test]
	fn proof_is_refused_when_a_member_is_unknown() {
		let mut json = serde_json::to_value(proof()).unwrap();
		json["fee"] = 1.into();
		let error = parse(json.to_string().as_bytes()).unwrap_err();
		assert!(error.contains("unknown field `fee`"), "{error}");
	}

	#[test]
	fn proof_is_refused_when_bytes_are_left_over_or_missing() {
		let whole = proof().encode();
		assert!(parse(&[&whole[..], &[0]].concat()).is_err());
		assert!(parse(&whole[..whole.len() - 1]).is_err());
	}

	proptest! {
		#[test]
		fn parser_never_panics(bytes: Vec<u8>) {
			let _ = parse(&bytes);
		}
	}
}
