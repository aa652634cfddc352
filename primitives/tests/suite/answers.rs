// SPDX-License-Identifier: Apache-2.0
//! Records of answers, and what they are shown by.

use codec::{Decode, Encode};
use openledger_primitives::{
	accumulator::{Accumulator, Leaves},
	commitment::ContentCommitment,
	fee::FeeParts,
	ids::{ArtifactId, RequestId},
	merkle::Domain,
	records::{answer_key, AnswerRecord, AnswerVerdict, Mode},
	vector::AttributionVector,
};
use polkadot_sdk::sp_core::H256;

fn record(request: u64) -> AnswerRecord<[u8; 32]> {
	AnswerRecord {
		request: RequestId(request),
		payer: [1; 32],
		workers: vec![[2; 32]].try_into().unwrap(),
		artifact: ArtifactId(7),
		input: ContentCommitment::of_document("Who wrote it?").unwrap(),
		output: ContentCommitment::of_document("She did.").unwrap(),
		input_tokens: 10,
		output_tokens: 20,
		fee: 200,
		parts: FeeParts { worker: 200, ..FeeParts::default() },
		checks: 0,
		vector: AttributionVector::unattributed(),
		evidence_root: H256::zero(),
		min_words: 6,
		engine_version: 1,
		requested_at: 1,
		proved_at: 2,
		ended_at: 7,
		verdict: AnswerVerdict::Settled,
	}
}

#[test]
fn records_are_shown_under_the_root_that_the_chain_accumulated() {
	let records = (0..20).map(|request| record(request).encode()).collect::<Vec<_>>();
	let mut chain = Accumulator::default();
	for (place, record) in (0..).zip(&records) {
		assert_eq!(chain.append(Domain::Answer, record), Some(place));
	}
	let root = chain.root(Domain::Answer);
	let leaves = Leaves::new(Domain::Answer, &records).unwrap();
	assert_eq!(leaves.root(), root);
	for (place, record) in (0..).zip(&records) {
		let proof = leaves.prove(place).unwrap();
		assert!(proof.verify(Domain::Answer, &root, chain.count(), place, record));
	}
}

#[test]
fn records_are_not_shown_when_anything_of_them_was_changed() {
	let records = (0..5).map(|request| record(request).encode()).collect::<Vec<_>>();
	let leaves = Leaves::new(Domain::Answer, &records).unwrap();
	let (root, proof) = (leaves.root(), leaves.prove(2).unwrap());
	let dearer = AnswerRecord { fee: 201, ..record(2) };
	let falsified = AnswerRecord { verdict: AnswerVerdict::Falsified, ..record(2) };
	for other in [dearer, falsified, record(3)] {
		assert!(!proof.verify(Domain::Answer, &root, 5, 2, &other.encode()));
	}
	assert!(!proof.verify(Domain::Answer, &root, 5, 3, &records[2]));
	assert!(!proof.verify(Domain::Snapshot, &root, 5, 2, &records[2]));
	assert!(proof.verify(Domain::Answer, &root, 5, 2, &records[2]));
}

#[test]
fn records_decode_to_what_was_encoded() {
	let encoded = record(9).encode();
	assert_eq!(AnswerRecord::decode(&mut &encoded[..]), Ok(record(9)));
}

#[test]
fn answer_keys_differ_by_place() {
	assert_eq!(&answer_key(1)[..20], b"openledger/answer/v1");
	assert_eq!(answer_key(1)[20..], 1u32.encode());
	assert_ne!(answer_key(1), answer_key(256));
}

#[test]
fn seats_are_one_or_an_odd_number_from_three_to_seven() {
	assert_eq!(Mode::Optimistic.seats(), Some(1));
	for k in 0..=u8::MAX {
		let seats = Mode::Committee { k }.seats();
		assert_eq!(seats, [3, 5, 7].contains(&k).then_some(u32::from(k)));
	}
}
