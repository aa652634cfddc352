// SPDX-License-Identifier: Apache-2.0
//! A chain in memory, with a transaction pool that is as strict about nonces as the real one.

use openledger_ocw::{Assignment, Chain, Owed, SubmitError};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, RequestId},
	jobs::JobInput,
	proof::AttributionProof,
};
use polkadot_sdk::{
	sp_core::{crypto::KeyTypeId, sr25519, Pair, H256},
	sp_io::crypto,
	sp_runtime::DispatchError,
};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

pub const KEY_TYPE: KeyTypeId = KeyTypeId(*b"work");

/// What a transaction calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Call {
	Proof(Box<AttributionProof>, sr25519::Signature),
	Settle(RequestId),
	Heartbeat,
}

impl Call {
	/// What it is about; a heartbeat is about none.
	pub fn request(&self) -> Option<RequestId> {
		match self {
			Self::Proof(proof, _) => Some(proof.request),
			Self::Settle(request) => Some(*request),
			Self::Heartbeat => None,
		}
	}
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transaction {
	pub key: sr25519::Public,
	pub nonce: u32,
	pub call: Call,
}

/// The state that the worker sees, the pool, and everything that was ever submitted.
#[derive(Default)]
pub struct State {
	pub block: u32,
	/// Blocks that the clock of deadlines has not counted.
	pub skipped: u32,
	pub assigned: BTreeMap<[u8; 32], Vec<Assignment>>,
	pub settleable: BTreeMap<[u8; 32], Vec<RequestId>>,
	/// Requests whose questions are gone.
	pub unreadable: Vec<RequestId>,
	/// Requests whose questions were read in the current run.
	pub loaded: Vec<RequestId>,
	/// Keys whose accounts have not been heard of for long.
	pub silent: BTreeSet<[u8; 32]>,
	pub nonces: BTreeMap<[u8; 32], u32>,
	/// Not included yet.
	pub pool: Vec<Transaction>,
	/// With the block of their submission.
	pub submitted: Vec<(u32, Transaction)>,
	/// Submissions that the pool refused.
	pub refusals: usize,
	/// Requests whose transactions the pool refuses.
	pub unwelcome: Vec<RequestId>,
	/// Requests whose proofs the chain would refuse.
	pub disputed: Vec<RequestId>,
	/// Whether the keystore signs.
	pub mute: bool,
	/// How many transactions the current run has submitted: what a runtime has in its overlay.
	pub in_run: BTreeMap<[u8; 32], u32>,
}

thread_local! {
	static STATE: RefCell<State> = RefCell::default();
}

/// Reads or changes the state.
pub fn with<R>(f: impl FnOnce(&mut State) -> R) -> R {
	STATE.with_borrow_mut(f)
}

pub fn genesis() -> H256 {
	H256::repeat_byte(7)
}

/// An assignment with this number and deadline.
pub fn assignment(request: u64, deadline: u32) -> Assignment {
	let input = format!("question  number {request}?");
	Assignment {
		request: RequestId(request),
		artifact: ArtifactId(3),
		input_commitment: ContentCommitment::of_document(&input).unwrap(),
		input: JobInput::Text(input),
		max_output_tokens: 64,
		min_words: 6,
		deadline,
	}
}

impl State {
	/// A new block begins, with nothing of the pool in it.
	pub fn next_block(&mut self) {
		self.block += 1;
	}

	/// Puts at most `limit` transactions of the pool into the block, each in its turn.
	pub fn include(&mut self, limit: usize) {
		for _ in 0..limit {
			let next = |transaction: &Transaction| {
				self.nonces.get(&transaction.key.0).copied().unwrap_or_default()
					== transaction.nonce
			};
			let Some(place) = self.pool.iter().position(next) else { return };
			let Transaction { key, call, .. } = self.pool.remove(place);
			*self.nonces.entry(key.0).or_default() += 1;
			match call {
				Call::Proof(proof, signature) => {
					assert!(verifies(&signature, &proof, &key));
					let now = self.block - self.skipped;
					assert!(now <= proof.expires_at, "a late proof costs a fee");
					self.assigned
						.entry(key.0)
						.or_default()
						.retain(|assignment| assignment.request != proof.request);
				},
				Call::Settle(request) => {
					self.settleable.entry(key.0).or_default().retain(|&other| other != request);
				},
				Call::Heartbeat => {
					assert!(self.silent.remove(&key.0), "an early heartbeat costs a fee");
				},
			}
		}
	}

