// SPDX-License-Identifier: Apache-2.0
//! What can be wrong with gradients, with an index, with a request.

use openledger_primitives::ids::ContributionId;
use std::{io, path::PathBuf};
use thiserror::Error;

/// Why something about influence failed.
#[derive(Error, Debug)]
pub enum InfluenceError {
	/// A file cannot be read or written: not there, no rights, disk full.
	#[error("{path}: {error}")]
	Io {
		/// The file or folder.
		path: PathBuf,
		/// What the operating system says.
		error: io::Error,
	},
	/// What is wrong is in this file.
	#[error("{path}: {error}")]
	File {
		/// The file.
		path: PathBuf,
		/// What is wrong with it.
		error: Box<InfluenceError>,
	},
	/// The bytes are no safetensors file.
	#[error("no safetensors file: {0}")]
	NotSafetensors(String),
	/// A gradient block has no tensor of this name.
	#[error("the tensor {0:?} is missing")]
	NoTensor(&'static str),
	/// A tensor has another element type than it must have.
	#[error("the tensor {tensor:?} is {found}, not {expected}")]
	WrongType {
		/// The tensor's name.
		tensor: String,
		/// The type that it must have.
		expected: &'static str,
		/// The type that it has.
		found: String,
	},
	/// A tensor has another shape than it must have.
	#[error("the tensor {tensor:?} has shape {found:?}, not {expected}")]
	WrongShape {
		/// The tensor's name.
		tensor: String,
		/// The shape that it must have.
		expected: String,
		/// The shape that it has.
		found: Vec<usize>,
	},
	/// There is no gradient tensor.
	#[error("there is no gradient tensor")]
	NoLayers,
	/// There is no row.
	#[error("there are no rows")]
	NoRows,
	/// More than 2^32 - 2 rows, a layer that is wider than 2^31, or one of which more than 2^26 dimensions
	/// would be kept.
	#[error(
		"too large: at most 2^32 - 2 rows, 2^31 elements of a row and layer, and 2^26 kept of them"
	)]
	TooLarge,
	/// The layers, or their widths, are not those of what was given before.
	#[error("other layers than expected: {0}")]
	OtherLayers(String),
	/// A gradient is not a number, infinite, or too large to be projected.
	#[error("row {row} of layer {layer:?} has an element that is not finite")]
	NotFinite {
		/// The layer's name.
		layer: String,
		/// The row in its block.
		row: usize,
	},
	/// A contribution or row number is negative.
	#[error("row {0} has a negative contribution or row number")]
	NegativeKey(usize),
	/// The same document is there twice.
	#[error("row {row} of contribution {contribution} is there twice")]
	Duplicate {
		/// The contribution.
		contribution: ContributionId,
		/// The number of the document in it.
		row: u64,
	},
	/// The file is no influence index.
	#[error("no influence index")]
	NotAnIndex,
	/// The file is an influence index of another version.
	#[error("an influence index of version {0}, which this program does not read")]
	Version(u32),
	/// The file is longer or shorter than its header says.
	#[error("the file has {found} bytes, and should have {expected}")]
	Truncated {
		/// The bytes that it should have.
		expected: u64,
		/// The bytes that it has.
		found: u64,
	},
	/// The checksum does not match: the file was changed or damaged.
	#[error("the file is damaged: its checksum does not match")]
	Corrupt,
	/// The checksum matches, and still the contents contradict each other.
	#[error("the index contradicts itself: {0}")]
	Inconsistent(&'static str),
	/// The file has no preconditioned rows, or is of another version.
	#[error("no preconditioned rows that this program reads: prepare them again")]
	NotPreconditioned,
	/// Preconditioned rows are of another index, or were made with another damping.
	#[error("the preconditioned rows are of another index or damping: prepare them again")]
	Stale,
	/// Preconditioned rows are not those that follow from the index.
	#[error("the preconditioned rows are not those of the index: prepare them again")]
	Forged,
	/// Indexes were made with another seed, number of dimensions or precision.
	#[error("the indexes were made with different settings")]
	OtherSettings,
	/// Checkpoints have gradients of different rows.
	#[error("the checkpoints have gradients of different rows")]
	OtherRows,
	/// There is no checkpoint to score with.
	#[error("there is no checkpoint")]
	NoCheckpoint,
	/// Another process, or thread, builds the index, or preconditions its rows.
	#[error("{} is being built by another process: wait until it is done", .0.display())]
	Busy(PathBuf),
	/// A query's scores, or the sum of their absolute values, are too large for a float: a checkpoint's weight
	/// or a query's gradient is huge.
	#[error("the scores of query {0} are too large: smaller weights or gradients help")]
	Overflow(usize),
	/// A checkpoint's weight is not finite.
	#[error("a checkpoint's weight is not finite")]
	Weight,
	/// There are not as many query blocks as checkpoints, or they differ in their number of queries.
	#[error("every checkpoint needs its own gradients of the same queries")]
	OtherQueries,
	/// The damping is negative, zero, or not finite.
	#[error("the damping has to be a positive number")]
	Damping,
	/// A layer is too wide for a dense inverse.
	#[error("layer {layer:?} keeps {width} dimensions; a dense inverse takes at most {most}")]
	TooWide {
		/// The layer's name.
		layer: String,
		/// The dimensions that the index keeps of it.
		width: u32,
		/// The most that are taken.
		most: u32,
	},
	/// The damped Fisher matrix of a layer has no Cholesky factor: the damping is too small.
	#[error(
		"the damped Fisher matrix of layer {0:?} is not positive definite: more damping helps"
	)]
	NotPositiveDefinite(String),
	/// There is no such row.
	#[error("there is no row {row}: the index has {rows}")]
	NoSuchRow {
		/// The row that was asked for.
		row: u32,
		/// The number of rows.
		rows: u32,
	},
}

impl InfluenceError {
	/// Says which file the error is about.
	pub(super) fn in_file(self, path: &std::path::Path) -> Self {
		Self::File { path: path.to_owned(), error: Box::new(self) }
	}

	/// What the operating system says about `path`.
	pub(super) fn io(path: &std::path::Path) -> impl Fn(io::Error) -> Self + '_ {
		|error| Self::Io { path: path.to_owned(), error }
	}
}
