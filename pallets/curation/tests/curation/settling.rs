// SPDX-License-Identifier: Apache-2.0
//! What votes earn and cost.

use crate::mock::*;
use frame::{
	testing_prelude::*,
	traits::{fungible::Mutate, LockableCurrency},
};
use openledger_primitives::{traits::Verdict::*, Balance};
use pallet_curation::{Curators, Error, Event};

fn points(who: AccountId) -> u32 {
	Points::get((D0, who))
}

fn slashed() -> Balance {
	Balances::free_balance(TREASURY) - FUNDS
}

/// The first contribution accepted: by Ann and Ben, against Cat, without a word of Dan.
fn concluded() {
	voted(
		C0,
		&[
			(ANN, 2_000, Accept, true),
			(BEN, 2_000, Accept, true),
			(CAT, 3_001, Spam, true),
			(DAN, 1_000, Accept, false),
		],
	);
	advance(APPEAL);
	assert_ok!(conclude(C0));
}

#[test]
fn settle_vote_counts_work_when_the_vote_was_for_the_verdict() {
	run(|| {
		concluded();
		assert_ok!(settle(C0, ANN));
		assert_eq!((points(ANN), points(BEN)), (1, 0));
		assert_eq!((staked(ANN), slashed()), (2_000, 0));
		let ann = curator(D0, ANN);
		assert_eq!((ann.open_votes, ann.at_risk), (0, 0));
		last_event(Event::VoteSettled {
			contribution: C0,
			curator: ANN,
			slashed: 0,
			counted: true,
		});
	});
}

#[test]
fn settle_vote_slashes_lightly_when_the_vote_was_against_the_verdict() {
	run(|| {
		concluded();
		assert_ok!(settle(C0, CAT));
		// 5 % of 3 001, rounded down.
		assert_eq!((staked(CAT), curator(D0, CAT).stake, slashed()), (2_851, 2_851, 150));
		assert_eq!(points(CAT), 0);
		last_event(Event::VoteSettled {
			contribution: C0,
			curator: CAT,
			slashed: 150,
			counted: false,
		});
	});
}

#[test]
fn settle_vote_slashes_when_the_vote_was_not_revealed() {
	run(|| {
		concluded();
		assert_ok!(settle(C0, DAN));
		assert_eq!((staked(DAN), slashed(), points(DAN)), (750, 250, 0));
	});
}

#[test]
fn settle_vote_removes_the_ballot_when_it_is_the_last() {
	run(|| {
		concluded();
		for who in [DAN, CAT, ANN] {
			assert_ok!(settle(C0, who));
		}
		assert_eq!(ballot(C0).settled, 3);
		check();
		assert_ok!(settle(C0, BEN));
		last_event(Event::BallotRemoved { contribution: C0 });
		assert_noop!(settle(C0, BEN), Error::<Test>::BallotNotFound);
	});
}

#[test]
fn settle_vote_comes_to_the_same_when_the_order_is_another() {
	let mut results = Vec::new();
	for order in [[ANN, BEN, CAT, DAN], [DAN, CAT, BEN, ANN], [CAT, ANN, DAN, BEN]] {
		run(|| {
			concluded();
			for who in order {
				assert_ok!(settle(C0, who));
			}
			results.push(
				[ANN, BEN, CAT, DAN, TREASURY]
					.map(|who| (staked(who), Balances::free_balance(who), points(who))),
			);
		});
	}
	results.dedup();
	assert_eq!(results.len(), 1);
}

#[test]
fn settle_vote_slashes_the_majority_when_an_appeal_overturned_it() {
	run(|| {
		accepted_against_cat();
		assert_ok!(appeal(CAT, C0));
		assert_ok!(decide(C0, Spam));
		settle_all(C0);
		assert_eq!((points(ANN), points(BEN), points(CAT)), (0, 0, 0));
		assert_eq!((staked(ANN), staked(BEN), staked(CAT)), (1_900, 1_900, 3_000));
	});
}

#[test]
fn settle_vote_counts_no_work_when_the_verdict_was_to_turn_down() {
	run(|| {
		for (contribution, verdict) in [(C0, Reject), (C1, Spam)] {
			for who in [ANN, BEN] {
				if Curators::<Test>::get(D0, who).is_none() {
					join(who, 2_000);
				}
				assert_ok!(commit(who, contribution, verdict));
			}
			advance(COMMIT);
			for who in [ANN, BEN] {
				assert_ok!(reveal(who, contribution, verdict));
			}
			advance(REVEAL);
			assert_ok!(close(contribution));
			advance(APPEAL);
			assert_ok!(conclude(contribution));
			settle_all(contribution);
			last_event(Event::BallotRemoved { contribution });
			assert_eq!(Decided::get(contribution), Some(verdict));
		}
		assert_eq!((points(ANN), points(BEN), slashed()), (0, 0, 0));
	});
}

#[test]
fn settle_vote_slashes_only_silence_when_nothing_was_decided() {
	run(|| {
		voted(
			C0,
			&[(ANN, 2_000, Accept, true), (BEN, 2_000, Reject, true), (CAT, 2_000, Reject, false)],
		);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		settle_all(C0);
		assert_eq!((staked(ANN), staked(BEN), staked(CAT)), (2_000, 2_000, 1_500));
		// Whoever voted with the default did no work.
		assert_eq!(points(BEN), 0);
	});
}

