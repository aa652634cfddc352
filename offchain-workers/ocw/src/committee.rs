// SPDX-License-Identifier: Apache-2.0
//! Seats in committees and reviews: judge, commit, reveal, conclude.
//!
//! A judgement is [sealed](vault) before it is committed to, and what is sealed is all that is ever committed to
//! and revealed. Silence is slashed and [`Judgement::Unavailable`] is not, so this is what a member commits to
//! when its server has not judged near the end of the window.

use crate::{
	desk::Desk,
	memory::{Seat, RESUBMIT_AFTER},
	vault::{self, Sealed},
	Call, Chain, Judged, LOG_TARGET,
};
use alloc::{collections::BTreeSet, format, vec::Vec};
use core::fmt;
use openledger_primitives::{
	committee::Judgement,
	ids::RequestId,
	jobs::{judgement_job_id, JobRequest, JudgementResult, PublishedAnswer, Task, WIRE_VERSION},
	records::{Duty, DutyStep},
};
use polkadot_sdk::{sp_core::H256, sp_runtime::DispatchError};

/// Of the window to commit, the part that is kept for a judgement that nobody had.
const RESERVE_PART: u32 = 4;
/// The fewest blocks that are kept for that: one for the transaction, and one to spare.
const LEAST_RESERVE: u32 = 2;
/// The most.
const MOST_RESERVE: u32 = 16;

/// Blocks after the end of a seat in which a reorganisation could bring it back: what was sealed is kept.
pub const KEEP_SEALED: u32 = 256;

/// How many blocks each member waits for the one before it to conclude.
const TURN: u32 = 2;

/// How many committees a key looks at in one run for those that it does not remember.
const SEARCHED: u32 = 16;

/// Why a server's judgement is not committed to.
enum Unfit {
	Engine { found: u32, expected: u32 },
	Chain(DispatchError),
	NotKept,
}

impl fmt::Display for Unfit {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Engine { found, expected } => write!(
				f,
				"the server attributes by version {found} of the engine, and the request asks for \
				 version {expected}"
			),
			Self::Chain(error) => {
				write!(f, "the chain would refuse the server's judgement: {}", <&str>::from(*error))
			},
			Self::NotKept => f.write_str(
				"the node's local storage does not keep the judgement: is its disk full?",
			),
		}
	}
}

/// Reveals what can be revealed, commits to what is sealed, and returns the answers that the server is to be
/// asked about now.
pub fn attend<C: Chain>(desk: &mut Desk<C>) -> Vec<(Duty, Judged)> {
	let mut duties = desk.duties.clone();
	// What the next block is too late for is left alone.
	duties.retain(|duty| duty.step != DutyStep::Answer && duty.until > desk.now);
	duties.sort_unstable_by_key(|duty| (duty.until, duty.request));
	let mut undecided = Vec::new();
	for duty in duties {
		let Some(judged) = C::judged(duty.request) else { continue };
		let request = judged.request;
		let job = name::<C>(&judged);
		let seat = Seat { owed_in: desk.block, over_since: None };
		desk.memory.seats.insert((request, job), seat);
		match (duty.step, vault::find(&desk.name, &job)) {
			(DutyStep::Reveal, Some(sealed)) => reveal(desk, request, sealed),
			(DutyStep::Reveal, None) => missing(desk, request),
			(_, Some(sealed)) => commit(desk, request, &sealed),
			(_, None) => {
				if is_urgent::<C>(desk, &duty) || desk.memory.judgements.due(request, desk.block) {
					undecided.push((duty, judged));
				}
			},
		}
	}
	undecided
}

/// The name of the job that judges.
fn name<C: Chain>(judged: &Judged) -> H256 {
	judgement_job_id(&C::genesis(), judged.request, &judged.statement.output)
}

