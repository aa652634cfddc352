// SPDX-License-Identifier: Apache-2.0
//! What an owner does with a stake.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{records::UnbondingRecord, traits::Stakers, Balance};
use pallet_artifact_staking::{Error, Event, Pools, Stakes, Unbondings, Warming};

/// What `who` has unbonding: amounts and blocks of release.
fn unbonding(who: AccountId) -> Vec<(Balance, u32)> {
	let record = |part: UnbondingRecord| (part.amount, part.released_at);
	Staking::unbonding(&who).into_iter().map(record).collect()
}

#[test]
fn stake_holds_the_amount_when_the_account_can_spare_it() {
	run(|| {
		assert_ok!(stake(ALICE, MODEL, 100));
		assert_eq!((free(ALICE), held(ALICE)), (FUNDS - 100, 100));
		let expected = Event::Staked { who: ALICE, target: MODEL, amount: 100, active_at: 4 };
		assert_eq!(events(), [expected]);
	});
}

#[test]
fn stake_holds_all_but_the_existential_deposit_when_asked_for_the_most() {
	run(|| {
		let most = FUNDS - EXISTENTIAL_DEPOSIT;
		assert_noop!(stake(ALICE, MODEL, most + 1), TokenError::FundsUnavailable);
		assert_ok!(stake(ALICE, MODEL, most));
		assert_eq!((free(ALICE), held(ALICE)), (EXISTENTIAL_DEPOSIT, most));
	});
}

#[test]
fn stake_does_not_count_when_it_warms_up() {
	run(|| {
		assert_ok!(stake(ALICE, MODEL, 100));
		assert_eq!(Staking::staked(MODEL), 0);
		assert!(!Pools::<Test>::contains_key(MODEL));
		pass(WARMING_BLOCKS - 1);
		assert_noop!(activate(ALICE, MODEL), Error::<Test>::NothingToActivate);
	});
}

#[test]
fn stake_starts_the_warm_up_over_when_something_still_warms_up() {
	run(|| {
		assert_ok!(stake(ALICE, MODEL, 100));
		pass(2);
		assert_ok!(stake(ALICE, MODEL, 10));
		let warming = Some(Warming { amount: 110, active_at: 6 });
		assert_eq!(Stakes::<Test>::get(ALICE, MODEL).warming, warming);
	});
}

#[test]
fn stake_activates_what_has_warmed_up_when_more_is_staked() {
	run(|| {
		assert_ok!(stake(ALICE, MODEL, 100));
		pass(WARMING_BLOCKS);
		events();
		assert_ok!(stake(ALICE, MODEL, 10));
		let stake = Stakes::<Test>::get(ALICE, MODEL);
		assert_eq!(stake.earning.shares, 100);
		assert_eq!(stake.warming, Some(Warming { amount: 10, active_at: 7 }));
		let activated = Event::Activated { who: ALICE, target: MODEL, amount: 100 };
		let staked = Event::Staked { who: ALICE, target: MODEL, amount: 10, active_at: 7 };
		assert_eq!(events(), [activated, staked]);
	});
}

#[test]
fn stake_fails_when_it_is_below_the_least() {
	run(|| {
		assert_noop!(stake(ALICE, MODEL, MIN_STAKE - 1), Error::<Test>::BelowMinStake);
		assert_ok!(stake(ALICE, MODEL, MIN_STAKE));
		// Each target counts for itself.
		assert_noop!(stake(ALICE, ADAPTER, 1), Error::<Test>::BelowMinStake);
		assert_ok!(stake(ALICE, MODEL, 1));
	});
}

#[test]
fn stake_fails_when_there_is_no_such_target() {
	run(|| {
		assert_noop!(stake(ALICE, NOTHING, 100), Error::<Test>::NotStakeable);
	});
}

#[test]
fn stake_fails_when_the_sum_overflows() {
	run(|| {
		assert_ok!(stake(ALICE, MODEL, 100));
		assert_noop!(stake(ALICE, MODEL, Balance::MAX), ArithmeticError::Overflow);
	});
}

#[test]
fn calls_fail_when_the_amount_is_zero() {
	run(|| {
		assert_ok!(stake(ALICE, MODEL, 100));
		assert_noop!(stake(ALICE, MODEL, 0), Error::<Test>::ZeroAmount);
		assert_noop!(unstake(ALICE, MODEL, 0), Error::<Test>::ZeroAmount);
		assert_noop!(restake(ALICE, MODEL, 0), Error::<Test>::ZeroAmount);
	});
}

