// SPDX-License-Identifier: Apache-2.0

//! The numbers that governance may change without a runtime upgrade (`Parameters.set_parameter`).

use crate::{
	configs::periods::MarketPeriods,
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
use openledger_primitives::fee::{FeeSchedule, FeeShares, FeeSplit};
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

		/// How the fee of an answer is divided: now, and from a block on. Each sums to one, or it cannot be
		/// set.
		#[codec(index = 0)]
		pub static FeeDivision: FeeSchedule =
			FeeSchedule { current: standard_fee_division(), next: None };

		/// What a slash leaves to whoever reported the cause. Above 90 % counts as 90 %.
		#[codec(index = 1)]
		pub static ReporterShare: Perbill = Perbill::from_percent(50);

		/// The part of what the protocol gets of fees that is burnt.
		#[codec(index = 2)]
		pub static BurnShare: Perbill = Perbill::zero();

		/// The part of the price of a Datanet's licence that goes to the protocol.
		#[codec(index = 3)]
		pub static SaleProtocolShare: Perbill = Perbill::from_percent(5);

		/// What the treasury adds to what is earned in an era, in plancks, as far as it has it.
		#[codec(index = 4)]
		pub static EraEmission: Balance = 0;

		/// The part of that which goes to workers; the rest goes to contributors.
		#[codec(index = 5)]
		pub static EmissionWorkersShare: Perbill = Perbill::from_percent(50);
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

		/// What a worker has at stake, at least, to be given work. Less than what it can lose by it counts as
		/// that.
		#[codec(index = 2)]
		pub static MinWorkerBond: Balance = 1_000 * OPEN;

		/// The version of the attribution engine whose proofs are taken.
		#[codec(index = 3)]
		pub static EngineVersion: u32 = 1;
	}

	/// How long things take on the marketplace.
	#[dynamic_pallet_params]
	#[codec(index = 3)]
	pub mod market {
		use super::*;

		/// All of them.
		#[codec(index = 0)]
		pub static Periods: MarketPeriods = MarketPeriods::standard();
	}
}

/// A tenth to the protocol, three tenths to the worker, two to those whose models answered, four to
/// those whose data did. Nothing to stakers, until governance finds that stakes tell something.
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
			RuntimeParametersKey::Economics(_) | RuntimeParametersKey::Market(_) => {
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
	use super::{dynamic_params::*, MarketPeriods, RuntimeParameters};
	use crate::{governance::TrackPeriods, BlockNumber, Runtime};
	use frame::{deps::frame_support::traits::dynamic_params::AggregatedKeyValue, prelude::*};
	use polkadot_sdk::pallet_parameters;

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Parameters that the chain starts with, where they are not the standard ones: a development chain
	/// sets short periods.
	#[pallet::genesis_config]
	#[derive(DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The periods of every track of governance; their confirm period is that of vote locking.
		pub tracks: Option<TrackPeriods>,
		/// How long proofs can be challenged, in blocks.
		pub challenge_window: Option<BlockNumber>,
		/// How long things take on the marketplace.
		pub market: Option<MarketPeriods>,
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			self.tracks.into_iter().flat_map(of_tracks).for_each(set);
			if let Some(window) = self.challenge_window {
				use attribution::{ChallengeWindow, Parameters as P};
				set(RuntimeParameters::Attribution(P::ChallengeWindow(
					ChallengeWindow,
					Some(window),
				)));
			}
			if let Some(periods) = self.market {
				use market::{Parameters as P, Periods};
				set(RuntimeParameters::Market(P::Periods(Periods, Some(periods))));
			}
		}
	}

	fn of_tracks(periods: TrackPeriods) -> [RuntimeParameters; 7] {
		use governance::{Parameters as P, *};
		[
			P::Root(Root, Some(periods)),
			P::WhitelistedCaller(WhitelistedCaller, Some(periods)),
			P::Treasurer(Treasurer, Some(periods)),
			P::EconomicsAdmin(EconomicsAdmin, Some(periods)),
			P::RegistryAdmin(RegistryAdmin, Some(periods)),
			P::EmergencyCanceller(EmergencyCanceller, Some(periods)),
			P::VoteLockingPeriod(VoteLockingPeriod, Some(periods.confirm)),
		]
		.map(RuntimeParameters::Governance)
	}

	fn set(parameter: RuntimeParameters) {
		let (key, value) = parameter.into_parts();
		pallet_parameters::Parameters::<Runtime>::set(key, value);
	}
}

impl pallet_initial_parameters::Config for Runtime {}
