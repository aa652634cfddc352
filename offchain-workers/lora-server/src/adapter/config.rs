// SPDX-License-Identifier: Apache-2.0
//! `adapter_config.json`, as PEFT writes it for LoRA.

use super::AdapterError;
use crate::model::Projection;
use serde_json::{json, Map, Value};

/// Ranks above this are refused: no use is known, and each takes memory in every batch.
const MAX_RANK: u32 = 1024;

/// Members that change nothing at inference.
const WITHOUT_EFFECT: [&str; 11] = [
	"auto_mapping",
	"base_model_name_or_path",
	"inference_mode",
	"lora_dropout",
	"megatron_core",
	"peft_version",
	"qalora_group_size",
	"revision",
	"runtime_config",
	"alora_invocation_string",
	"ensure_weight_tying",
];

/// Members that are read.
const READ: [&str; 8] = [
	"peft_type",
	"task_type",
	"r",
	"lora_alpha",
	"target_modules",
	"use_rslora",
	"bias",
	"init_lora_weights",
];

/// Initialisations that leave the base model's weights as they are.
const NEUTRAL_INITIALISATIONS: [&str; 3] = ["gaussian", "eva", "orthogonal"];

/// Rank, scale and targets of a LoRA adapter.
#[derive(Clone, PartialEq, Debug)]
pub struct AdapterConfig {
	/// Rank of each pair of matrices.
	pub rank: u32,
	/// Numerator of the scale.
	pub alpha: f64,
	/// Whether the scale's denominator is the root of the rank.
	pub rank_stabilised: bool,
	/// The modules that have a pair, in every layer; sorted, each once.
	pub targets: Vec<Projection>,
}

impl AdapterConfig {
	/// Reads `adapter_config.json`. Whatever is set there, changes the result and is not done here
	/// is refused by its name, members of later versions of PEFT included.
	///
	/// # Errors
	/// [`AdapterError::Config`], [`AdapterError::Unsupported`], [`AdapterError::Invalid`].
	pub fn from_json(json: &[u8]) -> Result<Self, AdapterError> {
		let members: Map<String, Value> = serde_json::from_slice(json)?;
		refuse_unsupported(&members)?;
		let rank = members
			.get("r")
			.and_then(Value::as_u64)
			.and_then(|rank| u32::try_from(rank).ok())
			.filter(|rank| (1..=MAX_RANK).contains(rank))
			.ok_or_else(|| invalid(format!("r is not a whole number from 1 to {MAX_RANK}")))?;
		let alpha = members
			.get("lora_alpha")
			.and_then(Value::as_f64)
			.filter(|alpha| alpha.is_finite())
			.ok_or_else(|| invalid("lora_alpha is not a number"))?;
		let rank_stabilised = match members.get("use_rslora") {
			None | Some(Value::Null) => false,
			Some(Value::Bool(stabilised)) => *stabilised,
			Some(_) => return Err(invalid("use_rslora is neither true nor false")),
		};
		Ok(Self { rank, alpha, rank_stabilised, targets: targets(&members)? })
	}

	/// Writes `adapter_config.json`.
	///
	/// # Errors
	/// Those of `serde_json`.
	pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
		let targets: Vec<_> = self.targets.iter().map(|target| target.name()).collect();
		// PEFT declares a whole number.
		let alpha = serde_json::from_str::<Value>(&self.alpha.to_string())?;
		serde_json::to_vec_pretty(&json!({
			"peft_type": "LORA",
			"task_type": "CAUSAL_LM",
			"base_model_name_or_path": null,
			"inference_mode": true,
			"r": self.rank,
			"lora_alpha": alpha,
			"lora_dropout": 0.0,
			"use_rslora": self.rank_stabilised,
			"bias": "none",
			"target_modules": targets,
		}))
	}

	/// What the product of a pair is multiplied by.
	pub fn scale(&self) -> f64 {
		let rank = f64::from(self.rank);
		self.alpha / if self.rank_stabilised { rank.sqrt() } else { rank }
	}
}

fn refuse_unsupported(members: &Map<String, Value>) -> Result<(), AdapterError> {
	match members.get("peft_type").and_then(Value::as_str) {
		Some("LORA") => {},
		other => return Err(unsupported(format!("peft_type {other:?}"))),
	}
	match members.get("task_type").unwrap_or(&Value::Null) {
		Value::Null => {},
		Value::String(task) if task == "CAUSAL_LM" => {},
		other => return Err(unsupported(format!("task_type {other}"))),
	}
	match members.get("bias").unwrap_or(&Value::Null) {
		Value::Null => {},
		Value::String(bias) if bias == "none" => {},
		other => return Err(unsupported(format!("bias {other}"))),
	}
	match members.get("init_lora_weights").unwrap_or(&Value::Null) {
		Value::Null | Value::Bool(_) => {},
		Value::String(name) if NEUTRAL_INITIALISATIONS.contains(&name.as_str()) => {},
		other => return Err(unsupported(format!("init_lora_weights {other}"))),
	}
	let set = members.iter().find(|(name, value)| {
		let known = READ.contains(&name.as_str()) || WITHOUT_EFFECT.contains(&name.as_str());
		!known && !is_unset(value)
	});
	match set {
		Some((name, _)) => Err(unsupported(name.clone())),
		None => Ok(()),
	}
}

/// Whether a member has the value that stands for "not used".
fn is_unset(value: &Value) -> bool {
	match value {
		Value::Null | Value::Bool(false) => true,
		Value::String(text) => text.is_empty(),
		Value::Array(items) => items.is_empty(),
		Value::Object(members) => members.is_empty(),
		Value::Bool(true) | Value::Number(_) => false,
	}
}

fn targets(members: &Map<String, Value>) -> Result<Vec<Projection>, AdapterError> {
	let names = match members.get("target_modules") {
		Some(Value::Array(names)) if !names.is_empty() => names,
		Some(Value::String(pattern)) => {
			return Err(unsupported(format!("target_modules as the pattern {pattern:?}")))
		},
		_ => return Err(invalid("target_modules is not a list of modules")),
	};
	let mut targets = names
		.iter()
		.map(|name| {
			name.as_str()
				.and_then(Projection::from_name)
				.ok_or_else(|| unsupported(format!("target module {name}")))
		})
		.collect::<Result<Vec<_>, _>>()?;
	targets.sort_unstable();
	targets.dedup();
	Ok(targets)
}

fn unsupported(what: String) -> AdapterError {
	AdapterError::Unsupported(what)
}

fn invalid(what: impl Into<String>) -> AdapterError {
	AdapterError::Invalid(what.into())
}
