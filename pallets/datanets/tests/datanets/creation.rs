// SPDX-License-Identifier: Apache-2.0
//! Creating Datanets, changing them, handing them over, ending them.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::DatanetId,
	licence::Licence,
	records::{ContributionKind, DataKind, Visibility},
	Balance,
};
use pallet_datanets::{
	Corpora, Corpus, Datanet, Datanets as DatanetsMap, Description, Error, Event, HoldReason,
	Judgement, NextDatanet, Policy,
};

fn create_by(
	who: AccountId,
	description: Description<Test>,
	licence: Licence,
	policy: Policy<Test>,
) -> DispatchResult {
	let (kind, visibility, cut) = (DataKind::Code, Visibility::Private, Perbill::from_percent(7));
	let price = Some(300);
	Datanets::create(signed(who), description, kind, licence, visibility, policy, price, cut)
}

/// What the deposit of a Datanet's owner should be.
fn deposit(id: DatanetId) -> Balance {
	let datanet = DatanetsMap::<Test>::get(id).unwrap();
	price(Datanet::footprint(&datanet.description, &datanet.policy))
}

#[test]
fn datanet_is_stored_when_created() {
	run(|| {
		System::set_block_number(7);
		let policy = committee(&[ALICE, BOB], 2);
		assert_ok!(create_by(OWNER, description("Harbours"), open_licence(), policy.clone()));
		let id = DatanetId(0);
		assert_last_event(Event::DatanetCreated { datanet: id, owner: OWNER });
		let datanet = DatanetsMap::<Test>::get(id).unwrap();
		assert_eq!((datanet.owner, datanet.offered_to, datanet.created_at), (OWNER, None, 7));
		assert_eq!(datanet.description, description("Harbours"));
		assert_eq!((datanet.kind, datanet.licence), (DataKind::Code, open_licence()));
		assert_eq!((datanet.visibility, datanet.entry_price), (Visibility::Private, Some(300)));
		assert_eq!((datanet.policy, datanet.policy_version), (policy, 0));
		assert_eq!((datanet.curators_cut, datanet.retired), (Perbill::from_percent(7), false));
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
			let description = Description { summary: text(summary), ..description("n") };
			assert_ok!(create_by(ALICE, description, open_licence(), Policy::Owner));
			total_held(ALICE) - before
		};
		assert_eq!(held_after("12345") - held_after(""), 10);
	});
}

#[test]
fn create_fails_when_a_text_is_not_utf8_or_a_needed_one_is_empty() {
	run(|| {
		let good = || description("n");
		let with = |description, licence| create_by(ALICE, description, licence, Policy::Owner);
		for bad in [
			Description { name: gibberish(), ..good() },
			Description { summary: gibberish(), ..good() },
			Description { uri: gibberish(), ..good() },
			Description { tags: vec![text("a"), gibberish()].try_into().unwrap(), ..good() },
			Description { tags: vec![text("")].try_into().unwrap(), ..good() },
			Description { name: text(""), ..good() },
		] {
			assert_noop!(with(bad, open_licence()), Error::<Test>::InvalidText);
		}
		assert_noop!(with(good(), licence("", [true; 3])), Error::<Test>::InvalidText);
		let unreadable = Licence { spdx: vec![0xc3].try_into().unwrap(), ..open_licence() };
		assert_noop!(with(good(), unreadable), Error::<Test>::InvalidText);
		let bare = Description { summary: text(""), uri: text(""), ..good() };
		assert_ok!(with(Description { tags: BoundedVec::new(), ..bare }, open_licence()));
	});
}

#[test]
fn create_fails_when_the_committee_could_not_decide() {
	run(|| {
		let unsound = [
			committee(&[], 0),
			committee(&[], 1),
			committee(&[ALICE], 0),
			committee(&[ALICE, BOB], 3),
			committee(&[BOB, ALICE], 1),
			committee(&[ALICE, ALICE], 1),
		];
		for policy in unsound {
			assert_noop!(
				create_by(OWNER, description("n"), open_licence(), policy),
				Error::<Test>::InvalidCommittee
			);
		}
		for policy in [committee(&[ALICE], 1), committee(&[1, 2, 3, 4, 5], 5)] {
			assert_ok!(create_by(OWNER, description("n"), open_licence(), policy));
		}
	});
}

