// SPDX-License-Identifier: Apache-2.0
//! Payments over HTTP by vouchers.

use openledger_primitives::{
	ids::{AgentId, ChannelId, ServiceId},
	records::{ChannelRecord, ServiceUnit},
	voucher::Voucher,
	x402::{
		network, verify, Asset, ChannelView, PaymentExtra, PaymentPayload, PaymentRequired,
		PaymentRequirements, Resource, Scheme, Settlement, SignedVoucher, X402Error, VERSION,
	},
};
use polkadot_sdk::{
	sp_core::{sr25519, Pair, H256},
	sp_runtime::{AccountId32, MultiSignature},
};
use proptest::prelude::*;

const GENESIS: H256 = H256::repeat_byte(0xab);
const CHANNEL: ChannelId = ChannelId(7);
const AMOUNT: u128 = 1_000;
/// What was promised before.
const ACCEPTED: u128 = 5_000;

type Payload = PaymentPayload<AccountId32, MultiSignature>;
type Requirements = PaymentRequirements<AccountId32>;

fn signer() -> sr25519::Pair {
	sr25519::Pair::from_string("//Alice", None).unwrap()
}

fn payee() -> AccountId32 {
	AccountId32::new([2; 32])
}

fn required(scheme: Scheme) -> Requirements {
	PaymentRequirements {
		scheme,
		network: network(&GENESIS),
		amount: AMOUNT,
		asset: Asset::Open,
		pay_to: payee(),
		max_timeout_seconds: 60,
		extra: PaymentExtra {
			agent: AgentId(1),
			service: ServiceId(3),
			unit: ServiceUnit::PerCall,
			terms: H256::repeat_byte(4),
			channel: None,
		},
	}
}

fn record() -> ChannelRecord<AccountId32> {
	ChannelRecord {
		payer: AccountId32::new([1; 32]),
		payee: payee(),
		signer: AccountId32::new(signer().public().0),
		deposit: 10_000,
		redeemed: 4_000,
		batched: false,
		closing_at: None,
	}
}

fn payment_of(required: &Requirements, voucher: Voucher) -> Payload {
	let signature = signer().sign(&voucher.signing_bytes()).into();
	let payload = SignedVoucher { voucher, signature };
	PaymentPayload { version: VERSION, accepted: required.clone(), payload }
}

fn voucher(cumulative: u128) -> Voucher {
	Voucher { genesis: GENESIS, channel: CHANNEL, cumulative }
}

fn pay(
	required: &Requirements,
	payload: &Payload,
	record: &ChannelRecord<AccountId32>,
) -> Result<u128, X402Error> {
	let used = match required.scheme {
		Scheme::Exact => required.amount,
		Scheme::Upto => 0,
	};
	pay_for(required, payload, record, used)
}

/// What it is worth when so much was used.
fn pay_for(
	required: &Requirements,
	payload: &Payload,
	record: &ChannelRecord<AccountId32>,
	used: u128,
) -> Result<u128, X402Error> {
	let channel = ChannelView { id: CHANNEL, record, accepted: ACCEPTED };
	verify(required, payload, &channel, &GENESIS, used)
}

/// What a payment of a voucher over `cumulative` is worth.
fn pay_sum(scheme: Scheme, cumulative: u128) -> Result<u128, X402Error> {
	let required = required(scheme);
	pay(&required, &payment_of(&required, voucher(cumulative)), &record())
}

/// What one up to an amount is worth when so much was used.
fn pay_used(paid: u128, used: u128) -> Result<u128, X402Error> {
	let required = required(Scheme::Upto);
	pay_for(&required, &payment_of(&required, voucher(ACCEPTED + paid)), &record(), used)
}

#[test]
fn network_is_the_first_half_of_the_genesis_hash_when_named() {
	assert_eq!(network(&GENESIS), "polkadot:abababababababababababababababab");
	assert_eq!(network(&H256::zero()), format!("polkadot:{}", "0".repeat(32)));
}

#[test]
fn exact_payment_is_taken_when_it_is_the_amount() {
	assert_eq!(pay_sum(Scheme::Exact, ACCEPTED + AMOUNT), Ok(AMOUNT));
}

#[test]
fn exact_payment_is_refused_when_it_is_another_amount() {
	for sum in [ACCEPTED + AMOUNT - 1, ACCEPTED + AMOUNT + 1] {
		assert_eq!(pay_sum(Scheme::Exact, sum), Err(X402Error::AmountMismatch));
	}
}

#[test]
fn payment_up_to_an_amount_is_taken_when_it_is_not_more() {
	assert_eq!(pay_sum(Scheme::Upto, ACCEPTED + AMOUNT), Ok(AMOUNT));
	assert_eq!(pay_sum(Scheme::Upto, ACCEPTED + 1), Ok(1));
}

#[test]
fn payment_up_to_an_amount_is_refused_when_it_is_more() {
	assert_eq!(pay_sum(Scheme::Upto, ACCEPTED + AMOUNT + 1), Err(X402Error::AmountTooHigh));
}

