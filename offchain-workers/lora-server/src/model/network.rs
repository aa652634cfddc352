// SPDX-License-Identifier: Apache-2.0
//! The decoder: RMSNorm, rotary embeddings, grouped-query attention, SwiGLU.

use super::{cache::Attention, KvCache, ModelConfig, ModelError, Projection, Span};
use crate::{
	adapter::LoraBatch,
	tensors::{to_safetensors, TensorError, TensorReader},
};
use tch::{Device, Kind, Tensor};

/// The name of the embedding.
pub(crate) const EMBEDDING: &str = "model.embed_tokens.weight";
const FINAL_NORM: &str = "model.norm.weight";
const HEAD: &str = "lm_head.weight";

/// The network on a device, as one thread uses it: handles of weights that others may share.
pub struct Network {
	config: ModelConfig,
	device: Device,
	/// What matrix products are computed in. Norms and the residual stream stay in f32.
	precision: Kind,
	embedding: Tensor,
	layers: Vec<Layer>,
	final_norm: Tensor,
	/// Absent when the embedding serves.
	head: Option<Tensor>,
	/// Turns per position of each pair of features, `[head_dim / 2]`.
	frequencies: Tensor,
}

struct Layer {
	attention_norm: Tensor,
	mlp_norm: Tensor,
	projections: [Tensor; Projection::COUNT],
}

impl Network {
	/// Reads the weights of a model with this configuration.
	///
	/// # Errors
	/// [`ModelError::Weights`].
	pub fn from_safetensors(
		config: ModelConfig,
		weights: &[u8],
		device: Device,
	) -> Result<Self, ModelError> {
		let mut reader = TensorReader::new(weights, device)?;
		let network = Self::build(config, device, |name, shape| reader.take(name, shape))?;
		// A tied head may be written out as well; old checkpoints hold the rotary frequencies.
		let tied = network.config.tied;
		reader.finish(|name| (tied && name == HEAD) || name.ends_with("rotary_emb.inv_freq"))?;
		Ok(network)
	}

	/// A model with random weights to be trained, from libtorch's global generator.
	///
	/// # Errors
	/// [`ModelError::Weights`].
	pub fn random(config: ModelConfig, device: Device) -> Result<Self, ModelError> {
		const DEVIATION: f64 = 0.02;
		let residual = DEVIATION / f64::from(u32::try_from(config.layers * 2).unwrap_or(1)).sqrt();
		Self::build(config, device, |name, shape| {
			let options = (Kind::Float, device);
			let tensor = if name.ends_with("norm.weight") {
				Tensor::f_ones(shape, options)?
			} else {
				// What is added to the residual stream starts smaller, the more layers add to it.
				let adds = name.ends_with("o_proj.weight") || name.ends_with("down_proj.weight");
				let deviation = if adds { residual } else { DEVIATION };
				Tensor::f_randn(shape, options)?.f_mul_scalar(deviation)?
			};
			Ok(tensor.f_set_requires_grad(true)?)
		})
	}

	fn build(
		config: ModelConfig,
		device: Device,
		mut tensor: impl FnMut(&str, &[i64]) -> Result<Tensor, TensorError>,
	) -> Result<Self, ModelError> {
		let hidden = config.hidden_size;
		let embedding = tensor(EMBEDDING, &[config.vocab_size, hidden])?;
		let mut layers = Vec::with_capacity(config.layers.min(1024));
		for layer in 0..config.layers {
			let attention_norm = tensor(&attention_norm_name(layer), &[hidden])?;
			let mlp_norm = tensor(&mlp_norm_name(layer), &[hidden])?;
			let mut projection = |projection: Projection| {
				let shape = [projection.outputs(&config), projection.inputs(&config)];
				tensor(&projection_name(projection, layer), &shape)
			};
			let projections = [
				projection(Projection::Query)?,
				projection(Projection::Key)?,
				projection(Projection::Value)?,
				projection(Projection::Output)?,
				projection(Projection::Gate)?,
				projection(Projection::Up)?,
				projection(Projection::Down)?,
			];
			layers.push(Layer { attention_norm, mlp_norm, projections });
		}
		let final_norm = tensor(FINAL_NORM, &[hidden])?;
		let head =
			if config.tied { None } else { Some(tensor(HEAD, &[config.vocab_size, hidden])?) };
		let frequencies = frequencies(&config, device).map_err(TensorError::from)?;
		let precision = Kind::Float;
		Ok(Self { config, device, precision, embedding, layers, final_norm, head, frequencies })
	}