#[test]
fn create_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		assert_noop!(
			create_by(POOR, description("n"), open_licence(), Policy::Owner),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn create_fails_when_numbers_are_exhausted() {
	run(|| {
		NextDatanet::<Test>::put(DatanetId(u32::MAX));
		assert_noop!(
			create_by(ALICE, description("n"), open_licence(), Policy::Owner),
			Error::<Test>::IdsExhausted
		);
	});
}

#[test]
fn edit_changes_description_and_deposit_when_the_owner_calls() {
	run(|| {
		let id = create();
		let before = held(HoldReason::DatanetDeposit, OWNER);
		for name in ["Harbours and ports", "H"].map(|name| &name[..name.len().min(16)]) {
			assert_ok!(Datanets::edit(signed(OWNER), id, description(name)));
			assert_last_event(Event::DatanetEdited { datanet: id });
			assert_eq!(DatanetsMap::<Test>::get(id).unwrap().description, description(name));
			assert_eq!(held(HoldReason::DatanetDeposit, OWNER), deposit(id));
		}
		assert!(held(HoldReason::DatanetDeposit, OWNER) < before);
	});
}

#[test]
fn edit_fails_when_datanet_caller_or_text_is_wrong() {
	run(|| {
		let id = create();
		let edit = |who, id, description| Datanets::edit(signed(who), id, description);
		assert_noop!(edit(OWNER, DatanetId(9), description("n")), Error::<Test>::DatanetNotFound);
		assert_noop!(edit(ALICE, id, description("n")), Error::<Test>::NotOwner);
		assert_noop!(edit(OWNER, id, description("")), Error::<Test>::InvalidText);
	});
}

#[test]
fn edit_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		let id = create();
		let spare = Balances::free_balance(OWNER) - ED;
		assert_ok!(Balances::transfer_allow_death(signed(OWNER), BOB, spare));
		assert_noop!(
			Datanets::edit(signed(OWNER), id, description("Longer harbours")),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn transfer_moves_owner_and_deposit_when_accepted() {
	run(|| {
		let id = create();
		assert_ok!(Datanets::offer_transfer(signed(OWNER), id, Some(ALICE)));
		assert_last_event(Event::TransferOffered { datanet: id, to: Some(ALICE) });
		assert_eq!(DatanetsMap::<Test>::get(id).unwrap().owner, OWNER);
		assert_eq!(held(HoldReason::DatanetDeposit, ALICE), 0);
		assert_ok!(Datanets::accept_transfer(signed(ALICE), id));
		assert_last_event(Event::DatanetTransferred { datanet: id, from: OWNER, to: ALICE });
		let datanet = DatanetsMap::<Test>::get(id).unwrap();
		assert_eq!((datanet.owner, datanet.offered_to), (ALICE, None));
		assert_eq!(held(HoldReason::DatanetDeposit, OWNER), 0);
		assert_eq!(held(HoldReason::DatanetDeposit, ALICE), deposit(id));
		assert_noop!(Datanets::edit(signed(OWNER), id, description("n")), Error::<Test>::NotOwner);
	});
}

#[test]
fn offer_is_gone_when_the_datanet_is_another_by_then() {
	run(|| {
		let changes: [fn(DatanetId) -> DispatchResult; 3] = [
			|id| Datanets::edit(signed(OWNER), id, description("Longer harbours")),
			|id| Datanets::set_policy(signed(OWNER), id, Policy::Staked),
			|id| Datanets::retire(signed(OWNER), id),
		];
		for change in changes {
			let id = create();
			assert_ok!(Datanets::offer_transfer(signed(OWNER), id, Some(ALICE)));
			assert_ok!(change(id));
			assert_noop!(Datanets::accept_transfer(signed(ALICE), id), Error::<Test>::NotOffered);
		}
	});
}

#[test]
fn offer_is_gone_when_another_follows_or_it_is_taken_back() {
	run(|| {
		let id = create();
		assert_ok!(Datanets::offer_transfer(signed(OWNER), id, Some(ALICE)));
		assert_ok!(Datanets::offer_transfer(signed(OWNER), id, Some(BOB)));
		assert_noop!(Datanets::accept_transfer(signed(ALICE), id), Error::<Test>::NotOffered);
		assert_ok!(Datanets::offer_transfer(signed(OWNER), id, None));
		assert_noop!(Datanets::accept_transfer(signed(BOB), id), Error::<Test>::NotOffered);
	});
}

#[test]
fn offer_transfer_fails_when_datanet_or_caller_is_wrong() {
	run(|| {
		let id = create();
		let offer = |who, id| Datanets::offer_transfer(signed(who), id, Some(ALICE));
		assert_noop!(offer(OWNER, DatanetId(9)), Error::<Test>::DatanetNotFound);
		assert_noop!(offer(ALICE, id), Error::<Test>::NotOwner);
	});
}

#[test]
fn accept_transfer_fails_when_there_is_no_datanet_or_no_deposit() {
	run(|| {
		let id = create();
		assert_noop!(
			Datanets::accept_transfer(signed(ALICE), DatanetId(9)),
			Error::<Test>::DatanetNotFound
		);
		assert_ok!(Datanets::offer_transfer(signed(OWNER), id, Some(POOR)));
		assert_noop!(Datanets::accept_transfer(signed(POOR), id), TokenError::FundsUnavailable);
	});
}

#[test]
fn retired_datanet_takes_nothing_new_when_asked() {
	run(|| {
		let id = create();
		accept(contribute(ALICE, id, b"a"));
		snapshot(id);
		let pending = contribute(ALICE, id, b"b");
		assert_ok!(Datanets::set_entry_price(signed(OWNER), id, Some(5)));
		assert_ok!(Datanets::request_access(signed(BOB), id, text(""), None, 0));
		assert_ok!(Datanets::retire(signed(OWNER), id));
		assert_last_event(Event::DatanetRetired { datanet: id });

		let retired = Error::<Test>::DatanetRetired;
		assert_noop!(give(ALICE, id, content(b"c")), retired);
		assert_noop!(
			Datanets::request_access(signed(CAROL), id, text(""), None, 0),
			Error::<Test>::DatanetRetired
		);
		assert_noop!(
			Datanets::grant(signed(OWNER), id, BOB, 0, None, text("")),
			Error::<Test>::DatanetRetired
		);
		assert_noop!(Datanets::buy_licence(signed(CAROL), id, 5), Error::<Test>::DatanetRetired);
		assert_noop!(judge(OWNER, pending, Judgement::Accept), Error::<Test>::DatanetRetired);
		assert_noop!(
			Datanets::snapshot(signed(OWNER), id, text("")),
			Error::<Test>::DatanetRetired
		);
		assert_noop!(Datanets::retire(signed(OWNER), id), Error::<Test>::DatanetRetired);
	});
}

#[test]
fn retire_fails_when_datanet_or_caller_is_wrong() {
	run(|| {
		let id = create();
		assert_noop!(Datanets::retire(signed(OWNER), DatanetId(9)), Error::<Test>::DatanetNotFound);
		assert_noop!(Datanets::retire(signed(ALICE), id), Error::<Test>::NotOwner);
	});
}

#[test]
fn entry_price_is_set_when_the_owner_calls() {
	run(|| {
		let id = create();
		for price in [Some(12), None] {
			assert_ok!(Datanets::set_entry_price(signed(OWNER), id, price));
			assert_last_event(Event::EntryPriceSet { datanet: id, price });
			assert_eq!(DatanetsMap::<Test>::get(id).unwrap().entry_price, price);
		}
		let set = |who, id| Datanets::set_entry_price(signed(who), id, Some(1));
		assert_noop!(set(OWNER, DatanetId(9)), Error::<Test>::DatanetNotFound);
		assert_noop!(set(ALICE, id), Error::<Test>::NotOwner);
	});
}

#[test]
fn policy_and_deposit_change_when_the_owner_sets_another() {
	run(|| {
		let id = create();
		let before = held(HoldReason::DatanetDeposit, OWNER);
		let policy = committee(&[ALICE, BOB, CAROL], 2);
		assert_ok!(Datanets::set_policy(signed(OWNER), id, policy.clone()));
		assert_last_event(Event::PolicySet { datanet: id, policy: policy.clone(), version: 1 });
		let datanet = DatanetsMap::<Test>::get(id).unwrap();
		assert_eq!((datanet.policy, datanet.policy_version), (policy, 1));
		// Three members of 8 bytes, their count, and the threshold.
		assert_eq!(held(HoldReason::DatanetDeposit, OWNER) - before, 2 * (24 + 1 + 4));
		assert_ok!(Datanets::set_policy(signed(OWNER), id, Policy::Owner));
		assert_eq!(held(HoldReason::DatanetDeposit, OWNER), before);
	});
}

#[test]
fn set_policy_fails_when_datanet_caller_or_committee_is_wrong() {
	run(|| {
		let id = create();
		let set = |who, id, policy| Datanets::set_policy(signed(who), id, policy);
		assert_noop!(set(OWNER, DatanetId(9), Policy::Staked), Error::<Test>::DatanetNotFound);
		assert_noop!(set(ALICE, id, Policy::Staked), Error::<Test>::NotOwner);
		assert_noop!(set(OWNER, id, committee(&[ALICE], 2)), Error::<Test>::InvalidCommittee);
		DatanetsMap::<Test>::mutate(id, |datanet| {
			datanet.as_mut().unwrap().policy_version = u32::MAX;
		});
		assert_noop!(set(OWNER, id, Policy::Staked), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn set_policy_fails_when_the_deposit_cannot_be_paid() {
	run(|| {
		let id = create();
		let spare = Balances::free_balance(OWNER) - ED;
		assert_ok!(Balances::transfer_allow_death(signed(OWNER), BOB, spare));
		assert_noop!(
			Datanets::set_policy(signed(OWNER), id, committee(&[ALICE, BOB], 1)),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn calls_fail_when_nobody_signed() {
	run(|| {
		let id = create();
		let given = contribute(ALICE, id, b"words");
		let none = RuntimeOrigin::none;
		let (kind, cut) = (DataKind::Text, Perbill::zero());
		let create = Datanets::create(
			none(),
			description("n"),
			kind,
			open_licence(),
			Visibility::Public,
			Policy::Owner,
			None,
			cut,
		);
		assert_noop!(create, BadOrigin);
		assert_noop!(Datanets::edit(none(), id, description("n")), BadOrigin);
		assert_noop!(Datanets::offer_transfer(none(), id, None), BadOrigin);
		assert_noop!(Datanets::accept_transfer(none(), id), BadOrigin);
		assert_noop!(Datanets::retire(none(), id), BadOrigin);
		assert_noop!(Datanets::set_entry_price(none(), id, None), BadOrigin);
		assert_noop!(Datanets::set_policy(none(), id, Policy::Owner), BadOrigin);
		let kind = ContributionKind::Rows;
		assert_noop!(
			Datanets::contribute(none(), id, content(b"b"), text(""), open_licence(), kind),
			BadOrigin
		);
		assert_noop!(Datanets::withdraw(none(), given), BadOrigin);
		assert_noop!(Datanets::report(none(), given), BadOrigin);
		assert_noop!(Datanets::retract_report(none(), given), BadOrigin);
		let judge = Datanets::judge(none(), given, Judgement::Accept).map(drop);
		assert_noop!(judge.map_err(|refusal| refusal.error), BadOrigin);
		assert_noop!(Datanets::take_down(none(), given, text("")), BadOrigin);
		assert_noop!(Datanets::snapshot(none(), id, text("")), BadOrigin);
		assert_noop!(Datanets::request_access(none(), id, text(""), None, 0), BadOrigin);
		assert_noop!(Datanets::cancel_request(none(), id), BadOrigin);
		assert_noop!(Datanets::grant(none(), id, BOB, 0, None, text("")), BadOrigin);
		assert_noop!(Datanets::deny(none(), id, BOB, text("")), BadOrigin);
		assert_noop!(Datanets::buy_licence(none(), id, 0), BadOrigin);
		assert_noop!(Datanets::set_key(none(), id, BOB, text("")), BadOrigin);
		assert_noop!(Datanets::revoke(none(), id, BOB, text("")), BadOrigin);
		assert_noop!(Datanets::expire(none(), id, BOB), BadOrigin);
	});
}
