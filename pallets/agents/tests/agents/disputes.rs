// SPDX-License-Identifier: Apache-2.0
//! How disputes are decided.

use crate::{mock::*, others::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::TaskId,
	records::{TaskOutcome, TaskStage, TaskValidator},
	traits::SlashReason,
};
use pallet_agents::{Error, Event, Judge, NewTask, Order, Standings};

fn percent(part: u32) -> Perbill {
	Perbill::from_percent(part)
}

fn try_dispute(who: AccountId, task: TaskId) -> DispatchResult {
	Agents::dispute(signed(who), task, HASH)
}

fn resolve(who: AccountId, task: TaskId, part: u32) -> DispatchResult {
	Agents::resolve(signed(who), task, percent(part))
}

fn arbitrate(task: TaskId, part: u32) -> DispatchResult {
	Agents::arbitrate(RuntimeOrigin::root(), task, percent(part))
}

/// A disputed task without a validator.
fn for_the_arbiter() -> TaskId {
	dispute(delivered())
}

fn outcome(task: TaskId) -> TaskOutcome {
	match stage(task) {
		TaskStage::Closed { outcome, .. } => outcome,
		other => panic!("not closed: {other:?}"),
	}
}

#[test]
fn bond_is_on_hold_when_the_client_disputes() {
	run(|| {
		let task = deliver(accept(posted_with_validator()));
		go_on(3);
		assert_ok!(try_dispute(CLIENT, task));
		assert_eq!(escrow(CLIENT), (PRICE + FEE, DISPUTE_BOND));
		let arbiter_from = 4 + RESOLUTION_WINDOW;
		let settle_at = arbiter_from + ARBITRATION_PERIOD;
		assert_eq!(
			stage(task),
			TaskStage::Disputed {
				delivery: delivery(),
				bond: DISPUTE_BOND,
				arbiter_from,
				settle_at
			}
		);
		System::assert_last_event(
			Event::TaskDisputed { task, reason: HASH, bond: DISPUTE_BOND, arbiter_from, settle_at }
				.into(),
		);
	});
}

#[test]
fn arbiter_decides_at_once_when_there_is_no_validator() {
	run(|| {
		let task = for_the_arbiter();
		let TaskStage::Disputed { arbiter_from, settle_at, .. } = stage(task) else {
			panic!("it is disputed");
		};
		assert_eq!((arbiter_from, settle_at), (1, 1 + ARBITRATION_PERIOD));
		assert_ok!(arbitrate(task, 100));
	});
}

#[test]
fn disputing_fails_when_the_call_is_wrong() {
	run(|| {
		let task = accepted();
		assert_noop!(try_dispute(CLIENT, NO_TASK), Error::<Test>::TaskNotFound);
		assert_noop!(try_dispute(CLIENT, task), Error::<Test>::NotDelivered);
		deliver(task);
		for who in [ANYONE, OWNER, wallet(AGENT)] {
			assert_noop!(try_dispute(who, task), Error::<Test>::NotClient);
		}
		assert_noop!(Agents::dispute(RuntimeOrigin::root(), task, HASH), BadOrigin);
		dispute(task);
		assert_noop!(try_dispute(CLIENT, task), Error::<Test>::NotDelivered);
	});
}

#[test]
fn disputing_fails_when_the_window_is_over() {
	run(|| {
		let (late, in_time) = (delivered(), delivered());
		go_on(ACCEPTANCE_WINDOW - 1);
		assert_ok!(try_dispute(CLIENT, in_time));
		go_on(1);
		assert_noop!(try_dispute(CLIENT, late), Error::<Test>::WindowClosed);
	});
}

#[test]
fn disputing_fails_when_the_bond_is_locked() {
	run(|| {
		let task = delivered();
		Locked::insert(CLIENT, free(CLIENT) - DISPUTE_BOND + 1);
		assert_noop!(try_dispute(CLIENT, task), Error::<Test>::FundsLocked);
	});
}

#[test]
fn disputing_fails_when_the_client_cannot_spare_the_bond() {
	run(|| {
		let task = delivered();
		assert_ok!(Balances::transfer_allow_death(
			signed(CLIENT),
			ANYONE,
			free(CLIENT) - DISPUTE_BOND
		));
		assert_noop!(try_dispute(CLIENT, task), TokenError::FundsUnavailable);
	});
}

