// SPDX-License-Identifier: Apache-2.0
//! What always holds of committees and reviews.

use super::SeatState;
use crate::{
	Config, Convening, HoldReason, Judgements, Pallet, Panels, RequestState, Requests, Reviews,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, traits::fungible::InspectHold};
use openledger_primitives::{ids::RequestId, Balance};

impl<T: Config> Pallet<T> {
	/// Who owes a judgement of which request.
	pub(crate) fn owed_judgements() -> Vec<(T::AccountId, RequestId)> {
		let panels = Panels::<T>::iter();
		panels
			.flat_map(|(id, panel)| panel.seats.into_iter().map(move |seat| (id, seat)))
			.filter(|(_, seat)| seat.state != SeatState::Revealed)
			.map(|(id, seat)| (seat.member, id))
			.collect()
	}

	/// A committee judges an answer that waits for one, or one that is reviewed, and the other way round;
	/// there is a judgement for each seat that has revealed, and no other; what is held for reviews is
	/// what they can cost.
	pub(crate) fn check_committees() -> Result<(), TryRuntimeError> {
		let mut revealed = 0usize;
		for (id, panel) in Panels::<T>::iter() {
			let request = Requests::<T>::get(id).ok_or("a committee judges no request")?;
			let is_own = matches!(request.state, RequestState::Committee(_));
			ensure!(
				is_own != Reviews::<T>::contains_key(id),
				"a committee judges no answer that waits for it"
			);
			if is_own {
				let members = panel.seats.iter().map(|seat| &seat.member);
				ensure!(members.eq(&request.workers), "a committee is not that of its request");
			}
			ensure!(panel.commit_until <= panel.reveal_until, "a committee ends before it begins");
			for (place, seat) in panel.seats.iter().enumerate() {
				let others = panel.seats.iter().skip(place.saturating_add(1));
				ensure!(
					others.into_iter().all(|other| other.member != seat.member),
					"a worker has two seats"
				);
				let place: u32 = place.saturated_into();
				let is_revealed = seat.state == SeatState::Revealed;
				ensure!(
					Judgements::<T>::contains_key(id, place) == is_revealed,
					"the judgements differ from the seats that have revealed"
				);
				revealed = revealed.saturating_add(usize::from(is_revealed));
			}
		}
		ensure!(Judgements::<T>::iter().count() == revealed, "a judgement belongs to no seat");
		for (id, request) in Requests::<T>::iter() {
			let waits = matches!(request.state, RequestState::Committee(_));
			ensure!(!waits || Panels::<T>::contains_key(id), "nobody judges an answer");
		}
		Self::check_reviews()
	}

	/// Reviews have members or wait for them, in the order in which they were asked for, and keep their
	/// answers from being settled.
	fn check_reviews() -> Result<(), TryRuntimeError> {
		let waiting = Convening::<T>::get();
		let mut last = BlockNumberFor::<T>::zero();
		for id in &waiting {
			let review = Reviews::<T>::get(id).ok_or("a review that is not there has a turn")?;
			ensure!(review.asked_in >= last, "an older review has its turn later");
			ensure!(!Panels::<T>::contains_key(id), "a review that has members waits for some");
			last = review.asked_in;
		}
		let convened = Reviews::<T>::iter_keys().filter(|id| Panels::<T>::contains_key(id));
		let all = convened.count().saturating_add(waiting.len());
		ensure!(all == Reviews::<T>::iter_keys().count(), "a review never has its turn");
		let mut escrow = BTreeMap::<T::AccountId, Balance>::new();
		for (id, review) in Reviews::<T>::iter() {
			let request = Requests::<T>::get(id).ok_or("a review is of no request")?;
			let counts = match &request.state {
				RequestState::Proved(answer) => answer.challenges > 0 && answer.reviewed,
				state => matches!(state, RequestState::Falsified(_)),
			};
			ensure!(counts, "a review does not keep its answer from being settled");
			let held = escrow.entry(review.challenger.clone()).or_default();
			*held = held.saturating_add(review.escrow());
		}
		for (challenger, held) in escrow {
			let on_hold = T::Currency::balance_on_hold(&HoldReason::Review.into(), &challenger);
			ensure!(on_hold == held, "what is held for reviews is not what they can cost");
		}
		Ok(())
	}
}
