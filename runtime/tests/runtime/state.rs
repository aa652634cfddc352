// SPDX-License-Identifier: Apache-2.0

//! A chain's state as a preset leaves it, and as blocks change it.

use openledger_runtime::{
	genesis, ArtifactStaking, Attribution, RelayRandomness, RuntimeGenesisConfig, System, Ticks,
};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchClass,
		genesis_builder_helper::build_state,
		traits::{OnFinalize, OnInitialize},
		weights::Weight,
	},
	sp_core::H256,
	sp_io::TestExternalities,
};
use serde_json::Value;

/// The state that the preset `name` makes, built as a node builds it: a patch over the default.
pub fn of_preset(name: &str) -> TestExternalities {
	let patch = genesis::get_preset(&name.into()).expect("the preset is known");
	of_patch(serde_json::from_slice(&patch).expect("a preset is JSON"))
}

/// The state that the default genesis with `patch` makes.
pub fn of_patch(patch: Value) -> TestExternalities {
	let mut config =
		serde_json::to_value(RuntimeGenesisConfig::default()).expect("the default is JSON");
	merge(&mut config, patch);
	let mut state = TestExternalities::default();
	state.execute_with(|| {
		build_state::<RuntimeGenesisConfig>(serde_json::to_vec(&config).expect("it is JSON"))
			.expect("the genesis builds")
	});
	state
}

fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}

/// A block with the hooks of our pallets, and a seed of its own. A full one leaves no room for anybody's
/// transaction.
pub fn next_block(full: bool) {
	let number = System::block_number() + 1;
	System::initialize(&number, &System::parent_hash(), &Default::default());
	System::reset_events();
	ArtifactStaking::on_initialize(number);
	Attribution::on_initialize(number);
	let seed = H256::from_low_u64_be(number.into());
	RelayRandomness::observe(Ok(Some(Some(seed))));
	if full {
		System::register_extra_weight_unchecked(Weight::MAX, DispatchClass::Normal);
	}
	Ticks::on_finalize(number);
}
