// SPDX-License-Identifier: Apache-2.0
//! Deciding about contributions.

use crate::mock::*;
use codec::{Decode, Encode};
use frame::testing_prelude::*;
use openledger_primitives::{
	accumulator::Accumulator,
	ids::{ContributionId, DatanetId},
	records::{Reputation, Visibility},
	traits::{StakedCuration, Verdict},
};
use pallet_datanets::{
	Accepted, Contributions, Corpora, Error, Event, HoldReason, Judgement, Policy, Reports, Roots,
	Status, Votes, WeightInfo,
};

/// A contribution of Alice's to a Datanet with a committee of Bob, Carol and the owner.
fn before_committee(threshold: u32) -> (DatanetId, ContributionId) {
	let policy = committee(&[OWNER, BOB, CAROL], threshold);
	let datanet = create_with(Visibility::Public, policy);
	(datanet, contribute(ALICE, datanet, b"a"))
}

fn reputation(accepted: u32, rejected: u32, spam: u32) -> Reputation {
	Reputation { accepted, rejected, spam }
}

fn is_pending(contribution: ContributionId) -> bool {
	matches!(
		Contributions::<Test>::get(contribution).map(|record| record.status),
		Some(Status::Pending { .. })
	)
}

#[test]
fn accept_appends_and_releases_the_bond_when_the_owner_decides() {
	run(|| {
		let datanet = create();
		let first = contribute(ALICE, datanet, b"one");
		let second = contribute(BOB, datanet, b"three");
		let before = held(HoldReason::ContributionDeposit, BOB);
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
		assert_eq!(held(HoldReason::ContributionBond, BOB), 0);
		// What the votes could have taken of the state is free again.
		assert!(held(HoldReason::ContributionDeposit, BOB) < before);
		assert_eq!(Datanets::reputation(&BOB), reputation(1, 0, 0));
		assert_eq!(Work::get(), [(datanet, OWNER), (datanet, OWNER)]);
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
		assert_noop!(judge(OWNER, id, Judgement::Accept), Error::<Test>::DatanetFull);
		Corpora::<Test>::insert(datanet, before);
	});
}

#[test]
fn reject_gives_everything_back_when_the_owner_decides() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(judge(OWNER, id, rejection("Not ours")));
		assert_last_event(Event::ContributionRejected {
			contribution: id,
			datanet,
			contributor: ALICE,
			reason: text("Not ours"),
		});
		assert_eq!(Contributions::<Test>::get(id), None);
		assert_eq!(Roots::<Test>::iter().count(), 0);
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
		assert_eq!(Datanets::reputation(&ALICE), reputation(0, 1, 0));
	});
}

#[test]
fn same_content_may_come_again_when_turned_down() {
	run(|| {
		let datanet = create();
		assert_ok!(judge(OWNER, contribute(ALICE, datanet, b"a"), rejection("")));
		assert_ok!(judge(OWNER, contribute(BOB, datanet, b"a"), Judgement::Spam));
		assert_eq!(contribute(BOB, datanet, b"a"), ContributionId(2));
	});
}

#[test]
fn spam_costs_the_bond_when_nobody_reported_it() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(judge(OWNER, id, Judgement::Spam));
		assert_last_event(Event::ContributionSlashed {
			contribution: id,
			datanet,
			contributor: ALICE,
			amount: BOND,
			reporter: None,
			reward: 0,
		});
		assert_eq!(Contributions::<Test>::get(id), None);
		assert_eq!((total_held(ALICE), Balances::free_balance(ALICE)), (0, FUNDS - BOND));
		assert_eq!(Balances::free_balance(TREASURY), ED + BOND);
		assert_eq!(Datanets::reputation(&ALICE), reputation(0, 0, 1));
	});
}

