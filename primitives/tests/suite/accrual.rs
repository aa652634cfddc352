// SPDX-License-Identifier: Apache-2.0
//! Reward pools, beside a naive twin in exact fractions.

use codec::{Decode, Encode};
use openledger_primitives::accrual::{AccrualError, Position, RewardPool};
use polkadot_sdk::sp_core::U512;
use proptest::prelude::*;

/// A pool in which each of `shares` is a position.
fn pool<const N: usize>(shares: [u128; N]) -> (RewardPool, [Position; N]) {
	let mut pool = RewardPool::default();
	let positions = shares.map(|shares| {
		let mut position = Position::default();
		pool.add(&mut position, shares).unwrap();
		position
	});
	(pool, positions)
}

#[test]
fn reward_follows_the_shares_when_it_divides() {
	let (mut pool, [a, b]) = pool([1, 3]);
	pool.reward(100).unwrap();
	assert_eq!((pool.owed(&a), pool.owed(&b)), (25, 75));
}

#[test]
fn reward_is_rounded_down_when_it_does_not_divide() {
	let (mut pool, [a, b, c]) = pool([1, 1, 1]);
	pool.reward(100).unwrap();
	assert_eq!([a, b, c].map(|position| pool.owed(&position)), [33; 3]);
}

#[test]
fn fractions_are_kept_when_rewards_are_small() {
	let (mut pool, [a, b]) = pool([1, 1]);
	for _ in 0..10 {
		pool.reward(1).unwrap();
	}
	assert_eq!((pool.owed(&a), pool.owed(&b)), (5, 5));
}

#[test]
fn newcomer_earns_nothing_of_former_rewards_when_added() {
	let (mut pool, [a]) = pool([5]);
	pool.reward(50).unwrap();
	let mut late = Position::default();
	pool.add(&mut late, 5).unwrap();
	assert_eq!((pool.owed(&a), pool.owed(&late)), (50, 0));
	pool.reward(50).unwrap();
	assert_eq!((pool.owed(&a), pool.owed(&late)), (75, 25));
}

#[test]
fn leaver_keeps_what_was_earned_when_removed() {
	let (mut pool, [mut a, b]) = pool([5, 5]);
	pool.reward(50).unwrap();
	pool.remove(&mut a, 5).unwrap();
	pool.reward(50).unwrap();
	assert_eq!((pool.owed(&a), pool.owed(&b)), (25, 75));
	assert_eq!(a.shares, 0);
}

#[test]
fn earnings_are_taken_once_when_taken_twice() {
	let (mut pool, [mut a]) = pool([5]);
	pool.reward(50).unwrap();
	assert_eq!(pool.take(&mut a), Ok(50));
	assert_eq!(pool.take(&mut a), Ok(0));
	pool.reward(5).unwrap();
	assert_eq!(pool.take(&mut a), Ok(5));
}

#[test]
fn sole_holder_gets_everything_when_amount_and_shares_are_largest() {
	let (mut pool, [mut a]) = pool([u128::MAX]);
	pool.reward(u128::MAX).unwrap();
	assert_eq!(pool.take(&mut a), Ok(u128::MAX));
	let (mut pool, [mut a]) = self::pool([1]);
	pool.reward(u128::MAX).unwrap();
	assert_eq!(pool.take(&mut a), Ok(u128::MAX));
}

#[test]
fn reward_fails_when_nobody_holds_a_share() {
	let (mut pool, [mut a]) = pool([5]);
	pool.remove(&mut a, 5).unwrap();
	let before = pool;
	assert_eq!(pool.reward(1), Err(AccrualError::NoShares));
	assert_eq!(pool, before);
}

#[test]
fn reward_fails_when_one_share_would_have_earned_too_much() {
	let (mut pool, [_]) = pool([1]);
	pool.reward(u128::MAX).unwrap();
	let before = pool;
	assert_eq!(pool.reward(1), Err(AccrualError::Overflow));
	assert_eq!(pool, before);
}

#[test]
fn remove_fails_when_the_position_has_fewer_shares() {
	let (mut pool, [mut a, _]) = pool([5, 5]);
	pool.reward(50).unwrap();
	let before = (pool, a);
	assert_eq!(pool.remove(&mut a, 6), Err(AccrualError::TooFewShares));
	assert_eq!((pool, a), before);
}

#[test]
fn remove_fails_when_the_pool_has_fewer_shares() {
	// A position of another pool.
	let (mut pool, [_]) = pool([5]);
	let (_, [mut foreign]) = self::pool([6]);
	let before = (pool, foreign);
	assert_eq!(pool.remove(&mut foreign, 6), Err(AccrualError::TooFewShares));
	assert_eq!((pool, foreign), before);
}

