// SPDX-License-Identifier: Apache-2.0
//! Who gets a request: workers drawn from the roster of its base model, by bond.
//!
//! Each seat is drawn by rejection. A place is drawn evenly, and its worker taken with the probability
//! `min(active bond, BOND_CAP * minimum) / (BOND_CAP * minimum)`; else another place is drawn. So of two
//! workers who are eligible the one with twice the bond, below the cap, gets twice the seats, and whoever
//! splits a bond between two accounts gets as many as before. After [`CANDIDATES`] draws the first
//! eligible worker that was seen has the seat.
//!
//! Drawn is among the places that the roster had when the request was asked, and only workers who were there
//! before: whoever joins when the seed is known changes nothing.

use crate::{
	Assigned, Config, Event, Pallet, Queue, QueueEntry, QueueHead, QueueLen, RequestOf,
	RequestState, Requests, Roster, RosterLen, Unsettled, WorkerOf, Workers,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use frame::prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, RequestId},
	records::Members,
	traits::{Bonds, Lineage},
	Balance,
};

/// How many places are drawn for one seat before the first eligible worker that was seen has it.
pub const CANDIDATES: u32 = 16;
/// Of how many minimal bonds a worker's chance grows with its bond.
pub const BOND_CAP: u32 = 8;
/// After how many turns in which no workers were found a request leaves the queue.
pub const MAX_ATTEMPTS: u32 = 8;

/// What the subjects of random seeds begin with: other uses of the same source have other seeds.
const SEED_DOMAIN: &[u8; 24] = b"openledger/assignment/v1";

/// For what members are drawn: when it was asked, and how many places the roster had then.
pub(crate) struct Call<BlockNumber> {
	pub(crate) wanted: u32,
	pub(crate) asked_in: BlockNumber,
	pub(crate) places: u32,
}

/// By what a worker is judged while seats are drawn; read once for all of a request's.
struct Terms<BlockNumber> {
	now: BlockNumber,
	period: BlockNumber,
	minimum: Balance,
	/// What is at stake for each answer.
	stake: Balance,
	room: u32,
}

impl<T: Config> Pallet<T> {
	/// Gives the requests at the queue's head to workers, until `seats` are drawn or each had its turn.
	/// `random` gives the seed of a subject, and the block since which it could be known. Returns for how
	/// many seats was drawn, in vain or not: the work that was done.
	pub(crate) fn assign_heads(
		seats: u32,
		random: impl Fn(&[u8]) -> (H256, BlockNumberFor<T>),
	) -> u32 {
		let mut drawn = 0u32;
		// What goes back to the end is not met again: there are no more turns than requests now.
		for _ in 0..QueueLen::<T>::get().min(seats) {
			let Some(id) = QueueHead::<T>::get() else { break };
			let Some(request) = Requests::<T>::get(id).defensive() else { break };
			let wanted = request.mode.seats().unwrap_or(1);
			let all = drawn.saturating_add(wanted);
			if all > seats {
				break;
			}
			drawn = all;
			if !Self::take_turn(id, request, wanted, &random) {
				break;
			}
		}
		drawn
	}

	/// Takes the request at the head off, and gives it to `wanted` workers, or puts it at the end. False
	/// when the seed is no younger than the request: who asked, or put the request in a block, could have
	/// known it. Then the request stays where it is.
	fn take_turn(
		id: RequestId,
		mut request: RequestOf<T>,
		wanted: u32,
		random: &impl Fn(&[u8]) -> (H256, BlockNumberFor<T>),
	) -> bool {
		let now = Self::now();
		if now.saturating_add(T::MinAnswerTime::get()) > request.deadline {
			// Too late for anyone to answer.
			Self::give_up(id);
			return true;
		}
		let Some(entry) = Queue::<T>::get(id).defensive() else { return false };
		let (seed, known_since) = random(&subject(id, entry.attempts));
		if known_since <= entry.asked_in {
			return false;
		}
		Self::dequeue(id);
		let QueueEntry { asked_in, places, .. } = entry;
		let call = Call { wanted, asked_in, places };
		let members = T::Lineage::base(request.artifact)
			.and_then(|base| Self::draw_members(base, &call, &seed, &|_| true));
		let attempts = entry.attempts.saturating_add(1);
		match members {
			Some(workers) => {
				for worker in &workers {
					// They were drawn for having room.
					let appended = Assigned::<T>::try_append(worker, id);
					defensive_assert!(appended.is_ok(), "a worker without room was drawn");
				}
				request.workers = workers.clone();
				request.state = RequestState::Assigned;
				Requests::<T>::insert(id, request);
				Self::deposit_event(Event::InferenceAssigned { request: id, workers });
			},
			None if attempts >= MAX_ATTEMPTS => Self::give_up(id),
			None => Self::enqueue(id, asked_in, places, attempts),
		}
		true
	}

