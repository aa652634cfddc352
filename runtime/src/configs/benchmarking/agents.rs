// SPDX-License-Identifier: Apache-2.0

//! What the benchmarks of agents need.

use super::{Helper, Made};
use crate::{configs::CallClass, constants::currency::OPEN, *};
use alloc::vec;
use frame_support::traits::fungible::Mutate;
use frame_system::RawOrigin;

impl pallet_agents::benchmarking::BenchmarkHelper<AccountId, RuntimeCall, CallClass> for Helper {
	fn bond(who: &AccountId, amount: Balance) -> Made<()> {
		Balances::set_balance(who, amount.saturating_add(1_000_000 * OPEN));
		Bonds::bond(RawOrigin::Signed(who.clone()).into(), amount)?;
		Ok(())
	}

	fn classified_call() -> (RuntimeCall, CallClass) {
		let nobody = pallet_balances::Call::upgrade_accounts { who: vec![] };
		(RuntimeCall::Balances(nobody), CallClass::Transfers)
	}
}
