// SPDX-License-Identifier: Apache-2.0
//! Jobs of the ModelFactory, from the offer to the settlement.

use crate::{
	chain::{with, Call},
	jobs::{training, Job, Stage, WINDOW},
	node::Node,
	server::Reply,
};
use openledger_ocw::{
	settings::{of_key, FACTORY_KEY},
	Order, MAX_WAIT, RESUBMIT_AFTER,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, FactoryJobId, SnapshotId},
	jobs::{
		training_job_id, Evaluation, EvaluationResult, EvaluationSet, JobRequest, JobResult,
		JobState, Metric, Score, Task, TrainingResult, WIRE_VERSION,
	},
	records::Delivery,
};
use polkadot_sdk::{
	sp_core::{sr25519, H256},
	sp_runtime::{Perbill, Permill},
};

const JOB: FactoryJobId = FactoryJobId(4);

fn trained() -> TrainingResult {
	TrainingResult {
		manifest: ContentCommitment { root: H256::repeat_byte(5), length: 700 },
		rows: 10,
		steps: 20,
		final_loss_millis: 125,
		eval_loss_millis: Some(1_500),
		influence_root: Some(H256::repeat_byte(6)),
	}
}

fn finished(job: &JobRequest) -> Reply {
	Reply::state(job, JobState::Finished { result: JobResult::Training(trained()) })
}

fn post(id: FactoryJobId, job: Job) {
	with(|state| state.jobs.all.insert(id, job));
}

/// A node whose key does jobs for 50 plancks and more, whose server is ready and trains, and an open job.
fn willing() -> (Node, sr25519::Public) {
	let (mut node, key) = Node::new();
	node.set(FACTORY_KEY, b"50");
	node.server.readiness(|| Reply::http(200, "{}"));
	node.server.replies(|job| Reply::state(job, JobState::Running));
	post(JOB, Job::open());
	(node, key)
}

fn stage(id: FactoryJobId) -> Stage {
	with(|state| state.jobs.all[&id].stage.clone())
}

/// How many calls of this kind were submitted.
fn count(kind: impl Fn(&Call) -> bool) -> usize {
	with(|state| state.submitted.iter().filter(|(_, each)| kind(&each.call)).count())
}

fn takes() -> usize {
	count(|call| matches!(call, Call::Take(_)))
}

#[test]
fn job_is_taken_trained_delivered_and_settled_when_the_operator_wants_it() {
	let (mut node, key) = willing();
	node.run();
	node.block();
	assert_eq!(stage(JOB), Stage::Taken(key.0));
	let posts = node.server.take_posts();
	let asked = posts[0].job();
	let genesis = crate::chain::genesis();
	let expected = JobRequest {
		version: WIRE_VERSION,
		job_id: training_job_id(&genesis, &training()),
		task: Task::Training(training()),
		deadline: 1_000,
	};
	assert_eq!(asked, expected);

	node.server.replies(finished);
	node.block();
	node.block();
	let Stage::Delivered { delivery: Delivery::Training(delivered), .. } = stage(JOB) else {
		panic!("{:?}", stage(JOB))
	};
	assert_eq!(delivered.manifest, trained().manifest);
	assert_eq!(delivered.influence_root, H256::repeat_byte(6));
	let uri = format!("https://worker.example/v1/content/0x{}", "05".repeat(32));
	assert_eq!(delivered.uri.into_inner(), uri.into_bytes());
	let metrics = delivered.metrics.into_iter();
	let metrics = metrics
		.map(|metric| (String::from_utf8(metric.name.into_inner()).unwrap(), metric.value_micros))
		.collect::<Vec<_>>();
	assert_eq!(metrics, [("train_loss".into(), 125_000), ("eval_loss".into(), 1_500_000)]);

	for _ in 0..(WINDOW + 2) {
		node.block();
	}
	assert!(matches!(stage(JOB), Stage::Completed { worker, .. } if worker == key.0));
	assert!(with(|state| state.failed.is_empty()));
}

