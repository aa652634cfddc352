// SPDX-License-Identifier: Apache-2.0
//! Leave to train: asked for, granted, bought, ended.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{DatanetId, SnapshotId},
	records::Visibility,
	traits::{Datanets as _, Sale},
	Balance,
};
use pallet_datanets::{AccessRequest, Error, Event, Grant, Grants, HoldReason, Policy, Requests};

/// A private Datanet with a snapshot.
fn private() -> (DatanetId, SnapshotId) {
	let datanet = create_with(Visibility::Private, Policy::Owner);
	accept(contribute(ALICE, datanet, b"secret"));
	(datanet, snapshot(datanet))
}

fn request(
	who: AccountId,
	datanet: DatanetId,
	until: Option<u32>,
	offer: Balance,
) -> DispatchResult {
	Datanets::request_access(signed(who), datanet, text("a search engine"), until, offer)
}

fn grant(
	owner: AccountId,
	datanet: DatanetId,
	price: Balance,
	until: Option<u32>,
) -> DispatchResult {
	Datanets::grant(signed(owner), datanet, BOB, price, until, text("ipfs://key"))
}

fn revoke(origin: RuntimeOrigin, datanet: DatanetId) -> DispatchResult {
	Datanets::revoke(origin, datanet, BOB, text("misuse"))
}

/// Bob has access to the Datanet, for this price, until this block.
fn granted(datanet: DatanetId, price: Balance, until: Option<u32>) {
	assert_ok!(request(BOB, datanet, until, price));
	assert_ok!(grant(OWNER, datanet, price, until));
}

#[test]
fn request_holds_deposit_and_offer_when_made() {
	run(|| {
		let (datanet, snapshot) = private();
		System::set_block_number(4);
		assert_ok!(request(BOB, datanet, Some(50), 900));
		assert_last_event(Event::AccessRequested {
			datanet,
			who: BOB,
			purpose: text("a search engine"),
			until: Some(50),
			offer: 900,
		});
		let AccessRequest { purpose, until, offer, requested_at, .. } =
			Requests::<Test>::get(datanet, BOB).unwrap();
		assert_eq!((purpose.as_slice(), until), (b"a search engine".as_slice(), Some(50)));
		assert_eq!((offer, requested_at), (900, 4));
		assert_eq!(held(HoldReason::AccessOffer, BOB), 900);
		assert_eq!(
			held(HoldReason::AccessDeposit, BOB),
			price(Grant::<Test>::footprint(&text("a search engine")))
		);
		assert!(!Datanets::may_train(&BOB, snapshot));
	});
}

#[test]
fn request_fails_when_datanet_text_or_block_is_wrong() {
	run(|| {
		let (datanet, _) = private();
		System::set_block_number(8);
		assert_noop!(request(BOB, DatanetId(9), None, 0), Error::<Test>::DatanetNotFound);
		assert_noop!(
			Datanets::request_access(signed(BOB), datanet, gibberish(), None, 0),
			Error::<Test>::InvalidText
		);
		assert_noop!(request(BOB, datanet, Some(8), 0), Error::<Test>::UntilPassed);
		assert_ok!(request(BOB, datanet, Some(9), 0));
	});
}

#[test]
fn request_fails_when_there_is_one_or_access_already() {
	run(|| {
		let (datanet, _) = private();
		assert_ok!(request(BOB, datanet, None, 0));
		assert_noop!(request(BOB, datanet, None, 1), Error::<Test>::AlreadyRequested);
		assert_ok!(grant(OWNER, datanet, 0, None));
		assert_noop!(request(BOB, datanet, None, 1), Error::<Test>::AlreadyGranted);
	});
}

#[test]
fn request_fails_when_deposit_or_offer_cannot_be_paid() {
	run(|| {
		let (datanet, _) = private();
		assert_noop!(request(POOR, datanet, None, 2_690), TokenError::FundsUnavailable);
		assert_ok!(Balances::transfer_allow_death(signed(POOR), ALICE, 2_650));
		assert_noop!(request(POOR, datanet, None, 0), TokenError::FundsUnavailable);
	});
}

#[test]
fn request_fails_when_the_offer_is_locked() {
	run(|| {
		let (datanet, _) = private();
		lock(BOB);
		assert_noop!(request(BOB, datanet, None, 1), Error::<Test>::FundsLocked);
		// What comes back in any case may be locked.
		assert_ok!(request(BOB, datanet, None, 0));
	});
}

#[test]
fn request_is_gone_when_cancelled() {
	run(|| {
		let (datanet, _) = private();
		assert_ok!(request(BOB, datanet, None, 900));
		assert_ok!(Datanets::cancel_request(signed(BOB), datanet));
		assert_last_event(Event::AccessCancelled { datanet, who: BOB, offer: 900 });
		assert_eq!(Requests::<Test>::iter().count(), 0);
		assert_eq!(Balances::free_balance(BOB), FUNDS);
		assert_noop!(
			Datanets::cancel_request(signed(BOB), datanet),
			Error::<Test>::RequestNotFound
		);
	});
}

