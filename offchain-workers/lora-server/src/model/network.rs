// SPDX-License-Identifier: Apache-2.0
//! The decoder: norms, attention with grouped queries, and a feed-forward part, all added to a
//! residual stream. What differs between families, the configuration says.

mod linear;
mod norm;
mod rotary;

use super::{
	cache::Attention, Activation, Family, KvCache, ModelConfig, ModelError, Placement, Positions,
	Projection, Span,
};
use crate::{
	adapter::LoraBatch,
	tensors::{to_safetensors, TensorError, TensorReader},
};
use linear::Linear;
use norm::Norm;
use rotary::{Rotary, Rotation};
use tch::{Device, Kind, Tensor};

/// The output layer, where it is not the embedding.
const HEAD: &str = "lm_head.weight";
/// The embedding of positions, where they are learned.
const POSITIONS: &str = "transformer.wpe.weight";

/// The network on a device, as one thread uses it: handles of weights that others may share.
pub struct Network {
	config: ModelConfig,
	placement: Placement,
	/// What matrix products are computed in. Norms and the residual stream stay in f32.
	precision: Kind,
	embedding: Tensor,
	/// `[context, hidden_size]`, where positions are learned.
	positions: Option<Tensor>,
	/// Where they are not.
	rotary: Option<Rotary>,
	layers: Vec<Layer>,
	final_norm: Norm,
	/// Absent when the embedding serves.
	head: Option<Tensor>,
}

struct Layer {
	attention_norm: Norm,
	mlp_norm: Norm,
	/// By [`Projection::index`].
	modules: [Option<Linear>; Projection::COUNT],
}

impl Network {
	/// Reads the weights of a model with this configuration.
	///
	/// # Errors
	/// [`ModelError::Weights`].
	pub fn from_safetensors(
		config: ModelConfig,
		weights: &[u8],
		placement: impl Into<Placement>,
	) -> Result<Self, ModelError> {
		let placement = placement.into();
		Self::read(config, TensorReader::new(weights, placement.device)?, placement)
	}

	/// Reads the weights of a model with this configuration from `reader`, one after the other.
	pub(super) fn read(
		config: ModelConfig,
		mut reader: TensorReader<'_>,
		placement: Placement,
	) -> Result<Self, ModelError> {
		let family = config.family;
		let older = family.older_name(family.embedding()).is_some_and(|name| reader.contains(name));
		let network = Self::build(config, placement, |name, shape, kind| {
			let older = family.older_name(name).filter(|_| older);
			reader.take_as(older.unwrap_or(name), shape, kind)
		})?;
		// A tied head may be written out as well.
		let tied = network.config.tied;
		reader.finish(|name| (tied && name == HEAD) || family.is_constant(name))?;
		Ok(network)
	}

	/// A model with random weights to be trained, from libtorch's global generator.
	///
	/// # Errors
	/// [`ModelError::Weights`].
	pub fn random(config: ModelConfig, device: Device) -> Result<Self, ModelError> {
		const DEVIATION: f64 = 0.02;
		let residual = DEVIATION / f64::from(u32::try_from(config.layers * 2).unwrap_or(1)).sqrt();
		let [attention_norm, mlp_norm] = config.family.layer_norms();
		let norms = [attention_norm, mlp_norm, config.family.final_norm()];
		Self::build(config, device.into(), |name, shape, kind| {
			let options = (kind, device);
			let module = name.rsplit_once('.').map_or(name, |(module, _)| module);
			let tensor = if name.ends_with(".bias") {
				Tensor::f_zeros(shape, options)?
			} else if norms.iter().any(|norm| module.ends_with(norm)) {
				Tensor::f_ones(shape, options)?
			} else {
				// What is added to the residual stream starts smaller, the more layers add to it.
				let adds = ["o_proj", "down_proj", "c_proj"];
				let adds = adds.iter().any(|name| module.ends_with(name));
				let deviation = if adds { residual } else { DEVIATION };
				Tensor::f_randn(shape, options)?.f_mul_scalar(deviation)?
			};
			Ok(tensor.f_set_requires_grad(true)?)
		})
	}

