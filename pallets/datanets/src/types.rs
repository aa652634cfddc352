// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	accumulator::{Accumulator, SnapshotLeaf},
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId, SnapshotId},
	merkle::Domain,
	traits::SnapshotInfo,
	Balance,
};

/// Text of at most `S` bytes, in UTF-8.
pub type Text<S> = BoundedVec<u8, S>;

/// What people read about a Datanet.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Description<T: Config> {
	/// Its name. Not empty; nothing keeps two Datanets from having the same.
	pub name: Text<T::MaxNameLen>,
	/// What it is about, in a few sentences.
	pub summary: Text<T::MaxSummaryLen>,
	/// Where its full description can be had: CID or URL.
	pub uri: Text<T::MaxUriLen>,
	/// The licence of its contributions, as an SPDX expression. Not empty.
	pub licence: Text<T::MaxLicenceLen>,
}

/// A curated collection of contributions.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Datanet<T: Config> {
	/// Who curates it and takes its snapshots.
	pub owner: T::AccountId,
	/// What people read about it.
	pub description: Description<T>,
	/// The block in which it was created.
	pub created_at: BlockNumberFor<T>,
	/// The owner's deposit for the record and the [`Corpus`].
	pub deposit: T::DatanetDeposit,
}

impl<T: Config> Datanet<T> {
	/// What a Datanet of this description takes of the state, its [`Corpus`] at its largest included.
	pub fn footprint(description: &Description<T>) -> Footprint {
		let rest =
			<(T::AccountId, BlockNumberFor<T>, T::DatanetDeposit, Corpus)>::max_encoded_len();
		Footprint::from_parts(1, description.encoded_size().saturating_add(rest))
	}
}

/// What a Datanet has accepted so far, in constant space.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug, Default)]
pub struct Corpus {
	/// The accepted contributions, in the order of their acceptance.
	pub accepted: Accumulator,
	/// How many bytes they have together.
	pub length: u64,
	/// The snapshot that was taken last.
	pub latest_snapshot: Option<SnapshotId>,
}

impl Corpus {
	/// Appends an accepted contribution and returns its place, or `None` when there is no more.
	pub(crate) fn append<A: Encode>(&mut self, leaf: &SnapshotLeaf<A>) -> Option<u32> {
		let length = self.length.checked_add(leaf.content.length.into())?;
		let index = self.accepted.append(Domain::Snapshot, &leaf.encode())?;
		self.length = length;
		Some(index)
	}

	/// The root of a snapshot that is taken now.
	pub(crate) fn root(&self) -> H256 {
		self.accepted.root(Domain::Snapshot)
	}
}

/// How far a contribution has come.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
	/// Waits for the curator.
	Pending {
		/// What its contributor has at stake until then, in plancks.
		bond: Balance,
	},
	/// Is part of the Datanet.
	Accepted {
		/// Its place among the accepted ones, counted from zero. The snapshots that accepted more than
		/// this include it.
		index: u32,
	},
}

/// Bytes that somebody gave to a Datanet. Only the commitment to them is on chain.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Contribution<T: Config> {
	/// The Datanet that it was given to.
	pub datanet: DatanetId,
	/// Who gave it, and earns by it.
	pub contributor: T::AccountId,
	/// Commitment to its canonical bytes.
	pub content: ContentCommitment,
	/// Where the bytes can be had: CID or URL.
	pub uri: Text<T::MaxUriLen>,
	/// How far it has come.
	pub status: Status,
	/// The block in which it was given.
	pub submitted_at: BlockNumberFor<T>,
	/// The contributor's deposit for the record and the two index entries.
	pub deposit: T::ContributionDeposit,
}

impl<T: Config> Contribution<T> {
	/// What a contribution with this uri takes of the state: its record, its entry by root, and the one
	/// among the accepted.
	pub fn footprint(uri: &Text<T::MaxUriLen>) -> Footprint {
		let record = <(
			(DatanetId, T::AccountId, ContentCommitment, Status),
			(BlockNumberFor<T>, T::ContributionDeposit),
		)>::max_encoded_len();
		let entries =
			<((DatanetId, H256, ContributionId), (DatanetId, u32, ContributionId))>::max_encoded_len();
		Footprint::from_parts(1, uri.encoded_size().saturating_add(record).saturating_add(entries))
	}
}

/// What a Datanet had accepted when the snapshot was taken: the first `accepted` ones. Never changes.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Snapshot<T: Config> {
	/// The Datanet that it was taken of.
	pub datanet: DatanetId,
	/// Root of the accumulator over its contributions.
	pub root: H256,
	/// How many those are. Not zero.
	pub accepted: u32,
	/// How many bytes they have together. Not zero.
	pub length: u64,
	/// The snapshot of the same Datanet before this one.
	pub parent: Option<SnapshotId>,
	/// The block in which it was taken.
	pub taken_at: BlockNumberFor<T>,
	/// Who took it, and deposited for it.
	pub taken_by: T::AccountId,
	/// The deposit for the record.
	pub deposit: T::SnapshotDeposit,
}

impl<T: Config> Snapshot<T> {
	/// What a snapshot takes of the state.
	pub fn footprint() -> Footprint {
		Footprint::from_mel::<Self>()
	}

	/// What others need to know of it.
	pub fn info(&self) -> SnapshotInfo {
		SnapshotInfo {
			datanet: self.datanet,
			root: self.root,
			accepted: self.accepted,
			length: self.length,
		}
	}
}
