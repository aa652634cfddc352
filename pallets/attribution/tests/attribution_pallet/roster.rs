// SPDX-License-Identifier: Apache-2.0
//! Rosters against a naive twin, and the choice of workers.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::ids::{ArtifactId, RequestId};
use pallet_attribution::{Error, NextRequest, Roster, RosterLen, CANDIDATES};
use proptest::prelude::{any, prop, proptest, ProptestConfig};
use std::collections::{BTreeMap, BTreeSet};

fn stored_roster(base: ArtifactId) -> Vec<AccountId> {
	(0..RosterLen::<Test>::get(base))
		.map(|place| Roster::<Test>::get(base, place).unwrap())
		.collect()
}

/// Where the search for a worker for `request` begins among `len` workers.
fn start(request: RequestId, len: usize) -> usize {
	let hash = BlakeTwo256::hash_of(&(System::parent_hash(), request));
	let first = u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap());
	usize::try_from(first % u64::try_from(len).unwrap()).unwrap()
}

#[test]
fn assign_begins_at_the_place_of_the_hash_when_all_are_free() {
	run(|| {
		for n in 0..WORKERS {
			assert_ok!(register(n, &[BASE]));
		}
		for block in 2..10 {
			run_to(block);
			let id = NextRequest::<Test>::get();
			let expected = stored_roster(BASE)[start(id, usize::from(WORKERS))].clone();
			assert_eq!(request(ask()).worker, expected);
		}
	});
}

#[test]
fn assign_spreads_requests_when_many_serve() {
	run(|| {
		for n in 0..WORKERS {
			assert_ok!(register(n, &[BASE]));
		}
		let chosen = (0..12).map(|_| request(ask()).worker).collect::<BTreeSet<_>>();
		assert!(chosen.len() >= 5, "only {} of {WORKERS} workers were chosen", chosen.len());
	});
}

#[test]
fn assign_looks_at_a_bounded_number_of_workers_when_many_are_unfit() {
	run(|| {
		for n in 0..WORKERS {
			assert_ok!(register(n, &[BASE]));
		}
		let roster = stored_roster(BASE);
		let start = start(NextRequest::<Test>::get(), roster.len());
		let candidates = usize::try_from(CANDIDATES).unwrap();
		let unbond = |step: usize| {
			let worker = roster[(start + step) % roster.len()].clone();
			world(|world| world.bonds.insert(worker, 0));
		};
		(0..candidates - 1).for_each(unbond);
		hypothetically!({
			let id = ask();
			assert_eq!(request(id).worker, roster[(start + candidates - 1) % roster.len()]);
		});
		unbond(candidates - 1);
		assert_noop!(
			Attribution::request_inference(signed(payer(0)), ADAPTER, bytes("x"), 1, 1_000, 10),
			Error::<Test>::NoEligibleWorker
		);
	});
}

#[test]
fn assign_finds_the_worker_of_a_base_model_when_most_serve_another() {
	run(|| {
		for n in 0..WORKERS - 1 {
			assert_ok!(register(n, &[BASE]));
		}
		assert_ok!(register(WORKERS - 1, &[FREE_BASE]));
		assert_eq!(request(ask_artifact(FREE_BASE)).worker, worker(WORKERS - 1));
	});
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
	fn rosters_equal_the_naive_ones_when_workers_come_change_and_leave(
		steps in prop::collection::vec((0..WORKERS, any::<(bool, bool, bool)>()), 1..60),
	) {
		run(|| {
			let mut naive = NaiveRosters::default();
			for (n, (leaves, serves_base, serves_free)) in steps {
				let served = [(BASE, serves_base), (FREE_BASE, serves_free)];
				let bases = served.iter().filter(|(_, serves)| *serves).map(|(base, _)| *base);
				let bases = if leaves { vec![] } else { bases.collect::<Vec<_>>() };
				let registered = pallet_attribution::Workers::<Test>::contains_key(worker(n));
				let done = match (registered, leaves) {
					(false, true) => continue,
					(true, true) => Attribution::leave(signed(worker(n))),
					(false, false) => register(n, &bases),
					(true, false) => Attribution::update_worker(
						signed(worker(n)),
						bytes("x"),
						bases.clone().try_into().unwrap(),
					),
				};
				assert_ok!(done);
				naive.set(&worker(n), &bases);
				for base in [BASE, FREE_BASE] {
					assert_eq!(stored_roster(base), naive.0[&base]);
				}
				assert_ok!(Attribution::do_try_state());
			}
		});
	}
}
