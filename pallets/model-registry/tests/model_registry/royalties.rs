// SPDX-License-Identifier: Apache-2.0
//! Who shares in what an artifact earns.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::ArtifactId,
	records::{CreditRole, RoyaltyTerms, MAX_CREDITS, MAX_PARENTS},
	traits::{Lineage as _, MAX_OWNERS},
};
use pallet_model_registry::{Artifacts, Error};

fn owners(id: ArtifactId) -> Vec<(AccountId, Perbill)> {
	ModelRegistry::owners(id)
}

/// An adapter that credits people.
fn crediting(base: ArtifactId, credits: &[(AccountId, CreditRole, u32)]) -> New {
	let credits = credits.iter().map(|(who, role, share)| credit(*who, *role, *share));
	let credits = credits.collect::<Vec<_>>().try_into().unwrap();
	New { credits, ..adapter(&[base], &[0]) }
}

#[test]
fn owner_takes_the_whole_when_there_are_no_parents() {
	run(|| {
		let base = base_model(ALICE, 50);
		assert_eq!(owners(base), vec![(ALICE, Perbill::one())]);
	});
}

#[test]
fn owner_takes_what_royalties_leave_when_there_are_parents() {
	run(|| {
		let base = base_model(ALICE, 10);
		let first = an_adapter(BOB, &[base], &[0], 25);
		let child = an_adapter(CAROL, &[base, first], &[], 0);
		assert_eq!(
			owners(child),
			vec![(CAROL, percent(65)), (ALICE, percent(10)), (BOB, percent(25))]
		);
	});
}

#[test]
fn grandparents_take_nothing_when_they_are_not_parents() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = an_adapter(BOB, &[base], &[0], 50);
		let second = an_adapter(CAROL, &[base, first], &[], 20);
		let third = an_adapter(ALICE, &[base, second], &[], 0);
		assert_eq!(owners(third), vec![(ALICE, percent(80)), (CAROL, percent(20))]);
	});
}

#[test]
fn credited_people_take_their_shares_when_the_artifact_earns() {
	run(|| {
		let base = base_model(ALICE, 10);
		let credits = [(CAROL, CreditRole::Curator, 5), (9, CreditRole::DomainExpert, 0)];
		let child = register(BOB, crediting(base, &credits));
		assert_eq!(
			owners(child),
			vec![(BOB, percent(85)), (ALICE, percent(10)), (CAROL, percent(5))]
		);
	});
}

#[test]
fn credits_reach_no_children_when_these_earn() {
	run(|| {
		let base = base_model(ALICE, 0);
		let first = register(BOB, crediting(base, &[(CAROL, CreditRole::Curator, 50)]));
		let child = an_adapter(ALICE, &[base, first], &[], 0);
		assert_eq!(owners(child), vec![(ALICE, Perbill::one())]);
	});
}

#[test]
fn shares_of_an_account_are_one_when_it_is_named_several_times() {
	run(|| {
		let base = base_model(ALICE, 10);
		let first = an_adapter(BOB, &[base], &[0], 20);
		let second = an_adapter(BOB, &[base], &[0], 30);
		let credits = vec![
			credit(BOB, CreditRole::Curator, 5),
			credit(BOB, CreditRole::Evaluator, 6),
			credit(ALICE, CreditRole::FineTuner, 7),
		];
		let candidate = adapter(&[base, first, second], &[]);
		let child = register(ALICE, New { credits: credits.try_into().unwrap(), ..candidate });
		assert_eq!(owners(child), vec![(ALICE, percent(39)), (BOB, percent(61))]);
	});
}

#[test]
fn nobody_is_named_for_nothing_when_royalties_are_none_or_the_whole() {
	run(|| {
		let free = base_model(ALICE, 0);
		let child = an_adapter(BOB, &[free], &[0], 0);
		assert_eq!(owners(child), vec![(BOB, Perbill::one())]);
		let dear = base_model(ALICE, 100);
		let child = an_adapter(BOB, &[dear], &[0], 0);
		assert_eq!(owners(child), vec![(ALICE, Perbill::one())]);
	});
}