#[test]
fn reporter_shares_in_the_bond_when_it_was_spam() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(Datanets::report(signed(BOB), id));
		assert_ok!(judge(OWNER, id, Judgement::Spam));
		let reward = BOND * 3 / 10;
		assert_event(Event::ReportReleased { contribution: id, reporter: BOB, bond: REPORT_BOND });
		assert_last_event(Event::ContributionSlashed {
			contribution: id,
			datanet,
			contributor: ALICE,
			amount: BOND,
			reporter: Some(BOB),
			reward,
		});
		assert_eq!(Balances::free_balance(BOB), FUNDS + reward);
		assert_eq!(Balances::free_balance(TREASURY), ED + BOND - reward);
		assert_eq!(Reports::<Test>::iter().count(), 0);
	});
}

#[test]
fn treasury_gets_all_when_the_reporter_cannot_take_a_share() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		assert_ok!(Datanets::report(signed(BOB), id));
		// An account so rich that it can take its own bond back, but not a share.
		hypothetically!({
			frame_system::Account::<Test>::mutate(BOB, |account| {
				account.data.free = u128::MAX - 2 * REPORT_BOND;
			});
			assert_ok!(judge(OWNER, id, Judgement::Spam));
			assert_eq!(Balances::free_balance(BOB), u128::MAX - REPORT_BOND);
			assert_eq!(Balances::free_balance(TREASURY), ED + BOND);
		});
	});
}

#[test]
fn contributor_gets_the_reports_bond_when_accepted() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		assert_ok!(Datanets::report(signed(BOB), id));
		accept(id);
		assert_event(Event::ReportForfeited { contribution: id, reporter: BOB, bond: REPORT_BOND });
		assert_eq!(wealth(ALICE), FUNDS + REPORT_BOND);
		assert_eq!(wealth(BOB), FUNDS - REPORT_BOND);
	});
}

#[test]
fn reporter_gets_the_bond_back_when_rejected() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		assert_ok!(Datanets::report(signed(BOB), id));
		assert_ok!(judge(OWNER, id, rejection("late")));
		assert_event(Event::ReportReleased { contribution: id, reporter: BOB, bond: REPORT_BOND });
		assert_eq!((Balances::free_balance(ALICE), Balances::free_balance(BOB)), (FUNDS, FUNDS));
	});
}

#[test]
fn judge_fails_when_contribution_state_or_caller_is_wrong() {
	run(|| {
		let datanet = create();
		let [pending, accepted, gone] =
			[b"a", b"b", b"c"].map(|bytes| contribute(ALICE, datanet, bytes));
		accept(accepted);
		accept(gone);
		take_down(gone);
		for judgement in [Judgement::Accept, rejection("no"), Judgement::Spam] {
			let judge = |who, id| judge(who, id, judgement.clone());
			assert_noop!(judge(OWNER, ContributionId(7)), Error::<Test>::ContributionNotFound);
			assert_noop!(judge(OWNER, accepted), Error::<Test>::NotPending);
			assert_noop!(judge(OWNER, gone), Error::<Test>::NotPending);
			assert_noop!(judge(ALICE, pending), Error::<Test>::NotCurator);
		}
	});
}

#[test]
fn judge_fails_when_the_reason_is_not_utf8() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		let judgement = Judgement::Reject { reason: gibberish() };
		assert_noop!(judge(OWNER, id, judgement), Error::<Test>::InvalidText);
	});
}

#[test]
fn judge_fails_when_the_ledger_cannot_count_the_work() {
	run(|| {
		let id = contribute(ALICE, create(), b"a");
		LedgersFail::set(true);
		assert_noop!(judge(OWNER, id, Judgement::Accept), LEDGER_FULL);
	});
}

#[test]
fn nothing_is_counted_as_work_when_the_owner_turns_contributions_down() {
	run(|| {
		let datanet = create();
		assert_ok!(judge(OWNER, contribute(OWNER, datanet, b"a"), rejection("")));
		assert_ok!(judge(OWNER, contribute(OWNER, datanet, b"b"), Judgement::Spam));
		assert!(Work::get().is_empty());
		// Nor is the ledger asked.
		LedgersFail::set(true);
		assert_ok!(judge(OWNER, contribute(OWNER, datanet, b"c"), rejection("")));
	});
}

