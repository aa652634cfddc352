// SPDX-License-Identifier: Apache-2.0
//! Receipts, vouchers and batches, whatever comes between: answers that get lost, kills, batches that are never
//! posted, final or void. The chain is a twin that takes batches by the rules of `pallet-receipts`.

use openledger_attribution::ENGINE_VERSION;
use openledger_lora_server::payments::{
	Admitted, ChannelFacts, Order, Payment, PaymentError, Payments, Produced, Receipt,
	SettlementFacts, Voucher, WorkerKey,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	distribution::DistributionRoot,
	fee::{FeeShares, FeeSplit, PriceList},
	ids::{ArtifactId, BatchId, ChannelId, ContributionId, DistributionId},
	payment::{Ask, BatchRequest, BatchState, ProposedBatch},
	receipts::{BatchFraud, BatchHeader, Posted, Redemption},
	records::{ChannelRecord, ReceiptsAccountRecord, ReceiptsTerms},
	vector::AttributionVector,
	voucher::Voucher as VoucherBody,
	Balance,
};
use polkadot_sdk::{
	sp_core::{sr25519, Pair, H256},
	sp_runtime::{
		traits::{BlakeTwo256, Hash},
		AccountId32, MultiSignature, Perbill,
	},
};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use tempfile::TempDir;

const GENESIS: H256 = H256::repeat_byte(0x11);
const ARTIFACT: ArtifactId = ArtifactId(3);
/// One planck for an answer, and one for each of its tokens.
const PRICES: PriceList = PriceList { base: 1, per_1k_input: 0, per_1k_output: 1_000 };
const MAX_TOKENS: u32 = 50;
const PAYERS: usize = 3;

fn key() -> WorkerKey {
	WorkerKey::from_uri("//Worker").unwrap()
}

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
	/// A payer asks, and hears the answer or not. Not heard, it is asked again with the same words or others.
	Ask { payer: usize, tokens: u32, scores: Vec<(u64, u64)>, heard: bool, words: bool },
	/// A payer asks, and the model fails before the end.
	Fail { payer: usize },
	/// A payer hands in the voucher for the last answer.
	Pay { payer: usize },
	/// The server is killed, and starts again.
	Kill,
	/// The worker asks for the next batch.
	Propose,
	/// The worker posts one of the batches that it was given.
	Post { which: prop::sample::Index },
	/// The batch on chain ends.
	End { is_final: bool },
}

fn step() -> impl Strategy<Value = Step> {
	let payer = 0..PAYERS;
	let scores = prop::collection::vec((0u64..5, 1u64..9), 0..3);
	prop_oneof![
		6 => (payer.clone(), 1..MAX_TOKENS, scores, any::<bool>(), any::<bool>()).prop_map(
			|(payer, tokens, scores, heard, words)| Step::Ask { payer, tokens, scores, heard, words }
		),
		1 => payer.clone().prop_map(|payer| Step::Fail { payer }),
		2 => payer.prop_map(|payer| Step::Pay { payer }),
		1 => Just(Step::Kill),
		2 => Just(Step::Propose),
		2 => any::<prop::sample::Index>().prop_map(|which| Step::Post { which }),
		2 => any::<bool>().prop_map(|is_final| Step::End { is_final }),
	]
}

/// Somebody with a channel.
struct Payer {
	pair: sr25519::Pair,
	channel: ChannelId,
	/// Where the last receipt that is known to them ends.
	end: Balance,
	/// What they ask: others words for each answer that they have heard.
	words: u32,
}

impl Payer {
	fn voucher(&self, cumulative: Balance) -> Voucher {
		let voucher = VoucherBody { genesis: GENESIS, channel: self.channel, cumulative };
		Voucher { voucher, signature: self.pair.sign(&voucher.signing_bytes()).into() }
	}

	fn body(&self) -> H256 {
		BlakeTwo256::hash(&self.words.to_le_bytes())
	}

