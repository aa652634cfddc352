// SPDX-License-Identifier: Apache-2.0
//! A settled fee, or the price of a licence, enters the ledger.

use crate::{
	division::{Credit, Division, Price},
	Config, Event, Ledger, Pallet, Pools, Role,
};
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::{fungible::Mutate, *},
};
use openledger_primitives::{
	ids::SnapshotId,
	records::Earnings,
	traits::{EmissionPool, FeeSource, OnEarned, RoyaltySink, Sale, Settlement, Stakers},
	Balance,
};

impl<T: Config> RoyaltySink<T::AccountId> for Pallet<T> {
	fn pot() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	fn credit(settlement: &Settlement<T::AccountId>) -> DispatchResult {
		let division = Division::<T>::of(settlement)?;
		let source = settlement.source;
		with_storage_layer(|| {
			Self::deposit_event(Event::FeeCredited {
				source,
				artifact: settlement.artifact,
				payer: settlement.payer.clone(),
				worker: settlement.worker.clone(),
				parts: settlement.parts,
			});
			if division.burnt > 0 {
				Self::burn(division.burnt)?;
				Self::deposit_event(Event::Burnt { source, amount: division.burnt });
			}
			for credit in division.credits {
				Self::enter(source, credit)?;
			}
			let pot = Self::pot();
			for (target, amount) in division.stakers {
				T::Stakers::reward(target, &pot, amount)?;
				Self::deposit_event(Event::StakersCredited { source, target, amount });
			}
			for (datanet, amount) in division.curators {
				Self::reward_curators(datanet, amount)?;
				Self::deposit_event(Event::CuratorsCredited { source, datanet, amount });
			}
			for (snapshot, amount) in division.pools {
				Self::add_to_pool(snapshot, amount)?;
				Self::deposit_event(Event::PoolCredited { source, snapshot, amount });
			}
			Ok(())
		})
	}

	fn credit_check(source: FeeSource, worker: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		Self::add_working(worker, amount)?;
		Self::deposit_event(Event::CheckCredited { source, worker: worker.clone(), amount });
		Ok(())
	}

	fn credit_sale(sale: &Sale<T::AccountId>) -> DispatchResult {
		let price = Price::of::<T>(sale)?;
		with_storage_layer(|| {
			if price.burnt > 0 {
				Self::burn(price.burnt)?;
			}
			if price.protocol > 0 {
				Self::add_claimable(&T::ProtocolAccount::get(), price.protocol)?;
			}
			if price.curators > 0 {
				Self::reward_curators(sale.datanet, price.curators)?;
			}
			if price.contributors > 0 {
				Self::add_to_pool(sale.snapshot, price.contributors)?;
			}
			Self::deposit_event(Event::SaleCredited {
				datanet: sale.datanet,
				snapshot: sale.snapshot,
				buyer: sale.buyer.clone(),
				price: sale.price,
				burnt: price.burnt,
				protocol: price.protocol,
				curators: price.curators,
				contributors: price.contributors,
			});
			Ok(())
		})
	}
}

impl<T: Config> Pallet<T> {
	/// Lets `who` claim `amount` plancks more, which is not zero.
	pub(crate) fn add_claimable(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::add(who, amount, 0)
	}

	/// Lets `who` claim `amount` plancks more, which is not zero, for what they contributed.
	pub(crate) fn add_contributing(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::add(who, amount, amount)
	}

	/// Lets `who` claim `amount` plancks more, which is not zero, for what they computed.
	fn add_working(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::add_claimable(who, amount)?;
		T::OnEarned::earned(EmissionPool::Workers, who, amount);
		Ok(())
	}

	fn add(who: &T::AccountId, amount: Balance, contributing: Balance) -> DispatchResult {
		Ledger::<T>::try_mutate(who, |earnings| {
			let Earnings { claimable, earned_contributing, earned } = *earnings;
			*earnings = Earnings {
				claimable: claimable.checked_add(amount).ok_or(ArithmeticError::Overflow)?,
				// OPEN that is earned again and again must not end in a refused fee.
				earned_contributing: earned_contributing.saturating_add(contributing),
				earned: earned.saturating_add(amount),
			};
			Ok(())
		})
	}

	/// The emission hears of what is earned here and in `credit_check`, in the era in which it is, and of
	/// nothing else: who collects or draws chooses when, and could fund what they draw themselves.
	fn enter(source: FeeSource, credit: Credit<T::AccountId>) -> DispatchResult {
		let Credit { who, amount, role } = credit;
		match role {
			Role::Contributor(_) => {
				Self::add_contributing(&who, amount)?;
				T::OnEarned::earned(EmissionPool::Contributors, &who, amount);
			},
			Role::Worker => Self::add_working(&who, amount)?,
			Role::Protocol | Role::Owner => Self::add_claimable(&who, amount)?,
		}
		Self::deposit_event(Event::Credited { source, who, amount, role });
		Ok(())
	}

	fn add_to_pool(snapshot: SnapshotId, amount: Balance) -> DispatchResult {
		Pools::<T>::try_mutate(snapshot, |pool| {
			*pool = pool.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
			Ok(())
		})
	}

	/// Burns `amount` plancks of the pot, which keeps its existential deposit.
	fn burn(amount: Balance) -> DispatchResult {
		T::Currency::burn_from(
			&Self::pot(),
			amount,
			Preservation::Preserve,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		Ok(())
	}
}
