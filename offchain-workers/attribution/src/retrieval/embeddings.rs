// SPDX-License-Identifier: Apache-2.0
//! Embeddings: texts as vectors, alike where the texts mean the same.
//!
//! An index keeps each passage's vector at length one, every number of it rounded once to a multiple
//! of 2^-14. Cosines are sums of products of such integers, in multiples of 2^-28.

mod half;
mod model;
mod tokens;

pub use model::{ModelError, StaticModel};

use super::Digest;
use thiserror::Error;

/// The most numbers of an embedding.
pub const MAX_DIMENSION: u32 = 16_384;

/// Turns texts into vectors: a [`StaticModel`], or whatever model a server has.
///
/// The same text has to give the same numbers every time and on every machine that shares an index, or
/// a retrieval cannot be repeated elsewhere.
pub trait Embedder: Sync {
	/// How many numbers a vector has, 1 to [`MAX_DIMENSION`].
	fn dimension(&self) -> u32;

	/// The digest of everything the vectors follow from. An index is searched with the model that it was
	/// built with, and no other.
	fn digest(&self) -> Digest;

	/// The vector of a canonical text, of any length; all zeros where the model knows nothing of it.
	///
	/// # Errors
	/// [`EmbedError::Model`].
	fn embed(&self, text: &str) -> Result<Vec<f32>, EmbedError>;
}

/// Why a text has no embedding.
#[derive(Error, Debug)]
pub enum EmbedError {
	/// A vector has another length than the model says.
	#[error("the model gave {given} numbers, and says that it gives {expected}")]
	Dimension {
		/// What the model says.
		expected: u32,
		/// What it gave.
		given: usize,
	},
	/// A model's vectors have no numbers, or too many.
	#[error("the model gives {0} numbers; embeddings have 1 to 16384")]
	Size(u32),
	/// A number is not finite.
	#[error("the model gave a number that is not finite")]
	NotFinite,
	/// The model fails.
	#[error("the model fails: {0}")]
	Model(Box<dyn std::error::Error + Send + Sync>),
}

/// One, in the numbers of a quantised vector.
const ONE: f64 = 16_384.0;

/// The quantised vector of a text: of length one, or all zeros.
pub(super) fn embed(embedder: &dyn Embedder, text: &str) -> Result<Vec<i16>, EmbedError> {
	let dimension = embedder.dimension();
	if !(1..=MAX_DIMENSION).contains(&dimension) {
		return Err(EmbedError::Size(dimension));
	}
	let vector = embedder.embed(text)?;
	if vector.len() != super::wide(dimension) {
		return Err(EmbedError::Dimension { expected: dimension, given: vector.len() });
	}
	quantise(&vector)
}

/// In 64 bits, from the first number to the last, by operations that IEEE 754 defines to the last bit.
fn quantise(vector: &[f32]) -> Result<Vec<i16>, EmbedError> {
	if vector.iter().any(|number| !number.is_finite()) {
		return Err(EmbedError::NotFinite);
	}
	let norm = norm(vector);
	if norm == 0.0 {
		return Ok(vec![0; vector.len()]);
	}
	Ok(vector.iter().map(|&number| rounded(f64::from(number) / norm * ONE)).collect())
}

/// The length of a vector of finite numbers; squares of 32-bit numbers neither overflow nor vanish in
/// 64 bits.
fn norm(vector: &[f32]) -> f64 {
	vector.iter().fold(0.0, |sum, &number| sum + f64::from(number) * f64::from(number)).sqrt()
}

/// A number of at most 2^14 and a rounding error; half away from zero.
#[allow(clippy::cast_possible_truncation)]
fn rounded(number: f64) -> i16 {
	number.round() as i16
}

/// How many bytes a row of the matrix has.
pub(super) fn row_len(dimension: u32) -> usize {
	super::wide(dimension).saturating_mul(2)
}

/// The bytes of a row of the matrix: 16 bits for each number, the lower byte first.
pub(super) fn row_bytes(row: &[i16]) -> impl Iterator<Item = u8> + '_ {
	row.iter().flat_map(|number| number.to_le_bytes())
}

/// The cosine of two quantised vectors, one of them as bytes, in units of 2^-28.
///
/// Vectors of length one do not overflow, by the inequality of Cauchy and Schwarz, and neither do parts
/// of the sum. Others, which no index of this crate has, wrap around.
pub(super) fn cosine(row: &[u8], query: &[i16]) -> i32 {
	let (numbers, _) = row.as_chunks::<2>();
	numbers.iter().zip(query).fold(0i32, |sum, (bytes, &number)| {
		sum.wrapping_add(i32::from(i16::from_le_bytes(*bytes)) * i32::from(number))
	})
}
