// SPDX-License-Identifier: Apache-2.0
//! Amounts in JSON: decimal digits in quotes, for the numbers of JavaScript cannot hold them.

use crate::Balance;
use alloc::string::{String, ToString};
use serde::{de::Error, Deserialize, Deserializer, Serializer};

pub(crate) fn serialize<S: Serializer>(amount: &Balance, to: S) -> Result<S::Ok, S::Error> {
	to.serialize_str(&amount.to_string())
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Balance, D::Error> {
	let text = String::deserialize(from)?;
	if !text.bytes().all(|byte| byte.is_ascii_digit()) {
		return Err(D::Error::custom("an amount has decimal digits only"));
	}
	text.parse().map_err(D::Error::custom)
}
