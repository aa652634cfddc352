// SPDX-License-Identifier: Apache-2.0
//! Of models.

use crate::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, DatanetId, SnapshotId},
	licence::Licence,
	traits::MAX_SNAPSHOTS,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::{ConstU32, H256},
	sp_runtime::BoundedVec,
};
use scale_info::TypeInfo;

/// The most parents of an artifact, its base model included.
pub const MAX_PARENTS: u32 = 16;
/// The most people whom an artifact credits.
pub const MAX_CREDITS: u32 = 8;
/// The longest name of an artifact, in bytes.
pub const MAX_NAME_LEN: u32 = 64;
/// The longest uri, in bytes.
pub const MAX_URI_LEN: u32 = 256;
/// The longest name of a metric, in bytes.
pub const MAX_METRIC_LEN: u32 = 32;

/// Snapshots, ascending, none twice.
pub type Snapshots = BoundedVec<SnapshotId, ConstU32<MAX_SNAPSHOTS>>;

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
	/// A prompt: text that is put before what is asked.
	Prompt,
	/// An index over snapshots from which answers are grounded.
	RetrievalIndex,
	/// A pipeline of other artifacts.
	Workflow,
}

/// In what an artifact goes back to a parent.
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
	PartialOrd,
	Ord,
	Debug,
)]
pub enum EdgeRole {
	/// It was made from it: the base model of an adapter, an adapter that was trained on, a model that a
	/// prompt was written for.
	DerivedFrom,
	/// It is prompted with it.
	PromptedBy,
	/// It retrieves from it.
	RetrievesFrom,
	/// It is a part of it.
	ComposedOf,
}

/// As what somebody made an artifact better.
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
	PartialOrd,
	Ord,
	Debug,
)]
pub enum CreditRole {
	/// Chose and cleaned its data.
	Curator,
	/// Measured it.
	Evaluator,
	/// Wrote its prompts.
	PromptEngineer,
	/// Trained it.
	FineTuner,
	/// Built an adapter that it rests on.
	AdapterBuilder,
	/// Knows the field.
	DomainExpert,
	/// Put its parts together.
	WorkflowDesigner,
}

/// The part that an artifact's owner asks of its children.
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
pub struct RoyaltyTerms {
	/// Of the owners' part of each child's fees.
	pub share: Perbill,
	/// The last block in which it is due; `None` when it is due for good.
	pub until: Option<u32>,
}

/// Somebody whom an artifact credits.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Credit<AccountId> {
	/// Who.
	pub who: AccountId,
	/// As what.
	pub role: CreditRole,
	/// The part of the owners' part of the artifact's fees that goes to them. May be zero.
	pub share: Perbill,
}

/// An artifact that a new one goes back to.
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
pub struct NewParent {
	/// The parent.
	pub artifact: ArtifactId,
	/// In what.
	pub role: EdgeRole,
}

/// All that an artifact is registered with.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct NewArtifact<AccountId> {
	/// What it is.
	pub kind: ArtifactKind,
	/// Its name, in UTF-8. Not empty; nothing keeps two artifacts from having the same.
	pub name: BoundedVec<u8, ConstU32<MAX_NAME_LEN>>,
	/// Commitment to its [`Manifest`](crate::manifest::Manifest), which names all its files.
	pub manifest: ContentCommitment,
	/// Where the manifest can be had, in UTF-8: CID or URL.
	pub uri: BoundedVec<u8, ConstU32<MAX_URI_LEN>>,
	/// Its licence.
	pub licence: Licence,
	/// The snapshots that it was trained on itself, or indexes; ascending, none twice.
	pub snapshots: Snapshots,
	/// The artifacts that it was made from; the first of an adapter's is its base model.
	pub parents: BoundedVec<NewParent, ConstU32<MAX_PARENTS>>,
	/// Whom it credits.
	pub credits: BoundedVec<Credit<AccountId>, ConstU32<MAX_CREDITS>>,
	/// What it asks of its children.
	pub royalty: RoyaltyTerms,
	/// What an answer costs; `None` when it is not offered.
	pub prices: Option<PriceList>,
	/// The artifact of the same owner and kind that it is a newer version of.
	pub previous: Option<ArtifactId>,
	/// Whether it is registered as a draft, which nobody can ask or build upon until it is published.
	pub draft: bool,
}

