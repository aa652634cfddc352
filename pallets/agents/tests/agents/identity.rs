// SPDX-License-Identifier: Apache-2.0
//! How agents come to be, change hands, and end.

use crate::{mock::*, others::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::AgentId,
	records::{AgentUri, ServiceUnit, MAX_URI_LEN},
	traits::SlashReason,
};
use pallet_agents::{
	Agents as AgentMap, Controllers, Error, Event, NextAgent, Standing, Standings, Wallets,
};

fn register(who: AccountId, metadata_uri: AgentUri) -> DispatchResult {
	Agents::register(signed(who), metadata_uri, endpoints(uri("https://a.example")))
}

fn offer(to: AccountId) {
	assert_ok!(Agents::offer_transfer(signed(OWNER), AGENT, Some(to)));
}

fn retire() {
	assert_ok!(Agents::retire(signed(OWNER), AGENT));
}

/// Moves all of the wallet's OPEN to its owner.
fn empty_wallet() {
	let all = RuntimeCall::Balances(polkadot_sdk::pallet_balances::Call::transfer_all {
		dest: OWNER,
		keep_alive: false,
	});
	assert_ok!(act(OWNER, AGENT, all));
}

#[test]
fn agent_has_a_wallet_when_it_is_registered() {
	run_bare(|| {
		assert_ok!(register(OWNER, uri("ipfs://me")));
		let agent = AgentMap::<Test>::get(AGENT).unwrap();
		assert_eq!(agent.owner, OWNER);
		assert_eq!(agent.metadata_uri, uri("ipfs://me"));
		assert_eq!(agent.endpoints, endpoints(uri("https://a.example")));
		assert!(!agent.retired);
		assert_eq!(Wallets::<Test>::get(wallet(AGENT)), Some(AGENT));
		assert_eq!(Standings::<Test>::get(AGENT), Some(Standing::default()));
		System::assert_last_event(
			Event::AgentRegistered { agent: AGENT, owner: OWNER, wallet: wallet(AGENT) }.into(),
		);
	});
}

#[test]
fn wallets_are_different_when_agents_are() {
	let wallets = (0..1_000).map(|id| wallet(AgentId(id)));
	assert_eq!(wallets.collect::<std::collections::BTreeSet<_>>().len(), 1_000);
	assert_ne!(wallet(AgentId(1)), wallet(AgentId(1 << 24)));
}

#[test]
fn registering_fails_when_a_wallet_would_own_it() {
	run(|| {
		assert_noop!(register(wallet(AGENT), uri("")), Error::<Test>::OwnerIsWallet);
	});
}

#[test]
fn registering_fails_when_a_text_is_bad() {
	run_bare(|| {
		assert_noop!(register(OWNER, no_text()), Error::<Test>::InvalidText);
		for bad in [uri(""), no_text()] {
			assert_noop!(
				Agents::register(signed(OWNER), uri(""), endpoints(bad)),
				Error::<Test>::InvalidText
			);
		}
	});
}

