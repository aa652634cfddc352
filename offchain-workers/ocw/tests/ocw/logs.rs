// SPDX-License-Identifier: Apache-2.0
//! What an operator reads in the node's log.

use crate::{
	node::Node,
	server::{result, Reply},
};
use log::{LevelFilter, Log, Metadata, Record};
use openledger_ocw::{
	settings::{TOKEN_KEY, URL_KEY},
	LOG_TARGET,
};
use std::{cell::RefCell, sync::Once};

struct Capture;

thread_local! {
	static LINES: RefCell<Vec<String>> = RefCell::default();
}

impl Log for Capture {
	fn enabled(&self, metadata: &Metadata) -> bool {
		metadata.target() == LOG_TARGET
	}

	fn log(&self, record: &Record) {
		if self.enabled(record.metadata()) {
			let line = format!("{} {}", record.level(), record.args());
			LINES.with_borrow_mut(|lines| lines.push(line));
		}
	}

	fn flush(&self) {}
}

/// The lines that are written meanwhile, without those for developers.
fn lines(f: impl FnOnce()) -> Vec<String> {
	static SETUP: Once = Once::new();
	SETUP.call_once(|| {
		log::set_logger(&Capture).unwrap();
		log::set_max_level(LevelFilter::Info);
	});
	LINES.with_borrow_mut(Vec::clear);
	f();
	LINES.with_borrow_mut(std::mem::take)
}

#[test]
fn outage_is_mentioned_in_every_tenth_block_and_its_end_once_when_the_server_was_down() {
	let (mut node, _) = Node::with_requests([1, 2]);
	let down = lines(|| {
		for _ in 0..25 {
			node.empty_block();
		}
	});
	let expected = "WARN no answer from a LoRA server at http://127.0.0.1:8400 for 2 jobs (no \
	                connection): start one there, or set the local storage key openledger/ocw/url";
	assert_eq!(down, [expected; 3]);

	node.server.replies(|job| Reply::finished(job, result()));
	let back = lines(|| node.empty_block());
	assert_eq!(back[0], "INFO the LoRA server at http://127.0.0.1:8400 is back");
	assert!(back[1].starts_with("INFO submitted the proof of request 1 by worker "), "{back:?}");
	assert_eq!(back.len(), 3);
}

#[test]
fn log_says_which_setting_to_mend_when_one_is_bad() {
	for (key, name) in [(URL_KEY, "openledger/ocw/url"), (TOKEN_KEY, "openledger/ocw/token")] {
		let (mut node, _) = Node::with_requests([1]);
		node.set(key, b"\xff");
		let said = lines(|| node.run());
		assert!(said[0].starts_with("ERROR") && said[0].contains(name), "{said:?}");
	}
}

#[test]
fn log_says_to_set_the_token_when_the_server_asks_for_one() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|_| Reply::http(401, ""));
	let said = lines(|| node.run());
	assert!(said[0].contains("set openledger/ocw/token"), "{said:?}");
	assert!(said[0].ends_with("Again in block 101"), "{said:?}");
}

#[test]
fn log_never_shows_the_token_when_everything_fails() {
	let (mut node, _) = Node::with_requests([1]);
	node.set(TOKEN_KEY, b"s3cret");
	let said = lines(|| {
		node.run();
		node.server.replies(|_| Reply::http(403, ""));
		node.empty_block();
	});
	assert_eq!(said.len(), 3);
	assert!(said.iter().all(|line| !line.contains("s3cret")), "{said:?}");
}

#[test]
fn log_names_the_error_when_the_chain_would_refuse_a_proof() {
	let (mut node, _) = Node::with_requests([1]);
	crate::chain::with(|state| state.disputed.push(openledger_primitives::ids::RequestId(1)));
	node.server.replies(|job| Reply::finished(job, result()));
	let said = lines(|| node.run());
	assert!(said[0].contains("ForeignContribution"), "{said:?}");
}
