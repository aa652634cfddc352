// SPDX-License-Identifier: Apache-2.0
//! What other pallets and clients are told.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::ArtifactId,
	records::{ArtifactKind, ArtifactRecord},
	traits::{Lineage as _, MAX_OWNERS},
};
use pallet_model_registry::{Artifacts, MAX_PARENTS};

#[test]
fn nothing_is_told_when_the_artifact_does_not_exist() {
	run(|| {
		let id = ArtifactId(0);
		assert_eq!(ModelRegistry::prices(id), None);
		assert_eq!(ModelRegistry::base(id), None);
		assert_eq!(ModelRegistry::snapshots(id), vec![]);
		assert_eq!(ModelRegistry::owners(id), vec![]);
		assert_eq!(ModelRegistry::artifact(id), None);
	});
}

#[test]
fn base_is_the_model_itself_or_the_adapters_when_told() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let child = adapter(BOB, base, &[0], &[], percent(0));
		assert_eq!(ModelRegistry::base(base), Some(base));
		assert_eq!(ModelRegistry::base(child), Some(base));
	});
}

#[test]
fn snapshots_are_those_of_all_ancestors_when_told() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let first = adapter(BOB, base, &[7], &[], percent(0));
		let child = adapter(BOB, base, &[3], &[first], percent(0));
		assert_eq!(ModelRegistry::snapshots(base), vec![]);
		assert_eq!(ModelRegistry::snapshots(child), snapshots(&[3, 7]));
	});
}

#[test]
fn artifact_is_told_with_what_serving_needs_when_it_exists() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let child = adapter(BOB, base, &[3], &[], percent(0));
		assert_ok!(ModelRegistry::set_prices(RuntimeOrigin::signed(BOB), child, Some(prices())));
		assert_eq!(
			ModelRegistry::artifact(child),
			Some(ArtifactRecord {
				id: child,
				kind: ArtifactKind::Adapter,
				owner: BOB,
				base,
				manifest: manifest(&child.0.to_le_bytes()),
				uri: b"ipfs://adapter".to_vec(),
				prices: Some(prices()),
				snapshots: snapshots(&[3]),
			})
		);
		assert_eq!(
			ModelRegistry::artifact(base).map(|told| told.kind),
			Some(ArtifactKind::BaseModel)
		);
	});
}

#[test]
fn owner_takes_the_whole_when_there_are_no_parents() {
	run(|| {
		let base = base_model(ALICE, percent(50));
		assert_eq!(ModelRegistry::owners(base), vec![(ALICE, Perbill::one())]);
	});
}

#[test]
fn owner_takes_what_royalties_leave_when_there_are_parents() {
	run(|| {
		let base = base_model(ALICE, percent(10));
		let first = adapter(BOB, base, &[0], &[], percent(25));
		let child = adapter(CAROL, base, &[], &[first], percent(0));
		assert_eq!(
			ModelRegistry::owners(child),
			vec![(CAROL, percent(65)), (ALICE, percent(10)), (BOB, percent(25))]
		);
	});
}

#[test]
fn grandparents_take_nothing_when_they_are_not_parents() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let first = adapter(BOB, base, &[0], &[], percent(50));
		let second = adapter(CAROL, base, &[], &[first], percent(20));
		let third = adapter(ALICE, base, &[], &[second], percent(0));
		assert_eq!(ModelRegistry::owners(third), vec![(ALICE, percent(80)), (CAROL, percent(20))]);
	});
}

#[test]
fn shares_of_an_account_are_one_when_it_owns_several() {
	run(|| {
		let base = base_model(ALICE, percent(10));
		let first = adapter(BOB, base, &[0], &[], percent(20));
		let second = adapter(BOB, base, &[0], &[], percent(30));
		let child = adapter(ALICE, base, &[], &[first, second], percent(0));
		assert_eq!(ModelRegistry::owners(child), vec![(ALICE, percent(50)), (BOB, percent(50))]);
	});
}

#[test]
fn nobody_is_named_for_nothing_when_royalties_are_none_or_the_whole() {
	run(|| {
		let free = base_model(ALICE, percent(0));
		let child = adapter(BOB, free, &[0], &[], percent(0));
		assert_eq!(ModelRegistry::owners(child), vec![(BOB, Perbill::one())]);
		let dear = base_model(ALICE, percent(100));
		let child = adapter(BOB, dear, &[0], &[], percent(0));
		assert_eq!(ModelRegistry::owners(child), vec![(ALICE, Perbill::one())]);
	});
}

#[test]
fn royalties_stay_what_they_were_when_a_parent_asks_more_later() {
	run(|| {
		let base = base_model(ALICE, percent(10));
		let first = adapter(BOB, base, &[0], &[], percent(20));
		let child = adapter(CAROL, base, &[], &[first], percent(0));
		Artifacts::<Test>::mutate(base, |base| {
			base.as_mut().unwrap().terms.royalty = percent(90);
		});
		assert_eq!(
			ModelRegistry::owners(child),
			vec![(CAROL, percent(70)), (ALICE, percent(10)), (BOB, percent(20))]
		);
	});
}

#[test]
fn owners_are_at_most_the_bound_when_all_parents_differ() {
	run(|| {
		let base = base_model(ALICE, percent(1));
		let parents = (1..MAX_PARENTS)
			.map(|i| {
				let owner = 1_000 + AccountId::from(i);
				let origin = RuntimeOrigin::signed(BOB);
				assert_ok!(Balances::transfer_allow_death(origin, owner, 10_000));
				adapter(owner, base, &[0], &[], percent(1))
			})
			.collect::<Vec<_>>();
		let child = adapter(CAROL, base, &[], &parents, percent(0));
		let owners = ModelRegistry::owners(child);
		assert_eq!(owners.len(), MAX_OWNERS as usize);
		assert_eq!(owners[0], (CAROL, percent(84)));
	});
}
