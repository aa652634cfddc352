// SPDX-License-Identifier: Apache-2.0
//! What can go wrong with bytes.

use openledger_primitives::{commitment::CommitmentError, manifest::ManifestError};
use polkadot_sdk::sp_core::H256;
use std::{fmt, io, path::PathBuf};

/// Why bytes cannot be stored or handed out.
#[derive(thiserror::Error, Debug)]
pub enum StoreError {
	/// Nothing is here under this hash.
	#[error("{kind} {hash:?} is not in the store")]
	Missing {
		/// What was looked for.
		kind: Kind,
		/// Its hash or root.
		hash: H256,
	},
	/// The bytes that are stored do not have this hash any more. They have been set aside.
	#[error("{kind} {hash:?} was damaged in the store and has been set aside: it is needed again")]
	Damaged {
		/// What was looked for.
		kind: Kind,
		/// Its hash or root.
		hash: H256,
	},
	/// No bytes at all.
	#[error("there are no bytes to store")]
	Empty,
	/// More bytes than one upload may have.
	#[error("{kind} is at most {limit} bytes long")]
	TooLong {
		/// What was uploaded.
		kind: Kind,
		/// The most bytes.
		limit: u64,
	},
	/// The store holds as much as its operator lets it.
	#[error("the store is full: it may hold {limit} bytes")]
	Full {
		/// The most bytes of content and files together.
		limit: u64,
	},
	/// The bytes cannot be committed to.
	#[error(transparent)]
	Commitment(#[from] CommitmentError),
	/// The content with this root is not a manifest.
	#[error("content {root:?} is not a manifest: {source}")]
	NotManifest {
		/// Its root.
		root: H256,
		/// What is wrong with it.
		source: ManifestError,
	},
	/// The files cannot have a manifest.
	#[error(transparent)]
	Manifest(#[from] ManifestError),
	/// Another process has the folder.
	#[error("{0} is in use by another server")]
	InUse(PathBuf),
	/// The file system refused.
	#[error("cannot {action} {path}: {source}")]
	Io {
		/// What was tried.
		action: &'static str,
		/// On which path.
		path: PathBuf,
		/// Why not.
		source: io::Error,
	},
	/// The jobs' database refused.
	#[error("cannot {action} the jobs in {path}: {source}")]
	Jobs {
		/// What was tried.
		action: &'static str,
		/// Its file.
		path: PathBuf,
		/// Why not.
		source: Box<redb::Error>,
	},
	/// The database of receipts and vouchers refused.
	#[error("cannot {action} the payments in {path}: {source}")]
	Payments {
		/// What was tried.
		action: &'static str,
		/// Its file.
		path: PathBuf,
		/// Why not.
		source: Box<redb::Error>,
	},
	/// The URL names no object store that this server can use.
	#[error("{url}: {reason}")]
	Url {
		/// The URL.
		url: String,
		/// What is wrong with it.
		reason: String,
	},
	/// The object store refused, or was not reached.
	#[error("cannot {action} {url}: {source}")]
	Remote {
		/// What was tried.
		action: &'static str,
		/// In which object store.
		url: String,
		/// Why not.
		source: object_store::Error,
	},
}

impl StoreError {
	/// Whether asking again later can succeed: when the bytes have been given again, the disk works, or
	/// there is room.
	pub fn passes(&self) -> bool {
		match self {
			Self::Missing { .. }
			| Self::Damaged { .. }
			| Self::InUse(_)
			| Self::Full { .. }
			| Self::Io { .. }
			| Self::Jobs { .. }
			| Self::Payments { .. }
			| Self::Remote { .. } => true,
			Self::Empty
			| Self::TooLong { .. }
			| Self::Commitment(_)
			| Self::NotManifest { .. }
			| Self::Manifest(_)
			| Self::Url { .. } => false,
		}
	}

	/// Whether there was no room: the disk's, a quota's, or the store's own.
	pub fn is_full(&self) -> bool {
		match self {
			Self::Full { .. } => true,
			Self::Io { source, .. } => no_room(source),
			Self::Jobs { source, .. } | Self::Payments { source, .. } => match source.as_ref() {
				redb::Error::Io(source) => no_room(source),
				_ => false,
			},
			_ => false,
		}
	}
}

fn no_room(error: &io::Error) -> bool {
	matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// What is stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
	/// At most 5 MiB, by the root of its chunks.
	Content,
	/// Up to [`MAX_FILE_LEN`](super::MAX_FILE_LEN), by its hash.
	File,
}

impl Kind {
	/// Both.
	pub const ALL: [Self; 2] = [Self::Content, Self::File];

	/// The folder that holds it.
	pub(super) fn folder(self) -> &'static str {
		match self {
			Self::Content => "content",
			Self::File => "files",
		}
	}
}

impl fmt::Display for Kind {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Content => "content",
			Self::File => "file",
		})
	}
}
