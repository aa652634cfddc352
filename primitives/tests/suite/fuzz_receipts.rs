// SPDX-License-Identifier: Apache-2.0
//! Bytes at random, and honest leaves with bytes changed at random: no verifier of receipts panics, and none
//! takes an honest batch for a wrong one. As many cases as `OPENLEDGER_FUZZ_CASES` says.

use crate::receipts::{candidates, example, honest, sign, Fraud, OnChain, WORKER};
use codec::{Decode, Encode};
use openledger_primitives::{
	ids::ArtifactId,
	receipts::{BatchHeader, BatchLeaves, Receipt, ShownLeaf, Statement, Tree},
};
use polkadot_sdk::sp_runtime::testing::TestSignature;
use proptest::{
	prelude::*,
	sample::Index,
	strategy::ValueTree,
	test_runner::{Config, TestRng, TestRunner},
};
use std::sync::LazyLock;

/// How many honest batches are attacked.
const BATCHES: usize = 12;
/// How many frauds that are none are kept of each.
const KEPT: usize = 400;

fn cases() -> u32 {
	let cases = std::env::var("OPENLEDGER_FUZZ_CASES");
	cases.ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000)
}

/// An honest batch, and everything of the shape of a fraud of it.
struct Target {
	leaves: BatchLeaves,
	chain: OnChain,
	frauds: Vec<Vec<u8>>,
}

impl Target {
	fn new(leaves: BatchLeaves) -> Self {
		let frauds = candidates(&leaves);
		let step = frauds.len().div_ceil(KEPT);
		let frauds = frauds.iter().step_by(step).map(Encode::encode).collect();
		Self { chain: OnChain::of(&leaves), leaves, frauds }
	}

	/// Whether the worker never made the signature in `fraud`. A test's signature is the bytes that were
	/// signed, so whoever changes both alike has forged one.
	fn is_forged(&self, fraud: &Fraud) -> bool {
		let Fraud::Equivocation { signature, .. } = fraud else { return false };
		let mut posted = self.leaves.receipts.iter().map(|leaf| &leaf.receipt);
		!posted.any(|receipt| *signature == sign(WORKER, ArtifactId(3), receipt))
	}
}

static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
	let rng = TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
	let mut runner = TestRunner::new_with_rng(Config::default(), rng);
	let mut random = || honest().new_tree(&mut runner).unwrap().current();
	let mut targets = vec![Target::new(example())];
	targets.extend((1..BATCHES).map(|_| Target::new(random())));
	targets
});

#[derive(Clone, Debug)]
enum Edit {
	Set(Index, u8),
	Flip(Index, u8),
	Add(Index, u8),
	Remove(Index),
	Insert(Index, u8),
	Truncate(Index),
	/// Bytes of another fraud, from and to the same place.
	Splice(Index, Index, u8),
}

