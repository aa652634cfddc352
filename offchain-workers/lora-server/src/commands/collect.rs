// SPDX-License-Identifier: Apache-2.0
//! `collect`: removes from a store what nothing refers to, while no server uses it.

use super::store_location::{NoStore, StoreLocation};
use crate::{
	jobs::Ledger,
	payments, residency,
	store::{Remote, Store, StoreError, StoreOptions},
};
use clap::Args;
use std::{io::Write, time::Duration};

const SECONDS_PER_HOUR: u64 = 60 * 60;

/// Arguments of `collect`.
#[derive(Args, Clone, Debug)]
pub struct Collect {
	#[command(flatten)]
	store: StoreLocation,
	/// Hours for which what nothing refers to stays after it was stored or used
	#[arg(long, default_value_t = 30 * 24)]
	grace_hours: u64,
	/// Remove nothing: say what would be
	#[arg(long)]
	dry_run: bool,
}

/// Why nothing was collected.
#[derive(thiserror::Error, Debug)]
pub enum CollectError {
	/// There is no store.
	#[error(transparent)]
	NoStore(#[from] NoStore),
	/// The store cannot be read, or not be written.
	#[error("store: {0}")]
	Store(#[from] StoreError),
	/// What was done cannot be told.
	#[error("output: {0}")]
	Output(#[from] std::io::Error),
}

/// Runs the command, and prints what was kept and removed as one line of JSON.
///
/// # Errors
/// [`CollectError`].
pub fn run(arguments: Collect, mut output: impl Write) -> Result<(), CollectError> {
	let (folder, remote) = arguments.store.resolve()?;
	let remote = remote.as_deref().map(Remote::open).transpose()?;
	let store = Store::open_with(&folder, StoreOptions { limit: None, remote })?;
	let ledger = Ledger::open(&store)?;
	let grace = Duration::from_secs(arguments.grace_hours.saturating_mul(SECONDS_PER_HOUR));
	let held = || {
		let mut held = ledger.hashes()?;
		held.extend(residency::pinned(&store)?);
		held.extend(payments::Ledger::answers_in(store.path())?);
		Ok(held)
	};
	let collected = store.collect(held, grace, arguments.dry_run)?;
	let line = serde_json::to_string(&collected).map_err(std::io::Error::from)?;
	Ok(writeln!(output, "{line}")?)
}
