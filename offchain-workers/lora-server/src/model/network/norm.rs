// SPDX-License-Identifier: Apache-2.0
//! Norms of the residual stream, always in f32.

use crate::{
	model::{Family, ModelConfig},
	tensors::TensorError,
};
use tch::{Kind, Tensor};

/// A norm over the last dimension.
pub(super) struct Norm {
	name: String,
	weight: Tensor,
	/// LayerNorm's, after the mean was taken away (Ba et al. 2016, arXiv:1607.06450); RMSNorm has
	/// none, and leaves the mean (Zhang and Sennrich 2019, arXiv:1910.07467).
	bias: Option<Tensor>,
}

impl Norm {
	pub(super) fn build(
		name: String,
		config: &ModelConfig,
		tensor: &mut impl FnMut(&str, &[i64], Kind) -> Result<Tensor, TensorError>,
	) -> Result<Self, TensorError> {
		let mut read =
			|part: &str| tensor(&format!("{name}.{part}"), &[config.hidden_size], Kind::Float);
		let weight = read("weight")?;
		let bias = (config.family == Family::Gpt2).then(|| read("bias")).transpose()?;
		Ok(Self { name, weight, bias })
	}

	pub(super) fn apply(&self, input: &Tensor, eps: f64) -> Tensor {
		let size = self.weight.size();
		match &self.bias {
			None => input.rms_norm(size, Some(&self.weight), eps),
			Some(bias) => input.layer_norm(size, Some(&self.weight), Some(bias), eps, false),
		}
	}

	pub(super) fn parameters(&self) -> impl Iterator<Item = (String, &Tensor)> {
		let weight = (format!("{}.weight", self.name), &self.weight);
		let bias = self.bias.as_ref().map(|bias| (format!("{}.bias", self.name), bias));
		std::iter::once(weight).chain(bias)
	}

	pub(super) fn share(&self) -> Self {
		Self {
			name: self.name.clone(),
			weight: self.weight.shallow_clone(),
			bias: self.bias.as_ref().map(Tensor::shallow_clone),
		}
	}
}
