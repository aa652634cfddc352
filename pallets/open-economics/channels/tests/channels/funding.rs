// SPDX-License-Identifier: Apache-2.0
//! How OPEN gets into a channel.

use crate::mock::*;
use frame::{testing_prelude::*, traits::LockableCurrency};
use openledger_primitives::ids::ChannelId;
use pallet_payment_channels::{Channel, Channels, Error, Event, NextChannel};

#[test]
fn open_locks_the_amount_when_the_payer_can_spare_it() {
	run(|| {
		assert_ok!(open(ALICE, BOB, 1_000, Key::Sr25519));
		let locked = 1_000 + record_deposit();
		assert_eq!(balances(ALICE), (FUNDS - locked, locked));
		let channel = ChannelId(0);
		let record = record(channel);
		assert_eq!((record.payer, record.payee), (ALICE, BOB));
		assert_eq!(record.signer, Key::Sr25519.account());
		assert_eq!((record.deposit, record.redeemed, record.closing_at), (1_000, 0, None));
		System::assert_last_event(
			Event::Opened {
				channel,
				payer: ALICE,
				payee: BOB,
				signer: Key::Sr25519.account(),
				amount: 1_000,
				batched: false,
			}
			.into(),
		);
	});
}

#[test]
fn open_gives_each_channel_its_own_number_when_others_were_closed() {
	run(|| {
		assert_eq!(opened(Key::Sr25519), ChannelId(0));
		assert_eq!(opened(Key::Sr25519), ChannelId(1));
		assert_ok!(close(BOB, ChannelId(1)));
		assert_eq!(opened(Key::Sr25519), ChannelId(2));
	});
}

#[test]
fn open_fails_when_nobody_signed() {
	run(|| {
		let open = |origin| PaymentChannels::open(origin, BOB, 1_000, ALICE);
		assert_noop!(open(RuntimeOrigin::none()), BadOrigin);
		assert_noop!(open(RuntimeOrigin::root()), BadOrigin);
	});
}

#[test]
fn open_fails_when_the_payee_is_the_payer() {
	run(|| {
		assert_noop!(open(ALICE, ALICE, 1_000, Key::Sr25519), Error::<Test>::PayeeIsPayer);
	});
}

#[test]
fn open_fails_when_the_amount_is_below_the_least() {
	run(|| {
		let below = in_layer(|| open(ALICE, BOB, MIN_DEPOSIT - 1, Key::Sr25519));
		assert_noop!(below, Error::<Test>::BelowMinDeposit);
		assert_ok!(open(ALICE, BOB, MIN_DEPOSIT, Key::Sr25519));
	});
}

#[test]
fn open_fails_when_the_payer_cannot_spare_amount_and_deposit() {
	run(|| {
		let most = FUNDS - EXISTENTIAL_DEPOSIT - record_deposit();
		let too_much = in_layer(|| open(ALICE, BOB, most + 1, Key::Sr25519));
		assert_noop!(too_much, TokenError::FundsUnavailable);
		let far_too_much = in_layer(|| open(ALICE, BOB, FUNDS + 1, Key::Sr25519));
		assert_noop!(far_too_much, Error::<Test>::FundsLocked);
		assert_eq!(NextChannel::<Test>::get(), ChannelId(0));
		assert_ok!(open(ALICE, BOB, most, Key::Sr25519));
		assert_eq!(balances(ALICE).0, EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn open_fails_when_numbers_are_exhausted() {
	run(|| {
		NextChannel::<Test>::put(ChannelId(u64::MAX));
		assert_noop!(open(ALICE, BOB, 1_000, Key::Sr25519), ArithmeticError::Overflow);
	});
}

#[test]
fn open_fails_when_a_lock_is_on_a_part_of_the_amount() {
	run(|| {
		Balances::set_lock(*b"pyconvot", &ALICE, FUNDS - 999, WithdrawReasons::all());
		let locked = in_layer(|| open(ALICE, BOB, 1_000, Key::Sr25519));
		assert_noop!(locked, Error::<Test>::FundsLocked);
		// The deposit for the record, which comes back, is no matter.
		assert_ok!(open(ALICE, BOB, 999, Key::Sr25519));
	});
}

#[test]
fn top_up_fails_when_a_lock_is_on_a_part_of_the_amount() {
	run(|| {
		let channel = opened(Key::Sr25519);
		let free = balances(ALICE).0;
		Balances::set_lock(*b"pyconvot", &ALICE, free - 99, WithdrawReasons::all());
		assert_noop!(top_up(ALICE, channel, 100), Error::<Test>::FundsLocked);
		assert_ok!(top_up(ALICE, channel, 99));
	});
}

#[test]
fn top_up_locks_more_when_the_payer_can_spare_it() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(top_up(ALICE, channel, 1));
		assert_ok!(top_up(ALICE, channel, 499));
		assert_eq!(balances(ALICE).1, 1_500 + record_deposit());
		assert_eq!(record(channel).deposit, 1_500);
		System::assert_last_event(Event::ToppedUp { channel, amount: 499, deposit: 1_500 }.into());
	});
}

#[test]
fn top_up_fails_when_nobody_signed() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_noop!(PaymentChannels::top_up(RuntimeOrigin::none(), channel, 1), BadOrigin);
	});
}

#[test]
fn top_up_fails_when_the_amount_is_zero() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_noop!(top_up(ALICE, channel, 0), Error::<Test>::ZeroAmount);
	});
}

#[test]
fn top_up_fails_when_there_is_no_such_channel() {
	run(|| {
		assert_noop!(top_up(ALICE, ChannelId(0), 1), Error::<Test>::ChannelNotFound);
		let channel = opened(Key::Sr25519);
		assert_ok!(close(BOB, channel));
		assert_noop!(top_up(ALICE, channel, 1), Error::<Test>::ChannelNotFound);
	});
}

#[test]
fn top_up_fails_when_the_caller_is_not_the_payer() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_noop!(top_up(BOB, channel, 1), Error::<Test>::NotPayer);
	});
}

#[test]
fn top_up_fails_when_the_channel_is_closing() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		assert_noop!(top_up(ALICE, channel, 1), Error::<Test>::Closing);
	});
}

#[test]
fn top_up_fails_when_the_payer_cannot_spare_the_amount() {
	run(|| {
		let channel = opened(Key::Sr25519);
		let most = balances(ALICE).0 - EXISTENTIAL_DEPOSIT;
		assert_noop!(top_up(ALICE, channel, most + 1), TokenError::FundsUnavailable);
		assert_ok!(top_up(ALICE, channel, most));
	});
}

#[test]
fn top_up_fails_when_the_sum_overflows() {
	run(|| {
		let channel = opened(Key::Sr25519);
		Channels::<Test>::insert(channel, Channel { deposit: u128::MAX, ..record(channel) });
		assert_noop!(top_up(ALICE, channel, 1), ArithmeticError::Overflow);
		Channels::<Test>::insert(channel, Channel { deposit: 1_000, ..record(channel) });
	});
}

#[test]
fn channels_of_one_payer_add_up_when_there_are_several() {
	run(|| {
		opened(Key::Sr25519);
		assert_ok!(open(ALICE, CAROL, 300, Key::Ed25519));
		assert_ok!(open(BOB, ALICE, 200, Key::Ecdsa));
		assert_eq!(balances(ALICE).1, 1_300 + 2 * record_deposit());
		assert_eq!(Channels::<Test>::iter().count(), 3);
	});
}
