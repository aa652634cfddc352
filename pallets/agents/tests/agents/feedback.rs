// SPDX-License-Identifier: Apache-2.0
//! What the parties of tasks say of each other.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::TaskId, records::Rating};
use pallet_agents::{Error, Event, Feedbacks, Standings};

fn rating(agent: openledger_primitives::ids::AgentId) -> Rating {
	Standings::<Test>::get(agent).unwrap().rating
}

fn revoke(who: AccountId, task: TaskId) -> DispatchResult {
	Agents::revoke_feedback(signed(who), AGENT, task)
}

fn answer(origin: RuntimeOrigin, task: TaskId) -> DispatchResult {
	Agents::answer_feedback(origin, task, uri("ipfs://answer"), HASH)
}

#[test]
fn agent_is_rated_when_its_client_gives_feedback() {
	run(|| {
		let task = approved();
		assert_ok!(rate(CLIENT, task, 90));
		assert_eq!(rating(AGENT), Rating { count: 1, sum: 90 });
		let stored = Feedbacks::<Test>::get(AGENT, task).unwrap();
		assert_eq!((stored.rater, stored.score, stored.content_hash), (CLIENT, 90, HASH));
		System::assert_last_event(
			Event::FeedbackGiven {
				agent: AGENT,
				task,
				rater: CLIENT,
				score: 90,
				tags: tags(&["fast"]),
				uri: uri("ipfs://more"),
				content_hash: HASH,
			}
			.into(),
		);
	});
}

#[test]
fn both_are_rated_when_both_are_agents() {
	run(|| {
		let task = approved_by_rival();
		assert_ok!(rate(wallet(RIVAL), task, 100));
		assert_ok!(rate(wallet(AGENT), task, 0));
		assert_eq!(rating(AGENT), Rating { count: 1, sum: 100 });
		assert_eq!(rating(RIVAL), Rating { count: 1, sum: 0 });
		assert_eq!(Feedbacks::<Test>::get(RIVAL, task).unwrap().rater, wallet(AGENT));
	});
}

#[test]
fn ratings_add_up_when_there_are_several() {
	run(|| {
		for score in [10, 20, 70] {
			assert_ok!(rate(CLIENT, approved(), score));
		}
		assert_eq!(rating(AGENT), Rating { count: 3, sum: 100 });
	});
}

#[test]
fn agent_is_rated_when_it_lost_a_dispute_or_did_not_deliver() {
	run(|| {
		let lost = disputed();
		assert_ok!(Agents::resolve(signed(VALIDATOR), lost, Perbill::zero()));
		let undelivered = accepted();
		go_on(DEADLINE + 1);
		assert_ok!(Agents::expire(signed(ANYONE), undelivered));
		for task in [lost, undelivered] {
			assert_ok!(rate(CLIENT, task, 0));
		}
		assert_eq!(rating(AGENT).count, 2);
	});
}

#[test]
fn feedback_fails_when_the_task_is_not_over() {
	run(|| {
		assert_noop!(rate(CLIENT, NO_TASK, 1), Error::<Test>::TaskNotFound);
		for task in [posted(), accepted(), delivered(), disputed()] {
			assert_noop!(rate(CLIENT, task, 1), Error::<Test>::NotClosed);
		}
	});
}

#[test]
fn feedback_fails_when_nobody_had_accepted_the_task() {
	run(|| {
		let task = posted();
		assert_ok!(Agents::cancel_task(signed(CLIENT), task));
		assert_noop!(rate(CLIENT, task, 1), Error::<Test>::NotClosed);
	});
}

#[test]
fn feedback_fails_when_the_caller_is_no_party() {
	run(|| {
		let task = approved();
		for who in [OWNER, ANYONE, wallet(RIVAL)] {
			assert_noop!(rate(who, task, 1), Error::<Test>::NotCounterparty);
		}
		let unsigned =
			Agents::give_feedback(RuntimeOrigin::root(), task, 1, tags(&[]), uri(""), HASH);
		assert_noop!(unsigned, BadOrigin);
	});
}

#[test]
fn feedback_fails_when_the_client_is_no_agent() {
	run(|| {
		let task = approved();
		assert_noop!(rate(wallet(AGENT), task, 1), Error::<Test>::ClientIsNoAgent);
	});
}

#[test]
fn feedback_fails_when_it_was_given_before() {
	run(|| {
		let task = approved();
		assert_ok!(rate(CLIENT, task, 1));
		assert_noop!(rate(CLIENT, task, 2), Error::<Test>::AlreadyRated);
		assert_ok!(revoke(CLIENT, task));
		assert_noop!(rate(CLIENT, task, 2), Error::<Test>::AlreadyRated);
	});
}

