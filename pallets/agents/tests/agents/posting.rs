// SPDX-License-Identifier: Apache-2.0
//! How tasks are posted, and taken back.

use crate::{mock::*, others::Locked};
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{AgentId, ServiceId, TaskId},
	records::{ServiceUnit, TaskOutcome, TaskStage, TaskValidator},
};
use pallet_agents::{Error, Event, NewTask, NextTask, Order, Task, Tasks};

fn try_post(who: AccountId, task: NewTask<Test>) -> DispatchResult {
	Agents::post_task(signed(who), task)
}

fn priced(price: u128) -> NewTask<Test> {
	NewTask { order: Order::Direct { agent: AGENT, price, terms: TERMS }, ..new_task(AGENT) }
}

fn ordered(agent: AgentId, service: ServiceId, max_price: u128) -> NewTask<Test> {
	NewTask { order: Order::Service { agent, service, max_price }, ..new_task(AGENT) }
}

fn below(parent: TaskId, agent: AgentId) -> NewTask<Test> {
	NewTask { parent: Some(parent), ..new_task(agent) }
}

#[test]
fn escrow_is_on_hold_when_a_task_is_posted() {
	run(|| {
		let task = posted_with_validator();
		assert_eq!(escrow(CLIENT), (PRICE + FEE, 0));
		let stored = Tasks::<Test>::get(task).unwrap();
		assert_eq!((stored.client, stored.agent, stored.client_agent), (CLIENT, AGENT, None));
		assert_eq!((stored.price, stored.terms, stored.service), (PRICE, TERMS, None));
		assert_eq!((stored.deadline, stored.depth), (1 + DEADLINE, 1));
		assert_eq!(stored.stage, TaskStage::Posted);
		System::assert_last_event(
			Event::TaskPosted {
				task,
				client: CLIENT,
				agent: AGENT,
				price: PRICE,
				fee: FEE,
				deadline: 1 + DEADLINE,
				parent: None,
			}
			.into(),
		);
	});
}

#[test]
fn task_has_the_terms_of_the_service_when_one_is_ordered() {
	run(|| {
		let service = publish(ServiceUnit::PerTask, 300);
		let task = post_as(CLIENT, ordered(AGENT, service, 300));
		let stored = Tasks::<Test>::get(task).unwrap();
		assert_eq!((stored.price, stored.terms, stored.service), (300, TERMS, Some(service)));
	});
}

#[test]
fn client_is_an_agent_when_its_wallet_posts() {
	run(|| {
		let task = post_as(wallet(RIVAL), new_task(AGENT));
		assert_eq!(Tasks::<Test>::get(task).unwrap().client_agent, Some(RIVAL));
	});
}

#[test]
fn posting_fails_when_the_agent_takes_no_tasks() {
	run(|| {
		assert_noop!(try_post(CLIENT, new_task(NO_AGENT)), Error::<Test>::AgentNotFound);
		assert_noop!(
			try_post(CLIENT, ordered(NO_AGENT, ServiceId(0), 1)),
			Error::<Test>::AgentNotFound
		);
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_noop!(try_post(CLIENT, new_task(AGENT)), Error::<Test>::AgentRetired);
	});
}

#[test]
fn posting_fails_when_the_agent_would_work_for_itself() {
	run(|| {
		for who in [OWNER, wallet(AGENT)] {
			assert_noop!(try_post(who, new_task(AGENT)), Error::<Test>::OwnAgent);
		}
	});
}

#[test]
fn posting_fails_when_the_service_cannot_be_ordered() {
	run(|| {
		let per_call = publish(ServiceUnit::PerCall, 300);
		let per_task = publish(ServiceUnit::PerTask, 300);
		let order =
			|agent, service, max_price| try_post(CLIENT, ordered(agent, service, max_price));
		assert_noop!(order(AGENT, ServiceId(9), 300), Error::<Test>::ServiceNotFound);
		assert_noop!(order(RIVAL, per_task, 300), Error::<Test>::ServiceNotFound);
		assert_noop!(order(AGENT, per_call, 300), Error::<Test>::NotPerTask);
		assert_noop!(order(AGENT, per_task, 299), Error::<Test>::PriceTooHigh);
	});
}

#[test]
fn posting_fails_when_the_price_is_below_the_least() {
	run(|| {
		assert_noop!(try_post(CLIENT, priced(MIN_PRICE - 1)), Error::<Test>::PriceTooLow);
		assert_ok!(try_post(CLIENT, priced(MIN_PRICE)));
	});
}

#[test]
fn posting_fails_when_the_deadline_is_out_of_bounds() {
	run(|| {
		let within = |deadline| try_post(CLIENT, NewTask { deadline, ..new_task(AGENT) });
		assert_noop!(within(MIN_DEADLINE - 1), Error::<Test>::DeadlineTooShort);
		assert_noop!(within(MAX_DEADLINE + 1), Error::<Test>::DeadlineTooLong);
		assert_ok!(within(MIN_DEADLINE));
		assert_ok!(within(MAX_DEADLINE));
	});
}

#[test]
fn posting_fails_when_the_input_is_malformed() {
	run(|| {
		let input = ContentCommitment { root: HASH, length: 0 };
		assert_noop!(
			try_post(CLIENT, NewTask { input, ..new_task(AGENT) }),
			Error::<Test>::InvalidCommitment
		);
		assert_noop!(
			try_post(CLIENT, NewTask { uri: no_text(), ..new_task(AGENT) }),
			Error::<Test>::InvalidText
		);
		// There need be none.
		let input = ContentCommitment::default();
		assert_ok!(try_post(CLIENT, NewTask { input, ..new_task(AGENT) }));
	});
}

