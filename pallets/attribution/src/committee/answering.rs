// SPDX-License-Identifier: Apache-2.0
//! The author's answer, which the committee is to judge.

use super::{CommitteeState, Panel};
use crate::{Config, Error, Event, Pallet, PanelOf, Panels, RequestOf, RequestState, Requests};
use frame::prelude::*;
use openledger_primitives::{
	commitment::MAX_ANSWER_LEN,
	committee::{total_fee, AnswerStatement, Judgement},
	ids::RequestId,
	records::{Members, Mode},
	Balance,
};

impl<T: Config> Pallet<T> {
	/// Everything that an answer published by `who` must fulfil. Returns the request and the fee.
	///
	/// # Errors
	/// By the name of what is wrong with it, as `publish_answer`.
	pub fn check_answer(
		who: &T::AccountId,
		id: RequestId,
		statement: &AnswerStatement,
	) -> Result<(RequestOf<T>, Balance), Error<T>> {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		let Mode::Committee { k } = request.mode else { return Err(Error::<T>::NoCommittee) };
		match request.state {
			RequestState::Queued => return Err(Error::<T>::NotAssigned),
			RequestState::Assigned => (),
			_ => return Err(Error::<T>::AlreadyProved),
		}
		let now = Self::now();
		ensure!(now <= request.deadline, Error::<T>::DeadlinePassed);
		ensure!(request.author() == Some(who), Error::<T>::WorkerNotAssigned);
		Self::ensure_liable(who)?;
		let AnswerStatement { output, input_tokens, output_tokens } = *statement;
		let is_answer = output.check().is_ok() && output.length <= MAX_ANSWER_LEN;
		ensure!(is_answer, Error::<T>::MalformedStatement);
		Self::check_tokens(&request, &output, input_tokens, output_tokens)?;
		let fee = request
			.prices
			.fee(input_tokens, output_tokens)
			.filter(|fee| total_fee(*fee, k).is_some_and(|total| total <= request.max_fee))
			.ok_or(Error::<T>::FeeAboveMaximum)?;
		Ok((request, fee))
	}

	pub(crate) fn do_publish(
		worker: T::AccountId,
		id: RequestId,
		statement: AnswerStatement,
	) -> DispatchResult {
		let (mut request, fee) = Self::check_answer(&worker, id, &statement)?;

		let published_at = Self::now();
		let panel = Self::panel(request.workers.clone(), published_at);
		let commit_until = panel.commit_until;
		Panels::<T>::insert(id, panel);
		request.state = RequestState::Committee(CommitteeState { statement, fee, published_at });
		Requests::<T>::insert(id, request);
		Self::count_answer(&worker);
		Self::deposit_event(Event::AnswerPublished {
			request: id,
			worker,
			statement,
			fee,
			commit_until,
		});
		Ok(())
	}

	/// What the committee of a request in this mode writes, in bytes.
	pub(crate) fn committee_size(mode: Mode) -> usize {
		match mode {
			Mode::Optimistic => 0,
			Mode::Committee { k } => Judgement::max_encoded_len()
				.saturating_mul(k.into())
				.saturating_add(PanelOf::<T>::max_encoded_len()),
		}
	}

	/// A committee of `members` whose windows begin in block `now`.
	pub(super) fn panel(members: Members<T::AccountId>, now: BlockNumberFor<T>) -> PanelOf<T> {
		let commit_until = now.saturating_add(T::CommitWindow::get());
		Panel::new(members, commit_until, commit_until.saturating_add(T::RevealWindow::get()))
	}
}
