// SPDX-License-Identifier: Apache-2.0
//! Settlement: from escrow to the royalty ledger.

use crate::{
	AnswerOf, Config, Error, Event, HoldReason, Maturing, Pallet, RequestOf, RequestState,
	Requests, WeightInfo,
};
use frame::{
	prelude::*,
	traits::{fungible::MutateHold, tokens::Restriction},
};
use openledger_primitives::{
	ids::RequestId,
	traits::{RoyaltySink, Settlement},
};

impl<T: Config> Pallet<T> {
	/// The request and its answer, if the fee can be settled now.
	pub(crate) fn due(id: RequestId) -> Result<(RequestOf<T>, AnswerOf<T>), Error<T>> {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		let answer = match &request.state {
			RequestState::Assigned => Err(Error::<T>::NotProved),
			RequestState::Settled(_) => Err(Error::<T>::AlreadySettled),
			RequestState::Proved(answer) => Ok(answer.clone()),
		}?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now >= answer.settle_at, Error::<T>::WindowOpen);
		Ok((request, answer))
	}

	pub(crate) fn do_settle(id: RequestId) -> DispatchResultWithPostInfo {
		let (mut request, answer) = Self::due(id)?;
		let fee = answer.fee;
		// By force: else a payer who locks all money, as voters do, could not be made to pay.
		T::Currency::transfer_on_hold(
			&HoldReason::Escrow.into(),
			&request.payer,
			&T::Royalties::pot(),
			fee,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		let parts = T::FeeSplit::get().split(fee);
		defensive_assert!(parts.total() == Some(fee), "a split fee's parts sum to it");
		let shares = answer.proof.vector.shares.len().saturated_into();
		T::Royalties::credit(&Settlement {
			request: id,
			artifact: request.artifact,
			payer: request.payer.clone(),
			worker: request.worker.clone(),
			parts,
			vector: answer.proof.vector.clone(),
		})?;
		let refund = request.max_fee.saturating_sub(fee);
		Self::release_escrow(&request.payer, refund)?;

		Maturing::<T>::remove(&request.worker, id);
		request.state = RequestState::Settled(answer);
		Requests::<T>::insert(id, request);
		Self::deposit_event(Event::InferenceSettled { request: id, fee, refund });
		Ok(Some(T::WeightInfo::settle(shares)).into())
	}
}
