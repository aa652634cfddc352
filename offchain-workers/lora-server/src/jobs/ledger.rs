// SPDX-License-Identifier: Apache-2.0
//! Jobs on the disk, in one [redb](https://www.redb.org) database: from acceptance on, and after the end
//! with what came out. Each change is one transaction, on the disk before it is acknowledged; after a
//! crash at any moment the database is as after one of them.
//!
//! | table | key | value |
//! | --- | --- | --- |
//! | `jobs` | the job's id | its place in the order, its record as JSON |
//! | `order` | place | the job's id, when it ended (0: not yet), how |
//! | `counters` | `place` | the next place; none is given twice |
//!
//! A job has one place in the order: one when it is accepted, and a later one when it ends. So whoever
//! reads on from the last place that was read misses no job that ends.

mod database;

use super::{JobEvidence, Retention, TrainingProgress};
use crate::store::{Store, StoreError};
use database::{JobsDatabase, COUNTERS, JOBS, ORDER};
use openledger_primitives::jobs::{JobRequest, JobState};
use polkadot_sdk::sp_core::H256;
use redb::{ReadableTable, ReadableTableMetadata, WriteTransaction};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeSet,
	ops::Bound,
	time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The counter of places.
const PLACE: &str = "place";
/// Records of a page, in bytes, after which it ends.
const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A job that is over.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub struct ClosedJob {
	/// What was asked.
	pub request: JobRequest,
	/// How it ended: finished or failed.
	pub state: JobState,
	/// What the outcome rests on, of a finished inference or evaluation.
	pub evidence: Option<JobEvidence>,
	/// How far a training came.
	pub progress: Option<TrainingProgress>,
}

impl ClosedJob {
	/// Whether posting it again begins it anew.
	pub fn may_start_again(&self) -> bool {
		matches!(self.state, JobState::Failed { retryable: true, .. })
	}
}

/// How far a job is, as the order of jobs has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
	/// Accepted, and not over.
	Begun,
	/// Over, with a result.
	Finished,
	/// Over, without one.
	Failed,
}

impl Stage {
	fn number(self) -> u8 {
		match self {
			Self::Begun => 0,
			Self::Finished => 1,
			Self::Failed => 2,
		}
	}

	fn of(number: u8) -> Self {
		match number {
			0 => Self::Begun,
			1 => Self::Finished,
			_ => Self::Failed,
		}
	}
}

/// A job of a page.
#[derive(Clone, PartialEq, Debug)]
pub struct Listed {
	/// Its place in the order.
	pub place: u64,
	/// Its id.
	pub id: H256,
	/// When it ended, in milliseconds since 1970; none while it is not over.
	pub ended: Option<u64>,
	/// How it ended; none while it is not over.
	pub state: Option<JobState>,
}

/// Some jobs in their order.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Page {
	/// The jobs.
	pub jobs: Vec<Listed>,
	/// The last place that was looked at: where the next page begins. None when there is no place after
	/// the one that was asked for.
	pub last: Option<u64>,
	/// Whether there are places behind it.
	pub more: bool,
}

/// What the database has of a job.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Record {
	Begun(JobRequest),
	Closed(Box<ClosedJob>),
}

