// SPDX-License-Identifier: Apache-2.0
//! Batches over HTTP: made, posted, final or void.

use super::market::{end_of, question, receipt_of, worker_key, Market, Payer};
use crate::world::GENESIS;
use axum::http::StatusCode;
use openledger_primitives::{
	ids::{BatchId, ContributionId},
	receipts::{BatchFraud, BatchLeaves, Posted, Redemption},
	Balance,
};
use polkadot_sdk::sp_runtime::MultiSignature;
use serde_json::{json, Value};

/// Asks `number` questions after `end`, and pays for all. Returns where the receipts end.
async fn chat(market: &Market, payer: &Payer, mut end: Balance, number: u32) -> Balance {
	for question_number in 0..number {
		let body = question(&format!("What is {question_number}?"));
		end = end_of(&receipt_of(&payer.ask(market.http(), end, &body).await.ok()));
	}
	let voucher = serde_json::to_value(payer.voucher(end)).unwrap();
	market.http().post("/v1/vouchers", &voucher).await.ok();
	end
}

async fn leaves(market: &Market, batch: &str) -> BatchLeaves {
	let answer = market.http().get(&format!("/v1/batches/{batch}/leaves")).await;
	serde_json::from_value(answer.ok()).unwrap()
}

#[tokio::test]
async fn batch_has_all_that_is_paid_for_and_nothing_is_wrong_with_it() {
	let market = Market::new().await;
	market.train_on(ContributionId(7), "nobody says anything of this kind here").await;
	let [ada, ben] = &market.payers[..] else { panic!("two payers") };
	let (first, second) = (chat(&market, ada, 0, 3).await, chat(&market, ben, 0, 2).await);
	// This one is not paid for yet.
	receipt_of(&ada.ask(market.http(), first, &question("Unpaid?")).await.ok());
	let batch = market.propose().await;
	assert_eq!((batch.header.receipts.leaves, batch.total), (5, first + second));
	assert_eq!(batch.waiting, 0);
	let leaves = leaves(&market, &format!("{:?}", batch.header.receipts.root)).await;
	assert_eq!(leaves.header(), Some(batch.header));
	let redemptions = [(ada, first), (ben, second)].map(|(payer, amount)| Redemption {
		channel: payer.channel,
		payer: payer.account(),
		before: 0,
		amount,
	});
	let worker = worker_key().account();
	let posted = Posted {
		genesis: GENESIS,
		worker: &worker,
		header: &batch.header,
		redemptions: &redemptions,
	};
	let fraud: Option<BatchFraud<MultiSignature>> = leaves.find_fraud(&posted, |_| true);
	assert_eq!(fraud, None);
	// Asked again, nothing else comes.
	assert_eq!(market.propose().await, batch);
	assert_eq!(market.batches().await, [(Value::Null, json!("proposed"))]);
}

#[tokio::test]
async fn batch_is_followed_to_its_end_and_the_next_one_stands_on_it() {
	let market = Market::new().await;
	let ada = &market.payers[0];
	let end = chat(&market, ada, 0, 1).await;
	let said = market.http().get(&format!("/v1/receipts/{}", ada.channel)).await.ok();
	assert_eq!(said["standing"]["paid"], end.to_string());
	market.change_account(|account| account.terms.min_words = 6);
	let first = market.propose().await;
	market.post(BatchId(3), &first);
	let pending = market.http().post("/v1/batches", &json!({})).await;
	assert_eq!(pending.error(StatusCode::CONFLICT), "batch_pending");
	assert_eq!(market.batches().await, [(json!(3), json!("pending"))]);
	assert_eq!(leaves(&market, "3").await.header(), Some(first.header));
	// Chats go on meanwhile.
	let next = chat(&market, ada, end, 2).await;
	market.end(BatchId(3), true);
	let market = market.restart().await;
	let second = market.propose().await;
	assert_eq!(second.total, next - end);
	assert_eq!((second.vouchers[0].before, second.vouchers[0].cumulative), (end, next));
	assert_eq!(second.header.previous, first.header.distribution);
	// Nobody is named in it, so that its end is not told by the distribution.
	assert_eq!(market.batches().await[1], (json!(3), json!("over")));
	market.post(BatchId(4), &second);
	market.end(BatchId(4), true);
	let nothing = market.http().post("/v1/batches", &json!({})).await;
	assert_eq!(nothing.error(StatusCode::CONFLICT), "nothing_to_settle");
}

