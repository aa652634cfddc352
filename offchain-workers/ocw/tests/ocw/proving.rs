// SPDX-License-Identifier: Apache-2.0
//! From an assigned request to a signed proof in the pool.

use crate::{
	chain::{self, assignment, genesis, verifies, with, Call},
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::JOBS_PER_RUN;
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_ANSWER_LEN},
	ids::{ArtifactId, ContributionId, RequestId},
	jobs::{job_id, InferenceResult, JobInput, JobRequest, JobState, Task, WIRE_VERSION},
	proof::AttributionProof,
	vector::{AttributionVector, ContributionShare},
};
use polkadot_sdk::{
	sp_core::{sr25519, H256},
	sp_runtime::{BoundedVec, Perbill},
};

/// The single transaction that was submitted, which has to be a proof.
fn only_proof() -> (sr25519::Public, AttributionProof, sr25519::Signature) {
	with(|state| match state.submitted.as_slice() {
		[(_, transaction)] => match transaction.call.clone() {
			Call::Prove { proof, signature } => (transaction.key, *proof, signature),
			other => panic!("{other:?}"),
		},
		other => panic!("{} transactions", other.len()),
	})
}

fn submits_nothing_for(result: InferenceResult) {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(move |job| Reply::finished(job, result.clone()));
	node.run();
	assert_eq!(node.server.take_posts().len(), 1);
	assert!(with(|state| state.submitted.is_empty()));
}

#[test]
fn proof_is_submitted_and_verifies_when_the_job_is_finished() {
	let (mut node, key) = Node::with_requests([1]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();

	let (by, proof, signature) = only_proof();
	assert_eq!(by, key);
	assert!(verifies(&signature, &proof, &key));
	let asked = assignment(1, 1000);
	let expected = AttributionProof {
		genesis: genesis(),
		request: RequestId(1),
		artifact: ArtifactId(3),
		input: asked.input_commitment,
		output: ContentCommitment::of_document("An answer, as a model gives it.").unwrap(),
		input_tokens: 5,
		output_tokens: 8,
		vector: AttributionVector::unattributed(),
		evidence_root: H256::zero(),
		engine_version: 1,
		expires_at: 1000,
	};
	assert_eq!(proof, expected);
}

#[test]
fn job_says_all_that_the_chain_does_when_posted() {
	let (mut node, _) = Node::with_requests([1]);
	node.run();
	let posts = node.server.take_posts();
	let [post] = posts.as_slice() else { panic!("one post") };
	assert_eq!(
		(post.method.as_str(), post.url.as_str()),
		("POST", "http://127.0.0.1:8400/v1/jobs")
	);
	let expected = JobRequest {
		version: WIRE_VERSION,
		job_id: job_id(&genesis(), RequestId(1)),
		task: Task::Inference {
			request: RequestId(1),
			artifact: ArtifactId(3),
			input: JobInput::Text("question  number 1?".into()),
			input_commitment: ContentCommitment::of_document("question number 1?").unwrap(),
			max_output_tokens: 64,
			min_words: 6,
		},
		deadline: 1000,
	};
	assert_eq!(post.job(), expected);
	assert_eq!(post.header("Content-Type"), Some("application/json"));
	assert_eq!(post.header("Content-Length"), Some(post.body.len().to_string().as_str()));
}

#[test]
fn proof_waits_until_a_later_block_when_the_job_is_queued_and_running() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| Reply::state(job, JobState::Queued));
	node.run();
	node.server.replies(|job| Reply::state(job, JobState::Running));
	node.block();
	assert!(with(|state| state.submitted.is_empty()));

	node.server.replies(|job| Reply::finished(job, result()));
	node.block();
	assert_eq!(with(|state| state.proved()), [1]);
	let jobs = node.server.take_posts().iter().map(|post| post.job().job_id).collect::<Vec<_>>();
	assert_eq!(jobs, [job_id(&genesis(), RequestId(1)); 3]);
}

#[test]
fn request_is_left_alone_when_its_proof_is_on_chain() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	node.server.take_posts();
	for _ in 0..20 {
		node.block();
	}
	assert!(node.server.take_posts().is_empty());
	assert_eq!(with(|state| state.proved()), [1]);
}

