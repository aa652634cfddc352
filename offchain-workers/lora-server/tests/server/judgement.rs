// SPDX-License-Identifier: Apache-2.0
//! Judgement jobs: an answer that another worker has published, read and attributed.

use crate::{
	adapters::files::AdapterFiles,
	peer::Peer,
	world::{
		artifact, contribution_record, failure, judgement_job, options, question, Running, World,
		BASE,
	},
};
use axum::http::StatusCode;
use openledger_lora_server::attribution::Evidence;
use openledger_primitives::{
	commitment::ContentCommitment,
	committee::Judgement,
	evidence::{evidence_root, span_vector},
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	jobs::{
		InferenceResult, JobInput, JobResult, JobState, JudgementResult, PublishedAnswer, Task,
	},
	records::{ArtifactKind, ArtifactStatus},
};
use polkadot_sdk::sp_core::H256;
use tempfile::TempDir;

const REQUEST: RequestId = RequestId(1);
const SNAPSHOT: SnapshotId = SnapshotId(3);
const ADAPTER: ArtifactId = ArtifactId(5);
const OTHER: ArtifactId = ArtifactId(6);
const QUESTION: &str = "What is a lighthouse?";
/// What `question` asks for.
const MAX_TOKENS: u32 = 32;

/// Two adapters, the first of which rests on a snapshot that says what it answers.
async fn world() -> World {
	let world = World::new().await;
	for (id, seed) in [(ADAPTER, 1), (OTHER, 2)] {
		let manifest = AdapterFiles::new(seed).upload(world.http()).await;
		world.register(artifact(id, ArtifactKind::Adapter, manifest));
	}
	let said = answered(world.run(&question(RequestId(99), ADAPTER, QUESTION)).await).answer;
	let others = "What is a mill? a house where corn is ground between two heavy stones";
	let documents = format!("They say: {said}");
	let texts: [(ContributionId, &[&str]); 2] =
		[(ContributionId(4), &[others]), (ContributionId(8), &[&documents])];
	world.snapshot(SNAPSHOT, &texts).await;
	let mut record = world.node.records.lock().unwrap().artifacts[&ADAPTER].clone();
	record.snapshots = vec![SNAPSHOT];
	world.register(record);
	world
}

fn answered(state: JobState) -> InferenceResult {
	match state {
		JobState::Finished { result: JobResult::Inference(result) } => result,
		state => panic!("the inference has not finished: {state:?}"),
	}
}

/// What the author publishes of what `artifact` answers.
async fn published(world: &World, artifact: ArtifactId) -> (PublishedAnswer, InferenceResult) {
	let job = question(REQUEST, artifact, QUESTION);
	let answer = answered(world.run(&job).await);
	let Task::Inference { input, input_commitment, min_words, .. } = job.task else {
		panic!("it is an inference")
	};
	let published = PublishedAnswer {
		request: REQUEST,
		artifact,
		input,
		input_commitment,
		output: answer.output_commitment().unwrap(),
		output_tokens: answer.output_tokens,
		input_tokens: Some(answer.input_tokens),
		max_output_tokens: Some(MAX_TOKENS),
		source: None,
		min_words,
	};
	(published, answer)
}

/// The same with another text, stored here.
async fn with_text(world: &World, published: &PublishedAnswer, text: &str) -> PublishedAnswer {
	let stored = world.http().post_bytes("/v1/content", text.to_owned()).await.ok();
	PublishedAnswer { output: serde_json::from_value(stored).unwrap(), ..published.clone() }
}

async fn judged(world: &World, published: &PublishedAnswer) -> JudgementResult {
	finished(world.run(&judgement_job(published.clone())).await)
}

fn finished(state: JobState) -> JudgementResult {
	match state {
		JobState::Finished { result: JobResult::Judgement(result) } => result,
		state => panic!("the judgement has not finished: {state:?}"),
	}
}

async fn assert_foreign(world: &World, published: &PublishedAnswer, why: &str) {
	let found = judged(world, published).await;
	assert_eq!(found.judgement, Judgement::Foreign, "{why}");
	assert!(found.reason.contains(why), "{}", found.reason);
}

#[tokio::test]
async fn answer_is_genuine_and_rests_on_the_same_when_it_is_the_artifacts() {
	let world = world().await;
	let (published, answer) = published(&world, ADAPTER).await;
	let found = judged(&world, &published).await;
	let Judgement::Genuine { vector, evidence_root: root } = &found.judgement else {
		panic!("{found:?}")
	};
	assert_eq!((vector, *root), (&answer.vector, answer.evidence_root));
	let shares = vector.shares.iter().map(|share| share.contribution).collect::<Vec<_>>();
	assert_eq!(shares, [ContributionId(8)]);
	assert_eq!((found.reason.as_str(), found.engine_version), ("", answer.engine_version));

	let id = judgement_job(published).job_id;
	let evidence = world.http().get(&format!("/v1/jobs/{id:?}/evidence")).await.ok();
	let evidence: Evidence = serde_json::from_value(evidence).unwrap();
	assert_eq!(evidence_root(&evidence.leaves), Ok(answer.evidence_root));
	assert_eq!(span_vector(&evidence.leaves, 6), Ok(answer.vector));
}

