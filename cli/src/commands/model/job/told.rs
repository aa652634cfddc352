// SPDX-License-Identifier: Apache-2.0
//! Jobs, told.

use super::Job;
use crate::{amount::Amount, commands::readable};
use openledger_primitives::records::{Delivery, Failure, JobStage, Subject, Work};
use serde_json::{json, Value as Json};

/// A job in lines.
pub fn text(job: &Job) -> String {
	let (_, stage) = stage(job);
	format!(
		"job {} of {}: {}\n{} until block {}; {stage}",
		job.id,
		job.builder,
		work(job),
		Amount(job.budget),
		job.deadline,
	)
}

/// A job for programs.
pub fn json(job: &Job) -> Json {
	let (name, _) = stage(job);
	let kind = match &job.work {
		Work::Train(_) => "train",
		Work::Evaluate(_) => "evaluate",
		Work::Register(_) => "register",
	};
	let (artifact, delivery) = match &job.stage {
		JobStage::Completed { artifact, delivery, .. } => (*artifact, Some(delivery)),
		JobStage::Registered { artifact } => (Some(*artifact), None),
		JobStage::Delivered { delivery, .. } | JobStage::Disputed { delivery, .. } => {
			(None, Some(delivery))
		},
		_ => (None, None),
	};
	json!({
		"job": job.id.0,
		"kind": kind,
		"builder": job.builder.to_string(),
		"budget": job.budget.to_string(),
		"deadline": job.deadline,
		"after": job.after.map(|after| after.job.0),
		"stage": name,
		"worker": job.stage.worker().map(ToString::to_string),
		"artifact": artifact.map(|artifact| artifact.0),
		"delivery": delivery.map(delivered),
	})
}

fn delivered(delivery: &Delivery) -> Json {
	match delivery {
		Delivery::Training(training) => json!({
			"manifest": training.manifest,
			"uri": readable(&training.uri),
			"metrics": training.metrics.iter().map(|metric| json!({
				"name": readable(&metric.name),
				"value_micros": metric.value_micros,
			})).collect::<Vec<_>>(),
		}),
		Delivery::Evaluation { value_micros, evidence_root } => {
			json!({ "value_micros": value_micros, "evidence_root": evidence_root })
		},
	}
}

fn work(job: &Job) -> String {
	match &job.work {
		Work::Train(spec) => {
			let snapshots: Vec<u32> = spec.snapshots.iter().map(|snapshot| snapshot.0).collect();
			let name = readable(&spec.adapter.name);
			format!("train \"{name}\" on base model {} and snapshots {snapshots:?}", spec.base)
		},
		Work::Evaluate(spec) => {
			let subject = match spec.subject {
				Subject::Artifact(artifact) => format!("artifact {artifact}"),
				Subject::OutputOf(job) => format!("what job {job} trains"),
			};
			format!("measure {} of {subject}", readable(&spec.metric))
		},
		Work::Register(spec) => format!("register what job {} trains", spec.train),
	}
}

/// How far it is, for programs and in words.
fn stage(job: &Job) -> (&'static str, String) {
	match &job.stage {
		JobStage::Waiting => ("waiting", "it waits for another job".into()),
		JobStage::Open => ("open", "it waits for a worker".into()),
		JobStage::Taken { worker, progress } => {
			let done =
				progress.map_or(0.0, |progress| f64::from(progress.done.deconstruct()) / 1e4);
			("taken", format!("{worker} is at it, {done:.1} % done"))
		},
		JobStage::Delivered { worker, settle_at, .. } => (
			"delivered",
			format!("{worker} has delivered; without a word it is accepted in block {settle_at}"),
		),
		JobStage::Disputed { worker, .. } => {
			("disputed", format!("{worker} has delivered, and the arbiter decides"))
		},
		JobStage::Completed { worker, artifact, .. } => {
			let registered = artifact.map_or_else(String::new, |artifact| {
				format!("; registered as artifact {artifact}")
			});
			("completed", format!("{worker} is paid{registered}"))
		},
		JobStage::Registered { artifact } => {
			("registered", format!("registered as artifact {artifact}"))
		},
		JobStage::Cancelled => ("cancelled", "it was cancelled".into()),
		JobStage::Failed { worker, failure } => {
			let why = match failure {
				Failure::MissedDeadline => "missed the deadline",
				Failure::BadDelivery => "delivered what was not asked for",
			};
			("failed", format!("{worker} {why}"))
		},
	}
}
