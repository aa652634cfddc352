// SPDX-License-Identifier: Apache-2.0
//! Receipts, batches of them, and what can be wrong with one.

use openledger_primitives::{
	commitment::{ContentCommitment, MAX_ANSWER_LEN},
	distribution::DistributionLeaf,
	ids::{ArtifactId, ChannelId, ContributionId},
	receipts::{
		entry_amount, BatchBuilder, BatchFraud, BatchHeader, BatchLeaves, BatchTerms, BuildError,
		Entry, FraudError, Gap, LeafPlace, Posted, Receipt, ReceiptError, ReceiptLeaf, Redemption,
		Shown, ShownLeaf, Statement, Tree,
	},
	vector::{AttributionVector, VectorError},
	Balance,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256, sp_runtime::testing::TestSignature};
use proptest::{prelude::*, sample::Index};
use std::collections::BTreeMap;

/// In these tests accounts are numbers, and whoever knows the number can sign.
pub type Fraud = BatchFraud<TestSignature>;

pub const WORKER: u64 = 7;
pub const GENESIS: H256 = H256::repeat_byte(0x11);
const ARTIFACT: ArtifactId = ArtifactId(3);
const ENGINE: u32 = 1;
const MIN_WORDS: u32 = 6;
/// Contributions below it are in the artifact's snapshots.
const KNOWN: u64 = 8;

pub fn is_known(contribution: ContributionId) -> bool {
	contribution.0 < KNOWN
}

fn document(text: &str) -> ContentCommitment {
	ContentCommitment::of_document(text).unwrap()
}

pub fn receipt(channel: u64, cumulative: Balance, fee: Balance, scores: &[(u64, u64)]) -> Receipt {
	let scores = scores.iter().map(|(id, score)| (ContributionId(*id), *score));
	let vector = AttributionVector::from_scores(scores).unwrap();
	let evidence_root = if vector.shares.is_empty() { H256::zero() } else { H256::repeat_byte(9) };
	Receipt {
		channel: ChannelId(channel),
		cumulative,
		fee,
		input: document("a question"),
		output: document("an answer"),
		input_tokens: 2,
		output_tokens: 2,
		vector,
		evidence_root,
	}
}

pub fn terms(share: Perbill) -> BatchTerms {
	BatchTerms {
		artifact: ARTIFACT,
		engine_version: ENGINE,
		min_words: MIN_WORDS,
		contributors_share: share,
	}
}

/// Signs as the worker did when it answered.
pub fn sign(worker: u64, artifact: ArtifactId, receipt: &Receipt) -> TestSignature {
	TestSignature(worker, statement(worker, artifact, receipt).signing_bytes())
}

fn statement(worker: u64, artifact: ArtifactId, receipt: &Receipt) -> Statement<u64> {
	Statement {
		genesis: GENESIS,
		worker,
		artifact,
		engine_version: ENGINE,
		min_words: MIN_WORDS,
		receipt: receipt.clone(),
	}
}

/// What the chain has of a batch.
#[derive(Clone, Debug)]
pub struct OnChain {
	pub header: BatchHeader,
	pub redemptions: Vec<Redemption<u64>>,
}

impl OnChain {
	/// What it has when these leaves are posted, and what they charge for was redeemed.
	pub fn of(leaves: &BatchLeaves) -> Self {
		let redemptions = leaves
			.channels()
			.into_iter()
			.map(|span| Redemption {
				channel: span.channel,
				payer: 1,
				before: span.before,
				amount: span.cumulative - span.before,
			})
			.collect();
		Self { header: leaves.header().unwrap(), redemptions }
	}

	pub fn posted(&self) -> Posted<'_, u64> {
		Posted {
			genesis: GENESIS,
			worker: &WORKER,
			header: &self.header,
			redemptions: &self.redemptions,
		}
	}

	pub fn judge(&self, fraud: &Fraud) -> Result<(), FraudError> {
		fraud.verify(&self.posted())
	}
}

pub fn shown_receipt(leaves: &BatchLeaves, index: u32) -> Option<Shown<ReceiptLeaf>> {
	match leaves.show(LeafPlace { tree: Tree::Receipts, index })? {
		ShownLeaf::Receipt(shown) => Some(shown),
		other => panic!("{other:?}"),
	}
}

pub fn shown_entry(leaves: &BatchLeaves, index: u32) -> Option<Shown<Entry>> {
	match leaves.show(LeafPlace { tree: Tree::Entries, index })? {
		ShownLeaf::Entry(shown) => Some(shown),
		other => panic!("{other:?}"),
	}
}

