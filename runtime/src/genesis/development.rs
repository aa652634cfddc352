// SPDX-License-Identifier: Apache-2.0

//! The presets with well-known keys. Never use one of them where OPEN is worth something.

use super::*;
use crate::{
	constants::currency::{EXISTENTIAL_DEPOSIT, OPEN, TOTAL_ISSUANCE},
	governance::TrackPeriods,
	periods::MarketPeriods,
};
use frame_support::build_struct_json_patch;
use sp_runtime::traits::AccountIdConversion;

/// The people of a test chain.
const PEOPLE: [Sr25519Keyring; 6] = [
	Sr25519Keyring::Alice,
	Sr25519Keyring::Bob,
	Sr25519Keyring::Charlie,
	Sr25519Keyring::Dave,
	Sr25519Keyring::Eve,
	Sr25519Keyring::Ferdie,
];

/// What the treasury of a test chain starts with.
const TREASURY: Balance = 100_000_000 * OPEN;

/// How long proofs can be challenged on a development chain, in blocks.
const CHALLENGE_WINDOW: BlockNumber = 5;

/// One collator, Alice, who is also the sudo key; governance in half a minute, settlement in seconds.
pub fn development() -> serde_json::Value {
	test_network(
		&[Sr25519Keyring::Alice],
		InitialParametersConfig {
			tracks: Some(TrackPeriods::development()),
			challenge_window: Some(CHALLENGE_WINDOW),
			market: Some(MarketPeriods::development()),
			..Default::default()
		},
		SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
	)
}

/// Two collators, Alice and Bob; no sudo key and the standard periods, as on the public network.
pub fn local_testnet() -> serde_json::Value {
	test_network(
		&[Sr25519Keyring::Alice, Sr25519Keyring::Bob],
		InitialParametersConfig::default(),
		SudoConfig::default(),
	)
}

fn test_network(
	collators: &[Sr25519Keyring],
	initial_parameters: InitialParametersConfig,
	sudo: SudoConfig,
) -> serde_json::Value {
	let treasury: AccountId = governance::TreasuryPalletId::get().into_account_truncating();
	let each = (TOTAL_ISSUANCE - TREASURY) / 6;
	let mut balances: Vec<_> = PEOPLE.iter().map(|who| (who.to_account_id(), each)).collect();
	balances.push((ReceiptsPot::get(), EXISTENTIAL_DEPOSIT));
	balances.push((RoyaltyPot::get(), EXISTENTIAL_DEPOSIT));
	balances.push((StakersPot::get(), EXISTENTIAL_DEPOSIT));
	balances.push((treasury, TOTAL_ISSUANCE - 6 * each - 3 * EXISTENTIAL_DEPOSIT));

	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances },
		collator_selection: CollatorSelectionConfig {
			invulnerables: collators.iter().map(|who| who.to_account_id()).collect(),
			candidacy_bond: CANDIDACY_BOND,
			desired_candidates: 10,
		},
		initial_parameters,
		parachain_info: ParachainInfoConfig { parachain_id: PARACHAIN_ID.into() },
		polkadot_xcm: PolkadotXcmConfig { safe_xcm_version: Some(SAFE_XCM_VERSION) },
		session: SessionConfig {
			keys: collators
				.iter()
				.map(|who| {
					let account = who.to_account_id();
					(
						account.clone(),
						account,
						SessionKeys { aura: who.public().into(), worker: who.public().into() },
					)
				})
				.collect(),
		},
		sudo,
	})
}
