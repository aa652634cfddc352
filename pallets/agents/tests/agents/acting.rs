// SPDX-License-Identifier: Apache-2.0
//! What wallets do when they are told.

use crate::{mock::*, others::relay};
use frame::testing_prelude::*;
use openledger_primitives::{ids::AgentId, records::ServiceUnit};
use pallet_agents::{Call, ControllerRules, Error, Event, WeightInfo};
use polkadot_sdk::pallet_balances;

fn keep_alive(dest: AccountId, value: u128) -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value })
}

fn relayed(call: RuntimeCall) -> RuntimeCall {
	RuntimeCall::Relay(relay::Call::relay { call: Box::new(call) })
}

fn act_call(agent: AgentId, call: RuntimeCall) -> RuntimeCall {
	RuntimeCall::Agents(Call::act { agent, call: Box::new(call) })
}

/// A service that costs the wallet its deposit.
fn publication() -> RuntimeCall {
	RuntimeCall::Agents(Call::publish_service { offer: offer(ServiceUnit::PerCall, 5) })
}

#[test]
fn wallet_pays_when_the_owner_acts() {
	run(|| {
		assert_ok!(act(OWNER, AGENT, transfer(GHOST, 700)));
		assert_eq!((free(wallet(AGENT)), free(GHOST)), (FUNDS - 700, 700));
		System::assert_last_event(Event::Acted { agent: AGENT, by: OWNER, spent: None }.into());
	});
}

#[test]
fn wallet_pays_when_a_controller_acts_within_its_rules() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay], 100));
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 60)));
		System::assert_last_event(Event::Acted { agent: AGENT, by: KEY, spent: Some(60) }.into());
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 40)));
		assert_eq!(free(wallet(AGENT)), FUNDS - 100);
	});
}

#[test]
fn acting_fails_when_there_is_no_such_agent() {
	run(|| {
		assert_noop!(act(OWNER, NO_AGENT, transfer(KEY, 1)), Error::<Test>::AgentNotFound);
	});
}

#[test]
fn acting_fails_when_the_caller_is_neither_owner_nor_controller() {
	run(|| {
		for who in [OTHER, KEY, wallet(AGENT), wallet(RIVAL)] {
			assert_noop!(act(who, AGENT, transfer(KEY, 1)), Error::<Test>::NotController);
		}
		set_controller(KEY, rules(&[Class::Pay], 100));
		assert_noop!(act(ANYONE, AGENT, transfer(KEY, 1)), Error::<Test>::NotController);
		// One wallet's key is not another's.
		assert_noop!(act(KEY, RIVAL, transfer(KEY, 1)), Error::<Test>::NotController);
		let root = act_call(AGENT, transfer(KEY, 1)).dispatch(RuntimeOrigin::root());
		assert_eq!(root.unwrap_err().error, BadOrigin.into());
	});
}

#[test]
fn acting_fails_when_the_key_has_expired() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay], 100));
		System::set_block_number(49);
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 1)));
		System::set_block_number(50);
		assert_noop!(act(KEY, AGENT, transfer(ANYONE, 1)), Error::<Test>::ControllerExpired);
	});
}

#[test]
fn acting_fails_when_the_key_was_not_given_this_class() {
	run(|| {
		set_controller(KEY, rules(&[Class::Agents], 100));
		assert_noop!(act(KEY, AGENT, transfer(ANYONE, 1)), Error::<Test>::CallNotAllowed);
	});
}

#[test]
fn acting_fails_when_the_call_has_no_class() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay, Class::Agents, Class::Relay], 100));
		let remark = RuntimeCall::System(frame_system::Call::remark { remark: vec![] });
		assert_noop!(act(KEY, AGENT, remark.clone()), Error::<Test>::CallNotAllowed);
		assert_ok!(act(OWNER, AGENT, remark));
	});
}

#[test]
fn acting_fails_when_it_is_an_act_within_an_act() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay, Class::Agents, Class::Relay], 100));
		for agent in [AGENT, RIVAL] {
			let nested = act_call(agent, transfer(KEY, 1));
			assert_noop!(act(OWNER, AGENT, nested.clone()), Error::<Test>::CallNotAllowed);
			assert_noop!(act(KEY, AGENT, nested), Error::<Test>::CallNotAllowed);
		}
	});
}

#[test]
fn acting_fails_when_an_act_hides_in_another_call() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay, Class::Agents, Class::Relay], 100));
		let filtered = DispatchError::from(frame_system::Error::<Test>::CallFiltered);
		for agent in [AGENT, RIVAL] {
			let hidden = relayed(act_call(agent, transfer(KEY, 1)));
			assert_noop!(act(OWNER, AGENT, hidden.clone()), filtered);
			assert_noop!(act(KEY, AGENT, hidden), filtered);
		}
		// What is not an act may hide.
		assert_ok!(act(OWNER, AGENT, relayed(transfer(KEY, 1))));
	});
}

#[test]
fn acting_fails_when_a_call_of_another_class_hides_in_one_that_is_allowed() {
	run(|| {
		set_controller(KEY, rules(&[Class::Relay], 100));
		assert_noop!(
			act(KEY, AGENT, relayed(transfer(KEY, 1))),
			frame_system::Error::<Test>::CallFiltered
		);
	});
}

