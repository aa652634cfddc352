// SPDX-License-Identifier: Apache-2.0
//! Who gets a request.

use crate::mock::*;
use frame::{testing_prelude::*, traits::Hooks};
use openledger_primitives::{
	ids::RequestId,
	records::{Members, Mode},
	Balance,
};
use pallet_attribution::{
	Assigned, Event, Queue, QueueHead, QueueLen, RequestState, WeightInfo, BOND_CAP, MAX_ATTEMPTS,
};
use std::collections::{BTreeMap, BTreeSet};

const THREE: Mode = Mode::Committee { k: 3 };
const FIVE: Mode = Mode::Committee { k: 5 };

fn register_many(count: u8) {
	for n in 0..count {
		assert_ok!(register(n, &[BASE]));
	}
}

fn set_bond(n: u8, bond: Balance) {
	world(|world| world.bonds.insert(worker(n), bond));
}

fn is_assigned(id: RequestId) -> bool {
	request(id).state == RequestState::Assigned
}

#[test]
fn on_initialize_assigns_the_request_in_the_next_block_when_a_worker_is_there() {
	run(|| {
		register_many(1);
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_eq!(request(id).state, RequestState::Queued);
		next_block();
		assert_eq!(request(id).state, RequestState::Assigned);
		assert_eq!(request(id).workers.to_vec(), [worker(0)]);
		assert_eq!(Assigned::<Test>::get(worker(0)).to_vec(), [id]);
		assert_eq!(Attribution::assigned_to(&worker(0)), [(id, request(id))]);
		assert_eq!((QueueHead::<Test>::get(), QueueLen::<Test>::get()), (None, 0));
		let workers = request(id).workers;
		assert_eq!(last_event(), Event::InferenceAssigned { request: id, workers });
	});
}

#[test]
fn on_initialize_assigns_in_order_and_no_more_than_one_block_draws() {
	run(|| {
		register_many(WORKERS);
		let ids = (0..10).map(|_| queue(ADAPTER, Mode::Optimistic)).collect::<Vec<_>>();
		next_block();
		assert!(ids[..8].iter().all(|id| is_assigned(*id)));
		assert!(!ids[8..].iter().any(|id| is_assigned(*id)));
		next_block();
		assert!(ids.iter().all(|id| is_assigned(*id)));
	});
}

#[test]
fn on_initialize_leaves_a_committee_to_the_next_block_when_too_few_draws_are_left() {
	run(|| {
		register_many(WORKERS);
		let ids = [queue(ADAPTER, FIVE), queue(ADAPTER, FIVE), queue(ADAPTER, Mode::Optimistic)];
		next_block();
		assert_eq!(ids.map(is_assigned), [true, false, false]);
		next_block();
		assert_eq!(ids.map(is_assigned), [true; 3]);
	});
}

#[test]
fn on_initialize_weighs_what_was_drawn() {
	run(|| {
		register_many(WORKERS);
		assert_eq!(Attribution::on_initialize(1), <() as WeightInfo>::assign(0));
		queue(ADAPTER, THREE);
		queue(ADAPTER, Mode::Optimistic);
		System::set_block_number(2);
		assert_eq!(Attribution::on_initialize(2), <() as WeightInfo>::assign(4));
	});
}

#[test]
fn on_initialize_waits_when_the_seed_could_be_known_before_the_request() {
	run(|| {
		register_many(1);
		world(|world| world.seed_age = 2);
		let id = queue(ADAPTER, Mode::Optimistic);
		for _ in 0..2 {
			next_block();
			assert!(!is_assigned(id));
			assert_eq!(Queue::<Test>::get(id).unwrap().attempts, 0);
		}
		next_block();
		assert!(is_assigned(id));
	});
}

#[test]
fn on_initialize_compares_seeds_by_all_blocks_when_the_clock_leaves_some_out() {
	run(|| {
		register_many(1);
		run_to(30);
		Uncounted::set(20);
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_eq!(Queue::<Test>::get(id).unwrap().asked_in, 30);
		assert_eq!(request(id).requested_at, 10);
		world(|world| world.seed_age = 1);
		next_block();
		assert!(!is_assigned(id));
		next_block();
		assert!(is_assigned(id));
	});
}

#[test]
fn on_initialize_puts_the_request_at_the_end_when_no_worker_is_eligible() {
	run(|| {
		register_many(1);
		assert_ok!(register(1, &[FREE_BASE]));
		set_bond(1, 99);
		let unlucky = queue(FREE_BASE, Mode::Optimistic);
		let lucky = queue(ADAPTER, Mode::Optimistic);
		next_block();
		assert!(is_assigned(lucky));
		assert_eq!(QueueHead::<Test>::get(), Some(unlucky));
		assert_eq!(Queue::<Test>::get(unlucky).unwrap().attempts, 1);
		set_bond(1, 100);
		next_block();
		assert!(is_assigned(unlucky));
	});
}

