// SPDX-License-Identifier: Apache-2.0
//! Jobs in pages, for whoever collects those that are over.

use super::{
	ledger::{Listed, Page, Stage},
	status, Active, Jobs, INTERRUPTED,
};
use crate::store::StoreError;
use openledger_primitives::jobs::{JobState, JobStatus};
use polkadot_sdk::sp_core::H256;
use serde::{Deserialize, Serialize};

/// Jobs of a page, at most.
pub const MAX_PAGE: usize = 1000;

/// The name of a state.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
	/// Accepted, not begun.
	Queued,
	/// Begun.
	Running,
	/// Done.
	Finished,
	/// Given up.
	Failed,
}

impl StateName {
	fn of(state: &JobState) -> Self {
		match state {
			JobState::Queued => Self::Queued,
			JobState::Running => Self::Running,
			JobState::Finished { .. } => Self::Finished,
			JobState::Failed { .. } => Self::Failed,
		}
	}

	fn is_done(self) -> bool {
		matches!(self, Self::Finished | Self::Failed)
	}
}

/// Which jobs are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct JobsQuery {
	/// Only those after this place.
	pub after: Option<u64>,
	/// At most so many, and [`MAX_PAGE`].
	pub limit: usize,
	/// Only those that are over, or only those that are not.
	pub done: Option<bool>,
	/// Only those in this state.
	pub state: Option<StateName>,
}

impl JobsQuery {
	fn wants(&self, state: StateName) -> bool {
		self.done.is_none_or(|done| state.is_done() == done)
			&& self.state.is_none_or(|wanted| wanted == state)
	}
}

/// A job of a page.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct ListedJob {
	/// As it is answered alone.
	#[serde(flatten)]
	pub status: JobStatus,
	/// When it ended, in milliseconds since 1970; none while it is not over.
	pub ended_at: Option<u64>,
}

/// A page of jobs.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub struct JobsPage {
	/// In the order in which they were accepted or, when they are over, ended.
	pub jobs: Vec<ListedJob>,
	/// What to ask `after` for the next page, or later for what is new.
	pub next: u64,
	/// Whether there is a next page already.
	pub more: bool,
}

impl Jobs {
	/// A page of jobs, the first ones first.
	///
	/// # Errors
	/// [`StoreError`].
	pub fn list(&self, query: &JobsQuery) -> Result<JobsPage, StoreError> {
		let wanted = |id: H256, stage: Stage| {
			query.wants(match stage {
				Stage::Finished => StateName::Finished,
				Stage::Failed => StateName::Failed,
				Stage::Begun => {
					self.active_state(id).map_or(StateName::Failed, |it| StateName::of(&it))
				},
			})
		};
		let limit = query.limit.clamp(1, MAX_PAGE);
		let Page { jobs: found, last, more } =
			self.inner.ledger.page(query.after, limit, wanted)?;
		let mut jobs = Vec::with_capacity(found.len());
		for Listed { id, ended, state, .. } in found {
			let state = match state.or_else(|| self.active_state(id)) {
				Some(state) => state,
				None if self.inner.ledger.is_begun(id)? => interrupted(),
				// It has ended since the page was read, and stands in a later place.
				None => continue,
			};
			jobs.push(ListedJob { status: status(id, state), ended_at: ended });
		}
		Ok(JobsPage { jobs, next: last.or(query.after).unwrap_or(0), more })
	}

	/// The state of a job that waits or runs. One that ends just now has another place soon.
	fn active_state(&self, id: H256) -> Option<JobState> {
		let state = self.inner.active().get(&id).map(Active::state)?;
		matches!(state, JobState::Queued | JobState::Running).then_some(state)
	}
}

/// The state of a job that was begun, and that nobody works on.
pub(super) fn interrupted() -> JobState {
	JobState::Failed { reason: INTERRUPTED.into(), retryable: true }
}
