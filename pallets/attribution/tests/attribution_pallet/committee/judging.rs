// SPDX-License-Identifier: Apache-2.0
//! Members commit to judgements and reveal them.

use super::*;
use pallet_attribution::{Assigned, Error, Judgements, Phase, SeatState};

/// A committee of three of which all have committed to the judgement.
fn committed(judgement: &Judgement) -> RequestId {
	let id = published(3);
	for seat in panel(id).seats {
		assert_ok!(commit(id, &seat.member, judgement));
	}
	id
}

#[test]
fn commit_judgement_binds_the_member_when_the_window_is_open() {
	run(|| {
		let id = published(3);
		let who = member(id, 1);
		assert_ok!(commit(id, &who, &honest()));
		let commitment = commitment(id, &who, &honest());
		assert_eq!(panel(id).seats[1].state, SeatState::Committed(commitment));
		let expected = Event::JudgementCommitted { request: id, member: who, commitment };
		assert_eq!(last_event(), expected);
	});
}

#[test]
fn commit_judgement_opens_the_reveal_when_it_is_the_last() {
	run(|| {
		let id = published(3);
		next_block();
		let now = System::block_number();
		for place in 0..3 {
			assert_eq!(panel(id).phase(now), Phase::Commit);
			assert_ok!(commit(id, &member(id, place), &honest()));
		}
		let panel = panel(id);
		assert_eq!(panel.phase(now), Phase::Reveal);
		assert_eq!((panel.commit_until, panel.reveal_until), (now, now + 5));
		assert_eq!(last_event(), Event::RevealOpened { request: id, reveal_until: now + 5 });
	});
}

#[test]
fn commit_judgement_fails_when_nothing_is_to_judge() {
	run(|| {
		let id = asked(3);
		let who = author(id);
		assert_noop!(commit(id, &who, &honest()), Error::<Test>::NothingToJudge);
		assert_noop!(commit(RequestId(9), &who, &honest()), Error::<Test>::NothingToJudge);
	});
}

#[test]
fn commit_judgement_fails_when_the_caller_is_no_member() {
	run(|| {
		let id = published(3);
		assert_noop!(commit(id, &payer(0), &honest()), Error::<Test>::NotMember);
	});
}

#[test]
fn commit_judgement_fails_when_the_member_is_bound() {
	run(|| {
		let id = published(3);
		let who = member(id, 0);
		assert_ok!(commit(id, &who, &honest()));
		assert_noop!(commit(id, &who, &wrong()), Error::<Test>::AlreadyCommitted);
	});
}

#[test]
fn commit_judgement_is_accepted_only_up_to_the_end_of_the_window() {
	run(|| {
		let id = published(3);
		run_to(panel(id).commit_until);
		assert_ok!(commit(id, &member(id, 0), &honest()));
		next_block();
		assert_noop!(commit(id, &member(id, 1), &honest()), Error::<Test>::CommitOver);
	});
}

#[test]
fn reveal_judgement_keeps_it_and_frees_the_member_when_it_is_the_committed_one() {
	run(|| {
		let id = committed(&honest());
		let who = member(id, 2);
		assert_eq!(Assigned::<Test>::get(&who).to_vec(), [id]);
		assert_ok!(reveal(id, &who, &honest()));
		assert_eq!(panel(id).seats[2].state, SeatState::Revealed);
		assert_eq!(Judgements::<Test>::get(id, 2), Some(honest()));
		assert!(!Assigned::<Test>::contains_key(&who));
		let expected =
			Event::JudgementRevealed { request: id, member: who.clone(), judgement: honest() };
		assert_eq!(last_event(), expected);
		// It owes nothing, and can leave.
		assert_ok!(Attribution::leave(signed(who)));
	});
}

#[test]
fn reveal_judgement_accepts_the_last_block_of_the_window_when_somebody_was_silent() {
	run(|| {
		let id = published(3);
		assert_ok!(commit(id, &member(id, 0), &honest()));
		assert_ok!(commit(id, &member(id, 1), &honest()));
		run_to(panel(id).reveal_until);
		assert_ok!(reveal(id, &member(id, 0), &honest()));
		next_block();
		assert_noop!(reveal(id, &member(id, 1), &honest()), Error::<Test>::RevealOver);
	});
}