fn edit() -> impl Strategy<Value = Edit> {
	prop_oneof![
		2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
		4 => (any::<Index>(), 0..8u8).prop_map(|(at, bit)| Edit::Flip(at, bit)),
		4 => (any::<Index>(), prop_oneof![Just(1u8), Just(255), any::<u8>()])
			.prop_map(|(at, by)| Edit::Add(at, by)),
		1 => any::<Index>().prop_map(Edit::Remove),
		1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Edit::Insert(at, byte)),
		1 => any::<Index>().prop_map(Edit::Truncate),
		4 => (any::<Index>(), any::<Index>(), any::<u8>())
			.prop_map(|(other, at, count)| Edit::Splice(other, at, count)),
	]
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit, others: &[Vec<u8>]) {
	if bytes.is_empty() {
		return;
	}
	let len = bytes.len();
	match edit {
		Edit::Set(at, byte) => bytes[at.index(len)] = *byte,
		Edit::Flip(at, bit) => bytes[at.index(len)] ^= 1 << bit,
		Edit::Add(at, by) => {
			let byte = at.get_mut(bytes);
			*byte = byte.wrapping_add(*by);
		},
		Edit::Remove(at) => drop(bytes.remove(at.index(len))),
		Edit::Insert(at, byte) => bytes.insert(at.index(len), *byte),
		Edit::Truncate(at) => bytes.truncate(at.index(len)),
		Edit::Splice(other, at, count) => {
			let other = other.get(others);
			let start = at.index(len);
			let end = start.saturating_add(usize::from(*count)).min(len).min(other.len());
			if start < end {
				bytes[start..end].copy_from_slice(&other[start..end]);
			}
		},
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(cases()))]

	#[test]
	fn no_honest_batch_is_found_wrong_when_true_frauds_shapes_are_changed(
		target in any::<Index>(),
		fraud in any::<Index>(),
		edits in proptest::collection::vec(edit(), 1..6),
	) {
		let target = target.get(&TARGETS);
		let mut bytes = fraud.get(&target.frauds).clone();
		for edit in &edits {
			apply(&mut bytes, edit, &target.frauds);
		}
		if let Ok(fraud) = Fraud::decode(&mut bytes.as_slice()) {
			// Whether a contribution is foreign is for the snapshots to say.
			if fraud.foreign().is_none() && !target.is_forged(&fraud) {
				prop_assert!(target.chain.judge(&fraud).is_err(), "{:?}", fraud);
			}
			prop_assert!(fraud.hashes() <= 6 * 32);
		}
	}

	#[test]
	fn nothing_panics_or_is_accepted_when_bytes_are_random(
		target in any::<Index>(),
		mut bytes in proptest::collection::vec(any::<u8>(), 0..600),
		kind in 0..10u8,
	) {
		let target = target.get(&TARGETS);
		if let Some(first) = bytes.first_mut() {
			*first = kind;
		}
		if let Ok(fraud) = Fraud::decode(&mut bytes.as_slice()) {
			prop_assert!(target.chain.judge(&fraud).is_err(), "{:?}", fraud);
		}
		if let Ok(leaf) = ShownLeaf::decode(&mut bytes.as_slice()) {
			prop_assert!(!leaf.stands_under(&target.chain.header));
		}
		if let Ok(receipt) = Receipt::decode(&mut bytes.as_slice()) {
			// Whatever they say.
			let _ = (receipt.validate(), receipt.start(), receipt.overlaps(&receipt));
		}
		if let Ok(statement) = Statement::<u64>::decode(&mut bytes.as_slice()) {
			prop_assert!(!statement.is_signed(&TestSignature(statement.worker, bytes)));
		}
	}

	#[test]
	fn nothing_panics_when_the_header_is_random(
		target in any::<Index>(),
		fraud in any::<Index>(),
		edits in proptest::collection::vec(edit(), 1..4),
	) {
		let target = target.get(&TARGETS);
		let mut bytes = target.chain.header.encode();
		for edit in &edits {
			apply(&mut bytes, edit, &target.frauds);
		}
		if let Ok(header) = BatchHeader::decode(&mut bytes.as_slice()) {
			let chain = OnChain { header, ..target.chain.clone() };
			let fraud = Fraud::decode(&mut fraud.get(&target.frauds).as_slice()).unwrap();
			let _ = chain.judge(&fraud);
			let _ = header.distributed();
		}
	}

	#[test]
	fn signed_receipt_convicts_only_when_it_was_not_posted(
		target in any::<Index>(),
		at in any::<Index>(),
		edits in proptest::collection::vec(edit(), 0..3),
		artifact in 3..5u32,
	) {
		let target = target.get(&TARGETS);
		let posted = at.get(&target.leaves.receipts).receipt.clone();
		let mut bytes = posted.encode();
		for edit in &edits {
			apply(&mut bytes, edit, &target.frauds);
		}
		let index = u32::try_from(at.index(target.leaves.receipts.len())).unwrap();
		if let Ok(signed) = Receipt::decode(&mut bytes.as_slice()) {
			let receipt = crate::receipts::shown_receipt(&target.leaves, index).unwrap();
			let artifact = ArtifactId(artifact);
			let fraud = Fraud::Equivocation {
				receipt,
				artifact,
				engine_version: 1,
				min_words: 6,
				signature: sign(WORKER, artifact, &signed),
				signed: signed.clone(),
			};
			let differs = signed != posted || artifact != ArtifactId(3);
			// Told by single plancks' ends: the stretches have one in common.
			let shares = signed.channel == posted.channel
				&& signed.fee > 0
				&& signed.fee <= signed.cumulative
				&& signed.cumulative > posted.cumulative - posted.fee
				&& signed.cumulative - signed.fee < posted.cumulative;
			let convicted = target.chain.judge(&fraud).is_ok();
			prop_assert_eq!(convicted, differs && shares);
		}
	}
}

#[test]
fn every_tree_of_the_targets_is_there() {
	for target in TARGETS.iter() {
		assert!(target.chain.header.tree(Tree::Receipts).leaves > 0);
		assert!(!target.frauds.is_empty());
	}
}
