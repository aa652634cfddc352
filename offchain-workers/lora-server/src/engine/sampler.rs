// SPDX-License-Identifier: Apache-2.0
//! The choice of the next token.

use super::Sampling;
use crate::tensors::to_values;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{TchError, Tensor};

/// Chooses the tokens of one request. Its randomness is its own: what else runs changes nothing.
pub(super) struct Sampler {
	sampling: Sampling,
	random: ChaCha8Rng,
}

impl Sampler {
	pub(super) fn new(sampling: Sampling) -> Self {
		Self { random: ChaCha8Rng::seed_from_u64(sampling.seed), sampling }
	}

	/// The next token by `logits`, `[vocabulary]`, all finite, of which `greedy` has the largest.
	pub(super) fn choose(&mut self, logits: &Tensor, greedy: u32) -> Result<u32, TchError> {
		if self.sampling.temperature == 0.0 {
			return Ok(greedy);
		}
		let values = to_values(logits)?;
		let draw = self.random.random::<f64>();
		Ok(sample(&values, self.sampling.temperature, self.sampling.top_p, draw).unwrap_or(greedy))
	}
}

/// The token at the share `draw` of the probability that the nucleus holds: the most probable
/// tokens that together reach `top_p`.
fn sample(logits: &[f32], temperature: f64, top_p: f64, draw: f64) -> Option<u32> {
	let largest = logits.iter().copied().map(f64::from).fold(f64::NEG_INFINITY, f64::max);
	let mut weights: Vec<(u32, f64)> = (0u32..)
		.zip(logits)
		.map(|(token, &logit)| (token, ((f64::from(logit) - largest) / temperature).exp()))
		.collect();
	// By token among equals, so that the order never depends on how the sort works.
	weights.sort_by(|(a, left), (b, right)| right.total_cmp(left).then(a.cmp(b)));
	let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
	let mut mass = 0.0;
	let reached = weights.iter().position(|(_, weight)| {
		mass += weight;
		mass >= top_p * total
	});
	let nucleus = weights.get(..=reached.unwrap_or(weights.len().saturating_sub(1)))?;
	let mut left = draw * mass;
	nucleus
		.iter()
		.find(|(_, weight)| {
			left -= weight;
			left < 0.0
		})
		.or(nucleus.last())
		.map(|&(token, _)| token)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	const LOGITS: [f32; 4] = [0.0, 2.0, 1.0, 2.0];

	#[test]
	fn sample_takes_the_most_probable_when_the_nucleus_is_small() {
		for draw in [0.0, 0.5, 0.999] {
			assert_eq!(sample(&LOGITS, 1.0, 0.01, draw), Some(1));
		}
	}

	#[test]
	fn sample_follows_the_probabilities() {
		let draws = 10_000u32;
		let mut counts = [0u32; 4];
		for index in 0..draws {
			let draw = f64::from(index) / f64::from(draws);
			let token = sample(&LOGITS, 1.0, 1.0, draw).unwrap();
			counts[usize::try_from(token).unwrap()] += 1;
		}
		let total: f64 = LOGITS.iter().map(|&logit| f64::from(logit).exp()).sum();
		for (&count, &logit) in counts.iter().zip(&LOGITS) {
			let expected = f64::from(logit).exp() / total;
			assert!((f64::from(count) / f64::from(draws) - expected).abs() < 2e-4);
		}
	}

	#[test]
	fn sample_is_nearly_greedy_when_cold() {
		assert_eq!(sample(&[0.0, 1.0, 0.5], 0.01, 1.0, 0.999), Some(1));
	}

	#[test]
	fn sample_gives_nothing_for_an_empty_vocabulary() {
		assert_eq!(sample(&[], 1.0, 1.0, 0.5), None);
	}
}
