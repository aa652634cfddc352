// SPDX-License-Identifier: Apache-2.0
//! Who gets the price of a licence.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{DatanetId, SnapshotId},
	traits::RoyaltySink,
	Balance,
};
use pallet_royalties::{Error, Event, Pools};

#[test]
fn price_goes_to_the_snapshots_pool_when_protocol_and_curators_have_theirs() {
	run(|| {
		BurnShare::set(Perbill::from_percent(10));
		set_cut(DatanetId(0), 20);
		worked(DatanetId(0), CURATOR);
		let issuance = Balances::total_issuance();
		assert_ok!(sell(&sale(1_009)));
		// 5 % are 50, a tenth of which is burnt; 20 % of the other 959 are 191.
		assert_eq!(Balances::total_issuance(), issuance - 5);
		assert_eq!(Royalties::claimable(&TREASURY), 45);
		assert_eq!(Royalties::curator_earnings(DatanetId(0), &CURATOR), 191);
		assert_eq!(Pools::<Test>::get(S1), 768);
		let told = Event::SaleCredited {
			datanet: DatanetId(0),
			snapshot: S1,
			buyer: PAYER,
			price: 1_009,
			burnt: 5,
			protocol: 45,
			curators: 191,
			contributors: 768,
		};
		assert_eq!(events(), [told]);
	});
}

#[test]
fn contributions_earn_by_size_when_a_licence_was_sold() {
	run(|| {
		assert_ok!(sell(&sale(1_000)));
		assert_eq!(Royalties::collectable(S1, C1), 285);
		assert_ok!(collect(S1, C1));
		assert_eq!(Royalties::claimable(&CAROL), 285);
		assert_eq!(Royalties::collectable(S1, C1), 0);
	});
}

#[test]
fn nothing_is_kept_when_the_price_is_zero() {
	run(|| {
		worked(DatanetId(0), CURATOR);
		set_cut(DatanetId(0), 20);
		assert_ok!(sell(&sale(0)));
		assert_eq!(Pools::<Test>::iter().count(), 0);
		assert_eq!(Royalties::claimable(&TREASURY), 0);
	});
}

#[test]
fn sale_fails_when_the_snapshot_is_not_of_the_datanet() {
	run(|| {
		let unknown = openledger_primitives::traits::Sale { snapshot: SnapshotId(99), ..sale(100) };
		assert_noop!(sell(&unknown), Error::<Test>::UnknownSnapshot);
		let foreign = openledger_primitives::traits::Sale { datanet: DatanetId(1), ..sale(100) };
		assert_noop!(sell(&foreign), Error::<Test>::UnknownSnapshot);
	});
}

#[test]
fn sale_changes_nothing_when_a_sum_would_overflow() {
	run(|| {
		Pools::<Test>::insert(S1, Balance::MAX);
		assert_noop!(Royalties::credit_sale(&sale(100)), ArithmeticError::Overflow);
		Pools::<Test>::remove(S1);
	});
}
