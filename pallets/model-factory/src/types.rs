// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps, and what its events say of it.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId},
	records::{Dependency, JobRecord, JobStage, Work},
	Balance,
};

/// The longest chain of jobs that wait for each other.
pub const MAX_DEPTH: u8 = 16;

/// Text of at most `S` bytes, in UTF-8.
pub type Text<S> = BoundedVec<u8, S>;

/// What a job is for.
pub type WorkOf<T> = Work<<T as frame_system::Config>::AccountId>;

/// How far a job has come.
pub type StageOf<T> = JobStage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// What the runtime API tells of a job.
pub type RecordOf<T> = JobRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// Why nobody will work at a job.
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
pub enum Cause {
	/// The builder took it back.
	ByBuilder,
	/// Nobody took it in time, or what it waited for was not done in time.
	Expired,
	/// A job that it needs was cancelled, or failed.
	DependencyFailed,
	/// The value that was measured does not meet the condition.
	ConditionNotMet,
	/// What it should register is registered already.
	AlreadyRegistered,
}

/// A job. While it is not finished, its budget is on hold in the builder's account.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Job<T: Config> {
	/// Who posted it, and pays.
	pub builder: T::AccountId,
	/// What it is for.
	pub work: WorkOf<T>,
	/// What the worker is paid, in plancks. Zero when none is needed.
	pub budget: Balance,
	/// The block in which it was posted.
	pub posted_at: BlockNumberFor<T>,
	/// The last block in which it can be taken and delivered.
	pub deadline: BlockNumberFor<T>,
	/// What it waits for, or waited for.
	pub after: Option<Dependency>,
	/// The length of the longest chain of jobs that ends in it: 1 when it needs none.
	pub depth: u8,
	/// How many unfinished jobs need it.
	pub dependents: u32,
	/// How far it has come.
	pub stage: StageOf<T>,
	/// The builder's deposit for the record.
	pub deposit: T::JobDeposit,
}

impl<T: Config> Job<T> {
	/// What a job takes of the state: its record with the largest delivery, its entries among the open
	/// jobs, in its worker's count and among the next versions, and the reservation of its manifest.
	pub fn footprint(work: &WorkOf<T>) -> Footprint {
		let rest = <(
			(T::AccountId, Balance, BlockNumberFor<T>, BlockNumberFor<T>, Option<Dependency>),
			(u8, u32, StageOf<T>, T::JobDeposit),
			(FactoryJobId, T::AccountId, u32),
		)>::max_encoded_len();
		// Only a training reserves a manifest, and may make the next version of something.
		let (count, more) = match work {
			Work::Train(_) => (
				5,
				<(T::AccountId, ArtifactId, FactoryJobId, H256, T::AccountId, u32)>::max_encoded_len(),
			),
			Work::Evaluate(_) | Work::Register(_) => (3, 0),
		};
		let size = work.encoded_size().saturating_add(rest).saturating_add(more);
		Footprint::from_parts(count, size)
	}
}

/// The version that the work makes a newer one of.
pub(crate) fn previous<AccountId>(work: &Work<AccountId>) -> Option<ArtifactId> {
	match work {
		Work::Train(spec) => spec.adapter.previous,
		Work::Evaluate(_) | Work::Register(_) => None,
	}
}

/// The jobs that one of this work and dependency needs: at most two, none twice.
pub(crate) fn needs<AccountId>(
	work: &Work<AccountId>,
	after: Option<Dependency>,
) -> impl Iterator<Item = FactoryJobId> {
	let after = after.map(|dependency| dependency.job);
	let output_of = work.output_of().filter(|job| after != Some(*job));
	after.into_iter().chain(output_of)
}
