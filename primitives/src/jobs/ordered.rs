// SPDX-License-Identifier: Apache-2.0
//! What jobs of the ModelFactory ask for, in the words of a server: the one place where the two meet.

use super::{benchmark_of_snapshots, Evaluation, EvaluationSet, Metric, Training, TrainingOptions};
use crate::{
	ids::{ArtifactId, SnapshotId},
	records::{EvaluateSpec, HyperParameters, TrainSpec},
};
use alloc::{vec, vec::Vec};
use core::fmt;
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};

/// The most tokens of an answer in a measurement that the ModelFactory ordered. The chain says nothing about it, and
/// who measures again must measure the same.
pub const ORDERED_OUTPUT_TOKENS: u32 = 128;

/// What stands for all linear modules of a model.
pub const ALL_LINEAR: &[u8] = b"all-linear";

/// The linear modules of a Llama's layer by name: all of them mean the same as [`ALL_LINEAR`].
pub const LINEAR_MODULES: [&[u8]; 7] =
	[b"q_proj", b"k_proj", b"v_proj", b"o_proj", b"gate_proj", b"up_proj", b"down_proj"];

/// Why no server can be asked for what a job of the ModelFactory asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderError {
	/// The training starts from other adapters.
	Parents,
	/// The training updates some linear modules only.
	Modules,
	/// There is no metric of this name, or none that is measured on rows of snapshots.
	Metric,
	/// The benchmark is not that of any share of the snapshots' rows that is tried.
	Benchmark,
}

impl fmt::Display for OrderError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Parents => "servers train adapters from nothing, not from other adapters",
			Self::Modules => {
				"servers train all linear modules: name \"all-linear\", or all seven of a Llama's layer"
			},
			Self::Metric => "rows of snapshots are measured by perplexity, exact_match or rouge_l",
			Self::Benchmark => {
				"the benchmark is not a whole percentage of the rows of the artifact's own snapshots"
			},
		})
	}
}

impl core::error::Error for OrderError {}

/// The training that a job asks for.
///
/// # Errors
/// [`OrderError::Parents`] and [`OrderError::Modules`].
pub fn ordered_training<AccountId>(spec: &TrainSpec<AccountId>) -> Result<Training, OrderError> {
	if !spec.parents.is_empty() {
		return Err(OrderError::Parents);
	}
	let HyperParameters {
		rank,
		alpha,
		target_modules,
		learning_rate_micros,
		epochs,
		batch_size,
		seed,
		eval_split,
	} = &spec.hyper;
	let names = |name: &[u8]| target_modules.iter().any(|module| module.as_slice() == name);
	let all_named = LINEAR_MODULES.into_iter().all(names)
		&& target_modules.iter().all(|module| LINEAR_MODULES.contains(&module.as_slice()));
	let all_meant = !target_modules.is_empty()
		&& target_modules.iter().all(|module| module.as_slice() == ALL_LINEAR);
	if !(all_named || all_meant) {
		return Err(OrderError::Modules);
	}
	Ok(Training {
		base: spec.base,
		snapshots: spec.snapshots.to_vec(),
		rank: (*rank).into(),
		alpha: (*alpha).into(),
		epochs: (*epochs).into(),
		batch_size: (*batch_size).into(),
		learning_rate_micros: *learning_rate_micros,
		seed: *seed,
		options: TrainingOptions { eval_share: *eval_split, ..TrainingOptions::default() },
	})
}

/// The measurement of `artifact` that a job asks for: of rows of `snapshots`, those that the artifact rests on,
/// ascending, with their roots over what was accepted and over what was taken down.
///
/// The chain has the benchmark's name only. It is the one of a whole percentage of the rows, which is held out as a
/// training holds it out; 100 is all of them.
///
/// # Errors
/// [`OrderError::Metric`] and [`OrderError::Benchmark`].
pub fn ordered_evaluation(
	artifact: ArtifactId,
	spec: &EvaluateSpec,
	snapshots: &[(SnapshotId, (H256, H256))],
) -> Result<Evaluation, OrderError> {
	let measurable = [Metric::Perplexity, Metric::ExactMatch, Metric::RougeL];
	let metric = measurable
		.into_iter()
		.find(|metric| metric.name().as_bytes() == spec.metric.as_slice())
		.ok_or(OrderError::Metric)?;
	let (snapshots, roots): (Vec<_>, Vec<_>) = snapshots.iter().copied().unzip();
	let share = (1..=100)
		.map(Perbill::from_percent)
		.find(|share| benchmark_of_snapshots(&roots, *share) == spec.benchmark)
		.filter(|_| !snapshots.is_empty())
		.ok_or(OrderError::Benchmark)?;
	Ok(Evaluation {
		artifact,
		set: EvaluationSet::HeldOut { snapshots, share },
		metrics: vec![metric],
		max_output_tokens: ORDERED_OUTPUT_TOKENS,
	})
}
