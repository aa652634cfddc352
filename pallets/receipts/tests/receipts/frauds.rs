// SPDX-License-Identifier: Apache-2.0
//! Frauds, and what becomes of a batch that is one.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, BatchId, ChannelId, ContributionId},
	receipts::BatchFraud,
	traits::SlashReason,
};
use pallet_receipts::{Accounts, Batches, Error, Event, VoidReason};

#[test]
fn batch_is_void_and_everybody_refunded_when_a_fraud_is_proved() {
	run(|| {
		let leaves = posted_wrong(|leaves| leaves.entries[0].amount += 1);
		let fraud = find(BATCH, &leaves).unwrap();
		assert_ok!(prove(BATCH, fraud));
		assert!(!Batches::<Test>::contains_key(BATCH));
		assert_eq!(Accounts::<Test>::get(WORKER).unwrap().pending, None);
		for (payer, channel, amount) in [(ALICE, 4, 1_500), (BOB, 9, 2_700)] {
			assert_eq!(Balances::free_balance(payer), FUNDS);
			let channel = ChannelId(channel);
			let refund = Event::Refunded { batch: BATCH, channel, payer, who: payer, amount };
			System::assert_has_event(refund.into());
		}
		let reason = VoidReason::Fraud;
		let void = Event::BatchVoided { batch: BATCH, worker: WORKER, reason, total: TOTAL };
		System::assert_has_event(void.into());
		let slash =
			Event::WorkerSlashed { batch: BATCH, worker: WORKER, reporter: CAROL, amount: SLASH };
		System::assert_last_event(slash.into());
		assert_eq!(Slashes::get(), [(WORKER, SLASH, SlashReason::FalseReceipt, Some(CAROL))]);
		assert!(Credits::get().is_empty());
		assert_eq!(Roots::get()[0].unwrap().total, 0, "nobody draws");
	});
}

#[test]
fn distributions_deposit_comes_back_when_a_fraud_is_proved() {
	run(|| {
		let leaves = posted_wrong(|leaves| leaves.entries[0].amount += 1);
		assert_eq!(Prepared::get(), [leaves.header().unwrap().distribution.leaves]);
		assert_ok!(prove(BATCH, find(BATCH, &leaves).unwrap()));
		assert_eq!(Prepared::get(), [0]);
	});
}

#[test]
fn payers_are_refunded_when_the_distributions_deposit_cannot_be_changed() {
	run(|| {
		let leaves = posted_wrong(|leaves| leaves.entries[0].amount += 1);
		CannotPrepare::set(true);
		assert_ok!(prove(BATCH, find(BATCH, &leaves).unwrap()));
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
	});
}

#[test]
fn fraud_is_free_when_it_is_one() {
	run(|| {
		let leaves = posted_wrong(|leaves| leaves.entries[0].amount += 1);
		let fraud = find(BATCH, &leaves).unwrap();
		let most = pallet_receipts::Call::<Test>::prove_fraud {
			batch: BATCH,
			fraud: Box::new(fraud.clone()),
		};
		let origin = RuntimeOrigin::signed(CAROL);
		let done = Receipts::prove_fraud(origin, BATCH, Box::new(fraud)).unwrap();
		assert_eq!(done.pays_fee, Pays::No);
		let most = most.get_dispatch_info().call_weight;
		assert!(done.actual_weight.unwrap().all_lt(most), "fewer vouchers than there can be");
	});
}

#[test]
fn fraud_is_proved_after_the_window_when_the_batch_is_not_final() {
	run(|| {
		let leaves = posted_wrong(|leaves| leaves.receipts[1].running += 1);
		advance(WINDOW * 2);
		assert_ok!(prove(BATCH, find(BATCH, &leaves).unwrap()));
	});
}

