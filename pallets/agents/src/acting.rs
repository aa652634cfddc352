// SPDX-License-Identifier: Apache-2.0
//! What a wallet does when its owner or a controller tells it.

use crate::{Call, ClassOf, Config, Controllers, Error, Event, Pallet, WeightInfo};
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::{fungible::Inspect, *},
	traits::{IsSubType, OriginTrait},
};
use frame_system::RawOrigin;
use openledger_primitives::{ids::AgentId, Balance};

/// Classes of calls that a key was given.
type Classes<T> = BoundedBTreeSet<<T as Config>::CallClass, <T as Config>::MaxClasses>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_act(
		who: T::AccountId,
		id: AgentId,
		call: <T as Config>::RuntimeCall,
	) -> DispatchResultWithPostInfo {
		let agent = Self::stored(id)?;
		let wallet = Self::wallet(id);
		let acted = if agent.owner == who {
			Self::dispatch(wallet, call, |_| true).map(|post| (post, None))
		} else {
			let classes = Self::classes_of(&who, id)?;
			Self::dispatch_limited(&who, id, wallet, call, classes)
		};
		// What the call weighed less than it might have is paid back, whether it failed or not.
		let total = |actual: Option<Weight>| {
			actual.map(|weight| weight.saturating_add(T::WeightInfo::act()))
		};
		match acted {
			Ok((post, spent)) => {
				Self::deposit_event(Event::Acted { agent: id, by: who, spent });
				Ok(total(post.actual_weight).into())
			},
			Err(DispatchErrorWithPostInfo { post_info, error }) => {
				let post_info = total(post_info.actual_weight).into();
				Err(DispatchErrorWithPostInfo { post_info, error })
			},
		}
	}

	/// The classes of calls that the controller may make now.
	fn classes_of(key: &T::AccountId, id: AgentId) -> Result<Classes<T>, Error<T>> {
		let set = Controllers::<T>::get(id).ok_or(Error::<T>::NotController)?;
		let index = set.index_of(key)?;
		let controller = set.keys.into_iter().nth(index).ok_or(Error::<T>::NotController)?;
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now < controller.rules.expires_at, Error::<T>::ControllerExpired);
		Ok(controller.rules.classes)
	}

	fn is_within(classes: &Classes<T>, call: &<T as Config>::RuntimeCall) -> bool {
		T::CallClass::of(call).is_some_and(|class| classes.contains(&class))
	}

	/// Makes the wallet call `call`, and counts what leaves its free balance, be it paid or put on hold. When
	/// that is more than what the controller has left, nothing has happened.
	fn dispatch_limited(
		key: &T::AccountId,
		id: AgentId,
		wallet: T::AccountId,
		call: <T as Config>::RuntimeCall,
		classes: Classes<T>,
	) -> Result<(PostDispatchInfo, Option<Balance>), DispatchErrorWithPostInfo<PostDispatchInfo>> {
		with_storage_layer(|| {
			let before = T::Currency::balance(&wallet);
			let allowed = move |call: &_| Self::is_within(&classes, call);
			let post = Self::dispatch(wallet.clone(), call, allowed)?;
			let spent = before.saturating_sub(T::Currency::balance(&wallet));
			let counted = Self::count(key, id, spent);
			counted.map_err(|error| DispatchErrorWithPostInfo { post_info: post, error })?;
			Ok((post, Some(spent)))
		})
	}

	fn count(key: &T::AccountId, id: AgentId, spent: Balance) -> DispatchResult {
		let now = T::BlockNumberProvider::current_block_number();
		Controllers::<T>::try_mutate(id, |set| {
			let set = set.as_mut().ok_or(Error::<T>::NotController)?;
			let index = set.index_of(key)?;
			let controller = set.keys.get_mut(index).ok_or(Error::<T>::NotController)?;
			controller.spend(spent, now).map_err(Into::into)
		})
	}

	/// Makes the wallet call `call`, if whoever tells it may have it do so.
	fn dispatch(
		wallet: T::AccountId,
		call: <T as Config>::RuntimeCall,
		allowed: impl Fn(&<T as Config>::RuntimeCall) -> bool + 'static,
	) -> DispatchResultWithPostInfo {
		let may = move |call: &<T as Config>::RuntimeCall| {
			!Self::is_act(call) && T::OwnerCalls::contains(call) && allowed(call)
		};
		ensure!(may(&call), Error::<T>::CallNotAllowed);
		let mut origin: T::RuntimeOrigin = RawOrigin::Signed(wallet).into();
		// Calls that dispatch others with their own origin take the filter along.
		origin.add_filter(move |call: &<T as frame_system::Config>::RuntimeCall| {
			may(<T as Config>::RuntimeCall::from_ref(call))
		});
		call.dispatch(origin)
	}

	fn is_act(call: &<T as Config>::RuntimeCall) -> bool {
		matches!(call.is_sub_type(), Some(Call::act { .. }))
	}
}
