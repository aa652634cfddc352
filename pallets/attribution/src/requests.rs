// SPDX-License-Identifier: Apache-2.0
//! Questions: asked, cancelled, expired; and what a worker's node reads of them.

use crate::{
	Assigned, Config, Error, Event, HoldReason, Inputs, Maturing, NextRequest, Pallet, QuestionOf,
	QueueEntryOf, QueueLen, Request, RequestOf, RequestState, Requests, RosterLen,
};
use alloc::vec::Vec;
use frame::{
	prelude::*,
	traits::{fungible::MutateHold, BlockNumberProvider, Consideration, Footprint},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	committee,
	ids::{ArtifactId, RequestId},
	records::{Members, Mode, Question},
	traits::{Datanets, Lineage, Liquid},
	Balance,
};

impl<T: Config> Pallet<T> {
	/// The block that deadlines and windows are counted by: full ones do not count.
	pub fn now() -> BlockNumberFor<T> {
		T::BlockNumberProvider::current_block_number()
	}

	/// The requests that `worker` owes an answer or a judgement to, in no particular order. The questions
	/// are in [`Inputs`].
	pub fn assigned_to(worker: &T::AccountId) -> Vec<(RequestId, RequestOf<T>)> {
		Assigned::<T>::get(worker)
			.into_iter()
			.filter_map(|id| Requests::<T>::get(id).map(|request| (id, request)))
			.collect()
	}

	/// Up to `limit` proved requests of `worker` that can be settled in block `now` of [`Self::now`].
	pub fn settleable(
		worker: &T::AccountId,
		now: BlockNumberFor<T>,
		limit: usize,
	) -> Vec<RequestId> {
		Maturing::<T>::iter_prefix(worker)
			.filter(|(_, settle_at)| *settle_at <= now)
			.map(|(id, _)| id)
			.take(limit)
			.collect()
	}

	/// How many bytes of text a question has: what it costs to commit to.
	pub(crate) fn text_len(question: &QuestionOf<T>) -> u32 {
		match question {
			Question::Text(text) => text.len().saturated_into(),
			Question::Committed { .. } => 0,
		}
	}

	pub(crate) fn do_request(
		payer: T::AccountId,
		artifact: ArtifactId,
		input: QuestionOf<T>,
		mode: Mode,
		max_output_tokens: u32,
		max_fee: Balance,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		ensure!(max_output_tokens > 0, Error::<T>::NoOutputTokens);
		ensure!(deadline >= T::MinDeadline::get(), Error::<T>::DeadlineTooShort);
		ensure!(deadline <= T::MaxDeadline::get(), Error::<T>::DeadlineTooLong);
		let seats = mode.seats().ok_or(Error::<T>::InvalidCommitteeSize)?;
		let prices = T::Lineage::prices(artifact).ok_or(Error::<T>::ArtifactNotOffered)?;
		let base = T::Lineage::base(artifact).ok_or(Error::<T>::ArtifactNotOffered)?;
		let least = committee::total_fee(prices.base, seats.saturated_into());
		ensure!(least.is_some_and(|least| least <= max_fee), Error::<T>::FeeTooLow);
		let commitment = commitment::<T>(&input)?;
		if matches!(mode, Mode::Committee { .. }) {
			Self::ensure_judgeable(artifact, &input)?;
		}
		let places = RosterLen::<T>::get(base);
		ensure!(places >= seats, Error::<T>::TooFewWorkers);
		ensure!(QueueLen::<T>::get() < T::MaxQueue::get(), Error::<T>::QueueFull);

		let id = NextRequest::<T>::get();
		NextRequest::<T>::put(id.next().ok_or(ArithmeticError::Overflow)?);
		// A hold looks at no lock, and what the fee pays for may come back to the payer another way.
		ensure!(T::Liquid::liquid(&payer) >= max_fee, Error::<T>::FundsLocked);
		T::Currency::hold(&HoldReason::Escrow.into(), &payer, max_fee)?;
		let deposit = T::Consideration::new(&payer, footprint::<T>(&input, mode))?;

		let requested_at = Self::now();
		let deadline = requested_at.saturating_add(deadline);
		Inputs::<T>::insert(id, input);
		Requests::<T>::insert(
			id,
			Request {
				payer: payer.clone(),
				workers: Members::new(),
				artifact,
				mode,
				input: commitment,
				max_output_tokens,
				max_fee,
				prices,
				min_words: T::MinWords::get(),
				engine_version: T::EngineVersion::get(),
				requested_at,
				deadline,
				deposit,
				state: RequestState::Queued,
			},
		);
		Self::enqueue(id, frame_system::Pallet::<T>::block_number(), places, 0);
		Self::deposit_event(Event::InferenceRequested {
			request: id,
			artifact,
			payer,
			mode,
			max_fee,
			deadline,
		});
		Ok(())
	}

