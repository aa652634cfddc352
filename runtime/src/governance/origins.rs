// SPDX-License-Identifier: Apache-2.0

//! The origins that a referendum may act with, one for each track besides root.

pub use pallet_origins::{
	EconomicsAdmin, EmergencyCanceller, RegistryAdmin, Treasurer, WhitelistedCaller,
};

/// Declares the origins. It has no calls: an origin comes only out of a referendum that passed.
#[frame::pallet]
pub mod pallet_origins {
	use frame::prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Who a referendum speaks for.
	#[derive(
		Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Dispatches, as root, a call that was whitelisted before.
		WhitelistedCaller,
		/// Spends from the treasury and rejects its spends.
		Treasurer,
		/// Sets fees, shares and rewards.
		EconomicsAdmin,
		/// Settles disputes over Datanets, models, workers and agents.
		RegistryAdmin,
		/// Cancels a referendum that does harm.
		EmergencyCanceller,
	}

	macro_rules! ensure_origins {
		($($(#[$doc:meta])* $name:ident,)*) => { $(
			$(#[$doc])*
			pub struct $name;

			impl<O: Into<Result<Origin, O>> + From<Origin>> EnsureOrigin<O> for $name {
				type Success = ();

				fn try_origin(o: O) -> Result<(), O> {
					o.into().and_then(|origin| match origin {
						Origin::$name => Ok(()),
						other => Err(O::from(other)),
					})
				}

				#[cfg(feature = "runtime-benchmarks")]
				fn try_successful_origin() -> Result<O, ()> {
					Ok(O::from(Origin::$name))
				}
			}
		)* };
	}

	ensure_origins! {
		/// Passes for [`Origin::WhitelistedCaller`].
		WhitelistedCaller,
		/// Passes for [`Origin::Treasurer`].
		Treasurer,
		/// Passes for [`Origin::EconomicsAdmin`].
		EconomicsAdmin,
		/// Passes for [`Origin::RegistryAdmin`].
		RegistryAdmin,
		/// Passes for [`Origin::EmergencyCanceller`].
		EmergencyCanceller,
	}
}
