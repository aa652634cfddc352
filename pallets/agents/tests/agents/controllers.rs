// SPDX-License-Identifier: Apache-2.0
//! Whom owners let control wallets.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::ids::AgentId;
use pallet_agents::{ControllerRules, Controllers, Error, Event, NextAgent};

fn set(who: AccountId, key: AccountId, rules: ControllerRules<Test>) -> DispatchResult {
	Agents::set_controller(signed(who), AGENT, key, rules)
}

fn remove(who: AccountId, key: AccountId) -> DispatchResult {
	Agents::remove_controller(signed(who), AGENT, key)
}

#[test]
fn key_is_a_controller_when_the_owner_sets_it() {
	run(|| {
		let rules = rules(&[Class::Pay, Class::Agents], 100);
		assert_ok!(set(OWNER, KEY, rules.clone()));
		let stored = Controllers::<Test>::get(AGENT).unwrap().keys;
		assert_eq!(stored.len(), 1);
		assert_eq!((stored[0].key, &stored[0].rules, stored[0].spent), (KEY, &rules, 0));
		System::assert_last_event(Event::ControllerSet { agent: AGENT, key: KEY, rules }.into());
	});
}

#[test]
fn controllers_are_in_order_when_several_are_set() {
	run(|| {
		for key in [ANYONE, KEY, VALIDATOR] {
			set_controller(key, rules(&[], 0));
		}
		let keys = Controllers::<Test>::get(AGENT).unwrap().keys;
		assert!(keys.iter().map(|controller| controller.key).eq([KEY, VALIDATOR, ANYONE]));
	});
}

#[test]
fn rules_are_replaced_when_the_key_is_set_again() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay], 100));
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 100)));
		set_controller(KEY, rules(&[Class::Pay], 50));
		let keys = Controllers::<Test>::get(AGENT).unwrap().keys;
		assert_eq!((keys.len(), keys[0].rules.spend_limit, keys[0].spent), (1, 50, 0));
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 50)));
	});
}

#[test]
fn setting_fails_when_the_caller_is_not_the_owner() {
	run(|| {
		let rules = rules(&[Class::Pay], 100);
		assert_noop!(
			Agents::set_controller(signed(OWNER), NO_AGENT, KEY, rules.clone()),
			Error::<Test>::AgentNotFound
		);
		for who in [OTHER, KEY, wallet(AGENT)] {
			assert_noop!(set(who, KEY, rules.clone()), Error::<Test>::NotOwner);
		}
		assert_noop!(Agents::set_controller(RuntimeOrigin::root(), AGENT, KEY, rules), BadOrigin);
	});
}

#[test]
fn setting_fails_when_the_agent_is_retired() {
	run(|| {
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_noop!(set(OWNER, KEY, rules(&[], 0)), Error::<Test>::AgentRetired);
	});
}

#[test]
fn setting_fails_when_the_key_is_the_owner_or_a_wallet() {
	run(|| {
		for key in [OWNER, wallet(AGENT), wallet(RIVAL)] {
			assert_noop!(set(OWNER, key, rules(&[], 0)), Error::<Test>::InvalidController);
		}
	});
}

#[test]
fn setting_fails_when_the_key_is_the_wallet_of_an_agent_to_come() {
	run(|| {
		for agent in [NextAgent::<Test>::get(), NO_AGENT, AgentId(u32::MAX)] {
			assert_noop!(
				set(OWNER, wallet(agent), rules(&[], 0)),
				Error::<Test>::InvalidController
			);
		}
		// Another pallet's account is nobody's wallet.
		let foreign: AccountId = PalletId(*b"ol/other").into_sub_account_truncating(AGENT);
		assert_ok!(set(OWNER, foreign, rules(&[], 0)));
	});
}

#[test]
fn setting_fails_when_the_rules_make_no_sense() {
	run(|| {
		let endless = ControllerRules { period: 0, ..rules(&[], 0) };
		assert_noop!(set(OWNER, KEY, endless), Error::<Test>::ZeroPeriod);
		let over = ControllerRules { expires_at: System::block_number(), ..rules(&[], 0) };
		assert_noop!(set(OWNER, KEY, over), Error::<Test>::ExpiresTooEarly);
	});
}

#[test]
fn setting_fails_when_there_are_as_many_controllers_as_may_be() {
	run(|| {
		for key in [20, 30, 40] {
			set_controller(key, rules(&[], 0));
		}
		assert_noop!(set(OWNER, 50, rules(&[], 0)), Error::<Test>::TooManyControllers);
		// Not when it is one of them.
		assert_ok!(set(OWNER, 30, rules(&[], 1)));
	});
}

#[test]
fn setting_fails_when_the_owner_cannot_spare_the_deposit() {
	run(|| {
		let spare = free(OWNER) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_allow_death(signed(OWNER), ANYONE, spare));
		assert_noop!(set(OWNER, KEY, rules(&[], 0)), TokenError::FundsUnavailable);
	});
}

#[test]
fn key_can_do_nothing_when_it_is_removed() {
	run(|| {
		let before = free(OWNER);
		for key in [KEY, VALIDATOR] {
			set_controller(key, rules(&[Class::Pay], 100));
		}
		assert_ok!(remove(OWNER, KEY));
		System::assert_last_event(Event::ControllerRemoved { agent: AGENT, key: KEY }.into());
		assert_noop!(act(KEY, AGENT, transfer(KEY, 1)), Error::<Test>::NotController);
		assert_ok!(act(VALIDATOR, AGENT, transfer(KEY, 1)));
		assert_ok!(remove(OWNER, VALIDATOR));
		assert!(!Controllers::<Test>::contains_key(AGENT));
		assert_eq!(free(OWNER), before);
	});
}

#[test]
fn removing_fails_when_the_call_is_wrong() {
	run(|| {
		assert_noop!(
			Agents::remove_controller(signed(OWNER), NO_AGENT, KEY),
			Error::<Test>::AgentNotFound
		);
		assert_noop!(remove(OWNER, KEY), Error::<Test>::NotController);
		set_controller(KEY, rules(&[], 0));
		assert_noop!(remove(OTHER, KEY), Error::<Test>::NotOwner);
		assert_noop!(remove(KEY, KEY), Error::<Test>::NotOwner);
		assert_noop!(remove(OWNER, ANYONE), Error::<Test>::NotController);
		assert_noop!(Agents::remove_controller(RuntimeOrigin::root(), AGENT, KEY), BadOrigin);
	});
}
