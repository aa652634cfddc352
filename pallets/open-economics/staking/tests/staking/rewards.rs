// SPDX-License-Identifier: Apache-2.0
//! What those who staked earn.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{traits::Stakers, Balance};
use pallet_artifact_staking::{Error, Event, Stakes};

#[test]
fn reward_is_shared_by_stake_when_several_staked() {
	run(|| {
		assert_ok!(stake(ALICE, MODEL, 128));
		earning_stake(BOB, MODEL, 384);
		assert_ok!(activate(ALICE, MODEL));
		events();
		assert_ok!(reward(MODEL, 80));
		assert_eq!(events(), [Event::Rewarded { target: MODEL, amount: 80 }]);
		assert_eq!(free(Staking::pot()), EXISTENTIAL_DEPOSIT + 80);
		assert_eq!((Staking::rewards(&ALICE, MODEL), Staking::rewards(&BOB, MODEL)), (20, 60));
	});
}

#[test]
fn reward_leaves_the_dust_in_the_pot_when_it_does_not_divide() {
	run(|| {
		for who in [ALICE, BOB, CAROL] {
			assert_ok!(stake(who, MODEL, 128));
		}
		pass(WARMING_BLOCKS);
		for who in [ALICE, BOB, CAROL] {
			assert_ok!(activate(who, MODEL));
		}
		assert_ok!(reward(MODEL, 100));
		for who in [ALICE, BOB, CAROL] {
			assert_ok!(claim_rewards(who, MODEL));
			assert_eq!(free(who), FUNDS - 128 + 33);
		}
		assert_eq!(free(Staking::pot()), EXISTENTIAL_DEPOSIT + 1);
	});
}

#[test]
fn reward_leaves_those_out_who_warm_up_or_unbond() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		earning_stake(BOB, MODEL, 128);
		assert_ok!(unstake(BOB, MODEL, 128));
		// Staked just before the reward.
		assert_ok!(stake(CAROL, MODEL, 900));
		assert_ok!(reward(MODEL, 50));
		assert_eq!(Staking::rewards(&ALICE, MODEL), 50);
		assert_eq!(Staking::rewards(&BOB, MODEL), 0);
		assert_eq!(Staking::rewards(&CAROL, MODEL), 0);
	});
}

#[test]
fn reward_leaves_other_targets_alone() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		earning_stake(ALICE, DATANET, 128);
		assert_ok!(reward(MODEL, 50));
		assert_eq!(Staking::rewards(&ALICE, DATANET), 0);
	});
}

#[test]
fn reward_is_taken_when_the_target_is_retired() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		retire(MODEL);
		assert_ok!(reward(MODEL, 50));
		assert_ok!(claim_rewards(ALICE, MODEL));
		assert_eq!(free(ALICE), FUNDS - 128 + 50);
	});
}

#[test]
fn reward_fails_when_nothing_earns() {
	run(|| {
		assert_noop!(reward(MODEL, 50), Error::<Test>::NobodyStaked);
		assert_ok!(stake(ALICE, MODEL, 128));
		assert_noop!(reward(MODEL, 50), Error::<Test>::NobodyStaked);
	});
}

#[test]
fn reward_changes_nothing_when_the_payer_cannot_pay() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_noop!(reward(MODEL, FUNDS + 1), TokenError::FundsUnavailable);
		// The payer's account is kept alive.
		assert_noop!(reward(MODEL, FUNDS), TokenError::NotExpendable);
		assert_ok!(reward(MODEL, FUNDS - EXISTENTIAL_DEPOSIT));
	});
}

#[test]
fn reward_changes_nothing_when_it_is_zero() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_storage_noop!(assert_ok!(reward(MODEL, 0)));
	});
}

#[test]
fn claim_pays_everything_when_anyone_calls() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(reward(MODEL, 30));
		assert_ok!(reward(MODEL, 20));
		events();
		assert_ok!(claim_rewards(ALICE, MODEL));
		assert_eq!(free(ALICE), FUNDS - 128 + 50);
		assert_eq!(free(Staking::pot()), EXISTENTIAL_DEPOSIT);
		let expected = Event::RewardsClaimed { who: ALICE, target: MODEL, amount: 50 };
		assert_eq!(events(), [expected]);
	});
}

