// SPDX-License-Identifier: Apache-2.0

//! The numbers that governance may change without a runtime upgrade (`Parameters.set_parameter`).

use crate::{
	constants::{
		currency::OPEN,
		time::{DAYS, HOURS, MINUTES},
	},
	governance::{EconomicsAdmin, RegistryAdmin, TrackPeriods},
	*,
};
use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	traits::{EitherOf, EnsureOrigin, EnsureOriginWithArg},
};
use frame_system::EnsureRoot;
use openledger_primitives::fee::{FeeShares, FeeSplit};
use sp_runtime::Perbill;

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

	/// What answers cost beyond their price, and who earns by them.
	#[dynamic_pallet_params]
	#[codec(index = 1)]
	pub mod economics {
		use super::*;

		/// How the fee of an answer is divided. Sums to one, or it cannot be set.
		#[codec(index = 0)]
		pub static FeeDivision: FeeSplit = standard_fee_division();

		/// What a slash leaves to whoever reported the cause.
		#[codec(index = 1)]
		pub static ReporterShare: Perbill = Perbill::from_percent(50);
	}

	/// How answers are proved.
	#[dynamic_pallet_params]
	#[codec(index = 2)]
	pub mod attribution {
		use super::*;

		/// How long a proof can be challenged before its fee is settled.
		#[codec(index = 0)]
		pub static ChallengeWindow: BlockNumber = DAYS;

		/// The least number of words that make a span. Zero counts as one.
		#[codec(index = 1)]
		pub static MinWords: u32 = 6;

		/// What a worker has at stake, at least, to be given requests.
		#[codec(index = 2)]
		pub static MinWorkerBond: Balance = 1_000 * OPEN;

		/// The version of the attribution engine whose proofs are taken.
		#[codec(index = 3)]
		pub static EngineVersion: u32 = 1;
	}
}

/// A tenth to the protocol, three tenths to the worker, two to those whose models answered, four to
/// those whose data did. Stakers have their part once there is staking on artifacts.
fn standard_fee_division() -> FeeSplit {
	FeeSplit::new(FeeShares {
		protocol: Perbill::from_percent(10),
		worker: Perbill::from_percent(30),
		owners: Perbill::from_percent(20),
		stakers: Perbill::zero(),
		contributors: Perbill::from_percent(40),
	})
	.expect("10 + 30 + 20 + 0 + 40 is 100; qed")
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

/// Who may set a parameter: those of governance itself only root, the others also the track that is
/// there for them.
pub struct ParametersAdmin;

impl EnsureOriginWithArg<RuntimeOrigin, RuntimeParametersKey> for ParametersAdmin {
	type Success = ();

	fn try_origin(
		origin: RuntimeOrigin,
		key: &RuntimeParametersKey,
	) -> Result<Self::Success, RuntimeOrigin> {
		type Economics = EitherOf<EnsureRoot<AccountId>, EconomicsAdmin>;
		type Registry = EitherOf<EnsureRoot<AccountId>, RegistryAdmin>;
		match key {
			RuntimeParametersKey::Governance(_) => {
				<EnsureRoot<AccountId> as EnsureOrigin<_>>::try_origin(origin).map(|_| ())
			},
			RuntimeParametersKey::Economics(_) => {
				<Economics as EnsureOrigin<_>>::try_origin(origin).map(|_| ())
			},
			RuntimeParametersKey::Attribution(_) => {
				<Registry as EnsureOrigin<_>>::try_origin(origin).map(|_| ())
			},
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

/// Sets parameters at genesis, which `pallet-parameters` cannot.
#[frame::pallet]
pub mod pallet_initial_parameters {
	use super::{dynamic_params::attribution, RuntimeParameters};
	use crate::BlockNumber;
	use frame::prelude::*;
	use polkadot_sdk::pallet_parameters;

	#[pallet::config]
	pub trait Config:
		frame_system::Config + pallet_parameters::Config<RuntimeParameters = RuntimeParameters>
	{
	}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Parameters that the chain starts with, where they are not the standard ones.
	#[pallet::genesis_config]
	#[derive(DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The challenge window, in blocks: a development chain settles in seconds.
		pub challenge_window: Option<BlockNumber>,
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Some(window) = self.challenge_window {
				let parameter =
					RuntimeParameters::Attribution(attribution::Parameters::ChallengeWindow(
						attribution::ChallengeWindow,
						Some(window),
					));
				// Root may set every parameter.
				let _ = pallet_parameters::Pallet::<T>::set_parameter(
					frame_system::RawOrigin::Root.into(),
					parameter,
				);
			}
		}
	}
}

impl pallet_initial_parameters::Config for Runtime {}
