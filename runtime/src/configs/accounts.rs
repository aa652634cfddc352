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
	/// What moves no OPEN out of the account and puts none at stake: looking after what runs, and getting
	/// back what is out. A call that is not known to be so is refused.
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

/// Whether the call neither moves OPEN of its caller, nor holds any where the caller can lose it: by a
/// slash, a lost dispute, or to whoever it is in escrow for. Nor does it give away what earns OPEN.
fn keeps_open(call: &RuntimeCall) -> bool {
	use pallet_artifact_staking::Call as Staking;
	use pallet_attribution::Call as Attribution;
	use pallet_bonds::Call as Bonds;
	use pallet_curation::Call as Curation;
	use pallet_datanets::Call as Datanets;
	use pallet_model_factory::Call as Factory;
	use pallet_model_registry::Call as Registry;
	use pallet_payment_channels::Call as Channels;
	use pallet_royalties::Call as Royalties;
	use pallet_vesting::Call as Vesting;
	use RuntimeCall as Of;
	matches!(
		call,
		Of::System(..)
			| Of::CollatorSelection(..)
			| Of::Session(..)
			| Of::ConvictionVoting(..)
			| Of::Proxy(..)
			// What is inside is filtered likewise.
			| Of::Utility(..)
			| Of::Vesting(
				Vesting::vest { .. } | Vesting::vest_other { .. } | Vesting::merge_schedules { .. }
			) | Of::Bonds(
				Bonds::unbond { .. } | Bonds::withdraw { .. } | Bonds::execute_slash { .. }
			) | Of::Royalties(
				Royalties::claim { .. }
					| Royalties::claim_for { .. }
					| Royalties::collect { .. }
					| Royalties::collect_as_curator { .. }
					| Royalties::draw { .. }
					| Royalties::close_distribution { .. }
					| Royalties::clear_drawn { .. }
			) | Of::ArtifactStaking(
				Staking::activate { .. }
					| Staking::unstake { .. }
					| Staking::withdraw { .. }
					| Staking::claim_rewards { .. }
					| Staking::claim_emission { .. }
			) | Of::PaymentChannels(Channels::redeem { .. } | Channels::request_close { .. })
			| Of::Datanets(
				Datanets::edit { .. }
					| Datanets::withdraw { .. }
					| Datanets::retract_report { .. }
					| Datanets::cancel_request { .. }
					| Datanets::deny { .. }
					| Datanets::expire { .. }
			) | Of::ModelRegistry(
				Registry::publish { .. } | Registry::retract_evaluation { .. }
			) | Of::ModelFactory(
				Factory::cancel { .. }
					| Factory::report_progress { .. }
					| Factory::settle { .. }
					| Factory::expire { .. }
					| Factory::forget { .. }
			) | Of::Attribution(
				Attribution::heartbeat { .. }
					| Attribution::pause { .. }
					| Attribution::resume { .. }
					| Attribution::cancel { .. }
					| Attribution::settle { .. }
					| Attribution::expire { .. }
					| Attribution::prune { .. }
			) | Of::Curation(
				Curation::leave { .. }
					| Curation::withdraw_stake { .. }
					| Curation::close { .. }
					| Curation::conclude { .. }
					| Curation::settle_vote { .. }
			)
	)
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::NonTransfer => keeps_open(call),
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
			// What the others may costs deposits and bonds.
			(Self::NonTransfer, Self::Collator | Self::CancelProxy) => true,
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
