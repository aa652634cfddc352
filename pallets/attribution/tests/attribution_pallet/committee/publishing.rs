// SPDX-License-Identifier: Apache-2.0
//! The author publishes the answer.

use super::*;
use openledger_primitives::{commitment::MAX_ANSWER_LEN, records::MAX_COMMITTEE};
use pallet_attribution::{CommitteeState, Error, SeatState, Workers};

fn publish_other(id: RequestId, change: impl FnOnce(&mut AnswerStatement)) -> DispatchResult {
	let mut statement = statement();
	change(&mut statement);
	Attribution::publish_answer(signed(author(id)), id, statement)
}

#[test]
fn publish_answer_opens_the_window_to_commit_when_accepted() {
	run(|| {
		let id = asked(5);
		let now = System::block_number();
		assert_ok!(publish(id));
		let state = CommitteeState { statement: statement(), fee: 200, published_at: now };
		assert_eq!(request(id).state, RequestState::Committee(state));
		let panel = panel(id);
		assert!(panel.seats.iter().map(|seat| &seat.member).eq(&request(id).workers));
		assert!(panel.seats.iter().all(|seat| seat.state == SeatState::Waiting));
		assert_eq!((panel.commit_until, panel.reveal_until), (now + 5, now + 10));
		let expected = Event::AnswerPublished {
			request: id,
			worker: author(id),
			statement: statement(),
			fee: 200,
			commit_until: now + 5,
		};
		assert_eq!(last_event(), expected);
	});
}

#[test]
fn publish_answer_counts_for_the_author_when_accepted() {
	run(|| {
		let id = asked(3);
		assert_ok!(publish(id));
		assert_eq!(Workers::<Test>::get(author(id)).unwrap().proved, 1);
	});
}

#[test]
fn publish_answer_fails_when_there_is_no_request() {
	run(|| {
		let published = Attribution::publish_answer(signed(worker(0)), RequestId(9), statement());
		assert_noop!(published, Error::<Test>::RequestNotFound);
	});
}

#[test]
fn publish_answer_fails_when_the_request_wants_a_proof() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		assert_noop!(publish(id), Error::<Test>::NoCommittee);
	});
}

#[test]
fn publish_answer_fails_when_the_request_is_queued() {
	run(|| {
		register_workers(3);
		let id = queue(ADAPTER, Mode::Committee { k: 3 });
		let published = Attribution::publish_answer(signed(worker(0)), id, statement());
		assert_noop!(published, Error::<Test>::NotAssigned);
	});
}

#[test]
fn publish_answer_fails_when_it_was_published_before() {
	run(|| {
		let id = published(3);
		assert_noop!(publish(id), Error::<Test>::AlreadyProved);
	});
}

#[test]
fn publish_answer_is_accepted_only_up_to_the_deadline() {
	run(|| {
		let id = asked(3);
		run_to(request(id).deadline + 1);
		assert_noop!(publish(id), Error::<Test>::DeadlinePassed);
	});
	run(|| {
		let id = asked(3);
		run_to(request(id).deadline);
		assert_ok!(publish(id));
	});
}

#[test]
fn publish_answer_fails_when_the_caller_is_not_the_author() {
	run(|| {
		let id = asked(3);
		let checker = request(id).workers[1].clone();
		for who in [checker, payer(0)] {
			let published = Attribution::publish_answer(signed(who), id, statement());
			assert_noop!(published, Error::<Test>::WorkerNotAssigned);
		}
	});
}

#[test]
fn publish_answer_fails_when_the_commitment_is_malformed() {
	run(|| {
		let id = asked(3);
		let no_root = publish_other(id, |statement| statement.output.root = H256::zero());
		assert_noop!(no_root, Error::<Test>::MalformedStatement);
		let long = publish_other(id, |statement| statement.output.length = MAX_ANSWER_LEN + 1);
		assert_noop!(long, Error::<Test>::MalformedStatement);
	});
}

