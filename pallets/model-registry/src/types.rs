// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::ArtifactId,
	licence::Licence,
	records::{
		ArtifactKind, ArtifactStatus, Credit, Evaluation, ParentRecord, RoyaltyTerms, Snapshots,
		MAX_CREDITS, MAX_METRIC_LEN, MAX_NAME_LEN, MAX_PARENTS, MAX_URI_LEN,
	},
};

/// The most ancestors of an artifact, as [`Lineage::ancestors`] counts them.
pub const MAX_ANCESTORS: u32 = 1_024;

/// The longest reason of a revocation, in bytes.
pub const MAX_REASON_LEN: u32 = 256;

/// Artifacts that another one cannot answer without, ascending.
pub type Parts = BoundedVec<ArtifactId, ConstU32<MAX_PARENTS>>;

/// The name of a metric, in UTF-8.
pub type Metric = BoundedVec<u8, ConstU32<MAX_METRIC_LEN>>;

/// Why an artifact is revoked, in UTF-8.
pub type Reason = BoundedVec<u8, ConstU32<MAX_REASON_LEN>>;

/// What people read about an artifact.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Description {
	/// Its name. Not empty; nothing keeps two artifacts from having the same.
	pub name: BoundedVec<u8, ConstU32<MAX_NAME_LEN>>,
	/// Where its manifest can be had: CID or URL.
	pub uri: BoundedVec<u8, ConstU32<MAX_URI_LEN>>,
	/// Its licence.
	pub licence: Licence,
}

/// What its owner asks of others and gives to them.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Terms<AccountId> {
	/// What it asks of its children. A child keeps the terms that it was registered under.
	pub royalty: RoyaltyTerms,
	/// Whom it credits.
	pub credits: BoundedVec<Credit<AccountId>, ConstU32<MAX_CREDITS>>,
	/// What an answer costs; `None` when it is not offered.
	pub prices: Option<PriceList>,
}

/// What an artifact was made from.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug, Default)]
pub struct Lineage {
	/// The artifacts that it was made from; the first of an adapter's is its base model.
	pub parents: BoundedVec<ParentRecord, ConstU32<MAX_PARENTS>>,
	/// The snapshots that it was trained on itself, or indexes.
	pub trained_on: Snapshots,
	/// The snapshots that it and its ancestors were trained on.
	pub snapshots: Snapshots,
	/// What it is made with when it answers, besides its base model: a workflow's and a prompt's parents,
	/// and the parts of these. Ascending. When one of them is revoked, it is not offered.
	pub parts: Parts,
	/// How many artifacts it descends from, each counted as often as there are ways to it; but an
	/// adapter's base model, and what that descends from, once.
	pub ancestors: u32,
}

/// The place of an artifact among its versions.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Version {
	/// Counted from one.
	pub number: u32,
	/// The version before it.
	pub previous: Option<ArtifactId>,
	/// The version after it.
	pub successor: Option<ArtifactId>,
}

/// A model, an adapter or what else answers are made with.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Artifact<T: Config> {
	/// What it is.
	pub kind: ArtifactKind,
	/// Whether it may be asked and built upon.
	pub status: ArtifactStatus,
	/// Who owns it.
	pub owner: T::AccountId,
	/// Whom the owner offered it to.
	pub offered_to: Option<T::AccountId>,
	/// The base model that it runs on; itself when it is one.
	pub base: Option<ArtifactId>,
	/// Commitment to its manifest, which names all its files.
	pub manifest: ContentCommitment,
	/// What people read about it.
	pub description: Description,
	/// What it was made from.
	pub lineage: Lineage,
	/// Its place among its versions.
	pub version: Version,
	/// What its owner asks of others and gives to them.
	pub terms: Terms<T::AccountId>,
	/// The block in which it was registered.
	pub registered_at: BlockNumberFor<T>,
	/// The owner's deposit for the record and its entry by manifest.
	pub deposit: T::ArtifactDeposit,
}

impl<T: Config> Artifact<T> {
	/// What an artifact takes of the state: its record, and its entry by manifest. Nothing that can
	/// change of the record changes it.
	pub fn footprint(
		description: &Description,
		lineage: &Lineage,
		credits: &[Credit<T::AccountId>],
	) -> Footprint {
		let rest = <(
			(ArtifactKind, ArtifactStatus, T::AccountId, Option<T::AccountId>),
			(Option<ArtifactId>, ContentCommitment, Version),
			(RoyaltyTerms, Option<PriceList>, BlockNumberFor<T>, T::ArtifactDeposit),
			(H256, ArtifactId),
		)>::max_encoded_len();
		let size = (description, lineage, credits).encoded_size().saturating_add(rest);
		Footprint::from_parts(2, size)
	}
}

/// A manifest that only one account can register, for it was delivered to it.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Reservation<AccountId> {
	/// Who can.
	pub builder: AccountId,
	/// How often it was delivered. Not zero.
	pub count: u32,
}

/// What somebody measured of an artifact.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Measured<T: Config> {
	/// What was measured.
	pub evaluation: Evaluation,
	/// Whether the evaluator was paid for it, and cannot take it back.
	pub paid: bool,
	/// The block in which it was recorded.
	pub evaluated_at: BlockNumberFor<T>,
	/// The evaluator's deposit for the record.
	pub deposit: T::EvaluationDeposit,
}

impl<T: Config> Measured<T> {
	/// What an evaluation by this metric takes of the state, its key included. Its value changes
	/// nothing about it.
	pub fn footprint(metric: &Metric) -> Footprint {
		let rest = <(
			(ArtifactId, H256, T::AccountId),
			(H256, i64, H256, bool, BlockNumberFor<T>, T::EvaluationDeposit),
		)>::max_encoded_len();
		Footprint::from_parts(1, metric.encoded_size().saturating_add(rest))
	}
}

/// What was taken down of a Datanet.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Takedowns<BlockNumber> {
	/// How many contributions, over all time.
	pub count: u32,
	/// The block of the last.
	pub last: BlockNumber,
}
