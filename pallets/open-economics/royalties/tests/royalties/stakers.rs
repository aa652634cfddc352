// SPDX-License-Identifier: Apache-2.0
//! Which stakers get the stakers' part.

use crate::mock::*;
use frame::{testing_prelude::*, traits::fungible::Inspect};
use openledger_primitives::{
	fee::FeeParts, ids::DatanetId, traits::StakeTarget, vector::AttributionVector, Balance,
};
use pallet_royalties::Event;

const ON_ADAPTER: StakeTarget = StakeTarget::Artifact(ADAPTER);
const ON_MERGED: StakeTarget = StakeTarget::Artifact(MERGED);
const ON_DATANET: StakeTarget = StakeTarget::Datanet(DatanetId(0));
/// What weighs one.
const UNIT: Balance = 1_000_000_000;

fn stake(stakes: &[(StakeTarget, Balance)]) {
	TheWorld::mutate(|world| world.stakes = stakes.iter().copied().collect());
}

/// Settles a fee of which the stakers get `stakers`, and tells who got it.
fn earn(artifact: openledger_primitives::ids::ArtifactId, stakers: Balance) -> Vec<Event<Test>> {
	let parts = FeeParts { stakers, ..Default::default() };
	assert_ok!(settle(&settlement(artifact, parts, AttributionVector::unattributed())));
	let told = |event: &Event<Test>| matches!(event, Event::StakersCredited { .. });
	events().into_iter().filter(told).collect()
}

fn credited(target: StakeTarget, amount: Balance) -> Event<Test> {
	Event::StakersCredited { source: SOURCE, target, amount }
}

#[test]
fn stakers_share_by_stake_when_several_targets_have_some() {
	run(|| {
		stake(&[(ON_ADAPTER, 3 * UNIT), (ON_DATANET, UNIT)]);
		let told = [credited(ON_ADAPTER, 75), credited(ON_DATANET, 25)];
		assert_eq!(earn(ADAPTER, 100), told);
		assert_eq!(Balances::balance(&STAKERS), EXISTENTIAL_DEPOSIT + 100);
	});
}

#[test]
fn target_gets_nothing_when_nobody_staked_on_it() {
	run(|| {
		stake(&[(ON_DATANET, UNIT), (ON_MERGED, UNIT)]);
		assert_eq!(earn(ADAPTER, 100), [credited(ON_DATANET, 100)]);
	});
}

#[test]
fn datanet_counts_once_when_several_snapshots_are_of_it() {
	run(|| {
		// MERGED rests on two snapshots of the same Datanet.
		stake(&[(ON_MERGED, UNIT), (ON_DATANET, UNIT)]);
		assert_eq!(earn(MERGED, 101), [credited(ON_MERGED, 51), credited(ON_DATANET, 50)]);
	});
}

#[test]
fn smallest_stake_counts_when_it_weighs_less_than_one() {
	run(|| {
		stake(&[(ON_ADAPTER, 1), (ON_DATANET, 3 * UNIT + 1)]);
		assert_eq!(earn(ADAPTER, 100), [credited(ON_ADAPTER, 25), credited(ON_DATANET, 75)]);
	});
}

#[test]
fn stakers_share_when_stakes_are_largest() {
	run(|| {
		stake(&[(ON_ADAPTER, Balance::MAX), (ON_DATANET, Balance::MAX)]);
		let told = [credited(ON_ADAPTER, 50), credited(ON_DATANET, 50)];
		assert_eq!(earn(ADAPTER, 100), told);
	});
}

#[test]
fn stakers_part_goes_to_the_protocol_when_nobody_staked() {
	run(|| {
		stake(&[]);
		assert_eq!(earn(ADAPTER, 100), []);
		assert_eq!(Royalties::claimable(&TREASURY), 100);
		assert_eq!(Balances::balance(&STAKERS), EXISTENTIAL_DEPOSIT);
	});
}