pub fn shown_leaf(leaves: &BatchLeaves, tree: Tree, index: u32) -> Option<Shown<DistributionLeaf>> {
	match leaves.show(LeafPlace { tree, index })? {
		ShownLeaf::Previous(shown) | ShownLeaf::Distribution(shown) => Some(shown),
		other => panic!("{other:?}"),
	}
}

/// Every gap of a tree of `count` leaves: before the first, between neighbours, after the last.
pub fn gaps<Leaf: Clone>(
	count: usize,
	show: impl Fn(u32) -> Option<Shown<Leaf>>,
) -> Vec<Gap<Leaf>> {
	(0..=u32::try_from(count).unwrap())
		.map(|right| Gap {
			left: right.checked_sub(1).map(|left| show(left).unwrap()),
			right: show(right),
		})
		.collect()
}

/// Everything of the shape of a fraud that can be made of true leaves and true signatures.
pub fn candidates(leaves: &BatchLeaves) -> Vec<Fraud> {
	let count = |leaves: usize| u32::try_from(leaves).unwrap();
	let receipts = (0..count(leaves.receipts.len()))
		.map(|index| shown_receipt(leaves, index).unwrap())
		.collect::<Vec<_>>();
	let entries = (0..count(leaves.entries.len()))
		.map(|index| shown_entry(leaves, index).unwrap())
		.collect::<Vec<_>>();
	let entry_gaps = gaps(entries.len(), |index| shown_entry(leaves, index));
	let of = |tree| move |index| shown_leaf(leaves, tree, index);
	let distribution = gaps(leaves.distribution.len(), of(Tree::Distribution));
	let previous = gaps(leaves.previous.len(), of(Tree::Previous));
	let mut all = Vec::new();
	for receipt in &receipts {
		all.push(Fraud::Receipt(receipt.clone()));
		for right in &receipts {
			all.push(Fraud::Receipts { left: receipt.clone(), right: right.clone() });
			let signed = right.leaf.receipt.clone();
			all.push(Fraud::Equivocation {
				receipt: receipt.clone(),
				artifact: ARTIFACT,
				engine_version: ENGINE,
				min_words: MIN_WORDS,
				signature: sign(WORKER, ARTIFACT, &signed),
				signed,
			});
		}
		for entry in &entries {
			let (entry, receipt) = (entry.clone(), receipt.clone());
			all.push(Fraud::EntryAmount { entry, receipt });
		}
		for contribution in (0..KNOWN + 1).map(ContributionId) {
			for gap in &entry_gaps {
				let (receipt, gap) = (receipt.clone(), gap.clone());
				all.push(Fraud::MissingEntry { receipt, contribution, gap });
			}
		}
	}
	for entry in &entries {
		all.push(Fraud::Entry(entry.clone()));
		for right in &entries {
			all.push(Fraud::Entries { left: entry.clone(), right: right.clone() });
		}
	}
	for (left, right) in distribution.iter().flat_map(|left| {
		distribution.iter().filter_map(|right| left.left.clone().zip(right.right.clone()))
	}) {
		all.push(Fraud::Leaves { left, right });
	}
	for contribution in (0..KNOWN + 1).map(ContributionId) {
		for distribution in &distribution {
			for previous in &previous {
				for entries in &entry_gaps {
					all.push(Fraud::Leaf {
						contribution,
						distribution: distribution.clone(),
						previous: previous.clone(),
						entries: entries.clone(),
					});
				}
			}
		}
	}
	all
}

/// A random honest batch: the receipts of up to three channels, over what contributions had before.
pub fn honest() -> impl Strategy<Value = BatchLeaves> {
	let fee = prop_oneof![Just(1u128), 1..50u128, 1_000_000..u128::from(u64::MAX)];
	let scores = proptest::collection::vec((0..KNOWN, 0..5u64), 0..4);
	let receipts = proptest::collection::vec((fee, scores), 1..4);
	let channels = proptest::collection::btree_map(0..6u64, (0..1_000u128, receipts), 1..3);
	let previous = proptest::collection::btree_map(0..KNOWN, 1..1_000u128, 0..4);
	let share = prop_oneof![Just(0), Just(1_000_000_000), 0..=1_000_000_000u32];
	(channels, previous, share).prop_map(|(channels, previous, share)| {
		let previous = previous
			.into_iter()
			.map(|(id, cumulative)| DistributionLeaf {
				contribution: ContributionId(id),
				cumulative,
			})
			.collect();
		let terms = terms(Perbill::from_parts(share));
		let mut builder = BatchBuilder::new(terms, previous);
		for (channel, (before, receipts)) in channels {
			let mut cumulative = before;
			for (fee, scores) in receipts {
				cumulative += fee;
				builder = builder.push(receipt(channel, cumulative, fee, &scores));
			}
		}
		builder.build().unwrap()
	})
}

