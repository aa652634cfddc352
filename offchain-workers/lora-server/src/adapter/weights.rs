// SPDX-License-Identifier: Apache-2.0
//! The pairs of matrices of an adapter.

use super::{AdapterConfig, Layout};
use crate::{
	model::{Family, ModelConfig, Projection},
	tensors::{to_safetensors, TensorError, TensorReader},
};
use tch::{Device, Kind, Tensor};

/// The two matrices of one module.
pub struct LoraPair {
	/// `[rank, inputs]`.
	pub a: Tensor,
	/// `[outputs, rank]`.
	pub b: Tensor,
}

/// All pairs of an adapter, as one thread uses them.
pub struct LoraWeights {
	family: Family,
	scale: f64,
	/// By layer, then by [`Projection::index`].
	layers: Vec<[Option<LoraPair>; Projection::COUNT]>,
}

impl LoraWeights {
	/// Reads `adapter_model.safetensors`, with the modules, ranks and scales of `layout`. Matrices stay
	/// in the file's type.
	///
	/// # Errors
	/// [`TensorError`].
	pub fn from_safetensors(
		config: &AdapterConfig,
		layout: &Layout,
		weights: &[u8],
		model: &ModelConfig,
		device: Device,
	) -> Result<Self, TensorError> {
		let mut reader = TensorReader::new(weights, device)?;
		let weights = Self::build_as(config, layout, model, |name, shape| {
			reader.take_as_stored(name, shape)
		})?;
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
		tensor: impl FnMut(&str, &[i64]) -> Result<Tensor, TensorError>,
	) -> Result<Self, TensorError> {
		Self::build_as(config, &Layout::uniform(config, model), model, tensor)
	}

	fn build_as(
		config: &AdapterConfig,
		layout: &Layout,
		model: &ModelConfig,
		mut tensor: impl FnMut(&str, &[i64]) -> Result<Tensor, TensorError>,
	) -> Result<Self, TensorError> {
		let (family, scale) = (layout.family(), config.scale());
		let mut layers = Vec::with_capacity(layout.layers().len());
		for (index, modules) in layout.layers().iter().enumerate() {
			let mut pairs = [const { None }; Projection::COUNT];
			for &(target, part) in family.modules() {
				let Some(module) = modules[target.index()] else { continue };
				let (a, b) = names(&family.path(index, part));
				let rank = i64::from(module.rank);
				let a = tensor(&a, &[rank, target.inputs(model)])?;
				let mut b = tensor(&b, &[target.outputs(model), rank])?;
				if module.scale != scale {
					// So that one scale serves the whole adapter. In f32, or it would be rounded.
					b = b.f_to_kind(Kind::Float)?.f_mul_scalar(module.scale / scale)?;
				}
				pairs[target.index()] = Some(LoraPair { a, b });
			}
			layers.push(pairs);
		}
		Ok(Self { family, scale, layers })
	}

	/// The weights as `adapter_model.safetensors`.
	///
	/// # Errors
	/// [`TensorError`].
	pub fn to_safetensors(&self) -> Result<Vec<u8>, TensorError> {
		let mut tensors = Vec::new();
		for (layer, pairs) in self.layers.iter().enumerate() {
			for &(target, part) in self.family.modules() {
				let Some(pair) = &pairs[target.index()] else { continue };
				let (a, b) = names(&self.family.path(layer, part));
				tensors.push((a, &pair.a));
				tensors.push((b, &pair.b));
			}
		}
		to_safetensors(tensors)
	}

	/// Modules and ranks, with the one scale.
	pub fn layout(&self) -> Layout {
		let rank = |pair: &LoraPair| pair.a.size().first().and_then(|&rank| rank.try_into().ok());
		let ranks = self
			.layers
			.iter()
			.map(|pairs| pairs.each_ref().map(|pair| pair.as_ref().and_then(rank)));
		Layout::of_ranks(self.family, ranks, self.scale)
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
			model.family.modules().iter().any(|&(projection, _)| projection == target)
				&& pair.a.size().get(1) == Some(&target.inputs(model))
				&& pair.b.size().first() == Some(&target.outputs(model))
		};
		self.layers.len() == model.layers
			&& self.layers.iter().all(|pairs| {
				let mut modules = Projection::ALL.into_iter().zip(pairs);
				modules.all(|(target, pair)| pair.as_ref().is_none_or(|pair| fits(target, pair)))
			})
	}

	/// Bytes that the matrices take.
	pub fn bytes(&self) -> u64 {
		let bytes = |tensor: &Tensor| tensor.numel() * tensor.kind().elt_size_in_bytes();
		self.tensors().map(|tensor| u64::try_from(bytes(tensor)).unwrap_or(u64::MAX)).sum()
	}

	/// Another handle of the same weights.
	pub fn share(&self) -> Self {
		self.map(Tensor::shallow_clone)
	}

	/// The weights in f32: other handles of those that are, copies of the others.
	pub fn to_f32(&self) -> Self {
		self.map(|tensor| tensor.to_kind(Kind::Float))
	}

	fn map(&self, tensor: impl Fn(&Tensor) -> Tensor) -> Self {
		let share = |pair: &LoraPair| LoraPair { a: tensor(&pair.a), b: tensor(&pair.b) };
		let layers =
			self.layers.iter().map(|pairs| pairs.each_ref().map(|pair| pair.as_ref().map(share)));
		Self { family: self.family, scale: self.scale, layers: layers.collect() }
	}
}

fn names(path: &str) -> (String, String) {
	(
		format!("base_model.model.{path}.lora_A.weight"),
		format!("base_model.model.{path}.lora_B.weight"),
	)
}
