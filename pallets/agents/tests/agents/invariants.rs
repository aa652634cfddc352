// SPDX-License-Identifier: Apache-2.0
//! `try_state` finds what must not be.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{AgentId, ServiceId, TaskId},
	records::{Rating, ServiceUnit, TaskStage},
};
use pallet_agents::{
	Agents as AgentMap, Controllers, NextAgent, NextService, NextTask, Standings, Tasks, Wallets,
};

/// Breaks something for as long as it is looked at.
fn finds(breaks: impl FnOnce()) {
	assert_ok!(Agents::do_try_state());
	hypothetically!({
		breaks();
		assert!(Agents::do_try_state().is_err());
	});
}

#[test]
fn try_state_fails_when_an_agent_is_not_whole() {
	run(|| {
		finds(|| NextAgent::<Test>::put(AgentId(1)));
		finds(|| Wallets::<Test>::remove(wallet(AGENT)));
		finds(|| Wallets::<Test>::insert(ANYONE, AGENT));
		finds(|| Standings::<Test>::remove(AGENT));
		finds(|| AgentMap::<Test>::remove(AGENT));
		finds(|| AgentMap::<Test>::mutate_extant(AGENT, |agent| agent.owner = wallet(RIVAL)));
		finds(|| {
			AgentMap::<Test>::mutate_extant(AGENT, |agent| {
				agent.retired = true;
				agent.offered_to = Some(ANYONE);
			});
		});
	});
}

#[test]
fn try_state_fails_when_controllers_are_not_in_order() {
	run(|| {
		for key in [KEY, ANYONE] {
			set_controller(key, rules(&[Class::Pay], 10));
		}
		let change = |change: fn(&mut pallet_agents::ControllerSet<Test>)| {
			Controllers::<Test>::mutate_extant(AGENT, change);
		};
		finds(|| change(|set| set.keys[0].key = set.keys[1].key));
		finds(|| change(|set| set.keys[0].key = OWNER));
		finds(|| change(|set| set.keys[1].key = wallet(RIVAL)));
		finds(|| change(|set| set.keys[0].spent = 11));
		finds(|| change(|set| set.keys[0].rules.period = 0));
		finds(|| change(|set| set.keys.truncate(0)));
		finds(|| AgentMap::<Test>::mutate_extant(AGENT, |agent| agent.retired = true));
		finds(|| {
			let set = Controllers::<Test>::get(AGENT).unwrap();
			Controllers::<Test>::insert(NO_AGENT, set);
		});
	});
}

#[test]
fn try_state_fails_when_a_task_is_not_what_is_on_hold() {
	run(|| {
		let (waiting, disputed) = (posted_with_validator(), disputed());
		let change = |id, change: fn(&mut pallet_agents::Task<Test>)| {
			Tasks::<Test>::mutate_extant(id, change);
		};
		finds(|| change(waiting, |task| task.price += 1));
		finds(|| change(waiting, |task| task.validator = None));
		finds(|| {
			change(disputed, |task| {
				if let TaskStage::Disputed { bond, .. } = &mut task.stage {
					*bond += 1;
				}
			});
		});
		finds(|| {
			change(disputed, |task| {
				if let TaskStage::Disputed { settle_at, .. } = &mut task.stage {
					*settle_at = 0;
				}
			});
		});
	});
}

#[test]
fn try_state_fails_when_a_task_is_in_the_wrong_place() {
	run(|| {
		let task = posted();
		let change = |change: fn(&mut pallet_agents::Task<Test>)| {
			Tasks::<Test>::mutate_extant(task, change);
		};
		finds(|| NextTask::<Test>::put(TaskId(0)));
		finds(|| change(|task| task.depth = 0));
		finds(|| change(|task| task.depth = 2));
		finds(|| {
			change(|task| {
				task.depth = 2;
				task.parent = Some(TaskId(5));
			});
		});
		finds(|| change(|task| task.client_agent = Some(RIVAL)));
	});
}

#[test]
fn try_state_fails_when_a_standing_is_not_what_it_counts() {
	run(|| {
		publish(ServiceUnit::PerCall, 5);
		let task = accepted();
		assert_ok!(rate(CLIENT, approved(), 50));
		finds(|| Standings::<Test>::mutate_extant(AGENT, |standing| standing.dependents += 1));
		finds(|| {
			Standings::<Test>::mutate_extant(AGENT, |standing| {
				standing.rating = Rating { count: 1, sum: 51 };
			});
		});
		finds(|| Tasks::<Test>::mutate_extant(task, |task| task.stage = TaskStage::Posted));
		finds(|| NextService::<Test>::put(ServiceId(0)));
	});
}
