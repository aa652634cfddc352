// SPDX-License-Identifier: Apache-2.0
//! The parameters of an answer. What would change it and is not done here is refused by name.

use crate::{api::ApiError, engine::Sampling};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The most stop strings, and the longest in bytes.
const MAX_STOPS: usize = 4;
const MAX_STOP_LEN: usize = 256;
/// Members that say nothing about the answer: taken and not looked at.
const IGNORED: [&str; 7] = [
	"metadata",
	"prompt_cache_key",
	"safety_identifier",
	"service_tier",
	"store",
	"user",
	"verbosity",
];

/// One string, or several.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(in crate::api) enum OneOrMany {
	One(String),
	Many(Vec<String>),
}

impl OneOrMany {
	pub fn into_vec(self) -> Vec<String> {
		match self {
			Self::One(one) => vec![one],
			Self::Many(many) => many,
		}
	}
}

/// What a stream tells beside the text.
#[derive(Deserialize, ToSchema)]
pub(in crate::api) struct StreamOptions {
	/// Whether the last chunk has the number of tokens.
	pub include_usage: Option<bool>,
}

/// How tokens are chosen, as it was asked for.
pub(in crate::api) struct Asked {
	pub temperature: Option<f64>,
	pub top_p: Option<f64>,
	pub top_k: Option<u32>,
	pub seed: Option<i64>,
}

/// Checks how tokens are to be chosen.
pub(in crate::api) fn sampling(asked: &Asked) -> Result<Sampling, ApiError> {
	let temperature = asked.temperature.unwrap_or(1.0);
	if !(0.0..=2.0).contains(&temperature) {
		return Err(invalid("temperature", "between 0 and 2"));
	}
	let top_p = asked.top_p.unwrap_or(1.0);
	if !(top_p > 0.0 && top_p <= 1.0) {
		return Err(invalid("top_p", "above 0, at most 1"));
	}
	let seed = asked.seed.map_or_else(rand::random, i64::cast_unsigned);
	// Zero is all of them, as it is for the engine.
	Ok(Sampling { temperature, top_p, top_k: asked.top_k.unwrap_or(0), seed })
}

/// Checks the strings that are to end the answer.
pub(in crate::api) fn stops(stop: Option<OneOrMany>) -> Result<Vec<String>, ApiError> {
	let stops = stop.map(OneOrMany::into_vec).unwrap_or_default();
	let fit = stops.len() <= MAX_STOPS
		&& stops.iter().all(|stop| (1..=MAX_STOP_LEN).contains(&stop.len()));
	if fit {
		Ok(stops)
	} else {
		Err(invalid("stop", "at most 4 strings of 1 to 256 bytes"))
	}
}

/// Refuses members that ask for something; those that ask for nothing, or say nothing, pass.
pub(in crate::api) fn check_rest(rest: &Map<String, Value>) -> Result<(), ApiError> {
	let asks = |(name, value): &(&String, &Value)| {
		let nothing = match value {
			Value::Null | Value::Bool(false) => true,
			Value::Bool(true) => name.as_str() == "parallel_tool_calls",
			Value::Number(number) => number.as_f64() == Some(0.0),
			Value::String(text) => {
				matches!((name.as_str(), text.as_str()), ("tool_choice", "none"))
			},
			Value::Array(items) => {
				items.is_empty() || name.as_str() == "modalities" && items == &["text"]
			},
			Value::Object(members) => {
				members.is_empty()
					|| name.as_str() == "response_format"
						&& members.get("type").and_then(Value::as_str) == Some("text")
			},
		};
		!nothing && !IGNORED.contains(&name.as_str())
	};
	match rest.iter().find(asks) {
		Some((name, _)) => Err(unsupported(name, &format!("the parameter {name:?}"))),
		None => Ok(()),
	}
}

/// The error for something that is not done here.
pub(in crate::api) fn unsupported(param: &str, what: &str) -> ApiError {
	ApiError::invalid_param(param, "unsupported_parameter", format!("{what} is not supported"))
}

/// The error for a value out of its limits.
pub(in crate::api) fn invalid(param: &str, limits: &str) -> ApiError {
	ApiError::invalid_param(param, "invalid_value", format!("{param}: {limits}"))
}
