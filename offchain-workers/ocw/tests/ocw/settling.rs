// SPDX-License-Identifier: Apache-2.0
//! Requests whose window is over are settled.

use crate::{
	chain::{assignment, with},
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::{RESUBMIT_AFTER, SETTLEMENTS_PER_RUN};
use openledger_primitives::ids::RequestId;

#[test]
fn settlement_is_submitted_once_when_it_gets_into_a_block() {
	let (mut node, key) = Node::new();
	node.settleable(&key, [1]);
	node.run();
	for _ in 0..20 {
		node.block();
	}
	assert_eq!(with(|state| state.settled()), [1]);
	assert!(node.server.take_posts().is_empty());
}

#[test]
fn settlement_is_submitted_once_when_it_waits_in_the_pool() {
	let (mut node, key) = Node::new();
	node.settleable(&key, [1]);
	node.run();
	for _ in 1..RESUBMIT_AFTER {
		node.empty_block();
	}
	assert_eq!(with(|state| (state.settled(), state.refusals)), (vec![1], 0));
}

#[test]
fn settlement_is_submitted_again_when_its_transaction_was_lost() {
	let (mut node, key) = Node::new();
	node.settleable(&key, [1]);
	node.run();
	with(|state| state.pool.clear());
	for _ in 0..RESUBMIT_AFTER {
		node.empty_block();
	}
	assert_eq!(with(|state| state.settled()), [1, 1]);
}

#[test]
fn settlements_are_spread_over_blocks_when_there_are_many() {
	let (mut node, key) = Node::new();
	node.settleable(&key, 0..40);
	node.run();
	assert_eq!(with(|state| state.settled().len()), SETTLEMENTS_PER_RUN);
	node.block();
	node.block();
	assert_eq!(with(|state| state.settled()), (0..40).collect::<Vec<_>>());
}

#[test]
fn others_are_settled_when_the_pool_refuses_some() {
	let (mut node, key) = Node::new();
	node.settleable(&key, 0..3);
	with(|state| state.unwelcome.push(RequestId(0)));
	node.run();
	assert!(with(|state| state.settled().is_empty()));
	node.block();
	assert_eq!(with(|state| state.settled()), [1, 2]);
}

#[test]
fn proof_comes_before_settlement_when_there_are_both() {
	let (mut node, key) = Node::with_requests([5]);
	node.settleable(&key, [1]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	let nonces = with(|state| {
		let all = state.submitted.iter();
		all.map(|(_, transaction)| (transaction.nonce, transaction.request().unwrap().0))
			.collect::<Vec<_>>()
	});
	assert_eq!(nonces, [(0, 5), (1, 1)]);
}

#[test]
fn settlement_goes_on_when_the_server_is_down() {
	let (mut node, key) = Node::new();
	node.assign(&key, [assignment(5, 1000)]);
	node.settleable(&key, [1]);
	node.run();
	assert_eq!(with(|state| state.settled()), [1]);
}

#[test]
fn settlement_waits_when_earlier_transactions_are_pending() {
	let (mut node, key) = Node::with_requests([5]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	node.settleable(&key, [1]);
	node.empty_block();
	assert_eq!(with(|state| (state.settled(), state.refusals)), (vec![], 0));
	node.block();
	assert_eq!(with(|state| state.settled()), [1]);
}
