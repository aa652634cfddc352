// SPDX-License-Identifier: Apache-2.0
//! What always holds of the pallet's storage.

use crate::{
	Assigned, Config, HoldReason, Inputs, Maturing, NextRequest, Pallet, RequestState, Requests,
	Roster, RosterLen, RosterPlaces, Workers,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, traits::fungible::InspectHold};
use openledger_primitives::{ids::RequestId, Balance};

impl<T: Config> Pallet<T> {
	/// Checks the whole of the pallet's storage. Reads all of it: for tests and `try-runtime`.
	///
	/// # Errors
	/// What does not hold, in a sentence.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_requests()?;
		Self::check_workers()
	}

	/// Escrow covers the unsettled requests, no more and no less; those assigned and those maturing are
	/// in the lists of their workers, and nothing else is; each has its question.
	fn check_requests() -> Result<(), TryRuntimeError> {
		let mut escrow = BTreeMap::<T::AccountId, Balance>::new();
		let mut assigned = BTreeSet::<(T::AccountId, RequestId)>::new();
		let mut maturing = BTreeSet::<(T::AccountId, RequestId, BlockNumberFor<T>)>::new();
		let next = NextRequest::<T>::get();
		for (id, request) in Requests::<T>::iter() {
			ensure!(id < next, "a request has a number that was not given out");
			ensure!(Inputs::<T>::contains_key(id), "a request has no question");
			let held = escrow.entry(request.payer).or_default();
			match request.state {
				RequestState::Assigned => {
					*held = held.saturating_add(request.max_fee);
					assigned.insert((request.worker, id));
				},
				RequestState::Proved(answer) => {
					*held = held.saturating_add(request.max_fee);
					ensure!(answer.fee <= request.max_fee, "a fee is above what was allowed");
					maturing.insert((request.worker, id, answer.settle_at));
				},
				RequestState::Settled(answer) => {
					ensure!(answer.fee <= request.max_fee, "a fee is above what was allowed");
				},
			}
		}
		ensure!(
			Inputs::<T>::iter_keys().all(Requests::<T>::contains_key),
			"a question belongs to no request"
		);
		for (payer, held) in escrow {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::Escrow.into(), &payer);
			ensure!(on_hold == held, "an escrow is not the sum of its unsettled requests");
		}
		let mut listed = BTreeSet::new();
		for (worker, requests) in Assigned::<T>::iter() {
			ensure!(!requests.is_empty(), "an empty list of assigned requests is stored");
			for id in requests {
				ensure!(listed.insert((worker.clone(), id)), "a request is assigned twice");
			}
		}
		ensure!(listed == assigned, "the lists of assigned requests differ from the requests");
		ensure!(
			Maturing::<T>::iter().collect::<BTreeSet<_>>() == maturing,
			"the list of maturing requests differs from the requests"
		);
		Ok(())
	}

	/// Workers have their own key and their places in the rosters; the rosters have no gaps and hold
	/// nobody else; only workers owe answers.
	fn check_workers() -> Result<(), TryRuntimeError> {
		let mut places = 0u32;
		for (worker, record) in Workers::<T>::iter() {
			ensure!(
				T::AccountOfKey::convert(record.key) == worker,
				"a worker has somebody else's key"
			);
			for base in record.base_models {
				let place = RosterPlaces::<T>::get(&worker, base)
					.ok_or("a worker has no place in a roster")?;
				ensure!(place < RosterLen::<T>::get(base), "a place is after a roster's end");
				ensure!(
					Roster::<T>::get(base, place).as_ref() == Some(&worker),
					"a worker's place in a roster is another's"
				);
				places = places.saturating_add(1);
			}
		}
		// Each place was found to be its worker's, so equal counts leave room for no other entry.
		let lengths = RosterLen::<T>::iter_values().fold(0, u32::saturating_add);
		ensure!(lengths == places, "the rosters are not as long as they have places");
		let entries = Roster::<T>::iter().count();
		ensure!(entries == RosterPlaces::<T>::iter().count(), "the rosters differ from the places");
		ensure!(entries.saturated_into::<u32>() == places, "somebody in a roster is no worker");
		ensure!(
			Assigned::<T>::iter_keys().all(Workers::<T>::contains_key),
			"somebody who is no worker owes an answer"
		);
		Ok(())
	}
}
