// SPDX-License-Identifier: Apache-2.0
//! How much each signal counts.

use serde::Serialize;
use std::{array, str::FromStr};
use thiserror::Error;

/// One of something for each signal.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BySignal<T> {
	/// What the answer says literally.
	pub spans: T,
	/// What the training gradients say.
	pub influence: T,
	/// What was put in the context.
	pub retrieval: T,
}

impl<T> BySignal<T> {
	/// The same of references.
	pub fn as_ref(&self) -> BySignal<&T> {
		let Self { spans, influence, retrieval } = self;
		BySignal { spans, influence, retrieval }
	}

	/// Both in pairs.
	pub fn zip<U>(self, other: BySignal<U>) -> BySignal<(T, U)> {
		BySignal {
			spans: (self.spans, other.spans),
			influence: (self.influence, other.influence),
			retrieval: (self.retrieval, other.retrieval),
		}
	}

	/// What `of` makes of each.
	pub fn map<U>(self, mut of: impl FnMut(T) -> U) -> BySignal<U> {
		BySignal {
			spans: of(self.spans),
			influence: of(self.influence),
			retrieval: of(self.retrieval),
		}
	}
}

impl<T> IntoIterator for BySignal<T> {
	type Item = T;
	type IntoIter = array::IntoIter<T, 3>;

	/// Spans, influence, retrieval.
	fn into_iter(self) -> Self::IntoIter {
		[self.spans, self.influence, self.retrieval].into_iter()
	}
}

/// Why weights are none.
#[derive(Error, Clone, PartialEq, Eq, Debug)]
pub enum WeightsError {
	/// They sum to this many parts per billion.
	#[error("the weights sum to {0} parts per billion, not to one billion")]
	NotOne(u64),
	/// There are not three of them.
	#[error("there are {0} weights, not three: spans, influence, retrieval")]
	NotThree(usize),
	/// A weight is not a decimal number from 0 to 1 with at most nine decimals.
	#[error("the weight `{0}` is not a decimal number from 0 to 1 with at most nine decimals")]
	NotDecimal(String),
}

/// The weights of the signals in parts per billion, one billion together. Governance sets them for
/// each class of artifacts.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(transparent)]
pub struct Weights(BySignal<u32>);

const BILLION: u32 = 1_000_000_000;
const DECIMALS: usize = 9;

impl Weights {
	/// All the weight on spans.
	pub const SPANS: Self = Self(BySignal { spans: BILLION, influence: 0, retrieval: 0 });

	/// Checks that the weights, in parts per billion, sum to one billion.
	///
	/// # Errors
	/// [`WeightsError::NotOne`].
	pub fn new(weights: BySignal<u32>) -> Result<Self, WeightsError> {
		match weights.into_iter().map(u64::from).sum() {
			sum if sum == u64::from(BILLION) => Ok(Self(weights)),
			sum => Err(WeightsError::NotOne(sum)),
		}
	}

	/// The weights.
	pub fn parts_per_billion(&self) -> BySignal<u32> {
		self.0
	}
}

impl FromStr for Weights {
	type Err = WeightsError;

	/// Reads `0.5,0.3,0.2`: spans, influence, retrieval. Each is taken exactly.
	fn from_str(text: &str) -> Result<Self, Self::Err> {
		let weights = text.split(',').collect::<Vec<_>>();
		let [spans, influence, retrieval] = weights[..] else {
			return Err(WeightsError::NotThree(weights.len()));
		};
		let weight =
			|text: &str| decimal(text.trim()).ok_or_else(|| WeightsError::NotDecimal(text.into()));
		Self::new(BySignal {
			spans: weight(spans)?,
			influence: weight(influence)?,
			retrieval: weight(retrieval)?,
		})
	}
}

/// A decimal number from 0 to 1 in parts per billion.
fn decimal(text: &str) -> Option<u32> {
	let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
	let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
	if !digits(whole) || !digits(decimals) || decimals.len() > DECIMALS {
		return None;
	}
	let whole = whole.parse::<u32>().ok()?.checked_mul(BILLION)?;
	let parts = format!("{decimals:0<DECIMALS$}").parse::<u32>().ok()?;
	whole.checked_add(parts).filter(|parts| *parts <= BILLION)
}
