// SPDX-License-Identifier: Apache-2.0
//! Of the ModelFactory.

use crate::{ids::FactoryJobId, records::JobRecord};
use alloc::vec::Vec;
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Jobs of the ModelFactory.
	pub trait ModelFactoryApi<AccountId: Codec, BlockNumber: Codec> {
		/// The job `id`, or nothing when there is none of this number, or no longer.
		fn job(id: FactoryJobId) -> Option<JobRecord<AccountId, BlockNumber>>;

		/// The jobs that wait for a worker, in no particular order, at most `limit` and at most 256. To
		/// go on, give the last one's number as `start`; it need not be open any more.
		fn open_jobs(
			start: Option<FactoryJobId>,
			limit: u32,
		) -> Vec<JobRecord<AccountId, BlockNumber>>;
	}
}
