// SPDX-License-Identifier: Apache-2.0
//! The till against a worker that speaks the protocol over HTTP, and may lie or lose answers.

#![allow(clippy::unwrap_used)]

use super::*;
use axum::{
	extract::{Path, State},
	http::HeaderMap,
	routing::{get, post},
	Router,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	payment::{PaidAnswer, SignedReceipt, Standing},
	receipts::{Receipt, Statement},
	vector::AttributionVector,
};
use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	sp_runtime::{
		traits::{BlakeTwo256, Hash},
		Perbill,
	},
};
use serde_json::{json, Value};
use std::sync::Mutex as Shared;
use tokio::net::TcpListener;

const GENESIS: H256 = H256::repeat_byte(1);
const CHANNEL: ChannelId = ChannelId(4);
const PRICES: PriceList = PriceList { base: 100, per_1k_input: 1_000, per_1k_output: 2_000 };
const FEE: Balance = 100 + 2 + 8;

/// What the worker does wrong with the next answer.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
	Nothing,
	/// The receipt is for another answer.
	Answer,
	/// The answer is made and signed, and does not arrive.
	Lost,
	/// It has no time, and says when it will.
	Busy,
}

struct Worker {
	wrong: Wrong,
	owed: Balance,
	paid: Balance,
	receipt: Option<ChainReceipt>,
	/// The last answer: what was paid before it, the hash of what was asked, and the reply.
	last: Option<(Balance, H256, String)>,
	asked: usize,
}

type Serving = Arc<Shared<Worker>>;

fn key() -> sr25519::Pair {
	sr25519::Pair::from_string("//Worker", None).unwrap()
}

fn payer() -> AccountId32 {
	AccountId32::new(Signer::from_uri("//Payer").unwrap().account().0)
}

fn terms(worker: &Worker) -> PaymentTerms<AccountId32, MultiSignature> {
	let Worker { owed, paid, .. } = *worker;
	let receipt = worker.receipt.clone();
	let standing = Some(Standing { channel: CHANNEL, owed, paid, receipt });
	PaymentTerms { worker: key().public().into(), genesis: GENESIS, standing }
}

async fn chat(
	State(worker): State<Serving>,
	headers: HeaderMap,
	body: Bytes,
) -> (StatusCode, HeaderMap, String) {
	let none = HeaderMap::new();
	let mut worker = worker.lock().unwrap();
	worker.asked += 1;
	if worker.wrong == Wrong::Busy {
		let later = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static("7"))]);
		return (StatusCode::TOO_MANY_REQUESTS, later, "{}".into());
	}
	let payment = BASE64_STANDARD.decode(headers.get(HEADER).unwrap()).unwrap();
	let payment: Payment<MultiSignature> = serde_json::from_slice(&payment).unwrap();
	let ask = Ask::new(GENESIS, CHANNEL, payment.cumulative, &body);
	assert!(ask.is_signed_by(&payer(), &payment.signature));
	if let Some(signed) = &payment.voucher {
		assert!(signed.voucher.is_signed_by(&payer(), &signed.signature));
		assert_eq!(signed.voucher.cumulative, payment.cumulative);
		worker.paid = worker.paid.max(payment.cumulative);
	}
	if let Some((before, hash, reply)) = &worker.last {
		if (*before, *hash) == (payment.cumulative, BlakeTwo256::hash(&body)) {
			return (StatusCode::OK, none, reply.clone());
		}
	}
	if payment.cumulative != worker.owed {
		let said = json!({ "error": { "message": "unpaid" }, "openledger": terms(&worker) });
		return (StatusCode::PAYMENT_REQUIRED, none, said.to_string());
	}
	let question = Question::read("/v1/chat/completions", &body).unwrap();
	let said = if worker.wrong == Wrong::Answer { "It is not so." } else { "It is so." };
	let statement = Statement {
		genesis: GENESIS,
		worker: key().public().into(),
		artifact: question.artifact,
		engine_version: 1,
		min_words: 6,
		receipt: Receipt {
			channel: CHANNEL,
			cumulative: worker.owed + FEE,
			fee: FEE,
			input: question.input,
			output: ContentCommitment::of_document(said).unwrap(),
			input_tokens: 2,
			output_tokens: 4,
			vector: AttributionVector { shares: Default::default(), residual: Perbill::one() },
			evidence_root: H256::zero(),
		},
	};
	let signature = MultiSignature::Sr25519(key().sign(&statement.signing_bytes()));
	let receipt = SignedReceipt { statement, signature };
	let paid = PaidAnswer { receipt: Some(receipt.clone()) };
	let reply = if question.stream {
		let piece = |text: &str| json!({ "choices": [{ "delta": { "content": text } }] });
		let end = json!({ "choices": [], "openledger": paid });
		format!(
			"data: {}\n\ndata: {}\n\ndata: {end}\n\ndata: [DONE]\n\n",
			piece("It "),
			piece("is so.")
		)
	} else {
		let message = json!({ "role": "assistant", "content": "It is so." });
		json!({ "choices": [{ "message": message }], "openledger": paid }).to_string()
	};
	worker.last = Some((worker.owed, BlakeTwo256::hash(&body), reply.clone()));
	worker.owed += FEE;
	worker.receipt = Some(receipt);
	match std::mem::replace(&mut worker.wrong, Wrong::Nothing) {
		Wrong::Lost => (StatusCode::BAD_GATEWAY, none, "{}".into()),
		Wrong::Nothing | Wrong::Answer | Wrong::Busy => (StatusCode::OK, none, reply),
	}
}

