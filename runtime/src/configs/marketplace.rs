// SPDX-License-Identifier: Apache-2.0

//! The AI marketplace: data, models, paid answers, and the OPEN that they earn.

use super::parameters::dynamic_params::{attribution, economics};
use crate::{
	constants::{
		currency::{deposit, OPEN},
		time::{DAYS, MINUTES},
	},
	governance::TreasuryAccount,
	*,
};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, Get, LinearStoragePrice},
	PalletId,
};
use openledger_primitives::traits::RoyaltySink;
use pallet_attribution::worker_key::WorkerKey;
use sp_runtime::traits::{AccountIdConversion, Convert};

parameter_types! {
	/// What a stored item costs, whatever its size.
	pub const ItemDeposit: Balance = deposit(1, 0);
	/// What a stored byte costs.
	pub const ByteDeposit: Balance = deposit(0, 1);
}

/// A deposit for stored bytes, held for `Reason` until they are gone.
type Deposit<Reason> = HoldConsideration<
	AccountId,
	Balances,
	Reason,
	LinearStoragePrice<ItemDeposit, ByteDeposit, Balance>,
>;

parameter_types! {
	pub const DatanetDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(pallet_datanets::HoldReason::DatanetDeposit);
	pub const ContributionDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(pallet_datanets::HoldReason::ContributionDeposit);
	pub const SnapshotDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Datanets(pallet_datanets::HoldReason::SnapshotDeposit);
	/// What a contributor stakes on a contribution until it is judged.
	pub const ContributionBond: Balance = OPEN;
}

impl pallet_datanets::Config for Runtime {
	type ContributionBond = ContributionBond;
	type ContributionDeposit = Deposit<ContributionDepositReason>;
	type Currency = Balances;
	type DatanetDeposit = Deposit<DatanetDepositReason>;
	type MaxLicenceLen = ConstU32<64>;
	type MaxNameLen = ConstU32<64>;
	type MaxReasonLen = ConstU32<256>;
	type MaxSummaryLen = ConstU32<512>;
	type MaxUriLen = ConstU32<256>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SnapshotDeposit = Deposit<SnapshotDepositReason>;
	type WeightInfo = pallet_datanets::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const ArtifactDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::ModelRegistry(pallet_model_registry::HoldReason::ArtifactDeposit);
}

impl pallet_model_registry::Config for Runtime {
	type ArtifactDeposit = Deposit<ArtifactDepositReason>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type Datanets = Datanets;
	type MaxLicenceLen = ConstU32<64>;
	type MaxNameLen = ConstU32<64>;
	type MaxUriLen = ConstU32<256>;
	type WeightInfo = pallet_model_registry::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Worker servers answer small requests in seconds; half a minute is short but possible.
	pub const MinDeadline: BlockNumber = MINUTES / 2;
	pub const MaxDeadline: BlockNumber = DAYS;
	pub const AttributionDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Attribution(pallet_attribution::HoldReason::StorageDeposit);
}

/// The minimum of words, one at least: a span of no words is no evidence.
pub struct MinWords;

impl Get<u32> for MinWords {
	fn get() -> u32 {
		attribution::MinWords::get().max(1)
	}
}

/// A worker's account is its key's.
pub struct AccountOfWorkerKey;

impl Convert<WorkerKey, AccountId> for AccountOfWorkerKey {
	fn convert(key: WorkerKey) -> AccountId {
		let key: sp_core::sr25519::Public = key.into();
		key.0.into()
	}
}

impl pallet_attribution::Config for Runtime {
	type AccountOfKey = AccountOfWorkerKey;
	type Bonds = Bonds;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type ChallengeWindow = attribution::ChallengeWindow;
	type Consideration = Deposit<AttributionDepositReason>;
	type Currency = Balances;
	type Datanets = Datanets;
	type EngineVersion = attribution::EngineVersion;
	type FeeSplit = economics::FeeDivision;
	type Lineage = ModelRegistry;
	type MaxBaseModels = ConstU32<16>;
	type MaxDeadline = MaxDeadline;
	type MaxEndpointLen = ConstU32<128>;
	type MaxInFlight = ConstU32<64>;
	type MaxInputLen = ConstU32<4096>;
	type MinDeadline = MinDeadline;
	type MinWords = MinWords;
	type MinWorkerBond = attribution::MinWorkerBond;
	type OffchainWorker = super::offchain::Worker;
	type Royalties = Royalties;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_attribution::weights::SubstrateWeight<Runtime>;
	type WorkerKey = WorkerKey;
}

parameter_types! {
	/// Longer than the longest deadline and challenge window together: whoever has left can still be
	/// slashed for what was proved before.
	pub const BondCooldown: BlockNumber = 7 * DAYS;
	pub const MinBond: Balance = OPEN;
}

impl pallet_bonds::Config for Runtime {
	type Cooldown = BondCooldown;
	type Currency = Balances;
	type MaxCooling = ConstU32<16>;
	type MinBond = MinBond;
	type ReporterShare = economics::ReporterShare;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SlashDestination = TreasuryAccount;
	type WeightInfo = pallet_bonds::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Where settled fees lie until they are claimed.
	pub const RoyaltiesPalletId: PalletId = PalletId(*b"ol/royal");
	/// The account of that pot. Genesis gives it the existential deposit, which is never paid out.
	pub RoyaltyPot: AccountId = Royalties::pot();
	/// Where the stakers' part is kept for them.
	pub StakersAccount: AccountId = PalletId(*b"ol/stake").into_account_truncating();
}

impl pallet_royalties::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type Currency = Balances;
	type Datanets = Datanets;
	type Lineage = ModelRegistry;
	type PalletId = RoyaltiesPalletId;
	type ProtocolAccount = TreasuryAccount;
	type StakersAccount = StakersAccount;
	type WeightInfo = pallet_royalties::weights::SubstrateWeight<Runtime>;
}
