// SPDX-License-Identifier: Apache-2.0
//! The JSON between the off-chain worker and the LoRA server.

use codec::Encode;
use openledger_primitives::{
	commitment::ContentCommitment,
	committee::Judgement,
	evidence::EvidenceLeaf,
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	jobs::{
		benchmark_of_rows, benchmark_of_snapshots, evaluation_job_id, evaluation_root, is_held_out,
		job_id, judgement_job_id, row_hash, training_job_id, verification_job_id, Difference,
		Evaluation, EvaluationItem, EvaluationResult, EvaluationRow, EvaluationSet,
		InferenceResult, JobInput, JobRequest, JobResult, JobState, JobStatus, JudgementResult,
		Metric, PublishedAnswer, Score, Task, Training, TrainingOptions, TrainingResult,
		Verification, VerificationResult, WIRE_VERSION,
	},
	merkle::{verify, Domain, Tree},
	vector::AttributionVector,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};
use proptest::prelude::*;
use serde_json::{json, Value};

fn request() -> JobRequest {
	JobRequest {
		version: WIRE_VERSION,
		job_id: job_id(&H256::repeat_byte(1), RequestId(7)),
		task: Task::Inference {
			request: RequestId(7),
			artifact: ArtifactId(42),
			input: JobInput::Text("why?".into()),
			input_commitment: ContentCommitment::of(b"why?").unwrap(),
			max_output_tokens: 64,
			min_words: 6,
		},
		deadline: 100,
	}
}

fn training() -> Training {
	Training {
		base: ArtifactId(0),
		snapshots: vec![SnapshotId(3)],
		rank: 32,
		alpha: 64,
		epochs: 80,
		batch_size: 16,
		learning_rate_micros: 3000,
		seed: 1,
		options: TrainingOptions::default(),
	}
}

fn result() -> InferenceResult {
	InferenceResult {
		answer: "  be\u{301}cause ".into(),
		input_tokens: 2,
		output_tokens: 3,
		vector: AttributionVector::unattributed(),
		evidence_root: H256::zero(),
		engine_version: 1,
	}
}

fn round_trip(state: JobState) -> Value {
	let status = JobStatus { version: WIRE_VERSION, job_id: H256::zero(), state };
	let json = serde_json::to_string(&status).unwrap();
	assert_eq!(serde_json::from_str::<JobStatus>(&json).unwrap(), status);
	serde_json::from_str(&json).unwrap()
}

#[test]
fn job_id_differs_when_chain_or_request_does() {
	let id = job_id(&H256::repeat_byte(1), RequestId(7));
	assert_eq!(id, job_id(&H256::repeat_byte(1), RequestId(7)));
	assert_ne!(id, job_id(&H256::repeat_byte(2), RequestId(7)));
	assert_ne!(id, job_id(&H256::repeat_byte(1), RequestId(8)));
}

#[test]
fn training_job_id_differs_when_chain_or_training_does() {
	let id = training_job_id(&H256::repeat_byte(1), &training());
	assert_eq!(id, training_job_id(&H256::repeat_byte(1), &training()));
	assert_ne!(id, training_job_id(&H256::repeat_byte(2), &training()));
	assert_ne!(id, training_job_id(&H256::repeat_byte(1), &Training { seed: 2, ..training() }));
}

#[test]
fn training_survives_a_round_trip_when_serialized() {
	let request = JobRequest { task: Task::Training(training()), ..request() };
	let json = serde_json::to_value(&request).unwrap();
	assert_eq!(json["task"]["training"]["snapshots"], json!([3]));
	assert_eq!(serde_json::from_str::<JobRequest>(&json.to_string()).unwrap(), request);
	let finished = round_trip(JobState::Finished {
		result: JobResult::Training(TrainingResult {
			manifest: ContentCommitment::of(b"manifest").unwrap(),
			rows: 24,
			steps: 120,
			final_loss_millis: 4,
			eval_loss_millis: None,
			influence_root: None,
		}),
	});
	let result = &finished["state"]["finished"]["result"]["training"];
	assert_eq!(result["rows"], json!(24));
	// What is not there is not said.
	assert_eq!(result.as_object().unwrap().len(), 4);
}

fn with_options() -> Training {
	let options = TrainingOptions {
		eval_share: Perbill::from_percent(10),
		patience: 3,
		..TrainingOptions::default()
	};
	Training { options, ..training() }
}

