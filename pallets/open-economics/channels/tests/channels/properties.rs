// SPDX-License-Identifier: Apache-2.0
//! Random sequences of calls, beside a naive twin.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::ChannelId, traits::Channels as _, voucher::Voucher, Balance};
use pallet_payment_channels::{Channels, NextChannel};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What is wrong with a voucher, if anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Flaw {
	Nothing,
	Key,
	Chain,
	Channel,
	Amount,
	/// It is over a sum since the channel was opened that may have been redeemed.
	Old,
}

#[derive(Clone, Debug)]
enum Act {
	Open(AccountId, AccountId, Balance, Key),
	TopUp(AccountId, ChannelId, Balance),
	Redeem(ChannelId, Balance, Flaw),
	/// By a batch of its payee, into the payee's account.
	RedeemFor(ChannelId, Balance, Flaw),
	RequestClose(AccountId, ChannelId),
	Reopen(AccountId, ChannelId),
	Close(AccountId, ChannelId),
	Advance(u32),
	SetClosePeriod(u32),
}

/// The calls that there are, and time.
#[derive(Clone, Copy, Debug)]
enum Kind {
	Open,
	TopUp,
	Redeem,
	RedeemFor,
	RequestClose,
	Reopen,
	Close,
	Advance,
	SetClosePeriod,
}

/// Who calls.
#[derive(Clone, Copy, Debug)]
enum Role {
	Payer,
	Payee,
	Somebody,
}

/// What is thrown for one act. [`Twin::act_of`] makes one of it that has to do with what there is.
#[derive(Clone, Debug)]
struct Dice {
	kind: Kind,
	role: Role,
	flaw: Flaw,
	key: Key,
	accounts: (AccountId, AccountId),
	channel: prop::sample::Index,
	amount: Balance,
	blocks: u32,
}

fn dice() -> impl Strategy<Value = Dice> {
	let account =
		|| prop_oneof![5 => Just(ALICE), 5 => Just(BOB), 3 => Just(CAROL), 1 => Just(NOBODY)];
	let kind = prop_oneof![
		3 => Just(Kind::Open),
		4 => Just(Kind::TopUp),
		6 => Just(Kind::Redeem),
		3 => Just(Kind::RedeemFor),
		3 => Just(Kind::RequestClose),
		1 => Just(Kind::Reopen),
		2 => Just(Kind::Close),
		3 => Just(Kind::Advance),
		1 => Just(Kind::SetClosePeriod),
	];
	let role =
		prop_oneof![6 => Just(Role::Payer), 1 => Just(Role::Payee), 2 => Just(Role::Somebody)];
	let flaw = prop_oneof![
		12 => Just(Flaw::Nothing),
		1 => Just(Flaw::Key),
		1 => Just(Flaw::Chain),
		1 => Just(Flaw::Channel),
		1 => Just(Flaw::Amount),
		4 => Just(Flaw::Old),
	];
	let key = prop::sample::select(KEYS.to_vec());
	let amount = prop_oneof![0..EXISTENTIAL_DEPOSIT, 0..=3_000u128, 0..=FUNDS / 2];
	(kind, role, flaw, key, (account(), account()), any::<prop::sample::Index>(), amount, 1..8u32)
		.prop_map(|(kind, role, flaw, key, accounts, channel, amount, blocks)| Dice {
			kind,
			role,
			flaw,
			key,
			accounts,
			channel,
			amount,
			blocks,
		})
}

#[derive(Clone, Debug)]
struct TwinChannel {
	payer: AccountId,
	payee: AccountId,
	key: Key,
	/// Single payments into the channel and out of it.
	paid_in: Vec<Balance>,
	paid_out: Vec<Balance>,
	batched: bool,
	closing_at: Option<u32>,
}

impl TwinChannel {
	fn is_over(&self, now: u32) -> bool {
		self.closing_at.is_some_and(|closing_at| now >= closing_at)
	}

	fn left(&self) -> Balance {
		self.paid_in.iter().sum::<Balance>() - self.paid_out.iter().sum::<Balance>()
	}
}

/// All channels that there ever were, and what everybody has.
struct Twin {
	free: BTreeMap<AccountId, Balance>,
	/// `None` when it is closed.
	channels: Vec<Option<TwinChannel>>,
}

impl Twin {
	fn new() -> Self {
		let free = [ALICE, BOB, CAROL].map(|who| (who, FUNDS)).into();
		Self { free, channels: Vec::new() }
	}

	fn free(&self, who: &AccountId) -> Balance {
		self.free.get(who).copied().unwrap_or_default()
	}

