// SPDX-License-Identifier: Apache-2.0
//! What agents ask others to check.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::AgentId, records::ValidationResponse};
use pallet_agents::{Error, Event, Standings, Validations};

const OTHER_HASH: H256 = H256::repeat_byte(3);

fn try_request(origin: RuntimeOrigin, validator: AccountId) -> DispatchResult {
	Agents::request_validation(origin, validator, HASH, uri("ipfs://work"))
}

fn request() {
	assert_ok!(try_request(by(AGENT), VALIDATOR));
}

fn answer(who: AccountId, agent: AgentId, score: u8) -> DispatchResult {
	let (tag, evidence) = (text("hard"), uri("ipfs://evidence"));
	Agents::answer_validation(signed(who), agent, HASH, score, tag, evidence, OTHER_HASH)
}

fn withdraw(origin: RuntimeOrigin) -> DispatchResult {
	Agents::withdraw_validation(origin, HASH)
}

#[test]
fn validation_waits_when_it_is_requested() {
	run(|| {
		request();
		let stored = Validations::<Test>::get(AGENT, HASH).unwrap();
		assert_eq!((stored.validator, stored.response), (VALIDATOR, None));
		assert_eq!(Standings::<Test>::get(AGENT).unwrap().dependents, 1);
		System::assert_last_event(
			Event::ValidationRequested {
				agent: AGENT,
				validator: VALIDATOR,
				data_hash: HASH,
				uri: uri("ipfs://work"),
			}
			.into(),
		);
	});
}

#[test]
fn requests_are_apart_when_agents_ask_for_the_same() {
	run(|| {
		request();
		assert_ok!(try_request(by(RIVAL), VALIDATOR));
		assert_ok!(answer(VALIDATOR, AGENT, 7));
		assert_eq!(Validations::<Test>::get(RIVAL, HASH).unwrap().response, None);
	});
}

#[test]
fn requesting_fails_when_the_call_is_wrong() {
	run(|| {
		assert_noop!(try_request(signed(OWNER), VALIDATOR), Error::<Test>::NotAgent);
		assert_noop!(try_request(RuntimeOrigin::root(), VALIDATOR), BadOrigin);
		for validator in [wallet(AGENT), OWNER] {
			assert_noop!(try_request(by(AGENT), validator), Error::<Test>::InvalidValidator);
		}
		assert_noop!(
			Agents::request_validation(by(AGENT), VALIDATOR, HASH, no_text()),
			Error::<Test>::InvalidText
		);
		request();
		assert_noop!(try_request(by(AGENT), ANYONE), Error::<Test>::AlreadyRequested);
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_noop!(try_request(by(AGENT), VALIDATOR), Error::<Test>::AgentRetired);
	});
}

#[test]
fn requesting_fails_when_the_wallet_cannot_spare_the_deposit() {
	run(|| {
		assert_ok!(act(OWNER, AGENT, transfer(OWNER, FUNDS - EXISTENTIAL_DEPOSIT)));
		assert_noop!(try_request(by(AGENT), VALIDATOR), TokenError::FundsUnavailable);
	});
}

#[test]
fn finding_is_stored_when_the_validator_answers() {
	run(|| {
		request();
		assert_ok!(answer(VALIDATOR, AGENT, 100));
		assert_eq!(
			Validations::<Test>::get(AGENT, HASH).unwrap().response,
			Some(ValidationResponse {
				score: 100,
				tag: text("hard"),
				content_hash: OTHER_HASH,
				at: 1
			})
		);
		System::assert_last_event(
			Event::ValidationAnswered {
				agent: AGENT,
				validator: VALIDATOR,
				data_hash: HASH,
				score: 100,
				tag: text("hard"),
				uri: uri("ipfs://evidence"),
				content_hash: OTHER_HASH,
			}
			.into(),
		);
	});
}

#[test]
fn finding_is_replaced_when_the_validator_answers_again() {
	run(|| {
		request();
		assert_ok!(answer(VALIDATOR, AGENT, 100));
		go_on(5);
		assert_ok!(answer(VALIDATOR, AGENT, 0));
		let response = Validations::<Test>::get(AGENT, HASH).unwrap().response.unwrap();
		assert_eq!((response.score, response.at), (0, 6));
	});
}

#[test]
fn answering_fails_when_the_call_is_wrong() {
	run(|| {
		assert_noop!(answer(VALIDATOR, AGENT, 1), Error::<Test>::ValidationNotFound);
		request();
		assert_noop!(answer(VALIDATOR, RIVAL, 1), Error::<Test>::ValidationNotFound);
		for who in [ANYONE, OWNER, wallet(AGENT)] {
			assert_noop!(answer(who, AGENT, 1), Error::<Test>::NotValidator);
		}
		assert_noop!(answer(VALIDATOR, AGENT, 101), Error::<Test>::InvalidScore);
		let with =
			|origin, tag, uri| Agents::answer_validation(origin, AGENT, HASH, 1, tag, uri, HASH);
		assert_noop!(with(signed(VALIDATOR), no_text(), uri("")), Error::<Test>::InvalidText);
		assert_noop!(with(signed(VALIDATOR), text(""), no_text()), Error::<Test>::InvalidText);
		assert_noop!(with(RuntimeOrigin::root(), text(""), uri("")), BadOrigin);
	});
}

#[test]
fn deposit_is_free_when_an_unanswered_request_is_withdrawn() {
	run(|| {
		request();
		// A retired agent can, too.
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		assert_ok!(withdraw(by(AGENT)));
		assert_eq!(free(wallet(AGENT)), FUNDS);
		assert_eq!(Standings::<Test>::get(AGENT).unwrap().dependents, 0);
		System::assert_last_event(
			Event::ValidationWithdrawn { agent: AGENT, data_hash: HASH }.into(),
		);
	});
}

#[test]
fn validation_stays_for_a_while_when_it_was_answered() {
	run(|| {
		request();
		go_on(4);
		assert_ok!(answer(VALIDATOR, AGENT, 1));
		go_on(RETENTION - 1);
		// Answering again does not keep it any longer.
		assert_ok!(answer(VALIDATOR, AGENT, 2));
		assert_noop!(withdraw(by(AGENT)), Error::<Test>::TooEarlyToForget);
		go_on(1);
		assert_ok!(withdraw(by(AGENT)));
	});
}

#[test]
fn withdrawal_fails_when_the_call_is_wrong() {
	run(|| {
		assert_noop!(withdraw(by(AGENT)), Error::<Test>::ValidationNotFound);
		request();
		assert_noop!(withdraw(by(RIVAL)), Error::<Test>::ValidationNotFound);
		assert_noop!(withdraw(signed(OWNER)), Error::<Test>::NotAgent);
		assert_noop!(withdraw(RuntimeOrigin::root()), BadOrigin);
	});
}