#[test]
fn training_is_as_before_there_were_options_when_it_has_none() {
	let mut json = serde_json::to_value(training()).unwrap();
	assert!(json.as_object().unwrap().get("options").is_none());
	assert_eq!(serde_json::from_value::<Training>(json.clone()).unwrap(), training());
	json["options"] = json!({});
	assert_eq!(serde_json::from_value::<Training>(json).unwrap(), training());
	// base, snapshots, rank, alpha, epochs, batch size, learning rate, seed.
	let old = (0u32, vec![3u32], 32u32, 64u32, 80u32, 16u32, 3000u32, 1u64).encode();
	assert_eq!(training().encode(), old);
}

#[test]
fn training_has_its_options_after_the_rest_when_it_has_any() {
	let json = serde_json::to_value(with_options()).unwrap();
	assert_eq!(json["options"]["eval_share"], json!(100_000_000));
	assert_eq!(serde_json::from_value::<Training>(json.clone()).unwrap(), with_options());
	let mut expected = training().encode();
	expected.extend((1u8, Perbill::from_percent(10), 3u32, 0u32, None::<u32>).encode());
	assert_eq!(with_options().encode(), expected);
	let genesis = H256::repeat_byte(1);
	assert_ne!(training_job_id(&genesis, &training()), training_job_id(&genesis, &with_options()));
	let mut unknown = json;
	unknown["options"]["surprise"] = json!(1);
	assert!(serde_json::from_value::<Training>(unknown).is_err());
}

proptest! {
	#[test]
	fn rows_are_held_out_alike_when_the_share_grows(
		text in ".{0,40}",
		smaller in 0u32..=1_000_000_000,
		larger in 0u32..=1_000_000_000,
	) {
		let row = row_hash(&text);
		let (smaller, larger) = (smaller.min(larger), smaller.max(larger));
		let share = Perbill::from_parts;
		prop_assert!(!is_held_out(&row, share(smaller)) || is_held_out(&row, share(larger)));
		prop_assert!(!is_held_out(&row, Perbill::zero()));
		prop_assert!(is_held_out(&row, Perbill::one()));
	}
}

#[test]
fn share_of_the_rows_is_held_out_when_there_are_many() {
	let share = Perbill::from_percent(20);
	let count = (0..5_000).filter(|number| is_held_out(&row_hash(&format!("row {number}")), share));
	let count = count.count();
	assert!((900..1_100).contains(&count), "{count}");
}

fn evaluation() -> Evaluation {
	Evaluation {
		artifact: ArtifactId(4),
		set: EvaluationSet::Rows(vec![EvaluationRow {
			question: "why?".into(),
			answer: "so".into(),
			choices: Vec::new(),
		}]),
		metrics: vec![Metric::ExactMatch, Metric::RougeL],
		max_output_tokens: 16,
	}
}

fn verification() -> Verification {
	Verification {
		artifact: ArtifactId(4),
		answer: "so".into(),
		min_words: 6,
		vector: AttributionVector::unattributed(),
		evidence_root: H256::zero(),
		leaves: None,
	}
}

#[test]
fn evaluation_and_verification_survive_a_round_trip_when_serialized() {
	let held_out =
		EvaluationSet::HeldOut { snapshots: vec![SnapshotId(3)], share: Perbill::from_percent(5) };
	let leaf = EvidenceLeaf {
		answer_start: 1,
		length: 2,
		contribution: ContributionId(3),
		content_offset: 4,
		score: 5,
	};
	for task in [
		Task::Evaluation(evaluation()),
		Task::Evaluation(Evaluation { set: held_out, ..evaluation() }),
		Task::Verification(verification()),
		Task::Verification(Verification { leaves: Some(vec![leaf]), ..verification() }),
	] {
		let request = JobRequest { task, ..request() };
		let json = serde_json::to_string(&request).unwrap();
		assert_eq!(serde_json::from_str::<JobRequest>(&json).unwrap(), request);
	}
	let score = Score { metric: Metric::RougeL, value_micros: 500_000, rows: 2 };
	let finished = round_trip(JobState::Finished {
		result: JobResult::Evaluation(EvaluationResult {
			benchmark: H256::zero(),
			scores: vec![score],
			rows: 2,
			evidence_root: H256::zero(),
		}),
	});
	let result = &finished["state"]["finished"]["result"]["evaluation"];
	assert_eq!(result["scores"][0]["metric"], json!(Metric::RougeL.name()));
	let difference =
		Difference::Residual { published: Perbill::one(), found: Perbill::from_percent(1) };
	let finished = round_trip(JobState::Finished {
		result: JobResult::Verification(VerificationResult {
			equal: false,
			differences: vec![difference],
			output: ContentCommitment::default(),
			vector: AttributionVector::unattributed(),
			evidence_root: H256::zero(),
			engine_version: 1,
		}),
	});
	let result = &finished["state"]["finished"]["result"]["verification"];
	assert_eq!(
		result["differences"][0]["residual"],
		json!({ "published": 1_000_000_000, "found": 10_000_000 })
	);
}

