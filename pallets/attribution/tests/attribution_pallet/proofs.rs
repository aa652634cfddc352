// SPDX-License-Identifier: Apache-2.0
//! Proofs are accepted, or refused by name.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, RequestId},
	proof::AttributionProof,
	records::Mode,
	vector::AttributionVector,
};
use pallet_attribution::{
	Answer, Assigned, Error, Event, Inputs, Maturing, RequestState, Unsettled, Workers,
};
use proptest::prelude::{prop_assert, proptest, ProptestConfig};

/// A worker, and a request that it owes an answer to until block 11.
fn asked() -> RequestId {
	assert_ok!(register(0, &[BASE]));
	ask()
}

/// Runs `refused` with an honest proof that `change` changed, signed by the worker after that.
fn check_refused(change: impl FnOnce(&mut AttributionProof), error: Error<Test>) {
	run(|| {
		let mut proof = honest_proof(asked());
		change(&mut proof);
		assert_noop!(submit(0, &proof), error);
	});
}

#[test]
fn submit_proof_stores_answer_when_proof_is_honest() {
	run(|| {
		let id = asked();
		run_to(4);
		let proof = honest_proof(id);
		assert_ok!(submit(0, &proof));
		let answer = Answer {
			proof: proof.clone(),
			fee: 200,
			proved_at: 4,
			settle_at: 9,
			challenges: 0,
			reviewed: false,
		};
		assert_eq!(request(id).state, RequestState::Proved(answer.clone()));
		assert_eq!(request(id).answer(), Some(&answer));
		assert!(!Assigned::<Test>::contains_key(worker(0)));
		assert_eq!(Maturing::<Test>::iter().collect::<Vec<_>>(), [(worker(0), id, 9)]);
		assert_eq!(Workers::<Test>::get(worker(0)).unwrap().proved, 1);
		assert!(Inputs::<Test>::contains_key(id));
		assert_eq!(
			last_event(),
			Event::ProofAccepted {
				request: id,
				worker: worker(0),
				fee: 200,
				output: proof.output,
				evidence_root: proof.evidence_root,
				settle_at: 9,
			}
		);
	});
}

#[test]
fn submit_proof_moves_no_money_when_accepted() {
	run(|| {
		let id = asked();
		prove(id);
		assert_eq!(escrow(&payer(0)), 1_000);
		assert_eq!(paid_into_pot(), 0);
	});
}

#[test]
fn submit_proof_accepts_when_nothing_is_attributed() {
	run(|| {
		let id = asked();
		let mut proof = honest_proof(id);
		proof.vector = AttributionVector::unattributed();
		proof.evidence_root = H256::zero();
		assert_ok!(submit(0, &proof));
	});
}

#[test]
fn submit_proof_accepts_when_base_model_without_snapshots_answers() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask_artifact(BASE);
		prove(id);
	});
}

#[test]
fn submit_proof_accepts_in_the_last_block_of_the_deadline() {
	run(|| {
		let id = asked();
		run_to(11);
		prove(id);
	});
}

#[test]
fn submit_proof_accepts_in_the_last_block_that_the_proof_names() {
	run(|| {
		let id = asked();
		let mut proof = honest_proof(id);
		proof.expires_at = 5;
		run_to(5);
		assert_ok!(submit(0, &proof));
	});
}

#[test]
fn submit_proof_accepts_when_fee_is_exactly_the_maximum() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask_for(50, 326);
		let mut proof = honest_proof(id);
		// 100 + 2 per token of input + 4 per token of output.
		(proof.input_tokens, proof.output_tokens) = (13, 50);
		assert_ok!(submit(0, &proof));
		assert_eq!(request(id).answer().unwrap().fee, 326);
	});
}

#[test]
fn submit_proof_accepts_when_genesis_hash_is_older_than_the_kept_hashes() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		run_to(3 * BLOCK_HASH_COUNT);
		assert_eq!(System::block_hash(1), H256::zero());
		assert_eq!(Attribution::genesis_hash(), hash_of_block(0));
		prove(ask());
	});
}

#[test]
fn submit_proof_fails_when_request_does_not_exist() {
	check_refused(|proof| proof.request = RequestId(9), Error::RequestNotFound);
}

#[test]
fn submit_proof_fails_when_request_expired_and_was_removed() {
	run(|| {
		let id = asked();
		let proof = honest_proof(id);
		run_to(12);
		assert_ok!(Attribution::expire(signed(payer(1)), id));
		assert_noop!(submit(0, &proof), Error::<Test>::RequestNotFound);
	});
}

