// SPDX-License-Identifier: Apache-2.0
//! What a payer keeps: the receipts of a channel until their batch is final, and what was asked and may not be
//! answered yet. A file is written beside, flushed, and renamed.

use super::ChainReceipt;
use crate::failure::Failure;
use openledger_primitives::Balance;
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use std::{
	fs::{self, File, TryLockError},
	io::{self, Write},
	path::{Path, PathBuf},
};

/// Digits of the largest amount: names of receipts ascend with what they end at.
const DIGITS: usize = 39;
/// The most questions that are remembered beside each other.
const MAX_ASKED: usize = 16;

/// A request that was sent, and whose receipt is not here yet.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Asked {
	/// Where it was sent.
	pub path: String,
	/// Its body, which is JSON.
	pub body: String,
}

/// The folder of a channel, which this process alone writes to.
pub struct Ledger {
	folder: PathBuf,
	/// Held as long as this lives.
	_lock: File,
	cumulative: Balance,
	asked: Vec<Asked>,
}

impl Ledger {
	/// Opens the folder at `folder`, which is made when there is none. `redeemed` is what the chain says was paid out
	/// of the channel: nothing below it is owed.
	///
	/// # Errors
	/// [`Failure::File`]; [`Failure::Input`] when another process uses it, or a file in it is damaged.
	pub fn open(folder: &Path, redeemed: Balance) -> Result<Self, Failure> {
		let receipts = folder.join("receipts");
		fs::create_dir_all(&receipts).map_err(Failure::file(&receipts))?;
		let path = folder.join("lock");
		let lock = File::create(&path).map_err(Failure::file(&path))?;
		lock.try_lock().map_err(|error| match error {
			TryLockError::WouldBlock => {
				Failure::Input(format!("another gateway uses {}", folder.display()))
			},
			TryLockError::Error(error) => Failure::file(&path)(error),
		})?;
		let newest = ends(&receipts)?.into_iter().max();
		let cumulative = newest.unwrap_or_default().max(redeemed);
		let path = folder.join("asked.json");
		let asked = match path.exists() {
			true => read(&path)?,
			false => Vec::new(),
		};
		Ok(Self { folder: folder.to_owned(), _lock: lock, cumulative, asked })
	}

	/// What the next voucher is over: all that the receipts come to, in plancks.
	pub fn cumulative(&self) -> Balance {
		self.cumulative
	}

	/// What was asked and may not be answered yet, the newest last.
	pub fn asked(&self) -> &[Asked] {
		&self.asked
	}

	/// Remembers what is about to be asked.
	///
	/// # Errors
	/// [`Failure::File`].
	pub fn ask(&mut self, asked: Asked) -> Result<(), Failure> {
		self.asked.retain(|other| *other != asked);
		if self.asked.len() >= MAX_ASKED {
			self.asked.remove(0);
		}
		self.asked.push(asked);
		self.write_asked()
	}

	/// Forgets what was refused, and so will not be answered.
	///
	/// # Errors
	/// [`Failure::File`].
	pub fn forget(&mut self, asked: &Asked) -> Result<(), Failure> {
		self.asked.retain(|other| other != asked);
		self.write_asked()
	}

	/// Keeps a receipt that is to be paid. All that was asked before is settled by it.
	///
	/// # Errors
	/// [`Failure::File`].
	pub fn keep(&mut self, receipt: &ChainReceipt) -> Result<(), Failure> {
		let cumulative = receipt.statement.receipt.cumulative;
		write(&self.path_of(cumulative), receipt)?;
		self.cumulative = cumulative;
		self.asked.clear();
		self.write_asked()
	}

	/// Keeps a receipt that is not to be paid, for whoever wants to see it.
	///
	/// # Errors
	/// [`Failure::File`].
	pub fn keep_refused(&self, receipt: &ChainReceipt) -> Result<PathBuf, Failure> {
		let folder = self.folder.join("refused");
		fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
		let path = folder.join(name(receipt.statement.receipt.cumulative));
		write(&path, receipt)?;
		Ok(path)
	}

	/// Removes the receipts that end at `settled` or before, but for the newest. Says how many those were.
	///
	/// # Errors
	/// [`Failure::File`].
	pub fn remove_settled(&self, settled: Balance) -> Result<usize, Failure> {
		let mut removed: usize = 0;
		for end in ends(&self.folder.join("receipts"))? {
			if end <= settled && end < self.cumulative {
				let path = self.path_of(end);
				fs::remove_file(&path).map_err(Failure::file(&path))?;
				removed = removed.saturating_add(1);
			}
		}
		Ok(removed)
	}

	fn path_of(&self, cumulative: Balance) -> PathBuf {
		self.folder.join("receipts").join(name(cumulative))
	}

