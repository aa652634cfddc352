// SPDX-License-Identifier: Apache-2.0
//! What is true after every block.

use crate::{
	types::{needs, previous},
	Config, HoldReason, Job, Jobs, NextJob, OpenJobs, Pallet, Successions, Taken, MAX_DEPTH,
};
use alloc::collections::BTreeMap;
use frame::{
	deps::sp_runtime::TryRuntimeError,
	prelude::{fungible::hold::Inspect, *},
};
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId},
	records::{Delivery, JobStage, Work},
	Balance,
};

/// What all jobs together demand of the rest of the state.
struct Demands<AccountId> {
	/// What each builder has on hold: budgets, and bonds of disputes.
	held: BTreeMap<AccountId, (Balance, Balance)>,
	/// How many unfinished jobs each worker has taken.
	taken: BTreeMap<AccountId, u32>,
	/// How many unfinished jobs need a job.
	dependents: BTreeMap<FactoryJobId, u32>,
	open: usize,
	/// Which job makes the next version of what.
	successions: BTreeMap<(AccountId, ArtifactId), FactoryJobId>,
}

impl<T: Config> Pallet<T> {
	/// Checks that every job is in a stage that its work can be in, that exactly the budgets of the
	/// unfinished jobs and the bonds of the disputes are on hold, and that the counts of workers' jobs
	/// and of dependents, the next versions and the list of open jobs are what comes out when all jobs
	/// are gone through.
	///
	/// # Errors
	/// A sentence that says what is not so.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut demands = Demands {
			held: BTreeMap::new(),
			taken: BTreeMap::new(),
			dependents: BTreeMap::new(),
			open: 0,
			successions: BTreeMap::new(),
		};
		for (id, job) in Jobs::<T>::iter() {
			Self::check_job(id, &job)?;
			demands.add(id, &job);
		}
		ensure!(OpenJobs::<T>::iter_keys().count() == demands.open, "an open job is not one");
		for (id, job) in Jobs::<T>::iter() {
			let dependents = demands.dependents.remove(&id).unwrap_or_default();
			ensure!(job.dependents == dependents, "a job does not know who needs it");
		}
		ensure!(demands.dependents.is_empty(), "a job that is needed is gone");
		for (who, (escrow, bonds)) in demands.held {
			let held = |reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &who);
			ensure!(
				held(HoldReason::JobEscrow) == escrow,
				"what is on hold is not the sum of the budgets"
			);
			ensure!(
				held(HoldReason::DisputeBond) == bonds,
				"what is on hold is not the sum of the disputes' bonds"
			);
		}
		let taken = Taken::<T>::iter().collect::<BTreeMap<_, _>>();
		ensure!(taken == demands.taken, "a worker's count is not that of the jobs");
		let successions = Successions::<T>::iter()
			.map(|(builder, previous, job)| ((builder, previous), job))
			.collect::<BTreeMap<_, _>>();
		ensure!(
			successions == demands.successions,
			"the next versions are not those that jobs make"
		);
		Ok(())
	}

	fn check_job(id: FactoryJobId, job: &Job<T>) -> Result<(), TryRuntimeError> {
		ensure!(id < NextJob::<T>::get(), "a job's number was not given out");
		ensure!((1..=MAX_DEPTH).contains(&job.depth), "a job is too deep");
		ensure!(
			matches!(job.work, Work::Register(_)) == (job.budget == 0),
			"a job that needs a worker has no budget, or one that needs none has"
		);
		ensure!(
			needs(&job.work, job.after).all(|needed| needed < id),
			"a job needs one that is not older"
		);
		ensure!(
			OpenJobs::<T>::contains_key(id) == (job.stage == JobStage::Open),
			"a job is open and not listed, or listed and not open"
		);
		let fits = match (&job.stage, &job.work) {
			(JobStage::Waiting, _) => needs(&job.work, job.after).next().is_some(),
			(JobStage::Cancelled, _) => true,
			(JobStage::Registered { .. }, work) => matches!(work, Work::Register(_)),
			(
				JobStage::Open | JobStage::Taken { .. } | JobStage::Failed { .. },
				Work::Train(_) | Work::Evaluate(_),
			) => true,
			(
				JobStage::Delivered { delivery, .. }
				| JobStage::Disputed { delivery, .. }
				| JobStage::Completed { delivery, artifact: None, .. },
				work,
			) => is_for(delivery, work),
			(JobStage::Completed { delivery, artifact: Some(_), .. }, work) => {
				matches!(work, Work::Train(_)) && is_for(delivery, work)
			},
			(_, Work::Register(_)) => false,
		};
		ensure!(fits, "a job is in a stage that it cannot be in");
		Ok(())
	}
}

impl<AccountId: Ord + Clone> Demands<AccountId> {
	fn add<T: Config<AccountId = AccountId>>(&mut self, id: FactoryJobId, job: &Job<T>) {
		let may_register = match &job.stage {
			JobStage::Completed { artifact, .. } => artifact.is_none(),
			stage => !stage.is_finished(),
		};
		if let Some(previous) = previous(&job.work).filter(|_| may_register) {
			self.successions.insert((job.builder.clone(), previous), id);
		}
		let (escrow, bonds) = self.held.entry(job.builder.clone()).or_default();
		if job.stage.is_finished() {
			return;
		}
		*escrow = escrow.saturating_add(job.budget);
		if let JobStage::Disputed { bond, .. } = &job.stage {
			*bonds = bonds.saturating_add(*bond);
		}
		if let Some(worker) = job.stage.worker() {
			let count = self.taken.entry(worker.clone()).or_default();
			*count = count.saturating_add(1);
		}
		if job.stage == JobStage::Open {
			self.open = self.open.saturating_add(1);
		}
		for needed in needs(&job.work, job.after) {
			let count = self.dependents.entry(needed).or_default();
			*count = count.saturating_add(1);
		}
	}
}

fn is_for<AccountId>(delivery: &Delivery, work: &Work<AccountId>) -> bool {
	matches!(
		(delivery, work),
		(Delivery::Training(_), Work::Train(_)) | (Delivery::Evaluation { .. }, Work::Evaluate(_))
	)
}
