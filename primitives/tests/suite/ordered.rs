// SPDX-License-Identifier: Apache-2.0
//! What the ModelFactory orders, in the words of a server.

use openledger_primitives::{
	ids::{ArtifactId, SnapshotId},
	jobs::{
		benchmark_of_snapshots, ordered_evaluation, ordered_training, Evaluation, EvaluationSet,
		Metric, OrderError, Training, TrainingOptions, ORDERED_OUTPUT_TOKENS,
	},
	licence::{Licence, LicenceTerms},
	records::{
		AdapterTerms, EvaluateSpec, HyperParameters, ModuleNames, Publish, RoyaltyTerms, Subject,
		TrainSpec,
	},
};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::{BoundedVec, Perbill as Share},
};

const LLAMA: [&str; 7] =
	["down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj"];

fn modules(names: &[&str]) -> ModuleNames {
	let name = |name: &&str| BoundedVec::truncate_from(name.as_bytes().to_vec());
	BoundedVec::truncate_from(names.iter().map(name).collect())
}

fn spec(names: &[&str]) -> TrainSpec<u64> {
	TrainSpec {
		base: ArtifactId(5),
		parents: BoundedVec::new(),
		snapshots: BoundedVec::truncate_from(vec![SnapshotId(2), SnapshotId(7)]),
		hyper: HyperParameters {
			rank: 8,
			alpha: 16,
			target_modules: modules(names),
			learning_rate_micros: 4_000,
			epochs: 120,
			batch_size: 8,
			seed: 9,
			eval_split: Share::from_percent(20),
		},
		adapter: AdapterTerms {
			name: BoundedVec::truncate_from(b"Adapter".to_vec()),
			licence: Licence {
				spdx: BoundedVec::truncate_from(b"CC0-1.0".to_vec()),
				terms: LicenceTerms { derivatives: true, commercial: true, share_alike: false },
			},
			royalty: RoyaltyTerms { share: Share::zero(), until: None },
			prices: None,
			credits: BoundedVec::new(),
			previous: None,
		},
		publish: Publish::OnAcceptance,
	}
}

#[test]
fn training_is_what_the_job_says_when_all_linear_modules_are_meant() {
	let expected = Training {
		base: ArtifactId(5),
		snapshots: vec![SnapshotId(2), SnapshotId(7)],
		rank: 8,
		alpha: 16,
		epochs: 120,
		batch_size: 8,
		learning_rate_micros: 4_000,
		seed: 9,
		options: TrainingOptions {
			eval_share: Perbill::from_percent(20),
			..TrainingOptions::default()
		},
	};
	for names in [&["all-linear"][..], &LLAMA] {
		assert_eq!(ordered_training(&spec(names)), Ok(expected.clone()));
	}
}

#[test]
fn training_is_refused_when_only_some_modules_are_meant() {
	for names in [&["q_proj", "v_proj"][..], &LLAMA[1..], &["all-linear", "q_proj"], &["lm_head"]] {
		assert_eq!(ordered_training(&spec(names)), Err(OrderError::Modules), "{names:?}");
	}
}

#[test]
fn training_is_refused_when_it_starts_from_other_adapters() {
	let mut from_others = spec(&LLAMA);
	from_others.parents = BoundedVec::truncate_from(vec![ArtifactId(6)]);
	assert_eq!(ordered_training(&from_others), Err(OrderError::Parents));
}

fn snapshots() -> Vec<(SnapshotId, (H256, H256))> {
	let snapshot =
		|id: u8| (SnapshotId(id.into()), (H256::repeat_byte(id), H256::repeat_byte(id + 100)));
	vec![snapshot(2), snapshot(7)]
}

fn measuring(metric: &str, benchmark: H256) -> EvaluateSpec {
	EvaluateSpec {
		subject: Subject::Artifact(ArtifactId(6)),
		benchmark,
		metric: BoundedVec::truncate_from(metric.as_bytes().to_vec()),
	}
}

fn benchmark(share: Perbill) -> H256 {
	let roots = snapshots().into_iter().map(|(_, roots)| roots).collect::<Vec<_>>();
	benchmark_of_snapshots(&roots, share)
}

#[test]
fn evaluation_is_found_when_the_benchmark_is_a_percentage_of_the_snapshots() {
	for (percent, metric) in
		[(1, Metric::Perplexity), (20, Metric::ExactMatch), (100, Metric::RougeL)]
	{
		let share = Perbill::from_percent(percent);
		let spec = measuring(metric.name(), benchmark(share));
		let expected = Evaluation {
			artifact: ArtifactId(6),
			set: EvaluationSet::HeldOut { snapshots: vec![SnapshotId(2), SnapshotId(7)], share },
			metrics: vec![metric],
			max_output_tokens: ORDERED_OUTPUT_TOKENS,
		};
		assert_eq!(ordered_evaluation(ArtifactId(6), &spec, &snapshots()), Ok(expected));
	}
}

#[test]
fn evaluation_is_refused_when_nobody_can_tell_what_the_benchmark_is() {
	let found = |benchmark, snapshots: &[_]| {
		ordered_evaluation(ArtifactId(6), &measuring("rouge_l", benchmark), snapshots)
	};
	let share = Perbill::from_percent(20);
	assert_eq!(found(H256::repeat_byte(1), &snapshots()), Err(OrderError::Benchmark));
	assert_eq!(found(benchmark(Perbill::from_parts(5)), &snapshots()), Err(OrderError::Benchmark));
	assert_eq!(found(benchmark(share), &snapshots()[..1]), Err(OrderError::Benchmark));
	assert_eq!(found(benchmark_of_snapshots(&[], share), &[]), Err(OrderError::Benchmark));
}

#[test]
fn evaluation_is_refused_when_its_metric_is_not_measured_on_rows() {
	for metric in ["accuracy", "multiple_choice", "ROUGE_L", ""] {
		let spec = measuring(metric, benchmark(Perbill::one()));
		let found = ordered_evaluation(ArtifactId(6), &spec, &snapshots());
		assert_eq!(found, Err(OrderError::Metric), "{metric}");
	}
}
