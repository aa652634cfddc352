// SPDX-License-Identifier: Apache-2.0
//! Random sequences of everything that can happen to bonds, beside a naive twin that keeps single
//! plancks.

use crate::mock::*;
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
	ids::SlashId,
	traits::{Bonds as _, SlashReason},
	Balance,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug)]
enum Act {
	Bond(AccountId, Balance),
	Unbond(AccountId, Balance),
	Rebond(AccountId, Balance),
	Withdraw(AccountId),
	Slash(AccountId, Balance, Option<AccountId>),
	Appeal(AccountId, SlashId),
	Decide(SlashId, bool),
	Execute(SlashId),
	Advance(u32),
	SetCooldown(u32),
}

fn act() -> impl Strategy<Value = Act> {
	let who = || prop_oneof![Just(ALICE), Just(BOB)];
	let amount = || prop_oneof![0..=2 * MIN_BOND, 0..=FUNDS];
	let slash = || (0..6u32).prop_map(SlashId);
	let reporter = proptest::option::of(prop_oneof![Just(ALICE), Just(REPORTER), Just(NOBODY)]);
	prop_oneof![
		3 => (who(), amount()).prop_map(|(who, amount)| Act::Bond(who, amount)),
		4 => (who(), amount()).prop_map(|(who, amount)| Act::Unbond(who, amount)),
		1 => (who(), amount()).prop_map(|(who, amount)| Act::Rebond(who, amount)),
		2 => who().prop_map(Act::Withdraw),
		3 => (who(), prop_oneof![3 => 0..=MIN_BOND, 1 => 0..=FUNDS], reporter)
			.prop_map(|(who, amount, reporter)| Act::Slash(who, amount, reporter)),
		6 => (who(), slash()).prop_map(|(who, slash)| Act::Appeal(who, slash)),
		4 => (slash(), any::<bool>()).prop_map(|(slash, uphold)| Act::Decide(slash, uphold)),
		3 => slash().prop_map(Act::Execute),
		4 => (1..4u32).prop_map(Act::Advance),
		1 => (1..8u32).prop_map(Act::SetCooldown),
	]
}

/// A bonded planck: active, or cooling down until a block.
type Planck = Option<u32>;

/// A slash that was not carried out.
#[derive(Clone, Copy)]
struct Pending {
	who: AccountId,
	amount: Balance,
	reporter: Option<AccountId>,
	executes_at: u32,
	appealed: bool,
}

/// Bonds, planck by planck.
#[derive(Default)]
struct Twin {
	free: BTreeMap<AccountId, Balance>,
	bonded: BTreeMap<AccountId, Vec<Planck>>,
	slashes: BTreeMap<SlashId, Pending>,
	next_slash: u32,
}

impl Twin {
	fn new() -> Self {
		let free = [ALICE, BOB, REPORTER, TREASURY].map(|who| (who, FUNDS)).into();
		Self { free, ..Self::default() }
	}

	fn free(&self, who: AccountId) -> Balance {
		self.free.get(&who).copied().unwrap_or_default()
	}

	fn bonded(&self, who: AccountId) -> &[Planck] {
		self.bonded.get(&who).map(Vec::as_slice).unwrap_or_default()
	}

	/// What is on hold for slashes and appeals.
	fn pending(&self, who: AccountId) -> Balance {
		let of_who = self.slashes.values().filter(|slash| slash.who == who);
		of_who.map(|slash| slash.amount + if slash.appealed { APPEAL_BOND } else { 0 }).sum()
	}

	/// Pays a slash out.
	fn pay(&mut self, Pending { who, amount, reporter, .. }: Pending) {
		let share = amount / 4;
		let reward = reporter
			.filter(|reporter| *reporter != who)
			.filter(|reporter| self.free(*reporter) + share >= EXISTENTIAL_DEPOSIT)
			.map_or(0, |_| share);
		if let Some(reporter) = reporter {
			*self.free.entry(reporter).or_default() += reward;
		}
		*self.free.get_mut(&TREASURY).unwrap() += amount - reward;
	}

