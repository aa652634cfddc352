// SPDX-License-Identifier: Apache-2.0
//! The index of an adapter's training gradients: a file, mapped into memory.

use super::{
	error::InfluenceError,
	format::{self, Footer, Header, Layout},
	merkle::{self, RowProof},
	number::{count, wide},
	projection::Projection,
	quantised::{norm, widen, Precision},
};
use crate::mapped::Mapped;
use codec::{Decode, Encode};
use openledger_primitives::ids::ContributionId;
use std::{
	cmp::Ordering,
	path::{Path, PathBuf},
};

/// The most rows of an index: one leaf of its Merkle tree is for the settings.
pub(super) const MAX_ROWS: u32 = u32::MAX - 1;

/// What a row is the gradient of. Rows are ascending by it.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
	/// The contribution.
	pub contribution: ContributionId,
	/// The number of the document in the contribution.
	pub row: u64,
}

/// How gradients become rows. Whoever wants the same index takes the same settings.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Settings {
	/// Draws the projections.
	pub seed: u64,
	/// The most dimensions that are kept of each layer; 0 for all.
	pub dimensions: u32,
	/// How elements are kept.
	pub precision: Precision,
}

/// A layer of an index.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Layer {
	/// The layer's name.
	pub name: String,
	/// The number of elements of its gradients.
	pub width: u32,
	/// The number of dimensions that are kept of them.
	pub kept: u32,
}

/// An index on disk. Nothing of it but 8 bytes per layer stays in memory: the operating system reads
/// what is looked at, and drops it when it needs the memory.
#[derive(Debug)]
pub struct Index {
	path: PathBuf,
	file: Mapped,
	header: Header,
	layout: Layout,
	footer: Footer,
}

impl Index {
	/// Opens the index at `path`, and reads it once to check its checksum.
	///
	/// # Errors
	/// [`InfluenceError::File`] with `NotAnIndex`, `Version`, `Truncated`, `Corrupt` or `Inconsistent`;
	/// [`InfluenceError::Io`].
	pub fn open(path: impl Into<PathBuf>) -> Result<Self, InfluenceError> {
		let index = Self::open_unread(path.into())?;
		format::check(&index.file, &index.header, &index.footer)
			.map_err(|error| error.in_file(&index.path))?;
		Ok(index)
	}

	/// As [`open`](Self::open), without the checksum: for what was just written.
	pub(super) fn open_unread(path: PathBuf) -> Result<Self, InfluenceError> {
		let file = Mapped::open(&path).map_err(InfluenceError::io(&path))?;
		match format::read(&file) {
			Ok((header, layout, footer)) => Ok(Self { path, file, header, layout, footer }),
			Err(error) => Err(error.in_file(&path)),
		}
	}

	/// Where the index is.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// How gradients became rows.
	pub fn settings(&self) -> Settings {
		self.header.settings
	}

	/// The number of rows; at least one.
	pub fn rows(&self) -> u32 {
		self.header.rows
	}

	/// The number of contributions that have a row.
	pub fn contributions(&self) -> u32 {
		self.header.contributions
	}

	/// The layers, ascending by name; at least one.
	pub fn layers(&self) -> &[Layer] {
		&self.header.layers
	}

	/// The mean square of a layer's gradients: the sum of the squared norms of its rows, divided by
	/// their number and the layer's width before the projection.
	pub fn mean_squares(&self) -> &[f64] {
		&self.footer.mean_squares
	}

	/// The Merkle root over the settings and the rows; see [`RowProof`].
	pub fn root(&self) -> [u8; 32] {
		self.footer.root
	}

