// SPDX-License-Identifier: Apache-2.0
//! What clients, workers and auditors ask the runtime by `state_call`. polkadot.js, PAPI and subxt find
//! these in the chain's metadata; the LoRA server decodes the SCALE answers with this crate's types.

// What the macro makes of a bound on a trait's parameter.
#![allow(clippy::multiple_bound_locations)]

use crate::{
	ids::{ArtifactId, DatanetId, SnapshotId},
	records::{ArtifactRecord, ContributionRecord},
	traits::SnapshotInfo,
	Balance,
};
use alloc::vec::Vec;
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Datanets and their snapshots.
	pub trait DatanetsApi<AccountId: Codec> {
		/// The snapshot `id`, or nothing when there is none of this number.
		fn snapshot(id: SnapshotId) -> Option<SnapshotInfo>;

		/// The newest snapshot of `datanet`, or nothing when it has none.
		fn latest_snapshot(datanet: DatanetId) -> Option<SnapshotId>;

		/// The contributions of the snapshot `id`, in the order of their acceptance, from the place
		/// `start` on, at most `limit` and at most 256. Fewer than both: those were the last.
		fn contributions(id: SnapshotId, start: u32, limit: u32) -> Vec<ContributionRecord<AccountId>>;
	}

	/// Artifacts: what is served, and what it rests on.
	pub trait ModelRegistryApi<AccountId: Codec> {
		/// The artifact `id` with what serving it needs, or nothing when there is none of this number.
		fn artifact(id: ArtifactId) -> Option<ArtifactRecord<AccountId>>;
	}

	/// What people have earned.
	pub trait RoyaltiesApi<AccountId: Codec> {
		/// What `who` can claim now, in plancks, the share of snapshot pools not counted.
		fn claimable(who: AccountId) -> Balance;
	}
}
