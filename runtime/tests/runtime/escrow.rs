// SPDX-License-Identifier: Apache-2.0

//! No OPEN escapes a lock, or votes twice, by way of an escrow.

mod covers;
mod random;

use crate::state;
use openledger_primitives::{ids::ChannelId, voucher::Voucher, Balance};
use openledger_runtime::{
	constants::{currency::OPEN, time::DAYS},
	duties,
	governance::voting::{in_escrow, is_escrow, LockableOpen},
	AccountId, Balances, Bonds, ConvictionVoting, OriginCaller, PaymentChannels, Preimage, Proxy,
	ProxyType, Referenda, Runtime, RuntimeCall, RuntimeHoldReason, RuntimeOrigin, Signature,
	System, Vesting,
};
use polkadot_sdk::{
	frame_support::{
		assert_noop, assert_ok,
		traits::{schedule::DispatchTime, Currency, Get, StorePreimage, VestingSchedule},
	},
	frame_system, pallet_balances,
	pallet_conviction_voting::{AccountVote, Conviction, Vote},
	sp_core::{Pair, H256},
	sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave},
	sp_runtime::MultiAddress,
};

fn account(who: Sr25519Keyring) -> AccountId {
	who.to_account_id()
}

fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.to_account_id())
}

fn open(payer: Sr25519Keyring, payee: Sr25519Keyring, amount: Balance) -> Result<(), &'static str> {
	let call =
		PaymentChannels::open(signed(payer), payee.to_account_id(), amount, payer.to_account_id());
	call.map_err(Into::into)
}

/// The voucher of `payer` over `amount`.
fn voucher(payer: Sr25519Keyring, channel: ChannelId, amount: Balance) -> Signature {
	let genesis: H256 = System::block_hash(0);
	let voucher = Voucher { genesis, channel, cumulative: amount };
	Signature::Sr25519(payer.pair().sign(&voucher.signing_bytes()))
}

/// Alice asks whether to remark. The referendum of number zero.
fn ask() {
	let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![] });
	let proposal = Preimage::bound(call).expect("it is short");
	let origin = OriginCaller::system(frame_system::RawOrigin::Root);
	let enactment = DispatchTime::After(1);
	assert_ok!(Referenda::submit(signed(Alice), Box::new(origin), proposal, enactment));
}

fn vote(who: Sr25519Keyring, balance: Balance) -> Result<(), &'static str> {
	let vote = Vote { aye: true, conviction: Conviction::Locked1x };
	let call = ConvictionVoting::vote(signed(who), 0, AccountVote::Standard { vote, balance });
	call.map_err(Into::into)
}

/// All OPEN of `who`.
fn all(who: Sr25519Keyring) -> Balance {
	Balances::total_balance(&who.to_account_id())
}

#[test]
fn unvested_payer_cannot_open_a_channel_when_it_pays_a_second_account() {
	state::of_preset("development").execute_with(|| {
		let vested = 100 * OPEN;
		let locked = all(Alice) - vested;
		let per_block = locked / Balance::from(365 * DAYS);
		let account = Alice.to_account_id();
		assert_ok!(<Vesting as VestingSchedule<_>>::add_vesting_schedule(
			&account, locked, per_block, 1_000_000
		));
		assert_eq!(open(Alice, Bob, vested + 1), Err("FundsLocked"));
		assert_ok!(open(Alice, Bob, vested));
		assert_noop!(
			PaymentChannels::top_up(signed(Alice), ChannelId(0), 1),
			pallet_payment_channels::Error::<Runtime>::FundsLocked
		);
	});
}

#[test]
fn voter_cannot_put_voted_open_in_escrow() {
	state::of_preset("development").execute_with(|| {
		ask();
		let voted = all(Bob) - 100 * OPEN;
		assert_ok!(vote(Bob, voted));
		assert_eq!(open(Bob, Charlie, 101 * OPEN), Err("FundsLocked"));
		assert_ok!(open(Bob, Charlie, 100 * OPEN));
	});
}

#[test]
fn payer_cannot_vote_with_open_in_escrow() {
	state::of_preset("development").execute_with(|| {
		ask();
		assert_ok!(open(Bob, Charlie, 100 * OPEN));
		assert_eq!(in_escrow(&Bob.to_account_id()), 100 * OPEN);
		assert_eq!(vote(Bob, all(Bob) - 100 * OPEN + 1), Err("InsufficientFunds"));
		assert_ok!(vote(Bob, all(Bob) - 100 * OPEN));
	});
}

#[test]
fn same_open_votes_once_when_it_was_redeemed_by_a_second_account() {
	state::of_preset("development").execute_with(|| {
		ask();
		let (before, amount) = (all(Bob) + all(Charlie), 1_000 * OPEN);
		assert_ok!(open(Bob, Charlie, amount));
		assert_ok!(vote(Bob, all(Bob) - amount));
		let signature = voucher(Bob, ChannelId(0), amount);
		assert_ok!(PaymentChannels::redeem(signed(Dave), ChannelId(0), amount, signature));
		let voting = |who: Sr25519Keyring| {
			<LockableOpen as Currency<_>>::total_balance(&who.to_account_id())
		};
		assert_ok!(vote(Charlie, voting(Charlie)));
		// What both voted with is no more than both had.
		assert_eq!(all(Bob) + all(Charlie), before);
		assert_eq!(voting(Bob) + voting(Charlie), before);
		assert_eq!(open(Charlie, Bob, OPEN), Err("FundsLocked"));
	});
}

#[test]
fn bonds_and_deposits_vote_when_they_are_on_hold() {
	state::of_preset("development").execute_with(|| {
		ask();
		assert_ok!(Bonds::bond(signed(Bob), 1_000 * OPEN));
		assert_eq!(in_escrow(&Bob.to_account_id()), 0);
		assert_ok!(vote(Bob, all(Bob)));
	});
}

