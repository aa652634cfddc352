// SPDX-License-Identifier: Apache-2.0
//! What agents ask others to check.

use crate::{Config, Error, Event, Pallet, Validation, Validations};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	ids::AgentId,
	records::{AgentTag, AgentUri, ValidationResponse, MAX_SCORE},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_validation(
		wallet: &T::AccountId,
		validator: T::AccountId,
		data_hash: H256,
		uri: AgentUri,
	) -> DispatchResult {
		let (agent, record) = Self::active_at(wallet)?;
		ensure!(!Validations::<T>::contains_key(agent, data_hash), Error::<T>::AlreadyRequested);
		ensure!(validator != *wallet && validator != record.owner, Error::<T>::InvalidValidator);
		Self::ensure_text(&uri)?;

		let deposit = T::Consideration::new(wallet, Validation::<T>::footprint())?;
		let validation = Validation {
			validator: validator.clone(),
			uri: uri.clone(),
			response: None,
			answered_at: None,
			deposit,
		};
		Validations::<T>::insert(agent, data_hash, validation);
		Self::add_dependent(agent);
		Self::deposit_event(Event::ValidationRequested { agent, validator, data_hash, uri });
		Ok(())
	}

	pub(crate) fn do_answer_validation(
		who: &T::AccountId,
		agent: AgentId,
		data_hash: H256,
		score: u8,
		tag: AgentTag,
		uri: AgentUri,
		content_hash: H256,
	) -> DispatchResult {
		let mut validation = Self::stored_validation(agent, data_hash)?;
		ensure!(validation.validator == *who, Error::<T>::NotValidator);
		ensure!(score <= MAX_SCORE, Error::<T>::InvalidScore);
		Self::ensure_text(&tag)?;
		Self::ensure_text(&uri)?;

		let at = T::BlockNumberProvider::current_block_number();
		let validator = validation.validator.clone();
		let response = ValidationResponse { score, tag: tag.clone(), content_hash, at };
		validation.response = Some(response);
		validation.answered_at.get_or_insert(at);
		Validations::<T>::insert(agent, data_hash, validation);
		Self::deposit_event(Event::ValidationAnswered {
			agent,
			validator,
			data_hash,
			score,
			tag,
			uri,
			content_hash,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw_validation(wallet: &T::AccountId, data_hash: H256) -> DispatchResult {
		let agent = Self::agent_at(wallet)?;
		let validation = Self::stored_validation(agent, data_hash)?;
		if let Some(answered_at) = validation.answered_at {
			// Else an agent could take a bad answer away before anybody has read it. From the first one on:
			// a validator who went on answering could keep the deposit for good.
			let now = T::BlockNumberProvider::current_block_number();
			let until = answered_at.saturating_add(T::Retention::get());
			ensure!(now >= until, Error::<T>::TooEarlyToForget);
		}
		validation.deposit.drop(wallet)?;
		Validations::<T>::remove(agent, data_hash);
		Self::remove_dependent(agent);
		Self::deposit_event(Event::ValidationWithdrawn { agent, data_hash });
		Ok(())
	}

	fn stored_validation(agent: AgentId, data_hash: H256) -> Result<Validation<T>, Error<T>> {
		Validations::<T>::get(agent, data_hash).ok_or(Error::<T>::ValidationNotFound)
	}
}
