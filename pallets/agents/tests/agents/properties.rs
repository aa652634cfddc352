// SPDX-License-Identifier: Apache-2.0
//! Random sequences of what owners, keys, clients, agents, validators, governance and strangers try,
//! beside a naive twin; and then everything ends.

use crate::{
	mock::*,
	others::BondOf,
	twin::{Act, Twin},
};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
	ids::{AgentId, TaskId},
	records::Rating,
	Balance,
};
use pallet_agents::{ControllerRules, Feedbacks, HoldReason, NewTask, Order, Standings};
use proptest::prelude::*;

const AGENTS: [AgentId; 2] = [AGENT, RIVAL];

fn act() -> impl Strategy<Value = Act> {
	let agent = || prop_oneof![Just(AGENT), Just(RIVAL)];
	let person = || prop_oneof![Just(OWNER), Just(OTHER), Just(CLIENT), Just(KEY), Just(VALIDATOR)];
	// Mostly those who may.
	let who = || {
		prop_oneof![
			4 => Just(CLIENT),
			6 => agent().prop_map(wallet),
			1 => person(),
		]
	};
	let task = || (0..6u64).prop_map(TaskId);
	let part = || prop_oneof![Just(0u32), Just(100), 0..=100u32];
	let amount = || prop_oneof![0..60u128, 0..300u128];
	let post = (who(), agent(), 50..2_000u128, any::<bool>(), proptest::option::of(task()));
	prop_oneof![
		8 => post.prop_map(|(client, agent, price, judged, parent)| Act::Post {
			client, agent, price, judged, parent: parent.filter(|_| price % 2 == 0),
		}),
		1 => (who(), task()).prop_map(|(who, task)| Act::Cancel(who, task)),
		8 => (who(), task()).prop_map(|(who, task)| Act::Accept(who, task)),
		8 => (who(), task()).prop_map(|(who, task)| Act::Deliver(who, task)),
		3 => (who(), task()).prop_map(|(who, task)| Act::Approve(who, task)),
		3 => task().prop_map(Act::Settle),
		2 => task().prop_map(Act::Expire),
		6 => (who(), task()).prop_map(|(who, task)| Act::Dispute(who, task)),
		3 => (prop_oneof![4 => Just(VALIDATOR), 1 => who()], task(), part())
			.prop_map(|(who, task, part)| Act::Resolve(who, task, part)),
		2 => (task(), part()).prop_map(|(task, part)| Act::Arbitrate(task, part)),
		2 => (who(), task()).prop_map(|(who, task)| Act::Forget(who, task)),
		5 => (who(), task(), 0..=101u8).prop_map(|(who, task, score)| Act::Rate(who, task, score)),
		2 => (who(), agent(), task())
			.prop_map(|(who, agent, task)| Act::Revoke(who, agent, task)),
		3 => (person(), agent(), 0..200u128, 0..12u32, 0..60u32).prop_map(
			|(owner, agent, limit, period, life)| Act::SetKey { owner, agent, limit, period, life }
		),
		1 => (person(), agent()).prop_map(|(owner, agent)| Act::RemoveKey(owner, agent)),
		10 => (prop_oneof![4 => Just(KEY), 1 => person()], agent(), amount())
			.prop_map(|(who, agent, amount)| Act::Pay(who, agent, amount)),
		1 => (agent(), prop_oneof![Just(OWNER), Just(OTHER)])
			.prop_map(|(agent, to)| Act::Transfer(agent, to)),
		1 => (person(), agent()).prop_map(|(owner, agent)| Act::Retire(owner, agent)),
		5 => prop_oneof![4 => 1..4u32, 1 => 1..20u32].prop_map(Act::Advance),
	]
}

/// Whether the pallet did it.
fn perform(act: Act, twin: &Twin) -> DispatchResult {
	match act {
		Act::Post { client, agent, price, judged, parent } => Agents::post_task(
			signed(client),
			NewTask {
				order: Order::Direct { agent, price, terms: TERMS },
				validator: validator().filter(|_| judged),
				parent,
				..new_task(agent)
			},
		),
		Act::Cancel(who, task) => Agents::cancel_task(signed(who), task),
		Act::Accept(who, task) => Agents::accept_task(signed(who), task),
		Act::Deliver(who, task) => Agents::deliver(signed(who), task, delivery()),
		Act::Approve(who, task) => Agents::approve(signed(who), task),
		Act::Settle(task) => Agents::settle(signed(ANYONE), task),
		Act::Expire(task) => Agents::expire(signed(ANYONE), task),
		Act::Dispute(who, task) => Agents::dispute(signed(who), task, HASH),
		Act::Resolve(who, task, part) => {
			Agents::resolve(signed(who), task, Perbill::from_percent(part))
		},
		Act::Arbitrate(task, part) => {
			Agents::arbitrate(RuntimeOrigin::root(), task, Perbill::from_percent(part))
		},
		Act::Forget(who, task) => Agents::forget_task(signed(who), task),
		Act::Rate(who, task, score) => rate(who, task, score),
		Act::Revoke(who, agent, task) => Agents::revoke_feedback(signed(who), agent, task),
		Act::SetKey { owner, agent, limit, period, life } => {
			let expires_at = System::block_number() + life;
			let rules = ControllerRules {
				period,
				expires_at,
				..rules(&[Class::Pay, Class::Agents], limit)
			};
			Agents::set_controller(signed(owner), agent, KEY, rules)
		},
		Act::RemoveKey(owner, agent) => Agents::remove_controller(signed(owner), agent, KEY),
		Act::Pay(who, agent, amount) => crate::mock::act(who, agent, transfer(ANYONE, amount)),
		Act::Transfer(agent, to) => {
			Agents::offer_transfer(signed(twin.owner(agent)), agent, Some(to))?;
			Agents::accept_transfer(signed(to), agent)
		},
		Act::Retire(owner, agent) => Agents::retire(signed(owner), agent),
		Act::Advance(blocks) => {
			go_on(blocks);
			Ok(())
		},
	}
}