/// A batch in which everything occurs.
pub fn example() -> BatchLeaves {
	let previous = [(2, 40), (5, 30)]
		.map(|(id, cumulative)| DistributionLeaf { contribution: ContributionId(id), cumulative });
	BatchBuilder::new(terms(Perbill::from_percent(40)), previous.to_vec())
		.push(receipt(9, 2_700, 2_000, &[(1, 1), (7, 1)]))
		.push(receipt(4, 1_000, 900, &[(1, 3), (2, 1)]))
		.push(receipt(9, 700, 700, &[]))
		.push(receipt(4, 1_500, 500, &[(2, 1)]))
		.build()
		.unwrap()
}

#[test]
fn batch_has_the_sums_that_were_computed_by_hand() {
	let leaves = example();
	let running = leaves.receipts.iter().map(|leaf| leaf.running).collect::<Vec<_>>();
	assert_eq!(running, [900, 1_400, 2_100, 4_100]);
	let entries = leaves
		.entries
		.iter()
		.map(|e| (e.contribution.0, e.receipt, e.amount, e.running, e.grand))
		.collect::<Vec<_>>();
	let expected = [
		(1, 0, 270, 270, 270),
		(1, 3, 400, 670, 670),
		(2, 0, 90, 90, 760),
		(2, 1, 200, 290, 960),
		(7, 3, 400, 400, 1_360),
	];
	assert_eq!(entries, expected);
	let distribution = leaves
		.distribution
		.iter()
		.map(|leaf| (leaf.contribution.0, leaf.cumulative))
		.collect::<Vec<_>>();
	assert_eq!(distribution, [(1, 670), (2, 330), (5, 30), (7, 400)]);
	assert_eq!(leaves.header().unwrap().distributed(), Some(1_360));
}

#[test]
fn nothing_is_built_when_receipts_are_wrong() {
	let build = |receipts: &[Receipt]| {
		let terms = terms(Perbill::from_percent(40));
		let builder = BatchBuilder::new(terms, vec![]);
		receipts.iter().cloned().fold(builder, BatchBuilder::push).build().map(|_| ())
	};
	assert_eq!(build(&[]), Err(BuildError::NoReceipts));
	let zero = receipt(1, 5, 0, &[]);
	assert_eq!(build(&[zero]), Err(BuildError::Receipt(ReceiptError::ZeroFee)));
	let broken = [receipt(1, 5, 5, &[]), receipt(1, 11, 5, &[])];
	assert_eq!(build(&broken), Err(BuildError::Broken(ChannelId(1))));
	let much = [receipt(1, u128::MAX, u128::MAX, &[]), receipt(2, 1, 1, &[])];
	assert_eq!(build(&much), Err(BuildError::AmountOverflow));
	let leaf = |id| DistributionLeaf { contribution: ContributionId(id), cumulative: 1 };
	let builder = BatchBuilder::new(terms(Perbill::zero()), vec![leaf(2), leaf(1)]);
	let built = builder.push(receipt(1, 5, 5, &[])).build();
	assert_eq!(built, Err(BuildError::PreviousNotAscending));
}

#[test]
fn receipt_is_refused_when_something_in_it_cannot_be() {
	let good = receipt(1, 5, 5, &[(1, 1)]);
	assert_eq!(good.validate(), Ok(()));
	let check = |spoil: fn(&mut Receipt)| {
		let mut bad = good.clone();
		spoil(&mut bad);
		bad.validate()
	};
	assert_eq!(check(|r| r.fee = 0), Err(ReceiptError::ZeroFee));
	assert_eq!(check(|r| r.fee = 6), Err(ReceiptError::FeeAboveCumulative));
	let malformed = openledger_primitives::commitment::CommitmentError::MalformedCommitment;
	assert_eq!(check(|r| r.input.length = 0), Err(ReceiptError::Input(malformed)));
	assert_eq!(check(|r| r.output.length = 0), Err(ReceiptError::Output(malformed)));
	let long = check(|r| r.output.length = MAX_ANSWER_LEN + 1);
	assert_eq!(long, Err(ReceiptError::AnswerTooLong));
	let share = check(|r| r.vector.residual = Perbill::one());
	assert_eq!(share, Err(ReceiptError::Vector(VectorError::NotOne)));
	let evidence = check(|r| r.evidence_root = H256::zero());
	assert_eq!(evidence, Err(ReceiptError::SharesAndEvidence));
	let shares = check(|r| r.vector = AttributionVector::unattributed());
	assert_eq!(shares, Err(ReceiptError::SharesAndEvidence));
}

