// SPDX-License-Identifier: Apache-2.0

//! What state costs.

use crate::{constants::currency::deposit, *};
use frame_support::traits::{fungible::HoldConsideration, Footprint};
use sp_runtime::traits::Convert;

/// A deposit for stored items and their bytes, held for `Reason` until they are gone.
pub type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, StoragePrice>;

/// So much for each item, and so much for each byte of all of them together. (The SDK's
/// `LinearStoragePrice` takes the size to be that of one item.)
pub struct StoragePrice;

impl Convert<Footprint, Balance> for StoragePrice {
	fn convert(Footprint { count, size }: Footprint) -> Balance {
		const ITEM: Balance = deposit(1, 0);
		const BYTE: Balance = deposit(0, 1);
		let items = ITEM.saturating_mul(count.into());
		items.saturating_add(BYTE.saturating_mul(size.into()))
	}
}
