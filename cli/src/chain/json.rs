// SPDX-License-Identifier: Apache-2.0
//! What the chain tells, as JSON.

use serde_json::{json, Value as Json};
use subxt::ext::scale_value::{Composite, Primitive, Value, ValueDef};

/// The pallet of an event, its name, and its members.
pub type Event = (String, String, Json);

/// Members by their names.
pub fn members<T>(fields: &Composite<T>) -> Json {
	match fields {
		Composite::Named(fields) => {
			fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Json>()
		},
		Composite::Unnamed(values) => unnamed(values),
	}
}

/// An event as it stands in a list of the runtime's events; `None` for anything else.
pub fn event<T>(value: &Value<T>) -> Option<Event> {
	let ValueDef::Variant(pallet) = &value.value else { return None };
	let Composite::Unnamed(inner) = &pallet.values else { return None };
	let ValueDef::Variant(event) = &inner.first()?.value else { return None };
	Some((pallet.name.clone(), event.name.clone(), members(&event.values)))
}

/// Hashes and keys are hexadecimal, other bytes text where they are, and what only wraps another
/// value is that value. Numbers that JavaScript would round are strings.
fn plain<T>(value: &Value<T>) -> Json {
	match &value.value {
		ValueDef::Primitive(primitive) => match primitive {
			Primitive::Bool(value) => json!(value),
			Primitive::Char(value) => json!(value),
			Primitive::String(value) => json!(value),
			Primitive::U128(value) => u64::try_from(*value)
				.ok()
				.filter(|&value| value < 1 << 53)
				.map_or_else(|| json!(value.to_string()), |value| json!(value)),
			Primitive::I128(value) => json!(value.to_string()),
			Primitive::U256(bytes) | Primitive::I256(bytes) => json!(hexadecimal(bytes)),
		},
		ValueDef::Composite(fields) => members(fields),
		ValueDef::Variant(variant) => match (variant.name.as_str(), variant.values.len()) {
			("None", 0) => Json::Null,
			("Some", 1) => match &variant.values {
				Composite::Named(_) => members(&variant.values),
				Composite::Unnamed(values) => values.first().map_or(Json::Null, plain),
			},
			(name, 0) => json!(name),
			(name, _) => [(name.to_owned(), members(&variant.values))].into_iter().collect(),
		},
		ValueDef::BitSequence(bits) => json!(bits.iter().collect::<Vec<bool>>()),
	}
}

fn unnamed<T>(values: &[Value<T>]) -> Json {
	if let [only] = values {
		return plain(only);
	}
	let bytes: Option<Vec<u8>> = values.iter().map(byte).collect();
	match bytes {
		Some(bytes) if bytes.len() == 32 => json!(hexadecimal(&bytes)),
		Some(bytes) if !bytes.is_empty() => match String::from_utf8(bytes) {
			Ok(text) if !text.chars().any(char::is_control) => json!(text),
			Ok(text) => json!(hexadecimal(text.as_bytes())),
			Err(error) => json!(hexadecimal(error.as_bytes())),
		},
		_ => values.iter().map(plain).collect(),
	}
}

fn byte<T>(value: &Value<T>) -> Option<u8> {
	match &value.value {
		ValueDef::Primitive(Primitive::U128(value)) => u8::try_from(*value).ok(),
		_ => None,
	}
}

fn hexadecimal(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// A number of plancks, as events have it in JSON.
pub fn plancks(value: &Json) -> Option<u128> {
	match value {
		Json::Number(number) => number.as_u64().map(u128::from),
		Json::String(digits) => digits.parse().ok(),
		_ => None,
	}
}
