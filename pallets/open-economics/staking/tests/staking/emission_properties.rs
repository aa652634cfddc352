// SPDX-License-Identifier: Apache-2.0
//! Random eras, earned, paid, claimed and reclaimed at random, beside a naive twin that keeps all of them.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	traits::{EmissionPool, Stakers},
	Balance,
};
use pallet_artifact_staking::{EraIndex, Points};
use proptest::prelude::*;
use std::collections::BTreeMap;

const EARNERS: [AccountId; 3] = [ALICE, BOB, NOBODY];
const POOLS: [EmissionPool; 2] = [WORKERS, CONTRIBUTORS];

#[derive(Clone, Copy, Debug)]
enum Act {
	Earn(EmissionPool, AccountId, Balance),
	Pass(u32),
	SetEmission(Balance),
	SetWorkersShare(u32),
	SetEraLength(u32),
	Refill(Balance),
	/// The era is given by how long ago it began.
	Claim(EraIndex, EmissionPool, AccountId),
	Reclaim(EraIndex, EmissionPool),
	Clear(EraIndex, EmissionPool, u32),
	/// Stakers are paid out of the same pot.
	Reward(Balance),
	ClaimRewards,
}

fn act() -> impl Strategy<Value = Act> {
	let pool = || proptest::sample::select(POOLS.to_vec());
	let who = || proptest::sample::select(EARNERS.to_vec());
	let amount = prop_oneof![0..4u128, 0..10_000u128];
	let emission = prop_oneof![Just(0u128), 0..100u128, 0..2 * FUNDS];
	let since = || 0..6u32;
	prop_oneof![
		8 => (pool(), who(), amount).prop_map(|(pool, who, amount)| Act::Earn(pool, who, amount)),
		6 => (1..8u32).prop_map(Act::Pass),
		3 => emission.prop_map(Act::SetEmission),
		1 => (0..=100u32).prop_map(Act::SetWorkersShare),
		1 => (0..8u32).prop_map(Act::SetEraLength),
		1 => (0..100u128).prop_map(Act::Refill),
		8 => (since(), pool(), who()).prop_map(|(since, pool, who)| Act::Claim(since, pool, who)),
		3 => (since(), pool()).prop_map(|(since, pool)| Act::Reclaim(since, pool)),
		2 => (since(), pool(), 0..3u32)
			.prop_map(|(since, pool, limit)| Act::Clear(since, pool, limit)),
		1 => (0..20u128).prop_map(Act::Reward),
		1 => Just(Act::ClaimRewards),
	]
}

/// What was earned in an era and one pool, and what was paid for it.
#[derive(Clone, Default)]
struct Book {
	all: BTreeMap<AccountId, Balance>,
	/// Who has points still.
	left: BTreeMap<AccountId, Balance>,
	reward: Balance,
	claimed: Balance,
	closed: bool,
}

impl Book {
	fn share(&self, who: AccountId) -> Balance {
		let own = self.left.get(&who).copied().unwrap_or_default();
		if self.closed || own == 0 {
			return 0;
		}
		self.reward * own / self.all.values().sum::<Balance>()
	}
}

struct Twin {
	era: EraIndex,
	started_at: u32,
	emission: Balance,
	workers_share: u32,
	next_workers_share: u32,
	treasury: Balance,
	books: BTreeMap<(EraIndex, EmissionPool), Book>,
}

impl Twin {
	fn new() -> Self {
		Self {
			era: 0,
			started_at: 0,
			emission: 0,
			workers_share: 0,
			next_workers_share: 50,
			treasury: FUNDS,
			books: BTreeMap::new(),
		}
	}

	fn turn(&mut self, now: u32) {
		if now - self.started_at < EraLength::get().max(1) {
			return;
		}
		let all = self.emission.min(self.treasury - EXISTENTIAL_DEPOSIT);
		let workers = all * Balance::from(self.workers_share) / 100;
		for (pool, part) in [(WORKERS, workers), (CONTRIBUTORS, all - workers)] {
			if let Some(book) = self.books.get_mut(&(self.era, pool)) {
				book.reward = part;
				book.closed = part == 0;
				self.treasury -= part;
			}
		}
		self.era += 1;
		self.started_at = now;
		self.emission = EraEmission::get();
		self.workers_share = self.next_workers_share;
	}

