// SPDX-License-Identifier: Apache-2.0
//! What the curators of a Datanet keep, and how they share it.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::FeeParts, ids::DatanetId, records::Earnings, vector::AttributionVector, Balance,
};
use pallet_royalties::{CuratorPools, Error, Event, Pools};

const HOME: DatanetId = DatanetId(0);

/// A fee of which the contributors get `contributors`, all of it for C1.
fn earn(contributors: Balance) {
	let parts = FeeParts { contributors, ..Default::default() };
	assert_ok!(settle(&settlement(ADAPTER, parts, vector(&[(C1, 100)]))));
}

#[test]
fn curators_keep_their_cut_when_a_contribution_earns() {
	run(|| {
		set_cut(HOME, 15);
		worked(HOME, CURATOR);
		earn(333);
		// 49.95, rounded in the contributor's favour.
		assert_eq!(Royalties::claimable(&CAROL), 284);
		assert_eq!(Royalties::curator_earnings(HOME, &CURATOR), 49);
		let told = Event::CuratorsCredited { source: SOURCE, datanet: HOME, amount: 49 };
		assert_eq!(events().last(), Some(&told));
	});
}

#[test]
fn curators_keep_their_cut_when_a_pool_earns() {
	run(|| {
		set_cut(HOME, 15);
		worked(HOME, CURATOR);
		let parts = FeeParts { contributors: 1_000, ..Default::default() };
		assert_ok!(settle(&settlement(ADAPTER, parts, AttributionVector::unattributed())));
		assert_eq!(Pools::<Test>::get(S1), 850);
		assert_eq!(Royalties::curator_earnings(HOME, &CURATOR), 150);
	});
}

#[test]
fn contributor_keeps_everything_when_there_are_no_curators() {
	run(|| {
		set_cut(HOME, 15);
		earn(1_000);
		assert_eq!(Royalties::claimable(&CAROL), 1_000);
		assert_eq!(CuratorPools::<Test>::iter().count(), 0);
	});
}

#[test]
fn contributor_gets_nothing_when_the_curators_keep_everything() {
	run(|| {
		set_cut(HOME, 100);
		worked(HOME, CURATOR);
		earn(1_000);
		assert_eq!(Royalties::earnings(&CAROL), Earnings::default());
		assert_eq!(Royalties::curator_earnings(HOME, &CURATOR), 1_000);
	});
}

#[test]
fn curators_share_by_work_when_there_are_several() {
	run(|| {
		set_cut(HOME, 10);
		worked(HOME, CURATOR);
		worked(HOME, CURATOR);
		worked(HOME, OTHER_CURATOR);
		earn(3_010);
		// Two thirds and one of 301, rounded down: a planck stays in the pot.
		let shares = [CURATOR, OTHER_CURATOR].map(|who| Royalties::curator_earnings(HOME, &who));
		assert_eq!(shares, [200, 100]);
	});
}

#[test]
fn curator_earns_nothing_of_the_past_when_they_worked_later() {
	run(|| {
		set_cut(HOME, 10);
		worked(HOME, CURATOR);
		earn(1_000);
		worked(HOME, OTHER_CURATOR);
		let shares = [CURATOR, OTHER_CURATOR].map(|who| Royalties::curator_earnings(HOME, &who));
		assert_eq!(shares, [100, 0]);
		earn(1_000);
		let shares = [CURATOR, OTHER_CURATOR].map(|who| Royalties::curator_earnings(HOME, &who));
		assert_eq!(shares, [150, 50]);
	});
}

#[test]
fn curator_earns_only_in_their_datanet_when_there_are_others() {
	run(|| {
		let elsewhere = DatanetId(5);
		set_cut(HOME, 10);
		set_cut(elsewhere, 10);
		worked(HOME, CURATOR);
		worked(elsewhere, OTHER_CURATOR);
		TheWorld::mutate(|world| world.homes.insert(C2, elsewhere));
		let parts = FeeParts { contributors: 1_000, ..Default::default() };
		assert_ok!(settle(&settlement(ADAPTER, parts, vector(&[(C1, 30), (C2, 70)]))));
		assert_eq!(Royalties::curator_earnings(HOME, &CURATOR), 30);
		assert_eq!(Royalties::curator_earnings(elsewhere, &OTHER_CURATOR), 70);
		assert_eq!(Royalties::curator_earnings(elsewhere, &CURATOR), 0);
	});
}

#[test]
fn collect_as_curator_credits_once_when_anyone_calls() {
	run(|| {
		set_cut(HOME, 10);
		worked(HOME, CURATOR);
		earn(1_000);
		assert_ok!(collect_as_curator(HOME, CURATOR));
		// Not by contributing.
		let earnings = Earnings { claimable: 100, earned_contributing: 0, earned: 100 };
		assert_eq!(Royalties::earnings(&CURATOR), earnings);
		let told = Event::CollectedAsCurator { datanet: HOME, who: CURATOR, amount: 100 };
		assert_eq!(events().last(), Some(&told));
		assert_noop!(collect_as_curator(HOME, CURATOR), Error::<Test>::NothingToCollect);
		assert_ok!(claim_for(CURATOR));
	});
}

#[test]
fn collect_as_curator_fails_when_the_account_never_worked() {
	run(|| {
		set_cut(HOME, 10);
		worked(HOME, CURATOR);
		earn(1_000);
		assert_noop!(collect_as_curator(HOME, CAROL), Error::<Test>::NothingToCollect);
	});
}

#[test]
fn collect_as_curator_fails_when_nobody_signed() {
	run(|| {
		assert_noop!(
			Royalties::collect_as_curator(RuntimeOrigin::root(), HOME, CURATOR),
			BadOrigin
		);
	});
}

#[test]
fn try_state_fails_when_a_curators_shares_are_not_the_pools() {
	run(|| {
		worked(HOME, CURATOR);
		CuratorPools::<Test>::mutate(HOME, |pool| pool.shares += 1);
		assert!(Royalties::do_try_state().is_err());
		CuratorPools::<Test>::mutate(HOME, |pool| pool.shares -= 1);
	});
}
