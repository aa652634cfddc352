// SPDX-License-Identifier: Apache-2.0
//! A world in which the base model has prices, a worker with an account for batches, and payers with channels.

use crate::{
	client::{Answer, Http},
	node::Node,
	world::{contribution_record, World, BASE, GENESIS},
};
use base64::{engine::general_purpose::STANDARD, Engine};
use codec::Decode;
use openledger_lora_server::{
	payments::{Receipt, Voucher, WorkerKey},
	server::ServerOptions,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	distribution::DistributionRoot,
	fee::{FeeShares, FeeSplit, PriceList},
	ids::{BatchId, ChannelId, ContributionId, DistributionId, SnapshotId},
	payment::{Ask, Payment, PaymentTerms, ProposedBatch, HEADER},
	receipts::{BatchHeader, BatchVoucher, Redemption},
	records::{
		BatchRecord, ChannelRecord, DistributionRecord, ReceiptsAccountRecord, ReceiptsTerms,
	},
	voucher::Voucher as VoucherBody,
	Balance,
};
use polkadot_sdk::{
	sp_core::{sr25519, Pair},
	sp_runtime::{AccountId32, MultiSignature, Perbill},
};
use serde_json::{json, Value};

pub const CHATS: &str = "/v1/chat/completions";
pub const DEPOSIT: Balance = 1_000_000;
pub const DISTRIBUTION: DistributionId = DistributionId(5);
pub const PRICES: PriceList = PriceList { base: 100, per_1k_input: 1_000, per_1k_output: 2_000 };

pub fn worker_key() -> WorkerKey {
	WorkerKey::from_uri("//Worker").unwrap()
}

/// The terms that the worker's account begins with.
pub fn terms() -> ReceiptsTerms {
	let shares = FeeShares {
		protocol: Perbill::from_percent(10),
		worker: Perbill::from_percent(30),
		owners: Perbill::from_percent(10),
		stakers: Perbill::from_percent(10),
		contributors: Perbill::from_percent(40),
	};
	ReceiptsTerms { engine_version: 1, min_words: 6, split: FeeSplit::new(shares).unwrap() }
}

/// Somebody with a channel to the worker.
pub struct Payer {
	pub channel: ChannelId,
	pub pair: sr25519::Pair,
}

impl Payer {
	pub fn account(&self) -> AccountId32 {
		AccountId32::new(self.pair.public().0)
	}

	pub fn voucher(&self, cumulative: Balance) -> Voucher {
		let voucher = VoucherBody { genesis: GENESIS, channel: self.channel, cumulative };
		Voucher { voucher, signature: self.pair.sign(&voucher.signing_bytes()).into() }
	}

	/// What pays for the answer to `body`, once all up to `cumulative` is paid.
	pub fn payment(&self, cumulative: Balance, body: &[u8]) -> Payment<MultiSignature> {
		let ask = Ask::new(GENESIS, self.channel, cumulative, body);
		Payment {
			channel: self.channel,
			cumulative,
			voucher: (cumulative > 0).then(|| self.voucher(cumulative)),
			signature: self.pair.sign(&ask.signing_bytes()).into(),
		}
	}

	/// Asks, and pays for all before.
	pub async fn ask(&self, http: &Http, cumulative: Balance, body: &Value) -> Answer {
		self.ask_at(http, CHATS, cumulative, body).await
	}

	pub async fn ask_at(
		&self,
		http: &Http,
		path: &str,
		cumulative: Balance,
		body: &Value,
	) -> Answer {
		let body = serde_json::to_vec(body).unwrap();
		let payment = self.payment(cumulative, &body);
		send(http, path, body, &payment).await
	}
}

pub async fn send(
	http: &Http,
	path: &str,
	body: Vec<u8>,
	payment: &Payment<MultiSignature>,
) -> Answer {
	let header = header_of(payment);
	http.post_with(path, body, (HEADER, &header)).await
}

pub fn header_of(payment: &Payment<MultiSignature>) -> String {
	STANDARD.encode(serde_json::to_vec(payment).unwrap())
}

pub fn question(text: &str) -> Value {
	json!({
		"model": "0",
		"messages": [{ "role": "user", "content": text }],
		"temperature": 0,
		"max_tokens": 8,
	})
}

/// The receipt that comes with an answer.
pub fn receipt_of(answer: &Value) -> Receipt {
	serde_json::from_value(answer["openledger"]["receipt"].clone()).unwrap()
}

/// How a refusal says that the channel stands.
pub fn standing_of(answer: &Answer) -> PaymentTerms<AccountId32, MultiSignature> {
	serde_json::from_value(answer.json()["openledger"].clone()).unwrap()
}

pub fn end_of(receipt: &Receipt) -> Balance {
	receipt.statement.receipt.cumulative
}

/// A world with payers.
pub struct Market {
	pub world: World,
	pub payers: Vec<Payer>,
}

impl Market {
	pub async fn new() -> Self {
		Self::with(|_| {}).await
	}

	pub async fn with(change: impl FnOnce(&mut ServerOptions)) -> Self {
		let world = World::with(|options| {
			options.worker_key = Some(worker_key());
			change(options);
		})
		.await;
		let payers = open(&world.node);
		Self { world, payers }
	}

	pub fn http(&self) -> &Http {
		self.world.http()
	}