async fn standing(State(worker): State<Serving>, Path(channel): Path<u64>) -> String {
	assert_eq!(channel, CHANNEL.0);
	serde_json::to_string(&terms(&worker.lock().unwrap())).unwrap()
}

async fn voucher(State(worker): State<Serving>, body: Bytes) -> String {
	let signed: SignedVoucher<MultiSignature> = serde_json::from_slice(&body).unwrap();
	let mut worker = worker.lock().unwrap();
	assert!(signed.voucher.is_signed_by(&payer(), &signed.signature));
	assert!(signed.voucher.cumulative <= worker.owed);
	worker.paid = signed.voucher.cumulative;
	serde_json::to_string(&terms(&worker)).unwrap()
}

/// A worker, a till that pays it, and the folder of its receipts.
async fn stage() -> (Serving, Arc<Till>, tempfile::TempDir) {
	let worker =
		Worker { wrong: Wrong::Nothing, owed: 0, paid: 0, receipt: None, last: None, asked: 0 };
	let worker = Arc::new(Shared::new(worker));
	let app = Router::new()
		.route("/v1/chat/completions", post(chat))
		.route("/v1/receipts/{channel}", get(standing))
		.route("/v1/vouchers", post(voucher))
		.with_state(worker.clone());
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let server = format!("http://{}", listener.local_addr().unwrap());
	tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
	let folder = tempfile::tempdir().unwrap();
	let till = till(&server, folder.path()).await;
	(worker, till, folder)
}

async fn till(server: &str, folder: &std::path::Path) -> Arc<Till> {
	let terms = Terms {
		genesis: GENESIS,
		channel: CHANNEL,
		worker: key().public().into(),
		server: server.into(),
		max_fee: 1_000,
		// Nobody is asked: the prices are known.
		node: "ws://127.0.0.1:1".into(),
	};
	let ledger = Ledger::open(folder, 0).unwrap();
	let till = Till::new(terms, Signer::from_uri("//Payer").unwrap(), ledger).unwrap();
	till.book.lock().await.prices.insert(ArtifactId(3), PRICES);
	Arc::new(till)
}

fn question(text: &str, stream: bool) -> Bytes {
	let messages = json!([{ "role": "user", "content": text }]);
	json!({ "model": "3", "messages": messages, "stream": stream }).to_string().into()
}

async fn ask(till: &Arc<Till>, text: &str) -> Result<Reply, Refusal> {
	till.clone().ask("/v1/chat/completions", question(text, false)).await
}

async fn cumulative(till: &Till) -> Balance {
	till.book.lock().await.ledger.cumulative()
}

#[tokio::test]
async fn answer_is_paid_for_by_the_next_request_and_the_last_when_it_ends() {
	let (worker, till, _folder) = stage().await;
	for text in ["What is it?", "Is it so?", "What is it?"] {
		let Ok(Reply::Whole { status, body, .. }) = ask(&till, text).await else {
			panic!("it is answered");
		};
		let answer: Value = serde_json::from_slice(&body).unwrap();
		assert_eq!(status, StatusCode::OK);
		assert_eq!(answer["choices"][0]["message"]["content"], "It is so.");
	}
	assert_eq!(worker.lock().unwrap().paid, 2 * FEE);
	assert_eq!(till.pay().await.unwrap(), 3 * FEE);
	assert_eq!(worker.lock().unwrap().paid, 3 * FEE);
}

