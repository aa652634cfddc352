// SPDX-License-Identifier: Apache-2.0
//! Distribution roots: who posts them, who draws under them, and what becomes of the rest.

use crate::mock::*;
use frame::{
	testing_prelude::*,
	token::fungible::InspectHold,
	traits::{fungible::Inspect, Footprint},
};
use openledger_primitives::{
	distribution::DistributionRoot,
	ids::{ContributionId, DatanetId, DistributionId},
	records::{DistributionRecord, Earnings},
	Balance,
};
use pallet_royalties::{
	Distribution, Distributions, Drawn, Error, Event, NextDistribution, WeightInfo,
};

const FIRST: DistributionId = DistributionId(0);

fn deposit(leaves: u32) -> Balance {
	<DepositPrice as Convert<Footprint, Balance>>::convert(Distribution::<Test>::footprint(leaves))
}

/// What the operator has in deposits.
fn held() -> Balance {
	Balances::balance_on_hold(&DistributionDeposit::get(), &OPERATOR)
}

/// A distribution whose active root has these leaves, funded whole.
fn active(amounts: &[(ContributionId, Balance)]) -> Leaves {
	let leaves = Leaves::new(amounts);
	assert_ok!(open(OPERATOR));
	assert_ok!(post(OPERATOR, FIRST, leaves.root().total, leaves.root()));
	advance(WINDOW);
	leaves
}

#[test]
fn opening_takes_a_deposit_when_anyone_opens() {
	run(|| {
		assert_ok!(open(OPERATOR));
		assert_eq!(held(), deposit(0));
		let told =
			Event::DistributionOpened { distribution: FIRST, operator: OPERATOR, managed: false };
		assert_eq!(events(), [told]);
		assert_ok!(open(OTHER_OPERATOR));
		assert_eq!(NextDistribution::<Test>::get(), DistributionId(2));
	});
}

#[test]
fn opening_fails_when_the_deposit_cannot_be_spared() {
	run(|| {
		assert_noop!(open(WORKER), TokenError::FundsUnavailable);
	});
}

#[test]
fn opening_fails_when_all_numbers_are_given_out() {
	run(|| {
		NextDistribution::<Test>::put(DistributionId(u32::MAX));
		assert_noop!(open(OPERATOR), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn calls_fail_when_the_wrong_origin_calls() {
	run(|| {
		let leaves = active(&[(C1, 100)]);
		let (leaf, proof) = leaves.prove(0);
		let root = RuntimeOrigin::root;
		assert_noop!(Royalties::open_distribution(root()), BadOrigin);
		assert_noop!(Royalties::fund_and_post(root(), FIRST, 1, leaves.root()), BadOrigin);
		assert_noop!(Royalties::draw(root(), FIRST, leaf, proof), BadOrigin);
		assert_noop!(Royalties::close_distribution(root(), FIRST), BadOrigin);
		assert_noop!(Royalties::clear_drawn(root(), FIRST, 1), BadOrigin);
		assert_noop!(Royalties::veto_root(RuntimeOrigin::signed(OPERATOR), FIRST), BadOrigin);
	});
}

#[test]
fn posting_pays_in_and_deposits_for_each_leaf_when_the_operator_posts() {
	run(|| {
		assert_ok!(open(OPERATOR));
		let root = Leaves::new(&[(C1, 60), (C2, 40)]).root();
		assert_ok!(post(OPERATOR, FIRST, 150, root));
		assert_eq!(held(), deposit(2));
		assert_eq!(Balances::balance(&OPERATOR), OPERATOR_FUNDS - 150 - deposit(2));
		let active_at = 1 + WINDOW;
		let told = Event::RootPosted { distribution: FIRST, amount: 150, root, active_at };
		assert_eq!(events().last(), Some(&told));
		let record = DistributionRecord {
			operator: OPERATOR,
			funded: 150,
			drawn: 0,
			active: DistributionRoot::default(),
			pending: Some((root, active_at)),
			closed: false,
		};
		assert_eq!(Royalties::distribution(FIRST), Some(record.clone()));
		advance(WINDOW);
		let record = DistributionRecord { active: root, pending: None, ..record };
		assert_eq!(Royalties::distribution(FIRST), Some(record));
	});
}

#[test]
fn posting_fails_when_there_is_no_such_distribution() {
	run(|| {
		let root = Leaves::new(&[(C1, 60)]).root();
		assert_noop!(post(OPERATOR, FIRST, 60, root), Error::<Test>::DistributionNotFound);
	});
}

#[test]
fn posting_fails_when_another_posts() {
	run(|| {
		assert_ok!(open(OPERATOR));
		let root = Leaves::new(&[(C1, 60)]).root();
		assert_noop!(post(OTHER_OPERATOR, FIRST, 60, root), Error::<Test>::NotOperator);
	});
}

#[test]
fn posting_fails_when_the_root_before_is_not_active() {
	run(|| {
		assert_ok!(open(OPERATOR));
		let root = Leaves::new(&[(C1, 60)]).root();
		assert_ok!(post(OPERATOR, FIRST, 60, root));
		advance(WINDOW - 1);
		assert_noop!(post(OPERATOR, FIRST, 60, root), Error::<Test>::RootPending);
		advance(1);
		assert_ok!(post(OPERATOR, FIRST, 60, root));
	});
}

#[test]
fn posting_fails_when_the_root_shrinks() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 40)]);
		let less = DistributionRoot { total: 99, ..leaves.root() };
		assert_noop!(post(OPERATOR, FIRST, 0, less), Error::<Test>::RootShrinks);
		let fewer = DistributionRoot { leaves: 1, ..leaves.root() };
		assert_noop!(post(OPERATOR, FIRST, 0, fewer), Error::<Test>::RootShrinks);
		assert_ok!(post(OPERATOR, FIRST, 0, leaves.root()));
	});
}

