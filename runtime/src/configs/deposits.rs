// SPDX-License-Identifier: Apache-2.0

//! What state costs.

use crate::{constants::currency::deposit, *};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, LinearStoragePrice},
};

parameter_types! {
	/// What a stored item costs, whatever its size.
	pub const ItemDeposit: Balance = deposit(1, 0);
	/// What a stored byte costs.
	pub const ByteDeposit: Balance = deposit(0, 1);
}

/// A deposit for stored bytes, held for `Reason` until they are gone.
pub type Deposit<Reason> = HoldConsideration<
	AccountId,
	Balances,
	Reason,
	LinearStoragePrice<ItemDeposit, ByteDeposit, Balance>,
>;