#[test]
fn payment_up_to_an_amount_is_taken_when_it_pays_what_was_used() {
	assert_eq!(pay_used(600, 600), Ok(600));
	assert_eq!(pay_used(601, 600), Ok(601));
}

#[test]
fn payment_up_to_an_amount_is_refused_when_it_pays_less_than_what_was_used() {
	for (paid, used) in [(1, 600), (599, 600), (AMOUNT - 1, AMOUNT), (AMOUNT - 1, u128::MAX)] {
		assert_eq!(pay_used(paid, used), Err(X402Error::AmountTooLow));
	}
}

#[test]
fn payment_of_the_whole_amount_is_taken_when_more_was_used() {
	for used in [AMOUNT + 1, u128::MAX] {
		assert_eq!(pay_used(AMOUNT, used), Ok(AMOUNT));
	}
	let required = required(Scheme::Exact);
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	for used in [0, AMOUNT, u128::MAX] {
		assert_eq!(pay_for(&required, &payload, &record(), used), Ok(AMOUNT));
	}
}

#[test]
fn payment_is_refused_when_the_channel_pays_through_batches_alone() {
	let required = required(Scheme::Exact);
	let record = ChannelRecord { batched: true, ..record() };
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&required, &payload, &record), Err(X402Error::BatchedChannel));
}

#[test]
fn payment_is_refused_when_its_voucher_was_taken_before() {
	for scheme in [Scheme::Exact, Scheme::Upto] {
		assert_eq!(pay_sum(scheme, ACCEPTED), Err(X402Error::StaleVoucher));
		assert_eq!(pay_sum(scheme, 0), Err(X402Error::StaleVoucher));
	}
}

#[test]
fn payment_grows_what_was_redeemed_when_more_was_than_taken() {
	let required = required(Scheme::Exact);
	let record = ChannelRecord { redeemed: ACCEPTED + 500, ..record() };
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&required, &payload, &record), Err(X402Error::AmountMismatch));
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT + 500));
	assert_eq!(pay(&required, &payload, &record), Ok(AMOUNT));
}

#[test]
fn payment_is_refused_when_the_channel_does_not_hold_as_much() {
	let required = required(Scheme::Exact);
	let record = ChannelRecord { deposit: ACCEPTED + AMOUNT - 1, ..record() };
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&required, &payload, &record), Err(X402Error::InsufficientDeposit));
}

#[test]
fn payment_is_refused_when_the_channel_closes() {
	let required = required(Scheme::Exact);
	let record = ChannelRecord { closing_at: Some(9), ..record() };
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&required, &payload, &record), Err(X402Error::ChannelClosing));
}

#[test]
fn payment_is_refused_when_the_channel_pays_somebody_else() {
	let required = required(Scheme::Exact);
	let record = ChannelRecord { payee: AccountId32::new([9; 32]), ..record() };
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&required, &payload, &record), Err(X402Error::WrongPayee));
}

#[test]
fn payment_is_refused_when_it_is_of_another_channel() {
	let required = required(Scheme::Exact);
	let other = Voucher { channel: ChannelId(8), ..voucher(ACCEPTED + AMOUNT) };
	let payload = payment_of(&required, other);
	assert_eq!(pay(&required, &payload, &record()), Err(X402Error::WrongChannel));
}

#[test]
fn payment_is_refused_when_another_channel_is_required() {
	let mut required = required(Scheme::Exact);
	required.extra.channel = Some(ChannelId(8));
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&required, &payload, &record()), Err(X402Error::WrongChannel));
	required.extra.channel = Some(CHANNEL);
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&required, &payload, &record()), Ok(AMOUNT));
}

#[test]
fn payment_is_refused_when_it_is_for_another_chain() {
	let right = required(Scheme::Exact);
	let foreign = Voucher { genesis: H256::repeat_byte(1), ..voucher(ACCEPTED + AMOUNT) };
	let payload = payment_of(&right, foreign);
	assert_eq!(pay(&right, &payload, &record()), Err(X402Error::WrongNetwork));
	let wrong = PaymentRequirements { network: network(&H256::zero()), ..right };
	let payload = payment_of(&wrong, voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&wrong, &payload, &record()), Err(X402Error::WrongNetwork));
}

#[test]
fn payment_is_refused_when_something_else_was_accepted() {
	let asked = required(Scheme::Exact);
	let payload = payment_of(&required(Scheme::Upto), voucher(ACCEPTED + AMOUNT));
	assert_eq!(pay(&asked, &payload, &record()), Err(X402Error::RequirementsChanged));
	let cheaper = PaymentRequirements { amount: 1, ..asked.clone() };
	let payload = payment_of(&cheaper, voucher(ACCEPTED + 1));
	assert_eq!(pay(&asked, &payload, &record()), Err(X402Error::RequirementsChanged));
}

