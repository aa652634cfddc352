// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps, and what its events say of it.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{
	ids::FactoryJobId,
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
	/// What a job takes of the state: its record with the largest delivery, and its entries among the
	/// open jobs and in its worker's count.
	pub fn footprint(work: &WorkOf<T>) -> Footprint {
		let rest = <(
			(T::AccountId, Balance, BlockNumberFor<T>, BlockNumberFor<T>, Option<Dependency>),
			(u8, u32, StageOf<T>, T::JobDeposit),
			(FactoryJobId, T::AccountId, u32),
		)>::max_encoded_len();
		Footprint::from_parts(1, work.encoded_size().saturating_add(rest))
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
