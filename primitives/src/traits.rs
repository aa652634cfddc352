// SPDX-License-Identifier: Apache-2.0
//! The traits by which pallets know each other.
//!
//! No pallet names another one: each takes what it needs as one of these traits in its `Config`,
//! and the runtime says who implements it.

use crate::{
	commitment::ContentCommitment,
	fee::{FeeParts, PriceList},
	ids::{ArtifactId, ContributionId, DatanetId, RequestId, SnapshotId},
	vector::AttributionVector,
	Balance,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::{DispatchError, DispatchResult},
};
use scale_info::TypeInfo;

/// What others need to know of a snapshot.
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
pub struct SnapshotInfo {
	/// The Datanet that it was taken of.
	pub datanet: DatanetId,
	/// Merkle root over its accepted contributions.
	pub root: H256,
	/// How many those are. Not zero.
	pub accepted: u32,
	/// How many bytes they have together. Not zero.
	pub length: u64,
}

/// What others need to know of a contribution.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ContributionInfo<AccountId> {
	/// The Datanet that it was given to.
	pub datanet: DatanetId,
	/// Who gave it, and earns by it.
	pub contributor: AccountId,
	/// Commitment to its canonical bytes.
	pub content: ContentCommitment,
}

/// Datanets, for whoever trains on them, attributes to them or pays them.
pub trait Datanets<AccountId> {
	/// The snapshot, or `None` when there is none of this number.
	fn snapshot(id: SnapshotId) -> Option<SnapshotInfo>;

	/// The contribution, or `None` when there never was one of this number. A withdrawn
	/// contribution is still here: history is not rewritten.
	fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>>;

	/// Whether the contribution is among the accepted ones of the snapshot.
	fn includes(snapshot: SnapshotId, contribution: ContributionId) -> bool;
}

/// The most snapshots that an artifact and its ancestors can rest on together. Bounds what a proof
/// and its settlement look at.
pub const MAX_SNAPSHOTS: u32 = 16;

/// The most accounts that share the owners' part of a fee: an artifact's owner and its parents'.
pub const MAX_OWNERS: u32 = 17;

/// The lineage of artifacts, for whoever serves, attributes or pays them.
pub trait Lineage<AccountId> {
	/// The prices of the artifact, or `None` when it does not exist or is not offered.
	fn prices(id: ArtifactId) -> Option<PriceList>;

	/// The base model that the artifact runs on: itself when it is one. `None` when it does not exist
	/// or runs on none.
	fn base(id: ArtifactId) -> Option<ArtifactId>;

	/// The snapshots that the artifact and its ancestors were trained on, ascending, none twice, at
	/// most [`MAX_SNAPSHOTS`]. Attribution looks in these and nowhere else.
	fn snapshots(id: ArtifactId) -> Vec<SnapshotId>;

	/// Who takes which part of the owners' part of a fee: owner, parents by their royalty terms,
	/// evaluators. The shares sum to one, and nobody is named twice; empty when the artifact does not
	/// exist. At most [`MAX_OWNERS`].
	fn owners(id: ArtifactId) -> Vec<(AccountId, Perbill)>;
}

/// A fee that is due, with everybody whom it is due to.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Settlement<AccountId> {
	/// What was asked.
	pub request: RequestId,
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// The account that paid.
	pub payer: AccountId,
	/// Who computed the answer.
	pub worker: AccountId,
	/// The fee in parts.
	pub parts: FeeParts,
	/// Who shares in the contributors' part.
	pub vector: AttributionVector,
}

/// The ledger to which settled fees are credited.
pub trait RoyaltySink<AccountId> {
	/// Where the fee must be when it is credited.
	fn pot() -> AccountId;

	/// Credits all parts of a fee whose sum has just been moved to [`Self::pot`]. Nobody is paid
	/// here; people claim.
	///
	/// # Errors
	/// When the parts cannot be credited whole. The caller's transaction must then fail as a whole,
	/// the transfer included.
	fn credit(settlement: &Settlement<AccountId>) -> DispatchResult;
}

/// Why a bond is slashed.
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
pub enum SlashReason {
	/// An evidence leaf is not true.
	FalseEvidence,
	/// A match, or an earlier holder, was left out.
	OmittedEvidence,
	/// The vector does not follow from the evidence.
	WrongArithmetic,
	/// A challenge was not answered in time.
	Silence,
	/// A committed judgement was not revealed in time.
	MissedReveal,
	/// A judgement strayed past the tolerance.
	Strayed,
	/// An answer is not the named artifact's.
	ForeignAnswer,
	/// A challenge failed.
	FrivolousChallenge,
}

/// Bonds, for whoever trusts them.
pub trait Bonds<AccountId> {
	/// What `who` has at stake, in plancks: bonded, and neither slashed nor withdrawn. What is
	/// cooling down counts, for it can still be slashed.
	fn bonded(who: &AccountId) -> Balance;

	/// What `who` has at stake and has not asked back, in plancks: what new duties are given for.
	fn active(who: &AccountId) -> Balance;

	/// Takes up to `amount` plancks of the bond of `who`, gives `reporter` the part that governance
	/// set, and returns what was taken in all.
	///
	/// # Errors
	/// When the bond cannot be changed; then nothing is taken.
	fn slash(
		who: &AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&AccountId>,
	) -> Result<Balance, DispatchError>;
}
