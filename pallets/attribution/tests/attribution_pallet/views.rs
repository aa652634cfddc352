// SPDX-License-Identifier: Apache-2.0
//! What clients read.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId, RequestId, SnapshotId},
	records::{
		ArtifactRank, AttributedAnswer, ContributionNode, ContributionRank, Mode, Question,
		RequestStage,
	},
	vector::AttributionVector,
	Balance,
};

/// What contributions get of a fee of 200.
const PART: Balance = 80;

fn settle(id: RequestId) {
	run_to(System::block_number() + ChallengeWindow::get());
	assert_ok!(Attribution::settle(signed(payer(1)), id));
}

/// A settled answer that rests on `contributions` alike.
fn settled(contributions: &[u64]) -> RequestId {
	let id = ask();
	let mut proof = honest_proof(id);
	proof.vector = vector(contributions);
	if contributions.is_empty() {
		proof.evidence_root = H256::zero();
	}
	assert_ok!(submit(0, &proof));
	settle(id);
	id
}

fn stage(id: RequestId) -> RequestStage {
	Attribution::request_view(id).unwrap().stage
}

#[test]
fn request_view_tells_the_whole_request() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		prove(id);
		let view = Attribution::request_view(id).unwrap();
		let stored = request(id);
		assert_eq!((view.id, &view.payer, view.artifact), (id, &payer(0), ADAPTER));
		assert_eq!((view.mode, view.workers), (Mode::Optimistic, vec![worker(0)]));
		assert_eq!(view.question, Question::Text(b"Who wrote it?".to_vec()));
		assert_eq!((view.input, view.prices), (stored.input, PRICES));
		assert_eq!((view.max_output_tokens, view.max_fee), (50, 1_000));
		assert_eq!((view.min_words, view.engine_version), (6, 1));
		assert_eq!((view.requested_at, view.deadline), (1, 11));
		assert_eq!(view.stage, RequestStage::Proved { settle_at: 7, challenges: 0 });
		let (answer, proof) = (view.answer.unwrap(), honest_proof(id));
		assert_eq!((answer.output, answer.vector), (proof.output, proof.vector));
		assert_eq!((answer.input_tokens, answer.output_tokens, answer.fee), (10, 20, 200));
		assert_eq!((answer.evidence_root, answer.proved_at), (proof.evidence_root, 2));
	});
}

#[test]
fn request_view_tells_how_far_the_request_is() {
	run(|| {
		assert_eq!(Attribution::request_view(RequestId(0)), None);
		assert_ok!(register(0, &[BASE]));
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_eq!(stage(id), RequestStage::Queued);
		next_block();
		assert_eq!(stage(id), RequestStage::Assigned);
		prove(id);
		assert_ok!(challenge(id));
		assert_eq!(stage(id), RequestStage::Proved { settle_at: 7, challenges: 1 });
		assert_ok!(falsify(id));
		assert_eq!(stage(id), RequestStage::Falsified { record: 0 });
		assert_eq!(stage(settled(&[1])), RequestStage::Settled { record: 1 });
	});
}

#[test]
fn request_view_tells_where_the_question_lies() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let commitment = ContentCommitment::of(b"Who wrote it?").unwrap();
		let question = Question::Committed { commitment, uri: bytes("https://question") };
		let (who, mode) = (signed(payer(0)), Mode::Optimistic);
		assert_ok!(Attribution::request_inference(who, ADAPTER, question, mode, 50, 1_000, 10));
		let view = Attribution::request_view(RequestId(0)).unwrap();
		let uri = b"https://question".to_vec();
		assert_eq!(view.question, Question::Committed { commitment, uri });
	});
}

#[test]
fn worker_view_tells_what_the_worker_is_and_does() {
	run(|| {
		assert_eq!(Attribution::worker_view(worker(0)), None);
		assert_ok!(register(0, &[BASE, FREE_BASE]));
		world(|world| world.bonds.insert(worker(0), 150));
		ask();
		let view = Attribution::worker_view(worker(0)).unwrap();
		assert_eq!((view.account, view.endpoint), (worker(0), b"https://worker".to_vec()));
		assert_eq!((view.base_models, view.build), (vec![BASE, FREE_BASE], build()));
		assert_eq!((view.proved, view.missed, view.last_seen), (0, 0, 1));
		assert_eq!((view.bond, view.in_flight, view.unsettled), (150, 1, 0));
		assert_eq!((view.paused, view.eligible), (false, true));
	});
}

#[test]
fn worker_view_tells_who_would_be_given_nothing() {
	run(|| {
		HeartbeatPeriod::set(10);
		let eligible = |n| Attribution::worker_view(worker(n)).unwrap().eligible;
		assert_ok!(register(0, &[BASE]));
		assert_ok!(register(1, &[BASE]));
		assert_ok!(Attribution::pause(signed(worker(0))));
		assert_eq!([eligible(0), eligible(1)], [false, true]);
		hypothetically!({
			skip_to(12);
			assert!(!eligible(1));
		});
		for _ in 0..MAX_IN_FLIGHT {
			ask();
		}
		assert!(!eligible(1));
		assert_ok!(register(2, &[BASE]));
		world(|world| world.bonds.insert(worker(2), 99));
		assert!(!eligible(2));
	});
}