/// The job that judges.
pub fn job<C: Chain>(judged: &Judged, deadline: u32) -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: name::<C>(judged),
		task: Task::Judgement(PublishedAnswer {
			request: judged.request,
			artifact: judged.artifact,
			input: judged.input.clone(),
			input_commitment: judged.input_commitment,
			output: judged.statement.output,
			output_tokens: judged.statement.output_tokens,
			input_tokens: Some(judged.statement.input_tokens),
			max_output_tokens: Some(judged.max_output_tokens),
			source: judged.source.clone(),
			min_words: judged.min_words,
		}),
		deadline,
	}
}

/// Notes that the server has no judgement of the answer to `request`; `at_least` so many blocks pass until it
/// is asked again, unless the window ends before.
pub fn failed<C: Chain>(
	desk: &mut Desk<C>,
	request: RequestId,
	at_least: u32,
	why: &dyn fmt::Display,
) {
	let again = desk.memory.judgements.note(request, desk.block, at_least);
	log::warn!(target: LOG_TARGET, "judgement of request {request}: {why}. Again in block {again}");
}

/// Commits to what the server found, if it could be revealed.
pub fn found<C: Chain>(desk: &mut Desk<C>, judged: &Judged, result: JudgementResult) {
	let request = judged.request;
	if !result.reason.is_empty() {
		let reason = crate::server::excerpt(&result.reason);
		log::warn!(target: LOG_TARGET, "judgement of request {request}: the server says {reason:?}");
	}
	let sealed = fit::<C>(judged, &result)
		.and_then(|()| seal(desk, &name::<C>(judged), result.judgement).ok_or(Unfit::NotKept));
	match sealed {
		Ok(sealed) => commit(desk, request, &sealed),
		Err(why) => failed(desk, request, 0, &why),
	}
}

/// Fails when `result` could not be revealed.
fn fit<C: Chain>(judged: &Judged, result: &JudgementResult) -> Result<(), Unfit> {
	let (found, expected) = (result.engine_version, judged.engine_version);
	// Without a vector no engine had a part in it.
	if result.judgement.vector().is_some() && found != expected {
		return Err(Unfit::Engine { found, expected });
	}
	C::check_judgement(judged.request, &result.judgement).map_err(Unfit::Chain)
}

fn seal<C: Chain>(desk: &Desk<C>, job: &H256, judgement: Judgement) -> Option<Sealed> {
	vault::seal(&desk.name, job, judgement)
}

/// Commits to [`Judgement::Unavailable`] where the window ends soon and there is no judgement.
pub fn fall_back<C: Chain>(desk: &mut Desk<C>, undecided: &[(Duty, Judged)]) {
	for (duty, judged) in undecided {
		// What is sealed is final, so nothing is before it can be committed to.
		if !is_urgent::<C>(desk, duty) || !desk.may_submit() {
			continue;
		}
		let job = name::<C>(judged);
		if vault::find(&desk.name, &job).is_some() {
			continue;
		}
		let request = judged.request;
		match seal(desk, &job, Judgement::Unavailable) {
			Some(sealed) => {
				log::warn!(
					target: LOG_TARGET,
					"request {request}: no judgement of the answer is there in time, \"unavailable\" stands for it",
				);
				commit(desk, request, &sealed);
			},
			None => failed(desk, request, 0, &Unfit::NotKept),
		}
	}
}

/// Whether the window to commit ends so soon that something has to be committed to.
fn is_urgent<C: Chain>(desk: &Desk<C>, duty: &Duty) -> bool {
	let reserve = (C::commit_window() / RESERVE_PART).clamp(LEAST_RESERVE, MOST_RESERVE);
	duty.until.saturating_sub(desk.now) <= reserve
}

fn commit<C: Chain>(desk: &mut Desk<C>, request: RequestId, sealed: &Sealed) {
	if !desk.may_submit() || !desk.memory.commits.due(request, desk.block) {
		return;
	}
	let commitment = C::commitment(&desk.key, request, &sealed.judgement, sealed.salt);
	let what = format!("commitment to a judgement of request {request}");
	let sent = desk.send(Call::Commit { request, commitment }, &what);
	let at_least = sent.as_ref().map_or(0, |()| RESUBMIT_AFTER);
	let again = desk.memory.commits.note_pressing(request, desk.block, at_least);
	if let Err(obstacle) = sent {
		log::warn!(target: LOG_TARGET, "{what}: {obstacle}. Again in block {again}");
	}
}