#[test]
fn submit_proof_fails_when_replayed() {
	run(|| {
		let id = asked();
		let proof = honest_proof(id);
		assert_ok!(submit(0, &proof));
		assert_noop!(submit(0, &proof), Error::<Test>::AlreadyProved);
		run_to(7);
		assert_ok!(Attribution::settle(signed(payer(1)), id));
		assert_noop!(submit(0, &proof), Error::<Test>::AlreadyProved);
	});
}

#[test]
fn submit_proof_fails_when_another_proof_was_accepted() {
	run(|| {
		let id = asked();
		let mut proof = honest_proof(id);
		assert_ok!(submit(0, &proof));
		proof.output_tokens = 21;
		assert_noop!(submit(0, &proof), Error::<Test>::AlreadyProved);
	});
}

#[test]
fn submit_proof_fails_when_proof_is_replayed_for_another_request() {
	run(|| {
		let first = asked();
		let second = ask();
		let mut proof = honest_proof(first);
		let signature = sign(0, &proof);
		proof.request = second;
		assert_noop!(
			Attribution::submit_proof(signed(worker(0)), proof, signature),
			Error::<Test>::BadSignature
		);
	});
}

#[test]
fn submit_proof_fails_when_late() {
	run(|| {
		let id = asked();
		let proof = honest_proof(id);
		run_to(12);
		assert_noop!(submit(0, &proof), Error::<Test>::DeadlinePassed);
	});
}

#[test]
fn submit_proof_fails_when_another_worker_submits() {
	run(|| {
		let id = asked();
		assert_ok!(register(1, &[BASE]));
		let proof = honest_proof(id);
		// Signed by itself, and a proof taken from the assigned worker.
		assert_noop!(submit(1, &proof), Error::<Test>::WorkerNotAssigned);
		let signature = sign(0, &proof);
		for thief in [worker(1), payer(0)] {
			assert_noop!(
				Attribution::submit_proof(signed(thief), proof.clone(), signature.clone()),
				Error::<Test>::WorkerNotAssigned
			);
		}
	});
}

#[test]
fn submit_proof_fails_when_origin_is_unsigned() {
	run(|| {
		let proof = honest_proof(asked());
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let signature = sign(0, &proof);
			assert_noop!(Attribution::submit_proof(origin, proof.clone(), signature), BadOrigin);
		}
	});
}

#[test]
fn submit_proof_fails_when_proof_expired() {
	run(|| {
		let id = asked();
		let mut proof = honest_proof(id);
		proof.expires_at = 5;
		run_to(6);
		assert_noop!(submit(0, &proof), Error::<Test>::ProofExpired);
	});
}

#[test]
fn submit_proof_fails_when_proof_outlives_the_deadline() {
	check_refused(|proof| proof.expires_at += 1, Error::ExpiryAfterDeadline);
}

#[test]
fn submit_proof_fails_when_made_for_another_chain() {
	check_refused(|proof| proof.genesis = hash_of_block(1), Error::WrongGenesis);
}

#[test]
fn submit_proof_fails_when_another_artifact_answered() {
	check_refused(|proof| proof.artifact = BASE, Error::WrongArtifact);
}

#[test]
fn submit_proof_fails_when_another_question_was_answered() {
	check_refused(
		|proof| proof.input = ContentCommitment::of(b"Who did not write it?").unwrap(),
		Error::WrongInput,
	);
}

#[test]
fn submit_proof_fails_when_engine_is_not_accepted() {
	check_refused(|proof| proof.engine_version = 2, Error::UnknownEngine);
}

#[test]
fn submit_proof_wants_the_engine_of_the_request_when_the_version_changes() {
	run(|| {
		let id = asked();
		EngineVersion::set(2);
		let mut proof = honest_proof(id);
		proof.engine_version = 2;
		assert_noop!(submit(0, &proof), Error::<Test>::UnknownEngine);
		prove(id);
		let mut later = honest_proof(ask());
		assert_noop!(submit(0, &later), Error::<Test>::UnknownEngine);
		later.engine_version = 2;
		assert_ok!(submit(0, &later));
	});
}

#[test]
fn submit_proof_fails_when_more_tokens_are_charged_than_the_question_has_bytes() {
	check_refused(|proof| proof.input_tokens = 14, Error::TooManyInputTokens);
	run(|| {
		let mut proof = honest_proof(asked());
		proof.input_tokens = 13;
		assert_ok!(submit(0, &proof));
	});
}

#[test]
fn submit_proof_fails_when_the_request_is_not_assigned_yet() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_noop!(submit(0, &honest_proof(id)), Error::<Test>::NotAssigned);
	});
}

