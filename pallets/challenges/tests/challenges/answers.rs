// SPDX-License-Identifier: Apache-2.0
//! How demands are met, and what does not meet them.

use crate::{corpus::*, mock::*};
use frame::{testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::{
	evidence::{EvidenceLeaf, SpanOpening},
	ids::{ChallengeId, ContributionId},
};
use pallet_challenges::{Error, Event};

/// A claim with `leaf` alone, which was demanded to be shown.
fn demanded(leaf: EvidenceLeaf) {
	let subject = claim_with(&[leaf]);
	assert_ok!(challenge_leaf(ALICE, subject, &[leaf], 0));
}

fn show(opening: SpanOpening) -> DispatchResult {
	Challenges::answer_leaf(RuntimeOrigin::signed(NOBODY), ChallengeId(0), Box::new(opening))
}

#[test]
fn answer_pays_the_worker_when_it_shows_the_leaf() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 1));
		advance(WINDOW - 1);
		assert_ok!(answer_leaf(0, &leaves[1]));
		assert_eq!(balances(ALICE), (FUNDS - BOND - deposit(), 0, deposit()));
		assert_eq!(balances(WORKER), (FUNDS + BOND, 0, 0));
		assert_eq!((case(subject).open, case(subject).end), (0, None));
		assert_eq!(record(0).unwrap().bond, None);
		System::assert_last_event(
			Event::ChallengeAnswered {
				challenge: ChallengeId(0),
				subject,
				worker: WORKER,
				challenger: ALICE,
				paid: BOND,
			}
			.into(),
		);
	});
}

#[test]
fn every_leaf_is_shown_when_the_claim_is_honest() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		for (id, leaf) in (0..).zip(&leaves) {
			assert_ok!(challenge_leaf(ALICE, subject, &leaves, id as usize));
			assert_ok!(answer_leaf(id, leaf));
		}
		assert_eq!(balances(WORKER).0, FUNDS + 10 * BOND);
	});
}

#[test]
fn disclosure_pays_the_worker_when_it_is_whole() {
	run(|| {
		let subject = honest_claim();
		assert_ok!(challenge_disclosure(ALICE, subject));
		assert_ok!(disclose(0, ANSWER, &honest()));
		assert_eq!(balances(WORKER).0, FUNDS + BOND);
		assert_eq!(case(subject).open, 0);
		System::assert_last_event(
			Event::ChallengeAnswered {
				challenge: ChallengeId(0),
				subject,
				worker: WORKER,
				challenger: ALICE,
				paid: BOND,
			}
			.into(),
		);
	});
}

#[test]
fn challenger_keeps_the_bond_when_the_worker_cannot_take_it() {
	run(|| {
		let subject = honest_claim();
		ChallengeBond::set(EXISTENTIAL_DEPOSIT - 1);
		assert_ok!(challenge_disclosure(ALICE, subject));
		assert_ok!(Balances::burn_from(
			&WORKER,
			FUNDS,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		));
		assert_ok!(disclose(0, ANSWER, &honest()));
		assert_eq!(balances(ALICE), (FUNDS - deposit(), 0, deposit()));
		assert_eq!(case(subject).open, 0);
		let challenge = ChallengeId(0);
		let (worker, challenger) = (WORKER, ALICE);
		System::assert_last_event(
			Event::ChallengeAnswered { challenge, subject, worker, challenger, paid: 0 }.into(),
		);
	});
}

#[test]
fn answer_fails_when_the_leaf_is_false() {
	run(|| {
		let leaf = EvidenceLeaf { contribution: ContributionId(1), ..honest()[0] };
		demanded(EvidenceLeaf { length: 16, content_offset: 4, ..leaf });
		let shown = EvidenceLeaf { length: 16, content_offset: 4, ..leaf };
		assert_noop!(answer_leaf(0, &shown), Error::<Test>::BytesDiffer);
	});
}

#[test]
fn answer_fails_when_the_leaf_cuts_a_word() {
	run(|| {
		let leaf = EvidenceLeaf { length: 21, ..honest()[0] };
		demanded(leaf);
		assert_noop!(answer_leaf(0, &leaf), Error::<Test>::NotWholeWords);
	});
}

#[test]
fn answer_fails_when_the_leaf_has_too_few_words() {
	run(|| {
		let leaf = EvidenceLeaf { length: 10, ..honest()[0] };
		demanded(leaf);
		assert_noop!(answer_leaf(0, &leaf), Error::<Test>::TooFewWords);
	});
}

