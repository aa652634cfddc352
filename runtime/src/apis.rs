// SPDX-License-Identifier: Apache-2.0

//! What the node and its clients may ask the runtime (`state_call`).

use crate::{
	configs::ConsensusHook,
	constants::{consensus::*, time::SLOT_DURATION},
	*,
};
use alloc::{string::String, vec, vec::Vec};
use cumulus_primitives_core::{ParaId, VerifySchedulingSignature};
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	weights::Weight,
};
use openledger_primitives::{
	distribution::DistributionLeaf,
	ids::{
		AgentId, ArtifactId, BatchId, ChallengeId, ChannelId, ContributionId, DatanetId,
		DistributionId, FactoryJobId, RequestId, ServiceId, SlashId, SnapshotId, TaskId,
	},
	receipts::ReceiptLeaf,
	records::*,
	runtime_api,
	traits::{self, EmissionPool, SnapshotInfo, StakeTarget, Verdict},
	x402::PaymentRequirements,
};
use sp_core::{crypto::KeyTypeId, H256};
use sp_runtime::{
	traits::Block as BlockT,
	transaction_validity::{TransactionSource, TransactionValidity},
};
use staging_xcm::{
	prelude::AssetId, Version as XcmVersion, VersionedAsset, VersionedAssetId, VersionedAssets,
	VersionedLocation, VersionedXcm,
};
use xcm_config::{LocationToAccountId, OpenLocation, XcmConfig, XcmRouter};
use xcm_runtime_apis::{
	dry_run::{CallDryRunEffects, Error as XcmDryRunApiError, XcmDryRunEffects},
	fees::Error as XcmPaymentApiError,
};

impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block)
		}

		fn initialize_block(header: &<Block as BlockT>::Header) -> sp_runtime::ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: frame_support::view_functions::ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(data: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: InherentData,
		) -> CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl runtime_api::DatanetsApi<Block, AccountId> for Runtime {
		fn datanet(id: DatanetId) -> Option<DatanetRecord<AccountId>> {
			Datanets::datanet_record(id)
		}

		fn contribution(id: ContributionId) -> Option<ContributionView<AccountId>> {
			Datanets::contribution_view(id)
		}

		fn snapshot(id: SnapshotId) -> Option<SnapshotInfo> {
			<Datanets as traits::Datanets<AccountId>>::snapshot(id)
		}

		fn snapshot_record(id: SnapshotId) -> Option<SnapshotRecord<AccountId>> {
			Datanets::snapshot_record(id)
		}

		fn latest_snapshot(datanet: DatanetId) -> Option<SnapshotId> {
			Datanets::latest_snapshot(datanet)
		}

		fn contributions(
			id: SnapshotId,
			start: u32,
			limit: u32,
		) -> Vec<ContributionRecord<AccountId>> {
			Datanets::contributions(id, start, limit)
		}

		fn taken_down_since(id: SnapshotId, start: u32, limit: u32) -> TakedownPage {
			Datanets::taken_down_since(id, start, limit)
		}

		fn reputation(who: AccountId) -> Reputation {
			Datanets::reputation(&who)
		}

		fn may_train(who: AccountId, id: SnapshotId) -> bool {
			<Datanets as traits::Datanets<AccountId>>::may_train(&who, id)
		}

		fn access(datanet: DatanetId, who: AccountId) -> AccessRecord {
			Datanets::access(datanet, &who)
		}
	}

	impl runtime_api::CurationApi<Block, AccountId, BlockNumber> for Runtime {
		fn curator(datanet: DatanetId, who: AccountId) -> Option<CuratorRecord<BlockNumber>> {
			Curation::curator(datanet, &who)
		}

		fn ballot(contribution: ContributionId) -> Option<BallotRecord<AccountId, BlockNumber>> {
			Curation::ballot(contribution)
		}

		fn vote_commitment(
			contribution: ContributionId,
			verdict: Verdict,
			salt: H256,
			who: AccountId,
		) -> H256 {
			Curation::vote_commitment(contribution, verdict, salt, &who)
		}
	}

	impl runtime_api::ModelRegistryApi<Block, AccountId> for Runtime {
		fn artifact(id: ArtifactId) -> Option<ArtifactRecord<AccountId>> {
			ModelRegistry::artifact(id)
		}

		fn lineage(id: ArtifactId) -> Option<Vec<ArtifactNode<AccountId>>> {
			ModelRegistry::lineage(id)
		}

		fn quote(id: ArtifactId, input_tokens: u32, output_tokens: u32) -> Option<Balance> {
			ModelRegistry::quote(id, input_tokens, output_tokens)
		}

		fn evaluations(id: ArtifactId, start: u32, limit: u32) -> Vec<EvaluationRecord<AccountId>> {
			ModelRegistry::evaluations(id, start, limit)
		}

		fn leaderboard(
			benchmark: H256,
			metric: Vec<u8>,
			lowest_first: bool,
			limit: u32,
		) -> Vec<EvaluationRecord<AccountId>> {
			ModelRegistry::leaderboard(benchmark, metric, lowest_first, limit)
		}
	}

	impl runtime_api::ModelFactoryApi<Block, AccountId, BlockNumber> for Runtime {
		fn job(id: FactoryJobId) -> Option<JobRecord<AccountId, BlockNumber>> {
			ModelFactory::job(id)
		}

		fn open_jobs(
			start: Option<FactoryJobId>,
			limit: u32,
		) -> Vec<JobRecord<AccountId, BlockNumber>> {
			ModelFactory::open_jobs(start, limit)
		}
	}

	impl runtime_api::BondsApi<Block, AccountId> for Runtime {
		fn bond(who: AccountId) -> BondRecord {
			Bonds::bond_record(&who)
		}

		fn slash(id: SlashId) -> Option<SlashRecord<AccountId>> {
			Bonds::slash_record(id)
		}
	}

	impl runtime_api::RoyaltiesApi<Block, AccountId> for Runtime {
		fn claimable(who: AccountId) -> Balance {
			Royalties::claimable(&who)
		}

		fn earnings(who: AccountId) -> Earnings {
			Royalties::earnings(&who)
		}

		fn collectable(snapshot: SnapshotId, contribution: ContributionId) -> Balance {
			Royalties::collectable(snapshot, contribution)
		}

		fn curator_earnings(datanet: DatanetId, who: AccountId) -> Balance {
			Royalties::curator_earnings(datanet, &who)
		}

		fn distribution(id: DistributionId) -> Option<DistributionRecord<AccountId>> {
			Royalties::distribution(id)
		}

		fn drawable(id: DistributionId, leaf: DistributionLeaf) -> Balance {
			Royalties::drawable(id, &leaf)
		}
	}

	impl runtime_api::StakingApi<Block, AccountId> for Runtime {
		fn ranking(kind: StakeKind, limit: u32) -> Vec<(StakeTarget, Balance)> {
			ArtifactStaking::ranking(kind, limit)
		}

		fn stake_of(who: AccountId, target: StakeTarget) -> StakeRecord {
			ArtifactStaking::stake_of(&who, target)
		}

		fn stakes(who: AccountId) -> Vec<(StakeTarget, StakeRecord)> {
			ArtifactStaking::stakes(&who)
		}

		fn rewards(who: AccountId, target: StakeTarget) -> Balance {
			ArtifactStaking::rewards(&who, target)
		}

		fn unbonding(who: AccountId) -> Vec<UnbondingRecord> {
			ArtifactStaking::unbonding(&who)
		}

		fn era() -> EraRecord {
			ArtifactStaking::era()
		}

		fn emission(era: u32, pool: EmissionPool, who: AccountId) -> Balance {
			ArtifactStaking::emission(era, pool, &who)
		}
	}

	impl runtime_api::PaymentChannelsApi<Block, AccountId> for Runtime {
		fn channel(id: ChannelId) -> Option<ChannelRecord<AccountId>> {
			PaymentChannels::channel(id)
		}

		fn redeemable(id: ChannelId, cumulative: Balance) -> Balance {
			PaymentChannels::redeemable(id, cumulative)
		}

		fn voucher_bytes(id: ChannelId, cumulative: Balance) -> Vec<u8> {
			PaymentChannels::voucher_bytes(id, cumulative)
		}
	}

	impl runtime_api::AttributionApi<Block, AccountId> for Runtime {
		fn request(id: RequestId) -> Option<RequestView<AccountId>> {
			Attribution::request_view(id)
		}

		fn worker(account: AccountId) -> Option<WorkerView<AccountId>> {
			Attribution::worker_view(account)
		}

		fn workers(base_model: ArtifactId, from: u32, limit: u32) -> WorkerPage<AccountId> {
			Attribution::worker_page(base_model, from, limit)
		}

		fn attribution_of(
			contribution: ContributionId,
			from: RequestId,
			limit: u32,
		) -> AttributionPage {
			Attribution::attribution_of(contribution, from, limit)
		}

		fn leaderboard(from: RequestId, limit: u32) -> Leaderboard {
			Attribution::leaderboard(from, limit)
		}

		fn records_root() -> RecordsRoot {
			Attribution::records_root()
		}

		fn lineage(id: RequestId) -> Option<AnswerLineage<AccountId>> {
			Attribution::answer_lineage(id)
		}
	}

	impl runtime_api::CommitteeApi<Block, AccountId> for Runtime {
		fn committee(request: RequestId) -> Option<CommitteeView<AccountId>> {
			Attribution::committee_view(request)
		}

		fn review(request: RequestId) -> Option<ReviewView<AccountId>> {
			Attribution::review_view(request)
		}

		fn duties(worker: AccountId) -> Vec<Duty> {
			Attribution::duties(&worker)
		}
	}

	impl runtime_api::ChallengesApi<Block, AccountId> for Runtime {
		fn challenge(id: ChallengeId) -> Option<ChallengeRecord<AccountId>> {
			Challenges::challenge_record(id)
		}

		fn challenges(subject: traits::Subject) -> Vec<ChallengeRecord<AccountId>> {
			Challenges::challenge_records(subject)
		}
	}

	impl runtime_api::ReceiptsApi<Block, AccountId> for Runtime {
		fn batch(id: BatchId) -> Option<BatchRecord<AccountId>> {
			Receipts::batch(id)
		}

		fn account_of(worker: AccountId) -> Option<ReceiptsAccountRecord> {
			Receipts::account_of(&worker)
		}

		fn shown_receipt(id: BatchId, index: u32) -> Option<ReceiptLeaf> {
			Receipts::shown_receipt(id, index)
		}

		fn demands(id: BatchId) -> Vec<DemandRecord<AccountId>> {
			Receipts::demands(id)
		}

		fn is_due(id: BatchId) -> bool {
			Receipts::is_due(id)
		}
	}

	impl runtime_api::AgentsApi<Block, AccountId, BlockNumber, CallClass> for Runtime {
		fn agent(id: AgentId) -> Option<AgentRecord<AccountId, BlockNumber>> {
			Agents::agent(id)
		}

		fn agent_of(who: AccountId) -> Option<AgentId> {
			Agents::agent_of(&who)
		}

		fn agents(start: Option<AgentId>, limit: u32) -> Vec<AgentRecord<AccountId, BlockNumber>> {
			Agents::agents(start, limit)
		}

		fn controllers(id: AgentId) -> Vec<ControllerRecord<AccountId, BlockNumber, CallClass>> {
			Agents::controllers(id)
		}

		fn service(agent: AgentId, service: ServiceId) -> Option<ServiceRecord> {
			Agents::service(agent, service)
		}

		fn services(agent: AgentId, start: Option<ServiceId>, limit: u32) -> Vec<ServiceRecord> {
			Agents::services(agent, start, limit)
		}

		fn payment_requirements(
			agent: AgentId,
			service: ServiceId,
		) -> Option<PaymentRequirements<AccountId>> {
			Agents::payment_requirements(agent, service)
		}

		fn task(id: TaskId) -> Option<TaskRecord<AccountId, BlockNumber>> {
			Agents::task(id)
		}

		fn tasks(start: Option<TaskId>, limit: u32) -> Vec<TaskRecord<AccountId, BlockNumber>> {
			Agents::tasks(start, limit)
		}

		fn feedback(
			agent: AgentId,
			start: Option<TaskId>,
			limit: u32,
		) -> Vec<FeedbackRecord<AccountId>> {
			Agents::feedback(agent, start, limit)
		}

		fn validation(
			agent: AgentId,
			data_hash: H256,
		) -> Option<ValidationRecord<AccountId, BlockNumber>> {
			Agents::validation(agent, data_hash)
		}

		fn validations(
			agent: AgentId,
			start: Option<H256>,
			limit: u32,
		) -> Vec<ValidationRecord<AccountId, BlockNumber>> {
			Agents::validations(agent, start, limit)
		}
	}

	impl runtime_api::InvariantsApi<Block> for Runtime {
		fn check() -> Option<String> {
			invariants::check().err()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			owner: Vec<u8>,
			seed: Option<Vec<u8>>,
		) -> sp_session::OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
		fn slot_duration() -> sp_consensus_aura::SlotDuration {
			sp_consensus_aura::SlotDuration::from_millis(SLOT_DURATION)
		}

		fn authorities() -> Vec<AuraId> {
			pallet_aura::Authorities::<Runtime>::get().into_inner()
		}
	}

	impl cumulus_primitives_aura::AuraUnincludedSegmentApi<Block> for Runtime {
		fn can_build_upon(
			included_hash: <Block as BlockT>::Hash,
			slot: cumulus_primitives_aura::Slot,
		) -> bool {
			ConsensusHook::can_build_upon(included_hash, slot)
		}
	}

	impl cumulus_primitives_core::RelayParentOffsetApi<Block> for Runtime {
		fn relay_parent_offset() -> u32 {
			RELAY_PARENT_OFFSET
		}

		fn max_claim_queue_offset() -> u8 {
			ParachainSystem::max_claim_queue_offset()
		}
	}

	impl cumulus_primitives_core::SchedulingV3EnabledApi<Block> for Runtime {
		fn scheduling_v3_enabled() -> bool {
			<Runtime as cumulus_pallet_parachain_system::Config>::SchedulingSignatureVerifier::V3_SCHEDULING_ENABLED
		}
	}

	impl cumulus_primitives_core::TargetBlockRate<Block> for Runtime {
		fn target_block_rate() -> u32 {
			BLOCK_PROCESSING_VELOCITY
		}
	}

	impl cumulus_primitives_core::GetParachainInfo<Block> for Runtime {
		fn parachain_id() -> ParaId {
			ParachainInfo::parachain_id()
		}
	}

	impl cumulus_primitives_core::CollectCollationInfo<Block> for Runtime {
		fn collect_collation_info(
			header: &<Block as BlockT>::Header,
		) -> cumulus_primitives_core::CollationInfo {
			ParachainSystem::collect_collation_info(header)
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
		fn query_info(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(uxt, len)
		}

		fn query_fee_details(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_fee_details(uxt, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall>
		for Runtime
	{
		fn query_call_info(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl xcm_runtime_apis::fees::XcmPaymentApi<Block> for Runtime {
		fn query_acceptable_payment_assets(
			version: XcmVersion,
		) -> Result<Vec<VersionedAssetId>, XcmPaymentApiError> {
			PolkadotXcm::query_acceptable_payment_assets(version, vec![AssetId(OpenLocation::get())])
		}

		fn query_weight_to_asset_fee(
			weight: Weight,
			asset: VersionedAssetId,
		) -> Result<u128, XcmPaymentApiError> {
			type Trader = <XcmConfig as staging_xcm_executor::Config>::Trader;
			PolkadotXcm::query_weight_to_asset_fee::<Trader>(weight, asset)
		}

		fn query_xcm_weight(message: VersionedXcm<()>) -> Result<Weight, XcmPaymentApiError> {
			PolkadotXcm::query_xcm_weight(message)
		}

		fn query_delivery_fees(
			destination: VersionedLocation,
			message: VersionedXcm<()>,
			asset_id: VersionedAssetId,
		) -> Result<VersionedAssets, XcmPaymentApiError> {
			type AssetExchanger = <XcmConfig as staging_xcm_executor::Config>::AssetExchanger;
			PolkadotXcm::query_delivery_fees::<AssetExchanger>(destination, message, asset_id)
		}
	}

	impl xcm_runtime_apis::dry_run::DryRunApi<Block, RuntimeCall, RuntimeEvent, OriginCaller> for Runtime {
		fn dry_run_call(
			origin: OriginCaller,
			call: RuntimeCall,
			result_xcms_version: XcmVersion,
		) -> Result<CallDryRunEffects<RuntimeEvent>, XcmDryRunApiError> {
			PolkadotXcm::dry_run_call::<Runtime, XcmRouter, OriginCaller, RuntimeCall>(
				origin,
				call,
				result_xcms_version,
			)
		}

		fn dry_run_xcm(
			origin_location: VersionedLocation,
			xcm: VersionedXcm<RuntimeCall>,
		) -> Result<XcmDryRunEffects<RuntimeEvent>, XcmDryRunApiError> {
			PolkadotXcm::dry_run_xcm::<XcmRouter>(origin_location, xcm)
		}
	}

	impl xcm_runtime_apis::conversions::LocationToAccountApi<Block, AccountId> for Runtime {
		fn convert_location(
			location: VersionedLocation,
		) -> Result<AccountId, xcm_runtime_apis::conversions::Error> {
			xcm_runtime_apis::conversions::LocationToAccountHelper::<AccountId, LocationToAccountId>::convert_location(location)
		}
	}

	impl xcm_runtime_apis::trusted_query::TrustedQueryApi<Block> for Runtime {
		fn is_trusted_reserve(
			asset: VersionedAsset,
			location: VersionedLocation,
		) -> xcm_runtime_apis::trusted_query::XcmTrustedQueryResult {
			PolkadotXcm::is_trusted_reserve(asset, location)
		}

		fn is_trusted_teleporter(
			asset: VersionedAsset,
			location: VersionedLocation,
		) -> xcm_runtime_apis::trusted_query::XcmTrustedQueryResult {
			PolkadotXcm::is_trusted_teleporter(asset, location)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, &genesis::get_preset)
		}

		fn preset_names() -> Vec<PresetId> {
			genesis::preset_names()
		}
	}

	#[cfg(feature = "try-runtime")]
	impl frame_try_runtime::TryRuntime<Block> for Runtime {
		fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
			let weight = Executive::try_runtime_upgrade(checks)
				.expect("try-runtime stops at the first failed check");
			(weight, configs::RuntimeBlockWeights::get().max_block)
		}

		fn execute_block(
			block: <Block as BlockT>::LazyBlock,
			state_root_check: bool,
			signature_check: bool,
			select: frame_try_runtime::TryStateSelect,
		) -> Weight {
			Executive::try_execute_block(block, state_root_check, signature_check, select)
				.expect("try-runtime stops at the first failed check")
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(
			extra: bool,
		) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
			use benches::*;
			use frame_benchmarking::BenchmarkList;
			use frame_support::traits::StorageInfoTrait;

			let mut list = Vec::<BenchmarkList>::new();
			list_benchmarks!(list, extra);
			(list, AllPalletsWithSystem::storage_info())
		}

		#[allow(non_local_definitions)]
		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			use benches::*;
			use frame_benchmarking::BenchmarkBatch;
			use frame_support::traits::{TrackedStorageKey, WhitelistedStorageKeys};

			let whitelist: Vec<TrackedStorageKey> = AllPalletsWithSystem::whitelisted_storage_keys();
			let mut batches = Vec::<BenchmarkBatch>::new();
			let params = (&config, &whitelist);
			add_benchmarks!(params, batches);
			Ok(batches)
		}
	}
}

/// What `benchmark pallet` can measure.
#[cfg(feature = "runtime-benchmarks")]
mod benches {
	use super::*;
	use codec::Encode;
	pub use cumulus_pallet_session_benchmarking::Pallet as SessionBench;
	pub use frame_system_benchmarking::{
		extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench,
	};

	polkadot_sdk::frame_benchmarking::define_benchmarks!(
		[frame_system, SystemBench::<Runtime>]
		[frame_system_extensions, SystemExtensionsBench::<Runtime>]
		[cumulus_pallet_parachain_system, ParachainSystem]
		[cumulus_pallet_weight_reclaim, WeightReclaim]
		[cumulus_pallet_xcmp_queue, XcmpQueue]
		[pallet_agents, Agents]
		[pallet_artifact_staking, ArtifactStaking]
		[pallet_attribution, Attribution]
		[pallet_balances, Balances]
		[pallet_bonds, Bonds]
		[pallet_challenges, Challenges]
		[pallet_collator_selection, CollatorSelection]
		[pallet_conviction_voting, ConvictionVoting]
		[pallet_curation, Curation]
		[pallet_datanets, Datanets]
		[pallet_message_queue, MessageQueue]
		[pallet_model_factory, ModelFactory]
		[pallet_model_registry, ModelRegistry]
		[pallet_multisig, Multisig]
		[pallet_parameters, Parameters]
		[pallet_payment_channels, PaymentChannels]
		[pallet_preimage, Preimage]
		[pallet_proxy, Proxy]
		[pallet_receipts, Receipts]
		[pallet_referenda, Referenda]
		[pallet_royalties, Royalties]
		[pallet_scheduler, Scheduler]
		[pallet_session, SessionBench::<Runtime>]
		[pallet_sudo, Sudo]
		[pallet_ticks, Ticks]
		[pallet_timestamp, Timestamp]
		[pallet_transaction_payment, TransactionPayment]
		[pallet_treasury, Treasury]
		[pallet_utility, Utility]
		[pallet_vesting, Vesting]
		[pallet_whitelist, Whitelist]
	);

	impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

	impl frame_system_benchmarking::Config for Runtime {
		fn setup_set_code_requirements(
			code: &Vec<u8>,
		) -> Result<(), frame_benchmarking::BenchmarkError> {
			let length = code.len().try_into().map_err(|_| "the code is too long")?;
			ParachainSystem::initialize_for_set_code_benchmark(length);
			Ok(())
		}

		fn verify_set_code() {
			System::assert_last_event(
				cumulus_pallet_parachain_system::Event::<Runtime>::ValidationFunctionStored.into(),
			);
		}
	}

	impl cumulus_pallet_session_benchmarking::Config for Runtime {
		fn generate_session_keys_and_proof(owner: AccountId) -> (SessionKeys, Vec<u8>) {
			let generated = SessionKeys::generate(&owner.encode(), None);
			(generated.keys, generated.proof.encode())
		}
	}
}
