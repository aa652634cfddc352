// SPDX-License-Identifier: Apache-2.0
//! What always holds of the pallet's storage.

use crate::{
	assignment::MAX_ATTEMPTS, Answer, Assigned, Config, HoldReason, Inputs, Maturing, NextRequest,
	Pallet, Queue, QueueHead, QueueLen, QueueTail, Records, RequestState, Requests, Roster,
	RosterLen, RosterPlaces, Unsettled, Workers,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, traits::fungible::InspectHold};
use openledger_primitives::{fee::FeeParts, ids::RequestId, Balance};

impl<T: Config> Pallet<T> {
	/// Checks the whole of the pallet's storage. Reads all of it: for tests and `try-runtime`.
	///
	/// # Errors
	/// What does not hold, in a sentence.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_requests()?;
		Self::check_escrow()?;
		Self::check_assigned()?;
		Self::check_unsettled()?;
		Self::check_queue()?;
		Self::check_workers()?;
		Self::check_rosters()?;
		Self::check_committees()
	}

	/// Requests have a number that was given out, their question, and as many workers as they want once
	/// they are assigned; those that mature are in the lists of their authors, and nothing else is; those
	/// that ended have a place among the records, each its own.
	fn check_requests() -> Result<(), TryRuntimeError> {
		let mut maturing = BTreeSet::<(T::AccountId, RequestId, BlockNumberFor<T>)>::new();
		let mut records = BTreeSet::<u32>::new();
		let (next, count) = (NextRequest::<T>::get(), Records::<T>::get().count());
		for (id, request) in Requests::<T>::iter() {
			ensure!(id < next, "a request has a number that was not given out");
			ensure!(Inputs::<T>::contains_key(id), "a request has no question");
			let members = request.workers.iter().collect::<BTreeSet<_>>();
			ensure!(members.len() == request.workers.len(), "a worker was drawn twice");
			let seats = request.mode.seats().ok_or("a request has a mode that is not allowed")?;
			let drawn = request.workers.len().saturated_into::<u32>();
			let wanted = if request.state == RequestState::Queued { 0 } else { seats };
			ensure!(drawn == wanted, "a request has too few or too many workers");
			if let RequestState::Proved(Answer { challenges, settle_at, .. }) = &request.state {
				let most = T::MaxOpenChallenges::get();
				ensure!(*challenges <= most, "too many challenges are open");
				let author = request.author().filter(|_| *challenges == 0);
				maturing.extend(author.map(|author| (author.clone(), id, *settle_at)));
			}
			if let Some(answer) = request.answer() {
				ensure!(answer.fee <= request.max_fee, "a fee is above what was allowed");
			}
			if let Some(closed) = request.closed() {
				ensure!(closed.record < count, "a request's record is not there");
				ensure!(records.insert(closed.record), "two requests have one record");
				let paid = matches!(request.state, RequestState::Settled(_));
				let parts = if paid { closed.answer.fee } else { 0 };
				ensure!(closed.parts.total() == Some(parts), "parts are not what was paid");
				ensure!(paid || closed.parts == FeeParts::default(), "a false answer was paid");
			}
		}
		ensure!(
			Inputs::<T>::iter_keys().all(Requests::<T>::contains_key),
			"a question belongs to no request"
		);
		ensure!(
			Maturing::<T>::iter().collect::<BTreeSet<_>>() == maturing,
			"the list of maturing requests differs from the requests"
		);
		Ok(())
	}

	/// Escrow covers the requests that did not end, no more and no less.
	fn check_escrow() -> Result<(), TryRuntimeError> {
		let mut escrow = BTreeMap::<T::AccountId, Balance>::new();
		for request in Requests::<T>::iter_values() {
			let open = request.closed().is_none();
			let held = escrow.entry(request.payer).or_default();
			*held = held.saturating_add(if open { request.max_fee } else { 0 });
		}
		for (payer, held) in escrow {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::Escrow.into(), &payer);
			ensure!(on_hold == held, "an escrow is not the sum of its open requests");
		}
		Ok(())
	}

	/// All workers of an assigned request owe something, the members of committees until they have revealed,
	/// and nobody else does.
	fn check_assigned() -> Result<(), TryRuntimeError> {
		let mut owed = BTreeSet::<(T::AccountId, RequestId)>::new();
		owed.extend(Self::owed_judgements());
		for (id, request) in Requests::<T>::iter() {
			if request.state == RequestState::Assigned {
				owed.extend(request.workers.iter().map(|worker| (worker.clone(), id)));
			}
		}
		let mut listed = BTreeSet::new();
		for (worker, requests) in Assigned::<T>::iter() {
			ensure!(!requests.is_empty(), "an empty list of assigned requests is stored");
			ensure!(
				Workers::<T>::contains_key(&worker),
				"somebody who is no worker owes an answer"
			);
			for id in requests {
				ensure!(listed.insert((worker.clone(), id)), "a request is assigned twice");
			}
		}
		ensure!(listed == owed, "the lists of assigned requests differ from the requests");
		Ok(())
	}

	/// For each worker, as many answers are counted as were accepted and did not end.
	fn check_unsettled() -> Result<(), TryRuntimeError> {
		let mut open = BTreeMap::<T::AccountId, u32>::new();
		for request in Requests::<T>::iter_values() {
			let is_open =
				matches!(request.state, RequestState::Proved(_) | RequestState::Committee(_));
			if let Some(author) = request.author().filter(|_| is_open) {
				let count = open.entry(author.clone()).or_default();
				*count = count.saturating_add(1);
			}
		}
		let counted = Unsettled::<T>::iter().collect::<BTreeMap<_, _>>();
		ensure!(counted == open, "the count of a worker's answers is not theirs");
		Ok(())
	}

	/// From head to tail the queue is one chain, as long as it is said to be and allowed; all in it are
	/// queued requests, none of which had all its turns.
	fn check_queue() -> Result<(), TryRuntimeError> {
		let mut chain = Vec::<RequestId>::new();
		let entries = Queue::<T>::iter_keys().count();
		let mut next = QueueHead::<T>::get();
		while let Some(id) = next {
			let entry = Queue::<T>::get(id).ok_or("the queue names a request that is not in it")?;
			ensure!(entry.previous == chain.last().copied(), "the queue's links differ");
			ensure!(chain.len() < entries, "the queue goes in a circle");
			chain.push(id);
			next = entry.next;
		}
		ensure!(QueueTail::<T>::get() == chain.last().copied(), "the queue's tail is not its end");
		let len = chain.len();
		ensure!(len == entries, "an entry of the queue is off the chain");
		let len = len.saturated_into::<u32>();
		ensure!(len == QueueLen::<T>::get(), "the queue is not as long as it is said to be");
		ensure!(len <= T::MaxQueue::get(), "the queue is longer than allowed");
		for entry in Queue::<T>::iter_values() {
			ensure!(entry.attempts < MAX_ATTEMPTS, "a request in the queue had all its turns");
		}
		for id in chain {
			let request = Requests::<T>::get(id).ok_or("a request in the queue does not exist")?;
			let is_queued = request.state == RequestState::Queued;
			ensure!(is_queued, "a request in the queue is not queued");
		}
		Ok(())
	}

	/// Workers have their own key and their places in the rosters.
	fn check_workers() -> Result<(), TryRuntimeError> {
		for (worker, record) in Workers::<T>::iter() {
			let account = T::AccountOfKey::convert(record.key);
			ensure!(account == worker, "a worker has somebody else's key");
			ensure!(
				record.paused || record.misses_in_row < T::MaxMisses::get(),
				"a worker missed too many in a row and is not paused"
			);
			for base in record.base_models {
				let place = RosterPlaces::<T>::get(&worker, base)
					.ok_or("a worker has no place in a roster")?;
				ensure!(place < RosterLen::<T>::get(base), "a place is after a roster's end");
				ensure!(
					Roster::<T>::get(base, place).as_ref() == Some(&worker),
					"a worker's place in a roster is another's"
				);
			}
		}
		Ok(())
	}

	/// The rosters have no gaps and hold nobody but workers.
	fn check_rosters() -> Result<(), TryRuntimeError> {
		let places = Workers::<T>::iter_values()
			.fold(0usize, |sum, record| sum.saturating_add(record.base_models.len()));
		// Each place was found to be its worker's, so equal counts leave room for no other entry.
		let lengths = RosterLen::<T>::iter_values().fold(0, u32::saturating_add);
		let expected = places.saturated_into::<u32>();
		ensure!(lengths == expected, "the rosters are not as long as they have places");
		let entries = Roster::<T>::iter().count();
		ensure!(entries == RosterPlaces::<T>::iter().count(), "the rosters differ from the places");
		ensure!(entries == places, "somebody in a roster is no worker");
		Ok(())
	}
}
