// SPDX-License-Identifier: Apache-2.0
//! What the chain tells a worker, an auditor or a client about data and models: the answers of the
//! runtime APIs. Their SCALE encoding is read by the LoRA server, which checks all bytes that it
//! fetches against the commitments in here.

use crate::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, ContributionId, SnapshotId},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What an artifact is.
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
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ArtifactKind {
	/// A model that stands by itself.
	BaseModel,
	/// A LoRA adapter: low-rank updates of a base model.
	Adapter,
}

/// An artifact, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ArtifactRecord<AccountId> {
	/// Its identifier.
	pub id: ArtifactId,
	/// What it is.
	pub kind: ArtifactKind,
	/// Who owns it.
	pub owner: AccountId,
	/// The base model that it runs on; itself when it is one.
	pub base: ArtifactId,
	/// Commitment to its [`Manifest`](crate::manifest::Manifest).
	pub manifest: ContentCommitment,
	/// Where the manifest can be had: CID or URL.
	pub uri: Vec<u8>,
	/// The prices, when it is offered.
	pub prices: Option<PriceList>,
	/// The snapshots that it and its ancestors were trained on, ascending.
	pub snapshots: Vec<SnapshotId>,
}

/// An accepted contribution of a snapshot, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ContributionRecord<AccountId> {
	/// Its identifier.
	pub id: ContributionId,
	/// Who gave it.
	pub contributor: AccountId,
	/// Commitment to its canonical bytes.
	pub content: ContentCommitment,
	/// Where the bytes can be had: CID or URL.
	pub uri: Vec<u8>,
}
