// SPDX-License-Identifier: Apache-2.0

//! What of an account's OPEN can be put in escrow.

use super::escrow::locked;
use crate::*;
use openledger_primitives::traits::Liquid;

/// Free OPEN that neither a vote nor vesting locks.
pub struct Unlocked;

impl Liquid<AccountId> for Unlocked {
	fn liquid(who: &AccountId) -> Balance {
		// Locks can be on more than is free: they count what is on hold too.
		System::account(who).data.free.saturating_sub(locked(who))
	}
}