	fn payment(&self) -> Payment {
		let (channel, cumulative, body) = (self.channel, self.end, self.body());
		let ask = Ask { genesis: GENESIS, channel, cumulative, body };
		Payment {
			channel,
			cumulative,
			voucher: (cumulative > 0).then(|| self.voucher(cumulative)),
			signature: self.pair.sign(&ask.signing_bytes()).into(),
		}
	}
}

/// The chain's side.
struct Chain {
	account: ReceiptsAccountRecord,
	distribution: DistributionRoot,
	pending: Option<(BatchId, BatchHeader)>,
	channels: BTreeMap<ChannelId, ChannelRecord<AccountId32>>,
	next: u32,
}

impl Chain {
	fn facts(&self) -> SettlementFacts {
		SettlementFacts {
			account: Some(self.account),
			distribution: Some(self.distribution),
			pending: self.pending,
			channels: self
				.channels
				.iter()
				.map(|(id, record)| (*id, Some(record.clone())))
				.collect(),
		}
	}

	/// What a batch would redeem, if the chain would take it.
	fn redemptions(
		&self,
		batch: &ProposedBatch<MultiSignature>,
	) -> Option<Vec<Redemption<AccountId32>>> {
		if self.pending.is_some() || batch.header.previous != self.distribution {
			return None;
		}
		batch
			.vouchers
			.iter()
			.map(|voucher| {
				let record = &self.channels[&voucher.channel];
				let (channel, cumulative) = (voucher.channel, voucher.cumulative);
				let body = VoucherBody { genesis: GENESIS, channel, cumulative };
				assert!(body.is_signed_by(&record.signer, &voucher.signature));
				assert!(voucher.cumulative <= record.deposit);
				(voucher.before == record.redeemed).then(|| Redemption {
					channel,
					payer: record.payer.clone(),
					before: voucher.before,
					amount: voucher.cumulative - voucher.before,
				})
			})
			.collect()
	}
}

struct Story {
	folder: TempDir,
	payments: Option<Arc<Payments>>,
	payers: Vec<Payer>,
	chain: Chain,
	/// All that was ever shown to anybody.
	shown: Vec<Receipt>,
	proposed: Vec<ProposedBatch<MultiSignature>>,
}

impl Story {
	fn new() -> Self {
		let folder = TempDir::new().unwrap();
		let payments = Payments::open(folder.path(), key()).unwrap();
		let payers = (0..PAYERS).map(|number| Payer {
			pair: sr25519::Pair::from_string(&format!("//Payer//{number}"), None).unwrap(),
			channel: ChannelId(10 + number as u64),
			end: 0,
			words: 0,
		});
		let payers = payers.collect::<Vec<_>>();
		let channels = payers.iter().map(|payer| {
			let account = AccountId32::new(payer.pair.public().0);
			let record = ChannelRecord {
				payer: account.clone(),
				payee: key().account(),
				signer: account,
				deposit: 1_000_000,
				redeemed: 0,
				batched: true,
				closing_at: None,
			};
			(payer.channel, record)
		});
		let shares = FeeShares {
			protocol: Perbill::from_percent(10),
			worker: Perbill::from_percent(30),
			owners: Perbill::from_percent(10),
			stakers: Perbill::from_percent(10),
			contributors: Perbill::from_percent(40),
		};
		let split = FeeSplit::new(shares).unwrap();
		let terms = ReceiptsTerms { engine_version: ENGINE_VERSION, min_words: 6, split };
		let chain = Chain {
			account: ReceiptsAccountRecord {
				distribution: DistributionId(1),
				pending: None,
				terms,
			},
			distribution: DistributionRoot::default(),
			pending: None,
			channels: channels.collect(),
			next: 0,
		};
		let payments = Some(Arc::new(payments));
		Self { folder, payments, payers, chain, shown: Vec::new(), proposed: Vec::new() }
	}

	fn payments(&self) -> &Arc<Payments> {
		self.payments.as_ref().unwrap()
	}

