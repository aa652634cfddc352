// SPDX-License-Identifier: Apache-2.0
//! Giving contributions, reporting them, taking them back.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	ids::{ContributionId, DatanetId},
	licence::Licence,
	records::{ContributionKind, DataKind, Reputation, Visibility},
};
use pallet_datanets::{
	Contribution, Contributions, Corpora, Corpus, Datanet, Error, Event, HoldReason, Judgement,
	NextContribution, NextDatanet, Policy, Report, Reports, Roots, Status,
};

fn give_under(datanet: DatanetId, licence: Licence) -> DispatchResult {
	let (uri, kind) = (text("u"), ContributionKind::Rows);
	Datanets::contribute(signed(ALICE), datanet, content(b"a"), uri, licence, kind)
}

fn withdraw(who: AccountId, contribution: ContributionId) -> DispatchResult {
	Datanets::withdraw(signed(who), contribution)
}

fn report(who: AccountId, contribution: ContributionId) -> DispatchResult {
	Datanets::report(signed(who), contribution)
}

fn retract_report(who: AccountId, contribution: ContributionId) -> DispatchResult {
	Datanets::retract_report(signed(who), contribution)
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
			kind: ContributionKind::Document,
			bond: BOND,
		});
		let contribution = Contributions::<Test>::get(id).unwrap();
		assert_eq!((contribution.datanet, contribution.contributor), (datanet, ALICE));
		assert_eq!(contribution.content, content(b"some words"));
		assert_eq!(contribution.uri.as_slice(), b"ipfs://bytes");
		assert_eq!(contribution.licence, open_licence());
		assert_eq!(contribution.kind, ContributionKind::Document);
		assert_eq!(contribution.status, Status::Pending { bond: BOND, staked: false });
		assert_eq!(contribution.submitted_at, 5);
		assert_eq!(held(HoldReason::ContributionBond, ALICE), BOND);
		assert_eq!(held(HoldReason::ContributionDeposit, ALICE), costs(&contribution).0);
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
fn contribute_fails_when_uri_or_licence_cannot_be_read() {
	run(|| {
		let (datanet, kind) = (create(), ContributionKind::LabelSet);
		let uri = gibberish();
		assert_noop!(
			Datanets::contribute(signed(ALICE), datanet, content(b"a"), uri, open_licence(), kind),
			Error::<Test>::InvalidText
		);
		assert_noop!(give_under(datanet, Licence::default()), Error::<Test>::InvalidText);
	});
}

#[test]
fn contribute_fails_when_the_licences_conflict() {
	run(|| {
		let datanet = create();
		let refused = [
			([false, true, false], Error::<Test>::DerivativesForbidden),
			([true, false, false], Error::<Test>::CommercialForbidden),
			([true, true, true], Error::<Test>::ShareAlikeBroken),
		];
		for (terms, refusal) in refused {
			assert_noop!(give_under(datanet, licence("Other", terms)), refusal);
		}
		assert_ok!(give_under(datanet, licence("Other", [true, true, false])));
	});
}

#[test]
fn contribution_may_demand_its_own_licence_when_the_datanet_has_it() {
	run(|| {
		let (kind, cut) = (DataKind::Text, Perbill::zero());
		let (shared, id) = (licence("CC-BY-SA-4.0", [true; 3]), NextDatanet::<Test>::get());
		assert_ok!(Datanets::create(
			signed(OWNER),
			description("n"),
			kind,
			shared.clone(),
			Visibility::Public,
			Policy::Owner,
			None,
			cut
		));
		assert_ok!(give_under(id, shared));
	});
}

#[test]
fn contribute_fails_when_the_same_content_stands_there() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		let duplicate = || give(BOB, datanet, content(b"a"));
		assert_noop!(duplicate(), Error::<Test>::DuplicateContent);
		accept(id);
		assert_noop!(duplicate(), Error::<Test>::DuplicateContent);
		take_down(id);
		assert_noop!(duplicate(), Error::<Test>::DuplicateContent);
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
		assert_noop!(give(POOR, datanet, content(b"a")), Error::<Test>::FundsLocked);
		// Enough for the bond, not for the deposit.
		assert_ok!(Balances::transfer_allow_death(signed(ALICE), POOR, BOND - 2_700));
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
fn withdraw_gives_everything_back_when_pending() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(withdraw(ALICE, id));
		assert_last_event(Event::ContributionWithdrawn {
			contribution: id,
			datanet,
			contributor: ALICE,
		});
		assert_eq!(Contributions::<Test>::get(id), None);
		assert_eq!(Roots::<Test>::iter().count(), 0);
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
		assert_eq!(Datanets::reputation(&ALICE), Reputation::default());
	});
}