	/// Another handle of the same weights.
	pub fn share(&self) -> Self {
		let layers = self.layers.iter().map(|layer| Layer {
			attention_norm: layer.attention_norm.shallow_clone(),
			mlp_norm: layer.mlp_norm.shallow_clone(),
			projections: layer.projections.each_ref().map(Tensor::shallow_clone),
		});
		Self {
			config: self.config.clone(),
			device: self.device,
			precision: self.precision,
			embedding: self.embedding.shallow_clone(),
			layers: layers.collect(),
			final_norm: self.final_norm.shallow_clone(),
			head: self.head.as_ref().map(Tensor::shallow_clone),
			frequencies: self.frequencies.shallow_clone(),
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
		self.device
	}

	/// All weights by their names, in the order of the layers.
	pub fn parameters(&self) -> Vec<(String, &Tensor)> {
		let mut parameters = vec![(EMBEDDING.to_owned(), &self.embedding)];
		for (index, layer) in self.layers.iter().enumerate() {
			parameters.push((attention_norm_name(index), &layer.attention_norm));
			parameters.push((mlp_norm_name(index), &layer.mlp_norm));
			for projection in Projection::ALL {
				let tensor = &layer.projections[projection.index()];
				parameters.push((projection_name(projection, index), tensor));
			}
		}
		parameters.push((FINAL_NORM.to_owned(), &self.final_norm));
		if let Some(head) = &self.head {
			parameters.push((HEAD.to_owned(), head));
		}
		parameters
	}

	/// The weights as `model.safetensors`.
	///
	/// # Errors
	/// [`TensorError`].
	pub fn to_safetensors(&self) -> Result<Vec<u8>, TensorError> {
		to_safetensors(self.parameters())
	}

	/// Hidden states, `[rows, tokens, hidden_size]`, of whole texts: `tokens` is
	/// `[rows, tokens]` of i64. Shorter rows are padded on the right with any token; no state of a
	/// text depends on what stands behind it.
	pub fn forward(&self, tokens: &Tensor, lora: &LoraBatch) -> Tensor {
		let length = tokens.size().last().copied().unwrap_or(0);
		let positions = Tensor::arange(length, (Kind::Int64, self.device)).unsqueeze(0);
		self.run(tokens, &positions, lora, |_, queries, keys, values| {
			self.attend(queries, keys, values, None)
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
		let positions = Tensor::from_slice(&positions).to_device(self.device).unsqueeze(0);
		let attention = Attention::new(&self.config, cache, self.device, spans, None);
		self.run(tokens, &positions, lora, |layer, queries, keys, values| {
			// The cache is in f32.
			let [queries, keys, values] =
				[queries, keys, values].map(|heads| heads.to_kind(Kind::Float));
			attention.attend(cache, layer, false, &queries, &keys, &values)
		})
	}

	/// Logits over the vocabulary of `hidden`, whose last dimension is `hidden_size`.
	pub fn logits(&self, hidden: &Tensor) -> Tensor {
		self.linear(&hidden.to_kind(self.precision), self.head.as_ref().unwrap_or(&self.embedding))
			.to_kind(Kind::Float)
	}

	fn run(
		&self,
		tokens: &Tensor,
		positions: &Tensor,
		lora: &LoraBatch,
		mut attend: impl FnMut(usize, Tensor, Tensor, Tensor) -> Tensor,
	) -> Tensor {
		let rotation = self.rotation(positions);
		let mut stream = Tensor::embedding(&self.embedding, tokens, -1, false, false);
		for (index, layer) in self.layers.iter().enumerate() {
			let project = |projection: Projection, input: &Tensor| {
				let output = self.linear(input, &layer.projections[projection.index()]);
				lora.add(index, projection, input, output)
			};
			let input = self.norm(&stream, &layer.attention_norm);
			let heads = |projection: Projection, count: i64| {
				split_heads(&project(projection, &input), count, self.config.head_dim)
			};
			let queries = rotate(&heads(Projection::Query, self.config.heads), &rotation);
			let keys = rotate(&heads(Projection::Key, self.config.kv_heads), &rotation);
			let values = heads(Projection::Value, self.config.kv_heads);
			let attended = join_heads(&attend(index, queries, keys, values));
			// Not in place: training still needs what was there.
			stream = &stream + project(Projection::Output, &attended);

			let input = self.norm(&stream, &layer.mlp_norm);
			let gate = project(Projection::Gate, &input).silu();
			let gated = gate * project(Projection::Up, &input);
			stream = &stream + project(Projection::Down, &gated);
		}
		self.rms_norm(&stream, &self.final_norm)
	}

	fn linear(&self, input: &Tensor, weight: &Tensor) -> Tensor {
		input.linear(&weight.to_kind(self.precision), None::<&Tensor>)
	}

	fn norm(&self, input: &Tensor, weight: &Tensor) -> Tensor {
		self.rms_norm(input, weight).to_kind(self.precision)
	}

	fn rms_norm(&self, input: &Tensor, weight: &Tensor) -> Tensor {
		input.rms_norm([self.config.hidden_size], Some(weight), self.config.rms_norm_eps)
	}

	/// Cosines and sines, `[rows, 1, tokens, head_dim]`.
	fn rotation(&self, positions: &Tensor) -> (Tensor, Tensor) {
		let angles = positions.to_kind(Kind::Float).unsqueeze(-1) * &self.frequencies;
		let angles = Tensor::cat(&[&angles, &angles], -1).unsqueeze(1);
		(angles.cos().to_kind(self.precision), angles.sin().to_kind(self.precision))
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
		Tensor::scaled_dot_product_attention(
			&queries,
			&keys,
			&values,
			mask,
			0.0,
			mask.is_none(),
			None,
			false,
		)
	}
}

fn attention_norm_name(layer: usize) -> String {
	format!("model.layers.{layer}.input_layernorm.weight")
}

fn mlp_norm_name(layer: usize) -> String {
	format!("model.layers.{layer}.post_attention_layernorm.weight")
}

fn projection_name(projection: Projection, layer: usize) -> String {
	format!("{}.weight", projection.path(layer))
}

fn frequencies(config: &ModelConfig, device: Device) -> Result<Tensor, tch::TchError> {
	let even = Tensor::f_arange_start_step(0, config.head_dim, 2, (Kind::Float, device))?;
	let exponents = even.f_div_scalar(config.head_dim)?;
	Tensor::f_full_like(&exponents, config.rope_theta)?.f_pow(&exponents)?.f_reciprocal()
}

/// `[rows, tokens, heads * head_dim]` as `[rows, heads, tokens, head_dim]`.
fn split_heads(features: &Tensor, heads: i64, head_dim: i64) -> Tensor {
	let size = features.size();
	let (rows, tokens) = (size[0], size[1]);
	features.view([rows, tokens, heads, head_dim]).transpose(1, 2)
}

fn join_heads(heads: &Tensor) -> Tensor {
	let size = heads.size();
	heads.transpose(1, 2).reshape([size[0], size[2], size[1] * size[3]])
}

fn rotate(heads: &Tensor, (cosines, sines): &(Tensor, Tensor)) -> Tensor {
	let half = heads.size()[3] / 2;
	let turned = Tensor::cat(&[&heads.narrow(3, half, half).neg(), &heads.narrow(3, 0, half)], -1);
	heads * cosines + turned * sines
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