#[test]
fn requests_are_answered_by_their_own_key_when_the_node_has_several() {
	let (mut node, one) = Node::with_requests([1, 3]);
	let two = node.key(2);
	let idle = node.key(3);
	node.assign(&two, [assignment(2, 1000)]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();

	let of = |key: &sr25519::Public| {
		with(|state| {
			let by_key = state.submitted.iter().filter(|(_, transaction)| transaction.key == *key);
			by_key
				.map(|(_, transaction)| (transaction.request().unwrap().0, transaction.nonce))
				.collect::<Vec<_>>()
		})
	};
	assert_eq!(of(&one), [(1, 0), (3, 1)]);
	assert_eq!(of(&two), [(2, 0)]);
	assert_eq!(of(&idle), []);
	node.block();
	assert!(with(|state| state.pool.is_empty() && state.assigned.values().all(Vec::is_empty)));
}

#[test]
fn jobs_are_spread_over_blocks_when_there_are_many() {
	let requests = u64::try_from(JOBS_PER_RUN).unwrap() * 3 + 5;
	let (mut node, _) = Node::with_requests(0..requests);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert_eq!(node.server.take_posts().len(), JOBS_PER_RUN);
	for blocks in 1..=3 {
		node.block();
		assert!(node.server.take_posts().len() <= JOBS_PER_RUN, "block {blocks}");
	}
	let mut proved = with(|state| state.proved());
	proved.sort_unstable();
	assert_eq!(proved, (0..requests).collect::<Vec<_>>());
}

#[test]
fn nearest_deadlines_go_first_when_not_all_fit_into_a_run() {
	let (mut node, key) = Node::new();
	let far = (0..40).map(|request| assignment(request, 900));
	let near = (40..50).map(|request| assignment(request, 200));
	node.assign(&key, far.chain(near));
	node.run();
	let posted = node.server.take_requests();
	assert_eq!(posted, (40..50).chain(0..22).collect::<Vec<_>>());
}

#[test]
fn request_is_not_posted_when_the_next_block_is_too_late_for_a_proof() {
	let (mut node, key) = Node::new();
	node.assign(&key, [assignment(1, 99), assignment(2, 100), assignment(3, 101)]);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert_eq!(node.server.take_requests(), [3]);
	// The chain asserts that the proof is not late.
	node.block();
	assert!(with(|state| state.pool.is_empty()));
}

#[test]
fn request_is_posted_when_its_deadline_moved_away_with_full_blocks() {
	let (mut node, key) = Node::new();
	node.assign(&key, [assignment(1, 95), assignment(2, 96)]);
	with(|state| state.skipped = 5);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert_eq!(node.server.take_requests(), [2]);
	node.block();
	assert!(with(|state| state.pool.is_empty()));
}

#[test]
fn questions_are_read_only_of_requests_that_are_posted() {
	let (mut node, key) = Node::new();
	node.assign(&key, [assignment(99, 90)]);
	node.assign(&key, (0..100).map(|request| assignment(request, 900)));
	node.run();
	let loaded = with(|state| state.loaded.iter().map(|id| id.0).collect::<Vec<_>>());
	assert_eq!(loaded, (0..32).collect::<Vec<_>>());
}

#[test]
fn question_is_not_read_when_its_request_rests() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| {
		Reply::state(job, JobState::Failed { reason: "no".into(), retryable: false })
	});
	node.run();
	assert_eq!(with(|state| state.loaded.len()), 1);
	node.block();
	assert_eq!(with(|state| state.loaded.len()), 0);
}

#[test]
fn others_are_posted_when_a_question_is_gone() {
	let (mut node, _) = Node::with_requests(0..40);
	with(|state| state.unreadable.push(RequestId(3)));
	node.run();
	let expected = (0..33).filter(|request| *request != 3).collect::<Vec<_>>();
	assert_eq!(node.server.take_requests(), expected);
}

#[test]
fn server_is_not_called_when_nothing_is_assigned() {
	let (mut node, _) = Node::new();
	node.run();
	assert!(node.server.take_posts().is_empty());
	assert_eq!(node.get(openledger_ocw::STATE_KEY), None);
}

#[test]
fn server_is_not_called_when_the_node_has_no_key() {
	let mut node = Node::without_keys();
	let stranger = sr25519::Public::from_raw([1; 32]);
	node.assign(&stranger, [assignment(1, 1000)]);
	node.run();
	assert!(node.server.take_posts().is_empty());
}

#[test]
fn nothing_is_submitted_when_shares_do_not_sum_to_one() {
	let mut vector = AttributionVector::unattributed();
	vector.residual = Perbill::from_percent(99);
	submits_nothing_for(InferenceResult { vector, ..result() });
}

#[test]
fn nothing_is_submitted_when_a_contribution_is_named_twice() {
	let share =
		ContributionShare { contribution: ContributionId(4), share: Perbill::from_percent(50) };
	let shares = BoundedVec::truncate_from(vec![share, share]);
	let vector = AttributionVector { shares, residual: Perbill::zero() };
	submits_nothing_for(InferenceResult { vector, ..result() });
}

#[test]
fn nothing_is_submitted_when_the_answer_has_too_many_tokens() {
	submits_nothing_for(InferenceResult { output_tokens: 65, ..result() });
}

#[test]
fn nothing_is_submitted_when_the_answer_is_too_long() {
	let answer = "x".repeat(usize::try_from(MAX_ANSWER_LEN).unwrap() + 1);
	submits_nothing_for(InferenceResult { answer, ..result() });
}

#[test]
fn longest_answer_is_submitted_when_it_fits_exactly() {
	let (mut node, _) = Node::with_requests([1]);
	let answer = "x".repeat(usize::try_from(MAX_ANSWER_LEN).unwrap());
	node.server.replies(move |job| {
		Reply::finished(
			job,
			InferenceResult { answer: answer.clone(), output_tokens: 64, ..result() },
		)
	});
	node.run();
	assert_eq!(only_proof().1.output.length, MAX_ANSWER_LEN);
}

#[test]
fn tokens_are_charged_up_to_what_the_bytes_allow_when_there_are_more() {
	let (mut node, _) = Node::with_requests([1]);
	node.server.replies(|job| {
		let answer = "An answer.".into();
		let tokens = InferenceResult { answer, input_tokens: 500, output_tokens: 64, ..result() };
		Reply::finished(job, tokens)
	});
	node.run();
	let (_, proof, _) = only_proof();
	// "question number 1?" has 18 bytes, "An answer." 10, and a token may end it.
	assert_eq!((proof.input_tokens, proof.output_tokens), (18, 11));
}

#[test]
fn nothing_is_submitted_when_the_chain_would_refuse_the_proof() {
	let (mut node, _) = Node::with_requests([1, 2]);
	with(|state| state.disputed.push(RequestId(1)));
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert_eq!(with(|state| state.proved()), [2]);
}

#[test]
fn nothing_is_submitted_when_the_keystore_does_not_sign() {
	let (mut node, _) = Node::with_requests([1]);
	with(|state| state.mute = true);
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	assert!(with(|state| state.submitted.is_empty()));

	chain::with(|state| state.mute = false);
	node.block();
	assert_eq!(with(|state| state.proved()), [1]);
}
