// SPDX-License-Identifier: Apache-2.0
//! What a committee found is carried out.

use super::*;
use openledger_primitives::{
	accumulator::Accumulator,
	traits::{FeeSource, Settlement},
};
use pallet_attribution::{
	Assigned, CommitteeVerdict, Error, Judgements, Records, Requests, Unsettled, WeightInfo,
	Workers,
};

fn foreign() -> Judgement {
	Judgement::Foreign
}

/// A concluded request with a committee of `judgements.len()` members who judged so.
fn concluded(judgements: &[Option<Judgement>]) -> (RequestId, Vec<AccountId>) {
	let id = published(judgements.len().try_into().unwrap());
	let members = panel(id).seats.into_iter().map(|seat| seat.member).collect();
	judge(id, judgements);
	assert_ok!(conclude(id));
	(id, members)
}

fn verdict(id: RequestId, verdict: CommitteeVerdict, agreed: u32, paid: Balance) -> Event<Test> {
	Event::CommitteeConcluded { request: id, verdict, agreed, paid }
}

#[test]
fn conclude_settles_the_median_when_most_find_the_answer_genuine() {
	run(|| {
		let found = [[(1, 50), (3, 50)], [(1, 52), (3, 48)], [(1, 54), (3, 46)]];
		let judgements = found.map(|percents| Some(genuine(shares(&percents))));
		let (id, members) = concluded(&judgements);
		let median = shares(&[(1, 52), (3, 48)]);
		let expected = Settlement {
			source: FeeSource::Request(id),
			artifact: ADAPTER,
			payer: Some(payer(0)),
			worker: members[0].clone(),
			parts: Split::get().split(200),
			vector: median.clone(),
		};
		assert_eq!(world(|world| world.credited.clone()), [expected]);
		let request = request(id);
		let answer = request.answer().unwrap();
		assert!(matches!(request.state, RequestState::Settled(_)));
		assert_eq!((&answer.proof.vector, answer.fee), (&median, 200));
		assert_eq!(answer.proof.output, statement().output);
		assert_eq!(answer.proof.evidence_root, H256::repeat_byte(7));
	});
}

#[test]
fn conclude_pays_each_checker_a_quarter_and_refunds_the_rest_when_genuine() {
	run(|| {
		let (id, members) = concluded(&vec![Some(honest()); 5]);
		let pay = |place: usize| (members[place].clone(), 50);
		assert_eq!(checks(), [pay(1), pay(2), pay(3), pay(4)]);
		assert_eq!(paid_into_pot(), 400);
		assert_eq!(escrow(&payer(0)), 0);
		assert_eq!(Balances::free_balance(payer(0)), FUNDS - 400 - deposit(&payer(0)));
		assert_happened(verdict(id, CommitteeVerdict::Genuine, 5, 200));
		assert_happened(Event::InferenceSettled { request: id, fee: 200, refund: 600 });
		assert_eq!(slashes(), []);
	});
}

#[test]
fn conclude_leaves_nothing_of_the_committee_when_it_ends() {
	run(|| {
		let (id, _) = concluded(&[Some(honest()), Some(honest()), None]);
		assert!(!Panels::<Test>::contains_key(id));
		assert_eq!(Judgements::<Test>::iter().count(), 0);
		assert_eq!(Assigned::<Test>::iter().count(), 0);
		assert_noop!(conclude(id), Error::<Test>::NothingToJudge);
	});
}

#[test]
fn conclude_records_what_checks_were_paid_when_genuine() {
	run(|| {
		let (id, members) = concluded(&[Some(honest()), Some(honest()), None]);
		let Event::AnswerRecorded { record, .. } = last_event() else {
			panic!("nothing was recorded")
		};
		assert_eq!((record.request, record.fee, record.checks), (id, 200, 50));
		assert_eq!(record.workers.to_vec(), members);
	});
}

