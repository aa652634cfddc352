// SPDX-License-Identifier: Apache-2.0
//! Of bonds.

use crate::{
	ids::SlashId,
	records::{BondRecord, SlashRecord},
};
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Bonds and their slashes.
	pub trait BondsApi<AccountId: Codec> {
		/// What `who` has at stake. Nothing active and nothing cooling down when there is no bond.
		fn bond(who: AccountId) -> BondRecord;

		/// The slash `id`, or nothing when there is none of this number, or no longer.
		fn slash(id: SlashId) -> Option<SlashRecord<AccountId>>;
	}
}