	/// What the rows are the gradients of, ascending.
	pub fn keys(&self) -> impl ExactSizeIterator<Item = Key> + '_ {
		self.slice(&self.layout.keys).as_chunks::<16>().0.iter().map(format::key)
	}

	/// Recomputes whatever follows from the rows, which a checksum says nothing about: the order of
	/// the rows, their norms, the mean squares, the root.
	///
	/// # Errors
	/// [`InfluenceError::File`] with [`InfluenceError::Inconsistent`].
	pub fn verify(&self) -> Result<(), InfluenceError> {
		self.check().map_err(|what| InfluenceError::Inconsistent(what).in_file(&self.path))
	}

	/// Shows that row `row` is in the tree with this [`root`](Self::root). The tree is not kept: each proof
	/// reads the whole index, and takes 32 bytes of memory for each row.
	///
	/// # Errors
	/// [`InfluenceError::NoSuchRow`].
	pub fn prove(&self, row: u32) -> Result<RowProof, InfluenceError> {
		merkle::prove(self, row).ok_or(InfluenceError::NoSuchRow { row, rows: self.header.rows })
	}

	/// The projection of each layer.
	pub(super) fn projections(&self) -> Vec<Projection> {
		let Settings { seed, dimensions, .. } = self.header.settings;
		let projection =
			|layer: &Layer| Projection::new(seed, &layer.name, layer.width, dimensions);
		self.header.layers.iter().map(projection).collect()
	}

	pub(super) fn header(&self) -> &Header {
		&self.header
	}

	/// The rows of a layer.
	pub(super) fn rows_of(&self, layer: usize) -> Rows<'_> {
		let (Some(section), Some(of)) =
			(self.layout.layers.get(layer), self.header.layers.get(layer))
		else {
			return Rows::default();
		};
		Rows {
			width: wide(of.kept),
			precision: self.header.settings.precision,
			values: self.slice(&section.values),
			scales: self.slice(&section.scales).as_chunks().0,
			norms: self.slice(&section.norms).as_chunks().0,
		}
	}

	fn slice(&self, range: &std::ops::Range<usize>) -> &[u8] {
		self.file.get(range.clone()).unwrap_or_default()
	}

	fn check(&self) -> Result<(), &'static str> {
		if !self.keys().is_sorted_by(|left, right| left.cmp(right) == Ordering::Less) {
			return Err("its rows are not ascending");
		}
		if format::contributions(self.keys()) != self.header.contributions {
			return Err("its number of contributions is another");
		}
		for (layer, of) in self.header.layers.iter().enumerate() {
			let rows = self.rows_of(layer);
			let mut sum = 0.0;
			let mut buffer = Vec::new();
			for row in 0..wide(self.header.rows) {
				let (scale, found) = (rows.scale(row), rows.norm(row));
				if !(scale == 0.0 || scale.is_normal() && scale > 0.0) {
					return Err("a scale is not a positive number");
				}
				let lowest = -rows.precision.largest();
				let mut squares = 0;
				for value in widen(rows.values(row, 1), rows.precision, &mut buffer) {
					let value = i16::from_le_bytes(*value);
					if value < lowest {
						return Err("an element is out of range");
					}
					squares += i64::from(value) * i64::from(value);
				}
				if norm(scale, squares).to_bits() != found.to_bits() {
					return Err("a norm is not that of its row");
				}
				sum += found;
			}
			let mean = format::mean_square(sum, self.header.rows, of.width);
			if self.footer.mean_squares.get(layer).map(|mean| mean.to_bits())
				!= Some(mean.to_bits())
			{
				return Err("a mean square is not that of its layer");
			}
		}
		if merkle::root(self) != Some(self.footer.root) {
			return Err("its root is not that of its rows");
		}
		Ok(())
	}
}

/// The rows of one layer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rows<'a> {
	/// The elements of each.
	pub(super) width: usize,
	pub(super) precision: Precision,
	values: &'a [u8],
	scales: &'a [[u8; 4]],
	norms: &'a [[u8; 8]],
}

impl<'a> Rows<'a> {
	/// The number of rows.
	pub(super) fn len(&self) -> usize {
		self.scales.len()
	}

	/// The bytes of `count` rows from `first` on, or of those that there are.
	pub(super) fn values(&self, first: usize, count: usize) -> &'a [u8] {
		let bytes = self.width * self.precision.bytes();
		let start = (first * bytes).min(self.values.len());
		let end = (start + count * bytes).min(self.values.len());
		self.values.get(start..end).unwrap_or_default()
	}

	/// What a row's integers are multiplied with.
	pub(super) fn scale(&self, row: usize) -> f32 {
		self.scales.get(row).map_or(0.0, |bytes| f32::from_le_bytes(*bytes))
	}

	/// A row's squared norm.
	pub(super) fn norm(&self, row: usize) -> f64 {
		self.norms.get(row).map_or(0.0, |bytes| f64::from_le_bytes(*bytes))
	}

	/// Appends a row's elements as they are meant to `to`.
	pub(super) fn dequantise(&self, row: usize, to: &mut Vec<f64>) {
		self.dequantise_part(row, 0, self.width, to);
	}

	/// Reads a row's integers from `first` on, as many as there are places and integers.
	pub(super) fn integers(&self, row: usize, first: usize, into: &mut [f32]) {
		let values = self.values(row, 1);
		match self.precision {
			Precision::I16 => {
				let values = values.as_chunks().0.get(first..).unwrap_or_default();
				for (place, value) in into.iter_mut().zip(values) {
					*place = f32::from(i16::from_le_bytes(*value));
				}
			},
			Precision::I8 => {
				let values = values.get(first..).unwrap_or_default();
				for (place, value) in into.iter_mut().zip(values) {
					*place = f32::from(value.cast_signed());
				}
			},
		}
	}

	/// Appends `count` of a row's elements from `first` on, or those that there are.
	pub(super) fn dequantise_part(
		&self,
		row: usize,
		first: usize,
		count: usize,
		to: &mut Vec<f64>,
	) {
		let scale = f64::from(self.scale(row));
		let values = self.values(row, 1);
		match self.precision {
			Precision::I16 => {
				let values = values.as_chunks().0.iter().skip(first).take(count);
				to.extend(values.map(|value| scale * f64::from(i16::from_le_bytes(*value))));
			},
			Precision::I8 => {
				let values = values.iter().skip(first).take(count);
				to.extend(values.map(|value| scale * f64::from(value.cast_signed())));
			},
		}
	}
}

/// The rows of an index, as a divisor.
pub(super) fn divisor(rows: u32) -> f64 {
	count(wide(rows))
}