#[test]
fn payment_is_refused_when_it_is_of_another_version() {
	let required = required(Scheme::Exact);
	let payload =
		PaymentPayload { version: 1, ..payment_of(&required, voucher(ACCEPTED + AMOUNT)) };
	assert_eq!(pay(&required, &payload, &record()), Err(X402Error::UnsupportedVersion));
}

#[test]
fn payment_is_refused_when_the_signer_did_not_sign_it() {
	let required = required(Scheme::Exact);
	let mut payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	let other = sr25519::Pair::from_string("//Bob", None).unwrap();
	payload.payload.signature = other.sign(&payload.payload.voucher.signing_bytes()).into();
	assert_eq!(pay(&required, &payload, &record()), Err(X402Error::BadSignature));
	let mut payload = payment_of(&required, voucher(ACCEPTED + AMOUNT + 1));
	payload.payload.voucher.cumulative -= 1;
	assert_eq!(pay(&required, &payload, &record()), Err(X402Error::BadSignature));
}

#[test]
fn requirements_are_those_of_x402_when_they_are_json() {
	let json = serde_json::to_value(required(Scheme::Upto)).unwrap();
	assert_eq!(
		json,
		serde_json::json!({
			"scheme": "upto",
			"network": "polkadot:abababababababababababababababab",
			"amount": "1000",
			"asset": "OPEN",
			"payTo": payee().to_string(),
			"maxTimeoutSeconds": 60,
			"extra": {
				"agent": 1,
				"service": 3,
				"unit": "per_call",
				"terms": format!("{:?}", H256::repeat_byte(4)),
				"channel": null,
			},
		})
	);
}

#[test]
fn payment_is_that_of_x402_when_it_is_json() {
	let required = required(Scheme::Exact);
	let json = serde_json::to_value(payment_of(&required, voucher(u128::MAX))).unwrap();
	assert_eq!(json["x402Version"], 2);
	assert_eq!(json["accepted"], serde_json::to_value(&required).unwrap());
	let voucher = &json["payload"]["voucher"];
	assert_eq!(voucher["cumulative"], u128::MAX.to_string());
	assert_eq!(voucher["channel"], 7);
	assert_eq!(voucher["genesis"], format!("{GENESIS:?}"));
}

#[test]
fn messages_come_back_when_they_went_through_json() {
	let required = required(Scheme::Exact);
	let payload = payment_of(&required, voucher(ACCEPTED + AMOUNT));
	let text = serde_json::to_string(&payload).unwrap();
	assert_eq!(serde_json::from_str::<Payload>(&text).unwrap(), payload);

	let resource = Resource {
		url: "https://agent.example/answer".into(),
		description: "an answer".into(),
		mime_type: "application/json".into(),
	};
	let asked = PaymentRequired {
		version: VERSION,
		error: Some(X402Error::StaleVoucher.to_string()),
		resource,
		accepts: vec![required],
	};
	let text = serde_json::to_string(&asked).unwrap();
	assert_eq!(serde_json::from_str::<PaymentRequired<AccountId32>>(&text).unwrap(), asked);

	let settled = Settlement {
		success: true,
		error_reason: None,
		transaction: String::new(),
		network: network(&GENESIS),
		payer: payee(),
		amount: AMOUNT,
	};
	let text = serde_json::to_string(&settled).unwrap();
	assert_eq!(serde_json::from_str::<Settlement<AccountId32>>(&text).unwrap(), settled);
}

#[test]
fn amount_is_refused_when_it_is_no_decimal_number() {
	let right = serde_json::to_string(&required(Scheme::Exact)).unwrap();
	for wrong in ["\"-1\"", "\"+1\"", "\"0x10\"", "\"\"", "1000", "\"1e3\""] {
		let text = right.replace("\"1000\"", wrong);
		assert!(serde_json::from_str::<Requirements>(&text).is_err(), "{wrong}");
	}
}

proptest! {
	/// Whatever is signed, what is taken is what the scheme allows, and the channel holds it.
	#[test]
	fn payment_is_worth_what_is_required_when_it_is_taken(
		cumulative in 0..20_000u128,
		amount in 0..20_000u128,
		deposit in 0..20_000u128,
		redeemed in 0..20_000u128,
		used in 0..20_000u128,
		upto in any::<bool>(),
	) {
		let scheme = if upto { Scheme::Upto } else { Scheme::Exact };
		let required = PaymentRequirements { amount, ..required(scheme) };
		let record = ChannelRecord { deposit, redeemed, ..record() };
		let payload = payment_of(&required, voucher(cumulative));
		let before = redeemed.max(ACCEPTED);
		let grows = cumulative.checked_sub(before).filter(|paid| {
			let right = if upto { (used.min(amount)..=amount).contains(paid) } else { *paid == amount };
			right && *paid > 0 && cumulative <= deposit
		});
		prop_assert_eq!(pay_for(&required, &payload, &record, used).ok(), grows);
	}
}
