// SPDX-License-Identifier: Apache-2.0
//! Evaluation jobs: scores, and the evidence that they follow from.

use crate::world::{artifact, evaluation_job, failure, training_job, World, BASE};
use openledger_lora_server::{evaluation::scores, jobs::EvaluationEvidence};
use openledger_primitives::{
	ids::{ArtifactId, ContributionId, SnapshotId},
	jobs::{
		benchmark_of_rows, evaluation_root, is_held_out, row_hash, Evaluation, EvaluationResult,
		EvaluationRow, EvaluationSet, JobRequest, JobResult, JobState, Metric, Task, Training,
		TrainingOptions,
	},
	records::ArtifactKind,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};

const SNAPSHOT: SnapshotId = SnapshotId(3);
const ADAPTER: ArtifactId = ArtifactId(5);
const METRICS: [Metric; 3] = [Metric::Perplexity, Metric::ExactMatch, Metric::RougeL];

fn row(question: &str, answer: &str, choices: &[&str]) -> EvaluationRow {
	let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
	EvaluationRow { question: question.into(), answer: answer.into(), choices }
}

fn given(artifact: ArtifactId, rows: Vec<EvaluationRow>, metrics: &[Metric]) -> Evaluation {
	Evaluation {
		artifact,
		set: EvaluationSet::Rows(rows),
		metrics: metrics.to_vec(),
		max_output_tokens: 32,
	}
}

async fn evaluated(world: &World, asked: Evaluation) -> (EvaluationResult, EvaluationEvidence) {
	let job = evaluation_job(asked);
	let result = match world.run(&job).await {
		JobState::Finished { result: JobResult::Evaluation(result) } => result,
		state => panic!("the evaluation has not finished: {state:?}"),
	};
	(result, evidence(world, &job).await)
}

async fn evidence(world: &World, job: &JobRequest) -> EvaluationEvidence {
	let evidence = world.http().get(&format!("/v1/jobs/{:?}/evidence", job.job_id)).await.ok();
	serde_json::from_value(evidence).unwrap()
}

fn assert_follows(result: &EvaluationResult, evidence: &EvaluationEvidence, metrics: &[Metric]) {
	let items: Vec<_> = evidence.items.iter().map(|row| row.item.clone()).collect();
	assert_eq!(evaluation_root(&items), Some(result.evidence_root));
	assert_eq!(scores(&items, metrics), result.scores);
	assert_eq!((evidence.benchmark, &evidence.scores), (result.benchmark, &result.scores));
	assert_eq!(evidence.evidence_root, result.evidence_root);
}

fn value(result: &EvaluationResult, metric: Metric) -> i64 {
	result.scores.iter().find(|score| score.metric == metric).unwrap().value_micros
}

#[tokio::test]
async fn adapter_scores_higher_than_its_base_when_it_learnt_the_rows() {
	let world = World::new().await;
	let rows = [
		("What is a lighthouse?", "A tall tower by the sea whose lamp warns ships of rocks"),
		("What is a bakery?", "A warm shop in the street where bread is baked before dawn"),
	];
	let documents = rows.map(|(question, answer)| format!("{question} {answer}"));
	let documents = documents.each_ref().map(String::as_str);
	world.snapshot(SNAPSHOT, &[(ContributionId(4), &documents)]).await;
	let training = Training {
		base: BASE,
		snapshots: vec![SNAPSHOT],
		rank: 16,
		alpha: 32,
		epochs: 60,
		batch_size: 2,
		learning_rate_micros: 4_000,
		seed: 1,
		options: TrainingOptions { influence_dimensions: Some(0), ..TrainingOptions::default() },
	};
	let trained = match world.run(&training_job(training)).await {
		JobState::Finished { result: JobResult::Training(trained) } => trained,
		state => panic!("the training does not finish: {state:?}"),
	};
	let mut record = artifact(ADAPTER, ArtifactKind::Adapter, trained.manifest);
	record.snapshots = vec![SNAPSHOT];
	world.register(record);

	let given_rows =
		rows.map(|(question, answer)| row(question, answer, &["Not this", answer])).to_vec();
	let metrics = [METRICS.as_slice(), &[Metric::MultipleChoice]].concat();
	let (base, evidence) = evaluated(&world, given(BASE, given_rows.clone(), &metrics)).await;
	assert_follows(&base, &evidence, &metrics);
	let (adapter, evidence) = evaluated(&world, given(ADAPTER, given_rows.clone(), &metrics)).await;
	assert_follows(&adapter, &evidence, &metrics);
	assert_eq!(base.benchmark, adapter.benchmark);
	assert_eq!(adapter.benchmark, benchmark_of_rows(&given_rows));
	assert_ne!(base.evidence_root, adapter.evidence_root);
	assert_eq!((adapter.rows, adapter.scores.len()), (2, 4));

	for metric in [Metric::ExactMatch, Metric::RougeL, Metric::MultipleChoice] {
		assert_eq!(value(&adapter, metric), 1_000_000, "{metric:?}");
	}
	assert!(value(&base, Metric::RougeL) < 1_000_000);
	assert!(value(&adapter, Metric::Perplexity) < 1_100_000, "{adapter:?}");
	assert!(value(&base, Metric::Perplexity) > 2 * value(&adapter, Metric::Perplexity));
	let item = &evidence.items[1].item;
	assert_eq!((item.index, item.exact_match, item.choice), (1, Some(true), Some(1)));
	assert_eq!(evidence.items[1].question, rows[1].0);

	// The same rows from the snapshot, all of them held out.
	let set = EvaluationSet::HeldOut { snapshots: vec![SNAPSHOT], share: Perbill::one() };
	let asked =
		Evaluation { artifact: ADAPTER, set, metrics: METRICS.to_vec(), max_output_tokens: 32 };
	let (all, evidence) = evaluated(&world, asked).await;
	assert_follows(&all, &evidence, &METRICS);
	assert_eq!(all.scores[..], adapter.scores[..3]);
	assert_ne!(all.benchmark, adapter.benchmark);
	assert_eq!(evidence.items[0].item.row, row_hash(documents[0]));
}

