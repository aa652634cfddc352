// SPDX-License-Identifier: Apache-2.0
//! `adapter_config.json`, as PEFT writes it for LoRA.

use super::{
	layout::Layout,
	patterns::{Patterns, Targets},
	AdapterError,
};
use crate::model::{ModelConfig, Projection};
use serde_json::{json, Map, Value};

/// Bytes of `adapter_config.json` at most.
const MAX_LENGTH: usize = 1 << 20;

/// Ranks above this are refused: no use is known, and each takes memory in every batch.
pub(super) const MAX_RANK: u32 = 1024;

/// Members that change nothing at inference. Nor does `fan_in_fan_out`: it says how the base stores
/// its weights, which the base model's family says already.
const WITHOUT_EFFECT: [&str; 12] = [
	"fan_in_fan_out",
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
const READ: [&str; 10] = [
	"peft_type",
	"task_type",
	"r",
	"lora_alpha",
	"rank_pattern",
	"alpha_pattern",
	"target_modules",
	"use_rslora",
	"bias",
	"init_lora_weights",
];

/// Initialisations that leave the base model's weights as they are.
const NEUTRAL_INITIALISATIONS: [&str; 3] = ["gaussian", "eva", "orthogonal"];

/// Rank, scale and targets of a LoRA adapter. Where a file gives some modules another rank or scale,
/// these are those of the others, and [`Layout`] has each module's.
#[derive(Clone, PartialEq, Debug)]
pub struct AdapterConfig {
	/// Rank of each pair of matrices, from 1 to 1 024.
	pub rank: u32,
	/// Numerator of the scale.
	pub alpha: f64,
	/// Whether the scale's denominator is the root of the rank.
	pub rank_stabilised: bool,
	/// The modules that have a pair; sorted, each once. Those that a model does not have are passed
	/// over.
	pub targets: Vec<Projection>,
}

impl AdapterConfig {
	/// Reads `adapter_config.json` for a base model with the configuration `model`. Whatever is set
	/// there, changes the result and is not done here is refused by its name, members of later
	/// versions of PEFT included.
	///
	/// # Errors
	/// [`AdapterError::Config`], [`AdapterError::Unsupported`], [`AdapterError::Invalid`].
	pub fn from_json(json: &[u8], model: &ModelConfig) -> Result<(Self, Layout), AdapterError> {
		if json.len() > MAX_LENGTH {
			return Err(invalid(format!("more than {MAX_LENGTH} bytes")));
		}
		let members: Map<String, Value> = serde_json::from_slice(json)?;
		refuse_unsupported(&members)?;
		let rank = members
			.get("r")
			.and_then(whole_rank)
			.ok_or_else(|| invalid(format!("r is not a whole number from 1 to {MAX_RANK}")))?;
		let alpha = members
			.get("lora_alpha")
			.and_then(finite)
			.ok_or_else(|| invalid("lora_alpha is not a number"))?;
		let rank_stabilised = match members.get("use_rslora") {
			None | Some(Value::Null) => false,
			Some(Value::Bool(stabilised)) => *stabilised,
			Some(_) => return Err(invalid("use_rslora is neither true nor false")),
		};
		let targets = Targets::read(&members)?;
		let ranks = Patterns::read(&members, "rank_pattern", whole_rank)?;
		let alphas = Patterns::read(&members, "alpha_pattern", finite)?;
		if alpha == 0.0 && !alphas.is_empty() {
			return Err(unsupported("alpha_pattern with lora_alpha 0".to_owned()));
		}
		let mut config = Self { rank, alpha, rank_stabilised, targets: Vec::new() };
		let layout = Layout::resolve(model, |path| {
			if !targets.includes(path)? {
				return Ok(None);
			}
			let rank = ranks.of(path)?.unwrap_or(rank);
			let alpha = alphas.of(path)?.unwrap_or(alpha);
			Ok(Some((rank, config.scale_of(rank, alpha))))
		})?;
		targets.check_use(model)?;
		config.targets = layout.targets();
		Ok((config, layout))
	}

	/// Writes `adapter_config.json` of an adapter for models that name their modules as `layout`
	/// does.
	///
	/// # Errors
	/// Those of `serde_json`.
	pub fn to_json(&self, layout: &Layout) -> Result<Vec<u8>, serde_json::Error> {
		let mut ranks = Map::new();
		let mut alphas = Map::new();
		for (path, rank) in layout.ranks().filter(|&(_, rank)| rank != self.rank) {
			// One scale for all: what made it another is part of the matrices by now.
			let alpha = self.scale() * self.denominator(rank);
			ranks.insert(path.clone(), rank.into());
			alphas.insert(path, number(alpha)?);
		}
		serde_json::to_vec_pretty(&json!({
			"peft_type": "LORA",
			"task_type": "CAUSAL_LM",
			"base_model_name_or_path": null,
			"inference_mode": true,
			"r": self.rank,
			"lora_alpha": number(self.alpha)?,
			"lora_dropout": 0.0,
			"use_rslora": self.rank_stabilised,
			"bias": "none",
			"target_modules": layout.target_modules(),
			"rank_pattern": ranks,
			"alpha_pattern": alphas,
		}))
	}

	/// What the product of a pair is multiplied by.
	pub fn scale(&self) -> f64 {
		self.scale_of(self.rank, self.alpha)
	}

	fn scale_of(&self, rank: u32, alpha: f64) -> f64 {
		alpha / self.denominator(rank)
	}

	/// rsLoRA's is the root (Kalajdzievski 2023, arXiv:2312.03732).
	fn denominator(&self, rank: u32) -> f64 {
		let rank = f64::from(rank);
		if self.rank_stabilised {
			rank.sqrt()
		} else {
			rank
		}
	}
}

fn whole_rank(value: &Value) -> Option<u32> {
	let rank = value.as_u64().and_then(|rank| u32::try_from(rank).ok());
	rank.filter(|rank| (1..=MAX_RANK).contains(rank))
}

fn finite(value: &Value) -> Option<f64> {
	value.as_f64().filter(|number| number.is_finite())
}

/// A number as PEFT declares it: whole where it is whole.
fn number(value: f64) -> Result<Value, serde_json::Error> {
	serde_json::from_str(&value.to_string())
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

pub(super) fn unsupported(what: String) -> AdapterError {
	AdapterError::Unsupported(what)
}

pub(super) fn invalid(what: impl Into<String>) -> AdapterError {
	AdapterError::Invalid(what.into())
}
