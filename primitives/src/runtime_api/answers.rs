// SPDX-License-Identifier: Apache-2.0
//! Of answers and workers.

use crate::{
	ids::{ArtifactId, ContributionId, RequestId},
	records::{
		AnswerLineage, AttributionPage, Leaderboard, RecordsRoot, RequestView, WorkerPage,
		WorkerView,
	},
};
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Questions, answers, who gave them, and whom they rest on.
	pub trait AttributionApi<AccountId: Codec> {
		/// The request `id`, or nothing when there is none of this number, or no longer.
		fn request(id: RequestId) -> Option<RequestView<AccountId>>;

		/// The worker `account`, or nothing when it is none.
		fn worker(account: AccountId) -> Option<WorkerView<AccountId>>;

		/// Those who serve `base_model`, from the place `from` on, at most `limit` and at most 256. Paused
		/// workers are left out. Places change as workers come and go.
		fn workers(base_model: ArtifactId, from: u32, limit: u32) -> WorkerPage<AccountId>;

		/// The settled answers that rest on `contribution`, among the `limit` requests, at most 1 000, from
		/// `from` on. Those that were pruned are left out: they are in the off-chain index.
		fn attribution_of(
			contribution: ContributionId,
			from: RequestId,
			limit: u32,
		) -> AttributionPage;

		/// Which contributions and artifacts earned most, among the `limit` requests, at most 1 000, from
		/// `from` on; the first 100 of each. Answers that were pruned are left out.
		fn leaderboard(from: RequestId, limit: u32) -> Leaderboard;

		/// What shows that an answer stands in the record, also after it was pruned.
		fn records_root() -> RecordsRoot;

		/// What the answer to request `id` goes back to, or nothing when there is no such request, or no
		/// longer. What the artifact itself goes back to is told by `ModelRegistryApi_lineage`.
		fn lineage(id: RequestId) -> Option<AnswerLineage<AccountId>>;
	}
}
