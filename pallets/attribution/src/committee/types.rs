// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps of committees.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::{
	deps::sp_core::H256,
	prelude::{BoundedVec, ConstU32},
};
use openledger_primitives::{
	committee::AnswerStatement,
	records::{Members, MAX_COMMITTEE},
	Balance,
};
use scale_info::TypeInfo;

/// The answer of a request that a committee judges. Who judges it is in [`Panels`](crate::Panels).
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
pub struct CommitteeState<BlockNumber> {
	/// What the author stated.
	pub statement: AnswerStatement,
	/// What the answer costs by the request's prices, in plancks, the checks not counted.
	pub fee: Balance,
	/// The block in which it was published.
	pub published_at: BlockNumber,
}

/// How far a member is.
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
pub enum SeatState {
	/// It has not committed to a judgement.
	Waiting,
	/// It has committed to one, by this hash.
	Committed(H256),
	/// It has revealed it: [`Judgements`](crate::Judgements).
	Revealed,
}

/// A member of a committee.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Seat<AccountId> {
	/// The worker.
	pub member: AccountId,
	/// How far it is.
	pub state: SeatState,
}

/// What the members of a committee can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
	/// Commit to judgements.
	Commit,
	/// Reveal them.
	Reveal,
	/// Nothing more: it can be concluded.
	Over,
}

/// A committee that judges an answer.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Panel<AccountId, BlockNumber> {
	/// Its members. Of a request that asked for a committee, the first is the author of the answer.
	pub seats: BoundedVec<Seat<AccountId>, ConstU32<MAX_COMMITTEE>>,
	/// The last block in which judgements are committed, unless all have committed before.
	pub commit_until: BlockNumber,
	/// The last block in which they are revealed, unless nothing is left to reveal before.
	pub reveal_until: BlockNumber,
}

impl<AccountId: PartialEq, BlockNumber: PartialOrd> Panel<AccountId, BlockNumber> {
	/// A committee that has yet to begin.
	pub(crate) fn new(
		members: Members<AccountId>,
		commit_until: BlockNumber,
		reveal_until: BlockNumber,
	) -> Self {
		let seats = members.into_iter().map(|member| Seat { member, state: SeatState::Waiting });
		// As many seats as members, and both have the same bound.
		let seats = BoundedVec::truncate_from(seats.collect());
		Self { seats, commit_until, reveal_until }
	}

	/// What can be done in block `now`. Once all have committed, nobody waits for the window's end to
	/// reveal; once all that was committed is revealed, nobody waits to conclude.
	pub fn phase(&self, now: BlockNumber) -> Phase {
		let is_waiting = |seat: &Seat<AccountId>| seat.state == SeatState::Waiting;
		let is_committed = |seat: &Seat<AccountId>| matches!(seat.state, SeatState::Committed(_));
		if now <= self.commit_until && self.seats.iter().any(is_waiting) {
			Phase::Commit
		} else if now <= self.reveal_until && self.seats.iter().any(is_committed) {
			Phase::Reveal
		} else {
			Phase::Over
		}
	}

	/// The place of `who`, if it is a member.
	pub fn place_of(&self, who: &AccountId) -> Option<usize> {
		self.seats.iter().position(|seat| seat.member == *who)
	}

	/// How far the member at `place` is.
	pub fn state_at(&self, place: usize) -> Option<SeatState> {
		self.seats.get(place).map(|seat| seat.state)
	}

	pub(crate) fn set_state(&mut self, place: usize, state: SeatState) {
		if let Some(seat) = self.seats.get_mut(place) {
			seat.state = state;
		}
	}
}

/// A review: a proved answer that somebody wants a committee to judge.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Review<AccountId, BlockNumber> {
	/// Who asked for it.
	pub challenger: AccountId,
	/// What the challenger loses to the author when the answer stands, in plancks. On hold.
	pub bond: Balance,
	/// What each member in good standing gets, in plancks. On hold, for all members.
	pub pay: Balance,
	/// How many members there are to be.
	pub size: u8,
	/// The block of the chain, full ones counted, in which it was asked for. Only a seed that came out
	/// later may draw its members, and only from those who were on the roster before.
	pub asked_in: BlockNumber,
	/// How many places the roster had then. Among these is drawn, whoever joins.
	pub places: u32,
}

impl<AccountId, BlockNumber> Review<AccountId, BlockNumber> {
	/// What is on hold for it, in plancks: the bond, and the pay of all members.
	pub fn escrow(&self) -> Balance {
		self.bond.saturating_add(self.pay.saturating_mul(self.size.into()))
	}
}

/// How a committee ended.
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
pub enum CommitteeVerdict {
	/// The answer is the artifact's, and it rests on what most say it does.
	Genuine,
	/// The answer is the artifact's, but it does not rest on what the proof says.
	Strayed,
	/// The answer is not the artifact's.
	Foreign,
	/// Fewer than a strict majority of the seats agree.
	NoQuorum,
}
