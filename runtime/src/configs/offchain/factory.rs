// SPDX-License-Identifier: Apache-2.0

//! The ModelFactory as one worker sees it: which jobs it could do, and has taken.

use crate::*;
use frame_support::traits::Get;
use openledger_ocw::{FactoryJob, FactoryStage, Order};
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId, SnapshotId},
	jobs::{ordered_evaluation, ordered_training},
	records::{EvaluateSpec, JobStage, Subject, Work},
	traits::{self, Lineage},
};
use pallet_model_factory::{Jobs, OpenJobs};

fn may_train(who: &AccountId, snapshot: SnapshotId) -> bool {
	<Datanets as traits::Datanets<AccountId>>::may_train(who, snapshot)
}

/// What a job asks for, and what it needs: the base model, and the data.
struct Needs {
	order: Option<Order>,
	base: ArtifactId,
	snapshots: Vec<SnapshotId>,
}

/// Jobs from the first on or from after `start`, at most `limit`; those only that wait for a worker, if `open`.
pub(super) fn page(start: Option<FactoryJobId>, limit: u32, open: bool) -> Vec<FactoryJobId> {
	let limit = usize::try_from(limit).unwrap_or(usize::MAX);
	if open {
		let jobs = match start {
			Some(start) => {
				OpenJobs::<Runtime>::iter_keys_from(OpenJobs::<Runtime>::hashed_key_for(start))
			},
			None => OpenJobs::<Runtime>::iter_keys(),
		};
		jobs.take(limit).collect()
	} else {
		let jobs = match start {
			Some(start) => Jobs::<Runtime>::iter_keys_from(Jobs::<Runtime>::hashed_key_for(start)),
			None => Jobs::<Runtime>::iter_keys(),
		};
		jobs.take(limit).collect()
	}
}

/// What the job is to `worker`, in block `now` of the clock of deadlines.
pub(super) fn job(worker: &AccountId, id: FactoryJobId, now: BlockNumber) -> Option<FactoryJob> {
	let job = ModelFactory::job(id)?;
	let is_own = job.stage.worker() == Some(worker);
	let stage = match job.stage {
		JobStage::Open => FactoryStage::Open,
		JobStage::Taken { progress, .. } if is_own => {
			let interval = <Runtime as pallet_model_factory::Config>::ProgressInterval::get();
			let next = progress.map(|last| last.at.saturating_add(interval));
			FactoryStage::Taken { may_report: next.is_none_or(|next| now >= next) }
		},
		JobStage::Delivered { settle_at, .. } | JobStage::Disputed { settle_at, .. } if is_own => {
			FactoryStage::Delivered { settle_at }
		},
		_ => return None,
	};
	let needs = needs(&job.work);
	if stage == FactoryStage::Open && !needs.as_ref().is_some_and(|needs| can_do(worker, needs)) {
		return None;
	}
	Some(FactoryJob {
		id,
		order: needs.and_then(|needs| needs.order),
		budget: job.budget,
		deadline: job.deadline,
		stage,
	})
}

/// Whether `worker` serves the base model, and may see the data.
fn can_do(worker: &AccountId, needs: &Needs) -> bool {
	let record = pallet_attribution::Workers::<Runtime>::get(worker);
	record.is_some_and(|record| record.base_models.contains(&needs.base))
		&& needs.snapshots.iter().all(|snapshot| may_train(worker, *snapshot))
}

/// `None` when no worker does this, or what it is about is not there.
fn needs(work: &Work<AccountId>) -> Option<Needs> {
	match work {
		Work::Train(spec) => Some(Needs {
			order: ordered_training(spec).ok().map(Order::Training),
			base: spec.base,
			snapshots: spec.snapshots.to_vec(),
		}),
		Work::Evaluate(spec) => evaluation(spec),
		Work::Register(_) => None,
	}
}

fn evaluation(spec: &EvaluateSpec) -> Option<Needs> {
	let artifact = match spec.subject {
		Subject::Artifact(artifact) => artifact,
		// Servers find what they measure in the registry.
		Subject::OutputOf(train) => match ModelFactory::job(train)?.stage {
			JobStage::Completed { artifact, .. } => artifact?,
			_ => return None,
		},
	};
	let base = <ModelRegistry as Lineage<AccountId>>::base(artifact)?;
	let snapshots = <ModelRegistry as Lineage<AccountId>>::snapshots(artifact);
	let with_roots = |id: &SnapshotId| {
		let info = <Datanets as traits::Datanets<AccountId>>::snapshot(*id)?;
		Some((*id, (info.root, info.withdrawn_root)))
	};
	let rooted = snapshots.iter().map(with_roots).collect::<Option<Vec<_>>>()?;
	let evaluation = ordered_evaluation(artifact, spec, &rooted).ok();
	let benchmark = spec.benchmark;
	let order = evaluation.map(|evaluation| Order::Evaluation { evaluation, benchmark });
	Some(Needs { order, base, snapshots })
}
