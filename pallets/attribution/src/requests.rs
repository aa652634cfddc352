// SPDX-License-Identifier: Apache-2.0
//! Questions: asked, assigned, expired; and what a worker's node reads of them.

use crate::{
	Assigned, Config, Error, Event, HoldReason, InputOf, Inputs, Maturing, NextRequest, Pallet,
	Request, RequestOf, RequestState, Requests, Workers,
};
use alloc::vec::Vec;
use frame::{
	prelude::*,
	traits::{fungible::MutateHold, Consideration, Footprint},
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, RequestId},
	text,
	traits::Lineage,
	Balance,
};

impl<T: Config> Pallet<T> {
	/// The requests that `worker` owes an answer to, in no particular order. The questions are in
	/// [`Inputs`].
	pub fn assigned_to(worker: &T::AccountId) -> Vec<(RequestId, RequestOf<T>)> {
		Assigned::<T>::get(worker)
			.into_iter()
			.filter_map(|id| Requests::<T>::get(id).map(|request| (id, request)))
			.collect()
	}

	/// Up to `limit` proved requests of `worker` that can be settled in block `now`.
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

	pub(crate) fn do_request(
		payer: T::AccountId,
		artifact: ArtifactId,
		input: InputOf<T>,
		max_output_tokens: u32,
		max_fee: Balance,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		ensure!(max_output_tokens > 0, Error::<T>::NoOutputTokens);
		ensure!(deadline >= T::MinDeadline::get(), Error::<T>::DeadlineTooShort);
		ensure!(deadline <= T::MaxDeadline::get(), Error::<T>::DeadlineTooLong);
		let prices = T::Lineage::prices(artifact).ok_or(Error::<T>::ArtifactNotOffered)?;
		let base = T::Lineage::base(artifact).ok_or(Error::<T>::ArtifactNotOffered)?;
		ensure!(max_fee >= prices.base, Error::<T>::FeeTooLow);
		let commitment = commitment::<T>(&input)?;

		let id = NextRequest::<T>::get();
		NextRequest::<T>::put(id.next().ok_or(ArithmeticError::Overflow)?);
		let worker = Self::assign(base, id).ok_or(Error::<T>::NoEligibleWorker)?;
		T::Currency::hold(&HoldReason::Escrow.into(), &payer, max_fee)?;
		let deposit = T::Consideration::new(&payer, footprint::<T>(&input))?;

		let requested_at = frame_system::Pallet::<T>::block_number();
		let deadline = requested_at.saturating_add(deadline);
		Inputs::<T>::insert(id, input);
		Requests::<T>::insert(
			id,
			Request {
				payer: payer.clone(),
				worker: worker.clone(),
				artifact,
				input: commitment,
				max_output_tokens,
				max_fee,
				prices,
				min_words: T::MinWords::get(),
				requested_at,
				deadline,
				deposit,
				state: RequestState::Assigned,
			},
		);
		Self::deposit_event(Event::InferenceRequested {
			request: id,
			artifact,
			payer,
			worker,
			max_fee,
			deadline,
		});
		Ok(())
	}

	pub(crate) fn do_expire(id: RequestId) -> DispatchResult {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		ensure!(request.state == RequestState::Assigned, Error::<T>::AlreadyProved);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now > request.deadline, Error::<T>::DeadlineNotPassed);

		let Request { payer, worker, max_fee, deposit, .. } = request;
		Self::release_escrow(&payer, max_fee)?;
		deposit.drop(&payer)?;
		Requests::<T>::remove(id);
		Inputs::<T>::remove(id);
		Self::unassign(&worker, id);
		Workers::<T>::mutate_extant(&worker, |record| {
			record.missed = record.missed.saturating_add(1);
		});
		Self::deposit_event(Event::InferenceExpired {
			request: id,
			payer,
			worker,
			refund: max_fee,
		});
		Ok(())
	}

	/// Gives `payer` back `amount` of what is held for a request.
	pub(crate) fn release_escrow(payer: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::release(&HoldReason::Escrow.into(), payer, amount, Precision::Exact)?;
		Ok(())
	}
}

fn commitment<T: Config>(input: &[u8]) -> Result<ContentCommitment, Error<T>> {
	let input = core::str::from_utf8(input).map_err(|_| Error::<T>::InvalidInput)?;
	let canonical = text::canonicalize(input);
	ensure!(!canonical.is_empty(), Error::<T>::InvalidInput);
	ContentCommitment::of(canonical.as_bytes()).map_err(|_| Error::<T>::InvalidInput)
}

/// What a request occupies in bytes: its record with room for the proof, and the question.
fn footprint<T: Config>(input: &InputOf<T>) -> Footprint {
	let size = RequestOf::<T>::max_encoded_len().saturating_add(input.len());
	Footprint::from_parts(1, size)
}
