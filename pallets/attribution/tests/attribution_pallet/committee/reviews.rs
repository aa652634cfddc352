// SPDX-License-Identifier: Apache-2.0
//! Reviews: asked for, and their members drawn.

use super::*;
use frame::traits::Hooks;
use openledger_primitives::records::Question;
use pallet_attribution::{Assigned, Convening, Error, WeightInfo, MAX_CONVENING};
use std::collections::BTreeSet;

/// A proved answer of an author among all workers. It costs 200.
pub(super) fn proved() -> RequestId {
	register_workers(WORKERS);
	let id = ask();
	prove(id);
	id
}

pub(super) fn request_review(id: RequestId) -> DispatchResult {
	Attribution::request_review(signed(payer(1)), id)
}

/// A review by payer 1 whose members are drawn.
pub(super) fn convened() -> RequestId {
	let id = proved();
	assert_ok!(request_review(id));
	next_block();
	assert!(Panels::<Test>::contains_key(id));
	id
}

#[test]
fn request_review_holds_bond_and_pay_and_keeps_the_answer_open_when_accepted() {
	run(|| {
		let id = proved();
		assert_ok!(request_review(id));
		// The bond of 500, and three members' 50 each.
		assert_eq!(review_hold(&payer(1)), 650);
		assert_eq!(request(id).answer().unwrap().challenges, 1);
		let expected =
			Event::ReviewRequested { request: id, challenger: payer(1), bond: 500, pay: 50 };
		assert_eq!(last_event(), expected);
		assert_eq!(Convening::<Test>::get().to_vec(), [id]);
		run_to(System::block_number() + 20);
		let settled = Attribution::settle(signed(payer(0)), id);
		assert_noop!(settled, Error::<Test>::ChallengeOpen);
	});
}

#[test]
fn request_review_fails_when_one_was_asked_for_already() {
	run(|| {
		let id = proved();
		assert_ok!(request_review(id));
		let again = || Attribution::request_review(signed(payer(2)), id);
		assert_noop!(again(), Error::<Test>::AlreadyReviewed);
		next_block();
		judge(id, &vec![Some(honest()); 3]);
		assert_ok!(conclude(id));
		assert_noop!(again(), Error::<Test>::AlreadyReviewed);
	});
}

#[test]
fn request_review_fails_when_the_question_lies_elsewhere() {
	run(|| {
		register_workers(WORKERS);
		let id = pallet_attribution::NextRequest::<Test>::get();
		let commitment = ContentCommitment::of(b"Who wrote it?").unwrap();
		let question = Question::Committed { commitment, uri: bytes("https://question") };
		let (who, mode) = (signed(payer(0)), Mode::Optimistic);
		assert_ok!(Attribution::request_inference(who, ADAPTER, question, mode, 50, 1_000, 10));
		next_block();
		prove(id);
		assert_noop!(request_review(id), Error::<Test>::QuestionNotOnChain);
	});
}

#[test]
fn request_review_fails_when_the_artifact_runs_on_no_base_model_any_more() {
	run(|| {
		let id = proved();
		world(|world| world.artifacts.remove(&ADAPTER));
		assert_noop!(request_review(id), Error::<Test>::ArtifactNotOffered);
	});
}

#[test]
fn request_review_fails_when_too_many_wait_for_members() {
	run(|| {
		let id = proved();
		let others = vec![RequestId(77); usize::try_from(MAX_CONVENING).unwrap()];
		Convening::<Test>::put(BoundedVec::truncate_from(others));
		assert_noop!(request_review(id), Error::<Test>::TooManyReviews);
		Convening::<Test>::kill();
		assert_ok!(request_review(id));
	});
}

#[test]
fn request_review_fails_later_than_three_windows_after_the_proof() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		run_to(request(id).answer().unwrap().proved_at + 16);
		assert_noop!(request_review(id), Error::<Test>::WindowOver);
	});
}

#[test]
fn request_review_fails_when_there_is_no_request() {
	run(|| {
		assert_noop!(request_review(RequestId(9)), Error::<Test>::RequestNotFound);
	});
}

#[test]
fn request_review_fails_when_nothing_is_proved() {
	run(|| {
		let id = published(3);
		assert_noop!(request_review(id), Error::<Test>::NotProved);
	});
}

#[test]
fn request_review_fails_when_the_answer_is_settled() {
	run(|| {
		let id = proved();
		run_to(request(id).answer().unwrap().settle_at);
		assert_ok!(Attribution::settle(signed(payer(0)), id));
		assert_noop!(request_review(id), Error::<Test>::AlreadySettled);
	});
}

#[test]
fn request_review_fails_when_the_answer_was_falsified() {
	run(|| {
		let id = proved();
		assert_ok!(falsify(id));
		assert_noop!(request_review(id), Error::<Test>::AlreadyFalsified);
	});
}

#[test]
fn request_review_fails_when_the_window_is_over() {
	run(|| {
		let id = proved();
		run_to(request(id).answer().unwrap().settle_at);
		assert_noop!(request_review(id), Error::<Test>::WindowOver);
	});
}

#[test]
fn request_review_fails_when_too_many_challenges_are_open() {
	run(|| {
		let id = proved();
		for _ in 0..MAX_OPEN_CHALLENGES {
			assert_ok!(challenge(id));
		}
		let call = pallet_attribution::Call::request_review { request: id };
		let requested = RuntimeCall::from(call).dispatch(signed(payer(1)));
		assert_eq!(requested.unwrap_err().error, Error::<Test>::TooManyChallenges.into());
		assert_eq!(review_hold(&payer(1)), 0);
	});
}

