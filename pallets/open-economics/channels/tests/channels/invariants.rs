// SPDX-License-Identifier: Apache-2.0
//! What `do_try_state` finds.

use crate::mock::*;
use openledger_primitives::ids::ChannelId;
use pallet_payment_channels::{Channel, Channels, NextChannel};

/// Checks that `do_try_state` says `sentence` after `spoil` had its way with a channel's record.
fn finds(sentence: &'static str, spoil: impl FnOnce(&mut Channel<Test>)) {
	run(|| {
		let channel = opened(Key::Sr25519);
		let good = record(channel);
		let mut bad = good.clone();
		spoil(&mut bad);
		Channels::<Test>::insert(channel, bad);
		assert_eq!(PaymentChannels::do_try_state(), Err(sentence.into()));
		Channels::<Test>::insert(channel, good);
	});
}

#[test]
fn state_is_refused_when_a_record_is_not_what_is_on_hold() {
	let sentence = "what a payer's channels have left is not what is on hold";
	finds(sentence, |channel| channel.deposit += 1);
	finds(sentence, |channel| channel.redeemed += 1);
	finds(sentence, |channel| channel.payer = CAROL);
}

#[test]
fn state_is_refused_when_more_was_paid_than_locked() {
	finds("more was paid out of a channel than was locked", |channel| channel.redeemed = 1_001);
}

#[test]
fn state_is_refused_when_a_channel_pays_its_payer() {
	finds("a channel pays its payer", |channel| channel.payee = ALICE);
}

#[test]
fn state_is_refused_when_nothing_was_locked() {
	finds("nothing was ever locked in a channel", |channel| channel.deposit = 0);
}

#[test]
fn state_is_refused_when_a_number_was_not_given_out() {
	run(|| {
		opened(Key::Sr25519);
		NextChannel::<Test>::put(ChannelId(0));
		assert_eq!(
			PaymentChannels::do_try_state(),
			Err("a channel's number was not given out".into())
		);
		NextChannel::<Test>::put(ChannelId(1));
	});
}

#[test]
fn state_is_refused_when_the_sum_overflows() {
	run(|| {
		let channels = [opened(Key::Sr25519), opened(Key::Sr25519)];
		let good = record(channels[0]);
		for channel in channels {
			Channels::<Test>::insert(channel, Channel { deposit: u128::MAX, ..good.clone() });
		}
		assert_eq!(PaymentChannels::do_try_state(), Err("more is locked than there can be".into()));
		for channel in channels {
			Channels::<Test>::insert(channel, good.clone());
		}
	});
}
