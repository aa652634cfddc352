// SPDX-License-Identifier: Apache-2.0
//! Of stakes and of the era's emission.

use crate::{
	records::{EraRecord, StakeKind, StakeRecord, UnbondingRecord},
	traits::{EmissionPool, StakeTarget},
	Balance,
};
use alloc::vec::Vec;
use codec::Codec;

polkadot_sdk::sp_api::decl_runtime_apis! {
	/// Stakes on artifacts and Datanets, and what the era's emission adds to earnings.
	pub trait StakingApi<AccountId: Codec> {
		/// The targets of this kind with what earns on each, in plancks: most staked first, equal ones by
		/// their number, at most `limit` and at most 256. Walks over all that is staked on.
		fn ranking(kind: StakeKind, limit: u32) -> Vec<(StakeTarget, Balance)>;

		/// What `who` has staked on `target`.
		fn stake_of(who: AccountId, target: StakeTarget) -> StakeRecord;

		/// All that `who` has staked, or can still claim rewards of, by target.
		fn stakes(who: AccountId) -> Vec<(StakeTarget, StakeRecord)>;

		/// What `who` can claim of the rewards on `target` now, in plancks.
		fn rewards(who: AccountId, target: StakeTarget) -> Balance;

		/// What `who` has taken back and not withdrawn, what is free first.
		fn unbonding(who: AccountId) -> Vec<UnbondingRecord>;

		/// The era that runs.
		fn era() -> EraRecord;

		/// What `who` can claim of the emission of the era of this number, in plancks.
		fn emission(era: u32, pool: EmissionPool, who: AccountId) -> Balance;
	}
}
