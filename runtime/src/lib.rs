// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
// The macros that compose a runtime make public items that cannot carry docs. What people see of them
// is in the metadata, and `e2e/tests/marketplace/documentation.mjs` checks that.
#![allow(missing_docs)]

// Makes `WASM_BINARY` available.
#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

mod apis;
mod configs;
pub mod constants;
pub mod genesis;
pub mod governance;
pub mod invariants;
mod weights;

pub use configs::{
	duties, escrow, parameters, periods, randomness::Unreadable, xcm as xcm_config, CallClass,
	ProxyType, ReceiptsPot, RoyaltyPot, StakersPot,
};
use configs::{
	escrow::pallet_escrow, parameters::pallet_initial_parameters,
	randomness::pallet_relay_randomness,
};

use frame::{deps::frame_executive, runtime::prelude::*};
use polkadot_sdk::{staging_parachain_info as parachain_info, *};
use sp_runtime::{generic, impl_opaque_keys, MultiAddress};

use alloc::{borrow::Cow, vec::Vec};
use governance::pallet_origins;
pub use parachains_common::{
	AccountId, AuraId, Balance, BlockNumber, Hash, Header, Nonce, Signature,
};

/// How people write an account in a transaction.
pub type Address = MultiAddress<AccountId, ()>;

/// A block of this chain.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// A transaction as it comes over the wire, before its signature is checked.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// What every transaction is checked for and charged by, in this order.
///
/// None of them carries bytes of ours, so that wallets which know the SDK's chains can sign here.
/// `StorageWeightReclaim` wraps all the others: it gives back the proof size that none of them used.
pub type TxExtension = cumulus_pallet_weight_reclaim::StorageWeightReclaim<
	Runtime,
	(
		frame_system::AuthorizeCall<Runtime>,
		frame_system::CheckNonZeroSender<Runtime>,
		frame_system::CheckSpecVersion<Runtime>,
		frame_system::CheckTxVersion<Runtime>,
		frame_system::CheckGenesis<Runtime>,
		frame_system::CheckEra<Runtime>,
		frame_system::CheckNonce<Runtime>,
		frame_system::CheckWeight<Runtime>,
		pallet_skip_feeless_payment::SkipCheckIfFeeless<
			Runtime,
			pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
		>,
		frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	),
>;

/// Runs blocks: initialises, applies each transaction, finalises.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

impl_opaque_keys! {
	/// The keys with which a collator takes part in a session.
	pub struct SessionKeys {
		/// Signs blocks (sr25519).
		pub aura: Aura,
		/// Signs Proofs of Attribution and what else a worker submits (sr25519).
		pub worker: configs::SessionWorkerKey,
	}
}

/// What this runtime is: clients refuse to sign for a version they do not know.
#[runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("openledger"),
	impl_name: Cow::Borrowed("openledger"),
	authoring_version: 1,
	spec_version: 1_000,
	impl_version: 0,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// The composition of the chain. Indices are part of every encoded call, event and error: they never
/// change and are never used again.
#[frame_support::runtime]
mod runtime {
	/// The OpenLedger parachain.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// System.
	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type ParachainSystem = cumulus_pallet_parachain_system;
	#[runtime::pallet_index(2)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(3)]
	pub type ParachainInfo = parachain_info;
	#[runtime::pallet_index(4)]
	pub type WeightReclaim = cumulus_pallet_weight_reclaim;
	#[runtime::pallet_index(5)]
	pub type RelayRandomness = pallet_relay_randomness;

	// OPEN.
	#[runtime::pallet_index(10)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(11)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(12)]
	pub type SkipFeelessPayment = pallet_skip_feeless_payment;
	#[runtime::pallet_index(13)]
	pub type Vesting = pallet_vesting;
	#[runtime::pallet_index(14)]
	pub type Bonds = pallet_bonds;
	#[runtime::pallet_index(15)]
	pub type Royalties = pallet_royalties;
	#[runtime::pallet_index(16)]
	pub type ArtifactStaking = pallet_artifact_staking;
	#[runtime::pallet_index(17)]
	pub type PaymentChannels = pallet_payment_channels;
	#[runtime::pallet_index(18)]
	pub type Escrow = pallet_escrow;

	// Collation. Authorship goes first and Aura after Session: each reads what the one before wrote.
	#[runtime::pallet_index(20)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(21)]
	pub type CollatorSelection = pallet_collator_selection;
	#[runtime::pallet_index(22)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(23)]
	pub type Aura = pallet_aura;
	#[runtime::pallet_index(24)]
	pub type AuraExt = cumulus_pallet_aura_ext;

	// XCM.
	#[runtime::pallet_index(30)]
	pub type XcmpQueue = cumulus_pallet_xcmp_queue;
	#[runtime::pallet_index(31)]
	pub type PolkadotXcm = pallet_xcm;
	#[runtime::pallet_index(32)]
	pub type CumulusXcm = cumulus_pallet_xcm;
	#[runtime::pallet_index(33)]
	pub type MessageQueue = pallet_message_queue;

	// Accounts.
	#[runtime::pallet_index(40)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(41)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(42)]
	pub type Proxy = pallet_proxy;

	// OpenGov.
	#[runtime::pallet_index(50)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(51)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(52)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(53)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(54)]
	pub type Origins = pallet_origins;
	#[runtime::pallet_index(55)]
	pub type Whitelist = pallet_whitelist;
	#[runtime::pallet_index(56)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(57)]
	pub type Parameters = pallet_parameters;
	#[runtime::pallet_index(58)]
	pub type InitialParameters = pallet_initial_parameters;

	// The AI marketplace.
	#[runtime::pallet_index(60)]
	pub type Datanets = pallet_datanets;
	#[runtime::pallet_index(61)]
	pub type ModelRegistry = pallet_model_registry;
	#[runtime::pallet_index(62)]
	pub type ModelFactory = pallet_model_factory;
	#[runtime::pallet_index(63)]
	pub type Attribution = pallet_attribution;
	#[runtime::pallet_index(64)]
	pub type Curation = pallet_curation;
	#[runtime::pallet_index(65)]
	pub type Ticks = pallet_ticks;
	#[runtime::pallet_index(66)]
	pub type Challenges = pallet_challenges;
	#[runtime::pallet_index(67)]
	pub type Receipts = pallet_receipts;
	#[runtime::pallet_index(68)]
	pub type Agents = pallet_agents;

	// Only the development preset puts a key in it: everywhere else its calls fail for everyone.
	#[runtime::pallet_index(255)]
	pub type Sudo = pallet_sudo;
}

cumulus_pallet_parachain_system::register_validate_block! {
	Runtime = Runtime,
	BlockExecutor = cumulus_pallet_aura_ext::BlockExecutor::<Runtime, Executive>,
}