#[test]
fn receipts_overlap_only_when_a_planck_of_one_channel_is_in_both() {
	let a = receipt(1, 10, 5, &[]);
	for (cumulative, fee, overlaps) in
		[(10, 5, true), (5, 5, false), (15, 5, false), (6, 3, true), (20, 11, true), (9, 1, true)]
	{
		let b = receipt(1, cumulative, fee, &[]);
		assert_eq!((a.overlaps(&b), b.overlaps(&a)), (overlaps, overlaps), "{cumulative} {fee}");
		assert!(!a.overlaps(&receipt(2, cumulative, fee, &[])));
	}
	assert!(!a.overlaps(&receipt(1, 3, 30, &[])), "no receipt charges more than all");
	assert!(!a.overlaps(&receipt(1, 7, 0, &[])), "nothing is charged");
}

#[test]
fn statement_is_signed_only_when_nothing_in_it_differs() {
	let receipt = receipt(1, 10, 5, &[]);
	let signature = sign(WORKER, ARTIFACT, &receipt);
	let good = statement(WORKER, ARTIFACT, &receipt);
	assert!(good.is_signed(&signature));
	for bad in [
		Statement { genesis: H256::zero(), ..good.clone() },
		Statement { worker: 8, ..good.clone() },
		Statement { artifact: ArtifactId(4), ..good.clone() },
		Statement { engine_version: 2, ..good.clone() },
		Statement { min_words: 7, ..good.clone() },
		Statement { receipt: Receipt { fee: 4, ..receipt }, ..good },
	] {
		assert!(!bad.is_signed(&signature), "{bad:?}");
	}
}

/// Judges what is wrong with the example after `spoil` had its way with its leaves, and what the example's
/// vouchers redeemed.
fn found(spoil: impl FnOnce(&mut BatchLeaves)) -> Fraud {
	let mut leaves = example();
	let redemptions = OnChain::of(&leaves).redemptions;
	spoil(&mut leaves);
	let chain = OnChain { header: leaves.header().unwrap(), redemptions };
	let fraud = leaves.find_fraud(&chain.posted(), is_known).expect("something is wrong");
	if fraud.foreign().is_none() {
		assert_eq!(chain.judge(&fraud), Ok(()), "{fraud:?}");
	}
	fraud
}

#[test]
fn receipt_fraud_is_found_when_one_is_wrong_alone() {
	for fraud in [
		found(|leaves| leaves.receipts[1].receipt.fee = 0),
		found(|leaves| leaves.receipts[1].receipt.vector.residual = Perbill::one()),
		found(|leaves| leaves.receipts[1].receipt.evidence_root = H256::zero()),
		found(|leaves| leaves.receipts[1].receipt.channel = ChannelId(5)),
		found(|leaves| leaves.receipts[0].receipt.fee += 1),
		found(|leaves| leaves.receipts[0].running += 1),
		found(|leaves| leaves.receipts[3].running += 1),
		found(|leaves| leaves.receipts[3].receipt.cumulative += 1),
		found(|leaves| drop(leaves.receipts.remove(0))),
		found(|leaves| drop(leaves.receipts.pop())),
		found(|leaves| leaves.receipts.truncate(2)),
	] {
		assert!(matches!(fraud, Fraud::Receipt(_)), "{fraud:?}");
	}
}

#[test]
fn receipts_fraud_is_found_when_one_does_not_follow() {
	for fraud in [
		found(|leaves| leaves.receipts[1].receipt.fee += 1),
		found(|leaves| leaves.receipts[1].running += 1),
		found(|leaves| leaves.receipts[1].receipt.cumulative -= 1),
		found(|leaves| drop(leaves.receipts.remove(1))),
		found(|leaves| drop(leaves.receipts.remove(2))),
		found(|leaves| {
			let again = leaves.receipts[1].clone();
			leaves.receipts.insert(1, again);
		}),
		found(|leaves| leaves.receipts.swap(1, 2)),
	] {
		assert!(matches!(fraud, Fraud::Receipts { .. }), "{fraud:?}");
	}
}