#[test]
fn grant_sells_for_the_offer_when_there_is_one() {
	run(|| {
		let (datanet, snapshot) = private();
		assert_ok!(request(BOB, datanet, Some(50), 900));
		System::set_block_number(6);
		assert_ok!(grant(OWNER, datanet, 900, Some(50)));
		assert_last_event(Event::AccessGranted {
			datanet,
			who: BOB,
			price: 900,
			until: Some(50),
			key_uri: text("ipfs://key"),
		});
		assert_eq!(Requests::<Test>::iter().count(), 0);
		let Grant { purpose, until, price, key_uri, granted_at, .. } =
			Grants::<Test>::get(datanet, BOB).unwrap();
		assert_eq!((purpose.as_slice(), until), (b"a search engine".as_slice(), Some(50)));
		assert_eq!((price, key_uri.as_slice(), granted_at), (900, b"ipfs://key".as_slice(), 6));
		assert_eq!(held(HoldReason::AccessOffer, BOB), 0);
		assert_eq!(Balances::free_balance(POT), ED + 900);
		assert_eq!(Sales::get(), [Sale { datanet, snapshot, buyer: BOB, price: 900 }]);
	});
}

#[test]
fn access_lasts_to_its_last_block_when_it_has_one() {
	run(|| {
		let (datanet, snapshot) = private();
		granted(datanet, 0, Some(50));
		assert!(Datanets::may_train(&BOB, snapshot));
		System::set_block_number(50);
		assert!(Datanets::may_train(&BOB, snapshot));
		System::set_block_number(51);
		assert!(!Datanets::may_train(&BOB, snapshot));
	});
}

#[test]
fn grant_sells_nothing_when_nothing_is_offered() {
	run(|| {
		let datanet = create_with(Visibility::Private, Policy::Owner);
		granted(datanet, 0, None);
		assert!(Sales::get().is_empty());
	});
}

#[test]
fn grant_fails_when_datanet_caller_or_request_is_wrong() {
	run(|| {
		let (datanet, _) = private();
		assert_noop!(grant(OWNER, DatanetId(9), 0, None), Error::<Test>::DatanetNotFound);
		assert_noop!(grant(BOB, datanet, 0, None), Error::<Test>::NotOwner);
		assert_noop!(grant(OWNER, datanet, 0, None), Error::<Test>::RequestNotFound);
		assert_ok!(request(BOB, datanet, Some(9), 5));
		assert_noop!(
			Datanets::grant(signed(OWNER), datanet, BOB, 5, Some(9), gibberish()),
			Error::<Test>::InvalidText
		);
	});
}

#[test]
fn grant_fails_when_the_terms_are_not_those_asked_for() {
	run(|| {
		let (datanet, _) = private();
		assert_ok!(request(BOB, datanet, Some(9), 5));
		assert_noop!(grant(OWNER, datanet, 6, Some(9)), Error::<Test>::TermsDiffer);
		assert_noop!(grant(OWNER, datanet, 5, Some(8)), Error::<Test>::TermsDiffer);
		assert_noop!(grant(OWNER, datanet, 5, None), Error::<Test>::TermsDiffer);
		System::set_block_number(9);
		assert_noop!(grant(OWNER, datanet, 5, Some(9)), Error::<Test>::UntilPassed);
	});
}

#[test]
fn grant_fails_when_a_licence_was_bought_meanwhile() {
	run(|| {
		let (datanet, _) = private();
		assert_ok!(request(BOB, datanet, None, 5));
		assert_ok!(Datanets::set_entry_price(signed(OWNER), datanet, Some(7)));
		assert_ok!(Datanets::buy_licence(signed(BOB), datanet, 7));
		assert_noop!(grant(OWNER, datanet, 5, None), Error::<Test>::AlreadyGranted);
	});
}

#[test]
fn grant_fails_when_nothing_can_be_sold() {
	run(|| {
		let empty = create_with(Visibility::Private, Policy::Owner);
		assert_ok!(request(BOB, empty, None, 5));
		assert_noop!(grant(OWNER, empty, 5, None), Error::<Test>::NothingToLicense);
		let (datanet, _) = private();
		assert_ok!(request(BOB, datanet, None, 5));
		LedgersFail::set(true);
		assert_noop!(grant(OWNER, datanet, 5, None), LEDGER_FULL);
	});
}

