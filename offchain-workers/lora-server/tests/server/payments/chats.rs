// SPDX-License-Identifier: Apache-2.0
//! Chats and completions that are paid for.

use super::market::{
	end_of, header_of, question, receipt_of, standing_of, worker_key, Market, CHATS, PRICES,
};
use axum::http::StatusCode;
use openledger_lora_server::{api::Token, payments::Receipt};
use openledger_primitives::{
	commitment::ContentCommitment, ids::ContributionId, payment::HEADER, vector::AttributionVector,
	Balance,
};
use polkadot_sdk::sp_core::H256;
use serde_json::{json, Value};
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream, time};

const DOG: &str = "What is a dog?";

fn with(mut body: Value, name: &str, value: Value) -> Value {
	body[name] = value;
	body
}

/// The chunks of a stream, without the closing mark.
fn chunks(text: &str) -> Vec<Value> {
	let mut lines = text.lines().filter_map(|line| line.strip_prefix("data: ")).collect::<Vec<_>>();
	assert_eq!(lines.pop(), Some("[DONE]"));
	lines.into_iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn said(chunks: &[Value]) -> String {
	chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect()
}

/// What a server says that a channel owes.
async fn owed(market: &Market, payer: usize) -> (Balance, Option<Receipt>) {
	let channel = market.payers[payer].channel;
	let answer = market.http().get(&format!("/v1/receipts/{channel}")).await.ok();
	let owed = answer["standing"]["owed"].as_str().unwrap().parse().unwrap();
	(owed, serde_json::from_value(answer["standing"]["receipt"].clone()).unwrap())
}

#[tokio::test]
async fn paid_chat_comes_with_a_receipt_that_the_worker_signed() {
	let market = Market::new().await;
	let answer = market.payers[0].ask(market.http(), 0, &question(DOG)).await.ok();
	let receipt = receipt_of(&answer);
	assert!(receipt.is_signed());
	let statement = &receipt.statement;
	assert_eq!(statement.worker, worker_key().account());
	assert_eq!((statement.artifact.0, statement.engine_version, statement.min_words), (0, 1, 6));
	let stated = &statement.receipt;
	stated.validate().unwrap();
	let tokens = |name: &str| u32::try_from(answer["usage"][name].as_u64().unwrap()).unwrap();
	assert_eq!(stated.input_tokens, tokens("prompt_tokens"));
	assert_eq!(stated.output_tokens, tokens("completion_tokens"));
	assert_eq!(Some(stated.fee), PRICES.fee(stated.input_tokens, stated.output_tokens));
	assert_eq!(stated.cumulative, stated.fee);
	assert_eq!(stated.input, ContentCommitment::of_document(DOG).unwrap());
	let text = answer["choices"][0]["message"]["content"].as_str().unwrap();
	assert_eq!(stated.output, ContentCommitment::of_document(text).unwrap());
	assert_eq!(
		(&stated.vector, stated.evidence_root),
		(&AttributionVector::unattributed(), H256::zero())
	);
}

#[tokio::test]
async fn paid_chat_says_what_an_unpaid_one_says() {
	let market = Market::new().await;
	let unpaid = market.http().post(CHATS, &question(DOG)).await.ok();
	let paid = market.payers[0].ask(market.http(), 0, &question(DOG)).await.ok();
	assert_eq!(paid["choices"], unpaid["choices"]);
	assert!(unpaid.get("openledger").is_none());
}

#[tokio::test]
async fn paid_chat_is_attributed_when_the_model_goes_back_to_a_snapshot() {
	let market = Market::new().await;
	let first = market.payers[0].ask(market.http(), 0, &question(DOG)).await.ok();
	let text = first["choices"][0]["message"]["content"].as_str().unwrap().to_owned();
	// Now somebody has written this before.
	let words = openledger_primitives::text::canonicalize(&text);
	market.change_account(|account| account.terms.min_words = 2);
	market.train_on(ContributionId(7), &words).await;
	let payer = &market.payers[1];
	let answer = payer.ask(market.http(), 0, &question(DOG)).await.ok();
	let receipt = receipt_of(&answer).statement.receipt;
	assert_eq!(receipt.vector.shares[0].contribution, ContributionId(7));
	let path = format!("/v1/receipts/{}/{}/evidence", payer.channel, receipt.cumulative);
	let evidence = market.http().get(&path).await.ok();
	assert_eq!(evidence["evidence_root"], serde_json::to_value(receipt.evidence_root).unwrap());
	assert_eq!(evidence["answer"], words);
	let stored = market.http().get(&format!("/v1/content/{:?}", receipt.output.root)).await;
	assert_eq!(stored.text(), words);
}

#[tokio::test]
async fn next_chat_is_answered_when_a_voucher_pays_for_the_last_one() {
	let market = Market::new().await;
	let payer = &market.payers[0];
	let first = receipt_of(&payer.ask(market.http(), 0, &question(DOG)).await.ok());
	let second = payer.ask(market.http(), end_of(&first), &question("What is a cat?")).await.ok();
	let second = receipt_of(&second).statement.receipt;
	assert_eq!(second.start(), Some(end_of(&first)));
	// Without the voucher, or the receipt's number, nothing more is said.
	let unpaid = payer.ask(market.http(), end_of(&first), &question("What is a cow?")).await;
	assert_eq!(unpaid.error(StatusCode::PAYMENT_REQUIRED), "receipt_unpaid");
	let standing = standing_of(&unpaid).standing.unwrap();
	assert_eq!((standing.owed, standing.paid), (second.cumulative, end_of(&first)));
	assert_eq!(standing.receipt.unwrap().statement.receipt, second);
}

#[tokio::test]
async fn next_chat_needs_no_voucher_when_it_was_handed_in_before() {
	let market = Market::new().await;
	let payer = &market.payers[0];
	let first = receipt_of(&payer.ask(market.http(), 0, &question(DOG)).await.ok());
	let voucher = serde_json::to_value(payer.voucher(end_of(&first))).unwrap();
	for _ in 0..2 {
		let told = market.http().post("/v1/vouchers", &voucher).await.ok();
		assert_eq!(told["standing"]["paid"], end_of(&first).to_string());
	}
	let body = serde_json::to_vec(&question("What is a cat?")).unwrap();
	let mut payment = payer.payment(end_of(&first), &body);
	payment.voucher = None;
	receipt_of(&super::market::send(market.http(), CHATS, body, &payment).await.ok());
}

#[tokio::test]
async fn voucher_is_refused_by_name_when_it_does_not_pay_for_the_last_answer() {
	let market = Market::new().await;
	let [payer, other] = &market.payers[..] else { panic!("two payers") };
	let first = receipt_of(&payer.ask(market.http(), 0, &question(DOG)).await.ok());
	let right = payer.voucher(end_of(&first));
	let http = market.http();
	let post = |voucher: Value| async move {
		http.post("/v1/vouchers", &voucher).await.error(StatusCode::PAYMENT_REQUIRED)
	};
	let json = |voucher| serde_json::to_value(voucher).unwrap();
	let mut foreign = right.clone();
	foreign.voucher.genesis = H256::zero();
	let mut unknown = right.clone();
	unknown.voucher.channel.0 = 77;
	let forged = openledger_lora_server::payments::Voucher {
		signature: other.voucher(end_of(&first)).signature,
		..right.clone()
	};
	assert_eq!(post(json(foreign)).await, "wrong_chain");
	assert_eq!(post(json(unknown)).await, "channel_unknown");
	assert_eq!(post(json(forged)).await, "bad_signature");
	assert_eq!(post(json(payer.voucher(end_of(&first) - 1))).await, "receipt_unpaid");
	assert_eq!(post(json(payer.voucher(end_of(&first) + 1))).await, "paid_too_much");
	let (_, newest) = owed(&market, 0).await;
	assert_eq!(newest, Some(first));
}

#[tokio::test]
async fn same_request_is_answered_with_the_same_when_its_answer_was_lost() {
	let market = Market::new().await;
	let body = with(question(DOG), "temperature", json!(1.5));
	let first = market.payers[0].ask(market.http(), 0, &body).await.ok();
	let again = market.payers[0].ask(market.http(), 0, &body).await.ok();
	assert_eq!(receipt_of(&again), receipt_of(&first));
	assert_eq!((&again["choices"], &again["usage"]), (&first["choices"], &first["usage"]));
	let market = market.restart().await;
	let again = market.payers[0].ask(market.http(), 0, &body).await.ok();
	assert_eq!(receipt_of(&again), receipt_of(&first));
	assert_eq!(again["choices"], first["choices"]);
	assert_eq!(owed(&market, 0).await, (end_of(&receipt_of(&first)), Some(receipt_of(&first))));
}

#[tokio::test]
async fn streamed_chat_has_its_receipt_in_the_last_chunk() {
	let market = Market::new().await;
	let body = with(question(DOG), "stream", json!(true));
	let first = market.payers[0].ask(market.http(), 0, &body).await;
	let first = chunks(&first.text());
	let receipt = receipt_of(first.last().unwrap());
	assert!(receipt.is_signed());
	let output = ContentCommitment::of_document(&said(&first)).unwrap();
	assert_eq!(receipt.statement.receipt.output, output);
	let others = first.iter().filter(|chunk| chunk.get("openledger").is_some());
	assert_eq!(others.count(), 1);
	// Asked again, all is said again.
	let again = chunks(&market.payers[0].ask(market.http(), 0, &body).await.text());
	assert_eq!((said(&again), receipt_of(again.last().unwrap())), (said(&first), receipt));
}

#[tokio::test]
async fn streamed_chat_is_owed_and_can_be_fetched_when_its_client_went_away() {
	let market = Market::new().await;
	let payer = &market.payers[0];
	let body = with(with(question(DOG), "stream", json!(true)), "max_tokens", json!(64));
	let bytes = serde_json::to_vec(&body).unwrap();
	let header = header_of(&payer.payment(0, &bytes));
	let mut socket = TcpStream::connect(market.http().address()).await.unwrap();
	let head = format!(
		"POST {CHATS} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{HEADER}: {header}\r\n\
		 content-length: {}\r\n\r\n",
		bytes.len(),
	);
	socket.write_all(&[head.as_bytes(), &bytes].concat()).await.unwrap();
	socket.readable().await.unwrap();
	drop(socket);
	let ending = async {
		while owed(&market, 0).await.0 == 0 {
			time::sleep(Duration::from_millis(20)).await;
		}
	};
	time::timeout(Duration::from_secs(60), ending).await.expect("it is completed");
	let (end, receipt) = owed(&market, 0).await;
	let fetched = chunks(&payer.ask(market.http(), 0, &body).await.text());
	assert_eq!(receipt, Some(receipt_of(fetched.last().unwrap())));
	assert_eq!(end_of(&receipt_of(fetched.last().unwrap())), end);
	assert!(!said(&fetched).is_empty());
}

#[tokio::test]
async fn completion_is_paid_for_when_its_prompt_is_one_text() {
	let market = Market::new().await;
	let payer = &market.payers[0];
	let ask = |prompt: Value| json!({ "model": "0", "prompt": prompt, "max_tokens": 4 });
	let path = "/v1/completions";
	let answer = payer.ask_at(market.http(), path, 0, &ask(json!("A dog is"))).await.ok();
	let receipt = receipt_of(&answer).statement.receipt;
	assert_eq!(receipt.input, ContentCommitment::of_document("A dog is").unwrap());
	let text = answer["choices"][0]["text"].as_str().unwrap();
	assert_eq!(receipt.output, ContentCommitment::of_document(text).unwrap());
	for prompt in [json!([1, 2, 3]), json!(["one", "two"])] {
		let refused = payer.ask_at(market.http(), path, receipt.cumulative, &ask(prompt)).await;
		assert_eq!(refused.error(StatusCode::BAD_REQUEST), "invalid_value");
	}
	let mut body = ask(json!("A cat is"));
	body["stream"] = json!(true);
	let streamed = payer.ask_at(market.http(), path, receipt.cumulative, &body).await.text();
	let streamed = receipt_of(chunks(&streamed).last().unwrap());
	assert_eq!(streamed.statement.receipt.start(), Some(receipt.cumulative));
}

#[tokio::test]
async fn one_of_two_chats_is_answered_when_both_are_asked_at_once_on_one_channel() {
	let market = Market::new().await;
	let payer = &market.payers[0];
	let [one, other] =
		[1, 2].map(|i| with(question(&format!("What is {i}?")), "max_tokens", json!(64)));
	let (first, second) =
		tokio::join!(payer.ask(market.http(), 0, &one), payer.ask(market.http(), 0, &other));
	let (won, lost) =
		if first.status == StatusCode::OK { (first, second) } else { (second, first) };
	receipt_of(&won.ok());
	let code = lost.json()["error"]["code"].as_str().unwrap().to_owned();
	// The other one came while the first was under way, or after it.
	assert!(code == "channel_busy" || code == "receipt_unpaid", "{code}");
}

#[tokio::test]
async fn chats_of_two_channels_are_answered_side_by_side() {
	let market = Market::new().await;
	let body = question(DOG);
	let (first, second) = tokio::join!(
		market.payers[0].ask(market.http(), 0, &body),
		market.payers[1].ask(market.http(), 0, &body),
	);
	let (first, second) = (receipt_of(&first.ok()), receipt_of(&second.ok()));
	assert_eq!(first.statement.receipt.output, second.statement.receipt.output);
	assert_ne!(first.statement.receipt.channel, second.statement.receipt.channel);
}

#[tokio::test]
async fn answer_has_no_receipt_when_it_costs_nothing() {
	let market = Market::new().await;
	let free = openledger_primitives::fee::PriceList::default();
	let artifact = crate::world::BASE;
	market.world.node.records.lock().unwrap().artifacts.get_mut(&artifact).unwrap().prices =
		Some(free);
	let answer = market.payers[0].ask(market.http(), 0, &question(DOG)).await.ok();
	assert_eq!(answer["openledger"], json!({ "receipt": null }));
	assert_eq!(owed(&market, 0).await, (0, None));
}

#[tokio::test]
async fn payment_stands_for_the_token_when_the_server_asks_for_one() {
	let secret = "correct-horse-battery-staple";
	let market = Market::with(|options| options.token = Some(Token::new(secret).unwrap())).await;
	let world = &market.world;
	let base = world.http().with_token(secret).get("/v1/base").await.ok();
	let manifest = serde_json::from_value(base["commitment"].clone()).unwrap();
	let kind = openledger_primitives::records::ArtifactKind::BaseModel;
	let mut artifact = crate::world::artifact(crate::world::BASE, kind, manifest);
	artifact.prices = Some(PRICES);
	world.register(artifact);
	receipt_of(&market.payers[0].ask(market.http(), 0, &question(DOG)).await.ok());
	let path = format!("/v1/receipts/{}", market.payers[0].channel);
	market.http().get(&path).await.ok();
	for (path, body) in [(CHATS, question(DOG)), ("/v1/batches", json!({}))] {
		let refused = market.http().post(path, &body).await;
		assert_eq!(refused.error(StatusCode::UNAUTHORIZED), "invalid_api_key", "{path}");
	}
}