#[test]
fn on_initialize_gives_up_a_request_when_too_little_time_is_left_for_an_answer() {
	run(|| {
		MinAnswerTime::set(5);
		register_many(1);
		set_bond(0, 0);
		let id = queue(ADAPTER, Mode::Optimistic);
		let last = request(id).deadline - MinAnswerTime::get();
		run_to(last);
		assert_eq!(Queue::<Test>::get(id).unwrap().attempts, last - 1);
		set_bond(0, 100);
		next_block();
		assert_eq!(QueueLen::<Test>::get(), 0);
		assert_eq!(request(id).state, RequestState::Queued);
		assert_eq!(last_event(), Event::AssignmentGivenUp { request: id });
	});
}

#[test]
fn on_initialize_gives_up_a_request_when_it_had_all_its_turns() {
	run(|| {
		register_many(1);
		set_bond(0, 0);
		let id = queue(ADAPTER, Mode::Optimistic);
		run_to(MAX_ATTEMPTS);
		assert_eq!(Queue::<Test>::get(id).unwrap().attempts, MAX_ATTEMPTS - 1);
		next_block();
		assert_eq!((QueueHead::<Test>::get(), QueueLen::<Test>::get()), (None, 0));
		assert_eq!(last_event(), Event::AssignmentGivenUp { request: id });
		set_bond(0, 100);
		next_block();
		assert_eq!(request(id).state, RequestState::Queued);
		hypothetically!({
			run_to(12);
			assert_ok!(Attribution::expire(signed(payer(1)), id));
			assert_eq!(Balances::free_balance(payer(0)), FUNDS);
		});
		assert_ok!(Attribution::cancel(signed(payer(0)), id));
		assert_eq!(Balances::free_balance(payer(0)), FUNDS);
	});
}

#[test]
fn on_initialize_passes_over_worker_when_it_joined_no_earlier_than_was_asked() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		set_bond(0, 0);
		assert_ok!(register_now(1, &[BASE]));
		let early = queue(ADAPTER, Mode::Optimistic);
		next_block();
		assert!(!is_assigned(early));
		let late = queue(ADAPTER, Mode::Optimistic);
		next_block();
		assert_eq!((is_assigned(early), author(late)), (false, worker(1)));
	});
}

#[test]
fn draws_are_the_same_when_others_join_pause_or_resume_meanwhile() {
	run(|| {
		register_many(8);
		assert_ok!(Attribution::pause(signed(worker(7))));
		let drawn_when = |change: fn()| {
			hypothetically!({
				let ids = [queue(ADAPTER, FIVE), queue(ADAPTER, THREE)];
				change();
				next_block();
				ids.map(|id| request(id).workers)
			})
		};
		let undisturbed = drawn_when(|| ());
		let joined = drawn_when(|| {
			for n in 8..WORKERS {
				assert_ok!(register_now(n, &[BASE]));
			}
		});
		assert_eq!(joined, undisturbed);
		// Who pauses keeps its place: others change only where it would have been drawn.
		let others = |drawn: [Members<AccountId>; 2]| {
			let taken = drawn.into_iter().flatten().filter(|who| *who != worker(7));
			taken.collect::<Vec<_>>()
		};
		let mut resumed = others(drawn_when(|| {
			assert_ok!(Attribution::resume(signed(worker(7))));
		}));
		resumed.retain(|who| others(undisturbed.clone()).contains(who));
		assert!(resumed.len() >= 6, "one worker more changed more than its own seats");
	});
}

#[test]
fn on_initialize_passes_over_worker_when_its_bond_stands_for_other_answers() {
	run(|| {
		FraudSlash::set(40);
		register_many(1);
		let owed = ask();
		let proved = ask();
		prove(proved);
		// A third would need 120.
		let id = queue(ADAPTER, Mode::Optimistic);
		next_block();
		assert!(!is_assigned(id));
		assert!(!Attribution::worker_view(worker(0)).unwrap().eligible);
		set_bond(0, 120);
		hypothetically!({
			next_block();
			assert!(is_assigned(id));
		});
		set_bond(0, 100);
		run_to(request(proved).answer().unwrap().settle_at);
		assert!(!is_assigned(id));
		assert_ok!(Attribution::settle(signed(payer(1)), proved));
		next_block();
		assert_eq!((author(id), request(owed).state), (worker(0), RequestState::Assigned));
	});
}

#[test]
fn on_initialize_assigns_a_request_in_the_last_block_that_leaves_time_for_an_answer() {
	run(|| {
		register_many(1);
		set_bond(0, 0);
		let id = queue(ADAPTER, Mode::Optimistic);
		run_to(request(id).deadline - LEAST_ANSWER_TIME - 1);
		set_bond(0, 100);
		next_block();
		assert!(is_assigned(id));
	});
}

#[test]
fn on_initialize_passes_over_worker_when_its_bond_shrank() {
	run(|| {
		register_many(2);
		set_bond(0, 99);
		for _ in 0..MAX_IN_FLIGHT {
			assert_eq!(author(ask()), worker(1));
		}
		let id = queue(ADAPTER, Mode::Optimistic);
		next_block();
		assert!(!is_assigned(id));
	});
}

