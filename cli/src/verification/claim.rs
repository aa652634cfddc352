// SPDX-License-Identifier: Apache-2.0
//! What a worker claims about an answer, wherever it is written.

use openledger_primitives::{
	ids::RequestId,
	jobs,
	proof::AttributionProof,
	receipts::{Receipt, Statement},
	records::RequestView,
	traits::Subject,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};

/// A claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
	/// The answer about which it is.
	pub subject: Subject,
	/// What is claimed.
	pub proof: AttributionProof,
	/// The fewest words of a span that counts.
	pub min_words: u32,
	/// Who claims it, and who judged it.
	pub workers: Vec<AccountId32>,
}

impl Claim {
	/// What the chain has of the answer to `request`; `None` while there is no answer.
	pub fn of_request(request: &RequestView<AccountId32>, genesis: H256) -> Option<Self> {
		let answer = request.answer.as_ref()?;
		let proof = AttributionProof {
			genesis,
			request: request.id,
			artifact: request.artifact,
			input: request.input,
			output: answer.output,
			input_tokens: answer.input_tokens,
			output_tokens: answer.output_tokens,
			vector: answer.vector.clone(),
			evidence_root: answer.evidence_root,
			engine_version: request.engine_version,
			expires_at: request.deadline,
		};
		let subject = Subject::Request(request.id);
		let (min_words, workers) = (request.min_words, request.workers.clone());
		Some(Self { subject, proof, min_words, workers })
	}
}

impl Claim {
	/// What a worker states of an answer that a voucher pays for.
	pub fn of_statement(statement: &Statement<AccountId32>, subject: Subject) -> Self {
		let Receipt { input, output, input_tokens, output_tokens, .. } = statement.receipt;
		let proof = AttributionProof {
			genesis: statement.genesis,
			// There is none, and nobody looks at it.
			request: RequestId(0),
			artifact: statement.artifact,
			input,
			output,
			input_tokens,
			output_tokens,
			vector: statement.receipt.vector.clone(),
			evidence_root: statement.receipt.evidence_root,
			engine_version: statement.engine_version,
			expires_at: 0,
		};
		let (min_words, workers) = (statement.min_words, vec![statement.worker.clone()]);
		Self { subject, proof, min_words, workers }
	}
}

/// The job by which servers publish the evidence of a request's answer.
pub fn job(genesis: H256, request: RequestId) -> H256 {
	jobs::job_id(&genesis, request)
}
