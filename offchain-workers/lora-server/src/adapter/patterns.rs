// SPDX-License-Identifier: Apache-2.0
//! Which modules an adapter's configuration means: by the ends of their paths, or by patterns, as
//! PEFT matches them.

use super::{
	config::{invalid, unsupported},
	AdapterError,
};
use crate::model::ModelConfig;
use fancy_regex::{Regex, RegexBuilder};
use serde_json::{Map, Value};

/// What `target_modules` may stand for by this name: all linear modules but the output layer.
const ALL_LINEAR: &str = "all-linear";

const MAX_PATTERN_LENGTH: usize = 4096;
const MAX_PATTERNS: usize = 1024;
/// More than any known model has linear modules.
const MAX_NAMES: usize = 8192;
/// Steps back of one match at most.
const MAX_BACKTRACKING: usize = 10_000;

/// `target_modules`.
pub(super) enum Targets {
	/// Paths, or what they end in after a dot.
	Names(Vec<String>),
	/// A pattern for whole paths.
	Pattern(Regex),
	/// All linear modules.
	AllLinear,
}

impl Targets {
	pub(super) fn read(members: &Map<String, Value>) -> Result<Self, AdapterError> {
		let not_modules = || invalid("target_modules is neither a list of modules nor a pattern");
		match members.get("target_modules") {
			Some(Value::Array(names)) if (1..=MAX_NAMES).contains(&names.len()) => {
				let names = names.iter().map(|name| name.as_str().map(str::to_owned));
				Ok(Self::Names(names.collect::<Option<_>>().ok_or_else(not_modules)?))
			},
			Some(Value::String(name)) if name.eq_ignore_ascii_case(ALL_LINEAR) => {
				Ok(Self::AllLinear)
			},
			Some(Value::String(pattern)) if !pattern.is_empty() => {
				Ok(Self::Pattern(compile("target_modules", pattern, "")?))
			},
			_ => Err(not_modules()),
		}
	}

	/// Whether the linear module at `path` has a pair.
	pub(super) fn includes(&self, path: &str) -> Result<bool, AdapterError> {
		match self {
			Self::Names(names) => Ok(names.iter().any(|name| ends_in(path, name))),
			Self::Pattern(pattern) => matches("target_modules", pattern, path),
			Self::AllLinear => Ok(true),
		}
	}

	/// Refuses names that no linear module of the model has. Some could be ignored, as PEFT does,
	/// but others, such as `lm_head`, mean modules that take no adapters here.
	pub(super) fn check_use(&self, model: &ModelConfig) -> Result<(), AdapterError> {
		let paths: Vec<_> = super::layout::paths(model).collect();
		let used = |name: &str| paths.iter().any(|path| ends_in(path, name));
		match self {
			Self::Names(names) => match names.iter().find(|name| !used(name)) {
				Some(name) => Err(unsupported(format!("target module {name:?}"))),
				None => Ok(()),
			},
			Self::Pattern(pattern) => {
				for path in &paths {
					if matches("target_modules", pattern, path)? {
						return Ok(());
					}
				}
				Err(invalid("target_modules matches no linear module"))
			},
			Self::AllLinear => Ok(()),
		}
	}
}

fn ends_in(path: &str, name: &str) -> bool {
	path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// `rank_pattern` or `alpha_pattern`: values of modules whose paths end in a pattern.
pub(super) struct Patterns<T> {
	member: &'static str,
	values: Vec<(Regex, T)>,
}

impl<T: Copy + PartialEq> Patterns<T> {
	pub(super) fn read(
		members: &Map<String, Value>,
		member: &'static str,
		value: impl Fn(&Value) -> Option<T>,
	) -> Result<Self, AdapterError> {
		let entries = match members.get(member) {
			None | Some(Value::Null) => return Ok(Self { member, values: Vec::new() }),
			Some(Value::Object(entries)) if entries.len() <= MAX_PATTERNS => entries,
			Some(_) => return Err(invalid(format!("{member} is not a map of patterns"))),
		};
		let values = entries.iter().map(|(pattern, found)| {
			let value = value(found)
				.ok_or_else(|| invalid(format!("{member} gives {pattern:?} the value {found}")))?;
			Ok((compile(member, pattern, r"(?:.*\.)?")?, value))
		});
		Ok(Self { member, values: values.collect::<Result<_, AdapterError>>()? })
	}

	pub(super) fn is_empty(&self) -> bool {
		self.values.is_empty()
	}

	/// The value of the module at `path`. PEFT takes the first of several; here they have to agree,
	/// since the members of a JSON object have no order.
	pub(super) fn of(&self, path: &str) -> Result<Option<T>, AdapterError> {
		let mut found = None;
		for (pattern, value) in &self.values {
			if !matches(self.member, pattern, path)? {
				continue;
			}
			if found.is_some_and(|found| found != *value) {
				return Err(invalid(format!("{} gives {path} two values", self.member)));
			}
			found = Some(*value);
		}
		Ok(found)
	}
}

/// A pattern of Python's, for whole paths that may begin with `before`.
fn compile(member: &str, pattern: &str, before: &str) -> Result<Regex, AdapterError> {
	if pattern.len() > MAX_PATTERN_LENGTH {
		return Err(invalid(format!("{member}: a pattern has over {MAX_PATTERN_LENGTH} bytes")));
	}
	let refused = |error| invalid(format!("{member}: pattern {pattern:?}: {error}"));
	// By itself first: what is put around it must not complete it.
	Regex::new(pattern).map_err(refused)?;
	RegexBuilder::new(&format!("^{before}(?:{pattern})$"))
		.backtrack_limit(MAX_BACKTRACKING)
		.build()
		.map_err(refused)
}

fn matches(member: &str, pattern: &Regex, path: &str) -> Result<bool, AdapterError> {
	pattern.is_match(path).map_err(|error| invalid(format!("{member}: {error}")))
}