#[test]
fn registering_fails_when_all_numbers_are_given_out() {
	run_bare(|| {
		NextAgent::<Test>::put(AgentId(u32::MAX));
		assert_noop!(register(OWNER, uri("")), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn registering_fails_when_the_owner_cannot_spare_the_deposit() {
	run_bare(|| {
		assert_noop!(register(POOR, uri("")), TokenError::FundsUnavailable);
	});
}

#[test]
fn calls_fail_when_nobody_signed_them() {
	run(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(Agents::register(root(), uri(""), no_endpoints()), BadOrigin);
		assert_noop!(Agents::set_metadata(root(), AGENT, uri(""), no_endpoints()), BadOrigin);
		assert_noop!(Agents::offer_transfer(root(), AGENT, None), BadOrigin);
		assert_noop!(Agents::accept_transfer(root(), AGENT), BadOrigin);
		assert_noop!(Agents::retire(root(), AGENT), BadOrigin);
		assert_noop!(Agents::forget_agent(root(), AGENT), BadOrigin);
	});
}

#[test]
fn metadata_is_told_when_it_is_changed() {
	run(|| {
		let address = endpoints(uri("https://b.example"));
		assert_ok!(Agents::set_metadata(signed(OWNER), AGENT, uri("ipfs://new"), address.clone()));
		let agent = AgentMap::<Test>::get(AGENT).unwrap();
		assert_eq!((agent.metadata_uri, agent.endpoints), (uri("ipfs://new"), address));
		System::assert_last_event(Event::MetadataSet { agent: AGENT }.into());
	});
}

#[test]
fn offer_is_taken_back_when_metadata_is_changed() {
	run(|| {
		offer(ANYONE);
		assert_ok!(Agents::set_metadata(signed(OWNER), AGENT, uri("ipfs://new"), no_endpoints()));
		assert_noop!(Agents::accept_transfer(signed(ANYONE), AGENT), Error::<Test>::NotOffered);
	});
}

#[test]
fn metadata_stays_when_the_call_is_wrong() {
	run(|| {
		let set =
			|who, agent, address| Agents::set_metadata(signed(who), agent, address, no_endpoints());
		assert_noop!(set(OWNER, NO_AGENT, uri("")), Error::<Test>::AgentNotFound);
		assert_noop!(set(OTHER, AGENT, uri("")), Error::<Test>::NotOwner);
		assert_noop!(set(OWNER, AGENT, no_text()), Error::<Test>::InvalidText);
		assert_noop!(
			Agents::set_metadata(signed(OWNER), AGENT, uri(""), endpoints(uri(""))),
			Error::<Test>::InvalidText
		);
	});
}

#[test]
fn metadata_stays_when_the_owner_cannot_spare_the_deposit() {
	run(|| {
		let spare = free(OWNER) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_allow_death(signed(OWNER), ANYONE, spare));
		let longest = BoundedVec::truncate_from(vec![b'x'; usize::try_from(MAX_URI_LEN).unwrap()]);
		assert_noop!(
			Agents::set_metadata(signed(OWNER), AGENT, longest, no_endpoints()),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn agent_has_another_owner_when_the_offer_is_accepted() {
	run(|| {
		offer(ANYONE);
		System::assert_last_event(Event::TransferOffered { agent: AGENT, to: Some(ANYONE) }.into());
		assert_ok!(Agents::accept_transfer(signed(ANYONE), AGENT));
		assert_eq!(AgentMap::<Test>::get(AGENT).unwrap().owner, ANYONE);
		System::assert_last_event(
			Event::AgentTransferred { agent: AGENT, from: OWNER, to: ANYONE }.into(),
		);
		assert_eq!(free(OWNER), FUNDS);
		assert_noop!(act(OWNER, AGENT, transfer(OWNER, 1)), Error::<Test>::NotController);
		assert_ok!(act(ANYONE, AGENT, transfer(ANYONE, 1)));
	});
}

#[test]
fn controllers_are_removed_when_the_agent_changes_hands() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay], 100));
		offer(ANYONE);
		assert_ok!(Agents::accept_transfer(signed(ANYONE), AGENT));
		assert!(!Controllers::<Test>::contains_key(AGENT));
		assert_noop!(act(KEY, AGENT, transfer(KEY, 1)), Error::<Test>::NotController);
		assert_eq!(free(OWNER), FUNDS);
	});
}

#[test]
fn offer_fails_when_the_call_is_wrong() {
	run(|| {
		let offer = |who, agent| Agents::offer_transfer(signed(who), agent, Some(ANYONE));
		assert_noop!(offer(OWNER, NO_AGENT), Error::<Test>::AgentNotFound);
		assert_noop!(offer(OTHER, AGENT), Error::<Test>::NotOwner);
		retire();
		assert_noop!(offer(OWNER, AGENT), Error::<Test>::AgentRetired);
	});
}

#[test]
fn offer_is_void_when_it_is_taken_back() {
	run(|| {
		offer(ANYONE);
		assert_ok!(Agents::offer_transfer(signed(OWNER), AGENT, None));
		assert_noop!(Agents::accept_transfer(signed(ANYONE), AGENT), Error::<Test>::NotOffered);
	});
}

#[test]
fn acceptance_fails_when_it_was_not_offered_to_the_caller() {
	run(|| {
		let accept = |who, agent| Agents::accept_transfer(signed(who), agent);
		assert_noop!(accept(ANYONE, NO_AGENT), Error::<Test>::AgentNotFound);
		assert_noop!(accept(ANYONE, AGENT), Error::<Test>::NotOffered);
		offer(ANYONE);
		assert_noop!(accept(OTHER, AGENT), Error::<Test>::NotOffered);
	});
}

#[test]
fn acceptance_fails_when_a_wallet_would_own_it() {
	run(|| {
		for owner in [AGENT, RIVAL] {
			offer(wallet(owner));
			assert_noop!(Agents::accept_transfer(by(owner), AGENT), Error::<Test>::OwnerIsWallet);
		}
	});
}

#[test]
fn acceptance_fails_when_the_new_owner_cannot_spare_the_deposit() {
	run(|| {
		offer(POOR);
		let accept = RuntimeCall::Agents(pallet_agents::Call::accept_transfer { agent: AGENT });
		let refused = accept.dispatch(signed(POOR)).unwrap_err().error;
		assert_eq!(refused, TokenError::FundsUnavailable.into());
	});
}

#[test]
fn agent_has_no_controllers_and_no_offer_when_it_is_retired() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay], 100));
		offer(ANYONE);
		retire();
		System::assert_last_event(Event::AgentRetired { agent: AGENT }.into());
		assert!(AgentMap::<Test>::get(AGENT).unwrap().retired);
		assert!(!Controllers::<Test>::contains_key(AGENT));
		assert_noop!(Agents::accept_transfer(signed(ANYONE), AGENT), Error::<Test>::NotOffered);
		// Its owner still can.
		assert_ok!(act(OWNER, AGENT, transfer(ANYONE, 1)));
	});
}

