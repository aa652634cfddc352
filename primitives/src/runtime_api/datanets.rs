// SPDX-License-Identifier: Apache-2.0
//! Of Datanets.

use crate::{
	ids::{ContributionId, DatanetId, SnapshotId},
	records::{
		AccessRecord, ContributionRecord, ContributionView, DatanetRecord, Reputation,
		SnapshotRecord, TakedownPage,
	},
	traits::SnapshotInfo,
};
use alloc::vec::Vec;
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Datanets and their snapshots.
	pub trait DatanetsApi<AccountId: Codec> {
		/// The Datanet `id`, or nothing when there is none of this number.
		fn datanet(id: DatanetId) -> Option<DatanetRecord<AccountId>>;

		/// The contribution `id` with its state, or nothing when it does not exist, or no longer.
		fn contribution(id: ContributionId) -> Option<ContributionView<AccountId>>;

		/// The snapshot `id`, or nothing when there is none of this number.
		fn snapshot(id: SnapshotId) -> Option<SnapshotInfo>;

		/// The snapshot `id` with its history, or nothing when there is none of this number.
		fn snapshot_record(id: SnapshotId) -> Option<SnapshotRecord<AccountId>>;

		/// The newest snapshot of `datanet`, or nothing when it has none.
		fn latest_snapshot(datanet: DatanetId) -> Option<SnapshotId>;

		/// The contributions that the root of the snapshot `id` commits to, in the order of their
		/// acceptance, from the place `start` on, at most `limit` and at most 256. Those that are
		/// `withdrawn` had been taken down: the snapshot does not include them. Fewer than both limits:
		/// those were the last.
		fn contributions(id: SnapshotId, start: u32, limit: u32) -> Vec<ContributionRecord<AccountId>>;

		/// The contributions that the snapshot `id` includes and that were taken down after it was taken.
		/// Looks at the takedowns from the `start`th after the snapshot on, at most `limit` and at most
		/// 256; some of those may concern what was accepted later, and are left out.
		fn taken_down_since(id: SnapshotId, start: u32, limit: u32) -> TakedownPage;

		/// How the contributions of `who` have been judged.
		fn reputation(who: AccountId) -> Reputation;

		/// Whether `who` may train on the snapshot `id` in the next block.
		fn may_train(who: AccountId, id: SnapshotId) -> bool;

		/// What access `who` asks for and has in `datanet`.
		fn access(datanet: DatanetId, who: AccountId) -> AccessRecord;
	}
}