#[test]
fn add_fails_when_the_shares_overflow() {
	let (mut pool, [mut a, _]) = pool([1, u128::MAX - 1]);
	pool.reward(50).unwrap();
	let before = (pool, a);
	assert_eq!(pool.add(&mut a, 1), Err(AccrualError::Overflow));
	assert_eq!((pool, a), before);
}

#[test]
fn calls_fail_when_what_is_owed_overflows() {
	let (mut pool, [a]) = pool([5]);
	pool.reward(50).unwrap();
	let rich = Position { owed: u128::MAX - 49, ..a };
	let (mut touched, before) = (rich, pool);
	assert_eq!(pool.take(&mut touched), Err(AccrualError::Overflow));
	assert_eq!(pool.add(&mut touched, 1), Err(AccrualError::Overflow));
	assert_eq!(pool.remove(&mut touched, 1), Err(AccrualError::Overflow));
	assert_eq!((pool, touched), (before, rich));
	assert_eq!(pool.owed(&rich), u128::MAX);
}

#[test]
fn take_fails_when_the_position_is_ahead_of_the_pool() {
	let (mut other, [mut ahead]) = pool([5]);
	other.reward(50).unwrap();
	other.take(&mut ahead).unwrap();
	let (pool, [_]) = self::pool([5]);
	assert_eq!(pool.take(&mut ahead), Err(AccrualError::Overflow));
}

#[test]
fn pool_and_position_survive_a_round_trip_when_encoded() {
	let (mut pool, [mut a]) = pool([7]);
	pool.reward(100).unwrap();
	pool.remove(&mut a, 3).unwrap();
	assert_eq!(RewardPool::decode(&mut &pool.encode()[..]), Ok(pool));
	assert_eq!(Position::decode(&mut &a.encode()[..]), Ok(a));
}

const HOLDERS: usize = 4;
/// The most units of shares that one step adds, and the most steps.
const MOST_UNITS: u8 = 5;
const MOST_STEPS: usize = 60;

#[derive(Clone, Copy, Debug)]
enum Step {
	Reward(u128),
	Add(usize, u8),
	Remove(usize, u8),
	Take(usize),
}

fn step() -> impl Strategy<Value = Step> {
	let amount = || prop_oneof![0u128..10, 0u128..1_000_000, 0..u128::MAX / 64];
	let units = || 0..=MOST_UNITS;
	prop_oneof![
		4 => amount().prop_map(Step::Reward),
		3 => (0..HOLDERS, units()).prop_map(|(holder, units)| Step::Add(holder, units)),
		2 => (0..HOLDERS, units()).prop_map(|(holder, units)| Step::Remove(holder, units)),
		2 => (0..HOLDERS).prop_map(Step::Take),
	]
}

/// The least common multiple of 1 to `most`: what all quotients by these are whole multiples of one
/// part of.
fn common_denominator(most: u32) -> U512 {
	(1..=most).fold(U512::one(), |all, n| {
		let (mut a, mut b) = (all, U512::from(n));
		while !b.is_zero() {
			(a, b) = (b, a % b);
		}
		all / a * U512::from(n)
	})
}

/// What each holder has earned exactly, in parts of a planck by the common denominator.
struct Twin {
	denominator: U512,
	units: [u32; HOLDERS],
	earned: [U512; HOLDERS],
}

impl Twin {
	fn new() -> Self {
		// More units than this are refused by `can_add`.
		let denominator = common_denominator(Self::MOST);
		Self { denominator, units: [0; HOLDERS], earned: [U512::zero(); HOLDERS] }
	}

	const MOST: u32 = 64;

	fn all(&self) -> u32 {
		self.units.iter().sum()
	}

	fn can_add(&self, units: u8) -> bool {
		self.all() + u32::from(units) <= Self::MOST
	}

	fn reward(&mut self, amount: u128) {
		let each = U512::from(amount) * self.denominator / U512::from(self.all());
		for (earned, units) in self.earned.iter_mut().zip(self.units) {
			*earned += each * U512::from(units);
		}
	}
}

/// One unit, in shares: so that shares are small, usual and as large as can be.
fn unit() -> impl Strategy<Value = u128> {
	prop_oneof![Just(1), Just(1_000_000_000_000_000_000), Just(u128::MAX / 64)]
}

