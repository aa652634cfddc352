// SPDX-License-Identifier: Apache-2.0
//! Votes are committed and revealed.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	curation::vote_commitment,
	ids::ContributionId,
	records::{BallotRecord, BallotStage, BallotTally},
	traits::Verdict::{self, *},
};
use pallet_curation::{Error, Event, Vote, Votes};

fn vote(contribution: ContributionId, who: AccountId) -> Vote {
	Votes::<Test>::get(contribution, who).unwrap()
}

#[test]
fn commit_opens_the_ballot_when_it_is_the_first() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		let (commit_until, reveal_until) = (1 + COMMIT, 1 + COMMIT + REVEAL);
		assert_eq!(
			ballot(C0),
			BallotRecord {
				datanet: D0,
				commit_until,
				reveal_until,
				commits: 1,
				reveals: 0,
				settled: 0,
				tally: BallotTally::default(),
				stage: BallotStage::Voting,
			}
		);
		has_event(Event::BallotOpened {
			contribution: C0,
			datanet: D0,
			commit_until,
			reveal_until,
		});
		last_event(Event::VoteCommitted {
			contribution: C0,
			curator: ANN,
			commitment: hash(ANN, C0, Accept),
			weight: 2_000,
		});
	});
}

#[test]
fn commit_joins_the_ballot_when_there_is_one() {
	run(|| {
		join(ANN, 2_000);
		join(BEN, 1_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT - 1);
		assert_ok!(commit(BEN, C0, Reject));
		assert_eq!((ballot(C0).commits, ballot(C0).commit_until), (2, 1 + COMMIT));
	});
}

#[test]
fn commit_puts_the_stake_at_risk_when_it_is_made() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_eq!(
			vote(C0, ANN),
			Vote { commitment: hash(ANN, C0, Accept), weight: 2_000, at_risk: 500, revealed: None }
		);
		assert_eq!((curator(D0, ANN).open_votes, curator(D0, ANN).at_risk), (1, 500));
	});
}

#[test]
fn commit_keeps_its_weight_when_stake_is_added_later() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_ok!(Curation::add_stake(signed(ANN), D0, 1_000));
		assert_ok!(commit(ANN, C1, Accept));
		assert_eq!((vote(C0, ANN).weight, vote(C1, ANN).weight), (2_000, 3_000));
	});
}

#[test]
fn commit_fails_when_the_contribution_does_not_wait() {
	run(|| {
		join(ANN, 2_000);
		assert_noop!(commit(ANN, ContributionId(99), Accept), Error::<Test>::NotPending);
		assert_noop!(commit(ANN, FOREIGN, Accept), Error::<Test>::NotPending);
		assert_ok!(commit(ANN, C0, Accept));
		Pending::remove(C0);
		join(BEN, 2_000);
		assert_noop!(commit(BEN, C0, Accept), Error::<Test>::NotPending);
	});
}

#[test]
fn commit_fails_when_the_contribution_is_the_curators_own() {
	run(|| {
		join(GIVER, 2_000);
		assert_noop!(commit(GIVER, C0, Accept), Error::<Test>::OwnContribution);
	});
}

#[test]
fn commit_fails_when_the_caller_is_no_curator_there() {
	run(|| {
		assert_noop!(commit(ANN, C0, Accept), Error::<Test>::NotCurator);
		join(ANN, 2_000);
		assert_noop!(commit(ANN, C5, Accept), Error::<Test>::NotCurator);
	});
}

#[test]
fn commit_fails_when_the_curator_is_leaving() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(Curation::leave(signed(ANN), D0));
		assert_noop!(commit(ANN, C0, Accept), Error::<Test>::Leaving);
	});
}

#[test]
fn commit_fails_when_slashes_left_less_than_the_least_stake() {
	run(|| {
		join(ANN, MIN_STAKE);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT + REVEAL);
		assert_ok!(close(C0));
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_ok!(settle(C0, ANN));
		assert_eq!(curator(D0, ANN).stake, 750);
		assert_noop!(commit(ANN, C1, Accept), Error::<Test>::BelowMinStake);
		assert_ok!(Curation::add_stake(signed(ANN), D0, 250));
		assert_ok!(commit(ANN, C1, Accept));
	});
}

#[test]
fn commit_fails_when_too_many_votes_are_open() {
	run(|| {
		join(ANN, 2_000);
		for contribution in [C0, C1, C2, C3] {
			assert_ok!(commit(ANN, contribution, Accept));
		}
		assert_noop!(commit(ANN, C4, Accept), Error::<Test>::TooManyOpenVotes);
		// Another Datanet is another stake.
		assert_ok!(Curation::join(signed(ANN), D1, 2_000));
		assert_ok!(commit(ANN, C5, Accept));
	});
}

#[test]
fn commit_fails_when_the_stake_could_not_pay_for_it() {
	run(|| {
		join(ANN, 4_000);
		for contribution in [C0, C1, C2, C3] {
			assert_ok!(commit(ANN, contribution, Accept));
		}
		advance(COMMIT + REVEAL);
		assert_ok!(close(C0));
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_ok!(settle(C0, ANN));
		// 3 000 are left, and all of them answer for the other three votes.
		assert_eq!((curator(D0, ANN).stake, curator(D0, ANN).at_risk), (3_000, 3_000));
		assert_noop!(commit(ANN, C4, Accept), Error::<Test>::StakeExhausted);
		assert_ok!(Curation::add_stake(signed(ANN), D0, 1_000));
		assert_ok!(commit(ANN, C4, Accept));
		assert_eq!((curator(D0, ANN).stake, curator(D0, ANN).at_risk), (4_000, 4_000));
	});
}

