// SPDX-License-Identifier: Apache-2.0
//! What clients are told.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{AgentId, ServiceId, TaskId},
	records::{ControllerRecord, Rating, ServiceUnit, TaskStage},
	x402::{network, Asset, Scheme},
};
use pallet_agents::MAX_PAGE;
use std::collections::BTreeSet;

#[test]
fn agent_is_told_when_it_is_registered() {
	run(|| {
		assert_ok!(rate(CLIENT, approved(), 80));
		let agent = Agents::agent(AGENT).unwrap();
		assert_eq!((agent.id, agent.owner, agent.wallet), (AGENT, OWNER, wallet(AGENT)));
		assert_eq!((agent.rating, agent.bonded), (Rating { count: 1, sum: 80 }, BOND));
		assert_eq!((agent.registered_at, agent.retired), (1, false));
		assert_eq!(Agents::agent_of(&wallet(AGENT)), Some(AGENT));
		assert_eq!(Agents::agent_of(&OWNER), None);
		assert_eq!(Agents::agent(NO_AGENT), None);
	});
}

#[test]
fn agents_are_told_once_each_when_they_are_paged() {
	run(|| {
		for _ in 0..5 {
			assert_ok!(Agents::register(signed(ANYONE), uri(""), no_endpoints()));
		}
		let mut seen = Vec::new();
		loop {
			let page = Agents::agents(seen.last().copied(), 3);
			if page.is_empty() {
				break;
			}
			seen.extend(page.into_iter().map(|agent| agent.id));
		}
		assert_eq!(seen.len(), 7);
		assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), (0..7).map(AgentId).collect());
		assert!(Agents::agents(None, 0).is_empty());
	});
}

#[test]
fn controllers_are_told_with_what_they_have_left() {
	run(|| {
		set_controller(KEY, rules(&[Class::Pay, Class::Relay], 100));
		assert_ok!(act(KEY, AGENT, transfer(ANYONE, 30)));
		let record = |left| ControllerRecord {
			key: KEY,
			classes: vec![Class::Pay, Class::Relay],
			spend_limit: 100,
			period: 10,
			expires_at: 50,
			left,
		};
		assert_eq!(Agents::controllers(AGENT), vec![record(70)]);
		go_on(10);
		assert_eq!(Agents::controllers(AGENT), vec![record(100)]);
		assert!(Agents::controllers(RIVAL).is_empty());
	});
}

#[test]
fn services_are_told_when_they_are_paged() {
	run(|| {
		for price in 1..=3 {
			publish(ServiceUnit::PerCall, price);
		}
		assert_ok!(Agents::publish_service(by(RIVAL), offer(ServiceUnit::PerCall, 9)));
		let first = Agents::services(AGENT, None, 2);
		let second = Agents::services(AGENT, Some(first[1].id), MAX_PAGE);
		let ids = first.iter().chain(&second).map(|service| service.id).collect::<BTreeSet<_>>();
		assert_eq!(ids, (0..3).map(ServiceId).collect());
		let service = Agents::service(AGENT, ServiceId(2)).unwrap();
		assert_eq!((service.agent, service.price, service.terms), (AGENT, 3, TERMS));
		assert_eq!(Agents::service(RIVAL, ServiceId(2)), None);
	});
}

#[test]
fn payment_is_required_as_the_service_says_when_it_is_asked_for() {
	run(|| {
		let genesis = H256::repeat_byte(7);
		frame_system::BlockHash::<Test>::insert(0, genesis);
		for (unit, scheme) in
			[(ServiceUnit::PerCall, Scheme::Exact), (ServiceUnit::Per1kTokens, Scheme::Upto)]
		{
			let service = publish(unit, 5);
			let required = Agents::payment_requirements(AGENT, service).unwrap();
			assert_eq!((required.scheme, required.amount), (scheme, 5));
			assert_eq!(required.network, network(&genesis));
			assert_eq!((required.asset, required.pay_to), (Asset::Open, wallet(AGENT)));
			assert_eq!(required.max_timeout_seconds, PAYMENT_TIMEOUT);
			let extra = required.extra;
			assert_eq!((extra.agent, extra.service, extra.unit), (AGENT, service, unit));
			assert_eq!((extra.terms, extra.channel), (TERMS, None));
		}
	});
}

#[test]
fn no_payment_is_required_when_there_is_nothing_to_pay_over_http() {
	run(|| {
		let per_call = publish(ServiceUnit::PerCall, 5);
		let per_task = publish(ServiceUnit::PerTask, 500);
		assert_eq!(Agents::payment_requirements(AGENT, per_task), None);
		assert_eq!(Agents::payment_requirements(RIVAL, per_call), None);
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_eq!(Agents::payment_requirements(AGENT, per_call), None);
	});
}

#[test]
fn task_is_told_when_it_is_posted() {
	run(|| {
		let id = posted_with_validator();
		let task = Agents::task(id).unwrap();
		assert_eq!((task.id, task.client, task.agent), (id, CLIENT, AGENT));
		assert_eq!((task.price, task.validator, task.depth), (PRICE, validator(), 1));
		assert_eq!(task.stage, TaskStage::Posted);
		assert_eq!(Agents::task(NO_TASK), None);
	});
}

#[test]
fn tasks_are_told_once_each_when_they_are_paged() {
	run(|| {
		for _ in 0..5 {
			posted();
		}
		let first = Agents::tasks(None, 2);
		let second = Agents::tasks(Some(first[1].id), MAX_PAGE);
		let ids = first.iter().chain(&second).map(|task| task.id).collect::<BTreeSet<_>>();
		assert_eq!(ids, (0..5).map(TaskId).collect());
	});
}

#[test]
fn feedback_is_told_when_it_was_given() {
	run(|| {
		for score in [10, 20, 30] {
			assert_ok!(rate(CLIENT, approved(), score));
		}
		let first = Agents::feedback(AGENT, None, 2);
		let second = Agents::feedback(AGENT, Some(first[1].task), MAX_PAGE);
		let scores = first.iter().chain(&second).map(|given| given.score);
		assert_eq!(scores.collect::<BTreeSet<_>>(), [10, 20, 30].into());
		assert_eq!((first[0].rater, first[0].agent), (CLIENT, AGENT));
		assert_eq!(first[0].tags, tags(&["fast"]));
		assert!(Agents::feedback(RIVAL, None, 2).is_empty());
	});
}

#[test]
fn validations_are_told_when_they_were_requested() {
	run(|| {
		let hashes = [1, 2, 3].map(H256::repeat_byte);
		for hash in hashes {
			assert_ok!(Agents::request_validation(by(AGENT), VALIDATOR, hash, uri("ipfs://w")));
		}
		let first = Agents::validations(AGENT, None, 2);
		let second = Agents::validations(AGENT, Some(first[1].data_hash), MAX_PAGE);
		let told = first.iter().chain(&second).map(|validation| validation.data_hash);
		assert_eq!(told.collect::<BTreeSet<_>>(), hashes.into());
		let validation = Agents::validation(AGENT, hashes[0]).unwrap();
		assert_eq!((validation.validator, validation.response), (VALIDATOR, None));
		assert_eq!(Agents::validation(RIVAL, hashes[0]), None);
	});
}