#[test]
fn on_initialize_passes_over_worker_when_its_hands_are_full() {
	run(|| {
		register_many(1);
		for _ in 0..MAX_IN_FLIGHT {
			ask();
		}
		let id = queue(ADAPTER, Mode::Optimistic);
		next_block();
		assert!(!is_assigned(id));
		prove(RequestId(1));
		next_block();
		assert_eq!(Assigned::<Test>::get(worker(0)).to_vec(), [RequestId(0), RequestId(2), id]);
	});
}

#[test]
fn on_initialize_passes_over_worker_when_it_was_not_seen_lately() {
	run(|| {
		HeartbeatPeriod::set(10);
		register_many(1);
		run_to(12);
		let id = queue(ADAPTER, Mode::Optimistic);
		next_block();
		assert!(!is_assigned(id));
		assert_ok!(Attribution::heartbeat(signed(worker(0))));
		next_block();
		assert!(is_assigned(id));
	});
}

#[test]
fn on_initialize_passes_over_worker_when_it_is_paused() {
	run(|| {
		register_many(2);
		assert_ok!(Attribution::pause(signed(worker(0))));
		for _ in 0..MAX_IN_FLIGHT {
			assert_eq!(author(ask()), worker(1));
		}
	});
}

#[test]
fn on_initialize_finds_the_worker_of_a_base_model_when_most_serve_another() {
	run(|| {
		register_many(WORKERS - 1);
		assert_ok!(register(WORKERS - 1, &[FREE_BASE]));
		assert_eq!(author(ask_artifact(FREE_BASE)), worker(WORKERS - 1));
	});
}

#[test]
fn on_initialize_draws_different_workers_when_a_committee_is_asked_for() {
	run(|| {
		register_many(WORKERS);
		for k in [3, 5, 7] {
			let id = queue(ADAPTER, Mode::Committee { k });
			next_block();
			let members = request(id).workers.into_iter().collect::<BTreeSet<_>>();
			assert_eq!(members.len(), usize::from(k));
			for member in members {
				assert!(Assigned::<Test>::get(member).contains(&id));
			}
		}
	});
}

#[test]
fn on_initialize_assigns_nobody_when_a_committee_is_not_complete() {
	run(|| {
		register_many(3);
		set_bond(2, 0);
		let id = queue(ADAPTER, THREE);
		for _ in 0..3 {
			next_block();
			assert!(!is_assigned(id));
			assert_eq!(Assigned::<Test>::iter().count(), 0);
		}
		set_bond(2, 100);
		next_block();
		assert_eq!(request(id).workers.len(), 3);
	});
}

#[test]
fn on_initialize_draws_when_no_bond_is_wanted() {
	run(|| {
		MinWorkerBond::set(0);
		FraudSlash::set(0);
		register_many(4);
		(0..4).for_each(|n| set_bond(n, 0));
		let chosen = (0..8).map(|_| author(ask())).collect::<BTreeSet<_>>();
		assert!(chosen.len() >= 3, "only {} of 4 workers were drawn", chosen.len());
	});
}

/// Draws for the same request with many seeds, and counts whom they chose.
fn count_draws(draws: u32) -> BTreeMap<u8, u32> {
	let mut counts = BTreeMap::new();
	for block in 1..=draws {
		hypothetically!({
			System::set_block_number(block);
			let id = queue(ADAPTER, Mode::Optimistic);
			skip_to(block + 1);
			*counts.entry(number_of(&author(id))).or_default() += 1;
		});
	}
	counts
}

/// Four standard deviations of a count with this mean: a fair draw stays within.
fn assert_near(count: u32, mean: f64) {
	let off = (f64::from(count) - mean).abs();
	assert!(off <= 4.0 * mean.sqrt(), "{count} draws where {mean} were to be expected");
}

#[test]
fn draws_are_proportional_to_bonds_up_to_the_cap() {
	run(|| {
		HeartbeatPeriod::set(100_000);
		register_many(WORKERS);
		let bonds = [100, 100, 200, 300, 400, 800, 1_600, 1_000_000, 100, 100, 150, 100];
		for (n, bond) in (0..).zip(bonds) {
			set_bond(n, bond);
		}
		let cap = 100 * u128::from(BOND_CAP);
		let weights = bonds.map(|bond| f64::from(u32::try_from(bond.min(cap)).unwrap()));
		let all = weights.iter().sum::<f64>();
		let counts = count_draws(4_000);
		for (n, weight) in (0..).zip(weights) {
			assert_near(counts.get(&n).copied().unwrap_or_default(), 4_000.0 * weight / all);
		}
	});
}

#[test]
fn draws_of_a_bond_are_the_same_when_it_is_split_between_two_accounts() {
	run(|| {
		HeartbeatPeriod::set(100_000);
		register_many(8);
		set_bond(0, 400);
		(1..8).for_each(|n| set_bond(n, if n < 3 { 200 } else { 300 }));
		let counts = count_draws(3_000);
		let mean = 3_000.0 * 400.0 / (400.0 + 2.0 * 200.0 + 5.0 * 300.0);
		assert_near(counts[&0], mean);
		assert_near(counts[&1] + counts[&2], mean);
	});
}
