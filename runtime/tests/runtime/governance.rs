// SPDX-License-Identifier: Apache-2.0

use crate::state;
use openledger_runtime::{
	constants::{
		currency::OPEN,
		time::{DAYS, MINUTES},
	},
	governance::{pallet_origins::Origin, TrackPeriods, TracksInfo},
	parameters::{dynamic_params::governance, RuntimeParameters},
	AccountId, Balance, OriginCaller, Parameters, Runtime, RuntimeOrigin, Treasury,
};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, traits::Get},
	frame_system::RawOrigin,
	pallet_conviction_voting, pallet_referenda,
	pallet_referenda::TracksInfo as _,
	pallet_treasury,
	sp_keyring::Sr25519Keyring,
	sp_runtime::{traits::BadOrigin, DispatchError, MultiAddress},
};

fn periods(id: u16) -> TrackPeriods {
	let info = TracksInfo::info(id).expect("the track exists");
	TrackPeriods {
		prepare: info.prepare_period,
		decision: info.decision_period,
		confirm: info.confirm_period,
		min_enactment: info.min_enactment_period,
	}
}

fn referendum(origin: Origin) -> RuntimeOrigin {
	RuntimeOrigin::from(OriginCaller::Origins(origin))
}

fn set_root_periods(periods: TrackPeriods) -> RuntimeParameters {
	RuntimeParameters::Governance(governance::Parameters::Root(governance::Root, Some(periods)))
}

#[test]
fn tracks_have_standard_periods_when_nothing_is_set() {
	state::of_preset("local_testnet").execute_with(|| {
		let root = periods(TracksInfo::ROOT);
		assert_eq!(root, TrackPeriods::standard());
		assert_eq!((root.prepare, root.decision), (DAYS, 14 * DAYS));
		assert_eq!(periods(TracksInfo::WHITELISTED_CALLER).prepare, 30 * MINUTES);
		assert_eq!(governance::VoteLockingPeriod::get(), 7 * DAYS);
	});
}

#[test]
fn tracks_have_short_periods_when_the_preset_is_for_development() {
	state::of_preset("development").execute_with(|| {
		for id in TracksInfo::track_ids() {
			assert_eq!(periods(id), TrackPeriods::development());
		}
	});
}

#[test]
fn tracks_are_sorted_by_id() {
	state::of_preset("development").execute_with(|| {
		assert_eq!(TracksInfo::check_integrity(), Ok(()));
	});
}

#[test]
fn each_origin_has_its_track() {
	state::of_preset("development").execute_with(|| {
		let pairs = [
			(OriginCaller::system(RawOrigin::Root), TracksInfo::ROOT),
			(OriginCaller::Origins(Origin::WhitelistedCaller), TracksInfo::WHITELISTED_CALLER),
			(OriginCaller::Origins(Origin::Treasurer), TracksInfo::TREASURER),
			(OriginCaller::Origins(Origin::EconomicsAdmin), TracksInfo::ECONOMICS_ADMIN),
			(OriginCaller::Origins(Origin::RegistryAdmin), TracksInfo::REGISTRY_ADMIN),
			(OriginCaller::Origins(Origin::EmergencyCanceller), TracksInfo::EMERGENCY_CANCELLER),
		];
		for (origin, id) in pairs {
			assert_eq!(TracksInfo::track_for(&origin), Ok(id));
			assert!(TracksInfo::info(id).is_some());
		}
	});
}

#[test]
fn signed_origin_has_no_track() {
	state::of_preset("development").execute_with(|| {
		let signed = OriginCaller::system(RawOrigin::Signed(Sr25519Keyring::Alice.to_account_id()));
		assert_eq!(TracksInfo::track_for(&signed), Err(()));
	});
}

#[test]
fn root_changes_the_periods_of_a_track() {
	state::of_preset("local_testnet").execute_with(|| {
		let shorter = TrackPeriods { prepare: 1, decision: 2, confirm: 3, min_enactment: 4 };
		assert_ok!(Parameters::set_parameter(RuntimeOrigin::root(), set_root_periods(shorter)));
		assert_eq!(periods(TracksInfo::ROOT), shorter);
	});
}

#[test]
fn periods_stay_when_another_origin_than_root_sets_them() {
	state::of_preset("local_testnet").execute_with(|| {
		let shorter = set_root_periods(TrackPeriods::development());
		for origin in [
			RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id()),
			referendum(Origin::EconomicsAdmin),
			referendum(Origin::Treasurer),
		] {
			assert_noop!(Parameters::set_parameter(origin, shorter.clone()), BadOrigin);
		}
	});
}

fn spend(origin: RuntimeOrigin, amount: Balance) -> Result<(), DispatchError> {
	let to: AccountId = Sr25519Keyring::Charlie.to_account_id();
	Treasury::spend(origin, Box::new(()), amount, Box::new(MultiAddress::Id(to)), None)
}

#[test]
fn treasurer_spends_up_to_the_limit() {
	state::of_preset("development").execute_with(|| {
		assert_ok!(spend(referendum(Origin::Treasurer), 10_000_000 * OPEN));
	});
}

#[test]
fn treasurer_is_refused_when_the_spend_is_over_the_limit() {
	state::of_preset("development").execute_with(|| {
		assert_noop!(
			spend(referendum(Origin::Treasurer), 10_000_000 * OPEN + 1),
			pallet_treasury::Error::<Runtime>::InsufficientPermission
		);
	});
}

#[test]
fn treasury_spend_is_refused_when_the_origin_is_another_track() {
	state::of_preset("development").execute_with(|| {
		assert_noop!(spend(referendum(Origin::RegistryAdmin), OPEN), BadOrigin);
	});
}

#[test]
fn voting_uses_the_locking_period_of_the_parameters() {
	state::of_preset("development").execute_with(|| {
		let locking =
			<<Runtime as pallet_conviction_voting::Config>::VoteLockingPeriod as Get<u32>>::get();
		assert_eq!(locking, TrackPeriods::development().confirm);
	});
}

#[test]
fn decision_deposits_are_what_the_readme_says() {
	state::of_preset("development").execute_with(|| {
		let deposits: Vec<(u16, Balance)> =
			<TracksInfo as pallet_referenda::TracksInfo<_, _>>::tracks()
				.map(|track| (track.id, track.info.decision_deposit / OPEN))
				.collect();
		let readme = include_str!("../../README.md");
		for (id, open) in deposits {
			let amount = open.to_string();
			let (thousands, rest) = amount.split_at(amount.len() - 3);
			let row = readme.lines().find(|line| line.starts_with(&format!("| {id} |")));
			assert!(
				row.is_some_and(|row| row.ends_with(&format!("| {thousands} {rest} OPEN |"))),
				"track {id}: {thousands} {rest}"
			);
		}
	});
}