#[test]
fn fraud_is_refused_when_there_is_no_batch() {
	run(|| {
		let leaves = posted();
		let fraud = groundless(&leaves);
		assert_noop!(prove(BatchId(1), fraud.clone()), Error::<Test>::BatchNotFound);
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		assert_noop!(prove(BATCH, fraud), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn fraud_is_refused_when_nothing_is_wrong() {
	run(|| {
		let leaves = posted();
		assert_eq!(find(BATCH, &leaves), None);
		assert_noop!(prove(BATCH, groundless(&leaves)), Error::<Test>::NothingWrong);
	});
}

#[test]
fn fraud_is_refused_when_a_leaf_is_not_the_posted_one() {
	run(|| {
		let leaves = posted();
		let mut receipt = shown_receipt(&leaves, 0);
		receipt.leaf.running += 1;
		let result = prove(BATCH, BatchFraud::Receipt(receipt));
		assert_noop!(result, Error::<Test>::LeafNotShown);
	});
}

#[test]
fn fraud_is_refused_when_leaves_are_no_neighbours() {
	run(|| {
		let leaves = posted();
		let (left, right) = (shown_receipt(&leaves, 0), shown_receipt(&leaves, 2));
		let result = prove(BATCH, BatchFraud::Receipts { left, right });
		assert_noop!(result, Error::<Test>::NotAdjacent);
	});
}

#[test]
fn worker_is_slashed_when_another_receipt_of_the_stretch_was_signed() {
	run(|| {
		let leaves = posted();
		let signed_receipt = receipt(ChannelId(4), 1_200, 200, &[(2, 1)]);
		let fraud = BatchFraud::Equivocation {
			receipt: shown_receipt(&leaves, 1),
			artifact: ARTIFACT,
			engine_version: 1,
			min_words: 6,
			signature: signed(WORKER, ARTIFACT, &signed_receipt),
			signed: signed_receipt,
		};
		assert_ok!(prove(BATCH, fraud));
	});
}

#[test]
fn worker_is_slashed_when_the_same_receipt_was_signed_by_other_words_that_count() {
	run(|| {
		let leaves = posted();
		let receipt = leaves.receipts[1].receipt.clone();
		MinWords::set(5);
		let fraud = BatchFraud::Equivocation {
			receipt: shown_receipt(&leaves, 1),
			artifact: ARTIFACT,
			engine_version: 1,
			min_words: 5,
			signature: signed(WORKER, ARTIFACT, &receipt),
			signed: receipt,
		};
		assert_ok!(prove(BATCH, fraud));
	});
}

#[test]
fn equivocation_is_refused_when_the_worker_signed_nothing_else() {
	run(|| {
		let leaves = posted();
		let other = receipt(ChannelId(4), 1_200, 200, &[]);
		let equivocation = |index, artifact, signed_receipt, signature| BatchFraud::Equivocation {
			receipt: shown_receipt(&leaves, index),
			artifact,
			engine_version: 1,
			min_words: 6,
			signed: signed_receipt,
			signature,
		};
		let forged = signed(ALICE, ARTIFACT, &other);
		let result = prove(BATCH, equivocation(1, ARTIFACT, other.clone(), forged));
		assert_noop!(result, Error::<Test>::BadSignature);
		let genuine = signed(WORKER, ARTIFACT, &other);
		let result = prove(BATCH, equivocation(2, ARTIFACT, other.clone(), genuine.clone()));
		assert_noop!(result, Error::<Test>::OtherSubject);
		let result = prove(BATCH, equivocation(1, ArtifactId(4), other, genuine));
		assert_noop!(result, Error::<Test>::BadSignature);
		let posted = leaves.receipts[1].receipt.clone();
		let same = signed(WORKER, ARTIFACT, &posted);
		let result = prove(BATCH, equivocation(1, ARTIFACT, posted, same));
		assert_noop!(result, Error::<Test>::NothingWrong);
	});
}

#[test]
fn worker_is_slashed_when_a_contribution_is_in_no_snapshot() {
	run(|| {
		let leaves = posted_wrong(|leaves| {
			let shares = &mut leaves.receipts[0].receipt.vector.shares;
			shares[1].contribution = ContributionId(KNOWN);
		});
		let fraud = find(BATCH, &leaves).unwrap();
		assert_eq!(fraud.foreign(), Some(ContributionId(KNOWN)));
		assert_ok!(prove(BATCH, fraud));
	});
}

#[test]
fn foreign_contribution_is_refused_when_a_snapshot_has_it() {
	run(|| {
		let leaves = posted();
		let fraud = BatchFraud::ForeignContribution {
			receipt: shown_receipt(&leaves, 0),
			contribution: ContributionId(1),
		};
		assert_noop!(prove(BATCH, fraud), Error::<Test>::NothingWrong);
	});
}

#[test]
fn payers_are_refunded_when_the_worker_cannot_be_slashed() {
	run(|| {
		let leaves = posted_wrong(|leaves| leaves.entries[0].amount += 1);
		Unslashable::set(true);
		assert_ok!(prove(BATCH, find(BATCH, &leaves).unwrap()));
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
		let slash =
			Event::WorkerSlashed { batch: BATCH, worker: WORKER, reporter: CAROL, amount: 0 };
		System::assert_last_event(slash.into());
	});
}

#[test]
fn refund_goes_to_the_treasury_when_the_payers_account_cannot_exist() {
	run(|| {
		Receipts::open_account(RuntimeOrigin::signed(WORKER)).unwrap();
		// Alice pays less than an account needs, and leaves.
		let channel = open_channel(4, ALICE, WORKER, 5);
		open_channel(9, BOB, WORKER, 5_000);
		let leaves = openledger_primitives::receipts::BatchBuilder::new(terms(), vec![])
			.push(receipt(channel, 5, 5, &[]))
			.push(receipt(ChannelId(9), 1_000, 1_000, &[]));
		let mut leaves = leaves.build().unwrap();
		let vouchers = vouchers(&leaves);
		leaves.receipts[0].running = 6;
		post_with(WORKER, &leaves, vouchers).unwrap();
		let all = Balances::free_balance(ALICE);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(ALICE), CAROL, all));
		assert_ok!(prove(BATCH, find(BATCH, &leaves).unwrap()));
		let refund =
			Event::Refunded { batch: BATCH, channel, payer: ALICE, who: TREASURY, amount: 5 };
		System::assert_has_event(refund.into());
		assert_eq!(Balances::free_balance(TREASURY), FUNDS + 5);
		assert_eq!(Balances::free_balance(BOB), FUNDS);
	});
}

#[test]
fn next_batch_stands_on_the_distribution_before_when_one_was_void() {
	run(|| {
		let leaves = posted_wrong(|leaves| leaves.entries[0].amount += 1);
		assert_ok!(prove(BATCH, find(BATCH, &leaves).unwrap()));
		let next = openledger_primitives::receipts::BatchBuilder::new(terms(), vec![])
			.push(receipt(ChannelId(4), 1_700, 200, &[(2, 1)]))
			.build()
			.unwrap();
		assert_ok!(post(WORKER, &next));
	});
}