#[test]
fn request_is_gone_when_denied() {
	run(|| {
		let (datanet, _) = private();
		assert_ok!(request(BOB, datanet, None, 900));
		assert_ok!(Datanets::deny(signed(OWNER), datanet, BOB, text("too little")));
		assert_last_event(Event::AccessDenied {
			datanet,
			who: BOB,
			offer: 900,
			reason: text("too little"),
		});
		assert_eq!(Balances::free_balance(BOB), FUNDS);
		assert_eq!(Requests::<Test>::iter().count(), 0);
	});
}

#[test]
fn deny_fails_when_datanet_caller_request_or_reason_is_wrong() {
	run(|| {
		let (datanet, _) = private();
		let deny = |who, datanet| Datanets::deny(signed(who), datanet, BOB, text(""));
		assert_noop!(deny(OWNER, DatanetId(9)), Error::<Test>::DatanetNotFound);
		assert_noop!(deny(ALICE, datanet), Error::<Test>::NotOwner);
		assert_noop!(deny(OWNER, datanet), Error::<Test>::RequestNotFound);
		assert_ok!(request(BOB, datanet, None, 0));
		assert_noop!(
			Datanets::deny(signed(OWNER), datanet, BOB, gibberish()),
			Error::<Test>::InvalidText
		);
	});
}

#[test]
fn licence_has_no_end_when_bought() {
	run(|| {
		let (datanet, snapshot) = private();
		assert_ok!(Datanets::set_entry_price(signed(OWNER), datanet, Some(700)));
		assert_ok!(Datanets::buy_licence(signed(BOB), datanet, 700));
		assert_last_event(Event::LicenceBought { datanet, buyer: BOB, price: 700 });
		let Grant { until, price, key_uri, .. } = Grants::<Test>::get(datanet, BOB).unwrap();
		assert_eq!((until, price, key_uri.len()), (None, 700, 0));
		assert_eq!(Balances::free_balance(POT), ED + 700);
		assert_eq!(wealth(BOB), FUNDS - 700);
		assert_eq!(Sales::get(), [Sale { datanet, snapshot, buyer: BOB, price: 700 }]);
		System::set_block_number(1_000_000);
		assert!(Datanets::may_train(&BOB, snapshot));
	});
}

#[test]
fn licence_costs_only_the_deposit_when_the_price_is_zero() {
	run(|| {
		let datanet = create_with(Visibility::Private, Policy::Owner);
		assert_ok!(Datanets::set_entry_price(signed(OWNER), datanet, Some(0)));
		assert_ok!(Datanets::buy_licence(signed(BOB), datanet, 0));
		assert_eq!(wealth(BOB), FUNDS);
		assert!(Sales::get().is_empty());
	});
}

#[test]
fn buy_licence_fails_when_it_is_not_for_sale_or_too_dear() {
	run(|| {
		let (datanet, _) = private();
		let buy = |datanet, limit| Datanets::buy_licence(signed(BOB), datanet, limit);
		assert_noop!(buy(DatanetId(9), 9), Error::<Test>::DatanetNotFound);
		assert_noop!(buy(datanet, u128::MAX), Error::<Test>::NotForSale);
		assert_ok!(Datanets::set_entry_price(signed(OWNER), datanet, Some(700)));
		assert_noop!(buy(datanet, 699), Error::<Test>::PriceAboveLimit);
		assert_ok!(buy(datanet, 701));
		assert_noop!(buy(datanet, 701), Error::<Test>::AlreadyGranted);
	});
}

#[test]
fn buy_licence_fails_when_nothing_can_be_sold_or_paid() {
	run(|| {
		let empty = create_with(Visibility::Private, Policy::Owner);
		assert_ok!(Datanets::set_entry_price(signed(OWNER), empty, Some(5)));
		assert_noop!(Datanets::buy_licence(signed(BOB), empty, 5), Error::<Test>::NothingToLicense);
		let (datanet, _) = private();
		assert_ok!(Datanets::set_entry_price(signed(OWNER), datanet, Some(2_690)));
		assert_noop!(
			Datanets::buy_licence(signed(POOR), datanet, 9_000),
			TokenError::FundsUnavailable
		);
		LedgersFail::set(true);
		assert_noop!(Datanets::buy_licence(signed(BOB), datanet, 9_000), LEDGER_FULL);
	});
}

#[test]
fn key_is_set_when_the_owner_says_where_it_is() {
	run(|| {
		let (datanet, _) = private();
		granted(datanet, 0, None);
		assert_ok!(Datanets::set_key(signed(OWNER), datanet, BOB, text("ipfs://new")));
		assert_last_event(Event::KeySet { datanet, who: BOB, key_uri: text("ipfs://new") });
		let grant = Grants::<Test>::get(datanet, BOB).unwrap();
		assert_eq!(grant.key_uri.as_slice(), b"ipfs://new");
	});
}