#[test]
fn commit_fails_when_the_curator_has_voted_already() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_noop!(commit(ANN, C0, Reject), Error::<Test>::AlreadyVoted);
	});
}

#[test]
fn commit_fails_when_the_window_is_over() {
	run(|| {
		join(ANN, 2_000);
		join(BEN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT);
		assert_noop!(commit(BEN, C0, Accept), Error::<Test>::CommitClosed);
		advance(REVEAL);
		assert_ok!(close(C0));
		assert_noop!(commit(BEN, C0, Accept), Error::<Test>::CommitClosed);
	});
}

#[test]
fn reveal_adds_the_weight_when_verdict_and_salt_are_those_committed() {
	run(|| {
		join(ANN, 2_000);
		join(BEN, 1_000);
		join(CAT, 4_000);
		for (who, verdict) in [(ANN, Accept), (BEN, Reject), (CAT, Spam)] {
			assert_ok!(commit(who, C0, verdict));
		}
		advance(COMMIT);
		for (who, verdict) in [(ANN, Accept), (BEN, Reject), (CAT, Spam)] {
			assert_ok!(reveal(who, C0, verdict));
		}
		assert_eq!(ballot(C0).tally, BallotTally { accept: 2_000, reject: 1_000, spam: 4_000 });
		assert_eq!(ballot(C0).reveals, 3);
		assert_eq!(vote(C0, CAT).revealed, Some(Spam));
		last_event(Event::VoteRevealed {
			contribution: C0,
			curator: CAT,
			verdict: Spam,
			weight: 4_000,
		});
	});
}

#[test]
fn reveal_counts_the_weight_of_the_commitment_when_the_stake_grew() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_ok!(Curation::add_stake(signed(ANN), D0, 5_000));
		advance(COMMIT);
		assert_ok!(reveal(ANN, C0, Accept));
		assert_eq!(ballot(C0).tally.accept, 2_000);
	});
}

#[test]
fn reveal_works_when_the_curator_is_leaving() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_ok!(Curation::leave(signed(ANN), D0));
		advance(COMMIT + REVEAL - 1);
		assert_ok!(reveal(ANN, C0, Accept));
	});
}

#[test]
fn reveal_fails_when_there_is_no_ballot() {
	run(|| {
		assert_noop!(reveal(ANN, C0, Accept), Error::<Test>::BallotNotFound);
	});
}

#[test]
fn reveal_fails_when_it_is_too_early_or_too_late() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT - 1);
		assert_noop!(reveal(ANN, C0, Accept), Error::<Test>::RevealClosed);
		advance(1 + REVEAL);
		assert_noop!(reveal(ANN, C0, Accept), Error::<Test>::RevealClosed);
		assert_ok!(close(C0));
		assert_noop!(reveal(ANN, C0, Accept), Error::<Test>::RevealClosed);
	});
}

#[test]
fn reveal_is_still_possible_when_blocks_were_full() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT + 2 * REVEAL);
		assert_noop!(reveal(ANN, C0, Accept), Error::<Test>::RevealClosed);
		FullBlocks::set(2 * REVEAL);
		assert_ok!(reveal(ANN, C0, Accept));
		assert_noop!(close(C0), Error::<Test>::StillVoting);
	});
}

#[test]
fn reveal_fails_when_the_caller_did_not_commit() {
	run(|| {
		join(ANN, 2_000);
		join(BEN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT);
		assert_noop!(reveal(BEN, C0, Accept), Error::<Test>::VoteNotFound);
	});
}

#[test]
fn reveal_fails_when_it_was_done() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT);
		assert_ok!(reveal(ANN, C0, Accept));
		assert_noop!(reveal(ANN, C0, Accept), Error::<Test>::AlreadyRevealed);
	});
}

#[test]
fn reveal_fails_when_verdict_or_salt_differ() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		advance(COMMIT);
		assert_noop!(reveal(ANN, C0, Reject), Error::<Test>::WrongReveal);
		let other = Curation::reveal(signed(ANN), C0, Accept, salt(BEN));
		assert_noop!(other, Error::<Test>::WrongReveal);
	});
}

#[test]
fn reveal_fails_when_the_commitment_is_copied() {
	run(|| {
		join(ANN, 2_000);
		join(BEN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		assert_ok!(Curation::commit(signed(BEN), C0, hash(ANN, C0, Accept)));
		advance(COMMIT);
		assert_ok!(reveal(ANN, C0, Accept));
		let copied = Curation::reveal(signed(BEN), C0, Accept, salt(ANN));
		assert_noop!(copied, Error::<Test>::WrongReveal);
	});
}

#[test]
fn commitment_hashes_domain_contribution_verdict_salt_and_curator_when_asked() {
	let mut bytes = b"openledger/curation/v1".to_vec();
	bytes.extend([7, 0, 0, 0, 0, 0, 0, 0]);
	bytes.push(2);
	bytes.extend([9; 32]);
	bytes.extend([3, 0, 0, 0, 0, 0, 0, 0]);
	let expected = H256(blake2_256(&bytes));
	let found = vote_commitment(ContributionId(7), Spam, H256::repeat_byte(9), &3u64);
	assert_eq!(found, expected);
}

#[test]
fn commitment_differs_when_anything_differs() {
	let base = vote_commitment(C0, Accept, salt(1), &ANN);
	for other in [
		vote_commitment(C1, Accept, salt(1), &ANN),
		vote_commitment(C0, Verdict::Reject, salt(1), &ANN),
		vote_commitment(C0, Accept, salt(2), &ANN),
		vote_commitment(C0, Accept, salt(1), &BEN),
	] {
		assert_ne!(base, other);
	}
}