#[test]
fn receipts_fraud_is_found_when_a_channel_is_passed_over() {
	let leaves = example();
	let mut chain = OnChain::of(&leaves);
	let between = Redemption { channel: ChannelId(6), ..chain.redemptions[0] };
	chain.redemptions.insert(1, between);
	let fraud: Fraud = Fraud::Receipts {
		left: shown_receipt(&leaves, 1).unwrap(),
		right: shown_receipt(&leaves, 2).unwrap(),
	};
	assert_eq!(chain.judge(&fraud), Ok(()));
}

#[test]
fn foreign_contribution_is_found_when_no_snapshot_has_it() {
	let fraud = found(|leaves| {
		leaves.receipts[1].receipt.vector.shares[0].contribution = ContributionId(KNOWN);
	});
	assert_eq!(fraud.foreign(), Some(ContributionId(KNOWN)));
}

#[test]
fn foreign_contribution_is_refused_when_the_receipt_does_not_name_it() {
	let leaves = example();
	let receipt = shown_receipt(&leaves, 0).unwrap();
	let contribution = ContributionId(KNOWN);
	let fraud = Fraud::ForeignContribution { receipt, contribution };
	assert_eq!(OnChain::of(&leaves).judge(&fraud), Err(FraudError::OtherSubject));
}

#[test]
fn entry_fraud_is_found_when_one_is_wrong_alone() {
	for fraud in [
		found(|leaves| leaves.entries[1].receipt = 4),
		found(|leaves| leaves.entries[2].amount = 0),
		found(|leaves| leaves.entries[0].running += 1),
		found(|leaves| leaves.entries[0].grand += 1),
		found(|leaves| leaves.entries[4].grand += 1),
		found(|leaves| leaves.distribution[2].cumulative += 1),
	] {
		assert!(matches!(fraud, Fraud::Entry(_)), "{fraud:?}");
	}
}

#[test]
fn entry_fraud_is_found_when_the_total_is_not_the_entries_sum() {
	let leaves = example();
	let mut chain = OnChain::of(&leaves);
	chain.header.distribution.total += 1;
	let fraud: Option<Fraud> = leaves.find_fraud(&chain.posted(), is_known);
	assert_eq!(chain.judge(&fraud.unwrap()), Ok(()));
}

#[test]
fn entries_fraud_is_found_when_one_does_not_follow() {
	for fraud in [
		found(|leaves| leaves.entries[1].running += 1),
		found(|leaves| leaves.entries[1].grand += 1),
		found(|leaves| leaves.entries.swap(2, 3)),
		found(|leaves| leaves.entries[1].contribution = ContributionId(2)),
		found(|leaves| {
			let again = leaves.entries[1];
			leaves.entries.insert(1, again);
		}),
	] {
		assert!(matches!(fraud, Fraud::Entries { .. }), "{fraud:?}");
	}
}

/// Sums the entries anew, and the distribution over them.
fn resum(leaves: &mut BatchLeaves) {
	let mut sums = BTreeMap::new();
	let mut grand = 0;
	for entry in &mut leaves.entries {
		let sum = sums.entry(entry.contribution).or_insert(0);
		*sum += entry.amount;
		grand += entry.amount;
		(entry.running, entry.grand) = (*sum, grand);
	}
	for leaf in &leaves.previous {
		*sums.entry(leaf.contribution).or_insert(0) += leaf.cumulative;
	}
	leaves.distribution = sums
		.into_iter()
		.map(|(contribution, cumulative)| DistributionLeaf { contribution, cumulative })
		.collect();
}

#[test]
fn amount_fraud_is_found_when_it_is_not_the_receipts() {
	for fraud in [
		found(|leaves| {
			leaves.entries[1].amount += 1;
			resum(leaves);
		}),
		found(|leaves| {
			leaves.entries[4].contribution = ContributionId(6);
			resum(leaves);
		}),
	] {
		assert!(matches!(fraud, Fraud::EntryAmount { .. }), "{fraud:?}");
	}
}

