// SPDX-License-Identifier: Apache-2.0
//! What follows from a review.

use super::{
	reviews::{convened, request_review},
	*,
};
use openledger_primitives::committee::{distance, median};
use pallet_attribution::{Assigned, CommitteeVerdict, Error};

/// A concluded review whose members judged so; and its author and members.
fn reviewed(judgements: &[Option<Judgement>; 3]) -> (RequestId, AccountId, Vec<AccountId>) {
	let id = convened();
	let members = panel(id).seats.into_iter().map(|seat| seat.member).collect();
	judge(id, judgements);
	assert_ok!(conclude(id));
	(id, author(id), members)
}

fn concluded(id: RequestId, verdict: CommitteeVerdict, agreed: u32, paid: Balance) -> Event<Test> {
	Event::CommitteeConcluded { request: id, verdict, agreed, paid }
}

fn closed(id: RequestId, refund: Balance, compensation: Balance) -> Event<Test> {
	Event::ReviewClosed { request: id, challenger: payer(1), refund, compensation }
}

#[test]
fn review_gives_the_bond_to_the_author_when_the_answer_stands() {
	run(|| {
		let (id, author, members) = reviewed(&[Some(honest()), Some(honest()), Some(honest())]);
		assert_eq!(checks(), members.into_iter().map(|member| (member, 50)).collect::<Vec<_>>());
		assert_eq!(review_hold(&payer(1)), 0);
		assert_eq!(Balances::free_balance(payer(1)), FUNDS - 650);
		assert_eq!(Balances::free_balance(&author), FUNDS + 500 - deposit(&author));
		assert_eq!(slashes(), []);
		assert_happened(concluded(id, CommitteeVerdict::Genuine, 3, 150));
		assert_happened(closed(id, 0, 500));
	});
}

#[test]
fn review_leaves_the_answer_open_for_a_window_more_when_it_stands() {
	run(|| {
		let (id, ..) = reviewed(&[Some(honest()), Some(honest()), Some(honest())]);
		let settle_at = System::block_number() + 5;
		let answer = request(id).answer().unwrap().clone();
		assert_eq!((answer.challenges, answer.settle_at), (0, settle_at));
		run_to(settle_at);
		assert_ok!(Attribution::settle(signed(payer(0)), id));
	});
}

#[test]
fn review_slashes_the_author_for_fraud_and_refunds_all_when_the_vector_is_far_from_most() {
	run(|| {
		let found = genuine(shares(&[(1, 40), (3, 60)]));
		let (id, author, _) = reviewed(&[Some(found.clone()), Some(found.clone()), Some(found)]);
		assert_eq!(slashes(), [(author, 5, SlashReason::Strayed, Some(payer(1)))]);
		assert_eq!(escrow(&payer(0)), 0);
		assert!(matches!(request(id).state, RequestState::Falsified(_)));
		// The members keep their pay, the challenger the bond.
		assert_eq!(paid_into_pot(), 150);
		assert_eq!(Balances::free_balance(payer(1)), FUNDS - 150);
		assert_happened(concluded(id, CommitteeVerdict::Strayed, 3, 150));
		assert_happened(closed(id, 500, 0));
	});
}

#[test]
fn review_slashes_the_author_for_fraud_when_the_answer_is_foreign() {
	run(|| {
		let foreign = Some(Judgement::Foreign);
		let (id, author, members) = reviewed(&[foreign.clone(), foreign, Some(honest())]);
		let expected = [
			(members[2].clone(), 20, SlashReason::Strayed, None),
			(author, 5, SlashReason::ForeignAnswer, Some(payer(1))),
		];
		assert_eq!(slashes(), expected);
		assert_eq!(checks().len(), 2);
		assert_eq!(escrow(&payer(0)), 0);
		assert_happened(concluded(id, CommitteeVerdict::Foreign, 2, 100));
		// The pay that nobody earned comes back, too.
		assert_happened(closed(id, 550, 0));
	});
}

#[test]
fn review_changes_nothing_for_the_answer_when_there_is_no_quorum() {
	run(|| {
		let (id, _, members) = reviewed(&[Some(honest()), None, None]);
		let silent = |place: usize| (members[place].clone(), 10, SlashReason::MissedReveal, None);
		assert_eq!(slashes(), [silent(1), silent(2)]);
		assert_eq!((paid_into_pot(), review_hold(&payer(1))), (0, 0));
		assert_eq!(request(id).answer().unwrap().challenges, 0);
		assert_happened(closed(id, 650, 0));
	});
}