	fn admit(&self, payer: usize) -> Result<Admitted, PaymentError> {
		let payer = &self.payers[payer];
		let facts = ChannelFacts {
			genesis: GENESIS,
			record: self.chain.channels[&payer.channel].clone(),
			terms: Some(self.chain.account.terms),
		};
		let order = Order {
			body: payer.body(),
			artifact: ARTIFACT,
			prices: PRICES,
			prompt_tokens: 7,
			max_tokens: MAX_TOKENS,
		};
		self.payments().admit(facts, &payer.payment(), order)
	}

	fn ask(&mut self, index: usize, tokens: u32, scores: &[(u64, u64)], heard: bool, words: bool) {
		let receipt = match self.admit(index) {
			Ok(Admitted::Turn(turn)) => {
				assert!(matches!(self.admit(index), Err(PaymentError::Busy(_))));
				let scores = scores.iter().map(|(id, score)| (ContributionId(*id), *score));
				let vector = AttributionVector::from_scores(scores).unwrap();
				let is_original = vector.shares.is_empty();
				let produced = Produced {
					text: "an answer".into(),
					cut: false,
					tokens,
					input: ContentCommitment::of_document("a question").unwrap(),
					output: ContentCommitment::of_document("an answer").unwrap(),
					vector,
					evidence_root: if is_original { H256::zero() } else { H256::repeat_byte(9) },
					evidence: b"{}".to_vec(),
				};
				turn.sign(produced).unwrap().expect("it costs something")
			},
			Ok(Admitted::Again(again)) => again.receipt,
			Err(PaymentError::Unpaid { channel, owed }) => {
				// The refusal has the receipt that was lost.
				let record = &self.chain.channels[&channel];
				let terms = self.payments().terms(GENESIS, Some((channel, record))).unwrap();
				let standing = terms.standing.unwrap();
				assert_eq!(standing.owed, owed);
				standing.receipt.unwrap()
			},
			Err(error) => panic!("{error}"),
		};
		assert!(receipt.is_signed());
		let payer = &mut self.payers[index];
		assert_eq!(receipt.statement.receipt.start(), Some(payer.end), "it follows what is known");
		if heard {
			payer.end = receipt.statement.receipt.cumulative;
		}
		if heard || words {
			payer.words += 1;
		}
		self.shown.push(receipt);
	}

	fn go(&mut self, step: &Step) {
		match step {
			Step::Ask { payer, tokens, scores, heard, words } => {
				self.ask(*payer, *tokens, scores, *heard, *words);
			},
			Step::Fail { payer } => match self.admit(*payer) {
				Ok(_) | Err(PaymentError::Unpaid { .. }) => {},
				Err(error) => panic!("{error}"),
			},
			Step::Pay { payer } => {
				let payer = &self.payers[*payer];
				let record = &self.chain.channels[&payer.channel];
				match self.payments().take(GENESIS, record, &payer.voucher(payer.end)) {
					// What they have not heard of they do not pay for.
					Ok(()) | Err(PaymentError::Unpaid { .. }) => {},
					Err(error) => panic!("{error}"),
				}
			},
			Step::Kill => {
				self.payments = None;
				self.payments = Some(Arc::new(Payments::open(self.folder.path(), key()).unwrap()));
			},
			Step::Propose => {
				let facts = self.chain.facts();
				match self.payments().propose(&facts, &BatchRequest::default()) {
					Ok(batch) => self.proposed.push(batch),
					Err(PaymentError::NothingToSettle) => {},
					Err(PaymentError::BatchPending) => assert!(self.chain.pending.is_some()),
					Err(error) => panic!("{error}"),
				}
			},
			Step::Post { which } => {
				if !self.proposed.is_empty() {
					self.post(which.get(&self.proposed).clone());
				}
			},
			Step::End { is_final } => {
				if let Some((_, header)) = self.chain.pending.take() {
					// The server sees that it is pending, and then that it is not.
					self.chain.account.pending = None;
					if *is_final {
						self.chain.distribution = header.distribution;
					}
					self.payments().observe(&self.chain.facts()).unwrap();
				}
			},
		}
	}

