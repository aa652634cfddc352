// SPDX-License-Identifier: Apache-2.0
//! Of earnings.

use crate::{
	distribution::DistributionLeaf,
	ids::{ContributionId, DatanetId, DistributionId, SnapshotId},
	records::{DistributionRecord, Earnings},
	Balance,
};
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// What people have earned.
	pub trait RoyaltiesApi<AccountId: Codec> {
		/// What `who` can claim now, in plancks, what is not collected or drawn yet not counted.
		fn claimable(who: AccountId) -> Balance;

		/// What `who` can claim now, and what they were ever credited with.
		fn earnings(who: AccountId) -> Earnings;

		/// What could be collected for `contribution` out of the pool of `snapshot` now, in plancks. Zero
		/// when the one is not in the other.
		fn collectable(snapshot: SnapshotId, contribution: ContributionId) -> Balance;

		/// What could be collected for `who` as a curator of `datanet` now, in plancks.
		fn curator_earnings(datanet: DatanetId, who: AccountId) -> Balance;

		/// The distribution `id`, or nothing when there is none of this number, or no longer.
		fn distribution(id: DistributionId) -> Option<DistributionRecord<AccountId>>;

		/// What could be drawn for `leaf` now, in plancks, if it stands under the active root.
		fn drawable(id: DistributionId, leaf: DistributionLeaf) -> Balance;
	}
}