#[test]
fn acting_fails_when_the_call_would_give_the_wallets_power_away() {
	run(|| {
		set_controller(KEY, rules(&[Class::Relay], 100));
		let appoint = || RuntimeCall::Relay(relay::Call::appoint {});
		for who in [OWNER, KEY] {
			assert_noop!(act(who, AGENT, appoint()), Error::<Test>::CallNotAllowed);
			let filtered = DispatchError::from(frame_system::Error::<Test>::CallFiltered);
			assert_noop!(act(who, AGENT, relayed(appoint())), filtered);
			assert_noop!(act(who, AGENT, relayed(relayed(appoint()))), filtered);
		}
		// Whoever is no wallet may.
		assert_ok!(appoint().dispatch(signed(ANYONE)));
	});
}

#[test]
fn acting_fails_when_it_would_spend_more_than_the_limit() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay, Class::Agents], 100));
		let refused = Error::<Test>::SpendLimitExceeded;
		assert_noop!(act(KEY, AGENT, transfer(ANYONE, 101)), refused);
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 60)));
		let refused = Error::<Test>::SpendLimitExceeded;
		assert_noop!(act(KEY, AGENT, keep_alive(ANYONE, 41)), refused);
		assert_eq!(free(wallet(AGENT)), FUNDS - 60);
	});
}

#[test]
fn hold_counts_as_spent_when_a_controller_acts() {
	run(|| {
		let deposit = price(offer(ServiceUnit::PerCall, 5).footprint::<Test>());
		set_controller(KEY, rules(&[Class::Agents], deposit - 1));
		assert_noop!(act(KEY, AGENT, publication()), Error::<Test>::SpendLimitExceeded);
		set_controller(KEY, rules(&[Class::Agents], deposit));
		assert_ok!(act(KEY, AGENT, publication()));
		System::assert_last_event(
			Event::Acted { agent: AGENT, by: KEY, spent: Some(deposit) }.into(),
		);
	});
}

#[test]
fn nothing_is_spent_when_the_wallet_receives() {
	run(|| {
		let service = publish(ServiceUnit::PerCall, 5);
		set_controller(KEY, rules(&[Class::Agents], 0));
		let withdrawal = RuntimeCall::Agents(Call::withdraw_service { service });
		assert_ok!(act(KEY, AGENT, withdrawal));
		System::assert_last_event(Event::Acted { agent: AGENT, by: KEY, spent: Some(0) }.into());
	});
}

#[test]
fn limit_is_whole_again_when_the_period_is_over() {
	run(|| {
		set_controller(KEY, ControllerRules { expires_at: 1_000, ..rules(&[Class::Pay], 100) });
		go_on(3);
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 100)));
		go_on(6);
		assert_noop!(act(KEY, AGENT, transfer(ANYONE, 1)), Error::<Test>::SpendLimitExceeded);
		go_on(1);
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 70)));
		// The next period began just now.
		go_on(9);
		assert_noop!(act(KEY, AGENT, transfer(ANYONE, 31)), Error::<Test>::SpendLimitExceeded);
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 30)));
		go_on(1);
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 100)));
	});
}

#[test]
fn limits_are_apart_when_there_are_several_keys() {
	run(|| {
		for key in [KEY, VALIDATOR] {
			set_controller(key, rules(&[Class::Pay], 100));
		}
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 100)));
		assert_ok!(act(VALIDATOR, AGENT, transfer(ANYONE, 100)));
		assert_noop!(act(KEY, AGENT, transfer(ANYONE, 1)), Error::<Test>::SpendLimitExceeded);
	});
}

#[test]
fn acting_fails_when_the_call_fails() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay], 2 * FUNDS));
		for who in [OWNER, KEY] {
			assert_noop!(
				act(who, AGENT, transfer(ANYONE, FUNDS + 1)),
				TokenError::FundsUnavailable
			);
		}
	});
}

#[test]
fn wallet_cannot_set_controllers_when_it_is_told_to() {
	run(|| {
		let set = Call::set_controller { agent: AGENT, key: KEY, rules: rules(&[Class::Pay], 1) };
		assert_noop!(act(OWNER, AGENT, RuntimeCall::Agents(set)), Error::<Test>::NotOwner);
	});
}

#[test]
fn weight_is_that_of_both_when_the_call_is_weighed() {
	run(|| {
		let inner = transfer(ANYONE, 1);
		let weight = inner.get_dispatch_info().call_weight;
		let info = act_call(AGENT, inner).get_dispatch_info();
		assert_eq!(info.call_weight, weight + <() as WeightInfo>::act());
	});
}

#[test]
fn weight_is_corrected_when_the_call_weighed_less() {
	run(|| {
		set_controller(KEY, rules(&[Class::Relay], 0));
		let used = Weight::from_parts(1, 0) + <() as WeightInfo>::act();
		for who in [OWNER, KEY] {
			let cheap = |fail| RuntimeCall::Relay(relay::Call::cheap { fail });
			let done = act_call(AGENT, cheap(false)).dispatch(signed(who)).unwrap();
			assert_eq!(done.actual_weight, Some(used));
			let failed = act_call(AGENT, cheap(true)).dispatch(signed(who)).unwrap_err();
			assert_eq!(failed.error, DispatchError::Unavailable);
			assert_eq!(failed.post_info.actual_weight, Some(used));
		}
	});
}
