// SPDX-License-Identifier: Apache-2.0

use crate::state;
use openledger_runtime::{
	constants::{
		currency::{EXISTENTIAL_DEPOSIT, TOTAL_ISSUANCE},
		time::MONTHS,
	},
	genesis::{
		openledger, preset_names, Accounts, AccountsError, ACCOUNTS_JSON, ALLOCATIONS,
		LIQUID_AT_GENESIS, OPENLEDGER_PRESET,
	},
	governance::TreasuryAccount,
	AccountId, Balance, Balances, ReceiptsPot, RoyaltyPot, Runtime, Session, StakersPot, System,
	Vesting,
};
use polkadot_sdk::{
	frame_support::traits::{
		fungible::Inspect,
		tokens::{Fortitude::Polite, Preservation::Expendable},
	},
	frame_system, pallet_sudo,
	sp_io::TestExternalities,
	sp_keyring::Sr25519Keyring,
	sp_runtime::{Perbill, Permill},
};
use std::collections::BTreeSet;

/// A parameter file with an account for each entry.
const FILE: &str = r#"{
	"community": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
	"ecosystem": "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
	"investors": "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y",
	"team": "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy",
	"liquidity": "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw",
	"collators": [{
		"account": "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL",
		"aura": "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL",
		"worker": "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL"
	}]
}"#;

fn public_network() -> (Accounts, TestExternalities) {
	let accounts = Accounts::from_json(FILE).expect("the file is complete");
	let state = state::of_patch(openledger(&accounts));
	(accounts, state)
}

/// What `who` could send away at once.
fn liquid(who: &AccountId) -> Balance {
	Balances::reducible_balance(who, Expendable, Polite)
}

#[test]
fn openledger_preset_issues_exactly_one_thousand_million_open() {
	let (_, mut state) = public_network();
	state.execute_with(|| {
		assert_eq!(Balances::total_issuance(), 1_000_000_000_000_000_000_000_000_000);
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	});
}

#[test]
fn openledger_preset_leaves_21_55_percent_liquid() {
	let (accounts, mut state) = public_network();
	state.execute_with(|| {
		let pots = Balances::total_balance(&TreasuryAccount::get())
			+ Balances::total_balance(&ReceiptsPot::get())
			+ Balances::total_balance(&RoyaltyPot::get())
			+ Balances::total_balance(&StakersPot::get());
		let free: Balance = accounts.allocations.iter().map(liquid).sum::<Balance>() + pots;
		assert_eq!(free, Permill::from_parts(215_500) * TOTAL_ISSUANCE);
		assert_eq!(free, LIQUID_AT_GENESIS);
	});
}

#[test]
fn openledger_preset_gives_each_part_its_published_share() {
	let (accounts, mut state) = public_network();
	let shares = [5_171, 1_000, 1_829, 1_500, 500];
	state.execute_with(|| {
		for (who, share) in accounts.allocations.iter().zip(shares) {
			let whole = Perbill::from_rational(share, 10_000u32) * TOTAL_ISSUANCE;
			// The accounts of treasury, receipts, royalties and stakers exist out of the community's share.
			let pots = if share == 5_171 { 4 * EXISTENTIAL_DEPOSIT } else { 0 };
			assert_eq!(Balances::total_balance(who) + pots, whole);
		}
	});
}

#[test]
fn team_and_investors_have_nothing_free_when_the_cliff_is_not_over() {
	let (accounts, mut state) = public_network();
	state.execute_with(|| {
		System::set_block_number(12 * MONTHS);
		for who in &accounts.allocations[2..4] {
			let _ = Vesting::vest(frame_system::RawOrigin::Signed(who.clone()).into());
			assert_eq!(liquid(who), 0);
		}
	});
}

#[test]
fn team_has_a_third_free_when_a_year_has_passed_after_the_cliff() {
	let (accounts, mut state) = public_network();
	let team = &accounts.allocations[3];
	state.execute_with(|| {
		System::set_block_number(24 * MONTHS);
		assert!(Vesting::vest(frame_system::RawOrigin::Signed(team.clone()).into()).is_ok());
		let third = ALLOCATIONS[3].total / 3;
		// The schedule rounds what comes free in a block down to a planck.
		assert!(third - liquid(team) < Balance::from(12 * MONTHS), "{}", liquid(team));
	});
}

#[test]
fn everything_is_free_when_forty_eight_months_have_passed() {
	let (accounts, mut state) = public_network();
	state.execute_with(|| {
		// One block more, for what the rounding left over.
		System::set_block_number(48 * MONTHS + 1);
		for who in &accounts.allocations {
			let _ = Vesting::vest(frame_system::RawOrigin::Signed(who.clone()).into());
			assert_eq!(liquid(who), Balances::total_balance(who));
		}
	});
}

#[test]
fn openledger_preset_is_refused_when_accounts_are_placeholders() {
	assert!(
		matches!(Accounts::from_json(ACCOUNTS_JSON), Err(AccountsError::Placeholder(names)) if names.len() == 8)
	);
	assert!(openledger_runtime::genesis::get_preset(&OPENLEDGER_PRESET.into()).is_none());
	assert!(!preset_names().contains(&OPENLEDGER_PRESET.into()));
}

#[test]
fn accounts_are_refused_when_one_placeholder_is_left() {
	let file = FILE.replace("5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy", "PLACEHOLDER");
	assert_eq!(
		Accounts::from_json(&file),
		Err(AccountsError::Placeholder(vec!["team".to_owned()]))
	);
}

#[test]
fn accounts_are_refused_when_two_allocations_share_one() {
	let file = FILE.replace(
		"5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy",
		"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
	);
	assert_eq!(Accounts::from_json(&file), Err(AccountsError::Duplicate("team".to_owned())));
}

#[test]
fn accounts_are_refused_when_an_address_has_a_wrong_checksum() {
	let file = FILE.replace("PTXFy", "PTXFz");
	assert_eq!(Accounts::from_json(&file), Err(AccountsError::NotAnAddress("team".to_owned())));
}

#[test]
fn accounts_are_refused_when_there_is_no_collator() {
	let start = FILE.find("[{").expect("the file lists collators");
	let file = format!("{}[]}}", &FILE[..start]);
	assert_eq!(Accounts::from_json(&file), Err(AccountsError::NoCollators));
}

#[test]
fn accounts_are_refused_when_the_file_is_truncated() {
	let file = &FILE[..FILE.len() / 2];
	assert!(matches!(Accounts::from_json(file), Err(AccountsError::Malformed(_))));
}

#[test]
fn every_preset_issues_the_same() {
	for name in ["development", "local_testnet"] {
		state::of_preset(name).execute_with(|| {
			assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE, "{name}");
		});
	}
}

#[test]
fn only_the_development_preset_has_a_sudo_key() {
	let key = || pallet_sudo::Key::<Runtime>::get();
	state::of_preset("development")
		.execute_with(|| assert_eq!(key(), Some(Sr25519Keyring::Alice.to_account_id())));
	state::of_preset("local_testnet").execute_with(|| assert_eq!(key(), None));
	public_network().1.execute_with(|| assert_eq!(key(), None));
}

#[test]
fn local_testnet_starts_with_two_collators() {
	state::of_preset("local_testnet").execute_with(|| {
		let collators: BTreeSet<AccountId> =
			[Sr25519Keyring::Alice, Sr25519Keyring::Bob].map(|who| who.to_account_id()).into();
		assert_eq!(Session::validators().into_iter().collect::<BTreeSet<_>>(), collators);
	});
}