/// Does it here and there, and compares all that can be seen.
fn step(act: Act, twin: &mut Twin) {
	let done = with_storage_layer(|| perform(act, twin));
	let allowed = twin.act(act);
	assert_eq!(done.is_ok(), allowed, "{act:?}: {done:?}");
	for who in everybody() {
		let owned = <Balances as frame::token::fungible::Inspect<_>>::total_balance(&who);
		assert_eq!(owned, twin.owned(who), "{act:?}: what {who} owns");
		assert_eq!(escrow(who), twin.escrow(who), "{act:?}: the escrow of {who}");
	}
	for agent in AGENTS {
		// Nothing but the arbiter's verdict slashes.
		assert_eq!(BondOf::get(wallet(agent)), twin.bonds[&agent], "{act:?}: the bond of {agent}");
		let rating = Standings::<Test>::get(agent).unwrap().rating;
		let (count, sum) = twin.rating(agent);
		assert_eq!(rating, Rating { count, sum });
		let left = Agents::controllers(agent).first().map(|controller| controller.left);
		assert_eq!(left, twin.left(agent), "{act:?}: what the key of {agent} has left");
	}
	assert!(twin.keys_kept_their_limits());
	Agents::do_try_state().unwrap();
}

/// Lets all deadlines pass, with nobody there but a stranger, and then everybody take what is theirs:
/// nothing is left on hold.
fn end(twin: &mut Twin) {
	let longest = DEADLINE + ACCEPTANCE_WINDOW + RESOLUTION_WINDOW + ARBITRATION_PERIOD;
	step(Act::Advance(longest), twin);
	for task in twin.tasks() {
		for act in [Act::Expire(task), Act::Settle(task)] {
			step(act, twin);
		}
	}
	for who in everybody() {
		assert_eq!(escrow(who), (0, 0), "{who} has something in escrow for good");
	}
	step(Act::Advance(RETENTION), twin);
	for task in twin.tasks() {
		let client = Agents::task(task).unwrap().client;
		step(Act::Forget(client, task), twin);
	}
	let given = Feedbacks::<Test>::iter().map(|(agent, task, given)| (given.rater, agent, task));
	for (rater, agent, task) in given.collect::<Vec<_>>() {
		step(Act::Revoke(rater, agent, task), twin);
	}
	for agent in AGENTS {
		let owner = twin.owner(agent);
		step(Act::Retire(owner, agent), twin);
		step(Act::Pay(owner, agent, free(wallet(agent))), twin);
	}
	for agent in AGENTS {
		assert_ok!(Agents::forget_agent(signed(twin.owner(agent)), agent));
	}
	for who in everybody() {
		assert_eq!(held(HoldReason::AgentsDeposit, who), 0, "{who} has a deposit for good");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn agents_are_those_of_the_twin_and_nothing_stays_locked_when_anything_happens(
		acts in proptest::collection::vec((act(), proptest::bool::weighted(0.7)), 40..60),
	) {
		run(|| {
			let issued = Balances::total_issuance();
			let mut twin = Twin::new();
			// So that there is something to do from the start.
			let post = |client, agent, judged| Act::Post {
				client, agent, price: 1_000, judged, parent: None,
			};
			let key = |owner, agent| Act::SetKey { owner, agent, limit: 100, period: 7, life: 60 };
			let start = [
				post(CLIENT, AGENT, true),
				post(wallet(RIVAL), AGENT, false),
				post(wallet(AGENT), RIVAL, true),
				key(OWNER, AGENT),
				key(OTHER, RIVAL),
			];
			for (act, sensible) in start.map(|act| (act, false)).into_iter().chain(acts) {
				let act = if sensible { twin.sensible(act) } else { act };
				step(act, &mut twin);
				assert_eq!(Balances::total_issuance(), issued);
			}
			end(&mut twin);
		});
	}

	/// Whatever a key is told to pay, whenever: what it took is never more than its limit for each period
	/// that was begun.
	#[test]
	fn key_spends_at_most_its_limit_in_each_period_when_it_tries_anything(
		limit in 0..500u128,
		period in 1..20u32,
		payments in proptest::collection::vec((0..10u32, 0..300u128), 1..40),
	) {
		run(|| {
			let first = System::block_number();
			let rules =
				ControllerRules { period, expires_at: 1_000, ..rules(&[Class::Pay], limit) };
			set_controller(KEY, rules);
			for (blocks, amount) in payments {
				go_on(blocks);
				let _ = crate::mock::act(KEY, AGENT, transfer(ANYONE, amount));
			}
			let periods = 1 + (System::block_number() - first) / period;
			assert!(FUNDS - free(wallet(AGENT)) <= limit * Balance::from(periods));
		});
	}
}
