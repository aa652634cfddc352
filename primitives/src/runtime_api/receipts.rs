// SPDX-License-Identifier: Apache-2.0
//! Of batches of receipts.

use crate::{
	ids::BatchId,
	receipts::ReceiptLeaf,
	records::{BatchRecord, DemandRecord, ReceiptsAccountRecord},
};
use alloc::vec::Vec;
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Batches of answers that vouchers paid for.
	pub trait ReceiptsApi<AccountId: Codec> {
		/// The batch `id`, or nothing when there is none of this number, or it is final or void.
		fn batch(id: BatchId) -> Option<BatchRecord<AccountId>>;

		/// The account of `worker`, or nothing when it has none.
		fn account_of(worker: AccountId) -> Option<ReceiptsAccountRecord>;

		/// The receipt at the place `index` of the batch `id`, if it was put on chain.
		fn shown_receipt(id: BatchId, index: u32) -> Option<ReceiptLeaf>;

		/// The leaves of the batch `id` that somebody wants to see.
		fn demands(id: BatchId) -> Vec<DemandRecord<AccountId>>;

		/// Whether the batch `id` could be made final now.
		fn is_due(id: BatchId) -> bool;
	}
}