#[test]
fn calls_fail_when_nobody_signed() {
	run(|| {
		let none = RuntimeOrigin::none;
		assert_noop!(Staking::stake(RuntimeOrigin::root(), MODEL, 100), BadOrigin);
		assert_noop!(Staking::activate(none(), MODEL, ALICE), BadOrigin);
		assert_noop!(Staking::unstake(none(), MODEL, 100), BadOrigin);
		assert_noop!(Staking::restake(none(), MODEL, 100), BadOrigin);
		assert_noop!(Staking::withdraw(none()), BadOrigin);
		assert_noop!(Staking::claim_rewards(none(), MODEL, ALICE), BadOrigin);
		assert_noop!(Staking::claim_emission(none(), 0, WORKERS, ALICE), BadOrigin);
		assert_noop!(Staking::reclaim(none(), 0, WORKERS), BadOrigin);
		assert_noop!(Staking::clear_points(none(), 0, WORKERS, 1), BadOrigin);
	});
}

#[test]
fn activate_lets_the_stake_earn_when_it_has_warmed_up() {
	run(|| {
		assert_ok!(stake(ALICE, MODEL, 100));
		pass(WARMING_BLOCKS);
		events();
		assert_ok!(activate(ALICE, MODEL));
		assert_eq!(Staking::staked(MODEL), 100);
		assert_eq!(events(), [Event::Activated { who: ALICE, target: MODEL, amount: 100 }]);
		assert_noop!(activate(ALICE, MODEL), Error::<Test>::NothingToActivate);
	});
}

#[test]
fn activate_fails_when_nothing_is_staked() {
	run(|| {
		assert_noop!(activate(ALICE, MODEL), Error::<Test>::NothingToActivate);
	});
}

#[test]
fn unstake_lets_the_amount_unbond_when_it_earned() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		events();
		assert_ok!(unstake(ALICE, MODEL, 30));
		assert_eq!(Staking::staked(MODEL), 70);
		assert_eq!(unbonding(ALICE), [(30, 9)]);
		assert_eq!((free(ALICE), held(ALICE)), (FUNDS - 100, 100));
		let expected = Event::Unstaked { who: ALICE, target: MODEL, amount: 30, released_at: 9 };
		assert_eq!(events(), [expected]);
	});
}

#[test]
fn unstake_takes_what_warms_up_first_when_something_earns() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(stake(ALICE, MODEL, 20));
		assert_ok!(unstake(ALICE, MODEL, 15));
		let stake = Stakes::<Test>::get(ALICE, MODEL);
		assert_eq!((stake.earning.shares, stake.warming()), (100, 5));
		assert_ok!(unstake(ALICE, MODEL, 15));
		let stake = Stakes::<Test>::get(ALICE, MODEL);
		assert_eq!((stake.earning.shares, stake.warming), (90, None));
	});
}

#[test]
fn unstake_fails_when_less_is_staked() {
	run(|| {
		assert_noop!(unstake(ALICE, MODEL, 1), Error::<Test>::ExceedsStake);
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(stake(ALICE, MODEL, 20));
		assert_noop!(unstake(ALICE, MODEL, 121), Error::<Test>::ExceedsStake);
		// Another's, and on another target, does not count.
		assert_noop!(unstake(BOB, MODEL, 1), Error::<Test>::ExceedsStake);
		assert_noop!(unstake(ALICE, ADAPTER, 1), Error::<Test>::ExceedsStake);
	});
}

#[test]
fn unstake_leaves_nothing_or_the_least_when_it_leaves_anything() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_noop!(unstake(ALICE, MODEL, 51), Error::<Test>::BelowMinStake);
		assert_ok!(unstake(ALICE, MODEL, 50));
		assert_ok!(unstake(ALICE, MODEL, 50));
		assert!(!Stakes::<Test>::contains_key(ALICE, MODEL));
		assert!(!Pools::<Test>::contains_key(MODEL));
	});
}

#[test]
fn unstake_works_when_the_target_is_retired() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(stake(BOB, MODEL, 100));
		retire(MODEL);
		assert_noop!(stake(ALICE, MODEL, 10), Error::<Test>::NotStakeable);
		pass(WARMING_BLOCKS);
		assert_ok!(activate(BOB, MODEL));
		assert_ok!(unstake(ALICE, MODEL, 100));
		assert_ok!(unstake(BOB, MODEL, 100));
		assert_noop!(restake(BOB, MODEL, 100), Error::<Test>::NotStakeable);
	});
}

