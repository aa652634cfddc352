// SPDX-License-Identifier: Apache-2.0
//! What agents offer.

use crate::{Config, Error, Event, NextService, Pallet, Service, ServiceOffer, Services};
use frame::{prelude::*, traits::Consideration};
use openledger_primitives::{ids::ServiceId, records::ServiceUnit};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_publish_service(wallet: &T::AccountId, offer: ServiceOffer) -> DispatchResult {
		let (agent, _) = Self::active_at(wallet)?;
		Self::ensure_offer(&offer)?;
		let service = Self::allot::<_, NextService<T>>(ServiceId::next)?;
		let deposit = T::Consideration::new(wallet, offer.footprint::<T>())?;
		Services::<T>::insert(agent, service, Service { offer: offer.clone(), deposit });
		Self::add_dependent(agent);
		Self::deposit_event(Event::ServiceOffered { agent, service, offer });
		Ok(())
	}

	pub(crate) fn do_update_service(
		wallet: &T::AccountId,
		service: ServiceId,
		offer: ServiceOffer,
	) -> DispatchResult {
		let (agent, _) = Self::active_at(wallet)?;
		let stored = Services::<T>::get(agent, service).ok_or(Error::<T>::ServiceNotFound)?;
		Self::ensure_offer(&offer)?;
		let deposit = stored.deposit.update(wallet, offer.footprint::<T>())?;
		Services::<T>::insert(agent, service, Service { offer: offer.clone(), deposit });
		Self::deposit_event(Event::ServiceOffered { agent, service, offer });
		Ok(())
	}

	pub(crate) fn do_withdraw_service(wallet: &T::AccountId, service: ServiceId) -> DispatchResult {
		let agent = Self::agent_at(wallet)?;
		let stored = Services::<T>::take(agent, service).ok_or(Error::<T>::ServiceNotFound)?;
		stored.deposit.drop(wallet)?;
		Self::remove_dependent(agent);
		Self::deposit_event(Event::ServiceWithdrawn { agent, service });
		Ok(())
	}

	fn ensure_offer(offer: &ServiceOffer) -> Result<(), Error<T>> {
		ensure!(offer.price > 0, Error::<T>::ZeroPrice);
		let least = match offer.unit {
			ServiceUnit::PerTask => T::MinPrice::get(),
			ServiceUnit::PerCall | ServiceUnit::Per1kTokens => 0,
		};
		ensure!(offer.price >= least, Error::<T>::PriceTooLow);
		Self::ensure_text(&offer.uri)
	}
}
