// SPDX-License-Identifier: Apache-2.0
//! How curators come and go.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{records::CuratorRecord, traits::Verdict};
use pallet_curation::{Curators, Error, Event};

fn add(who: AccountId, amount: u128) -> DispatchResult {
	Curation::add_stake(signed(who), D0, amount)
}

fn leave(who: AccountId) -> DispatchResult {
	Curation::leave(signed(who), D0)
}

fn withdraw(who: AccountId) -> DispatchResult {
	Curation::withdraw_stake(signed(who), D0)
}

#[test]
fn join_holds_the_stake_when_it_is_enough() {
	run(|| {
		join(ANN, MIN_STAKE);
		let expected = CuratorRecord { stake: MIN_STAKE, at_risk: 0, open_votes: 0, leaving: None };
		assert_eq!(curator(D0, ANN), expected);
		assert_eq!(staked(ANN), MIN_STAKE);
		last_event(Event::CuratorJoined { datanet: D0, who: ANN, stake: MIN_STAKE });
	});
}

#[test]
fn join_adds_to_the_hold_when_another_datanet_is_curated_too() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(Curation::join(signed(ANN), D1, 2_000));
		assert_eq!(staked(ANN), 3_000);
	});
}

#[test]
fn join_fails_when_the_stake_is_too_small() {
	run(|| {
		let call = Curation::join(signed(ANN), D0, MIN_STAKE - 1);
		assert_noop!(call, Error::<Test>::BelowMinStake);
	});
}

#[test]
fn join_fails_when_staked_curators_do_not_decide() {
	run(|| {
		assert_noop!(Curation::join(signed(ANN), OTHER, MIN_STAKE), Error::<Test>::NotCurated);
	});
}

#[test]
fn join_fails_when_the_caller_is_a_curator_already() {
	run(|| {
		join(ANN, MIN_STAKE);
		let again = Curation::join(signed(ANN), D0, MIN_STAKE);
		assert_noop!(again, Error::<Test>::AlreadyCurator);
		assert_ok!(leave(ANN));
		let again = Curation::join(signed(ANN), D0, MIN_STAKE);
		assert_noop!(again, Error::<Test>::AlreadyCurator);
	});
}

#[test]
fn join_fails_when_the_caller_cannot_spare_the_stake() {
	run(|| {
		let most = FUNDS - EXISTENTIAL_DEPOSIT;
		let call = Curation::join(signed(ANN), D0, most + 1);
		assert_noop!(call, TokenError::FundsUnavailable);
		join(ANN, most);
	});
}

#[test]
fn add_stake_holds_more_when_asked() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(add(ANN, 1));
		assert_eq!((curator(D0, ANN).stake, staked(ANN)), (1_001, 1_001));
		last_event(Event::StakeAdded { datanet: D0, who: ANN, amount: 1, stake: 1_001 });
	});
}

#[test]
fn add_stake_fails_when_nothing_is_added() {
	run(|| {
		join(ANN, 1_000);
		assert_noop!(add(ANN, 0), Error::<Test>::ZeroAmount);
	});
}

#[test]
fn add_stake_fails_when_the_caller_is_no_curator() {
	run(|| {
		assert_noop!(add(ANN, 1), Error::<Test>::NotCurator);
	});
}

#[test]
fn add_stake_fails_when_the_curator_is_leaving() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(leave(ANN));
		assert_noop!(add(ANN, 1), Error::<Test>::Leaving);
	});
}

#[test]
fn add_stake_fails_when_the_caller_cannot_spare_it() {
	run(|| {
		join(ANN, 1_000);
		assert_noop!(add(ANN, FUNDS), TokenError::FundsUnavailable);
		assert_noop!(add(ANN, u128::MAX), ArithmeticError::Overflow);
	});
}

#[test]
fn leave_starts_the_cooldown_when_the_caller_curates() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(leave(ANN));
		let released_at = 1 + COOLDOWN;
		assert_eq!(curator(D0, ANN).leaving, Some(released_at));
		assert_eq!(staked(ANN), 1_000);
		last_event(Event::CuratorLeaving { datanet: D0, who: ANN, released_at });
	});
}

