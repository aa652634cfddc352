// SPDX-License-Identifier: Apache-2.0
//! What is left of a request for good: one leaf in the tree of all records.

use crate::{
	AnswerOf, AnswerRecordOf, Closed, Config, Error, Event, Inputs, Pallet, Records, RequestOf,
	RequestState, Requests, Reviews,
};
use frame::{deps::sp_io, prelude::*, traits::Consideration};
use openledger_primitives::{
	fee::FeeParts,
	ids::RequestId,
	merkle::Domain,
	records::{answer_key, AnswerRecord, AnswerVerdict},
	Balance,
};

impl<T: Config> Pallet<T> {
	/// Ends `request` with `answer`: appends its record, tells it in an event, hands it to nodes that index
	/// off chain, and keeps its place. `parts` are those of the fee, zero when it was not paid; `checks` is
	/// what a committee was paid.
	///
	/// # Errors
	/// [`Error::RecordsFull`], after four billion records.
	pub(crate) fn record(
		id: RequestId,
		mut request: RequestOf<T>,
		answer: AnswerOf<T>,
		parts: FeeParts,
		checks: Balance,
		verdict: AnswerVerdict,
	) -> DispatchResult {
		if let Some(author) = request.author() {
			Self::count_end(author);
		}
		let ended_at = Self::now();
		let proof = &answer.proof;
		let record: AnswerRecordOf<T> = AnswerRecord {
			request: id,
			payer: request.payer.clone(),
			workers: request.workers.clone(),
			artifact: request.artifact,
			input: request.input,
			output: proof.output,
			input_tokens: proof.input_tokens,
			output_tokens: proof.output_tokens,
			fee: answer.fee,
			parts,
			checks,
			vector: proof.vector.clone(),
			evidence_root: proof.evidence_root,
			min_words: request.min_words,
			engine_version: request.engine_version,
			requested_at: request.requested_at.saturated_into(),
			proved_at: answer.proved_at.saturated_into(),
			ended_at: ended_at.saturated_into(),
			verdict,
		};
		let leaf = record.encode();
		let index = Records::<T>::try_mutate(|records| {
			records.append(Domain::Answer, &leaf).ok_or(Error::<T>::RecordsFull)
		})?;
		sp_io::offchain_index::set(&answer_key(index), &leaf);

		let closed = Closed { answer, parts, ended_at, record: index };
		request.state = match verdict {
			AnswerVerdict::Settled => RequestState::Settled(closed),
			AnswerVerdict::Falsified => RequestState::Falsified(closed),
		};
		Requests::<T>::insert(id, request);
		Self::deposit_event(Event::AnswerRecorded { request: id, index, record });
		Ok(())
	}

	pub(crate) fn do_prune(id: RequestId) -> DispatchResult {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		let closed = request.closed().ok_or(Error::<T>::NotEnded)?;
		let prunable_at = closed.ended_at.saturating_add(T::RecordPeriod::get());
		ensure!(Self::now() >= prunable_at, Error::<T>::RecordPeriodNotOver);
		// A review of an answer that was falsified meanwhile still needs to know what it judges.
		ensure!(!Reviews::<T>::contains_key(id), Error::<T>::ReviewOpen);

		let index = closed.record;
		request.deposit.drop(&request.payer)?;
		Requests::<T>::remove(id);
		Inputs::<T>::remove(id);
		Self::deposit_event(Event::RequestPruned { request: id, index });
		Ok(())
	}
}