#[test]
fn unstake_merges_amounts_when_they_are_taken_back_in_one_block() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		earning_stake(ALICE, DATANET, 100);
		assert_ok!(unstake(ALICE, MODEL, 10));
		assert_ok!(unstake(ALICE, DATANET, 20));
		assert_eq!(unbonding(ALICE), [(30, 12)]);
	});
}

#[test]
fn unstake_keeps_the_order_of_release_when_the_period_got_shorter() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 10));
		UnbondingPeriod::set(2);
		assert_ok!(unstake(ALICE, MODEL, 20));
		assert_eq!(unbonding(ALICE), [(20, 6), (10, 9)]);
	});
}

#[test]
fn unstake_fails_when_too_many_amounts_unbond() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		for _ in 0..MAX_UNBONDING {
			pass(1);
			assert_ok!(unstake(ALICE, MODEL, 1));
		}
		// One more of the last block is merged; one of the next block is not.
		assert_ok!(unstake(ALICE, MODEL, 1));
		pass(1);
		assert_noop!(unstake(ALICE, MODEL, 1), Error::<Test>::TooManyUnbonding);
	});
}

#[test]
fn restake_moves_what_unbonds_when_it_is_staked_elsewhere() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 100));
		events();
		assert_ok!(restake(ALICE, DATANET, 60));
		assert_eq!(unbonding(ALICE), [(40, 9)]);
		assert_eq!((free(ALICE), held(ALICE)), (FUNDS - 100, 100));
		// It warms up as any new stake.
		assert_eq!(Staking::staked(DATANET), 0);
		let expected = Event::Restaked { who: ALICE, target: DATANET, amount: 60, active_at: 7 };
		assert_eq!(events(), [expected]);
	});
}

#[test]
fn restake_takes_the_latest_first_when_several_amounts_unbond() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		for _ in 0..3 {
			pass(1);
			assert_ok!(unstake(ALICE, MODEL, 10));
		}
		assert_ok!(restake(ALICE, MODEL, 15));
		assert_eq!(unbonding(ALICE), [(10, 10), (5, 11)]);
	});
}

#[test]
fn restake_removes_the_entry_when_nothing_unbonds_any_more() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 50));
		assert_ok!(restake(ALICE, MODEL, 50));
		assert!(!Unbondings::<Test>::contains_key(ALICE));
	});
}

#[test]
fn restake_fails_when_less_unbonds() {
	run(|| {
		assert_noop!(restake(ALICE, MODEL, 100), Error::<Test>::ExceedsUnbonding);
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 10));
		assert_noop!(restake(ALICE, MODEL, 11), Error::<Test>::ExceedsUnbonding);
	});
}

#[test]
fn restake_fails_when_too_little_would_be_staked() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 100));
		assert_noop!(restake(ALICE, MODEL, MIN_STAKE - 1), Error::<Test>::BelowMinStake);
		assert_ok!(restake(ALICE, MODEL, MIN_STAKE));
	});
}

#[test]
fn restake_fails_when_there_is_no_such_target() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 100));
		assert_noop!(restake(ALICE, NOTHING, 100), Error::<Test>::NotStakeable);
	});
}

#[test]
fn withdraw_releases_only_what_is_free_when_more_unbonds() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 10));
		pass(1);
		assert_ok!(unstake(ALICE, MODEL, 20));
		pass(3);
		assert_noop!(withdraw(ALICE), Error::<Test>::NothingToWithdraw);
		pass(1);
		events();
		assert_ok!(withdraw(ALICE));
		assert_eq!((free(ALICE), held(ALICE)), (FUNDS - 90, 90));
		assert_eq!(unbonding(ALICE), [(20, 10)]);
		assert_eq!(events(), [Event::Withdrawn { who: ALICE, amount: 10 }]);
		assert_noop!(withdraw(ALICE), Error::<Test>::NothingToWithdraw);
	});
}

#[test]
fn withdraw_leaves_nothing_when_everything_is_free() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 100));
		pass(UNBONDING_BLOCKS);
		assert_ok!(withdraw(ALICE));
		assert_eq!((free(ALICE), held(ALICE)), (FUNDS, 0));
		assert!(!Unbondings::<Test>::contains_key(ALICE));
	});
}