#[test]
fn posting_fails_when_less_was_paid_in() {
	run(|| {
		assert_ok!(open(OPERATOR));
		let root = Leaves::new(&[(C1, 60)]).root();
		assert_noop!(post(OPERATOR, FIRST, 59, root), Error::<Test>::RootAboveFunds);
	});
}

#[test]
fn posting_fails_when_the_sum_overflows() {
	run(|| {
		let leaves = active(&[(C1, 60)]);
		assert_noop!(post(OPERATOR, FIRST, Balance::MAX, leaves.root()), ArithmeticError::Overflow);
	});
}

#[test]
fn posting_fails_when_the_operator_cannot_spare_the_amount_or_the_deposit() {
	run(|| {
		assert_ok!(open(OPERATOR));
		let root = Leaves::new(&[(C1, 60)]).root();
		assert_noop!(post(OPERATOR, FIRST, OPERATOR_FUNDS, root), TokenError::FundsUnavailable);
		let large = DistributionRoot { leaves: u32::MAX, ..root };
		assert_noop!(post(OPERATOR, FIRST, 60, large), TokenError::FundsUnavailable);
	});
}

#[test]
fn root_is_dropped_when_governance_vetoes_it() {
	run(|| {
		let leaves = active(&[(C1, 60)]);
		let next = Leaves::new(&[(C1, 100)]);
		assert_ok!(post(OPERATOR, FIRST, 40, next.root()));
		assert_ok!(veto(FIRST));
		let told = Event::RootVetoed { distribution: FIRST, root: next.root() };
		assert_eq!(events().last(), Some(&told));
		advance(WINDOW);
		assert_noop!(draw(FIRST, &next, 0), Error::<Test>::InvalidProof);
		assert_ok!(draw(FIRST, &leaves, 0));
		// What was paid in is there for the next root.
		assert_ok!(post(OPERATOR, FIRST, 0, next.root()));
	});
}

#[test]
fn veto_fails_when_no_root_is_pending() {
	run(|| {
		assert_noop!(veto(FIRST), Error::<Test>::DistributionNotFound);
		active(&[(C1, 60)]);
		assert_noop!(veto(FIRST), Error::<Test>::NoRootPending);
	});
}

#[test]
fn draw_credits_the_contributor_when_anyone_calls() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 40), (C3, 5)]);
		assert_eq!(Royalties::drawable(FIRST, &leaves.leaves[1]), 40);
		assert_ok!(draw(FIRST, &leaves, 1));
		assert_eq!(Royalties::drawable(FIRST, &leaves.leaves[1]), 0);
		let earnings = Earnings { claimable: 40, earned_contributing: 40, earned: 40 };
		assert_eq!(Royalties::earnings(&DAVE), earnings);
		let told = Event::Drawn {
			distribution: FIRST,
			contribution: C2,
			who: DAVE,
			datanet: DatanetId(0),
			amount: 40,
			curators: 0,
		};
		assert_eq!(events().last(), Some(&told));
		assert_ok!(claim_for(DAVE));
	});
}

#[test]
fn draw_takes_only_what_is_new_when_roots_follow_each_other() {
	run(|| {
		let first = active(&[(C1, 60)]);
		assert_ok!(draw(FIRST, &first, 0));
		let second = Leaves::new(&[(C1, 100), (C2, 7)]);
		assert_ok!(post(OPERATOR, FIRST, 47, second.root()));
		advance(WINDOW);
		assert_ok!(draw(FIRST, &second, 0));
		assert_ok!(draw(FIRST, &second, 1));
		assert_eq!((Royalties::claimable(&CAROL), Royalties::claimable(&DAVE)), (100, 7));
	});
}