#[test]
fn missing_entry_is_found_wherever_it_would_stand() {
	for index in 0..5 {
		let fraud = found(|leaves| {
			leaves.entries.remove(index);
			resum(leaves);
		});
		assert!(matches!(fraud, Fraud::MissingEntry { .. }), "{index}: {fraud:?}");
	}
	let fraud = found(|leaves| {
		leaves.entries.clear();
		resum(leaves);
	});
	assert!(matches!(fraud, Fraud::MissingEntry { .. }), "{fraud:?}");
}

/// Moves one planck from one leaf to another, so that the total stays.
fn moved(leaves: &mut BatchLeaves, from: usize, to: usize) {
	leaves.distribution[from].cumulative -= 1;
	leaves.distribution[to].cumulative += 1;
}

#[test]
fn leaf_fraud_is_found_when_it_is_not_the_sum() {
	for (from, to) in [(0, 1), (1, 2), (2, 0), (3, 2)] {
		let fraud = found(|leaves| moved(leaves, from, to));
		assert!(matches!(fraud, Fraud::Leaf { .. }), "{fraud:?}");
	}
}

#[test]
fn leaf_fraud_is_found_when_one_is_missing_or_too_many() {
	for fraud in [
		found(|leaves| {
			// The contribution that was there before, whose amount another one takes.
			let gone = leaves.distribution.remove(2);
			leaves.distribution[0].cumulative += gone.cumulative;
		}),
		found(|leaves| {
			let gone = leaves.distribution.remove(0);
			leaves.distribution[0].cumulative += gone.cumulative;
		}),
		found(|leaves| {
			let contribution = ContributionId(6);
			leaves.distribution.insert(3, DistributionLeaf { contribution, cumulative: 0 });
		}),
	] {
		assert!(matches!(fraud, Fraud::Leaf { .. }), "{fraud:?}");
	}
}

#[test]
fn leaves_fraud_is_found_when_they_do_not_ascend() {
	for fraud in [
		found(|leaves| leaves.distribution.swap(0, 1)),
		found(|leaves| {
			let twice = leaves.distribution[2];
			let half = DistributionLeaf { cumulative: 10, ..twice };
			leaves.distribution[2].cumulative -= 10;
			leaves.distribution.insert(2, half);
		}),
	] {
		assert!(matches!(fraud, Fraud::Leaves { .. }), "{fraud:?}");
	}
}

/// What is said of the claim that the worker signed `signed` besides the second receipt of the example.
fn equivocation(
	artifact: ArtifactId,
	min_words: u32,
	signed: Receipt,
	signature: TestSignature,
) -> Result<(), FraudError> {
	let leaves = example();
	let receipt = shown_receipt(&leaves, 1).unwrap();
	let engine_version = ENGINE;
	let fraud =
		Fraud::Equivocation { receipt, artifact, engine_version, min_words, signed, signature };
	OnChain::of(&leaves).judge(&fraud)
}

#[test]
fn equivocation_is_proved_when_the_worker_signed_otherwise() {
	let posted = example().receipts[1].receipt.clone();
	let other = ArtifactId(4);
	for signed in [
		receipt(4, 1_400, 400, &[(2, 1)]),
		receipt(4, 1_001, 1, &[]),
		Receipt { input: document("another question"), ..posted.clone() },
	] {
		let signature = sign(WORKER, ARTIFACT, &signed);
		assert_eq!(equivocation(ARTIFACT, MIN_WORDS, signed, signature), Ok(()));
	}
	// The same words, as another artifact's.
	let signature = sign(WORKER, other, &posted);
	assert_eq!(equivocation(other, MIN_WORDS, posted.clone(), signature), Ok(()));
	// And by another rule of what counts.
	let fewer = Statement { min_words: 5, ..statement(WORKER, ARTIFACT, &posted) };
	let signature = TestSignature(WORKER, fewer.signing_bytes());
	assert_eq!(equivocation(ARTIFACT, 5, posted, signature), Ok(()));
}

#[test]
fn equivocation_is_refused_when_the_worker_signed_the_same_elsewhere_or_not() {
	let posted = example().receipts[1].receipt.clone();
	let signature = sign(WORKER, ARTIFACT, &posted);
	let same = equivocation(ARTIFACT, MIN_WORDS, posted.clone(), signature.clone());
	assert_eq!(same, Err(FraudError::NothingWrong));
	let other = receipt(4, 1_400, 400, &[]);
	let forged = sign(8, ARTIFACT, &other);
	let forged = equivocation(ARTIFACT, MIN_WORDS, other.clone(), forged);
	assert_eq!(forged, Err(FraudError::BadSignature));
	let replayed = equivocation(ARTIFACT, MIN_WORDS, other, signature);
	assert_eq!(replayed, Err(FraudError::BadSignature));
	let before = receipt(4, 1_000, 900, &[]);
	let signature = sign(WORKER, ARTIFACT, &before);
	let elsewhere = equivocation(ARTIFACT, MIN_WORDS, before, signature);
	assert_eq!(elsewhere, Err(FraudError::OtherSubject));
}

