// SPDX-License-Identifier: Apache-2.0
//! One node, several worker keys, each with a server of its own.

use crate::{
	chain::{assignment, with},
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::settings::{of_key, TOKEN_KEY, URL_KEY};
use polkadot_sdk::sp_core::sr25519;

/// A node with two keys, each of which has a request of its own number.
fn two_keys() -> (Node, sr25519::Public, sr25519::Public) {
	let mut node = Node::without_keys();
	let (one, two) = (node.key(1), node.key(2));
	node.assign(&one, [assignment(1, 1000)]);
	node.assign(&two, [assignment(2, 1000)]);
	(node, one, two)
}

/// Where each request was posted.
fn posted(node: &Node) -> Vec<String> {
	let mut posts = node.server.take_posts();
	posts.sort_by_key(|post| post.job().job_id);
	let mut urls = posts.into_iter().map(|post| post.url).collect::<Vec<_>>();
	urls.sort_unstable();
	urls
}

#[test]
fn setting_of_a_key_has_its_bytes_in_hexadecimal_digits() {
	assert_eq!(of_key(URL_KEY, &[0xab, 0x01]), b"openledger/ocw/url/ab01");
}

#[test]
fn jobs_go_to_the_servers_of_their_keys_when_these_have_their_own() {
	let (mut node, _, two) = two_keys();
	node.set(URL_KEY, b"http://general:1");
	node.set(&of_key(URL_KEY, &two.0), b"http://own:2");
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert_eq!(posted(&node), ["http://general:1/v1/jobs", "http://own:2/v1/jobs"]);
	assert_eq!(with(|state| state.proved().len()), 2);
}

#[test]
fn token_of_a_key_wins_over_the_general_one() {
	let (mut node, one, _) = two_keys();
	node.set(TOKEN_KEY, b"general");
	node.set(&of_key(TOKEN_KEY, &one.0), b"own");
	node.run();
	let mut tokens = node
		.server
		.take_posts()
		.iter()
		.map(|post| post.header("Authorization").unwrap().to_owned())
		.collect::<Vec<_>>();
	tokens.sort_unstable();
	assert_eq!(tokens, ["Bearer general", "Bearer own"]);
}

#[test]
fn other_key_is_served_when_the_setting_of_one_is_bad() {
	let (mut node, one, _) = two_keys();
	node.assign(&one, (100..200).map(|request| assignment(request, 500)));
	node.set(&of_key(URL_KEY, &one.0), b"nowhere");
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert_eq!(with(|state| state.proved()), [2]);
}

#[test]
fn other_key_is_served_when_the_server_of_one_is_down() {
	let (mut node, one, two) = two_keys();
	node.set(&of_key(URL_KEY, &one.0), b"http://down:1");
	node.server.replies_by_address(|url, job| {
		if url.starts_with("http://down:1") {
			Reply::Down
		} else {
			Reply::finished(job, result())
		}
	});
	node.silent(&one);
	node.silent(&two);
	node.run();
	assert_eq!(with(|state| state.proved()), [2]);
	let beats = with(|state| {
		let all = state.submitted.iter().map(|(_, transaction)| transaction);
		all.filter(|transaction| transaction.request().is_none())
			.map(|transaction| transaction.key)
			.collect::<Vec<_>>()
	});
	assert_eq!(beats, [two], "the other one cannot answer");
}

#[test]
fn silent_servers_are_waited_for_at_the_same_time_when_there_are_several() {
	let mut node = Node::without_keys();
	for seed in 1..=4 {
		let key = node.key(seed);
		node.set(&of_key(URL_KEY, &key.0), format!("http://silent:{seed}").as_bytes());
		node.silent(&key);
	}
	node.server.readiness(|| Reply::Silent);
	node.run();
	assert_eq!(node.took, 2_000);
}
