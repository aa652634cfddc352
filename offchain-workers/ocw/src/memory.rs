// SPDX-License-Identifier: Apache-2.0
//! What the worker remembers from block to block, in the node's persistent local storage.
//!
//! Losing it does no harm: then a nonce or a proof may be used twice, the pool refuses the second,
//! and the next block tries again; jobs of the ModelFactory are looked for on chain. What must not be lost, to
//! which judgements members are bound, is [elsewhere](crate::vault).

use crate::LOG_TARGET;
use alloc::{
	collections::{BTreeMap, BTreeSet},
	string::String,
	vec::Vec,
};
use codec::{Decode, Encode};
use openledger_primitives::ids::{FactoryJobId, RequestId};
use polkadot_sdk::{sp_core::H256, sp_runtime::offchain::storage::StorageValueRef};

/// Where the memory is, in persistent local storage.
pub const STATE_KEY: &[u8] = b"openledger/ocw/state";

/// Blocks after which submitted transactions that did not get into a block count as lost.
pub const RESUBMIT_AFTER: u32 = 5;

/// The most blocks between two attempts at the same request.
pub const MAX_WAIT: u32 = 32;

/// Blocks after which an attempt that was not repeated is forgotten: the request is settled or past
/// its deadline.
const FORGET_AFTER: u32 = 64;

/// Blocks after which an outage is told of as a new one.
const FORGET_OUTAGE: u32 = 1_000;

/// Everything that is remembered.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct Memory {
	keys: BTreeMap<Vec<u8>, KeyMemory>,
	/// By the address of each missing server: the block in which it was first found missing.
	pub missing: BTreeMap<String, u32>,
}

impl Memory {
	/// What earlier runs have stored, without outages that are too old in `block`.
	pub fn load(block: u32) -> Self {
		let mut memory = match StorageValueRef::persistent(STATE_KEY).get::<Self>() {
			Ok(memory) => memory.unwrap_or_default(),
			Err(_) => {
				log::warn!(
					target: LOG_TARGET,
					"the worker's memory is of another version or damaged: starting a new one",
				);
				Self::default()
			},
		};
		memory.missing.retain(|_, since| block.abs_diff(*since) < FORGET_OUTAGE);
		memory
	}

	/// Stores it for later runs.
	pub fn store(&self) {
		StorageValueRef::persistent(STATE_KEY).set(self);
	}

	/// Takes out what is remembered of the key with this encoding, without what is too old in
	/// `block`.
	pub fn take(&mut self, key: &[u8], block: u32) -> KeyMemory {
		let mut memory = self.keys.remove(key).unwrap_or_default();
		memory.forget(block);
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
	/// Attempts at having requests answered, and proved or published.
	pub proofs: Attempts<RequestId>,
	/// Attempts at having requests settled.
	pub settlements: Attempts<RequestId>,
	/// Attempts at having answers judged by the server.
	pub judgements: Attempts<RequestId>,
	/// Attempts at committing to judgements.
	pub commits: Attempts<RequestId>,
	/// Attempts at revealing them.
	pub reveals: Attempts<RequestId>,
	/// Attempts at having committees concluded.
	pub conclusions: Attempts<RequestId>,
	/// The seats in committees that the key's account has, or had not long ago, by request and by the name
	/// of the job that judges the answer.
	pub seats: BTreeMap<(RequestId, H256), Seat>,
	/// Where the search for committees that nobody remembers goes on.
	pub search: Option<RequestId>,
	/// Of the ModelFactory.
	pub factory: FactoryMemory,
}

/// Transactions that may still be in the pool.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
struct Pending {
	/// The account's nonce when all of them are in blocks.
	next_nonce: u32,
	/// The block in which they were submitted.
	since: u32,
}

/// A seat in a committee.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Seat {
	/// The last block in which something was owed for it.
	pub owed_in: u32,
	/// The block since which the committee can be concluded.
	pub over_since: Option<u32>,
}

/// What is remembered of the ModelFactory.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug, Default)]
pub struct FactoryMemory {
	/// Jobs that the key's account has taken, or tried to take.
	pub jobs: BTreeSet<FactoryJobId>,
	/// Where the search for jobs that it has taken goes on.
	pub search: Option<FactoryJobId>,
	/// Where the search for open jobs goes on.
	pub offers: Option<FactoryJobId>,
	/// Attempts at taking jobs.
	pub takes: Attempts<FactoryJobId>,
	/// Attempts at having them done, and delivered.
	pub deliveries: Attempts<FactoryJobId>,
	/// Reports of how far they are.
	pub reports: Attempts<FactoryJobId>,
	/// Attempts at having them settled.
	pub settlements: Attempts<FactoryJobId>,
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

	fn forget(&mut self, block: u32) {
		let Self { proofs, settlements, judgements, commits, reveals, conclusions, .. } = self;
		for attempts in [proofs, settlements, judgements, commits, reveals, conclusions] {
			attempts.forget(block);
		}
		let FactoryMemory { takes, deliveries, reports, settlements, .. } = &mut self.factory;
		for attempts in [takes, deliveries, reports, settlements] {
			attempts.forget(block);
		}
	}
}

/// When things were last tried, and when to try them again.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Attempts<Id: Ord>(BTreeMap<Id, Attempt>);

impl<Id: Ord> Default for Attempts<Id> {
	fn default() -> Self {
		Self(BTreeMap::new())
	}
}

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
		self.note_within(block, at_least, MAX_WAIT)
	}

	fn note_within(&mut self, block: u32, at_least: u32, at_most: u32) -> u32 {
		let wait = 2u32.saturating_pow(self.count).max(at_least).min(at_most);
		self.count = self.count.saturating_add(1);
		self.again_in = block.saturating_add(wait);
		self.again_in
	}
}

impl<Id: Ord> Attempts<Id> {
	/// Whether `id` can be tried in `block`.
	pub fn due(&self, id: Id, block: u32) -> bool {
		self.0.get(&id).is_none_or(|attempt| attempt.due(block))
	}

	/// Whether `id` was never tried, or so long ago that it is forgotten.
	pub fn is_new(&self, id: Id) -> bool {
		!self.0.contains_key(&id)
	}

	/// Notes an attempt in `block`, as [`Attempt::note`].
	pub fn note(&mut self, id: Id, block: u32, at_least: u32) -> u32 {
		self.0.entry(id).or_default().note(block, at_least)
	}

	/// As [`Self::note`], for what must not be missed: the next attempt is no later than when transactions
	/// count as lost.
	pub fn note_pressing(&mut self, id: Id, block: u32, at_least: u32) -> u32 {
		self.0.entry(id).or_default().note_within(block, at_least, RESUBMIT_AFTER)
	}

	fn forget(&mut self, block: u32) {
		self.0.retain(|_, attempt| {
			// No wait is longer; where one is, the chain has gone back.
			attempt.again_in.saturating_sub(block) <= MAX_WAIT
				&& block.saturating_sub(attempt.again_in) <= FORGET_AFTER
		});
	}
}
