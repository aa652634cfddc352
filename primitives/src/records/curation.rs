// SPDX-License-Identifier: Apache-2.0
//! Of staked curators and their ballots.

use crate::{ids::DatanetId, traits::Verdict, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A curator of one Datanet, as the chain has it.
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
pub struct CuratorRecord<BlockNumber> {
	/// What is on hold, in plancks. The weight of the next vote.
	pub stake: Balance,
	/// The most that the open votes can cost together, in plancks. Never more than the stake.
	pub at_risk: Balance,
	/// How many votes are not settled yet.
	pub open_votes: u32,
	/// The first block in which the stake can be withdrawn, when the curator is leaving.
	pub leaving: Option<BlockNumber>,
}

/// The revealed votes of a ballot, each weighed by its curator's stake, in plancks.
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
pub struct BallotTally {
	/// For accepting.
	pub accept: Balance,
	/// For rejecting.
	pub reject: Balance,
	/// For rejecting as spam.
	pub spam: Balance,
}

impl BallotTally {
	/// Adds `weight` to what is for `verdict`, or returns `None` when the sum is too large.
	#[must_use]
	pub fn with(mut self, verdict: Verdict, weight: Balance) -> Option<Self> {
		let sum = match verdict {
			Verdict::Accept => &mut self.accept,
			Verdict::Reject => &mut self.reject,
			Verdict::Spam => &mut self.spam,
		};
		*sum = sum.checked_add(weight)?;
		Some(self)
	}

	/// The verdict with more weight than each of the others, or `None` when there is no such one.
	pub fn leader(&self) -> Option<Verdict> {
		let Self { accept, reject, spam } = *self;
		if accept > reject.max(spam) {
			Some(Verdict::Accept)
		} else if reject > accept.max(spam) {
			Some(Verdict::Reject)
		} else if spam > accept.max(reject) {
			Some(Verdict::Spam)
		} else {
			None
		}
	}
}

/// How a ballot ended.
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
pub enum BallotOutcome {
	/// The majority, or governance on appeal, decided so.
	Decided(Verdict),
	/// Too few votes, or as many for one verdict as for another: rejected, for nothing enters a Datanet
	/// undecided. Nobody was wrong.
	Undecided,
	/// There was nothing to decide any more, or the verdict could not be carried out.
	Void,
}

/// How far a ballot has come. `majority` is the leading verdict, or nothing when the curators did not
/// decide and the contribution is rejected for that.
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
pub enum BallotStage<AccountId, BlockNumber> {
	/// Votes are committed, and then revealed.
	Voting,
	/// The votes are counted, and the losing party may appeal.
	Closed {
		/// What the curators decided, if they did.
		majority: Option<Verdict>,
		/// The first block in which nobody can appeal any more.
		appeal_until: BlockNumber,
	},
	/// Governance is asked.
	Appealed {
		/// What the curators decided, if they did.
		majority: Option<Verdict>,
		/// Who appealed.
		by: AccountId,
		/// What is on hold for it, in plancks.
		bond: Balance,
		/// The first block in which governance cannot decide any more.
		decide_until: BlockNumber,
	},
	/// The outcome is final; the votes are being settled.
	Concluded {
		/// It.
		outcome: BallotOutcome,
	},
}

/// A ballot on a contribution, as the chain has it.
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
pub struct BallotRecord<AccountId, BlockNumber> {
	/// The Datanet whose curators vote.
	pub datanet: DatanetId,
	/// The first block in which nobody can commit any more, and votes can be revealed.
	pub commit_until: BlockNumber,
	/// The first block in which nobody can reveal any more, and the ballot can be closed.
	pub reveal_until: BlockNumber,
	/// How many votes were committed.
	pub commits: u32,
	/// How many of them were revealed.
	pub reveals: u32,
	/// How many of them are settled.
	pub settled: u32,
	/// The revealed votes.
	pub tally: BallotTally,
	/// How far it has come.
	pub stage: BallotStage<AccountId, BlockNumber>,
}