	/// Posts a batch that the chain would take, and looks for something wrong with it.
	fn post(&mut self, batch: ProposedBatch<MultiSignature>) {
		let Some(redemptions) = self.chain.redemptions(&batch) else { return };
		let root = batch.header.receipts.root;
		let leaves = self.payments().leaves(|status| status.root == root).unwrap().unwrap();
		assert_eq!(leaves.header(), Some(batch.header));
		let worker = key().account();
		let posted = Posted {
			genesis: GENESIS,
			worker: &worker,
			header: &batch.header,
			redemptions: &redemptions,
		};
		let fraud: Option<BatchFraud<MultiSignature>> = leaves.find_fraud(&posted, |_| true);
		assert_eq!(fraud, None);
		for shown in &self.shown {
			for leaf in &leaves.receipts {
				let same = shown.statement.receipt == leaf.receipt;
				assert!(
					same || !shown.statement.receipt.overlaps(&leaf.receipt),
					"no equivocation"
				);
			}
		}
		assert_eq!(posted.total(), batch.total);
		for redemption in &redemptions {
			let record = self.chain.channels.get_mut(&redemption.channel).unwrap();
			record.redeemed = redemption.after();
		}
		let id = BatchId(self.chain.next);
		self.chain.next += 1;
		self.chain.pending = Some((id, batch.header));
		self.chain.account.pending = Some(id);
		self.payments().observe(&self.chain.facts()).unwrap();
		let batches = self.payments().batches().unwrap();
		let known = batches.iter().find(|status| status.batch == Some(id)).unwrap();
		assert_eq!((known.root, known.state), (root, BatchState::Pending));
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

	#[test]
	fn no_stretch_is_signed_twice_and_no_batch_is_wrong_whatever_happens(
		steps in prop::collection::vec(step(), 1..60),
	) {
		let mut story = Story::new();
		for step in &steps {
			story.go(step);
		}
		for (number, one) in story.shown.iter().enumerate() {
			for other in &story.shown[..number] {
				let (one, other) = (&one.statement, &other.statement);
				prop_assert!(one == other || !one.receipt.overlaps(&other.receipt));
			}
		}
	}
}

#[test]
fn everything_that_is_paid_for_is_settled_when_batches_hold_eight_channels_each() {
	let mut story = Story::new();
	for payer in 0..PAYERS {
		for _ in 0..3 {
			story.ask(payer, 5, &[(1, 1)], true, true);
		}
		story.go(&Step::Pay { payer });
	}
	story.go(&Step::Propose);
	let batch = story.proposed.pop().unwrap();
	assert_eq!((batch.header.receipts.leaves, batch.waiting), (9, 0));
	assert_eq!(batch.total, 9 * 6);
	story.post(batch.clone());
	story.go(&Step::End { is_final: true });
	assert_eq!(story.payments().batches().unwrap()[0].state, BatchState::Final);
	// What is settled is forgotten, but the last receipt of each channel.
	for payer in &story.payers {
		assert_eq!(story.payments().ledger().after(payer.channel, 0).unwrap().len(), 1);
	}
	let nothing = story.payments().propose(&story.chain.facts(), &BatchRequest::default());
	assert!(matches!(nothing, Err(PaymentError::NothingToSettle)));
}

#[test]
fn nothing_is_forgotten_when_the_node_is_behind() {
	let mut story = Story::new();
	let before = story.chain.channels.clone();
	story.ask(0, 5, &[(1, 1)], true, true);
	story.ask(0, 5, &[(1, 1)], true, true);
	story.go(&Step::Propose);
	let batch = story.proposed.pop().unwrap();
	story.post(batch.clone());
	let behind = SettlementFacts {
		pending: None,
		channels: before.keys().map(|channel| (*channel, None)).collect(),
		..story.chain.facts()
	};
	story.payments().observe(&behind).unwrap();
	let root = batch.header.receipts.root;
	assert!(story.payments().leaves(|status| status.root == root).unwrap().is_some());
	assert_eq!(story.payments().ledger().after(story.payers[0].channel, 0).unwrap().len(), 2);
	// It has caught up.
	story.payments().observe(&story.chain.facts()).unwrap();
	assert_eq!(story.payments().batches().unwrap()[0].state, BatchState::Pending);
}
