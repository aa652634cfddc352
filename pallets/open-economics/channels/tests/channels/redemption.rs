// SPDX-License-Identifier: Apache-2.0
//! How vouchers are paid.

use crate::mock::*;
use frame::{testing_prelude::*, traits::LockableCurrency};
use openledger_primitives::{
	ids::ChannelId,
	traits::{Channels as _, Redeemed},
	voucher::Voucher,
};
use pallet_payment_channels::{Error, Event};

#[test]
fn redeem_pays_the_payee_when_any_kind_of_key_signed() {
	for key in KEYS {
		run(|| {
			let channel = opened(key);
			assert_ok!(redeem(channel, 400, key));
			assert_eq!(balances(BOB), (FUNDS + 400, 0));
			assert_eq!(balances(ALICE).1, 600 + record_deposit());
			assert_eq!(record(channel).redeemed, 400);
			System::assert_last_event(
				Event::Redeemed { channel, destination: BOB, amount: 400, redeemed: 400 }.into(),
			);
		});
	}
}

#[test]
fn redeem_pays_the_payee_when_a_wallet_wrapped_the_bytes() {
	for key in KEYS {
		run(|| {
			let channel = opened(key);
			let bytes = PaymentChannels::voucher_bytes(channel, 400);
			let wrapped = [b"<Bytes>", bytes.as_slice(), b"</Bytes>"].concat();
			assert_ok!(redeem_signed(channel, 400, key.sign(&wrapped)));
			assert_eq!(balances(BOB).0, FUNDS + 400);
		});
	}
}

#[test]
fn redeem_pays_the_payee_when_they_submit_it_themselves() {
	run(|| {
		let channel = opened(Key::Sr25519);
		let signature = Key::Sr25519.voucher(channel, 400);
		let origin = RuntimeOrigin::signed(BOB);
		assert_ok!(PaymentChannels::redeem(origin, channel, 400, signature));
		assert_eq!(balances(BOB).0, FUNDS + 400);
	});
}

#[test]
fn redeem_pays_the_difference_when_an_earlier_voucher_was_redeemed() {
	run(|| {
		let channel = opened(Key::Ed25519);
		assert_ok!(redeem(channel, 400, Key::Ed25519));
		assert_ok!(redeem(channel, 401, Key::Ed25519));
		System::assert_last_event(
			Event::Redeemed { channel, destination: BOB, amount: 1, redeemed: 401 }.into(),
		);
		assert_ok!(redeem(channel, 1_000, Key::Ed25519));
		assert_eq!(balances(BOB).0, FUNDS + 1_000);
		assert_eq!(balances(ALICE).1, record_deposit());
	});
}

#[test]
fn redeem_pays_what_is_there_when_the_voucher_is_above_the_deposit() {
	run(|| {
		let channel = opened(Key::Ed25519);
		assert_ok!(redeem(channel, 1_500, Key::Ed25519));
		System::assert_last_event(
			Event::Redeemed { channel, destination: BOB, amount: 1_000, redeemed: 1_000 }.into(),
		);
		assert_noop!(redeem(channel, 1_500, Key::Ed25519), Error::<Test>::DepositExhausted);
		// The same voucher pays the rest after a top-up, and no more than it says.
		assert_ok!(top_up(ALICE, channel, 700));
		assert_ok!(redeem(channel, 1_500, Key::Ed25519));
		assert_eq!(balances(BOB).0, FUNDS + 1_500);
		assert_noop!(redeem(channel, 1_500, Key::Ed25519), Error::<Test>::StaleVoucher);
	});
}

#[test]
fn redeem_fails_when_nobody_signed_the_transaction() {
	run(|| {
		let channel = opened(Key::Sr25519);
		let signature = Key::Sr25519.voucher(channel, 400);
		assert_noop!(
			PaymentChannels::redeem(RuntimeOrigin::none(), channel, 400, signature),
			BadOrigin
		);
	});
}

