// SPDX-License-Identifier: Apache-2.0
//! What clients and workers may ask, by the runtime API.

use crate::{Config, Job, Jobs, OpenJobs, Pallet, RecordOf};
use alloc::vec::Vec;
use openledger_primitives::ids::FactoryJobId;

/// The most jobs that one question for them is answered with.
pub const MAX_PAGE: u32 = 256;

impl<T: Config> Pallet<T> {
	/// The job `id`, or `None` when there is none of this number, or no longer.
	pub fn job(id: FactoryJobId) -> Option<RecordOf<T>> {
		let Job { builder, work, budget, posted_at, deadline, after, dependents, stage, .. } =
			Jobs::<T>::get(id)?;
		Some(RecordOf::<T> {
			id,
			builder,
			work,
			budget,
			posted_at,
			deadline,
			after,
			dependents,
			stage,
		})
	}

	/// The jobs that wait for a worker, in the order in which the chain keeps them, from the first on or
	/// from after `start`, at most `limit` and at most [`MAX_PAGE`].
	pub fn open_jobs(start: Option<FactoryJobId>, limit: u32) -> Vec<RecordOf<T>> {
		let open = match start {
			Some(start) => OpenJobs::<T>::iter_keys_from(OpenJobs::<T>::hashed_key_for(start)),
			None => OpenJobs::<T>::iter_keys(),
		};
		let limit = usize::try_from(limit.min(MAX_PAGE)).unwrap_or(usize::MAX);
		open.take(limit).filter_map(Self::job).collect()
	}
}
