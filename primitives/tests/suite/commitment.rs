// SPDX-License-Identifier: Apache-2.0
//! Commitments, chunk proofs, range proofs.

use codec::{Decode, Encode, MaxEncodedLen};
use openledger_primitives::commitment::{
	ChunkProof, CommitmentError, ContentCommitment, RangeProof, MAX_ANSWER_LEN, MAX_CHUNKS,
	MAX_CHUNK_PATH, MAX_CONTENT_LEN, MAX_RANGE_CHUNKS, MAX_RANGE_LEN,
};
use openledger_primitives::merkle::path_len;
use polkadot_sdk::sp_core::H256;
use proptest::prelude::*;

fn content(length: u32) -> Vec<u8> {
	(0..length).map(|i| (i % 251) as u8).collect()
}

fn commitment(content: &[u8]) -> ContentCommitment {
	ContentCommitment::of(content).unwrap()
}

#[test]
fn root_is_zero_when_there_is_no_content() {
	let empty = commitment(b"");
	assert_eq!(empty, ContentCommitment { root: H256::zero(), length: 0 });
	assert_eq!(empty.chunks(), 0);
	assert_eq!(empty.check(), Ok(()));
}

#[test]
fn content_is_refused_when_longer_than_the_limit() {
	let longest = content(MAX_CONTENT_LEN);
	assert_eq!(commitment(&longest).chunks(), MAX_CHUNKS);
	let longer = [longest, vec![0]].concat();
	assert_eq!(ContentCommitment::of(&longer), Err(CommitmentError::ContentTooLong));
	assert_eq!(ChunkProof::new(&longer, 0), Err(CommitmentError::ContentTooLong));
	assert_eq!(RangeProof::new(&longer, 0, 1), Err(CommitmentError::ContentTooLong));
}

#[test]
fn document_is_committed_by_its_canonical_form_when_it_is_not_canonical() {
	let document = ContentCommitment::of_document(" e\u{301}cole\t\u{0} now\n");
	assert_eq!(document, ContentCommitment::of("\u{e9}cole now".as_bytes()));
	assert_eq!(ContentCommitment::of_document(" \u{feff}\n"), ContentCommitment::of(b""));
}

#[test]
fn path_bound_is_tight_when_content_is_longest() {
	let longest = (0..MAX_CHUNKS).filter_map(|index| path_len(MAX_CHUNKS, index)).max();
	assert_eq!(longest, Some(MAX_CHUNK_PATH));
}

#[test]
fn commitments_differ_when_only_trailing_zeros_do() {
	assert_ne!(commitment(&[0; 10]).root, commitment(&[0; 11]).root);
	assert_ne!(commitment(&[0; 1024]).root, commitment(&[0; 1025]).root);
}

#[test]
fn every_chunk_verifies_when_proven() {
	for length in [1, 1023, 1024, 1025, 7000] {
		let content = content(length);
		let commitment = commitment(&content);
		for index in 0..commitment.chunks() {
			let proof = ChunkProof::new(&content, index).unwrap();
			assert_eq!(proof.verify(&commitment), Ok(()), "{index} of {length}");
		}
		let past = ChunkProof::new(&content, commitment.chunks());
		assert_eq!(past, Err(CommitmentError::ChunkOutOfRange));
	}
}

#[test]
fn chunk_is_refused_when_the_commitment_is_malformed() {
	let content = content(3000);
	let proof = ChunkProof::new(&content, 0).unwrap();
	let good = commitment(&content);
	for bad in [
		ContentCommitment { length: 0, ..good },
		ContentCommitment { length: MAX_CONTENT_LEN + 1, ..good },
		ContentCommitment { length: u32::MAX, ..good },
		ContentCommitment { root: H256::zero(), ..good },
	] {
		assert_eq!(proof.verify(&bad), Err(CommitmentError::MalformedCommitment));
	}
}

#[test]
fn chunk_is_refused_when_the_length_is_a_lie() {
	let content = content(3000);
	let proof = ChunkProof::new(&content, 0).unwrap();
	let good = commitment(&content);
	for length in [1024, 2999, 3001, 3072, 3073, 4096] {
		let lie = ContentCommitment { length, ..good };
		assert_eq!(proof.verify(&lie), Err(CommitmentError::ChunkMismatch), "{length}");
	}
}

#[test]
fn chunk_is_refused_when_its_own_length_is_wrong() {
	let content = content(3000);
	let commitment = commitment(&content);
	for index in [0, 2] {
		let mut proof = ChunkProof::new(&content, index).unwrap();
		proof.chunk.pop();
		assert_eq!(proof.verify(&commitment), Err(CommitmentError::ChunkLength));
		proof.chunk = Default::default();
		assert_eq!(proof.verify(&commitment), Err(CommitmentError::ChunkLength));
	}
}

#[test]
fn chunk_is_refused_when_the_index_is_wrong() {
	let content = content(5000);
	let commitment = commitment(&content);
	let mut proof = ChunkProof::new(&content, 1).unwrap();
	for (index, error) in [
		(0, CommitmentError::ChunkMismatch),
		(2, CommitmentError::ChunkMismatch),
		(4, CommitmentError::ChunkLength),
		(5, CommitmentError::ChunkOutOfRange),
		(u32::MAX, CommitmentError::ChunkOutOfRange),
	] {
		proof.index = index;
		assert_eq!(proof.verify(&commitment), Err(error), "{index}");
	}
}

