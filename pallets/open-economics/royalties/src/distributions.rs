// SPDX-License-Identifier: Apache-2.0
//! Distributions: one root, posted now and then, under which any number of contributions draw.
//!
//! Nobody has to be trusted with anyone else's OPEN: a root stands for no more than was paid in, a
//! contribution draws no more than its leaf says, and all together no more than the root's total, however
//! the leaves were made.
//!
//! A managed distribution is another pallet's, by the trait `Distributions`: that pallet answers for the
//! leaves, so its roots are active at once, and what they stand for is the contributions' for good.

use crate::{
	curators::CutTable, types::Pending, Config, Distribution, Distributions, Drawn, Error, Event,
	NextDistribution, Pallet,
};
use frame::{
	prelude::{fungible::Mutate, *},
	traits::{Consideration, Contains},
};
use openledger_primitives::{
	distribution::{DistributionLeaf, DistributionProof, DistributionRoot},
	ids::{ContributionId, DistributionId},
	traits::{self, Datanets, RoyaltySink},
	Balance,
};

impl<T: Config> Distribution<T> {
	/// The root under which can be drawn in block `now`.
	pub(crate) fn root_at(&self, now: BlockNumberFor<T>) -> DistributionRoot {
		match self.pending {
			Some(pending) if now >= pending.active_at => pending.root,
			_ => self.active,
		}
	}

	/// Replaces the active root by the pending one when its time has come.
	fn activate(&mut self, now: BlockNumberFor<T>) {
		self.active = self.root_at(now);
		self.pending = self.pending.take().filter(|pending| now < pending.active_at);
	}

	/// Changes the operator's deposit to one for so many leaves.
	fn prepare(&mut self, leaves: u32) -> DispatchResult {
		let deposit = self.deposit.clone();
		self.deposit = deposit.update(&self.operator, Self::footprint(leaves))?;
		self.prepared = leaves;
		Ok(())
	}

	/// What was paid in and nobody has drawn, in plancks.
	pub(crate) fn left(&self) -> Balance {
		self.funded.saturating_sub(self.drawn)
	}
}

impl<T: Config> traits::Distributions<T::AccountId> for Pallet<T> {
	fn open(operator: &T::AccountId) -> Result<DistributionId, DispatchError> {
		Self::do_open_distribution(operator.clone(), true)
	}

	fn root(id: DistributionId) -> Option<DistributionRoot> {
		Distributions::<T>::get(id)
			.filter(|distribution| !distribution.closed)
			.map(|distribution| distribution.root_at(now::<T>()))
	}

	fn prepare(id: DistributionId, leaves: u32) -> DispatchResult {
		Self::try_change(id, |distribution| {
			Self::ensure_posts(distribution, leaves)?;
			distribution.prepare(leaves)
		})
	}

	fn post(id: DistributionId, root: DistributionRoot, amount: Balance) -> DispatchResult {
		Self::try_change(id, |distribution| {
			Self::ensure_posts(distribution, root.leaves)?;
			ensure!(root.leaves <= distribution.prepared, Error::<T>::RootNotPrepared);
			let active = distribution.active;
			let total = active.total.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
			ensure!(root.total == total, Error::<T>::RootNotFunded);

			let active_at = now::<T>();
			// What all roots stand for together is what was paid in: there is no other way in.
			distribution.funded = total;
			distribution.active = root;
			distribution.posted_at = active_at;
			Self::deposit_event(Event::RootPosted { distribution: id, amount, root, active_at });
			Ok(())
		})
	}
}

impl<T: Config> Pallet<T> {
	/// Opens a distribution of `operator`, whose roots another pallet posts if it is `managed`. Returns
	/// its number.
	pub(crate) fn do_open_distribution(
		operator: T::AccountId,
		managed: bool,
	) -> Result<DistributionId, DispatchError> {
		let id = NextDistribution::<T>::get();
		let next = id.next().ok_or(Error::<T>::IdsExhausted)?;
		let deposit = T::DistributionDeposit::new(&operator, Distribution::<T>::footprint(0))?;
		NextDistribution::<T>::put(next);
		Distributions::<T>::insert(
			id,
			Distribution {
				operator: operator.clone(),
				managed,
				funded: 0,
				drawn: 0,
				entries: 0,
				active: DistributionRoot::default(),
				pending: None,
				posted_at: now::<T>(),
				closed: false,
				prepared: 0,
				deposit,
			},
		);
		Self::deposit_event(Event::DistributionOpened { distribution: id, operator, managed });
		Ok(id)
	}