#[test]
fn nothing_is_counted_as_work_when_a_committee_turns_contributions_down() {
	run(|| {
		for judgement in [rejection(""), Judgement::Spam] {
			let (_, id) = before_committee(2);
			assert_ok!(judge(BOB, id, judgement.clone()));
			assert_ok!(judge(CAROL, id, judgement));
			assert_eq!(Contributions::<Test>::get(id), None);
		}
		assert!(Work::get().is_empty());
	});
}

#[test]
fn acceptance_is_refused_when_the_datanet_is_retired() {
	run(|| {
		let datanet = create();
		let [first, second] = [b"a", b"b"].map(|bytes| contribute(ALICE, datanet, bytes));
		assert_ok!(Datanets::retire(signed(OWNER), datanet));
		assert_noop!(judge(OWNER, first, Judgement::Accept), Error::<Test>::DatanetRetired);
		assert_ok!(judge(OWNER, first, rejection("too late")));
		assert_ok!(Datanets::withdraw(signed(ALICE), second));
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
	});
}

#[test]
fn vote_for_acceptance_is_refused_when_the_datanet_is_retired() {
	run(|| {
		let (datanet, id) = before_committee(2);
		assert_ok!(judge(OWNER, id, Judgement::Accept));
		assert_ok!(Datanets::retire(signed(OWNER), datanet));
		assert_noop!(judge(BOB, id, Judgement::Accept), Error::<Test>::DatanetRetired);
		assert_ok!(judge(BOB, id, rejection("too late")));
		assert_ok!(judge(CAROL, id, rejection("too late")));
		assert_eq!(Contributions::<Test>::get(id), None);
	});
}

#[test]
fn carry_out_fails_when_staked_curators_accept_and_the_datanet_is_retired() {
	run(|| {
		let datanet = create_with(Visibility::Public, Policy::Staked);
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(Datanets::retire(signed(OWNER), datanet));
		assert_noop!(Datanets::carry_out(id, Verdict::Accept), Error::<Test>::DatanetRetired);
		assert_ok!(Datanets::carry_out(id, Verdict::Spam));
	});
}

#[test]
fn judge_weighs_less_when_fewer_curators_are_counted() {
	run(|| {
		let (_, id) = before_committee(2);
		let weight = |who| {
			let info = Datanets::judge(signed(who), id, Judgement::Accept).unwrap();
			info.actual_weight.unwrap()
		};
		let heaviest = |members| {
			<()>::judge_accept(members)
				.max(<()>::judge_reject(members))
				.max(<()>::judge_spam(members))
		};
		assert_eq!(weight(OWNER), heaviest(0));
		assert_eq!(weight(BOB), heaviest(2));
	});
}

#[test]
fn vote_is_kept_when_the_threshold_is_not_reached() {
	run(|| {
		let (_, id) = before_committee(2);
		System::set_block_number(6);
		assert_ok!(judge(BOB, id, rejection("blurred")));
		assert_last_event(Event::Voted {
			contribution: id,
			member: BOB,
			judgement: rejection("blurred"),
		});
		let ballot = Votes::<Test>::get(id).unwrap();
		assert_eq!((ballot.policy_version, ballot.opened_at), (0, 6));
		assert_eq!(ballot.votes.as_slice(), [(BOB, Verdict::Reject)]);
		assert!(is_pending(id));
		assert!(Work::get().is_empty());
	});
}

#[test]
fn committee_decides_when_the_threshold_is_reached() {
	run(|| {
		let (datanet, id) = before_committee(2);
		assert_ok!(judge(BOB, id, Judgement::Accept));
		assert_ok!(judge(OWNER, id, Judgement::Spam));
		assert_ok!(judge(CAROL, id, Judgement::Accept));
		assert_last_event(Event::ContributionAccepted {
			contribution: id,
			datanet,
			contributor: ALICE,
			index: 0,
		});
		assert_eq!(Work::get(), [(datanet, BOB), (datanet, CAROL)]);
		assert_eq!(Votes::<Test>::iter().count(), 0);
	});
}

