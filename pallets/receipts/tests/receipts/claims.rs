// SPDX-License-Identifier: Apache-2.0
//! Receipts that were shown, and challenges of them.

use crate::mock::*;
use frame::{testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::{
	ids::{BatchId, RequestId},
	traits::{Claim, Claims, Subject},
};
use pallet_receipts::{Batches, Error, Event, ShownReceipts, VoidReason};

const SUBJECT: Subject = Subject::Receipt { batch: BATCH, index: 1 };
const REQUEST: Subject = Subject::Request(RequestId(0));

/// The batch posted, and Alice has shown its second receipt.
fn shown() {
	let leaves = posted();
	show_receipt(ALICE, BATCH, shown_receipt(&leaves, 1)).unwrap();
}

fn hold(subject: Subject) -> DispatchResult {
	in_layer(|| <Receipts as Claims<AccountId>>::hold(subject))
}

fn release(subject: Subject) -> DispatchResult {
	in_layer(|| <Receipts as Claims<AccountId>>::release(subject))
}

fn falsify(subject: Subject) -> DispatchResult {
	in_layer(|| <Receipts as Claims<AccountId>>::falsify(subject))
}

fn claim(subject: Subject) -> Result<Claim<AccountId>, DispatchError> {
	<Receipts as Claims<AccountId>>::claim(subject)
}

#[test]
fn receipt_can_be_challenged_when_it_was_shown() {
	run(|| {
		let leaves = posted();
		assert_eq!(claim(SUBJECT), Err(Error::<Test>::ReceiptNotFound.into()));
		assert_ok!(show_receipt(ALICE, BATCH, shown_receipt(&leaves, 1)));
		System::assert_last_event(
			Event::ReceiptShown { batch: BATCH, index: 1, who: ALICE }.into(),
		);
		let receipt = leaves.receipts[1].receipt.clone();
		let expected = Claim {
			worker: WORKER,
			artifact: ARTIFACT,
			output: receipt.output,
			vector: receipt.vector,
			evidence_root: receipt.evidence_root,
			min_words: 6,
		};
		assert_eq!(claim(SUBJECT), Ok(expected));
	});
}

#[test]
fn words_that_count_stay_when_the_parameter_changes() {
	run(|| {
		shown();
		MinWords::set(9);
		assert_eq!(claim(SUBJECT).unwrap().min_words, 6);
	});
}

#[test]
fn receipt_is_refused_when_there_is_no_batch() {
	run(|| {
		let leaves = posted();
		let result = show_receipt(ALICE, BatchId(1), shown_receipt(&leaves, 1));
		assert_noop!(result, Error::<Test>::BatchNotFound);
	});
}

#[test]
fn receipt_is_refused_when_the_window_is_over() {
	run(|| {
		let leaves = posted();
		advance(WINDOW);
		let result = show_receipt(ALICE, BATCH, shown_receipt(&leaves, 1));
		assert_noop!(result, Error::<Test>::WindowOver);
	});
}

#[test]
fn receipt_is_refused_when_it_is_not_the_posted_one() {
	run(|| {
		let leaves = posted();
		let mut other = shown_receipt(&leaves, 1);
		other.leaf.receipt.fee += 1;
		assert_noop!(show_receipt(ALICE, BATCH, other), Error::<Test>::LeafNotShown);
	});
}

#[test]
fn receipt_is_refused_when_it_was_shown_already() {
	run(|| {
		let leaves = posted();
		assert_ok!(show_receipt(ALICE, BATCH, shown_receipt(&leaves, 1)));
		let again = show_receipt(BOB, BATCH, shown_receipt(&leaves, 1));
		assert_noop!(again, Error::<Test>::AlreadyShown);
	});
}

#[test]
fn receipt_is_refused_when_the_deposit_cannot_be_spared() {
	run(|| {
		let leaves = posted();
		let funds = Balances::free_balance(CAROL);
		Balances::set_balance(&CAROL, EXISTENTIAL_DEPOSIT);
		let result = show_receipt(CAROL, BATCH, shown_receipt(&leaves, 1));
		assert_noop!(result, TokenError::FundsUnavailable);
		Balances::set_balance(&CAROL, funds);
	});
}

#[test]
fn receipt_is_not_hidden_when_the_batch_is_pending() {
	run(|| {
		shown();
		assert_noop!(hide_receipt(ALICE, BATCH, 1), Error::<Test>::BatchNotEnded);
		assert_ok!(hold(SUBJECT));
		assert_ok!(release(SUBJECT));
		// What was answered stays answered.
		advance(WINDOW);
		assert_noop!(hide_receipt(ALICE, BATCH, 1), Error::<Test>::BatchNotEnded);
	});
}

#[test]
fn receipt_is_hidden_by_anyone_when_the_batch_has_ended() {
	run(|| {
		shown();
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		assert_ok!(hide_receipt(BOB, BATCH, 1));
		System::assert_last_event(Event::ReceiptHidden { batch: BATCH, index: 1 }.into());
		assert_eq!(Balances::free_balance(ALICE), FUNDS - 1_500);
		assert_eq!(ShownReceipts::<Test>::iter().count(), 0);
		assert_noop!(hide_receipt(ALICE, BATCH, 1), Error::<Test>::ReceiptNotFound);
	});
}

#[test]
fn receipt_is_hidden_after_the_void_even_when_a_challenge_was_open() {
	run(|| {
		shown();
		assert_ok!(hold(SUBJECT));
		assert_ok!(falsify(SUBJECT));
		assert_ok!(hide_receipt(BOB, BATCH, 1));
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
	});
}

#[test]
fn batch_waits_when_a_challenge_is_open() {
	run(|| {
		shown();
		advance(WINDOW - 1);
		assert_ok!(hold(SUBJECT));
		advance(WINDOW * 3);
		assert_ok!(claim(SUBJECT));
		assert_noop!(finalize(BATCH), Error::<Test>::StillOpen);
		assert_ok!(release(SUBJECT));
		assert_noop!(finalize(BATCH), Error::<Test>::WindowOpen);
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
	});
}

#[test]
fn challenge_is_refused_when_the_window_is_over() {
	run(|| {
		shown();
		advance(WINDOW);
		assert_noop!(hold(SUBJECT), Error::<Test>::WindowOver);
		assert_noop!(falsify(SUBJECT), Error::<Test>::WindowOver);
		assert_eq!(claim(SUBJECT), Err(Error::<Test>::WindowOver.into()));
	});
}

#[test]
fn nothing_new_is_shown_or_challenged_when_three_windows_are_over() {
	run(|| {
		let leaves = posted();
		assert_ok!(show_receipt(ALICE, BATCH, shown_receipt(&leaves, 1)));
		// One challenge after the other, each at the last moment.
		for _ in 0..3 {
			advance(WINDOW - 1);
			assert_ok!(hold(SUBJECT));
			assert_ok!(release(SUBJECT));
		}
		assert_ok!(hold(SUBJECT));
		System::set_block_number(1 + 3 * WINDOW);
		assert_noop!(hold(SUBJECT), Error::<Test>::WindowOver);
		let late = show_receipt(ALICE, BATCH, shown_receipt(&leaves, 2));
		assert_noop!(late, Error::<Test>::WindowOver);
		// What is open still ends, one way or the other.
		assert_ok!(claim(SUBJECT));
		assert_ok!(release(SUBJECT));
		assert_noop!(hold(SUBJECT), Error::<Test>::WindowOver);
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
	});
}

#[test]
fn claim_is_falsified_after_three_windows_when_a_challenge_is_open() {
	run(|| {
		shown();
		for _ in 0..3 {
			advance(WINDOW - 1);
			assert_ok!(hold(SUBJECT));
			assert_ok!(release(SUBJECT));
		}
		assert_ok!(hold(SUBJECT));
		advance(WINDOW * 3);
		assert_ok!(falsify(SUBJECT));
		assert!(!Batches::<Test>::contains_key(BATCH));
	});
}

#[test]
fn challenge_is_refused_when_too_much_is_open() {
	run(|| {
		shown();
		for _ in 0..MAX_OPEN {
			assert_ok!(hold(SUBJECT));
		}
		assert_noop!(hold(SUBJECT), Error::<Test>::TooManyOpen);
	});
}

#[test]
fn challenge_is_refused_when_the_subject_is_no_receipt() {
	run(|| {
		shown();
		assert_eq!(claim(REQUEST), Err(Error::<Test>::NotReceipt.into()));
		assert_noop!(hold(REQUEST), Error::<Test>::NotReceipt);
		assert_noop!(release(REQUEST), Error::<Test>::NotReceipt);
		assert_noop!(falsify(REQUEST), Error::<Test>::NotReceipt);
	});
}

#[test]
fn release_is_refused_when_no_challenge_is_open() {
	run(|| {
		shown();
		assert_noop!(release(SUBJECT), Error::<Test>::NoChallengeOpen);
		let gone = Subject::Receipt { batch: BatchId(1), index: 1 };
		assert_noop!(release(gone), Error::<Test>::BatchNotFound);
		assert_noop!(hold(gone), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn batch_is_void_without_a_slash_of_ours_when_a_claim_is_false() {
	run(|| {
		shown();
		assert_ok!(hold(SUBJECT));
		assert_ok!(falsify(SUBJECT));
		assert!(!Batches::<Test>::contains_key(BATCH));
		let reason = VoidReason::FalseClaim;
		let void = Event::BatchVoided { batch: BATCH, worker: WORKER, reason, total: TOTAL };
		System::assert_last_event(void.into());
		assert_eq!(Balances::free_balance(BOB), FUNDS);
		assert!(Slashes::get().is_empty(), "the challenge's business");
		assert_eq!(claim(SUBJECT), Err(Error::<Test>::BatchNotFound.into()));
	});
}