	/// Whether the act is allowed; if so, it is done.
	fn act(&mut self, act: Act) -> bool {
		let era = |since| self.era.checked_sub(since);
		match act {
			Act::Earn(pool, who, amount) => {
				if self.emission > 0 && amount > 0 {
					let book = self.books.entry((self.era, pool)).or_default();
					*book.all.entry(who).or_default() += amount;
					*book.left.entry(who).or_default() += amount;
				}
			},
			Act::Pass(blocks) => {
				let now = System::block_number();
				(1..=blocks).for_each(|block| self.turn(now + block));
			},
			Act::SetWorkersShare(share) => self.next_workers_share = share,
			Act::Refill(amount) => self.treasury += amount,
			Act::Claim(since, pool, who) => {
				let Some(era) = era(since) else { return true };
				let over = era < self.era;
				let Some(book) = self.books.get_mut(&(era, pool)).filter(|_| over) else {
					return false;
				};
				let share = book.share(who);
				if share == 0 || free(who) + share < EXISTENTIAL_DEPOSIT {
					return false;
				}
				book.claimed += share;
				book.left.remove(&who);
			},
			Act::Reclaim(since, pool) => {
				let Some(era) = era(since) else { return true };
				let old = since > EMISSION_HISTORY;
				let Some(book) =
					self.books.get_mut(&(era, pool)).filter(|book| old && !book.closed)
				else {
					return false;
				};
				book.closed = true;
				self.treasury += book.reward - book.claimed;
			},
			Act::Clear(since, pool, limit) => {
				let Some(era) = era(since) else { return true };
				let over = era < self.era;
				let Some(book) =
					self.books.get_mut(&(era, pool)).filter(|book| over && book.closed)
				else {
					return false;
				};
				if book.left.is_empty() || limit == 0 {
					return false;
				}
				// Whom it removes is the pallet's to choose.
				let limit = usize::try_from(limit).unwrap();
				let left = book.left.len().saturating_sub(limit);
				while book.left.len() > left {
					book.left.pop_last();
				}
			},
			Act::Reward(amount) => return free(CAROL) >= amount + EXISTENTIAL_DEPOSIT,
			Act::SetEmission(_) | Act::SetEraLength(_) | Act::ClaimRewards => {},
		}
		true
	}

	fn check(&self) {
		assert_eq!(free(TREASURY), self.treasury);
		let (workers, contributors) = (Staking::era().workers, Staking::era().contributors);
		assert_eq!((Staking::era().index, workers + contributors), (self.era, self.emission));
		for ((era, pool), book) in &self.books {
			let points: Vec<_> = Points::<Test>::iter_prefix_values((*era, *pool)).collect();
			assert_eq!(points.len(), book.left.len());
			for who in EARNERS {
				assert_eq!(Staking::emission(*era, *pool, &who), book.share(who));
			}
			assert!(book.claimed <= book.reward);
		}
	}
}

/// Whether the pallet did it.
fn perform(act: Act) -> bool {
	let era = |since| Staking::era().index.checked_sub(since);
	match act {
		Act::Earn(pool, who, amount) => earned(pool, who, amount),
		Act::Pass(blocks) => pass(blocks),
		Act::SetEmission(emission) => EraEmission::set(emission),
		Act::SetWorkersShare(share) => WorkersShare::set(Perbill::from_percent(share)),
		Act::SetEraLength(length) => EraLength::set(length),
		Act::Refill(amount) => {
			let balance = free(TREASURY) + amount;
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), TREASURY, balance));
		},
		Act::Claim(since, pool, who) => {
			return era(since).is_none_or(|era| claim_emission(era, pool, who).is_ok())
		},
		Act::Reclaim(since, pool) => {
			return era(since).is_none_or(|era| reclaim(era, pool).is_ok())
		},
		Act::Clear(since, pool, limit) => {
			return era(since).is_none_or(|era| clear_points(era, pool, limit).is_ok())
		},
		Act::Reward(amount) => return Staking::reward(MODEL, &CAROL, amount).is_ok(),
		Act::ClaimRewards => {
			let owed = Staking::rewards(&CAROL, MODEL);
			assert_eq!(claim_rewards(CAROL, MODEL).is_ok(), owed > 0);
		},
	}
	true
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn emission_is_that_of_whole_books_when_anything_happens(
		acts in proptest::collection::vec(act(), 1..60),
	) {
		run(|| {
			earning_stake(CAROL, MODEL, 128);
			EraLength::set(4);
			let mut twin = Twin::new();
			let mut issuance = Balances::total_issuance();
			for act in acts {
				let allowed = twin.act(act);
				assert_eq!(perform(act), allowed, "{act:?}");
				if let Act::Refill(amount) = act {
					issuance += amount;
				}
				twin.check();
				assert_eq!(Balances::total_issuance(), issuance);
				Staking::do_try_state().unwrap();
			}
		});
	}
}
