// SPDX-License-Identifier: Apache-2.0
//! Posting batches.

use crate::mock::*;
use frame::{deps::sp_runtime::Perbill, testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::{
	distribution::DistributionLeaf,
	ids::{BatchId, ChannelId, ContributionId},
	receipts::{BatchBuilder, BatchHeader, BatchLeaves, BatchTerms},
};
use pallet_receipts::{Accounts, Error, Event, NextBatch};

/// Posts the honest batch with a header after `spoil` had its way with that.
fn post_header(spoil: impl FnOnce(&mut BatchHeader)) -> DispatchResult {
	let leaves = honest();
	let mut header = leaves.header().unwrap();
	spoil(&mut header);
	let vouchers = vouchers(&leaves).try_into().unwrap();
	in_layer(|| Receipts::post_batch(RuntimeOrigin::signed(WORKER), header, vouchers))
}

/// Runs `test` when the worker has an account.
fn with_account(test: impl FnOnce()) {
	run(|| {
		Receipts::open_account(RuntimeOrigin::signed(WORKER)).unwrap();
		test();
	});
}

#[test]
fn batch_redeems_its_vouchers_into_the_pot_when_posted() {
	run(|| {
		let leaves = posted();
		let header = leaves.header().unwrap();
		System::assert_last_event(
			Event::BatchPosted {
				batch: BATCH,
				worker: WORKER,
				header,
				total: TOTAL,
				due: 1 + WINDOW,
				closes: 1 + 3 * WINDOW,
			}
			.into(),
		);
		System::assert_has_event(
			Event::VoucherRedeemed {
				batch: BATCH,
				channel: ChannelId(9),
				payer: BOB,
				before: 0,
				amount: 2_700,
			}
			.into(),
		);
		assert_eq!(Balances::free_balance(ALICE), FUNDS - 1_500);
		assert_eq!(Balances::free_balance(BOB), FUNDS - 2_700);
		let account = Accounts::<Test>::get(WORKER).unwrap();
		assert_eq!(account.pending, Some(BATCH));
		assert_eq!(record(BATCH).total(), TOTAL);
	});
}

#[test]
fn batch_costs_the_same_whatever_its_count() {
	with_account(|| {
		let channel = open_channel(4, ALICE, WORKER, 10_000);
		let many = (1..=300).fold(BatchBuilder::new(terms(), vec![]), |builder, fee| {
			builder.push(receipt(channel, fee * 10, 10, &[(1, 1)]))
		});
		let many = many.build().unwrap();
		let one = BatchBuilder::new(terms(), vec![]);
		let one = one.push(receipt(channel, 3_000, 3_000, &[(1, 1)])).build().unwrap();
		let call = |leaves: &BatchLeaves| {
			let vouchers = vouchers(leaves).try_into().unwrap();
			let header = leaves.header().unwrap();
			RuntimeCall::Receipts(pallet_receipts::Call::post_batch { header, vouchers })
		};
		assert_eq!(call(&many).encode().len(), call(&one).encode().len());
		assert_eq!(call(&many).get_dispatch_info(), call(&one).get_dispatch_info());
		assert_ok!(post(WORKER, &many));
	});
}

#[test]
fn batch_is_refused_when_the_caller_is_no_worker() {
	with_account(|| {
		IsWorker::set(false);
		assert_noop!(post_header(|_| {}), Error::<Test>::NotWorker);
	});
}

#[test]
fn batch_is_refused_when_the_bond_is_too_small() {
	with_account(|| {
		Bonded::set(BOND - 1);
		assert_noop!(post_header(|_| {}), Error::<Test>::BondTooSmall);
	});
}

#[test]
fn batch_is_refused_when_there_is_no_account() {
	run(|| {
		assert_noop!(post_header(|_| {}), Error::<Test>::NoAccount);
	});
}

#[test]
fn batch_is_refused_when_another_is_pending() {
	run(|| {
		posted();
		assert_noop!(post_header(|_| {}), Error::<Test>::BatchPending);
	});
}

#[test]
fn batch_is_refused_when_the_distribution_was_closed() {
	with_account(|| {
		Roots::set(vec![None]);
		assert_noop!(post_header(|_| {}), Error::<Test>::DistributionClosed);
	});
}

#[test]
fn batch_is_refused_when_the_artifact_is_not_offered() {
	with_account(|| {
		IsOffered::set(false);
		assert_noop!(post_header(|_| {}), Error::<Test>::ArtifactNotOffered);
	});
}

#[test]
fn batch_is_refused_when_it_was_made_by_other_rules() {
	with_account(|| {
		let engine = post_header(|header| header.engine_version += 1);
		assert_noop!(engine, Error::<Test>::UnknownEngine);
		let words = post_header(|header| header.min_words += 1);
		assert_noop!(words, Error::<Test>::WrongMinWords);
		let share = post_header(|header| header.contributors_share = Perbill::one());
		assert_noop!(share, Error::<Test>::WrongShare);
	});
}

#[test]
fn batch_is_taken_by_the_terms_of_the_last_posting_when_they_changed() {
	with_account(|| {
		let made = honest();
		let before = split();
		// All of them change, more than once, while the receipts are in the worker's hands.
		for round in 1..3 {
			EngineVersion::set(1 + round);
			MinWords::set(6 + round);
			ContributorsShare::set(Perbill::from_percent(40 - round));
		}
		assert_ok!(post(WORKER, &made));
		assert_eq!(record(BATCH).split, before, "fees are split as the receipts promised");
		let terms = Accounts::<Test>::get(WORKER).unwrap().terms;
		assert_eq!((terms.engine_version, terms.min_words, terms.split), (3, 8, split()));
	});
}

#[test]
fn batch_is_taken_by_the_present_terms_when_they_changed() {
	with_account(|| {
		MinWords::set(7);
		assert_ok!(post(WORKER, &honest()));
		assert_eq!(record(BATCH).header.min_words, 7);
	});
}

#[test]
fn batch_is_refused_when_its_terms_are_older_or_mixed() {
	with_account(|| {
		let first = honest();
		MinWords::set(7);
		assert_ok!(post(WORKER, &first));
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		let post_next = |engine_version, min_words| {
			let terms = BatchTerms { engine_version, min_words, ..terms() };
			let next = BatchBuilder::new(terms, first.distribution.clone());
			let next = next.push(receipt(ChannelId(4), 1_600, 100, &[(2, 1)])).build().unwrap();
			post(WORKER, &next)
		};
		// Those of the last posting are those of now: what was before is gone.
		assert_noop!(post_next(1, 6), Error::<Test>::WrongMinWords);
		EngineVersion::set(2);
		MinWords::set(8);
		assert_noop!(post_next(1, 8), Error::<Test>::UnknownEngine);
		assert_noop!(post_next(2, 7), Error::<Test>::WrongMinWords);
		assert_ok!(post_next(1, 7));
	});
}

#[test]
fn batch_is_refused_when_it_stands_on_another_distribution() {
	with_account(|| {
		let result = post_header(|header| header.previous.leaves += 1);
		assert_noop!(result, Error::<Test>::WrongPrevious);
	});
}

#[test]
fn batch_is_refused_when_roots_and_counts_do_not_go_together() {
	with_account(|| {
		let spoils: [fn(&mut BatchHeader); 5] = [
			|header| header.receipts = Default::default(),
			|header| header.receipts.leaves = 0,
			|header| header.receipts.root = H256::zero(),
			|header| header.entries.leaves = 0,
			|header| header.distribution.root = H256::zero(),
		];
		for spoil in spoils {
			assert_noop!(post_header(spoil), Error::<Test>::MalformedHeader);
		}
	});
}

#[test]
fn batch_is_refused_when_the_distribution_cannot_follow() {
	with_account(|| {
		let without_entries = post_header(|header| header.entries = Default::default());
		assert_noop!(without_entries, Error::<Test>::WrongDistribution);
		let unchanged = post_header(|header| header.distribution.total = 0);
		assert_noop!(unchanged, Error::<Test>::WrongDistribution);
		assert_ok!(post_header(|_| {}));
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		let previous = Roots::get()[0].unwrap();
		let post_next = |spoil: fn(&mut BatchHeader)| {
			post_header(|header| {
				header.previous = previous;
				header.distribution = previous;
				header.distribution.total += 1;
				spoil(header);
			})
		};
		let poorer = post_next(|header| header.distribution.total -= 2);
		assert_noop!(poorer, Error::<Test>::WrongDistribution);
		let fewer = post_next(|header| header.distribution.leaves -= 1);
		assert_noop!(fewer, Error::<Test>::WrongDistribution);
	});
}

#[test]
fn batch_is_refused_when_it_distributes_more_than_the_part() {
	with_account(|| {
		let part = split().split(TOTAL).contributors;
		let above = post_header(|header| header.distribution.total = part + 1);
		assert_noop!(above, Error::<Test>::DistributesTooMuch);
		assert_ok!(post_header(|header| header.distribution.total = part));
	});
}

#[test]
fn batch_is_refused_when_there_is_no_voucher() {
	with_account(|| {
		let leaves = honest();
		assert_noop!(post_with(WORKER, &leaves, vec![]), Error::<Test>::NoVouchers);
	});
}

#[test]
fn batch_is_refused_when_channels_do_not_ascend() {
	with_account(|| {
		let leaves = honest();
		let good = vouchers(&leaves);
		let backwards = good.iter().cloned().rev().collect();
		let result = post_with(WORKER, &leaves, backwards);
		assert_noop!(result, Error::<Test>::ChannelsNotAscending);
		let twice = vec![good[0].clone(), good[0].clone()];
		assert_noop!(post_with(WORKER, &leaves, twice), Error::<Test>::ChannelsNotAscending);
	});
}

#[test]
fn batch_is_refused_when_a_voucher_was_redeemed_meanwhile() {
	with_account(|| {
		let leaves = honest();
		channels(|all| all.get_mut(&ChannelId(4)).unwrap().redeemed = 1);
		assert_noop!(post(WORKER, &leaves), Error::<Test>::WrongStart);
	});
}

#[test]
fn batch_is_refused_when_a_channel_holds_too_little() {
	with_account(|| {
		let leaves = honest();
		channels(|all| all.get_mut(&ChannelId(9)).unwrap().deposit = 2_699);
		assert_noop!(post(WORKER, &leaves), Error::<Test>::VoucherNotCovered);
	});
}

#[test]
fn batch_is_refused_when_a_voucher_cannot_be_redeemed() {
	with_account(|| {
		let leaves = honest();
		let mut forged = vouchers(&leaves);
		forged[0].signature.0 = WORKER;
		let result = post_with(WORKER, &leaves, forged);
		assert_noop!(result, DispatchError::Other("not signed"));
		channels(|all| all.get_mut(&ChannelId(4)).unwrap().payee = OTHER_WORKER);
		assert_noop!(post(WORKER, &leaves), DispatchError::Other("not payee"));
	});
}

#[test]
fn batch_is_refused_when_the_numbers_are_given_out() {
	with_account(|| {
		NextBatch::<Test>::put(BatchId(u32::MAX));
		assert_noop!(post_header(|_| {}), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn batch_is_refused_when_the_deposit_cannot_be_spared() {
	with_account(|| {
		let leaves = honest();
		let funds = Balances::free_balance(WORKER);
		Balances::set_balance(&WORKER, EXISTENTIAL_DEPOSIT);
		assert_noop!(post(WORKER, &leaves), TokenError::FundsUnavailable);
		Balances::set_balance(&WORKER, funds);
	});
}

#[test]
fn batch_is_refused_when_the_distributions_deposit_cannot_be_spared() {
	with_account(|| {
		let leaves = honest();
		CannotPrepare::set(true);
		assert_noop!(post(WORKER, &leaves), DispatchError::Other("no deposit"));
		CannotPrepare::set(false);
		assert_ok!(post(WORKER, &leaves));
		assert_eq!(Prepared::get(), [leaves.header().unwrap().distribution.leaves]);
	});
}

#[test]
fn batch_without_entries_is_posted_when_nobody_is_named() {
	with_account(|| {
		let channel = open_channel(4, ALICE, WORKER, 10_000);
		let leaves = BatchBuilder::new(terms(), vec![]);
		let leaves = leaves.push(receipt(channel, 5, 5, &[])).build().unwrap();
		assert_ok!(post(WORKER, &leaves));
		assert_eq!(find(BATCH, &leaves), None);
	});
}

#[test]
fn second_batch_continues_the_first_when_that_is_final() {
	run(|| {
		let first = posted();
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		let channel = ChannelId(4);
		let second = BatchBuilder::new(terms(), first.distribution.clone());
		let second = second.push(receipt(channel, 1_600, 100, &[(2, 1)])).build().unwrap();
		assert_ok!(post(WORKER, &second));
		let leaf = DistributionLeaf { contribution: ContributionId(2), cumulative: 340 };
		assert!(second.distribution.contains(&leaf), "100 + 200 of the first, 40 of the second");
		assert_eq!(find(BatchId(1), &second), None);
	});
}