	fn build(
		config: ModelConfig,
		placement: Placement,
		mut tensor: impl FnMut(&str, &[i64], Kind) -> Result<Tensor, TensorError>,
	) -> Result<Self, ModelError> {
		let (family, hidden, kind) = (config.family, config.hidden_size, placement.dtype.kind());
		let embedding = tensor(family.embedding(), &[config.vocab_size, hidden], kind)?;
		let (positions, rotary) = match &config.positions {
			Positions::Learned => {
				let context = i64::try_from(config.context).unwrap_or(i64::MAX);
				(Some(tensor(POSITIONS, &[context, hidden], kind)?), None)
			},
			Positions::Rotary(rope) => {
				let rotary = Rotary::new(rope, &config, placement.device);
				(None, Some(rotary.map_err(TensorError::from)?))
			},
		};
		let mut layers = Vec::with_capacity(config.layers);
		for layer in 0..config.layers {
			let mut norm = |part: &str| Norm::build(family.path(layer, part), &config, &mut tensor);
			let [attention_norm, mlp_norm] = family.layer_norms();
			let (attention_norm, mlp_norm) = (norm(attention_norm)?, norm(mlp_norm)?);
			let mut modules = [const { None }; Projection::COUNT];
			for &(projection, part) in family.modules() {
				let name = family.path(layer, part);
				let linear = Linear::build(projection, name, &config, &placement, &mut tensor)?;
				modules[projection.index()] = Some(linear);
			}
			layers.push(Layer { attention_norm, mlp_norm, modules });
		}
		let final_norm = Norm::build(family.final_norm().to_owned(), &config, &mut tensor)?;
		let head = if config.tied {
			None
		} else {
			Some(tensor(HEAD, &[config.vocab_size, hidden], kind)?)
		};
		Ok(Self {
			config,
			placement,
			precision: kind,
			embedding,
			positions,
			rotary,
			layers,
			final_norm,
			head,
		})
	}

	/// Another handle of the same weights.
	pub fn share(&self) -> Self {
		let layers = self.layers.iter().map(|layer| Layer {
			attention_norm: layer.attention_norm.share(),
			mlp_norm: layer.mlp_norm.share(),
			modules: layer.modules.each_ref().map(|linear| linear.as_ref().map(Linear::share)),
		});
		Self {
			config: self.config.clone(),
			placement: self.placement,
			precision: self.precision,
			embedding: self.embedding.shallow_clone(),
			positions: self.positions.as_ref().map(Tensor::shallow_clone),
			rotary: self.rotary.as_ref().map(Rotary::share),
			layers: layers.collect(),
			final_norm: self.final_norm.share(),
			head: self.head.as_ref().map(Tensor::shallow_clone),
		}
	}

	/// Computes matrix products in `precision`: bf16 trains several times faster where the
	/// processor multiplies it natively.
	pub fn set_precision(&mut self, precision: Kind) {
		self.precision = precision;
	}

	/// Architecture and sizes.
	pub fn config(&self) -> &ModelConfig {
		&self.config
	}

	/// Where the weights are.
	pub fn device(&self) -> Device {
		self.placement.device
	}

	/// All weights by their names in the file, in the order of the layers, without those that are
	/// packed.
	pub fn parameters(&self) -> Vec<(String, &Tensor)> {
		let mut parameters = vec![(self.config.family.embedding().to_owned(), &self.embedding)];
		parameters.extend(self.positions.iter().map(|positions| (POSITIONS.to_owned(), positions)));
		for layer in &self.layers {
			parameters.extend(layer.attention_norm.parameters());
			parameters.extend(layer.mlp_norm.parameters());
			parameters.extend(layer.modules.iter().flatten().flat_map(Linear::parameters));
		}
		parameters.extend(self.final_norm.parameters());
		parameters.extend(self.head.iter().map(|head| (HEAD.to_owned(), head)));
		parameters
	}

	/// The weights as `model.safetensors`, in f32.
	///
	/// # Errors
	/// [`TensorError::Packed`] if there are packed ones, and others.
	pub fn to_safetensors(&self) -> Result<Vec<u8>, TensorError> {
		match self.placement.quantisation {
			Some(_) => Err(TensorError::Packed),
			None => to_safetensors(self.parameters()),
		}
	}

