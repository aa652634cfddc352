// SPDX-License-Identifier: Apache-2.0

//! The tracks of OpenGov: what each asks of a proposal before its origin may act.

use super::*;
use crate::configs::parameters::dynamic_params::governance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::Get;
use pallet_referenda::{Curve, Track, TrackInfo};
use scale_info::TypeInfo;
use sp_runtime::{str_array as s, FixedI64};

/// How long each stage of a referendum takes, in blocks.
#[derive(
	Clone,
	Copy,
	Debug,
	Eq,
	PartialEq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrackPeriods {
	/// Between the decision deposit and the start of the decision: time to read.
	pub prepare: BlockNumber,
	/// How long the referendum may take to pass.
	pub decision: BlockNumber,
	/// How long it must be passing, without a break, to pass.
	pub confirm: BlockNumber,
	/// Between passing and enactment, at least: time to leave.
	pub min_enactment: BlockNumber,
}

impl TrackPeriods {
	/// A day to read, fourteen to decide, one to confirm, one to leave.
	pub const fn standard() -> Self {
		Self { prepare: DAYS, decision: 14 * DAYS, confirm: DAYS, min_enactment: DAYS }
	}

	/// About half a minute in all on a chain with a block each second.
	pub const fn development() -> Self {
		Self { prepare: 3, decision: 120, confirm: 5, min_enactment: 3 }
	}
}

const fn percent(x: u128) -> FixedI64 {
	FixedI64::from_rational(x, 100)
}

const ROOT_APPROVAL: Curve = Curve::make_reciprocal(4, 14, percent(80), percent(50), percent(100));
const ROOT_SUPPORT: Curve = Curve::make_linear(14, 14, percent(0), percent(50));
const ADMIN_APPROVAL: Curve = Curve::make_linear(12, 14, percent(50), percent(100));
const ADMIN_SUPPORT: Curve = Curve::make_reciprocal(5, 14, percent(5), percent(0), percent(50));
const WHITELISTED_APPROVAL: Curve =
	Curve::make_reciprocal(8, 14 * 24, percent(96), percent(50), percent(100));
const WHITELISTED_SUPPORT: Curve =
	Curve::make_reciprocal(1, 14, percent(20), percent(2), percent(50));
const CANCEL_APPROVAL: Curve = Curve::make_linear(12, 14, percent(50), percent(100));
const CANCEL_SUPPORT: Curve = Curve::make_reciprocal(2, 14, percent(2), percent(0), percent(50));

/// The tracks as [`pallet_referenda`] wants them.
pub struct TracksInfo;

impl TracksInfo {
	/// The tracks' ids, sorted.
	pub const ROOT: u16 = 0;
	/// Root's call, whitelisted before: short because it was judged before.
	pub const WHITELISTED_CALLER: u16 = 1;
	/// Spends of the treasury.
	pub const TREASURER: u16 = 10;
	/// Fees, shares and rewards.
	pub const ECONOMICS_ADMIN: u16 = 11;
	/// Disputes over Datanets, models, workers and agents.
	pub const REGISTRY_ADMIN: u16 = 12;
	/// Cancelling other referenda.
	pub const EMERGENCY_CANCELLER: u16 = 20;

	fn track(
		id: u16,
		name: &str,
		max_deciding: u32,
		decision_deposit: Balance,
		periods: TrackPeriods,
		(min_approval, min_support): &(Curve, Curve),
	) -> Cow<'static, Track<u16, Balance, BlockNumber>> {
		Cow::Owned(Track {
			id,
			info: TrackInfo {
				name: s(name),
				max_deciding,
				decision_deposit,
				prepare_period: periods.prepare,
				decision_period: periods.decision,
				confirm_period: periods.confirm,
				min_enactment_period: periods.min_enactment,
				min_approval: min_approval.clone(),
				min_support: min_support.clone(),
			},
		})
	}
}

impl pallet_referenda::TracksInfo<Balance, BlockNumber> for TracksInfo {
	type Id = u16;
	type RuntimeOrigin = <RuntimeOrigin as frame_support::traits::OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<Self::Id, Balance, BlockNumber>>> {
		let admin = &(ADMIN_APPROVAL, ADMIN_SUPPORT);
		[
			Self::track(
				Self::ROOT,
				"root",
				1,
				100_000 * OPEN,
				governance::Root::get(),
				&(ROOT_APPROVAL, ROOT_SUPPORT),
			),
			Self::track(
				Self::WHITELISTED_CALLER,
				"whitelisted_caller",
				100,
				10_000 * OPEN,
				governance::WhitelistedCaller::get(),
				&(WHITELISTED_APPROVAL, WHITELISTED_SUPPORT),
			),
			Self::track(
				Self::TREASURER,
				"treasurer",
				10,
				5_000 * OPEN,
				governance::Treasurer::get(),
				&(ROOT_APPROVAL, ROOT_SUPPORT),
			),
			Self::track(
				Self::ECONOMICS_ADMIN,
				"economics_admin",
				10,
				5_000 * OPEN,
				governance::EconomicsAdmin::get(),
				admin,
			),
			Self::track(
				Self::REGISTRY_ADMIN,
				"registry_admin",
				20,
				1_000 * OPEN,
				governance::RegistryAdmin::get(),
				admin,
			),
			Self::track(
				Self::EMERGENCY_CANCELLER,
				"emergency_canceller",
				100,
				10_000 * OPEN,
				governance::EmergencyCanceller::get(),
				&(CANCEL_APPROVAL, CANCEL_SUPPORT),
			),
		]
		.into_iter()
	}

	fn track_for(origin: &Self::RuntimeOrigin) -> Result<Self::Id, ()> {
		use pallet_origins::Origin;
		match origin {
			OriginCaller::system(frame_system::RawOrigin::Root) => Ok(Self::ROOT),
			OriginCaller::Origins(origin) => Ok(match origin {
				Origin::WhitelistedCaller => Self::WHITELISTED_CALLER,
				Origin::Treasurer => Self::TREASURER,
				Origin::EconomicsAdmin => Self::ECONOMICS_ADMIN,
				Origin::RegistryAdmin => Self::REGISTRY_ADMIN,
				Origin::EmergencyCanceller => Self::EMERGENCY_CANCELLER,
			}),
			_ => Err(()),
		}
	}
}