/// The same, to be written.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum RecordRef<'a> {
	Begun(&'a JobRequest),
	Closed(&'a ClosedJob),
}

/// The records of all jobs.
pub struct Ledger {
	database: JobsDatabase,
}

impl Ledger {
	/// The ledger in `store`.
	///
	/// # Errors
	/// [`StoreError::Jobs`], when the file is damaged, too.
	pub fn open(store: &Store) -> Result<Self, StoreError> {
		Ok(Self { database: JobsDatabase::open(store.path().join("jobs.redb"))? })
	}

	/// The jobs that were begun and not closed, the first ones first.
	///
	/// # Errors
	/// [`StoreError::Jobs`].
	pub fn unfinished(&self) -> Result<Vec<JobRequest>, StoreError> {
		self.database.read("list", |jobs, order| {
			let mut unfinished = Vec::new();
			for entry in order.iter()? {
				let (id, _, stage) = entry?.1.value();
				if Stage::of(stage) != Stage::Begun {
					continue;
				}
				let record = jobs.get(id)?.and_then(|value| read(H256(id), value.value().1));
				if let Some(Record::Begun(request)) = record {
					unfinished.push(request);
				}
			}
			Ok(unfinished)
		})
	}

	/// Forgets jobs that at `now` have been over for longer than `keep` says, and the first ones that
	/// ended of those above its number. Returns how many.
	///
	/// # Errors
	/// [`StoreError::Jobs`]; then none is forgotten.
	pub fn forget_closed(&self, keep: &Retention, now: SystemTime) -> Result<usize, StoreError> {
		let closed = self.database.read("list", |_, order| {
			let mut closed = Vec::new();
			for entry in order.iter()? {
				let (place, value) = entry?;
				let (id, ended, stage) = value.value();
				if Stage::of(stage) != Stage::Begun {
					closed.push((place.value(), id, ended));
				}
			}
			Ok(closed)
		})?;
		let (now, time) = (milliseconds(now), narrow(keep.time.as_millis()));
		let above = closed.len().saturating_sub(keep.jobs);
		let old = closed
			.into_iter()
			.enumerate()
			.filter(|(number, (_, _, ended))| *number < above || now.saturating_sub(*ended) > time)
			.map(|(_, (place, id, _))| (place, id))
			.collect::<Vec<_>>();
		if old.is_empty() {
			return Ok(0);
		}
		self.database.write("forget", |transaction| {
			let mut jobs = transaction.open_table(JOBS)?;
			let mut order = transaction.open_table(ORDER)?;
			let mut forgotten = 0usize;
			for (place, id) in &old {
				// It may have been begun again in the meantime.
				if order.remove(place)?.is_some() {
					jobs.remove(id)?;
					forgotten = forgotten.saturating_add(1);
				}
			}
			Ok(forgotten)
		})
	}

	/// Writes down that `request` was accepted.
	///
	/// # Errors
	/// [`StoreError::Jobs`].
	pub fn begin(&self, request: &JobRequest) -> Result<(), StoreError> {
		let record = json(&RecordRef::Begun(request));
		self.database.write("begin", |transaction| {
			put(transaction, request.job_id, &record, 0, Stage::Begun)
		})
	}

	/// Writes down how a job ended, at `now`.
	///
	/// # Errors
	/// [`StoreError::Jobs`]; then it counts as unfinished.
	pub fn close(&self, job: &ClosedJob, now: SystemTime) -> Result<(), StoreError> {
		let record = json(&RecordRef::Closed(job));
		let stage = match job.state {
			JobState::Finished { .. } => Stage::Finished,
			JobState::Queued | JobState::Running | JobState::Failed { .. } => Stage::Failed,
		};
		self.database.write("close", |transaction| {
			put(transaction, job.request.job_id, &record, milliseconds(now), stage)
		})
	}

	/// The job `id`, if it is over.
	///
	/// # Errors
	/// [`StoreError::Jobs`].
	pub fn closed(&self, id: H256) -> Result<Option<ClosedJob>, StoreError> {
		Ok(match self.record(id)? {
			Some(Record::Closed(job)) => Some(*job),
			Some(Record::Begun(_)) | None => None,
		})
	}

	/// Whether the job `id` was begun and not closed.
	///
	/// # Errors
	/// [`StoreError::Jobs`].
	pub fn is_begun(&self, id: H256) -> Result<bool, StoreError> {
		Ok(matches!(self.record(id)?, Some(Record::Begun(_))))
	}

	/// Jobs after the place `after`, at most `limit` of those that `wanted` says of by id and stage. A
	/// page that is long in bytes ends earlier.
	///
	/// # Errors
	/// [`StoreError::Jobs`].
	pub fn page(
		&self,
		after: Option<u64>,
		limit: usize,
		wanted: impl Fn(H256, Stage) -> bool,
	) -> Result<Page, StoreError> {
		let from = after.map_or(Bound::Unbounded, Bound::Excluded);
		self.database.read("list", |jobs, order| {
			let mut page = Page::default();
			let mut bytes = 0usize;
			for entry in order.range::<u64>((from, Bound::Unbounded))? {
				if page.jobs.len() >= limit || bytes >= MAX_PAGE_BYTES {
					page.more = true;
					break;
				}
				let (place, value) = entry?;
				let (place, (id, ended, stage)) = (place.value(), value.value());
				let (id, stage) = (H256(id), Stage::of(stage));
				page.last = Some(place);
				if !wanted(id, stage) {
					continue;
				}
				let state = match stage {
					Stage::Begun => None,
					Stage::Finished | Stage::Failed => {
						let Some(value) = jobs.get(id.0)? else { continue };
						let record = value.value().1;
						bytes = bytes.saturating_add(record.len());
						match read(id, record) {
							Some(Record::Closed(job)) => Some(job.state),
							Some(Record::Begun(_)) | None => continue,
						}
					},
				};
				page.jobs.push(Listed { place, id, ended: (ended > 0).then_some(ended), state });
			}
			Ok(page)
		})
	}

	/// Every hash that the record of a job names: what answers, adapters and evidence are called by.
	///
	/// # Errors
	/// [`StoreError::Jobs`].
	pub fn hashes(&self) -> Result<BTreeSet<H256>, StoreError> {
		self.database.read("list", |jobs, _| {
			let mut hashes = BTreeSet::new();
			for entry in jobs.iter()? {
				hashes.extend(hashes_in(entry?.1.value().1));
			}
			Ok(hashes)
		})
	}

	/// How many jobs there are records of.
	///
	/// # Errors
	/// [`StoreError::Jobs`].
	pub fn len(&self) -> Result<u64, StoreError> {
		self.database.read("count", |jobs, _| Ok(jobs.len()?))
	}

	/// Whether there is no record.
	///
	/// # Errors
	/// [`StoreError::Jobs`].
	pub fn is_empty(&self) -> Result<bool, StoreError> {
		Ok(self.len()? == 0)
	}

	fn record(&self, id: H256) -> Result<Option<Record>, StoreError> {
		self.database
			.read("read", |jobs, _| Ok(jobs.get(id.0)?.and_then(|value| read(id, value.value().1))))
	}
}

/// Gives the job `id` this record and the next place in the order.
fn put(
	transaction: &WriteTransaction,
	id: H256,
	record: &[u8],
	ended: u64,
	stage: Stage,
) -> Result<(), redb::Error> {
	let mut counters = transaction.open_table(COUNTERS)?;
	let place = counters.get(PLACE)?.map_or(1, |place| place.value());
	counters.insert(PLACE, place.saturating_add(1))?;
	let mut order = transaction.open_table(ORDER)?;
	let mut jobs = transaction.open_table(JOBS)?;
	if let Some(before) = jobs.insert(id.0, (place, record))? {
		order.remove(before.value().0)?;
	}
	order.insert(place, (id.0, ended, stage.number()))?;
	Ok(())
}

/// A record that cannot be read any more is none: the job can be posted again.
fn read(id: H256, record: &[u8]) -> Option<Record> {
	match serde_json::from_slice(record) {
		Ok(record) => Some(record),
		Err(error) => {
			tracing::error!(job = ?id, %error, "a job's record cannot be read");
			None
		},
	}
}

fn json(record: &RecordRef<'_>) -> Vec<u8> {
	serde_json::to_vec(record)
		.expect("records have string keys and no serializer of their own that fails; qed")
}

/// All hashes in a record: `0x` and 64 hexadecimal digits, wherever they stand.
fn hashes_in(record: &[u8]) -> impl Iterator<Item = H256> + '_ {
	record.windows(2 + 64).filter(|window| window.starts_with(b"0x")).filter_map(|window| {
		let mut hash = [0; 32];
		hex::decode_to_slice(window.get(2..)?, &mut hash).ok()?;
		Some(H256(hash))
	})
}

fn milliseconds(time: SystemTime) -> u64 {
	narrow(time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_millis())
}

fn narrow(number: u128) -> u64 {
	u64::try_from(number).unwrap_or(u64::MAX)
}
