// SPDX-License-Identifier: Apache-2.0

//! The chains that the node knows by name, and the check on chain specs from files.

use openledger_runtime::{
	genesis::{Accounts, ACCOUNTS_JSON, OPENLEDGER_PRESET, PARACHAIN_ID},
	WASM_BINARY,
};
use polkadot_omni_node_lib::chain_spec::{ChainSpec, Extensions, GenericChainSpec, LoadSpec};
use polkadot_sdk::{
	sc_chain_spec::{ChainType, Properties},
	sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET},
};
use std::path::Path;

/// The id of the public network; those of test networks start with it and a hyphen.
const ID: &str = "openledger";

/// Where the accounts of the public network are set.
const ACCOUNTS_FILE: &str = "chain-specs/openledger/accounts.json";

/// Loads `dev`, `local`, `openledger`, or a chain spec file of OpenLedger.
pub struct BuiltInChains;

impl LoadSpec for BuiltInChains {
	fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
		Ok(Box::new(match id {
			"dev" => development()?,
			"local" => local()?,
			"openledger" => openledger()?,
			"" => {
				return Err(
					"no chain is named: say --dev, or --chain with dev, local, openledger or \
					the path of a chain spec"
						.into(),
				)
			},
			path => from_file(Path::new(path))?,
		}))
	}
}

fn development() -> Result<GenericChainSpec, String> {
	build(
		"OpenLedger Development",
		"dev",
		ChainType::Development,
		DEV_RUNTIME_PRESET,
		"paseo-local",
	)
}

fn local() -> Result<GenericChainSpec, String> {
	build(
		"OpenLedger Local Testnet",
		"local",
		ChainType::Local,
		LOCAL_TESTNET_RUNTIME_PRESET,
		"paseo-local",
	)
}

fn openledger() -> Result<GenericChainSpec, String> {
	Accounts::from_json(ACCOUNTS_JSON).map_err(|why| {
		format!(
			"the chain 'openledger' cannot be built: in {ACCOUNTS_FILE}, {why}; set the accounts and \
			build the node again"
		)
	})?;
	build("OpenLedger", "", ChainType::Live, OPENLEDGER_PRESET, "polkadot")
}

fn build(
	name: &str,
	network: &str,
	chain_type: ChainType,
	preset: &str,
	relay_chain: &str,
) -> Result<GenericChainSpec, String> {
	let wasm = WASM_BINARY.ok_or("this node was built without its runtime (SKIP_WASM_BUILD)")?;
	let id = if network.is_empty() { ID.to_owned() } else { format!("{ID}-{network}") };
	Ok(GenericChainSpec::builder(wasm, Extensions::new(relay_chain.into(), PARACHAIN_ID))
		.with_name(name)
		.with_id(&id)
		.with_protocol_id(&id)
		.with_chain_type(chain_type)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// How wallets show amounts and addresses.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "OPEN".into());
	properties.insert("tokenDecimals".into(), 18.into());
	properties.insert("ss58Format".into(), 42.into());
	properties
}

fn from_file(path: &Path) -> Result<GenericChainSpec, String> {
	if !path.is_file() {
		return Err(format!(
			"there is no chain '{}': the built-in ones are dev, local and openledger, and no file has \
			that path",
			path.display()
		));
	}
	let spec = GenericChainSpec::from_json_file(path.into())
		.map_err(|e| format!("the file '{}' is not a chain spec: {e}", path.display()))?;
	match spec.id() {
		id if is_ours(id) => Ok(spec),
		id => Err(format!(
			"the chain spec '{}' is for the chain '{id}', and this node runs OpenLedger's only (ids \
			'{ID}' and '{ID}-...')",
			path.display()
		)),
	}
}

fn is_ours(id: &str) -> bool {
	id.strip_prefix(ID).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn refusal(id: &str) -> String {
		BuiltInChains.load_spec(id).expect_err("the chain is refused")
	}

	#[test]
	fn load_spec_builds_the_development_chain() {
		let spec = BuiltInChains.load_spec("dev").expect("the preset builds");
		assert_eq!(spec.id(), "openledger-dev");
		assert_eq!(spec.properties()["tokenDecimals"], 18);
	}

	#[test]
	fn load_spec_refuses_when_the_name_is_unknown() {
		assert!(refusal("moonbase").contains("there is no chain 'moonbase'"));
	}

	#[test]
	fn load_spec_refuses_when_no_chain_is_named() {
		assert!(refusal("").contains("no chain is named"));
	}

	#[test]
	fn load_spec_refuses_the_public_network_when_accounts_are_placeholders() {
		let why = refusal("openledger");
		assert!(why.contains("placeholders: community") && why.contains("accounts.json"), "{why}");
	}

	#[test]
	fn is_ours_tells_our_ids_from_others() {
		assert!(is_ours("openledger") && is_ours("openledger-local"));
		assert!(!is_ours("openledgers") && !is_ours("asset-hub-westend"));
	}
}
