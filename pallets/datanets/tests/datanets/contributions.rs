// SPDX-License-Identifier: Apache-2.0
//! Giving contributions, deciding about them, taking them back.

use crate::mock::*;
use codec::{Decode, Encode};
use frame::testing_prelude::*;
use openledger_primitives::{
	accumulator::Accumulator,
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	ids::{ContributionId, DatanetId},
};
use pallet_datanets::{
	Accepted, Contributions, Corpora, Corpus, Error, Event, HoldReason, NextContribution, Roots,
	Status,
};

fn give(who: AccountId, datanet: DatanetId, content: ContentCommitment) -> DispatchResult {
	Datanets::contribute(RuntimeOrigin::signed(who), datanet, content, text("ipfs://bytes"))
}

#[test]
fn contribution_is_pending_and_bonded_when_given() {
	run(|| {
		let datanet = create();
		System::set_block_number(5);
		let id = contribute(ALICE, datanet, b"some words");
		assert_last_event(Event::Contributed {
			contribution: id,
			datanet,
			contributor: ALICE,
			content: content(b"some words"),
			bond: BOND,
		});
		let contribution = Contributions::<Test>::get(id).unwrap();
		assert_eq!(contribution.datanet, datanet);
		assert_eq!(contribution.contributor, ALICE);
		assert_eq!(contribution.content, content(b"some words"));
		assert_eq!(contribution.uri.as_slice(), b"ipfs://bytes");
		assert_eq!(contribution.status, Status::Pending { bond: BOND });
		assert_eq!(contribution.submitted_at, 5);
		assert_eq!(held(HoldReason::ContributionBond, ALICE), BOND);
		assert!(held(HoldReason::ContributionDeposit, ALICE) > 0);
		assert_eq!(Corpora::<Test>::get(datanet), Corpus::default());
	});
}

#[test]
fn numbers_follow_the_order_of_submission_when_datanets_differ() {
	run(|| {
		let (first, second) = (create(), create());
		assert_eq!(contribute(ALICE, first, b"a"), ContributionId(0));
		assert_eq!(contribute(BOB, second, b"a"), ContributionId(1));
		assert_eq!(contribute(ALICE, first, b"b"), ContributionId(2));
	});
}

#[test]
fn contribute_fails_when_there_is_no_datanet() {
	run(|| {
		create();
		assert_noop!(give(ALICE, DatanetId(1), content(b"a")), Error::<Test>::DatanetNotFound);
	});
}

#[test]
fn contribute_fails_when_the_commitment_is_malformed() {
	run(|| {
		let datanet = create();
		let root = H256::repeat_byte(1);
		let malformed = [
			ContentCommitment { root, length: 0 },
			ContentCommitment { root: H256::zero(), length: 1 },
			ContentCommitment { root, length: MAX_CONTENT_LEN + 1 },
		];
		for content in malformed {
			assert_noop!(give(ALICE, datanet, content), Error::<Test>::MalformedContent);
		}
		assert_ok!(give(ALICE, datanet, ContentCommitment { root, length: MAX_CONTENT_LEN }));
	});
}

#[test]
fn contribute_fails_when_the_content_is_empty() {
	run(|| {
		let datanet = create();
		assert_noop!(give(ALICE, datanet, content(b"")), Error::<Test>::EmptyContent);
	});
}

#[test]
fn contribute_fails_when_the_uri_is_not_utf8() {
	run(|| {
		let datanet = create();
		let uri = vec![b'a', 0xff].try_into().unwrap();
		assert_noop!(
			Datanets::contribute(RuntimeOrigin::signed(ALICE), datanet, content(b"a"), uri),
			Error::<Test>::InvalidText
		);
	});
}

#[test]
fn contribute_fails_when_the_same_content_is_pending_or_accepted() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_noop!(give(BOB, datanet, content(b"a")), Error::<Test>::DuplicateContent);
		assert_noop!(give(ALICE, datanet, content(b"a")), Error::<Test>::DuplicateContent);
		accept(id);
		assert_noop!(give(BOB, datanet, content(b"a")), Error::<Test>::DuplicateContent);
	});
}

#[test]
fn contribute_takes_the_same_content_when_the_datanet_is_another() {
	run(|| {
		contribute(ALICE, create(), b"a");
		assert_ok!(give(BOB, create(), content(b"a")));
	});
}

#[test]
fn contribute_fails_when_deposit_or_bond_cannot_be_paid() {
	run(|| {
		let datanet = create();
		// Enough for the deposit, not for the bond.
		assert_noop!(give(POOR, datanet, content(b"a")), TokenError::FundsUnavailable);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(POOR), ALICE, 1_400));
		assert_noop!(give(POOR, datanet, content(b"a")), TokenError::FundsUnavailable);
	});
}

