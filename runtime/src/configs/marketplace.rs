// SPDX-License-Identifier: Apache-2.0

//! The AI marketplace: data and models.

use super::{
	deposits::Deposit, duties::MinWorkerBond, escrow::EscrowedOpen, liquid::Unlocked, periods,
};
use crate::{
	constants::{
		currency::OPEN,
		time::{DAYS, MINUTES},
	},
	governance::{RegistryAdmin, TreasuryAccount},
	*,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, EitherOf},
};
use frame_system::EnsureRoot;
use openledger_primitives::traits::{StakeTarget, StakeTargets};
use sp_runtime::Perbill;

/// Who settles disputes over data, models and workers.
pub type Registrar = EitherOf<EnsureRoot<AccountId>, RegistryAdmin>;

parameter_types! {
	pub const DatanetDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(pallet_datanets::HoldReason::DatanetDeposit);
	pub const ContributionDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(pallet_datanets::HoldReason::ContributionDeposit);
	pub const SnapshotDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(pallet_datanets::HoldReason::SnapshotDeposit);
	pub const AccessDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(pallet_datanets::HoldReason::AccessDeposit);
	/// What a contributor stakes on a contribution until it is judged.
	pub const ContributionBond: Balance = OPEN;
	/// What whoever calls a contribution spam stakes on it.
	pub const ReportBond: Balance = OPEN / 10;
	/// Below one: otherwise a contributor reports himself and loses nothing.
	pub const SpamReporterShare: Perbill = Perbill::from_percent(50);
}

impl pallet_datanets::Config for Runtime {
	type AccessDeposit = Deposit<AccessDepositReason>;
	type Ballots = Curation;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type BlockNumberProvider = Ticks;
	type ContributionBond = ContributionBond;
	type ContributionDeposit = Deposit<ContributionDepositReason>;
	type CuratorLedger = Royalties;
	type Currency = EscrowedOpen;
	type DatanetDeposit = Deposit<DatanetDepositReason>;
	type JudgingPeriod = periods::JudgingPeriod;
	type Liquid = Unlocked;
	type MaxCommittee = ConstU32<16>;
	type MaxNameLen = ConstU32<64>;
	type MaxNoteLen = ConstU32<256>;
	type MaxSummaryLen = ConstU32<512>;
	type MaxUriLen = ConstU32<256>;
	type OnTakedown = ModelRegistry;
	type ReportBond = ReportBond;
	type Royalties = Royalties;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SlashDestination = TreasuryAccount;
	type SnapshotDeposit = Deposit<SnapshotDepositReason>;
	type SpamReporterShare = SpamReporterShare;
	type TakedownOrigin = Registrar;
	type WeightInfo = pallet_datanets::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const MinCuratorStake: Balance = 100 * OPEN;
	/// Of the stake, for each vote against the verdict that stands.
	pub const MinoritySlash: Perbill = Perbill::from_percent(1);
	/// Of the stake, for each vote that is not revealed. Not cheaper than to reveal a wrong one.
	pub const SilenceSlash: Perbill = Perbill::from_percent(2);
	pub const CurationAppealBond: Balance = 10 * OPEN;
}

impl pallet_curation::Config for Runtime {
	type AppealBond = CurationAppealBond;
	type AppealDecisionPeriod = periods::AppealDecisionPeriod;
	type AppealOrigin = Registrar;
	type AppealPeriod = periods::AppealPeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type BlockNumberProvider = Ticks;
	type CommitPeriod = periods::CommitPeriod;
	type CuratorCooldown = periods::CuratorCooldown;
	type CuratorLedger = Royalties;
	type Currency = Balances;
	type Datanets = Datanets;
	type MaxOpenVotes = ConstU32<32>;
	type MinCuratorStake = MinCuratorStake;
	type MinoritySlash = MinoritySlash;
	type Quorum = ConstU32<2>;
	type RevealPeriod = periods::RevealPeriod;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SilenceSlash = SilenceSlash;
	type SlashDestination = TreasuryAccount;
	type WeightInfo = pallet_curation::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const ArtifactDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::ModelRegistry(pallet_model_registry::HoldReason::ArtifactDeposit);
	pub const EvaluationDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::ModelRegistry(pallet_model_registry::HoldReason::EvaluationDeposit);
}

impl pallet_model_registry::Config for Runtime {
	type ArtifactDeposit = Deposit<ArtifactDepositReason>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type Datanets = Datanets;
	type EvaluationDeposit = Deposit<EvaluationDepositReason>;
	type RevokeOrigin = Registrar;
	type WeightInfo = pallet_model_registry::weights::SubstrateWeight<Runtime>;
}

/// What can be staked on: artifacts that are served, Datanets that are not retired.
pub struct Stakeable;

impl StakeTargets for Stakeable {
	fn is_stakeable(target: StakeTarget) -> bool {
		match target {
			StakeTarget::Artifact(artifact) => ModelRegistry::is_stakeable(artifact),
			StakeTarget::Datanet(datanet) => Datanets::is_active(datanet),
		}
	}
}

parameter_types! {
	pub const JobDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::ModelFactory(pallet_model_factory::HoldReason::JobDeposit);
	pub const MinBudget: Balance = OPEN;
	/// Small adapters are trained in less than a minute.
	pub const MinJobDeadline: BlockNumber = MINUTES;
	pub const MaxJobDeadline: BlockNumber = 7 * DAYS;
	/// What is left at least of a job's deadline when a worker takes it.
	pub const MinWorkTime: BlockNumber = MINUTES / 2;
	pub const DisputeBond: Balance = 10 * OPEN;
	/// What a worker loses who took a job and did not deliver.
	pub const LateSlash: Balance = 10 * OPEN;
	/// What a worker loses whose delivery governance found bad. The least bond pays it for all the jobs that
	/// a worker can have taken.
	pub const BadDeliverySlash: Balance = 100 * OPEN;
}

impl pallet_model_factory::Config for Runtime {
	type AcceptanceWindow = periods::AcceptanceWindow;
	type ArbiterOrigin = Registrar;
	type ArbitrationPeriod = periods::ArbitrationPeriod;
	type BadDeliverySlash = BadDeliverySlash;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type BlockNumberProvider = Ticks;
	type Bonds = Bonds;
	type Currency = EscrowedOpen;
	type DisputeBond = DisputeBond;
	type JobDeposit = Deposit<JobDepositReason>;
	type LateSlash = LateSlash;
	type Liquid = Unlocked;
	type MaxDeadline = MaxJobDeadline;
	type MaxReasonLen = ConstU32<256>;
	type MaxTaken = ConstU32<8>;
	type MinBudget = MinBudget;
	type MinDeadline = MinJobDeadline;
	type MinWorkTime = MinWorkTime;
	type MinWorkerBond = MinWorkerBond;
	type ProgressInterval = periods::ProgressInterval;
	type Registry = ModelRegistry;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_model_factory::weights::SubstrateWeight<Runtime>;
}
