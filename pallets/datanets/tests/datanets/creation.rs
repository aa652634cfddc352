// SPDX-License-Identifier: Apache-2.0
//! Creating Datanets.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::ids::DatanetId;
use pallet_datanets::{
	Corpora, Corpus, Datanets as DatanetsMap, Description, Error, Event, NextDatanet,
};

#[test]
fn datanet_is_stored_when_created() {
	run(|| {
		System::set_block_number(7);
		let id = create();
		assert_eq!(id, DatanetId(0));
		assert_last_event(Event::DatanetCreated { datanet: id, owner: CURATOR });
		let datanet = DatanetsMap::<Test>::get(id).unwrap();
		assert_eq!(datanet.owner, CURATOR);
		assert_eq!(datanet.created_at, 7);
		assert_eq!(
			datanet.description,
			Description {
				name: text("Harbours"),
				summary: text("What boats do."),
				uri: text("ipfs://harbours"),
				licence: text("CC-BY-4.0"),
			}
		);
		assert_eq!(Corpora::<Test>::get(id), Corpus::default());
	});
}

#[test]
fn datanets_get_numbers_of_their_own_when_created() {
	run(|| {
		assert_eq!([create(), create(), create()], [DatanetId(0), DatanetId(1), DatanetId(2)]);
	});
}

#[test]
fn deposit_grows_by_the_price_of_a_byte_when_a_text_is_longer() {
	run(|| {
		let held_after = |summary: &str| {
			let before = total_held(ALICE);
			let origin = RuntimeOrigin::signed(ALICE);
			assert_ok!(Datanets::create(
				origin,
				text("n"),
				text(summary),
				text(""),
				text("CC0-1.0")
			));
			total_held(ALICE) - before
		};
		assert_eq!(held_after("12345") - held_after(""), 10);
	});
}

#[test]
fn create_fails_when_a_text_is_not_utf8_or_a_needed_one_is_empty() {
	run(|| {
		let create = |name: &[u8], summary: &[u8], uri: &[u8], licence: &[u8]| {
			Datanets::create(
				RuntimeOrigin::signed(ALICE),
				name.to_vec().try_into().unwrap(),
				summary.to_vec().try_into().unwrap(),
				uri.to_vec().try_into().unwrap(),
				licence.to_vec().try_into().unwrap(),
			)
		};
		assert_noop!(create(b"\xff", b"", b"", b"MIT"), Error::<Test>::InvalidText);
		assert_noop!(create(b"n", b"\xc3", b"", b"MIT"), Error::<Test>::InvalidText);
		assert_noop!(create(b"n", b"", b"a\x80", b"MIT"), Error::<Test>::InvalidText);
		assert_noop!(create(b"n", b"", b"", b"\xed\xa0\x80"), Error::<Test>::InvalidText);
		assert_noop!(create(b"", b"", b"", b"MIT"), Error::<Test>::InvalidText);
		assert_noop!(create(b"n", b"", b"", b""), Error::<Test>::InvalidText);
		assert_ok!(create(b"n", b"", b"", b"MIT"));
	});
}

#[test]
fn create_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		let origin = RuntimeOrigin::signed(POOR);
		assert_noop!(
			Datanets::create(origin, text("n"), text(""), text(""), text("MIT")),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn create_fails_when_numbers_are_exhausted() {
	run(|| {
		NextDatanet::<Test>::put(DatanetId(u32::MAX));
		let origin = RuntimeOrigin::signed(ALICE);
		assert_noop!(
			Datanets::create(origin, text("n"), text(""), text(""), text("MIT")),
			Error::<Test>::IdsExhausted
		);
	});
}

#[test]
fn calls_fail_when_nobody_signed() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"words");
		let none = RuntimeOrigin::none;
		assert_noop!(
			Datanets::create(none(), text("n"), text(""), text(""), text("MIT")),
			BadOrigin
		);
		assert_noop!(Datanets::contribute(none(), datanet, content(b"other"), text("")), BadOrigin);
		assert_noop!(Datanets::accept(none(), id), BadOrigin);
		assert_noop!(Datanets::reject(none(), id, text("")), BadOrigin);
		assert_noop!(Datanets::withdraw(none(), id), BadOrigin);
		assert_noop!(Datanets::snapshot(none(), datanet), BadOrigin);
	});
}
