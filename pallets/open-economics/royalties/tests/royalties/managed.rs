// SPDX-License-Identifier: Apache-2.0
//! Distributions whose roots another pallet posts.

use crate::mock::*;
use frame::{
	testing_prelude::*,
	token::fungible::{Inspect, InspectHold},
	traits::Footprint,
};
use openledger_primitives::{
	distribution::DistributionRoot,
	ids::{ContributionId, DistributionId},
	traits::{self, Distributions as _},
	Balance,
};
use pallet_royalties::{Distribution, Distributions, Error, Event, NextDistribution};

const FIRST: DistributionId = DistributionId(0);

fn root() -> Option<DistributionRoot> {
	<Royalties as traits::Distributions<AccountId>>::root(FIRST)
}

fn deposit(leaves: u32) -> Balance {
	<DepositPrice as Convert<Footprint, Balance>>::convert(Distribution::<Test>::footprint(leaves))
}

/// A managed distribution whose root has these leaves.
fn posted(amounts: &[(ContributionId, Balance)]) -> Leaves {
	let leaves = Leaves::new(amounts);
	assert_ok!(open_managed(OPERATOR), FIRST);
	assert_ok!(prepare_and_post(FIRST, leaves.root(), leaves.root().total));
	leaves
}

fn held() -> Balance {
	Balances::balance_on_hold(&DistributionDeposit::get(), &OPERATOR)
}

#[test]
fn opening_takes_a_deposit_when_another_pallet_opens() {
	run(|| {
		assert_ok!(open_managed(OPERATOR), FIRST);
		let told =
			Event::DistributionOpened { distribution: FIRST, operator: OPERATOR, managed: true };
		assert_eq!(events(), [told]);
		assert_eq!(Balances::balance_on_hold(&DistributionDeposit::get(), &OPERATOR), deposit(0));
		assert_eq!(root(), Some(DistributionRoot::default()));
	});
}

