// SPDX-License-Identifier: Apache-2.0
//! What `do_try_state` finds.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{BatchId, ChannelId},
	receipts::Tree,
};
use pallet_receipts::{
	Account, Accounts, AnsweredDemands, Batch, Batches, Demand, Demands, NextBatch,
};

fn found() -> DispatchError {
	Receipts::do_try_state().unwrap_err()
}

/// Checks that `do_try_state` says `sentence` after `spoil` had its way with a batch's record.
fn finds(sentence: &'static str, spoil: impl FnOnce(&mut Batch<Test>)) {
	run(|| {
		posted();
		let good = record(BATCH);
		let mut bad = good.clone();
		spoil(&mut bad);
		Batches::<Test>::insert(BATCH, bad);
		assert_eq!(found(), sentence.into());
		Batches::<Test>::insert(BATCH, good);
	});
}

#[test]
fn state_is_refused_when_a_batch_cannot_be_so() {
	finds("an account's batch is another worker's", |batch| batch.worker = OTHER_WORKER);
	finds("redemptions do not ascend", |batch| batch.redemptions[1].channel = ChannelId(4));
	finds("redemptions do not ascend", |batch| batch.redemptions.clear());
	finds("a redemption is of nothing", |batch| batch.redemptions[0].amount = 0);
	finds("a distribution's total shrinks", |batch| batch.header.previous.total = u128::MAX);
	finds("a batch distributes more than the contributors' part", |batch| {
		batch.header.distribution.total = TOTAL;
	});
	finds("not as much is open as was counted", |batch| batch.open = 1);
	finds("the pot lacks what was redeemed", |batch| batch.redemptions[0].amount += 1);
}

#[test]
fn state_is_refused_when_more_is_owed_than_there_can_be() {
	finds("more is owed than there can be", |batch| {
		batch.redemptions[0].amount = u128::MAX;
	});
}

#[test]
fn state_is_refused_when_a_number_was_not_given_out() {
	run(|| {
		posted();
		NextBatch::<Test>::put(BatchId(0));
		assert_eq!(found(), "a batch's number was not given out".into());
		NextBatch::<Test>::put(BatchId(1));
	});
}

#[test]
fn state_is_refused_when_accounts_and_batches_do_not_match() {
	run(|| {
		posted();
		let good = Accounts::<Test>::get(WORKER).unwrap();
		Accounts::<Test>::insert(WORKER, Account { pending: None, ..good.clone() });
		assert_eq!(found(), "a batch is no worker's pending one".into());
		Accounts::<Test>::insert(WORKER, Account { pending: Some(BatchId(7)), ..good.clone() });
		assert_eq!(found(), "an account's batch is gone".into());
		Accounts::<Test>::insert(WORKER, good);
	});
}

#[test]
fn state_is_refused_when_a_demands_bond_is_not_on_hold() {
	run(|| {
		posted();
		let at = place(Tree::Receipts, 0);
		demand(ALICE, BATCH, at).unwrap();
		let good = Demands::<Test>::get(BATCH, at).unwrap();
		Demands::<Test>::insert(BATCH, at, Demand { bond: 1, ..good.clone() });
		assert_eq!(found(), "the bonds of demands are not what is on hold".into());
		Demands::<Test>::insert(BATCH, at, good);
	});
}

#[test]
fn state_is_refused_when_a_worker_demands_a_leaf_of_its_own() {
	run(|| {
		posted();
		let at = place(Tree::Receipts, 0);
		demand(ALICE, BATCH, at).unwrap();
		let good = Demands::<Test>::get(BATCH, at).unwrap();
		Demands::<Test>::insert(BATCH, at, Demand { who: WORKER, ..good.clone() });
		assert_eq!(found(), "a worker demands a leaf of its own".into());
		Demands::<Test>::insert(BATCH, at, good);
	});
}

#[test]
fn state_is_refused_when_an_answered_demand_cannot_be_so() {
	run(|| {
		let leaves = posted();
		let (at, other) = (place(Tree::Receipts, 0), place(Tree::Receipts, 1));
		demand(ALICE, BATCH, at).unwrap();
		show_leaf(BATCH, leaves.show(at).unwrap()).unwrap();
		let answered = AnsweredDemands::<Test>::get(BATCH, at).unwrap();
		AnsweredDemands::<Test>::insert(BatchId(9), at, answered.clone());
		assert_eq!(found(), "a leaf of no batch was shown".into());
		AnsweredDemands::<Test>::remove(BatchId(9), at);
		demand(ALICE, BATCH, other).unwrap();
		AnsweredDemands::<Test>::insert(BATCH, other, answered);
		assert_eq!(found(), "a leaf is demanded that was shown".into());
		AnsweredDemands::<Test>::remove(BATCH, other);
	});
}

#[test]
fn state_is_refused_when_a_demand_or_a_receipt_is_of_no_batch() {
	run(|| {
		let leaves = posted();
		let at = place(Tree::Receipts, 0);
		demand(ALICE, BATCH, at).unwrap();
		let good = Demands::<Test>::get(BATCH, at).unwrap();
		Demands::<Test>::insert(BatchId(9), at, good);
		assert_eq!(found(), "a leaf of no batch is demanded".into());
		Demands::<Test>::remove(BatchId(9), at);
		show_receipt(ALICE, BATCH, shown_receipt(&leaves, 0)).unwrap();
		let shown = pallet_receipts::ShownReceipts::<Test>::get(BATCH, 0).unwrap();
		pallet_receipts::ShownReceipts::<Test>::insert(BatchId(9), 0, shown);
		assert_eq!(found(), "a receipt of no batch was shown".into());
		pallet_receipts::ShownReceipts::<Test>::remove(BatchId(9), 0);
	});
}
