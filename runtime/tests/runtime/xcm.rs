// SPDX-License-Identifier: Apache-2.0

use crate::state;
use openledger_runtime::{
	constants::currency::OPEN,
	xcm_config::{OnlyOpen, ToTrustedChains, TrustedChains, XcmConfig, ASSET_HUB_ID},
	PolkadotXcm, Runtime, RuntimeOrigin,
};
use polkadot_sdk::{
	frame_support::{
		assert_noop,
		traits::{Contains, ContainsPair},
		weights::Weight,
	},
	pallet_xcm,
	sp_keyring::Sr25519Keyring,
	staging_xcm::{latest::prelude::*, VersionedXcm},
	staging_xcm_executor,
};

fn open(amount: u128) -> Asset {
	(Location::here(), amount).into()
}

fn asset_hub() -> Location {
	Location::new(1, [Parachain(ASSET_HUB_ID)])
}

#[test]
fn reserve_transfers_carry_open_only() {
	let from = Location::new(0, [AccountId32 { network: None, id: [1; 32] }]);
	let relay_token: Asset = (Location::parent(), OPEN).into();
	assert!(OnlyOpen::contains(&(from.clone(), vec![open(OPEN)])));
	assert!(!OnlyOpen::contains(&(from.clone(), vec![relay_token.clone()])));
	assert!(!OnlyOpen::contains(&(from, vec![open(OPEN), relay_token])));
}

#[test]
fn only_relay_and_asset_hub_are_trusted() {
	assert!(TrustedChains::contains(&Location::parent()));
	assert!(TrustedChains::contains(&asset_hub()));
	assert!(!TrustedChains::contains(&Location::new(1, [Parachain(2_000)])));
	assert!(!TrustedChains::contains(&Location::new(2, [GlobalConsensus(Kusama)])));
}

/// Takes every message.
struct Anywhere;

impl SendXcm for Anywhere {
	type Ticket = ();

	fn validate(_: &mut Option<Location>, _: &mut Option<Xcm<()>>) -> SendResult<()> {
		Ok(((), Assets::new()))
	}

	fn deliver(_: ()) -> Result<XcmHash, SendError> {
		Ok([0; 32])
	}
}

#[test]
fn router_refuses_when_the_chain_is_not_trusted() {
	let send = |to: Location| {
		ToTrustedChains::<Anywhere>::validate(&mut Some(to), &mut Some(Xcm::new())).map(|_| ())
	};
	assert_eq!(send(asset_hub()), Ok(()));
	assert_eq!(send(Location::parent()), Ok(()));
	assert_eq!(send(Location::new(1, [Parachain(2_000)])), Err(SendError::NotApplicable));
}

#[test]
fn no_chain_is_a_reserve_or_teleporter() {
	use staging_xcm_executor::Config;
	let is_reserve = <<XcmConfig as Config>::IsReserve as ContainsPair<Asset, Location>>::contains;
	let is_teleporter =
		<<XcmConfig as Config>::IsTeleporter as ContainsPair<Asset, Location>>::contains;
	for from in [Location::parent(), asset_hub()] {
		assert!(!is_reserve(&open(OPEN), &from));
		assert!(!is_reserve(&(Location::parent(), OPEN).into(), &from));
		assert!(!is_teleporter(&open(OPEN), &from));
	}
}

#[test]
fn send_is_refused_when_a_user_writes_the_message() {
	state::of_preset("development").execute_with(|| {
		let alice = RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id());
		let message = VersionedXcm::from(Xcm::<()>(vec![ClearOrigin]));
		assert_noop!(
			PolkadotXcm::send(alice, Box::new(asset_hub().into()), Box::new(message)),
			polkadot_sdk::sp_runtime::traits::BadOrigin
		);
	});
}

#[test]
fn execute_is_refused() {
	state::of_preset("development").execute_with(|| {
		let alice = RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id());
		let message = VersionedXcm::from(Xcm(vec![ClearOrigin]));
		let outcome = PolkadotXcm::execute(
			alice,
			Box::new(message),
			Weight::from_parts(10_000_000_000, 1 << 20),
		);
		assert_eq!(
			outcome.map_err(|e| e.error),
			Err(pallet_xcm::Error::<Runtime>::Filtered.into())
		);
	});
}

#[test]
fn teleport_is_refused() {
	state::of_preset("development").execute_with(|| {
		let alice = RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id());
		let to = Location::new(0, [AccountId32 { network: None, id: [1; 32] }]);
		assert_noop!(
			PolkadotXcm::limited_teleport_assets(
				alice,
				Box::new(asset_hub().into()),
				Box::new(to.into()),
				Box::new(vec![open(OPEN)].into()),
				0,
				Unlimited,
			),
			pallet_xcm::Error::<Runtime>::Filtered
		);
	});
}