	/// Hidden states, `[rows, tokens, hidden_size]`, of whole texts: `tokens` is
	/// `[rows, tokens]` of i64. Shorter rows are padded on the right with any token; no state of a
	/// text depends on what stands behind it.
	pub fn forward(&self, tokens: &Tensor, lora: &LoraBatch) -> Tensor {
		let length = tokens.size().last().copied().unwrap_or(0);
		let positions = Tensor::arange(length, (Kind::Int64, self.device())).unsqueeze(0);
		let window = window_mask(&self.config, length, self.device());
		self.run(tokens, &positions, lora, |layer, queries, keys, values| {
			let mask = window.as_ref().filter(|_| self.config.window_of(layer).is_some());
			self.attend(queries, keys, values, mask)
		})
	}

	/// Hidden states, `[1, tokens, hidden_size]`, of the next tokens of texts whose beginnings are in
	/// `cache`, and writes them into it. `tokens`, `[1, tokens]`, holds those of each of `spans`, one
	/// after the other; no text twice. Fastest when spans of one token come first.
	pub fn forward_cached(
		&self,
		tokens: &Tensor,
		cache: &mut KvCache,
		spans: &[Span],
		lora: &LoraBatch,
	) -> Tensor {
		let positions: Vec<_> = spans
			.iter()
			.flat_map(|span| span.first..span.first + span.tokens)
			.map(|position| i64::try_from(position).unwrap_or(i64::MAX))
			.collect();
		let positions = Tensor::from_slice(&positions).to_device(self.device()).unsqueeze(0);
		let window = self.config.window.map(|window| window.size);
		let attention = Attention::new(&self.config, cache, self.device(), spans, window);
		self.run(tokens, &positions, lora, |layer, queries, keys, values| {
			// The cache is in f32.
			let [queries, keys, values] =
				[queries, keys, values].map(|heads| heads.to_kind(Kind::Float));
			let windowed = self.config.window_of(layer).is_some();
			attention.attend(cache, layer, windowed, &queries, &keys, &values)
		})
	}

	/// Logits over the vocabulary of `hidden`, whose last dimension is `hidden_size`.
	pub fn logits(&self, hidden: &Tensor) -> Tensor {
		let head = self.head.as_ref().unwrap_or(&self.embedding).to_kind(self.precision);
		hidden.to_kind(self.precision).linear(&head, None::<&Tensor>).to_kind(Kind::Float)
	}

	fn run(
		&self,
		tokens: &Tensor,
		positions: &Tensor,
		lora: &LoraBatch,
		mut attend: impl FnMut(usize, Tensor, Tensor, Tensor) -> Tensor,
	) -> Tensor {
		let rotation = self.rotary.as_ref().map(|rotary| rotary.at(positions, self.precision));
		let mut stream = self.embed(tokens, positions);
		for (index, layer) in self.layers.iter().enumerate() {
			let project = |projection: Projection, input: &Tensor| {
				self.project(index, layer, projection, input, lora)
			};
			let input = self.norm(&stream, &layer.attention_norm);
			let [queries, keys, values] = self.heads(&input, &project, rotation.as_ref());
			let attended = join_heads(&attend(index, queries, keys, values));
			// Not in place: training still needs what was there.
			stream = &stream + project(Projection::Output, &attended);

			let input = self.norm(&stream, &layer.mlp_norm);
			let inner = match self.config.activation {
				Activation::GatedSilu => {
					project(Projection::Gate, &input).silu() * project(Projection::Up, &input)
				},
				Activation::Gelu => project(Projection::Up, &input).gelu("none"),
				Activation::TanhGelu => project(Projection::Up, &input).gelu("tanh"),
			};
			stream = &stream + project(Projection::Down, &inner);
		}
		self.final_norm.apply(&stream, self.config.norm_eps)
	}

	/// The residual stream's beginning, in f32.
	fn embed(&self, tokens: &Tensor, positions: &Tensor) -> Tensor {
		let look_up = |table: &Tensor, places: &Tensor| {
			Tensor::embedding(table, places, -1, false, false).to_kind(Kind::Float)
		};
		let embedded = look_up(&self.embedding, tokens);
		match &self.positions {
			Some(table) => embedded + look_up(table, positions),
			None => embedded,
		}
	}