#[test]
fn review_costs_nobody_anything_when_most_could_not_judge() {
	run(|| {
		let unavailable = Some(Judgement::Unavailable);
		let (id, ..) = reviewed(&[Some(honest()), unavailable.clone(), unavailable]);
		assert_eq!((slashes(), paid_into_pot(), review_hold(&payer(1))), (vec![], 0, 0));
		assert_eq!(request(id).answer().unwrap().challenges, 0);
		assert_happened(concluded(id, CommitteeVerdict::NoQuorum, 0, 0));
		assert_happened(closed(id, 650, 0));
	});
}

#[test]
fn review_keeps_an_honest_proof_when_a_liar_agrees_with_one_member_and_the_text_was_withheld() {
	run(|| {
		// The member finds what is 4 % from the proof; the liar what is 4 % from that, and 8 % from the proof.
		let found = [[(1, 54), (3, 46)], [(1, 58), (3, 42)]];
		let [member, liar] = found.map(|percents| Some(genuine(shares(&percents))));
		let (id, author, members) = reviewed(&[member, liar, Some(Judgement::Unavailable)]);
		assert_eq!(slashes(), []);
		assert_eq!(request(id).answer().unwrap().challenges, 0);
		assert!(!members.contains(&author));
		assert_happened(concluded(id, CommitteeVerdict::NoQuorum, 2, 0));
		assert_happened(closed(id, 650, 0));
	});
}

#[test]
fn review_keeps_an_honest_proof_when_a_colluder_draws_the_median_away() {
	run(|| {
		register_workers(WORKERS);
		let id = ask();
		let mut proof = honest_proof(id);
		proof.vector = shares(&[(0, 20), (1, 20), (2, 20), (3, 20)]);
		assert_ok!(submit(number_of(&author(id)), &proof));
		assert_ok!(request_review(id));
		next_block();
		// Two are 5 % from the proof, the tolerance, each in its own way; the third joins both, and so
		// makes the median: 7 % from the proof.
		let one = shares(&[(0, 23), (1, 17), (2, 22), (3, 18)]);
		let other = shares(&[(0, 23), (1, 15), (2, 20), (3, 20)]);
		let colluder = shares(&[(0, 23), (1, 15), (2, 22), (3, 18)]);
		assert!(distance(&colluder, &proof.vector) > Tolerance::get());
		assert_eq!(median(&[&one, &other, &colluder]), colluder);
		judge(id, &[one, other, colluder].map(|vector| Some(genuine(vector))));
		assert_ok!(conclude(id));
		assert_eq!(slashes(), []);
		assert_happened(concluded(id, CommitteeVerdict::Genuine, 3, 150));
	});
}

#[test]
fn review_pays_its_members_and_slashes_no_more_when_another_challenge_felled_the_answer() {
	run(|| {
		let id = convened();
		assert_ok!(falsify(id));
		judge(id, &[Some(wrong()), Some(wrong()), Some(wrong())]);
		assert_ok!(conclude(id));
		assert_eq!(slashes(), []);
		assert_eq!(checks().len(), 3);
		assert_happened(closed(id, 500, 0));
	});
}

#[test]
fn review_falls_with_the_answer_when_another_challenge_is_open() {
	run(|| {
		let id = convened();
		assert_ok!(challenge(id));
		let foreign = Some(Judgement::Foreign);
		judge(id, &[foreign.clone(), foreign.clone(), foreign]);
		assert_ok!(conclude(id));
		assert!(matches!(request(id).state, RequestState::Falsified(_)));
		assert_noop!(withstand(id), Error::<Test>::AlreadyFalsified);
	});
}

#[test]
fn review_keeps_the_request_from_being_pruned_until_it_ends() {
	run(|| {
		let id = convened();
		assert_ok!(falsify(id));
		run_to(System::block_number() + 25);
		let pruned = Attribution::prune(signed(payer(0)), id);
		assert_noop!(pruned, Error::<Test>::ReviewOpen);
		assert_ok!(conclude(id));
		assert_ok!(Attribution::prune(signed(payer(0)), id));
	});
}

#[test]
fn review_frees_its_members_when_they_were_silent() {
	run(|| {
		let id = convened();
		run_to(panel(id).commit_until + 1);
		assert_ok!(conclude(id));
		assert_eq!(Assigned::<Test>::iter().count(), 0);
	});
}

#[test]
fn review_gives_the_bond_back_when_the_author_has_no_account_to_take_it() {
	run(|| {
		// Less than it takes to be an account.
		ReviewBond::set(EXISTENTIAL_DEPOSIT - 1);
		let id = convened();
		let author = author(id);
		assert_ok!(Attribution::leave(signed(author.clone())));
		assert_ok!(Balances::transfer_all(signed(author), payer(3), false));
		judge(id, &[Some(honest()), Some(honest()), Some(honest())]);
		assert_ok!(conclude(id));
		assert_eq!(review_hold(&payer(1)), 0);
		assert_happened(closed(id, EXISTENTIAL_DEPOSIT - 1, 0));
	});
}
