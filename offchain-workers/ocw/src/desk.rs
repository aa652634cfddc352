// SPDX-License-Identifier: Apache-2.0
//! One worker key in one run: its nonce, its transactions, its memory, its server.

use crate::{
	memory::{KeyMemory, Memory},
	settings::Settings,
	Call, Chain, SubmitError, LOG_TARGET,
};
use alloc::{boxed::Box, vec::Vec};
use codec::Encode;
use core::fmt;
use openledger_primitives::records::Duty;
use polkadot_sdk::{sp_core::hexdisplay::HexDisplay, sp_runtime::DispatchError};

/// The most transactions that one key submits in one run.
pub const TRANSACTIONS_PER_RUN: u32 = 64;

/// Why something did not become a transaction.
pub enum Obstacle {
	/// The chain would refuse it.
	Chain(DispatchError),
	/// It did not get into the pool.
	Submission(SubmitError),
}

impl fmt::Display for Obstacle {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Chain(error) => {
				write!(f, "the chain would refuse it, it is not submitted: {}", name(error))
			},
			Self::Submission(error) => error.fmt(f),
		}
	}
}

/// What an error is called.
fn name(error: &DispatchError) -> &'static str {
	(*error).into()
}

/// One worker key in one run.
pub struct Desk<C: Chain> {
	/// The key.
	pub key: C::Key,
	/// Its bytes.
	pub name: Vec<u8>,
	/// What is remembered of it.
	pub memory: KeyMemory,
	/// This block: attempts are counted by it.
	pub block: u32,
	/// The clock of deadlines.
	pub now: u32,
	/// What the key's account is expected to do about requests.
	pub duties: Vec<Duty>,
	/// Where its server is, once that was read; `None` within when it cannot be used.
	settings: Option<Option<Box<Settings>>>,
	/// The account's nonce before this run.
	nonce: u32,
	/// How many transactions this run has submitted.
	sent: u32,
	/// Whether earlier transactions and the pool's answers let it submit more.
	open: bool,
}

impl<C: Chain> Desk<C> {
	/// Takes the key's part out of `memory`.
	pub fn open(key: C::Key, block: u32, memory: &mut Memory) -> Self {
		let name = key.encode();
		let memory = memory.take(&name, block);
		let nonce = C::nonce(&key);
		let open = memory.may_submit(nonce, block);
		let duties = C::duties(&key);
		let now = C::now();
		Self { key, name, memory, block, now, duties, settings: None, nonce, sent: 0, open }
	}

	/// Puts the key's part back into `memory`.
	pub fn close(mut self, memory: &mut Memory) {
		if self.sent > 0 {
			self.memory.submitted(self.next_nonce(), self.block);
		}
		memory.put(self.name, self.memory);
	}

	/// Where the key's server is; `None`, and a line in the log for the first time, when what the operator
	/// has set cannot be used.
	pub fn settings(&mut self) -> Option<&Settings> {
		let name = &self.name;
		let load = || {
			let settings = Settings::load(name);
			settings
				.inspect_err(|error| log::error!(target: LOG_TARGET, "{error}"))
				.ok()
				.map(Box::new)
		};
		self.settings.get_or_insert_with(load).as_deref()
	}

	/// Whether the key may submit transactions now: its earlier ones are not pending any more, none was refused in
	/// this run, and there were not too many.
	pub fn may_submit(&self) -> bool {
		self.open && self.sent < TRANSACTIONS_PER_RUN
	}

	/// Submits `call`, if the chain would take it. `what` it is goes into the log.
	pub fn send(
		&mut self,
		call: Call<C::Signature>,
		what: &dyn fmt::Display,
	) -> Result<(), Obstacle> {
		C::check(&self.key, &call).map_err(Obstacle::Chain)?;
		self.submit(call, what).map_err(Obstacle::Submission)
	}

	/// Submits `call`, which the chain is known to take. After the first that is refused there are no more in
	/// this run: they would have the same nonce.
	pub fn submit(
		&mut self,
		call: Call<C::Signature>,
		what: &dyn fmt::Display,
	) -> Result<(), SubmitError> {
		let submitted = C::submit(&self.key, call);
		match submitted {
			Ok(()) => {
				self.sent = self.sent.saturating_add(1);
				log::info!(
					target: LOG_TARGET,
					"submitted the {what} by worker {}, nonce {}",
					HexDisplay::from(&self.name),
					self.next_nonce().saturating_sub(1),
				);
			},
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
}
