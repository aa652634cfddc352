// SPDX-License-Identifier: Apache-2.0

use crate::state;
use openledger_runtime::{
	constants::{
		consensus::MAXIMUM_BLOCK_WEIGHT,
		currency::{deposit, EXISTENTIAL_DEPOSIT, MILLI_OPEN, OPEN},
	},
	AccountId, Balances, Runtime, RuntimeCall, RuntimeOrigin, TransactionPayment,
};
use polkadot_sdk::{
	frame_support::{
		assert_ok, dispatch::GetDispatchInfo, traits::fungible::Inspect, weights::Weight,
	},
	frame_system, pallet_balances,
	sp_keyring::Sr25519Keyring,
	sp_runtime::MultiAddress,
};

#[test]
fn base_weight_of_a_transaction_costs_a_thousandth_of_an_open() {
	state::of_preset("development").execute_with(|| {
		let base = Weight::from_parts(125_000_000, 0);
		assert_eq!(TransactionPayment::weight_to_fee(base), MILLI_OPEN);
	});
}

#[test]
fn dearer_of_time_and_proof_is_charged() {
	state::of_preset("development").execute_with(|| {
		let heavy_proof = Weight::from_parts(125_000_000, 30_000);
		assert_eq!(TransactionPayment::weight_to_fee(heavy_proof), 3 * MILLI_OPEN);
	});
}

#[test]
fn fee_is_that_of_a_full_block_when_the_weight_is_larger() {
	state::of_preset("development").execute_with(|| {
		let full = TransactionPayment::weight_to_fee(MAXIMUM_BLOCK_WEIGHT);
		assert_eq!(TransactionPayment::weight_to_fee(Weight::MAX), full);
	});
}

#[test]
fn transfer_costs_less_than_a_hundredth_of_an_open() {
	state::of_preset("development").execute_with(|| {
		let call = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
			dest: MultiAddress::Id(Sr25519Keyring::Bob.to_account_id()),
			value: OPEN,
		});
		let fee = TransactionPayment::compute_fee(145, &call.get_dispatch_info(), 0);
		assert!(fee > MILLI_OPEN && fee < OPEN / 100, "{fee}");
	});
}

#[test]
fn deposit_grows_with_items_and_bytes() {
	assert_eq!(deposit(1, 0), OPEN / 5);
	assert_eq!(deposit(0, 1), MILLI_OPEN);
	assert_eq!(deposit(3, 100), 3 * (OPEN / 5) + 100 * MILLI_OPEN);
}

#[test]
fn dust_goes_to_the_treasury_when_an_account_is_reaped() {
	state::of_preset("development").execute_with(|| {
		frame_system::Pallet::<Runtime>::set_block_number(1);
		let treasury = openledger_runtime::governance::TreasuryAccount::get();
		let poor = AccountId::new([7; 32]);
		let alice = Sr25519Keyring::Alice.to_account_id();
		let pay = |from: &AccountId, to: &AccountId, value| {
			Balances::transfer_allow_death(
				RuntimeOrigin::signed(from.clone()),
				MultiAddress::Id(to.clone()),
				value,
			)
		};
		let before = Balances::balance(&treasury);
		assert_ok!(pay(&alice, &poor, EXISTENTIAL_DEPOSIT + 5));
		assert_ok!(pay(&poor, &alice, 10));
		assert_eq!(Balances::balance(&poor), 0);
		assert_eq!(Balances::balance(&treasury) - before, EXISTENTIAL_DEPOSIT - 5);
	});
}
