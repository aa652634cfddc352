// SPDX-License-Identifier: Apache-2.0

//! Cross-consensus messages: OPEN travels to the relay chain and to Asset Hub and comes back, as a
//! reserve transfer with this chain as the reserve. Everything else is closed: foreign assets,
//! teleports, remote calls, messages written by hand, other chains.

use crate::{
	constants::currency::{deposit, MILLI_OPEN},
	governance::TreasuryAccount,
	*,
};
use cumulus_primitives_core::{AggregateMessageOrigin, ParaId};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration, tokens::imbalance::ResolveTo, ConstU32, Contains, Equals,
		LinearStoragePrice, Nothing, TransformOrigin,
	},
	weights::Weight,
};
use frame_system::EnsureRoot;
use parachains_common::message_queue::{NarrowOriginToSibling, ParaIdToSibling};
use polkadot_parachain_primitives::primitives::Sibling;
use polkadot_runtime_common::xcm_sender::ExponentialPrice;
use sp_runtime::Perbill;
use staging_xcm::{latest::prelude::*, VersionedLocation};
use staging_xcm_builder::{
	AccountId32Aliases, AllowHrmpNotificationsFromRelayChain, AllowKnownQueryResponses,
	AllowSubscriptionsFrom, AllowTopLevelPaidExecutionFrom, DescribeAllTerminal, DescribeFamily,
	EnsureXcmOrigin, FixedWeightBounds, FrameTransactionalProcessor, FungibleAdapter,
	HashedDescription, InspectMessageQueues, IsConcrete, ParentIsPreset, SendXcmFeeToAccount,
	SiblingParachainConvertsVia, SignedToAccountId32, TakeWeightCredit, TrailingSetTopicAsId,
	UsingComponents, WithComputedOrigin, WithUniqueTopic, XcmFeeManagerFromComponents,
};
use staging_xcm_executor::XcmExecutor;

use super::{RuntimeBlockWeights, StakingPot, TransactionByteFee, WeightToFee};

/// The parachain id of Asset Hub on every relay chain that has one.
pub const ASSET_HUB_ID: u32 = 1_000;

parameter_types! {
	/// OPEN, seen from this chain.
	pub const OpenLocation: Location = Location::here();
	/// The chain itself, which pays no fees to send.
	pub const RootLocation: Location = Location::here();
	pub const RelayLocation: Location = Location::parent();
	pub AssetHubLocation: Location = Location::new(1, [Parachain(ASSET_HUB_ID)]);
	pub const RelayNetwork: Option<NetworkId> = Some(NetworkId::Polkadot);
	pub UniversalLocation: InteriorLocation =
		[GlobalConsensus(NetworkId::Polkadot), Parachain(ParachainInfo::parachain_id().into())].into();
	/// A conservative price of one instruction.
	pub UnitWeightCost: Weight = Weight::from_parts(1_000_000_000, 64 * 1024);
	pub const MaxInstructions: u32 = 100;
	pub const MaxAssetsIntoHolding: u32 = 8;
}

/// Which local account a location owns.
pub type LocationToAccountId = (
	ParentIsPreset<AccountId>,
	SiblingParachainConvertsVia<Sibling, AccountId>,
	AccountId32Aliases<RelayNetwork, AccountId>,
	HashedDescription<AccountId, DescribeFamily<DescribeAllTerminal>>,
);

/// Moves OPEN, and only OPEN, as messages ask.
pub type AssetTransactor = FungibleAdapter<
	Balances,
	IsConcrete<OpenLocation>,
	LocationToAccountId,
	AccountId,
	// Nothing is teleported: nothing to keep track of.
	(),
>;

/// The chains that OPEN travels to.
pub struct TrustedChains;

impl Contains<Location> for TrustedChains {
	fn contains(location: &Location) -> bool {
		*location == RelayLocation::get() || *location == AssetHubLocation::get()
	}
}

/// The accounts of the chains that OPEN travels to: the users who send it back.
pub struct FromTrustedChains;

impl Contains<Location> for FromTrustedChains {
	fn contains(location: &Location) -> bool {
		matches!(location.unpack(), (1, []) | (1, [AccountId32 { .. }]))
			|| matches!(
				location.unpack(),
				(1, [Parachain(ASSET_HUB_ID)]) | (1, [Parachain(ASSET_HUB_ID), AccountId32 { .. }])
			)
	}
}

/// Lets through the transfers of nothing but OPEN.
pub struct OnlyOpen;

