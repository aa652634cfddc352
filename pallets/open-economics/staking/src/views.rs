// SPDX-License-Identifier: Apache-2.0
//! What clients ask: the answers of the runtime API.

use crate::{Config, CurrentEra, EraIndex, EraPools, Pallet, Points, Pools, Stakes, Unbondings};
use alloc::vec::Vec;
use core::cmp::Reverse;
use frame::prelude::*;
use openledger_primitives::{
	records::{EraRecord, StakeKind, StakeRecord, UnbondingRecord},
	traits::{EmissionPool, StakeTarget},
	Balance,
};

/// The most targets that a ranking names.
const MAX_RANKING: u32 = 256;

impl<T: Config> Pallet<T> {
	/// The targets of `kind` with what earns on each, in plancks: most staked first, equal ones by their
	/// number, at most `limit` and at most 256. Walks over all pools: not for calls.
	pub fn ranking(kind: StakeKind, limit: u32) -> Vec<(StakeTarget, Balance)> {
		let mut all: Vec<_> = Pools::<T>::iter()
			.filter(|(target, _)| kind_of(*target) == kind)
			.map(|(target, pool)| (target, pool.shares))
			.collect();
		all.sort_unstable_by_key(|(target, staked)| (Reverse(*staked), *target));
		all.truncate(limit.min(MAX_RANKING).saturated_into());
		all
	}

	/// What `who` has staked on `target`.
	pub fn stake_of(who: &T::AccountId, target: StakeTarget) -> StakeRecord {
		let (pool, stake) = Self::load(who, target);
		StakeRecord {
			earning: stake.earning.shares,
			warming: stake.warming(),
			active_at: stake.warming.map(|warming| warming.active_at.saturated_into()),
			rewards: pool.owed(&stake.earning),
		}
	}

	/// All that `who` has staked, or can still claim rewards of, by target. Walks over all of them: not
	/// for calls.
	pub fn stakes(who: &T::AccountId) -> Vec<(StakeTarget, StakeRecord)> {
		let mut targets: Vec<_> = Stakes::<T>::iter_key_prefix(who).collect();
		targets.sort_unstable();
		targets.into_iter().map(|target| (target, Self::stake_of(who, target))).collect()
	}

	/// What `who` can claim of the rewards on `target` now, in plancks.
	pub fn rewards(who: &T::AccountId, target: StakeTarget) -> Balance {
		Self::stake_of(who, target).rewards
	}

	/// What `who` has taken back and not withdrawn, what is free first.
	pub fn unbonding(who: &T::AccountId) -> Vec<UnbondingRecord> {
		Unbondings::<T>::get(who)
			.parts
			.iter()
			.map(|part| UnbondingRecord {
				amount: part.amount,
				released_at: part.released_at.saturated_into(),
			})
			.collect()
	}

	/// The era that runs.
	pub fn era() -> EraRecord {
		let era = CurrentEra::<T>::get();
		let (workers, contributors) = era.parts(era.emission);
		let started_at = era.started_at.saturated_into();
		EraRecord { index: era.index, started_at, workers, contributors }
	}

	/// What `who` can claim of the emission of `era` now, in plancks. Nothing while the era runs.
	pub fn emission(era: EraIndex, pool: EmissionPool, who: &T::AccountId) -> Balance {
		let all = EraPools::<T>::get(era, pool).unwrap_or_default();
		all.share(Points::<T>::get((era, pool), who))
	}
}

fn kind_of(target: StakeTarget) -> StakeKind {
	match target {
		StakeTarget::Artifact(_) => StakeKind::Artifacts,
		StakeTarget::Datanet(_) => StakeKind::Datanets,
	}
}
