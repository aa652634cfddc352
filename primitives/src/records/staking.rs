// SPDX-License-Identifier: Apache-2.0
//! Of stakes and of the era's emission.

use crate::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What kind of thing OPEN is staked on.
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
pub enum StakeKind {
	/// Artifacts.
	Artifacts,
	/// Datanets.
	Datanets,
}

/// What an account has staked on one target.
#[derive(Encode, Decode, TypeInfo, MaxEncodedLen, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StakeRecord {
	/// What earns, in plancks.
	pub earning: Balance,
	/// What is staked and does not earn yet, in plancks.
	pub warming: Balance,
	/// The first block in which what warms up can be activated; `None` when nothing does.
	pub active_at: Option<u32>,
	/// What can be claimed now, in plancks.
	pub rewards: Balance,
}

/// A part of a stake that was taken back and is not free yet, or free and not withdrawn.
#[derive(Encode, Decode, TypeInfo, MaxEncodedLen, Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnbondingRecord {
	/// In plancks.
	pub amount: Balance,
	/// The first block in which it can be withdrawn.
	pub released_at: u32,
}

/// The era that runs.
#[derive(Encode, Decode, TypeInfo, MaxEncodedLen, Clone, Copy, PartialEq, Eq, Debug)]
pub struct EraRecord {
	/// Its number.
	pub index: u32,
	/// Its first block.
	pub started_at: u32,
	/// What the treasury adds for workers when it ends, in plancks, as far as it has it.
	pub workers: Balance,
	/// What it adds for contributors.
	pub contributors: Balance,
}