#[test]
fn draw_pays_all_at_once_when_roots_were_skipped() {
	run(|| {
		active(&[(C1, 60)]);
		let second = Leaves::new(&[(C1, 100)]);
		assert_ok!(post(OPERATOR, FIRST, 40, second.root()));
		advance(WINDOW);
		assert_ok!(draw(FIRST, &second, 0));
		assert_eq!(Royalties::claimable(&CAROL), 100);
	});
}

#[test]
fn curators_keep_their_cut_when_a_contribution_draws() {
	run(|| {
		set_cut(DatanetId(0), 15);
		worked(DatanetId(0), CURATOR);
		let leaves = active(&[(C1, 333)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_eq!(Royalties::claimable(&CAROL), 284);
		assert_eq!(Royalties::curator_earnings(DatanetId(0), &CURATOR), 49);
		assert_eq!(Drawn::<Test>::get(FIRST, C1), 333);
	});
}

#[test]
fn draw_credits_nobody_else_when_the_curators_keep_everything() {
	run(|| {
		set_cut(DatanetId(0), 100);
		worked(DatanetId(0), CURATOR);
		let leaves = active(&[(C1, 60)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_eq!(Royalties::earnings(&CAROL), Earnings::default());
		assert_eq!(Royalties::curator_earnings(DatanetId(0), &CURATOR), 60);
	});
}

#[test]
fn draw_fails_when_it_was_drawn_already() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 0)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_noop!(draw(FIRST, &leaves, 0), Error::<Test>::NothingToDraw);
		assert_noop!(draw(FIRST, &leaves, 1), Error::<Test>::NothingToDraw);
	});
}

#[test]
fn draw_fails_when_the_root_is_not_active() {
	run(|| {
		assert_ok!(open(OPERATOR));
		let leaves = Leaves::new(&[(C1, 60)]);
		assert_noop!(draw(FIRST, &leaves, 0), Error::<Test>::InvalidProof);
		assert_ok!(post(OPERATOR, FIRST, 60, leaves.root()));
		advance(WINDOW - 1);
		assert_noop!(draw(FIRST, &leaves, 0), Error::<Test>::InvalidProof);
		assert_eq!(Royalties::drawable(FIRST, &leaves.leaves[0]), 0);
		advance(1);
		assert_ok!(draw(FIRST, &leaves, 0));
	});
}

#[test]
fn draw_fails_when_the_proof_is_anothers() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 40), (C3, 5)]);
		let ((leaf, proof), (_, other)) = (leaves.prove(0), leaves.prove(1));
		let payer = || RuntimeOrigin::signed(PAYER);
		let mut more = leaf;
		more.cumulative += 1;
		let mut long = proof.clone();
		long.path.try_push(H256::zero()).unwrap();
		for (leaf, proof) in [(leaf, other), (more, proof), (leaf, long)] {
			assert_noop!(Royalties::draw(payer(), FIRST, leaf, proof), Error::<Test>::InvalidProof);
		}
	});
}

#[test]
fn draw_fails_when_something_is_unknown() {
	run(|| {
		let leaves = Leaves::new(&[(ContributionId(99), 60)]);
		assert_noop!(draw(FIRST, &leaves, 0), Error::<Test>::DistributionNotFound);
		assert_eq!(Royalties::drawable(FIRST, &leaves.leaves[0]), 0);
		active(&[(ContributionId(99), 60)]);
		assert_noop!(draw(FIRST, &leaves, 0), Error::<Test>::UnknownContribution);
		assert_eq!(Royalties::drawable(FIRST, &leaves.leaves[0]), 0);
	});
}

#[test]
fn draw_fails_when_the_leaves_sum_to_more_than_the_total() {
	run(|| {
		let leaves = Leaves::new(&[(C1, 60), (C2, 41)]);
		assert_ok!(open(OPERATOR));
		let root = DistributionRoot { total: 100, ..leaves.root() };
		// More was paid in, and it is not drawn either.
		assert_ok!(post(OPERATOR, FIRST, 200, root));
		advance(WINDOW);
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_noop!(draw(FIRST, &leaves, 1), Error::<Test>::RootOverdrawn);
		assert_eq!(Royalties::drawable(FIRST, &leaves.leaves[1]), 0);
	});
}

#[test]
fn draw_fails_when_more_contributions_draw_than_there_are_leaves() {
	run(|| {
		let first = active(&[(C1, 60)]);
		assert_ok!(draw(FIRST, &first, 0));
		// The operator dropped a leaf, and the one who earned by it has drawn.
		let second = Leaves::new(&[(C2, 60)]);
		assert_ok!(post(OPERATOR, FIRST, 100, DistributionRoot { total: 160, ..second.root() }));
		advance(WINDOW);
		assert_noop!(draw(FIRST, &second, 0), Error::<Test>::RootOverdrawn);
	});
}