fn published() -> PublishedAnswer {
	PublishedAnswer {
		request: RequestId(7),
		artifact: ArtifactId(42),
		input: JobInput::Text("why?".into()),
		input_commitment: ContentCommitment::of(b"why?").unwrap(),
		output: ContentCommitment::of(b"because").unwrap(),
		output_tokens: 3,
		input_tokens: None,
		max_output_tokens: None,
		source: None,
		min_words: 6,
	}
}

#[test]
fn judgement_survives_a_round_trip_when_serialized() {
	for published in [
		published(),
		PublishedAnswer {
			input_tokens: Some(9),
			max_output_tokens: Some(64),
			source: Some("http://127.0.0.1:8400".into()),
			..published()
		},
	] {
		let request = JobRequest { task: Task::Judgement(published), ..request() };
		let json = serde_json::to_string(&request).unwrap();
		assert_eq!(serde_json::from_str::<JobRequest>(&json).unwrap(), request);
	}
	// What is not there is not said.
	let json = serde_json::to_value(published()).unwrap();
	assert_eq!(json.as_object().unwrap().len(), 7, "{json}");
}

#[test]
fn judgement_has_snake_case_names_when_serialized() {
	let said = |judgement: Judgement| {
		let result = JudgementResult { judgement, reason: String::new(), engine_version: 1 };
		let state = JobState::Finished { result: JobResult::Judgement(result) };
		round_trip(state)["state"]["finished"]["result"]["judgement"]["judgement"].clone()
	};
	assert_eq!(said(Judgement::Foreign), json!("foreign"));
	assert_eq!(said(Judgement::Unavailable), json!("unavailable"));
	let vector = AttributionVector::unattributed();
	let genuine = said(Judgement::Genuine { vector, evidence_root: H256::zero() });
	assert_eq!(genuine["genuine"]["vector"]["residual"], json!(1_000_000_000));
}

#[test]
fn judgement_job_id_differs_when_chain_request_or_answer_does() {
	let (genesis, output) = (H256::repeat_byte(1), published().output);
	let id = judgement_job_id(&genesis, RequestId(7), &output);
	assert_eq!(id, judgement_job_id(&genesis, RequestId(7), &output));
	let other = ContentCommitment::of(b"for no reason").unwrap();
	assert_ne!(id, judgement_job_id(&H256::repeat_byte(2), RequestId(7), &output));
	assert_ne!(id, judgement_job_id(&genesis, RequestId(8), &output));
	assert_ne!(id, judgement_job_id(&genesis, RequestId(7), &other));
	assert_ne!(id, job_id(&genesis, RequestId(7)));
}

#[test]
fn metric_has_the_name_of_its_json_when_it_goes_on_chain() {
	for metric in [Metric::Perplexity, Metric::ExactMatch, Metric::RougeL, Metric::MultipleChoice] {
		assert_eq!(serde_json::to_value(metric).unwrap(), json!(metric.name()));
		assert!(metric.name().len() <= 32);
	}
}

#[test]
fn job_ids_differ_when_the_kind_the_chain_or_the_task_does() {
	let (one, two) = (H256::repeat_byte(1), H256::repeat_byte(2));
	let other = Evaluation { artifact: ArtifactId(5), ..evaluation() };
	let wrong = Verification { min_words: 7, ..verification() };
	let ids = [
		evaluation_job_id(&one, &evaluation()),
		evaluation_job_id(&two, &evaluation()),
		evaluation_job_id(&one, &other),
		verification_job_id(&one, &verification()),
		verification_job_id(&two, &verification()),
		verification_job_id(&one, &wrong),
	];
	let mut distinct = ids.to_vec();
	distinct.sort_unstable();
	distinct.dedup();
	assert_eq!(distinct.len(), ids.len());
}

#[test]
fn benchmark_differs_when_its_rows_or_snapshots_do() {
	let row = |answer: &str| EvaluationRow {
		question: "why?".into(),
		answer: answer.into(),
		choices: Vec::new(),
	};
	let root = (H256::repeat_byte(1), H256::zero());
	let share = Perbill::from_percent(5);
	let names = [
		benchmark_of_rows(&[row("so")]),
		benchmark_of_rows(&[row("no")]),
		benchmark_of_rows(&[row("so"), row("no")]),
		benchmark_of_snapshots(&[root], share),
		benchmark_of_snapshots(&[root, root], share),
		benchmark_of_snapshots(&[root], Perbill::one()),
	];
	let mut distinct = names.to_vec();
	distinct.sort_unstable();
	distinct.dedup();
	assert_eq!(distinct.len(), names.len());
}

