// SPDX-License-Identifier: Apache-2.0
//! The bytes of a file of preconditioned rows.
//!
//! Little-endian. Sections begin at multiples of 64 bytes, filled up with zeros.
//!
//! | section | bytes |
//! | --- | --- |
//! | prefix | `olinfp1\n`, length of the header (u32), zeros (u32) |
//! | header, in SCALE | the index's root (32 bytes), the bits of the damping (u64), rows (u32), kept dimensions of each layer (u32) |
//! | for each layer, for each 32 rows | for each two columns the integers of these rows (i16), the pair of a row together |
//! | for each layer | for each row, filled up with zeros to 32, its scale (f64) |
//! | footer | for each layer what its rounding adds, and its size ([`Noise`]; two f64) |
//! | checksum | XXH3-128 of all bytes before |

use super::super::{
	error::InfluenceError,
	format::ALIGNMENT,
	index::Index,
	number::wide,
	panel::{COLUMN, LANES},
};
use codec::{Decode, DecodeAll, Encode};
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_128;

const MAGIC: &[u8; 8] = b"olinfp1\n";
/// Magic, length of the header, zeros.
const PREFIX: usize = 16;
const CHECKSUM: usize = 16;
/// The bytes of a layer in the footer.
const NOISE: usize = 16;

/// What preconditioned rows are of.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub(super) struct Header {
	root: [u8; 32],
	damping: u64,
	rows: u32,
	kept: Vec<u32>,
}

/// How inexact the scores of a layer are: their squared error, summed over the rows, is expected to be
/// `|v|² · rounding + t²/12 · size` for a query `v` that is quantised in steps of `t`.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Noise {
	/// The variance of a row's elements by quantisation, and the square of what the arithmetic that made them
	/// may be off by; summed over the rows.
	pub(super) rounding: f64,
	/// The squared norms of the rows, summed up.
	pub(super) size: f64,
}

/// Where everything is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Layout {
	/// For each layer the panels, then the scales.
	pub(super) layers: Vec<(Range<usize>, Range<usize>)>,
	footer: Range<usize>,
	len: usize,
}

impl Header {
	pub(super) fn of(index: &Index, damping: f64) -> Self {
		Self {
			root: index.root(),
			damping: damping.to_bits(),
			rows: index.rows(),
			kept: index.layers().iter().map(|layer| layer.kept).collect(),
		}
	}

	/// Everything up to the panels, but for what fills it up.
	pub(super) fn to_bytes(&self) -> Vec<u8> {
		let header = self.encode();
		let mut bytes = MAGIC.to_vec();
		(u32::try_from(header.len()).unwrap_or(u32::MAX), 0u32).encode_to(&mut bytes);
		bytes.extend(header);
		bytes
	}

	/// Where everything is in the file; `None` where addresses do not reach.
	pub(super) fn layout(&self) -> Option<Layout> {
		let mut end = self.to_bytes().len();
		let mut section = |length: usize| {
			let start = end.checked_next_multiple_of(ALIGNMENT)?;
			end = start.checked_add(length)?;
			Some(start..end)
		};
		let panels = wide(self.rows).div_ceil(LANES);
		let mut layers = Vec::with_capacity(self.kept.len());
		for kept in &self.kept {
			let panel = wide(*kept).div_ceil(2).checked_mul(COLUMN)?;
			let values = section(panels.checked_mul(panel)?)?;
			layers.push((values, section(panels.checked_mul(8 * LANES)?)?));
		}
		let footer = section(self.kept.len().checked_mul(NOISE)?)?;
		let len = footer.end.checked_add(CHECKSUM)?;
		Some(Layout { layers, footer, len })
	}
}

impl Noise {
	/// Adds that of other rows.
	pub(super) fn add(&mut self, other: Self) {
		self.rounding += other.rounding;
		self.size += other.size;
	}

	pub(super) fn to_bytes(self) -> [u8; NOISE] {
		let mut bytes = [0; NOISE];
		let numbers = self.rounding.to_le_bytes().into_iter().chain(self.size.to_le_bytes());
		bytes.iter_mut().zip(numbers).for_each(|(place, byte)| *place = byte);
		bytes
	}
}

/// Whether `file` is whole and that of `header`; and what is where in it.
pub(super) fn read(file: &[u8], header: &Header) -> Result<(Layout, Vec<Noise>), InfluenceError> {
	let prefix = file.first_chunk::<PREFIX>().ok_or(InfluenceError::NotPreconditioned)?;
	let (magic, mut rest) = prefix.split_at(MAGIC.len());
	if magic != MAGIC {
		return Err(InfluenceError::NotPreconditioned);
	}
	let length = u32::decode(&mut rest).map_err(|_| InfluenceError::NotPreconditioned)?;
	let end = PREFIX.saturating_add(wide(length));
	let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
	let truncated = |expected| InfluenceError::Truncated {
		expected: number(expected),
		found: number(file.len()),
	};
	let found = file.get(PREFIX..end).ok_or_else(|| truncated(end))?;
	let found = Header::decode_all(&mut &found[..]).map_err(|_| InfluenceError::Corrupt)?;
	if found != *header {
		return Err(InfluenceError::Stale);
	}
	let layout = header.layout().ok_or(InfluenceError::TooLarge)?;
	if layout.len != file.len() {
		return Err(truncated(layout.len));
	}
	let (body, checksum) = file.split_at(file.len().saturating_sub(CHECKSUM));
	if xxh3_128(body).to_le_bytes() != checksum {
		return Err(InfluenceError::Corrupt);
	}
	let footer = file.get(layout.footer.clone()).unwrap_or_default();
	let noise = footer.as_chunks::<8>().0.chunks_exact(2).map(|numbers| {
		let mut numbers = numbers.iter().copied().map(f64::from_le_bytes);
		let mut next = || numbers.next().unwrap_or_default();
		Noise { rounding: next(), size: next() }
	});
	let noise = noise.collect();
	Ok((layout, noise))
}