#[test]
fn leave_fails_when_the_caller_is_no_curator() {
	run(|| {
		assert_noop!(leave(ANN), Error::<Test>::NotCurator);
	});
}

#[test]
fn leave_fails_when_the_curator_is_leaving_already() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(leave(ANN));
		advance(1);
		assert_noop!(leave(ANN), Error::<Test>::Leaving);
	});
}

#[test]
fn withdraw_stake_releases_everything_when_it_has_cooled_down() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(leave(ANN));
		advance(COOLDOWN);
		assert_ok!(withdraw(ANN));
		assert_eq!(total_held(ANN), 0);
		assert!(!Curators::<Test>::contains_key(D0, ANN));
		last_event(Event::StakeWithdrawn { datanet: D0, who: ANN, amount: 1_000 });
		// And may come again.
		join(ANN, 1_000);
	});
}

#[test]
fn withdraw_stake_leaves_other_stakes_when_another_datanet_is_curated_too() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(Curation::join(signed(ANN), D1, 2_000));
		leave_and_withdraw(ANN, D0);
		assert_eq!(staked(ANN), 2_000);
	});
}

#[test]
fn withdraw_stake_fails_when_the_caller_is_no_curator() {
	run(|| {
		assert_noop!(withdraw(ANN), Error::<Test>::NotCurator);
	});
}

#[test]
fn withdraw_stake_fails_when_the_curator_has_not_left() {
	run(|| {
		join(ANN, 1_000);
		advance(COOLDOWN);
		assert_noop!(withdraw(ANN), Error::<Test>::NotLeaving);
	});
}

#[test]
fn withdraw_stake_fails_when_it_is_cooling_down() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(leave(ANN));
		advance(COOLDOWN - 1);
		assert_noop!(withdraw(ANN), Error::<Test>::CoolingDown);
	});
}

#[test]
fn withdraw_stake_fails_when_a_vote_is_open() {
	run(|| {
		join(ANN, 1_000);
		assert_ok!(commit(ANN, C0, Verdict::Accept));
		assert_ok!(leave(ANN));
		advance(COOLDOWN);
		assert_noop!(withdraw(ANN), Error::<Test>::VotesOpen);
		assert_ok!(close(C0));
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_noop!(withdraw(ANN), Error::<Test>::VotesOpen);
		assert_ok!(settle(C0, ANN));
		assert_ok!(withdraw(ANN));
		// A quarter went for silence.
		assert_eq!(Balances::free_balance(ANN), FUNDS - 250);
	});
}

#[test]
fn stake_comes_back_when_the_datanet_is_no_more_curated() {
	run(|| {
		join(ANN, 1_000);
		Curated::remove(D0);
		leave_and_withdraw(ANN, D0);
		assert_eq!(Balances::free_balance(ANN), FUNDS);
	});
}

#[test]
fn calls_fail_when_nobody_signed() {
	run(|| {
		let origin = RuntimeOrigin::root;
		assert_noop!(Curation::join(origin(), D0, 1_000), BadOrigin);
		assert_noop!(Curation::add_stake(origin(), D0, 1), BadOrigin);
		assert_noop!(Curation::leave(origin(), D0), BadOrigin);
		assert_noop!(Curation::withdraw_stake(origin(), D0), BadOrigin);
		assert_noop!(Curation::commit(origin(), C0, H256::zero()), BadOrigin);
		let reveal = Curation::reveal(origin(), C0, Verdict::Accept, H256::zero());
		assert_noop!(reveal, BadOrigin);
		assert_noop!(Curation::close(origin(), C0), BadOrigin);
		assert_noop!(Curation::appeal(origin(), C0), BadOrigin);
		assert_noop!(Curation::conclude(origin(), C0), BadOrigin);
		assert_noop!(Curation::settle_vote(origin(), C0, ANN), BadOrigin);
	});
}
