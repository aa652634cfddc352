// SPDX-License-Identifier: Apache-2.0
//! Why a job was given up, and whether asking again can help.

use crate::{
	artifacts::ArtifactError, attribution::AttributionError, chain::ChainError,
	snapshots::SnapshotError, store::StoreError,
};
use openledger_primitives::jobs::JobState;
use tokio::task::JoinError;

/// Why a job was given up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
	/// For the operator's log.
	pub reason: String,
	/// Whether posting the same job again can succeed.
	pub retryable: bool,
}

impl Failure {
	/// The request itself is wrong: it will never succeed.
	pub fn wrong(reason: impl Into<String>) -> Self {
		Self { reason: reason.into(), retryable: false }
	}

	/// Something is amiss that can be mended.
	pub fn passing(reason: impl Into<String>) -> Self {
		Self { reason: reason.into(), retryable: true }
	}

	/// The state of a job that ends so.
	pub fn into_state(self) -> JobState {
		JobState::Failed { reason: self.reason, retryable: self.retryable }
	}
}

impl From<ChainError> for Failure {
	fn from(error: ChainError) -> Self {
		Self::passing(error.to_string())
	}
}

impl From<StoreError> for Failure {
	fn from(error: StoreError) -> Self {
		Self { retryable: error.passes(), reason: error.to_string() }
	}
}

impl From<SnapshotError> for Failure {
	fn from(error: SnapshotError) -> Self {
		Self { retryable: error.passes(), reason: error.to_string() }
	}
}

impl From<ArtifactError> for Failure {
	fn from(error: ArtifactError) -> Self {
		Self { retryable: error.passes(), reason: error.to_string() }
	}
}

impl From<AttributionError> for Failure {
	fn from(error: AttributionError) -> Self {
		Self { retryable: error.passes(), reason: error.to_string() }
	}
}

impl From<JoinError> for Failure {
	fn from(error: JoinError) -> Self {
		Self::passing(format!("the work was cut short: {error}"))
	}
}