#[test]
fn submit_proof_fails_when_a_committee_was_assigned() {
	run(|| {
		for n in 0..3 {
			assert_ok!(register(n, &[BASE]));
		}
		let id = queue(ADAPTER, Mode::Committee { k: 3 });
		next_block();
		let proof = honest_proof(id);
		let author = number_of(&author(id));
		assert_noop!(submit(author, &proof), Error::<Test>::CommitteeDecides);
	});
}

#[test]
fn submit_proof_fails_when_the_answer_was_falsified() {
	run(|| {
		let id = asked();
		let proof = honest_proof(id);
		assert_ok!(submit(0, &proof));
		assert_ok!(challenge(id));
		assert_ok!(falsify(id));
		assert_noop!(submit(0, &proof), Error::<Test>::AlreadyProved);
	});
}

#[test]
fn submit_proof_counts_as_a_heartbeat_when_accepted() {
	run(|| {
		let id = asked();
		run_to(9);
		prove(id);
		assert_eq!(Workers::<Test>::get(worker(0)).unwrap().last_seen, 9);
	});
}

#[test]
fn submit_proof_fails_when_output_is_longer_than_ordered() {
	check_refused(|proof| proof.output_tokens = 51, Error::TooManyTokens);
	run(|| {
		let mut proof = honest_proof(asked());
		proof.output_tokens = 50;
		assert_ok!(submit(0, &proof));
	});
}

#[test]
fn submit_proof_fails_when_more_tokens_are_charged_than_the_answer_can_have() {
	let short = |tokens| {
		move |proof: &mut AttributionProof| {
			proof.output = ContentCommitment::of(b"She did.").unwrap();
			proof.output_tokens = tokens;
		}
	};
	check_refused(short(10), Error::TooManyTokens);
	run(|| {
		let mut proof = honest_proof(asked());
		// One for each of eight bytes, and one that ends it.
		short(9)(&mut proof);
		assert_ok!(submit(0, &proof));
	});
}

#[test]
fn submit_proof_fails_when_the_bond_is_spent() {
	run(|| {
		let proof = honest_proof(asked());
		world(|world| world.bonds.insert(worker(0), FraudSlash::get() - 1));
		assert_noop!(submit(0, &proof), Error::<Test>::BondSpent);
		world(|world| world.bonds.insert(worker(0), FraudSlash::get()));
		assert_ok!(submit(0, &proof));
	});
}

#[test]
fn submit_proof_counts_the_answer_until_it_ends_when_accepted() {
	run(|| {
		let count = || Unsettled::<Test>::get(worker(0));
		let ids = [asked(), ask()];
		for id in ids {
			prove(id);
		}
		assert_eq!((count(), Attribution::worker_view(worker(0)).unwrap().unsettled), (2, 2));
		assert_ok!(falsify(ids[0]));
		assert_eq!(count(), 1);
		// Whoever leaves and comes back still answers for it.
		assert_ok!(Attribution::leave(signed(worker(0))));
		assert_ok!(register(0, &[BASE]));
		assert_eq!(count(), 1);
		run_to(request(ids[1]).answer().unwrap().settle_at);
		assert_ok!(Attribution::settle(signed(payer(1)), ids[1]));
		assert!(!Unsettled::<Test>::contains_key(worker(0)));
	});
}

#[test]
fn submit_proof_fails_when_vector_does_not_sum_to_one() {
	check_refused(|proof| proof.vector.residual = Perbill::from_parts(1), Error::MalformedProof);
}

#[test]
fn submit_proof_fails_when_vector_is_out_of_order() {
	check_refused(
		|proof| {
			let mut shares = proof.vector.shares.to_vec();
			shares.reverse();
			proof.vector.shares = shares.try_into().unwrap();
		},
		Error::MalformedProof,
	);
}

#[test]
fn submit_proof_fails_when_answer_is_no_commitment() {
	check_refused(|proof| proof.output.root = H256::zero(), Error::MalformedProof);
	check_refused(|proof| proof.output.length = 64 * 1024 + 1, Error::MalformedProof);
}

#[test]
fn submit_proof_fails_when_shares_have_no_evidence() {
	check_refused(|proof| proof.evidence_root = H256::zero(), Error::SharesWithoutEvidence);
}

#[test]
fn submit_proof_fails_when_evidence_gives_no_shares() {
	check_refused(
		|proof| proof.vector = AttributionVector::unattributed(),
		Error::EvidenceWithoutShares,
	);
}

#[test]
fn submit_proof_fails_when_fee_is_one_planck_above_the_maximum() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask_for(50, 199);
		assert_noop!(submit(0, &honest_proof(id)), Error::<Test>::FeeAboveMaximum);
	});
}

#[test]
fn submit_proof_fails_when_fee_overflows() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		world(|world| {
			let prices = world.artifacts.get_mut(&ADAPTER).unwrap().prices.as_mut().unwrap();
			prices.per_1k_output = u128::MAX;
		});
		let proof = honest_proof(ask_for(u32::MAX, 1_000));
		assert_noop!(submit(0, &proof), Error::<Test>::FeeAboveMaximum);
	});
}

