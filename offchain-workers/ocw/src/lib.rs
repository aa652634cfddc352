// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod chain;
mod committee;
mod desk;
mod factory;
mod inference;
mod lock;
mod memory;
mod proofs;
mod round;
mod server;
pub mod settings;
mod vault;
mod views;

pub use chain::{Call, Chain, SubmitError};
pub use committee::KEEP_SEALED;
pub use desk::TRANSACTIONS_PER_RUN;
pub use inference::SETTLEMENTS_PER_RUN;
pub use lock::{LOCK_EXPIRY, LOCK_KEY};
pub use memory::{MAX_WAIT, RESUBMIT_AFTER, STATE_KEY};
pub use round::{FACTORY_JOBS_PER_RUN, JOBS_PER_RUN};
pub use server::{ANSWER_WITHIN, MAX_RESPONSE_LEN, READ_WITHIN};
pub use vault::JUDGEMENT_KEY;
pub use views::{Assignment, FactoryJob, FactoryStage, Judged, Order};

/// Target of all log lines: `-l openledger-ocw=debug` shows every step.
pub const LOG_TARGET: &str = "openledger-ocw";

/// Does one round of work, in the state of an imported best block. Never waits for inference.
///
/// Call it from the runtime's off-chain worker hook, and from nowhere else: it needs the node's
/// HTTP client, local storage, keystore and transaction pool. Nothing is returned; whatever goes
/// wrong is logged and tried again in a later block.
pub fn run<C: Chain>() {
	if settings::switched_off() {
		return;
	}
	let keys = C::keys();
	if keys.is_empty() {
		return;
	}
	let mut lock = lock::new();
	let Ok(_guard) = lock.try_lock() else {
		log::debug!(target: LOG_TARGET, "an earlier run is still at work, this block is skipped");
		return;
	};
	round::work::<C>(keys);
}
