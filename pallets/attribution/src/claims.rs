// SPDX-License-Identifier: Apache-2.0
//! Proved answers, for whoever judges challenges of them.

use crate::{AnswerOf, Config, Error, Event, Maturing, Pallet, RequestOf, RequestState, Requests};
use frame::prelude::*;
use openledger_primitives::{
	fee::FeeParts,
	ids::RequestId,
	records::AnswerVerdict,
	traits::{Claim, Claims, Subject},
};

impl<T: Config> Pallet<T> {
	/// The request of `subject`, and its answer while it is challenged or can be: another challenge is open,
	/// or its window is.
	fn challengeable(subject: Subject) -> Result<(RequestId, RequestOf<T>, AnswerOf<T>), Error<T>> {
		let id = request_of::<T>(subject)?;
		let (request, answer) = Self::proved(id)?;
		let in_window = Self::now() < answer.settle_at && Self::may_begin(&answer);
		ensure!(answer.challenges > 0 || in_window, Error::<T>::WindowOver);
		Ok((id, request, answer))
	}

	/// Whether a challenge of it can still begin, if it can be challenged at all.
	fn may_begin(answer: &AnswerOf<T>) -> bool {
		Self::now() <= answer.challengeable_until(T::ChallengeWindow::get())
	}

	/// Counts one open challenge less of `answer`, and stores it. Returns how many are left, and when it can be
	/// settled if none is.
	pub(crate) fn end_challenge(
		id: RequestId,
		request: RequestOf<T>,
		mut answer: AnswerOf<T>,
	) -> Result<(u8, BlockNumberFor<T>), Error<T>> {
		answer.challenges = answer.challenges.checked_sub(1).ok_or(Error::<T>::NoOpenChallenge)?;
		let (challenges, settle_at) = (answer.challenges, answer.settle_at);
		if let Some(author) = request.author().filter(|_| challenges == 0) {
			Maturing::<T>::insert(author, id, settle_at);
		}
		Self::store_proved(id, request, answer);
		Ok((challenges, settle_at))
	}

	/// Keeps `answer` as the proved one of `request`.
	pub(crate) fn store_proved(id: RequestId, mut request: RequestOf<T>, answer: AnswerOf<T>) {
		request.state = RequestState::Proved(answer);
		Requests::<T>::insert(id, request);
	}
}

impl<T: Config> Claims<T::AccountId> for Pallet<T> {
	fn claim(subject: Subject) -> Result<Claim<T::AccountId>, DispatchError> {
		let (_, request, answer) = Self::challengeable(subject)?;
		let worker = request.author().ok_or(Error::<T>::NotAssigned)?.clone();
		let proof = answer.proof;
		Ok(Claim {
			worker,
			artifact: request.artifact,
			output: proof.output,
			vector: proof.vector,
			evidence_root: proof.evidence_root,
			min_words: request.min_words,
		})
	}

	fn hold(subject: Subject) -> DispatchResult {
		let (id, request, mut answer) = Self::challengeable(subject)?;
		ensure!(Self::may_begin(&answer), Error::<T>::WindowOver);
		let has_room = answer.challenges < T::MaxOpenChallenges::get();
		ensure!(has_room, Error::<T>::TooManyChallenges);
		answer.challenges = answer.challenges.saturating_add(1);
		if let Some(author) = request.author() {
			Maturing::<T>::remove(author, id);
		}
		Self::store_proved(id, request, answer);
		Ok(())
	}

	fn release(subject: Subject) -> DispatchResult {
		let id = request_of::<T>(subject)?;
		let (request, mut answer) = Self::proved(id)?;
		let window = T::ChallengeWindow::get();
		// Once no challenge can begin, there is nothing to wait for.
		let last_end = answer.challengeable_until(window).saturating_add(One::one());
		let window_end = Self::now().saturating_add(window).min(last_end);
		answer.settle_at = answer.settle_at.max(window_end);
		let (challenges, settle_at) = Self::end_challenge(id, request, answer)?;
		Self::deposit_event(Event::ChallengeWithstood { request: id, challenges, settle_at });
		Ok(())
	}

	fn falsify(subject: Subject) -> DispatchResult {
		let (id, request, answer) = Self::challengeable(subject)?;
		let worker = request.author().ok_or(Error::<T>::NotAssigned)?.clone();
		let refund = request.max_fee;
		Self::refund(&request.payer, refund)?;
		Maturing::<T>::remove(&worker, id);
		let parts = FeeParts::default();
		Self::record(id, request, answer, parts, 0, AnswerVerdict::Falsified)?;
		Self::deposit_event(Event::InferenceFalsified { request: id, worker, refund });
		Ok(())
	}
}

fn request_of<T: Config>(subject: Subject) -> Result<RequestId, Error<T>> {
	match subject {
		Subject::Request(id) => Ok(id),
		Subject::Receipt { .. } => Err(Error::<T>::NotRequest),
	}
}
