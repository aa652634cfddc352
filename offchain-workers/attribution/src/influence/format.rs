// SPDX-License-Identifier: Apache-2.0
//! The bytes of an index file; see [`super`].

use super::{
	error::InfluenceError,
	index::{divisor, Key, Layer, Settings, MAX_ROWS},
	kernel::MAX_WIDTH,
	number::{count, wide},
};
use codec::{Decode, DecodeAll, Encode};
use openledger_primitives::ids::ContributionId;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_128;

pub(super) const MAGIC: &[u8; 8] = b"olinflu\n";
pub(super) const VERSION: u32 = 1;
/// Magic, version, length of the header.
const PREFIX: usize = 16;
/// Sections begin at multiples of it.
pub(super) const ALIGNMENT: usize = 64;
const CHECKSUM: usize = 16;

/// What an index is of.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub(super) struct Header {
	pub(super) settings: Settings,
	pub(super) rows: u32,
	pub(super) contributions: u32,
	pub(super) layers: Vec<Layer>,
}

/// What is only known when the rows are written.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Footer {
	pub(super) mean_squares: Vec<f64>,
	pub(super) root: [u8; 32],
}

/// Where a layer's rows are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct LayerLayout {
	pub(super) values: Range<usize>,
	pub(super) scales: Range<usize>,
	pub(super) norms: Range<usize>,
}

/// Where everything is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Layout {
	pub(super) keys: Range<usize>,
	pub(super) layers: Vec<LayerLayout>,
	footer: Range<usize>,
	len: usize,
}

impl Header {
	/// Everything up to the keys.
	pub(super) fn to_bytes(&self) -> Vec<u8> {
		let header = self.encode();
		let length = u32::try_from(header.len()).unwrap_or(u32::MAX);
		let mut bytes = MAGIC.to_vec();
		(VERSION, length).encode_to(&mut bytes);
		bytes.extend(header);
		bytes
	}

	/// Where everything is in the file, by the length of what [`to_bytes`](Self::to_bytes) gives;
	/// `None` where addresses do not reach.
	fn layout(&self, start: usize) -> Option<Layout> {
		let rows = wide(self.rows);
		let mut end = start;
		let mut section = |length: usize| {
			let start = end.checked_next_multiple_of(ALIGNMENT)?;
			end = start.checked_add(length)?;
			Some(start..end)
		};
		let keys = section(rows.checked_mul(16)?)?;
		let mut layers = Vec::with_capacity(self.layers.len());
		for layer in &self.layers {
			let elements = rows.checked_mul(wide(layer.kept))?;
			layers.push(LayerLayout {
				values: section(elements.checked_mul(self.settings.precision.bytes())?)?,
				scales: section(rows.checked_mul(4)?)?,
				norms: section(rows.checked_mul(8)?)?,
			});
		}
		let footer = section(self.layers.len().checked_mul(8)?.checked_add(32)?)?;
		let len = footer.end.checked_add(CHECKSUM)?;
		Some(Layout { keys, layers, footer, len })
	}

	/// Whether an index can have this header.
	fn check(&self) -> Result<(), &'static str> {
		if self.rows == 0 || self.rows > MAX_ROWS {
			return Err("its number of rows");
		}
		if self.layers.is_empty() || !self.layers.is_sorted_by(|a, b| a.name < b.name) {
			return Err("its layers are not ascending");
		}
		let dimensions = self.settings.dimensions;
		let kept = |layer: &Layer| match dimensions {
			0 => layer.width,
			_ => layer.width.min(dimensions),
		};
		if self.layers.iter().any(|layer| layer.kept == 0 || layer.kept != kept(layer)) {
			return Err("its layers have other dimensions than its settings");
		}
		if self.layers.iter().any(|layer| layer.kept > MAX_WIDTH) {
			return Err("it keeps more than 2^26 dimensions of a layer");
		}
		Ok(())
	}
}

impl Footer {
	pub(super) fn to_bytes(&self) -> Vec<u8> {
		let means = self.mean_squares.iter().flat_map(|mean| mean.to_le_bytes());
		means.chain(self.root).collect()
	}
}

/// Reads what a file says about itself, and whether it is as long.
pub(super) fn read(file: &[u8]) -> Result<(Header, Layout, Footer), InfluenceError> {
	let prefix = file.first_chunk::<PREFIX>().ok_or(InfluenceError::NotAnIndex)?;
	let (magic, mut rest) = prefix.split_at(MAGIC.len());
	if magic != MAGIC {
		return Err(InfluenceError::NotAnIndex);
	}
	let (version, length) =
		<(u32, u32)>::decode(&mut rest).map_err(|_| InfluenceError::NotAnIndex)?;
	if version != VERSION {
		return Err(InfluenceError::Version(version));
	}
	let found = u64::try_from(file.len()).unwrap_or(u64::MAX);
	let end = PREFIX.saturating_add(wide(length));
	let truncated = |expected: usize| InfluenceError::Truncated {
		expected: u64::try_from(expected).unwrap_or(u64::MAX),
		found,
	};
	let header = file.get(PREFIX..end).ok_or_else(|| truncated(end))?;
	let header = Header::decode_all(&mut &header[..]).map_err(|_| InfluenceError::Corrupt)?;
	let layout = header.layout(end).ok_or(InfluenceError::TooLarge)?;
	if layout.len != file.len() {
		return Err(truncated(layout.len));
	}
	let footer = file.get(layout.footer.clone()).unwrap_or_default();
	let (means, root) = footer.split_at(footer.len().saturating_sub(32));
	let mean_squares = means.as_chunks().0.iter().copied().map(f64::from_le_bytes).collect();
	let root = root.first_chunk().copied().unwrap_or_default();
	Ok((header, layout, Footer { mean_squares, root }))
}

/// Checks the checksum of a file, and what was read from it.
pub(super) fn check(file: &[u8], header: &Header, footer: &Footer) -> Result<(), InfluenceError> {
	let (body, checksum) = file.split_at(file.len().saturating_sub(CHECKSUM));
	if xxh3_128(body).to_le_bytes() != checksum {
		return Err(InfluenceError::Corrupt);
	}
	header.check().map_err(InfluenceError::Inconsistent)?;
	if footer.mean_squares.iter().any(|mean| !mean.is_finite() || *mean < 0.0) {
		return Err(InfluenceError::Inconsistent("a mean square is not a positive number"));
	}
	Ok(())
}

/// A key as it stands in the file.
pub(super) fn key_bytes(key: &Key) -> [u8; 16] {
	(u128::from(key.contribution.0) | u128::from(key.row) << 64).to_le_bytes()
}

/// The key that stands in the file so.
pub(super) fn key(bytes: &[u8; 16]) -> Key {
	let both = u128::from_le_bytes(*bytes);
	let low = |number: u128| u64::try_from(number & u128::from(u64::MAX)).unwrap_or_default();
	Key { contribution: ContributionId(low(both)), row: low(both >> 64) }
}

/// How many contributions sorted keys have.
pub(super) fn contributions(keys: impl Iterator<Item = Key>) -> u32 {
	let (number, _) = keys.fold((0u32, None), |(number, last), key| {
		let other = last != Some(key.contribution);
		(number + u32::from(other), Some(key.contribution))
	});
	number
}

/// The mean square of a layer, by the sum of its squared norms.
pub(super) fn mean_square(sum: f64, rows: u32, width: u32) -> f64 {
	sum / (divisor(rows) * count(wide(width)))
}
