// SPDX-License-Identifier: Apache-2.0
//! The chain hears of a worker while there is a server that answers.

use crate::{
	chain::{assignment, with},
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::{MAX_WAIT, RESUBMIT_AFTER, SETTLEMENTS_PER_RUN};
use openledger_primitives::jobs::JobState;

/// A node whose server is ready, and whose key's account has not been heard of.
fn silent() -> Node {
	let (node, key) = Node::new();
	node.silent(&key);
	node.server.readiness(|| Reply::http(200, "{}"));
	node
}

#[test]
fn heartbeat_is_submitted_once_when_it_is_due() {
	let mut node = silent();
	node.run();
	for _ in 0..20 {
		node.block();
	}
	assert_eq!(with(|state| state.heartbeats()), [100]);
	assert_eq!(node.server.take_probes(), ["http://127.0.0.1:8400/ready"]);
	assert!(node.server.take_posts().is_empty());
}

#[test]
fn server_is_not_asked_when_no_heartbeat_is_due() {
	let (mut node, _) = Node::new();
	node.server.readiness(|| Reply::http(200, "{}"));
	node.run();
	assert!(node.server.take_probes().is_empty());
	assert!(with(|state| state.submitted.is_empty()));
}

#[test]
fn heartbeat_is_withheld_when_the_server_is_not_ready() {
	for reply in [Reply::Down, Reply::Silent, Reply::http(503, ""), Reply::http(302, "")] {
		let mut node = silent();
		node.server.readiness(move || reply.clone());
		node.run();
		assert!(with(|state| state.submitted.is_empty()));
	}
}

#[test]
fn heartbeat_is_submitted_when_the_server_becomes_ready() {
	let mut node = silent();
	node.server.readiness(|| Reply::Down);
	node.run();
	node.server.readiness(|| Reply::http(200, "{}"));
	node.block();
	assert_eq!(with(|state| state.heartbeats()), [101]);
}

#[test]
fn server_is_asked_less_and_less_often_when_it_stays_away() {
	let mut node = silent();
	node.server.readiness(|| Reply::Down);
	let mut asked = Vec::new();
	for _ in 0..130 {
		node.empty_block();
		if !node.server.take_probes().is_empty() {
			asked.push(with(|state| state.block));
		}
	}
	let waits = asked.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>();
	assert_eq!(waits, [1, 2, 4, 8, 16, MAX_WAIT, MAX_WAIT, MAX_WAIT]);
}

#[test]
fn run_ends_after_two_seconds_when_the_server_does_not_say_whether_it_is_ready() {
	let mut node = silent();
	node.server.readiness(|| Reply::Silent);
	node.run();
	assert_eq!(node.took, 2_000);
}

#[test]
fn heartbeat_is_submitted_again_when_its_transaction_was_lost() {
	let mut node = silent();
	node.run();
	with(|state| state.pool.clear());
	for _ in 0..RESUBMIT_AFTER {
		node.empty_block();
	}
	assert_eq!(with(|state| state.heartbeats()), [100, 100 + RESUBMIT_AFTER]);
}

#[test]
fn heartbeats_do_not_become_rarer_when_each_of_them_arrived() {
	let (mut node, key) = Node::new();
	node.server.readiness(|| Reply::http(200, "{}"));
	for _ in 0..10 {
		node.silent(&key);
		node.run();
		node.block();
	}
	assert_eq!(with(|state| state.heartbeats()), (100..110).collect::<Vec<_>>());
}

#[test]
fn server_is_not_asked_twice_when_it_has_said_where_a_job_stands() {
	let (mut node, key) = Node::with_requests([1]);
	node.silent(&key);
	node.server.replies(|job| Reply::state(job, JobState::Running));
	node.run();
	assert!(node.server.take_probes().is_empty());
	assert_eq!(with(|state| state.heartbeats()), [100]);
}

#[test]
fn heartbeat_is_withheld_when_the_server_takes_no_job() {
	let (mut node, key) = Node::with_requests([1]);
	node.silent(&key);
	node.server.readiness(|| Reply::http(200, "{}"));
	node.server.replies(|_| Reply::http(401, ""));
	node.run();
	assert!(node.server.take_probes().is_empty());
	assert!(with(|state| state.submitted.is_empty()));
}

#[test]
fn heartbeat_comes_after_proofs_and_before_settlements_when_there_are_all() {
	let (mut node, key) = Node::new();
	node.assign(&key, [assignment(5, 1000)]);
	node.settleable(&key, 0..40);
	node.silent(&key);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	let requests = with(|state| {
		let all = state.submitted.iter();
		all.map(|(_, transaction)| transaction.request().map(|id| id.0)).collect::<Vec<_>>()
	});
	assert_eq!(requests[..3], [Some(5), None, Some(0)]);
	assert_eq!(requests.len(), 2 + SETTLEMENTS_PER_RUN);
}

#[test]
fn heartbeat_waits_when_earlier_transactions_are_pending() {
	let (mut node, key) = Node::with_requests([5]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.server.readiness(|| Reply::http(200, "{}"));
	node.run();
	node.silent(&key);
	node.empty_block();
	assert_eq!(with(|state| (state.heartbeats(), state.refusals)), (vec![], 0));
	node.block();
	assert_eq!(with(|state| state.heartbeats()), [102]);
}

#[test]
fn all_keys_are_heard_of_when_one_probe_found_the_server_ready() {
	let mut node = silent();
	let two = node.key(2);
	node.silent(&two);
	node.run();
	assert_eq!(with(|state| state.heartbeats()), [100, 100]);
	assert_eq!(node.server.take_probes().len(), 1);
}