#[test]
fn measured_value_is_delivered_when_an_evaluation_is_asked_for() {
	let (mut node, _) = willing();
	let evaluation = Evaluation {
		artifact: ArtifactId(2),
		set: EvaluationSet::HeldOut {
			snapshots: vec![SnapshotId(0)],
			share: Perbill::from_percent(10),
		},
		metrics: vec![Metric::RougeL],
		max_output_tokens: 128,
	};
	let benchmark = H256::repeat_byte(8);
	post(JOB, Job { order: Some(Order::Evaluation { evaluation, benchmark }), ..Job::open() });
	let measured = move |benchmark| {
		move |job: &JobRequest| {
			assert!(matches!(job.task, Task::Evaluation(_)));
			let score = Score { metric: Metric::RougeL, value_micros: 710_000, rows: 9 };
			let evidence_root = H256::repeat_byte(9);
			let scores = vec![score];
			let result = EvaluationResult { benchmark, scores, rows: 9, evidence_root };
			Reply::state(job, JobState::Finished { result: JobResult::Evaluation(result) })
		}
	};
	// Measured on something else: not delivered.
	node.server.replies(measured(H256::zero()));
	for _ in 0..3 {
		node.block();
	}
	assert!(matches!(stage(JOB), Stage::Taken(_)));
	node.server.replies(measured(benchmark));
	for _ in 0..5 {
		node.block();
	}
	let expected =
		Delivery::Evaluation { value_micros: 710_000, evidence_root: H256::repeat_byte(9) };
	assert!(matches!(stage(JOB), Stage::Delivered { delivery, .. } if delivery == expected));
}

#[test]
fn no_job_is_taken_when_the_operator_has_not_asked_for_any() {
	let (mut node, _) = willing();
	node.clear(FACTORY_KEY);
	node.run();
	node.block();
	assert_eq!(takes(), 0);
	assert!(node.server.take_probes().is_empty());
}

#[test]
fn no_job_is_taken_when_the_setting_is_no_amount() {
	for setting in [&b""[..], b"-1", b"+1", b"1.5", b"many", b"\xff"] {
		let (mut node, _) = willing();
		node.set(FACTORY_KEY, setting);
		node.run();
		assert_eq!(takes(), 0, "{setting:?}");
	}
}

#[test]
fn job_is_taken_by_the_key_whose_operator_wants_it_when_there_are_two() {
	let (mut node, _) = willing();
	let two = node.key(2);
	node.clear(FACTORY_KEY);
	node.set(&of_key(FACTORY_KEY, &two.0), b"0");
	node.run();
	node.block();
	assert_eq!(stage(JOB), Stage::Taken(two.0));
}

#[test]
fn job_is_left_alone_when_its_budget_is_too_low() {
	let (mut node, _) = willing();
	post(JOB, Job { budget: 49, ..Job::open() });
	node.run();
	node.block();
	assert_eq!(takes(), 0);
}

#[test]
fn job_is_left_alone_when_no_server_can_be_asked_for_it() {
	let (mut node, _) = willing();
	post(JOB, Job { order: None, ..Job::open() });
	for _ in 0..4 {
		node.block();
	}
	assert_eq!(takes(), 0);
}

#[test]
fn no_job_is_taken_when_the_server_is_not_ready() {
	let (mut node, _) = willing();
	node.server.readiness(|| Reply::Down);
	for _ in 0..4 {
		node.block();
	}
	assert_eq!(takes(), 0);
}

#[test]
fn one_job_is_taken_at_a_time_when_there_are_many() {
	let (mut node, key) = willing();
	for id in 10..60 {
		post(FactoryJobId(id), Job::open());
	}
	for _ in 0..10 {
		node.block();
	}
	assert_eq!((takes(), with(|state| state.jobs.in_hand(&key.0))), (1, 1));
	node.server.replies(finished);
	for _ in 0..3 {
		node.block();
	}
	assert!(takes() > 1, "the next one when it is delivered");
}

#[test]
fn job_is_found_when_many_that_nobody_can_do_come_first() {
	let (mut node, key) = willing();
	with(|state| state.jobs.all.clear());
	for id in 0..40 {
		post(FactoryJobId(id), Job { order: None, ..Job::open() });
	}
	post(FactoryJobId(99), Job::open());
	for _ in 0..5 {
		node.block();
	}
	assert_eq!(stage(FactoryJobId(99)), Stage::Taken(key.0));
}

#[test]
fn two_keys_do_not_take_the_same_job_when_one_is_open() {
	let (mut node, _) = willing();
	node.key(2);
	node.run();
	node.block();
	assert_eq!(takes(), 1);
	assert!(with(|state| state.failed.is_empty()));
}

#[test]
fn worker_goes_on_when_another_took_the_job_first() {
	let (mut node, key) = willing();
	node.run();
	with(|state| state.jobs.all.get_mut(&JOB).unwrap().stage = Stage::Taken([9; 32]));
	post(FactoryJobId(5), Job::open());
	for _ in 0..4 {
		node.block();
	}
	assert_eq!(stage(JOB), Stage::Taken([9; 32]));
	assert_eq!(stage(FactoryJobId(5)), Stage::Taken(key.0));
	assert_eq!(with(|state| state.failed.clone()), [Call::Take(JOB)], "the race costs one fee");
}

