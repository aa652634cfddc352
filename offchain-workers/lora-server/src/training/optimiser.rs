// SPDX-License-Identifier: Apache-2.0
//! AdamW with a warm-up, a cosine to zero, and clipped gradients.

use tch::{COptimizer, TchError, Tensor};

/// How fast the running means of gradients and of their squares forget.
pub(super) const BETAS: (f64, f64) = (0.9, 0.98);
/// Keeps steps finite where gradients vanish.
pub(super) const EPSILON: f64 = 1e-8;
/// The largest norm of all gradients together.
pub(super) const MAX_NORM: f64 = 1.0;

/// AdamW over some parameters, with the learning rate of each moment of the training.
pub(super) struct Optimiser {
	adam: COptimizer,
	parameters: Vec<Tensor>,
	peak: f64,
	warm_up: f64,
}

impl Optimiser {
	/// For `parameters` with their weight decay. The learning rate rises to `peak` over the share
	/// `warm_up` of the training.
	pub(super) fn new<'a>(
		parameters: impl IntoIterator<Item = (&'a Tensor, bool)>,
		weight_decay: f64,
		peak: f64,
		warm_up: f64,
	) -> Result<Self, TchError> {
		let mut adam = COptimizer::adamw(peak, BETAS.0, BETAS.1, weight_decay, EPSILON, false)?;
		let (decayed, free): (Vec<_>, Vec<_>) =
			parameters.into_iter().partition(|&(_, decays)| decays);
		let mut owned = Vec::new();
		let groups = [(weight_decay, decayed), (0.0, free)];
		let groups = groups.into_iter().filter(|(_, tensors)| !tensors.is_empty());
		for (group, (decay, tensors)) in groups.enumerate() {
			for (tensor, _) in tensors {
				adam.add_parameters(tensor, group)?;
				owned.push(tensor.shallow_clone());
			}
			adam.set_weight_decay_group(group, decay)?;
		}
		Ok(Self { adam, parameters: owned, peak, warm_up })
	}

	/// One step down from `loss`, at the share `done` of the training. Returns the learning rate.
	pub(super) fn step(&mut self, loss: &Tensor, done: f64) -> Result<f64, TchError> {
		let rate = learning_rate(self.peak, self.warm_up, done);
		self.adam.zero_grad()?;
		loss.f_backward()?;
		self.clip()?;
		self.adam.set_learning_rate(rate)?;
		self.adam.step()?;
		Ok(rate)
	}

	fn clip(&self) -> Result<(), TchError> {
		tch::no_grad(|| {
			let gradients: Vec<_> =
				self.parameters.iter().map(Tensor::grad).filter(Tensor::defined).collect();
			let norms = gradients.iter().map(Tensor::f_norm).collect::<Result<Vec<_>, _>>()?;
			if norms.is_empty() {
				return Ok(());
			}
			let norm = Tensor::f_stack(&norms, 0)?.f_norm()?.f_double_value(&[])?;
			if norm > MAX_NORM {
				for mut gradient in gradients {
					let _ = gradient.f_mul_scalar_(MAX_NORM / norm)?;
				}
			}
			Ok(())
		})
	}
}

/// At the share `done` of the training: up to `peak` over the share `warm_up`, then a cosine to zero.
pub(super) fn learning_rate(peak: f64, warm_up: f64, done: f64) -> f64 {
	if done < warm_up {
		return peak * done / warm_up;
	}
	let cooled = ((done - warm_up) / (1.0 - warm_up)).clamp(0.0, 1.0);
	peak * 0.5 * (1.0 + (std::f64::consts::PI * cooled).cos())
}
