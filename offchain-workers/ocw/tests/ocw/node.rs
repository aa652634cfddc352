// SPDX-License-Identifier: Apache-2.0
//! A node: keystore, local storage, HTTP client. The chain is the thread's.

use crate::{
	chain::{self, TestChain, KEY_TYPE},
	server::Server,
};
use openledger_ocw::{run, Assignment};
use openledger_primitives::ids::RequestId;
use polkadot_sdk::{
	sp_core::{
		hexdisplay::HexDisplay,
		offchain::{testing::TestOffchainExt, OffchainDbExt, OffchainWorkerExt, StorageKind},
		sr25519,
	},
	sp_io::{
		crypto,
		offchain::{local_storage_clear, local_storage_get, local_storage_set},
		TestExternalities,
	},
	sp_keystore::{testing::MemoryKeystore, KeystoreExt},
};

pub struct Node {
	pub server: Server,
	externalities: TestExternalities,
	/// The milliseconds that the last run took.
	pub took: u64,
}

impl Node {
	/// A node without keys, at block 100 of a new chain.
	pub fn without_keys() -> Self {
		chain::with(|state| *state = chain::State { block: 100, ..Default::default() });
		let server = Server::default();
		let (storage, _) = TestOffchainExt::new();
		let mut externalities = TestExternalities::default();
		externalities.register_extension(KeystoreExt::new(MemoryKeystore::new()));
		externalities.register_extension(OffchainDbExt::new(storage));
		externalities.register_extension(OffchainWorkerExt::new(server.clone()));
		Self { server, externalities, took: 0 }
	}

	/// A node with one key.
	pub fn new() -> (Self, sr25519::Public) {
		let mut node = Self::without_keys();
		let key = node.key(1);
		(node, key)
	}

	/// A node with one key, to whose account requests with these numbers are assigned until block 1000.
	pub fn with_requests(requests: impl IntoIterator<Item = u64>) -> (Self, sr25519::Public) {
		let (node, key) = Self::new();
		node.assign(&key, requests.into_iter().map(|request| chain::assignment(request, 1000)));
		(node, key)
	}

	/// Another key in the keystore. Its seed is given as bytes: the keystore derives the pair anew for
	/// each signature, which takes long from a phrase.
	pub fn key(&mut self, seed: u8) -> sr25519::Public {
		let seed = Some(format!("0x{}", HexDisplay::from(&[seed; 32])).into_bytes());
		self.externalities.execute_with(|| crypto::sr25519_generate(KEY_TYPE, seed))
	}

	pub fn assign(&self, key: &sr25519::Public, assignments: impl IntoIterator<Item = Assignment>) {
		chain::with(|state| state.assigned.entry(key.0).or_default().extend(assignments));
	}

	pub fn settleable(&self, key: &sr25519::Public, requests: impl IntoIterator<Item = u64>) {
		let requests = requests.into_iter().map(RequestId);
		chain::with(|state| state.settleable.entry(key.0).or_default().extend(requests));
	}

	/// The chain has not heard of the key's account for long.
	pub fn silent(&self, key: &sr25519::Public) {
		chain::with(|state| state.silent.insert(key.0));
	}

	/// Runs the worker in the state of the current block.
	pub fn run(&mut self) {
		let start = self.server.now();
		// Each run begins with the state of its block: it knows nothing of what another submitted.
		chain::with(|state| {
			state.in_run.clear();
			state.loaded.clear();
		});
		self.externalities.execute_with(run::<TestChain>);
		self.server.hang_up();
		self.took = self.server.now() - start;
		assert!(self.took <= 4_000, "a run took {} ms", self.took);
	}

	/// A block with everything that is in the pool, and a run in its state.
	pub fn block(&mut self) {
		chain::with(|state| {
			state.next_block();
			state.include(usize::MAX);
		});
		self.run();
	}

	/// A block with nothing in it, and a run in its state.
	pub fn empty_block(&mut self) {
		chain::with(chain::State::next_block);
		self.run();
	}

	/// So many empty blocks; returns in which of them the server got a post.
	pub fn posts_in(&mut self, blocks: u32) -> Vec<u32> {
		self.server.take_posts();
		let mut posts = Vec::new();
		for _ in 0..blocks {
			self.empty_block();
			if !self.server.take_posts().is_empty() {
				posts.push(chain::with(|state| state.block));
			}
		}
		posts
	}

	/// What an operator does by RPC.
	pub fn set(&mut self, key: &[u8], value: &[u8]) {
		self.externalities.execute_with(|| local_storage_set(StorageKind::PERSISTENT, key, value));
	}

	pub fn clear(&mut self, key: &[u8]) {
		self.externalities.execute_with(|| local_storage_clear(StorageKind::PERSISTENT, key));
	}

	pub fn get(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.externalities.execute_with(|| local_storage_get(StorageKind::PERSISTENT, key))
	}
}
