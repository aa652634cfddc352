// SPDX-License-Identifier: Apache-2.0
//! The adapters of one request.

use crate::adapter::Adapter;
use std::sync::Arc;

/// The adapters of a request; none of them leaves the base model as it is.
#[derive(Clone, Default)]
pub struct Composition(Option<Arc<Adapter>>);

impl Composition {
	/// The base model alone.
	pub const BASE: Self = Self(None);

	pub(super) fn adapter(&self) -> Option<&Arc<Adapter>> {
		self.0.as_ref()
	}
}

impl From<Arc<Adapter>> for Composition {
	fn from(adapter: Arc<Adapter>) -> Self {
		Self(Some(adapter))
	}
}

impl From<Option<Arc<Adapter>>> for Composition {
	fn from(adapter: Option<Arc<Adapter>>) -> Self {
		Self(adapter)
	}
}