#[test]
fn retiring_fails_when_the_call_is_wrong() {
	run(|| {
		assert_noop!(Agents::retire(signed(OWNER), NO_AGENT), Error::<Test>::AgentNotFound);
		assert_noop!(Agents::retire(signed(OTHER), AGENT), Error::<Test>::NotOwner);
		retire();
		assert_noop!(Agents::retire(signed(OWNER), AGENT), Error::<Test>::AgentRetired);
	});
}

#[test]
fn deposit_is_free_when_the_agent_is_forgotten() {
	run(|| {
		retire();
		empty_wallet();
		assert_ok!(Agents::forget_agent(signed(OWNER), AGENT));
		System::assert_last_event(Event::AgentForgotten { agent: AGENT }.into());
		assert!(!AgentMap::<Test>::contains_key(AGENT));
		assert!(!Wallets::<Test>::contains_key(wallet(AGENT)));
		assert!(!Standings::<Test>::contains_key(AGENT));
		assert_eq!(free(OWNER), 2 * FUNDS);
	});
}

#[test]
fn forgetting_fails_when_the_call_is_wrong() {
	run(|| {
		let forget = |who, agent| Agents::forget_agent(signed(who), agent);
		assert_noop!(forget(OWNER, NO_AGENT), Error::<Test>::AgentNotFound);
		assert_noop!(forget(OTHER, AGENT), Error::<Test>::NotOwner);
		assert_noop!(forget(OWNER, AGENT), Error::<Test>::AgentActive);
		retire();
		assert_noop!(forget(OWNER, AGENT), Error::<Test>::WalletNotEmpty);
	});
}

#[test]
fn forgetting_fails_when_something_is_owed_to_the_wallet() {
	run(|| {
		retire();
		empty_wallet();
		Owed::insert(wallet(AGENT), 1);
		let forget = || Agents::forget_agent(signed(OWNER), AGENT);
		assert_noop!(forget(), Error::<Test>::WalletUnsettled);
		Owed::remove(wallet(AGENT));
		assert_ok!(forget());
	});
}

#[test]
fn forgetting_fails_when_something_depends_on_the_agent() {
	run(|| {
		publish(ServiceUnit::PerCall, 5);
		retire();
		assert_noop!(Agents::forget_agent(signed(OWNER), AGENT), Error::<Test>::AgentInUse);
	});
}

#[test]
fn forgetting_fails_when_the_agent_is_at_a_task() {
	run(|| {
		let task = accepted();
		retire();
		let forget = || Agents::forget_agent(signed(OWNER), AGENT);
		assert_noop!(forget(), Error::<Test>::AgentInUse);
		deliver(task);
		assert_noop!(forget(), Error::<Test>::AgentInUse);
		assert_ok!(Agents::approve(signed(CLIENT), task));
		empty_wallet();
		assert_ok!(forget());
	});
}

#[test]
fn bond_is_lost_when_governance_slashes() {
	run(|| {
		let reason = SlashReason::BadDelivery;
		assert_ok!(Agents::slash(RuntimeOrigin::root(), AGENT, 300, reason));
		assert_eq!(BondOf::get(wallet(AGENT)), BOND - 300);
		assert_eq!(Slashes::get(), vec![(wallet(AGENT), 300, reason, None)]);
		System::assert_last_event(Event::AgentSlashed { agent: AGENT, amount: 300, reason }.into());
	});
}

#[test]
fn event_tells_what_was_taken_when_the_bond_is_less() {
	run(|| {
		let reason = SlashReason::LostDispute;
		assert_ok!(Agents::slash(RuntimeOrigin::root(), AGENT, 3 * BOND, reason));
		System::assert_last_event(
			Event::AgentSlashed { agent: AGENT, amount: BOND, reason }.into(),
		);
	});
}

#[test]
fn slashing_fails_when_the_call_is_wrong() {
	run(|| {
		let slash = |origin, agent| Agents::slash(origin, agent, 1, SlashReason::LostDispute);
		assert_noop!(slash(signed(OWNER), AGENT), BadOrigin);
		assert_noop!(slash(RuntimeOrigin::root(), NO_AGENT), Error::<Test>::AgentNotFound);
		BondsFail::set(true);
		assert_noop!(slash(RuntimeOrigin::root(), AGENT), BONDS_BROKEN);
	});
}

#[test]
fn slashing_fails_when_nothing_is_at_stake() {
	run(|| {
		let slash = pallet_agents::Call::slash {
			agent: RIVAL,
			amount: 1,
			reason: SlashReason::LostDispute,
		};
		let refused = RuntimeCall::Agents(slash).dispatch(RuntimeOrigin::root()).unwrap_err().error;
		assert_eq!(refused, Error::<Test>::NothingBonded.into());
	});
}