#[test]
fn worker_page_lists_those_of_the_base_model_page_by_page() {
	run(|| {
		for n in 0..5 {
			assert_ok!(register(n, &[BASE]));
		}
		assert_ok!(Attribution::pause(signed(worker(4))));
		let page = |from, limit| {
			let page = Attribution::worker_page(BASE, from, limit);
			let accounts = page.workers.into_iter().map(|view| view.account);
			(accounts.collect::<Vec<_>>(), page.next)
		};
		assert_eq!(page(0, 3), ((0..3).map(worker).collect(), Some(3)));
		assert_eq!(page(3, 3), (vec![worker(3), worker(4)], None));
		assert_eq!(page(5, u32::MAX), (vec![], None));
		assert_eq!(page(u32::MAX, 3), (vec![], None));
		assert_eq!(Attribution::worker_page(FREE_BASE, 0, 10).workers, []);
	});
}

#[test]
fn attribution_of_lists_the_settled_answers_with_a_share() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let both = settled(&[1, 3]);
		let other = settled(&[3]);
		let open = ask();
		prove(open);
		assert_ok!(falsify(open));
		let answer = |request, percent, amount| AttributedAnswer {
			request,
			share: Perbill::from_percent(percent),
			amount,
		};
		let page = Attribution::attribution_of(ContributionId(3), RequestId(0), 10);
		assert_eq!(page.answers, [answer(both, 50, PART / 2), answer(other, 100, PART)]);
		assert_eq!(page.next, None);
		let page = Attribution::attribution_of(ContributionId(1), RequestId(0), 10);
		assert_eq!(page.answers, [answer(both, 50, PART / 2)]);
		let page = Attribution::attribution_of(ContributionId(2), RequestId(0), 10);
		assert_eq!(page.answers, []);
	});
}

#[test]
fn attribution_of_goes_on_where_the_page_ended() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let ids = [settled(&[1]), settled(&[2]), settled(&[1])];
		let page = |from, limit| {
			let page = Attribution::attribution_of(ContributionId(1), from, limit);
			let requests = page.answers.into_iter().map(|answer| answer.request);
			(requests.collect::<Vec<_>>(), page.next)
		};
		assert_eq!(page(RequestId(0), 2), (vec![ids[0]], Some(ids[2])));
		assert_eq!(page(ids[2], 2), (vec![ids[2]], None));
		assert_eq!(page(RequestId(u64::MAX), u32::MAX), (vec![], None));
	});
}

#[test]
fn leaderboard_ranks_contributions_and_artifacts_by_what_they_earned() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		settled(&[1, 3]);
		settled(&[3]);
		let id = ask_artifact(BASE);
		prove(id);
		settle(id);
		let board = Attribution::leaderboard(RequestId(0), 10);
		let rank = |id, answers, amount| ContributionRank {
			contribution: ContributionId(id),
			answers,
			amount,
		};
		assert_eq!(board.contributions, [rank(3, 2, PART / 2 + PART), rank(1, 1, PART / 2)]);
		let rank = |artifact, answers, fees| ArtifactRank { artifact, answers, fees };
		assert_eq!(board.artifacts, [rank(ADAPTER, 2, 400), rank(BASE, 1, 200)]);
		assert_eq!(board.next, None);
		let page = Attribution::leaderboard(RequestId(1), 1);
		assert_eq!((page.artifacts, page.next), (vec![rank(ADAPTER, 1, 200)], Some(RequestId(2))));
	});
}

#[test]
fn answer_lineage_goes_back_to_snapshots_and_contributors() {
	run(|| {
		assert_eq!(Attribution::answer_lineage(RequestId(0)), None);
		assert_ok!(register(0, &[BASE]));
		let id = settled(&[1, 3]);
		let lineage = Attribution::answer_lineage(id).unwrap();
		assert_eq!(Some(lineage.request), Attribution::request_view(id));
		assert_eq!(lineage.base, Some(BASE));
		assert_eq!(lineage.snapshots, [0, 1].map(SnapshotId));
		assert_eq!(lineage.residual, Perbill::zero());
		let node = |n: u8| ContributionNode {
			id: ContributionId(n.into()),
			share: Perbill::from_percent(50),
			datanet: DatanetId(7),
			contributor: payer(n),
			content: ContentCommitment::of(&[n]).unwrap(),
		};
		assert_eq!(lineage.contributions, [node(1), node(3)]);
	});
}

#[test]
fn answer_lineage_names_nobody_when_there_is_no_answer_or_all_is_residual() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let open = ask();
		let lineage = Attribution::answer_lineage(open).unwrap();
		assert_eq!((lineage.contributions, lineage.residual), (vec![], Perbill::zero()));
		let lineage = Attribution::answer_lineage(settled(&[])).unwrap();
		assert_eq!(lineage.residual, AttributionVector::unattributed().residual);
	});
}

#[test]
fn records_root_is_zero_until_there_is_a_record() {
	run(|| {
		let root = Attribution::records_root();
		assert_eq!((root.root, root.count), (H256::zero(), 0));
		assert_ok!(register(0, &[BASE]));
		settled(&[1]);
		let root = Attribution::records_root();
		assert_eq!((root.root.is_zero(), root.count), (false, 1));
	});
}
