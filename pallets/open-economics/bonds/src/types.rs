// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps of a bond.

use crate::Config;
use frame::prelude::*;
use openledger_primitives::{traits::SlashReason, Balance};

/// A part of a bond that was asked back and can still be slashed.
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
pub struct Cooling<BlockNumber> {
	/// In plancks. Not zero.
	pub amount: Balance,
	/// The first block in which it can be withdrawn.
	pub released_at: BlockNumber,
}

/// The bond of one account. All of it is on hold in that account.
#[derive(
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	DefaultNoBound,
)]
#[scale_info(skip_type_params(T))]
pub struct Ledger<T: Config> {
	/// At stake and not asked back, in plancks.
	pub active: Balance,
	/// Asked back, ascending by the block of release, no block twice.
	pub cooling: BoundedVec<Cooling<BlockNumberFor<T>>, T::MaxCooling>,
}

/// A slash that was not carried out yet. What was slashed is on hold in the account of `who`, and so is
/// what is at stake for an appeal.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Slash<T: Config> {
	/// Who is slashed.
	pub who: T::AccountId,
	/// What was taken out of the bond, in plancks. Not zero.
	pub amount: Balance,
	/// Why.
	pub reason: SlashReason,
	/// Who reported it, if anybody.
	pub reporter: Option<T::AccountId>,
	/// The first block in which anyone can carry it out.
	pub executes_at: BlockNumberFor<T>,
	/// What is held for the appeal, in plancks; `None` when there is none.
	pub appeal_bond: Option<Balance>,
}
