// SPDX-License-Identifier: Apache-2.0
//! The database of jobs, which can be used again after the disk was full.

use crate::store::StoreError;
use redb::{Database, Error, ReadOnlyTable, ReadableDatabase, TableDefinition, WriteTransaction};
use std::{
	path::{Path, PathBuf},
	sync::{PoisonError, RwLock},
};

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
pub(super) struct JobsDatabase {
	path: PathBuf,
	/// None when it could not be opened again after an error.
	open: RwLock<Option<Database>>,
}

impl JobsDatabase {
	/// Opens the file `path`, or makes it.
	pub(super) fn open(path: PathBuf) -> Result<Self, StoreError> {
		match open(&path) {
			Ok(database) => Ok(Self { path, open: RwLock::new(Some(database)) }),
			Err(error) => Err(StoreError::Jobs { action: "open", path, source: Box::new(error) }),
		}
	}

	/// What `work` finds in one state of the database.
	pub(super) fn read<T>(
		&self,
		action: &'static str,
		work: impl Fn(&Jobs, &Order) -> Result<T, Error>,
	) -> Result<T, StoreError> {
		self.with(action, |database| {
			let transaction = database.begin_read()?;
			work(&transaction.open_table(JOBS)?, &transaction.open_table(ORDER)?)
		})
	}

	/// Does all of `work`, and has it on the disk, or nothing of it.
	pub(super) fn write<T>(
		&self,
		action: &'static str,
		work: impl Fn(&WriteTransaction) -> Result<T, Error>,
	) -> Result<T, StoreError> {
		self.with(action, |database| write(database, &work))
	}

	fn with<T>(
		&self,
		action: &'static str,
		work: impl Fn(&Database) -> Result<T, Error>,
	) -> Result<T, StoreError> {
		let refused =
			|error| StoreError::Jobs { action, path: self.path.clone(), source: Box::new(error) };
		let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
		match open.as_ref().map(&work) {
			// The disk failed some time ago, and the database answers nothing since.
			None | Some(Err(Error::PreviousIo)) => {},
			Some(done) => return done.map_err(refused),
		}
		drop(open);
		let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
		// Closed first: two cannot have the file.
		drop(open.take());
		let database = open.insert(self::open(&self.path).map_err(refused)?);
		work(database).map_err(refused)
	}
}

fn open(path: &Path) -> Result<Database, Error> {
	let database = Database::create(path)?;
	// Made at once, so that reading finds them.
	write(&database, &|transaction| {
		transaction.open_table(JOBS)?;
		transaction.open_table(ORDER)?;
		transaction.open_table(COUNTERS)?;
		Ok(())
	})?;
	Ok(database)
}

fn write<T>(
	database: &Database,
	work: &impl Fn(&WriteTransaction) -> Result<T, Error>,
) -> Result<T, Error> {
	let transaction = database.begin_write()?;
	let done = work(&transaction)?;
	transaction.commit()?;
	Ok(done)
}
