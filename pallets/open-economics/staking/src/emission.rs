// SPDX-License-Identifier: Apache-2.0
//! What the treasury adds, era by era, to what workers and contributors earn.

use crate::{Config, CurrentEra, Era, EraIndex, EraPool, EraPools, Error, Event, Pallet, Points};
use frame::prelude::{
	fungible::{Inspect, Mutate},
	*,
};
use openledger_primitives::{
	traits::{EmissionPool, OnEarned},
	Balance,
};

impl<T: Config> OnEarned<T::AccountId> for Pallet<T> {
	/// Counts `amount` for `who` in the era that runs. Writes nothing when no emission is planned for it.
	fn earned(pool: EmissionPool, who: &T::AccountId, amount: Balance) {
		let era = CurrentEra::<T>::get();
		if era.emission == 0 || amount == 0 {
			return;
		}
		let mut all = EraPools::<T>::get(era.index, pool).unwrap_or_default();
		// More than there can be OPEN was earned: the era's points are full.
		let Some(points) = all.points.checked_add(amount) else { return };
		all.points = points;
		EraPools::<T>::insert(era.index, pool, all);
		// Their points are among all.
		Points::<T>::mutate((era.index, pool), who, |own| *own = own.saturating_add(amount));
	}
}

impl<T: Config> Pallet<T> {
	/// Ends the era if it is over at block `now`, and says whether it was.
	pub(crate) fn turn_era(now: BlockNumberFor<T>) -> bool {
		let era = CurrentEra::<T>::get();
		let length = T::EraLength::get().max(One::one());
		if now.saturating_sub(era.started_at) < length {
			return false;
		}
		Self::pay_era(&era);
		CurrentEra::<T>::put(Era {
			index: era.index.saturating_add(1),
			started_at: now,
			emission: T::EraEmission::get(),
			workers_share: T::WorkersShare::get(),
		});
		true
	}

	/// Moves the emission of `era` from the treasury into the pot: what was planned, or what is there
	/// above the least balance. A part that nobody earned anything for stays where it is.
	fn pay_era(era: &Era<BlockNumberFor<T>>) {
		let treasury = T::Treasury::get();
		let there =
			T::Currency::reducible_balance(&treasury, Preservation::Preserve, Fortitude::Polite);
		let (workers, contributors) = era.parts(era.emission.min(there));
		let due = |pool, part| {
			if EraPools::<T>::contains_key(era.index, pool) {
				part
			} else {
				0
			}
		};
		let workers = due(EmissionPool::Workers, workers);
		let contributors = due(EmissionPool::Contributors, contributors);
		// Their sum is at most what was there.
		let sum = workers.saturating_add(contributors);
		let moved = sum > 0
			&& T::Currency::transfer(&treasury, &Self::pot(), sum, Preservation::Preserve).is_ok();
		let (workers, contributors) = if moved { (workers, contributors) } else { (0, 0) };

		for (pool, reward) in
			[(EmissionPool::Workers, workers), (EmissionPool::Contributors, contributors)]
		{
			EraPools::<T>::mutate_exists(era.index, pool, |entry| {
				*entry = entry.filter(|_| reward > 0).map(|all| EraPool { reward, ..all });
			});
		}
		Self::deposit_event(Event::EraPaid { era: era.index, workers, contributors });
	}

	pub(crate) fn do_claim_emission(
		era: EraIndex,
		pool: EmissionPool,
		who: &T::AccountId,
	) -> DispatchResult {
		Self::ensure_over(era)?;
		let mut all = EraPools::<T>::get(era, pool).ok_or(Error::<T>::NothingToClaim)?;
		let amount = all.share(Points::<T>::take((era, pool), who));
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		all.claimed = all.claimed.saturating_add(amount);
		EraPools::<T>::insert(era, pool, all);
		Self::pay(who, amount)?;
		Self::deposit_event(Event::EmissionClaimed { era, pool, who: who.clone(), amount });
		Ok(())
	}

	pub(crate) fn do_reclaim(era: EraIndex, pool: EmissionPool) -> DispatchResult {
		let since = CurrentEra::<T>::get().index.saturating_sub(era);
		ensure!(since > T::EmissionHistory::get(), Error::<T>::StillClaimable);
		let all = EraPools::<T>::take(era, pool).ok_or(Error::<T>::NothingToReclaim)?;
		let amount = all.unclaimed();
		if amount > 0 {
			let treasury = T::Treasury::get();
			T::Currency::transfer(&Self::pot(), &treasury, amount, Preservation::Preserve)?;
		}
		Self::deposit_event(Event::EmissionReclaimed { era, pool, amount });
		Ok(())
	}

	pub(crate) fn do_clear_points(
		era: EraIndex,
		pool: EmissionPool,
		limit: u32,
	) -> Result<u32, DispatchError> {
		Self::ensure_over(era)?;
		ensure!(!EraPools::<T>::contains_key(era, pool), Error::<T>::StillClaimable);
		let points = Points::<T>::drain_prefix((era, pool));
		// The counter is asked first: nothing is drained beyond the limit.
		let cleared = (0..limit).zip(points).fold(0, |count: u32, _| count.saturating_add(1));
		ensure!(cleared > 0, Error::<T>::NothingToClear);
		Self::deposit_event(Event::PointsCleared { era, pool, cleared });
		Ok(cleared)
	}

	fn ensure_over(era: EraIndex) -> DispatchResult {
		ensure!(era < CurrentEra::<T>::get().index, Error::<T>::EraNotOver);
		Ok(())
	}
}
