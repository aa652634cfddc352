// SPDX-License-Identifier: Apache-2.0

//! OPEN: balances, transaction fees, vesting.

use crate::{
	constants::currency::{EXISTENTIAL_DEPOSIT, MICRO_OPEN, MILLI_OPEN, OPEN},
	governance::{voting::LockableOpen, TreasuryAccount},
	*,
};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU32, ConstU8, VariantCountOf, WithdrawReasons},
	weights::{ConstantMultiplier, Weight},
};
use parachains_common::impls::DealWithFees;
use polkadot_runtime_common::SlowAdjustingFeeUpdate;
use sp_runtime::traits::ConvertInto;

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
}

impl pallet_balances::Config for Runtime {
	type AccountStore = System;
	type Balance = Balance;
	type DoneSlashHandler = ();
	// What is left of an account that falls below the existential deposit goes to the treasury.
	type DustRemoval = ResolveTo<TreasuryAccount, Balances>;
	type ExistentialDeposit = ExistentialDeposit;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type ReserveIdentifier = [u8; 8];
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
}

/// The price of weight: the base weight of a transaction costs a thousandth of an OPEN, ten kilobytes
/// of proof likewise; the dearer of the two is charged.
pub struct WeightToFee;

impl WeightToFee {
	/// Picoseconds of computing bought with one thousandth of an OPEN.
	const REF_TIME_PER_MILLI_OPEN: Balance = 125_000_000;
	/// Bytes of proof bought with one thousandth of an OPEN.
	const PROOF_SIZE_PER_MILLI_OPEN: Balance = 10_000;
}

impl frame_support::weights::WeightToFee for WeightToFee {
	type Balance = Balance;

	fn weight_to_fee(weight: &Weight) -> Balance {
		let ref_time = Balance::from(weight.ref_time())
			.saturating_mul(MILLI_OPEN / Self::REF_TIME_PER_MILLI_OPEN);
		let proof_size = Balance::from(weight.proof_size())
			.saturating_mul(MILLI_OPEN / Self::PROOF_SIZE_PER_MILLI_OPEN);
		ref_time.max(proof_size)
	}
}

parameter_types! {
	/// The price of one byte of a transaction.
	pub const TransactionByteFee: Balance = MICRO_OPEN;
}

impl pallet_transaction_payment::Config for Runtime {
	type FeeMultiplierUpdate = SlowAdjustingFeeUpdate<Self>;
	type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
	// Fees and tips go to the collators' pot, which pays the author of each block.
	type OnChargeTransaction =
		pallet_transaction_payment::FungibleAdapter<Balances, DealWithFees<Runtime>>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
	type WeightToFee = WeightToFee;
}

impl pallet_skip_feeless_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
}

parameter_types! {
	pub const MinVestedTransfer: Balance = OPEN;
	/// Unvested OPEN backs votes, but can be neither transferred nor reserved.
	pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons =
		WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);
}

impl pallet_vesting::Config for Runtime {
	const MAX_VESTING_SCHEDULES: u32 = 28;
	type BlockNumberProvider = System;
	type BlockNumberToBalance = ConvertInto;
	type Currency = LockableOpen;
	type MinVestedTransfer = MinVestedTransfer;
	type RuntimeEvent = RuntimeEvent;
	type UnvestedFundsAllowedWithdrawReasons = UnvestedFundsAllowedWithdrawReasons;
	type WeightInfo = pallet_vesting::weights::SubstrateWeight<Runtime>;
}
