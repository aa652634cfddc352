// SPDX-License-Identifier: Apache-2.0
//! The JSON between the off-chain worker and the LoRA server.

use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, RequestId, SnapshotId},
	jobs::{
		job_id, training_job_id, InferenceResult, JobInput, JobRequest, JobResult, JobState,
		JobStatus, Task, Training, TrainingResult, WIRE_VERSION,
	},
	vector::AttributionVector,
};
use polkadot_sdk::sp_core::H256;
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
		}),
	});
	assert_eq!(finished["state"]["finished"]["result"]["training"]["rows"], json!(24));
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
