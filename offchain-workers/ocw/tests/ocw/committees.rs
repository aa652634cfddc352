// SPDX-License-Identifier: Apache-2.0
//! Committees of the chain in memory. They have the chain's phases, and keep what each member has ever
//! committed to, on whatever branch.

use crate::chain::{assignment, genesis, Call};
use openledger_ocw::Judged;
use openledger_primitives::{
	commitment::ContentCommitment,
	committee::{judgement_commitment, AnswerStatement, Judgement},
	ids::RequestId,
	records::{Duty, DutyStep},
};
use polkadot_sdk::{
	sp_core::{sr25519, H256},
	sp_runtime::DispatchError,
};

/// How many blocks there are to commit, and then to reveal.
pub const WINDOW: u32 = 20;

#[derive(Clone, Debug)]
pub struct Seat {
	pub key: [u8; 32],
	pub commitment: Option<H256>,
	pub revealed: Option<Judgement>,
}

#[derive(Clone, Debug)]
pub struct Panel {
	pub judged: Judged,
	pub seats: Vec<Seat>,
	pub commit_until: u32,
	pub reveal_until: u32,
	pub concluded: bool,
}

/// What the author states about the answer to request 1, unless a test says otherwise.
pub fn statement(answer: &str) -> AnswerStatement {
	AnswerStatement {
		output: ContentCommitment::of_document(answer).unwrap(),
		input_tokens: 5,
		output_tokens: 8,
	}
}

impl Panel {
	/// A committee that begins in block `now`.
	pub fn begun(
		request: RequestId,
		statement: AnswerStatement,
		members: &[[u8; 32]],
		now: u32,
	) -> Self {
		let asked = assignment(request.0, now);
		let judged = Judged {
			request,
			artifact: asked.artifact,
			input: asked.input,
			input_commitment: asked.input_commitment,
			statement,
			max_output_tokens: asked.max_output_tokens,
			source: Some("https://author.example".into()),
			min_words: asked.min_words,
			engine_version: 1,
		};
		let seat = |key: &[u8; 32]| Seat { key: *key, commitment: None, revealed: None };
		Self {
			judged,
			seats: members.iter().map(seat).collect(),
			commit_until: now + WINDOW,
			reveal_until: now + 2 * WINDOW,
			concluded: false,
		}
	}

	pub fn place(&self, key: &[u8; 32]) -> Option<usize> {
		self.seats.iter().position(|seat| seat.key == *key)
	}

	pub fn owes(&self, key: &[u8; 32]) -> bool {
		self.place(key).is_some_and(|place| self.seats[place].revealed.is_none())
	}

	fn may_commit(&self, now: u32) -> bool {
		now <= self.commit_until && self.seats.iter().any(|seat| seat.commitment.is_none())
	}

	fn may_reveal(&self, now: u32) -> bool {
		let hidden = |seat: &Seat| seat.commitment.is_some() && seat.revealed.is_none();
		!self.may_commit(now) && now <= self.reveal_until && self.seats.iter().any(hidden)
	}

	pub fn is_over(&self, now: u32) -> bool {
		!self.concluded && !self.may_commit(now) && !self.may_reveal(now)
	}

	pub fn duty(&self, key: &[u8; 32], now: u32) -> Option<Duty> {
		let seat = &self.seats[self.place(key)?];
		let request = self.judged.request;
		if self.concluded {
			None
		} else if seat.commitment.is_none() && self.may_commit(now) {
			Some(Duty { request, step: DutyStep::Commit, until: self.commit_until })
		} else if seat.commitment.is_some() && seat.revealed.is_none() && self.may_reveal(now) {
			Some(Duty { request, step: DutyStep::Reveal, until: self.reveal_until })
		} else {
			None
		}
	}

	/// What committing or revealing does, or would do.
	pub fn try_call(
		&mut self,
		key: &sr25519::Public,
		call: &Call,
		now: u32,
		carry_out: bool,
	) -> Result<(), DispatchError> {
		let refused = |why| Err(DispatchError::Other(why));
		let (may_commit, may_reveal) = (self.may_commit(now), self.may_reveal(now));
		let Some(place) = self.place(&key.0).filter(|_| !self.concluded) else {
			return refused("NotMember");
		};
		let seat = &mut self.seats[place];
		match call {
			Call::Commit { .. } if seat.commitment.is_some() => refused("AlreadyCommitted"),
			Call::Commit { .. } if !may_commit => refused("CommitOver"),
			Call::Commit { commitment, .. } => {
				if carry_out {
					seat.commitment = Some(*commitment);
				}
				Ok(())
			},
			Call::Reveal { .. } if seat.revealed.is_some() => refused("AlreadyRevealed"),
			Call::Reveal { .. } if !may_reveal => refused("RevealNotOpen"),
			Call::Reveal { request, judgement, salt } => {
				let bound = judgement_commitment(genesis(), *request, key, judgement, *salt);
				if seat.commitment != Some(bound) {
					return refused("CommitmentMismatch");
				}
				if carry_out {
					seat.revealed = Some(judgement.clone());
				}
				Ok(())
			},
			other => panic!("{other:?} is about no seat"),
		}
	}
}