#[test]
fn settle_vote_costs_nobody_when_the_ballot_is_void() {
	run(|| {
		voted(
			C0,
			&[
				(ANN, 2_000, Accept, true),
				(BEN, 2_000, Accept, true),
				(CAT, 2_000, Reject, true),
				(DAN, 2_000, Reject, false),
			],
		);
		Pending::remove(C0);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		settle_all(C0);
		assert_eq!(slashed(), 0);
		for who in [ANN, BEN, CAT, DAN] {
			assert_eq!(points(who), 0);
			leave_and_withdraw(who, D0);
			assert_eq!((Balances::free_balance(who), total_held(who)), (FUNDS, 0));
		}
	});
}

#[test]
fn settle_vote_frees_the_stake_when_the_datanet_retired_meanwhile() {
	run(|| {
		join(ANN, 2_000);
		assert_ok!(commit(ANN, C0, Accept));
		Curated::remove(D0);
		advance(COMMIT);
		assert_ok!(reveal(ANN, C0, Accept));
		advance(REVEAL);
		assert_ok!(close(C0));
		advance(APPEAL);
		assert_ok!(conclude(C0));
		settle_all(C0);
		leave_and_withdraw(ANN, D0);
		assert_eq!(Balances::free_balance(ANN), FUNDS);
	});
}

#[test]
fn settle_vote_frees_the_stake_when_the_ledger_refuses_the_work() {
	run(|| {
		concluded();
		LedgerFull::put(true);
		assert_ok!(settle(C0, ANN));
		assert_eq!(points(ANN), 0);
		assert_eq!(curator(D0, ANN).open_votes, 0);
		last_event(Event::VoteSettled {
			contribution: C0,
			curator: ANN,
			slashed: 0,
			counted: false,
		});
	});
}

#[test]
fn settle_vote_costs_no_more_than_when_it_was_committed_when_slashes_were_raised() {
	run(|| {
		concluded();
		SilenceSlash::set(Perbill::from_percent(90));
		MinoritySlash::set(Perbill::from_percent(90));
		assert_ok!(settle(C0, CAT));
		assert_ok!(settle(C0, DAN));
		// A quarter was the most then.
		assert_eq!((staked(CAT), staked(DAN)), (3_001 - 750, 750));
	});
}

#[test]
fn settle_vote_costs_nothing_when_slashes_were_abolished() {
	run(|| {
		concluded();
		SilenceSlash::set(Perbill::zero());
		MinoritySlash::set(Perbill::zero());
		settle_all(C0);
		assert_eq!(slashed(), 0);
	});
}

#[test]
fn curator_is_removed_when_the_last_open_vote_takes_all_of_the_stake() {
	run(|| {
		MaxOpenVotes::set(1);
		SilenceSlash::set(Perbill::one());
		voted(C0, &[(ANN, 2_000, Accept, false)]);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_ok!(settle(C0, ANN));
		assert!(!Curators::<Test>::contains_key(D0, ANN));
		assert_eq!((total_held(ANN), slashed()), (0, 2_000));
		join(ANN, 1_000);
	});
}

#[test]
fn curator_can_leave_when_slashes_left_less_than_the_least_stake() {
	run(|| {
		voted(C0, &[(ANN, MIN_STAKE, Accept, false)]);
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_ok!(settle(C0, ANN));
		leave_and_withdraw(ANN, D0);
		assert_eq!((total_held(ANN), Balances::free_balance(ANN)), (0, FUNDS - 250));
	});
}

#[test]
fn settle_vote_takes_the_stake_when_the_account_is_locked() {
	run(|| {
		concluded();
		Balances::set_lock(*b"pyconvot", &DAN, FUNDS, WithdrawReasons::all());
		assert_ok!(settle(C0, DAN));
		assert_eq!(slashed(), 250);
	});
}

#[test]
fn settle_vote_fails_when_there_is_no_ballot() {
	run(|| {
		assert_noop!(settle(C0, ANN), Error::<Test>::BallotNotFound);
	});
}

#[test]
fn settle_vote_fails_when_the_ballot_is_not_concluded() {
	run(|| {
		accepted_against_cat();
		assert_noop!(settle(C0, ANN), Error::<Test>::NotConcluded);
		assert_ok!(appeal(CAT, C0));
		assert_noop!(settle(C0, ANN), Error::<Test>::NotConcluded);
	});
}

#[test]
fn settle_vote_fails_when_there_is_no_such_vote() {
	run(|| {
		concluded();
		assert_noop!(settle(C0, GIVER), Error::<Test>::VoteNotFound);
		assert_ok!(settle(C0, ANN));
		assert_noop!(settle(C0, ANN), Error::<Test>::VoteNotFound);
	});
}

#[test]
fn settle_vote_fails_when_the_slash_destination_cannot_take_it() {
	run(|| {
		voted(C0, &[(ANN, 1_000, Reject, true), (BEN, 1_100, Accept, true)]);
		MinoritySlash::set(Perbill::from_rational(EXISTENTIAL_DEPOSIT - 1, 1_000));
		advance(APPEAL);
		assert_ok!(conclude(C0));
		assert_ok!(Balances::transfer(&TREASURY, &DAN, FUNDS, Preservation::Expendable));
		assert_noop!(settle(C0, ANN), TokenError::CannotCreate);
		assert_ok!(Balances::transfer(&DAN, &TREASURY, FUNDS, Preservation::Preserve));
		assert_ok!(settle(C0, ANN));
	});
}