#[test]
fn submit_proof_fails_when_a_contribution_is_in_no_snapshot_of_the_artifact() {
	// 9 is in a snapshot, but in none of the adapter's; 77 is in none at all.
	check_refused(|proof| proof.vector = vector(&[1, 9]), Error::UnknownContribution);
	check_refused(|proof| proof.vector = vector(&[1, 2, 3, 77]), Error::UnknownContribution);
}

#[test]
fn submit_proof_accepts_when_every_contribution_of_all_snapshots_is_named() {
	run(|| {
		let mut proof = honest_proof(asked());
		proof.vector = vector(&[0, 1, 2, 3]);
		assert_ok!(submit(0, &proof));
	});
}

#[test]
fn submit_proof_fails_when_an_artifact_without_snapshots_names_contributions() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let mut proof = honest_proof(ask_artifact(BASE));
		proof.vector = vector(&[1]);
		proof.evidence_root = H256::repeat_byte(1);
		assert_noop!(submit(0, &proof), Error::<Test>::UnknownContribution);
	});
}

#[test]
fn submit_proof_fails_when_another_key_signed() {
	run(|| {
		let proof = honest_proof(asked());
		let signature = sign(1, &proof);
		assert_noop!(
			Attribution::submit_proof(signed(worker(0)), proof, signature),
			Error::<Test>::BadSignature
		);
	});
}

#[test]
fn check_statement_returns_request_and_fee_when_only_the_signature_is_missing() {
	run(|| {
		let id = asked();
		let proof = honest_proof(id);
		let (checked, fee) = Attribution::check_statement(&worker(0), &proof).ok().unwrap();
		assert_eq!((checked, fee), (request(id), 200));
	});
}

#[test]
fn submit_proof_fails_when_only_the_encoding_is_signed_without_its_domain() {
	run(|| {
		use frame::deps::sp_runtime::RuntimeAppPublic;
		let proof = honest_proof(asked());
		let signature = key(0).sign(&proof.encode()).unwrap();
		assert_noop!(
			Attribution::submit_proof(signed(worker(0)), proof, signature),
			Error::<Test>::BadSignature
		);
	});
}

#[test]
fn submit_proof_fails_by_bad_signature_when_a_plausible_field_was_altered() {
	type Change = fn(&mut AttributionProof);
	let changes: [Change; 7] = [
		|proof| proof.output = ContentCommitment::of(b"He found it in a wood.").unwrap(),
		|proof| proof.input_tokens += 1,
		|proof| proof.output_tokens += 1,
		|proof| proof.vector = vector(&[1, 2]),
		|proof| proof.evidence_root = H256::repeat_byte(8),
		|proof| proof.expires_at -= 1,
		|proof| proof.vector = vector(&[1, 3, 3]),
	];
	for change in changes {
		run(|| {
			let mut proof = honest_proof(asked());
			let signature = sign(0, &proof);
			change(&mut proof);
			assert_noop!(
				Attribution::submit_proof(signed(worker(0)), proof, signature),
				Error::<Test>::BadSignature
			);
		});
	}
}

#[test]
fn submit_proof_names_the_first_failing_check_when_several_fail() {
	run(|| {
		let id = asked();
		let mut proof = honest_proof(id);
		proof.vector = vector(&[77]);
		proof.artifact = ArtifactId(77);
		proof.genesis = H256::zero();
		assert_noop!(submit(0, &proof), Error::<Test>::WrongGenesis);
		assert_noop!(submit(1, &proof), Error::<Test>::WorkerNotAssigned);
		run_to(12);
		assert_noop!(submit(1, &proof), Error::<Test>::DeadlinePassed);
	});
}

/// Whatever single byte of an honest, signed proof or of its signature is changed: if it can still be
/// decoded, it is refused.
#[test]
fn submit_proof_fails_when_any_byte_was_altered() {
	run(|| {
		let proof = honest_proof(asked());
		let signed_proof = (proof.clone(), sign(0, &proof)).encode();
		let cases = ProptestConfig::with_cases(2_000);
		proptest!(cases, |(place in 0..signed_proof.len(), flip in 1..=u8::MAX)| {
			let mut bytes = signed_proof.clone();
			bytes[place] ^= flip;
			if let Ok((proof, signature)) = Decode::decode(&mut &bytes[..]) {
				let submitted = Attribution::submit_proof(signed(worker(0)), proof, signature);
				prop_assert!(submitted.is_err());
			}
		});
		assert_ok!(submit(0, &proof));
	});
}
