// SPDX-License-Identifier: Apache-2.0
//! A batch of receipts: its trees, what is posted, and what is signed.

use super::{hex, scale};
use openledger_primitives::{
	commitment::ContentCommitment,
	distribution::DistributionLeaf,
	ids::{ArtifactId, ChannelId, ContributionId},
	receipts::{
		entry_amount, BatchBuilder, BatchLeaves, BatchTerms, LeafPlace, Receipt, Statement, Tree,
	},
	vector::AttributionVector,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256, sp_runtime::AccountId32};
use serde_json::{json, Value};

fn receipt(channel: u64, cumulative: u128, fee: u128, scores: &[(u64, u64)]) -> Receipt {
	let scores = scores.iter().map(|(id, score)| (ContributionId(*id), *score));
	let vector = AttributionVector::from_scores(scores).expect("the scores are small");
	let found = !vector.shares.is_empty();
	let document = |text| ContentCommitment::of_document(text).expect("the text is short");
	Receipt {
		channel: ChannelId(channel),
		cumulative,
		fee,
		input: document("What is the chain?"),
		output: document("The chain is the contract."),
		input_tokens: 5,
		output_tokens: 6,
		vector,
		evidence_root: if found { H256::repeat_byte(0xee) } else { H256::zero() },
	}
}

fn batch() -> BatchLeaves {
	let terms = BatchTerms {
		artifact: ArtifactId(3),
		engine_version: 1,
		min_words: 6,
		contributors_share: Perbill::from_percent(40),
	};
	let previous = [(2, 40), (5, 30)]
		.map(|(id, cumulative)| DistributionLeaf { contribution: ContributionId(id), cumulative });
	BatchBuilder::new(terms, previous.to_vec())
		.push(receipt(4, 1_000, 900, &[(1, 3), (2, 1)]))
		.push(receipt(4, 1_500, 500, &[(2, 1)]))
		.push(receipt(9, 700, 700, &[]))
		.push(receipt(
			9,
			1_000_000_000_000_000_000_700,
			1_000_000_000_000_000_000_000,
			&[(1, 1), (7, 2)],
		))
		.build()
		.expect("the batch is honest")
}

fn leaves(batch: &BatchLeaves, tree: Tree, count: usize) -> Vec<Value> {
	(0u32..)
		.take(count)
		.map(|index| {
			let shown = batch.show(LeafPlace { tree, index }).expect("the leaf is there");
			json!(scale(&shown))
		})
		.collect()
}

/// The file `receipts.json`.
pub fn receipts() -> Value {
	let batch = batch();
	let header = batch.header().expect("the trees are small");
	let statement = Statement {
		genesis: H256::repeat_byte(0xab),
		worker: AccountId32::new([7; 32]),
		artifact: header.artifact,
		engine_version: header.engine_version,
		min_words: header.min_words,
		receipt: batch.receipts.first().expect("there are receipts").receipt.clone(),
	};
	let amounts = [
		(1_000u128, 400_000_000, 333_333_333),
		(7, 1_000_000_000, 1_000_000_000),
		(u128::MAX, 1_000_000_000, 999_999_999),
		(2, 500_000_000, 999_999_999),
	];
	let amounts = amounts.map(|(fee, contributors, share)| {
		let [contributors, share] = [contributors, share].map(Perbill::from_parts);
		json!({
			"fee": fee.to_string(),
			"contributors": contributors.deconstruct(),
			"share": share.deconstruct(),
			"amount": entry_amount(fee, contributors, share).to_string(),
		})
	});
	json!({
		"statement": scale(&statement),
		"signing_bytes": hex(statement.signing_bytes()),
		"amounts": amounts,
		"header": scale(&header),
		"receipts": leaves(&batch, Tree::Receipts, batch.receipts.len()),
		"entries": leaves(&batch, Tree::Entries, batch.entries.len()),
		"previous": leaves(&batch, Tree::Previous, batch.previous.len()),
		"distribution": leaves(&batch, Tree::Distribution, batch.distribution.len()),
	})
}
