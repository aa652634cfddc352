// SPDX-License-Identifier: Apache-2.0
//! The adapters of one request.

use super::EngineError;
use crate::{adapter::Adapter, model::ModelConfig};
use std::sync::Arc;

/// Adapters of one request at most.
pub const MAX_ADAPTERS: usize = 8;

/// The adapters of a request, each with a weight: every linear module yields
/// `x W^T + sum of weight * scale * (x A^T) B^T`. None of them leaves the base model as it is.
#[derive(Clone, Default)]
pub struct Composition(Vec<(Arc<Adapter>, f64)>);

impl Composition {
	/// The base model alone.
	pub const BASE: Self = Self(Vec::new());

	/// The sum of `adapters`, each times its weight. Negative weights take away.
	///
	/// # Errors
	/// [`EngineError::TooManyAdapters`], [`EngineError::InvalidWeight`] if one is not finite.
	pub fn weighted(adapters: Vec<(Arc<Adapter>, f64)>) -> Result<Self, EngineError> {
		if adapters.len() > MAX_ADAPTERS {
			return Err(EngineError::TooManyAdapters(adapters.len()));
		}
		match adapters.iter().find(|(_, weight)| !weight.is_finite()) {
			Some((_, weight)) => Err(EngineError::InvalidWeight(weight.to_string())),
			None => Ok(Self(adapters)),
		}
	}

	/// The adapters with their weights.
	pub fn adapters(&self) -> &[(Arc<Adapter>, f64)] {
		&self.0
	}

	pub(super) fn fits(&self, model: &ModelConfig) -> bool {
		self.0.iter().all(|(adapter, _)| adapter.weights().fits(model))
	}
}

impl From<Arc<Adapter>> for Composition {
	fn from(adapter: Arc<Adapter>) -> Self {
		Self(vec![(adapter, 1.0)])
	}
}

impl From<Option<Arc<Adapter>>> for Composition {
	fn from(adapter: Option<Arc<Adapter>>) -> Self {
		Self(adapter.map(|adapter| (adapter, 1.0)).into_iter().collect())
	}
}