#[test]
fn request_review_fails_when_the_funds_are_locked() {
	run(|| {
		let id = proved();
		world(|world| world.locked.insert(payer(1), FUNDS - 649));
		assert_noop!(request_review(id), Error::<Test>::FundsLocked);
		world(|world| world.locked.insert(payer(1), FUNDS - 650));
		assert_ok!(request_review(id));
	});
}

#[test]
fn on_initialize_draws_members_that_did_not_write_the_answer_when_the_seed_is_young() {
	run(|| {
		let id = proved();
		assert_ok!(request_review(id));
		next_block();
		let now = System::block_number();
		let panel = panel(id);
		assert_eq!(panel.seats.len(), 3);
		assert_eq!(panel.place_of(&author(id)), None);
		assert_eq!((panel.commit_until, panel.reveal_until), (now + 5, now + 10));
		let members = panel.seats.into_iter().map(|seat| seat.member).collect::<Vec<_>>();
		assert!(members.iter().all(|member| Assigned::<Test>::get(member).to_vec() == [id]));
		let expected = Event::ReviewConvened {
			request: id,
			members: members.try_into().unwrap(),
			commit_until: now + 5,
		};
		assert_eq!(last_event(), expected);
		assert!(Convening::<Test>::get().is_empty());
	});
}

#[test]
fn on_initialize_draws_only_members_with_a_grant_when_the_data_is_private() {
	run(|| {
		let id = proved();
		let author = author(id);
		let others = (0..WORKERS).map(worker).filter(|worker| *worker != author);
		let strangers = others.skip(6).collect::<BTreeSet<_>>();
		world(|world| world.strangers = strangers.clone());
		assert_ok!(request_review(id));
		next_block();
		assert!(panel(id).seats.iter().all(|seat| !strangers.contains(&seat.member)));
	});
}

#[test]
fn on_initialize_draws_no_member_that_joined_after_the_review_was_asked_for() {
	run(|| {
		register_workers(3);
		let id = ask();
		prove(id);
		assert_ok!(request_review(id));
		assert_ok!(register_now(3, &[BASE]));
		next_block();
		assert!(!Panels::<Test>::contains_key(id));
	});
}

#[test]
fn on_initialize_convenes_one_review_a_block_in_the_order_in_which_they_were_asked_for() {
	run(|| {
		register_workers(WORKERS);
		let ids = [ask(), ask(), ask()];
		for id in ids {
			prove(id);
		}
		for id in [ids[1], ids[2], ids[0]] {
			assert_ok!(request_review(id));
		}
		let are_convened = || ids.map(Panels::<Test>::contains_key);
		next_block();
		assert_eq!(are_convened(), [false, true, false]);
		next_block();
		assert_eq!(are_convened(), [false, true, true]);
		next_block();
		assert_eq!(are_convened(), [true, true, true]);
	});
}

#[test]
fn on_initialize_waits_when_the_seed_could_be_known_before_the_review_was_asked_for() {
	run(|| {
		let id = proved();
		world(|world| world.seed_age = 1);
		assert_ok!(request_review(id));
		assert_noop!(conclude(id), Error::<Test>::NothingToJudge);
		next_block();
		assert!(!Panels::<Test>::contains_key(id));
		next_block();
		assert!(Panels::<Test>::contains_key(id));
	});
}

/// A proved answer whose review lapses in the next block: there are two other workers.
fn lapsing() -> RequestId {
	register_workers(3);
	let id = ask();
	prove(id);
	assert_ok!(request_review(id));
	id
}

#[test]
fn review_lapses_without_a_trace_when_too_few_workers_are_found() {
	run(|| {
		let id = lapsing();
		let before = request(id).answer().unwrap().settle_at;
		next_block();
		assert_eq!(
			last_event(),
			Event::ReviewLapsed { request: id, challenger: payer(1), refund: 650 }
		);
		assert_eq!(Balances::free_balance(payer(1)), FUNDS);
		let answer = request(id).answer().unwrap().clone();
		assert_eq!((answer.challenges, answer.settle_at), (0, before));
		assert_noop!(conclude(id), Error::<Test>::NothingToJudge);
		// There is one review for each answer, and this was it.
		assert_noop!(request_review(id), Error::<Test>::AlreadyReviewed);
		run_to(before);
		assert_ok!(Attribution::settle(signed(payer(0)), id));
	});
}

#[test]
fn review_lapses_when_another_challenge_felled_the_answer_meanwhile() {
	run(|| {
		let id = proved();
		assert_ok!(request_review(id));
		assert_ok!(falsify(id));
		next_block();
		assert_eq!(
			last_event(),
			Event::ReviewLapsed { request: id, challenger: payer(1), refund: 650 }
		);
		assert_eq!(Balances::free_balance(payer(1)), FUNDS);
	});
}

#[test]
fn review_lapses_when_the_artifact_runs_on_no_base_model_any_more() {
	run(|| {
		let id = proved();
		assert_ok!(request_review(id));
		world(|world| world.artifacts.remove(&ADAPTER));
		next_block();
		assert_eq!(review_hold(&payer(1)), 0);
		assert_eq!(request(id).answer().unwrap().challenges, 0);
	});
}

#[test]
fn on_initialize_weighs_the_review_that_it_tried() {
	run(|| {
		let id = proved();
		assert_eq!(Attribution::on_initialize(1), <() as WeightInfo>::assign(0));
		assert_ok!(request_review(id));
		System::set_block_number(System::block_number() + 1);
		let tried = <() as WeightInfo>::convene_review() + <() as WeightInfo>::assign(0);
		assert_eq!(Attribution::on_initialize(1), tried);
	});
}