#[test]
fn chunk_is_refused_when_its_path_is_truncated() {
	let content = content(5000);
	let mut proof = ChunkProof::new(&content, 1).unwrap();
	proof.path.pop();
	assert_eq!(proof.verify(&commitment(&content)), Err(CommitmentError::ChunkMismatch));
}

#[test]
fn range_limits_fit_together_when_an_answer_is_longest() {
	assert_eq!(MAX_RANGE_LEN, MAX_ANSWER_LEN + 2);
	let content = content(MAX_RANGE_LEN + 3000);
	let proof = RangeProof::new(&content, 1023, MAX_RANGE_LEN).unwrap();
	assert_eq!(proof.chunks.len(), MAX_RANGE_CHUNKS as usize);
	assert!(proof.verify(&commitment(&content), 1023, MAX_RANGE_LEN).is_ok());
}

#[test]
fn range_is_refused_when_empty_or_out_of_bounds_or_too_long() {
	let content = content(100_000);
	let commitment = commitment(&content);
	let proof = RangeProof::new(&content, 0, 1).unwrap();
	for (start, length, error) in [
		(0, 0, CommitmentError::RangeEmpty),
		(100_000, 1, CommitmentError::RangeOutOfBounds),
		(99_999, 2, CommitmentError::RangeOutOfBounds),
		(u32::MAX, 2, CommitmentError::RangeOutOfBounds),
		(0, MAX_RANGE_LEN + 1, CommitmentError::RangeTooLong),
		(0, u32::MAX, CommitmentError::RangeTooLong),
	] {
		assert_eq!(RangeProof::new(&content, start, length), Err(error));
		assert_eq!(proof.verify(&commitment, start, length), Err(error));
	}
}

#[test]
fn range_is_refused_when_chunks_are_missing_repeated_or_shuffled() {
	let content = content(6000);
	let commitment = commitment(&content);
	let good = RangeProof::new(&content, 1000, 2000).unwrap();
	assert_eq!(good.chunks.len(), 3);
	let mut missing = good.clone();
	missing.chunks.pop();
	let mut repeated = good.clone();
	repeated.chunks[1] = repeated.chunks[0].clone();
	let mut shuffled = good.clone();
	shuffled.chunks.as_mut().swap(0, 2);
	let mut excess = good.clone();
	excess.chunks.try_push(ChunkProof::new(&content, 3).unwrap()).unwrap();
	let none = RangeProof { chunks: Default::default() };
	for bad in [missing, repeated, shuffled, excess, none] {
		assert_eq!(bad.verify(&commitment, 1000, 2000), Err(CommitmentError::RangeChunks));
	}
}

#[test]
fn range_is_refused_when_another_content_is_committed() {
	let content = content(3000);
	let other = commitment(&content[..2999]);
	let proof = RangeProof::new(&content, 10, 20).unwrap();
	assert_eq!(proof.verify(&other, 10, 20), Err(CommitmentError::ChunkMismatch));
}

#[test]
fn decoding_fails_when_a_chunk_or_path_exceeds_its_bound() {
	let chunk_too_long = (0u32, vec![0u8; 1025], Vec::<H256>::new()).encode();
	assert!(ChunkProof::decode(&mut &chunk_too_long[..]).is_err());
	let path_too_long = (0u32, vec![0u8; 4], vec![H256::zero(); 14]).encode();
	assert!(ChunkProof::decode(&mut &path_too_long[..]).is_err());
	let too_many = vec![ChunkProof::new(b"a", 0).unwrap(); 67].encode();
	assert!(RangeProof::decode(&mut &too_many[..]).is_err());
}

#[test]
fn largest_range_proof_stays_below_a_hundred_kilobytes_when_encoded() {
	assert!(RangeProof::max_encoded_len() < 100 * 1024);
}

proptest! {
	#[test]
	fn range_gives_the_bytes_back_when_proven(
		length in 1u32..9000,
		a in any::<u32>(),
		b in any::<u32>(),
	) {
		let content = content(length);
		let start = a % length;
		let range = 1 + b % (length - start);
		let proof = RangeProof::new(&content, start, range).unwrap();
		let shown = proof.verify(&commitment(&content), start, range).unwrap();
		prop_assert_eq!(&shown[..], &content[start as usize..(start + range) as usize]);
	}

	#[test]
	fn chunk_is_refused_when_a_byte_changes(
		length in 1u32..5000,
		index in any::<u32>(),
		at in any::<usize>(),
		delta in 1u8..=255,
	) {
		let content = content(length);
		let commitment = commitment(&content);
		let mut proof = ChunkProof::new(&content, index % commitment.chunks()).unwrap();
		let at = at % proof.chunk.len();
		proof.chunk[at] = proof.chunk[at].wrapping_add(delta);
		prop_assert_eq!(proof.verify(&commitment), Err(CommitmentError::ChunkMismatch));
	}

	#[test]
	fn verification_never_panics_when_proofs_are_arbitrary_bytes(
		bytes in prop::collection::vec(any::<u8>(), 0..300),
		root in any::<[u8; 32]>(),
		length in any::<u32>(),
		start in any::<u32>(),
		range in any::<u32>(),
	) {
		let commitment = ContentCommitment { root: H256(root), length };
		if let Ok(proof) = ChunkProof::decode(&mut &bytes[..]) {
			prop_assert!(proof.verify(&commitment).is_err());
		}
		if let Ok(proof) = RangeProof::decode(&mut &bytes[..]) {
			prop_assert!(proof.verify(&commitment, start, range).is_err());
		}
	}
}