#[test]
fn committee_slashes_when_enough_members_call_it_spam() {
	run(|| {
		let (_, id) = before_committee(3);
		for member in [OWNER, BOB, CAROL] {
			assert!(is_pending(id));
			assert_ok!(judge(member, id, Judgement::Spam));
		}
		assert_eq!(Balances::free_balance(TREASURY), ED + BOND);
		assert_eq!(Votes::<Test>::iter().count(), 0);
	});
}

#[test]
fn last_reason_counts_when_a_committee_rejects() {
	run(|| {
		let (datanet, id) = before_committee(2);
		assert_ok!(judge(BOB, id, rejection("blurred")));
		assert_ok!(judge(CAROL, id, rejection("too short")));
		assert_last_event(Event::ContributionRejected {
			contribution: id,
			datanet,
			contributor: ALICE,
			reason: text("too short"),
		});
	});
}

#[test]
fn contribution_is_rejected_when_the_committee_cannot_agree_any_more() {
	run(|| {
		let (datanet, id) = before_committee(2);
		assert_ok!(judge(OWNER, id, Judgement::Accept));
		assert_ok!(judge(BOB, id, rejection("no")));
		assert!(is_pending(id));
		assert_ok!(judge(CAROL, id, Judgement::Spam));
		assert_last_event(Event::ContributionRejected {
			contribution: id,
			datanet,
			contributor: ALICE,
			reason: text(""),
		});
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
	});
}

#[test]
fn contribution_is_rejected_as_soon_as_nobody_left_could_decide_otherwise() {
	run(|| {
		let (_, id) = before_committee(3);
		assert_ok!(judge(OWNER, id, Judgement::Accept));
		assert_ok!(judge(BOB, id, Judgement::Spam));
		assert_eq!(Contributions::<Test>::get(id), None);
		assert_eq!(Datanets::reputation(&ALICE), reputation(0, 1, 0));
		assert!(Work::get().is_empty());
	});
}

#[test]
fn vote_fails_when_the_caller_is_no_member_or_has_voted() {
	run(|| {
		let (_, id) = before_committee(2);
		assert_noop!(judge(ALICE, id, Judgement::Accept), Error::<Test>::NotCurator);
		assert_ok!(judge(BOB, id, Judgement::Accept));
		assert_noop!(judge(BOB, id, Judgement::Accept), Error::<Test>::AlreadyVoted);
		assert_noop!(judge(BOB, id, Judgement::Spam), Error::<Test>::AlreadyVoted);
	});
}

#[test]
fn votes_count_no_more_when_the_policy_is_set_again() {
	run(|| {
		let (datanet, id) = before_committee(2);
		assert_ok!(judge(BOB, id, Judgement::Spam));
		let same = committee(&[OWNER, BOB, CAROL], 2);
		assert_ok!(Datanets::set_policy(signed(OWNER), datanet, same));
		assert_ok!(judge(CAROL, id, Judgement::Spam));
		assert!(is_pending(id));
		let ballot = Votes::<Test>::get(id).unwrap();
		assert_eq!(ballot.votes.as_slice(), [(CAROL, Verdict::Spam)]);
		assert_ok!(judge(BOB, id, Judgement::Accept));
		assert_ok!(Datanets::set_policy(signed(OWNER), datanet, Policy::Owner));
		assert_noop!(judge(BOB, id, Judgement::Accept), Error::<Test>::NotCurator);
		accept(id);
		assert_eq!(Votes::<Test>::iter().count(), 0);
	});
}

