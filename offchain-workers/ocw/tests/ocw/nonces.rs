// SPDX-License-Identifier: Apache-2.0
//! A nonce that may still be in the pool is not used again.

use crate::{
	chain::{self, assignment, with},
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::RESUBMIT_AFTER;
use openledger_primitives::ids::RequestId;
use proptest::prelude::*;

/// Request, nonce and block of each transaction that was submitted.
fn submitted() -> Vec<(u64, u32, u32)> {
	with(|state| {
		let all = state.submitted.iter();
		all.map(|(block, transaction)| {
			(transaction.request().unwrap().0, transaction.nonce, *block)
		})
		.collect()
	})
}

#[test]
fn second_run_submits_nothing_when_the_first_ones_transactions_are_in_the_pool() {
	let (mut node, key) = Node::with_requests([1, 2]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert_eq!(submitted(), [(1, 0, 100), (2, 1, 100)]);

	// More work comes in, the blocks stay empty.
	node.assign(&key, [assignment(3, 1000)]);
	node.empty_block();
	node.empty_block();
	assert_eq!(submitted().len(), 2);
	assert_eq!(with(|state| state.refusals), 0);

	node.block();
	assert_eq!(submitted(), [(1, 0, 100), (2, 1, 100), (3, 2, 103)]);
}

#[test]
fn server_is_asked_all_the_same_when_transactions_are_pending() {
	let (mut node, key) = Node::with_requests([1]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	node.server.take_posts();
	node.assign(&key, [assignment(2, 1000)]);
	node.empty_block();
	// Its job begins, while request 1 is not asked about a second time.
	assert_eq!(node.server.take_requests(), [2]);
}

#[test]
fn key_waits_when_only_some_of_its_transactions_are_in_blocks() {
	let (mut node, key) = Node::with_requests([1, 2, 3]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	node.assign(&key, [assignment(4, 1000)]);
	with(|state| {
		state.next_block();
		state.include(2);
	});
	node.run();
	assert_eq!(submitted().len(), 3);
	node.block();
	assert_eq!(submitted().last(), Some(&(4, 3, 102)));
}

#[test]
fn other_key_submits_when_one_waits() {
	let (mut node, _) = Node::with_requests([1]);
	let two = node.key(2);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	node.assign(&two, [assignment(2, 1000)]);
	node.empty_block();
	assert_eq!(submitted(), [(1, 0, 100), (2, 0, 101)]);
}

#[test]
fn proof_is_submitted_again_when_its_transaction_was_lost() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	with(|state| state.pool.clear());
	for _ in 1..RESUBMIT_AFTER {
		node.empty_block();
		assert_eq!(submitted().len(), 1);
	}
	node.empty_block();
	assert_eq!(submitted(), [(1, 0, 100), (1, 0, 100 + RESUBMIT_AFTER)]);
	node.block();
	assert!(with(|state| state.assigned.values().all(Vec::is_empty)));
}

#[test]
fn proof_is_submitted_again_when_its_block_is_reorganised_away() {
	let (mut node, key) = Node::with_requests([1]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	node.block();
	assert!(with(|state| state.assigned.values().all(Vec::is_empty)));

	// Another branch, without the transaction, and the pool has lost it.
	with(|state| {
		state.block = 99;
		state.nonces.clear();
	});
	node.assign(&key, [assignment(1, 1000)]);
	for _ in 0..=RESUBMIT_AFTER {
		node.block();
	}
	assert_eq!(submitted(), [(1, 0, 100), (1, 0, 105)]);
	node.block();
	assert!(with(|state| state.assigned.values().all(Vec::is_empty)));
}

#[test]
fn pool_is_left_alone_for_some_blocks_when_it_still_has_what_counted_as_lost() {
	let (mut node, key) = Node::with_requests([1]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	node.assign(&key, (2..20).map(|request| assignment(request, 1000)));
	for _ in 0..(3 * RESUBMIT_AFTER) {
		node.empty_block();
	}
	assert_eq!(submitted().len(), 1);
	// One attempt in five blocks, however many requests there are.
	assert_eq!(with(|state| state.refusals), 3);
	node.block();
	assert!(submitted().len() > 1);
}

#[test]
fn others_get_their_turn_when_the_pool_refuses_one() {
	let (mut node, _) = Node::with_requests([1, 2, 3]);
	with(|state| state.unwelcome.push(RequestId(1)));
	node.server.replies(|job| Reply::finished(job, result()));
	// Where one is refused, nothing follows: it would have the same nonce.
	node.run();
	assert_eq!((submitted().len(), with(|state| state.refusals)), (0, 1));
	node.block();
	node.block();
	let mut proved = with(|state| state.proved());
	proved.sort_unstable();
	assert_eq!(proved, [2, 3]);
	assert!(with(|state| state.refusals) <= 2);
}

#[derive(Clone, Debug)]
enum Event {
	/// A block with at most so many transactions of the pool.
	Block(usize),
	/// The pool forgets everything.
	Lost,
	/// A run on the same block again, as after a reorganisation of length one.
	Again,
	/// More work.
	Assign,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
	let event = prop_oneof![
		5 => (0usize..5).prop_map(Event::Block),
		1 => Just(Event::Lost),
		1 => Just(Event::Again),
		2 => Just(Event::Assign),
	];
	prop::collection::vec(event, 1..60)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn nonces_and_proofs_are_not_repeated_within_five_blocks_whatever_the_chain_does(
		events in events(),
	) {
		let (mut node, key) = Node::with_requests([0]);
		node.server.replies(|job| Reply::finished(job, result()));
		let mut next = 1;
		for event in events {
			match event {
				Event::Block(limit) => {
					chain::with(|state| {
						state.next_block();
						state.include(limit);
					});
					node.run();
				},
				Event::Lost => with(|state| state.pool.clear()),
				Event::Again => node.run(),
				Event::Assign => {
					node.assign(&key, [assignment(next, 1000)]);
					next += 1;
				},
			}
		}
		let all = submitted();
		for (place, (request, nonce, block)) in all.iter().enumerate() {
			for (other_request, other_nonce, other_block) in &all[..place] {
				let apart = block - other_block;
				prop_assert!(nonce != other_nonce || apart >= RESUBMIT_AFTER);
				prop_assert!(request != other_request || apart >= RESUBMIT_AFTER);
			}
		}
		// And everything is proved in the end. Each refusal of a transaction costs up to 32 blocks.
		for _ in 0..100 {
			node.block();
		}
		prop_assert!(with(|state| state.assigned.values().all(Vec::is_empty)));
	}
}