	/// What a linear module yields, with what the rows' adapters add.
	fn project(
		&self,
		index: usize,
		layer: &Layer,
		projection: Projection,
		input: &Tensor,
		lora: &LoraBatch,
	) -> Tensor {
		let linear = layer.modules[projection.index()].as_ref();
		let linear = linear.expect("only modules of the family are asked for; qed");
		let output = linear.apply(input, self.precision);
		let output = match lora {
			LoraBatch::Base => output,
			// Adapters are in f32.
			_ => lora.add(index, projection, &input.to_kind(Kind::Float), output),
		};
		output.to_kind(self.precision)
	}

	/// Queries, keys and values, each `[rows, heads, tokens, head_dim]`.
	fn heads(
		&self,
		input: &Tensor,
		project: &impl Fn(Projection, &Tensor) -> Tensor,
		rotation: Option<&Rotation>,
	) -> [Tensor; 3] {
		let ModelConfig { heads, kv_heads, head_dim, .. } = self.config;
		let parts = match self.config.family {
			Family::Llama | Family::Mistral | Family::Qwen2 => {
				[Projection::Query, Projection::Key, Projection::Value]
					.map(|projection| project(projection, input))
			},
			Family::Gpt2 => {
				let fused = project(Projection::QueryKeyValue, input);
				let part =
					|first: i64, count: i64| fused.narrow(-1, first * head_dim, count * head_dim);
				[part(0, heads), part(heads, kv_heads), part(heads + kv_heads, kv_heads)]
			},
		};
		let [queries, keys, values] = parts;
		let queries = split_heads(&queries, heads, head_dim);
		let keys = split_heads(&keys, kv_heads, head_dim);
		let values = split_heads(&values, kv_heads, head_dim);
		match rotation {
			Some(rotation) => [rotation.turn(&queries), rotation.turn(&keys), values],
			None => [queries, keys, values],
		}
	}

	fn norm(&self, input: &Tensor, norm: &Norm) -> Tensor {
		norm.apply(input, self.config.norm_eps).to_kind(self.precision)
	}

	/// Attention of `queries` to what `mask` leaves, or to nothing behind them without a mask.
	fn attend(
		&self,
		queries: Tensor,
		keys: Tensor,
		values: Tensor,
		mask: Option<&Tensor>,
	) -> Tensor {
		let copies = self.config.heads / self.config.kv_heads;
		let (keys, values) = (repeat_heads(keys, copies), repeat_heads(values, copies));
		let mask = mask.map(|mask| mask.to_kind(queries.kind()));
		Tensor::scaled_dot_product_attention(
			&queries,
			&keys,
			&values,
			mask.as_ref(),
			0.0,
			mask.is_none(),
			None,
			false,
		)
	}
}

/// What is added to the scores of whole texts in layers with a window, `[tokens, tokens]`: negative
/// infinity where a key stands behind the query, or before its window. Absent where libtorch's own
/// causal mask serves.
fn window_mask(config: &ModelConfig, tokens: i64, device: Device) -> Option<Tensor> {
	let window = config.window.filter(|window| window.size < tokens)?;
	let hidden = || Tensor::full([tokens, tokens], f64::NEG_INFINITY, (Kind::Float, device));
	Some(hidden().triu(1) + hidden().tril(-window.size))
}

/// `[rows, tokens, heads * head_dim]` as `[rows, heads, tokens, head_dim]`.
fn split_heads(features: &Tensor, heads: i64, head_dim: i64) -> Tensor {
	let size = features.size();
	let (rows, tokens) = (size[0], size[1]);
	features.reshape([rows, tokens, heads, head_dim]).transpose(1, 2)
}

fn join_heads(heads: &Tensor) -> Tensor {
	let size = heads.size();
	heads.transpose(1, 2).reshape([size[0], size[2], size[1] * size[3]])
}

fn repeat_heads(heads: Tensor, copies: i64) -> Tensor {
	if copies == 1 {
		return heads;
	}
	let size = heads.size();
	let (rows, count, tokens, features) = (size[0], size[1], size[2], size[3]);
	heads.unsqueeze(2).expand([rows, count, copies, tokens, features], false).reshape([
		rows,
		count * copies,
		tokens,
		features,
	])
}