#[tokio::test]
async fn batch_takes_up_the_receipts_again_when_the_last_one_was_never_posted() {
	let market = Market::new().await;
	let ada = &market.payers[0];
	let end = chat(&market, ada, 0, 1).await;
	let first = market.propose().await;
	let next = chat(&market, ada, end, 1).await;
	let second = market.propose().await;
	assert_eq!((first.total, second.total), (end, next));
	// The first is posted after all: what is left goes into the next.
	market.post(BatchId(0), &first);
	assert_eq!(market.batches().await, [(json!(0), json!("pending"))]);
	market.end(BatchId(0), true);
	let third = market.propose().await;
	assert_eq!((third.vouchers[0].before, third.vouchers[0].cumulative), (end, next));
}

#[tokio::test]
async fn contributors_sums_grow_when_a_batch_is_final_and_not_when_it_is_void() {
	let market = Market::new().await;
	let ada = &market.payers[0];
	let first = ada.ask(market.http(), 0, &question("What is a dog?")).await.ok();
	let words = first["choices"][0]["message"]["content"].as_str().unwrap();
	let words = openledger_primitives::text::canonicalize(words);
	let end = end_of(&receipt_of(&first));
	// From now on the same answer rests on somebody's words.
	market.train_on(ContributionId(7), &words).await;
	let least = 6.min(u32::try_from(words.split(' ').count()).unwrap());
	let ben = &market.payers[1];
	market.change_account(|account| account.terms.min_words = least);
	let named = receipt_of(&ben.ask(market.http(), 0, &question("What is a dog?")).await.ok());
	assert_eq!(named.statement.receipt.vector.shares[0].contribution, ContributionId(7));
	let paid = end_of(&named);
	let voucher = serde_json::to_value(ben.voucher(paid)).unwrap();
	market.http().post("/v1/vouchers", &voucher).await.ok();

	let request = json!({ "except": [ada.channel] });
	let proposed = market.http().post("/v1/batches", &request).await.ok();
	let void = serde_json::from_value(proposed).unwrap();
	market.post(BatchId(1), &void);
	assert_eq!(market.batches().await[0], (json!(1), json!("pending")));
	market.end(BatchId(1), false);
	assert_eq!(market.batches().await[0], (json!(1), json!("void")));

	// Its payers were refunded, and the channel goes on from there.
	let body = question("What is a dog?");
	let next = end_of(&receipt_of(&ben.ask(market.http(), paid, &body).await.ok()));
	let voucher = serde_json::to_value(ben.voucher(next)).unwrap();
	market.http().post("/v1/vouchers", &voucher).await.ok();
	let proposed = market.http().post("/v1/batches", &request).await.ok();
	let batch = serde_json::from_value(proposed).unwrap();
	market.post(BatchId(2), &batch);
	assert_eq!(market.batches().await[0], (json!(2), json!("pending")));
	market.end(BatchId(2), true);
	assert_eq!(market.batches().await[0], (json!(2), json!("final")));
	let sums = leaves(&market, "2").await.distribution;
	assert_eq!((sums.len(), sums[0].contribution), (1, ContributionId(7)));
	assert_eq!(sums[0].cumulative, batch.header.distribution.total);
	assert!(end > 0);
}

#[tokio::test]
async fn batch_is_refused_by_name_when_the_distribution_was_made_elsewhere() {
	let market = Market::new().await;
	chat(&market, &market.payers[0], 0, 1).await;
	{
		let mut records = market.world.node.records.lock().unwrap();
		let distribution = records.distributions.get_mut(&super::market::DISTRIBUTION).unwrap();
		distribution.active.leaves = 1;
	}
	let refused = market.http().post("/v1/batches", &json!({})).await;
	assert_eq!(refused.error(StatusCode::CONFLICT), "distribution_unknown");
}

#[tokio::test]
async fn leaves_are_refused_when_no_such_batch_was_made_here() {
	let market = Market::new().await;
	for (batch, status, code) in [
		("7", StatusCode::NOT_FOUND, "batch_unknown"),
		("0x12", StatusCode::BAD_REQUEST, "invalid_hash"),
		("seven", StatusCode::BAD_REQUEST, "invalid_batch"),
	] {
		let refused = market.http().get(&format!("/v1/batches/{batch}/leaves")).await;
		assert_eq!(refused.error(status), code);
	}
}
