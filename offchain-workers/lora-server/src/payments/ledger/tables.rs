// SPDX-License-Identifier: Apache-2.0
//! The tables.

use crate::store::StoreError;
use redb::{Error, TableDefinition, WriteTransaction};
use std::path::PathBuf;

/// Receipts by channel and where they end.
pub(super) const RECEIPTS: TableDefinition<'_, (u64, u128), &[u8]> =
	TableDefinition::new("receipts");
/// Evidence, likewise.
pub(super) const EVIDENCE: TableDefinition<'_, (u64, u128), &[u8]> =
	TableDefinition::new("evidence");
/// Last answers by channel.
pub(super) const ANSWERS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("answers");
/// What was redeemed by channel.
pub(super) const SETTLED: TableDefinition<'_, u64, u128> = TableDefinition::new("settled");
/// Proposals by number.
pub(super) const BATCHES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("batches");
/// Their leaves, likewise.
pub(super) const LEAVES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("leaves");
/// What the ledger belongs to, by name.
pub(super) const IDENTITY: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("identity");

pub(super) fn open(transaction: &WriteTransaction) -> Result<(), Error> {
	transaction.open_table(RECEIPTS)?;
	transaction.open_table(EVIDENCE)?;
	transaction.open_table(ANSWERS)?;
	transaction.open_table(SETTLED)?;
	transaction.open_table(BATCHES)?;
	transaction.open_table(LEAVES)?;
	transaction.open_table(IDENTITY)?;
	Ok(())
}

pub(super) fn refused(action: &'static str, path: PathBuf, source: Box<Error>) -> StoreError {
	StoreError::Payments { action, path, source }
}
