// SPDX-License-Identifier: Apache-2.0
//! Embeddings of the tokens that the base's text never has, such as the bytes of foreign letters.
//!
//! Training only ever pushes them away, all in the same direction: in the end they are long and
//! equal, and no adapter can tell them apart. With random embeddings in their place adapters learn
//! texts that hold them as fast as others.

use crate::{
	model::Network,
	tensors::{to_safetensors, TensorError},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{Kind, Tensor};

/// Their length, as a share of the median of the others: shorter, so that they stay improbable
/// until an adapter asks for them.
const LENGTH: f64 = 0.7;

/// The tokens that no document has.
pub(super) fn tokens(documents: &[Vec<u32>], vocabulary: i64) -> Vec<i64> {
	let mut seen = vec![false; usize::try_from(vocabulary).unwrap_or(0)];
	for &token in documents.iter().flatten() {
		if let Some(seen) = usize::try_from(token).ok().and_then(|token| seen.get_mut(token)) {
			*seen = true;
		}
	}
	(0..).zip(seen).filter_map(|(token, seen)| (!seen).then_some(token)).collect()
}

/// The weights of `network` as `model.safetensors`, with random embeddings of `unseen` tokens.
pub(super) fn renewed(
	network: &Network,
	unseen: &[i64],
	seed: u64,
) -> Result<Vec<u8>, TensorError> {
	let embedding = network.config().family.embedding();
	let parameters = network.parameters();
	let fresh = parameters
		.iter()
		.find(|(name, _)| name == embedding)
		.map(|(_, learnt)| tch::no_grad(|| with_fresh(learnt, unseen, seed)))
		.transpose()?;
	to_safetensors(parameters.into_iter().map(|(name, tensor)| match &fresh {
		Some(fresh) if name == embedding => (name, fresh),
		_ => (name, tensor),
	}))
}

fn with_fresh(embedding: &Tensor, unseen: &[i64], seed: u64) -> Result<Tensor, tch::TchError> {
	let (size, features) = embedding.size2()?;
	let count = i64::try_from(unseen.len()).unwrap_or(i64::MAX);
	if count == 0 || count >= size {
		return Ok(embedding.shallow_clone());
	}
	let lengths = |rows: &Tensor| rows.f_norm_scalaropt_dim(2, 1, true);
	let mut random = ChaCha8Rng::seed_from_u64(seed);
	let values: Vec<f64> = (0..count * features).map(|_| random.random_range(-1.0..1.0)).collect();
	let directions = Tensor::f_from_slice(&values)?.f_view([count, features])?;
	let directions = directions.f_div(&lengths(&directions)?)?.f_to_kind(Kind::Float)?;

	let unseen = Tensor::f_from_slice(unseen)?;
	let ones = Tensor::f_ones([size], (Kind::Int64, tch::Device::Cpu))?;
	let seen = ones.f_index_fill(0, &unseen, 0)?.f_nonzero()?.f_flatten(0, -1)?;
	let usual = lengths(&embedding.f_index_select(0, &seen)?)?.f_median()?;
	embedding.f_index_copy(0, &unseen, &(directions * usual * LENGTH))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	#[test]
	fn tokens_without_a_document_are_unseen() {
		assert_eq!(tokens(&[vec![0, 2], vec![2, 5]], 7), [1, 3, 4, 6]);
	}

	#[test]
	fn unseen_tokens_get_distinct_embeddings_of_their_own_length() {
		let embedding = Tensor::ones([5, 4], (Kind::Float, tch::Device::Cpu));
		let fresh = with_fresh(&embedding, &[1, 3], 7).unwrap();
		let row = |index| fresh.get(index);
		for seen in [0, 2, 4] {
			assert_eq!(row(seen), embedding.get(seen));
		}
		for unseen in [1, 3] {
			let length = row(unseen).norm().double_value(&[]);
			assert!((length - 2.0 * LENGTH).abs() < 1e-6);
		}
		assert_ne!(row(1), row(3));
	}
}
