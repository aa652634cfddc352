// SPDX-License-Identifier: Apache-2.0
//! What the pallet needs of other pallets: simple bonds, which a test can break, locks, debts, and a
//! pallet that dispatches what it is given.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	traits::{self, SlashReason},
	Balance,
};

parameter_types! {
	/// Whether bonds cannot be changed.
	pub static BondsFail: bool = false;
}

pub const BONDS_BROKEN: DispatchError = DispatchError::Exhausted;

#[storage_alias]
pub type BondOf = StorageMap<Mock, Twox64Concat, AccountId, Balance, ValueQuery>;

/// What of an account's OPEN is locked.
#[storage_alias]
pub type Locked = StorageMap<Mock, Twox64Concat, AccountId, Balance, ValueQuery>;

#[storage_alias]
pub type Slashes =
	StorageValue<Mock, Vec<(AccountId, Balance, SlashReason, Option<AccountId>)>, ValueQuery>;

/// To whom something is owed.
#[storage_alias]
pub type Owed = StorageMap<Mock, Twox64Concat, AccountId, Balance>;

/// Who is in that list.
pub struct Unsettled;

impl Contains<AccountId> for Unsettled {
	fn contains(who: &AccountId) -> bool {
		Owed::contains_key(who)
	}
}

/// What appoints nobody.
pub struct KeepsPower;

impl Contains<RuntimeCall> for KeepsPower {
	fn contains(call: &RuntimeCall) -> bool {
		!matches!(call, RuntimeCall::Relay(relay::Call::appoint { .. }))
	}
}

/// A number for each account.
pub struct Bonds;

impl traits::Bonds<AccountId> for Bonds {
	fn bonded(who: &AccountId) -> Balance {
		BondOf::get(who)
	}

	fn active(who: &AccountId) -> Balance {
		BondOf::get(who)
	}

	fn slash(
		who: &AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&AccountId>,
	) -> Result<Balance, DispatchError> {
		ensure!(!BondsFail::get(), BONDS_BROKEN);
		let taken = amount.min(BondOf::get(who));
		BondOf::mutate(who, |bond| *bond -= taken);
		Slashes::append((*who, taken, reason, reporter.copied()));
		Ok(taken)
	}
}

/// The free balance less what is locked.
pub struct Liquid;

impl traits::Liquid<AccountId> for Liquid {
	fn liquid(who: &AccountId) -> Balance {
		free(*who).saturating_sub(Locked::get(who))
	}
}

/// Dispatches what it is given, as a batch does.
#[frame::pallet]
pub mod relay {
	use frame::prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {
		type RuntimeCall: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ From<frame_system::Call<Self>>;
	}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// With the origin of this call.
		#[pallet::call_index(0)]
		#[pallet::weight(Weight::from_parts(1_000, 0))]
		pub fn relay(
			origin: OriginFor<T>,
			call: Box<<T as Config>::RuntimeCall>,
		) -> DispatchResultWithPostInfo {
			call.dispatch(origin)
		}

		/// Weighs less than it might have, and fails if so told.
		#[pallet::call_index(1)]
		#[pallet::weight(Weight::from_parts(1_000, 0))]
		pub fn cheap(_: OriginFor<T>, fail: bool) -> DispatchResultWithPostInfo {
			let post_info = PostDispatchInfo::from(Some(Weight::from_parts(1, 0)));
			if fail {
				let error = DispatchError::Unavailable;
				return Err(DispatchErrorWithPostInfo { post_info, error });
			}
			Ok(post_info)
		}

		/// Would let others act in the caller's name, as a proxy does.
		#[pallet::call_index(2)]
		#[pallet::weight(Weight::from_parts(1_000, 0))]
		pub fn appoint(origin: OriginFor<T>) -> DispatchResult {
			ensure_signed(origin).map(|_| ()).map_err(Into::into)
		}
	}
}