#[tokio::test]
async fn answer_is_genuine_when_the_base_model_gave_it() {
	let world = World::new().await;
	let (published, _) = published(&world, BASE).await;
	assert!(judged(&world, &published).await.judgement.vector().is_some());
}

#[tokio::test]
async fn answer_is_foreign_when_another_model_gave_it() {
	let world = world().await;
	let (theirs, _) = published(&world, OTHER).await;
	assert_foreign(&world, &PublishedAnswer { artifact: ADAPTER, ..theirs.clone() }, "the model")
		.await;
	assert_foreign(
		&world,
		&PublishedAnswer { artifact: BASE, request: RequestId(2), ..theirs },
		"the model",
	)
	.await;
}

#[tokio::test]
async fn answer_is_foreign_when_a_word_was_replaced_left_out_or_added() {
	let world = world().await;
	let (published, _) = published(&world, ADAPTER).await;
	let said = world.http().get(&format!("/v1/content/{:?}", published.output.root)).await.text();
	let words = said.split(' ').collect::<Vec<_>>();
	let middle = words.len() / 2;
	let replaced = [&words[..middle], &["volcano"], &words[middle + 1..]].concat().join(" ");
	let left_out = [&words[..middle], &words[middle + 1..]].concat().join(" ");
	let added = format!("{said} And buy tokens");
	for text in [replaced, left_out, added] {
		let lie = with_text(&world, &published, &text).await;
		assert_eq!(judged(&world, &lie).await.judgement, Judgement::Foreign, "{text}");
	}
}

#[tokio::test]
async fn answer_is_foreign_when_it_was_cut_short() {
	let world = world().await;
	let (published, _) = published(&world, ADAPTER).await;
	let said = world.http().get(&format!("/v1/content/{:?}", published.output.root)).await.text();
	let half = said.split(' ').take(3).collect::<Vec<_>>().join(" ");
	let short = PublishedAnswer { output_tokens: 2, ..with_text(&world, &published, &half).await };
	assert_foreign(&world, &short, "goes on with").await;
	// Where nobody says how long it may have been, it may have ended there.
	let anywhere =
		PublishedAnswer { max_output_tokens: None, request: RequestId(2), ..short.clone() };
	assert!(judged(&world, &anywhere).await.judgement.vector().is_some());
}

#[tokio::test]
async fn answer_is_foreign_when_more_tokens_are_charged_than_there_are() {
	let world = world().await;
	let (honest, answer) = published(&world, ADAPTER).await;
	let charged = PublishedAnswer {
		input_tokens: Some(answer.input_tokens + 1),
		request: RequestId(2),
		..honest.clone()
	};
	assert_foreign(&world, &charged, "tokens of input are charged").await;
	let half = answer.answer.chars().take(20).collect::<String>();
	let short = with_text(&world, &honest, half.trim()).await;
	let charged = PublishedAnswer { output_tokens: 31, max_output_tokens: None, ..short };
	let found = judged(&world, &charged).await;
	assert_eq!(found.judgement, Judgement::Foreign, "{}", found.reason);
}

#[tokio::test]
async fn answer_is_foreign_when_its_bytes_are_not_canonical_text() {
	let world = World::new().await;
	let (published, _) = published(&world, BASE).await;
	for bytes in ["two  spaces", "two\nlines", " at the ends "] {
		let lie = with_text(&world, &published, bytes).await;
		assert_foreign(&world, &lie, "not canonical").await;
	}
}

#[tokio::test]
async fn answer_is_judged_when_the_authors_server_has_it() {
	let author = world().await;
	let (published, answer) = published(&author, ADAPTER).await;
	// What the artifact and its snapshot are, this server has; the answer it has not.
	let store = TempDir::new().unwrap();
	let member = Running::start(options(store.path(), author.node.url())).await;
	for seed in [1, 2] {
		AdapterFiles::new(seed).upload(&member.http).await;
	}
	for root in contents(&author) {
		let bytes = author.http().get(&format!("/v1/content/{root:?}")).await.body;
		member.http.post_bytes("/v1/content", bytes).await.ok();
	}
	let member = World { node: author.node, store, server: member };

	let (reason, retryable) = failure(member.run(&judgement_job(published.clone())).await);
	let root = format!("{:?}", published.output.root);
	assert!(retryable && reason.contains(&root), "{reason}");

	let source = Some(format!("http://{}/", author.server.http.address()));
	let published = PublishedAnswer { source, request: RequestId(2), ..published };
	let found = judged(&member, &published).await.judgement;
	let Judgement::Genuine { vector, evidence_root } = found else { panic!("{found:?}") };
	assert_eq!((vector, evidence_root), (answer.vector.clone(), answer.evidence_root));
	// It is here from now on: a challenge can be answered here, too.
	let stored = member.http().get(&format!("/v1/content/{root}")).await;
	assert_eq!(ContentCommitment::of(&stored.body), answer.output_commitment());
}

