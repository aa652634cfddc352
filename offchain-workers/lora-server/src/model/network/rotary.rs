// SPDX-License-Identifier: Apache-2.0
//! Rotary embeddings: queries and keys are turned by angles that grow with their position.

use crate::model::{ModelConfig, Rope, RopeScaling};
use std::f64::consts::TAU;
use tch::{Device, Kind, TchError, Tensor};

/// How fast each pair of features turns.
pub(super) struct Rotary {
	/// Turns per position of each pair of features, `[head_dim / 2]`.
	frequencies: Tensor,
}

/// The turns at certain positions.
pub(super) struct Rotation {
	/// `[rows, 1, tokens, head_dim]`.
	cosines: Tensor,
	/// As many.
	sines: Tensor,
}

impl Rotary {
	pub(super) fn new(rope: &Rope, config: &ModelConfig, device: Device) -> Result<Self, TchError> {
		let even = Tensor::f_arange_start_step(0, config.head_dim, 2, (Kind::Float, device))?;
		let exponents = even.f_div_scalar(config.head_dim)?;
		let frequencies =
			Tensor::f_full_like(&exponents, rope.theta)?.f_pow(&exponents)?.f_reciprocal()?;
		let frequencies = match &rope.scaling {
			None => frequencies,
			Some(RopeScaling::Linear { factor }) => frequencies.f_div_scalar(*factor)?,
			Some(RopeScaling::Llama3 {
				factor,
				low_freq_factor,
				high_freq_factor,
				original_max_position_embeddings: context,
			}) => {
				let waves = frequencies.f_reciprocal()?.f_mul_scalar(TAU)?;
				let stretched = frequencies.f_div_scalar(*factor)?;
				// How much of a frequency stays, between the two bounds.
				let kept = waves
					.f_reciprocal()?
					.f_mul_scalar(*context)?
					.f_sub_scalar(*low_freq_factor)?
					.f_div_scalar(high_freq_factor - low_freq_factor)?
					.f_clamp(0.0, 1.0)?;
				stretched.f_lerp_tensor(&frequencies, &kept)?
			},
		};
		Ok(Self { frequencies })
	}

	/// The turns at `positions`, `[rows, tokens]`.
	pub(super) fn at(&self, positions: &Tensor, precision: Kind) -> Rotation {
		let angles = positions.to_kind(Kind::Float).unsqueeze(-1) * &self.frequencies;
		let angles = Tensor::cat(&[&angles, &angles], -1).unsqueeze(1);
		Rotation {
			cosines: angles.cos().to_kind(precision),
			sines: angles.sin().to_kind(precision),
		}
	}

	pub(super) fn share(&self) -> Self {
		Self { frequencies: self.frequencies.shallow_clone() }
	}
}

impl Rotation {
	/// `heads`, `[rows, heads, tokens, head_dim]`, turned: feature `i` with feature
	/// `i + head_dim / 2`.
	pub(super) fn turn(&self, heads: &Tensor) -> Tensor {
		let half = heads.size()[3] / 2;
		let turned =
			Tensor::cat(&[&heads.narrow(3, half, half).neg(), &heads.narrow(3, 0, half)], -1);
		heads * &self.cosines + turned * &self.sines
	}
}
