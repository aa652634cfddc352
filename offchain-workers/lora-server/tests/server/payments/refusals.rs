// SPDX-License-Identifier: Apache-2.0
//! Payments that are refused, each by its name, and without a receipt.

use super::market::{
	end_of, question, receipt_of, send, standing_of, worker_key, Market, CHATS, DEPOSIT,
};
use crate::world::{artifact, options, World, BASE};
use axum::http::StatusCode;
use openledger_lora_server::{
	payments::{KeyError, WorkerKey},
	server::{Server, ServerError},
};
use openledger_primitives::{
	ids::ArtifactId,
	payment::HEADER,
	records::{ArtifactKind, ChannelRecord},
};
use polkadot_sdk::sp_runtime::AccountId32;
use std::fs;
use tempfile::TempDir;

const REQUIRED: StatusCode = StatusCode::PAYMENT_REQUIRED;

#[tokio::test]
async fn payment_is_refused_by_name_when_the_channel_does_not_pay_here() {
	type Change = fn(&mut ChannelRecord<AccountId32>);
	let cases: [(&str, Change, Change); 4] = [
		(
			"wrong_payee",
			|record| record.payee = AccountId32::new([3; 32]),
			|record| record.payee = worker_key().account(),
		),
		("channel_not_batched", |record| record.batched = false, |record| record.batched = true),
		(
			"channel_closing",
			|record| record.closing_at = Some(9),
			|record| record.closing_at = None,
		),
		("deposit_too_small", |record| record.deposit = 100, |record| record.deposit = DEPOSIT),
	];
	let market = Market::new().await;
	for (code, change, back) in cases {
		market.change(0, change);
		let refused = market.payers[0].ask(market.http(), 0, &question("Why?")).await;
		assert_eq!(refused.error(REQUIRED), code);
		let terms = standing_of(&refused);
		assert_eq!(terms.worker, worker_key().account(), "{code}");
		market.change(0, back);
	}
	market.world.node.records.lock().unwrap().channels.clear();
	let refused = market.payers[0].ask(market.http(), 0, &question("Why?")).await;
	assert_eq!(refused.error(REQUIRED), "channel_unknown");
}

#[tokio::test]
async fn payment_is_refused_when_the_signer_has_not_signed_this_body() {
	let market = Market::new().await;
	let [payer, other] = &market.payers[..] else { panic!("two payers") };
	let body = serde_json::to_vec(&question("Why?")).unwrap();
	let mut stolen = payer.payment(0, &body);
	stolen.signature = other.payment(0, &body).signature;
	let elsewhere = payer.payment(0, &serde_json::to_vec(&question("How?")).unwrap());
	for payment in [stolen, elsewhere] {
		let refused = send(market.http(), CHATS, body.clone(), &payment).await;
		assert_eq!(refused.error(REQUIRED), "bad_signature");
	}
}

#[tokio::test]
async fn payment_is_refused_when_its_voucher_is_another_channels_or_chains() {
	let market = Market::new().await;
	let payer = &market.payers[0];
	let first = receipt_of(&payer.ask(market.http(), 0, &question("Why?")).await.ok());
	let body = serde_json::to_vec(&question("How?")).unwrap();
	let right = payer.payment(end_of(&first), &body);
	let mut foreign = right.clone();
	foreign.voucher.as_mut().unwrap().voucher.genesis.0[0] ^= 1;
	let mut other = right.clone();
	other.voucher.as_mut().unwrap().voucher.channel = market.payers[1].channel;
	let mut forged = right.clone();
	forged.voucher.as_mut().unwrap().signature = market.payers[1].voucher(1).signature;
	let mut none = right.clone();
	none.voucher = None;
	for (payment, code) in [
		(foreign, "wrong_chain"),
		(other, "wrong_channel"),
		(forged, "bad_signature"),
		(none, "receipt_unpaid"),
	] {
		let refused = send(market.http(), CHATS, body.clone(), &payment).await;
		assert_eq!(refused.error(REQUIRED), code);
	}
	receipt_of(&send(market.http(), CHATS, body, &right).await.ok());
}

#[tokio::test]
async fn payment_is_refused_when_more_is_paid_than_was_signed_for() {
	let market = Market::new().await;
	let refused = market.payers[0].ask(market.http(), 5, &question("Why?")).await;
	assert_eq!(refused.error(REQUIRED), "paid_too_much");
	// The chain has redeemed what this server never signed for: another one did.
	receipt_of(&market.payers[0].ask(market.http(), 0, &question("Why?")).await.ok());
	market.change(0, |record| record.redeemed = 500_000);
	let refused = market.payers[0].ask(market.http(), 500_000, &question("How?")).await;
	assert_eq!(refused.error(REQUIRED), "paid_too_much");
}

#[tokio::test]
async fn payment_is_refused_when_the_header_is_none() {
	let market = Market::new().await;
	let body = serde_json::to_vec(&question("Why?")).unwrap();
	for header in ["", "%%%", "e30=", "bm90IGpzb24="] {
		let refused = market.http().post_with(CHATS, body.clone(), (HEADER, header)).await;
		assert_eq!(refused.error(REQUIRED), "payment_invalid", "{header:?}");
	}
}