	/// Whoever is drawn for a committee must be able to have the question and all that the artifact was trained
	/// on.
	fn ensure_judgeable(artifact: ArtifactId, input: &QuestionOf<T>) -> Result<(), Error<T>> {
		ensure!(matches!(input, Question::Text(_)), Error::<T>::QuestionNotOnChain);
		let snapshots = T::Lineage::snapshots(artifact);
		let all_public = snapshots.iter().all(|snapshot| T::Datanets::is_public(*snapshot));
		ensure!(all_public, Error::<T>::PrivateData);
		Ok(())
	}

	pub(crate) fn do_cancel(payer: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		ensure!(request.payer == payer, Error::<T>::NotPayer);
		ensure!(request.state == RequestState::Queued, Error::<T>::NotQueued);
		let refund = request.max_fee;
		Self::dequeue(id);
		Self::remove_unanswered(id, request)?;
		Self::deposit_event(Event::InferenceCancelled { request: id, payer, refund });
		Ok(())
	}

	pub(crate) fn do_expire(id: RequestId) -> DispatchResult {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		let is_open = matches!(request.state, RequestState::Queued | RequestState::Assigned);
		ensure!(is_open, Error::<T>::AlreadyProved);
		ensure!(Self::now() > request.deadline, Error::<T>::DeadlineNotPassed);

		let (payer, refund) = (request.payer.clone(), request.max_fee);
		let worker = request.author().cloned();
		Self::dequeue(id);
		for member in &request.workers {
			Self::unassign(member, id);
		}
		if let Some(author) = &worker {
			// Nobody here knows whether a question that lies elsewhere could be had. Were workers paused
			// by those, whoever asks could pause them.
			let is_here = matches!(Inputs::<T>::get(id), Some(Question::Text(_)));
			Self::count_miss(author, is_here);
		}
		Self::remove_unanswered(id, request)?;
		Self::deposit_event(Event::InferenceExpired { request: id, payer, worker, refund });
		Ok(())
	}

	/// Removes a request that is in no list any more, and gives the payer everything back.
	pub(crate) fn remove_unanswered(id: RequestId, request: RequestOf<T>) -> DispatchResult {
		let Request { payer, max_fee, deposit, .. } = request;
		Self::refund(&payer, max_fee)?;
		deposit.drop(&payer)?;
		Requests::<T>::remove(id);
		Inputs::<T>::remove(id);
		Ok(())
	}
}

fn commitment<T: Config>(question: &QuestionOf<T>) -> Result<ContentCommitment, Error<T>> {
	let commitment = match question {
		Question::Text(text) => {
			let text = core::str::from_utf8(text).map_err(|_| Error::<T>::InvalidInput)?;
			ContentCommitment::of_document(text).map_err(|_| Error::<T>::InvalidInput)?
		},
		Question::Committed { commitment, uri } => {
			let is_text = core::str::from_utf8(uri).is_ok_and(|uri| !uri.is_empty());
			ensure!(is_text, Error::<T>::InvalidUri);
			commitment.check().map_err(|_| Error::<T>::InvalidInput)?;
			*commitment
		},
	};
	ensure!(commitment.length > 0, Error::<T>::InvalidInput);
	Ok(commitment)
}

/// What a request occupies in bytes: its record with room for the answer, its place in the queue, the
/// question, the count of its author's answers, and what its committee writes.
fn footprint<T: Config>(input: &QuestionOf<T>, mode: Mode) -> Footprint {
	let size = RequestOf::<T>::max_encoded_len()
		.saturating_add(QueueEntryOf::<T>::max_encoded_len())
		.saturating_add(input.encoded_size())
		.saturating_add(<(T::AccountId, u32)>::max_encoded_len())
		.saturating_add(Pallet::<T>::committee_size(mode));
	Footprint::from_parts(1, size)
}
