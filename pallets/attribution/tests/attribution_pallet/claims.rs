// SPDX-License-Identifier: Apache-2.0
//! Proved answers are challenged, withstand, or fall.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::FeeParts,
	ids::{BatchId, RequestId},
	records::Mode,
	traits::{Claim, Claims, Subject},
};
use pallet_attribution::{Error, Event, Maturing, RequestState};

/// A request that was proved in block 2: its window closes in block 7.
fn proved() -> RequestId {
	assert_ok!(register(0, &[BASE]));
	let id = ask();
	prove(id);
	id
}

fn claim(id: RequestId) -> Result<Claim<AccountId>, DispatchError> {
	Attribution::claim(Subject::Request(id))
}

fn receipt() -> Subject {
	Subject::Receipt { batch: BatchId(0), index: 0 }
}

fn challenges(id: RequestId) -> u8 {
	request(id).answer().unwrap().challenges
}

#[test]
fn claim_tells_what_was_proved_while_the_window_is_open() {
	run(|| {
		let id = proved();
		let expected = Claim {
			worker: worker(0),
			artifact: ADAPTER,
			output: honest_proof(id).output,
			vector: vector(&[1, 3]),
			evidence_root: H256::repeat_byte(7),
			min_words: 6,
		};
		assert_eq!(claim(id), Ok(expected.clone()));
		run_to(6);
		assert_eq!(claim(id), Ok(expected));
		run_to(7);
		assert_eq!(claim(id), Err(Error::<Test>::WindowOver.into()));
	});
}

#[test]
fn claim_can_be_challenged_past_the_window_when_another_challenge_is_open() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		run_to(17);
		assert_ok!(claim(id));
		assert_ok!(challenge(id));
		assert_ok!(falsify(id));
	});
}

#[test]
fn hold_fails_later_than_three_windows_after_the_proof() {
	run(|| {
		// Proved in block 2, and the window is 5.
		let id = proved();
		assert_ok!(challenge(id));
		run_to(18);
		assert_noop!(challenge(id), Error::<Test>::WindowOver);
		// What is open still ends.
		assert_ok!(claim(id));
		hypothetically!({
			assert_ok!(falsify(id));
		});
		assert_ok!(withstand(id));
		assert_eq!(claim(id), Err(Error::<Test>::WindowOver.into()));
		assert_ok!(Attribution::settle(signed(payer(0)), id));
	});
}

#[test]
fn claim_is_refused_later_than_three_windows_after_the_proof_when_none_is_open() {
	run(|| {
		let id = proved();
		ChallengeWindow::set(1);
		assert_ok!(claim(id));
		run_to(5);
		assert_ok!(claim(id));
		run_to(6);
		// The window that was told is not over.
		assert_eq!(claim(id), Err(Error::<Test>::WindowOver.into()));
		assert_noop!(falsify(id), Error::<Test>::WindowOver);
	});
}

#[test]
fn release_opens_no_window_past_the_last_challenge() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		run_to(15);
		assert_ok!(withstand(id));
		assert_eq!(request(id).answer().unwrap().settle_at, 18);
		run_to(17);
		assert_ok!(challenge(id));
	});
}

#[test]
fn claim_fails_by_name_when_there_is_none() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		for change in [challenge, withstand, falsify, |id| claim(id).map(|_| ())] {
			assert_noop!(change(RequestId(9)), Error::<Test>::RequestNotFound);
		}
		let id = queue(ADAPTER, Mode::Optimistic);
		for change in [challenge, withstand, falsify, |id| claim(id).map(|_| ())] {
			assert_noop!(change(id), Error::<Test>::NotProved);
		}
		next_block();
		assert_noop!(challenge(id), Error::<Test>::NotProved);
		prove(id);
		run_to(7);
		assert_noop!(challenge(id), Error::<Test>::WindowOver);
		assert_noop!(falsify(id), Error::<Test>::WindowOver);
		assert_ok!(Attribution::settle(signed(payer(0)), id));
		for change in [challenge, withstand, falsify, |id| claim(id).map(|_| ())] {
			assert_noop!(change(id), Error::<Test>::AlreadySettled);
		}
	});
}

#[test]
fn claim_fails_when_the_subject_is_a_receipt() {
	run(|| {
		proved();
		let not_request = Err(Error::<Test>::NotRequest.into());
		assert_eq!(Attribution::claim(receipt()).map(|_| ()), not_request);
		assert_eq!(Attribution::hold(receipt()), not_request);
		assert_eq!(Attribution::release(receipt()), not_request);
		assert_eq!(Attribution::falsify(receipt()), not_request);
	});
}

#[test]
fn hold_keeps_the_answer_from_being_settled() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		assert_eq!(challenges(id), 1);
		assert_eq!(Maturing::<Test>::iter().count(), 0);
		run_to(10);
		assert_noop!(Attribution::settle(signed(payer(0)), id), Error::<Test>::ChallengeOpen);
	});
}

#[test]
fn hold_fails_when_too_many_challenges_are_open() {
	run(|| {
		let id = proved();
		for _ in 0..MAX_OPEN_CHALLENGES {
			assert_ok!(challenge(id));
		}
		assert_noop!(challenge(id), Error::<Test>::TooManyChallenges);
	});
}

#[test]
fn release_opens_the_window_anew_when_the_answer_withstood() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		run_to(12);
		assert_ok!(withstand(id));
		assert_eq!(Maturing::<Test>::get(worker(0), id), Some(17));
		assert_eq!(
			last_event(),
			Event::ChallengeWithstood { request: id, challenges: 0, settle_at: 17 }
		);
		run_to(16);
		assert_noop!(Attribution::settle(signed(payer(0)), id), Error::<Test>::WindowOpen);
		run_to(17);
		assert_ok!(Attribution::settle(signed(payer(0)), id));
	});
}

#[test]
fn release_never_shortens_the_window() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		ChallengeWindow::set(1);
		assert_ok!(withstand(id));
		assert_eq!(Maturing::<Test>::get(worker(0), id), Some(7));
	});
}

#[test]
fn release_leaves_the_answer_on_hold_when_another_challenge_is_open() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		assert_ok!(challenge(id));
		assert_ok!(withstand(id));
		assert_eq!(challenges(id), 1);
		assert_eq!(Maturing::<Test>::iter().count(), 0);
	});
}

#[test]
fn release_fails_when_no_challenge_is_open() {
	run(|| {
		let id = proved();
		assert_noop!(withstand(id), Error::<Test>::NoOpenChallenge);
	});
}

#[test]
fn falsify_gives_the_payer_everything_but_the_deposit_back() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		let answer = request(id).answer().unwrap().clone();
		let kept = deposit(&payer(0));
		assert_ok!(falsify(id));
		assert_eq!(escrow(&payer(0)), 0);
		assert_eq!(Balances::free_balance(payer(0)), FUNDS - kept);
		assert_eq!(paid_into_pot(), 0);
		assert_eq!(Maturing::<Test>::iter().count(), 0);
		let RequestState::Falsified(closed) = request(id).state else { panic!("not falsified") };
		assert_eq!((closed.answer, closed.parts), (answer, FeeParts::default()));
		assert_eq!(
			last_event(),
			Event::InferenceFalsified { request: id, worker: worker(0), refund: 1_000 }
		);
	});
}

#[test]
fn falsify_succeeds_when_no_challenge_was_held_within_the_window() {
	run(|| {
		let id = proved();
		assert_ok!(falsify(id));
		for change in [challenge, withstand, falsify, |id| claim(id).map(|_| ())] {
			assert_noop!(change(id), Error::<Test>::AlreadyFalsified);
		}
	});
}