	fn can_lock(&self, who: &AccountId, amount: Balance) -> bool {
		self.free(who) >= amount + EXISTENTIAL_DEPOSIT
	}

	fn channel(&mut self, id: ChannelId) -> Option<&mut TwinChannel> {
		self.channels.get_mut(usize::try_from(id.0).unwrap())?.as_mut()
	}

	fn held(&self, who: &AccountId) -> Balance {
		let of_payer = self.channels.iter().flatten().filter(|channel| channel.payer == *who);
		of_payer.map(|channel| channel.left() + record_deposit()).sum()
	}

	/// The act that `dice` stand for: mostly about a channel that there is, by its payer.
	fn act_of(&mut self, dice: Dice) -> Act {
		let open =
			(0..).map(ChannelId).zip(&self.channels).filter(|(_, channel)| channel.is_some());
		let open = open.map(|(id, _)| id).collect::<Vec<_>>();
		// One time in seven it is a channel that never was.
		let is_known = dice.blocks > 1 && !open.is_empty();
		let id = if is_known { *dice.channel.get(&open) } else { ChannelId(99) };
		let channel = self.channel(id).cloned();
		let (somebody, other) = dice.accounts;
		let who = match (dice.role, &channel) {
			(Role::Payer, Some(channel)) => channel.payer.clone(),
			(Role::Payee, Some(channel)) => channel.payee.clone(),
			_ => somebody.clone(),
		};
		let redeemed = channel.map_or(0, |channel| channel.paid_out.iter().sum());
		let before = if dice.flaw == Flaw::Old { 0 } else { redeemed };
		match dice.kind {
			Kind::Open => Act::Open(somebody, other, dice.amount, dice.key),
			Kind::TopUp => Act::TopUp(who, id, dice.amount),
			Kind::Redeem => Act::Redeem(id, before + dice.amount, dice.flaw),
			Kind::RedeemFor => Act::RedeemFor(id, before + dice.amount, dice.flaw),
			Kind::RequestClose => Act::RequestClose(who, id),
			Kind::Reopen => Act::Reopen(who, id),
			Kind::Close => Act::Close(who, id),
			Kind::Advance => Act::Advance(dice.blocks),
			Kind::SetClosePeriod => Act::SetClosePeriod(dice.blocks),
		}
	}

	/// Does the act if it is allowed; says `None` if not.
	fn act(&mut self, act: &Act, now: u32, period: u32) -> Option<()> {
		match act.clone() {
			Act::Open(payer, payee, amount, key) => {
				let locked = amount + record_deposit();
				let allowed =
					payer != payee && amount >= MIN_DEPOSIT && self.can_lock(&payer, locked);
				allowed.then_some(())?;
				*self.free.get_mut(&payer)? -= locked;
				let (paid_in, paid_out) = (vec![amount], vec![]);
				let (batched, closing_at) = (payee == CAROL, None);
				self.channels.push(Some(TwinChannel {
					payer,
					payee,
					key,
					paid_in,
					paid_out,
					batched,
					closing_at,
				}));
			},
			Act::TopUp(who, id, amount) => {
				let can_lock = self.can_lock(&who, amount);
				let channel = self.channel(id)?;
				let allowed =
					amount > 0 && channel.payer == who && channel.closing_at.is_none() && can_lock;
				allowed.then_some(())?;
				channel.paid_in.push(amount);
				*self.free.get_mut(&who)? -= amount;
			},
			Act::Redeem(id, cumulative, flaw) | Act::RedeemFor(id, cumulative, flaw) => {
				let channel = self.channel(id)?.clone();
				let by_batch = matches!(act, Act::RedeemFor(..));
				(channel.batched == by_batch).then_some(())?;
				let redeemed = channel.paid_out.iter().sum::<Balance>();
				let amount = cumulative.checked_sub(redeemed)?.min(channel.left());
				let can_exist = self.free(&channel.payee) + amount >= EXISTENTIAL_DEPOSIT;
				let is_signed = matches!(flaw, Flaw::Nothing | Flaw::Old);
				let in_time = !channel.is_over(now);
				(amount > 0 && is_signed && can_exist && in_time).then_some(())?;
				self.channel(id)?.paid_out.push(amount);
				*self.free.entry(channel.payee).or_default() += amount;
			},
			Act::RequestClose(who, id) => {
				let channel = self.channel(id)?;
				(channel.payer == who && channel.closing_at.is_none()).then_some(())?;
				let period = if channel.batched { BATCHED_PERIOD } else { period };
				channel.closing_at = Some(now + period);
			},
			Act::Reopen(who, id) => {
				let channel = self.channel(id)?;
				let is_closing = channel.closing_at.is_some() && !channel.is_over(now);
				(channel.payer == who && is_closing).then_some(())?;
				channel.closing_at = None;
			},
			Act::Close(who, id) => {
				let channel = self.channel(id)?.clone();
				(channel.payee == who || channel.is_over(now)).then_some(())?;
				*self.free.get_mut(&channel.payer)? += channel.left() + record_deposit();
				self.channels[usize::try_from(id.0).unwrap()] = None;
			},
			Act::Advance(_) | Act::SetClosePeriod(_) => {},
		}
		Some(())
	}