fn reveal<C: Chain>(desk: &mut Desk<C>, request: RequestId, sealed: Sealed) {
	if !desk.may_submit() || !desk.memory.reveals.due(request, desk.block) {
		return;
	}
	let Sealed { judgement, salt } = sealed;
	let what = format!("judgement of request {request}");
	let sent = desk.send(Call::Reveal { request, judgement, salt }, &what);
	let at_least = sent.as_ref().map_or(0, |()| RESUBMIT_AFTER);
	let again = desk.memory.reveals.note_pressing(request, desk.block, at_least);
	if let Err(obstacle) = sent {
		log::warn!(target: LOG_TARGET, "{what}: {obstacle}. Again in block {again}");
	}
}

/// Says that a judgement cannot be revealed, in some blocks only.
fn missing<C: Chain>(desk: &mut Desk<C>, request: RequestId) {
	if desk.memory.reveals.due(request, desk.block) {
		desk.memory.reveals.note(request, desk.block, 0);
		log::error!(
			target: LOG_TARGET,
			"request {request}: the judgement that the worker has committed to is not in this node's local \
			 storage, so it cannot be revealed: was it committed to by another node?",
		);
	}
}

/// Has committees concluded whose turn it is to do that, but for those in `taken`, and forgets seats that ended
/// long ago.
pub fn conclude<C: Chain>(desk: &mut Desk<C>, taken: &mut BTreeSet<RequestId>) {
	search(desk);
	let block = desk.block;
	let mut seats = core::mem::take(&mut desk.memory.seats);
	seats.retain(|(request, job), seat| {
		if C::owes(&desk.key, *request) {
			seat.owed_in = block;
		}
		let place = C::concludable(&desk.key, *request);
		seat.over_since = place.map(|_| match seat.over_since {
			// Later than now is a block of another branch.
			Some(since) if since <= block => since,
			_ => block,
		});
		if let (Some(place), Some(since)) = (place, seat.over_since) {
			// One after the other: all but the first would pay for a call that fails.
			let turn = since.saturating_add(place.saturating_mul(TURN));
			if block >= turn && !taken.contains(request) && conclude_one(desk, *request) {
				taken.insert(*request);
			}
		}
		let is_over = place.is_none() && block.abs_diff(seat.owed_in) > KEEP_SEALED;
		if is_over {
			vault::forget(&desk.name, job);
		}
		!is_over
	});
	desk.memory.seats = seats;
}

/// Looks for committees of the key's account that can be concluded and that it does not remember: the memory was
/// lost. A part of all committees in each run.
fn search<C: Chain>(desk: &mut Desk<C>) {
	let seen = C::committees(desk.memory.search, SEARCHED);
	desk.memory.search = seen.last().copied();
	for request in seen {
		if C::concludable(&desk.key, request).is_none() {
			continue;
		}
		if let Some(judged) = C::judged(request) {
			let seat = Seat { owed_in: desk.block, over_since: None };
			desk.memory.seats.entry((request, name::<C>(&judged))).or_insert(seat);
		}
	}
}

/// Whether it was submitted.
fn conclude_one<C: Chain>(desk: &mut Desk<C>, request: RequestId) -> bool {
	if !desk.may_submit() || !desk.memory.conclusions.due(request, desk.block) {
		return false;
	}
	let what = format!("conclusion of request {request}");
	let sent = desk.send(Call::Conclude(request), &what);
	// Whether it went well shows when there is no committee any more.
	let again = desk.memory.conclusions.note(request, desk.block, RESUBMIT_AFTER);
	if let Err(obstacle) = &sent {
		log::warn!(target: LOG_TARGET, "{what}: {obstacle}. Again in block {again}");
	}
	sent.is_ok()
}