#[test]
fn royalties_stay_what_they_were_when_a_parent_asks_more_later() {
	run(|| {
		let base = base_model(ALICE, 10);
		let child = an_adapter(CAROL, &[base], &[0], 0);
		Artifacts::<Test>::mutate(base, |base| {
			base.as_mut().unwrap().terms.royalty = asks(90);
		});
		assert_eq!(owners(child), vec![(CAROL, percent(90)), (ALICE, percent(10))]);
	});
}

#[test]
fn royalty_goes_to_the_owner_when_its_last_block_has_passed() {
	run(|| {
		let royalty = RoyaltyTerms { share: percent(30), until: Some(5) };
		let base = register(ALICE, New { royalty, ..model() });
		let child = an_adapter(BOB, &[base], &[0], 0);
		System::set_block_number(5);
		assert_eq!(owners(child), vec![(BOB, percent(70)), (ALICE, percent(30))]);
		System::set_block_number(6);
		assert_eq!(owners(child), vec![(BOB, Perbill::one())]);
	});
}

#[test]
fn royalty_goes_to_the_owner_when_the_parent_is_revoked() {
	run(|| {
		let base = base_model(ALICE, 30);
		let child = an_adapter(BOB, &[base], &[0], 0);
		revoke(base);
		assert_eq!(owners(child), vec![(BOB, Perbill::one())]);
	});
}

#[test]
fn registration_fails_when_royalties_are_above_the_whole() {
	run(|| {
		let base = base_model(ALICE, 40);
		let exact = an_adapter(BOB, &[base], &[0], 60);
		let share = Perbill::from_parts(percent(60).deconstruct() + 1);
		let royalty = RoyaltyTerms { share, until: None };
		let above = register(BOB, New { royalty, ..adapter(&[base], &[0]) });
		assert_ok!(try_register(CAROL, adapter(&[base, exact], &[])));
		assert_noop!(
			try_register(CAROL, adapter(&[base, above], &[])),
			Error::<Test>::RoyaltiesAboveWhole
		);
	});
}

#[test]
fn registration_fails_when_royalties_and_credits_are_above_the_whole() {
	run(|| {
		let base = base_model(ALICE, 40);
		let parts = |last| [(CAROL, CreditRole::Curator, 50), (BOB, CreditRole::FineTuner, last)];
		assert_ok!(try_register(BOB, crediting(base, &parts(10))));
		assert_noop!(
			try_register(BOB, crediting(base, &parts(11))),
			Error::<Test>::RoyaltiesAboveWhole
		);
	});
}

#[test]
fn royalty_counts_no_more_when_it_had_run_out_at_registration() {
	run(|| {
		let royalty = RoyaltyTerms { share: percent(60), until: Some(5) };
		let base = register(ALICE, New { royalty, ..model() });
		let child = || crediting(base, &[(CAROL, CreditRole::Curator, 50)]);
		System::set_block_number(5);
		assert_noop!(try_register(BOB, child()), Error::<Test>::RoyaltiesAboveWhole);
		System::set_block_number(6);
		let child = register(BOB, child());
		assert_eq!(owners(child), vec![(BOB, percent(50)), (CAROL, percent(50))]);
	});
}

#[test]
fn owners_are_at_most_the_bound_when_all_differ() {
	run(|| {
		let rich = |who| {
			assert_ok!(Balances::transfer_allow_death(signed(BOB), who, 10_000));
			who
		};
		let base = base_model(rich(1_000), 1);
		let others = (1..MAX_PARENTS)
			.map(|i| an_adapter(rich(1_000 + AccountId::from(i)), &[base], &[0], 1));
		let parents = core::iter::once(base).chain(others).collect::<Vec<_>>();
		let credits = (0..MAX_CREDITS)
			.map(|i| credit(2_000 + AccountId::from(i), CreditRole::Curator, 1))
			.collect::<Vec<_>>();
		let candidate = New { credits: credits.try_into().unwrap(), ..adapter(&parents, &[]) };
		let child = register(CAROL, candidate);
		assert_eq!(owners(child).len(), MAX_OWNERS as usize);
		assert_eq!(owners(child)[0], (CAROL, percent(76)));
	});
}