	/// Takes a request out of the queue for good. It stays until its payer cancels it, or somebody ends it by
	/// `expire`.
	fn give_up(request: RequestId) {
		Self::dequeue(request);
		Self::deposit_event(Event::AssignmentGivenUp { request });
	}

	/// As many different workers of the roster of `base` as `call` wants, all of whom `admits`, or nothing
	/// when not as many were found.
	pub(crate) fn draw_members(
		base: ArtifactId,
		call: &Call<BlockNumberFor<T>>,
		seed: &H256,
		admits: &impl Fn(&T::AccountId) -> bool,
	) -> Option<Members<T::AccountId>> {
		if RosterLen::<T>::get(base) < call.wanted {
			return None;
		}
		let terms = Self::terms();
		let mut members = Members::new();
		for seat in 0..call.wanted {
			let is_free = |worker: &T::AccountId| !members.contains(worker) && admits(worker);
			let worker = Self::draw_seat(base, call, &(seed, seat), &is_free, &terms)?;
			members.try_push(worker).ok()?;
		}
		Some(members)
	}

	fn draw_seat(
		base: ArtifactId,
		call: &Call<BlockNumberFor<T>>,
		seed: &impl Encode,
		is_free: &impl Fn(&T::AccountId) -> bool,
		terms: &Terms<BlockNumberFor<T>>,
	) -> Option<T::AccountId> {
		let cap = terms.minimum.saturating_mul(BOND_CAP.into());
		let mut first = None;
		for step in 0..CANDIDATES {
			let (place, chance) = draw(&(seed, step), call.places)?;
			// The last places are empty when others have left.
			let Some(worker) = Roster::<T>::get(base, place) else { continue };
			if !is_free(&worker) {
				continue;
			}
			let Some(record) = Workers::<T>::get(&worker).defensive() else { continue };
			if record.joined_in >= call.asked_in {
				continue;
			}
			let Some(bond) = Self::eligible_bond(&worker, &record, terms) else { continue };
			// Without a minimum there is no cap, and all chances are equal.
			if chance.checked_rem(cap).is_none_or(|chance| chance < bond) {
				return Some(worker);
			}
			first.get_or_insert(worker);
		}
		first
	}

	fn terms() -> Terms<BlockNumberFor<T>> {
		Terms {
			now: Self::now(),
			period: T::HeartbeatPeriod::get(),
			minimum: T::MinWorkerBond::get(),
			stake: T::FraudSlash::get(),
			room: T::MaxInFlight::get(),
		}
	}

	/// The active bond of `worker`, if it is not paused, was seen lately, has room, and bond enough: the
	/// minimum, and a slash for this answer, for each that it owes, and for each that is not settled.
	fn eligible_bond(
		worker: &T::AccountId,
		record: &WorkerOf<T>,
		terms: &Terms<BlockNumberFor<T>>,
	) -> Option<Balance> {
		if record.paused || terms.now > record.last_seen.saturating_add(terms.period) {
			return None;
		}
		let owed = Assigned::<T>::decode_len(worker).unwrap_or_default().saturated_into::<u32>();
		if owed >= terms.room {
			return None;
		}
		let answers = owed.saturating_add(Unsettled::<T>::get(worker)).saturating_add(1);
		let least = terms.stake.saturating_mul(answers.into()).max(terms.minimum);
		let bond = T::Bonds::active(worker);
		(bond >= least).then_some(bond)
	}

	/// Whether `worker`, with this record, could be drawn now.
	pub(crate) fn is_eligible(worker: &T::AccountId, record: &WorkerOf<T>) -> bool {
		Self::eligible_bond(worker, record, &Self::terms()).is_some()
	}

	/// Takes `request` off what `worker` owes.
	pub(crate) fn unassign(worker: &T::AccountId, request: RequestId) {
		Assigned::<T>::mutate_exists(worker, |requests| {
			let mut rest = requests.take().unwrap_or_default();
			rest.retain(|owed| *owed != request);
			*requests = (!rest.is_empty()).then_some(rest);
		});
	}
}

/// What the random source is asked about a request for which no workers were found `attempts` times.
pub(crate) fn subject(request: RequestId, attempts: u32) -> Vec<u8> {
	(SEED_DOMAIN, request, attempts).encode()
}

/// A place among `len`, and a number to decide by whether its worker is taken. Nothing when there are no
/// places. Both are far smaller than what they are drawn from: no place is favoured that could be noticed.
pub(crate) fn draw(subject: &impl Encode, len: u32) -> Option<(u32, u128)> {
	let hash = BlakeTwo256::hash_of(subject);
	let (place, chance) = <(u64, u128)>::decode(&mut hash.as_bytes()).ok()?;
	let place = place.checked_rem(len.into())?;
	Some((place.saturated_into(), chance))
}
