// SPDX-License-Identifier: Apache-2.0
//! The influence index that goes with an adapter.

use super::record::RecordedInfluence;
use crate::{
	adapter::Adapter,
	jobs::Failure,
	model::Model,
	store::Store,
	training::{influence_index, GradientError, InfluenceRow},
};
use openledger_attribution::influence::Settings;
use openledger_primitives::jobs::TrainingOptions;
use std::{fs, ops::ControlFlow};
use tempfile::TempDir;

/// The index's name in the manifest.
pub(super) const INFLUENCE_FILE: &str = "influence.index";
/// Dimensions that are kept of each layer, unless the training says otherwise.
const DIMENSIONS: u32 = 64;
/// The largest index, about: half of what a file of a manifest may have.
const MAX_BYTES: u64 = 128 * 1024 * 1024;
/// An element of the index.
const ELEMENT_BYTES: u64 = 2;

/// An index, and what the record says of it.
pub(super) struct Influence {
	pub(super) bytes: Vec<u8>,
	pub(super) record: RecordedInfluence,
}

/// The dimensions of the index of so many rows; `None` where none is asked for. What the training does not
/// say is made to fit.
///
/// # Errors
/// [`Failure`], where the training asks for more than can be kept.
pub(super) fn dimensions(
	options: &TrainingOptions,
	model: &Model,
	rows: usize,
) -> Result<Option<u32>, Failure> {
	let layers = model.config().layers.saturating_mul(7 * 2);
	let elements = u64::try_from(rows.saturating_mul(layers)).unwrap_or(u64::MAX);
	let fits = |dimensions: u32| {
		let bytes = elements.saturating_mul(u64::from(dimensions)).saturating_mul(ELEMENT_BYTES);
		bytes <= MAX_BYTES
	};
	match options.influence_dimensions {
		Some(0) => Ok(None),
		Some(dimensions) if fits(dimensions) => Ok(Some(dimensions)),
		Some(dimensions) => Err(Failure::wrong(format!(
			"an influence index of {rows} rows with {dimensions} dimensions for each of {layers} layers is \
			 larger than {MAX_BYTES} bytes",
		))),
		None => {
			let mut dimensions = DIMENSIONS;
			while dimensions > 1 && !fits(dimensions) {
				dimensions /= 2;
			}
			Ok(fits(dimensions).then_some(dimensions))
		},
	}
}

/// Makes the index. `None` when `go_on` ends it.
pub(super) fn make(
	store: &Store,
	model: &Model,
	adapter: &Adapter,
	rows: &[InfluenceRow<'_>],
	dimensions: u32,
	go_on: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Option<Influence>, Failure> {
	// Emptied at the start of the server: what a killed one leaves is not kept for ever.
	let folder = TempDir::new_in(store.path().join("incoming")).map_err(passing)?;
	let path = folder.path().join(INFLUENCE_FILE);
	// All adapters alike: what projects one index projects the others, and they can be compared.
	let settings = Settings { dimensions, ..Settings::default() };
	let index = match influence_index(model, adapter, rows, settings, &path, go_on) {
		Err(GradientError::Stopped) => return Ok(None),
		index => index?,
	};
	let record = RecordedInfluence::of(&index, INFLUENCE_FILE);
	let bytes = fs::read(&path).map_err(passing)?;
	Ok(Some(Influence { bytes, record }))
}

fn passing(error: std::io::Error) -> Failure {
	Failure::passing(format!("cannot keep the influence index: {error}"))
}
