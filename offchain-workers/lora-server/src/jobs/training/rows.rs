// SPDX-License-Identifier: Apache-2.0
//! The documents of snapshots, one row each.

use crate::{jobs::Failure, snapshots::Contributions, store::Store};
use openledger_primitives::{
	ids::ContributionId,
	jobs::{is_held_out, row_hash},
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};

/// A document of a contribution.
pub(in crate::jobs) struct Document {
	pub(in crate::jobs) contribution: ContributionId,
	/// Its number in the contribution, from 0.
	pub(in crate::jobs) number: u32,
	pub(in crate::jobs) text: String,
	pub(in crate::jobs) hash: H256,
	pub(in crate::jobs) held_out: bool,
}

/// Each line of each contribution, the earliest contribution first.
pub(in crate::jobs) fn documents(
	contributions: &Contributions,
	store: &Store,
	share: Perbill,
) -> Result<Vec<Document>, Failure> {
	let mut documents = Vec::new();
	for (contribution, bytes) in contributions.read(store)? {
		let text = String::from_utf8(bytes).map_err(|error| {
			Failure::wrong(format!("contribution {contribution} is not text: {error}"))
		})?;
		for (number, text) in (0..).zip(text.split('\n')).filter(|(_, text)| !text.is_empty()) {
			let hash = row_hash(text);
			let held_out = is_held_out(&hash, share);
			documents.push(Document { contribution, number, text: text.into(), hash, held_out });
		}
	}
	Ok(documents)
}