#[test]
fn job_is_taken_again_when_the_transaction_was_lost() {
	let (mut node, key) = willing();
	node.run();
	with(|state| state.pool.clear());
	for _ in 0..(2 * RESUBMIT_AFTER) {
		node.empty_block();
	}
	node.block();
	assert_eq!(stage(JOB), Stage::Taken(key.0));
}

#[test]
fn delivery_is_submitted_again_when_its_block_is_reorganised_away() {
	let (mut node, key) = willing();
	node.run();
	node.block();
	node.server.replies(finished);
	node.block();
	node.block();
	assert!(matches!(stage(JOB), Stage::Delivered { .. }));
	with(|state| {
		state.jobs.all.get_mut(&JOB).unwrap().stage = Stage::Taken(key.0);
		state.nonces.values_mut().for_each(|nonce| *nonce = 1);
	});
	for _ in 0..(RESUBMIT_AFTER + 2) {
		node.block();
	}
	assert!(matches!(stage(JOB), Stage::Delivered { .. }));
}

#[test]
fn job_is_found_again_when_the_workers_memory_was_lost() {
	let (mut node, key) = willing();
	node.clear(FACTORY_KEY);
	for id in 100..300 {
		post(FactoryJobId(id), Job { order: None, ..Job::open() });
	}
	let late = FactoryJobId(400);
	post(late, Job { stage: Stage::Taken(key.0), ..Job::open() });
	node.server.replies(finished);
	for _ in 0..8 {
		node.block();
	}
	assert!(matches!(stage(late), Stage::Delivered { .. }));
}

#[test]
fn job_is_asked_about_less_and_less_often_when_it_fails() {
	let (mut node, _) = willing();
	node.run();
	node.block();
	node.server.replies(|job| {
		Reply::state(job, JobState::Failed { reason: "no memory".into(), retryable: true })
	});
	let posts = node.posts_in(40);
	let waits = posts.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>();
	assert_eq!(waits, [1, 2, 4, 8, 16]);
	node.server.replies(finished);
	for _ in 0..=MAX_WAIT {
		node.block();
	}
	assert!(count(|call| matches!(call, Call::Deliver { .. })) == 1);
}

#[test]
fn job_goes_on_when_the_server_was_down() {
	let (mut node, _) = willing();
	node.run();
	node.block();
	node.server.replies(|_| Reply::Down);
	for _ in 0..10 {
		node.block();
	}
	node.server.replies(finished);
	node.block();
	node.block();
	assert!(matches!(stage(JOB), Stage::Delivered { .. }));
}

#[test]
fn nothing_is_delivered_when_the_chain_would_refuse_it() {
	let (mut node, _) = willing();
	node.run();
	node.block();
	with(|state| state.jobs.picky = true);
	node.server.replies(finished);
	for _ in 0..4 {
		node.block();
	}
	assert_eq!(count(|call| matches!(call, Call::Deliver { .. })), 0);
}

#[test]
fn job_is_left_alone_when_its_deadline_has_passed() {
	let (mut node, key) = willing();
	post(JOB, Job { deadline: 100, stage: Stage::Taken(key.0), ..Job::open() });
	node.server.replies(finished);
	node.run();
	node.block();
	assert!(node.server.take_posts().is_empty());
	assert_eq!(count(|call| matches!(call, Call::Deliver { .. })), 0);
}

#[test]
fn progress_is_reported_now_and_then_while_the_server_trains() {
	let (mut node, _) = willing();
	node.server.progress(|| {
		let progress =
			r#"{"epoch":1,"epochs":4,"step":25,"steps":100,"loss":2.5079,"accuracy":0.5}"#;
		Reply::http(200, progress)
	});
	for _ in 0..30 {
		node.block();
	}
	let reports = with(|state| state.jobs.reports.clone());
	assert_eq!(reports.len(), 2, "{reports:?}");
	assert!(reports
		.iter()
		.all(|(_, done, loss)| { (*done, *loss) == (Permill::from_percent(25), 2_507) }));
	let probes = node.server.take_probes();
	let asked = probes.iter().filter(|url| url.ends_with("/progress")).count();
	assert_eq!(asked, reports.len());
}

#[test]
fn progress_is_not_reported_when_the_server_says_none() {
	for body in ["", "[]", "{}", r#"{"step":1,"steps":2}"#, r#"{"step":-1,"steps":2,"loss":1}"#] {
		let (mut node, _) = willing();
		node.server.progress(move || Reply::http(200, body));
		for _ in 0..30 {
			node.block();
		}
		assert!(with(|state| state.jobs.reports.is_empty()), "{body}");
	}
}
