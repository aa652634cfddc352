// SPDX-License-Identifier: Apache-2.0
//! What the treasury adds to earnings, era by era.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::Balance;
use pallet_artifact_staking::{
	CurrentEra, EraPools, Error, Event, Points, WeightInfo, MAX_CLEARED,
};

/// Passes into era 1, for which an emission of 100 is planned.
fn plan_emission() {
	EraEmission::set(100);
	pass_era();
	events();
}

/// Alice and Bob earned in era 1, which is over; it was paid 50 for workers.
fn paid_era() {
	plan_emission();
	earned(WORKERS, ALICE, 300);
	earned(WORKERS, BOB, 100);
	pass_era();
	events();
}

fn points(who: AccountId) -> Balance {
	Points::<Test>::get((CurrentEra::<Test>::get().index, WORKERS), who)
}

#[test]
fn earned_counts_nothing_when_no_emission_is_planned() {
	run(|| {
		assert_storage_noop!(earned(WORKERS, ALICE, 100));
		// A change is good from the next era on.
		EraEmission::set(100);
		assert_storage_noop!(earned(WORKERS, ALICE, 100));
	});
}

#[test]
fn earned_counts_nothing_when_the_amount_is_zero() {
	run(|| {
		plan_emission();
		assert_storage_noop!(earned(WORKERS, ALICE, 0));
	});
}

#[test]
fn earned_adds_points_when_an_emission_is_planned() {
	run(|| {
		plan_emission();
		earned(WORKERS, ALICE, 30);
		earned(WORKERS, ALICE, 12);
		earned(CONTRIBUTORS, ALICE, 5);
		assert_eq!(points(ALICE), 42);
		assert_eq!(EraPools::<Test>::get(1, WORKERS).unwrap().points, 42);
		assert_eq!(EraPools::<Test>::get(1, CONTRIBUTORS).unwrap().points, 5);
	});
}

#[test]
fn earned_counts_nothing_more_when_the_points_are_full() {
	run(|| {
		plan_emission();
		earned(WORKERS, ALICE, Balance::MAX);
		assert_storage_noop!(earned(WORKERS, BOB, 1));
	});
}

#[test]
fn era_lasts_its_length_when_blocks_pass() {
	run(|| {
		pass(ERA_BLOCKS - 2);
		assert_eq!(CurrentEra::<Test>::get().index, 0);
		pass(1);
		assert_eq!(System::block_number(), ERA_BLOCKS);
		assert_eq!(CurrentEra::<Test>::get().index, 1);
		assert_eq!(events(), [Event::EraPaid { era: 0, workers: 0, contributors: 0 }]);
		pass(ERA_BLOCKS);
		assert_eq!(CurrentEra::<Test>::get().index, 2);
	});
}

#[test]
fn era_goes_on_counting_when_its_length_is_changed() {
	run(|| {
		pass_era();
		EraLength::set(3);
		pass(3);
		assert_eq!(CurrentEra::<Test>::get().index, 2);
		EraLength::set(0);
		pass(2);
		assert_eq!(CurrentEra::<Test>::get().index, 4);
		EraLength::set(100);
		pass(99);
		assert_eq!(CurrentEra::<Test>::get().index, 4);
		pass(1);
		assert_eq!(CurrentEra::<Test>::get().index, 5);
	});
}

#[test]
fn hook_weighs_more_when_an_era_ends() {
	run(|| {
		assert_eq!(Staking::on_initialize(2), <() as WeightInfo>::on_initialize_idle());
		assert_eq!(Staking::on_initialize(ERA_BLOCKS), <() as WeightInfo>::on_initialize_era());
	});
}

#[test]
fn era_pays_both_pools_when_both_earned() {
	run(|| {
		plan_emission();
		WorkersShare::set(Perbill::zero());
		earned(WORKERS, ALICE, 1);
		earned(CONTRIBUTORS, BOB, 1);
		pass_era();
		// The share is the one of the era's first block.
		assert_eq!(events(), [Event::EraPaid { era: 1, workers: 50, contributors: 50 }]);
		assert_eq!(free(TREASURY), FUNDS - 100);
		assert_eq!(free(Staking::pot()), EXISTENTIAL_DEPOSIT + 100);
	});
}

#[test]
fn era_leaves_a_pools_part_in_the_treasury_when_nobody_earned_it() {
	run(|| {
		plan_emission();
		earned(CONTRIBUTORS, BOB, 1);
		pass_era();
		assert_eq!(events(), [Event::EraPaid { era: 1, workers: 0, contributors: 50 }]);
		assert_eq!(free(TREASURY), FUNDS - 50);
	});
}