	pub(crate) fn do_fund_and_post(
		who: T::AccountId,
		id: DistributionId,
		amount: Balance,
		root: DistributionRoot,
	) -> DispatchResult {
		let mut distribution = Self::open_distribution_of(&who, id)?;
		ensure!(!distribution.managed, Error::<T>::DistributionIsManaged);
		let now = now::<T>();
		distribution.activate(now);
		ensure!(distribution.pending.is_none(), Error::<T>::RootPending);
		let active = distribution.active;
		let grows = root.total >= active.total && root.leaves >= active.leaves;
		ensure!(grows, Error::<T>::RootShrinks);
		let funded = distribution.funded.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		ensure!(root.total <= funded, Error::<T>::RootAboveFunds);

		distribution.prepare(root.leaves)?;
		T::Currency::transfer(&who, &Self::pot(), amount, Preservation::Preserve)?;
		let active_at = now.saturating_add(T::DistributionWindow::get());
		distribution.funded = funded;
		distribution.pending = Some(Pending { root, active_at });
		distribution.posted_at = now;
		Distributions::<T>::insert(id, distribution);
		Self::deposit_event(Event::RootPosted { distribution: id, amount, root, active_at });
		Ok(())
	}

	pub(crate) fn do_veto_root(id: DistributionId) -> DispatchResult {
		Self::try_change(id, |distribution| {
			distribution.activate(now::<T>());
			let pending = distribution.pending.take().ok_or(Error::<T>::NoRootPending)?;
			Self::deposit_event(Event::RootVetoed { distribution: id, root: pending.root });
			Ok(())
		})
	}

	pub(crate) fn do_draw(
		id: DistributionId,
		leaf: DistributionLeaf,
		proof: &DistributionProof,
	) -> DispatchResult {
		Self::try_change(id, |distribution| {
			ensure!(!distribution.closed, Error::<T>::DistributionIsClosed);
			distribution.activate(now::<T>());
			ensure!(distribution.active.includes(&leaf, proof), Error::<T>::InvalidProof);
			let DistributionLeaf { contribution, cumulative } = leaf;
			let info =
				T::Datanets::contribution(contribution).ok_or(Error::<T>::UnknownContribution)?;
			let amount = Self::undrawn(id, &leaf);
			ensure!(amount > 0, Error::<T>::NothingToDraw);
			Self::enter_drawn(distribution, id, contribution, cumulative, amount)?;

			let mut cuts = CutTable::<T>::default();
			let rest = cuts.take(info.datanet, amount)?;
			let cut = amount.saturating_sub(rest);
			if cut > 0 {
				Self::reward_curators(info.datanet, cut)?;
			}
			if rest > 0 {
				Self::add_contributing(&info.contributor, rest)?;
			}
			Self::deposit_event(Event::Drawn {
				distribution: id,
				contribution,
				who: info.contributor,
				datanet: info.datanet,
				amount: rest,
				curators: cut,
			});
			Ok(())
		})
	}

	pub(crate) fn do_close_distribution(who: T::AccountId, id: DistributionId) -> DispatchResult {
		let mut distribution = Self::open_distribution_of(&who, id)?;
		let left = distribution.left();
		if distribution.managed {
			ensure!(left == 0, Error::<T>::NotAllDrawn);
			ensure!(!T::AwaitsRoot::contains(&who), Error::<T>::RootAwaited);
		}
		let over = distribution.posted_at.saturating_add(T::DistributionGrace::get());
		ensure!(left == 0 || now::<T>() >= over, Error::<T>::TooEarlyToClose);
		if left > 0 {
			T::Currency::transfer(&Self::pot(), &who, left, Preservation::Preserve)?;
		}
		Self::deposit_event(Event::DistributionClosed { distribution: id, returned: left });
		if distribution.entries == 0 {
			Distributions::<T>::remove(id);
			return distribution.deposit.drop(&who);
		}
		// The deposit for entries that were never made is free; that for the others, when they go.
		distribution.prepare(distribution.entries)?;
		distribution.funded = distribution.drawn;
		distribution.pending = None;
		distribution.closed = true;
		Distributions::<T>::insert(id, distribution);
		Ok(())
	}

