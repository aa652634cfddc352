// SPDX-License-Identifier: Apache-2.0
//! What can go wrong, and what to do about it.

use std::{io, path::PathBuf};

/// Why a command did nothing, or not all.
#[derive(thiserror::Error, Debug)]
pub enum Failure {
	/// There is no node at this address.
	#[error("no node answers at {url}: {reason}. Is it running? --node names another")]
	NoNode {
		/// Where it was looked for.
		url: String,
		/// What happened.
		reason: String,
	},
	/// The node did not say what was asked.
	#[error("the node does not answer to {question}: {reason}")]
	Node {
		/// The call.
		question: String,
		/// What happened.
		reason: String,
	},
	/// The chain speaks of something in another form than this program knows.
	#[error("the chain's answer to {0} is of another version than this program")]
	Undecodable(String),
	/// A transaction was not taken into a block.
	#[error("the transaction was not accepted: {0}")]
	NotIncluded(String),
	/// A transaction is in a block, and failed there.
	#[error("the chain refused {call}: {reason}")]
	Refused {
		/// The pallet and its call.
		call: String,
		/// The chain's words.
		reason: String,
	},
	/// The chain did not tell what it should have.
	#[error("the transaction is in block {block}, but there is no event {event}")]
	NoEvent {
		/// The block.
		block: u64,
		/// What was looked for.
		event: &'static str,
	},
	/// There is no key to sign with.
	#[error("nobody signs: name a key by --key-file FILE or --suri URI")]
	NoKey,
	/// The key cannot be used.
	#[error("the key cannot be read: {0}")]
	Key(String),
	/// A file cannot be read or written.
	#[error("{path}: {reason}")]
	File {
		/// Which one.
		path: PathBuf,
		/// What happened.
		reason: io::Error,
	},
	/// What was given is not what it should be.
	#[error("{0}")]
	Input(String),
	/// There is none of this name or number.
	#[error("there is no {0}")]
	Unknown(String),
	/// The server does not answer, or refuses.
	#[error("the server at {url}: {reason}")]
	Server {
		/// Its address.
		url: String,
		/// What it said, or what happened.
		reason: String,
	},
	/// Bytes are not those that the chain names.
	#[error("{what} has other bytes than the chain's commitment says")]
	WrongBytes {
		/// What was fetched.
		what: String,
	},
	/// What was waited for did not happen.
	#[error("{0}")]
	TooLate(String),
	/// Whether something is so cannot be told.
	#[error("it cannot be told: {0}. --server names another server that may have the bytes")]
	Undecided(String),
	/// An audit found what should not be.
	#[error("{0}")]
	Audit(String),
}

impl Failure {
	/// An error about the file at `path`.
	pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
		let path = path.into();
		|reason| Self::File { path, reason }
	}
}