#[test]
fn conclude_slashes_and_does_not_pay_the_member_when_its_vector_strayed() {
	run(|| {
		let (id, members) = concluded(&[Some(honest()), Some(wrong()), Some(honest())]);
		assert_eq!(slashes(), [(members[1].clone(), 20, SlashReason::Strayed, None)]);
		assert_eq!(checks(), [(members[2].clone(), 50)]);
		assert_eq!(request(id).answer().unwrap().proof.vector, vector(&[1, 3]));
		let (member, reason) = (members[1].clone(), SlashReason::Strayed);
		assert_happened(Event::MemberSlashed { request: id, member, reason, amount: 20 });
	});
}

#[test]
fn conclude_does_not_pay_nor_slash_the_member_when_only_it_finds_the_answer_foreign() {
	run(|| {
		let (_, members) = concluded(&[Some(honest()), Some(honest()), Some(foreign())]);
		assert_eq!(slashes(), []);
		assert_eq!(checks(), [(members[1].clone(), 50)]);
	});
}

#[test]
fn conclude_pays_and_slashes_the_author_when_only_its_vector_strayed() {
	run(|| {
		let (_, members) = concluded(&[Some(wrong()), Some(honest()), Some(honest())]);
		assert_eq!(slashes(), [(members[0].clone(), 20, SlashReason::Strayed, None)]);
		let credited = world(|world| world.credited.clone());
		assert_eq!((&credited[0].worker, &credited[0].vector), (&members[0], &vector(&[1, 3])));
	});
}

#[test]
fn conclude_slashes_the_member_when_it_was_silent() {
	run(|| {
		let (_, members) = concluded(&[None, Some(honest()), Some(honest())]);
		assert_eq!(slashes(), [(members[0].clone(), 10, SlashReason::MissedReveal, None)]);
		assert_eq!(checks().len(), 2);
	});
}

#[test]
fn conclude_slashes_the_member_when_it_committed_and_did_not_reveal() {
	run(|| {
		let id = published(3);
		for place in 0..3 {
			assert_ok!(commit(id, &member(id, place), &honest()));
		}
		for place in 0..2 {
			assert_ok!(reveal(id, &member(id, place), &honest()));
		}
		let silent = member(id, 2);
		run_to(panel(id).reveal_until);
		assert_noop!(conclude(id), Error::<Test>::JudgementOpen);
		next_block();
		assert_ok!(conclude(id));
		assert_eq!(slashes(), [(silent, 10, SlashReason::MissedReveal, None)]);
	});
}

#[test]
fn conclude_slashes_the_author_once_when_most_find_the_answer_foreign() {
	run(|| {
		let (id, members) = concluded(&[Some(honest()), Some(foreign()), Some(foreign())]);
		assert_eq!(slashes(), [(members[0].clone(), 5, SlashReason::ForeignAnswer, None)]);
		assert!(matches!(request(id).state, RequestState::Falsified(_)));
		assert_eq!(request(id).answer().unwrap().proof.vector, AttributionVector::unattributed());
	});
}

#[test]
fn conclude_pays_checkers_the_same_and_refunds_the_rest_when_most_find_the_answer_foreign() {
	run(|| {
		let (id, members) = concluded(&[Some(foreign()), Some(foreign()), Some(foreign())]);
		// Not the author, whatever it says of its own answer.
		assert_eq!(checks(), [(members[1].clone(), 50), (members[2].clone(), 50)]);
		assert_eq!((escrow(&payer(0)), paid_into_pot()), (0, 100));
		assert_happened(verdict(id, CommitteeVerdict::Foreign, 3, 100));
		let (worker, refund) = (members[0].clone(), 900);
		assert_happened(Event::InferenceFalsified { request: id, worker, refund });
		let Event::AnswerRecorded { record, .. } = last_event() else {
			panic!("nothing was recorded")
		};
		assert_eq!((record.checks, record.parts.total()), (100, Some(0)));
	});
}