#[test]
fn claim_activates_the_stake_when_it_has_warmed_up() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(stake(ALICE, MODEL, 128));
		pass(WARMING_BLOCKS);
		assert_ok!(reward(MODEL, 50));
		assert_ok!(claim_rewards(ALICE, MODEL));
		assert_eq!(Staking::staked(MODEL), 256);
	});
}

#[test]
fn claim_fails_when_nothing_is_owed() {
	run(|| {
		assert_noop!(claim_rewards(ALICE, MODEL), Error::<Test>::NothingToClaim);
		earning_stake(ALICE, MODEL, 128);
		assert_noop!(claim_rewards(ALICE, MODEL), Error::<Test>::NothingToClaim);
		assert_ok!(reward(MODEL, 50));
		assert_ok!(claim_rewards(ALICE, MODEL));
		assert_noop!(claim_rewards(ALICE, MODEL), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_fails_when_it_would_take_the_pots_existential_deposit() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(reward(MODEL, 50));
		// A chain whose genesis did not endow the pot.
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), Staking::pot(), 50));
		assert_noop!(claim_rewards(ALICE, MODEL), TokenError::NotExpendable);
		assert!(Staking::do_try_state().is_err());
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), Staking::pot(), 60));
		assert_ok!(claim_rewards(ALICE, MODEL));
	});
}

#[test]
fn rewards_stay_owed_when_everything_is_taken_back() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(reward(MODEL, 50));
		assert_ok!(unstake(ALICE, MODEL, 128));
		assert_eq!(Staking::rewards(&ALICE, MODEL), 50);
		assert_ok!(claim_rewards(ALICE, MODEL));
		assert!(!Stakes::<Test>::contains_key(ALICE, MODEL));
	});
}

#[test]
fn rewards_stay_owed_when_the_account_could_not_exist_with_them() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(reward(MODEL, EXISTENTIAL_DEPOSIT - 1));
		assert_ok!(unstake(ALICE, MODEL, 128));
		pass(UNBONDING_BLOCKS);
		assert_ok!(withdraw(ALICE));
		leave(ALICE);
		assert_noop!(claim_rewards(ALICE, MODEL), Error::<Test>::BelowExistentialDeposit);
		assert_eq!(Staking::rewards(&ALICE, MODEL), EXISTENTIAL_DEPOSIT - 1);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(PAYER), ALICE, 10));
		assert_ok!(claim_rewards(ALICE, MODEL));
		assert_eq!(free(ALICE), 2 * EXISTENTIAL_DEPOSIT - 1);
	});
}

#[test]
fn rewards_stay_owed_when_the_pool_begins_anew() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(reward(MODEL, 50));
		assert_ok!(unstake(ALICE, MODEL, 128));
		// Nothing earned in between: the pool counts from zero again.
		earning_stake(BOB, MODEL, 128);
		assert_ok!(reward(MODEL, 7));
		assert_eq!((Staking::rewards(&ALICE, MODEL), Staking::rewards(&BOB, MODEL)), (50, 7));
		assert_ok!(restake(ALICE, MODEL, 128));
		pass(WARMING_BLOCKS);
		assert_ok!(activate(ALICE, MODEL));
		assert_ok!(reward(MODEL, 20));
		assert_eq!((Staking::rewards(&ALICE, MODEL), Staking::rewards(&BOB, MODEL)), (60, 17));
	});
}

#[test]
fn rewards_are_right_to_a_planck_when_amounts_are_those_of_a_whole_chain() {
	run(|| {
		let supply: Balance = 10u128.pow(27);
		for who in [ALICE, BOB, PAYER] {
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who, 2 * supply));
		}
		assert_ok!(stake(ALICE, MODEL, supply));
		earning_stake(BOB, MODEL, MIN_STAKE);
		assert_ok!(activate(ALICE, MODEL));
		assert_ok!(reward(MODEL, supply));
		// The exact share is a hair above 10^27 - 50 plancks, and a share's part of the reward was rounded
		// down by more than that.
		assert_eq!(Staking::rewards(&ALICE, MODEL), supply - MIN_STAKE - 1);
		assert_eq!(Staking::rewards(&BOB, MODEL), MIN_STAKE - 1);
	});
}