#[test]
fn every_reason_is_escrow_or_comes_back() {
	use pallet_agents::HoldReason as Agents;
	use pallet_attribution::HoldReason as Attribution;
	use pallet_bonds::HoldReason as OfBonds;
	use pallet_challenges::HoldReason as Challenges;
	use pallet_datanets::HoldReason as Datanets;
	use pallet_model_factory::HoldReason as Factory;
	use pallet_payment_channels::HoldReason as Channels;
	use pallet_receipts::HoldReason as Receipts;
	let escrow: [RuntimeHoldReason; 10] = [
		Agents::TaskEscrow.into(),
		Agents::TaskDispute.into(),
		Attribution::Escrow.into(),
		Attribution::Review.into(),
		Challenges::ChallengeBond.into(),
		Datanets::AccessOffer.into(),
		Factory::JobEscrow.into(),
		Factory::DisputeBond.into(),
		Channels::Channel.into(),
		Receipts::DemandBond.into(),
	];
	let others: [RuntimeHoldReason; 8] = [
		Agents::AgentsDeposit.into(),
		Attribution::StorageDeposit.into(),
		OfBonds::Bond.into(),
		OfBonds::Slash.into(),
		Challenges::ChallengeDeposit.into(),
		Datanets::ContributionBond.into(),
		Channels::ChannelDeposit.into(),
		Receipts::BatchDeposit.into(),
	];
	assert!(escrow.iter().all(is_escrow));
	assert!(!others.iter().any(is_escrow));
}

#[test]
fn proxy_that_moves_nothing_cannot_bond_when_it_was_appointed() {
	state::of_preset("development").execute_with(|| {
		let lookup = |who: Sr25519Keyring| MultiAddress::Id(who.to_account_id());
		assert_ok!(Proxy::add_proxy(signed(Alice), lookup(Bob), ProxyType::NonTransfer, 0));
		let bond = RuntimeCall::Bonds(pallet_bonds::Call::bond { amount: 10 * OPEN });
		let batch = RuntimeCall::Utility(polkadot_sdk::pallet_utility::Call::batch_all {
			calls: vec![bond.clone()],
		});
		let appoint = RuntimeCall::Proxy(polkadot_sdk::pallet_proxy::Call::add_proxy {
			delegate: lookup(Bob),
			proxy_type: ProxyType::Contributor,
			delay: 0,
		});
		let send = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
			dest: lookup(Bob),
			value: OPEN,
		});
		let free = || System::account(account(Alice)).data.free;
		let before = free();
		for call in [bond, batch, appoint, send] {
			assert_ok!(Proxy::proxy(signed(Bob), lookup(Alice), None, Box::new(call)));
		}
		assert_eq!(free(), before);
		assert_eq!(pallet_bonds::Ledgers::<Runtime>::get(account(Alice)).active, 0);
		let (proxies, _) = polkadot_sdk::pallet_proxy::Proxies::<Runtime>::get(account(Alice));
		assert_eq!(proxies.len(), 1);
	});
}

#[test]
fn bond_outlives_every_duty_when_periods_are_standard_or_short() {
	for preset in ["development", "local_testnet"] {
		state::of_preset(preset).execute_with(|| {
			let cooldown = <Runtime as pallet_bonds::Config>::Cooldown::get();
			assert!(cooldown > duties::longest_duty());
			let arbitration = <Runtime as pallet_model_factory::Config>::ArbitrationPeriod::get();
			let deadline = <Runtime as pallet_model_factory::Config>::MaxDeadline::get();
			assert!(cooldown > deadline + arbitration);
		});
	}
}

#[test]
fn bond_cools_longer_when_governance_lengthens_a_window() {
	use openledger_runtime::parameters::{dynamic_params::attribution, RuntimeParameters};
	state::of_preset("local_testnet").execute_with(|| {
		let window =
			attribution::Parameters::ChallengeWindow(attribution::ChallengeWindow, Some(25 * DAYS));
		assert_ok!(openledger_runtime::Parameters::set_parameter(
			RuntimeOrigin::root(),
			RuntimeParameters::Attribution(window)
		));
		assert!(<Runtime as pallet_bonds::Config>::Cooldown::get() > 75 * DAYS);
	});
}

#[test]
fn least_bond_pays_for_what_a_worker_can_lose_when_governance_sets_less() {
	use openledger_runtime::parameters::{dynamic_params::attribution, RuntimeParameters};
	state::of_preset("local_testnet").execute_with(|| {
		let least = || <Runtime as pallet_attribution::Config>::MinWorkerBond::get();
		assert_eq!(least(), 1_000 * OPEN);
		let none = attribution::Parameters::MinWorkerBond(attribution::MinWorkerBond, Some(0));
		assert_ok!(openledger_runtime::Parameters::set_parameter(
			RuntimeOrigin::root(),
			RuntimeParameters::Attribution(none)
		));
		assert_eq!(least(), duties::largest_loss());
		assert!(least() >= <Runtime as pallet_challenges::Config>::FraudSlash::get());
		let job = <Runtime as pallet_model_factory::Config>::BadDeliverySlash::get();
		let jobs: u32 = <Runtime as pallet_model_factory::Config>::MaxTaken::get();
		assert!(least() >= job * Balance::from(jobs));
		// Everybody whom work is given to is held to the same.
		let others = [
			<Runtime as pallet_model_factory::Config>::MinWorkerBond::get(),
			<Runtime as pallet_receipts::Config>::MinWorkerBond::get(),
		];
		assert_eq!(others, [least(); 2]);
	});
}
