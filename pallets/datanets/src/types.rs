// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	accumulator::{Accumulator, SnapshotLeaf, WithdrawalLeaf},
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId, SnapshotId},
	licence::Licence,
	merkle::Domain,
	records::{ContributionKind, DataKind, Reputation, Visibility},
	traits::{SnapshotInfo, Verdict},
	Balance,
};

/// The most tags of a Datanet.
pub const MAX_TAGS: u32 = 8;

/// The longest tag, in bytes.
pub const MAX_TAG_LEN: u32 = 32;

/// Text of at most `S` bytes, in UTF-8.
pub type Text<S> = BoundedVec<u8, S>;

/// A word to find a Datanet by. Not empty.
pub type Tag = Text<ConstU32<MAX_TAG_LEN>>;

/// What people read about a Datanet.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
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
	/// Words to find it by.
	pub tags: BoundedVec<Tag, ConstU32<MAX_TAGS>>,
}

/// Who decides about contributions.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub enum Policy<T: Config> {
	/// The Datanet's owner.
	Owner,
	/// So many of these.
	Committee {
		/// The members, ascending, none twice.
		members: BoundedVec<T::AccountId, T::MaxCommittee>,
		/// How many of them must say the same. At least one, at most all.
		threshold: u32,
	},
	/// Curators who stake on their judgement.
	Staked,
}

impl<T: Config> Policy<T> {
	/// Whether it can ever come to a decision: a committee's members ascend, and so many as it takes
	/// are there.
	pub(crate) fn is_sound(&self) -> bool {
		let Self::Committee { members, threshold } = self else { return true };
		let ascending = members.iter().zip(members.iter().skip(1)).all(|(a, b)| a < b);
		let reachable = usize::try_from(*threshold).is_ok_and(|least| least <= members.len());
		ascending && *threshold > 0 && reachable
	}
}

/// A collection of contributions.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Datanet<T: Config> {
	/// Who takes its snapshots and sets its terms.
	pub owner: T::AccountId,
	/// Whom the owner has offered it to.
	pub offered_to: Option<T::AccountId>,
	/// What people read about it.
	pub description: Description<T>,
	/// What it collects.
	pub kind: DataKind,
	/// The licence under which it is given out.
	pub licence: Licence,
	/// Who may train on it.
	pub visibility: Visibility,
	/// Who decides about contributions.
	pub policy: Policy<T>,
	/// How often the policy was set. Votes count under the policy that they were cast under.
	pub policy_version: u32,
	/// What a licence costs whoever buys one, in plancks; none is for sale without.
	pub entry_price: Option<Balance>,
	/// The part of the contributors' part that its curators keep.
	pub curators_cut: Perbill,
	/// Whether it takes no more contributions, snapshots and licences.
	pub retired: bool,
	/// The block in which it was created.
	pub created_at: BlockNumberFor<T>,
	/// The owner's deposit for the record and the [`Corpus`].
	pub deposit: T::DatanetDeposit,
}

impl<T: Config> Datanet<T> {
	/// What a Datanet of this description and policy takes of the state, its [`Corpus`] at its largest
	/// included, and the count that whoever hears of takedowns keeps of them.
	pub fn footprint(description: &Description<T>, policy: &Policy<T>) -> Footprint {
		let rest = <(
			(T::AccountId, Option<T::AccountId>, BlockNumberFor<T>, T::DatanetDeposit, Corpus),
			(DataKind, Licence, Visibility, u32, Option<Balance>, Perbill, bool),
			(DatanetId, u32, BlockNumberFor<T>),
		)>::max_encoded_len();
		let texts = description.encoded_size().saturating_add(policy.encoded_size());
		Footprint::from_parts(3, texts.saturating_add(rest))
	}
}

/// What a Datanet is created from.
pub(crate) struct NewDatanet<T: Config> {
	pub(crate) description: Description<T>,
	pub(crate) kind: DataKind,
	pub(crate) licence: Licence,
	pub(crate) visibility: Visibility,
	pub(crate) policy: Policy<T>,
	pub(crate) entry_price: Option<Balance>,
	pub(crate) curators_cut: Perbill,
}

/// What a Datanet has accepted so far, in constant space.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug, Default)]
pub struct Corpus {
	/// The accepted contributions, in the order of their acceptance.
	pub accepted: Accumulator,
	/// Those of them that were taken down, in the order of the takedowns.
	pub withdrawn: Accumulator,
	/// How many bytes the accepted ones have together that were not taken down.
	pub length: u64,
	/// How many snapshots were taken.
	pub snapshots: u32,
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

