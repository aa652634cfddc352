// SPDX-License-Identifier: Apache-2.0
//! Of committees.

use crate::{
	ids::RequestId,
	records::{CommitteeView, Duty, ReviewView},
};
use alloc::vec::Vec;
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Committees that judge answers.
	pub trait CommitteeApi<AccountId: Codec> {
		/// The committee that judges the answer to `request`, or nothing when none does.
		fn committee(request: RequestId) -> Option<CommitteeView<AccountId>>;

		/// The review of the answer to `request`, or nothing when there is none.
		fn review(request: RequestId) -> Option<ReviewView<AccountId>>;

		/// What `worker` is expected to do now, at most one thing for each request that it is assigned.
		fn duties(worker: AccountId) -> Vec<Duty>;
	}
}