#[tokio::test]
async fn payment_is_refused_when_the_model_has_no_price() {
	let market = Market::new().await;
	let base = market.world.node.records.lock().unwrap().artifacts[&BASE].clone();
	market.world.register(artifact(ArtifactId(2), ArtifactKind::BaseModel, base.manifest));
	for model in ["base", "2", "gpt-4"] {
		let mut body = question("Why?");
		body["model"] = model.into();
		let refused = market.payers[0].ask(market.http(), 0, &body).await;
		let code = refused.json()["error"]["code"].as_str().unwrap().to_owned();
		// A name that is none is none whether it is paid for or not.
		assert!(code == "not_for_sale" || model == "gpt-4" && code == "model_not_found", "{code}");
	}
}

#[tokio::test]
async fn payment_is_refused_when_several_adapters_are_to_answer() {
	let market = Market::new().await;
	let mut body = question("Why?");
	body["adapters"] = serde_json::json!([{ "model": "0", "weight": 1.0 }]);
	let refused = market.payers[0].ask(market.http(), 0, &body).await;
	assert_eq!(refused.error(StatusCode::BAD_REQUEST), "unsupported_parameter");
}

#[tokio::test]
async fn payment_is_refused_when_the_worker_cannot_settle_it() {
	let market = Market::new().await;
	market.change_account(|account| account.terms.engine_version = 2);
	let refused = market.payers[0].ask(market.http(), 0, &question("Why?")).await;
	assert_eq!(refused.error(StatusCode::SERVICE_UNAVAILABLE), "engine_outdated");
	market.world.node.records.lock().unwrap().accounts.clear();
	let refused = market.payers[0].ask(market.http(), 0, &question("Why?")).await;
	assert_eq!(refused.error(StatusCode::SERVICE_UNAVAILABLE), "no_account");
}

#[tokio::test]
async fn channel_is_for_one_artifact_and_its_terms_until_its_receipts_are_on_chain() {
	let market = Market::new().await;
	let payer = &market.payers[0];
	let base = market.world.node.records.lock().unwrap().artifacts[&BASE].clone();
	let mut second = artifact(ArtifactId(2), ArtifactKind::BaseModel, base.manifest);
	second.prices = base.prices;
	market.world.register(second);
	let end = end_of(&receipt_of(&payer.ask(market.http(), 0, &question("Why?")).await.ok()));
	let mut body = question("How?");
	body["model"] = "2".into();
	let refused = payer.ask(market.http(), end, &body).await;
	assert_eq!(refused.error(StatusCode::CONFLICT), "other_artifact");
	market.change_account(|account| account.terms.min_words = 7);
	let refused = payer.ask(market.http(), end, &question("How?")).await;
	assert_eq!(refused.error(StatusCode::CONFLICT), "old_terms");
	// The voucher came with a request that was refused, and pays nevertheless.
	market.change(0, |record| record.redeemed = end);
	receipt_of(&payer.ask(market.http(), end, &body).await.ok());
}

#[tokio::test]
async fn unpaid_chat_is_refused_when_payment_is_required() {
	let market = Market::with(|options| options.require_payment = true).await;
	let refused = market.http().post(CHATS, &question("Why?")).await;
	assert_eq!(refused.error(REQUIRED), "payment_required");
	receipt_of(&market.payers[0].ask(market.http(), 0, &question("Why?")).await.ok());
}

#[tokio::test]
async fn payment_is_refused_when_the_server_has_no_key() {
	let market = Market::new().await;
	let plain = World::new().await;
	let refused = market.payers[0].ask(plain.http(), 0, &question("Why?")).await;
	assert_eq!(refused.error(StatusCode::BAD_REQUEST), "payments_not_taken");
	let refused = plain.http().get("/v1/receipts/4").await;
	assert_eq!(refused.error(StatusCode::BAD_REQUEST), "payments_not_taken");
}

#[tokio::test]
async fn server_refuses_to_start_when_nobody_could_be_paid() {
	let store = TempDir::new().unwrap();
	let mut options = options(store.path(), "http://127.0.0.1:1".into());
	options.require_payment = true;
	assert!(matches!(Server::start(options).await, Err(ServerError::WorkerKeyRequired)));
}

#[tokio::test]
async fn server_refuses_to_start_when_the_receipts_are_another_workers() {
	let market = Market::new().await;
	let (node, store) = market.world.stop().await;
	let mut options = options(store.path(), node.url());
	options.worker_key = Some(WorkerKey::from_uri("//Other").unwrap());
	let error = Server::start(options).await.err().expect("it does not start").to_string();
	assert!(error.contains("another worker's"), "{error}");
}

#[test]
fn key_is_read_from_a_secret_uri_and_from_a_keystore() {
	let folder = TempDir::new().unwrap();
	let path = folder.path().join("key");
	for text in ["//Worker\n", "\"//Worker\""] {
		fs::write(&path, text).unwrap();
		assert_eq!(WorkerKey::read(&path).unwrap().account(), worker_key().account());
	}
	fs::write(&path, "not a secret").unwrap();
	let error = WorkerKey::read(&path).unwrap_err();
	assert!(matches!(error, KeyError::NotSecret), "{error}");
	assert!(matches!(WorkerKey::read(&folder.path().join("none")), Err(KeyError::Io { .. })));
}
