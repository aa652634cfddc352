// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod acceptance;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod disputes;
mod invariants;
mod posting;
mod registering;
pub mod types;
mod views;
pub mod weights;
mod workflow;
mod working;

pub use pallet::*;
pub use types::{Cause, Job, RecordOf, StageOf, Text, WorkOf, MAX_DEPTH};
pub use views::MAX_PAGE;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		posting::{parents, snapshots},
		types::{Cause, Job, Text, WorkOf},
		weights::WeightInfo,
	};
	use frame::{
		prelude::{
			fungible::{hold, Inspect},
			*,
		},
		traits::{Consideration, Footprint},
	};
	use openledger_primitives::{
		ids::{ArtifactId, FactoryJobId},
		records::{Delivery, Dependency, Failure},
		traits::{Bonds, Liquid, Registry},
		Balance,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. Budgets stay in the builder's account, on hold, until the worker is paid.
		type Currency: hold::Mutate<
			Self::AccountId,
			Reason = Self::RuntimeHoldReason,
			Balance = Balance,
		>;

		/// What a builder deposits for a job's record. Held for `HoldReason::JobDeposit`.
		type JobDeposit: Consideration<Self::AccountId, Footprint>;

		/// Where trained adapters are registered, and the artifacts are that are measured.
		type Registry: Registry<Self::AccountId>;

		/// What of an account's OPEN is under no lock: budgets and the bonds of disputes can end in
		/// another account.
		type Liquid: Liquid<Self::AccountId>;

		/// The clock of deadlines and windows. The runtime's stands still while blocks are full: else
		/// whoever fills them would have honest workers slashed.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// What workers have at stake.
		type Bonds: Bonds<Self::AccountId>;

		/// Decides disputes.
		type ArbiterOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The least budget of a job that a worker does, in plancks. At least the existential deposit:
		/// then every worker can be paid.
		#[pallet::constant]
		type MinBudget: Get<Balance>;

		/// The least number of blocks that a job is given.
		#[pallet::constant]
		type MinDeadline: Get<BlockNumberFor<Self>>;

		/// The most blocks that a job is given.
		#[pallet::constant]
		type MaxDeadline: Get<BlockNumberFor<Self>>;

		/// How many blocks before its deadline a job can be taken last.
		#[pallet::constant]
		type MinWorkTime: Get<BlockNumberFor<Self>>;

		/// What a worker has at stake at least to take a job, in plancks, what cools down not counted.
		#[pallet::constant]
		type MinWorkerBond: Get<Balance>;

		/// The most jobs that a worker answers for at once.
		#[pallet::constant]
		type MaxTaken: Get<u32>;

		/// How many blocks a worker waits between two reports of progress.
		#[pallet::constant]
		type ProgressInterval: Get<BlockNumberFor<Self>>;

		/// How many blocks a builder has to look at a delivery.
		#[pallet::constant]
		type AcceptanceWindow: Get<BlockNumberFor<Self>>;

		/// How many blocks the arbiter has to decide a dispute.
		#[pallet::constant]
		type ArbitrationPeriod: Get<BlockNumberFor<Self>>;

		/// What a builder has at stake for a dispute, in plancks. Not zero.
		#[pallet::constant]
		type DisputeBond: Get<Balance>;

		/// What a missed deadline costs a worker at most, in plancks; a smaller job costs its budget.
		#[pallet::constant]
		type LateSlash: Get<Balance>;

		/// What a bad delivery costs a worker, in plancks.
		#[pallet::constant]
		type BadDeliverySlash: Get<Balance>;

		/// The longest reason for a dispute, in bytes.
		#[pallet::constant]
		type MaxReasonLen: Get<u32>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Pays for a job's record.
		JobDeposit,
		/// A job's budget, until the worker is paid or the builder has it back.
		JobEscrow,
		/// At stake until a dispute is decided.
		DisputeBond,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The number of the next job.
	#[pallet::storage]
	pub type NextJob<T: Config> = StorageValue<_, FactoryJobId, ValueQuery>;

	/// The jobs, until their builders forget them. A job needs only jobs of lower numbers.
	#[pallet::storage]
	pub type Jobs<T: Config> = StorageMap<_, Twox64Concat, FactoryJobId, Job<T>>;

	/// The jobs that wait for a worker.
	#[pallet::storage]
	pub type OpenJobs<T: Config> = StorageMap<_, Twox64Concat, FactoryJobId, ()>;

	/// How many unfinished jobs a worker has taken. Not there when none.
	#[pallet::storage]
	pub type Taken<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The job that makes the next version of an artifact, by its builder: there can be only one next
	/// version, so two jobs for it would work for one registration. Part of the job's deposit.
	#[pallet::storage]
	pub type Successions<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		ArtifactId,
		FactoryJobId,
		OptionQuery,
	>;

	/// What happened to a job.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `builder` posted `job`.
		JobPosted {
			/// The job.
			job: FactoryJobId,
			/// Who posted it.
			builder: T::AccountId,
			/// What is on hold for the worker, in plancks.
			budget: Balance,
			/// The last block in which it can be taken and delivered.
			deadline: BlockNumberFor<T>,
		},
		/// `job` waits for a worker.
		JobOpened {
			/// The job.
			job: FactoryJobId,
		},
		/// `worker` took `job`.
		JobTaken {
			/// The job.
			job: FactoryJobId,
			/// Who does it.
			worker: T::AccountId,
		},
		/// The worker of `job` said how far it is.
		ProgressReported {
			/// The job.
			job: FactoryJobId,
			/// Who does it.
			worker: T::AccountId,
			/// The part that is done.
			done: Permill,
			/// The training's loss, in thousandths.
			loss_millis: u32,
		},
		/// `worker` delivered. The builder looks at it.
		JobDelivered {
			/// The job.
			job: FactoryJobId,
			/// Who did it.
			worker: T::AccountId,
			/// The first block in which anyone may settle it.
			settle_at: BlockNumberFor<T>,
		},
		/// The delivery stands, and the worker is paid.
		JobCompleted {
			/// The job.
			job: FactoryJobId,
			/// Who did it.
			worker: T::AccountId,
			/// What the worker was paid, in plancks.
			paid: Balance,
		},
		/// The adapter that `job` trained is registered for its builder.
		AdapterRegistered {
			/// The job that trained it.
			job: FactoryJobId,
			/// As what it is registered.
			artifact: ArtifactId,
		},
		/// The worker was paid, but the adapter could not be registered. The builder can have it done
		/// later.
		RegistrationFailed {
			/// The job that trained it.
			job: FactoryJobId,
			/// Why not.
			error: DispatchError,
		},
		/// What `job` measured stands in the registry.
		EvaluationRecorded {
			/// The job.
			job: FactoryJobId,
			/// What was measured.
			artifact: ArtifactId,
			/// Who measured it.
			worker: T::AccountId,
			/// The value, in millionths.
			value_micros: i64,
		},
		/// The worker was paid, but the registry did not take what was measured. The value stands on the
		/// job only.
		RecordingFailed {
			/// The job.
			job: FactoryJobId,
			/// Why not.
			error: DispatchError,
		},
		/// The builder says that the delivery is not what was asked for.
		JobDisputed {
			/// The job.
			job: FactoryJobId,
			/// Why, in the builder's words.
			reason: Text<T::MaxReasonLen>,
			/// What the builder has at stake, in plancks.
			bond: Balance,
			/// The first block in which anyone may settle it.
			settle_at: BlockNumberFor<T>,
		},
		/// The arbiter decided.
		DisputeDecided {
			/// The job.
			job: FactoryJobId,
			/// Whether the worker was right, and gets the bond; else the builder has it back.
			for_worker: bool,
			/// The bond, in plancks.
			bond: Balance,
		},
		/// The arbiter did not decide in time: the delivery stands, and the builder has the bond back.
		DisputeLapsed {
			/// The job.
			job: FactoryJobId,
			/// The bond, in plancks.
			bond: Balance,
		},
		/// `worker` failed, and the builder has the budget back.
		JobFailed {
			/// The job.
			job: FactoryJobId,
			/// Who failed.
			worker: T::AccountId,
			/// How.
			failure: Failure,
			/// What went back to the builder, in plancks.
			refund: Balance,
			/// What was taken of the worker's bond, in plancks.
			slashed: Balance,
		},
		/// A worker who failed could not be slashed.
		SlashFailed {
			/// The job.
			job: FactoryJobId,
			/// Who failed.
			worker: T::AccountId,
			/// What should have been taken, in plancks.
			amount: Balance,
			/// Why not.
			error: DispatchError,
		},
		/// Nobody will work at `job`. The builder has the budget back.
		JobCancelled {
			/// The job.
			job: FactoryJobId,
			/// Why.
			cause: Cause,
			/// What went back to the builder, in plancks.
			refund: Balance,
		},
		/// The record of `job` is gone, and its deposit free.
		JobForgotten {
			/// The job.
			job: FactoryJobId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no job of this number, or no longer.
		JobNotFound,
		/// Only the builder who posted the job may do this, or name it in another job.
		NotBuilder,
		/// Only the worker who took the job may do this.
		NotWorker,
		/// A builder cannot take a job of their own.
		OwnJob,
		/// A text is not UTF-8, or a metric's name is empty.
		InvalidText,
		/// A hyper-parameter is out of its range, or no module is named.
		InvalidHyperParameters,
		/// There is no artifact of this number that could be measured: none, or it is revoked, or runs on
		/// no model.
		SubjectNotFound,
		/// Nobody measures an artifact that they own, trained, or are credited in otherwise than as an
		/// evaluator.
		OwnWork,
		/// Of what the account has free, less than this is under no lock.
		FundsLocked,
		/// Another job of the builder's makes the next version of the same artifact. It is free for another
		/// when that job is cancelled, fails, or is forgotten.
		DuplicatePrevious,
		/// The budget is below the least one.
		BudgetTooLow,
		/// A registration needs no worker, so its budget must be zero.
		UnexpectedBudget,
		/// The job is given too few blocks.
		DeadlineTooShort,
		/// The job is given too many blocks.
		DeadlineTooLong,
		/// The job whose output is asked for trains nothing.
		NotTraining,
		/// The adapter is registered when the training is accepted, not by another job.
		NotByWorkflow,
		/// A condition is set on a job that measures nothing.
		NotEvaluation,
		/// The adapter is registered already.
		AlreadyRegistered,
		/// A job that this one needs was cancelled or failed, or its value does not meet the condition.
		DependencyFailed,
		/// A job that this one needs is not completed yet.
		DependencyPending,
		/// More than 16 jobs would wait for each other in a row.
		TooDeep,
		/// The job does not wait for another one, or no longer.
		NotWaiting,
		/// The job does not wait for a worker: not yet, or no longer.
		NotOpen,
		/// Nobody is at the job: not yet, or no longer.
		NotTaken,
		/// There is no delivery to decide about: not yet, or no longer, or it is in dispute.
		NotDelivered,
		/// The job is not in dispute.
		NotDisputed,
		/// The job is not completed.
		NotCompleted,
		/// The job was taken, or is finished.
		AlreadyTaken,
		/// The job was delivered, or is finished.
		AlreadyDelivered,
		/// The job is not finished.
		NotFinished,
		/// Unfinished jobs need this one.
		HasDependents,
		/// The job's last block has passed.
		DeadlinePassed,
		/// The job's last block is too near to take it.
		DeadlineTooNear,
		/// The job's last block has not passed yet.
		DeadlineNotPassed,
		/// The time to accept, or to arbitrate, is not over yet.
		WindowOpen,
		/// The time to dispute is over.
		WindowClosed,
		/// The last report of progress is too recent.
		ProgressTooSoon,
		/// The caller has too little at stake.
		BondTooLow,
		/// The caller has taken as many jobs as one may.
		TooManyTaken,
		/// A training was delivered for an evaluation, or the other way round.
		WrongDelivery,
		/// No manifest can have this commitment: it has no bytes, more than 5 MiB, or a zero root.
		MalformedManifest,
		/// All numbers are given out.
		IdsExhausted,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Posts a job. `work` says what for, `budget` what the worker is paid, in plancks, `deadline` in
		/// how many blocks from now it must be delivered, and `after` which other job of the caller's must
		/// be completed first, and what must be true of the value that it measured. A job that needs
		/// another one waits until somebody calls `advance`; any other one is open at once.
		///
		/// Anyone may call this, and is the job's builder then. Costs a deposit by size, which comes back
		/// by `forget`, and holds the budget, which is zero for a registration. Emits `JobPosted`, and
		/// `JobOpened` when the job needs no other one.
		///
		/// Fails with `DeadlineTooShort`, `DeadlineTooLong`, `BudgetTooLow`, `UnexpectedBudget`,
		/// `InvalidHyperParameters`, `InvalidText`, `SubjectNotFound`; about the jobs that it needs with
		/// `JobNotFound`, `NotBuilder`, `NotTraining`, `NotByWorkflow`, `NotEvaluation`, `DependencyFailed`,
		/// `AlreadyRegistered` and `TooDeep`; with an error of the registry when an adapter could not be
		/// registered as it is described, with `DuplicatePrevious`, with `FundsLocked` when the budget is
		/// not in OPEN under no lock, and with an error of the token when the caller cannot spare deposit
		/// and budget.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::post(parents(work), snapshots(work)))]
		pub fn post(
			origin: OriginFor<T>,
			work: WorkOf<T>,
			budget: Balance,
			deadline: BlockNumberFor<T>,
			after: Option<Dependency>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_post(who, work, budget, deadline, after)
		}

		/// Moves the waiting `job` on when the jobs that it needs are decided. It opens when they are
		/// completed and its condition holds; a registration is executed in this very call. It is cancelled,
		/// and its budget is the builder's again, when one of them failed or was cancelled, or the condition
		/// does not hold.
		///
		/// Anyone may call this. Costs the fee only; a registration costs the builder the registry's
		/// deposit. Emits `JobOpened`, `AdapterRegistered` or `JobCancelled`.
		///
		/// Fails with `JobNotFound`, `NotWaiting`, `DeadlinePassed`, `DependencyPending`, and with an error
		/// of the registry or the token when the adapter cannot be registered now.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::advance())]
		pub fn advance(origin: OriginFor<T>, job: FactoryJobId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_advance(job)
		}

		/// Takes `job` back, which nobody has taken yet. Its budget is free again.
		///
		/// Only the job's builder may call this. Costs the fee only. Emits `JobCancelled`.
		///
		/// Fails with `JobNotFound`, `NotBuilder` and `AlreadyTaken`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::cancel())]
		pub fn cancel(origin: OriginFor<T>, job: FactoryJobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel(&who, job)
		}

		/// Takes the open `job` to deliver it before its deadline, which is `MinWorkTime` blocks away at
		/// least.
		///
		/// Anyone but the builder may call this who has `MinWorkerBond` at stake, and did not make what is
		/// to be measured; not delivering in time costs up to `LateSlash` of it. Costs the fee only. Emits
		/// `JobTaken`.
		///
		/// Fails with `JobNotFound`, `NotOpen`, `DeadlineTooNear`, `OwnJob`, `OwnWork`, `BondTooLow` and
		/// `TooManyTaken`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::take())]
		pub fn take(origin: OriginFor<T>, job: FactoryJobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_take(who, job)
		}

		/// Tells how far `job` is: the part that is `done`, and the training's loss as `loss_millis`, in
		/// thousandths, zero in an evaluation. Only the latest report is kept.
		///
		/// Only the worker who took the job may call this, once in `ProgressInterval` blocks. Costs the fee
		/// only. Emits `ProgressReported`.
		///
		/// Fails with `JobNotFound`, `NotTaken`, `NotWorker` and `ProgressTooSoon`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::report_progress())]
		pub fn report_progress(
			origin: OriginFor<T>,
			job: FactoryJobId,
			done: Permill,
			loss_millis: u32,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_report_progress(&who, job, done, loss_millis)
		}

		/// Delivers what `job` asks for. The `delivery` is the commitment to a trained adapter's manifest
		/// with its uri and metrics, or a measured value. The builder has `AcceptanceWindow` blocks from now
		/// to look at it. Nobody but the builder can register the manifest from now on.
		///
		/// Only the worker who took the job may call this, until its deadline. Costs the fee only. Emits
		/// `JobDelivered`.
		///
		/// Fails with `JobNotFound`, `NotTaken`, `NotWorker`, `DeadlinePassed`, `WrongDelivery`,
		/// `MalformedManifest`, with `InvalidText` when a text is not UTF-8 or a metric has no name, and with
		/// an error of the registry when the manifest is somebody else's.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::deliver())]
		pub fn deliver(
			origin: OriginFor<T>,
			job: FactoryJobId,
			delivery: Delivery,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deliver(&who, job, delivery)
		}

		/// Accepts what was delivered for `job`: pays the worker, and, as the job says, registers the
		/// adapter with its full lineage for the builder, or records the measured value of a registered
		/// artifact.
		///
		/// Only the job's builder may call this. Costs the registry's deposit for an adapter; the worker
		/// pays the one for a measured value. Emits `JobCompleted`, then `AdapterRegistered` or
		/// `EvaluationRecorded`.
		///
		/// Fails with `JobNotFound`, `NotBuilder`, `NotDelivered`, and with an error of the registry or the
		/// token when it cannot be registered or recorded; then nothing is changed.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, job: FactoryJobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept(&who, job)
		}

		/// Accepts what was delivered for `job` when the builder did not in time, or when the arbiter did
		/// not decide a dispute in time; the bond of the dispute is the builder's again. Pays the worker in
		/// any case; what cannot be registered now the builder can have registered later.
		///
		/// Anyone may call this. Costs the fee only; the deposits are paid as by `accept`. Emits
		/// `DisputeLapsed` after a dispute, `JobCompleted`, then `AdapterRegistered`, `EvaluationRecorded`,
		/// `RegistrationFailed` or `RecordingFailed`.
		///
		/// Fails with `JobNotFound`, `NotDelivered` and `WindowOpen`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::settle())]
		pub fn settle(origin: OriginFor<T>, job: FactoryJobId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_settle(job)
		}

		/// Registers the adapter that the completed `job` delivered and that is not registered yet: because
		/// it could not be when the job was settled, or because no other job did.
		///
		/// Only the job's builder may call this. Costs the registry's deposit. Emits `AdapterRegistered`.
		///
		/// Fails with `JobNotFound`, `NotBuilder`, `NotTraining`, `NotCompleted`, `AlreadyRegistered`, and
		/// with an error of the registry or the token when it cannot be registered now.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::register_delivered())]
		pub fn register_delivered(origin: OriginFor<T>, job: FactoryJobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_delivered(&who, job)
		}

		/// Says that what was delivered for `job` is not what was asked for, and lets the arbiter decide.
		/// Only the event keeps the `reason`.
		///
		/// Only the job's builder may call this, in the acceptance window. Costs `DisputeBond` on hold,
		/// which the worker gets when the arbiter finds for the worker. Emits `JobDisputed`.
		///
		/// Fails with `JobNotFound`, `NotBuilder`, `NotDelivered`, `WindowClosed`, with `InvalidText` when
		/// `reason` is not UTF-8, with `FundsLocked` when the bond is not in OPEN under no lock, and with an
		/// error of the token when the caller cannot spare it.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::dispute())]
		pub fn dispute(
			origin: OriginFor<T>,
			job: FactoryJobId,
			reason: Text<T::MaxReasonLen>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(&who, job, reason)
		}

		/// Decides the dispute about `job`. `for_worker`: the delivery stands, and the worker gets the
		/// budget and the dispute's bond. Else the builder has both back, and the worker is slashed.
		///
		/// Only the arbiter may call this. Costs the fee only. Emits `DisputeDecided`, then what `settle`
		/// emits, or `JobFailed` and perhaps `SlashFailed`.
		///
		/// Fails with `BadOrigin`, `JobNotFound` and `NotDisputed`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::arbitrate())]
		pub fn arbitrate(
			origin: OriginFor<T>,
			job: FactoryJobId,
			for_worker: bool,
		) -> DispatchResult {
			T::ArbiterOrigin::ensure_origin(origin)?;
			Self::do_arbitrate(job, for_worker)
		}

		/// Ends `job`, whose deadline has passed without a delivery. The budget is the builder's again. Who
		/// took the job is slashed by its budget, and by `LateSlash` at most.
		///
		/// Anyone may call this. Costs the fee only. Emits `JobCancelled`, or `JobFailed` and perhaps
		/// `SlashFailed`.
		///
		/// Fails with `JobNotFound`, `DeadlineNotPassed` and `AlreadyDelivered`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::expire())]
		pub fn expire(origin: OriginFor<T>, job: FactoryJobId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire(job)
		}

		/// Removes the record of the finished `job` and frees its deposit. What it registered stays; what it
		/// delivered and did not register, anyone can register then.
		///
		/// Only the job's builder may call this. Costs the fee only. Emits `JobForgotten`.
		///
		/// Fails with `JobNotFound`, `NotBuilder`, `NotFinished` and `HasDependents`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::forget())]
		pub fn forget(origin: OriginFor<T>, job: FactoryJobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_forget(&who, job)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::MinBudget::get() >= T::Currency::minimum_balance(),
				"a worker whose account is empty could not be paid"
			);
			assert!(T::DisputeBond::get() > 0, "a dispute would cost nothing");
			assert!(T::MinDeadline::get() <= T::MaxDeadline::get(), "no deadline is allowed");
			assert!(T::MinWorkTime::get() <= T::MinDeadline::get(), "a job could never be taken");
			assert!(T::MaxTaken::get() > 0, "nobody could take a job");
			assert!(!T::AcceptanceWindow::get().is_zero(), "no builder could look at a delivery");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
