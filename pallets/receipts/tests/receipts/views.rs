// SPDX-License-Identifier: Apache-2.0
//! What clients are told.

use crate::mock::*;
use openledger_primitives::{
	ids::{BatchId, ChannelId, DistributionId},
	receipts::{Redemption, Tree},
	records::{BatchRecord, DemandRecord, ReceiptsAccountRecord, ReceiptsTerms},
};

#[test]
fn batch_is_told_as_it_was_posted() {
	run(|| {
		let leaves = posted();
		let redemption = |channel, payer, amount| Redemption {
			channel: ChannelId(channel),
			payer,
			before: 0,
			amount,
		};
		let expected = BatchRecord {
			worker: WORKER,
			header: leaves.header().unwrap(),
			redemptions: vec![redemption(4, ALICE, 1_500), redemption(9, BOB, 2_700)],
			split: split(),
			due: 1 + u32::try_from(WINDOW).unwrap(),
			closes: 1 + 3 * u32::try_from(WINDOW).unwrap(),
			open: 0,
		};
		assert_eq!(Receipts::batch(BATCH), Some(expected));
		assert_eq!(Receipts::batch(BatchId(1)), None);
	});
}

#[test]
fn account_is_told_with_its_pending_batch() {
	run(|| {
		posted();
		let terms = ReceiptsTerms { engine_version: 1, min_words: 6, split: split() };
		let distribution = DistributionId(0);
		let expected = ReceiptsAccountRecord { distribution, pending: Some(BATCH), terms };
		assert_eq!(Receipts::account_of(&WORKER), Some(expected));
		assert_eq!(Receipts::account_of(&ALICE), None);
	});
}

#[test]
fn receipt_is_told_when_it_was_shown() {
	run(|| {
		let leaves = posted();
		assert_eq!(Receipts::shown_receipt(BATCH, 1), None);
		show_receipt(ALICE, BATCH, shown_receipt(&leaves, 1)).unwrap();
		assert_eq!(Receipts::shown_receipt(BATCH, 1), Some(leaves.receipts[1].clone()));
	});
}

#[test]
fn demands_are_told_while_they_are_open() {
	run(|| {
		let leaves = posted();
		let at = place(Tree::Receipts, 2);
		demand(ALICE, BATCH, at).unwrap();
		let deadline = 1 + u32::try_from(RESPONSE).unwrap();
		let expected = DemandRecord { place: at, who: ALICE, bond: DEMAND_BOND, deadline };
		assert_eq!(Receipts::demands(BATCH), [expected]);
		show_leaf(BATCH, leaves.show(at).unwrap()).unwrap();
		assert_eq!(Receipts::demands(BATCH), []);
	});
}

#[test]
fn batch_is_told_due_when_it_can_be_final() {
	run(|| {
		posted();
		assert!(!Receipts::is_due(BATCH));
		advance(WINDOW);
		assert!(Receipts::is_due(BATCH));
		finalize(BATCH).unwrap();
		assert!(!Receipts::is_due(BATCH));
	});
}
