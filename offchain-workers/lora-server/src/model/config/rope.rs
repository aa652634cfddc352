// SPDX-License-Identifier: Apache-2.0
//! Rotary embeddings as `config.json` asks for them: under `rope_scaling` and `rope_theta`, or both
//! under `rope_parameters`, where transformers 5 keeps them.

use crate::model::ModelError;
use serde::Deserialize;
use serde_json::{Map, Value};

const DEFAULT_THETA: f64 = 10_000.0;

/// Rotary embeddings (Su et al. 2021, arXiv:2104.09864).
#[derive(Clone, PartialEq, Debug)]
pub struct Rope {
	/// Base of the wave lengths.
	pub theta: f64,
	/// How the wave lengths were stretched for longer texts.
	pub scaling: Option<RopeScaling>,
}

/// How wave lengths are stretched.
#[derive(Deserialize, Clone, PartialEq, Debug)]
#[serde(tag = "rope_type", rename_all = "lowercase")]
pub enum RopeScaling {
	/// All by the same factor.
	Linear {
		/// The factor.
		factor: f64,
	},
	/// Long ones by the factor, short ones not at all, those between by something between: Llama 3.1.
	Llama3 {
		/// The factor.
		factor: f64,
		/// Waves that fit fewer times into the original context are stretched in full.
		low_freq_factor: f64,
		/// Waves that fit more often are left as they are.
		high_freq_factor: f64,
		/// Tokens of the original context.
		original_max_position_embeddings: f64,
	},
}

/// The members of `config.json` about rotary embeddings.
#[derive(Deserialize)]
pub(super) struct RopeMembers {
	rope_theta: Option<f64>,
	rope_scaling: Option<Map<String, Value>>,
	rope_parameters: Option<Map<String, Value>>,
}

impl RopeMembers {
	pub(super) fn read(self) -> Result<Rope, ModelError> {
		let members = self
			.rope_scaling
			.map(|members| ("rope_scaling", members))
			.or(self.rope_parameters.map(|members| ("rope_parameters", members)));
		let Some((name, mut members)) = members else {
			return Ok(Rope { theta: self.rope_theta.unwrap_or(DEFAULT_THETA), scaling: None });
		};
		let theta = match members.get("rope_theta") {
			Some(theta) => theta.as_f64().ok_or_else(|| {
				ModelError::Inconsistent(format!("rope_theta {theta} is not a number"))
			})?,
			None => self.rope_theta.unwrap_or(DEFAULT_THETA),
		};
		match members.get("partial_rotary_factor") {
			None | Some(Value::Null) => {},
			Some(partial) if partial.as_f64() == Some(1.0) => {},
			Some(partial) => {
				return Err(ModelError::Unsupported(format!("partial_rotary_factor {partial}")))
			},
		}
		// `type` is what it was called before.
		let kind = members.get("rope_type").or_else(|| members.get("type")).cloned();
		let scaling = match kind.as_ref().map(|kind| kind.as_str()) {
			None | Some(Some("default")) => None,
			Some(Some(kind @ ("linear" | "llama3"))) => {
				members.insert("rope_type".to_owned(), kind.into());
				let scaling = serde_json::from_value(Value::Object(members)).map_err(|error| {
					ModelError::Inconsistent(format!("{name} of type {kind:?}: {error}"))
				})?;
				Some(scaling)
			},
			Some(_) => {
				let kind = kind.unwrap_or(Value::Null);
				return Err(ModelError::Unsupported(format!("{name} of type {kind}")));
			},
		};
		Ok(Rope { theta, scaling })
	}
}

impl Rope {
	pub(super) fn check(&self) -> Result<(), ModelError> {
		let positive = |value: f64| value.is_finite() && value > 0.0;
		if !positive(self.theta) {
			return Err(ModelError::Inconsistent("rope_theta must be positive".to_owned()));
		}
		let fine = match self.scaling {
			None => true,
			Some(RopeScaling::Linear { factor }) => positive(factor),
			Some(RopeScaling::Llama3 {
				factor,
				low_freq_factor,
				high_freq_factor,
				original_max_position_embeddings,
			}) => {
				[factor, low_freq_factor, high_freq_factor, original_max_position_embeddings]
					.into_iter()
					.all(positive) && low_freq_factor < high_freq_factor
			},
		};
		if fine {
			return Ok(());
		}
		let what =
			"the factors of rope_scaling must be positive, and the low one below the high one";
		Err(ModelError::Inconsistent(what.to_owned()))
	}
}
