// SPDX-License-Identifier: Apache-2.0

//! What the chain starts with. Each preset is a JSON patch over the default genesis:
//!
//! | preset | for | sudo | governance |
//! | --- | --- | --- | --- |
//! | `development` | one node, well-known keys | Alice | about half a minute |
//! | `local_testnet` | two collators, well-known keys | none | standard |
//! | `openledger` | the public network, accounts from `chain-specs/openledger/accounts.json` | none | standard |

mod allocation;
mod development;
mod openledger;

pub use allocation::{Allocation, ALLOCATIONS, LIQUID_AT_GENESIS};
pub use openledger::{
	openledger, Accounts, AccountsError, Collator, ACCOUNTS_JSON, OPENLEDGER_PRESET,
};

use crate::*;
use alloc::{vec, vec::Vec};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

/// The parachain id that the presets ask for.
pub const PARACHAIN_ID: u32 = 2_424;

/// The XCM version that destinations are taken to speak until they say otherwise.
const SAFE_XCM_VERSION: u32 = staging_xcm::latest::VERSION;

/// What a candidate for collation bonds.
const CANDIDACY_BOND: Balance = 10_000 * constants::currency::OPEN;

/// The preset named `id` as JSON, or `None` where there is no such preset. The `openledger` preset is
/// there only if its accounts are set: see [`Accounts`].
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_str() {
		DEV_RUNTIME_PRESET => development::development(),
		LOCAL_TESTNET_RUNTIME_PRESET => development::local_testnet(),
		OPENLEDGER_PRESET => openledger(&Accounts::from_json(ACCOUNTS_JSON).ok()?),
		_ => return None,
	};
	serde_json::to_vec(&patch).ok()
}

/// The presets that can be built.
pub fn preset_names() -> Vec<PresetId> {
	let mut names =
		vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)];
	if Accounts::from_json(ACCOUNTS_JSON).is_ok() {
		names.push(PresetId::from(OPENLEDGER_PRESET));
	}
	names
}
