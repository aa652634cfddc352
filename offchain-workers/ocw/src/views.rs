// SPDX-License-Identifier: Apache-2.0
//! What the chain tells of the work that there is, in the words of the server.

use alloc::string::String;
use openledger_primitives::{
	commitment::ContentCommitment,
	committee::AnswerStatement,
	ids::{ArtifactId, FactoryJobId, RequestId},
	jobs::{Evaluation, JobInput, Training},
	Balance,
};
use polkadot_sdk::sp_core::H256;

/// A request that a worker has to answer, with all that the server needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
	/// The request.
	pub request: RequestId,
	/// The artifact that is to answer.
	pub artifact: ArtifactId,
	/// What was asked.
	pub input: JobInput,
	/// Commitment to the canonical input.
	pub input_commitment: ContentCommitment,
	/// The most tokens to generate.
	pub max_output_tokens: u32,
	/// The chain's minimum number of words of a span.
	pub min_words: u32,
	/// The last block that takes the answer, by the clock of [`Chain::now`](crate::Chain::now).
	pub deadline: u32,
	/// Whether a committee judges the answer: then it is published, and else proved.
	pub judged: bool,
}

/// An answer that a committee judges, with all that the server needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
	/// The request.
	pub request: RequestId,
	/// The artifact that is said to have answered.
	pub artifact: ArtifactId,
	/// What was asked.
	pub input: JobInput,
	/// Commitment to the canonical input.
	pub input_commitment: ContentCommitment,
	/// What the author states; in a review, what its proof does.
	pub statement: AnswerStatement,
	/// The most tokens of output that are paid for.
	pub max_output_tokens: u32,
	/// The registered address of the author's server; none when the author has left.
	pub source: Option<String>,
	/// The chain's minimum number of words of a span.
	pub min_words: u32,
	/// The version of the attribution engine that the request was asked under.
	pub engine_version: u32,
}

/// What a job of the ModelFactory asks for, in the words of the server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Order {
	/// An adapter.
	Training(Training),
	/// One metric of one artifact.
	Evaluation {
		/// What is to be measured, by one metric.
		evaluation: Evaluation,
		/// The benchmark that the job names: the result must be of this one.
		benchmark: H256,
	},
}

/// What a job of the ModelFactory is to one worker. Blocks are those of the clock of
/// [`Chain::now`](crate::Chain::now).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactoryStage {
	/// It can be taken.
	Open,
	/// The worker is at it.
	Taken {
		/// Whether a report of progress would be accepted now.
		may_report: bool,
	},
	/// The worker has delivered.
	Delivered {
		/// The first block in which anyone may settle it.
		settle_at: u32,
	},
}

/// A job of the ModelFactory that one worker can take, or has taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FactoryJob {
	/// The job.
	pub id: FactoryJobId,
	/// What is asked for; `None` when no server can be asked for it.
	pub order: Option<Order>,
	/// What the worker is paid, in plancks.
	pub budget: Balance,
	/// The last block in which it can be delivered, by the clock of [`Chain::now`](crate::Chain::now).
	pub deadline: u32,
	/// What it is to the worker.
	pub stage: FactoryStage,
}