	pub async fn restart(self) -> Self {
		let Self { world, payers } = self;
		let world = world.restart_with(|options| options.worker_key = Some(worker_key())).await;
		Self { world, payers }
	}

	/// Changes what the chain says of a payer's channel.
	pub fn change(&self, payer: usize, change: impl FnOnce(&mut ChannelRecord<AccountId32>)) {
		let mut records = self.world.node.records.lock().unwrap();
		change(records.channels.get_mut(&self.payers[payer].channel).unwrap());
	}

	pub fn change_account(&self, change: impl FnOnce(&mut ReceiptsAccountRecord)) {
		let mut records = self.world.node.records.lock().unwrap();
		change(records.accounts.get_mut(&worker_key().account()).unwrap());
	}

	/// Has the base model go back to a snapshot of one text.
	pub async fn train_on(&self, contribution: ContributionId, text: &str) {
		let stored = self.http().post_bytes("/v1/content", text.to_owned()).await.ok();
		let content: ContentCommitment = serde_json::from_value(stored).unwrap();
		self.world.take_snapshot(SnapshotId(1), vec![contribution_record(contribution, content)]);
		let mut records = self.world.node.records.lock().unwrap();
		records.artifacts.get_mut(&BASE).unwrap().snapshots = vec![SnapshotId(1)];
	}

	/// Asks for the next batch.
	pub async fn propose(&self) -> ProposedBatch<MultiSignature> {
		let answer = self.http().post("/v1/batches", &json!({})).await.ok();
		serde_json::from_value(answer).unwrap()
	}

	/// Posts a batch as the chain would: redeems the vouchers, or panics where the chain would refuse.
	pub fn post(&self, id: BatchId, batch: &ProposedBatch<MultiSignature>) {
		let bytes = hex::decode(batch.arguments.strip_prefix("0x").unwrap()).unwrap();
		let (header, vouchers) =
			<(BatchHeader, Vec<BatchVoucher<MultiSignature>>)>::decode(&mut bytes.as_slice())
				.unwrap();
		assert_eq!((&header, &vouchers), (&batch.header, &batch.vouchers));
		let mut records = self.world.node.records.lock().unwrap();
		assert_eq!(header.previous, records.distributions[&DISTRIBUTION].active);
		let mut redemptions = Vec::new();
		for voucher in vouchers {
			let record = records.channels.get_mut(&voucher.channel).unwrap();
			assert_eq!(voucher.before, record.redeemed);
			let stated = VoucherBody {
				genesis: GENESIS,
				channel: voucher.channel,
				cumulative: voucher.cumulative,
			};
			assert!(stated.is_signed_by(&record.signer, &voucher.signature));
			assert!(voucher.cumulative <= record.deposit && voucher.cumulative > record.redeemed);
			redemptions.push(Redemption {
				channel: voucher.channel,
				payer: record.payer.clone(),
				before: record.redeemed,
				amount: voucher.cumulative - record.redeemed,
			});
			record.redeemed = voucher.cumulative;
		}
		let worker = worker_key().account();
		let account = records.accounts.get_mut(&worker).unwrap();
		assert_eq!(account.pending.replace(id), None);
		let split = account.terms.split;
		let record = BatchRecord { worker, header, redemptions, split, due: 1, closes: 2, open: 0 };
		records.batches.insert(id, record);
	}

	/// Ends a batch: makes it final, or void.
	pub fn end(&self, id: BatchId, is_final: bool) {
		let mut records = self.world.node.records.lock().unwrap();
		let record = records.batches.remove(&id).unwrap();
		records.accounts.get_mut(&record.worker).unwrap().pending = None;
		if is_final {
			records.distributions.get_mut(&DISTRIBUTION).unwrap().active =
				record.header.distribution;
		}
	}

	/// What became of the batches, the newest first: number and state.
	pub async fn batches(&self) -> Vec<(Value, Value)> {
		let listed = self.http().get("/v1/batches").await.ok();
		let batches = listed["batches"].as_array().unwrap().iter();
		batches.map(|batch| (batch["batch"].clone(), batch["state"].clone())).collect()
	}
}

/// Has the chain know the worker's account, prices, and two channels.
pub fn open(node: &Node) -> Vec<Payer> {
	let mut records = node.records.lock().unwrap();
	let worker = worker_key().account();
	// There is none when the server has not told its base model.
	if let Some(base) = records.artifacts.get_mut(&BASE) {
		base.prices = Some(PRICES);
	}
	let account =
		ReceiptsAccountRecord { distribution: DISTRIBUTION, pending: None, terms: terms() };
	records.accounts.insert(worker.clone(), account);
	let distribution = DistributionRecord {
		operator: worker.clone(),
		funded: 0,
		drawn: 0,
		active: DistributionRoot::default(),
		pending: None,
		closed: false,
	};
	records.distributions.insert(DISTRIBUTION, distribution);
	let payers = [(4, "//Ada"), (9, "//Ben")].map(|(channel, uri)| {
		let pair = sr25519::Pair::from_string(uri, None).unwrap();
		Payer { channel: ChannelId(channel), pair }
	});
	for payer in &payers {
		let record = ChannelRecord {
			payer: payer.account(),
			payee: worker.clone(),
			signer: payer.account(),
			deposit: DEPOSIT,
			redeemed: 0,
			batched: true,
			closing_at: None,
		};
		records.channels.insert(payer.channel, record);
	}
	payers.into()
}
