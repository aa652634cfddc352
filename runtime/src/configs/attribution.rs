// SPDX-License-Identifier: Apache-2.0

//! Answers: asked for, proved, challenged, paid for.

use super::{
	deposits::Deposit,
	duties::MinWorkerBond,
	escrow::EscrowedOpen,
	liquid::Unlocked,
	parameters::dynamic_params::{attribution, economics},
	periods,
	randomness::pallet_relay_randomness,
};
use crate::{
	constants::{
		currency::OPEN,
		time::{DAYS, HOURS, MINUTES},
	},
	governance::TreasuryAccount,
	*,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU8, Contains, Get},
	PalletId,
};
use openledger_primitives::{
	fee::FeeSplit,
	traits::{Claim, Claims, Subject},
};
use pallet_attribution::worker_key::WorkerKey;
use sp_runtime::{traits::Convert, DispatchError, DispatchResult, Perbill};

impl pallet_relay_randomness::Config for Runtime {}

parameter_types! {
	/// Of what normal transactions may use: a block that is fuller does not count for deadlines. A challenge
	/// with the longest answer fits into the rest.
	pub const Fullness: Perbill = Perbill::from_percent(90);
	/// Whoever fills blocks for longer than this delays nothing further.
	pub const MaxPause: BlockNumber = HOURS;
}

impl pallet_ticks::Config for Runtime {
	type Fullness = Fullness;
	type MaxPause = MaxPause;
	type WeightInfo = pallet_ticks::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Worker servers answer small requests in seconds; a minute is short but possible.
	pub const MinDeadline: BlockNumber = MINUTES;
	pub const MaxDeadline: BlockNumber = DAYS;
	/// What is left at least of a deadline when the request is assigned.
	pub const MinAnswerTime: BlockNumber = MINUTES / 2;
	pub const AttributionDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Attribution(pallet_attribution::HoldReason::StorageDeposit);
	/// Judgements of one answer differ by what machines round differently.
	pub const Tolerance: Perbill = Perbill::from_percent(10);
	/// What a worker loses by a fraud that is proved. It is given as many answers at a time as its bond pays
	/// for: ten with the least.
	pub const FraudSlash: Balance = 100 * OPEN;
	/// Of a member of a committee whose judgement is far from the others'.
	pub const StraySlash: Balance = 50 * OPEN;
	/// Not cheaper than to reveal a wrong judgement.
	pub const CommitteeSilenceSlash: Balance = 50 * OPEN;
	/// What is at stake for a challenge, a demand or a review.
	pub const ChallengeBond: Balance = 20 * OPEN;
}

/// How long claims can be challenged: a block at least, and not for ever.
pub struct ChallengeWindow;

impl Get<BlockNumber> for ChallengeWindow {
	fn get() -> BlockNumber {
		attribution::ChallengeWindow::get().clamp(1, 28 * DAYS)
	}
}

/// The minimum of words, one at least: a span of no words is no evidence.
pub struct MinWords;

impl Get<u32> for MinWords {
	fn get() -> u32 {
		attribution::MinWords::get().max(1)
	}
}

/// The division of fees in this block.
pub struct FeeDivision;

