// SPDX-License-Identifier: Apache-2.0
//! What the chain tells of committees: the answers of `CommitteeApi`.

use super::{Phase, SeatState};
use crate::{Assigned, Config, Judgements, Pallet, Panels, RequestState, Requests, Reviews};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	committee::AnswerStatement,
	ids::RequestId,
	records::{CommitteeView, Duty, DutyStep, ReviewView, SeatStage, SeatView},
	Balance,
};

impl<T: Config> Pallet<T> {
	/// The committee that judges the answer to `request`.
	pub fn committee_view(request: RequestId) -> Option<CommitteeView<T::AccountId>> {
		let panel = Panels::<T>::get(request)?;
		let (statement, fee) = Self::judged_statement(request)?;
		let seats = panel.seats.into_iter().enumerate().map(|(place, seat)| {
			let place: u32 = place.saturated_into();
			let stage = match seat.state {
				SeatState::Waiting => SeatStage::Waiting,
				SeatState::Committed(_) => SeatStage::Committed,
				SeatState::Revealed => SeatStage::Revealed,
			};
			let judgement = Judgements::<T>::get(request, place);
			SeatView { member: seat.member, stage, judgement }
		});
		Some(CommitteeView {
			seats: seats.collect(),
			statement,
			fee,
			commit_until: panel.commit_until.saturated_into(),
			reveal_until: panel.reveal_until.saturated_into(),
		})
	}

	/// What is or was judged, with its fee. A member's node asks this.
	pub fn judged_statement(id: RequestId) -> Option<(AnswerStatement, Balance)> {
		let request = Requests::<T>::get(id)?;
		if let RequestState::Committee(state) = &request.state {
			return Some((state.statement, state.fee));
		}
		let answer = request.answer()?;
		let statement = AnswerStatement {
			output: answer.proof.output,
			input_tokens: answer.proof.input_tokens,
			output_tokens: answer.proof.output_tokens,
		};
		Some((statement, answer.fee))
	}

	/// The review of the answer to `request`.
	pub fn review_view(request: RequestId) -> Option<ReviewView<T::AccountId>> {
		let review = Reviews::<T>::get(request)?;
		Some(ReviewView {
			challenger: review.challenger,
			bond: review.bond,
			pay: review.pay,
			convened: Panels::<T>::contains_key(request),
		})
	}

	/// What `worker` is expected to do now. Its node asks this.
	pub fn duties(worker: &T::AccountId) -> Vec<Duty> {
		let now = Self::now();
		Assigned::<T>::get(worker)
			.into_iter()
			.filter_map(|id| Self::duty(worker, id, now))
			.collect()
	}

	fn duty(worker: &T::AccountId, id: RequestId, now: BlockNumberFor<T>) -> Option<Duty> {
		let due = |step, until: BlockNumberFor<T>| {
			(now <= until).then(|| Duty { request: id, step, until: until.saturated_into() })
		};
		let Some(panel) = Panels::<T>::get(id) else {
			let request = Requests::<T>::get(id)?;
			let owes = request.state == RequestState::Assigned && request.author() == Some(worker);
			return owes.then(|| due(DutyStep::Answer, request.deadline)).flatten();
		};
		let state = panel.state_at(panel.place_of(worker)?)?;
		match (state, panel.phase(now)) {
			(SeatState::Waiting, Phase::Commit) => due(DutyStep::Commit, panel.commit_until),
			(SeatState::Committed(_), Phase::Reveal) => due(DutyStep::Reveal, panel.reveal_until),
			_ => None,
		}
	}
}