#[test]
fn answer_fails_when_the_chunks_are_others() {
	run(|| {
		let leaf = honest()[0];
		demanded(leaf);
		let SpanOpening { answer, content } = opening(&leaf);
		let swapped = SpanOpening { answer: content.clone(), content: content.clone() };
		assert_noop!(show(swapped), Error::<Test>::AnswerNotShown);
		let swapped = SpanOpening { answer: answer.clone(), content: answer };
		assert_noop!(show(swapped), Error::<Test>::ContentNotShown);
	});
}

#[test]
fn answer_fails_when_there_is_no_such_contribution() {
	run(|| {
		let leaf = honest()[0];
		demanded(EvidenceLeaf { contribution: ContributionId(99), ..leaf });
		assert_noop!(show(opening(&leaf)), Error::<Test>::ContributionNotIncluded);
	});
}

#[test]
fn disclosure_fails_when_it_is_of_other_bytes() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		assert_ok!(challenge_disclosure(ALICE, subject));
		assert_noop!(disclose(0, "something else", &leaves), Error::<Test>::AnswerMismatch);
		assert_noop!(disclose(0, ANSWER, &leaves[1..]), Error::<Test>::LeavesMismatch);
	});
}

#[test]
fn disclosure_fails_when_the_claim_is_false() {
	let refusals = [
		None,
		None,
		None,
		Some(Error::WrongArithmetic),
		Some(Error::WrongWords),
		Some(Error::TooManySpans),
		None,
		Some(Error::AnswerNotCanonical),
	];
	for (lie, refusal) in lies().into_iter().zip(refusals) {
		run(|| {
			let subject = claims(0, &lie.answer, &lie.leaves, lie.unattributed);
			assert_ok!(challenge_disclosure(ALICE, subject));
			match refusal {
				Some(error) => {
					let error: Error<Test> = error;
					assert_noop!(disclose(0, &lie.answer, &lie.leaves), error);
				},
				// Only the contributions tell that these are false; the bytes are out now.
				None => {
					assert_ok!(disclose(0, &lie.answer, &lie.leaves));
					assert_ok!(prove(BOB, subject, lie.fraud));
				},
			}
		});
	}
}

#[test]
fn answer_fails_when_the_window_is_over() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 0));
		assert_ok!(challenge_disclosure(ALICE, subject));
		advance(WINDOW);
		assert_noop!(answer_leaf(0, &leaves[0]), Error::<Test>::ResponseWindowOver);
		assert_noop!(disclose(1, ANSWER, &leaves), Error::<Test>::ResponseWindowOver);
	});
}

#[test]
fn answer_fails_when_something_else_was_demanded() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 0));
		assert_ok!(challenge_disclosure(ALICE, subject));
		assert_noop!(answer_leaf(1, &leaves[0]), Error::<Test>::OtherDemand);
		assert_noop!(disclose(0, ANSWER, &leaves), Error::<Test>::OtherDemand);
	});
}

#[test]
fn answer_fails_when_there_is_one_already() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 0));
		assert_ok!(challenge_disclosure(ALICE, subject));
		assert_ok!(answer_leaf(0, &leaves[0]));
		assert_ok!(disclose(1, ANSWER, &leaves));
		assert_noop!(answer_leaf(0, &leaves[0]), Error::<Test>::AlreadyAnswered);
		assert_noop!(disclose(1, ANSWER, &leaves), Error::<Test>::AlreadyAnswered);
	});
}

#[test]
fn answer_fails_when_there_is_no_such_challenge() {
	run(|| {
		let leaves = honest();
		assert_noop!(answer_leaf(0, &leaves[0]), Error::<Test>::ChallengeNotFound);
		assert_noop!(disclose(0, ANSWER, &leaves), Error::<Test>::ChallengeNotFound);
	});
}

#[test]
fn answer_fails_when_the_claim_has_ended() {
	run(|| {
		let (leaves, subject) = (honest(), honest_claim());
		assert_ok!(challenge_leaf(ALICE, subject, &leaves, 0));
		assert_ok!(challenge_disclosure(ALICE, subject));
		pay(subject);
		assert_noop!(answer_leaf(0, &leaves[0]), NO_CLAIM);
		assert_noop!(disclose(1, ANSWER, &leaves), NO_CLAIM);
	});
}

#[test]
fn answer_fails_when_nobody_signed() {
	run(|| {
		let leaf = honest()[0];
		demanded(leaf);
		let (nobody, id) = (RuntimeOrigin::none, ChallengeId(0));
		let opening = Box::new(opening(&leaf));
		assert_noop!(Challenges::answer_leaf(nobody(), id, opening), BadOrigin);
		let (answer, leaves) = (Default::default(), Default::default());
		assert_noop!(Challenges::disclose(nobody(), id, answer, leaves), BadOrigin);
	});
}