	fn write_asked(&self) -> Result<(), Failure> {
		write(&self.folder.join("asked.json"), &self.asked)
	}
}

fn name(cumulative: Balance) -> String {
	format!("{cumulative:0>DIGITS$}.json")
}

/// What the receipts in a folder end at; files of other names are left alone.
fn ends(folder: &Path) -> Result<Vec<Balance>, Failure> {
	let mut ends = Vec::new();
	for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
		let name = entry.map_err(Failure::file(folder))?.file_name();
		let digits = name.to_str().and_then(|name| name.strip_suffix(".json"));
		ends.extend(digits.and_then(|digits| digits.parse::<Balance>().ok()));
	}
	Ok(ends)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
	let bytes = fs::read(path).map_err(Failure::file(path))?;
	serde_json::from_slice(&bytes)
		.map_err(|error| Failure::Input(format!("{} is damaged: {error}", path.display())))
}

fn write<T: Serialize + ?Sized>(path: &Path, value: &T) -> Result<(), Failure> {
	let written = || -> io::Result<()> {
		let beside = path.with_extension("new");
		let mut file = File::create(&beside)?;
		file.write_all(&serde_json::to_vec(value)?)?;
		file.sync_all()?;
		fs::rename(&beside, path)?;
		// The name is in the folder, which is a file, too.
		path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
	};
	written().map_err(Failure::file(path))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::{
		super::check::tests::{signed, statement},
		*,
	};
	use proptest::prelude::*;

	fn asked(body: &str) -> Asked {
		Asked { path: "/v1/chat/completions".into(), body: body.into() }
	}

	#[test]
	fn ledger_begins_where_the_chain_says_when_it_is_new() {
		let folder = tempfile::tempdir().unwrap();
		assert_eq!(Ledger::open(folder.path(), 70).unwrap().cumulative(), 70);
	}

	#[test]
	fn receipt_and_questions_are_there_when_the_ledger_is_opened_again() {
		let folder = tempfile::tempdir().unwrap();
		let receipt = signed(statement(50));
		let mut ledger = Ledger::open(folder.path(), 50).unwrap();
		ledger.ask(asked("1")).unwrap();
		ledger.keep(&receipt).unwrap();
		ledger.ask(asked("2")).unwrap();
		drop(ledger);
		let ledger = Ledger::open(folder.path(), 0).unwrap();
		assert_eq!(ledger.cumulative(), 169);
		assert_eq!(ledger.asked(), [asked("2")]);
		let kept: ChainReceipt = read(&ledger.path_of(169)).unwrap();
		assert_eq!(kept, receipt);
	}

	#[test]
	fn ledger_is_refused_when_another_one_uses_its_folder() {
		let folder = tempfile::tempdir().unwrap();
		let _first = Ledger::open(folder.path(), 0).unwrap();
		assert!(matches!(Ledger::open(folder.path(), 0), Err(Failure::Input(_))));
	}

	#[test]
	fn ledger_is_refused_by_name_when_a_file_is_damaged() {
		let folder = tempfile::tempdir().unwrap();
		fs::write(folder.path().join("asked.json"), "{").unwrap();
		let error = Ledger::open(folder.path(), 0).err().unwrap().to_string();
		assert!(error.contains("asked.json is damaged"), "{error}");
	}

	#[test]
	fn newest_receipt_stays_when_all_are_settled() {
		let folder = tempfile::tempdir().unwrap();
		let mut ledger = Ledger::open(folder.path(), 0).unwrap();
		for before in [0, 119, 238] {
			ledger.keep(&signed(statement(before))).unwrap();
		}
		assert_eq!(ledger.remove_settled(119).unwrap(), 1);
		assert_eq!(ledger.remove_settled(u128::MAX).unwrap(), 1);
		assert_eq!(ledger.cumulative(), 357);
		assert!(ledger.path_of(357).exists());
	}

	#[test]
	fn oldest_question_is_forgotten_when_there_are_too_many() {
		let folder = tempfile::tempdir().unwrap();
		let mut ledger = Ledger::open(folder.path(), 0).unwrap();
		for body in 0..=MAX_ASKED {
			ledger.ask(asked(&body.to_string())).unwrap();
		}
		assert_eq!(ledger.asked().len(), MAX_ASKED);
		assert_eq!(ledger.asked()[0], asked("1"));
		ledger.forget(&asked("1")).unwrap();
		assert!(!ledger.asked().contains(&asked("1")));
	}

	proptest! {
		#[test]
		fn names_ascend_with_what_receipts_end_at(one: u128, other: u128) {
			prop_assert_eq!(name(one).cmp(&name(other)), one.cmp(&other));
		}
	}
}
