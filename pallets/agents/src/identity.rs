// SPDX-License-Identifier: Apache-2.0
//! How an agent comes to be, changes hands, and ends.

use crate::{Agent, Agents, Config, Error, Event, NextAgent, Pallet, Standing, Standings, Wallets};
use codec::FullCodec;
use frame::{
	deps::frame_support::storage::StorageValue,
	prelude::{fungible::Inspect, *},
	traits::Consideration,
};
use openledger_primitives::{
	ids::AgentId,
	records::{AgentUri, Endpoints},
	traits::{Bonds, SlashReason},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(
		owner: T::AccountId,
		metadata_uri: AgentUri,
		endpoints: Endpoints,
	) -> DispatchResult {
		Self::ensure_can_own(&owner)?;
		Self::ensure_metadata(&metadata_uri, &endpoints)?;

		let id = Self::allot::<_, NextAgent<T>>(AgentId::next)?;
		let footprint = Agent::<T>::footprint(&metadata_uri, &endpoints);
		let agent = Agent {
			owner: owner.clone(),
			offered_to: None,
			metadata_uri,
			endpoints,
			retired: false,
			registered_at: T::BlockNumberProvider::current_block_number(),
			deposit: T::Consideration::new(&owner, footprint)?,
		};
		let wallet = Self::wallet(id);
		Agents::<T>::insert(id, agent);
		Wallets::<T>::insert(&wallet, id);
		Standings::<T>::insert(id, Standing::default());
		Self::deposit_event(Event::AgentRegistered { agent: id, owner, wallet });
		Ok(())
	}

	pub(crate) fn do_set_metadata(
		who: &T::AccountId,
		id: AgentId,
		metadata_uri: AgentUri,
		endpoints: Endpoints,
	) -> DispatchResult {
		let mut agent = Self::owned_by(who, id)?;
		Self::ensure_metadata(&metadata_uri, &endpoints)?;
		let footprint = Agent::<T>::footprint(&metadata_uri, &endpoints);
		agent.deposit = agent.deposit.update(who, footprint)?;
		agent.metadata_uri = metadata_uri;
		agent.endpoints = endpoints;
		// Whoever was offered it was offered one with another deposit.
		agent.offered_to = None;
		Agents::<T>::insert(id, agent);
		Self::deposit_event(Event::MetadataSet { agent: id });
		Ok(())
	}

	pub(crate) fn do_offer_transfer(
		who: &T::AccountId,
		id: AgentId,
		to: Option<T::AccountId>,
	) -> DispatchResult {
		let mut agent = Self::owned_by(who, id)?;
		ensure!(!agent.retired, Error::<T>::AgentRetired);
		agent.offered_to = to.clone();
		Agents::<T>::insert(id, agent);
		Self::deposit_event(Event::TransferOffered { agent: id, to });
		Ok(())
	}

	pub(crate) fn do_accept_transfer(who: T::AccountId, id: AgentId) -> DispatchResult {
		let mut agent = Self::stored(id)?;
		ensure!(agent.offered_to.as_ref() == Some(&who), Error::<T>::NotOffered);
		Self::ensure_can_own(&who)?;
		Self::drop_controllers(&agent.owner, id)?;
		let from = agent.owner;
		agent.deposit.drop(&from)?;
		let footprint = Agent::<T>::footprint(&agent.metadata_uri, &agent.endpoints);
		agent.deposit = T::Consideration::new(&who, footprint)?;
		agent.owner = who.clone();
		agent.offered_to = None;
		Agents::<T>::insert(id, agent);
		Self::deposit_event(Event::AgentTransferred { agent: id, from, to: who });
		Ok(())
	}

	pub(crate) fn do_retire(who: &T::AccountId, id: AgentId) -> DispatchResult {
		let mut agent = Self::owned_by(who, id)?;
		ensure!(!agent.retired, Error::<T>::AgentRetired);
		Self::drop_controllers(who, id)?;
		agent.retired = true;
		agent.offered_to = None;
		Agents::<T>::insert(id, agent);
		Self::deposit_event(Event::AgentRetired { agent: id });
		Ok(())
	}

	pub(crate) fn do_forget_agent(who: &T::AccountId, id: AgentId) -> DispatchResult {
		let agent = Self::owned_by(who, id)?;
		ensure!(agent.retired, Error::<T>::AgentActive);
		let standing = Standings::<T>::get(id).unwrap_or_default();
		ensure!(standing.dependents == 0, Error::<T>::AgentInUse);
		let wallet = Self::wallet(id);
		// Nobody can act for it any more: what is in it would be lost, what it has on hold elsewhere too.
		ensure!(T::Currency::total_balance(&wallet) == 0, Error::<T>::WalletNotEmpty);
		ensure!(!T::Unsettled::contains(&wallet), Error::<T>::WalletUnsettled);
		agent.deposit.drop(who)?;
		Agents::<T>::remove(id);
		Wallets::<T>::remove(&wallet);
		Standings::<T>::remove(id);
		Self::deposit_event(Event::AgentForgotten { agent: id });
		Ok(())
	}

	pub(crate) fn do_slash(id: AgentId, amount: Balance, reason: SlashReason) -> DispatchResult {
		Self::stored(id)?;
		let amount = T::Bonds::slash(&Self::wallet(id), amount, reason, None)?;
		ensure!(amount > 0, Error::<T>::NothingBonded);
		Self::deposit_event(Event::AgentSlashed { agent: id, amount, reason });
		Ok(())
	}

	/// The account of the agent of this number, be there one or not.
	pub fn wallet(id: AgentId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(id)
	}

	/// Whether `who` is the account of an agent's wallet, be there an agent of its number or not.
	pub(crate) fn is_wallet(who: &T::AccountId) -> bool {
		<PalletId as AccountIdConversion<T::AccountId>>::try_from_sub_account::<AgentId>(who)
			.is_some_and(|(pallet, _)| pallet == T::PalletId::get())
	}

	pub(crate) fn stored(id: AgentId) -> Result<Agent<T>, Error<T>> {
		Agents::<T>::get(id).ok_or(Error::<T>::AgentNotFound)
	}

	/// The agent, when it is `who`'s.
	pub(crate) fn owned_by(who: &T::AccountId, id: AgentId) -> Result<Agent<T>, Error<T>> {
		let agent = Self::stored(id)?;
		ensure!(agent.owner == *who, Error::<T>::NotOwner);
		Ok(agent)
	}

	/// The agent whose wallet `who` is.
	pub(crate) fn agent_at(who: &T::AccountId) -> Result<AgentId, Error<T>> {
		Wallets::<T>::get(who).ok_or(Error::<T>::NotAgent)
	}

	/// The agent whose wallet `who` is, if it is not retired.
	pub(crate) fn active_at(who: &T::AccountId) -> Result<(AgentId, Agent<T>), Error<T>> {
		let id = Self::agent_at(who)?;
		let agent = Self::stored(id)?;
		ensure!(!agent.retired, Error::<T>::AgentRetired);
		Ok((id, agent))
	}

	/// Counts one thing more that keeps the agent from being forgotten.
	pub(crate) fn add_dependent(id: AgentId) {
		Standings::<T>::mutate_extant(id, |standing| {
			standing.dependents = standing.dependents.saturating_add(1);
		});
	}

	/// Counts one thing less.
	pub(crate) fn remove_dependent(id: AgentId) {
		Standings::<T>::mutate_extant(id, |standing| {
			standing.dependents = standing.dependents.saturating_sub(1);
		});
	}

	/// Takes the next number of a counter.
	pub(crate) fn allot<Id, Counter>(next: fn(Id) -> Option<Id>) -> Result<Id, Error<T>>
	where
		Id: FullCodec + Copy,
		Counter: StorageValue<Id, Query = Id>,
	{
		let id = Counter::get();
		Counter::put(next(id).ok_or(Error::<T>::IdsExhausted)?);
		Ok(id)
	}

	pub(crate) fn ensure_text(text: &[u8]) -> Result<(), Error<T>> {
		ensure!(core::str::from_utf8(text).is_ok(), Error::<T>::InvalidText);
		Ok(())
	}

	fn ensure_metadata(metadata_uri: &AgentUri, endpoints: &Endpoints) -> Result<(), Error<T>> {
		Self::ensure_text(metadata_uri)?;
		for endpoint in endpoints {
			ensure!(!endpoint.uri.is_empty(), Error::<T>::InvalidText);
			Self::ensure_text(&endpoint.uri)?;
		}
		Ok(())
	}

	fn ensure_can_own(who: &T::AccountId) -> Result<(), Error<T>> {
		ensure!(!Wallets::<T>::contains_key(who), Error::<T>::OwnerIsWallet);
		Ok(())
	}
}
