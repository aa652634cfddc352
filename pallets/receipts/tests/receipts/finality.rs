// SPDX-License-Identifier: Apache-2.0
//! Batches that become final.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::FeeParts,
	ids::BatchId,
	traits::{FeeSource, Settlement},
	vector::AttributionVector,
};
use pallet_receipts::{Accounts, Batches, Error, Event};

#[test]
fn fees_are_credited_when_the_window_is_over() {
	run(|| {
		let leaves = posted();
		let header = leaves.header().unwrap();
		let distributed = header.distributed().unwrap();
		let worker = Balances::free_balance(WORKER);
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		System::assert_last_event(
			Event::BatchFinalized {
				batch: BATCH,
				worker: WORKER,
				header,
				total: TOTAL,
				distributed,
			}
			.into(),
		);
		let parts = split().split(TOTAL);
		assert!(distributed > 0 && distributed < parts.contributors);
		let contributors = parts.contributors - distributed;
		let expected = Settlement {
			source: FeeSource::Batch(BATCH),
			artifact: ARTIFACT,
			payer: None,
			worker: WORKER,
			parts: FeeParts { contributors, ..parts },
			vector: AttributionVector::unattributed(),
		};
		assert_eq!(Credits::get(), [expected]);
		assert_eq!(Roots::get(), [Some(header.distribution)]);
		assert_eq!(Balances::free_balance(ROYALTIES), EXISTENTIAL_DEPOSIT + TOTAL);
		assert!(!Batches::<Test>::contains_key(BATCH));
		assert_eq!(Accounts::<Test>::get(WORKER).unwrap().pending, None);
		assert!(Balances::free_balance(WORKER) > worker, "the deposit is back");
	});
}

#[test]
fn finality_is_free_when_it_is_due() {
	run(|| {
		posted();
		advance(WINDOW);
		let done = Receipts::finalize(RuntimeOrigin::signed(CAROL), BATCH).unwrap();
		assert_eq!(done.pays_fee, Pays::No);
	});
}

#[test]
fn finality_is_refused_when_the_window_is_open() {
	run(|| {
		posted();
		advance(WINDOW - 1);
		assert_noop!(finalize(BATCH), Error::<Test>::WindowOpen);
	});
}

#[test]
fn window_stays_when_the_parameter_changes() {
	run(|| {
		posted();
		ReceiptsWindow::set(RESPONSE + 1);
		advance(WINDOW - 1);
		assert_noop!(finalize(BATCH), Error::<Test>::WindowOpen);
	});
}

#[test]
fn finality_is_refused_when_a_demand_is_open() {
	run(|| {
		posted();
		assert_ok!(demand(ALICE, BATCH, place(openledger_primitives::receipts::Tree::Receipts, 0)));
		advance(WINDOW * 2);
		assert_noop!(finalize(BATCH), Error::<Test>::StillOpen);
	});
}

#[test]
fn finality_is_refused_when_there_is_no_batch() {
	run(|| {
		posted();
		advance(WINDOW);
		assert_noop!(finalize(BatchId(1)), Error::<Test>::BatchNotFound);
		assert_ok!(finalize(BATCH));
		assert_noop!(finalize(BATCH), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn finality_takes_nothing_when_the_worker_has_spent_everything() {
	run(|| {
		posted();
		let spare = Balances::free_balance(WORKER) - EXISTENTIAL_DEPOSIT;
		let origin = RuntimeOrigin::signed(WORKER);
		assert_ok!(Balances::transfer_keep_alive(origin, CAROL, spare));
		CannotPrepare::set(true);
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		assert!(Roots::get()[0].unwrap().total > 0);
	});
}

#[test]
fn all_contributions_share_when_the_distribution_was_closed() {
	run(|| {
		posted();
		Roots::set(vec![None]);
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		assert_eq!(Credits::get()[0].parts, split().split(TOTAL));
		assert_eq!(Balances::free_balance(ROYALTIES), EXISTENTIAL_DEPOSIT + TOTAL);
	});
}

#[test]
fn split_stays_when_governance_changes_it_meanwhile() {
	run(|| {
		posted();
		let parts = split().split(TOTAL);
		ContributorsShare::set(frame::deps::sp_runtime::Perbill::from_percent(10));
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		assert_eq!(Credits::get()[0].parts.worker, parts.worker);
		assert_eq!(Credits::get()[0].parts.protocol, parts.protocol);
	});
}
