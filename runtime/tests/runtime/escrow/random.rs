// SPDX-License-Identifier: Apache-2.0

//! Votes, vesting, channels, bonds and transfers in any order, beside a naive twin in which what is in
//! escrow has left the account.

use super::{account, ask, open, signed, vote, voucher};
use crate::state;
use openledger_primitives::Balance;
use openledger_runtime::{
	constants::currency::{EXISTENTIAL_DEPOSIT, OPEN, TOTAL_ISSUANCE},
	escrow::cover,
	invariants, Balances, Bonds, ConvictionVoting, PaymentChannels, Runtime, RuntimeOrigin, System,
	Vesting,
};
use pallet_payment_channels::Channels;
use polkadot_sdk::{
	frame_support::traits::{
		fungible::Inspect,
		tokens::{Fortitude::Polite, Preservation::Preserve},
	},
	pallet_vesting::VestingInfo,
	sp_core::H256,
	sp_io::TestExternalities,
	sp_keyring::Sr25519Keyring::{self, Bob, Charlie, Dave, Eve},
	sp_runtime::{MultiAddress, StateVersion},
};
use proptest::{prelude::*, test_runner::TestRunner};
use std::cell::RefCell;

const PEOPLE: [Sr25519Keyring; 4] = [Bob, Charlie, Dave, Eve];
const SEQUENCES: u32 = 64;
const CALLS: usize = 60;
/// In which nothing vests within a sequence.
const FAR: u32 = 1_000_000;

/// What to do, who does it, to whom, and with how much.
type Step = (u8, u8, u8, u16);

/// What the calls that went through have locked.
#[derive(Default)]
struct Locks {
	/// The vote that stands.
	voted: Balance,
	/// The highest vote since the last `unlock`.
	vote: Balance,
	unvested: Balance,
}

/// An account whose escrow is gone.
struct Twin {
	free: Balance,
	/// On hold and reserved: deposits and bonds.
	on_hold: Balance,
	lock: Balance,
	/// What has left it.
	escrow: Balance,
}

impl Twin {
	fn of(who: Sr25519Keyring, locks: &Locks) -> Self {
		let data = System::account(account(who)).data;
		let escrow = Channels::<Runtime>::iter_values()
			.filter(|channel| channel.payer == account(who))
			.map(|channel| channel.deposit - channel.redeemed)
			.sum();
		Self {
			free: data.free,
			on_hold: data.reserved - escrow,
			lock: locks.vote.max(locks.unvested),
			escrow,
		}
	}

	/// What has to stay free for the locks.
	fn needed(&self) -> Balance {
		self.lock.saturating_sub(self.on_hold)
	}

	/// What it can send, and live on.
	fn spendable(&self) -> Balance {
		self.free.saturating_sub(self.needed().max(EXISTENTIAL_DEPOSIT))
	}
}

/// How often what a test is about happened.
#[derive(Clone, Copy, Default)]
struct Seen {
	covers: u32,
	sent: u32,
	/// Transfers that were refused only because of a cover.
	kept: u32,
}

#[derive(Default)]
struct World {
	locks: [Locks; PEOPLE.len()],
	seen: Seen,
}

