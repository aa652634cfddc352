// SPDX-License-Identifier: Apache-2.0
//! Demands to see a leaf.

use crate::mock::*;
use frame::{
	testing_prelude::*,
	traits::fungible::{InspectHold, Mutate},
};
use openledger_primitives::{
	ids::BatchId,
	receipts::{BatchLeaves, LeafPlace, ShownLeaf, Tree},
	traits::SlashReason,
};
use pallet_receipts::{AnsweredDemands, Batches, Demands, Error, Event, HoldReason, VoidReason};

const AT: LeafPlace = LeafPlace { tree: Tree::Entries, index: 2 };

fn leaf(leaves: &BatchLeaves, at: LeafPlace) -> ShownLeaf {
	leaves.show(at).unwrap()
}

#[test]
fn demand_holds_the_bond_and_opens_the_response_window() {
	run(|| {
		posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		let deadline = 1 + RESPONSE;
		System::assert_last_event(
			Event::LeafDemanded {
				batch: BATCH,
				place: AT,
				who: ALICE,
				bond: DEMAND_BOND,
				deadline,
			}
			.into(),
		);
		let held = Balances::balance_on_hold(&HoldReason::DemandBond.into(), &ALICE);
		assert_eq!(held, DEMAND_BOND);
		assert_eq!(record(BATCH).open, 1);
	});
}

