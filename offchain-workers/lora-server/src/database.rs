// SPDX-License-Identifier: Apache-2.0
//! A [redb](https://www.redb.org) database that can be used again after the disk was full.

use crate::store::StoreError;
use redb::{Database, Error, ReadTransaction, ReadableDatabase, WriteTransaction};
use std::{
	path::{Path, PathBuf},
	sync::{PoisonError, RwLock},
};

/// How much of a database is kept in memory. By itself, redb keeps up to a gigabyte: memory would grow with every job.
const CACHE_BYTES: usize = 16 * 1024 * 1024;

/// Opens the tables of a database, so that reading finds them.
type Tables = fn(&WriteTransaction) -> Result<(), Error>;
/// Names what was tried and refused, on which file.
type Refusal = fn(&'static str, PathBuf, Box<Error>) -> StoreError;

/// The file, and the open database.
pub(crate) struct DatabaseFile {
	path: PathBuf,
	tables: Tables,
	refusal: Refusal,
	/// None when it could not be opened again after an error.
	open: RwLock<Option<Database>>,
}

impl DatabaseFile {
	/// Opens the file `path` with its `tables`, or makes it. Errors are told by `refusal`.
	pub(crate) fn open(
		path: PathBuf,
		tables: Tables,
		refusal: Refusal,
	) -> Result<Self, StoreError> {
		match open(&path, tables) {
			Ok(database) => Ok(Self { path, tables, refusal, open: RwLock::new(Some(database)) }),
			Err(error) => Err(refusal("open", path, Box::new(error))),
		}
	}

	/// What `work` finds in one state of the database.
	pub(crate) fn read<T>(
		&self,
		action: &'static str,
		work: impl Fn(&ReadTransaction) -> Result<T, Error>,
	) -> Result<T, StoreError> {
		self.with(action, |database| work(&database.begin_read()?))
	}

	/// Does all of `work`, and has it on the disk, or nothing of it.
	pub(crate) fn write<T>(
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
		let refused = |error| (self.refusal)(action, self.path.clone(), Box::new(error));
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
		let database = open.insert(self::open(&self.path, self.tables).map_err(refused)?);
		work(database).map_err(refused)
	}
}

fn open(path: &Path, tables: Tables) -> Result<Database, Error> {
	let database = Database::builder().set_cache_size(CACHE_BYTES).create(path)?;
	// Made at once, so that reading finds them.
	write(&database, &tables)?;
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
