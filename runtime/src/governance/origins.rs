// SPDX-License-Identifier: Apache-2.0

//! The origins that a referendum may act with, one for each track besides root.

pub use pallet_origins::{
	EconomicsAdmin, EmergencyCanceller, RegistryAdmin, Treasurer, WhitelistedCaller,
};

/// Declares the origins. It has no calls: an origin comes only out of a referendum that passed.
#[frame::pallet]
pub mod pallet_origins {
	use crate::governance::{tracks::SetPeriods, TrackPeriods};
	use frame::prelude::*;

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Where the periods of the tracks are kept.
		type Tracks: SetPeriods;
	}

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

	/// What the chain's governance starts with.
	#[pallet::genesis_config]
	#[derive(DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Periods for every track, and for the locking of votes, instead of the standard ones: a
		/// development chain sets short ones. `None` leaves the standard ones.
		pub periods: Option<TrackPeriods>,
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Some(periods) = self.periods {
				T::Tracks::set_periods(periods);
			}
		}
	}
}