#[test]
fn price_and_bond_are_divided_when_the_validator_decides() {
	run(|| {
		let task = disputed();
		let before = free(CLIENT);
		assert_ok!(resolve(VALIDATOR, task, 30));
		assert_eq!(escrow(CLIENT), (0, 0));
		assert_eq!(free(wallet(AGENT)), FUNDS + 150 + 15);
		assert_eq!(free(VALIDATOR), FUNDS + FEE);
		assert_eq!(free(CLIENT), before + 350 + 35);
		assert_eq!(outcome(task), TaskOutcome::Decided { verdict: percent(30) });
		assert_eq!(Standings::<Test>::get(AGENT).unwrap().dependents, 0);
		System::assert_last_event(
			Event::DisputeDecided {
				task,
				judge: Judge::Validator,
				verdict: percent(30),
				paid: 150,
				forfeited: 15,
				fee: FEE,
				refund: 385,
			}
			.into(),
		);
	});
}

#[test]
fn agent_has_it_all_when_the_verdict_is_whole() {
	run(|| {
		let task = disputed();
		assert_ok!(resolve(VALIDATOR, task, 100));
		assert_eq!(free(wallet(AGENT)), FUNDS + PRICE + DISPUTE_BOND);
	});
}

#[test]
fn bond_of_the_agent_stays_when_the_validator_decides_against_it() {
	run(|| {
		let task = disputed();
		assert_ok!(resolve(VALIDATOR, task, 0));
		assert_eq!(free(wallet(AGENT)), FUNDS);
		assert_eq!(BondOf::get(wallet(AGENT)), BOND);
	});
}

#[test]
fn validator_is_not_paid_when_an_account_could_not_exist_with_so_little() {
	run(|| {
		let validator = Some(TaskValidator { who: GHOST, fee: EXISTENTIAL_DEPOSIT - 1 });
		let new = NewTask { validator, ..new_task(AGENT) };
		let task = dispute(deliver(accept(post_as(CLIENT, new))));
		let before = free(CLIENT);
		assert_ok!(resolve(GHOST, task, 0));
		assert_eq!(free(GHOST), 0);
		assert_eq!(escrow(CLIENT), (0, 0));
		assert_eq!(free(CLIENT), before + PRICE + DISPUTE_BOND + EXISTENTIAL_DEPOSIT - 1);
	});
}

#[test]
fn agent_is_not_paid_when_its_wallet_could_not_exist_with_so_little() {
	run(|| {
		assert_ok!(act(OWNER, AGENT, transfer(OWNER, FUNDS)));
		let task = disputed();
		assert_ok!(resolve(VALIDATOR, task, 1));
		assert_eq!(free(wallet(AGENT)), 0);
		assert_eq!(escrow(CLIENT), (0, 0));
	});
}

#[test]
fn resolving_fails_when_the_call_is_wrong() {
	run(|| {
		let task = deliver(accept(posted_with_validator()));
		assert_noop!(resolve(VALIDATOR, NO_TASK, 0), Error::<Test>::TaskNotFound);
		assert_noop!(resolve(VALIDATOR, task, 0), Error::<Test>::NotDisputed);
		dispute(task);
		for who in [CLIENT, OWNER, wallet(AGENT), ANYONE] {
			assert_noop!(resolve(who, task, 0), Error::<Test>::NotValidator);
		}
		assert_noop!(Agents::resolve(RuntimeOrigin::root(), task, percent(0)), BadOrigin);
		let without = for_the_arbiter();
		assert_noop!(resolve(VALIDATOR, without, 0), Error::<Test>::NotValidator);
		assert_ok!(resolve(VALIDATOR, task, 0));
		assert_noop!(resolve(VALIDATOR, task, 0), Error::<Test>::NotDisputed);
	});
}

#[test]
fn validator_can_no_more_when_the_window_is_over() {
	run(|| {
		let (late, in_time) = (disputed(), disputed());
		go_on(RESOLUTION_WINDOW - 1);
		assert_noop!(arbitrate(in_time, 50), Error::<Test>::WindowOpen);
		assert_ok!(resolve(VALIDATOR, in_time, 50));
		go_on(1);
		assert_noop!(resolve(VALIDATOR, late, 50), Error::<Test>::WindowClosed);
		assert_ok!(arbitrate(late, 50));
	});
}

