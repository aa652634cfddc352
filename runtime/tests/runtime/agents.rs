// SPDX-License-Identifier: Apache-2.0

//! What owners and keys can have an agent's wallet do.

use crate::state;
use openledger_primitives::{
	ids::{
		AgentId, ArtifactId, ChannelId, ContributionId, DatanetId, DistributionId, FactoryJobId,
		RequestId, ServiceId, TaskId,
	},
	Balance,
};
use openledger_runtime::{
	constants::currency::OPEN, AccountId, Agents, Balances, CallClass, Proxy, ProxyType, Runtime,
	RuntimeCall, RuntimeOrigin,
};
use pallet_agents::{types::ClassOf, ControllerRules, Error};
use pallet_attribution::worker_key::WorkerKey;
use polkadot_sdk::{
	frame_support::{assert_err, assert_ok},
	frame_system, pallet_balances, pallet_conviction_voting, pallet_multisig, pallet_proxy,
	pallet_sudo, pallet_utility, pallet_xcm,
	sp_core::{sr25519, H256},
	sp_keyring::Sr25519Keyring::{self, Bob, Charlie, Dave, Eve},
	sp_runtime::{DispatchError, DispatchResult, MultiAddress},
};

const AGENT: AgentId = AgentId(0);
const CLASSES: [CallClass; 10] = [
	CallClass::Transfers,
	CallClass::Channels,
	CallClass::Answers,
	CallClass::Work,
	CallClass::Data,
	CallClass::Models,
	CallClass::Tasks,
	CallClass::Stakes,
	CallClass::Earnings,
	CallClass::Governance,
];

fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.to_account_id())
}

fn wallet() -> AccountId {
	Agents::wallet(AGENT)
}

/// Runs `test` on a chain where Bob owns an agent with 1 000 OPEN in its wallet.
fn run(test: impl FnOnce()) {
	state::of_preset("development").execute_with(|| {
		assert_ok!(Agents::register(signed(Bob), Default::default(), Default::default()));
		let funds = 1_000 * OPEN;
		assert_ok!(Balances::transfer_allow_death(signed(Bob), wallet().into(), funds));
		test();
	});
}

/// Gives Charlie a key with these classes and this limit.
fn set_key(classes: &[CallClass], spend_limit: Balance) {
	let rules = ControllerRules {
		classes: classes
			.iter()
			.copied()
			.collect::<std::collections::BTreeSet<_>>()
			.try_into()
			.expect("few classes"),
		spend_limit,
		period: 100,
		expires_at: 1_000,
	};
	assert_ok!(Agents::set_controller(signed(Bob), AGENT, Charlie.to_account_id(), rules));
}

/// What `who` is told who wants the wallet to do this.
fn act(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	let acted = Agents::act(signed(who), AGENT, Box::new(call.into()));
	acted.map(|_| ()).map_err(|refused| refused.error)
}

fn transfer(amount: Balance) -> RuntimeCall {
	let dest = MultiAddress::Id(Dave.to_account_id());
	pallet_balances::Call::transfer_keep_alive { dest, value: amount }.into()
}

fn open_channel(amount: Balance) -> RuntimeCall {
	let (payee, signer) = (Dave.to_account_id(), Charlie.to_account_id());
	pallet_payment_channels::Call::open { payee, amount, signer }.into()
}

fn appoint(who: Sr25519Keyring) -> RuntimeCall {
	pallet_proxy::Call::add_proxy {
		delegate: MultiAddress::Id(who.to_account_id()),
		proxy_type: ProxyType::Any,
		delay: 0,
	}
	.into()
}

fn batch(call: RuntimeCall) -> RuntimeCall {
	pallet_utility::Call::batch { calls: vec![call] }.into()
}

fn batch_all(call: RuntimeCall) -> RuntimeCall {
	pallet_utility::Call::batch_all { calls: vec![call] }.into()
}

