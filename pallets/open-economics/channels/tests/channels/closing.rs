// SPDX-License-Identifier: Apache-2.0
//! How a channel ends.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::ids::ChannelId;
use pallet_payment_channels::{Channels, Error, Event};

/// When a channel can be closed that the payer asked to close in block 1.
const CLOSING_AT: u32 = 1 + PERIOD;

#[test]
fn request_close_starts_the_period_when_the_payer_asks() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		assert_eq!(record(channel).closing_at, Some(CLOSING_AT));
		System::assert_last_event(Event::CloseRequested { channel, closing_at: CLOSING_AT }.into());
	});
}

#[test]
fn request_close_starts_a_longer_period_when_the_channel_is_batched() {
	run(|| {
		let channel = opened_batched(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		let closing_at = 1 + BATCHED_PERIOD;
		System::assert_last_event(Event::CloseRequested { channel, closing_at }.into());
		advance(BATCHED_PERIOD - 1);
		assert_noop!(close(ALICE, channel), Error::<Test>::ClosePeriodNotOver);
		assert_ok!(redeem_for_bob(channel, 400, Key::Sr25519));
		advance(1);
		assert_ok!(close(ALICE, channel));
	});
}

#[test]
fn request_close_fails_when_the_caller_is_not_the_payer() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_noop!(request_close(BOB, channel), Error::<Test>::NotPayer);
	});
}

#[test]
fn request_close_fails_when_it_was_asked_before() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		advance(1);
		assert_noop!(request_close(ALICE, channel), Error::<Test>::Closing);
	});
}

#[test]
fn reopen_ends_the_period_when_the_payer_asks() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		assert_ok!(reopen(ALICE, channel));
		assert_eq!(record(channel).closing_at, None);
		System::assert_last_event(Event::Reopened { channel }.into());
		assert_ok!(top_up(ALICE, channel, 1));
	});
}

#[test]
fn reopen_fails_when_the_caller_is_not_the_payer() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		assert_noop!(reopen(BOB, channel), Error::<Test>::NotPayer);
	});
}

#[test]
fn reopen_fails_when_the_channel_is_not_closing() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_noop!(reopen(ALICE, channel), Error::<Test>::NotClosing);
	});
}

#[test]
fn reopen_fails_when_the_time_to_redeem_is_over() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		advance(PERIOD);
		assert_noop!(reopen(ALICE, channel), Error::<Test>::ClosePeriodOver);
		assert_ok!(close(ALICE, channel));
	});
}

#[test]
fn period_starts_anew_when_the_channel_was_reopened() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		assert_ok!(reopen(ALICE, channel));
		advance(PERIOD - 1);
		assert_ok!(request_close(ALICE, channel));
		advance(1);
		assert_noop!(close(ALICE, channel), Error::<Test>::ClosePeriodNotOver);
	});
}

#[test]
fn close_gives_back_what_is_left_when_the_period_is_over() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(redeem(channel, 300, Key::Sr25519));
		assert_ok!(request_close(ALICE, channel));
		System::set_block_number(CLOSING_AT - 1);
		assert_noop!(close(ALICE, channel), Error::<Test>::ClosePeriodNotOver);
		System::set_block_number(CLOSING_AT);
		assert_ok!(close(ALICE, channel));
		assert_eq!(balances(ALICE), (FUNDS - 300, 0));
		assert_eq!(balances(BOB), (FUNDS + 300, 0));
		assert!(!Channels::<Test>::contains_key(channel));
		System::assert_last_event(Event::Closed { channel, payer: ALICE, refund: 700 }.into());
	});
}

#[test]
fn close_gives_back_what_is_left_when_a_stranger_calls() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_noop!(close(CAROL, channel), Error::<Test>::NotClosing);
		assert_ok!(request_close(ALICE, channel));
		assert_noop!(close(CAROL, channel), Error::<Test>::ClosePeriodNotOver);
		advance(PERIOD);
		assert_ok!(close(CAROL, channel));
		assert_eq!(balances(ALICE), (FUNDS, 0));
	});
}

#[test]
fn close_needs_no_period_when_the_payee_calls() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(close(BOB, channel));
		assert_eq!(balances(ALICE), (FUNDS, 0));
		System::assert_last_event(Event::Closed { channel, payer: ALICE, refund: 1_000 }.into());

		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		assert_ok!(close(BOB, channel));
	});
}

#[test]
fn close_frees_the_deposit_when_nothing_is_left() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(redeem(channel, 1_000, Key::Sr25519));
		assert_ok!(close(BOB, channel));
		assert_eq!(balances(ALICE), (FUNDS - 1_000, 0));
		System::assert_last_event(Event::Closed { channel, payer: ALICE, refund: 0 }.into());
	});
}

#[test]
fn close_fails_when_the_payer_has_not_asked_for_it() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_noop!(close(ALICE, channel), Error::<Test>::NotClosing);
	});
}

#[test]
fn closing_calls_fail_when_nobody_signed() {
	run(|| {
		let channel = opened(Key::Sr25519);
		let none = RuntimeOrigin::none;
		assert_noop!(PaymentChannels::request_close(none(), channel), BadOrigin);
		assert_noop!(PaymentChannels::reopen(none(), channel), BadOrigin);
		assert_noop!(PaymentChannels::close(none(), channel), BadOrigin);
	});
}

#[test]
fn closing_calls_fail_when_there_is_no_such_channel() {
	run(|| {
		let missing = opened(Key::Sr25519).next().unwrap();
		assert_noop!(request_close(ALICE, missing), Error::<Test>::ChannelNotFound);
		assert_noop!(reopen(ALICE, missing), Error::<Test>::ChannelNotFound);
		assert_noop!(close(BOB, missing), Error::<Test>::ChannelNotFound);
		assert_ok!(close(BOB, ChannelId(0)));
		assert_noop!(close(BOB, ChannelId(0)), Error::<Test>::ChannelNotFound);
	});
}

#[test]
fn closing_keeps_its_block_when_the_period_changes() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		ClosePeriod::set(1_000);
		advance(PERIOD);
		assert_ok!(close(ALICE, channel));
	});
}