#[test]
fn fraud_is_refused_when_a_leaf_is_not_the_posted_one() {
	let leaves = example();
	let chain = OnChain::of(&leaves);
	let mut receipt = shown_receipt(&leaves, 1).unwrap();
	receipt.leaf.running += 1;
	assert_eq!(chain.judge(&Fraud::Receipt(receipt)), Err(FraudError::NotShown));
	let mut entry = shown_entry(&leaves, 1).unwrap();
	entry.index = 2;
	assert_eq!(chain.judge(&Fraud::Entry(entry)), Err(FraudError::NotShown));
}

#[test]
fn pair_is_refused_when_it_is_not_of_neighbours() {
	let leaves = example();
	let chain = OnChain::of(&leaves);
	let receipt = |index| shown_receipt(&leaves, index).unwrap();
	let pair = Fraud::Receipts { left: receipt(0), right: receipt(2) };
	assert_eq!(chain.judge(&pair), Err(FraudError::NotAdjacent));
	let entry = |index| shown_entry(&leaves, index).unwrap();
	let pair = Fraud::Entries { left: entry(1), right: entry(0) };
	assert_eq!(chain.judge(&pair), Err(FraudError::NotAdjacent));
	let leaf = |index| shown_leaf(&leaves, Tree::Distribution, index).unwrap();
	let pair = Fraud::Leaves { left: leaf(3), right: leaf(0) };
	assert_eq!(chain.judge(&pair), Err(FraudError::NotAdjacent));
}

#[test]
fn every_leaf_stands_where_it_is_shown() {
	let leaves = example();
	let header = leaves.header().unwrap();
	for tree in [Tree::Receipts, Tree::Entries, Tree::Previous, Tree::Distribution] {
		let count = header.tree(tree).leaves;
		assert!(count > 1);
		for index in 0..count {
			let place = LeafPlace { tree, index };
			let shown = leaves.show(place).unwrap();
			assert_eq!(shown.place(), place);
			assert!(shown.stands_under(&header));
			assert!(shown.hashes() > 0);
		}
		assert_eq!(leaves.show(LeafPlace { tree, index: count }), None);
	}
}

/// One change of one leaf, or of the order.
fn corrupt(leaves: &mut BatchLeaves, kind: u8, at: Index, by: Balance) {
	match kind {
		0 => at.get_mut(&mut leaves.receipts).receipt.fee += by,
		1 => at.get_mut(&mut leaves.receipts).receipt.cumulative += by,
		2 => at.get_mut(&mut leaves.receipts).running += by,
		3 => drop(leaves.receipts.remove(at.index(leaves.receipts.len()))),
		4 => at.get_mut(&mut leaves.receipts).receipt.channel.0 += 1,
		5 if !leaves.entries.is_empty() => at.get_mut(&mut leaves.entries).amount += by,
		6 if !leaves.entries.is_empty() => at.get_mut(&mut leaves.entries).running += by,
		7 if !leaves.entries.is_empty() => at.get_mut(&mut leaves.entries).grand += by,
		8 if !leaves.entries.is_empty() => at.get_mut(&mut leaves.entries).contribution.0 += 1,
		9 if !leaves.entries.is_empty() => at.get_mut(&mut leaves.entries).receipt += 1,
		10 if !leaves.entries.is_empty() => {
			leaves.entries.remove(at.index(leaves.entries.len()));
		},
		11 if !leaves.entries.is_empty() => {
			leaves.entries.remove(at.index(leaves.entries.len()));
			resum(leaves);
		},
		12 if !leaves.entries.is_empty() => {
			at.get_mut(&mut leaves.entries).amount += by;
			resum(leaves);
		},
		13 if !leaves.distribution.is_empty() => {
			at.get_mut(&mut leaves.distribution).cumulative += by;
		},
		14 if !leaves.distribution.is_empty() => {
			at.get_mut(&mut leaves.distribution).contribution.0 += 1;
		},
		15 if !leaves.distribution.is_empty() => {
			leaves.distribution.remove(at.index(leaves.distribution.len()));
		},
		16 => {
			let again = at.get(&leaves.receipts).clone();
			leaves.receipts.push(again);
		},
		17 => {
			let residual = at.get_mut(&mut leaves.receipts);
			residual.receipt.vector = AttributionVector::unattributed();
			residual.receipt.evidence_root = H256::zero();
		},
		_ => {},
	}
}

