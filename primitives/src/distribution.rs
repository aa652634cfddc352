// SPDX-License-Identifier: Apache-2.0
//! Distribution roots: one hash under which any number of contributions can draw what they earned.
//!
//! Amounts are cumulative over all roots of a distribution, so that a contribution which skipped ten
//! roots draws once from the eleventh. The leaves are those of a [`Tree`](crate::merkle::Tree) in
//! [`Domain::Distribution`], ascending by contribution, none twice.

use crate::{
	ids::ContributionId,
	merkle::{self, Domain, Path},
	Balance,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_core::H256;
use scale_info::TypeInfo;

/// The longest path of a leaf.
pub const MAX_PATH: u32 = 32;

/// What a contribution has earned by a distribution so far. Its SCALE encoding is the leaf's data.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DistributionLeaf {
	/// The contribution.
	pub contribution: ContributionId,
	/// All that it earned since the distribution began, in plancks.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub cumulative: Balance,
}

/// A root, and what it stands for.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DistributionRoot {
	/// Root of the tree of leaves.
	pub root: H256,
	/// How many leaves there are.
	pub leaves: u32,
	/// The sum of the leaves' cumulative amounts, in plancks.
	#[cfg_attr(feature = "serde", serde(with = "crate::decimal"))]
	pub total: Balance,
}

/// Shows that a leaf stands under a root.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct DistributionProof {
	/// The leaf's place.
	pub index: u32,
	/// The hashes from its sibling up to the root.
	pub path: Path<MAX_PATH>,
}

impl DistributionRoot {
	/// Whether `leaf` stands under this root. Never panics.
	pub fn includes(&self, leaf: &DistributionLeaf, proof: &DistributionProof) -> bool {
		leaf.using_encoded(|data| {
			merkle::verify(
				Domain::Distribution,
				&self.root,
				self.leaves,
				proof.index,
				data,
				&proof.path,
			)
		})
	}
}