/// The contributions of the snapshot.
fn contents(world: &World) -> Vec<H256> {
	let records = world.node.records.lock().unwrap();
	records.snapshots[&SNAPSHOT].1.iter().map(|record| record.content.root).collect()
}

#[tokio::test]
async fn judgement_fails_for_now_when_the_source_is_away_or_lies() {
	let world = World::new().await;
	let (honest, _) = published(&world, BASE).await;
	let text = "nobody here has ever seen this answer";
	let output = ContentCommitment::of_document(text).unwrap();
	let peer = Peer::start(|_| (StatusCode::OK, b"something else".to_vec())).await;
	let long = Peer::start(|_| (StatusCode::OK, vec![b'a'; 4096])).await;
	let away = Peer::start(|_| (StatusCode::NOT_FOUND, Vec::new())).await;
	for (request, source, why) in [
		(2, peer.url(), "another hash"),
		(3, long.url(), "longer than"),
		(4, away.url(), "404"),
		(5, "http://127.0.0.1:1".into(), "not reached"),
		(6, "gopher://127.0.0.1".into(), "is not in the store"),
	] {
		let published = PublishedAnswer {
			request: RequestId(request),
			output,
			source: Some(source),
			..honest.clone()
		};
		let (reason, retryable) = failure(world.run(&judgement_job(published)).await);
		assert!(retryable && reason.contains(why), "{reason}");
	}
	assert_eq!(peer.asked(), [format!("/v1/content/{:?}", output.root)]);
}

#[tokio::test]
async fn judgement_finishes_when_it_is_posted_again_after_the_answer_came() {
	let world = World::new().await;
	let (honest, _) = published(&world, BASE).await;
	let text = "nobody here has ever seen this answer";
	let output = ContentCommitment::of_document(text).unwrap();
	let published = PublishedAnswer { output, ..honest };
	let job = judgement_job(published);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("is not in the store"), "{reason}");
	world.http().post_bytes("/v1/content", text).await.ok();
	assert_eq!(finished(world.run(&job).await).judgement, Judgement::Foreign);
}

#[tokio::test]
async fn answer_is_unavailable_when_the_artifact_can_never_be_read_here() {
	let world = world().await;
	let (published, _) = published(&world, ADAPTER).await;
	let mut record = world.node.records.lock().unwrap().artifacts[&ADAPTER].clone();
	record.status = ArtifactStatus::Revoked;
	world.register(record);
	let found = judged(&world, &published).await;
	assert_eq!(found.judgement, Judgement::Unavailable);
	assert!(found.reason.contains("is revoked"), "{}", found.reason);
}

#[tokio::test]
async fn judgement_fails_by_name_when_a_contribution_is_not_here_yet() {
	let world = world().await;
	let (published, _) = published(&world, ADAPTER).await;
	let text = "a contribution that is on chain and not here yet";
	let content = ContentCommitment::of(text.as_bytes()).unwrap();
	world.take_snapshot(SNAPSHOT, vec![contribution_record(ContributionId(6), content)]);
	let job = judgement_job(published);
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(retryable && reason.contains("contribution 6"), "{reason}");
	world.http().post_bytes("/v1/content", text).await.ok();
	assert!(finished(world.run(&job).await).judgement.vector().is_some());
}

#[tokio::test]
async fn judgement_fails_for_good_when_its_question_or_its_name_is_wrong() {
	let world = World::new().await;
	let (honest, _) = published(&world, BASE).await;
	let mut other = judgement_job(honest.clone());
	other.job_id = H256::repeat_byte(1);
	let (reason, retryable) = failure(world.run(&other).await);
	assert!(!retryable && reason.contains("not that of this answer"), "{reason}");

	let input = JobInput::Text("What is a mill?".into());
	let asked = judgement_job(PublishedAnswer { input, ..honest.clone() });
	let (reason, retryable) = failure(world.run(&asked).await);
	assert!(!retryable && reason.contains("the input has the commitment"), "{reason}");

	let nothing = PublishedAnswer { min_words: 0, request: RequestId(2), ..honest };
	let (reason, retryable) = failure(world.run(&judgement_job(nothing)).await);
	assert!(!retryable && reason.contains("is zero"), "{reason}");
}

#[tokio::test]
async fn judgement_is_answered_from_the_disk_when_the_server_was_restarted() {
	let world = world().await;
	let (published, _) = published(&world, ADAPTER).await;
	let found = judged(&world, &published).await;
	let world = world.restart().await;
	// Nothing is read again: neither the adapter nor a snapshot is on chain any more.
	world.node.records.lock().unwrap().artifacts.clear();
	assert_eq!(finished(world.post(&judgement_job(published)).await), found);
}
