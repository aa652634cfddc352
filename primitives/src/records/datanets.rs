// SPDX-License-Identifier: Apache-2.0
//! Of Datanets.

use crate::{
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId, SnapshotId},
	licence::Licence,
	traits::{SnapshotInfo, Verdict},
	Balance,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;

/// What a Datanet collects.
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
pub enum DataKind {
	/// Prose.
	Text,
	/// Source code.
	Code,
	/// Rows of tables.
	Table,
}

/// Who may train on a Datanet.
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
pub enum Visibility {
	/// Everybody.
	Public,
	/// Its owner, and whoever has a grant.
	Private,
}

/// What a contribution is.
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
pub enum ContributionKind {
	/// Rows of data, one to a document.
	Rows,
	/// Whole documents.
	Document,
	/// What an expert says about other data.
	ExpertReview,
	/// Labels of other data.
	LabelSet,
}

/// How an account's contributions have been judged. Earnings are the royalty ledger's.
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
pub struct Reputation {
	/// How many became part of a Datanet.
	pub accepted: u32,
	/// How many were turned down.
	pub rejected: u32,
	/// How many were turned down as spam.
	pub spam: u32,
}

/// Who decides about contributions.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum CurationPolicy<AccountId> {
	/// The Datanet's owner.
	Owner,
	/// So many of these.
	Committee {
		/// The members, ascending.
		members: Vec<AccountId>,
		/// How many of them must say the same.
		threshold: u32,
	},
	/// Curators who stake on their judgement.
	Staked,
}

/// A Datanet, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct DatanetRecord<AccountId> {
	/// Who owns it.
	pub owner: AccountId,
	/// Whom the owner has offered it to.
	pub offered_to: Option<AccountId>,
	/// Its name, in UTF-8.
	pub name: Vec<u8>,
	/// What it is about, in UTF-8.
	pub summary: Vec<u8>,
	/// Where its full description can be had: CID or URL.
	pub uri: Vec<u8>,
	/// Words to find it by, in UTF-8.
	pub tags: Vec<Vec<u8>>,
	/// What it collects.
	pub kind: DataKind,
	/// The licence under which it is given out.
	pub licence: Licence,
	/// Who may train on it.
	pub visibility: Visibility,
	/// Who decides about contributions.
	pub policy: CurationPolicy<AccountId>,
	/// What a licence costs whoever buys one, in plancks; none is for sale without.
	pub entry_price: Option<Balance>,
	/// The part of the contributors' part that its curators keep.
	pub curators_cut: Perbill,
	/// Whether it takes no more contributions, snapshots and licences.
	pub retired: bool,
	/// The block in which it was created.
	pub created_at: u32,
	/// How many contributions it has accepted, those that were taken down included.
	pub accepted: u32,
	/// How many of those were taken down.
	pub withdrawn: u32,
	/// How many bytes the others have together.
	pub bytes: u64,
	/// How many snapshots it has.
	pub snapshots: u32,
	/// The newest of them.
	pub latest_snapshot: Option<SnapshotId>,
}

/// A snapshot with its history.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct SnapshotRecord<AccountId> {
	/// What it fixes.
	pub info: SnapshotInfo,
	/// Its number among those of its Datanet, from one.
	pub version: u32,
	/// The snapshot of the same Datanet before this one.
	pub parent: Option<SnapshotId>,
	/// What its taker said of it, in UTF-8.
	pub note: Vec<u8>,
	/// The block in which it was taken.
	pub taken_at: u32,
	/// Who took it.
	pub taken_by: AccountId,
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
	/// Its place among what was taken down before the snapshot, when it was: the snapshot's root commits
	/// to it, and nothing else is made of it.
	pub withdrawn: Option<u32>,
}

/// How far a contribution has come.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub enum ContributionStatus<AccountId> {
	/// Waits to be judged.
	Pending {
		/// What its contributor has at stake until then, in plancks.
		bond: Balance,
		/// Whether staked curators judge it.
		staked: bool,
		/// Who reported it as spam.
		reporter: Option<AccountId>,
		/// What the committee's members have said so far.
		votes: Vec<(AccountId, Verdict)>,
	},
	/// Is part of the Datanet.
	Accepted {
		/// Its place among the accepted ones.
		index: u32,
	},
	/// Was part of the Datanet, and is no more.
	Withdrawn {
		/// Its place among the accepted ones.
		index: u32,
		/// Its place among what was taken down.
		order: u32,
	},
}

/// A contribution with its state.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ContributionView<AccountId> {
	/// The Datanet that it was given to.
	pub datanet: DatanetId,
	/// Who gave it.
	pub contributor: AccountId,
	/// Commitment to its canonical bytes.
	pub content: ContentCommitment,
	/// Where the bytes can be had: CID or URL.
	pub uri: Vec<u8>,
	/// The licence under which it was given.
	pub licence: Licence,
	/// What it is.
	pub kind: ContributionKind,
	/// The block in which it was given.
	pub submitted_at: u32,
	/// How far it has come.
	pub status: ContributionStatus<AccountId>,
}

/// Access to a Datanet that somebody asks for.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct RequestRecord {
	/// What for, in UTF-8.
	pub purpose: Vec<u8>,
	/// The last block of it; without end when there is none.
	pub until: Option<u32>,
	/// What is offered for it, in plancks.
	pub offer: Balance,
	/// The block in which it was asked for.
	pub requested_at: u32,
}

/// Access to a Datanet that somebody has.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct GrantRecord {
	/// What for, in UTF-8.
	pub purpose: Vec<u8>,
	/// The last block of it; without end when there is none.
	pub until: Option<u32>,
	/// What was paid for it, in plancks.
	pub price: Balance,
	/// Where the key to the bytes can be had, encrypted for the holder.
	pub key_uri: Vec<u8>,
	/// The block in which it was granted.
	pub granted_at: u32,
}

/// What stands between an account and a Datanet.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AccessRecord {
	/// What the account asks for.
	pub request: Option<RequestRecord>,
	/// What the account has.
	pub grant: Option<GrantRecord>,
}

/// A page of what was taken down of a snapshot after it was taken.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TakedownPage {
	/// Contributions that the snapshot includes, in the order of their takedowns.
	pub contributions: Vec<ContributionId>,
	/// Where the next page starts; nothing when this was the last.
	pub next: Option<u32>,
}