#[test]
fn publish_answer_fails_when_it_charges_too_many_tokens() {
	run(|| {
		let id = asked(3);
		let output = publish_other(id, |statement| statement.output_tokens = 51);
		assert_noop!(output, Error::<Test>::TooManyTokens);
		let bytes = request(id).input.length;
		let input = publish_other(id, |statement| statement.input_tokens = bytes + 1);
		assert_noop!(input, Error::<Test>::TooManyInputTokens);
		assert_ok!(publish_other(id, |statement| statement.input_tokens = bytes));
	});
}

#[test]
fn publish_answer_fails_when_it_charges_more_tokens_than_the_answer_can_have() {
	run(|| {
		let id = asked(3);
		let publish = |tokens| {
			publish_other(id, |statement| {
				statement.output = ContentCommitment::of(b"She did.").unwrap();
				statement.output_tokens = tokens;
			})
		};
		assert_noop!(publish(10), Error::<Test>::TooManyTokens);
		assert_ok!(publish(9));
	});
}

#[test]
fn publish_answer_fails_when_the_bond_is_spent() {
	run(|| {
		let id = asked(3);
		world(|world| world.bonds.insert(author(id), FraudSlash::get() - 1));
		assert_noop!(publish(id), Error::<Test>::BondSpent);
		world(|world| world.bonds.insert(author(id), FraudSlash::get()));
		assert_ok!(publish(id));
	});
}

/// Publishes the answer to a request with a committee of five that may cost `max_fee`.
fn publish_for(max_fee: Balance) -> DispatchResult {
	register_workers(WORKERS);
	let (payer, mode) = (signed(payer(0)), Mode::Committee { k: 5 });
	let question = text("Who wrote it?");
	assert_ok!(Attribution::request_inference(payer, ADAPTER, question, mode, 50, max_fee, 10));
	next_block();
	publish(RequestId(0))
}

#[test]
fn publish_answer_is_accepted_only_up_to_the_maximum_with_all_checks() {
	// The fee is 200, and four checks cost 50 each.
	run(|| {
		assert_ok!(publish_for(400));
	});
	run(|| {
		assert_eq!(publish_for(399), Err(Error::<Test>::FeeAboveMaximum.into()));
	});
}

#[test]
fn submit_proof_fails_when_a_committee_decides() {
	run(|| {
		let id = asked(3);
		let submitted = submit(number_of(&author(id)), &honest_proof(id));
		assert_noop!(submitted, Error::<Test>::CommitteeDecides);
	});
}

#[test]
fn committee_costs_more_deposit_when_it_has_more_seats() {
	run(|| {
		register_workers(WORKERS);
		let deposits =
			[Mode::Optimistic, Mode::Committee { k: 3 }, Mode::Committee { k: 7 }].map(|mode| {
				let before = deposit(&payer(0));
				queue(ADAPTER, mode);
				deposit(&payer(0)) - before
			});
		assert!(deposits[0] < deposits[1] && deposits[1] < deposits[2]);
		// Each seat has room for the longest judgement.
		let judgement = u128::try_from(Judgement::max_encoded_len()).unwrap();
		assert_eq!(deposits[2] - deposits[1], 4 * judgement);
	});
}

#[test]
fn expire_frees_all_members_when_the_author_was_silent() {
	run(|| {
		let id = asked(MAX_COMMITTEE.try_into().unwrap());
		let author = author(id);
		run_to(request(id).deadline + 1);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		assert_eq!(pallet_attribution::Assigned::<Test>::iter().count(), 0);
		assert_eq!((escrow(&payer(0)), deposit(&payer(0))), (0, 0));
		assert_eq!(Workers::<Test>::get(author).unwrap().missed, 1);
	});
}

#[test]
fn expire_fails_when_the_committee_judges() {
	run(|| {
		let id = published(3);
		run_to(request(id).deadline + 1);
		let expired = Attribution::expire(signed(payer(1)), id);
		assert_noop!(expired, Error::<Test>::AlreadyProved);
	});
}