#[test]
fn fee_is_the_clients_when_the_arbiter_decides() {
	run(|| {
		let task = disputed();
		let before = free(CLIENT);
		go_on(RESOLUTION_WINDOW);
		assert_ok!(arbitrate(task, 60));
		assert_eq!(free(VALIDATOR), FUNDS);
		assert_eq!(free(wallet(AGENT)), FUNDS + 300 + 30);
		assert_eq!(free(CLIENT), before + 200 + 20 + FEE);
		System::assert_last_event(
			Event::DisputeDecided {
				task,
				judge: Judge::Arbiter,
				verdict: percent(60),
				paid: 300,
				forfeited: 30,
				fee: 0,
				refund: 220 + FEE,
			}
			.into(),
		);
		assert!(Slashes::get().is_empty());
	});
}

#[test]
fn agent_is_slashed_when_the_arbiter_gives_it_less_than_half() {
	run(|| {
		let task = for_the_arbiter();
		assert_ok!(arbitrate(task, 49));
		assert_eq!(
			Slashes::get(),
			vec![(wallet(AGENT), LOST_DISPUTE_SLASH, SlashReason::LostDispute, None)]
		);
		System::assert_last_event(
			Event::DisputeSlashed { task, agent: AGENT, amount: LOST_DISPUTE_SLASH }.into(),
		);
	});
}

#[test]
fn agent_is_not_slashed_when_the_arbiter_gives_it_half() {
	run(|| {
		assert_ok!(arbitrate(for_the_arbiter(), 50));
		assert!(Slashes::get().is_empty());
	});
}

#[test]
fn slash_is_the_price_when_the_task_was_cheaper() {
	run(|| {
		let order = Order::Direct { agent: AGENT, price: MIN_PRICE, terms: TERMS };
		let task = post_as(CLIENT, NewTask { order, ..new_task(AGENT) });
		dispute(deliver(accept(task)));
		assert_ok!(arbitrate(task, 0));
		assert_eq!(BondOf::get(wallet(AGENT)), BOND - MIN_PRICE);
	});
}

#[test]
fn client_has_the_refund_when_the_agent_cannot_be_slashed() {
	run(|| {
		let task = for_the_arbiter();
		BondsFail::set(true);
		assert_ok!(arbitrate(task, 0));
		assert_eq!(escrow(CLIENT), (0, 0));
		System::assert_last_event(
			Event::SlashFailed {
				task,
				agent: AGENT,
				amount: LOST_DISPUTE_SLASH,
				error: BONDS_BROKEN,
			}
			.into(),
		);
	});
}

#[test]
fn arbitration_fails_when_the_call_is_wrong() {
	run(|| {
		let task = delivered();
		assert_noop!(arbitrate(NO_TASK, 0), Error::<Test>::TaskNotFound);
		assert_noop!(arbitrate(task, 0), Error::<Test>::NotDisputed);
		dispute(task);
		for who in [VALIDATOR, CLIENT, OWNER] {
			assert_noop!(Agents::arbitrate(signed(who), task, percent(0)), BadOrigin);
		}
	});
}

#[test]
fn delivery_stands_when_nobody_decides() {
	run(|| {
		let task = disputed();
		go_on(RESOLUTION_WINDOW + ARBITRATION_PERIOD - 1);
		assert_noop!(Agents::settle(signed(ANYONE), task), Error::<Test>::WindowOpen);
		go_on(1);
		assert_ok!(Agents::settle(signed(ANYONE), task));
		assert_eq!(escrow(CLIENT), (0, 0));
		assert_eq!(free(wallet(AGENT)), FUNDS + PRICE);
		assert_eq!(outcome(task), TaskOutcome::Approved);
		assert_event(Event::DisputeLapsed { task, bond: DISPUTE_BOND });
		System::assert_last_event(
			Event::TaskSettled { task, agent: AGENT, paid: PRICE, refund: FEE }.into(),
		);
	});
}

#[test]
fn arbiters_decision_counts_when_it_is_late_and_nobody_has_settled() {
	run(|| {
		let task = for_the_arbiter();
		go_on(2 * ARBITRATION_PERIOD);
		assert_ok!(arbitrate(task, 0));
		assert_eq!(free(wallet(AGENT)), FUNDS);
	});
}
