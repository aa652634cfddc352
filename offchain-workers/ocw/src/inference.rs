// SPDX-License-Identifier: Apache-2.0
//! Answers: asked for, proved or published, settled; and the heartbeat that promises them.

use crate::{
	desk::{Desk, Obstacle},
	memory::RESUBMIT_AFTER,
	proofs::{self, ResultError},
	Assignment, Call, Chain, LOG_TARGET,
};
use alloc::boxed::Box;
use core::fmt;
use openledger_primitives::{
	ids::RequestId,
	jobs::{job_id, InferenceResult, JobRequest, Task, WIRE_VERSION},
	records::{Duty, DutyStep},
};

/// The most settlements that one key submits in one run.
pub const SETTLEMENTS_PER_RUN: usize = 16;

/// How many settlements the chain is asked for: more than are submitted, so that some that fail again
/// and again do not stand in the way of others.
const SETTLEMENTS_SEEN: u32 = 64;

/// Why an answer did not become a transaction.
enum Failure {
	Result(ResultError),
	NoKey,
	Obstacle(Obstacle),
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Result(error) => {
				write!(f, "the server's result is not one, and is not submitted: {error}")
			},
			Self::NoKey => f.write_str("the worker's key is not in the keystore: insert it again"),
			Self::Obstacle(obstacle) => obstacle.fmt(f),
		}
	}
}

/// Whether the server is to be asked about this duty now: the answer is owed, still in time for the next block,
/// and not to be left alone until later.
pub fn is_due<C: Chain>(desk: &Desk<C>, duty: &Duty) -> bool {
	duty.step == DutyStep::Answer
		&& duty.until > desk.now
		&& desk.memory.proofs.due(duty.request, desk.block)
}

/// The job that answers.
pub fn job<C: Chain>(assignment: &Assignment) -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: job_id(&C::genesis(), assignment.request),
		task: Task::Inference {
			request: assignment.request,
			artifact: assignment.artifact,
			input: assignment.input.clone(),
			input_commitment: assignment.input_commitment,
			max_output_tokens: assignment.max_output_tokens,
			min_words: assignment.min_words,
		},
		deadline: assignment.deadline,
	}
}

/// Notes that the server has no answer to `request`; `at_least` so many blocks pass until it is
/// asked again.
pub fn failed<C: Chain>(
	desk: &mut Desk<C>,
	request: RequestId,
	at_least: u32,
	why: &dyn fmt::Display,
) {
	let again = desk.memory.proofs.note(request, desk.block, at_least);
	log::warn!(target: LOG_TARGET, "request {request}: {why}. Again in block {again}");
}

/// Proves that `result` answers `assignment`, or publishes it for the committee, unless earlier transactions
/// are still pending: then a later run does.
pub fn answered<C: Chain>(desk: &mut Desk<C>, assignment: &Assignment, result: InferenceResult) {
	let request = assignment.request;
	if !desk.may_submit() {
		log::debug!(
			target: LOG_TARGET,
			"request {request} is answered and waits for the worker's earlier transactions",
		);
		return;
	}
	let submitted = if assignment.judged {
		publish(desk, assignment, &result)
	} else {
		prove(desk, assignment, result)
	};
	match submitted {
		Ok(()) => {
			desk.memory.proofs.note(request, desk.block, RESUBMIT_AFTER);
		},
		Err(failure) => failed(desk, request, 0, &failure),
	}
}

fn prove<C: Chain>(
	desk: &mut Desk<C>,
	assignment: &Assignment,
	result: InferenceResult,
) -> Result<(), Failure> {
	let proof = proofs::proof(C::genesis(), assignment, result).map_err(Failure::Result)?;
	let signature = C::sign(&desk.key, &proof.signing_bytes()).ok_or(Failure::NoKey)?;
	let call = Call::Prove { proof: Box::new(proof), signature };
	let what = format_args!("proof of request {}", assignment.request);
	desk.send(call, &what).map_err(Failure::Obstacle)
}

fn publish<C: Chain>(
	desk: &mut Desk<C>,
	assignment: &Assignment,
	result: &InferenceResult,
) -> Result<(), Failure> {
	let request = assignment.request;
	let statement = proofs::statement(assignment, result).map_err(Failure::Result)?;
	let what = format_args!("answer to request {request}, for its committee,");
	desk.send(Call::Publish { request, statement }, &what).map_err(Failure::Obstacle)
}

/// Submits the settlements that are due.
pub fn settle<C: Chain>(desk: &mut Desk<C>) {
	if !desk.may_submit() {
		return;
	}
	let mut due = C::settleable(&desk.key, SETTLEMENTS_SEEN);
	due.retain(|&request| desk.memory.settlements.due(request, desk.block));
	for request in due.into_iter().take(SETTLEMENTS_PER_RUN) {
		if !desk.may_submit() {
			return;
		}
		let what = format_args!("settlement of request {request}");
		let submitted = desk.submit(Call::Settle(request), &what);
		// Whether it went well shows when the request is no longer there.
		let again = desk.memory.settlements.note(request, desk.block, RESUBMIT_AFTER);
		if let Err(error) = submitted {
			log::warn!(target: LOG_TARGET, "{what}: {error} Again in block {again}");
		}
	}
}

/// Whether a heartbeat is to be sent now.
pub fn heartbeat_due<C: Chain>(desk: &mut Desk<C>) -> bool {
	if !C::heartbeat_due(&desk.key) {
		// The last one has arrived: the next is a new matter.
		desk.memory.heartbeat = None;
		return false;
	}
	let attempt = desk.memory.heartbeat.as_ref();
	desk.may_submit() && attempt.is_none_or(|attempt| attempt.due(desk.block))
}

/// Submits a heartbeat.
pub fn heartbeat<C: Chain>(desk: &mut Desk<C>) {
	let submitted = desk.submit(Call::Heartbeat, &"heartbeat");
	// Whether it went well shows when none is due any more.
	let again = note_heartbeat(desk, RESUBMIT_AFTER);
	if let Err(error) = submitted {
		log::warn!(target: LOG_TARGET, "heartbeat: {error} Again in block {again}");
	}
}

/// Notes that the server is not there to do what a heartbeat promises.
pub fn withhold_heartbeat<C: Chain>(desk: &mut Desk<C>, why: &dyn fmt::Display) {
	let again = note_heartbeat(desk, 0);
	log::warn!(
		target: LOG_TARGET,
		"no heartbeat while the LoRA server is not ready: {why}. Again in block {again}",
	);
}

fn note_heartbeat<C: Chain>(desk: &mut Desk<C>, at_least: u32) -> u32 {
	let block = desk.block;
	desk.memory.heartbeat.get_or_insert_default().note(block, at_least)
}
