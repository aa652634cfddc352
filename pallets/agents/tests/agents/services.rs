// SPDX-License-Identifier: Apache-2.0
//! What agents offer.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::ServiceId, records::ServiceUnit};
use pallet_agents::{Error, Event, NextService, ServiceOffer, Services};

const NO_SERVICE: ServiceId = ServiceId(9);

fn publish_as(who: AccountId, offer: ServiceOffer) -> DispatchResult {
	Agents::publish_service(signed(who), offer)
}

fn bad_offers() -> [(ServiceOffer, Error<Test>); 3] {
	let unreadable = ServiceOffer { uri: no_text(), ..offer(ServiceUnit::PerCall, 1) };
	[
		(offer(ServiceUnit::PerCall, 0), Error::ZeroPrice),
		(offer(ServiceUnit::PerTask, MIN_PRICE - 1), Error::PriceTooLow),
		(unreadable, Error::InvalidText),
	]
}

#[test]
fn service_is_offered_when_it_is_published() {
	run(|| {
		let offer = offer(ServiceUnit::Per1kTokens, 5);
		assert_ok!(publish_as(wallet(AGENT), offer.clone()));
		let service = ServiceId(0);
		assert_eq!(Services::<Test>::get(AGENT, service).unwrap().offer, offer);
		System::assert_last_event(Event::ServiceOffered { agent: AGENT, service, offer }.into());
	});
}

#[test]
fn services_have_different_numbers_when_agents_are_different() {
	run(|| {
		for (number, agent) in [(0, AGENT), (1, RIVAL)] {
			assert_ok!(publish_as(wallet(agent), offer(ServiceUnit::PerTask, MIN_PRICE)));
			assert!(Services::<Test>::contains_key(agent, ServiceId(number)));
		}
	});
}

#[test]
fn publishing_fails_when_the_caller_is_no_wallet() {
	run(|| {
		let offer = offer(ServiceUnit::PerCall, 5);
		assert_noop!(publish_as(OWNER, offer.clone()), Error::<Test>::NotAgent);
		assert_noop!(Agents::publish_service(RuntimeOrigin::root(), offer), BadOrigin);
	});
}

#[test]
fn publishing_fails_when_the_offer_is_bad() {
	run(|| {
		for (offer, error) in bad_offers() {
			assert_noop!(publish_as(wallet(AGENT), offer), error);
		}
	});
}

#[test]
fn publishing_fails_when_the_agent_is_retired() {
	run(|| {
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		let offer = offer(ServiceUnit::PerCall, 5);
		assert_noop!(publish_as(wallet(AGENT), offer), Error::<Test>::AgentRetired);
	});
}

#[test]
fn publishing_fails_when_all_numbers_are_given_out() {
	run(|| {
		NextService::<Test>::put(ServiceId(u32::MAX));
		let offer = offer(ServiceUnit::PerCall, 5);
		assert_noop!(publish_as(wallet(AGENT), offer), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn publishing_fails_when_the_wallet_cannot_spare_the_deposit() {
	run(|| {
		assert_ok!(act(OWNER, AGENT, transfer(OWNER, FUNDS - EXISTENTIAL_DEPOSIT)));
		let publish =
			pallet_agents::Call::publish_service { offer: offer(ServiceUnit::PerCall, 5) };
		assert_noop!(act(OWNER, AGENT, RuntimeCall::Agents(publish)), TokenError::FundsUnavailable);
	});
}

#[test]
fn service_is_offered_otherwise_when_it_is_updated() {
	run(|| {
		let service = publish(ServiceUnit::PerCall, 5);
		let offer = ServiceOffer { uri: uri(""), ..offer(ServiceUnit::PerTask, MIN_PRICE) };
		assert_ok!(Agents::update_service(by(AGENT), service, offer.clone()));
		assert_eq!(Services::<Test>::get(AGENT, service).unwrap().offer, offer);
		System::assert_last_event(Event::ServiceOffered { agent: AGENT, service, offer }.into());
	});
}

#[test]
fn update_fails_when_the_call_is_wrong() {
	run(|| {
		let service = publish(ServiceUnit::PerCall, 5);
		let offer = || offer(ServiceUnit::PerCall, 6);
		let update = |origin, service| Agents::update_service(origin, service, offer());
		assert_noop!(update(signed(OWNER), service), Error::<Test>::NotAgent);
		assert_noop!(update(by(RIVAL), service), Error::<Test>::ServiceNotFound);
		assert_noop!(update(by(AGENT), NO_SERVICE), Error::<Test>::ServiceNotFound);
		assert_noop!(update(RuntimeOrigin::root(), service), BadOrigin);
		for (offer, error) in bad_offers() {
			assert_noop!(Agents::update_service(by(AGENT), service, offer), error);
		}
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_noop!(update(by(AGENT), service), Error::<Test>::AgentRetired);
	});
}

#[test]
fn update_fails_when_the_wallet_cannot_spare_the_deposit() {
	run(|| {
		let service = publish(ServiceUnit::PerCall, 5);
		let spare = free(wallet(AGENT)) - EXISTENTIAL_DEPOSIT;
		assert_ok!(act(OWNER, AGENT, transfer(OWNER, spare)));
		let longer = ServiceOffer {
			uri: BoundedVec::truncate_from(vec![b'x'; 256]),
			..offer(ServiceUnit::PerCall, 5)
		};
		assert_noop!(
			Agents::update_service(by(AGENT), service, longer),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn deposit_is_free_when_the_service_is_withdrawn() {
	run(|| {
		let service = publish(ServiceUnit::PerCall, 5);
		// A retired agent can, too.
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_ok!(Agents::withdraw_service(by(AGENT), service));
		assert_eq!(free(wallet(AGENT)), FUNDS);
		System::assert_last_event(Event::ServiceWithdrawn { agent: AGENT, service }.into());
	});
}

#[test]
fn withdrawal_fails_when_the_call_is_wrong() {
	run(|| {
		let service = publish(ServiceUnit::PerCall, 5);
		let withdraw = Agents::withdraw_service;
		assert_noop!(withdraw(signed(OWNER), service), Error::<Test>::NotAgent);
		assert_noop!(withdraw(by(RIVAL), service), Error::<Test>::ServiceNotFound);
		assert_noop!(withdraw(by(AGENT), NO_SERVICE), Error::<Test>::ServiceNotFound);
		assert_noop!(withdraw(RuntimeOrigin::root(), service), BadOrigin);
	});
}
