// SPDX-License-Identifier: Apache-2.0
//! Several adapters that answer together: `adapters: [{model, weight}]`, an extension of OpenAI's requests.

use super::invalid;
use crate::{
	api::{Api, ApiError},
	artifacts::{ArtifactError, ModelName, BASE},
	engine::{Composition, MAX_ADAPTERS},
};
use serde::Deserialize;
use std::collections::HashSet;
use utoipa::ToSchema;

/// The largest weight, of either sign.
const MAX_WEIGHT: f64 = 8.0;

/// An adapter, and how much of it is added to the base model.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct WeightedAdapter {
	/// An adapter's number, or the root of its manifest where that is allowed.
	model: String,
	/// What its part is multiplied by; what is below zero is taken away.
	#[schema(minimum = -8, maximum = 8)]
	weight: f64,
}

/// What a request is answered with: `model`, or the sum of `adapters` on the base model.
pub(in crate::api) async fn composition(
	api: &Api,
	model: &str,
	adapters: Option<&[WeightedAdapter]>,
) -> Result<Composition, ApiError> {
	let Some(adapters) = adapters else {
		return Ok(api.services.adapter(model).await?.into());
	};
	if model != BASE {
		let reason = format!("{BASE:?} where there are adapters: they are added to it");
		return Err(invalid("model", &reason));
	}
	if !(1..=MAX_ADAPTERS).contains(&adapters.len()) {
		return Err(invalid("adapters", &format!("1 to {MAX_ADAPTERS}")));
	}
	let mut names = HashSet::new();
	for adapter in adapters {
		let name = adapter.model.parse::<ModelName>().map_err(ArtifactError::Name)?;
		if !names.insert(name) {
			return Err(invalid("adapters", &format!("{name} is named twice")));
		}
		// Not for what is no number either.
		if !(-MAX_WEIGHT..=MAX_WEIGHT).contains(&adapter.weight) {
			return Err(invalid(
				"adapters",
				&format!("weights between -{MAX_WEIGHT} and {MAX_WEIGHT}"),
			));
		}
	}
	let mut weighted = Vec::with_capacity(adapters.len());
	for WeightedAdapter { model, weight } in adapters {
		let adapter = api.services.adapter(model).await?;
		let adapter = adapter.ok_or_else(|| {
			invalid("adapters", &format!("{model:?} is the base model, not an adapter"))
		})?;
		weighted.push((adapter, *weight));
	}
	Composition::weighted(weighted)
		.map_err(|error| ApiError::invalid_param("adapters", "invalid_value", error.to_string()))
}
