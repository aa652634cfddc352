// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, SnapshotId},
	records::ArtifactKind,
	traits::MAX_SNAPSHOTS,
};

/// The most parents of an artifact, its base model included.
pub const MAX_PARENTS: u32 = 16;

/// The most ancestors of an artifact, as [`Lineage::ancestors`] counts them.
pub const MAX_ANCESTORS: u32 = 1_024;

/// Text of at most `S` bytes, in UTF-8.
pub type Text<S> = BoundedVec<u8, S>;

/// Snapshots, ascending, none twice.
pub type Snapshots = BoundedVec<SnapshotId, ConstU32<MAX_SNAPSHOTS>>;

/// What people read about an artifact.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Description<T: Config> {
	/// Its name. Not empty; nothing keeps two artifacts from having the same.
	pub name: Text<T::MaxNameLen>,
	/// Where its manifest can be had: CID or URL.
	pub uri: Text<T::MaxUriLen>,
	/// Its licence, as an SPDX expression. Not empty.
	pub licence: Text<T::MaxLicenceLen>,
}

/// What its owner asks of others.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
	/// The part of the owners' part of each child's fees that goes to this artifact's owner. A child
	/// keeps the royalty that it was registered under.
	pub royalty: Perbill,
	/// What an answer costs; `None` when it is not offered.
	pub prices: Option<PriceList>,
}

/// An edge of the lineage.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parent {
	/// What the child was made from.
	pub artifact: ArtifactId,
	/// The parent's royalty when the child was registered. It holds for good.
	pub royalty: Perbill,
}

/// What an artifact was made from.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug, Default)]
pub struct Lineage {
	/// The artifacts that it was made from; the first of an adapter's is its base model.
	pub parents: BoundedVec<Parent, ConstU32<MAX_PARENTS>>,
	/// The snapshots that it was trained on itself.
	pub trained_on: Snapshots,
	/// The snapshots that it and its ancestors were trained on.
	pub snapshots: Snapshots,
	/// How many artifacts it descends from. The base model counts once, and an adapter as often as
	/// there are ways to it.
	pub ancestors: u32,
}

/// A model or an adapter.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Artifact<T: Config> {
	/// What it is.
	pub kind: ArtifactKind,
	/// Who owns it.
	pub owner: T::AccountId,
	/// The base model that it runs on; itself when it is one.
	pub base: ArtifactId,
	/// Commitment to its manifest, which names all its files.
	pub manifest: ContentCommitment,
	/// What people read about it.
	pub description: Description<T>,
	/// What it was made from.
	pub lineage: Lineage,
	/// What its owner asks of others.
	pub terms: Terms,
	/// The block in which it was registered.
	pub registered_at: BlockNumberFor<T>,
	/// The owner's deposit for the record and its entry by manifest.
	pub deposit: T::ArtifactDeposit,
}

impl<T: Config> Artifact<T> {
	/// What an artifact takes of the state: its record, and its entry by manifest. Other prices change
	/// nothing about it.
	pub fn footprint(description: &Description<T>, lineage: &Lineage) -> Footprint {
		let rest = <(
			(ArtifactKind, T::AccountId, ArtifactId, ContentCommitment),
			(Terms, BlockNumberFor<T>, T::ArtifactDeposit),
			(H256, ArtifactId),
		)>::max_encoded_len();
		Footprint::from_parts(1, (description, lineage).encoded_size().saturating_add(rest))
	}
}
