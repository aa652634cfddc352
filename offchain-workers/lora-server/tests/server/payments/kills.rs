// SPDX-License-Identifier: Apache-2.0
//! The program itself, killed in the middle of answers that are paid for.

use super::market::{
	end_of, header_of, open, question, receipt_of, worker_key, Payer, CHATS, PRICES,
};
use crate::{
	child::Child,
	client::Http,
	node::{Node, Records},
	world::{artifact, BASE, GENESIS},
};
use axum::http::StatusCode;
use openledger_lora_server::payments::Receipt;
use openledger_primitives::{payment::HEADER, records::ArtifactKind, Balance};
use std::{
	fs,
	sync::{Arc, Mutex},
	time::Duration,
};
use tempfile::TempDir;
use tokio::{task::JoinSet, time};

/// Asks and pays until the server is gone. What was not answered is asked again later.
async fn spend(
	payer: Arc<Payer>,
	http: Http,
	end: Arc<Mutex<Balance>>,
	seen: Arc<Mutex<Vec<Receipt>>>,
) {
	loop {
		let cumulative = *end.lock().unwrap();
		let body = serde_json::to_vec(&question(&format!("What is {cumulative}?"))).unwrap();
		let header = header_of(&payer.payment(cumulative, &body));
		let Some(answer) = http.try_post_with(CHATS, body, (HEADER, &header)).await else { return };
		match answer.status {
			StatusCode::OK => {
				let receipt = receipt_of(&answer.json());
				*end.lock().unwrap() = end_of(&receipt);
				seen.lock().unwrap().push(receipt);
			},
			StatusCode::CONFLICT => time::sleep(Duration::from_millis(20)).await,
			_ => panic!("{}: {}", answer.status, answer.text()),
		}
	}
}

#[tokio::test]
async fn no_stretch_is_signed_twice_when_the_process_is_killed_at_any_moment() {
	let node = Node::start(Records { genesis: GENESIS, ..Records::default() }).await;
	let folder = TempDir::new().unwrap();
	let (store, key) = (folder.path().join("store"), folder.path().join("key"));
	fs::write(&key, "//Worker").unwrap();
	let options = ["--worker-key-file", key.to_str().unwrap()];
	let payers = open(&node).into_iter().map(Arc::new).collect::<Vec<_>>();
	let accounts = payers
		.into_iter()
		.map(|payer| (payer, Arc::new(Mutex::new(0)), Arc::new(Mutex::new(Vec::new()))))
		.collect::<Vec<_>>();
	for life in 0..3u64 {
		let child = Child::start(&store, &node.url(), &options);
		let base = child.http.get("/v1/base").await.ok();
		let manifest = serde_json::from_value(base["commitment"].clone()).unwrap();
		let mut record = artifact(BASE, ArtifactKind::BaseModel, manifest);
		record.prices = Some(PRICES);
		node.records.lock().unwrap().artifacts.insert(BASE, record);
		let mut clients = JoinSet::new();
		for (payer, end, seen) in &accounts {
			let http = child.http.clone();
			clients.spawn(spend(payer.clone(), http, end.clone(), seen.clone()));
		}
		time::sleep(Duration::from_millis(1500 + 171 * life)).await;
		child.kill();
		clients.join_all().await;
	}
	let child = Child::start(&store, &node.url(), &options);
	for (payer, end, seen) in accounts {
		let receipts = seen.lock().unwrap().clone();
		assert!(!receipts.is_empty(), "something was answered");
		let mut last = 0;
		for Receipt { statement, .. } in &receipts {
			assert_eq!(statement.receipt.start(), Some(last), "they tile the channel");
			assert_eq!(statement.worker, worker_key().account());
			last = statement.receipt.cumulative;
		}
		// The server has that one, or the next one, which was lost and is given when it is asked for again.
		let body = question(&format!("What is {last}?"));
		assert_eq!(last, *end.lock().unwrap());
		let next = receipt_of(&payer.ask(&child.http, last, &body).await.ok());
		assert_eq!(next.statement.receipt.start(), Some(last));
	}
}
