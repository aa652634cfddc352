// SPDX-License-Identifier: Apache-2.0
//! One worker key in one run: its nonce, its transactions, its memory.

use crate::{
	memory::{KeyMemory, Memory, RESUBMIT_AFTER},
	proofs::{self, ResultError},
	Assignment, Chain, Owed, SubmitError, LOG_TARGET,
};
use alloc::vec::Vec;
use codec::Encode;
use core::fmt;
use openledger_primitives::{ids::RequestId, jobs::InferenceResult};
use polkadot_sdk::{sp_core::hexdisplay::HexDisplay, sp_runtime::DispatchError};

/// The most settlements that one key submits in one run.
pub const SETTLEMENTS_PER_RUN: usize = 16;

/// How many settlements the chain is asked for: more than are submitted, so that some that fail again
/// and again do not stand in the way of others.
const SETTLEMENTS_SEEN: u32 = 64;

/// Why an answer did not become a transaction.
enum Obstacle {
	Result(ResultError),
	Chain(DispatchError),
	NoKey,
	Submission(SubmitError),
}

impl fmt::Display for Obstacle {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Result(error) => {
				write!(f, "the server's result is not one, and is not submitted: {error}")
			},
			Self::Chain(error) => write!(
				f,
				"the chain would refuse the server's result, it is not submitted: {}",
				<&str>::from(*error)
			),
			Self::NoKey => f.write_str("the worker's key is not in the keystore: insert it again"),
			Self::Submission(error) => error.fmt(f),
		}
	}
}

/// One worker key in one run.
pub struct Desk<C: Chain> {
	key: C::Key,
	name: Vec<u8>,
	memory: KeyMemory,
	block: u32,
	/// The clock of deadlines.
	now: u32,
	/// The account's nonce before this run.
	nonce: u32,
	/// How many transactions this run has submitted.
	sent: u32,
	/// Whether it may submit more.
	open: bool,
}

impl<C: Chain> Desk<C> {
	/// Takes the key's part out of `memory`.
	pub fn open(key: C::Key, block: u32, memory: &mut Memory) -> Self {
		let name = key.encode();
		let memory = memory.take(&name, block);
		let nonce = C::nonce(&key);
		let open = memory.may_submit(nonce, block);
		Self { key, name, memory, block, now: C::now(), nonce, sent: 0, open }
	}

	/// Puts the key's part back into `memory`.
	pub fn close(mut self, memory: &mut Memory) {
		if self.sent > 0 {
			self.memory.submitted(self.next_nonce(), self.block);
		}
		memory.put(self.name, self.memory);
	}

	/// What the key's account has to answer now: still in time for the next block, and not to be left
	/// alone until later.
	pub fn due(&self) -> Vec<Owed> {
		let mut owed = C::assigned(&self.key);
		owed.retain(|owed| {
			owed.deadline > self.now && self.memory.proofs.due(owed.request, self.block)
		});
		owed
	}

	/// Notes that the server has no answer to `request`; `at_least` so many blocks pass until it is
	/// asked again.
	pub fn failed(&mut self, request: RequestId, at_least: u32, why: &dyn fmt::Display) {
		let again = self.memory.proofs.note(request, self.block, at_least);
		log::warn!(target: LOG_TARGET, "request {request}: {why}. Again in block {again}");
	}

	/// Proves that `result` answers `assignment`, unless earlier transactions are still pending: then a
	/// later run does.
	pub fn prove(&mut self, assignment: &Assignment, result: InferenceResult) {
		let request = assignment.request;
		if !self.open {
			log::debug!(
				target: LOG_TARGET,
				"request {request} is answered and waits for the worker's earlier transactions",
			);
			return;
		}
		match self.submit_proof(assignment, result) {
			Ok(()) => {
				self.memory.proofs.note(request, self.block, RESUBMIT_AFTER);
				self.count(&format_args!("proof of request {request}"));
			},
			Err(obstacle) => self.failed(request, 0, &obstacle),
		}
	}

	/// Whether a heartbeat is to be sent now.
	pub fn heartbeat_due(&mut self) -> bool {
		if !C::heartbeat_due(&self.key) {
			// The last one has arrived: the next is a new matter.
			self.memory.heartbeat = None;
			return false;
		}
		let attempt = self.memory.heartbeat.as_ref();
		self.open && attempt.is_none_or(|attempt| attempt.due(self.block))
	}

	/// Submits a heartbeat.
	pub fn heartbeat(&mut self) {
		let submitted = self.submit(C::heartbeat);
		// Whether it went well shows when none is due any more.
		let again = self.note_heartbeat(RESUBMIT_AFTER);
		match submitted {
			Ok(()) => self.count(&"heartbeat"),
			Err(error) => {
				log::warn!(target: LOG_TARGET, "heartbeat: {error} Again in block {again}");
			},
		}
	}

	/// Notes that the server is not there to do what a heartbeat promises.
	pub fn withhold_heartbeat(&mut self, why: &dyn fmt::Display) {
		let again = self.note_heartbeat(0);
		log::warn!(
			target: LOG_TARGET,
			"no heartbeat while the LoRA server is not ready: {why}. Again in block {again}",
		);
	}

	fn note_heartbeat(&mut self, at_least: u32) -> u32 {
		self.memory.heartbeat.get_or_insert_default().note(self.block, at_least)
	}

	/// Submits the settlements that are due.
	pub fn settle(&mut self) {
		if !self.open {
			return;
		}
		let mut due = C::settleable(&self.key, SETTLEMENTS_SEEN);
		due.retain(|&request| self.memory.settlements.due(request, self.block));
		for request in due.into_iter().take(SETTLEMENTS_PER_RUN) {
			let submitted = self.submit(|key| C::settle(key, request));
			// Whether it went well shows when the request is no longer there.
			let again = self.memory.settlements.note(request, self.block, RESUBMIT_AFTER);
			match submitted {
				Ok(()) => self.count(&format_args!("settlement of request {request}")),
				Err(error) => {
					log::warn!(
						target: LOG_TARGET,
						"settlement of request {request}: {error} Again in block {again}",
					);
					return;
				},
			}
		}
	}

	fn submit_proof(
		&mut self,
		assignment: &Assignment,
		result: InferenceResult,
	) -> Result<(), Obstacle> {
		let proof = proofs::proof(C::genesis(), assignment, result).map_err(Obstacle::Result)?;
		C::check_proof(&self.key, &proof).map_err(Obstacle::Chain)?;
		let signature = C::sign(&self.key, &proof.signing_bytes()).ok_or(Obstacle::NoKey)?;
		self.submit(|key| C::submit_proof(key, proof, signature)).map_err(Obstacle::Submission)
	}

	/// Hands over one transaction. After the first that is refused there are no more in this run: they
	/// would have the same nonce.
	fn submit(
		&mut self,
		submit: impl FnOnce(&C::Key) -> Result<(), SubmitError>,
	) -> Result<(), SubmitError> {
		let submitted = submit(&self.key);
		match submitted {
			Ok(()) => self.sent = self.sent.saturating_add(1),
			Err(_) => {
				self.open = false;
				self.memory.refused(self.next_nonce(), self.block);
			},
		}
		submitted
	}

	fn next_nonce(&self) -> u32 {
		self.nonce.saturating_add(self.sent)
	}

	fn count(&self, what: &dyn fmt::Display) {
		log::info!(
			target: LOG_TARGET,
			"submitted the {what} by worker {}, nonce {}",
			HexDisplay::from(&self.name),
			self.next_nonce().saturating_sub(1),
		);
	}
}
