// SPDX-License-Identifier: Apache-2.0
//! One run at a time.

use crate::{
	chain::with,
	node::Node,
	server::{result, Reply},
};
use codec::Encode;
use openledger_ocw::{LOCK_EXPIRY, LOCK_KEY};

/// A node with a request to answer, where somebody has taken the lock until `after` from now.
fn locked(after: i64) -> Node {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| Reply::finished(job, result()));
	let until = node.server.now().checked_add_signed(after).unwrap();
	node.set(LOCK_KEY, &until.encode());
	node
}

#[test]
fn nothing_happens_when_the_lock_is_held() {
	let mut node = locked(5_000);
	node.run();
	assert!(node.server.take_posts().is_empty() && with(|state| state.submitted.is_empty()));
	// And it stays with whoever has it.
	assert!(node.get(LOCK_KEY).is_some());
}

#[test]
fn lock_is_free_again_when_the_run_is_over() {
	let (mut node, _) = Node::with_requests([1]);
	node.run();
	assert_eq!(node.get(LOCK_KEY), None);
}

#[test]
fn lock_is_void_when_it_has_expired() {
	let mut node = locked(-1);
	node.run();
	assert_eq!(with(|state| state.proved()), [1]);
}

#[test]
fn lock_is_void_after_its_expiry_when_its_holder_died() {
	let expiry = i64::try_from(LOCK_EXPIRY.millis()).unwrap();
	let mut node = locked(expiry);
	node.run();
	assert!(with(|state| state.submitted.is_empty()));
	node.server.set_now(node.server.now() + LOCK_EXPIRY.millis() + 1);
	node.run();
	assert_eq!(with(|state| state.proved()), [1]);
}

#[test]
fn lock_is_void_when_the_clock_was_put_back() {
	let mut node = locked(3_600_000);
	node.run();
	assert_eq!(with(|state| state.proved()), [1]);
}
