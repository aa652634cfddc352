// SPDX-License-Identifier: Apache-2.0
//! What the parties of a task say of each other.

use crate::{Config, Error, Event, Feedback, Feedbacks, Pallet, Standings, Tasks};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{
	ids::{AgentId, TaskId},
	records::{AgentUri, FeedbackTags, TaskOutcome, TaskStage, MAX_SCORE},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_give_feedback(
		rater: T::AccountId,
		id: TaskId,
		score: u8,
		tags: FeedbackTags,
		uri: AgentUri,
		content_hash: H256,
	) -> DispatchResult {
		let mut task = Self::stored_task(id)?;
		let TaskStage::Closed { outcome, client_rated, agent_rated, .. } = &mut task.stage else {
			return Err(Error::<T>::NotClosed.into());
		};
		ensure!(*outcome != TaskOutcome::Unaccepted, Error::<T>::NotClosed);
		let (agent, rated) = if rater == task.client {
			(task.agent, client_rated)
		} else if rater == Self::wallet(task.agent) {
			(task.client_agent.ok_or(Error::<T>::ClientIsNoAgent)?, agent_rated)
		} else {
			return Err(Error::<T>::NotCounterparty.into());
		};
		ensure!(!*rated, Error::<T>::AlreadyRated);
		ensure!(score <= MAX_SCORE, Error::<T>::InvalidScore);
		Self::ensure_text(&uri)?;
		for tag in &tags {
			ensure!(!tag.is_empty(), Error::<T>::InvalidText);
			Self::ensure_text(tag)?;
		}

		Standings::<T>::try_mutate_exists(agent, |standing| {
			let rating = &mut standing.as_mut().ok_or(Error::<T>::AgentNotFound)?.rating;
			rating.count = rating.count.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			rating.sum = rating.sum.saturating_add(u64::from(score));
			Ok::<_, DispatchError>(())
		})?;
		*rated = true;
		Tasks::<T>::insert(id, task);
		let deposit = T::Consideration::new(&rater, Feedback::<T>::footprint())?;
		let feedback =
			Feedback { rater: rater.clone(), score, tags: tags.clone(), content_hash, deposit };
		Feedbacks::<T>::insert(agent, id, feedback);
		Self::deposit_event(Event::FeedbackGiven {
			agent,
			task: id,
			rater,
			score,
			tags,
			uri,
			content_hash,
		});
		Ok(())
	}

	pub(crate) fn do_revoke_feedback(
		who: &T::AccountId,
		agent: AgentId,
		task: TaskId,
	) -> DispatchResult {
		let Feedback { rater, score, deposit, .. } =
			Feedbacks::<T>::take(agent, task).ok_or(Error::<T>::FeedbackNotFound)?;
		ensure!(rater == *who, Error::<T>::NotRater);
		deposit.drop(who)?;
		// Not there when the agent was forgotten.
		Standings::<T>::mutate_extant(agent, |standing| {
			standing.rating.count = standing.rating.count.saturating_sub(1);
			standing.rating.sum = standing.rating.sum.saturating_sub(u64::from(score));
		});
		Self::deposit_event(Event::FeedbackRevoked { agent, task, rater, score });
		Ok(())
	}

	pub(crate) fn do_answer_feedback(
		wallet: &T::AccountId,
		task: TaskId,
		uri: AgentUri,
		content_hash: H256,
	) -> DispatchResult {
		let agent = Self::agent_at(wallet)?;
		ensure!(Feedbacks::<T>::contains_key(agent, task), Error::<T>::FeedbackNotFound);
		Self::ensure_text(&uri)?;
		Self::deposit_event(Event::FeedbackAnswered { agent, task, uri, content_hash });
		Ok(())
	}
}