#[test]
fn nobody_but_staked_curators_judges_when_they_decide() {
	run(|| {
		let datanet = create_with(Visibility::Public, Policy::Staked);
		let id = contribute(ALICE, datanet, b"a");
		assert_eq!(
			Contributions::<Test>::get(id).unwrap().status,
			Status::Pending { bond: BOND, staked: true }
		);
		assert!(Datanets::is_curated(datanet));
		assert_eq!(Datanets::pending(id), Some((datanet, ALICE)));
		assert_noop!(judge(OWNER, id, Judgement::Accept), Error::<Test>::NotCurator);
		assert_ok!(Datanets::set_policy(signed(OWNER), datanet, Policy::Owner));
		assert_noop!(judge(OWNER, id, Judgement::Accept), Error::<Test>::NotCurator);
		assert!(!Datanets::is_curated(datanet));
		assert_eq!(Datanets::pending(id), Some((datanet, ALICE)));
	});
}

#[test]
fn pending_ones_come_before_staked_curators_when_the_policy_becomes_theirs() {
	run(|| {
		let datanet = create();
		let id = contribute(ALICE, datanet, b"a");
		assert_eq!(Datanets::pending(id), None);
		assert_ok!(Datanets::set_policy(signed(OWNER), datanet, Policy::Staked));
		assert_eq!(Datanets::pending(id), Some((datanet, ALICE)));
		assert_noop!(judge(OWNER, id, Judgement::Accept), Error::<Test>::NotCurator);
		assert_ok!(Datanets::set_policy(signed(OWNER), datanet, Policy::Owner));
		assert_eq!(Datanets::pending(id), None);
		accept(id);
	});
}

#[test]
fn datanet_is_curated_by_nobody_when_retired_or_unknown() {
	run(|| {
		let datanet = create_with(Visibility::Public, Policy::Staked);
		assert_ok!(Datanets::retire(signed(OWNER), datanet));
		assert!(!Datanets::is_curated(datanet));
		assert!(!Datanets::is_curated(DatanetId(9)));
		assert_eq!(Datanets::pending(ContributionId(9)), None);
	});
}

#[test]
fn verdict_of_staked_curators_is_carried_out_when_pending() {
	run(|| {
		let datanet = create_with(Visibility::Public, Policy::Staked);
		let [good, bad, spam] = [b"a", b"b", b"c"].map(|bytes| contribute(ALICE, datanet, bytes));
		assert_ok!(Datanets::report(signed(BOB), spam));
		assert_ok!(Datanets::carry_out(good, Verdict::Accept));
		assert_ok!(Datanets::carry_out(bad, Verdict::Reject));
		assert_ok!(Datanets::carry_out(spam, Verdict::Spam));
		assert_eq!(Datanets::reputation(&ALICE), reputation(1, 1, 1));
		assert_eq!(wealth(ALICE), FUNDS - BOND);
		assert_eq!(wealth(BOB), FUNDS + BOND * 3 / 10);
		// Whoever organises staked curators counts their work.
		assert!(Work::get().is_empty());
	});
}

#[test]
fn carry_out_fails_when_the_contribution_is_gone_or_decided() {
	run(|| {
		let id = contribute(ALICE, create_with(Visibility::Public, Policy::Staked), b"a");
		assert_noop!(
			Datanets::carry_out(ContributionId(9), Verdict::Accept),
			Error::<Test>::ContributionNotFound
		);
		assert_ok!(Datanets::carry_out(id, Verdict::Accept));
		assert_noop!(Datanets::carry_out(id, Verdict::Spam), Error::<Test>::NotPending);
	});
}

#[test]
fn verdict_of_staked_curators_is_refused_when_another_policy_decides_by_now() {
	run(|| {
		let datanet = create_with(Visibility::Public, Policy::Owner);
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(Datanets::set_policy(signed(OWNER), datanet, Policy::Staked));
		assert!(Datanets::pending(id).is_some());
		assert_ok!(Datanets::set_policy(signed(OWNER), datanet, Policy::Owner));
		assert_noop!(Datanets::carry_out(id, Verdict::Spam), Error::<Test>::NotPending);
	});
}
