// SPDX-License-Identifier: Apache-2.0
//! The invariants see what is broken.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::accrual::RewardPool;
use pallet_artifact_staking::{
	EraPool, EraPools, HoldReason, Points, Pools, Stake, Stakes, Unbondings, Unlocking, Warming,
};

/// Breaks a chain with a stake that earns, one that unbonds and an era that was paid.
fn broken(breaks: impl FnOnce()) {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(reward(MODEL, 30));
		assert_ok!(unstake(ALICE, MODEL, 64));
		EraEmission::set(100);
		pass_era();
		earned(WORKERS, ALICE, 3);
		pass_era();
		earned(WORKERS, ALICE, 3);
		hypothetically!({
			breaks();
			assert!(Staking::do_try_state().is_err());
		});
	});
}

#[test]
fn invariants_fail_when_a_pool_has_other_shares_than_its_positions() {
	broken(|| Pools::<Test>::mutate(MODEL, |pool| pool.shares += 1));
	broken(|| Pools::<Test>::remove(MODEL));
	broken(|| Pools::<Test>::insert(DATANET, RewardPool::default()));
}

#[test]
fn invariants_fail_when_a_stake_is_not_on_hold() {
	broken(|| {
		use frame::traits::fungible::MutateHold;
		let reason = HoldReason::Stake.into();
		assert_ok!(Balances::release(&reason, &ALICE, 1, Precision::Exact));
	});
	broken(|| {
		Stakes::<Test>::mutate(ALICE, DATANET, |stake| {
			stake.warming = Some(Warming { amount: 60, active_at: 9 })
		});
	});
}

#[test]
fn invariants_fail_when_an_entry_is_empty() {
	broken(|| Stakes::<Test>::insert(BOB, MODEL, Stake::default()));
	broken(|| {
		Stakes::<Test>::mutate(ALICE, MODEL, |stake| {
			stake.warming = Some(Warming { amount: 0, active_at: 9 })
		});
	});
	broken(|| Unbondings::<Test>::set(BOB, Default::default()));
	broken(|| {
		let part = Unlocking { amount: 0, released_at: 9 };
		Unbondings::<Test>::mutate(BOB, |unbonding| unbonding.parts.try_push(part).unwrap());
	});
	broken(|| Points::<Test>::insert((1, WORKERS), BOB, 0));
}

#[test]
fn invariants_fail_when_what_unbonds_is_not_in_order() {
	broken(|| {
		Unbondings::<Test>::mutate(ALICE, |unbonding| {
			let part = unbonding.parts[0];
			unbonding.parts[0].amount -= 1;
			unbonding.parts.try_push(Unlocking { amount: 1, ..part }).unwrap();
		});
	});
}

#[test]
fn invariants_fail_when_an_era_pays_more_than_it_has() {
	broken(|| Points::<Test>::insert((1, WORKERS), BOB, 1));
	broken(|| EraPools::<Test>::insert(1, WORKERS, EraPool { points: 3, reward: 50, claimed: 1 }));
	broken(|| EraPools::<Test>::insert(1, WORKERS, EraPool { points: 3, reward: 0, claimed: 0 }));
}

#[test]
fn invariants_fail_when_the_era_that_runs_is_not_as_it_must_be() {
	broken(|| Points::<Test>::remove((2, WORKERS), ALICE));
	broken(|| Points::<Test>::insert((2, CONTRIBUTORS), ALICE, 1));
	broken(|| EraPools::<Test>::insert(2, WORKERS, EraPool { points: 3, reward: 1, claimed: 0 }));
	broken(|| EraPools::<Test>::insert(3, WORKERS, EraPool { points: 3, reward: 0, claimed: 0 }));
}

#[test]
fn invariants_fail_when_the_pot_holds_less_than_is_owed() {
	broken(|| {
		let pot = free(Staking::pot());
		// 30 of rewards and 50 of emission, the existential deposit besides.
		assert_eq!(pot, EXISTENTIAL_DEPOSIT + 80);
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), Staking::pot(), pot - 1));
	});
}
