// SPDX-License-Identifier: Apache-2.0
//! Random registrations by several people, against a twin that walks the graph.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, SnapshotId},
	traits::Lineage as _,
};
use pallet_model_registry::Error;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: [AccountId; 3] = [ALICE, BOB, CAROL];
const WHOLE: u64 = 1_000_000_000;

#[derive(Clone, Debug)]
enum Call {
	Base { who: AccountId, royalty: u32 },
	Adapter { who: AccountId, base: u32, trained_on: Vec<u32>, parents: Vec<u32>, royalty: u32 },
}

/// An artifact without anything that follows from others.
struct Made {
	owner: AccountId,
	royalty: u32,
	is_base: bool,
	/// The base model first.
	parents: Vec<usize>,
	trained_on: Vec<u32>,
}

#[derive(Default)]
struct Twin(Vec<Made>);

impl Twin {
	fn base(&self, id: usize) -> usize {
		self.0[id].parents.first().copied().unwrap_or(id)
	}

	/// All snapshots that can be reached.
	fn snapshots(&self, id: usize) -> BTreeSet<u32> {
		let own = self.0[id].trained_on.iter().copied();
		let inherited = self.0[id].parents.iter().flat_map(|parent| self.snapshots(*parent));
		own.chain(inherited).collect()
	}

	/// The ways to adapters above.
	fn ways(&self, id: usize) -> u32 {
		let adapters = self.0[id].parents.iter().skip(1);
		adapters.map(|parent| 1 + self.ways(*parent)).sum()
	}

	fn owners(&self, id: usize) -> BTreeMap<AccountId, u64> {
		let artifact = &self.0[id];
		let mut owners = BTreeMap::new();
		let mut rest = WHOLE;
		for parent in &artifact.parents {
			let parent = &self.0[*parent];
			*owners.entry(parent.owner).or_default() += u64::from(parent.royalty);
			rest -= u64::from(parent.royalty);
		}
		*owners.entry(artifact.owner).or_default() += rest;
		owners.retain(|_, share| *share > 0);
		owners
	}

	/// Whether the call should be taken. Which error it gets otherwise is for other tests.
	fn apply(&mut self, call: &Call) -> bool {
		match call.clone() {
			Call::Base { who, royalty } => self.0.push(Made {
				owner: who,
				royalty,
				is_base: true,
				parents: vec![],
				trained_on: vec![],
			}),
			Call::Adapter { who, base, trained_on, parents, royalty } => {
				let parents = [vec![base], parents].concat();
				let parents = parents.iter().map(|id| *id as usize).collect::<Vec<_>>();
				let exist = parents.iter().all(|id| *id < self.0.len());
				let single = parents.iter().collect::<BTreeSet<_>>().len() == parents.len();
				if !exist || !single || !self.0[parents[0]].is_base {
					return false;
				}
				let related = parents.iter().all(|id| self.base(*id) == parents[0]);
				let royalties =
					parents.iter().map(|id| u64::from(self.0[*id].royalty)).sum::<u64>();
				let known = trained_on.iter().all(|id| *id < SNAPSHOTS);
				if !related || royalties > WHOLE || !known {
					return false;
				}
				self.0.push(Made { owner: who, royalty, is_base: false, parents, trained_on });
				let snapshots = self.snapshots(self.0.len() - 1).len();
				if !(1..=16).contains(&snapshots) || self.ways(self.0.len() - 1) > 1_023 {
					self.0.pop();
					return false;
				}
			},
		}
		true
	}

	fn agrees(&self) {
		for id in 0..self.0.len() {
			let artifact = ArtifactId(id as u32);
			assert_eq!(ModelRegistry::base(artifact), Some(ArtifactId(self.base(id) as u32)));
			let snapshots = self.snapshots(id).into_iter().map(SnapshotId).collect::<Vec<_>>();
			assert_eq!(ModelRegistry::snapshots(artifact), snapshots);
			let told = ModelRegistry::owners(artifact);
			let owners = told
				.iter()
				.map(|(who, share)| (*who, u64::from(share.deconstruct())))
				.collect::<BTreeMap<_, _>>();
			assert_eq!(owners.len(), told.len(), "somebody is named twice");
			assert_eq!(owners.values().sum::<u64>(), WHOLE);
			assert_eq!(owners, self.owners(id));
		}
	}
}

fn dispatch(number: usize, call: &Call) -> DispatchResult {
	let bytes = number.to_le_bytes();
	match call {
		Call::Base { who, royalty } => try_base_model(*who, &bytes, Perbill::from_parts(*royalty)),
		Call::Adapter { who, base, trained_on, parents, royalty } => {
			let parents = parents.iter().copied().map(ArtifactId).collect::<Vec<_>>();
			let royalty = Perbill::from_parts(*royalty);
			try_adapter(*who, &bytes, ArtifactId(*base), trained_on, &parents, royalty)
		},
	}
}

fn call() -> impl Strategy<Value = Call> {
	let who = || prop::sample::select(PEOPLE.to_vec());
	let royalty = || prop_oneof![4 => Just(0), 8 => 1u32..300_000_000, 1 => Just(1_000_000_000)];
	let adapter = (
		who(),
		prop_oneof![6 => Just(0), 1 => 0u32..8],
		prop::collection::vec(prop_oneof![30 => 0u32..24, 1 => 35u32..45], 0..4),
		prop::collection::vec(0u32..16, 0..4),
		royalty(),
	);
	prop_oneof![
		1 => (who(), royalty()).prop_map(|(who, royalty)| Call::Base { who, royalty }),
		9 => adapter.prop_map(|(who, base, trained_on, parents, royalty)| {
			Call::Adapter { who, base, trained_on, parents, royalty }
		}),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn pallet_agrees_with_the_twin_when_registrations_are_random(
		calls in prop::collection::vec(call(), 1..120),
	) {
		run(|| {
			let mut twin = Twin::default();
			assert_ok!(try_base_model(ALICE, b"the first", Perbill::zero()));
			twin.apply(&Call::Base { who: ALICE, royalty: 0 });
			for (number, call) in calls.iter().enumerate() {
				let expected = twin.apply(call);
				assert_eq!(dispatch(number, call).is_ok(), expected, "{call:?}");
				ModelRegistry::do_try_state().unwrap();
				check_holds();
			}
			twin.agrees();
		});
	}

	#[test]
	fn fee_of_every_request_fits_when_prices_are_taken(
		base in any::<u128>(),
		per_1k_input in any::<u128>(),
		per_1k_output in any::<u128>(),
		shift in 0u32..128,
		tokens in any::<(u32, u32)>(),
	) {
		run(|| {
			let id = base_model(ALICE, Perbill::zero());
			let prices = openledger_primitives::fee::PriceList {
				base: base >> shift,
				per_1k_input: per_1k_input >> shift,
				per_1k_output: per_1k_output >> shift,
			};
			match ModelRegistry::set_prices(RuntimeOrigin::signed(ALICE), id, Some(prices)) {
				Ok(()) => assert!(prices.fee(tokens.0, tokens.1).is_some()),
				Err(error) => {
					assert_eq!(error, Error::<Test>::PriceTooHigh.into());
					assert_eq!(prices.fee(u32::MAX, u32::MAX), None);
				},
			}
		});
	}
}
