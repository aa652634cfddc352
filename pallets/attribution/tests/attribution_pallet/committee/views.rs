// SPDX-License-Identifier: Apache-2.0
//! What the chain tells of committees.

use super::{
	reviews::{convened, proved, request_review},
	*,
};
use openledger_primitives::records::{Duty, DutyStep, ReviewView, SeatStage};

fn duty(request: RequestId, step: DutyStep, until: u32) -> Vec<Duty> {
	vec![Duty { request, step, until }]
}

#[test]
fn committee_view_tells_how_far_each_member_is_when_they_judge() {
	run(|| {
		let id = published(3);
		for place in 0..3 {
			assert_ok!(commit(id, &member(id, place), &honest()));
		}
		assert_ok!(reveal(id, &member(id, 1), &honest()));
		let view = Attribution::committee_view(id).unwrap();
		let stages = view.seats.iter().map(|seat| seat.stage).collect::<Vec<_>>();
		assert_eq!(stages, [SeatStage::Committed, SeatStage::Revealed, SeatStage::Committed]);
		assert_eq!(view.seats[1].judgement, Some(honest()));
		assert_eq!(view.seats[0].judgement, None);
		assert_eq!((view.statement, view.fee), (statement(), 200));
		let panel = panel(id);
		assert_eq!(
			(view.commit_until, view.reveal_until),
			(panel.commit_until, panel.reveal_until)
		);
	});
}

#[test]
fn committee_view_tells_the_proofs_answer_when_it_is_reviewed() {
	run(|| {
		let id = convened();
		let view = Attribution::committee_view(id).unwrap();
		assert_eq!((view.statement, view.fee), (statement(), 200));
		assert!(view.seats.iter().all(|seat| seat.stage == SeatStage::Waiting));
	});
}

#[test]
fn committee_view_is_nothing_when_nothing_is_judged() {
	run(|| {
		let id = asked(3);
		assert_eq!(Attribution::committee_view(id), None);
	});
}

#[test]
fn review_view_tells_what_is_at_stake_when_there_is_one() {
	run(|| {
		let id = proved();
		assert_eq!(Attribution::review_view(id), None);
		assert_ok!(request_review(id));
		let expected = ReviewView { challenger: payer(1), bond: 500, pay: 50, convened: false };
		assert_eq!(Attribution::review_view(id), Some(expected.clone()));
		next_block();
		let expected = ReviewView { convened: true, ..expected };
		assert_eq!(Attribution::review_view(id), Some(expected));
	});
}

#[test]
fn duties_follow_the_phases_when_a_committee_answers() {
	run(|| {
		let id = asked(3);
		let (author, checker) = (author(id), request(id).workers[1].clone());
		let deadline = request(id).deadline;
		assert_eq!(Attribution::duties(&author), duty(id, DutyStep::Answer, deadline));
		assert_eq!(Attribution::duties(&checker), []);
		assert_ok!(publish(id));
		let until = panel(id).commit_until;
		for who in [&author, &checker] {
			assert_eq!(Attribution::duties(who), duty(id, DutyStep::Commit, until));
			assert_ok!(commit(id, who, &honest()));
			assert_eq!(Attribution::duties(who), []);
		}
		run_to(until + 1);
		let until = panel(id).reveal_until;
		assert_eq!(Attribution::duties(&author), duty(id, DutyStep::Reveal, until));
		assert_ok!(reveal(id, &author, &honest()));
		assert_eq!(Attribution::duties(&author), []);
		run_to(until + 1);
		assert_eq!(Attribution::duties(&checker), []);
	});
}

#[test]
fn duties_are_to_answer_when_a_proof_is_wanted() {
	run(|| {
		register_workers(1);
		let id = ask();
		let expected = duty(id, DutyStep::Answer, request(id).deadline);
		assert_eq!(Attribution::duties(&worker(0)), expected);
		run_to(request(id).deadline + 1);
		assert_eq!(Attribution::duties(&worker(0)), []);
	});
}