impl Contains<(Location, alloc::vec::Vec<Asset>)> for OnlyOpen {
	fn contains((_, assets): &(Location, alloc::vec::Vec<Asset>)) -> bool {
		assets.iter().all(|asset| {
			asset.id.0 == OpenLocation::get() && matches!(asset.fun, Fungible(amount) if amount > 0)
		})
	}
}

/// Which messages are executed at all.
pub type Barrier = TrailingSetTopicAsId<(
	// What this chain itself executes is paid for already.
	TakeWeightCredit,
	AllowKnownQueryResponses<PolkadotXcm>,
	WithComputedOrigin<
		(
			AllowTopLevelPaidExecutionFrom<FromTrustedChains>,
			AllowSubscriptionsFrom<TrustedChains>,
			AllowHrmpNotificationsFromRelayChain,
		),
		UniversalLocation,
		ConstU32<8>,
	>,
)>;

/// What the executor may do.
pub struct XcmConfig;

impl staging_xcm_executor::Config for XcmConfig {
	type Aliasers = Nothing;
	type AssetExchanger = ();
	type AssetLocker = ();
	type AssetTransactor = AssetTransactor;
	type AssetTrap = PolkadotXcm;
	type Barrier = Barrier;
	type CallDispatcher = RuntimeCall;
	type FeeManager = XcmFeeManagerFromComponents<
		Equals<RootLocation>,
		SendXcmFeeToAccount<Self::AssetTransactor, TreasuryAccount>,
	>;
	type HrmpChannelAcceptedHandler = ();
	type HrmpChannelClosingHandler = ();
	type HrmpNewChannelOpenRequestHandler = ();
	// This chain is the reserve of OPEN, and takes nobody else's assets.
	type IsReserve = ();
	type IsTeleporter = ();
	type MaxAssetsIntoHolding = MaxAssetsIntoHolding;
	type MessageExporter = ();
	// No message gets an origin here, and none may call.
	type OriginConverter = ();
	type PalletInstancesInfo = AllPalletsWithSystem;
	type ResponseHandler = PolkadotXcm;
	type RuntimeCall = RuntimeCall;
	type SafeCallFilter = Nothing;
	type SubscriptionService = PolkadotXcm;
	type Trader = UsingComponents<
		WeightToFee,
		OpenLocation,
		AccountId,
		Balances,
		ResolveTo<StakingPot, Balances>,
	>;
	type TransactionalProcessor = FrameTransactionalProcessor;
	type UniversalAliases = Nothing;
	type UniversalLocation = UniversalLocation;
	type Weigher = FixedWeightBounds<UnitWeightCost, RuntimeCall, MaxInstructions>;
	type XcmEventEmitter = PolkadotXcm;
	type XcmRecorder = PolkadotXcm;
	type XcmSender = XcmRouter;
}

parameter_types! {
	pub FeeAssetId: staging_xcm::latest::AssetId = staging_xcm::latest::AssetId(OpenLocation::get());
	/// What sending a message costs at least.
	pub const BaseDeliveryFee: u128 = 30 * MILLI_OPEN;
}

/// The price of a message to the relay chain; it grows with the queue.
pub type PriceForParentDelivery =
	ExponentialPrice<FeeAssetId, BaseDeliveryFee, TransactionByteFee, ParachainSystem>;

/// The price of a message to another parachain; it grows with the queue.
pub type PriceForSiblingParachainDelivery =
	ExponentialPrice<FeeAssetId, BaseDeliveryFee, TransactionByteFee, XcmpQueue>;

/// Hands a message on only if it goes to one of [`TrustedChains`].
pub struct ToTrustedChains<Router>(core::marker::PhantomData<Router>);

impl<Router: SendXcm> SendXcm for ToTrustedChains<Router> {
	type Ticket = Router::Ticket;

	fn validate(
		destination: &mut Option<Location>,
		message: &mut Option<Xcm<()>>,
	) -> SendResult<Self::Ticket> {
		match destination {
			Some(location) if !TrustedChains::contains(location) => Err(SendError::NotApplicable),
			_ => Router::validate(destination, message),
		}
	}

	fn deliver(ticket: Self::Ticket) -> Result<XcmHash, SendError> {
		Router::deliver(ticket)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful_delivery(location: Option<Location>) {
		Router::ensure_successful_delivery(location)
	}
}

impl<Router: InspectMessageQueues> InspectMessageQueues for ToTrustedChains<Router> {
	fn clear_messages() {
		Router::clear_messages()
	}

