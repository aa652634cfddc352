// SPDX-License-Identifier: Apache-2.0
//! Rosters against a naive twin.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::ids::ArtifactId;
use pallet_attribution::{Roster, RosterLen, Workers};
use proptest::prelude::{any, prop, proptest, ProptestConfig};
use std::collections::BTreeMap;

fn stored_roster(base: ArtifactId) -> Vec<AccountId> {
	(0..RosterLen::<Test>::get(base))
		.map(|place| Roster::<Test>::get(base, place).unwrap())
		.collect()
}

/// Lists of workers; the last one fills a gap.
#[derive(Default)]
struct NaiveRosters(BTreeMap<ArtifactId, Vec<AccountId>>);

impl NaiveRosters {
	fn set(&mut self, who: &AccountId, bases: &[ArtifactId]) {
		for base in [BASE, FREE_BASE] {
			let list = self.0.entry(base).or_default();
			let place = list.iter().position(|other| other == who);
			match (place, bases.contains(&base)) {
				(Some(place), false) => drop(list.swap_remove(place)),
				(None, true) => list.push(who.clone()),
				_ => (),
			}
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn rosters_equal_the_naive_ones_when_workers_come_change_pause_and_leave(
		steps in prop::collection::vec((0..WORKERS, 0..4u8, any::<(bool, bool)>()), 1..60),
	) {
		run(|| {
			let mut naive = NaiveRosters::default();
			for (n, step, (serves_base, serves_free)) in steps {
				let who = worker(n);
				let wanted = [(BASE, serves_base), (FREE_BASE, serves_free)];
				let bases = wanted.iter().filter(|(_, serves)| *serves).map(|(base, _)| *base);
				let bases = bases.collect::<Vec<_>>();
				let record = Workers::<Test>::get(&who);
				let served = record.as_ref().map(|record| record.base_models.to_vec());
				let served = served.unwrap_or_default();
				let paused = record.as_ref().is_some_and(|record| record.paused);
				let (done, listed) = match (record, step) {
					(None, 0) => (register(n, &bases), bases),
					(None, _) => continue,
					(Some(_), 0) => (Attribution::leave(signed(who.clone())), vec![]),
					(Some(_), 1) => {
						let changed = bases.clone().try_into().unwrap();
						let who = signed(who.clone());
						let done = Attribution::update_worker(who, bytes("x"), changed, build());
						(done, bases)
					},
					(Some(_), _) if paused => (Attribution::resume(signed(who.clone())), served),
					(Some(_), _) => (Attribution::pause(signed(who.clone())), served),
				};
				assert_ok!(done);
				naive.set(&who, &listed);
				for base in [BASE, FREE_BASE] {
					assert_eq!(stored_roster(base), naive.0[&base]);
				}
				assert_ok!(Attribution::do_try_state());
			}
		});
	}
}
