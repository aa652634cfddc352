// SPDX-License-Identifier: Apache-2.0
//! One run: ask the server about what is assigned, submit what is finished, settle what is over.

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
	prove(&mut desks, &mut memory.missing_since, block);
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

fn prove<C: Chain>(desks: &mut [Desk<C>], missing_since: &mut Option<u32>, block: u32) {
	let mut jobs = desks
		.iter()
		.enumerate()
		.flat_map(|(desk, at)| at.due().into_iter().map(move |assignment| (desk, assignment)))
		.collect::<Vec<_>>();
	if jobs.is_empty() {
		return;
	}
	let settings = match Settings::load() {
		Ok(settings) => settings,
		Err(error) => {
			log::error!(target: LOG_TARGET, "{error}");
			return;
		},
	};
	jobs.sort_by_key(|(_, assignment)| (assignment.deadline, assignment.request));
	jobs.truncate(JOBS_PER_RUN);

	let genesis = C::genesis();
	let requests = jobs.iter().map(|(_, assignment)| job(&genesis, assignment)).collect::<Vec<_>>();
	let answers = server::ask(&settings, &requests);
	report_outage(&settings.url, &answers, missing_since, block);
	for ((desk, assignment), answer) in jobs.into_iter().zip(answers) {
		if let Some(desk) = desks.get_mut(desk) {
			handle(desk, &assignment, answer);
		}
	}
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
		Ok(JobState::Finished { result: JobResult::Training(_) }) => {
			desk.failed(request, 0, &"the server gave the result of a training");
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