#[test]
fn demand_is_refused_when_there_is_no_batch() {
	run(|| {
		posted();
		assert_noop!(demand(ALICE, BatchId(1), AT), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn demand_is_refused_when_the_window_is_over() {
	run(|| {
		posted();
		advance(WINDOW);
		assert_noop!(demand(ALICE, BATCH, AT), Error::<Test>::WindowOver);
	});
}

#[test]
fn demand_is_taken_after_the_window_when_another_is_open() {
	run(|| {
		posted();
		advance(WINDOW - 1);
		assert_ok!(demand(ALICE, BATCH, AT));
		advance(1);
		assert_ok!(demand(ALICE, BATCH, place(Tree::Receipts, 0)));
	});
}

#[test]
fn demand_is_refused_when_there_is_no_such_leaf() {
	run(|| {
		let leaves = posted();
		for tree in [Tree::Receipts, Tree::Entries, Tree::Previous, Tree::Distribution] {
			let index = leaves.header().unwrap().tree(tree).leaves;
			let result = demand(ALICE, BATCH, place(tree, index));
			assert_noop!(result, Error::<Test>::NoSuchLeaf);
		}
	});
}

#[test]
fn demand_is_refused_when_the_leaf_is_demanded_already() {
	run(|| {
		posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		assert_noop!(demand(BOB, BATCH, AT), Error::<Test>::AlreadyDemanded);
	});
}

#[test]
fn demand_is_refused_when_the_leaf_was_shown() {
	run(|| {
		let leaves = posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		assert_ok!(show_leaf(BATCH, leaf(&leaves, AT)));
		assert_noop!(demand(BOB, BATCH, AT), Error::<Test>::AlreadyDemanded);
		assert_eq!(record(BATCH).open, 0);
	});
}

#[test]
fn demand_is_refused_when_the_worker_makes_it() {
	run(|| {
		posted();
		assert_noop!(demand(WORKER, BATCH, AT), Error::<Test>::OwnBatch);
		assert_ok!(demand(OTHER_WORKER, BATCH, AT));
	});
}

#[test]
fn demand_is_refused_when_three_windows_are_over() {
	run(|| {
		let leaves = posted();
		for index in 0..3 {
			advance(WINDOW - 1);
			let at = place(Tree::Receipts, index);
			assert_ok!(demand(ALICE, BATCH, at));
			assert_ok!(show_leaf(BATCH, leaf(&leaves, at)));
		}
		let last = place(Tree::Receipts, 3);
		assert_ok!(demand(ALICE, BATCH, last));
		System::set_block_number(1 + 3 * WINDOW);
		assert_noop!(demand(ALICE, BATCH, AT), Error::<Test>::WindowOver);
		// What is open still ends.
		assert_ok!(show_leaf(BATCH, leaf(&leaves, last)));
		assert_noop!(demand(ALICE, BATCH, AT), Error::<Test>::WindowOver);
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
	});
}

#[test]
fn demand_is_refused_when_too_much_is_open() {
	run(|| {
		posted();
		for index in 0..MAX_OPEN {
			assert_ok!(demand(ALICE, BATCH, place(Tree::Receipts, index)));
		}
		assert_noop!(demand(ALICE, BATCH, AT), Error::<Test>::TooManyOpen);
	});
}

#[test]
fn demand_is_refused_when_the_bond_is_locked() {
	run(|| {
		posted();
		IsLocked::set(true);
		assert_noop!(demand(ALICE, BATCH, AT), Error::<Test>::FundsLocked);
	});
}

#[test]
fn demand_is_refused_when_the_bond_cannot_be_spared() {
	run(|| {
		posted();
		let funds = Balances::free_balance(ALICE);
		Balances::set_balance(&ALICE, DEMAND_BOND);
		assert_noop!(demand(ALICE, BATCH, AT), TokenError::FundsUnavailable);
		Balances::set_balance(&ALICE, funds);
	});
}

#[test]
fn worker_gets_the_bond_when_the_leaf_is_shown() {
	run(|| {
		let leaves = posted();
		let before = Balances::free_balance(WORKER);
		advance(WINDOW - 1);
		assert_ok!(demand(ALICE, BATCH, AT));
		advance(RESPONSE);
		assert_ok!(show_leaf(BATCH, leaf(&leaves, AT)));
		assert_eq!(Balances::free_balance(WORKER), before + DEMAND_BOND);
		let due = System::block_number() + WINDOW;
		System::assert_last_event(
			Event::LeafShown { batch: BATCH, place: AT, bond: DEMAND_BOND, due }.into(),
		);
		assert_eq!((record(BATCH).open, record(BATCH).due), (0, due));
	});
}

#[test]
fn every_leaf_can_be_shown_when_the_batch_is_honest() {
	run(|| {
		let first = posted();
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		let second =
			openledger_primitives::receipts::BatchBuilder::new(terms(), first.distribution.clone());
		let channel = openledger_primitives::ids::ChannelId(4);
		let second = second.push(receipt(channel, 1_600, 100, &[(2, 1)])).build().unwrap();
		assert_ok!(post(WORKER, &second));
		for tree in [Tree::Receipts, Tree::Entries, Tree::Previous, Tree::Distribution] {
			for index in 0..second.header().unwrap().tree(tree).leaves {
				let at = place(tree, index);
				assert_ok!(demand(ALICE, BatchId(1), at));
				assert_ok!(show_leaf(BatchId(1), leaf(&second, at)));
			}
		}
	});
}

#[test]
fn leaf_is_free_to_show_when_it_was_demanded() {
	run(|| {
		let leaves = posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		let shown = Box::new(leaf(&leaves, AT));
		let done = Receipts::show_leaf(RuntimeOrigin::signed(CAROL), BATCH, shown).unwrap();
		assert_eq!(done.pays_fee, Pays::No);
	});
}

#[test]
fn leaf_is_refused_when_there_is_no_batch() {
	run(|| {
		let leaves = posted();
		let result = show_leaf(BatchId(1), leaf(&leaves, AT));
		assert_noop!(result, Error::<Test>::BatchNotFound);
	});
}

#[test]
fn leaf_is_refused_when_nobody_demands_it() {
	run(|| {
		let leaves = posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		let other = leaf(&leaves, place(Tree::Entries, 1));
		assert_noop!(show_leaf(BATCH, other), Error::<Test>::NotDemanded);
	});
}

#[test]
fn leaf_is_refused_when_the_deadline_passed() {
	run(|| {
		let leaves = posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		advance(RESPONSE + 1);
		let late = leaf(&leaves, AT);
		assert_noop!(show_leaf(BATCH, late), Error::<Test>::DeadlinePassed);
	});
}

#[test]
fn leaf_is_refused_when_it_does_not_stand_there() {
	run(|| {
		let leaves = posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		let ShownLeaf::Entry(mut shown) = leaf(&leaves, AT) else { panic!("an entry") };
		shown.leaf.amount += 1;
		assert_noop!(show_leaf(BATCH, ShownLeaf::Entry(shown)), Error::<Test>::LeafNotShown);
	});
}

#[test]
fn batch_is_void_when_a_demand_is_met_by_silence() {
	run(|| {
		posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		advance(RESPONSE + 1);
		assert_ok!(convict(BATCH, AT));
		assert!(!Batches::<Test>::contains_key(BATCH));
		assert_eq!(Slashes::get(), [(WORKER, SLASH, SlashReason::Silence, Some(ALICE))]);
		assert_eq!(Balances::free_balance(ALICE), FUNDS, "the fee and the bond are back");
		assert_eq!(Balances::free_balance(BOB), FUNDS);
		let reason = VoidReason::Silence;
		let void = Event::BatchVoided { batch: BATCH, worker: WORKER, reason, total: TOTAL };
		System::assert_has_event(void.into());
	});
}

#[test]
fn conviction_is_free_when_it_stands() {
	run(|| {
		posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		advance(RESPONSE + 1);
		let done = Receipts::convict(RuntimeOrigin::signed(CAROL), BATCH, AT).unwrap();
		assert_eq!(done.pays_fee, Pays::No);
	});
}

#[test]
fn conviction_is_refused_when_there_is_time_left() {
	run(|| {
		posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		advance(RESPONSE);
		assert_noop!(convict(BATCH, AT), Error::<Test>::DeadlineNotPassed);
	});
}

#[test]
fn conviction_is_refused_when_nothing_was_demanded() {
	run(|| {
		posted();
		assert_noop!(convict(BATCH, AT), Error::<Test>::NotDemanded);
		assert_noop!(convict(BatchId(1), AT), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn deadline_stays_when_the_parameter_changes() {
	run(|| {
		posted();
		assert_ok!(demand(ALICE, BATCH, AT));
		ResponseWindow::set(1);
		advance(RESPONSE);
		assert_noop!(convict(BATCH, AT), Error::<Test>::DeadlineNotPassed);
	});
}

#[test]
fn demand_is_withdrawn_when_the_batch_is_void() {
	run(|| {
		posted();
		let other = place(Tree::Receipts, 0);
		assert_ok!(demand(ALICE, BATCH, AT));
		assert_ok!(demand(BOB, BATCH, other));
		assert_noop!(withdraw(BATCH, other), Error::<Test>::BatchNotEnded);
		advance(RESPONSE + 1);
		assert_ok!(convict(BATCH, AT));
		assert_ok!(withdraw(BATCH, other));
		System::assert_last_event(
			Event::DemandWithdrawn { batch: BATCH, place: other, who: BOB, bond: DEMAND_BOND }
				.into(),
		);
		assert_eq!(Balances::free_balance(BOB), FUNDS);
		assert_noop!(withdraw(BATCH, other), Error::<Test>::NotDemanded);
		assert_eq!(Demands::<Test>::iter().count(), 0);
	});
}

#[test]
fn deposit_of_an_answered_demand_comes_back_when_the_batch_is_final() {
	run(|| {
		let leaves = posted();
		assert_ok!(demand(CAROL, BATCH, AT));
		assert_ok!(show_leaf(BATCH, leaf(&leaves, AT)));
		assert_noop!(withdraw(BATCH, AT), Error::<Test>::BatchNotEnded);
		advance(WINDOW);
		assert_ok!(finalize(BATCH));
		assert_ok!(withdraw(BATCH, AT));
		let gone = Event::DemandWithdrawn { batch: BATCH, place: AT, who: CAROL, bond: 0 };
		System::assert_last_event(gone.into());
		assert_eq!(Balances::free_balance(CAROL), FUNDS - DEMAND_BOND);
		assert_noop!(withdraw(BATCH, AT), Error::<Test>::NotDemanded);
	});
}

#[test]
fn deposit_of_an_answered_demand_comes_back_when_the_batch_is_void() {
	run(|| {
		let leaves = posted();
		let other = place(Tree::Receipts, 0);
		assert_ok!(demand(CAROL, BATCH, AT));
		assert_ok!(show_leaf(BATCH, leaf(&leaves, AT)));
		assert_ok!(demand(CAROL, BATCH, other));
		advance(RESPONSE + 1);
		assert_ok!(convict(BATCH, other));
		assert_ok!(withdraw(BATCH, AT));
		assert_eq!(Balances::free_balance(CAROL), FUNDS - DEMAND_BOND);
		assert_eq!(AnsweredDemands::<Test>::iter().count(), 0);
	});
}