#[test]
fn reveal_judgement_fails_when_nothing_is_to_judge() {
	run(|| {
		let id = asked(3);
		assert_noop!(reveal(id, &author(id), &honest()), Error::<Test>::NothingToJudge);
	});
}

#[test]
fn reveal_judgement_fails_when_the_caller_is_no_member() {
	run(|| {
		let id = committed(&honest());
		assert_noop!(reveal(id, &payer(0), &honest()), Error::<Test>::NotMember);
	});
}

#[test]
fn reveal_judgement_fails_when_the_member_did_not_commit() {
	run(|| {
		let id = published(3);
		assert_noop!(reveal(id, &member(id, 0), &honest()), Error::<Test>::NotCommitted);
	});
}

#[test]
fn reveal_judgement_fails_when_it_was_revealed_before() {
	run(|| {
		let id = committed(&honest());
		assert_ok!(reveal(id, &member(id, 0), &honest()));
		assert_noop!(reveal(id, &member(id, 0), &honest()), Error::<Test>::AlreadyRevealed);
	});
}

#[test]
fn reveal_judgement_fails_when_others_can_still_commit() {
	run(|| {
		let id = published(3);
		assert_ok!(commit(id, &member(id, 0), &honest()));
		run_to(panel(id).commit_until);
		assert_noop!(reveal(id, &member(id, 0), &honest()), Error::<Test>::RevealNotOpen);
		next_block();
		assert_ok!(reveal(id, &member(id, 0), &honest()));
	});
}

#[test]
fn reveal_judgement_fails_when_it_is_not_the_committed_one() {
	run(|| {
		let id = committed(&honest());
		let who = member(id, 0);
		assert_noop!(reveal(id, &who, &wrong()), Error::<Test>::CommitmentMismatch);
		let other_salt =
			Attribution::reveal_judgement(signed(who), id, honest(), H256::repeat_byte(1));
		assert_noop!(other_salt, Error::<Test>::CommitmentMismatch);
	});
}

#[test]
fn reveal_judgement_fails_when_the_commitment_was_copied() {
	run(|| {
		let id = published(3);
		let copied = commitment(id, &member(id, 0), &honest());
		for place in 0..3 {
			assert_ok!(Attribution::commit_judgement(signed(member(id, place)), id, copied));
		}
		let salt = salt(&member(id, 0));
		let who = signed(member(id, 1));
		let revealed = Attribution::reveal_judgement(who, id, honest(), salt);
		assert_noop!(revealed, Error::<Test>::CommitmentMismatch);
	});
}

#[test]
fn reveal_judgement_fails_when_the_judgement_is_impossible() {
	let rootless = |vector| Judgement::Genuine { vector, evidence_root: H256::zero() };
	let mut short = vector(&[1, 3]);
	short.residual = Perbill::from_percent(1);
	for (judgement, error) in [
		(genuine(short), Error::<Test>::MalformedProof),
		(rootless(vector(&[1, 3])), Error::<Test>::SharesWithoutEvidence),
		(genuine(vector(&[])), Error::<Test>::EvidenceWithoutShares),
		(genuine(vector(&[1, 9])), Error::<Test>::UnknownContribution),
	] {
		run(|| {
			let id = committed(&judgement);
			assert_noop!(reveal(id, &member(id, 0), &judgement), error);
		});
	}
}

#[test]
fn reveal_judgement_accepts_that_nothing_could_be_had_when_it_was_committed() {
	run(|| {
		let id = committed(&Judgement::Unavailable);
		assert_ok!(reveal(id, &member(id, 0), &Judgement::Unavailable));
		assert_eq!(Judgements::<Test>::get(id, 0), Some(Judgement::Unavailable));
	});
}

#[test]
fn reveal_judgement_accepts_a_foreign_answer_when_it_was_committed() {
	run(|| {
		let id = committed(&Judgement::Foreign);
		assert_ok!(reveal(id, &member(id, 0), &Judgement::Foreign));
		assert_eq!(Judgements::<Test>::get(id, 0), Some(Judgement::Foreign));
	});
}
