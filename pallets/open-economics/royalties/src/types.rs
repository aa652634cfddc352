// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps, and what it says of those who earn.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	distribution::DistributionRoot,
	ids::{ContributionId, DistributionId},
	Balance,
};

/// As what somebody earned a part of a fee.
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
pub enum Role {
	/// As the protocol, which also gets what nobody else is there for.
	Protocol,
	/// As the worker that computed the answer.
	Worker,
	/// As an owner of the artifact or one of its parents, or as somebody whom it credits.
	Owner,
	/// As the contributor of a contribution that the answer rests on.
	Contributor(ContributionId),
}

/// A root under which cannot be drawn yet.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pending<BlockNumber> {
	/// The root.
	pub root: DistributionRoot,
	/// The first block in which can be drawn under it.
	pub active_at: BlockNumber,
}

/// A pool that is paid out by roots of cumulative amounts.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Distribution<T: Config> {
	/// Who opened it, and deposits for it. Funds it and posts its roots, unless it is managed.
	pub operator: T::AccountId,
	/// Whether another pallet funds it and posts its roots, which are active at once.
	pub managed: bool,
	/// All that was ever paid in, in plancks. When it is closed: what was drawn.
	pub funded: Balance,
	/// All that was ever drawn, in plancks. At most the active root's total.
	pub drawn: Balance,
	/// How many contributions have drawn. At most the active root's leaves.
	pub entries: u32,
	/// The root under which can be drawn, unless the time of the pending one has come.
	pub active: DistributionRoot,
	/// The root that follows it.
	pub pending: Option<Pending<BlockNumberFor<T>>>,
	/// The block in which a root was last posted; the one in which it was opened when none was.
	pub posted_at: BlockNumberFor<T>,
	/// Whether nothing can be drawn any more. It stays until what was drawn is cleared.
	pub closed: bool,
	/// For how many leaves the deposit pays: no root has more.
	pub prepared: u32,
	/// The operator's deposit for the record, and for an entry for each leaf.
	pub deposit: T::DistributionDeposit,
}

impl<T: Config> Distribution<T> {
	/// What a distribution with so many leaves takes of the state when all of them have drawn: the record,
	/// and an item for each.
	pub fn footprint(leaves: u32) -> Footprint {
		let record = DistributionId::max_encoded_len().saturating_add(Self::max_encoded_len());
		let entry = <(DistributionId, ContributionId, Balance)>::max_encoded_len();
		let leaves = usize::try_from(leaves).unwrap_or(usize::MAX);
		let size = record.saturating_add(leaves.saturating_mul(entry));
		Footprint::from_parts(leaves.saturating_add(1), size)
	}
}