proptest! {
	#[test]
	fn holders_get_their_exact_parts_but_for_a_planck_when_anything_happens(
		unit in unit(),
		steps in prop::collection::vec(step(), 1..MOST_STEPS),
	) {
		let mut twin = Twin::new();
		let (mut pool, mut positions) = (RewardPool::default(), [Position::default(); HOLDERS]);
		let (mut taken, mut roundings) = ([0u128; HOLDERS], [1u32; HOLDERS]);
		let mut rewarded = U512::zero();
		for step in steps {
			let before = (pool, positions);
			let mut failed = false;
			match step {
				Step::Reward(amount) => {
					let expected = if twin.all() > 0 { Ok(()) } else { Err(AccrualError::NoShares) };
					prop_assert_eq!(pool.reward(amount), expected);
					failed = expected.is_err();
					if !failed {
						twin.reward(amount);
						rewarded += U512::from(amount);
						roundings = roundings.map(|count| count + 1);
					}
				},
				Step::Add(holder, units) => {
					if twin.can_add(units) {
						let shares = u128::from(units) * unit;
						prop_assert_eq!(pool.add(&mut positions[holder], shares), Ok(()));
						twin.units[holder] += u32::from(units);
						roundings[holder] += 1;
					}
				},
				Step::Remove(holder, units) => {
					let shares = u128::from(units) * unit;
					let left = twin.units[holder].checked_sub(u32::from(units));
					let expected = left.map(|_| ()).ok_or(AccrualError::TooFewShares);
					prop_assert_eq!(pool.remove(&mut positions[holder], shares), expected);
					failed = left.is_none();
					if let Some(left) = left {
						twin.units[holder] = left;
						roundings[holder] += 1;
					}
				},
				Step::Take(holder) => {
					let owed = pool.owed(&positions[holder]);
					prop_assert_eq!(pool.take(&mut positions[holder]), Ok(owed));
					taken[holder] += owed;
					roundings[holder] += 1;
				},
			}
			if failed {
				prop_assert_eq!((pool, positions), before, "an error changes nothing");
			}

			prop_assert_eq!(pool.shares, u128::from(twin.all()) * unit);
			let mut sum = U512::zero();
			for holder in 0..HOLDERS {
				prop_assert_eq!(positions[holder].shares, u128::from(twin.units[holder]) * unit);
				let got = U512::from(taken[holder]) + U512::from(pool.owed(&positions[holder]));
				let exact = twin.earned[holder];
				let most_lost = U512::from(roundings[holder]) * twin.denominator;
				prop_assert!(got * twin.denominator <= exact, "nobody gets more");
				prop_assert!(exact - got * twin.denominator < most_lost, "less than a planck each");
				sum += got;
			}
			prop_assert!(sum <= rewarded);
		}
	}

	#[test]
	fn earnings_are_the_same_when_rewards_come_in_another_order(
		shares in prop::collection::vec(1u128..1_000_000, 1..8),
		(amounts, shuffled) in prop::collection::vec(0u128..1_000_000_000, 1..20)
			.prop_flat_map(|amounts| (Just(amounts.clone()), Just(amounts).prop_shuffle())),
	) {
		let earnings = |amounts: &[u128]| {
			let mut pool = RewardPool::default();
			let positions = shares.iter().map(|shares| {
				let mut position = Position::default();
				pool.add(&mut position, *shares).unwrap();
				position
			});
			let positions = positions.collect::<Vec<_>>();
			amounts.iter().for_each(|amount| pool.reward(*amount).unwrap());
			positions.iter().map(|position| pool.owed(position)).collect::<Vec<_>>()
		};
		prop_assert_eq!(earnings(&amounts), earnings(&shuffled));
	}

	#[test]
	fn earnings_of_others_stay_when_somebody_takes_at_any_time(
		shares in (1u128..1_000_000, 1u128..1_000_000),
		steps in prop::collection::vec((0u128..1_000_000_000, any::<bool>()), 1..20),
	) {
		let (mut busy_pool, [mut busy, other]) = pool([shares.0, shares.1]);
		let (mut idle_pool, [idle, same]) = pool([shares.0, shares.1]);
		let mut taken = 0;
		for (amount, takes) in &steps {
			busy_pool.reward(*amount).unwrap();
			idle_pool.reward(*amount).unwrap();
			if *takes {
				taken += busy_pool.take(&mut busy).unwrap();
			}
		}
		prop_assert_eq!(busy_pool.owed(&other), idle_pool.owed(&same));
		// Taking often costs less than a planck each time, and never gives more.
		let (often, once) = (taken + busy_pool.owed(&busy), idle_pool.owed(&idle));
		let times = steps.iter().filter(|(_, takes)| *takes).count();
		prop_assert!(often <= once && once - often <= u128::try_from(times).unwrap());
	}
}
