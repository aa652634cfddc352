// SPDX-License-Identifier: Apache-2.0
//! How tasks end that nobody disputes, and are forgotten.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::TaskId,
	records::{TaskOutcome, TaskStage},
};
use pallet_agents::{Error, Event, Standings, Tasks};

fn outcome(task: TaskId) -> TaskOutcome {
	match stage(task) {
		TaskStage::Closed { outcome, .. } => outcome,
		other => panic!("not closed: {other:?}"),
	}
}

fn settle(task: TaskId) -> DispatchResult {
	Agents::settle(signed(ANYONE), task)
}

fn expire(task: TaskId) -> DispatchResult {
	Agents::expire(signed(ANYONE), task)
}

fn forget(who: AccountId, task: TaskId) -> DispatchResult {
	Agents::forget_task(signed(who), task)
}

#[test]
fn agent_is_paid_when_the_client_approves() {
	run(|| {
		let task = deliver(accept(posted_with_validator()));
		assert_ok!(Agents::approve(signed(CLIENT), task));
		assert_eq!(escrow(CLIENT), (0, 0));
		assert_eq!(free(wallet(AGENT)), FUNDS + PRICE);
		assert_eq!(free(VALIDATOR), FUNDS);
		assert_eq!(outcome(task), TaskOutcome::Approved);
		assert_eq!(Standings::<Test>::get(AGENT).unwrap().dependents, 0);
		System::assert_last_event(
			Event::TaskSettled { task, agent: AGENT, paid: PRICE, refund: FEE }.into(),
		);
	});
}

#[test]
fn agent_is_paid_when_its_wallet_is_empty() {
	run(|| {
		assert_ok!(act(OWNER, AGENT, transfer(OWNER, FUNDS)));
		let task = delivered();
		assert_ok!(Agents::approve(signed(CLIENT), task));
		assert_eq!(free(wallet(AGENT)), PRICE);
	});
}

#[test]
fn approving_fails_when_the_call_is_wrong() {
	run(|| {
		let task = accepted();
		let approve = |who, task| Agents::approve(signed(who), task);
		assert_noop!(approve(CLIENT, NO_TASK), Error::<Test>::TaskNotFound);
		assert_noop!(approve(CLIENT, task), Error::<Test>::NotDelivered);
		deliver(task);
		for who in [ANYONE, OWNER, wallet(AGENT)] {
			assert_noop!(approve(who, task), Error::<Test>::NotClient);
		}
		assert_noop!(Agents::approve(RuntimeOrigin::root(), task), BadOrigin);
		assert_ok!(approve(CLIENT, task));
		assert_noop!(approve(CLIENT, task), Error::<Test>::NotDelivered);
	});
}

#[test]
fn approving_fails_when_the_task_is_in_dispute() {
	run(|| {
		let task = disputed();
		assert_noop!(Agents::approve(signed(CLIENT), task), Error::<Test>::NotDelivered);
	});
}

#[test]
fn agent_is_paid_when_the_client_is_silent() {
	run(|| {
		let task = delivered();
		go_on(ACCEPTANCE_WINDOW - 1);
		assert_noop!(settle(task), Error::<Test>::WindowOpen);
		go_on(1);
		assert_ok!(settle(task));
		assert_eq!(free(wallet(AGENT)), FUNDS + PRICE);
		assert_eq!(outcome(task), TaskOutcome::Approved);
	});
}

#[test]
fn settling_fails_when_there_is_nothing_to_settle() {
	run(|| {
		assert_noop!(settle(NO_TASK), Error::<Test>::TaskNotFound);
		let task = posted();
		assert_noop!(settle(task), Error::<Test>::NotDelivered);
		accept(task);
		assert_noop!(settle(task), Error::<Test>::NotDelivered);
		let over = approved();
		assert_noop!(settle(over), Error::<Test>::NotDelivered);
		assert_noop!(Agents::settle(RuntimeOrigin::root(), task), BadOrigin);
	});
}

#[test]
fn escrow_is_free_when_nobody_accepted_in_time() {
	run(|| {
		let task = posted_with_validator();
		go_on(DEADLINE);
		assert_noop!(expire(task), Error::<Test>::DeadlineNotPassed);
		go_on(1);
		assert_ok!(expire(task));
		assert_eq!(escrow(CLIENT), (0, 0));
		assert_eq!(outcome(task), TaskOutcome::Unaccepted);
		System::assert_last_event(Event::TaskCancelled { task, refund: PRICE + FEE }.into());
	});
}

#[test]
fn escrow_is_free_when_the_agent_did_not_deliver_in_time() {
	run(|| {
		let task = accepted();
		go_on(DEADLINE + 1);
		assert_ok!(expire(task));
		assert_eq!(escrow(CLIENT), (0, 0));
		assert_eq!(outcome(task), TaskOutcome::Undelivered);
		assert_eq!(Standings::<Test>::get(AGENT).unwrap().dependents, 0);
		System::assert_last_event(Event::TaskFailed { task, agent: AGENT, refund: PRICE }.into());
	});
}

#[test]
fn expiring_fails_when_the_task_was_delivered() {
	run(|| {
		assert_noop!(expire(NO_TASK), Error::<Test>::TaskNotFound);
		let tasks = [delivered(), disputed(), approved()];
		go_on(DEADLINE + 1);
		for task in tasks {
			assert_noop!(expire(task), Error::<Test>::NotAccepted);
		}
		assert_noop!(Agents::expire(RuntimeOrigin::root(), tasks[0]), BadOrigin);
	});
}

#[test]
fn deposit_is_free_when_the_task_is_forgotten() {
	run(|| {
		let task = approved();
		go_on(RETENTION - 1);
		assert_noop!(forget(CLIENT, task), Error::<Test>::TooEarlyToForget);
		go_on(1);
		assert_ok!(forget(CLIENT, task));
		assert!(!Tasks::<Test>::contains_key(task));
		assert_eq!(free(CLIENT), FUNDS - PRICE);
		System::assert_last_event(Event::TaskForgotten { task }.into());
	});
}

#[test]
fn task_is_forgotten_at_once_when_nobody_accepted_it() {
	run(|| {
		let task = posted();
		assert_ok!(Agents::cancel_task(signed(CLIENT), task));
		assert_ok!(forget(CLIENT, task));
		assert_eq!(free(CLIENT), FUNDS);
	});
}

#[test]
fn forgetting_fails_when_the_call_is_wrong() {
	run(|| {
		assert_noop!(forget(CLIENT, NO_TASK), Error::<Test>::TaskNotFound);
		for task in [posted(), accepted(), delivered(), disputed()] {
			assert_noop!(forget(CLIENT, task), Error::<Test>::NotClosed);
			assert_noop!(forget(ANYONE, task), Error::<Test>::NotClient);
		}
		assert_noop!(Agents::forget_task(RuntimeOrigin::root(), NO_TASK), BadOrigin);
	});
}