	/// Appends the takedown of an accepted contribution of `length` bytes and returns its place.
	/// `None` when nothing is left to take down.
	pub(crate) fn take_down(&mut self, leaf: WithdrawalLeaf, length: u32) -> Option<u32> {
		let length = self.length.checked_sub(length.into())?;
		let order = self.withdrawn.append(Domain::Withdrawal, &leaf.encode())?;
		self.length = length;
		Some(order)
	}

	/// The root over all that was accepted.
	pub(crate) fn root(&self) -> H256 {
		self.accepted.root(Domain::Snapshot)
	}

	/// The root over what was taken down.
	pub(crate) fn withdrawn_root(&self) -> H256 {
		self.withdrawn.root(Domain::Withdrawal)
	}
}

/// How far a contribution has come.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
	/// Waits to be judged.
	Pending {
		/// What its contributor has at stake until then, in plancks.
		bond: Balance,
		/// Whether it was given when staked curators decided: then they do, whatever policy follows.
		staked: bool,
	},
	/// Is part of the Datanet.
	Accepted {
		/// Its place among the accepted ones, counted from zero. The snapshots that accepted more than
		/// this include it.
		index: u32,
	},
	/// Was part of the Datanet, and is no more.
	Withdrawn {
		/// Its place among the accepted ones, which it keeps: older snapshots still include it.
		index: u32,
		/// Its place among what was taken down, counted from zero. The snapshots that had seen more
		/// takedowns than this do not include it.
		order: u32,
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
	/// The licence under which it was given.
	pub licence: Licence,
	/// What it is.
	pub kind: ContributionKind,
	/// How far it has come.
	pub status: Status,
	/// The block in which it was given, full ones not counted.
	pub submitted_at: BlockNumberFor<T>,
	/// The contributor's deposit for all that the contribution takes of the state.
	pub deposit: T::ContributionDeposit,
}

impl<T: Config> Contribution<T> {
	/// What a contribution with this uri and licence takes of the state for good: its record, its
	/// entries by root, by place and by takedown, and its contributor's reputation.
	pub fn footprint(uri: &Text<T::MaxUriLen>, licence: &Licence) -> Footprint {
		let record = <(
			(DatanetId, T::AccountId, ContentCommitment, ContributionKind, Status),
			(BlockNumberFor<T>, T::ContributionDeposit),
		)>::max_encoded_len();
		let entries = <(
			(DatanetId, H256, ContributionId),
			[(DatanetId, u32, ContributionId); 2],
			(T::AccountId, Reputation),
		)>::max_encoded_len();
		let texts = uri.encoded_size().saturating_add(licence.encoded_size());
		Footprint::from_parts(5, texts.saturating_add(record).saturating_add(entries))
	}

	/// The same while it is pending: with the votes of as many as a committee can have.
	pub fn pending_footprint(uri: &Text<T::MaxUriLen>, licence: &Licence) -> Footprint {
		let Footprint { count, size } = Self::footprint(uri, licence);
		let ballot = <(ContributionId, Ballot<T>)>::max_encoded_len();
		Footprint {
			count: count.saturating_add(1),
			size: size.saturating_add(u64::try_from(ballot).unwrap_or(u64::MAX)),
		}
	}
}

/// What a member of a committee, or an owner, says about a contribution.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub enum Judgement<T: Config> {
	/// It becomes part of the Datanet.
	Accept,
	/// It is turned down, and may come again.
	Reject {
		/// Why.
		reason: Text<T::MaxNoteLen>,
	},
	/// It is turned down as spam: its bond is lost.
	Spam,
}

impl<T: Config> Judgement<T> {
	/// What is decided, without the reason.
	pub fn verdict(&self) -> Verdict {
		match self {
			Self::Accept => Verdict::Accept,
			Self::Reject { .. } => Verdict::Reject,
			Self::Spam => Verdict::Spam,
		}
	}
}

impl<T: Config> From<Verdict> for Judgement<T> {
	fn from(verdict: Verdict) -> Self {
		match verdict {
			Verdict::Accept => Self::Accept,
			Verdict::Reject => Self::Reject { reason: BoundedVec::new() },
			Verdict::Spam => Self::Spam,
		}
	}
}

/// What a committee has said so far about a pending contribution.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Ballot<T: Config> {
	/// The version of the policy that the votes were cast under. Under another they count nothing.
	pub policy_version: u32,
	/// The block of the first vote, full ones not counted.
	pub opened_at: BlockNumberFor<T>,
	/// Who said what, in the order of the votes. Nobody is there twice.
	pub votes: BoundedVec<(T::AccountId, Verdict), T::MaxCommittee>,
}

