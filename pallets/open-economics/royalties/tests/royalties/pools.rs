// SPDX-License-Identifier: Apache-2.0
//! The pools of snapshots.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::FeeParts,
	ids::{ContributionId, SnapshotId},
	vector::AttributionVector,
	Balance,
};
use pallet_royalties::{Collected, Error, Event, Pools};

/// Adds `amount` to the pool of S1.
fn add(amount: Balance) {
	let parts = FeeParts { contributors: amount, ..Default::default() };
	assert_ok!(settle(&settlement(ADAPTER, parts, AttributionVector::unattributed())));
}

#[test]
fn collect_credits_the_contributor_by_bytes_when_the_pool_has_grown() {
	run(|| {
		add(1_001);
		// 30 of 100 bytes.
		assert_ok!(collect(S1, C1));
		assert_eq!(Royalties::claimable(&CAROL), 300);
		assert_eq!(
			events().last(),
			Some(&Event::Collected { snapshot: S1, contribution: C1, who: CAROL, amount: 300 })
		);
		assert_eq!(Pools::<Test>::get(S1), 1_001);
	});
}

#[test]
fn collect_credits_only_what_is_new_when_it_is_repeated() {
	run(|| {
		add(1_001);
		assert_ok!(collect(S1, C1));
		assert_noop!(collect(S1, C1), Error::<Test>::NothingToCollect);
		// 300.3 and 3.0 are 303.3: what the floor left the first time is not lost.
		add(10);
		assert_ok!(collect(S1, C1));
		assert_eq!(Royalties::claimable(&CAROL), 303);
		assert_eq!(Collected::<Test>::get(S1, C1), 303);
	});
}

#[test]
fn collect_fails_when_the_share_is_below_a_planck() {
	run(|| {
		add(3);
		assert_noop!(collect(S1, C1), Error::<Test>::NothingToCollect);
		add(1);
		assert_ok!(collect(S1, C1));
		assert_eq!(Royalties::claimable(&CAROL), 1);
	});
}

#[test]
fn collect_fails_when_the_pool_is_empty() {
	run(|| {
		assert_noop!(collect(S1, C1), Error::<Test>::NothingToCollect);
	});
}

#[test]
fn collect_fails_when_the_snapshot_does_not_include_the_contribution() {
	run(|| {
		add(1_000);
		assert_noop!(collect(S1, C3), Error::<Test>::NotInSnapshot);
	});
}

#[test]
fn collect_fails_when_something_is_unknown() {
	run(|| {
		add(1_000);
		assert_noop!(collect(SnapshotId(99), C1), Error::<Test>::UnknownSnapshot);
		assert_noop!(collect(S1, ContributionId(99)), Error::<Test>::UnknownContribution);
	});
}

#[test]
fn collect_fails_when_nobody_signed() {
	run(|| {
		add(1_000);
		assert_noop!(Royalties::collect(RuntimeOrigin::root(), S1, C1), BadOrigin);
		assert_noop!(Royalties::collect(RuntimeOrigin::none(), S1, C1), BadOrigin);
	});
}

#[test]
fn collect_keeps_pools_apart_when_a_contribution_is_in_several() {
	run(|| {
		let parts = FeeParts { contributors: 270, ..Default::default() };
		assert_ok!(settle(&settlement(MERGED, parts, AttributionVector::unattributed())));
		assert_ok!(collect(S1, C2));
		assert_eq!(Royalties::claimable(&DAVE), 70);
		assert_ok!(collect(S2, C2));
		assert_eq!(Royalties::claimable(&DAVE), 140);
		assert_ok!(collect(S2, C3));
		assert_eq!(Royalties::claimable(&DAVE), 240);
	});
}

#[test]
fn entitlement_is_exact_when_pool_and_lengths_are_largest() {
	run(|| {
		TheWorld::mutate(|world| {
			world.contributions.insert(C1, (CAROL, u32::MAX));
			world.snapshots.insert(S1, (u64::MAX, [C1].into()));
		});
		add(FUNDS - EXISTENTIAL_DEPOSIT);
		assert_ok!(collect(S1, C1));
		let wide = U256::from(FUNDS - EXISTENTIAL_DEPOSIT) * U256::from(u32::MAX);
		let exact = (wide / U256::from(u64::MAX)).as_u128();
		assert_eq!(Royalties::claimable(&CAROL), exact);
	});
}
