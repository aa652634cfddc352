// SPDX-License-Identifier: Apache-2.0
//! From a server's result to what a worker can sign or publish.

use crate::Assignment;
use core::fmt;
use openledger_primitives::{
	commitment::CommitmentError,
	committee::AnswerStatement,
	jobs::InferenceResult,
	proof::{AttributionProof, ProofError},
};
use polkadot_sdk::sp_core::H256;

/// Why a result cannot be signed or published.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResultError {
	/// More tokens than were asked for.
	TooManyTokens {
		/// How many.
		output: u32,
		/// How many were allowed.
		limit: u32,
	},
	/// The answer cannot be committed.
	Answer(CommitmentError),
	/// The proof would not be one.
	Proof(ProofError),
}

impl fmt::Display for ResultError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::TooManyTokens { output, limit } => {
				write!(f, "the answer has {output} tokens where {limit} were allowed")
			},
			Self::Answer(error) => write!(f, "answer: {error}"),
			Self::Proof(error) => error.fmt(f),
		}
	}
}

impl core::error::Error for ResultError {}

/// What can be stated of `result` as the answer to `assignment`. The commitment to the answer is computed here.
///
/// The chain has no token charged that has no byte of its own, but for one that ends the answer. What a model's
/// template adds to the question, and tokens of which the canonical answer shows nothing, are the worker's own
/// expense: no more is charged than can be.
///
/// # Errors
/// [`ResultError::TooManyTokens`] and [`ResultError::Answer`].
pub fn statement(
	assignment: &Assignment,
	result: &InferenceResult,
) -> Result<AnswerStatement, ResultError> {
	if result.output_tokens > assignment.max_output_tokens {
		return Err(ResultError::TooManyTokens {
			output: result.output_tokens,
			limit: assignment.max_output_tokens,
		});
	}
	let output = result.output_commitment().map_err(ResultError::Answer)?;
	Ok(AnswerStatement {
		output,
		input_tokens: result.input_tokens.min(assignment.input_commitment.length),
		output_tokens: result.output_tokens.min(output.length.saturating_add(1)),
	})
}

/// The proof that `result` answers `assignment`, on the chain with this genesis hash. Everything that can be
/// checked without the chain is.
///
/// # Errors
/// Every [`ResultError`].
pub fn proof(
	genesis: H256,
	assignment: &Assignment,
	result: InferenceResult,
) -> Result<AttributionProof, ResultError> {
	let AnswerStatement { output, input_tokens, output_tokens } = statement(assignment, &result)?;
	let proof = AttributionProof {
		genesis,
		request: assignment.request,
		artifact: assignment.artifact,
		input: assignment.input_commitment,
		output,
		input_tokens,
		output_tokens,
		vector: result.vector,
		evidence_root: result.evidence_root,
		engine_version: result.engine_version,
		expires_at: assignment.deadline,
	};
	proof.validate().map_err(ResultError::Proof)?;
	Ok(proof)
}