/// A pending contribution that somebody calls spam.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Report<T: Config> {
	/// Who says so.
	pub reporter: T::AccountId,
	/// What is on hold for it until the contribution is decided, in plancks.
	pub bond: Balance,
	/// The block in which it was reported, full ones not counted.
	pub reported_at: BlockNumberFor<T>,
}

/// What a Datanet had accepted and taken down when the snapshot was taken. Never changes.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Snapshot<T: Config> {
	/// The Datanet that it was taken of.
	pub datanet: DatanetId,
	/// Its number among those of its Datanet, from one.
	pub version: u32,
	/// Root of the accumulator over all that had been accepted.
	pub root: H256,
	/// How many those are. Above `withdrawn`.
	pub accepted: u32,
	/// How many of those had been taken down. The snapshot does not include them.
	pub withdrawn: u32,
	/// Root of the accumulator over those; zero when there are none.
	pub withdrawn_root: H256,
	/// How many bytes the included contributions have together. Not zero.
	pub length: u64,
	/// The snapshot of the same Datanet before this one.
	pub parent: Option<SnapshotId>,
	/// What its taker says of it.
	pub note: Text<T::MaxNoteLen>,
	/// The block in which it was taken.
	pub taken_at: BlockNumberFor<T>,
	/// Who took it, and deposited for it.
	pub taken_by: T::AccountId,
	/// The deposit for the record.
	pub deposit: T::SnapshotDeposit,
}

impl<T: Config> Snapshot<T> {
	/// What a snapshot with this note takes of the state.
	pub fn footprint(note: &Text<T::MaxNoteLen>) -> Footprint {
		let rest = <(
			(DatanetId, u32, H256, u32, u32, H256, u64),
			(Option<SnapshotId>, BlockNumberFor<T>, T::AccountId, T::SnapshotDeposit),
		)>::max_encoded_len();
		Footprint::from_parts(1, note.encoded_size().saturating_add(rest))
	}

	/// What others need to know of it.
	pub fn info(&self) -> SnapshotInfo {
		SnapshotInfo {
			datanet: self.datanet,
			root: self.root,
			accepted: self.accepted,
			withdrawn: self.withdrawn,
			withdrawn_root: self.withdrawn_root,
			length: self.length,
		}
	}

	/// Whether it includes the contribution: of its Datanet, accepted before, and not taken down
	/// before.
	pub(crate) fn includes(&self, contribution: &Contribution<T>) -> bool {
		let included = match contribution.status {
			Status::Pending { .. } => false,
			Status::Accepted { index } => index < self.accepted,
			Status::Withdrawn { index, order } => index < self.accepted && order >= self.withdrawn,
		};
		included && contribution.datanet == self.datanet
	}
}

/// What somebody asks access for.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct AccessRequest<T: Config> {
	/// What for.
	pub purpose: Text<T::MaxNoteLen>,
	/// The last block of it; without end when there is none.
	pub until: Option<BlockNumberFor<T>>,
	/// What is offered for it and on hold, in plancks.
	pub offer: Balance,
	/// The block in which it was asked for.
	pub requested_at: BlockNumberFor<T>,
	/// The deposit of whoever asks, which becomes the grant's.
	pub deposit: T::AccessDeposit,
}

/// Leave to train on a Datanet.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Grant<T: Config> {
	/// What for. Empty when it was bought.
	pub purpose: Text<T::MaxNoteLen>,
	/// The last block of it; without end when there is none.
	pub until: Option<BlockNumberFor<T>>,
	/// What was paid for it, in plancks.
	pub price: Balance,
	/// Where the key to the bytes can be had, encrypted for the holder. Empty until the owner says.
	pub key_uri: Text<T::MaxUriLen>,
	/// The block in which it was granted.
	pub granted_at: BlockNumberFor<T>,
	/// The holder's deposit for the record.
	pub deposit: T::AccessDeposit,
}

impl<T: Config> Grant<T> {
	/// What access for this purpose takes of the state, first as a request, then as a grant with the
	/// longest uri.
	pub fn footprint(purpose: &Text<T::MaxNoteLen>) -> Footprint {
		let rest = <(
			(DatanetId, T::AccountId, Option<BlockNumberFor<T>>, Balance),
			(Text<T::MaxUriLen>, BlockNumberFor<T>, T::AccessDeposit),
		)>::max_encoded_len();
		Footprint::from_parts(1, purpose.encoded_size().saturating_add(rest))
	}

	/// Whether it holds in block `now`.
	pub(crate) fn holds(&self, now: BlockNumberFor<T>) -> bool {
		self.until.is_none_or(|until| until >= now)
	}
}