	fn get_messages(
	) -> alloc::vec::Vec<(VersionedLocation, alloc::vec::Vec<staging_xcm::VersionedXcm<()>>)> {
		Router::get_messages()
	}
}

/// Where messages leave: up to the relay chain, or across to Asset Hub.
pub type XcmRouter = WithUniqueTopic<
	ToTrustedChains<(
		cumulus_primitives_utility::ParentAsUmp<
			ParachainSystem,
			PolkadotXcm,
			PriceForParentDelivery,
		>,
		XcmpQueue,
	)>,
>;

/// Which local origins may transfer: signed accounts.
pub type LocalOriginToLocation = SignedToAccountId32<RuntimeOrigin, AccountId, RelayNetwork>;

parameter_types! {
	pub const AliasDepositPerItem: Balance = deposit(1, 0);
	pub const AliasDepositPerByte: Balance = deposit(0, 1);
	pub const AuthorizeAliasHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::PolkadotXcm(pallet_xcm::HoldReason::AuthorizeAlias);
}

impl pallet_xcm::Config for Runtime {
	const VERSION_DISCOVERY_QUEUE_SIZE: u32 = 100;
	type AdminOrigin = EnsureRoot<AccountId>;
	type AdvertisedXcmVersion = pallet_xcm::CurrentXcmVersion;
	type AuthorizedAliasConsideration = HoldConsideration<
		AccountId,
		Balances,
		AuthorizeAliasHoldReason,
		LinearStoragePrice<AliasDepositPerItem, AliasDepositPerByte, Balance>,
	>;
	type Currency = Balances;
	type CurrencyMatcher = ();
	type ExecuteXcmOrigin = EnsureXcmOrigin<RuntimeOrigin, LocalOriginToLocation>;
	type MaxLockers = ConstU32<0>;
	type MaxRemoteLockConsumers = ConstU32<0>;
	type RemoteLockConsumerIdentifier = ();
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	// Nobody sends a message written by hand.
	type SendXcmOrigin = EnsureXcmOrigin<RuntimeOrigin, ()>;
	type SovereignAccountOf = LocationToAccountId;
	type TrustedLockers = ();
	type UniversalLocation = UniversalLocation;
	type Weigher = FixedWeightBounds<UnitWeightCost, RuntimeCall, MaxInstructions>;
	type WeightInfo = crate::weights::pallet_xcm::WeightInfo;
	type XcmExecuteFilter = Nothing;
	type XcmExecutor = XcmExecutor<XcmConfig>;
	type XcmReserveTransferFilter = OnlyOpen;
	type XcmRouter = XcmRouter;
	type XcmTeleportFilter = Nothing;
}

impl cumulus_pallet_xcm::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type XcmExecutor = XcmExecutor<XcmConfig>;
}

impl cumulus_pallet_xcmp_queue::Config for Runtime {
	type ChannelInfo = ParachainSystem;
	type ControllerOrigin = EnsureRoot<AccountId>;
	type ControllerOriginConverter = ();
	type MaxActiveOutboundChannels = ConstU32<128>;
	type MaxInboundSuspended = ConstU32<1_000>;
	// HRMP channels carry up to 102 400 bytes a message: a page holds one, with its overhead.
	type MaxPageSize = ConstU32<{ 103 * 1024 }>;
	type PriceForSiblingDelivery = PriceForSiblingParachainDelivery;
	type RuntimeEvent = RuntimeEvent;
	type VersionWrapper = PolkadotXcm;
	type WeightInfo = cumulus_pallet_xcmp_queue::weights::SubstrateWeight<Runtime>;
	type XcmpQueue = TransformOrigin<MessageQueue, AggregateMessageOrigin, ParaId, ParaIdToSibling>;
}

parameter_types! {
	pub MessageQueueServiceWeight: Weight =
		Perbill::from_percent(35) * RuntimeBlockWeights::get().max_block;
}

impl pallet_message_queue::Config for Runtime {
	type HeapSize = ConstU32<{ 103 * 1024 }>;
	type IdleMaxServiceWeight = MessageQueueServiceWeight;
	type MaxStale = ConstU32<8>;
	#[cfg(feature = "runtime-benchmarks")]
	type MessageProcessor =
		pallet_message_queue::mock_helpers::NoopMessageProcessor<AggregateMessageOrigin>;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type MessageProcessor = staging_xcm_builder::ProcessXcmMessage<
		AggregateMessageOrigin,
		XcmExecutor<XcmConfig>,
		RuntimeCall,
	>;
	type QueueChangeHandler = NarrowOriginToSibling<XcmpQueue>;
	type QueuePausedQuery = NarrowOriginToSibling<XcmpQueue>;
	type RuntimeEvent = RuntimeEvent;
	type ServiceWeight = MessageQueueServiceWeight;
	type Size = u32;
	type WeightInfo = pallet_message_queue::weights::SubstrateWeight<Runtime>;
}
