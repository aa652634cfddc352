// SPDX-License-Identifier: Apache-2.0
//! What a token's attention does not see.

use crate::model::ModelConfig;
use tch::{Device, Kind, Tensor};

/// The masks of one pass: added to the attention's scores, `[rows, 1, tokens, keys]`.
pub(super) struct Masks {
	/// Of layers that see all that stands before; absent where libtorch's own causal mask serves.
	all: Option<Tensor>,
	/// Of layers with a window; absent where it holds the whole text.
	windowed: Option<Tensor>,
}

impl Masks {
	/// For texts that are computed whole.
	pub(super) fn whole(config: &ModelConfig, tokens: i64, device: Device) -> Self {
		let windowed = config.window.filter(|window| window.size < tokens).map(|window| {
			let places = Tensor::arange(tokens, (Kind::Int64, device));
			mask(&places.view([1, -1]), &places, Some(window.size))
		});
		Self { all: None, windowed }
	}

	/// For tokens at `positions`, `[rows, tokens]`, that see the first `visible` of their text.
	pub(super) fn cached(config: &ModelConfig, positions: &Tensor, visible: i64) -> Self {
		let keys = Tensor::arange(visible, (Kind::Int64, positions.device()));
		let windowed = config.window.filter(|window| window.size < visible);
		Self {
			all: Some(mask(positions, &keys, None)),
			windowed: windowed.map(|window| mask(positions, &keys, Some(window.size))),
		}
	}

	/// That of a layer; `None` leaves it to causality.
	pub(super) fn of(&self, config: &ModelConfig, layer: usize) -> Option<&Tensor> {
		let windowed = self.windowed.as_ref().filter(|_| config.window_of(layer).is_some());
		windowed.or(self.all.as_ref())
	}
}

/// Negative infinity where a key stands behind the query, or at `window` or more before it.
fn mask(queries: &Tensor, keys: &Tensor, window: Option<i64>) -> Tensor {
	let queries = queries.unsqueeze(1).unsqueeze(-1);
	let keys = keys.view([1, 1, 1, -1]);
	let hidden = keys.gt_tensor(&queries);
	let hidden = match window {
		Some(window) => hidden.logical_or(&keys.le_tensor(&(queries - window))),
		None => hidden,
	};
	Tensor::zeros(hidden.size(), (Kind::Float, hidden.device()))
		.masked_fill(&hidden, f64::NEG_INFINITY)
}