#[test]
fn contribute_fails_when_numbers_are_exhausted() {
	run(|| {
		let datanet = create();
		NextContribution::<Test>::put(ContributionId(u64::MAX));
		assert_noop!(give(ALICE, datanet, content(b"a")), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn accept_appends_and_releases_the_bond_when_pending() {
	run(|| {
		let datanet = create();
		let first = contribute(ALICE, datanet, b"one");
		let second = contribute(BOB, datanet, b"three");
		accept(second);
		assert_last_event(Event::ContributionAccepted {
			contribution: second,
			datanet,
			contributor: BOB,
			index: 0,
		});
		accept(first);
		assert_eq!(Accepted::<Test>::get(datanet, 0), Some(second));
		assert_eq!(Accepted::<Test>::get(datanet, 1), Some(first));
		let status = Contributions::<Test>::get(first).unwrap().status;
		assert_eq!(status, Status::Accepted { index: 1 });
		let corpus = Corpora::<Test>::get(datanet);
		assert_eq!((corpus.accepted.count(), corpus.length), (2, 8));
		assert_eq!(held(HoldReason::ContributionBond, ALICE), 0);
		assert!(held(HoldReason::ContributionDeposit, ALICE) > 0);
	});
}

#[test]
fn accept_fails_when_there_is_no_such_contribution() {
	run(|| {
		create();
		assert_noop!(
			Datanets::accept(RuntimeOrigin::signed(CURATOR), ContributionId(0)),
			Error::<Test>::ContributionNotFound
		);
	});
}

#[test]
fn accept_fails_when_the_caller_is_not_the_curator() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		assert_noop!(Datanets::accept(RuntimeOrigin::signed(ALICE), id), Error::<Test>::NotCurator);
	});
}

#[test]
fn accept_fails_when_it_is_accepted_already() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		accept(id);
		assert_noop!(
			Datanets::accept(RuntimeOrigin::signed(CURATOR), id),
			Error::<Test>::NotPending
		);
	});
}

#[test]
fn accept_fails_when_the_datanet_is_full() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		let peaks = vec![H256::repeat_byte(1); 32];
		let before = Corpora::<Test>::get(datanet);
		Corpora::<Test>::mutate(datanet, |corpus| {
			corpus.accepted = Accumulator::decode(&mut &(u32::MAX, peaks).encode()[..]).unwrap();
		});
		assert_noop!(
			Datanets::accept(RuntimeOrigin::signed(CURATOR), id),
			Error::<Test>::DatanetFull
		);
		Corpora::<Test>::insert(datanet, before);
	});
}

#[test]
fn reject_gives_everything_back_when_pending() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(Datanets::reject(RuntimeOrigin::signed(CURATOR), id, text("Not ours")));
		assert_last_event(Event::ContributionRejected {
			contribution: id,
			datanet,
			contributor: ALICE,
			reason: text("Not ours"),
		});
		assert_eq!(Contributions::<Test>::get(id), None);
		assert_eq!(Roots::<Test>::iter().count(), 0);
		assert_eq!(total_held(ALICE), 0);
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
	});
}

#[test]
fn same_content_may_come_again_when_rejected() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(Datanets::reject(RuntimeOrigin::signed(CURATOR), id, text("")));
		assert_eq!(contribute(BOB, datanet, b"a"), ContributionId(1));
	});
}

#[test]
fn reject_fails_when_contribution_caller_or_state_is_wrong() {
	run(|| {
		let datanet = create();
		let (pending, accepted) =
			(contribute(ALICE, datanet, b"a"), contribute(ALICE, datanet, b"b"));
		accept(accepted);
		let reject = |who, id| Datanets::reject(RuntimeOrigin::signed(who), id, text("no"));
		assert_noop!(reject(CURATOR, ContributionId(7)), Error::<Test>::ContributionNotFound);
		assert_noop!(reject(ALICE, pending), Error::<Test>::NotCurator);
		assert_noop!(reject(CURATOR, accepted), Error::<Test>::NotPending);
	});
}

#[test]
fn reject_fails_when_the_reason_is_not_utf8() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		let reason = vec![0xff].try_into().unwrap();
		assert_noop!(
			Datanets::reject(RuntimeOrigin::signed(CURATOR), id, reason),
			Error::<Test>::InvalidText
		);
	});
}

#[test]
fn withdraw_gives_everything_back_when_pending() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(Datanets::withdraw(RuntimeOrigin::signed(ALICE), id));
		assert_last_event(Event::ContributionWithdrawn {
			contribution: id,
			datanet,
			contributor: ALICE,
		});
		assert_eq!(Contributions::<Test>::get(id), None);
		assert_eq!(Roots::<Test>::iter().count(), 0);
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
	});
}

#[test]
fn withdraw_fails_when_contribution_caller_or_state_is_wrong() {
	run(|| {
		let datanet = create();
		let (pending, accepted) =
			(contribute(ALICE, datanet, b"a"), contribute(ALICE, datanet, b"b"));
		accept(accepted);
		let withdraw = |who, id| Datanets::withdraw(RuntimeOrigin::signed(who), id);
		assert_noop!(withdraw(ALICE, ContributionId(7)), Error::<Test>::ContributionNotFound);
		assert_noop!(withdraw(BOB, pending), Error::<Test>::NotContributor);
		assert_noop!(withdraw(CURATOR, pending), Error::<Test>::NotContributor);
		assert_noop!(withdraw(ALICE, accepted), Error::<Test>::NotPending);
	});
}
