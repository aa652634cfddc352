// SPDX-License-Identifier: Apache-2.0
//! Of the ModelFactory: what builders ask for, what workers deliver, and how far a job has come.

use crate::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, FactoryJobId},
	licence::Licence,
	records::{
		Credit, RoyaltyTerms, Snapshots, MAX_CREDITS, MAX_METRIC_LEN, MAX_NAME_LEN, MAX_PARENTS,
		MAX_URI_LEN,
	},
	Balance,
};
use alloc::boxed::Box;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	sp_arithmetic::{Perbill, Permill},
	sp_core::{ConstU32, H256},
	sp_runtime::BoundedVec,
};
use scale_info::TypeInfo;

/// The most modules of a model that an adapter updates, by name.
pub const MAX_TARGET_MODULES: u32 = 16;
/// The longest name of a module, in bytes.
pub const MAX_MODULE_LEN: u32 = 32;
/// The most metrics that are delivered with an adapter.
pub const MAX_METRICS: u32 = 16;
/// The most adapters that another one is made from; its base model is a parent too.
pub const MAX_ADAPTER_PARENTS: u32 = MAX_PARENTS - 1;
/// The highest rank of an adapter.
pub const MAX_RANK: u16 = 256;
/// The most epochs of a training.
pub const MAX_EPOCHS: u16 = 1_000;
/// The most rows of a training's batch.
pub const MAX_BATCH_SIZE: u16 = 4_096;

/// Names of a model's modules, in UTF-8, none empty.
pub type ModuleNames =
	BoundedVec<BoundedVec<u8, ConstU32<MAX_MODULE_LEN>>, ConstU32<MAX_TARGET_MODULES>>;

/// How an adapter is trained.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct HyperParameters {
	/// The rank of the updates: from 1 to [`MAX_RANK`].
	pub rank: u16,
	/// By which the updates are scaled, divided by the rank. Not zero.
	pub alpha: u16,
	/// The modules that are updated, such as `q_proj`. At least one.
	pub target_modules: ModuleNames,
	/// The learning rate, in millionths. Not zero.
	pub learning_rate_micros: u32,
	/// How often the data is gone through: from 1 to [`MAX_EPOCHS`].
	pub epochs: u16,
	/// Rows per step: from 1 to [`MAX_BATCH_SIZE`].
	pub batch_size: u16,
	/// What the order of the rows and the first weights are drawn from.
	pub seed: u64,
	/// The part of the rows that is held out, and measured on. Less than all.
	pub eval_split: Perbill,
}

impl HyperParameters {
	/// Whether each of them is in its range.
	pub fn are_sensible(&self) -> bool {
		let modules = &self.target_modules;
		(1..=MAX_RANK).contains(&self.rank)
			&& self.alpha > 0
			&& self.learning_rate_micros > 0
			&& (1..=MAX_EPOCHS).contains(&self.epochs)
			&& (1..=MAX_BATCH_SIZE).contains(&self.batch_size)
			&& self.eval_split < Perbill::one()
			&& !modules.is_empty()
			&& modules.iter().all(|name| !name.is_empty() && core::str::from_utf8(name).is_ok())
	}
}

/// What an adapter that is still to be trained will be registered with.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct AdapterTerms<AccountId> {
	/// Its name, in UTF-8. Not empty.
	pub name: BoundedVec<u8, ConstU32<MAX_NAME_LEN>>,
	/// Its licence.
	pub licence: Licence,
	/// What it asks of its children.
	pub royalty: RoyaltyTerms,
	/// What an answer costs; `None` when it is not offered.
	pub prices: Option<PriceList>,
	/// Whom it credits. Who trains and who measures it is added without a share, as long as there is
	/// room.
	pub credits: BoundedVec<Credit<AccountId>, ConstU32<MAX_CREDITS>>,
	/// The adapter of the same owner that it is a newer version of.
	pub previous: Option<ArtifactId>,
}

/// When a trained adapter is registered.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Publish {
	/// As soon as the delivery is accepted.
	OnAcceptance,
	/// By another job, when its condition holds.
	ByWorkflow,
}

/// An adapter to be trained.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct TrainSpec<AccountId> {
	/// The base model.
	pub base: ArtifactId,
	/// The adapters of the same base that it starts from.
	pub parents: BoundedVec<ArtifactId, ConstU32<MAX_ADAPTER_PARENTS>>,
	/// What it is trained on.
	pub snapshots: Snapshots,
	/// How.
	pub hyper: HyperParameters,
	/// What it is registered with.
	pub adapter: AdapterTerms<AccountId>,
	/// When it is registered.
	pub publish: Publish,
}

/// What is to be measured.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Subject {
	/// A registered artifact.
	Artifact(ArtifactId),
	/// What the job of this number delivers, registered or not.
	OutputOf(FactoryJobId),
}

/// A measurement to be made.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct EvaluateSpec {
	/// Of what.
	pub subject: Subject,
	/// Names the benchmark: the hash of its definition and data.
	pub benchmark: H256,
	/// What is measured, such as `exact_match`, in UTF-8. Not empty.
	pub metric: BoundedVec<u8, ConstU32<MAX_METRIC_LEN>>,
}

/// A registration to be made.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct RegisterSpec {
	/// The job that trains the adapter.
	pub train: FactoryJobId,
}

/// What a job is for.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum Work<AccountId> {
	/// A worker trains an adapter.
	Train(Box<TrainSpec<AccountId>>),
	/// A worker measures something.
	Evaluate(EvaluateSpec),
	/// The chain registers what was trained. No worker is needed, and nothing is paid.
	Register(RegisterSpec),
}

