// SPDX-License-Identifier: Apache-2.0
//! The linear modules of a layer, as they are in the file or packed into bytes.

use crate::{
	model::{ModelConfig, Placement, Projection, Quantisation},
	tensors::TensorError,
};
use tch::{Device, Kind, Tensor};

/// Rows up to which bytes are multiplied as they are. With more, unpacking them once is faster.
const FEW_ROWS: usize = 16;
/// What libtorch's product with bytes wants both dimensions to be a multiple of.
const BLOCK: i64 = 64;

/// A linear module: `x W^T + b`.
pub(super) struct Linear {
	name: String,
	weight: Weight,
	bias: Option<Tensor>,
}

enum Weight {
	/// `[outputs, inputs]`.
	Plain(Tensor),
	/// `[inputs, outputs]`, as the file has it.
	Transposed(Tensor),
	/// A signed byte for each weight.
	Int8 {
		/// `[outputs, inputs]`.
		bytes: Tensor,
		/// What each output's bytes are multiplied by, `[outputs]`.
		scales: Tensor,
		/// As many ones, in bf16.
		ones: Tensor,
	},
}

impl Linear {
	pub(super) fn build(
		projection: Projection,
		name: String,
		config: &ModelConfig,
		placement: &Placement,
		tensor: &mut impl FnMut(&str, &[i64], Kind) -> Result<Tensor, TensorError>,
	) -> Result<Self, TensorError> {
		let (inputs, outputs) = (projection.inputs(config), projection.outputs(config));
		let kind = match placement.quantisation {
			// Rounded once, from what the file holds.
			Some(Quantisation::Int8) => Kind::Float,
			None => placement.dtype.kind(),
		};
		let transposed = config.family.is_transposed();
		let shape = if transposed { [inputs, outputs] } else { [outputs, inputs] };
		let weight = tensor(&format!("{name}.weight"), &shape, kind)?;
		let bias = projection
			.has_bias(config)
			.then(|| tensor(&format!("{name}.bias"), &[outputs], kind))
			.transpose()?;
		let weight = match (placement.quantisation, transposed) {
			(None, false) => Weight::Plain(weight),
			(None, true) => Weight::Transposed(weight),
			(Some(Quantisation::Int8), false) => quantised(&weight)?,
			(Some(Quantisation::Int8), true) => quantised(&weight.f_tr()?)?,
		};
		Ok(Self { name, weight, bias })
	}

	/// The product, in `precision`; packed weights yield f32.
	pub(super) fn apply(&self, input: &Tensor, precision: Kind) -> Tensor {
		let bias = |kind| self.bias.as_ref().map(|bias| bias.to_kind(kind));
		let plain = |weight: &Tensor| {
			input.to_kind(precision).linear(&weight.to_kind(precision), bias(precision))
		};
		match &self.weight {
			Weight::Plain(weight) => plain(weight),
			Weight::Transposed(weight) => plain(&weight.tr()),
			Weight::Int8 { bytes, scales, ones } => {
				let product = int8_product(input, bytes, ones) * scales;
				match bias(Kind::Float) {
					Some(bias) => product + bias,
					None => product,
				}
			},
		}
	}

	/// What was read, by name; a packed weight is no more what was read.
	pub(super) fn parameters(&self) -> impl Iterator<Item = (String, &Tensor)> {
		let weight = match &self.weight {
			Weight::Plain(weight) | Weight::Transposed(weight) => Some(weight),
			Weight::Int8 { .. } => None,
		};
		let weight = weight.map(|weight| (format!("{}.weight", self.name), weight));
		let bias = self.bias.as_ref().map(|bias| (format!("{}.bias", self.name), bias));
		weight.into_iter().chain(bias)
	}

	pub(super) fn share(&self) -> Self {
		Self {
			name: self.name.clone(),
			weight: match &self.weight {
				Weight::Plain(weight) => Weight::Plain(weight.shallow_clone()),
				Weight::Transposed(weight) => Weight::Transposed(weight.shallow_clone()),
				Weight::Int8 { bytes, scales, ones } => Weight::Int8 {
					bytes: bytes.shallow_clone(),
					scales: scales.shallow_clone(),
					ones: ones.shallow_clone(),
				},
			},
			bias: self.bias.as_ref().map(Tensor::shallow_clone),
		}
	}
}

/// Symmetric, one scale for each output: the largest weight becomes 127.
fn quantised(weight: &Tensor) -> Result<Weight, TensorError> {
	let largest = weight.f_abs()?.f_amax([1].as_slice(), true)?;
	// A row of zeros keeps a scale that can be divided by.
	let scales = largest.f_clamp_min(f64::from(f32::MIN_POSITIVE))?.f_div_scalar(127.0)?;
	let scales = scales.f_clamp_min(f64::from(f32::MIN_POSITIVE))?;
	let bytes = weight.f_div(&scales)?.f_round()?.f_clamp(-127.0, 127.0)?;
	let bytes = bytes.f_to_kind(Kind::Int8)?.f_contiguous()?;
	let scales = scales.f_squeeze_dim(1)?;
	let ones = Tensor::f_ones_like(&scales)?.f_to_kind(Kind::BFloat16)?;
	Ok(Weight::Int8 { bytes, scales, ones })
}

/// `input`, rounded to bf16, times the bytes. Both ways round alike, so that a text does not depend
/// on how many others are computed with it.
fn int8_product(input: &Tensor, bytes: &Tensor, ones: &Tensor) -> Tensor {
	let input = input.to_kind(Kind::BFloat16);
	let (mut size, weight) = (input.size(), bytes.size());
	let rows = input.numel() / usize::try_from(weight[1]).unwrap_or(1).max(1);
	let fits = weight.iter().all(|features| features % BLOCK == 0);
	let product = if rows <= FEW_ROWS && fits && input.device() == Device::Cpu {
		let product = input.reshape([-1, weight[1]]).internal_weight_int8pack_mm(bytes, ones);
		if let Some(features) = size.last_mut() {
			*features = weight[0];
		}
		product.view(size.as_slice())
	} else {
		let (input, bytes) = (input.to_kind(Kind::Float), bytes.to_kind(Kind::Float));
		input.linear(&bytes, None::<&Tensor>).to_kind(Kind::BFloat16)
	};
	product.to_kind(Kind::Float)
}