#[tokio::test]
async fn set_has_the_rows_that_a_training_holds_out_when_the_share_is_the_same() {
	let world = World::new().await;
	let documents: Vec<String> = (0..12).map(|number| format!("line number {number}")).collect();
	let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
	world.snapshot(SNAPSHOT, &[(ContributionId(4), &documents)]).await;
	let share = Perbill::from_percent(30);
	let set = EvaluationSet::HeldOut { snapshots: vec![SNAPSHOT], share };
	let metrics = vec![Metric::Perplexity];
	let asked = Evaluation { artifact: BASE, set, metrics, max_output_tokens: 0 };
	let (result, evidence) = evaluated(&world, asked).await;
	let expected: Vec<&str> = documents
		.iter()
		.filter(|document| is_held_out(&row_hash(document), share))
		.copied()
		.collect();
	let found: Vec<&str> = evidence.items.iter().map(|row| row.expected.as_str()).collect();
	assert_eq!(found, expected);
	assert!((1..12).contains(&result.rows), "{result:?}");
	assert!(evidence.items.iter().all(|row| row.item.answer.is_none() && row.question.is_empty()));
}

#[tokio::test]
async fn evaluation_is_answered_from_the_disk_when_the_server_was_restarted() {
	let world = World::new().await;
	let asked = given(BASE, vec![row("", "some text", &[])], &[Metric::Perplexity]);
	let job = evaluation_job(asked);
	let first = world.run(&job).await;
	assert!(matches!(first, JobState::Finished { .. }), "{first:?}");
	let before = evidence(&world, &job).await;
	let world = world.restart().await;
	assert_eq!(world.post(&job).await, first);
	assert_eq!(evidence(&world, &job).await, before);
}

#[tokio::test]
async fn interrupted_evaluation_begins_again_by_itself_when_the_server_was_restarted() {
	let world = World::new().await;
	let job = evaluation_job(given(BASE, vec![row("", "some text", &[])], &[Metric::Perplexity]));
	world.node.pause(true);
	world.post(&job).await;
	let world = world.restart().await;
	assert!(matches!(world.state(job.job_id).await, JobState::Queued | JobState::Running));
	world.node.pause(false);
	assert!(matches!(world.ended(job.job_id).await, JobState::Finished { .. }));
}

#[tokio::test]
async fn evaluation_fails_by_name_when_it_cannot_be_done() {
	let world = World::new().await;
	let good = || vec![row("What is a dog?", "An animal", &["An animal", "A plant"])];
	let text = vec![row("", "only text", &[])];
	let long = vec![row("", &"word ".repeat(2_000), &[])];
	let foreign = vec![row("Why?", "So", &["Yes", "No"])];
	let exact = [Metric::ExactMatch];
	let none = EvaluationSet::HeldOut { snapshots: Vec::new(), share: Perbill::one() };
	let unknown = EvaluationSet::HeldOut { snapshots: vec![SnapshotId(9)], share: Perbill::one() };
	let of = |set| Evaluation { set, ..given(BASE, Vec::new(), &exact) };
	for (asked, word, passes) in [
		(given(BASE, good(), &[]), "at least one metric", false),
		(given(BASE, good(), &[exact[0], exact[0]]), "named twice", false),
		(given(BASE, Vec::new(), &exact), "no rows", false),
		(given(BASE, vec![row("Why?", "", &[])], &exact), "row 0: there is no right answer", false),
		(given(BASE, foreign, &[Metric::MultipleChoice]), "row 0: the right answer is not", false),
		(given(BASE, text, &exact), "measured by exact_match", false),
		(given(BASE, long, &[Metric::Perplexity]), "context", false),
		(Evaluation { max_output_tokens: 0, ..given(BASE, good(), &exact) }, "max_output", false),
		(given(ArtifactId(77), good(), &exact), "artifact 77", true),
		(of(none), "snapshots", false),
		(of(unknown), "snapshot 9", true),
	] {
		let (reason, retryable) = failure(world.run(&evaluation_job(asked)).await);
		assert!(reason.contains(word) && retryable == passes, "{word}: {reason}");
	}
}

#[tokio::test]
async fn evaluation_fails_for_good_when_the_job_is_of_another_one() {
	let world = World::new().await;
	let mut job = evaluation_job(given(BASE, vec![row("", "some", &[])], &[Metric::Perplexity]));
	job.task = Task::Evaluation(given(BASE, vec![row("", "other", &[])], &[Metric::Perplexity]));
	let (reason, retryable) = failure(world.run(&job).await);
	assert!(!retryable && reason.contains("genesis"), "{reason}");
	let missing = world.http().get(&format!("/v1/jobs/{:?}/evidence", H256::zero())).await;
	assert_eq!(missing.status.as_u16(), 404);
}
