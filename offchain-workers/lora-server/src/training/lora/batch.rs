// SPDX-License-Identifier: Apache-2.0
//! Rows as the model computes them: those of a step, in parts that fit the memory.

use super::{count, float, size};
use crate::{adapter::LoraBatch, model::Network, training::Row};
use tch::{Kind, Reduction, TchError, Tensor};

/// What the loss skips.
const IGNORED: i64 = -100;

/// The rows of one step.
pub(super) struct Step {
	pub(super) parts: Vec<Batch>,
	/// Tokens with a loss.
	pub(super) learnt: f64,
}

/// Rows that are computed together, padded on the right to the longest.
pub(crate) struct Batch {
	/// `[rows, tokens]`.
	inputs: Tensor,
	/// Where tokens with a loss are predicted, in the flattened inputs.
	places: Tensor,
	/// Those tokens.
	targets: Tensor,
	/// How many.
	learnt: f64,
}

/// What the model says of learnt tokens, summed over them.
#[derive(Default, Clone, Copy)]
pub(crate) struct Measure {
	pub(super) loss: f64,
	/// How many were the most probable ones.
	pub(super) right: f64,
}

impl Measure {
	pub(super) fn add(&mut self, other: Self) {
		self.loss += other.loss;
		self.right += other.right;
	}
}

impl Batch {
	pub(crate) fn new(rows: &[&Row], network: &Network) -> Result<Self, TchError> {
		let length = rows.iter().map(|row| row.len()).max().unwrap_or(0).saturating_sub(1);
		let (mut inputs, mut places, mut targets) = (Vec::new(), Vec::new(), Vec::new());
		for row in rows {
			let tokens: Vec<i64> =
				row.prompt.iter().chain(&row.completion).copied().map(i64::from).collect();
			let begin = inputs.len();
			let learnt_from = row.prompt.len().max(1);
			for (index, &token) in tokens.iter().enumerate().skip(learnt_from) {
				places.push(size(begin + index - 1));
				targets.push(token);
			}
			inputs.extend_from_slice(&tokens[..tokens.len() - 1]);
			inputs.resize(begin + length, 0);
		}
		let device = network.device();
		Ok(Self {
			inputs: Tensor::f_from_slice(&inputs)?
				.f_view([size(rows.len()), size(length)])?
				.f_to_device(device)?,
			places: Tensor::f_from_slice(&places)?.f_to_device(device)?,
			learnt: float(count(targets.len())),
			targets: Tensor::f_from_slice(&targets)?.f_to_device(device)?,
		})
	}

	/// Tokens with a loss.
	pub(crate) fn learnt(&self) -> f64 {
		self.learnt
	}

	/// The summed loss, to step down from, and what it was.
	pub(crate) fn measure(
		&self,
		network: &Network,
		lora: &LoraBatch,
	) -> Result<(Tensor, Measure), TchError> {
		let logits = self.logits(network, lora)?;
		let loss = self.loss(&logits, Reduction::Sum)?;
		let right = logits.f_argmax(-1, false)?.f_eq_tensor(&self.targets)?;
		let right = right.f_sum(Kind::Double)?.f_double_value(&[])?;
		let measure = Measure { loss: loss.f_double_value(&[])?, right };
		Ok((loss, measure))
	}

	/// The loss of each token that has one, row after row.
	pub(crate) fn losses(&self, network: &Network, lora: &LoraBatch) -> Result<Tensor, TchError> {
		self.loss(&self.logits(network, lora)?, Reduction::None)
	}

	fn logits(&self, network: &Network, lora: &LoraBatch) -> Result<Tensor, TchError> {
		let hidden = network.forward(&self.inputs, lora).f_flatten(0, 1)?;
		Ok(network.logits(&hidden.f_index_select(0, &self.places)?))
	}

	fn loss(&self, logits: &Tensor, reduction: Reduction) -> Result<Tensor, TchError> {
		logits.f_cross_entropy_loss(&self.targets, None::<&Tensor>, reduction, IGNORED, 0.0)
	}
}

/// Steps of rows of similar length, so that little is padding; each in parts of at most `tokens`.
pub(super) fn steps(
	rows: &[Row],
	batch_size: u32,
	tokens: u32,
	network: &Network,
) -> Result<Vec<Step>, TchError> {
	let mut sorted: Vec<&Row> = rows.iter().collect();
	sorted.sort_by_key(|row| row.len());
	sorted
		.chunks(usize::try_from(batch_size).unwrap_or(usize::MAX).max(1))
		.map(|rows| {
			let parts = parts(rows, tokens)
				.into_iter()
				.map(|rows| Batch::new(rows, network))
				.collect::<Result<Vec<_>, _>>()?;
			let learnt = parts.iter().map(Batch::learnt).sum();
			Ok(Step { parts, learnt })
		})
		.collect()
}

/// Divides rows, ascending by length, into runs that have at most so many tokens with their padding, or
/// one row.
fn parts<'a, 'row>(rows: &'a [&'row Row], tokens: u32) -> Vec<&'a [&'row Row]> {
	let tokens = usize::try_from(tokens).unwrap_or(usize::MAX);
	let mut parts = Vec::new();
	let mut rest = rows;
	while !rest.is_empty() {
		let fits = (1..=rest.len())
			.zip(rest)
			.take_while(|(rows, row)| rows.saturating_mul(row.len()) <= tokens)
			.count();
		let (part, later) = rest.split_at(fits.max(1));
		parts.push(part);
		rest = later;
	}
	parts
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn parts_keep_the_order_and_the_budget_when_rows_are_sorted(
			mut lengths in prop::collection::vec(2usize..40, 0..30),
			tokens in 1u32..200,
		) {
			lengths.sort_unstable();
			let rows: Vec<Row> = lengths
				.iter()
				.map(|length| Row { prompt: Vec::new(), completion: vec![0; *length] })
				.collect();
			let rows: Vec<&Row> = rows.iter().collect();
			let parts = parts(&rows, tokens);
			let joined: Vec<usize> = parts.iter().flat_map(|part| part.iter().map(|row| row.len())).collect();
			prop_assert_eq!(&joined, &lengths);
			for (index, part) in parts.iter().enumerate() {
				let longest = part.last().unwrap().len();
				let budget = usize::try_from(tokens).unwrap();
				prop_assert!(part.len() == 1 || part.len() * longest <= budget);
				// None could have taken one row more.
				if let Some(next) = parts.get(index + 1) {
					prop_assert!((part.len() + 1) * next[0].len() > budget);
				}
			}
		}
	}
}
