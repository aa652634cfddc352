// SPDX-License-Identifier: Apache-2.0
//! The database of jobs.

use crate::{database::DatabaseFile, store::StoreError};
use redb::{Error, ReadOnlyTable, TableDefinition, WriteTransaction};
use std::path::PathBuf;

/// Place in the order and record, by id.
pub(super) const JOBS: TableDefinition<'_, [u8; 32], (u64, &[u8])> = TableDefinition::new("jobs");
/// Id, time of the end, and stage, by place.
pub(super) const ORDER: TableDefinition<'_, u64, ([u8; 32], u64, u8)> =
	TableDefinition::new("order");
/// Numbers by name.
pub(super) const COUNTERS: TableDefinition<'_, &str, u64> = TableDefinition::new("counters");

/// [`JOBS`], to be read.
pub(super) type Jobs = ReadOnlyTable<[u8; 32], (u64, &'static [u8])>;
/// [`ORDER`], to be read.
pub(super) type Order = ReadOnlyTable<u64, ([u8; 32], u64, u8)>;

/// The file, and the open database.
pub(super) struct JobsDatabase(DatabaseFile);

impl JobsDatabase {
	/// Opens the file `path`, or makes it.
	pub(super) fn open(path: PathBuf) -> Result<Self, StoreError> {
		DatabaseFile::open(path, tables, |action, path, source| StoreError::Jobs {
			action,
			path,
			source,
		})
		.map(Self)
	}

	/// What `work` finds in one state of the database.
	pub(super) fn read<T>(
		&self,
		action: &'static str,
		work: impl Fn(&Jobs, &Order) -> Result<T, Error>,
	) -> Result<T, StoreError> {
		self.0.read(action, |transaction| {
			work(&transaction.open_table(JOBS)?, &transaction.open_table(ORDER)?)
		})
	}

	/// Does all of `work`, and has it on the disk, or nothing of it.
	pub(super) fn write<T>(
		&self,
		action: &'static str,
		work: impl Fn(&WriteTransaction) -> Result<T, Error>,
	) -> Result<T, StoreError> {
		self.0.write(action, work)
	}
}

fn tables(transaction: &WriteTransaction) -> Result<(), Error> {
	transaction.open_table(JOBS)?;
	transaction.open_table(ORDER)?;
	transaction.open_table(COUNTERS)?;
	Ok(())
}
