// SPDX-License-Identifier: Apache-2.0
//! What the worker remembers from block to block, in the node's persistent local storage.
//!
//! Losing it does no harm: then a nonce or a proof may be used twice, the pool refuses the second,
//! and the next block tries again.

use crate::LOG_TARGET;
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, Encode};
use openledger_primitives::ids::RequestId;
use polkadot_sdk::sp_runtime::offchain::storage::StorageValueRef;

/// Where the memory is, in persistent local storage.
pub const STATE_KEY: &[u8] = b"openledger/ocw/state";

/// Blocks after which submitted transactions that did not get into a block count as lost.
pub const RESUBMIT_AFTER: u32 = 5;

/// The most blocks between two attempts at the same request.
pub const MAX_WAIT: u32 = 32;

/// Blocks after which an attempt that was not repeated is forgotten: the request is settled or past
/// its deadline.
const FORGET_AFTER: u32 = 64;

/// Everything that is remembered.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct Memory {
	keys: BTreeMap<Vec<u8>, KeyMemory>,
	/// The block in which the server was first found missing.
	pub missing_since: Option<u32>,
}

impl Memory {
	/// What earlier runs have stored.
	pub fn load() -> Self {
		match StorageValueRef::persistent(STATE_KEY).get::<Self>() {
			Ok(memory) => memory.unwrap_or_default(),
			Err(_) => {
				log::warn!(
					target: LOG_TARGET,
					"the worker's memory is of another version or damaged: starting a new one",
				);
				Self::default()
			},
		}
	}

	/// Stores it for later runs.
	pub fn store(&self) {
		StorageValueRef::persistent(STATE_KEY).set(self);
	}

	/// Takes out what is remembered of the key with this encoding, without what is too old in
	/// `block`.
	pub fn take(&mut self, key: &[u8], block: u32) -> KeyMemory {
		let mut memory = self.keys.remove(key).unwrap_or_default();
		memory.proofs.forget(block);
		memory.settlements.forget(block);
		memory
	}

	/// Puts it back.
	pub fn put(&mut self, key: Vec<u8>, memory: KeyMemory) {
		if memory != KeyMemory::default() {
			self.keys.insert(key, memory);
		}
	}
}

/// What is remembered of one key.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyMemory {
	pending: Option<Pending>,
	/// Attempts at the heartbeat that is due.
	pub heartbeat: Option<Attempt>,
	/// Attempts at having requests answered and proved.
	pub proofs: Attempts,
	/// Attempts at having requests settled.
	pub settlements: Attempts,
}

/// Transactions that may still be in the pool.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
struct Pending {
	/// The account's nonce when all of them are in blocks.
	next_nonce: u32,
	/// The block in which they were submitted.
	since: u32,
}

impl KeyMemory {
	/// Whether transactions can be submitted in `block`, in whose state the account has `nonce`: all
	/// earlier ones are in blocks, or lost. A nonce that is still in the pool is not used again.
	pub fn may_submit(&self, nonce: u32, block: u32) -> bool {
		self.pending.as_ref().is_none_or(|pending| {
			// Either way: after a long reorganisation the block has the lower number.
			nonce >= pending.next_nonce || block.abs_diff(pending.since) >= RESUBMIT_AFTER
		})
	}

	/// Notes that the nonces below `next_nonce` were used in `block`.
	pub fn submitted(&mut self, next_nonce: u32, block: u32) {
		self.pending = Some(Pending { next_nonce, since: block });
	}

	/// Notes that a transaction with `nonce` was refused in `block`. When that nonce is one of those
	/// that counted as lost, they are in the pool after all, and wait once more.
	pub fn refused(&mut self, nonce: u32, block: u32) {
		if let Some(pending) = self.pending.as_mut().filter(|pending| nonce < pending.next_nonce) {
			pending.since = block;
		}
	}
}

/// When requests were last tried, and when to try them again.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct Attempts(BTreeMap<RequestId, Attempt>);

/// How often something was tried, and when to try it again.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct Attempt {
	count: u32,
	/// Not before this block.
	again_in: u32,
}

impl Attempt {
	/// Whether it can be tried in `block`.
	pub fn due(&self, block: u32) -> bool {
		// No wait is longer; where one is, the chain has gone back.
		block >= self.again_in || self.again_in.saturating_sub(block) > MAX_WAIT
	}

	/// Notes an attempt in `block`, and returns the block of the next: after 1, 2, 4, ... blocks, not
	/// fewer than `at_least` and not more than [`MAX_WAIT`].
	pub fn note(&mut self, block: u32, at_least: u32) -> u32 {
		let wait = 2u32.saturating_pow(self.count).max(at_least).min(MAX_WAIT);
		self.count = self.count.saturating_add(1);
		self.again_in = block.saturating_add(wait);
		self.again_in
	}
}

impl Attempts {
	/// Whether `request` can be tried in `block`.
	pub fn due(&self, request: RequestId, block: u32) -> bool {
		self.0.get(&request).is_none_or(|attempt| attempt.due(block))
	}

	/// Notes an attempt in `block`, as [`Attempt::note`].
	pub fn note(&mut self, request: RequestId, block: u32, at_least: u32) -> u32 {
		self.0.entry(request).or_default().note(block, at_least)
	}

	fn forget(&mut self, block: u32) {
		self.0.retain(|_, attempt| {
			// No wait is longer; where one is, the chain has gone back.
			attempt.again_in.saturating_sub(block) <= MAX_WAIT
				&& block.saturating_sub(attempt.again_in) <= FORGET_AFTER
		});
	}
}