	fn active(&self, who: AccountId) -> Balance {
		count(self.bonded(who), |planck| planck.is_none())
	}

	fn cooling(&self, who: AccountId) -> Vec<(Balance, u32)> {
		let blocks: BTreeSet<u32> = self.bonded(who).iter().copied().flatten().collect();
		let amount = |block| count(self.bonded(who), |planck| planck == Some(block));
		blocks.into_iter().map(|block| (amount(block), block)).collect()
	}

	/// Takes one planck out: of the active ones if `or_active`, else the last released one.
	fn take_one(&mut self, who: AccountId, or_active: bool) {
		let plancks = self.bonded.get_mut(&who).unwrap();
		let active = plancks.iter().position(Option::is_none).filter(|_| or_active);
		let last = || (0..plancks.len()).max_by_key(|&index| plancks[index]).unwrap();
		let index = active.unwrap_or_else(last);
		plancks.remove(index);
	}

	/// Whether the act is allowed; if so, it is done.
	fn act(&mut self, act: Act, now: u32, cooldown: u32) -> bool {
		let stays = |active: Balance| active == 0 || active >= MIN_BOND;
		match act {
			Act::Bond(who, amount) => {
				let allowed = amount > 0
					&& stays(self.active(who) + amount)
					&& self.free(who) >= amount + EXISTENTIAL_DEPOSIT;
				if allowed {
					*self.free.get_mut(&who).unwrap() -= amount;
					self.bonded.entry(who).or_default().extend((0..amount).map(|_| None));
				}
				allowed
			},
			Act::Unbond(who, amount) => {
				let mut blocks: BTreeSet<u32> =
					self.bonded(who).iter().copied().flatten().collect();
				blocks.insert(now + cooldown);
				let allowed = amount > 0
					&& amount <= self.active(who)
					&& stays(self.active(who) - amount)
					&& blocks.len() <= usize::try_from(MAX_COOLING).unwrap();
				for _ in 0..if allowed { amount } else { 0 } {
					let plancks = self.bonded.get_mut(&who).unwrap();
					*plancks.iter_mut().find(|planck| planck.is_none()).unwrap() =
						Some(now + cooldown);
				}
				allowed
			},
			Act::Rebond(who, amount) => {
				let cooling = count(self.bonded(who), |planck| planck.is_some());
				let allowed = amount > 0 && amount <= cooling && stays(self.active(who) + amount);
				for _ in 0..if allowed { amount } else { 0 } {
					self.take_one(who, false);
					self.bonded.get_mut(&who).unwrap().push(None);
				}
				allowed
			},
			Act::Withdraw(who) => {
				let is_free = |planck: Planck| planck.is_some_and(|block| block <= now);
				let amount = count(self.bonded(who), is_free);
				if amount > 0 {
					self.bonded.get_mut(&who).unwrap().retain(|planck| !is_free(*planck));
					*self.free.get_mut(&who).unwrap() += amount;
				}
				amount > 0
			},
			Act::Slash(who, amount, reporter) => {
				let taken = amount.min(count(self.bonded(who), |_| true));
				for _ in 0..taken {
					self.take_one(who, true);
				}
				if taken > 0 {
					let executes_at = now + APPEAL_WINDOW;
					let slash =
						Pending { who, amount: taken, reporter, executes_at, appealed: false };
					self.slashes.insert(SlashId(self.next_slash), slash);
					self.next_slash += 1;
				}
				true
			},
			Act::Appeal(who, id) => {
				let spare = self.free(who) >= APPEAL_BOND + EXISTENTIAL_DEPOSIT;
				let Some(slash) = self.slashes.get_mut(&id) else { return false };
				let allowed =
					spare && slash.who == who && !slash.appealed && now < slash.executes_at;
				if allowed {
					(slash.appealed, slash.executes_at) = (true, now + APPEAL_PERIOD);
					*self.free.get_mut(&who).unwrap() -= APPEAL_BOND;
				}
				allowed
			},
			Act::Decide(id, uphold) => {
				let Some(slash) = self.slashes.get(&id).copied() else { return false };
				if slash.appealed {
					self.slashes.remove(&id);
					if uphold {
						*self.free.get_mut(&TREASURY).unwrap() += APPEAL_BOND;
						self.pay(slash);
					} else {
						*self.free.get_mut(&slash.who).unwrap() += APPEAL_BOND;
						if self.active(slash.who) + slash.amount >= MIN_BOND {
							let bonded = self.bonded.entry(slash.who).or_default();
							bonded.extend((0..slash.amount).map(|_| None));
						} else {
							*self.free.get_mut(&slash.who).unwrap() += slash.amount;
						}
					}
				}
				slash.appealed
			},
			Act::Execute(id) => {
				let Some(slash) = self.slashes.get(&id).copied() else { return false };
				let allowed = now >= slash.executes_at;
				if allowed {
					self.slashes.remove(&id);
					if slash.appealed {
						*self.free.get_mut(&slash.who).unwrap() += APPEAL_BOND;
					}
					self.pay(slash);
				}
				allowed
			},
			Act::Advance(_) | Act::SetCooldown(_) => true,
		}
	}
}

