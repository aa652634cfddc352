// SPDX-License-Identifier: Apache-2.0
//! AdamW over one flat vector of parameters: Loshchilov and Hutter, "Decoupled weight decay
//! regularization", 2019, with no decay, since an adapter has to repeat its rows word for word.
//!
//! libtorch's own optimiser does not hand out its moments, and a training that goes on after the
//! server was killed needs them. One vector also takes a handful of operations for a step, not a
//! handful for each of hundreds of matrices.

use super::size;
use crate::training::optimiser::{BETAS, EPSILON, MAX_NORM};
use tch::{Device, Kind, TchError, Tensor};

/// Parameters, and the moments of their gradients.
pub(super) struct AdamW {
	/// All parameters, one after the other. Those that the model computes with are views of it.
	pub(super) values: Tensor,
	/// Running means of the gradients.
	pub(super) first: Tensor,
	/// Running means of their squares.
	pub(super) second: Tensor,
	/// Steps done.
	pub(super) steps: u32,
}

impl AdamW {
	/// Over `length` parameters, all zero.
	pub(super) fn new(length: usize, device: Device) -> Result<Self, TchError> {
		let zeros = || Tensor::f_zeros([size(length)], (Kind::Float, device));
		Ok(Self { values: zeros()?, first: zeros()?, second: zeros()?, steps: 0 })
	}

	/// The parameter of this shape from `offset` on, to compute with and to take gradients of.
	pub(super) fn view(&self, offset: usize, shape: &[i64]) -> Result<Tensor, TchError> {
		let length = shape.iter().product::<i64>();
		let view = self.values.f_narrow(0, size(offset), length)?.f_view(shape)?;
		view.f_detach()?.f_set_requires_grad(true)
	}

	/// One step against `gradient`, which is clipped.
	pub(super) fn step(&mut self, mut gradient: Tensor, rate: f64) -> Result<(), TchError> {
		tch::no_grad(|| {
			let norm = gradient.f_norm()?.f_double_value(&[])?;
			if norm > MAX_NORM {
				let _ = gradient.f_mul_scalar_(MAX_NORM / norm)?;
			}
			self.steps = self.steps.saturating_add(1);
			let unbiased =
				|beta: f64| 1.0 - beta.powi(i32::try_from(self.steps).unwrap_or(i32::MAX));
			let _ = self.first.f_lerp_(&gradient, 1.0 - BETAS.0)?;
			let squares = gradient.f_square()?;
			let _ = self.second.f_lerp_(&squares, 1.0 - BETAS.1)?;
			let mut deviation = self.second.f_sqrt()?;
			let _ = deviation.f_div_scalar_(unbiased(BETAS.1).sqrt())?;
			let _ = deviation.f_add_scalar_(EPSILON)?;
			let mut change = self.first.f_div(&deviation)?;
			let _ = change.f_mul_scalar_(rate / unbiased(BETAS.0))?;
			let _ = self.values.f_sub_(&change)?;
			Ok(())
		})
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use crate::{tensors::to_values, training::optimiser::Optimiser};

	/// The gradient of `sum((x - target)^2)`, whose norm is above the limit at first and then not.
	#[test]
	fn steps_are_those_of_libtorch_when_gradients_are_equal() {
		tch::set_num_threads(1);
		let start = [3.0f32, -0.5, 0.25, 1e-3, 0.0];
		let target = Tensor::from_slice(&[2.5f32, 0.5, 0.25, -1e-3, 1e-4]);
		let twin = Tensor::from_slice(&start).set_requires_grad(true);
		let mut libtorch = Optimiser::new([(&twin, true)], 0.0, 0.05, 0.1).unwrap();
		let mut own = AdamW::new(start.len(), Device::Cpu).unwrap();
		own.values.copy_(&Tensor::from_slice(&start));
		let view = own.view(0, &[5]).unwrap();
		for step in 0..60u32 {
			let done = f64::from(step) / 60.0;
			let rate = libtorch.step(&(&twin - &target).square().sum(None::<Kind>), done).unwrap();
			let loss = (&view - &target).square().sum(None::<Kind>);
			let gradient = Tensor::run_backward(&[loss], &[&view], false, false).remove(0);
			own.step(gradient, rate).unwrap();
			let (expected, found) = (to_values(&twin).unwrap(), to_values(&view).unwrap());
			for (expected, found) in expected.iter().zip(&found) {
				assert!((expected - found).abs() < 2e-6, "step {step}: {expected} {found}");
			}
		}
		assert!((to_values(&view).unwrap()[0] - 2.5).abs() < 0.1);
	}

	#[test]
	fn views_follow_the_vector_when_it_is_stepped() {
		let mut adam = AdamW::new(6, Device::Cpu).unwrap();
		let (a, b) = (adam.view(0, &[2, 2]).unwrap(), adam.view(4, &[1, 2]).unwrap());
		adam.step(Tensor::from_slice(&[1f32, 0.0, 0.0, 0.0, 0.0, -1.0]), 0.5).unwrap();
		assert_eq!(to_values(&a).unwrap()[1..], [0.0; 3]);
		assert!((to_values(&a).unwrap()[0] + 0.5).abs() < 1e-6);
		assert!((to_values(&b).unwrap()[1] - 0.5).abs() < 1e-6);
	}
}
