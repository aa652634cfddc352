// SPDX-License-Identifier: Apache-2.0
//! The server is down or slow: each block asks again, and no block waits for long.

use crate::{
	chain::with,
	node::Node,
	server::{result, Reply},
};
use openledger_primitives::jobs::JobState;

#[test]
fn request_is_posted_in_each_block_when_the_server_is_down() {
	let (mut node, _) = Node::with_requests([1]);
	assert_eq!(node.posts_in(5), [101, 102, 103, 104, 105]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.empty_block();
	assert_eq!(with(|state| state.proved()), [1]);
}

#[test]
fn job_is_posted_anew_when_the_server_restarted_and_forgot_it() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| Reply::state(job, JobState::Running));
	node.run();
	node.server.replies(|_| Reply::Down);
	node.block();
	node.server.replies(|job| Reply::state(job, JobState::Queued));
	node.block();
	node.server.replies(|job| Reply::finished(job, result()));
	node.block();
	assert_eq!(with(|state| state.proved()), [1]);
}

#[test]
fn run_ends_after_two_seconds_when_the_server_is_silent() {
	let (mut node, _) = Node::with_requests(0..100);
	node.server.replies(|_| Reply::Silent);
	node.run();
	assert_eq!(node.took, 2_000);
	assert!(with(|state| state.submitted.is_empty()));
	node.server.replies(|job| Reply::finished(job, result()));
	node.block();
	assert_eq!(with(|state| state.proved()).len(), 32);
}

#[test]
fn ready_answers_are_used_when_another_job_gets_none_in_time() {
	let (mut node, _) = Node::with_requests([1, 2, 3]);
	let mut number = 0;
	node.server.replies(move |job| {
		number += 1;
		if number == 2 {
			Reply::Silent
		} else {
			Reply::finished(job, result())
		}
	});
	node.run();
	assert_eq!(with(|state| state.proved()), [1, 3]);
	node.block();
	assert_eq!(with(|state| state.proved()), [1, 3, 2]);
}

#[test]
fn answer_counts_as_none_when_its_head_is_late() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| {
		let Reply::Answer { status, body, .. } = Reply::finished(job, result()) else { panic!() };
		Reply::Answer { status, body, head_after: 2_001, body_after: 0 }
	});
	node.run();
	assert_eq!(node.took, 2_000);
	assert!(with(|state| state.submitted.is_empty()));
}

#[test]
fn answer_counts_as_none_when_its_body_is_late() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| {
		let Reply::Answer { status, body, .. } = Reply::finished(job, result()) else { panic!() };
		Reply::Answer { status, body, head_after: 1_000, body_after: 10_000 }
	});
	node.run();
	assert_eq!(node.took, 4_000);
	assert!(with(|state| state.submitted.is_empty()));
	// It says nothing about the job, so the next block asks again.
	assert_eq!(node.posts_in(3), [101, 102, 103]);
}

#[test]
fn answer_counts_as_none_when_the_connection_breaks() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| {
		let Reply::Answer { body, .. } = Reply::finished(job, result()) else { panic!() };
		Reply::Broken(body)
	});
	node.run();
	assert!(with(|state| state.submitted.is_empty()));
	assert_eq!(node.posts_in(2), [101, 102]);
}
