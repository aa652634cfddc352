// SPDX-License-Identifier: Apache-2.0
//! Answers that are none. They cost time: nothing is submitted, and a later, honest answer is.

use crate::{
	chain::with,
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::MAX_RESPONSE_LEN;
use openledger_primitives::{
	commitment::ContentCommitment,
	jobs::{JobRequest, JobResult, JobState, JobStatus, TrainingResult, WIRE_VERSION},
};
use polkadot_sdk::sp_core::H256;

/// Whatever the server says to request 1, request 2 is proved, and in the next block request 1.
fn costs_only_time(garbage: impl Fn(&JobRequest) -> Reply + Send + 'static) {
	let (mut node, _) = Node::with_requests([1, 2]);
	let mut first = true;
	node.server.replies(move |job| {
		if std::mem::take(&mut first) {
			garbage(job)
		} else {
			Reply::finished(job, result())
		}
	});
	node.run();
	assert_eq!(with(|state| state.proved()), [2]);
	node.block();
	assert_eq!(with(|state| state.proved()), [2, 1]);
}

fn finished() -> JobState {
	JobState::Finished { result: JobResult::Inference(result()) }
}

#[test]
fn answer_costs_only_time_when_the_server_has_an_error() {
	costs_only_time(|job| {
		let body = serde_json::to_vec(&JobStatus {
			version: WIRE_VERSION,
			job_id: job.job_id,
			state: finished(),
		});
		Reply::http(500, body.unwrap())
	});
}

#[test]
fn answer_costs_only_time_when_it_is_a_redirect() {
	costs_only_time(|_| Reply::http(302, ""));
}

#[test]
fn answer_costs_only_time_when_the_token_is_refused() {
	costs_only_time(|_| Reply::http(401, ""));
}

#[test]
fn answer_costs_only_time_when_it_is_not_json() {
	costs_only_time(|_| Reply::http(200, "<html>It works!</html>"));
}

#[test]
fn answer_costs_only_time_when_it_is_empty() {
	costs_only_time(|_| Reply::http(200, ""));
}

#[test]
fn answer_costs_only_time_when_it_is_not_utf8() {
	costs_only_time(|_| Reply::http(200, vec![0xff; 100]));
}

#[test]
fn answer_costs_only_time_when_it_is_nested_deeply() {
	costs_only_time(|_| Reply::http(200, "[".repeat(100_000)));
}

#[test]
fn answer_costs_only_time_when_it_is_about_another_job() {
	costs_only_time(|_| {
		Reply::status(&JobStatus {
			version: WIRE_VERSION,
			job_id: H256::repeat_byte(9),
			state: finished(),
		})
	});
}

#[test]
fn answer_costs_only_time_when_it_is_of_another_version() {
	costs_only_time(|job| {
		Reply::status(&JobStatus {
			version: WIRE_VERSION + 1,
			job_id: job.job_id,
			state: finished(),
		})
	});
}

#[test]
fn answer_costs_only_time_when_it_is_longer_than_is_read() {
	costs_only_time(|job| {
		// All of it is one valid status, so it is the length that is refused.
		let status = JobStatus { version: WIRE_VERSION, job_id: job.job_id, state: finished() };
		let mut body = serde_json::to_vec(&status).unwrap();
		body.resize(MAX_RESPONSE_LEN + 1, b' ');
		Reply::http(200, body)
	});
}

#[test]
fn answer_is_read_when_it_is_exactly_as_long_as_may_be() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| {
		let status = JobStatus { version: WIRE_VERSION, job_id: job.job_id, state: finished() };
		let mut body = serde_json::to_vec(&status).unwrap();
		body.resize(MAX_RESPONSE_LEN, b' ');
		Reply::http(200, body)
	});
	node.run();
	assert_eq!(with(|state| state.proved()), [1]);
}

#[test]
fn answer_costs_only_time_when_it_names_too_many_contributions() {
	costs_only_time(|job| {
		let shares = (0..65).map(|id| serde_json::json!({ "contribution": id, "share": 1 }));
		let mut status = serde_json::to_value(JobStatus {
			version: WIRE_VERSION,
			job_id: job.job_id,
			state: finished(),
		})
		.unwrap();
		status["state"]["finished"]["result"]["inference"]["vector"]["shares"] = shares.collect();
		Reply::http(200, status.to_string())
	});
}

#[test]
fn answer_costs_only_time_when_it_is_the_result_of_a_training() {
	costs_only_time(|job| {
		let training = TrainingResult {
			manifest: ContentCommitment::default(),
			rows: 1,
			steps: 1,
			final_loss_millis: 1,
			eval_loss_millis: None,
			influence_root: None,
		};
		Reply::state(job, JobState::Finished { result: JobResult::Training(training) })
	});
}