#[test]
fn era_pays_what_was_planned_when_governance_changed_it_since() {
	run(|| {
		plan_emission();
		EraEmission::set(0);
		earned(WORKERS, ALICE, 1);
		pass_era();
		assert_eq!(events(), [Event::EraPaid { era: 1, workers: 50, contributors: 0 }]);
		earned(WORKERS, ALICE, 1);
		assert_eq!(points(ALICE), 0);
	});
}

#[test]
fn era_pays_what_is_there_when_the_treasury_has_too_little() {
	run(|| {
		EraEmission::set(2 * FUNDS);
		pass_era();
		events();
		earned(WORKERS, ALICE, 1);
		earned(CONTRIBUTORS, BOB, 1);
		pass_era();
		assert_eq!(events(), [Event::EraPaid { era: 1, workers: 495, contributors: 495 }]);
		assert_eq!(free(TREASURY), EXISTENTIAL_DEPOSIT);
		// Nothing is left for the next one.
		earned(WORKERS, ALICE, 1);
		pass_era();
		assert_eq!(events(), [Event::EraPaid { era: 2, workers: 0, contributors: 0 }]);
		assert_eq!(EraPools::<Test>::get(2, WORKERS), None);
		assert_noop!(claim_emission(2, WORKERS, ALICE), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn era_pays_nothing_when_the_pot_cannot_take_it() {
	run(|| {
		plan_emission();
		earned(WORKERS, ALICE, 1);
		// A chain whose genesis did not endow the pot, and an emission below what it could exist with.
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), Staking::pot(), 0));
		CurrentEra::<Test>::mutate(|era| era.emission = EXISTENTIAL_DEPOSIT);
		pass_era();
		assert_eq!(events(), [Event::EraPaid { era: 1, workers: 0, contributors: 0 }]);
		assert_eq!(free(TREASURY), FUNDS);
	});
}

#[test]
fn claim_pays_by_points_when_the_era_is_over() {
	run(|| {
		paid_era();
		assert_ok!(claim_emission(1, WORKERS, ALICE));
		assert_ok!(claim_emission(1, WORKERS, BOB));
		// Three quarters and one of 50, rounded down.
		assert_eq!((free(ALICE), free(BOB)), (FUNDS + 37, FUNDS + 12));
		let claimed = |who, amount| Event::EmissionClaimed { era: 1, pool: WORKERS, who, amount };
		assert_eq!(events(), [claimed(ALICE, 37), claimed(BOB, 12)]);
	});
}

#[test]
fn claim_fails_when_the_era_is_not_over() {
	run(|| {
		plan_emission();
		earned(WORKERS, ALICE, 1);
		assert_noop!(claim_emission(1, WORKERS, ALICE), Error::<Test>::EraNotOver);
		assert_noop!(claim_emission(2, WORKERS, ALICE), Error::<Test>::EraNotOver);
	});
}

#[test]
fn claim_fails_when_nothing_is_left_for_the_account() {
	run(|| {
		paid_era();
		assert_noop!(claim_emission(1, WORKERS, CAROL), Error::<Test>::NothingToClaim);
		assert_noop!(claim_emission(1, CONTRIBUTORS, ALICE), Error::<Test>::NothingToClaim);
		assert_ok!(claim_emission(1, WORKERS, ALICE));
		assert_noop!(claim_emission(1, WORKERS, ALICE), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_fails_when_the_part_is_below_a_planck() {
	run(|| {
		plan_emission();
		earned(WORKERS, ALICE, 1);
		earned(WORKERS, BOB, 1_000);
		pass_era();
		assert_noop!(claim_emission(1, WORKERS, ALICE), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn claim_stays_owed_when_the_account_could_not_exist_with_it() {
	run(|| {
		plan_emission();
		earned(WORKERS, NOBODY, 1);
		earned(WORKERS, ALICE, 9);
		pass_era();
		let error = Error::<Test>::BelowExistentialDeposit;
		assert_noop!(claim_emission(1, WORKERS, NOBODY), error);
		assert_eq!(Staking::emission(1, WORKERS, &NOBODY), 5);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(PAYER), NOBODY, 10));
		assert_ok!(claim_emission(1, WORKERS, NOBODY));
		assert_eq!(free(NOBODY), 15);
	});
}

#[test]
fn claim_pays_as_before_when_the_emission_is_old_but_not_reclaimed() {
	run(|| {
		paid_era();
		for _ in 0..=EMISSION_HISTORY {
			pass_era();
		}
		assert_ok!(claim_emission(1, WORKERS, ALICE));
		assert_eq!(free(ALICE), FUNDS + 37);
	});
}

#[test]
fn reclaim_returns_the_rest_when_the_era_is_old_enough() {
	run(|| {
		paid_era();
		assert_ok!(claim_emission(1, WORKERS, ALICE));
		let before = free(TREASURY);
		pass_era();
		assert_noop!(reclaim(1, WORKERS), Error::<Test>::StillClaimable);
		pass_era();
		events();
		assert_ok!(reclaim(1, WORKERS));
		assert_eq!(free(TREASURY), before + 13);
		assert_eq!(free(Staking::pot()), EXISTENTIAL_DEPOSIT);
		let expected = Event::EmissionReclaimed { era: 1, pool: WORKERS, amount: 13 };
		assert_eq!(events(), [expected]);
		assert_noop!(claim_emission(1, WORKERS, BOB), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn reclaim_removes_the_entry_when_everything_was_claimed() {
	run(|| {
		plan_emission();
		earned(WORKERS, ALICE, 1);
		pass_era();
		assert_ok!(claim_emission(1, WORKERS, ALICE));
		pass_era();
		pass_era();
		assert_ok!(reclaim(1, WORKERS));
		assert_eq!(EraPools::<Test>::get(1, WORKERS), None);
	});
}

#[test]
fn reclaim_fails_when_the_treasury_could_not_exist_with_the_rest() {
	run(|| {
		paid_era();
		assert_ok!(claim_emission(1, WORKERS, ALICE));
		assert_ok!(claim_emission(1, WORKERS, BOB));
		pass_era();
		pass_era();
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), TREASURY, 0));
		assert_noop!(reclaim(1, WORKERS), TokenError::BelowMinimum);
	});
}

#[test]
fn reclaim_fails_when_nothing_is_kept() {
	run(|| {
		paid_era();
		pass_era();
		pass_era();
		assert_noop!(reclaim(1, CONTRIBUTORS), Error::<Test>::NothingToReclaim);
		assert_ok!(reclaim(1, WORKERS));
		assert_noop!(reclaim(1, WORKERS), Error::<Test>::NothingToReclaim);
	});
}

#[test]
fn reclaim_fails_when_the_era_has_not_begun() {
	run(|| {
		paid_era();
		for era in [2, 3, u32::MAX] {
			assert_noop!(reclaim(era, WORKERS), Error::<Test>::StillClaimable);
		}
	});
}

#[test]
fn clear_points_removes_as_many_as_asked_when_they_are_worth_nothing() {
	run(|| {
		plan_emission();
		for who in 100..110 {
			earned(WORKERS, who, 1);
		}
		CurrentEra::<Test>::mutate(|era| era.emission = 0);
		pass_era();
		events();
		let info = clear_points(1, WORKERS, 4).unwrap();
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::clear_points(4)));
		assert_eq!(Points::<Test>::iter().count(), 6);
		let info = clear_points(1, WORKERS, u32::MAX).unwrap();
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::clear_points(6)));
		assert_eq!(Points::<Test>::iter().count(), 0);
		let expected = |cleared| Event::PointsCleared { era: 1, pool: WORKERS, cleared };
		assert_eq!(events(), [expected(4), expected(6)]);
	});
}

#[test]
fn clear_points_removes_no_more_than_the_most_when_asked_for_more() {
	run(|| {
		plan_emission();
		for who in 0..=MAX_CLEARED {
			earned(WORKERS, who.into(), 1);
		}
		CurrentEra::<Test>::mutate(|era| era.emission = 0);
		pass_era();
		assert_ok!(clear_points(1, WORKERS, u32::MAX));
		assert_eq!(Points::<Test>::iter().count(), 1);
	});
}

#[test]
fn clear_points_removes_them_when_the_rest_was_reclaimed() {
	run(|| {
		paid_era();
		pass_era();
		pass_era();
		assert_noop!(clear_points(1, WORKERS, 10), refused(Error::<Test>::StillClaimable));
		assert_ok!(reclaim(1, WORKERS));
		assert_ok!(clear_points(1, WORKERS, 10));
		assert_eq!(Points::<Test>::iter().count(), 0);
	});
}

#[test]
fn clear_points_fails_when_the_era_is_not_over() {
	run(|| {
		plan_emission();
		earned(WORKERS, ALICE, 1);
		assert_noop!(clear_points(1, WORKERS, 10), refused(Error::<Test>::EraNotOver));
		assert_noop!(clear_points(2, WORKERS, 10), refused(Error::<Test>::EraNotOver));
	});
}

#[test]
fn clear_points_fails_when_there_are_none() {
	run(|| {
		plan_emission();
		assert_noop!(clear_points(0, WORKERS, 10), refused(Error::<Test>::NothingToClear));
		earned(WORKERS, ALICE, 1);
		CurrentEra::<Test>::mutate(|era| era.emission = 0);
		pass_era();
		assert_noop!(clear_points(1, WORKERS, 0), refused(Error::<Test>::NothingToClear));
	});
}

/// An error as a call gives it that says what it weighed.
fn refused(error: Error<Test>) -> DispatchErrorWithPostInfo<PostDispatchInfo> {
	DispatchError::from(error).into()
}