	/// Returns how many entries it removed.
	pub(crate) fn do_clear_drawn(id: DistributionId, limit: u32) -> Result<u32, DispatchError> {
		let mut distribution =
			Distributions::<T>::get(id).ok_or(Error::<T>::DistributionNotFound)?;
		ensure!(distribution.closed, Error::<T>::DistributionIsOpen);
		let limit = usize::try_from(limit).unwrap_or(usize::MAX);
		let removed = Drawn::<T>::drain_prefix(id).take(limit).count();
		let removed = u32::try_from(removed).unwrap_or(u32::MAX);
		distribution.entries = distribution.entries.saturating_sub(removed);
		let left = distribution.entries;
		if left == 0 {
			Distributions::<T>::remove(id);
			distribution.deposit.drop(&distribution.operator)?;
		} else {
			Distributions::<T>::insert(id, distribution);
		}
		Self::deposit_event(Event::DistributionCleared { distribution: id, removed, left });
		Ok(removed)
	}

	/// Fails when no other pallet may post a root with so many leaves here.
	fn ensure_posts(distribution: &Distribution<T>, leaves: u32) -> Result<(), Error<T>> {
		ensure!(distribution.managed, Error::<T>::DistributionNotManaged);
		ensure!(!distribution.closed, Error::<T>::DistributionIsClosed);
		ensure!(leaves >= distribution.active.leaves, Error::<T>::RootShrinks);
		Ok(())
	}

	/// What the contribution of `leaf` has not drawn of what the leaf says, in plancks.
	pub(crate) fn undrawn(id: DistributionId, leaf: &DistributionLeaf) -> Balance {
		leaf.cumulative.saturating_sub(Drawn::<T>::get(id, leaf.contribution))
	}

	/// Whether `amount` can be drawn besides what was, by one more contribution if `first`.
	pub(crate) fn is_covered(
		distribution: &Distribution<T>,
		root: &DistributionRoot,
		amount: Balance,
		first: bool,
	) -> bool {
		let drawn = distribution.drawn.checked_add(amount);
		let entries = distribution.entries.checked_add(first.into());
		drawn.is_some_and(|drawn| drawn <= root.total)
			&& entries.is_some_and(|entries| entries <= root.leaves)
	}

	/// Books that `contribution` has drawn `cumulative` plancks now, which is `amount` more than before.
	fn enter_drawn(
		distribution: &mut Distribution<T>,
		id: DistributionId,
		contribution: ContributionId,
		cumulative: Balance,
		amount: Balance,
	) -> DispatchResult {
		// Both can only fail when the leaves of a root are not what it says.
		let first = cumulative == amount;
		let covered = Self::is_covered(distribution, &distribution.active, amount, first);
		ensure!(covered, Error::<T>::RootOverdrawn);
		distribution.drawn = distribution.drawn.saturating_add(amount);
		distribution.entries = distribution.entries.saturating_add(first.into());
		Drawn::<T>::insert(id, contribution, cumulative);
		Ok(())
	}

	/// The distribution, which `who` operates and has not closed.
	fn open_distribution_of(
		who: &T::AccountId,
		id: DistributionId,
	) -> Result<Distribution<T>, DispatchError> {
		let distribution = Distributions::<T>::get(id).ok_or(Error::<T>::DistributionNotFound)?;
		ensure!(distribution.operator == *who, Error::<T>::NotOperator);
		ensure!(!distribution.closed, Error::<T>::DistributionIsClosed);
		Ok(distribution)
	}

	fn try_change(
		id: DistributionId,
		change: impl FnOnce(&mut Distribution<T>) -> DispatchResult,
	) -> DispatchResult {
		Distributions::<T>::try_mutate(id, |distribution| {
			change(distribution.as_mut().ok_or(Error::<T>::DistributionNotFound)?)
		})
	}
}

fn now<T: Config>() -> BlockNumberFor<T> {
	frame_system::Pallet::<T>::block_number()
}
