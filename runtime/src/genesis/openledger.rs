// SPDX-License-Identifier: Apache-2.0

//! The preset of the public network, and the parameter file that its accounts come from.

use super::*;
use crate::{constants::currency::EXISTENTIAL_DEPOSIT, governance::TreasuryAccount};
use alloc::{
	collections::BTreeSet,
	format,
	string::{String, ToString},
};
use core::fmt;
use frame_support::build_struct_json_patch;
use pallet_attribution::worker_key::WorkerKey;
use sp_core::crypto::Ss58Codec;

/// The name of the preset.
pub const OPENLEDGER_PRESET: &str = "openledger";

/// The parameter file; `chain-specs/README.md` describes it.
pub const ACCOUNTS_JSON: &str = include_str!("../../../chain-specs/openledger/accounts.json");

/// What stands in the parameter file where an account is not chosen yet.
const PLACEHOLDER: &str = "PLACEHOLDER";

/// A collator of the first session: its account, and the key it signs blocks with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Collator {
	/// Receives what the collator earns.
	pub account: AccountId,
	/// The sr25519 key in the collator's keystore that signs blocks.
	pub aura: AuraId,
	/// The sr25519 key in the collator's keystore that signs a worker's proofs.
	pub worker: WorkerKey,
}

/// The accounts of the public network.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Accounts {
	/// Receives what each of [`ALLOCATIONS`] says, in that order.
	pub allocations: [AccountId; ALLOCATIONS.len()],
	/// At least one.
	pub collators: Vec<Collator>,
}

/// Why a parameter file cannot be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AccountsError {
	/// These entries still hold placeholders.
	Placeholder(Vec<String>),
	/// The file is not what `chain-specs/README.md` describes.
	Malformed(String),
	/// The entry is not an SS58 address.
	NotAnAddress(String),
	/// The account stands there twice: its two allocations could not be told apart.
	Duplicate(String),
	/// No collator: nobody could make the first block.
	NoCollators,
}

impl fmt::Display for AccountsError {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Placeholder(names) => {
				write!(f, "these entries still hold placeholders: {}", names.join(", "))
			},
			Self::Malformed(why) => write!(f, "the file is malformed: {why}"),
			Self::NotAnAddress(name) => write!(f, "the entry {name} is not an SS58 address"),
			Self::Duplicate(name) => {
				write!(f, "the account of the entry {name} stands there twice")
			},
			Self::NoCollators => write!(f, "there is no collator, so nobody could make a block"),
		}
	}
}

/// The parameter file as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
	community: String,
	ecosystem: String,
	investors: String,
	team: String,
	liquidity: String,
	collators: Vec<FileCollator>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCollator {
	account: String,
	aura: String,
	worker: String,
}

impl Accounts {
	/// Reads a parameter file, and refuses one that is not ready for a launch.
	pub fn from_json(json: &str) -> Result<Self, AccountsError> {
		let file: File =
			serde_json::from_str(json).map_err(|e| AccountsError::Malformed(e.to_string()))?;
		let mut entries: Vec<(String, &str)> = vec![
			("community".into(), &file.community),
			("ecosystem".into(), &file.ecosystem),
			("investors".into(), &file.investors),
			("team".into(), &file.team),
			("liquidity".into(), &file.liquidity),
		];
		for (i, collator) in file.collators.iter().enumerate() {
			entries.push((format!("collators[{i}].account"), &collator.account));
			entries.push((format!("collators[{i}].aura"), &collator.aura));
			entries.push((format!("collators[{i}].worker"), &collator.worker));
		}
		let placeholders: Vec<String> = entries
			.iter()
			.filter(|(_, value)| value.starts_with(PLACEHOLDER))
			.map(|(name, _)| name.clone())
			.collect();
		if !placeholders.is_empty() {
			return Err(AccountsError::Placeholder(placeholders));
		}

		let mut seen = BTreeSet::new();
		let mut account = |name: &str, value: &str| {
			let account = AccountId::from_ss58check(value)
				.map_err(|_| AccountsError::NotAnAddress(name.into()))?;
			match seen.insert(account.clone()) {
				true => Ok(account),
				false => Err(AccountsError::Duplicate(name.into())),
			}
		};
		let allocations = [
			account("community", &file.community)?,
			account("ecosystem", &file.ecosystem)?,
			account("investors", &file.investors)?,
			account("team", &file.team)?,
			account("liquidity", &file.liquidity)?,
		];
		let collators = file
			.collators
			.iter()
			.enumerate()
			.map(|(i, collator)| {
				Ok(Collator {
					account: account(&format!("collators[{i}].account"), &collator.account)?,
					aura: AuraId::from_ss58check(&collator.aura)
						.map_err(|_| AccountsError::NotAnAddress(format!("collators[{i}].aura")))?,
					worker: WorkerKey::from_ss58check(&collator.worker).map_err(|_| {
						AccountsError::NotAnAddress(format!("collators[{i}].worker"))
					})?,
				})
			})
			.collect::<Result<Vec<_>, _>>()?;
		if collators.is_empty() {
			return Err(AccountsError::NoCollators);
		}
		Ok(Self { allocations, collators })
	}
}

/// [`ALLOCATIONS`] less what the accounts of the chain itself, the treasury and the pots of royalties
/// and of staking, must hold to exist. The treasury pallet would mint it at genesis, beyond the issuance; so the community,
/// whose accounts they are, gives it from what it has free.
fn allocations_without_pots() -> [Allocation; ALLOCATIONS.len()] {
	ALLOCATIONS.map(|part| match part.name {
		"community" => Allocation {
			total: part.total - 4 * EXISTENTIAL_DEPOSIT,
			liquid: part.liquid - 4 * EXISTENTIAL_DEPOSIT,
			..part
		},
		_ => part,
	})
}

/// The genesis of the public network with these accounts.
pub fn openledger(accounts: &Accounts) -> serde_json::Value {
	let given = || accounts.allocations.iter().cloned().zip(allocations_without_pots());
	let mut balances: Vec<_> = given().map(|(who, part)| (who, part.total)).collect();
	balances.push((TreasuryAccount::get(), EXISTENTIAL_DEPOSIT));
	balances.push((ReceiptsPot::get(), EXISTENTIAL_DEPOSIT));
	balances.push((RoyaltyPot::get(), EXISTENTIAL_DEPOSIT));
	balances.push((StakersPot::get(), EXISTENTIAL_DEPOSIT));

	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances },
		collator_selection: CollatorSelectionConfig {
			invulnerables: accounts.collators.iter().map(|c| c.account.clone()).collect(),
			candidacy_bond: CANDIDACY_BOND,
			desired_candidates: 20,
		},
		parachain_info: ParachainInfoConfig { parachain_id: PARACHAIN_ID.into() },
		polkadot_xcm: PolkadotXcmConfig { safe_xcm_version: Some(SAFE_XCM_VERSION) },
		session: SessionConfig {
			keys: accounts
				.collators
				.iter()
				.map(|c| (
					c.account.clone(),
					c.account.clone(),
					SessionKeys { aura: c.aura.clone(), worker: c.worker.clone() }
				))
				.collect(),
		},
		vesting: VestingConfig {
			vesting: given()
				.filter(|(_, part)| part.liquid < part.total)
				.map(|(who, part)| (who, part.cliff, part.vesting, part.liquid))
				.collect(),
		},
	})
}