/// What would give the wallet's power to others, or come from another origin than the wallet's.
fn givers() -> Vec<RuntimeCall> {
	vec![
		appoint(Bob),
		pallet_proxy::Call::create_pure { proxy_type: ProxyType::Any, delay: 0, index: 0 }.into(),
		pallet_proxy::Call::proxy {
			real: MultiAddress::Id(Bob.to_account_id()),
			force_proxy_type: None,
			call: Box::new(transfer(1)),
		}
		.into(),
		pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: vec![Bob.to_account_id()],
			call: Box::new(transfer(1)),
		}
		.into(),
		pallet_sudo::Call::sudo { call: Box::new(transfer(1)) }.into(),
		pallet_xcm::Call::remove_all_authorized_aliases {}.into(),
		pallet_agents::Call::act { agent: AGENT, call: Box::new(transfer(1)) }.into(),
	]
}

#[test]
fn seller_keeps_no_power_over_the_wallet_when_an_agent_is_sold() {
	run(|| {
		let refused = DispatchError::from(Error::<Runtime>::CallNotAllowed);
		let filtered = DispatchError::from(frame_system::Error::<Runtime>::CallFiltered);
		for call in givers() {
			assert_err!(act(Bob, call.clone()), refused);
			assert_err!(act(Bob, batch_all(call.clone())), filtered);
			assert_err!(act(Bob, batch_all(batch_all(call))), filtered);
		}
		// This one stops at what fails, and does not fail itself.
		assert_ok!(act(Bob, batch(appoint(Bob))));
		let (proxies, _) = pallet_proxy::Proxies::<Runtime>::get(wallet());
		assert!(proxies.is_empty());

		assert_ok!(Agents::offer_transfer(signed(Bob), AGENT, Some(Eve.to_account_id())));
		assert_ok!(Agents::accept_transfer(signed(Eve), AGENT));
		let real = || MultiAddress::Id(wallet());
		let by_proxy = Proxy::proxy(signed(Bob), real(), None, Box::new(transfer(1)));
		assert_err!(by_proxy, pallet_proxy::Error::<Runtime>::NotProxy);
		assert_err!(act(Bob, transfer(1)), Error::<Runtime>::NotController);
		assert_ok!(act(Eve, transfer(1)));
	});
}

#[test]
fn owner_acts_in_batches_when_nothing_in_them_gives_power_away() {
	run(|| {
		let before = Balances::free_balance(wallet());
		assert_ok!(act(Bob, batch_all(transfer(OPEN))));
		assert_eq!(Balances::free_balance(wallet()), before - OPEN);
	});
}

#[test]
fn no_key_gives_power_away_when_it_has_all_classes() {
	run(|| {
		set_key(&CLASSES, 1_000 * OPEN);
		for call in givers().into_iter().chain([batch(transfer(1)), batch_all(transfer(1))]) {
			assert_err!(act(Charlie, call), Error::<Runtime>::CallNotAllowed);
		}
	});
}

#[test]
fn key_that_asks_takes_on_no_duty_when_a_bond_would_answer_for_it() {
	run(|| {
		assert_ok!(act(Bob, pallet_bonds::Call::bond { amount: 100 * OPEN }));
		let all_but_work = CLASSES.into_iter().filter(|class| *class != CallClass::Work);
		set_key(&all_but_work.collect::<Vec<_>>(), 1_000 * OPEN);
		let key: [u8; 32] = wallet().into();
		let work: [RuntimeCall; 6] = [
			pallet_attribution::Call::register_worker {
				key: WorkerKey::from(sr25519::Public::from_raw(key)),
				endpoint: Default::default(),
				base_models: Default::default(),
				build: H256::zero(),
			}
			.into(),
			pallet_receipts::Call::open_account {}.into(),
			pallet_model_factory::Call::take { job: FactoryJobId(0) }.into(),
			pallet_agents::Call::accept_task { task: TaskId(0) }.into(),
			pallet_agents::Call::withdraw_service { service: ServiceId(0) }.into(),
			pallet_curation::Call::join { datanet: DatanetId(0), stake: OPEN }.into(),
		];
		for call in work {
			assert_eq!(CallClass::of(&call), Some(CallClass::Work), "{call:?}");
			assert_err!(act(Charlie, call), Error::<Runtime>::CallNotAllowed);
		}
	});
}

