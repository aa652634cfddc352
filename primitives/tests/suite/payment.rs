// SPDX-License-Identifier: Apache-2.0
//! What is said over HTTP about answers that vouchers pay for.

use crate::receipts::{receipt, terms, GENESIS};
use openledger_primitives::{
	ids::{ArtifactId, ChannelId},
	payment::{conversation, Ask, BatchRequest, Payment, SignedReceipt},
	receipts::{BatchBuilder, BatchLeaves, Statement},
	voucher::Voucher,
	x402::SignedVoucher,
};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::{sr25519, Pair, H256},
	sp_runtime::{AccountId32, MultiSignature},
};
use proptest::prelude::*;
use serde_json::{json, Value};

/// More than the numbers of JavaScript hold.
const MUCH: u128 = u128::MAX - 1;

fn pair() -> sr25519::Pair {
	sr25519::Pair::from_string("//Alice", None).unwrap()
}

fn account() -> AccountId32 {
	AccountId32::new(pair().public().0)
}

fn payment() -> Payment<MultiSignature> {
	let voucher = Voucher { genesis: GENESIS, channel: ChannelId(4), cumulative: MUCH };
	let signature: MultiSignature = pair().sign(&voucher.signing_bytes()).into();
	Payment {
		channel: ChannelId(4),
		cumulative: MUCH,
		voucher: Some(SignedVoucher { voucher, signature: signature.clone() }),
		signature,
	}
}

#[test]
fn ask_is_signed_when_chain_channel_sum_and_body_are_the_same() {
	let ask = Ask::new(GENESIS, ChannelId(4), 9, b"{}");
	let signature: MultiSignature = pair().sign(&ask.signing_bytes()).into();
	assert!(ask.is_signed_by(&account(), &signature));
	let others = [
		Ask { genesis: H256::zero(), ..ask },
		Ask { channel: ChannelId(5), ..ask },
		Ask { cumulative: 10, ..ask },
		Ask::new(GENESIS, ChannelId(4), 9, b"{ }"),
	];
	for other in others {
		assert!(!other.is_signed_by(&account(), &signature), "{other:?}");
	}
	assert!(!ask.is_signed_by(&AccountId32::new([1; 32]), &signature));
}

#[test]
fn payment_is_read_as_it_was_written_when_its_sums_are_large() {
	// Signed once: no two signatures are the same.
	let payment = payment();
	let text = serde_json::to_string(&payment).unwrap();
	assert_eq!(serde_json::from_str::<Payment<MultiSignature>>(&text).unwrap(), payment);
	let value: Value = serde_json::from_str(&text).unwrap();
	assert_eq!(value["cumulative"], json!(MUCH.to_string()));
	assert_eq!(value["voucher"]["voucher"]["cumulative"], json!(MUCH.to_string()));
}

#[test]
fn payment_needs_no_voucher_and_takes_no_unknown_member() {
	let mut value = serde_json::to_value(payment()).unwrap();
	value.as_object_mut().unwrap().remove("voucher");
	let read = serde_json::from_value::<Payment<MultiSignature>>(value.clone()).unwrap();
	assert_eq!(read.voucher, None);
	value["more"] = json!(1);
	assert!(serde_json::from_value::<Payment<MultiSignature>>(value).is_err());
}

#[test]
fn payment_is_refused_when_its_sum_is_no_decimal_number() {
	for sum in [json!(5), json!("-5"), json!("5.0"), json!("0x5"), json!(""), json!(" 5")] {
		let mut value = serde_json::to_value(payment()).unwrap();
		value["cumulative"] = sum.clone();
		assert!(serde_json::from_value::<Payment<MultiSignature>>(value).is_err(), "{sum}");
	}
}

#[test]
fn receipt_is_signed_when_it_was_read_from_json() {
	let statement = Statement {
		genesis: GENESIS,
		worker: account(),
		artifact: ArtifactId(3),
		engine_version: 1,
		min_words: 6,
		receipt: receipt(4, MUCH, 5, &[(7, 1)]),
	};
	let signature: MultiSignature = pair().sign(&statement.signing_bytes()).into();
	let signed = SignedReceipt { statement, signature };
	let text = serde_json::to_string(&signed).unwrap();
	let read: SignedReceipt<AccountId32, MultiSignature> = serde_json::from_str(&text).unwrap();
	assert!(read == signed && read.is_signed());
	let mut other = read;
	other.statement.receipt.fee = 6;
	assert!(!other.is_signed());
}

#[test]
fn leaves_have_the_same_header_when_they_were_read_from_json() {
	let leaves = BatchBuilder::new(terms(Perbill::from_percent(40)), Vec::new())
		.push(receipt(4, MUCH, 1_000, &[(7, 1), (8, 2)]))
		.build()
		.unwrap();
	let text = serde_json::to_string(&leaves).unwrap();
	let read: BatchLeaves = serde_json::from_str(&text).unwrap();
	assert!(read == leaves && read.header() == leaves.header());
	let header = serde_json::to_string(&leaves.header()).unwrap();
	assert_eq!(serde_json::from_str(&header).ok(), Some(leaves.header()));
}

#[test]
fn batch_request_asks_for_everything_when_it_is_empty() {
	assert_eq!(serde_json::from_str::<BatchRequest>("{}").unwrap(), BatchRequest::default());
	assert!(serde_json::from_str::<BatchRequest>(r#"{"artefact": 1}"#).is_err());
}

#[test]
fn conversation_is_what_is_said_when_one_user_says_it() {
	assert_eq!(conversation([("user", "Why?")]), "Why?");
	let turns = [("system", "Be brief."), ("user", "Why?")];
	assert_eq!(conversation(turns), "system: Be brief.\nuser: Why?\n");
	assert_eq!(conversation([("assistant", "Why?")]), "assistant: Why?\n");
	assert_eq!(conversation([]), "");
}

proptest! {
	#[test]
	fn payment_is_read_as_it_was_written_whatever_it_is_over(
		channel: u64,
		cumulative: u128,
		has_voucher: bool,
	) {
		let mut written = payment();
		written.channel = ChannelId(channel);
		written.cumulative = cumulative;
		written.voucher = written.voucher.filter(|_| has_voucher);
		let text = serde_json::to_string(&written).unwrap();
		prop_assert_eq!(serde_json::from_str::<Payment<MultiSignature>>(&text).unwrap(), written);
	}

	#[test]
	fn payment_is_read_without_a_panic_whatever_comes(text in "\\PC{0,64}") {
		let _ = serde_json::from_str::<Payment<MultiSignature>>(&text);
	}
}
