// SPDX-License-Identifier: Apache-2.0

//! The numbers that governance may change without a runtime upgrade (`Parameters.set_parameter`).

use crate::{
	constants::time::{DAYS, HOURS, MINUTES},
	governance::TrackPeriods,
	*,
};
use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	traits::EnsureOriginWithArg,
};
use frame_system::ensure_root;

/// Every parameter, by the part of the chain that reads it.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic_params {
	use super::*;

	/// How long each stage of a referendum takes, and how long votes stay locked.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod governance {
		use super::*;

		/// The periods of the `root` track.
		#[codec(index = 0)]
		pub static Root: TrackPeriods = TrackPeriods::standard();

		/// The periods of the `whitelisted_caller` track.
		#[codec(index = 1)]
		pub static WhitelistedCaller: TrackPeriods = TrackPeriods {
			prepare: 30 * MINUTES,
			decision: 14 * DAYS,
			confirm: 10 * MINUTES,
			min_enactment: 10 * MINUTES,
		};

		/// The periods of the `treasurer` track.
		#[codec(index = 2)]
		pub static Treasurer: TrackPeriods = TrackPeriods::standard();

		/// The periods of the `economics_admin` track.
		#[codec(index = 3)]
		pub static EconomicsAdmin: TrackPeriods = TrackPeriods::standard();

		/// The periods of the `registry_admin` track.
		#[codec(index = 4)]
		pub static RegistryAdmin: TrackPeriods = TrackPeriods::standard();

		/// The periods of the `emergency_canceller` track.
		#[codec(index = 5)]
		pub static EmergencyCanceller: TrackPeriods = TrackPeriods {
			prepare: 2 * HOURS,
			decision: 7 * DAYS,
			confirm: 3 * HOURS,
			min_enactment: 10 * MINUTES,
		};

		/// How long the OPEN behind a vote of conviction 1x stays locked after the vote ends.
		#[codec(index = 6)]
		pub static VoteLockingPeriod: BlockNumber = 7 * DAYS;
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		RuntimeParameters::Governance(dynamic_params::governance::Parameters::VoteLockingPeriod(
			dynamic_params::governance::VoteLockingPeriod,
			Some(HOURS),
		))
	}
}

/// Who may set a parameter: those of governance itself only root.
pub struct ParametersAdmin;

impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ParametersAdmin {
	type Success = ();

	fn try_origin(
		origin: RuntimeOrigin,
		key: &RuntimeParametersKey,
	) -> Result<Self::Success, RuntimeOrigin> {
		match key {
			RuntimeParametersKey::Governance(_) => ensure_root(origin.clone()).map_err(|_| origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_key: &RuntimeParametersKey) -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

impl pallet_parameters::Config for Runtime {
	type AdminOrigin = ParametersAdmin;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type WeightInfo = ();
}