#[test]
fn redeem_fails_when_there_is_no_such_channel() {
	run(|| {
		let missing = ChannelId(0);
		assert_noop!(redeem(missing, 400, Key::Sr25519), Error::<Test>::ChannelNotFound);
		let channel = opened(Key::Sr25519);
		assert_ok!(close(BOB, channel));
		assert_noop!(redeem(channel, 400, Key::Sr25519), Error::<Test>::ChannelNotFound);
	});
}

#[test]
fn redeem_fails_when_as_much_was_redeemed_before() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_noop!(redeem(channel, 0, Key::Sr25519), Error::<Test>::StaleVoucher);
		assert_ok!(redeem(channel, 400, Key::Sr25519));
		assert_noop!(redeem(channel, 400, Key::Sr25519), Error::<Test>::StaleVoucher);
		assert_noop!(redeem(channel, 399, Key::Sr25519), Error::<Test>::StaleVoucher);
	});
}

#[test]
fn redeem_fails_when_the_deposit_is_exhausted() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(redeem(channel, 1_000, Key::Sr25519));
		assert_noop!(redeem(channel, 1_001, Key::Sr25519), Error::<Test>::DepositExhausted);
	});
}

#[test]
fn redeem_fails_when_another_key_signed() {
	run(|| {
		for key in KEYS {
			let channel = opened(key);
			for other in KEYS.into_iter().filter(|other| *other != key) {
				assert_noop!(redeem(channel, 400, other), Error::<Test>::BadSignature);
			}
		}
	});
}

