// SPDX-License-Identifier: Apache-2.0
//! Whom an owner lets control an agent's wallet.

use crate::{
	Config, Controller, ControllerRules, ControllerSet, Controllers, Error, Event, Pallet,
};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::ids::AgentId;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_controller(
		who: &T::AccountId,
		id: AgentId,
		key: T::AccountId,
		rules: ControllerRules<T>,
	) -> DispatchResult {
		let agent = Self::owned_by(who, id)?;
		ensure!(!agent.retired, Error::<T>::AgentRetired);
		// The owner may do everything already. An act for one wallet within an act for another is refused;
		// the other may be that of an agent which is still to be registered.
		ensure!(key != agent.owner && !Self::is_wallet(&key), Error::<T>::InvalidController);
		ensure!(!rules.period.is_zero(), Error::<T>::ZeroPeriod);
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(rules.expires_at > now, Error::<T>::ExpiresTooEarly);

		let stored = Controllers::<T>::get(id);
		let (mut keys, deposit) =
			stored.map_or_else(Default::default, |set| (set.keys, Some(set.deposit)));
		let controller = Controller::new(key.clone(), rules.clone(), now);
		match keys.binary_search_by(|entry| entry.key.cmp(&key)) {
			Ok(index) => {
				if let Some(entry) = keys.get_mut(index) {
					*entry = controller;
				}
			},
			Err(index) => {
				keys.try_insert(index, controller).map_err(|_| Error::<T>::TooManyControllers)?
			},
		}
		let footprint = ControllerSet::<T>::footprint(keys.len());
		let deposit = match deposit {
			Some(deposit) => deposit.update(who, footprint)?,
			None => T::Consideration::new(who, footprint)?,
		};
		Controllers::<T>::insert(id, ControllerSet { keys, deposit });
		Self::deposit_event(Event::ControllerSet { agent: id, key, rules });
		Ok(())
	}

	pub(crate) fn do_remove_controller(
		who: &T::AccountId,
		id: AgentId,
		key: T::AccountId,
	) -> DispatchResult {
		Self::owned_by(who, id)?;
		let mut set = Controllers::<T>::get(id).ok_or(Error::<T>::NotController)?;
		let index = set.index_of(&key)?;
		set.keys.remove(index);
		if set.keys.is_empty() {
			set.deposit.drop(who)?;
			Controllers::<T>::remove(id);
		} else {
			set.deposit = set.deposit.update(who, ControllerSet::<T>::footprint(set.keys.len()))?;
			Controllers::<T>::insert(id, set);
		}
		Self::deposit_event(Event::ControllerRemoved { agent: id, key });
		Ok(())
	}

	/// Removes all controllers of the agent, whose deposit is `owner`'s.
	pub(crate) fn drop_controllers(owner: &T::AccountId, id: AgentId) -> DispatchResult {
		match Controllers::<T>::take(id) {
			Some(set) => set.deposit.drop(owner),
			None => Ok(()),
		}
	}
}

impl<T: Config> ControllerSet<T> {
	/// Where `key` stands in it.
	///
	/// # Errors
	/// [`Error::NotController`].
	pub fn index_of(&self, key: &T::AccountId) -> Result<usize, Error<T>> {
		self.keys
			.binary_search_by(|entry| entry.key.cmp(key))
			.map_err(|_| Error::<T>::NotController)
	}
}