#[test]
fn set_key_fails_when_datanet_caller_grant_or_uri_is_wrong() {
	run(|| {
		let (datanet, _) = private();
		let set = |who, datanet| Datanets::set_key(signed(who), datanet, BOB, text("u"));
		assert_noop!(set(OWNER, DatanetId(9)), Error::<Test>::DatanetNotFound);
		assert_noop!(set(BOB, datanet), Error::<Test>::NotOwner);
		assert_noop!(set(OWNER, datanet), Error::<Test>::GrantNotFound);
		granted(datanet, 0, None);
		assert_noop!(
			Datanets::set_key(signed(OWNER), datanet, BOB, gibberish()),
			Error::<Test>::InvalidText
		);
	});
}

#[test]
fn grant_is_gone_when_the_owner_revokes_what_nobody_paid_for() {
	run(|| {
		let (datanet, snapshot) = private();
		granted(datanet, 0, None);
		assert_ok!(revoke(signed(OWNER), datanet));
		assert_last_event(Event::AccessRevoked {
			datanet,
			who: BOB,
			by: Some(OWNER),
			reason: text("misuse"),
		});
		assert_eq!(Grants::<Test>::iter().count(), 0);
		assert_eq!(Balances::free_balance(BOB), FUNDS);
		assert!(!Datanets::may_train(&BOB, snapshot));
	});
}

#[test]
fn paid_grant_is_gone_when_governance_revokes_it() {
	run(|| {
		let (datanet, _) = private();
		granted(datanet, 60, None);
		assert_noop!(revoke(signed(OWNER), datanet), Error::<Test>::GrantPaidFor);
		assert_ok!(revoke(RuntimeOrigin::root(), datanet));
		assert_last_event(Event::AccessRevoked {
			datanet,
			who: BOB,
			by: None,
			reason: text("misuse"),
		});
		assert_eq!(total_held(BOB), 0);
	});
}

#[test]
fn revoke_fails_when_datanet_caller_grant_or_reason_is_wrong() {
	run(|| {
		let (datanet, _) = private();
		assert_noop!(revoke(signed(OWNER), DatanetId(9)), Error::<Test>::DatanetNotFound);
		assert_noop!(revoke(signed(ALICE), datanet), Error::<Test>::NotOwner);
		assert_noop!(revoke(signed(OWNER), datanet), Error::<Test>::GrantNotFound);
		assert_noop!(revoke(RuntimeOrigin::root(), datanet), Error::<Test>::GrantNotFound);
		granted(datanet, 0, None);
		assert_noop!(
			Datanets::revoke(signed(OWNER), datanet, BOB, gibberish()),
			Error::<Test>::InvalidText
		);
	});
}

#[test]
fn grant_is_gone_when_anyone_expires_it_after_its_last_block() {
	run(|| {
		let (datanet, _) = private();
		granted(datanet, 60, Some(9));
		System::set_block_number(9);
		assert_noop!(Datanets::expire(signed(CAROL), datanet, BOB), Error::<Test>::NotExpired);
		System::set_block_number(10);
		assert_ok!(Datanets::expire(signed(CAROL), datanet, BOB));
		assert_last_event(Event::AccessExpired { datanet, who: BOB });
		assert_eq!((Grants::<Test>::iter().count(), total_held(BOB)), (0, 0));
		assert_noop!(Datanets::expire(signed(CAROL), datanet, BOB), Error::<Test>::GrantNotFound);
	});
}

#[test]
fn grant_is_gone_when_its_holder_gives_it_up() {
	run(|| {
		let (datanet, _) = private();
		granted(datanet, 0, None);
		assert_noop!(Datanets::expire(signed(OWNER), datanet, BOB), Error::<Test>::NotExpired);
		assert_ok!(Datanets::expire(signed(BOB), datanet, BOB));
		assert_eq!(Balances::free_balance(BOB), FUNDS);
	});
}

#[test]
fn everybody_may_train_when_the_datanet_is_public() {
	run(|| {
		let datanet = create();
		accept(contribute(ALICE, datanet, b"a"));
		let id = snapshot(datanet);
		assert!(Datanets::may_train(&POOR, id));
		assert!(!Datanets::may_train(&POOR, SnapshotId(9)));
		assert!(Datanets::is_public(id));
		assert!(!Datanets::is_public(SnapshotId(9)));
	});
}

#[test]
fn only_owner_and_holder_may_train_when_the_datanet_is_private() {
	run(|| {
		let (datanet, id) = private();
		granted(datanet, 0, None);
		assert!(Datanets::may_train(&OWNER, id));
		assert!(Datanets::may_train(&BOB, id));
		// Giving data is no leave to train on all of it.
		assert!(!Datanets::may_train(&ALICE, id));
		assert_ok!(Datanets::offer_transfer(signed(OWNER), datanet, Some(CAROL)));
		assert_ok!(Datanets::accept_transfer(signed(CAROL), datanet));
		assert!(Datanets::may_train(&CAROL, id));
		assert!(!Datanets::may_train(&OWNER, id));
	});
}
