// SPDX-License-Identifier: Apache-2.0
//! Settlement: from escrow to the royalty ledger, or back to the payer.

use crate::{
	AnswerOf, Config, Error, Event, HoldReason, Maturing, Pallet, RequestOf, RequestState,
	Requests, WeightInfo,
};
use frame::{
	prelude::*,
	traits::{fungible::MutateHold, tokens::Restriction},
};
use openledger_primitives::{
	fee::FeeParts,
	ids::RequestId,
	records::AnswerVerdict,
	traits::{FeeSource, RoyaltySink, Settlement},
	vector::AttributionVector,
	Balance,
};

impl<T: Config> Pallet<T> {
	/// The request and its answer, if one is proved and was neither settled nor falsified.
	pub(crate) fn proved(id: RequestId) -> Result<(RequestOf<T>, AnswerOf<T>), Error<T>> {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		let answer = match &request.state {
			RequestState::Queued | RequestState::Assigned | RequestState::Committee(_) => {
				Err(Error::<T>::NotProved)
			},
			RequestState::Settled(_) => Err(Error::<T>::AlreadySettled),
			RequestState::Falsified(_) => Err(Error::<T>::AlreadyFalsified),
			RequestState::Proved(answer) => Ok(answer.clone()),
		}?;
		Ok((request, answer))
	}

	/// The request and its answer, if the fee can be settled now.
	pub(crate) fn due(id: RequestId) -> Result<(RequestOf<T>, AnswerOf<T>), Error<T>> {
		let (request, answer) = Self::proved(id)?;
		ensure!(answer.challenges == 0, Error::<T>::ChallengeOpen);
		ensure!(Self::now() >= answer.settle_at, Error::<T>::WindowOpen);
		Ok((request, answer))
	}

	pub(crate) fn do_settle(id: RequestId) -> DispatchResultWithPostInfo {
		let (request, answer) = Self::due(id)?;
		let fee = answer.fee;
		let shares = answer.proof.vector.shares.len().saturated_into();
		let parts = Self::settle_fee(id, &request, fee, &answer.proof.vector)?;
		let refund = request.max_fee.saturating_sub(fee);
		Self::refund(&request.payer, refund)?;
		if let Some(author) = request.author() {
			Maturing::<T>::remove(author, id);
		}
		Self::record(id, request, answer, parts, 0, AnswerVerdict::Settled)?;
		Self::deposit_event(Event::InferenceSettled { request: id, fee, refund });
		Ok(Some(T::WeightInfo::settle(shares)).into())
	}

	/// Pays `fee` out of the escrow of a request into the royalty ledger: to its author, the artifact's
	/// owners and stakers, and the contributions of `vector`. Returns its parts.
	pub(crate) fn settle_fee(
		id: RequestId,
		request: &RequestOf<T>,
		fee: Balance,
		vector: &AttributionVector,
	) -> Result<FeeParts, DispatchError> {
		let worker = request.author().ok_or(Error::<T>::NotAssigned)?.clone();
		Self::pay_out(&request.payer, fee)?;
		let parts = T::FeeSplit::get().split(fee);
		defensive_assert!(parts.total() == Some(fee), "a split fee's parts sum to it");
		T::Royalties::credit(&Settlement {
			source: FeeSource::Request(id),
			artifact: request.artifact,
			payer: Some(request.payer.clone()),
			worker,
			parts,
			vector: vector.clone(),
		})?;
		Ok(parts)
	}

	/// Moves `amount` plancks of what is held of `payer` for a request to the royalty ledger's account.
	/// By force: else a payer who locks all money, as voters do, could not be made to pay.
	pub(crate) fn pay_out(payer: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&HoldReason::Escrow.into(),
			payer,
			&T::Royalties::pot(),
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		Ok(())
	}

	/// Gives `payer` back `amount` plancks of what is held for a request.
	pub(crate) fn refund(payer: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::release(&HoldReason::Escrow.into(), payer, amount, Precision::Exact)?;
		Ok(())
	}
}