#[test]
fn withdraw_fails_when_contribution_caller_or_state_is_wrong() {
	run(|| {
		let datanet = create();
		let [pending, accepted, gone] =
			[b"a", b"b", b"c"].map(|bytes| contribute(ALICE, datanet, bytes));
		accept(accepted);
		accept(gone);
		take_down(gone);
		assert_noop!(withdraw(ALICE, ContributionId(7)), Error::<Test>::ContributionNotFound);
		assert_noop!(withdraw(BOB, pending), Error::<Test>::NotContributor);
		assert_noop!(withdraw(OWNER, pending), Error::<Test>::NotContributor);
		assert_noop!(withdraw(ALICE, accepted), Error::<Test>::NotPending);
		assert_noop!(withdraw(ALICE, gone), Error::<Test>::NotPending);
	});
}

#[test]
fn withdraw_fails_until_the_period_is_over_when_reported() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		System::set_block_number(10);
		assert_ok!(report(BOB, id));
		assert_noop!(withdraw(ALICE, id), Error::<Test>::UnderJudgement);
		System::set_block_number(10 + PERIOD - 1);
		assert_noop!(withdraw(ALICE, id), Error::<Test>::UnderJudgement);
		System::set_block_number(10 + PERIOD);
		assert_ok!(withdraw(ALICE, id));
		assert_event(Event::ReportReleased { contribution: id, reporter: BOB, bond: REPORT_BOND });
		assert_eq!((Balances::free_balance(ALICE), Balances::free_balance(BOB)), (FUNDS, FUNDS));
		assert_eq!(Reports::<Test>::iter().count(), 0);
	});
}

#[test]
fn withdraw_fails_until_the_period_is_over_when_voted_on() {
	run(|| {
		let policy = committee(&[BOB, CAROL], 2);
		let id = contribute(ALICE, create_with(Visibility::Public, policy), b"a");
		System::set_block_number(4);
		assert_ok!(judge(BOB, id, Judgement::Spam));
		assert_noop!(withdraw(ALICE, id), Error::<Test>::UnderJudgement);
		System::set_block_number(4 + PERIOD);
		assert_ok!(withdraw(ALICE, id));
		assert_eq!(pallet_datanets::Votes::<Test>::iter().count(), 0);
	});
}

#[test]
fn withdraw_fails_until_the_period_is_over_when_given_to_staked_curators() {
	run(|| {
		let id = contribute(ALICE, create_with(Visibility::Public, Policy::Staked), b"a");
		assert_noop!(withdraw(ALICE, id), Error::<Test>::UnderJudgement);
		System::set_block_number(1 + PERIOD);
		assert_ok!(withdraw(ALICE, id));
	});
}

#[test]
fn report_is_bonded_when_the_first() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		System::set_block_number(3);
		assert_ok!(report(BOB, id));
		assert_last_event(Event::ContributionReported {
			contribution: id,
			reporter: BOB,
			bond: REPORT_BOND,
		});
		let stored = Report { reporter: BOB, bond: REPORT_BOND, reported_at: 3 };
		assert_eq!(Reports::<Test>::get(id), Some(stored));
		assert_eq!(held(HoldReason::ReportBond, BOB), REPORT_BOND);
	});
}

#[test]
fn report_fails_when_contribution_state_or_caller_is_wrong() {
	run(|| {
		let datanet = create();
		let (pending, accepted) =
			(contribute(ALICE, datanet, b"a"), contribute(ALICE, datanet, b"b"));
		accept(accepted);
		assert_noop!(report(BOB, ContributionId(7)), Error::<Test>::ContributionNotFound);
		assert_noop!(report(BOB, accepted), Error::<Test>::NotPending);
		assert_noop!(report(ALICE, pending), Error::<Test>::OwnContribution);
		assert_ok!(report(BOB, pending));
		assert_noop!(report(CAROL, pending), Error::<Test>::AlreadyReported);
		assert_noop!(report(BOB, pending), Error::<Test>::AlreadyReported);
	});
}