/// Whether a batch is honest, told in the plainest way: it is what is built of its receipts, and they
/// are what was redeemed.
fn is_honest(leaves: &BatchLeaves, redemptions: &[Redemption<u64>]) -> bool {
	let builder = BatchBuilder::new(leaves.terms, leaves.previous.clone());
	let receipts = leaves.receipts.iter().map(|leaf| leaf.receipt.clone());
	let Ok(built) = receipts.fold(builder, BatchBuilder::push).build() else {
		return false;
	};
	let known = leaves
		.receipts
		.iter()
		.flat_map(|leaf| &leaf.receipt.vector.shares)
		.all(|share| is_known(share.contribution));
	built == *leaves && known && OnChain::of(&built).redemptions == redemptions
}

proptest! {
	#[test]
	fn amounts_are_those_of_the_twin_and_never_exceed_the_part(
		fees in proptest::collection::vec(0..1u128 << 64, 1..8),
		share in 0..=1_000_000_000u32,
		weights in proptest::collection::vec(0..1_000_000u64, 1..8),
	) {
		let contributors = Perbill::from_parts(share);
		let scores = (0..).map(ContributionId).zip(weights);
		let vector = AttributionVector::from_scores(scores).unwrap();
		let mut sum = 0;
		for fee in &fees {
			for entry in &vector.shares {
				let amount = entry_amount(*fee, contributors, entry.share);
				// In two steps of 128 bits: whole billions, and the rest.
				let part = u128::from(share) * u128::from(entry.share.deconstruct());
				let unit = 1_000_000_000_000_000_000u128;
				let (whole, rest) = (fee / unit, fee % unit);
				prop_assert_eq!(amount, whole * part + rest * part / unit);
				sum += amount;
			}
		}
		let total = fees.iter().sum::<u128>();
		prop_assert!(sum <= total / 1_000_000_000 * u128::from(share)
			+ total % 1_000_000_000 * u128::from(share) / 1_000_000_000);
	}

	#[test]
	fn order_of_receipts_does_not_matter_when_a_batch_is_built(
		leaves in honest(),
		keys in proptest::collection::vec(any::<u32>(), 16),
	) {
		let mut receipts = leaves.receipts.iter().zip(keys).collect::<Vec<_>>();
		receipts.sort_by_key(|(_, key)| *key);
		let builder = BatchBuilder::new(leaves.terms, leaves.previous.clone());
		let receipts = receipts.into_iter().map(|(leaf, _)| leaf.receipt.clone());
		prop_assert_eq!(receipts.fold(builder, BatchBuilder::push).build(), Ok(leaves));
	}

	#[test]
	fn fraud_is_found_exactly_when_the_batch_is_not_honest(
		leaves in honest(),
		changes in proptest::collection::vec((0..19u8, any::<Index>(), 1..3u128), 0..3),
	) {
		let redemptions = OnChain::of(&leaves).redemptions;
		let mut leaves = leaves;
		for (kind, at, by) in changes {
			if leaves.receipts.is_empty() {
				break;
			}
			corrupt(&mut leaves, kind, at, by);
		}
		// The chain refuses a batch without receipts.
		prop_assume!(!leaves.receipts.is_empty());
		let honest = is_honest(&leaves, &redemptions);
		let chain = OnChain { header: leaves.header().unwrap(), redemptions };
		let fraud: Option<Fraud> = leaves.find_fraud(&chain.posted(), is_known);
		prop_assert_eq!(fraud.is_none(), honest, "{:?}", fraud);
		if let Some(fraud) = fraud {
			prop_assert_eq!(chain.judge(&fraud), Ok(()));
			prop_assert!(fraud.foreign().is_none_or(|id| !is_known(id)));
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn no_fraud_of_an_honest_batch_is_accepted_whatever_true_leaves_are_shown(leaves in honest()) {
		let chain = OnChain::of(&leaves);
		for fraud in candidates(&leaves) {
			prop_assert!(chain.judge(&fraud).is_err(), "{:?}", fraud);
		}
	}
}
