// SPDX-License-Identifier: Apache-2.0
//! Identifiers.

use codec::{Compact, Decode, Encode};
use openledger_primitives::ids::{ContributionId, DatanetId, RequestId};

#[test]
fn id_displays_its_number_when_formatted() {
	assert_eq!(ContributionId(42).to_string(), "42");
	assert_eq!(format!("{:>5}", RequestId(7)), "    7");
}

#[test]
fn id_encodes_as_its_integer_when_not_compact() {
	assert_eq!(ContributionId(1).encode(), 1u64.encode());
	assert_eq!(DatanetId(1).encode(), 1u32.encode());
}

#[test]
fn id_encodes_in_one_byte_when_small_and_compact() {
	let encoded = Compact(ContributionId(5)).encode();
	assert_eq!(encoded.len(), 1);
	assert_eq!(Compact::<ContributionId>::decode(&mut &encoded[..]).unwrap().0, ContributionId(5));
}

#[test]
fn id_is_a_number_when_in_json() {
	assert_eq!(serde_json::to_string(&ContributionId(9)).unwrap(), "9");
	assert_eq!(serde_json::from_str::<ContributionId>("9").unwrap(), ContributionId(9));
}

#[test]
fn next_is_none_when_the_ids_are_exhausted() {
	assert_eq!(DatanetId(0).next(), Some(DatanetId(1)));
	assert_eq!(DatanetId(u32::MAX).next(), None);
}
