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
		Ok(sample(&values, &self.sampling, draw).unwrap_or(greedy))
	}
}

/// Tokens sorted at first when only the most probable ones count: a nucleus is rarely larger.
const SORTED_AT_FIRST: usize = 128;

/// The token at the share `draw` of the probability that the considered tokens hold: the `top_k` most
/// probable ones, and of these the most probable ones that together reach `top_p`.
///
/// Computed in f64. Of equally probable tokens the one with the smaller number comes first.
fn sample(logits: &[f32], sampling: &Sampling, draw: f64) -> Option<u32> {
	let largest = logits.iter().copied().map(f64::from).fold(f64::NEG_INFINITY, f64::max);
	let mut weights: Vec<(u32, f64)> = (0u32..)
		.zip(logits)
		.map(|(token, &logit)| (token, ((f64::from(logit) - largest) / sampling.temperature).exp()))
		.collect();
	let top_k = usize::try_from(sampling.top_k).unwrap_or(usize::MAX);
	if top_k != 0 && top_k < weights.len() {
		sort_first(&mut weights, top_k);
		weights.truncate(top_k);
	}
	let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
	if sampling.top_p < 1.0 {
		shrink_to_nucleus(&mut weights, sampling.top_p * total);
	}
	let mass: f64 = weights.iter().map(|(_, weight)| weight).sum();
	let mut left = draw * mass;
	weights
		.iter()
		.find(|(_, weight)| {
			left -= weight;
			left < 0.0
		})
		.or(weights.last())
		.map(|&(token, _)| token)
}

/// Keeps the most probable tokens that together reach `mass`.
fn shrink_to_nucleus(weights: &mut Vec<(u32, f64)>, mass: f64) {
	let mut sorted = SORTED_AT_FIRST;
	loop {
		sorted = sorted.min(weights.len());
		sort_first(weights, sorted);
		let mut sum = 0.0;
		let reached = weights.iter().take(sorted).position(|(_, weight)| {
			sum += weight;
			sum >= mass
		});
		match reached {
			Some(last) => return weights.truncate(last + 1),
			None if sorted == weights.len() => return,
			None => sorted = sorted.saturating_mul(8),
		}
	}
}

/// Brings the `count` most probable tokens to the front, sorted.
fn sort_first(weights: &mut [(u32, f64)], count: usize) {
	// By token among equals, so that the order never depends on how the sort works.
	let order =
		|(a, left): &(u32, f64), (b, right): &(u32, f64)| right.total_cmp(left).then(a.cmp(b));
	if count < weights.len() {
		weights.select_nth_unstable_by(count, order);
	}
	if let Some(first) = weights.get_mut(..count) {
		first.sort_unstable_by(order);
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	use proptest::prelude::*;

	const LOGITS: [f32; 4] = [0.0, 2.0, 1.0, 2.0];

	fn sampling(temperature: f64, top_p: f64, top_k: u32) -> Sampling {
		Sampling { temperature, top_p, top_k, seed: 0 }
	}

	#[test]
	fn sample_takes_the_most_probable_when_the_nucleus_is_small() {
		for draw in [0.0, 0.5, 0.999] {
			assert_eq!(sample(&LOGITS, &sampling(1.0, 0.01, 0), draw), Some(1));
			assert_eq!(sample(&LOGITS, &sampling(1.0, 1.0, 1), draw), Some(1));
		}
	}

	#[test]
	fn sample_follows_the_probabilities() {
		let draws = 10_000u32;
		let mut counts = [0u32; 4];
		for index in 0..draws {
			let draw = f64::from(index) / f64::from(draws);
			let token = sample(&LOGITS, &sampling(1.0, 1.0, 0), draw).unwrap();
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
		assert_eq!(sample(&[0.0, 1.0, 0.5], &sampling(0.01, 1.0, 0), 0.999), Some(1));
	}

	#[test]
	fn sample_gives_nothing_for_an_empty_vocabulary() {
		assert_eq!(sample(&[], &sampling(1.0, 1.0, 0), 0.5), None);
	}

	/// The tokens that [`sample`] considers, by sorting all of them.
	fn considered(logits: &[f32], sampling: &Sampling) -> Vec<(u32, f64)> {
		let mut all: Vec<(u32, f64)> = (0u32..)
			.zip(logits)
			.map(|(token, &logit)| (token, (f64::from(logit) / sampling.temperature).exp()))
			.collect();
		all.sort_by(|a, b| b.1.total_cmp(&a.1));
		if sampling.top_k != 0 {
			all.truncate(usize::try_from(sampling.top_k).unwrap());
		}
		let total: f64 = all.iter().map(|(_, weight)| weight).sum();
		let mut sum = 0.0;
		let mut kept = Vec::new();
		for (token, weight) in all {
			if sum < sampling.top_p * total {
				kept.push((token, weight));
			}
			sum += weight;
		}
		kept
	}

	proptest! {
		#[test]
		fn sample_considers_what_a_full_sort_does(
			// Sums of few, well separated values do not depend on their order.
			logits in prop::collection::vec((-40i8..40).prop_map(|value| f32::from(value) / 8.0), 1..600),
			top_k in 0u32..40,
			top_p in 0.05f64..0.99,
			draw in 0.0f64..1.0,
		) {
			let sampling = sampling(0.8, top_p, top_k);
			let token = sample(&logits, &sampling, draw).unwrap();
			let kept = considered(&logits, &sampling);
			prop_assert!(kept.iter().any(|(other, _)| *other == token));
			// The last one considered is found by the largest draw.
			let last = sample(&logits, &sampling, 1.0 - f64::EPSILON).unwrap();
			let smallest = kept.last().unwrap().1.ln();
			let found = f64::from(logits[usize::try_from(last).unwrap()]) / 0.8;
			prop_assert!((found - smallest).abs() < 1e-9);
		}
	}
}
