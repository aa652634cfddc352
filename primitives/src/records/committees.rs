// SPDX-License-Identifier: Apache-2.0
//! Of committees: who judges which answer, and how far they are.

use crate::{
	committee::{AnswerStatement, Judgement},
	ids::RequestId,
	Balance,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// How far a member of a committee is.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum SeatStage {
	/// It has not committed to a judgement.
	Waiting,
	/// It has committed to one.
	Committed,
	/// It has revealed it.
	Revealed,
}

/// A member of a committee.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct SeatView<AccountId> {
	/// The worker.
	pub member: AccountId,
	/// How far it is.
	pub stage: SeatStage,
	/// What it found, once it was revealed.
	pub judgement: Option<Judgement>,
}

/// A committee that judges an answer. Blocks are those of the clock of deadlines.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct CommitteeView<AccountId> {
	/// Its members. Of a request that asked for a committee, the first is the author of the answer.
	pub seats: Vec<SeatView<AccountId>>,
	/// What is judged.
	pub statement: AnswerStatement,
	/// What the answer costs, in plancks, the checks not counted.
	pub fee: Balance,
	/// The last block in which judgements are committed. Revealing begins after it, or when all have
	/// committed.
	pub commit_until: u32,
	/// The last block in which judgements are revealed.
	pub reveal_until: u32,
}

/// A review that somebody asked for: a committee judges a proved answer again.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ReviewView<AccountId> {
	/// Who asked for it.
	pub challenger: AccountId,
	/// What it loses to the author when the answer stands, in plancks.
	pub bond: Balance,
	/// What each member in good standing gets, in plancks.
	pub pay: Balance,
	/// Whether they are drawn. If not, they are in one of the next blocks.
	pub convened: bool,
}

/// What a worker is expected to do.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum DutyStep {
	/// Answer: with a proof, or, as the author in a committee, by publishing the answer.
	Answer,
	/// Judge the published answer, and commit to the judgement.
	Commit,
	/// Reveal the judgement.
	Reveal,
}

/// A duty of a worker.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Duty {
	/// The request that it is about.
	pub request: RequestId,
	/// What is to be done.
	pub step: DutyStep,
	/// The last block in which it can be done, by the clock of deadlines.
	pub until: u32,
}
