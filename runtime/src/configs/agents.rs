// SPDX-License-Identifier: Apache-2.0

//! Agents: what the keys of their wallets may do.

use super::{
	deposits::Deposit,
	escrow::EscrowedOpen,
	liquid::Unlocked,
	marketplace::{DisputeBond, Registrar},
	periods,
};
use crate::{
	constants::{
		currency::{EXISTENTIAL_DEPOSIT, OPEN},
		time::{DAYS, MINUTES},
	},
	*,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU8, Contains},
	PalletId,
};
use pallet_agents::types::ClassOf;
use scale_info::TypeInfo;

/// The calls that an agent's keys can be given the right to make. A call that is not known to belong to one
/// has no class, and only the owner can have the wallet make it. So it is with calls that dispatch others,
/// those that give away what the agent owns or change its terms, those that cannot be undone, and those
/// that hand the wallet's rights on.
#[derive(
	Copy,
	Clone,
	Debug,
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
pub enum CallClass {
	/// Sending OPEN.
	Transfers,
	/// Opening channels, paying into them, asking to close them; redeeming vouchers.
	Channels,
	/// Asking for answers, having them reviewed, and challenging them.
	Answers,
	/// Working: what the agent's bond, or its stake as a curator, answers for. A key with this class can
	/// cost the agent all of it, whatever the key's limit is, for it can do the work badly.
	Work,
	/// Contributing to Datanets, judging contributions where no stake answers for it, looking after
	/// Datanets, buying access to them.
	Data,
	/// Registering artifacts, measuring them, having them trained.
	Models,
	/// Giving tasks to agents, paying for them, deciding disputes as a validator, rating.
	Tasks,
	/// Bonds and stakes: putting them up, and asking them back.
	Stakes,
	/// Claiming what was earned.
	Earnings,
	/// Proposing and voting.
	Governance,
}

impl ClassOf<RuntimeCall> for CallClass {
	fn of(call: &RuntimeCall) -> Option<Self> {
		// Classes of what has several, and of what is in one in part only, are found by the next two.
		match call {
			RuntimeCall::Balances(_) => Some(Self::Transfers),
			RuntimeCall::Challenges(_) => Some(Self::Answers),
			RuntimeCall::Bonds(_) | RuntimeCall::ArtifactStaking(_) => Some(Self::Stakes),
			RuntimeCall::Referenda(_) => Some(Self::Governance),
			_ if is_work(call) => Some(Self::Work),
			_ => Self::in_part(call),
		}
	}
}

impl CallClass {
	/// Of calls of pallets whose other calls are work, or the owner's alone.
	fn in_part(call: &RuntimeCall) -> Option<Self> {
		use pallet_agents::Call as Agents;
		use pallet_attribution::Call as Attribution;
		use pallet_conviction_voting::Call as Voting;
		use pallet_curation::Call as Curation;
		use pallet_datanets::Call as Datanets;
		use pallet_model_factory::Call as Factory;
		use pallet_model_registry::Call as Registry;
		use pallet_payment_channels::Call as Channels;
		use pallet_receipts::Call as Receipts;
		use pallet_royalties::Call as Royalties;
		use RuntimeCall as Of;
		match call {
			// Not `close`: as the payee's it annuls the vouchers that were not redeemed.
			Of::PaymentChannels(
				Channels::open { .. }
				| Channels::top_up { .. }
				| Channels::redeem { .. }
				| Channels::request_close { .. }
				| Channels::reopen { .. },
			) => Some(Self::Channels),
			Of::Attribution(
				Attribution::request_inference { .. }
				| Attribution::cancel { .. }
				| Attribution::request_review { .. }
				| Attribution::conclude { .. }
				| Attribution::settle { .. }
				| Attribution::expire { .. }
				| Attribution::prune { .. },
			)
			| Of::Receipts(
				Receipts::show_receipt { .. }
				| Receipts::hide_receipt { .. }
				| Receipts::prove_fraud { .. }
				| Receipts::demand { .. }
				| Receipts::show_leaf { .. }
				| Receipts::convict { .. }
				| Receipts::withdraw_demand { .. }
				| Receipts::finalize { .. },
			) => Some(Self::Answers),
			// Not `grant`, `revoke` and `set_entry_price`: who has access to the agent's data, and at what
			// price.
			Of::Datanets(
				Datanets::create { .. }
				| Datanets::edit { .. }
				| Datanets::contribute { .. }
				| Datanets::withdraw { .. }
				| Datanets::report { .. }
				| Datanets::retract_report { .. }
				| Datanets::judge { .. }
				| Datanets::snapshot { .. }
				| Datanets::request_access { .. }
				| Datanets::cancel_request { .. }
				| Datanets::deny { .. }
				| Datanets::set_key { .. }
				| Datanets::buy_licence { .. }
				| Datanets::expire { .. },
			)
			| Of::Curation(
				Curation::leave { .. }
				| Curation::withdraw_stake { .. }
				| Curation::close { .. }
				| Curation::appeal { .. }
				| Curation::conclude { .. }
				| Curation::settle_vote { .. },
			) => Some(Self::Data),
			Of::ModelRegistry(
				Registry::register { .. }
				| Registry::publish { .. }
				| Registry::evaluate { .. }
				| Registry::retract_evaluation { .. },
			)
			| Of::ModelFactory(
				Factory::post { .. }
				| Factory::advance { .. }
				| Factory::cancel { .. }
				| Factory::accept { .. }
				| Factory::dispute { .. }
				| Factory::settle { .. }
				| Factory::register_delivered { .. }
				| Factory::expire { .. }
				| Factory::forget { .. },
			) => Some(Self::Models),
			Of::Agents(
				Agents::post_task { .. }
				| Agents::cancel_task { .. }
				| Agents::approve { .. }
				| Agents::settle { .. }
				| Agents::expire { .. }
				| Agents::dispute { .. }
				| Agents::resolve { .. }
				| Agents::forget_task { .. }
				| Agents::give_feedback { .. }
				| Agents::revoke_feedback { .. }
				| Agents::answer_feedback { .. }
				| Agents::request_validation { .. }
				| Agents::answer_validation { .. }
				| Agents::withdraw_validation { .. },
			) => Some(Self::Tasks),
			// Not `fund_and_post`: a root says who gets what was paid in before.
			Of::Royalties(
				Royalties::claim { .. }
				| Royalties::claim_for { .. }
				| Royalties::collect { .. }
				| Royalties::collect_as_curator { .. }
				| Royalties::draw { .. }
				| Royalties::close_distribution { .. }
				| Royalties::clear_drawn { .. },
			) => Some(Self::Earnings),
			// Not `delegate`.
			Of::ConvictionVoting(
				Voting::vote { .. }
				| Voting::remove_vote { .. }
				| Voting::remove_other_vote { .. }
				| Voting::undelegate { .. }
				| Voting::unlock { .. },
			) => Some(Self::Governance),
			_ => None,
		}
	}
}