#[test]
fn report_fails_when_the_bond_cannot_be_paid() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		assert_ok!(Balances::transfer_allow_death(signed(POOR), ALICE, 2_700 - REPORT_BOND));
		assert_noop!(report(POOR, id), TokenError::FundsUnavailable);
	});
}

#[test]
fn bonds_are_refused_when_the_caller_has_only_locked_funds() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		lock(BOB);
		assert_noop!(give(BOB, datanet, content(b"b")), Error::<Test>::FundsLocked);
		assert_noop!(report(BOB, id), Error::<Test>::FundsLocked);
	});
}

#[test]
fn deposits_count_every_entry_when_there_are_several() {
	let (uri, licence) = (text("ipfs://bytes"), open_licence());
	assert_eq!(Contribution::<Test>::pending_footprint(&uri, &licence).count, 6);
	assert_eq!(Contribution::<Test>::footprint(&uri, &licence).count, 5);
	let policy = committee(&[OWNER, BOB], 1);
	assert_eq!(Datanet::footprint(&description("Harbours"), &policy).count, 3);
}

#[test]
fn withdraw_fails_when_staked_curators_vote_on_it() {
	run(|| {
		let id = contribute(ALICE, create_with(Visibility::Public, Policy::Staked), b"a");
		Voting::set(vec![id]);
		System::set_block_number(1 + 9 * PERIOD);
		assert_noop!(withdraw(ALICE, id), Error::<Test>::UnderJudgement);
		Voting::set(vec![]);
		assert_ok!(withdraw(ALICE, id));
	});
}

#[test]
fn judging_takes_longer_when_blocks_are_full() {
	run(|| {
		let id = contribute(ALICE, create_with(Visibility::Public, Policy::Staked), b"a");
		assert_ok!(report(BOB, id));
		FullBlocks::set(7);
		System::set_block_number(1 + PERIOD + 6);
		assert_noop!(withdraw(ALICE, id), Error::<Test>::UnderJudgement);
		assert_noop!(retract_report(BOB, id), Error::<Test>::UnderJudgement);
		System::set_block_number(1 + PERIOD + 7);
		assert_ok!(retract_report(BOB, id));
		assert_ok!(withdraw(ALICE, id));
	});
}

#[test]
fn report_is_taken_back_when_nobody_decided() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		System::set_block_number(3);
		assert_ok!(report(BOB, id));
		System::set_block_number(3 + PERIOD - 1);
		assert_noop!(retract_report(BOB, id), Error::<Test>::UnderJudgement);
		System::set_block_number(3 + PERIOD);
		assert_ok!(retract_report(BOB, id));
		assert_last_event(Event::ReportReleased {
			contribution: id,
			reporter: BOB,
			bond: REPORT_BOND,
		});
		assert_eq!(Balances::free_balance(BOB), FUNDS);
		assert_ok!(report(CAROL, id));
	});
}

#[test]
fn retract_report_fails_when_staked_curators_vote_on_it() {
	run(|| {
		let id = contribute(ALICE, create_with(Visibility::Public, Policy::Staked), b"a");
		assert_ok!(report(BOB, id));
		Voting::set(vec![id]);
		System::set_block_number(1 + PERIOD);
		assert_noop!(retract_report(BOB, id), Error::<Test>::UnderJudgement);
	});
}

#[test]
fn retract_report_fails_when_there_is_none_or_it_is_anothers() {
	run(|| {
		let datanet = create();
		let [id, decided] = [b"a", b"b"].map(|bytes| contribute(ALICE, datanet, bytes));
		assert_noop!(retract_report(BOB, id), Error::<Test>::ReportNotFound);
		assert_ok!(report(BOB, id));
		assert_noop!(retract_report(CAROL, id), Error::<Test>::NotReporter);
		assert_noop!(retract_report(ALICE, id), Error::<Test>::NotReporter);
		assert_ok!(report(BOB, decided));
		accept(decided);
		assert_noop!(retract_report(BOB, decided), Error::<Test>::ReportNotFound);
	});
}
