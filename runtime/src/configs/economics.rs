// SPDX-License-Identifier: Apache-2.0

//! The economy of OPEN: bonds, royalties, stakes, channels.

use super::{
	deposits::Deposit,
	duties::BondCooldown,
	escrow::EscrowedOpen,
	liquid::Unlocked,
	marketplace::{Registrar, Stakeable},
	parameters::dynamic_params::economics,
	periods,
};
use crate::{
	constants::currency::OPEN,
	governance::{EconomicsAdmin, TreasuryAccount},
	*,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Contains, EitherOf, Get},
	PalletId,
};
use frame_system::EnsureRoot;
use openledger_primitives::traits::RoyaltySink;
use sp_runtime::Perbill;

parameter_types! {
	pub const MinBond: Balance = OPEN;
	pub const SlashAppealBond: Balance = 10 * OPEN;
}

/// What a slash leaves to its reporter: less than all, whatever governance sets, or a cheat would report
/// himself from a second account.
pub struct ReporterShare;

impl Get<Perbill> for ReporterShare {
	fn get() -> Perbill {
		economics::ReporterShare::get().min(Perbill::from_percent(90))
	}
}

impl pallet_bonds::Config for Runtime {
	type AppealBond = SlashAppealBond;
	type AppealOrigin = Registrar;
	type AppealPeriod = periods::SlashDecisionPeriod;
	type AppealWindow = periods::SlashAppealWindow;
	type BlockNumberProvider = Ticks;
	type Busy = BatchPending;
	type Cooldown = BondCooldown;
	type Currency = Balances;
	type MaxCooling = ConstU32<16>;
	type MaxReasonLen = ConstU32<256>;
	type MinBond = MinBond;
	type ReporterShare = ReporterShare;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SlashDestination = TreasuryAccount;
	type WeightInfo = pallet_bonds::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Where settled fees lie until they are claimed.
	pub const RoyaltiesPalletId: PalletId = PalletId(*b"ol/royal");
	/// The account of that pot. Genesis gives it the existential deposit, which is never paid out.
	pub RoyaltyPot: AccountId = Royalties::pot();
	pub const DistributionDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Royalties(pallet_royalties::HoldReason::DistributionDeposit);
}

/// Workers with a batch of receipts that is neither final nor void.
pub struct BatchPending;

impl Contains<AccountId> for BatchPending {
	fn contains(who: &AccountId) -> bool {
		pallet_receipts::Accounts::<Runtime>::get(who)
			.is_some_and(|account| account.pending.is_some())
	}
}

impl pallet_royalties::Config for Runtime {
	type AwaitsRoot = BatchPending;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type BurnShare = economics::BurnShare;
	type Currency = Balances;
	type Datanets = Datanets;
	type DistributionDeposit = Deposit<DistributionDepositReason>;
	type DistributionGrace = periods::DistributionGrace;
	type DistributionWindow = periods::DistributionWindow;
	type Lineage = ModelRegistry;
	type OnEarned = ArtifactStaking;
	type PalletId = RoyaltiesPalletId;
	type ProtocolAccount = TreasuryAccount;
	type SaleProtocolShare = economics::SaleProtocolShare;
	type Stakers = ArtifactStaking;
	type VetoOrigin = EitherOf<EnsureRoot<AccountId>, EconomicsAdmin>;
	type WeightInfo = pallet_royalties::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Where stakers' rewards and the era's emission lie until they are claimed.
	pub const StakingPalletId: PalletId = PalletId(*b"ol/stake");
	/// The account of that pot. Genesis gives it the existential deposit, which is never paid out.
	pub StakersPot: AccountId = ArtifactStaking::pot();
	pub const MinStake: Balance = 10 * OPEN;
}

impl pallet_artifact_staking::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type Currency = Balances;
	type EmissionHistory = ConstU32<90>;
	type EraEmission = economics::EraEmission;
	type EraLength = periods::EraLength;
	type MaxUnbonding = ConstU32<16>;
	type MinStake = MinStake;
	type PalletId = StakingPalletId;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Targets = Stakeable;
	type Treasury = TreasuryAccount;
	type UnbondingPeriod = periods::UnbondingPeriod;
	type WarmUp = periods::WarmUpPeriod;
	type WeightInfo = pallet_artifact_staking::weights::SubstrateWeight<Runtime>;
	type WorkersShare = economics::EmissionWorkersShare;
}

parameter_types! {
	pub const ChannelDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::PaymentChannels(pallet_payment_channels::HoldReason::ChannelDeposit);
	pub const MinChannelDeposit: Balance = OPEN / 10;
}

/// Those who can post batches of receipts: vouchers for them are redeemed by their batches alone.
pub struct BatchingWorkers;

impl Contains<AccountId> for BatchingWorkers {
	fn contains(who: &AccountId) -> bool {
		pallet_receipts::Accounts::<Runtime>::contains_key(who)
	}
}

impl pallet_payment_channels::Config for Runtime {
	type BatchedClosePeriod = periods::BatchedClosePeriod;
	type Batchers = BatchingWorkers;
	type BlockNumberProvider = Ticks;
	type ChannelDeposit = Deposit<ChannelDepositReason>;
	type ClosePeriod = periods::ChannelClosePeriod;
	type Currency = EscrowedOpen;
	type Liquid = Unlocked;
	type MinDeposit = MinChannelDeposit;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = Signature;
	type WeightInfo = pallet_payment_channels::weights::SubstrateWeight<Runtime>;
}