/// Whether the call takes on, carries out or ends a duty for which the caller's bond or stake answers, or
/// says on what terms it is taken on.
fn is_work(call: &RuntimeCall) -> bool {
	use pallet_agents::Call as Agents;
	use pallet_attribution::Call as Attribution;
	use pallet_curation::Call as Curation;
	use pallet_model_factory::Call as Factory;
	use pallet_receipts::Call as Receipts;
	use RuntimeCall as Of;
	matches!(
		call,
		Of::Attribution(
			Attribution::register_worker { .. }
				| Attribution::update_worker { .. }
				| Attribution::heartbeat { .. }
				| Attribution::pause { .. }
				| Attribution::resume { .. }
				| Attribution::leave { .. }
				| Attribution::submit_proof { .. }
				| Attribution::publish_answer { .. }
				| Attribution::commit_judgement { .. }
				| Attribution::reveal_judgement { .. }
		) | Of::Receipts(
			Receipts::open_account { .. }
				| Receipts::post_batch { .. }
				| Receipts::close_account { .. }
		) | Of::ModelFactory(
			Factory::take { .. } | Factory::report_progress { .. } | Factory::deliver { .. }
		) | Of::Agents(
			Agents::publish_service { .. }
				| Agents::update_service { .. }
				| Agents::withdraw_service { .. }
				| Agents::accept_task { .. }
				| Agents::deliver { .. }
		) | Of::Curation(
			Curation::join { .. }
				| Curation::add_stake { .. }
				| Curation::commit { .. }
				| Curation::reveal { .. }
		)
	)
}

/// What an owner may have a wallet do: nothing that gives what the wallet may do to others, who would keep
/// it when the agent is sold. Neither do calls with another origin than the wallet's get in, whose calls
/// nobody filters.
pub struct KeepsPower;

impl Contains<RuntimeCall> for KeepsPower {
	fn contains(call: &RuntimeCall) -> bool {
		!matches!(
			call,
			RuntimeCall::Agents(pallet_agents::Call::act { .. })
				| RuntimeCall::Proxy(_)
				| RuntimeCall::Multisig(_)
				| RuntimeCall::PolkadotXcm(_)
				| RuntimeCall::Sudo(_)
		)
	}
}

/// Who has royalties to claim.
pub struct HasRoyalties;

impl Contains<AccountId> for HasRoyalties {
	fn contains(who: &AccountId) -> bool {
		Royalties::claimable(who) > 0
	}
}

parameter_types! {
	/// From which the wallets' accounts are derived.
	pub const AgentsPalletId: PalletId = PalletId(*b"ol/agent");
	pub const AgentsDepositReason: RuntimeHoldReason =
		RuntimeHoldReason::Agents(pallet_agents::HoldReason::AgentsDeposit);
	pub const MinPrice: Balance = EXISTENTIAL_DEPOSIT;
	pub const MinTaskDeadline: BlockNumber = MINUTES / 2;
	pub const MaxTaskDeadline: BlockNumber = 28 * DAYS;
	pub const LostDisputeSlash: Balance = 100 * OPEN;
}

impl pallet_agents::Config for Runtime {
	type AcceptanceWindow = periods::TaskAcceptanceWindow;
	type AdminOrigin = Registrar;
	type ArbiterOrigin = Registrar;
	type ArbitrationPeriod = periods::TaskArbitrationPeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarking::Helper;
	type BlockNumberProvider = Ticks;
	type Bonds = Bonds;
	type CallClass = CallClass;
	type Consideration = Deposit<AgentsDepositReason>;
	type Currency = EscrowedOpen;
	type DisputeBond = DisputeBond;
	type Liquid = Unlocked;
	type LostDisputeSlash = LostDisputeSlash;
	type MaxClasses = ConstU32<16>;
	type MaxControllers = ConstU32<8>;
	type MaxDeadline = MaxTaskDeadline;
	type MaxDepth = ConstU8<4>;
	type MinDeadline = MinTaskDeadline;
	type MinPrice = MinPrice;
	type OwnerCalls = KeepsPower;
	type PalletId = AgentsPalletId;
	type PaymentTimeout = ConstU32<300>;
	type ResolutionWindow = periods::TaskResolutionWindow;
	type Retention = periods::TaskRetention;
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Unsettled = HasRoyalties;
	type WeightInfo = pallet_agents::weights::SubstrateWeight<Runtime>;
}
