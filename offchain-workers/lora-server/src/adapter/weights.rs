// SPDX-License-Identifier: Apache-2.0
//! The pairs of matrices of an adapter.

use super::AdapterConfig;
use crate::{
	model::{ModelConfig, Projection},
	tensors::{to_safetensors, TensorError, TensorReader},
};
use tch::{Device, Tensor};

/// The two matrices of one module.
pub struct LoraPair {
	/// `[rank, inputs]`.
	pub a: Tensor,
	/// `[outputs, rank]`.
	pub b: Tensor,
}

/// All pairs of an adapter, as one thread uses them.
pub struct LoraWeights {
	scale: f64,
	/// By layer, then by [`Projection::index`].
	layers: Vec<[Option<LoraPair>; Projection::COUNT]>,
}

impl LoraWeights {
	/// Reads `adapter_model.safetensors`.
	///
	/// # Errors
	/// [`TensorError`].
	pub fn from_safetensors(
		config: &AdapterConfig,
		weights: &[u8],
		model: &ModelConfig,
		device: Device,
	) -> Result<Self, TensorError> {
		let mut reader = TensorReader::new(weights, device)?;
		let weights = Self::build(config, model, |name, shape| reader.take(name, shape))?;
		reader.finish(|_| false)?;
		Ok(weights)
	}

	/// Pairs whose matrices `tensor` makes from their name and shape.
	///
	/// # Errors
	/// Those of `tensor`.
	pub fn build(
		config: &AdapterConfig,
		model: &ModelConfig,
		mut tensor: impl FnMut(&str, &[i64]) -> Result<Tensor, TensorError>,
	) -> Result<Self, TensorError> {
		let rank = i64::from(config.rank);
		let mut layers = Vec::with_capacity(model.layers);
		for layer in 0..model.layers {
			let mut pairs = [const { None }; Projection::COUNT];
			for &target in &config.targets {
				let (a, b) = names(target, layer);
				pairs[target.index()] = Some(LoraPair {
					a: tensor(&a, &[rank, target.inputs(model)])?,
					b: tensor(&b, &[target.outputs(model), rank])?,
				});
			}
			layers.push(pairs);
		}
		Ok(Self { scale: config.scale(), layers })
	}

	/// The weights as `adapter_model.safetensors`.
	///
	/// # Errors
	/// [`TensorError`].
	pub fn to_safetensors(&self) -> Result<Vec<u8>, TensorError> {
		let mut tensors = Vec::new();
		for (layer, pairs) in self.layers.iter().enumerate() {
			for target in Projection::ALL {
				let Some(pair) = &pairs[target.index()] else { continue };
				let (a, b) = names(target, layer);
				tensors.push((a, &pair.a));
				tensors.push((b, &pair.b));
			}
		}
		to_safetensors(tensors)
	}

	/// What the product of a pair is multiplied by.
	pub fn scale(&self) -> f64 {
		self.scale
	}

	/// The pair of a module, if it has one.
	pub fn pair(&self, layer: usize, target: Projection) -> Option<&LoraPair> {
		self.layers.get(layer)?[target.index()].as_ref()
	}

	/// All matrices.
	pub fn tensors(&self) -> impl Iterator<Item = &Tensor> {
		self.layers.iter().flatten().flatten().flat_map(|pair| [&pair.a, &pair.b])
	}

	/// Layers of the model it is for.
	pub fn layers(&self) -> usize {
		self.layers.len()
	}

	/// Whether the pairs have the shapes of `model`'s modules.
	pub fn fits(&self, model: &ModelConfig) -> bool {
		let fits = |target: Projection, pair: &LoraPair| {
			pair.a.size().get(1) == Some(&target.inputs(model))
				&& pair.b.size().first() == Some(&target.outputs(model))
		};
		self.layers.len() == model.layers
			&& self.layers.iter().all(|pairs| {
				let mut modules = Projection::ALL.into_iter().zip(pairs);
				modules.all(|(target, pair)| pair.as_ref().is_none_or(|pair| fits(target, pair)))
			})
	}

	/// Another handle of the same weights.
	pub fn share(&self) -> Self {
		let share =
			|pair: &LoraPair| LoraPair { a: pair.a.shallow_clone(), b: pair.b.shallow_clone() };
		let layers =
			self.layers.iter().map(|pairs| pairs.each_ref().map(|pair| pair.as_ref().map(share)));
		Self { scale: self.scale, layers: layers.collect() }
	}
}

fn names(target: Projection, layer: usize) -> (String, String) {
	let path = target.path(layer);
	(
		format!("base_model.model.{path}.lora_A.weight"),
		format!("base_model.model.{path}.lora_B.weight"),
	)
}
