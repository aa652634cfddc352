// SPDX-License-Identifier: Apache-2.0
//! What can be wrong with an index directory.

use crate::{
	corpus::CorpusError,
	spans::{segment::SegmentError, Conflict, CorpusDigest, IndexError},
};
use openledger_primitives::ids::ContributionId;
use std::{error::Error, io, path::PathBuf};
use thiserror::Error;

/// Why an index directory cannot be read, or not be changed. What was in it before is still there.
#[derive(Error, Debug)]
pub enum IndexDirectoryError {
	/// A file or folder cannot be read or written.
	#[error("{}: {reason}", path.display())]
	Io {
		/// Which one.
		path: PathBuf,
		/// What the operating system says.
		reason: io::Error,
	},
	/// There is no index directory at this place.
	#[error("{} is no index directory: it has no folder `snapshots`", .0.display())]
	NotAnIndex(PathBuf),
	/// Another process is changing the directory.
	#[error("{} is held by another process that builds or merges", .0.display())]
	Locked(PathBuf),
	/// A snapshot cannot be named so.
	#[error("{0:?} names no snapshot: 1 to 64 letters, digits, `.`, `_`, `-`, no dot first")]
	Name(String),
	/// The directory has no snapshot of this name.
	#[error("there is no snapshot {0}")]
	NoSnapshot(String),
	/// No snapshot was named.
	#[error("no snapshot is named")]
	NoName,
	/// The directory has a snapshot of this name already, and snapshots do not change.
	#[error("there is a snapshot {0} already")]
	Exists(String),
	/// The file that describes a snapshot, or an unfinished build, is damaged.
	#[error("{} is damaged: {reason}", path.display())]
	Manifest {
		/// The file.
		path: PathBuf,
		/// What the parser says.
		reason: serde_json::Error,
	},
	/// A file is not the segment that it should be.
	#[error("{} {reason}", path.display())]
	Segment {
		/// The file.
		path: PathBuf,
		/// What is wrong.
		reason: SegmentError,
	},
	/// A file is a segment of other contributions than its name says.
	#[error("{} holds other contributions than its name says: {found}", path.display())]
	OtherSegment {
		/// The file.
		path: PathBuf,
		/// The digest of what it holds.
		found: CorpusDigest,
	},
	/// The contributions are not those that the snapshot's description promises, or that the caller
	/// expects.
	#[error("{names} is of other contributions: digest {found}, expected {expected}")]
	OtherSnapshot {
		/// The snapshot, or the snapshots together.
		names: String,
		/// The digest that there should be.
		expected: CorpusDigest,
		/// The digest of what is there.
		found: CorpusDigest,
	},
	/// The contribution is not in the snapshot.
	#[error("contribution {0} is not in the snapshot")]
	NoContribution(ContributionId),
	/// Less memory than the least that an index can be built in.
	#[error("{given} bytes of memory are not enough: at least {least}")]
	Memory {
		/// What is allowed, in bytes.
		given: u64,
		/// The least, in bytes.
		least: u64,
	},
	/// A contribution cannot be had.
	#[error("contribution {id}: {reason}")]
	Source {
		/// Which one.
		id: ContributionId,
		/// What its source says.
		reason: Box<dyn Error + Send + Sync>,
	},
	/// A contribution's text is not the one that the snapshot was built of. On chain it never
	/// changes, and here it must not: what is new needs an identifier of its own.
	#[error("contribution {0} is not what the snapshot has of it: its text was changed since")]
	Changed(ContributionId),
	/// A contribution is not one, or comes twice.
	#[error(transparent)]
	Corpus(#[from] CorpusError),
	/// Two segments disagree about a contribution.
	#[error(transparent)]
	Conflict(#[from] Conflict),
	/// A segment cannot be built.
	#[error(transparent)]
	Index(#[from] IndexError),
}