fn count(plancks: &[Planck], which: impl Fn(Planck) -> bool) -> Balance {
	plancks.iter().filter(|planck| which(**planck)).map(|_| 1).sum()
}

/// Whether the pallet did it.
fn perform(act: Act) -> bool {
	match act {
		Act::Bond(who, amount) => bond(who, amount).is_ok(),
		Act::Unbond(who, amount) => unbond(who, amount).is_ok(),
		Act::Rebond(who, amount) => rebond(who, amount).is_ok(),
		Act::Withdraw(who) => withdraw(who).is_ok(),
		Act::Slash(who, amount, reporter) => {
			let bonded = Bonds::bonded(&who);
			let taken = Bonds::slash(&who, amount, SlashReason::Silence, reporter.as_ref());
			assert_eq!(taken, Ok(amount.min(bonded)));
			true
		},
		Act::Appeal(who, slash) => appeal(who, slash).is_ok(),
		Act::Decide(slash, uphold) => decide_appeal(slash, uphold).is_ok(),
		Act::Execute(slash) => execute_slash(slash).is_ok(),
		Act::Advance(blocks) => {
			advance(blocks);
			true
		},
		Act::SetCooldown(blocks) => {
			Cooldown::set(blocks);
			true
		},
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn bonds_are_those_of_single_plancks_when_anything_happens(
		acts in proptest::collection::vec(act(), 20..60),
	) {
		run(|| {
			let issuance = Balances::total_issuance();
			let mut twin = Twin::new();
			// So that there is something to slash from the start.
			let bonds = [ALICE, BOB].map(|who| Act::Bond(who, FUNDS / 2));
			for act in bonds.into_iter().chain(acts) {
				let allowed = twin.act(act, System::block_number(), Cooldown::get());
				let done = in_layer(|| perform(act));
				assert_eq!(done, allowed, "{act:?}");
				for who in [ALICE, BOB, REPORTER, NOBODY, TREASURY] {
					let bonded = count(twin.bonded(who), |_| true);
					assert_eq!(balances(who), (twin.free(who), bonded + twin.pending(who)));
					assert_eq!(Bonds::bonded(&who), bonded);
					assert_eq!(Bonds::active(&who), twin.active(who));
					assert_eq!(cooling(who), twin.cooling(who));
				}
				assert_eq!(Balances::total_issuance(), issuance);
				Bonds::do_try_state().unwrap();
			}
		});
	}
}

/// Runs `call` as the runtime runs calls: what fails changes nothing.
fn in_layer(call: impl FnOnce() -> bool) -> bool {
	with_storage_layer(|| if call() { Ok(()) } else { Err(DispatchError::Other("refused")) })
		.is_ok()
}