#[test]
fn owner_alone_changes_hands_and_terms_of_what_the_agent_owns() {
	let (datanet, artifact) = (DatanetId(0), ArtifactId(0));
	let to = Some(Bob.to_account_id());
	let calls: [RuntimeCall; 15] = [
		pallet_datanets::Call::offer_transfer { datanet, to: to.clone() }.into(),
		pallet_datanets::Call::accept_transfer { datanet }.into(),
		pallet_datanets::Call::retire { datanet }.into(),
		pallet_datanets::Call::set_policy { datanet, policy: pallet_datanets::Policy::Owner }
			.into(),
		pallet_datanets::Call::set_entry_price { datanet, price: None }.into(),
		pallet_model_registry::Call::offer_transfer { artifact, to: to.clone() }.into(),
		pallet_model_registry::Call::accept_transfer { artifact }.into(),
		pallet_model_registry::Call::set_prices { artifact, prices: None }.into(),
		pallet_model_registry::Call::deprecate { artifact }.into(),
		pallet_agents::Call::offer_transfer { agent: AGENT, to }.into(),
		pallet_agents::Call::remove_controller { agent: AGENT, key: Bob.to_account_id() }.into(),
		pallet_agents::Call::retire { agent: AGENT }.into(),
		pallet_payment_channels::Call::close { channel: ChannelId(0) }.into(),
		pallet_royalties::Call::veto_root { distribution: DistributionId(0) }.into(),
		pallet_conviction_voting::Call::<Runtime>::delegate {
			class: 0,
			to: MultiAddress::Id(Bob.to_account_id()),
			conviction: pallet_conviction_voting::Conviction::None,
			balance: OPEN,
		}
		.into(),
	];
	for call in calls {
		assert_eq!(CallClass::of(&call), None, "{call:?}");
	}
}

#[test]
fn key_has_the_class_of_what_it_is_for() {
	let contribution = ContributionId(0);
	let job = FactoryJobId(0);
	let task = TaskId(0);
	let calls: [(RuntimeCall, CallClass); 10] = [
		(transfer(1), CallClass::Transfers),
		(open_channel(1), CallClass::Channels),
		(pallet_attribution::Call::cancel { request: RequestId(0) }.into(), CallClass::Answers),
		(pallet_attribution::Call::heartbeat {}.into(), CallClass::Work),
		(pallet_datanets::Call::report { contribution }.into(), CallClass::Data),
		(pallet_model_factory::Call::accept { job }.into(), CallClass::Models),
		(pallet_agents::Call::approve { task }.into(), CallClass::Tasks),
		(pallet_bonds::Call::unbond { amount: OPEN }.into(), CallClass::Stakes),
		(pallet_royalties::Call::claim {}.into(), CallClass::Earnings),
		(
			pallet_conviction_voting::Call::<Runtime>::remove_vote { class: None, index: 0 }.into(),
			CallClass::Governance,
		),
	];
	for (call, class) in calls {
		assert_eq!(CallClass::of(&call), Some(class), "{call:?}");
	}
}

#[test]
fn limit_counts_what_is_sent_and_what_is_put_on_hold() {
	run(|| {
		set_key(&[CallClass::Transfers, CallClass::Channels], 10 * OPEN);
		let exceeded = DispatchError::from(Error::<Runtime>::SpendLimitExceeded);
		assert_err!(act(Charlie, transfer(11 * OPEN)), exceeded);
		// The record of a channel costs a deposit, too.
		assert_err!(act(Charlie, open_channel(10 * OPEN)), exceeded);
		assert_ok!(act(Charlie, open_channel(5 * OPEN)));
		assert_err!(act(Charlie, transfer(5 * OPEN)), exceeded);
		assert_ok!(act(Charlie, transfer(4 * OPEN)));
		assert_err!(act(Charlie, open_channel(OPEN)), exceeded);
		// The owner has no limit.
		assert_ok!(act(Bob, transfer(100 * OPEN)));
	});
}

#[test]
fn agent_stays_when_its_wallet_has_royalties_to_claim() {
	run(|| {
		let all = pallet_balances::Call::transfer_all {
			dest: MultiAddress::Id(Bob.to_account_id()),
			keep_alive: false,
		};
		assert_ok!(Agents::retire(signed(Bob), AGENT));
		assert_ok!(act(Bob, all));
		let owe = |amount| {
			pallet_royalties::Ledger::<Runtime>::mutate(wallet(), |earnings| {
				earnings.claimable = amount;
			});
		};
		owe(1);
		let forget = || Agents::forget_agent(signed(Bob), AGENT);
		assert_err!(forget(), Error::<Runtime>::WalletUnsettled);
		owe(0);
		assert_ok!(forget());
	});
}