#[test]
fn posting_fails_when_a_party_is_the_validator() {
	run(|| {
		for who in [CLIENT, OWNER, wallet(AGENT)] {
			let validator = Some(TaskValidator { who, fee: FEE });
			assert_noop!(
				try_post(CLIENT, NewTask { validator, ..new_task(AGENT) }),
				Error::<Test>::InvalidValidator
			);
		}
	});
}

#[test]
fn posting_fails_when_the_escrow_is_locked() {
	run(|| {
		Locked::insert(CLIENT, FUNDS - PRICE + 1);
		assert_noop!(try_post(CLIENT, new_task(AGENT)), Error::<Test>::FundsLocked);
		Locked::insert(CLIENT, FUNDS - PRICE);
		assert_ok!(try_post(CLIENT, new_task(AGENT)));
	});
}

#[test]
fn posting_fails_when_the_client_cannot_spare_escrow_and_deposit() {
	run(|| {
		let post = |task| {
			let post = RuntimeCall::Agents(pallet_agents::Call::post_task { task });
			post.dispatch(signed(CLIENT)).map(|_| ()).map_err(|error| error.error)
		};
		let unavailable = DispatchError::from(TokenError::FundsUnavailable);
		assert_noop!(post(priced(FUNDS)), unavailable);
		let deposit = price(Task::<Test>::footprint());
		let most = FUNDS - deposit - EXISTENTIAL_DEPOSIT;
		assert_noop!(post(priced(most + 1)), unavailable);
		assert_ok!(post(priced(most)));
	});
}

#[test]
fn posting_fails_when_price_and_fee_are_more_than_there_can_be() {
	run(|| {
		let validator = Some(TaskValidator { who: VALIDATOR, fee: u128::MAX });
		assert_noop!(
			try_post(CLIENT, NewTask { validator, ..new_task(AGENT) }),
			ArithmeticError::Overflow
		);
	});
}

#[test]
fn posting_fails_when_all_numbers_are_given_out() {
	run(|| {
		NextTask::<Test>::put(TaskId(u64::MAX));
		assert_noop!(try_post(CLIENT, new_task(AGENT)), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn posting_fails_when_nobody_signed_it() {
	run(|| {
		let task = new_task(AGENT);
		assert_noop!(Agents::post_task(RuntimeOrigin::root(), task), BadOrigin);
		assert_noop!(Agents::cancel_task(RuntimeOrigin::root(), NO_TASK), BadOrigin);
	});
}

#[test]
fn tasks_are_nested_when_agents_hire_agents() {
	run(|| {
		let first = accepted();
		let second = accept(post_as(wallet(AGENT), below(first, RIVAL)));
		let third = accept(post_as(wallet(RIVAL), below(second, AGENT)));
		for (task, depth) in [(first, 1), (second, 2), (third, 3)] {
			assert_eq!(Tasks::<Test>::get(task).unwrap().depth, depth);
		}
		assert_noop!(try_post(wallet(AGENT), below(third, RIVAL)), Error::<Test>::TooDeep);
	});
}

#[test]
fn nesting_fails_when_the_parent_is_not_the_clients() {
	run(|| {
		let parent = accepted();
		assert_noop!(try_post(CLIENT, below(NO_TASK, RIVAL)), Error::<Test>::TaskNotFound);
		for who in [CLIENT, OWNER] {
			assert_noop!(try_post(who, below(parent, RIVAL)), Error::<Test>::NotParentAgent);
		}
		assert_noop!(try_post(wallet(RIVAL), below(parent, AGENT)), Error::<Test>::NotParentAgent);
	});
}

#[test]
fn nesting_fails_when_the_parent_is_not_in_progress() {
	run(|| {
		let parent = posted();
		let nest = || try_post(wallet(AGENT), below(parent, RIVAL));
		assert_noop!(nest(), Error::<Test>::ParentNotInProgress);
		accept(parent);
		assert_ok!(nest());
		deliver(parent);
		assert_noop!(nest(), Error::<Test>::ParentNotInProgress);
		assert_ok!(Agents::approve(signed(CLIENT), parent));
		assert_noop!(nest(), Error::<Test>::ParentNotInProgress);
	});
}

#[test]
fn escrow_is_free_when_the_task_is_cancelled() {
	run(|| {
		let task = posted_with_validator();
		assert_ok!(Agents::cancel_task(signed(CLIENT), task));
		assert_eq!(escrow(CLIENT), (0, 0));
		System::assert_last_event(Event::TaskCancelled { task, refund: PRICE + FEE }.into());
		let closed = TaskStage::Closed {
			outcome: TaskOutcome::Unaccepted,
			at: 1,
			client_rated: false,
			agent_rated: false,
		};
		assert_eq!(stage(task), closed);
	});
}

#[test]
fn cancelling_fails_when_the_call_is_wrong() {
	run(|| {
		let task = posted();
		let cancel = |who, task| Agents::cancel_task(signed(who), task);
		assert_noop!(cancel(CLIENT, NO_TASK), Error::<Test>::TaskNotFound);
		assert_noop!(cancel(ANYONE, task), Error::<Test>::NotClient);
		accept(task);
		assert_noop!(cancel(CLIENT, task), Error::<Test>::NotPosted);
	});
}