#[test]
fn redeem_fails_when_the_voucher_is_of_another_amount() {
	run(|| {
		for key in KEYS {
			let channel = opened(key);
			let signature = key.voucher(channel, 400);
			assert_noop!(redeem_signed(channel, 401, signature), Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn redeem_fails_when_the_voucher_is_of_another_channel() {
	run(|| {
		for key in KEYS {
			let (channel, other) = (opened(key), opened(key));
			let signature = key.voucher(other, 400);
			assert_noop!(redeem_signed(channel, 400, signature), Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn redeem_fails_when_the_voucher_is_of_another_chain() {
	run(|| {
		for key in KEYS {
			let channel = opened(key);
			let elsewhere = Voucher { genesis: H256::repeat_byte(0x22), channel, cumulative: 400 };
			let signature = key.sign(&elsewhere.signing_bytes());
			assert_noop!(redeem_signed(channel, 400, signature), Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn redeem_fails_when_the_payee_could_not_exist_with_the_payment() {
	run(|| {
		let channel = ChannelId(0);
		assert_ok!(open(ALICE, NOBODY, 1_000, Key::Sr25519));
		let below = EXISTENTIAL_DEPOSIT - 1;
		assert_noop!(redeem(channel, below, Key::Sr25519), Error::<Test>::BelowExistentialDeposit);
		assert_ok!(redeem(channel, EXISTENTIAL_DEPOSIT, Key::Sr25519));
		// Now the account is there, and takes a single planck.
		assert_ok!(redeem(channel, EXISTENTIAL_DEPOSIT + 1, Key::Sr25519));
		assert_eq!(balances(NOBODY), (EXISTENTIAL_DEPOSIT + 1, 0));
	});
}

#[test]
fn redeem_pays_the_payee_when_the_payer_locked_everything_later() {
	run(|| {
		let channel = opened(Key::Sr25519);
		Balances::set_lock(*b"pyconvot", &ALICE, FUNDS, WithdrawReasons::all());
		assert_ok!(redeem(channel, 1_000, Key::Sr25519));
		assert_eq!(balances(BOB).0, FUNDS + 1_000);
	});
}

#[test]
fn redeem_pays_the_payee_when_the_channel_is_closing() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		advance(PERIOD - 1);
		assert_ok!(redeem(channel, 400, Key::Sr25519));
		assert_eq!(balances(BOB).0, FUNDS + 400);
	});
}

#[test]
fn redeem_fails_when_the_time_to_redeem_is_over() {
	run(|| {
		let channel = opened(Key::Sr25519);
		assert_ok!(request_close(ALICE, channel));
		advance(PERIOD);
		assert_noop!(redeem(channel, 400, Key::Sr25519), Error::<Test>::ClosePeriodOver);
		assert_eq!(PaymentChannels::redeemable(channel, 400), 0);
		assert_ok!(close(ALICE, channel));
		assert_eq!(balances(ALICE), (FUNDS, 0));
	});
}

#[test]
fn redeem_pays_the_payee_when_the_genesis_is_older_than_the_kept_hashes() {
	run(|| {
		let channel = opened(Key::Sr25519);
		for block in 2..300 {
			System::initialize(&block, &H256::repeat_byte(7), &Default::default());
			System::finalize();
		}
		assert_eq!(System::block_hash(1), H256::zero());
		assert_ok!(redeem(channel, 400, Key::Sr25519));
	});
}

#[test]
fn redeem_for_pays_another_account_when_a_pallet_settles() {
	run(|| {
		let channel = opened_batched(Key::Sr25519);
		assert_ok!(redeem_for_bob(channel, 300, Key::Sr25519));
		let paid = redeem_for_bob(channel, 1_500, Key::Sr25519);
		assert_eq!(paid, Ok(Redeemed { payer: ALICE, before: 300, amount: 700 }));
		assert_eq!((balances(BOB).0, balances(CAROL).0), (FUNDS, FUNDS + 1_000));
		System::assert_last_event(
			Event::Redeemed { channel, destination: CAROL, amount: 700, redeemed: 1_000 }.into(),
		);
	});
}

#[test]
fn redeem_fails_when_the_channel_is_batched() {
	run(|| {
		let channel = opened_batched(Key::Sr25519);
		let opened = Event::Opened {
			channel,
			payer: ALICE,
			payee: BOB,
			signer: Key::Sr25519.account(),
			amount: 1_000,
			batched: true,
		};
		System::assert_last_event(opened.into());
		assert_noop!(redeem(channel, 400, Key::Sr25519), Error::<Test>::BatchesOnly);
		// The payee comes no earlier than anybody else, and cannot change that later.
		Batching::set(vec![]);
		let signature = Key::Sr25519.voucher(channel, 400);
		let own = PaymentChannels::redeem(RuntimeOrigin::signed(BOB), channel, 400, signature);
		assert_noop!(own, Error::<Test>::BatchesOnly);
		assert_ok!(redeem_for_bob(channel, 400, Key::Sr25519));
	});
}

#[test]
fn redeem_for_fails_when_the_channel_is_not_batched() {
	run(|| {
		let channel = opened(Key::Sr25519);
		Batching::set(vec![BOB]);
		let early = redeem_for_bob(channel, 400, Key::Sr25519);
		assert_noop!(early, Error::<Test>::NotBatched);
		assert_ok!(redeem(channel, 400, Key::Sr25519));
	});
}

#[test]
fn redeem_for_fails_when_the_channel_pays_somebody_else() {
	run(|| {
		let channel = opened_batched(Key::Sr25519);
		let signature = Key::Sr25519.voucher(channel, 400);
		let redeem = |payee, channel, signature| {
			PaymentChannels::redeem_for(&payee, channel, 400, signature, &CAROL)
		};
		assert_noop!(redeem(CAROL, channel, &signature), Error::<Test>::NotPayee);
		assert_noop!(redeem(ALICE, channel, &signature), Error::<Test>::NotPayee);
		assert_noop!(redeem(BOB, ChannelId(9), &signature), Error::<Test>::ChannelNotFound);
		let other = Key::Ed25519.voucher(channel, 400);
		assert_noop!(redeem(BOB, channel, &other), Error::<Test>::BadSignature);
		assert_ok!(redeem(BOB, channel, &signature));
	});
}
