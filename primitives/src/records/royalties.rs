// SPDX-License-Identifier: Apache-2.0
//! Of earnings.

use crate::{distribution::DistributionRoot, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What an account has earned, in plancks.
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
pub struct Earnings {
	/// What it can claim now.
	pub claimable: Balance,
	/// All that it was ever credited with as a contributor.
	pub earned_contributing: Balance,
	/// All that it was ever credited with.
	pub earned: Balance,
}

/// A distribution, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct DistributionRecord<AccountId> {
	/// Who funds it and posts its roots.
	pub operator: AccountId,
	/// All that was ever paid in, in plancks.
	pub funded: Balance,
	/// All that was ever drawn, in plancks.
	pub drawn: Balance,
	/// The root under which can be drawn now. Its total is zero while there is none.
	pub active: DistributionRoot,
	/// The root that follows it, and the first block in which can be drawn under that.
	pub pending: Option<(DistributionRoot, u32)>,
	/// Whether it was closed: nothing can be drawn any more.
	pub closed: bool,
}