#[test]
fn feedback_fails_when_it_is_malformed() {
	run(|| {
		let task = approved();
		assert_noop!(rate(CLIENT, task, 101), Error::<Test>::InvalidScore);
		let give = |tags, uri| Agents::give_feedback(signed(CLIENT), task, 1, tags, uri, HASH);
		let unreadable = BoundedVec::truncate_from(vec![no_text()]);
		for bad in [tags(&[""]), unreadable] {
			assert_noop!(give(bad, uri("")), Error::<Test>::InvalidText);
		}
		assert_noop!(give(tags(&[]), no_text()), Error::<Test>::InvalidText);
		assert_ok!(give(tags(&[]), uri("")));
	});
}

#[test]
fn feedback_fails_when_the_agent_is_forgotten() {
	run(|| {
		let task = approved_by_rival();
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		let all = free(wallet(AGENT));
		assert_ok!(act(OWNER, AGENT, transfer(OWNER, all)));
		assert_ok!(Agents::forget_agent(signed(OWNER), AGENT));
		assert_noop!(rate(wallet(RIVAL), task, 1), Error::<Test>::AgentNotFound);
	});
}

#[test]
fn feedback_fails_when_the_rater_cannot_spare_the_deposit() {
	run(|| {
		let task = approved();
		let spare = free(CLIENT) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_allow_death(signed(CLIENT), ANYONE, spare));
		let give = pallet_agents::Call::give_feedback {
			task,
			score: 1,
			tags: tags(&[]),
			uri: uri(""),
			content_hash: HASH,
		};
		let refused = RuntimeCall::Agents(give).dispatch(signed(CLIENT)).unwrap_err().error;
		assert_eq!(refused, TokenError::FundsUnavailable.into());
	});
}

#[test]
fn rating_counts_no_more_when_it_is_revoked() {
	run(|| {
		let (first, second) = (approved(), approved());
		assert_ok!(rate(CLIENT, first, 30));
		assert_ok!(rate(CLIENT, second, 50));
		assert_ok!(revoke(CLIENT, first));
		assert_eq!(rating(AGENT), Rating { count: 1, sum: 50 });
		assert!(!Feedbacks::<Test>::contains_key(AGENT, first));
		System::assert_last_event(
			Event::FeedbackRevoked { agent: AGENT, task: first, rater: CLIENT, score: 30 }.into(),
		);
	});
}

#[test]
fn feedback_is_revoked_when_task_and_agent_are_forgotten() {
	run(|| {
		let task = approved();
		assert_ok!(rate(CLIENT, task, 30));
		go_on(RETENTION);
		assert_ok!(Agents::forget_task(signed(CLIENT), task));
		assert_ok!(Agents::retire(signed(OWNER), AGENT));
		let all = free(wallet(AGENT));
		assert_ok!(act(OWNER, AGENT, transfer(OWNER, all)));
		assert_ok!(Agents::forget_agent(signed(OWNER), AGENT));
		assert_ok!(revoke(CLIENT, task));
		assert_eq!(free(CLIENT), FUNDS - PRICE);
	});
}

#[test]
fn revoking_fails_when_the_call_is_wrong() {
	run(|| {
		let task = approved();
		assert_noop!(
			Agents::revoke_feedback(signed(CLIENT), AGENT, task),
			Error::<Test>::FeedbackNotFound
		);
		assert_ok!(rate(CLIENT, task, 1));
		assert_noop!(Agents::revoke_feedback(RuntimeOrigin::root(), AGENT, task), BadOrigin);
		for who in [OWNER, wallet(AGENT)] {
			let revoke = pallet_agents::Call::revoke_feedback { agent: AGENT, task };
			let refused = RuntimeCall::Agents(revoke).dispatch(signed(who)).unwrap_err().error;
			assert_eq!(refused, Error::<Test>::NotRater.into());
		}
	});
}

#[test]
fn answer_is_told_when_the_rated_agent_gives_it() {
	run(|| {
		let task = approved();
		assert_ok!(rate(CLIENT, task, 1));
		assert_ok!(answer(by(AGENT), task));
		System::assert_last_event(
			Event::FeedbackAnswered {
				agent: AGENT,
				task,
				uri: uri("ipfs://answer"),
				content_hash: HASH,
			}
			.into(),
		);
	});
}

#[test]
fn answering_fails_when_the_call_is_wrong() {
	run(|| {
		let task = approved();
		assert_noop!(answer(by(AGENT), task), Error::<Test>::FeedbackNotFound);
		assert_ok!(rate(CLIENT, task, 1));
		assert_noop!(answer(signed(OWNER), task), Error::<Test>::NotAgent);
		assert_noop!(answer(by(RIVAL), task), Error::<Test>::FeedbackNotFound);
		assert_noop!(answer(RuntimeOrigin::root(), task), BadOrigin);
		assert_noop!(
			Agents::answer_feedback(by(AGENT), task, no_text(), HASH),
			Error::<Test>::InvalidText
		);
	});
}
