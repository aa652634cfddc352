// SPDX-License-Identifier: Apache-2.0
//! Setting prices.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{fee::PriceList, ids::ArtifactId, traits::Lineage as _};
use pallet_model_registry::{Error, Event};

fn set(who: AccountId, id: ArtifactId, prices: Option<PriceList>) -> DispatchResult {
	ModelRegistry::set_prices(RuntimeOrigin::signed(who), id, prices)
}

#[test]
fn prices_change_and_deposit_stays_when_the_owner_sets_them() {
	run(|| {
		let id = base_model(ALICE, percent(0));
		let deposit = held(ALICE);
		assert_eq!(ModelRegistry::prices(id), None);
		assert_ok!(set(ALICE, id, Some(prices())));
		assert_last_event(Event::PricesSet { artifact: id, prices: Some(prices()) });
		assert_eq!(ModelRegistry::prices(id), Some(prices()));
		assert_ok!(set(ALICE, id, None));
		assert_last_event(Event::PricesSet { artifact: id, prices: None });
		assert_eq!(ModelRegistry::prices(id), None);
		assert_eq!(held(ALICE), deposit);
	});
}

#[test]
fn set_prices_fails_when_the_artifact_does_not_exist() {
	run(|| {
		assert_noop!(set(ALICE, ArtifactId(0), None), Error::<Test>::ArtifactNotFound);
	});
}

#[test]
fn set_prices_fails_when_the_caller_is_not_the_owner() {
	run(|| {
		let base = base_model(ALICE, percent(0));
		let child = adapter(BOB, base, &[0], &[], percent(0));
		assert_noop!(set(BOB, base, Some(prices())), Error::<Test>::NotOwner);
		assert_noop!(set(ALICE, child, Some(prices())), Error::<Test>::NotOwner);
	});
}

#[test]
fn set_prices_fails_when_a_fee_could_overflow() {
	run(|| {
		let id = base_model(ALICE, percent(0));
		let most = u128::MAX / u128::from(u32::MAX);
		let free = PriceList::default();
		assert_ok!(set(ALICE, id, Some(PriceList { per_1k_input: most, ..free })));
		for too_high in [
			PriceList { per_1k_input: u128::MAX, ..free },
			PriceList { per_1k_output: u128::MAX, ..free },
			PriceList { base: u128::MAX, per_1k_input: 1, ..free },
		] {
			assert_noop!(set(ALICE, id, Some(too_high)), Error::<Test>::PriceTooHigh);
		}
	});
}
