// SPDX-License-Identifier: Apache-2.0
//! Arguments of calls. Their names and forms are checked against the chain's metadata when a
//! transaction is made.

use openledger_primitives::commitment::ContentCommitment;
use subxt::{dynamic::Value, utils::AccountId32};

/// Text, or any bytes.
pub fn text(text: impl AsRef<[u8]>) -> Value {
	Value::from_bytes(text)
}

/// A number, whatever its width on chain.
pub fn number(number: impl Into<u128>) -> Value {
	Value::u128(number.into())
}

/// An account.
pub fn account(account: &AccountId32) -> Value {
	Value::from_bytes(account.0)
}

/// A variant without members.
pub fn variant(name: &str) -> Value {
	Value::unnamed_variant(name, [])
}

/// Something, or nothing.
pub fn option(value: Option<Value>) -> Value {
	match value {
		Some(value) => Value::unnamed_variant("Some", [value]),
		None => variant("None"),
	}
}

/// Several of a kind.
pub fn list(values: impl IntoIterator<Item = Value>) -> Value {
	Value::unnamed_composite(values)
}

/// A commitment to bytes.
pub fn commitment(commitment: &ContentCommitment) -> Value {
	Value::named_composite([
		("root", Value::from_bytes(commitment.root.0)),
		("length", number(commitment.length)),
	])
}
