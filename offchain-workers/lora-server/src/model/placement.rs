// SPDX-License-Identifier: Apache-2.0
//! Where a model's weights are kept, and as what.

use clap::ValueEnum;
use tch::{Device, Kind};

/// Where a model's weights are kept, and as what. A [`Device`] alone means f32 there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Placement {
	/// The device.
	pub device: Device,
	/// The type that the weights are kept in and multiplied as. Norms, the residual stream and the
	/// attention to a cache stay in f32.
	pub dtype: Dtype,
	/// How the layers' linear modules are packed, if they are.
	pub quantisation: Option<Quantisation>,
}

/// A type of weights.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dtype {
	/// 32 bits: exact, whatever the file holds
	F32,
	/// 16 bits with 10 of mantissa: for GPUs; slow on most CPUs
	F16,
	/// 16 bits with the range of 32: fast where the processor multiplies it
	Bf16,
}

/// How weights are packed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantisation {
	/// One signed byte for each weight, and a scale for each output
	Int8,
}

impl Dtype {
	/// libtorch's name of it.
	pub fn kind(self) -> Kind {
		match self {
			Self::F32 => Kind::Float,
			Self::F16 => Kind::Half,
			Self::Bf16 => Kind::BFloat16,
		}
	}
}

impl From<Device> for Placement {
	fn from(device: Device) -> Self {
		Self { device, dtype: Dtype::F32, quantisation: None }
	}
}