impl<AccountId> Work<AccountId> {
	/// The job whose adapter this one needs.
	pub fn output_of(&self) -> Option<FactoryJobId> {
		match self {
			Self::Evaluate(EvaluateSpec { subject: Subject::OutputOf(job), .. })
			| Self::Register(RegisterSpec { train: job }) => Some(*job),
			Self::Train(_) | Self::Evaluate(_) => None,
		}
	}
}

/// What must be true of a measured value.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Condition {
	/// The value is not below the threshold.
	AtLeast {
		/// In millionths.
		threshold_micros: i64,
	},
	/// The value is not above the threshold.
	AtMost {
		/// In millionths.
		threshold_micros: i64,
	},
}

impl Condition {
	/// Whether it is true of `value_micros`.
	pub fn holds(&self, value_micros: i64) -> bool {
		match self {
			Self::AtLeast { threshold_micros } => value_micros >= *threshold_micros,
			Self::AtMost { threshold_micros } => value_micros <= *threshold_micros,
		}
	}
}

/// That a job waits for another one.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct Dependency {
	/// The job that must be completed first.
	pub job: FactoryJobId,
	/// What must be true of the value that it measured.
	pub condition: Option<Condition>,
}

/// A number that a worker found.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Metric {
	/// Of what, such as `eval_loss`, in UTF-8. Not empty.
	pub name: BoundedVec<u8, ConstU32<MAX_METRIC_LEN>>,
	/// In millionths.
	pub value_micros: i64,
}

/// A trained adapter.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Training {
	/// Commitment to the adapter's [`Manifest`](crate::manifest::Manifest).
	pub manifest: ContentCommitment,
	/// Where the manifest can be had, in UTF-8: CID or URL.
	pub uri: BoundedVec<u8, ConstU32<MAX_URI_LEN>>,
	/// What the worker measured while training.
	pub metrics: BoundedVec<Metric, ConstU32<MAX_METRICS>>,
	/// Root of the influence index; zero when there is none.
	pub influence_root: H256,
}

/// What a worker delivers.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum Delivery {
	/// A trained adapter.
	Training(Training),
	/// A measured value.
	Evaluation {
		/// In millionths.
		value_micros: i64,
		/// Merkle root over the answers and their marks; zero when none are kept.
		evidence_root: H256,
	},
}

/// How far a worker says to have come.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct Progress<BlockNumber> {
	/// The part that is done.
	pub done: Permill,
	/// The training's loss, in thousandths; zero in an evaluation.
	pub loss_millis: u32,
	/// The block in which it was said.
	pub at: BlockNumber,
}

/// How a worker failed.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Failure {
	/// Nothing was delivered in time.
	MissedDeadline,
	/// The arbiter found that the delivery is not what was asked for.
	BadDelivery,
}

/// How far a job has come.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum JobStage<AccountId, BlockNumber> {
	/// For other jobs.
	Waiting,
	/// For a worker to take it.
	Open,
	/// A worker is at it.
	Taken {
		/// Who.
		worker: AccountId,
		/// What was reported last.
		progress: Option<Progress<BlockNumber>>,
	},
	/// For the builder to accept it.
	Delivered {
		/// By whom.
		worker: AccountId,
		/// What.
		delivery: Delivery,
		/// The first block in which anyone may settle it.
		settle_at: BlockNumber,
	},
	/// For the arbiter.
	Disputed {
		/// Who delivered.
		worker: AccountId,
		/// What.
		delivery: Delivery,
		/// What the builder has at stake, in plancks.
		bond: Balance,
		/// The first block in which anyone may settle it.
		settle_at: BlockNumber,
	},
	/// The worker is paid.
	Completed {
		/// Who did it.
		worker: AccountId,
		/// What was delivered.
		delivery: Delivery,
		/// As what a trained adapter is registered, once it is.
		artifact: Option<ArtifactId>,
	},
	/// The adapter is registered.
	Registered {
		/// As what.
		artifact: ArtifactId,
	},
	/// Nobody worked at it, and nobody is paid.
	Cancelled,
	/// The worker failed, and the builder has the budget back.
	Failed {
		/// Who.
		worker: AccountId,
		/// How.
		failure: Failure,
	},
}

impl<AccountId, BlockNumber> JobStage<AccountId, BlockNumber> {
	/// Whether nothing happens to the job any more.
	pub fn is_finished(&self) -> bool {
		matches!(
			self,
			Self::Completed { .. }
				| Self::Registered { .. }
				| Self::Cancelled
				| Self::Failed { .. }
		)
	}

	/// Who is at it, or was.
	pub fn worker(&self) -> Option<&AccountId> {
		match self {
			Self::Taken { worker, .. }
			| Self::Delivered { worker, .. }
			| Self::Disputed { worker, .. }
			| Self::Completed { worker, .. }
			| Self::Failed { worker, .. } => Some(worker),
			Self::Waiting | Self::Open | Self::Registered { .. } | Self::Cancelled => None,
		}
	}
}

/// A job, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct JobRecord<AccountId, BlockNumber> {
	/// Its identifier.
	pub id: FactoryJobId,
	/// Who posted it, and pays.
	pub builder: AccountId,
	/// What it is for.
	pub work: Work<AccountId>,
	/// What the worker is paid, in plancks.
	pub budget: Balance,
	/// The block in which it was posted.
	pub posted_at: BlockNumber,
	/// The last block in which it can be taken and delivered.
	pub deadline: BlockNumber,
	/// What it waits for, or waited for.
	pub after: Option<Dependency>,
	/// How many unfinished jobs need it.
	pub dependents: u32,
	/// How far it has come.
	pub stage: JobStage<AccountId, BlockNumber>,
}
