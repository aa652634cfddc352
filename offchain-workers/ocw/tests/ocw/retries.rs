// SPDX-License-Identifier: Apache-2.0
//! Failed jobs are tried again, less and less often.

use crate::{
	chain::{self, assignment, with},
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::{MAX_WAIT, STATE_KEY};
use openledger_primitives::{ids::RequestId, jobs::JobState};

fn fails(retryable: bool) -> impl FnMut(&openledger_primitives::jobs::JobRequest) -> Reply {
	move |job| Reply::state(job, JobState::Failed { reason: "out of memory".into(), retryable })
}

#[test]
fn wait_doubles_up_to_its_limit_when_a_job_fails_again_and_again() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(fails(true));
	let posts = node.posts_in(130);
	let waits = posts.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>();
	assert_eq!(waits, [1, 2, 4, 8, 16, MAX_WAIT, MAX_WAIT, MAX_WAIT]);
}

#[test]
fn proof_is_submitted_when_a_failed_job_succeeds_later() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(fails(true));
	node.run();
	node.server.replies(|job| Reply::finished(job, result()));
	node.block();
	assert_eq!(with(|state| state.proved()), [1]);
}

#[test]
fn job_rests_for_the_longest_wait_when_trying_again_is_of_no_use() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(fails(false));
	assert_eq!(node.posts_in(70), [101, 101 + MAX_WAIT, 101 + 2 * MAX_WAIT]);
}

#[test]
fn other_jobs_take_the_place_when_failed_ones_rest() {
	let (mut node, key) = Node::new();
	node.assign(&key, (0..32).map(|request| assignment(request, 200)));
	node.assign(&key, [assignment(99, 900)]);
	node.server.replies(fails(false));
	node.run();
	assert!(!node.server.take_requests().contains(&99));
	node.block();
	assert_eq!(node.server.take_requests(), [99]);
}

#[test]
fn proof_is_submitted_less_often_when_the_chain_keeps_refusing_it() {
	let (mut node, _) = Node::with_requests([1]);
	with(|state| state.disputed.push(RequestId(1)));
	node.server.replies(|job| Reply::finished(job, result()));
	assert_eq!(node.posts_in(20), [101, 102, 104, 108, 116]);
}

#[test]
fn proof_is_submitted_again_at_growing_distances_when_its_transactions_fail_on_chain() {
	let (mut node, key) = Node::with_requests([1]);
	node.server.replies(|job| Reply::finished(job, result()));
	let mut blocks = Vec::new();
	for _ in 0..100 {
		with(|state| {
			state.next_block();
			// Included and failed: the nonce is used, the request still open.
			let included = std::mem::take(&mut state.pool).len();
			*state.nonces.entry(key.0).or_default() += u32::try_from(included).unwrap();
		});
		node.run();
		blocks = with(|state| state.submitted.iter().map(|(block, _)| *block).collect());
	}
	let waits = blocks.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>();
	assert_eq!(waits, [5, 5, 5, 8, 16, MAX_WAIT]);
}

#[test]
fn job_is_posted_at_once_when_the_chain_went_back_further_than_any_wait() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(fails(false));
	node.run();
	// It rests until block 132.
	chain::with(|state| state.block = 98);
	assert_eq!(node.posts_in(10), [99]);
}

#[test]
fn memory_shrinks_again_when_requests_are_gone() {
	let (mut node, key) = Node::with_requests(0..32);
	node.server.replies(fails(true));
	node.run();
	let full = node.get(STATE_KEY).unwrap().len();
	with(|state| state.assigned.clear());
	with(|state| state.block += 100);
	node.assign(&key, [assignment(99, 1000)]);
	node.run();
	assert!(node.get(STATE_KEY).unwrap().len() < full / 4);
}

#[test]
fn worker_goes_on_when_its_memory_is_damaged() {
	let (mut node, _) = Node::with_requests([1]);
	node.set(STATE_KEY, b"\xff\xff\xff\xff\xff");
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert_eq!(with(|state| state.proved()), [1]);
}
