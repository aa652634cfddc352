// SPDX-License-Identifier: Apache-2.0
//! Random sequences of everything that can happen to stakes, beside a naive twin that shares each reward
//! out among all who staked, in exact fractions.

use crate::mock::*;
use frame::{deps::sp_core::U512, testing_prelude::*};
use openledger_primitives::{
	records::{StakeRecord, UnbondingRecord},
	traits::{StakeTarget, Stakers},
	Balance,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const STAKERS: [AccountId; 3] = [ALICE, BOB, CAROL];
const TARGETS: [StakeTarget; 2] = [MODEL, DATANET];

#[derive(Clone, Copy, Debug)]
enum Act {
	Stake(AccountId, StakeTarget, Balance),
	Activate(AccountId, StakeTarget),
	Unstake(AccountId, StakeTarget, Balance),
	Restake(AccountId, StakeTarget, Balance),
	Withdraw(AccountId),
	Reward(StakeTarget, Balance),
	Claim(AccountId, StakeTarget),
	Retire(StakeTarget),
	Revive(StakeTarget),
	Pass(u32),
	SetPeriods(u32, u32),
}

fn act() -> impl Strategy<Value = Act> {
	let who = || proptest::sample::select(STAKERS.to_vec());
	let target = || proptest::sample::select(TARGETS.to_vec());
	let amount = || prop_oneof![0..=3 * MIN_STAKE, Just(MIN_STAKE), 0..=FUNDS];
	let stake = || (who(), target(), amount());
	prop_oneof![
		6 => stake().prop_map(|(who, target, amount)| Act::Stake(who, target, amount)),
		3 => (who(), target()).prop_map(|(who, target)| Act::Activate(who, target)),
		4 => stake().prop_map(|(who, target, amount)| Act::Unstake(who, target, amount)),
		2 => stake().prop_map(|(who, target, amount)| Act::Restake(who, target, amount)),
		2 => who().prop_map(Act::Withdraw),
		4 => (target(), 0..40u128).prop_map(|(target, amount)| Act::Reward(target, amount)),
		3 => (who(), target()).prop_map(|(who, target)| Act::Claim(who, target)),
		1 => target().prop_map(Act::Retire),
		1 => target().prop_map(Act::Revive),
		5 => (1..4u32).prop_map(Act::Pass),
		1 => (1..5u32, 1..8u32).prop_map(|(warm_up, unbonding)| Act::SetPeriods(warm_up, unbonding)),
	]
}

/// A sum of fractions.
#[derive(Clone, Copy)]
struct Exact {
	above: U512,
	below: U512,
}

impl Default for Exact {
	fn default() -> Self {
		Self { above: U512::zero(), below: U512::one() }
	}
}

impl Exact {
	fn add(&mut self, above: u128, below: u128) {
		let common = gcd((self.below % U512::from(below)).as_u128(), below);
		let factor = self.below / U512::from(common);
		self.above = self.above * U512::from(below / common) + U512::from(above) * factor;
		self.below *= U512::from(below / common);
	}

	fn is_at_least(&self, amount: Balance) -> bool {
		self.above >= U512::from(amount) * self.below
	}
}

fn gcd(left: u128, right: u128) -> u128 {
	if left == 0 {
		right
	} else {
		gcd(right % left, left)
	}
}

/// What somebody has on a target.
#[derive(Clone, Default)]
struct Holding {
	earning: Balance,
	/// What warms up, and until when.
	warming: Option<(Balance, u32)>,
	/// All that was ever earned.
	earned: Exact,
	/// All that was ever paid.
	paid: Balance,
	/// How often it was rewarded or changed: each may cost less than a planck.
	touched: Balance,
}

impl Holding {
	fn warming(&self) -> Balance {
		self.warming.map_or(0, |(amount, _)| amount)
	}

	fn total(&self) -> Balance {
		self.earning + self.warming()
	}

	/// Whether a call may leave so much of it.
	fn may_keep(&self, total: Balance) -> bool {
		total == 0 || total >= MIN_STAKE
	}

	/// As every call that changes it begins.
	fn touch(&mut self, now: u32) {
		self.touched += 1;
		if let Some((amount, _)) = self.warming.filter(|(_, active_at)| *active_at <= now) {
			self.earning += amount;
			self.warming = None;
		}
	}

	fn take(&mut self, amount: Balance) {
		for _ in 0..amount {
			match &mut self.warming {
				Some((warming, _)) if *warming > 0 => *warming -= 1,
				_ => self.earning -= 1,
			}
		}
		self.warming = self.warming.filter(|(warming, _)| *warming > 0);
	}
}

#[derive(Default)]
struct Twin {
	holdings: BTreeMap<(AccountId, StakeTarget), Holding>,
	/// Amounts by block of release.
	unbonding: BTreeMap<AccountId, BTreeMap<u32, Balance>>,
	rewarded: BTreeMap<StakeTarget, Balance>,
}

impl Twin {
	fn holding(&self, who: AccountId, target: StakeTarget) -> Holding {
		self.holdings.get(&(who, target)).cloned().unwrap_or_default()
	}

	fn staked(&self, target: StakeTarget) -> Balance {
		STAKERS.iter().map(|who| self.holding(*who, target).earning).sum()
	}

	fn unbonding(&self, who: AccountId) -> BTreeMap<u32, Balance> {
		self.unbonding.get(&who).cloned().unwrap_or_default()
	}

	fn held(&self, who: AccountId) -> Balance {
		let staked: Balance = TARGETS.iter().map(|target| self.holding(who, *target).total()).sum();
		staked + self.unbonding(who).values().sum::<Balance>()
	}

	/// Whether the act is allowed; if so, it is done.
	fn act(&mut self, act: Act, now: u32) -> bool {
		let alive = |target| Targets::get().contains(&target);
		match act {
			Act::Stake(who, target, amount) => {
				let mut holding = self.holding(who, target);
				let allowed = amount > 0
					&& alive(target)
					&& holding.may_keep(holding.total() + amount)
					&& free(who) >= amount + EXISTENTIAL_DEPOSIT;
				if allowed {
					holding.touch(now);
					holding.warming = Some((holding.warming() + amount, now + WarmUp::get()));
					self.holdings.insert((who, target), holding);
				}
				allowed
			},
			Act::Activate(who, target) => {
				let mut holding = self.holding(who, target);
				let allowed = holding.warming.is_some_and(|(_, active_at)| active_at <= now);
				if allowed {
					holding.touch(now);
					self.holdings.insert((who, target), holding);
				}
				allowed
			},
			Act::Unstake(who, target, amount) => {
				let mut holding = self.holding(who, target);
				let mut unbonding = self.unbonding(who);
				*unbonding.entry(now + UnbondingPeriod::get()).or_default() += amount;
				let allowed = amount > 0
					&& amount <= holding.total()
					&& holding.may_keep(holding.total() - amount)
					&& unbonding.len() <= usize::try_from(MAX_UNBONDING).unwrap();
				if allowed {
					holding.touch(now);
					holding.take(amount);
					self.holdings.insert((who, target), holding);
					self.unbonding.insert(who, unbonding);
				}
				allowed
			},
			Act::Restake(who, target, amount) => {
				let mut holding = self.holding(who, target);
				let mut unbonding = self.unbonding(who);
				let allowed = amount > 0
					&& alive(target)
					&& amount <= unbonding.values().sum()
					&& holding.may_keep(holding.total() + amount);
				if allowed {
					for _ in 0..amount {
						let mut last = unbonding.last_entry().unwrap();
						*last.get_mut() -= 1;
						if *last.get() == 0 {
							last.remove();
						}
					}
					holding.touch(now);
					holding.warming = Some((holding.warming() + amount, now + WarmUp::get()));
					self.holdings.insert((who, target), holding);
					self.unbonding.insert(who, unbonding);
				}
				allowed
			},
			Act::Withdraw(who) => {
				let unbonding = self.unbonding(who);
				let left: BTreeMap<_, _> =
					unbonding.clone().into_iter().filter(|(block, _)| *block > now).collect();
				let allowed = left != unbonding;
				self.unbonding.insert(who, left);
				allowed
			},
			Act::Reward(target, amount) => {
				let staked = self.staked(target);
				let allowed = staked > 0 && free(PAYER) >= amount + EXISTENTIAL_DEPOSIT;
				for who in STAKERS.iter().filter(|_| allowed) {
					if let Some(holding) = self.holdings.get_mut(&(*who, target)) {
						holding.earned.add(amount * holding.earning, staked);
						holding.touched += 1;
					}
				}
				*self.rewarded.entry(target).or_default() += if allowed { amount } else { 0 };
				allowed
			},
			// What is owed depends on rounding, which the twin does not do: see `perform`.
			Act::Claim(..) => true,
			Act::Retire(_) | Act::Revive(_) | Act::Pass(_) | Act::SetPeriods(..) => true,
		}
	}

	fn check(&self) {
		for target in TARGETS {
			assert_eq!(Staking::staked(target), self.staked(target));
			let mut all = 0;
			for who in STAKERS {
				let holding = self.holding(who, target);
				let record = Staking::stake_of(&who, target);
				let StakeRecord { earning, warming, active_at, rewards } = record;
				let warms = active_at.map(|active_at| (warming, active_at));
				assert_eq!((earning, warms), (holding.earning, holding.warming));
				let got = holding.paid + rewards;
				assert!(holding.earned.is_at_least(got), "more than the exact share");
				// Less than a planck for each time, and for the look just now.
				assert!(!holding.earned.is_at_least(got + holding.touched + 1), "too much is lost");
				all += got;
			}
			assert!(all <= self.rewarded.get(&target).copied().unwrap_or_default());
		}
		for who in STAKERS {
			let record = |(released_at, amount)| UnbondingRecord { amount, released_at };
			let unbonding: Vec<_> = self.unbonding(who).into_iter().map(record).collect();
			assert_eq!(Staking::unbonding(&who), unbonding);
			assert_eq!(held(who), self.held(who));
		}
	}
}

/// Whether the pallet did it.
fn perform(act: Act, twin: &mut Twin) -> bool {
	match act {
		Act::Stake(who, target, amount) => stake(who, target, amount).is_ok(),
		Act::Activate(who, target) => activate(who, target).is_ok(),
		Act::Unstake(who, target, amount) => unstake(who, target, amount).is_ok(),
		Act::Restake(who, target, amount) => restake(who, target, amount).is_ok(),
		Act::Withdraw(who) => withdraw(who).is_ok(),
		Act::Reward(target, amount) => reward(target, amount).is_ok(),
		Act::Claim(who, target) => {
			let (owed, before) = (Staking::rewards(&who, target), free(who));
			assert_eq!(claim_rewards(who, target).is_ok(), owed > 0);
			assert_eq!(free(who), before + owed);
			if owed > 0 {
				let holding = twin.holdings.get_mut(&(who, target)).unwrap();
				holding.paid += owed;
				holding.touch(System::block_number());
			}
			true
		},
		Act::Retire(target) => {
			retire(target);
			true
		},
		Act::Revive(target) => {
			Targets::mutate(|targets| targets.insert(target));
			true
		},
		Act::Pass(blocks) => {
			pass(blocks);
			true
		},
		Act::SetPeriods(warm_up, unbonding) => {
			WarmUp::set(warm_up);
			UnbondingPeriod::set(unbonding);
			true
		},
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn stakes_earn_their_exact_shares_when_anything_happens(
		acts in proptest::collection::vec(act(), 1..60),
	) {
		run(|| {
			let issuance = Balances::total_issuance();
			let mut twin = Twin::default();
			for act in acts {
				let allowed = twin.act(act, System::block_number());
				assert_eq!(perform(act, &mut twin), allowed, "{act:?}");
				twin.check();
				assert_eq!(Balances::total_issuance(), issuance);
				Staking::do_try_state().unwrap();
			}
		});
	}
}