#[test]
fn opening_fails_when_the_deposit_cannot_be_spared_or_no_number_is_left() {
	run(|| {
		assert_noop!(open_managed(WORKER), TokenError::FundsUnavailable);
		NextDistribution::<Test>::put(DistributionId(u32::MAX));
		assert_noop!(open_managed(OPERATOR), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn deposit_is_taken_and_given_back_when_another_pallet_prepares() {
	run(|| {
		posted(&[(C1, 60), (C2, 40)]);
		assert_ok!(prepare_managed(FIRST, 7));
		assert_eq!(held(), deposit(7));
		assert_ok!(prepare_managed(FIRST, 3));
		assert_eq!(held(), deposit(3));
		assert_ok!(prepare_managed(FIRST, 2));
		assert_eq!(held(), deposit(2));
		assert_noop!(prepare_managed(FIRST, 1), Error::<Test>::RootShrinks);
	});
}

#[test]
fn preparing_fails_when_the_operator_cannot_spare_the_deposit() {
	run(|| {
		assert_ok!(open_managed(OPERATOR), FIRST);
		assert_noop!(prepare_managed(FIRST, u32::MAX), TokenError::FundsUnavailable);
	});
}

#[test]
fn preparing_fails_when_it_is_not_another_pallets_to_post() {
	run(|| {
		assert_noop!(prepare_managed(FIRST, 1), Error::<Test>::DistributionNotFound);
		assert_ok!(open(OPERATOR));
		assert_noop!(prepare_managed(FIRST, 1), Error::<Test>::DistributionNotManaged);
		let second = DistributionId(1);
		assert_ok!(open_managed(OPERATOR), second);
		let leaves = Leaves::new(&[(C1, 60)]);
		assert_ok!(prepare_managed(second, 1));
		assert_ok!(post_managed(second, leaves.root(), 60));
		assert_ok!(draw(second, &leaves, 0));
		assert_ok!(close(OPERATOR, second));
		assert_noop!(prepare_managed(second, 1), Error::<Test>::DistributionIsClosed);
	});
}

#[test]
fn posting_takes_nothing_when_it_was_prepared() {
	run(|| {
		let leaves = Leaves::new(&[(C1, 60), (C2, 40)]);
		assert_ok!(open_managed(OPERATOR), FIRST);
		assert_ok!(prepare_managed(FIRST, 2));
		// The operator spends all that can be spent.
		let spare =
			Balances::reducible_balance(&OPERATOR, Preservation::Preserve, Fortitude::Polite);
		let origin = RuntimeOrigin::signed(OPERATOR);
		assert_ok!(Balances::transfer_keep_alive(origin, OTHER_OPERATOR, spare));
		assert_ok!(post_managed(FIRST, leaves.root(), 100));
		assert_ok!(draw(FIRST, &leaves, 1));
	});
}

#[test]
fn posting_fails_when_it_was_not_prepared() {
	run(|| {
		let leaves = Leaves::new(&[(C1, 60), (C2, 40)]);
		assert_ok!(open_managed(OPERATOR), FIRST);
		assert_ok!(prepare_managed(FIRST, 1));
		assert_noop!(post_managed(FIRST, leaves.root(), 100), Error::<Test>::RootNotPrepared);
	});
}

#[test]
fn contribution_draws_at_once_when_another_pallet_posts() {
	run(|| {
		let leaves = posted(&[(C1, 60), (C2, 40)]);
		let told = Event::RootPosted {
			distribution: FIRST,
			amount: 100,
			root: leaves.root(),
			active_at: System::block_number(),
		};
		assert_eq!(events().last(), Some(&told));
		assert_eq!(root(), Some(leaves.root()));
		assert_eq!(Balances::balance_on_hold(&DistributionDeposit::get(), &OPERATOR), deposit(2));
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_eq!(Royalties::claimable(&CAROL), 60);
	});
}

#[test]
fn draw_takes_only_what_is_new_when_another_pallet_posts_again() {
	run(|| {
		let first = posted(&[(C1, 60)]);
		assert_ok!(draw(FIRST, &first, 0));
		let second = Leaves::new(&[(C1, 100), (C2, 7)]);
		assert_ok!(prepare_and_post(FIRST, second.root(), 47));
		assert_ok!(draw(FIRST, &second, 0));
		assert_ok!(draw(FIRST, &second, 1));
		assert_eq!((Royalties::claimable(&CAROL), Royalties::claimable(&DAVE)), (100, 7));
	});
}

#[test]
fn root_is_unknown_when_there_is_no_such_distribution_or_it_was_closed() {
	run(|| {
		assert_eq!(root(), None);
		let leaves = posted(&[(C1, 60)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_ok!(close(OPERATOR, FIRST));
		assert!(Distributions::<Test>::contains_key(FIRST));
		assert_eq!(root(), None);
	});
}

#[test]
fn posting_fails_when_there_is_no_such_distribution() {
	run(|| {
		let root = Leaves::new(&[(C1, 60)]).root();
		assert_noop!(post_managed(FIRST, root, 60), Error::<Test>::DistributionNotFound);
	});
}

#[test]
fn posting_fails_when_the_roots_are_the_operators() {
	run(|| {
		assert_ok!(open(OPERATOR));
		let root = Leaves::new(&[(C1, 60)]).root();
		assert_noop!(post_managed(FIRST, root, 60), Error::<Test>::DistributionNotManaged);
	});
}

#[test]
fn posting_fails_when_the_distribution_was_closed() {
	run(|| {
		let leaves = posted(&[(C1, 60)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_ok!(close(OPERATOR, FIRST));
		assert_noop!(post_managed(FIRST, leaves.root(), 0), Error::<Test>::DistributionIsClosed);
	});
}

#[test]
fn posting_fails_when_the_root_has_fewer_leaves() {
	run(|| {
		posted(&[(C1, 60), (C2, 40)]);
		let fewer = Leaves::new(&[(C1, 110)]).root();
		assert_noop!(post_managed(FIRST, fewer, 10), Error::<Test>::RootShrinks);
	});
}

#[test]
fn posting_fails_when_the_total_does_not_grow_by_what_was_paid_in() {
	run(|| {
		posted(&[(C1, 60)]);
		let next = Leaves::new(&[(C1, 100)]).root();
		for amount in [0, 39, 41, 100] {
			assert_noop!(post_managed(FIRST, next, amount), Error::<Test>::RootNotFunded);
		}
		assert_ok!(post_managed(FIRST, next, 40));
	});
}

#[test]
fn posting_fails_when_the_total_overflows() {
	run(|| {
		let leaves = posted(&[(C1, 60)]);
		assert_noop!(
			Royalties::post(FIRST, leaves.root(), Balance::MAX),
			ArithmeticError::Overflow
		);
	});
}

#[test]
fn operator_cannot_post_when_another_pallet_does() {
	run(|| {
		let leaves = posted(&[(C1, 60)]);
		assert_noop!(post(OPERATOR, FIRST, 0, leaves.root()), Error::<Test>::DistributionIsManaged);
	});
}

#[test]
fn veto_fails_when_another_pallet_posted() {
	run(|| {
		posted(&[(C1, 60)]);
		assert_noop!(veto(FIRST), Error::<Test>::NoRootPending);
	});
}

#[test]
fn operator_cannot_close_before_all_was_drawn_when_another_pallet_posts() {
	run(|| {
		let leaves = posted(&[(C1, 60), (C2, 40)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		advance(GRACE);
		assert_noop!(close(OPERATOR, FIRST), Error::<Test>::NotAllDrawn);
		assert_ok!(draw(FIRST, &leaves, 1));
		assert_noop!(close(OTHER_OPERATOR, FIRST), Error::<Test>::NotOperator);
		assert_ok!(close(OPERATOR, FIRST));
		assert_ok!(clear(FIRST, 2));
		assert_eq!(Balances::balance_on_hold(&DistributionDeposit::get(), &OPERATOR), 0);
	});
}

#[test]
fn operator_cannot_close_when_another_pallet_may_still_post() {
	run(|| {
		let leaves = posted(&[(C1, 60)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		Awaiting::set([OPERATOR].into());
		assert_noop!(close(OPERATOR, FIRST), Error::<Test>::RootAwaited);
		// What they operate themselves is theirs to close.
		assert_ok!(open(OPERATOR));
		assert_ok!(close(OPERATOR, DistributionId(1)));
		Awaiting::set([].into());
		assert_ok!(close(OPERATOR, FIRST));
	});
}
