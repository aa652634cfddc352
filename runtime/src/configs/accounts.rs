// SPDX-License-Identifier: Apache-2.0

//! What people do with accounts: batches, multisigs, proxies. And sudo, for development.

use crate::{constants::currency::deposit, *};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{ConstU32, InstanceFilter},
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

impl pallet_utility::Config for Runtime {
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	// A call's hash (32), the height and index (8), depositor and deposit (48).
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	// One more signatory.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
}

impl pallet_multisig::Config for Runtime {
	type BlockNumberProvider = System;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
}

/// What a proxy may do in the name of the account that appointed it.
#[derive(
	Copy,
	Clone,
	Debug,
	Default,
	Eq,
	PartialEq,
	Ord,
	PartialOrd,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything the account itself may do.
	#[default]
	Any,
	/// Everything that moves no OPEN out of the account.
	NonTransfer,
	/// Proposing and voting.
	Governance,
	/// Registering session keys, standing as a collator, leaving.
	Collator,
	/// Rejecting announced calls of other proxies.
	CancelProxy,
	/// Contributing to Datanets on the account's behalf, in the account's name.
	Contributor,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::NonTransfer => !matches!(
				call,
				RuntimeCall::Attribution(pallet_attribution::Call::request_inference { .. })
					| RuntimeCall::Balances(..)
					| RuntimeCall::Datanets(
						pallet_datanets::Call::buy_licence { .. }
							| pallet_datanets::Call::request_access { .. }
					) | RuntimeCall::ModelFactory(pallet_model_factory::Call::post { .. })
					| RuntimeCall::PaymentChannels(
						pallet_payment_channels::Call::open { .. }
							| pallet_payment_channels::Call::top_up { .. }
					) | RuntimeCall::PolkadotXcm(..)
					| RuntimeCall::Royalties(pallet_royalties::Call::fund_and_post { .. })
					| RuntimeCall::Vesting(pallet_vesting::Call::vested_transfer { .. })
			),
			Self::Governance => matches!(
				call,
				RuntimeCall::ConvictionVoting(..)
					| RuntimeCall::Preimage(..)
					| RuntimeCall::Referenda(..)
					| RuntimeCall::Utility(..)
					| RuntimeCall::Whitelist(..)
			),
			Self::Collator => matches!(
				call,
				RuntimeCall::CollatorSelection(..)
					| RuntimeCall::Session(..)
					| RuntimeCall::Utility(..)
			),
			Self::CancelProxy => {
				matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
			},
			Self::Contributor => matches!(
				call,
				RuntimeCall::Datanets(
					pallet_datanets::Call::contribute { .. }
						| pallet_datanets::Call::withdraw { .. }
				) | RuntimeCall::Utility(..)
			),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(x, y) if x == y => true,
			(Self::Any, _) => true,
			(_, Self::Any) => false,
			(Self::NonTransfer, _) => true,
			_ => false,
		}
	}
}

parameter_types! {
	// The account's entry (key 48, deposit 16).
	pub const ProxyDepositBase: Balance = deposit(1, 64);
	// One more delegate: account (32), kind (1), delay (4).
	pub const ProxyDepositFactor: Balance = deposit(0, 37);
	pub const AnnouncementDepositBase: Balance = deposit(1, 64);
	// One more announcement: account (32), call hash (32), height (4).
	pub const AnnouncementDepositFactor: Balance = deposit(0, 68);
}

impl pallet_proxy::Config for Runtime {
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
	type CallHasher = BlakeTwo256;
	type Currency = Balances;
	type MaxPending = ConstU32<32>;
	type MaxProxies = ConstU32<32>;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type ProxyType = ProxyType;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