	/// The signature of a voucher of this channel, with this flaw.
	fn sign(&mut self, channel: ChannelId, cumulative: Balance, flaw: Flaw) -> Signature {
		let key = self.channel(channel).map_or(Key::Sr25519, |channel| channel.key);
		let good = Voucher { genesis: genesis(), channel, cumulative };
		let signed = match flaw {
			Flaw::Nothing | Flaw::Old | Flaw::Key => good,
			Flaw::Chain => Voucher { genesis: H256::zero(), ..good },
			Flaw::Channel => Voucher { channel: ChannelId(channel.0 + 1), ..good },
			Flaw::Amount => Voucher { cumulative: cumulative + 1, ..good },
		};
		let other = KEYS.into_iter().find(|other| *other != key).unwrap();
		let key = if flaw == Flaw::Key { other } else { key };
		key.sign(&signed.signing_bytes())
	}
}

type Signature = <Test as pallet_payment_channels::Config>::Signature;

/// What the pallet says to it.
fn perform(twin: &mut Twin, act: Act) -> DispatchResult {
	match act {
		Act::Open(payer, payee, amount, key) => open(payer, payee, amount, key),
		Act::TopUp(who, id, amount) => top_up(who, id, amount),
		Act::Redeem(id, cumulative, flaw) => {
			redeem_signed(id, cumulative, twin.sign(id, cumulative, flaw))
		},
		Act::RedeemFor(id, cumulative, flaw) => {
			let payee = twin.channel(id).map_or(NOBODY, |channel| channel.payee.clone());
			let signature = twin.sign(id, cumulative, flaw);
			PaymentChannels::redeem_for(&payee, id, cumulative, &signature, &payee).map(|_| ())
		},
		Act::RequestClose(who, id) => request_close(who, id),
		Act::Reopen(who, id) => reopen(who, id),
		Act::Close(who, id) => close(who, id),
		Act::Advance(blocks) => {
			advance(blocks);
			Ok(())
		},
		Act::SetClosePeriod(blocks) => {
			ClosePeriod::set(blocks);
			Ok(())
		},
	}
}

fn check(twin: &Twin) {
	for who in [ALICE, BOB, CAROL, NOBODY] {
		assert_eq!(balances(who.clone()), (twin.free(&who), twin.held(&who)));
	}
	let given_out = u64::try_from(twin.channels.len()).unwrap();
	assert_eq!(NextChannel::<Test>::get(), ChannelId(given_out), "no number is used again");
	for (id, expected) in (0..).map(ChannelId).zip(&twin.channels) {
		let actual = Channels::<Test>::get(id);
		assert_eq!(actual.is_some(), expected.is_some());
		if let (Some(actual), Some(expected)) = (actual, expected) {
			assert_eq!(actual.left(), expected.left());
			assert_eq!(actual.redeemed, expected.paid_out.iter().sum::<Balance>());
			assert_eq!(actual.closing_at, expected.closing_at);
			assert_eq!(actual.batched, expected.batched);
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn channels_are_those_of_the_twin_when_anything_happens(
		throws in proptest::collection::vec(dice(), 60),
	) {
		run(|| {
			let issuance = Balances::total_issuance();
			// Carol posts batches.
			Batching::set(vec![CAROL]);
			let mut twin = Twin::new();
			for dice in throws {
				let act = twin.act_of(dice);
				let done = in_layer(|| perform(&mut twin, act.clone()));
				let allowed = twin.act(&act, System::block_number(), ClosePeriod::get());
				assert_eq!(done.is_ok(), allowed.is_some(), "{act:?} {done:?}");
				check(&twin);
				check_holds();
				assert_eq!(Balances::total_issuance(), issuance);
				PaymentChannels::do_try_state().unwrap();
			}
		});
	}
}
