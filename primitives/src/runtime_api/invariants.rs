// SPDX-License-Identifier: Apache-2.0
//! Of the books.

use alloc::string::String;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// The chain's books, for whoever wants to see that they balance.
	pub trait InvariantsApi {
		/// Goes through all that our pallets keep and checks what must always be true of it: that every
		/// hold has its reason, that parts sum to wholes, that roots follow from leaves. Answers with
		/// nothing, or with the pallet and the sentence that is not so.
		///
		/// Reads the whole state: seconds on a small chain, minutes on a large one.
		fn check() -> Option<String>;
	}
}
