// SPDX-License-Identifier: Apache-2.0
//! Gradient blocks: the safetensors files that a trainer writes.

use super::{error::InfluenceError, index::Key};
use openledger_primitives::ids::ContributionId;
use safetensors::{tensor::TensorView, Dtype, SafeTensors};

/// The tensor that has each row's contribution.
pub(super) const CONTRIBUTION: &str = "contribution";
/// The tensor that has each row's document number in its contribution.
pub(super) const ROW: &str = "row";

/// The widest layer: kept elements are counted in 32 bits, and so is the next power of two.
const MAX_WIDTH: u32 = 1 << 31;

/// The gradients of one layer, one row after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tensor<'a> {
	pub(super) name: &'a str,
	pub(super) width: u32,
	values: &'a [[u8; 4]],
}

impl Tensor<'_> {
	/// Reads row `row` into `into`.
	///
	/// # Errors
	/// [`InfluenceError::NotFinite`].
	pub(super) fn read(&self, row: usize, into: &mut Vec<f32>) -> Result<(), InfluenceError> {
		let width = super::number::wide(self.width);
		let start = row.saturating_mul(width);
		let values = self.values.get(start..start.saturating_add(width)).unwrap_or_default();
		into.clear();
		into.extend(values.iter().copied().map(f32::from_le_bytes));
		if into.iter().all(|value| value.is_finite()) {
			Ok(())
		} else {
			Err(InfluenceError::NotFinite { layer: self.name.to_owned(), row })
		}
	}
}

/// A block of gradients: for each layer a row per document, or per query.
#[derive(Debug)]
pub(super) struct Block<'a> {
	tensors: SafeTensors<'a>,
	names: Vec<String>,
	rows: usize,
}

impl<'a> Block<'a> {
	/// Reads `bytes` as a safetensors file with gradients: F32 `[rows, width]` each, as many rows in
	/// one as in the other.
	///
	/// # Errors
	/// [`InfluenceError::NotSafetensors`], `WrongType`, `WrongShape`, `NoLayers`, `NoRows` or
	/// `TooLarge`.
	pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, InfluenceError> {
		let tensors = SafeTensors::deserialize(bytes)
			.map_err(|error| InfluenceError::NotSafetensors(error.to_string()))?;
		let mut names = tensors
			.names()
			.into_iter()
			.filter(|name| ![CONTRIBUTION, ROW].contains(name))
			.map(str::to_owned)
			.collect::<Vec<_>>();
		names.sort_unstable();
		let mut rows = None;
		for name in &names {
			let tensor = tensor(&tensors, name, Dtype::F32, "F32")?;
			let shape = tensor.shape();
			let expected = match (shape, rows) {
				([found, width], None) if *width > 0 => {
					rows = Some(*found);
					continue;
				},
				([found, width], Some(rows)) if *found == rows && *width > 0 => continue,
				(_, None) => "[rows, width]".to_owned(),
				(_, Some(rows)) => format!("[{rows}, width]"),
			};
			return Err(wrong_shape(name, expected, shape));
		}
		let rows = rows.ok_or(InfluenceError::NoLayers)?;
		if rows == 0 {
			return Err(InfluenceError::NoRows);
		}
		let block = Self { tensors, names, rows };
		for name in &block.names {
			let fits = block.shape(name).is_some_and(|(_, width)| width <= MAX_WIDTH);
			if !fits || u32::try_from(rows).map_or(true, |rows| rows > super::index::MAX_ROWS) {
				return Err(InfluenceError::TooLarge);
			}
		}
		Ok(block)
	}

	/// The number of rows; at least one, at most 2^32 - 2.
	pub(super) fn rows(&self) -> usize {
		self.rows
	}

	/// The layers, ascending by name; at least one.
	pub(super) fn layers(&self) -> Vec<Tensor<'_>> {
		self.names
			.iter()
			.filter_map(|name| {
				let (values, width) = self.shape(name)?;
				Some(Tensor { name, width, values })
			})
			.collect()
	}

	/// What each row is the gradient of.
	///
	/// # Errors
	/// [`InfluenceError::NoTensor`], `WrongType`, `WrongShape` or `NegativeKey`.
	pub(super) fn keys(&self) -> Result<Vec<Key>, InfluenceError> {
		let contributions = self.numbers(CONTRIBUTION)?;
		let rows = self.numbers(ROW)?;
		contributions
			.iter()
			.zip(rows)
			.enumerate()
			.map(|(at, (contribution, row))| {
				let number = |bytes: &[u8; 8]| {
					u64::try_from(i64::from_le_bytes(*bytes))
						.map_err(|_| InfluenceError::NegativeKey(at))
				};
				Ok(Key { contribution: ContributionId(number(contribution)?), row: number(row)? })
			})
			.collect()
	}

	fn shape(&self, name: &str) -> Option<(&'a [[u8; 4]], u32)> {
		let tensor = self.tensors.tensor(name).ok()?;
		let width = u32::try_from(*tensor.shape().get(1)?).ok()?;
		Some((tensor.data().as_chunks().0, width))
	}

	fn numbers(&self, name: &'static str) -> Result<&'a [[u8; 8]], InfluenceError> {
		if self.tensors.tensor(name).is_err() {
			return Err(InfluenceError::NoTensor(name));
		}
		let tensor = tensor(&self.tensors, name, Dtype::I64, "I64")?;
		if tensor.shape() != [self.rows] {
			return Err(wrong_shape(name, format!("[{}]", self.rows), tensor.shape()));
		}
		Ok(tensor.data().as_chunks().0)
	}
}

fn tensor<'a>(
	tensors: &SafeTensors<'a>,
	name: &str,
	dtype: Dtype,
	expected: &'static str,
) -> Result<TensorView<'a>, InfluenceError> {
	let tensor =
		tensors.tensor(name).map_err(|error| InfluenceError::NotSafetensors(error.to_string()))?;
	if tensor.dtype() != dtype {
		let found = tensor.dtype().to_string();
		return Err(InfluenceError::WrongType { tensor: name.to_owned(), expected, found });
	}
	Ok(tensor)
}

fn wrong_shape(tensor: &str, expected: String, found: &[usize]) -> InfluenceError {
	InfluenceError::WrongShape { tensor: tensor.to_owned(), expected, found: found.to_vec() }
}