/// What somebody measured of an artifact.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Evaluation {
	/// Names the benchmark: the hash of its definition and data.
	pub benchmark: H256,
	/// What was measured, such as `exact_match`, in UTF-8. Not empty.
	pub metric: BoundedVec<u8, ConstU32<MAX_METRIC_LEN>>,
	/// The value, in millionths.
	pub value_micros: i64,
	/// Merkle root over the answers and their marks; zero when none are kept.
	pub evidence_root: H256,
}

/// Whether an artifact may be asked and built upon.
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
pub enum ArtifactStatus {
	/// Not yet published: nobody can ask it, and only its owner can build upon it.
	Draft,
	/// Can be asked and built upon.
	Active,
	/// Can still be asked and built upon, but its owner advises against it.
	Deprecated,
	/// Cannot be asked or built upon any more, for good.
	Revoked,
}

impl ArtifactStatus {
	/// Whether anyone may ask the artifact and build upon it: it is active or deprecated.
	pub fn is_public(self) -> bool {
		matches!(self, Self::Active | Self::Deprecated)
	}
}

/// An artifact that another goes back to, and on what terms.
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
pub struct ParentRecord {
	/// The parent.
	pub artifact: ArtifactId,
	/// In what.
	pub role: EdgeRole,
	/// What the parent asked when the child was registered. It holds for good.
	pub royalty: RoyaltyTerms,
}

/// An artifact, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ArtifactRecord<AccountId> {
	/// Its identifier.
	pub id: ArtifactId,
	/// What it is.
	pub kind: ArtifactKind,
	/// Whether it may be asked and built upon.
	pub status: ArtifactStatus,
	/// Who owns it.
	pub owner: AccountId,
	/// The base model that it runs on; itself when it is one. A prompt or an index of no model has none.
	pub base: Option<ArtifactId>,
	/// Its name, in UTF-8.
	pub name: Vec<u8>,
	/// Commitment to its [`Manifest`](crate::manifest::Manifest).
	pub manifest: ContentCommitment,
	/// Where the manifest can be had: CID or URL.
	pub uri: Vec<u8>,
	/// Its licence.
	pub licence: Licence,
	/// The prices, when it is offered. A draft or a revoked artifact cannot be asked whatever they are.
	pub prices: Option<PriceList>,
	/// What it asks of its children.
	pub royalty: RoyaltyTerms,
	/// Which version it is, counted from one.
	pub version: u32,
	/// The version before it.
	pub previous: Option<ArtifactId>,
	/// The version after it.
	pub successor: Option<ArtifactId>,
	/// The artifacts that it was made from.
	pub parents: Vec<ParentRecord>,
	/// How many artifacts it descends from, at most: one to which several ways lead may count more than
	/// once.
	pub ancestors: u32,
	/// Whom it credits.
	pub credits: Vec<Credit<AccountId>>,
	/// The snapshots that it was trained on itself, or indexes, ascending.
	pub trained_on: Vec<SnapshotId>,
	/// The snapshots that it and its ancestors were trained on, ascending.
	pub snapshots: Vec<SnapshotId>,
	/// The Datanets, ascending, of which something was taken down after one of `snapshots` was taken.
	pub taken_down: Vec<DatanetId>,
	/// The block in which it was registered.
	pub registered_at: u32,
}

/// An artifact in a lineage.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ArtifactNode<AccountId> {
	/// Its identifier.
	pub id: ArtifactId,
	/// What it is.
	pub kind: ArtifactKind,
	/// Whether it may be asked and built upon.
	pub status: ArtifactStatus,
	/// Who owns it.
	pub owner: AccountId,
	/// The artifacts that it was made from.
	pub parents: Vec<ParentRecord>,
	/// The snapshots that it was trained on itself, or indexes, ascending.
	pub snapshots: Vec<SnapshotId>,
}

/// What somebody measured of an artifact, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct EvaluationRecord<AccountId> {
	/// The artifact.
	pub artifact: ArtifactId,
	/// Who measured it. It may be the artifact's owner.
	pub evaluator: AccountId,
	/// What was measured.
	pub evaluation: Evaluation,
	/// The block in which it was recorded.
	pub evaluated_at: u32,
}