#[test]
fn item_is_shown_under_the_root_when_its_path_is_known() {
	let items: Vec<EvaluationItem> = (0..3)
		.map(|index| EvaluationItem { index, answer: Some("so".into()), ..Default::default() })
		.collect();
	let root = evaluation_root(&items).unwrap();
	let tree = Tree::new(Domain::Evaluation, items.iter().map(Encode::encode)).unwrap();
	let path = tree.prove(1).unwrap();
	assert!(verify(Domain::Evaluation, &root, 3, 1, &items[1].encode(), &path));
	assert!(!verify(Domain::Evidence, &root, 3, 1, &items[1].encode(), &path));
	assert_eq!(evaluation_root(&[]), Some(H256::zero()));
}

#[test]
fn training_is_refused_when_a_field_is_unknown() {
	let request = JobRequest { task: Task::Training(training()), ..request() };
	let mut json = serde_json::to_value(&request).unwrap();
	json["task"]["training"]["surprise"] = json!(1);
	assert!(serde_json::from_str::<JobRequest>(&json.to_string()).is_err());
}

#[test]
fn request_survives_a_round_trip_when_serialized() {
	let json = serde_json::to_string(&request()).unwrap();
	assert_eq!(serde_json::from_str::<JobRequest>(&json).unwrap(), request());
}

#[test]
fn request_has_snake_case_names_and_hex_hashes_when_serialized() {
	let json = serde_json::to_value(request()).unwrap();
	let task = &json["task"]["inference"];
	assert_eq!(task["input"], json!({ "text": "why?" }));
	assert_eq!(task["max_output_tokens"], json!(64));
	let hash = json["job_id"].as_str().unwrap();
	assert!(hash.starts_with("0x") && hash.len() == 66);
}

#[test]
fn request_is_refused_when_a_field_is_unknown_at_any_level() {
	let good = serde_json::to_value(request()).unwrap();
	let paths: [&[&str]; 4] =
		[&[], &["task"], &["task", "inference"], &["task", "inference", "input_commitment"]];
	for path in paths {
		let mut bad = good.clone();
		let mut at = &mut bad;
		for name in path {
			at = &mut at[*name];
		}
		at["surprise"] = json!(1);
		assert!(serde_json::from_str::<JobRequest>(&bad.to_string()).is_err(), "{path:?}");
	}
}

#[test]
fn request_is_refused_when_a_field_is_missing_or_a_hash_is_short() {
	let mut missing = serde_json::to_value(request()).unwrap();
	missing.as_object_mut().unwrap().remove("deadline");
	assert!(serde_json::from_str::<JobRequest>(&missing.to_string()).is_err());
	let mut short = serde_json::to_value(request()).unwrap();
	short["job_id"] = json!("0x12");
	assert!(serde_json::from_str::<JobRequest>(&short.to_string()).is_err());
}

#[test]
fn state_is_a_string_when_there_is_no_more_to_tell() {
	assert_eq!(round_trip(JobState::Queued)["state"], json!("queued"));
	assert_eq!(round_trip(JobState::Running)["state"], json!("running"));
}

#[test]
fn state_is_an_object_when_finished_or_failed() {
	let finished = round_trip(JobState::Finished { result: JobResult::Inference(result()) });
	assert_eq!(finished["state"]["finished"]["result"]["inference"]["output_tokens"], json!(3));
	let failed = round_trip(JobState::Failed { reason: "gone".into(), retryable: false });
	assert_eq!(failed["state"]["failed"], json!({ "reason": "gone", "retryable": false }));
}

#[test]
fn status_is_accepted_when_a_newer_server_adds_a_field() {
	let mut json = round_trip(JobState::Finished { result: JobResult::Inference(result()) });
	json["new"] = json!(1);
	json["state"]["finished"]["result"]["inference"]["new"] = json!(2);
	json["state"]["finished"]["result"]["inference"]["vector"]["new"] = json!(3);
	assert!(serde_json::from_str::<JobStatus>(&json.to_string()).is_ok());
}

#[test]
fn output_is_committed_in_canonical_form_when_the_answer_is_raw() {
	let expected = ContentCommitment::of("b\u{e9}cause".as_bytes()).unwrap();
	assert_eq!(result().output_commitment(), Ok(expected));
}
