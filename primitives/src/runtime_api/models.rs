// SPDX-License-Identifier: Apache-2.0
//! Of models.

use crate::{
	ids::ArtifactId,
	records::{ArtifactNode, ArtifactRecord, EvaluationRecord},
	Balance,
};
use alloc::vec::Vec;
use codec::Codec;
use polkadot_sdk::sp_core::H256;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Artifacts: what is served, what it rests on, and how good it is.
	pub trait ModelRegistryApi<AccountId: Codec> {
		/// The artifact `id` with what serving it needs, or nothing when there is none of this number.
		fn artifact(id: ArtifactId) -> Option<ArtifactRecord<AccountId>>;

		/// The artifact `id` and then all that it descends from, each once, the nearer first; or nothing
		/// when there is none of this number. At most 1 025.
		fn lineage(id: ArtifactId) -> Option<Vec<ArtifactNode<AccountId>>>;

		/// What an answer of so many tokens to so many costs by the prices of the artifact `id` now, in
		/// plancks, or nothing when it cannot be asked.
		fn quote(id: ArtifactId, input_tokens: u32, output_tokens: u32) -> Option<Balance>;

		/// What people measured of the artifact `id`, in the order of the storage, from the place `start`
		/// on, at most `limit` and at most 256. Fewer than both: those were the last.
		fn evaluations(id: ArtifactId, start: u32, limit: u32) -> Vec<EvaluationRecord<AccountId>>;

		/// The best evaluations by `metric` in `benchmark`, at most `limit` and at most 256: the highest
		/// values first, or the lowest when `lowest_first`, for metrics of which less is better. Of equal
		/// values the older artifact's is first. Revoked artifacts are left out.
		///
		/// Walks all evaluations of all artifacts: seconds on a large chain. For screens, not for calls.
		fn leaderboard(
			benchmark: H256,
			metric: Vec<u8>,
			lowest_first: bool,
			limit: u32,
		) -> Vec<EvaluationRecord<AccountId>>;
	}
}
