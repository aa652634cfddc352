// SPDX-License-Identifier: Apache-2.0
//! Of bonds.

use crate::{traits::SlashReason, Balance};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// A part of a bond that was asked back.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct CoolingRecord {
	/// How much, in plancks.
	pub amount: Balance,
	/// The first block in which it can be withdrawn.
	pub released_at: u32,
}

/// The bond of an account.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug, Default)]
pub struct BondRecord {
	/// At stake and not asked back, in plancks.
	pub active: Balance,
	/// Asked back, ascending by the block of release.
	pub cooling: Vec<CoolingRecord>,
}

/// A slash that was not carried out yet.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct SlashRecord<AccountId> {
	/// Who is slashed.
	pub who: AccountId,
	/// How much, in plancks.
	pub amount: Balance,
	/// Why.
	pub reason: SlashReason,
	/// Who reported it, if anybody.
	pub reporter: Option<AccountId>,
	/// The first block in which anyone can carry it out.
	pub executes_at: u32,
	/// What is held for the appeal, in plancks; `None` when there is none.
	pub appeal_bond: Option<Balance>,
}