#[test]
fn closing_frees_the_deposit_when_nobody_ever_drew() {
	run(|| {
		assert_ok!(open(OPERATOR));
		assert_ok!(close(OPERATOR, FIRST));
		assert_eq!(Balances::balance(&OPERATOR), OPERATOR_FUNDS);
		assert!(!Distributions::<Test>::contains_key(FIRST));
		let told = Event::DistributionClosed { distribution: FIRST, returned: 0 };
		assert_eq!(events().last(), Some(&told));
	});
}

#[test]
fn closing_pays_the_rest_back_when_the_grace_has_passed() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 40)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		advance(GRACE - WINDOW - 1);
		assert_noop!(close(OPERATOR, FIRST), Error::<Test>::TooEarlyToClose);
		advance(1);
		assert_ok!(close(OPERATOR, FIRST));
		let told = Event::DistributionClosed { distribution: FIRST, returned: 40 };
		assert_eq!(events().last(), Some(&told));
		// The entry of C1 is still there.
		assert_eq!(held(), deposit(1));
		assert_eq!(Balances::balance(&OPERATOR), OPERATOR_FUNDS - 60 - deposit(1));
	});
}

#[test]
fn grace_starts_again_when_a_root_is_posted() {
	run(|| {
		let leaves = active(&[(C1, 60)]);
		advance(GRACE - WINDOW - 1);
		assert_ok!(post(OPERATOR, FIRST, 0, leaves.root()));
		advance(1);
		assert_noop!(close(OPERATOR, FIRST), Error::<Test>::TooEarlyToClose);
	});
}

#[test]
fn closing_needs_no_grace_when_everything_was_drawn() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 40)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_noop!(close(OPERATOR, FIRST), Error::<Test>::TooEarlyToClose);
		assert_ok!(draw(FIRST, &leaves, 1));
		assert_ok!(close(OPERATOR, FIRST));
	});
}

#[test]
fn closing_fails_when_another_closes_or_nothing_is_there() {
	run(|| {
		assert_noop!(close(OPERATOR, FIRST), Error::<Test>::DistributionNotFound);
		active(&[(C1, 60)]);
		assert_noop!(close(OTHER_OPERATOR, FIRST), Error::<Test>::NotOperator);
	});
}

#[test]
fn nothing_can_be_done_but_clearing_when_it_is_closed() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 40)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		advance(GRACE);
		assert_ok!(close(OPERATOR, FIRST));
		let closed = DispatchError::from(Error::<Test>::DistributionIsClosed);
		assert_noop!(draw(FIRST, &leaves, 1), closed);
		assert_eq!(Royalties::drawable(FIRST, &leaves.leaves[1]), 0);
		assert_noop!(post(OPERATOR, FIRST, 40, leaves.root()), closed);
		assert_noop!(close(OPERATOR, FIRST), closed);
		assert_noop!(veto(FIRST), Error::<Test>::NoRootPending);
	});
}

#[test]
fn clearing_frees_the_deposit_when_the_last_entry_goes() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 40), (C3, 5)]);
		for index in 0..3 {
			assert_ok!(draw(FIRST, &leaves, index));
		}
		assert_ok!(close(OPERATOR, FIRST));
		let info = clear(FIRST, 2).unwrap();
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::clear_drawn(2)));
		let told = Event::DistributionCleared { distribution: FIRST, removed: 2, left: 1 };
		assert_eq!(events().last(), Some(&told));
		assert_eq!(held(), deposit(3));
		// Only those that were there weigh.
		let info = clear(FIRST, 100).unwrap();
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::clear_drawn(1)));
		assert_eq!(held(), 0);
		assert!(!Distributions::<Test>::contains_key(FIRST));
		assert_eq!(Drawn::<Test>::iter().count(), 0);
		assert_noop!(clear(FIRST, 1), Error::<Test>::DistributionNotFound);
	});
}

#[test]
fn clearing_fails_when_it_is_open() {
	run(|| {
		let leaves = active(&[(C1, 60)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		assert_noop!(clear(FIRST, 1), Error::<Test>::DistributionIsOpen);
	});
}

#[test]
fn try_state_fails_when_a_distribution_is_overdrawn() {
	run(|| {
		let leaves = active(&[(C1, 60), (C2, 40)]);
		assert_ok!(draw(FIRST, &leaves, 0));
		Drawn::<Test>::insert(FIRST, C1, 61);
		assert!(Royalties::do_try_state().is_err());
		Drawn::<Test>::insert(FIRST, C1, 60);
	});
}