impl World {
	fn step(&mut self, (kind, who, other, number): Step) {
		let from = usize::from(who) % PEOPLE.len();
		let to = (from + 1 + usize::from(other) % (PEOPLE.len() - 1)) % PEOPLE.len();
		let (who, other) = (PEOPLE[from], PEOPLE[to]);
		let twin = Twin::of(who, &self.locks[from]);
		let channel = Channels::<Runtime>::iter_keys().nth(usize::from(number % 8));
		let lookup = |who: Sr25519Keyring| MultiAddress::Id(account(who));
		match kind % 12 {
			0 | 1 => {
				let amount = near(twin.free + twin.on_hold, number);
				let done = vote(who, amount).is_ok();
				assert_eq!(done, amount <= twin.free + twin.on_hold, "{who:?} votes with {amount}");
				if done {
					let locks = &mut self.locks[from];
					locks.voted = amount;
					locks.vote = locks.vote.max(amount);
				}
			},
			2 => {
				if ConvictionVoting::remove_vote(signed(who), Some(0), 0).is_ok() {
					self.locks[from].voted = 0;
				}
			},
			3 => {
				if ConvictionVoting::unlock(signed(who), 0, lookup(who)).is_ok() {
					self.locks[from].vote = self.locks[from].voted;
				}
			},
			4 => {
				let amount = near(twin.spendable(), number) / 4;
				let schedule = VestingInfo::new(amount, OPEN, FAR);
				if Vesting::vested_transfer(signed(who), lookup(other), schedule).is_ok() {
					self.locks[to].unvested += amount;
				}
			},
			5 | 6 => {
				let amount = near(twin.free.saturating_sub(twin.lock), number);
				let done = open(who, other, amount).is_ok();
				assert!(!done || amount <= twin.free.saturating_sub(twin.lock));
			},
			7 => {
				let Some(id) = channel else { return };
				let Some(record) = Channels::<Runtime>::get(id) else { return };
				let amount = record.redeemed + near(record.left(), number);
				let payer = PEOPLE.into_iter().find(|who| account(*who) == record.payer);
				let signature = voucher(payer.expect("one of them"), id, amount);
				let _ = PaymentChannels::redeem(signed(who), id, amount, signature);
			},
			8 => {
				let Some(id) = channel else { return };
				let Some(record) = Channels::<Runtime>::get(id) else { return };
				let _ = PaymentChannels::close(RuntimeOrigin::signed(record.payee), id);
			},
			9 => {
				let _ = Bonds::bond(signed(who), near(twin.free, number) / 4);
			},
			_ => {
				// What the locks would let go if escrow stood for them: more than they do.
				let uncovered = twin.lock.saturating_sub(twin.on_hold + twin.escrow);
				let would = twin.free.saturating_sub(uncovered.max(EXISTENTIAL_DEPOSIT));
				let tried = if number.is_multiple_of(2) { would } else { twin.spendable() };
				let amount = near(tried, number);
				let sent = Balances::transfer_keep_alive(signed(who), lookup(other), amount);
				assert_eq!(sent.is_ok(), amount <= twin.spendable(), "{who:?} sends {amount}");
				self.seen.sent += u32::from(sent.is_ok());
				self.seen.kept += u32::from(sent.is_err() && amount <= would);
			},
		}
	}

	fn check(&mut self) {
		for (who, locks) in PEOPLE.into_iter().zip(&self.locks) {
			let twin = Twin::of(who, locks);
			assert!(twin.free >= twin.needed(), "{who:?} has spent what is locked");
			assert_eq!(
				Balances::reducible_balance(&account(who), Preserve, Polite),
				twin.spendable(),
				"{who:?}"
			);
			let covered = twin.lock > 0 && twin.escrow > 0;
			let due = if covered { twin.lock + twin.escrow } else { 0 };
			assert_eq!(cover(&account(who)), due, "{who:?}");
			self.seen.covers += u32::from(covered);
		}
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	}
}

/// All of `amount`, a part, a planck less or more than all, or none.
fn near(amount: Balance, number: u16) -> Balance {
	match number / 8 % 8 {
		0 => amount,
		1 => amount.saturating_sub(1),
		2 => amount + 1,
		3 => 0,
		part => amount / Balance::from(part - 2),
	}
}

type RawState = (Vec<(Vec<u8>, (Vec<u8>, i32))>, H256);

thread_local! {
	/// A development chain with a question to vote on.
	static ASKED: RawState = {
		let mut state = state::of_preset("development");
		state.execute_with(ask);
		state.commit_all().expect("the state can be kept");
		state.into_raw_snapshot()
	};
}

fn go_through(sequence: &[Step]) -> Seen {
	let (raw, root) = ASKED.with(Clone::clone);
	let mut state = TestExternalities::from_raw_snapshot(raw, root, StateVersion::V1);
	state.execute_with(|| {
		let mut world = World::default();
		for step in sequence {
			world.step(*step);
			world.check();
		}
		assert_eq!(invariants::check(), Ok(()));
		world.seen
	})
}

#[test]
fn locked_open_stays_when_people_do_whatever_they_like() {
	let seen = RefCell::new(Seen::default());
	let mut runner = TestRunner::new(ProptestConfig {
		cases: SEQUENCES,
		max_shrink_iters: 500,
		failure_persistence: None,
		..ProptestConfig::default()
	});
	runner
		.run(&prop::collection::vec(any::<Step>(), CALLS), |sequence| {
			let now = go_through(&sequence);
			let mut seen = seen.borrow_mut();
			seen.covers += now.covers;
			seen.sent += now.sent;
			seen.kept += now.kept;
			Ok(())
		})
		.unwrap_or_else(|failure| panic!("{failure}"));
	// Sequences without covers would prove nothing.
	let Seen { covers, sent, kept } = seen.into_inner();
	assert!(covers > 1_000 && sent > 100 && kept > 10, "{covers} covers, {sent} sent, {kept} kept");
}
