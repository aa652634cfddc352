// SPDX-License-Identifier: Apache-2.0
//! One run: ask the server about what is assigned, submit what is finished, say that the worker is there,
//! settle what is over.

use crate::{
	desk::Desk,
	memory::{Memory, MAX_WAIT},
	server::{self, ServerError},
	settings::{Settings, URL_KEY},
	Assignment, Chain, LOG_TARGET,
};
use alloc::{format, string::String, vec::Vec};
use openledger_primitives::jobs::{job_id, JobRequest, JobResult, JobState, Task, WIRE_VERSION};
use polkadot_sdk::sp_core::H256;

/// The most jobs that the server is asked about in one run, the nearest deadlines first.
pub const JOBS_PER_RUN: usize = 32;

/// A missing server is mentioned once in so many blocks.
const REMIND_AFTER: u32 = 10;

/// Does the work of one run for these keys. The caller holds the lock.
pub fn work<C: Chain>(keys: Vec<C::Key>) {
	let block = C::block();
	let mut memory = Memory::load();
	let stored = memory.clone();
	let mut desks =
		keys.into_iter().map(|key| Desk::<C>::open(key, block, &mut memory)).collect::<Vec<_>>();

	// Proofs have deadlines, so they come first.
	let ready = prove(&mut desks, &mut memory.missing_since, block);
	vouch(&mut desks, ready);
	for desk in &mut desks {
		desk.settle();
	}

	for desk in desks {
		desk.close(&mut memory);
	}
	if memory != stored {
		memory.store();
	}
}

/// Returns whether the server is at work, when it was asked.
fn prove<C: Chain>(
	desks: &mut [Desk<C>],
	missing_since: &mut Option<u32>,
	block: u32,
) -> Option<Result<(), ServerError>> {
	let mut owed = desks
		.iter()
		.enumerate()
		.flat_map(|(desk, at)| at.due().into_iter().map(move |owed| (desk, owed)))
		.collect::<Vec<_>>();
	owed.sort_by_key(|(_, owed)| (owed.deadline, owed.request));
	// The questions are long, so only those are read that the server is asked now.
	let jobs = owed
		.into_iter()
		.filter_map(|(desk, owed)| Some((desk, C::assignment(owed.request)?)))
		.take(JOBS_PER_RUN)
		.collect::<Vec<_>>();
	if jobs.is_empty() {
		return None;
	}
	let settings = settings()?;

	let genesis = C::genesis();
	let requests = jobs.iter().map(|(_, assignment)| job(&genesis, assignment)).collect::<Vec<_>>();
	let answers = server::ask(&settings, &requests);
	report_outage(&settings.url, &answers, missing_since, block);
	let ready = readiness(&answers);
	for ((desk, assignment), answer) in jobs.into_iter().zip(answers) {
		if let Some(desk) = desks.get_mut(desk) {
			handle(desk, &assignment, answer);
		}
	}
	ready
}

/// The server works when it says of one job where it stands; else its first error stands for all.
fn readiness(answers: &[Result<JobState, ServerError>]) -> Option<Result<(), ServerError>> {
	if answers.iter().any(Result::is_ok) {
		return Some(Ok(()));
	}
	answers.first().map(|answer| answer.clone().map(|_| ()))
}

/// Sends the heartbeats that are due. They promise answers, so a server must be there to give them:
/// where this run has not asked it anything, it is asked now.
fn vouch<C: Chain>(desks: &mut [Desk<C>], ready: Option<Result<(), ServerError>>) {
	let mut due =
		desks.iter_mut().filter_map(|desk| desk.heartbeat_due().then_some(desk)).peekable();
	if due.peek().is_none() {
		return;
	}
	let ready = match ready {
		Some(ready) => ready,
		None => match settings() {
			Some(settings) => server::ready(&settings),
			None => return,
		},
	};
	for desk in due {
		match &ready {
			Ok(()) => desk.heartbeat(),
			Err(error) => desk.withhold_heartbeat(error),
		}
	}
}

/// What the operator has set, or a line in the log.
fn settings() -> Option<Settings> {
	Settings::load().inspect_err(|error| log::error!(target: LOG_TARGET, "{error}")).ok()
}

fn job(genesis: &H256, assignment: &Assignment) -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: job_id(genesis, assignment.request),
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

fn handle<C: Chain>(
	desk: &mut Desk<C>,
	assignment: &Assignment,
	answer: Result<JobState, ServerError>,
) {
	let request = assignment.request;
	match answer {
		Ok(JobState::Queued | JobState::Running) => {
			log::debug!(target: LOG_TARGET, "request {request} is being answered");
		},
		Ok(JobState::Finished { result: JobResult::Inference(result) }) => {
			desk.prove(assignment, result);
		},
		Ok(JobState::Finished {
			result: JobResult::Training(_) | JobResult::Evaluation(_) | JobResult::Verification(_),
		}) => {
			desk.failed(request, 0, &"the server gave the result of another kind of job");
		},
		Ok(JobState::Failed { reason, retryable }) => {
			let why = format!("the server could not answer: {:?}", server::excerpt(&reason));
			// The server may be mended or configured anew, so even this is not for ever.
			desk.failed(request, if retryable { 0 } else { MAX_WAIT }, &why);
		},
		// The server is down or overloaded, which is not the job's fault: the next block asks again.
		Err(error) if error.is_outage() => {},
		Err(error) => desk.failed(request, 0, &error),
	}
}

/// Says that the server does not answer, in some blocks only; and when it is back.
fn report_outage(
	url: &str,
	answers: &[Result<JobState, ServerError>],
	missing_since: &mut Option<u32>,
	block: u32,
) {
	let outage = |answer: &Result<JobState, ServerError>| {
		answer.as_ref().err().filter(|error| error.is_outage()).cloned()
	};
	let mut outages = answers.iter().filter_map(outage);
	let Some(error) = outages.next() else {
		if missing_since.take().is_some() {
			log::info!(target: LOG_TARGET, "the LoRA server at {url} is back");
		}
		return;
	};
	let jobs = outages.count().saturating_add(1);
	let since = *missing_since.get_or_insert(block);
	if block.abs_diff(since).is_multiple_of(REMIND_AFTER) {
		log::warn!(
			target: LOG_TARGET,
			"no answer from a LoRA server at {url} for {jobs} jobs ({error}): start one there, or set \
			 the local storage key {}",
			String::from_utf8_lossy(URL_KEY),
		);
	}
}
