// SPDX-License-Identifier: Apache-2.0
//! What an operator sets on the node.

use crate::{
	chain::with,
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::settings::{DEFAULT_URL, FACTORY_KEY, OFF_KEY, TOKEN_KEY, URL_KEY};
use polkadot_sdk::sp_core::hexdisplay::HexDisplay;

/// The address that is called with this setting, if any.
fn called(setting: &[u8]) -> Option<String> {
	let (mut node, _) = Node::with_requests([1]);
	node.set(URL_KEY, setting);
	node.run();
	node.server.take_posts().pop().map(|post| post.url)
}

/// What is sent as `Authorization` with this setting; `None` when there is no call.
fn authorization(setting: &[u8]) -> Option<Option<String>> {
	let (mut node, _) = Node::with_requests([1]);
	node.set(TOKEN_KEY, setting);
	node.run();
	let post = node.server.take_posts().pop()?;
	Some(post.header("Authorization").map(Into::into))
}

#[test]
fn address_is_the_configured_one_when_it_is_set() {
	assert_eq!(called(b"http://10.0.0.5:8400").unwrap(), "http://10.0.0.5:8400/v1/jobs");
	assert_eq!(called(b"https://lora.example/a/").unwrap(), "https://lora.example/a/v1/jobs");
	assert_eq!(called(b" http://localhost:1\n").unwrap(), "http://localhost:1/v1/jobs");
}

#[test]
fn server_is_not_called_when_the_address_is_none() {
	for setting in [&b"localhost:8400"[..], b"", b"http://", b"http:///", b"http://a b", b"\xff"] {
		assert_eq!(called(setting), None, "{setting:?}");
	}
}

#[test]
fn token_is_sent_when_it_is_set() {
	assert_eq!(authorization(b"s3cret\n"), Some(Some("Bearer s3cret".into())));
}

#[test]
fn server_is_not_called_when_the_token_cannot_be_sent() {
	for setting in [&b""[..], b"two words", b"a\r\nHost: b", b"\xff", "gr\u{fc}n".as_bytes()] {
		assert_eq!(authorization(setting), None, "{setting:?}");
	}
}

#[test]
fn no_token_is_sent_when_none_is_set() {
	let (mut node, _) = Node::with_requests([1]);
	node.run();
	assert_eq!(node.server.take_posts()[0].header("Authorization"), None);
}

#[test]
fn worker_rests_until_it_is_cleared_when_it_is_switched_off() {
	let (mut node, key) = Node::with_requests([1]);
	node.settleable(&key, [2]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.set(OFF_KEY, b"1");
	node.run();
	assert!(node.server.take_posts().is_empty() && with(|state| state.submitted.is_empty()));

	node.clear(OFF_KEY);
	node.block();
	assert_eq!(with(|state| (state.proved(), state.settled())), (vec![1], vec![2]));
}

#[test]
fn readme_gives_keys_and_defaults_as_they_are() {
	let readme = include_str!("../../README.md");
	for key in [URL_KEY, TOKEN_KEY, FACTORY_KEY, OFF_KEY] {
		let name = core::str::from_utf8(key).unwrap();
		let row = format!("| `{name}` | `0x{}` |", HexDisplay::from(&key));
		assert!(readme.contains(&row), "{row}");
	}
	assert!(readme.contains(&format!("`{DEFAULT_URL}`")));
	for key in [openledger_ocw::LOCK_KEY, openledger_ocw::STATE_KEY, openledger_ocw::JUDGEMENT_KEY]
	{
		assert!(readme.contains(core::str::from_utf8(key).unwrap()));
	}
}