#[tokio::test]
async fn stream_goes_through_as_it_comes_and_its_receipt_is_kept() {
	let (worker, till, _folder) = stage().await;
	let reply = till.clone().ask("/v1/chat/completions", question("What is it?", true)).await;
	let Ok(Reply::Stream(mut pieces)) = reply else { panic!("it is a stream") };
	let mut text = Vec::new();
	while let Some(Ok(piece)) = pieces.recv().await {
		text.extend_from_slice(&piece);
	}
	assert!(text.ends_with(b"data: [DONE]\n\n"));
	assert_eq!(cumulative(&till).await, FEE);
	assert_eq!(worker.lock().unwrap().owed, FEE);
}

#[tokio::test]
async fn stream_is_paid_for_when_its_client_is_gone() {
	let (_worker, till, _folder) = stage().await;
	let reply = till.clone().ask("/v1/chat/completions", question("What is it?", true)).await;
	drop(reply);
	// The next request waits until the stream has ended.
	assert!(ask(&till, "Is it so?").await.is_ok());
	assert_eq!(cumulative(&till).await, 2 * FEE);
}

#[tokio::test]
async fn answer_that_was_lost_is_fetched_and_paid_for_by_the_next_request() {
	let (worker, till, _folder) = stage().await;
	worker.lock().unwrap().wrong = Wrong::Lost;
	let Ok(Reply::Whole { status, .. }) = ask(&till, "What is it?").await else {
		panic!("the refusal is passed on");
	};
	assert_eq!(status, StatusCode::BAD_GATEWAY);
	assert_eq!(cumulative(&till).await, 0);
	let Ok(Reply::Whole { status, .. }) = ask(&till, "Is it so?").await else {
		panic!("it is answered");
	};
	assert_eq!(status, StatusCode::OK);
	assert_eq!((cumulative(&till).await, worker.lock().unwrap().owed), (2 * FEE, 2 * FEE));
}

#[tokio::test]
async fn answer_that_was_lost_is_fetched_after_a_restart() {
	let (worker, till_before, folder) = stage().await;
	worker.lock().unwrap().wrong = Wrong::Lost;
	let _lost = ask(&till_before, "What is it?").await;
	let server = till_before.terms.server.clone();
	drop(till_before);
	let till = till(&server, folder.path()).await;
	assert!(ask(&till, "Is it so?").await.is_ok());
	assert_eq!(cumulative(&till).await, 2 * FEE);
}

#[tokio::test]
async fn nothing_is_paid_any_more_when_a_receipt_is_false() {
	let (worker, till, folder) = stage().await;
	assert!(ask(&till, "What is it?").await.is_ok());
	worker.lock().unwrap().wrong = Wrong::Answer;
	assert!(matches!(ask(&till, "Is it so?").await, Err(Refusal::Distrusted(_))));
	let asked = worker.lock().unwrap().asked;
	assert!(matches!(ask(&till, "Again?").await, Err(Refusal::Distrusted(_))));
	assert_eq!(worker.lock().unwrap().asked, asked);
	assert_eq!(till.pay().await.unwrap(), FEE);
	assert_eq!(std::fs::read_dir(folder.path().join("refused")).unwrap().count(), 1);
}

#[tokio::test]
async fn client_is_told_when_to_ask_again_when_the_worker_is_busy() {
	let (worker, till, _folder) = stage().await;
	worker.lock().unwrap().wrong = Wrong::Busy;
	let Reply::Whole { status, retry_after, .. } = ask(&till, "Is it so?").await.ok().unwrap()
	else {
		panic!("it is no stream")
	};
	assert_eq!(
		(status, retry_after.unwrap().to_str().unwrap()),
		(StatusCode::TOO_MANY_REQUESTS, "7")
	);
	assert_eq!(cumulative(&till).await, 0);
}

#[tokio::test]
async fn question_is_refused_before_it_is_sent_when_it_cannot_be_paid_for() {
	let (worker, till, _folder) = stage().await;
	let body = Bytes::from_static(br#"{"model":"base","messages":[]}"#);
	let refused = till.clone().ask("/v1/chat/completions", body).await;
	assert!(matches!(refused, Err(Refusal::Question(QuestionError::NoArtifact(_)))));
	assert_eq!(worker.lock().unwrap().asked, 0);
}

#[test]
fn receipts_of_a_pending_batch_are_not_settled() {
	let redemption = |channel, before| Redemption {
		channel: ChannelId(channel),
		payer: AccountId32::new([1; 32]),
		before,
		amount: 10,
	};
	let open = [redemption(3, 5), redemption(4, 40)];
	assert_eq!(final_part(50, open.iter(), ChannelId(4)), 40);
	assert_eq!(final_part(50, open.iter(), ChannelId(7)), 50);
}
