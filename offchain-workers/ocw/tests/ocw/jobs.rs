// SPDX-License-Identifier: Apache-2.0
//! The ModelFactory of the chain in memory.

use crate::chain::Call;
use openledger_ocw::{FactoryJob, FactoryStage, Order};
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId, SnapshotId},
	jobs::{Training, TrainingOptions},
	records::Delivery,
	Balance,
};
use polkadot_sdk::{
	sp_core::sr25519,
	sp_runtime::{DispatchError, Permill},
};
use std::{collections::BTreeMap, ops::Bound};

/// How many blocks a builder has to look at a delivery.
pub const WINDOW: u32 = 8;

/// How many unfinished jobs one worker can have.
const MAX_TAKEN: u32 = 8;

#[derive(Clone, PartialEq, Debug)]
pub enum Stage {
	Open,
	Taken([u8; 32]),
	Delivered { worker: [u8; 32], delivery: Delivery, settle_at: u32 },
	Completed { worker: [u8; 32], delivery: Delivery },
}

#[derive(Clone, Debug)]
pub struct Job {
	pub order: Option<Order>,
	pub budget: Balance,
	pub deadline: u32,
	pub stage: Stage,
}

#[derive(Clone, Default, Debug)]
pub struct Jobs {
	pub all: BTreeMap<FactoryJobId, Job>,
	/// How far the worker said to be.
	pub reports: Vec<(u32, Permill, u32)>,
	/// Whether deliveries are refused.
	pub picky: bool,
}

/// The training that is asked for, unless a test says otherwise.
pub fn training() -> Training {
	Training {
		base: ArtifactId(0),
		snapshots: vec![SnapshotId(0)],
		rank: 8,
		alpha: 16,
		epochs: 3,
		batch_size: 8,
		learning_rate_micros: 1_000,
		seed: 7,
		options: TrainingOptions::default(),
	}
}

impl Job {
	/// A training that can be taken, for 100 plancks.
	pub fn open() -> Self {
		let order = Some(Order::Training(training()));
		Self { order, budget: 100, deadline: 1_000, stage: Stage::Open }
	}

	fn worker(&self) -> Option<&[u8; 32]> {
		match &self.stage {
			Stage::Open => None,
			Stage::Taken(worker)
			| Stage::Delivered { worker, .. }
			| Stage::Completed { worker, .. } => Some(worker),
		}
	}
}

impl Jobs {
	pub fn in_hand(&self, key: &[u8; 32]) -> u32 {
		let unfinished =
			|job: &&Job| job.worker() == Some(key) && !matches!(job.stage, Stage::Completed { .. });
		u32::try_from(self.all.values().filter(unfinished).count()).unwrap()
	}

	pub fn page(&self, start: Option<FactoryJobId>, limit: u32, open: bool) -> Vec<FactoryJobId> {
		let from = start.map_or(Bound::Unbounded, Bound::Excluded);
		let wanted = |(_, job): &(&FactoryJobId, &Job)| !open || job.stage == Stage::Open;
		let all = self.all.range((from, Bound::Unbounded)).filter(wanted);
		all.map(|(id, _)| *id).take(usize::try_from(limit).unwrap()).collect()
	}

	pub fn view(&self, key: &[u8; 32], id: FactoryJobId) -> Option<FactoryJob> {
		let job = self.all.get(&id)?;
		let stage = match &job.stage {
			Stage::Open => FactoryStage::Open,
			Stage::Taken(worker) if worker == key => FactoryStage::Taken { may_report: true },
			Stage::Delivered { worker, settle_at, .. } if worker == key => {
				FactoryStage::Delivered { settle_at: *settle_at }
			},
			_ => return None,
		};
		let (order, budget, deadline) = (job.order.clone(), job.budget, job.deadline);
		Some(FactoryJob { id, order, budget, deadline, stage })
	}

	/// What a call does, or why it is refused.
	pub fn dispatch(
		&mut self,
		key: &sr25519::Public,
		call: &Call,
		now: u32,
	) -> Result<(), DispatchError> {
		let refused = |why| Err(DispatchError::Other(why));
		let taken = self.in_hand(&key.0);
		let picky = self.picky;
		let (Call::Take(id)
		| Call::SettleJob(id)
		| Call::Report { job: id, .. }
		| Call::Deliver { job: id, .. }) = call
		else {
			panic!("{call:?} is not about the ModelFactory");
		};
		let Some(job) = self.all.get_mut(id) else { return refused("JobNotFound") };
		match (call, job.stage.clone()) {
			(Call::Take(_), Stage::Open) if taken < MAX_TAKEN => {
				job.stage = Stage::Taken(key.0);
				Ok(())
			},
			(Call::Take(_), _) => refused("NotOpen"),
			(Call::Report { done, loss_millis, .. }, Stage::Taken(worker)) if worker == key.0 => {
				self.reports.push((now, *done, *loss_millis));
				Ok(())
			},
			(Call::Deliver { .. }, _) if picky => refused("MalformedManifest"),
			(Call::Deliver { delivery, .. }, Stage::Taken(worker))
				if worker == key.0 && now <= job.deadline =>
			{
				let delivery = *delivery.clone();
				job.stage = Stage::Delivered { worker, delivery, settle_at: now + WINDOW };
				Ok(())
			},
			(Call::SettleJob(_), Stage::Delivered { worker, delivery, settle_at })
				if now >= settle_at =>
			{
				job.stage = Stage::Completed { worker, delivery };
				Ok(())
			},
			_ => refused("NotDelivered"),
		}
	}
}