impl Get<FeeSplit> for FeeDivision {
	fn get() -> FeeSplit {
		economics::FeeDivision::get().at(System::block_number())
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
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type BlockNumberProvider = Ticks;
	type Bonds = Bonds;
	type ChallengeWindow = ChallengeWindow;
	type CommitWindow = periods::JudgementCommitWindow;
	type Consideration = Deposit<AttributionDepositReason>;
	type Currency = EscrowedOpen;
	type Datanets = Datanets;
	type EngineVersion = attribution::EngineVersion;
	type FeeSplit = FeeDivision;
	type FraudSlash = FraudSlash;
	type HeartbeatPeriod = periods::HeartbeatPeriod;
	type Lineage = ModelRegistry;
	type Liquid = Unlocked;
	type MaxAssignments = ConstU32<8>;
	type MaxBaseModels = ConstU32<16>;
	type MaxDeadline = MaxDeadline;
	type MaxEndpointLen = ConstU32<128>;
	type MaxInFlight = ConstU32<64>;
	type MaxInputLen = ConstU32<4096>;
	type MaxMisses = ConstU32<3>;
	type MaxOpenChallenges = ConstU8<8>;
	type MaxQueue = ConstU32<1024>;
	type MinAnswerTime = MinAnswerTime;
	type MinDeadline = MinDeadline;
	type MinWords = MinWords;
	type MinWorkerBond = MinWorkerBond;
	type OffchainWorker = super::offchain::Worker;
	type Randomness = RelayRandomness;
	type RecordPeriod = periods::RecordPeriod;
	type RevealWindow = periods::JudgementRevealWindow;
	type ReviewBond = ChallengeBond;
	type ReviewSize = ConstU8<3>;
	type Royalties = Royalties;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SilenceSlash = CommitteeSilenceSlash;
	type StraySlash = StraySlash;
	type Tolerance = Tolerance;
	type WeightInfo = pallet_attribution::weights::SubstrateWeight<Runtime>;
	type WorkerKey = WorkerKey;
}

/// What workers claim: of answers that were asked for on chain, and of those that vouchers paid for.
pub struct AllClaims;

macro_rules! by_subject {
	($name:ident -> $output:ty) => {
		fn $name(subject: Subject) -> $output {
			match subject {
				Subject::Request(_) => <Attribution as Claims<AccountId>>::$name(subject),
				Subject::Receipt { .. } => <Receipts as Claims<AccountId>>::$name(subject),
			}
		}
	};
}

impl Claims<AccountId> for AllClaims {
	by_subject!(claim -> Result<Claim<AccountId>, DispatchError>);
	by_subject!(hold -> DispatchResult);
	by_subject!(release -> DispatchResult);
	by_subject!(falsify -> DispatchResult);
}

parameter_types! {
	pub const ChallengeDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Challenges(pallet_challenges::HoldReason::ChallengeDeposit);
}

impl pallet_challenges::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type BlockNumberProvider = Ticks;
	type Bonds = Bonds;
	type ChallengeBond = ChallengeBond;
	type ChallengeDeposit = Deposit<ChallengeDepositReason>;
	type Claims = AllClaims;
	type Currency = EscrowedOpen;
	type Datanets = Datanets;
	type FalsifyWeight = FalsifyWeight;
	type FraudSlash = FraudSlash;
	type Lineage = ModelRegistry;
	type Liquid = Unlocked;
	type ResponseWindow = periods::ResponseWindow;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_challenges::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Where what batches redeem lies until they are final or void.
	pub const ReceiptsPalletId: PalletId = PalletId(*b"ol/recpt");
	/// The account of that pot. Genesis gives it the existential deposit, which is never paid out.
	pub ReceiptsPot: AccountId = Receipts::pot();
	pub const ReceiptsAccountReason: RuntimeHoldReason =
		RuntimeHoldReason::Receipts(pallet_receipts::HoldReason::AccountDeposit);
	pub const BatchDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Receipts(pallet_receipts::HoldReason::BatchDeposit);
	pub const ReceiptDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Receipts(pallet_receipts::HoldReason::ReceiptDeposit);
	/// So that a batch stays under a hundredth of a block in time and in proof; and all payers are refunded
	/// in one call when it is void.
	pub const MaxVouchers: u32 = openledger_primitives::receipts::MAX_VOUCHERS;
}

/// What it weighs to void the largest batch, whose claim may be the one that is false.
pub struct FalsifyWeight;

impl Get<Weight> for FalsifyWeight {
	fn get() -> Weight {
		use pallet_receipts::{Config, WeightInfo};
		<<Runtime as Config>::WeightInfo as WeightInfo>::convict(MaxVouchers::get())
	}
}

/// Who is registered as a worker.
pub struct RegisteredWorkers;

impl Contains<AccountId> for RegisteredWorkers {
	fn contains(who: &AccountId) -> bool {
		pallet_attribution::Workers::<Runtime>::contains_key(who)
	}
}

impl pallet_receipts::Config for Runtime {
	type AccountDeposit = Deposit<ReceiptsAccountReason>;
	type BatchDeposit = Deposit<BatchDepositReason>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type BlockNumberProvider = Ticks;
	type Bonds = Bonds;
	type Channels = PaymentChannels;
	type Currency = EscrowedOpen;
	type Datanets = Datanets;
	type DemandBond = ChallengeBond;
	type Distributions = Royalties;
	type EngineVersion = attribution::EngineVersion;
	type FeeSplit = FeeDivision;
	type FraudSlash = FraudSlash;
	type Lineage = ModelRegistry;
	type Liquid = Unlocked;
	type MaxOpen = ConstU32<16>;
	type MaxVouchers = MaxVouchers;
	type MinWords = MinWords;
	type MinWorkerBond = MinWorkerBond;
	type PalletId = ReceiptsPalletId;
	type ProtocolAccount = TreasuryAccount;
	type ReceiptDeposit = Deposit<ReceiptDepositReason>;
	type ReceiptsWindow = periods::ReceiptsWindow;
	type ResponseWindow = periods::ResponseWindow;
	type Royalties = Royalties;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = Signature;
	type WeightInfo = pallet_receipts::weights::SubstrateWeight<Runtime>;
	type Workers = RegisteredWorkers;
}
