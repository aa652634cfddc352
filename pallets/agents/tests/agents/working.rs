// SPDX-License-Identifier: Apache-2.0
//! How agents accept and deliver.

use crate::{mock::*, others::BondOf};
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::TaskId,
	records::{TaskDelivery, TaskStage},
};
use pallet_agents::{Error, Event, NewTask, Standings};

fn try_accept(origin: RuntimeOrigin, task: TaskId) -> DispatchResult {
	Agents::accept_task(origin, task)
}

fn try_deliver(origin: RuntimeOrigin, task: TaskId) -> DispatchResult {
	Agents::deliver(origin, task, delivery())
}

#[test]
fn agent_is_at_the_task_when_its_wallet_accepts() {
	run(|| {
		let task = posted();
		assert_ok!(try_accept(by(AGENT), task));
		assert_eq!(stage(task), TaskStage::Accepted);
		assert_eq!(Standings::<Test>::get(AGENT).unwrap().dependents, 1);
		System::assert_last_event(Event::TaskAccepted { task, agent: AGENT }.into());
	});
}

#[test]
fn agent_is_at_the_task_when_a_controller_accepts() {
	run(|| {
		set_controller(KEY, rules(&[Class::Agents], 0));
		let task = posted();
		let accept = RuntimeCall::Agents(pallet_agents::Call::accept_task { task });
		assert_ok!(act(KEY, AGENT, accept));
		assert_eq!(stage(task), TaskStage::Accepted);
	});
}

#[test]
fn accepting_fails_when_the_call_is_wrong() {
	run(|| {
		let task = posted();
		assert_noop!(try_accept(by(AGENT), NO_TASK), Error::<Test>::TaskNotFound);
		for who in [OWNER, wallet(RIVAL), CLIENT] {
			assert_noop!(try_accept(signed(who), task), Error::<Test>::NotTaskAgent);
		}
		assert_noop!(try_accept(RuntimeOrigin::root(), task), BadOrigin);
		accept(task);
		assert_noop!(try_accept(by(AGENT), task), Error::<Test>::NotPosted);
	});
}

#[test]
fn accepting_fails_when_the_deadline_has_passed() {
	run(|| {
		let (late, in_time) = (posted(), posted());
		go_on(DEADLINE);
		assert_ok!(try_accept(by(AGENT), in_time));
		go_on(1);
		assert_noop!(try_accept(by(AGENT), late), Error::<Test>::DeadlinePassed);
	});
}

#[test]
fn accepting_fails_when_the_agent_was_retired_since() {
	run(|| {
		let task = posted();
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_noop!(try_accept(by(AGENT), task), Error::<Test>::AgentRetired);
	});
}

#[test]
fn accepting_fails_when_the_agent_has_too_little_at_stake() {
	run(|| {
		let task = post_as(CLIENT, NewTask { min_bond: BOND, ..new_task(AGENT) });
		BondOf::insert(wallet(AGENT), BOND - 1);
		assert_noop!(try_accept(by(AGENT), task), Error::<Test>::BondTooLow);
		BondOf::insert(wallet(AGENT), BOND);
		assert_ok!(try_accept(by(AGENT), task));
	});
}

#[test]
fn client_looks_at_it_when_the_agent_delivers() {
	run(|| {
		let task = accepted();
		assert_ok!(try_deliver(by(AGENT), task));
		let settle_at = 1 + ACCEPTANCE_WINDOW;
		assert_eq!(stage(task), TaskStage::Delivered { delivery: delivery(), settle_at });
		System::assert_last_event(
			Event::TaskDelivered { task, agent: AGENT, delivery: delivery(), settle_at }.into(),
		);
	});
}

#[test]
fn retired_agent_delivers_when_it_has_accepted_before() {
	run(|| {
		let task = accepted();
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_ok!(try_deliver(by(AGENT), task));
	});
}

#[test]
fn delivering_fails_when_the_call_is_wrong() {
	run(|| {
		let task = posted();
		assert_noop!(try_deliver(by(AGENT), NO_TASK), Error::<Test>::TaskNotFound);
		assert_noop!(try_deliver(by(AGENT), task), Error::<Test>::NotAccepted);
		accept(task);
		for who in [OWNER, wallet(RIVAL), CLIENT] {
			assert_noop!(try_deliver(signed(who), task), Error::<Test>::NotTaskAgent);
		}
		assert_noop!(try_deliver(RuntimeOrigin::root(), task), BadOrigin);
		deliver(task);
		assert_noop!(try_deliver(by(AGENT), task), Error::<Test>::NotAccepted);
	});
}

#[test]
fn delivering_fails_when_the_deadline_has_passed() {
	run(|| {
		let (late, in_time) = (accepted(), accepted());
		go_on(DEADLINE);
		assert_ok!(try_deliver(by(AGENT), in_time));
		go_on(1);
		assert_noop!(try_deliver(by(AGENT), late), Error::<Test>::DeadlinePassed);
	});
}

#[test]
fn delivering_fails_when_it_is_nothing() {
	run(|| {
		let task = accepted();
		for result in
			[ContentCommitment::default(), ContentCommitment { root: HASH, length: u32::MAX }]
		{
			assert_noop!(
				Agents::deliver(by(AGENT), task, TaskDelivery { result, ..delivery() }),
				Error::<Test>::InvalidCommitment
			);
		}
		assert_noop!(
			Agents::deliver(by(AGENT), task, TaskDelivery { uri: no_text(), ..delivery() }),
			Error::<Test>::InvalidText
		);
	});
}