#[test]
fn conclude_costs_nobody_anything_when_most_could_not_judge() {
	run(|| {
		let unavailable = Some(Judgement::Unavailable);
		let (id, _) = concluded(&[Some(honest()), unavailable.clone(), unavailable]);
		assert_eq!(slashes(), []);
		assert!(!Requests::<Test>::contains_key(id));
		assert_eq!((escrow(&payer(0)), deposit(&payer(0)), paid_into_pot()), (0, 0, 0));
		assert_happened(verdict(id, CommitteeVerdict::NoQuorum, 0, 0));
	});
}

#[test]
fn conclude_does_not_pay_nor_slash_the_member_when_only_it_could_not_judge() {
	run(|| {
		let (_, members) =
			concluded(&[Some(honest()), Some(honest()), Some(Judgement::Unavailable)]);
		assert_eq!(slashes(), []);
		assert_eq!(checks(), [(members[1].clone(), 50)]);
	});
}

#[test]
fn conclude_ends_the_count_of_the_answer_whatever_is_decided() {
	for judgement in [Some(honest()), Some(foreign()), Some(Judgement::Unavailable), None] {
		run(|| {
			let id = published(3);
			let author = author(id);
			assert_eq!(Unsettled::<Test>::get(&author), 1);
			judge(id, &vec![judgement.clone(); 3]);
			assert_ok!(conclude(id));
			assert!(!Unsettled::<Test>::contains_key(author));
		});
	}
}

#[test]
fn conclude_slashes_the_checker_when_it_calls_a_foreign_answer_genuine() {
	run(|| {
		let judgements = [honest(), honest(), foreign(), foreign(), foreign()].map(Some);
		let (_, members) = concluded(&judgements);
		let strayed = (members[1].clone(), 20, SlashReason::Strayed, None);
		assert_eq!(slashes()[0], strayed);
		assert_eq!(slashes()[1..], [(members[0].clone(), 5, SlashReason::ForeignAnswer, None)]);
	});
}

#[test]
fn conclude_slashes_the_author_for_both_when_it_is_silent_about_a_foreign_answer() {
	run(|| {
		let (_, members) = concluded(&[None, Some(foreign()), Some(foreign())]);
		let reasons = slashes().into_iter().map(|(who, _, reason, _)| (who, reason));
		let expected = [SlashReason::MissedReveal, SlashReason::ForeignAnswer];
		let expected = expected.map(|reason| (members[0].clone(), reason)).to_vec();
		assert_eq!(reasons.collect::<Vec<_>>(), expected);
	});
}

#[test]
fn conclude_refunds_all_and_slashes_only_the_silent_when_there_is_no_quorum() {
	run(|| {
		let (id, members) = concluded(&[Some(honest()), Some(foreign()), None]);
		assert_eq!(slashes(), [(members[2].clone(), 10, SlashReason::MissedReveal, None)]);
		assert!(!Requests::<Test>::contains_key(id));
		assert_eq!((escrow(&payer(0)), deposit(&payer(0)), paid_into_pot()), (0, 0, 0));
		assert_happened(verdict(id, CommitteeVerdict::NoQuorum, 0, 0));
		let expected = Event::InferenceUndecided { request: id, payer: payer(0), refund: 1_000 };
		assert_eq!(last_event(), expected);
	});
}

#[test]
fn conclude_refunds_all_when_nobody_committed() {
	run(|| {
		let id = published(3);
		run_to(panel(id).commit_until);
		assert_noop!(conclude(id), Error::<Test>::JudgementOpen);
		next_block();
		assert_ok!(conclude(id));
		assert_eq!(slashes().len(), 3);
		assert_eq!(escrow(&payer(0)), 0);
	});
}

#[test]
fn conclude_slashes_nobody_as_strayed_when_no_two_agree() {
	run(|| {
		let judgements = [&[0][..], &[1], &[2]].map(|ids| Some(genuine(vector(ids))));
		concluded(&judgements);
		assert_eq!(slashes(), []);
	});
}