	/// The requests of the submitted proofs, in their order.
	pub fn proved(&self) -> Vec<u64> {
		self.submitted
			.iter()
			.filter(|(_, transaction)| matches!(transaction.call, Call::Proof(..)))
			.filter_map(|(_, transaction)| Some(transaction.call.request()?.0))
			.collect()
	}

	/// The requests of the submitted settlements, in their order.
	pub fn settled(&self) -> Vec<u64> {
		self.submitted
			.iter()
			.filter(|(_, transaction)| matches!(transaction.call, Call::Settle(_)))
			.filter_map(|(_, transaction)| Some(transaction.call.request()?.0))
			.collect()
	}

	/// The blocks in which heartbeats were submitted.
	pub fn heartbeats(&self) -> Vec<u32> {
		self.submitted
			.iter()
			.filter(|(_, transaction)| transaction.call == Call::Heartbeat)
			.map(|(block, _)| *block)
			.collect()
	}

	fn submit(&mut self, key: &sr25519::Public, call: Call) -> Result<(), SubmitError> {
		let sent = self.in_run.get(&key.0).copied().unwrap_or_default();
		let nonce = self.nonces.get(&key.0).copied().unwrap_or_default() + sent;
		let taken = self
			.pool
			.iter()
			.any(|transaction| transaction.key == *key && transaction.nonce == nonce);
		let unwelcome = call.request().is_some_and(|request| self.unwelcome.contains(&request));
		if taken || unwelcome {
			self.refusals += 1;
			return Err(SubmitError::Refused);
		}
		let transaction = Transaction { key: *key, nonce, call };
		self.pool.push(transaction.clone());
		self.submitted.push((self.block, transaction));
		*self.in_run.entry(key.0).or_default() += 1;
		Ok(())
	}
}

/// Whether the key signed exactly this proof.
pub fn verifies(
	signature: &sr25519::Signature,
	proof: &AttributionProof,
	key: &sr25519::Public,
) -> bool {
	sr25519::Pair::verify(signature, proof.signing_bytes(), key)
}

/// The chain that the worker is run on.
pub struct TestChain;

impl Chain for TestChain {
	type Key = sr25519::Public;
	type Signature = sr25519::Signature;

	fn genesis() -> H256 {
		genesis()
	}

	fn block() -> u32 {
		with(|state| state.block)
	}

	fn now() -> u32 {
		with(|state| state.block - state.skipped)
	}

	fn keys() -> Vec<Self::Key> {
		crypto::sr25519_public_keys(KEY_TYPE)
	}

	fn assigned(key: &Self::Key) -> Vec<Owed> {
		let owed = |assignment: &Assignment| Owed {
			request: assignment.request,
			deadline: assignment.deadline,
		};
		with(|state| state.assigned.get(&key.0).into_iter().flatten().map(owed).collect())
	}

	fn assignment(request: RequestId) -> Option<Assignment> {
		with(|state| {
			state.loaded.push(request);
			let mut all = state.assigned.values().flatten();
			let readable = !state.unreadable.contains(&request);
			all.find(|assignment| readable && assignment.request == request).cloned()
		})
	}

	fn heartbeat_due(key: &Self::Key) -> bool {
		with(|state| state.silent.contains(&key.0))
	}

	fn settleable(key: &Self::Key, limit: u32) -> Vec<RequestId> {
		let limit = usize::try_from(limit).unwrap();
		let all = with(|state| state.settleable.get(&key.0).cloned().unwrap_or_default());
		all.into_iter().take(limit).collect()
	}

	fn nonce(key: &Self::Key) -> u32 {
		with(|state| state.nonces.get(&key.0).copied().unwrap_or_default())
	}

	fn check_proof(_: &Self::Key, proof: &AttributionProof) -> Result<(), DispatchError> {
		if with(|state| state.disputed.contains(&proof.request)) {
			return Err(DispatchError::Other("ForeignContribution"));
		}
		Ok(())
	}

	fn sign(key: &Self::Key, message: &[u8]) -> Option<Self::Signature> {
		if with(|state| state.mute) {
			return None;
		}
		crypto::sr25519_sign(KEY_TYPE, key, message)
	}

	fn submit_proof(
		key: &Self::Key,
		proof: AttributionProof,
		signature: Self::Signature,
	) -> Result<(), SubmitError> {
		with(|state| state.submit(key, Call::Proof(Box::new(proof), signature)))
	}

	fn settle(key: &Self::Key, request: RequestId) -> Result<(), SubmitError> {
		with(|state| state.submit(key, Call::Settle(request)))
	}

	fn heartbeat(key: &Self::Key) -> Result<(), SubmitError> {
		with(|state| state.submit(key, Call::Heartbeat))
	}
}
