// SPDX-License-Identifier: Apache-2.0
//! What clients are told.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::ChannelId,
	records::ChannelRecord,
	voucher::{Voucher, SIGNING_DOMAIN},
};

#[test]
fn channel_is_told_when_there_is_one() {
	run(|| {
		let channel = opened(Key::Ecdsa);
		assert_ok!(redeem(channel, 400, Key::Ecdsa));
		assert_ok!(request_close(ALICE, channel));
		assert_eq!(
			PaymentChannels::channel(channel),
			Some(ChannelRecord {
				payer: ALICE,
				payee: BOB,
				signer: Key::Ecdsa.account(),
				deposit: 1_000,
				redeemed: 400,
				batched: false,
				closing_at: Some(1 + PERIOD),
			})
		);
		assert_ok!(close(BOB, channel));
		assert_eq!(PaymentChannels::channel(channel), None);
	});
}

#[test]
fn channel_is_told_batched_when_the_payee_posts_batches() {
	run(|| {
		let channel = opened_batched(Key::Ecdsa);
		assert!(PaymentChannels::channel(channel).unwrap().batched);
	});
}

#[test]
fn redeemable_is_what_redeem_pays_when_the_voucher_is_signed() {
	run(|| {
		let channel = opened(Key::Ed25519);
		assert_ok!(redeem(channel, 400, Key::Ed25519));
		for (cumulative, payable) in [(0, 0), (400, 0), (401, 1), (1_000, 600), (1_001, 600)] {
			assert_eq!(PaymentChannels::redeemable(channel, cumulative), payable, "{cumulative}");
		}
		assert_ok!(redeem(channel, 5_000, Key::Ed25519));
		assert_eq!(PaymentChannels::redeemable(channel, 5_000), 0);
		assert_eq!(PaymentChannels::redeemable(ChannelId(9), 5_000), 0);
	});
}

#[test]
fn voucher_bytes_are_what_redeem_checks_when_signed() {
	run(|| {
		let channel = opened(Key::Ed25519);
		let bytes = PaymentChannels::voucher_bytes(channel, 400);
		assert!(bytes.starts_with(SIGNING_DOMAIN));
		let voucher = Voucher { genesis: genesis(), channel, cumulative: 400 };
		assert_eq!(bytes, voucher.signing_bytes());
		assert_ok!(redeem_signed(channel, 400, Key::Ed25519.sign(&bytes)));
	});
}
