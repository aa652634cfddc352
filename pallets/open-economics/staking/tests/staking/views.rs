// SPDX-License-Identifier: Apache-2.0
//! What clients are told.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	accrual::RewardPool,
	ids::{ArtifactId, DatanetId},
	records::{EraRecord, StakeKind, StakeRecord, UnbondingRecord},
	traits::StakeTarget,
};
use pallet_artifact_staking::Pools;

#[test]
fn ranking_names_the_most_staked_first_when_several_are_staked_on() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		earning_stake(BOB, ADAPTER, 200);
		earning_stake(ALICE, DATANET, 300);
		// Neither what warms up nor what unbonds counts.
		assert_ok!(stake(CAROL, MODEL, 500));
		assert_ok!(unstake(BOB, ADAPTER, 50));
		assert_eq!(Staking::ranking(StakeKind::Artifacts, 10), [(ADAPTER, 150), (MODEL, 100)]);
		assert_eq!(Staking::ranking(StakeKind::Artifacts, 1), [(ADAPTER, 150)]);
		assert_eq!(Staking::ranking(StakeKind::Datanets, 10), [(DATANET, 300)]);
	});
}

#[test]
fn ranking_goes_by_number_when_stakes_are_equal() {
	run(|| {
		earning_stake(ALICE, ADAPTER, 100);
		earning_stake(BOB, MODEL, 100);
		assert_eq!(Staking::ranking(StakeKind::Artifacts, 10), [(MODEL, 100), (ADAPTER, 100)]);
	});
}

#[test]
fn ranking_names_no_more_than_the_most_when_asked_for_more() {
	run(|| {
		for id in 0..300u32 {
			let target = StakeTarget::Datanet(DatanetId(id));
			Pools::<Test>::insert(target, RewardPool { shares: 1, ..Default::default() });
		}
		assert_eq!(Staking::ranking(StakeKind::Datanets, u32::MAX).len(), 256);
		assert_eq!(Staking::ranking(StakeKind::Datanets, 0), []);
		assert_eq!(Staking::ranking(StakeKind::Artifacts, 256), []);
		let _ = Pools::<Test>::clear(u32::MAX, None);
	});
}

#[test]
fn stake_is_told_with_its_rewards_when_parts_of_it_earn() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(reward(MODEL, 40));
		assert_ok!(stake(ALICE, MODEL, 30));
		let expected = StakeRecord { earning: 128, warming: 30, active_at: Some(7), rewards: 40 };
		assert_eq!(Staking::stake_of(&ALICE, MODEL), expected);
		assert_eq!(Staking::stake_of(&BOB, MODEL), StakeRecord::default());
	});
}

#[test]
fn stakes_are_told_in_order_when_an_account_has_several() {
	run(|| {
		earning_stake(ALICE, DATANET, 128);
		earning_stake(ALICE, MODEL, 256);
		earning_stake(BOB, ADAPTER, 384);
		// What is taken back is still told while something is owed.
		assert_ok!(reward(DATANET, 7));
		assert_ok!(unstake(ALICE, DATANET, 128));
		let model = StakeRecord { earning: 256, ..Default::default() };
		let datanet = StakeRecord { rewards: 7, ..Default::default() };
		assert_eq!(Staking::stakes(&ALICE), [(MODEL, model), (DATANET, datanet)]);
		assert_eq!(Staking::stakes(&CAROL), []);
	});
}

#[test]
fn rewards_are_told_when_the_pool_began_anew() {
	run(|| {
		earning_stake(ALICE, MODEL, 128);
		assert_ok!(reward(MODEL, 40));
		assert_ok!(unstake(ALICE, MODEL, 128));
		assert_eq!(Staking::rewards(&ALICE, MODEL), 40);
	});
}

#[test]
fn unbonding_is_told_by_release_when_parts_are_taken_back() {
	run(|| {
		earning_stake(ALICE, MODEL, 100);
		assert_ok!(unstake(ALICE, MODEL, 10));
		pass(1);
		assert_ok!(unstake(ALICE, MODEL, 20));
		let parts = [(10, 9), (20, 10)]
			.map(|(amount, released_at)| UnbondingRecord { amount, released_at });
		assert_eq!(Staking::unbonding(&ALICE), parts);
		assert_eq!(Staking::unbonding(&BOB), []);
	});
}

#[test]
fn era_is_told_with_what_is_planned_when_it_runs() {
	run(|| {
		let none = EraRecord { index: 0, started_at: 0, workers: 0, contributors: 0 };
		assert_eq!(Staking::era(), none);
		EraEmission::set(101);
		WorkersShare::set(Perbill::from_percent(25));
		pass_era();
		let planned = EraRecord { index: 1, started_at: 10, workers: 25, contributors: 76 };
		assert_eq!(Staking::era(), planned);
	});
}

#[test]
fn emission_is_told_when_the_era_is_over() {
	run(|| {
		EraEmission::set(100);
		pass_era();
		earned(WORKERS, ALICE, 3);
		earned(WORKERS, BOB, 1);
		assert_eq!(Staking::emission(1, WORKERS, &ALICE), 0);
		pass_era();
		assert_eq!(Staking::emission(1, WORKERS, &ALICE), 37);
		assert_eq!(Staking::emission(1, WORKERS, &CAROL), 0);
		assert_eq!(Staking::emission(1, CONTRIBUTORS, &ALICE), 0);
		assert_ok!(claim_emission(1, WORKERS, ALICE));
		assert_eq!(Staking::emission(1, WORKERS, &ALICE), 0);
	});
}

#[test]
fn targets_of_one_number_are_two_when_their_kinds_differ() {
	run(|| {
		assert_eq!(MODEL, StakeTarget::Artifact(ArtifactId(1)));
		assert_eq!(DATANET, StakeTarget::Datanet(DatanetId(1)));
		earning_stake(ALICE, MODEL, 100);
		assert_eq!(Staking::stake_of(&ALICE, DATANET), StakeRecord::default());
	});
}