#[test]
fn conclude_pays_all_the_same_when_slashes_fail() {
	run(|| {
		world(|world| world.refuses_slash = true);
		let (id, members) = concluded(&[Some(honest()), Some(honest()), Some(wrong())]);
		assert_eq!(checks(), [(members[1].clone(), 50)]);
		let (member, reason) = (members[2].clone(), SlashReason::Strayed);
		assert_happened(Event::MemberSlashed { request: id, member, reason, amount: 0 });
	});
}

#[test]
fn conclude_takes_what_there_is_when_the_bond_is_smaller() {
	run(|| {
		StraySlash::set(10 * BOND);
		let (_, members) = concluded(&[Some(honest()), Some(honest()), Some(wrong())]);
		assert_eq!(slashes(), [(members[2].clone(), BOND, SlashReason::Strayed, None)]);
	});
}

#[test]
fn conclude_slashes_the_member_when_it_has_left() {
	run(|| {
		let id = published(3);
		let liar = member(id, 2);
		judge(id, &[Some(honest()), Some(honest()), Some(wrong())]);
		assert_ok!(Attribution::leave(signed(liar.clone())));
		assert_ok!(conclude(id));
		assert!(!Workers::<Test>::contains_key(&liar));
		assert_eq!(slashes(), [(liar, 20, SlashReason::Strayed, None)]);
	});
}

#[test]
fn conclude_fails_when_the_ledger_refuses_the_fee() {
	run(|| {
		let id = published(3);
		judge(id, &vec![Some(honest()); 3]);
		world(|world| world.refuses_credit = true);
		let call = pallet_attribution::Call::conclude { request: id };
		let concluded = RuntimeCall::from(call).dispatch(signed(payer(1)));
		assert!(concluded.is_err());
		assert!(Panels::<Test>::contains_key(id));
		assert_eq!((escrow(&payer(0)), paid_into_pot()), (1_000, 0));
	});
}

#[test]
fn conclude_fails_when_the_records_are_full() {
	run(|| {
		let id = published(3);
		judge(id, &vec![Some(honest()); 3]);
		let peaks = vec![H256::repeat_byte(1); 32];
		let full = Accumulator::decode(&mut &(u32::MAX, peaks).encode()[..]).unwrap();
		let before = Records::<Test>::get();
		Records::<Test>::put(full);
		let call = pallet_attribution::Call::conclude { request: id };
		let concluded = RuntimeCall::from(call).dispatch(signed(payer(1)));
		assert_eq!(concluded.unwrap_err().error, Error::<Test>::RecordsFull.into());
		Records::<Test>::put(before);
		assert!(Panels::<Test>::contains_key(id));
	});
}

#[test]
fn conclude_fails_when_members_can_still_act() {
	run(|| {
		let id = published(3);
		assert_noop!(conclude(id), Error::<Test>::JudgementOpen);
		for place in 0..3 {
			assert_ok!(commit(id, &member(id, place), &honest()));
		}
		assert_noop!(conclude(id), Error::<Test>::JudgementOpen);
	});
}

#[test]
fn conclude_fails_when_nothing_is_judged() {
	run(|| {
		let id = asked(3);
		assert_noop!(conclude(id), Error::<Test>::NothingToJudge);
		assert_noop!(conclude(RequestId(9)), Error::<Test>::NothingToJudge);
	});
}

#[test]
fn conclude_weighs_by_seats_and_the_longest_vector_when_it_is_carried_out() {
	run(|| {
		let id = published(3);
		judge(id, &[Some(honest()), Some(foreign()), Some(honest())]);
		let weight = conclude(id).unwrap().actual_weight.unwrap();
		assert_eq!(weight, <() as WeightInfo>::conclude(3, 2));
	});
}

#[test]
fn settle_fails_when_a_committee_judges() {
	run(|| {
		let id = published(3);
		let settled = Attribution::settle(signed(payer(1)), id);
		assert_noop!(settled, Error::<Test>::NotProved);
	});
}
