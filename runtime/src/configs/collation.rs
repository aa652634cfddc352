// SPDX-License-Identifier: Apache-2.0

//! Who makes blocks, when, and what for.

use crate::{
	constants::{consensus::*, currency::deposit, time::*},
	*,
};
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64},
	PalletId,
};
use frame_system::EnsureRoot;

/// Lets an author build as many blocks as the relay chain takes, and no more.
pub type ConsensusHook = cumulus_pallet_aura_ext::FixedVelocityConsensusHook<
	Runtime,
	RELAY_CHAIN_SLOT_DURATION_MILLIS,
	BLOCK_PROCESSING_VELOCITY,
	UNINCLUDED_SEGMENT_CAPACITY,
>;

impl pallet_authorship::Config for Runtime {
	type EventHandler = (CollatorSelection,);
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Aura>;
}

parameter_types! {
	/// The length of a session: collators come and go at its end.
	pub const Period: BlockNumber = HOURS;
	pub const Offset: BlockNumber = 0;
	/// What a collator holds while its session keys are registered: one item of 32 bytes for each
	/// of the two indices. Free keys would be free storage.
	pub const KeyDeposit: Balance = deposit(2, 64);
}

impl pallet_session::Config for Runtime {
	type Currency = Balances;
	type DisablingStrategy = ();
	type KeyDeposit = KeyDeposit;
	type Keys = SessionKeys;
	type NextSessionRotation = pallet_session::PeriodicSessions<Period, Offset>;
	type RuntimeEvent = RuntimeEvent;
	type SessionHandler = <SessionKeys as sp_runtime::traits::OpaqueKeys>::KeyTypeIdProviders;
	type SessionManager = CollatorSelection;
	type ShouldEndSession = pallet_session::PeriodicSessions<Period, Offset>;
	type ValidatorId = AccountId;
	// A collator is its own controller: no conversion.
	type ValidatorIdOf = pallet_collator_selection::IdentityCollator;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

impl pallet_aura::Config for Runtime {
	type AllowMultipleBlocksPerSlot = ConstBool<true>;
	type AuthorityId = AuraId;
	type DisabledValidators = ();
	// Invulnerables and candidates together, with room.
	type MaxAuthorities = ConstU32<1_000>;
	type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl cumulus_pallet_aura_ext::Config for Runtime {}

parameter_types! {
	pub const PotId: PalletId = PalletId(*b"PotStake");
	/// The account that collects fees and pays them to authors.
	pub StakingPot: AccountId = CollatorSelection::account_id();
	/// A candidate that makes no block for this long is removed: four sessions.
	pub const KickThreshold: BlockNumber = 4 * HOURS;
}

impl pallet_collator_selection::Config for Runtime {
	type Currency = Balances;
	type KickThreshold = KickThreshold;
	type MaxCandidates = ConstU32<100>;
	type MaxInvulnerables = ConstU32<20>;
	type MinEligibleCollators = ConstU32<1>;
	type PotId = PotId;
	type RuntimeEvent = RuntimeEvent;
	type UpdateOrigin = EnsureRoot<AccountId>;
	type ValidatorId = AccountId;
	type ValidatorIdOf = pallet_collator_selection::IdentityCollator;
	type ValidatorRegistration = Session;
	type WeightInfo = pallet_collator_selection::weights::SubstrateWeight<Runtime>;
}
