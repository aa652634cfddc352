// SPDX-License-Identifier: Apache-2.0
//! Seats in committees: one judgement, committed to, revealed, and never another one, whatever happens in between.

use crate::{
	chain::{assignment, genesis, with, Call},
	committees::{statement, Panel, WINDOW},
	node::Node,
	server::{result, Reply},
};
use openledger_ocw::{Assignment, JUDGEMENT_KEY, KEEP_SEALED, RESUBMIT_AFTER, STATE_KEY};
use openledger_primitives::{
	committee::Judgement,
	ids::{ArtifactId, ContributionId, RequestId},
	jobs::{
		judgement_job_id, JobInput, JobRequest, JobResult, JobState, JudgementResult,
		PublishedAnswer, Task, WIRE_VERSION,
	},
	vector::{AttributionVector, ContributionShare},
};
use polkadot_sdk::{
	sp_core::{sr25519, H256},
	sp_runtime::{BoundedVec, Perbill},
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ANSWER: &str = "An answer.";

/// Nobody is named, nothing is evidence.
fn genuine() -> Judgement {
	Judgement::Genuine { vector: AttributionVector::unattributed(), evidence_root: H256::zero() }
}

fn job_of(answer: &str) -> H256 {
	judgement_job_id(&genesis(), RequestId(1), &statement(answer).output)
}

/// Request 1 has this answer now, and these members judge it.
fn convene(answer: &str, members: &[sr25519::Public]) {
	let members = members.iter().map(|key| key.0).collect::<Vec<_>>();
	with(|state| {
		let panel = Panel::begun(RequestId(1), statement(answer), &members, state.now());
		state.panels.insert(RequestId(1), panel);
	});
}

/// A node with so many keys, all of whom judge the answer to request 1.
fn seated(keys: u8) -> (Node, Vec<sr25519::Public>) {
	let mut node = Node::without_keys();
	let keys = (1..=keys).map(|seed| node.key(seed)).collect::<Vec<_>>();
	convene(ANSWER, &keys);
	(node, keys)
}

fn panel() -> Panel {
	with(|state| state.panels[&RequestId(1)].clone())
}

/// Who has submitted which commitments.
fn commitments() -> Vec<(sr25519::Public, H256)> {
	with(|state| {
		let commitment =
			|(_, transaction): &(u32, crate::chain::Transaction)| match transaction.call {
				Call::Commit { commitment, .. } => Some((transaction.key, commitment)),
				_ => None,
			};
		state.submitted.iter().filter_map(commitment).collect()
	})
}

/// What was revealed.
fn revealed() -> Vec<Option<Judgement>> {
	panel().seats.into_iter().map(|seat| seat.revealed).collect()
}

fn nothing_failed() -> bool {
	with(|state| state.failed.is_empty())
}

fn sealed(node: &mut Node, key: &sr25519::Public, answer: &str) -> Option<Vec<u8>> {
	node.get(&[JUDGEMENT_KEY, &key.0, job_of(answer).as_bytes()].concat())
}

#[test]
fn answer_is_published_when_a_committee_judges_it() {
	let (mut node, key) = Node::new();
	node.assign(&key, [Assignment { judged: true, ..assignment(1, 1000) }]);
	with(|state| state.members.insert(RequestId(1), vec![key.0]));
	node.server.replies(|job| Reply::finished(job, result()));
	node.run();
	let published = with(|state| match &state.submitted[..] {
		[(_, transaction)] => match &transaction.call {
			Call::Publish { request: RequestId(1), statement } => *statement,
			other => panic!("{other:?}"),
		},
		other => panic!("{} transactions", other.len()),
	});
	assert_eq!(published, statement("An answer, as a model gives it."));
	node.block();
	assert!(nothing_failed());
	assert_eq!(panel().judged.statement, published);
}

#[test]
fn job_says_all_that_the_chain_does_when_a_judgement_is_asked_for() {
	let (mut node, _) = seated(1);
	node.run();
	let asked = assignment(1, 1000);
	let expected = JobRequest {
		version: WIRE_VERSION,
		job_id: job_of(ANSWER),
		task: Task::Judgement(PublishedAnswer {
			request: RequestId(1),
			artifact: ArtifactId(3),
			input: JobInput::Text("question  number 1?".into()),
			input_commitment: asked.input_commitment,
			output: statement(ANSWER).output,
			output_tokens: 8,
			input_tokens: Some(5),
			max_output_tokens: Some(64),
			source: Some("https://author.example".into()),
			min_words: 6,
		}),
		deadline: 100 + WINDOW,
	};
	assert_eq!(node.server.take_posts()[0].job(), expected);
}

#[test]
fn committee_is_concluded_once_when_three_keys_of_the_node_have_judged() {
	let (mut node, keys) = seated(3);
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.run();
	assert_eq!(node.server.take_posts().len(), 1, "they share the server, and so the job");
	let all = commitments();
	assert_eq!(
		all.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>(),
		keys.into_iter().collect()
	);
	assert_eq!(all.iter().map(|(_, hash)| hash).collect::<BTreeSet<_>>().len(), 3);
	for _ in 0..10 {
		node.block();
	}
	assert_eq!(revealed(), vec![Some(genuine()); 3]);
	assert!(panel().concluded && nothing_failed());
	assert_eq!(with(|state| state.requests_of(|call| matches!(call, Call::Conclude(_)))), [1]);
	assert!(node.server.take_posts().is_empty());
}

#[test]
fn foreign_answer_is_called_foreign_when_the_server_says_so() {
	let (mut node, _) = seated(1);
	node.server.replies(|job| {
		let reason = "token 3 is not the artifact's".into();
		let judgement = Judgement::Foreign;
		let result = JudgementResult { judgement, reason, engine_version: 1 };
		Reply::state(job, JobState::Finished { result: JobResult::Judgement(result) })
	});
	for _ in 0..4 {
		node.block();
	}
	assert_eq!(revealed(), [Some(Judgement::Foreign)]);
}

/// Whatever the server does all the time, the member says in time that it could not judge.
fn ends_as_unavailable(reply: impl Fn(&JobRequest) -> Reply + Send + 'static) {
	let (mut node, _) = seated(1);
	node.server.replies(reply);
	let mut blocks = 0;
	while commitments().is_empty() {
		node.block();
		blocks += 1;
		assert!(blocks < WINDOW, "nothing was committed to in time");
	}
	assert!(blocks >= WINDOW / 2, "the server had {blocks} blocks of {WINDOW} only");
	for _ in 0..5 {
		node.block();
	}
	assert_eq!(revealed(), [Some(Judgement::Unavailable)]);
	assert!(panel().concluded && nothing_failed());
}

#[test]
fn judgement_is_unavailable_when_the_server_stays_down() {
	ends_as_unavailable(|_| Reply::Down);
}

#[test]
fn judgement_is_unavailable_when_the_server_never_answers() {
	ends_as_unavailable(|_| Reply::Silent);
}

#[test]
fn judgement_is_unavailable_when_the_server_is_not_done_in_time() {
	ends_as_unavailable(|job| Reply::state(job, JobState::Running));
}

#[test]
fn judgement_is_unavailable_when_the_server_gives_garbage() {
	ends_as_unavailable(|_| Reply::http(200, "{\"state\":"));
}

#[test]
fn judgement_is_unavailable_when_the_server_gives_up() {
	ends_as_unavailable(|job| {
		Reply::state(job, JobState::Failed { reason: "no model".into(), retryable: false })
	});
}

#[test]
fn judgement_is_unavailable_when_the_server_gives_the_result_of_another_job() {
	ends_as_unavailable(|job| Reply::finished(job, result()));
}

#[test]
fn judgement_is_unavailable_when_the_server_has_another_engine() {
	ends_as_unavailable(|job| {
		let result =
			JudgementResult { judgement: genuine(), reason: String::new(), engine_version: 2 };
		Reply::state(job, JobState::Finished { result: JobResult::Judgement(result) })
	});
}

#[test]
fn judgement_is_unavailable_when_the_servers_could_not_be_revealed() {
	ends_as_unavailable(|job| {
		let share =
			ContributionShare { contribution: ContributionId(4), share: Perbill::from_percent(60) };
		let shares = BoundedVec::truncate_from(vec![share]);
		let vector = AttributionVector { shares, residual: Perbill::from_percent(60) };
		Reply::judged(job, Judgement::Genuine { vector, evidence_root: H256::repeat_byte(1) })
	});
}

#[test]
fn judgement_is_genuine_when_the_server_is_back_at_the_last_moment() {
	let (mut node, _) = seated(1);
	for _ in 0..(WINDOW - 6) {
		node.block();
	}
	assert!(commitments().is_empty());
	node.server.replies(|job| Reply::judged(job, genuine()));
	for _ in 0..6 {
		node.block();
	}
	assert_eq!(revealed(), [Some(genuine())]);
}

#[test]
fn nothing_is_committed_to_when_the_next_block_is_too_late() {
	let (mut node, _) = seated(1);
	with(|state| state.block += WINDOW);
	node.run();
	assert!(commitments().is_empty());
}

#[test]
fn same_commitment_is_sent_again_when_its_transaction_was_lost() {
	let (mut node, _) = seated(1);
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.run();
	with(|state| state.pool.clear());
	// Whatever the server says by now.
	node.server.replies(|job| Reply::judged(job, Judgement::Foreign));
	for _ in 0..RESUBMIT_AFTER {
		node.empty_block();
	}
	let [first, second] = commitments()[..] else { panic!("sent twice") };
	assert_eq!(first, second);
	for _ in 0..3 {
		node.block();
	}
	assert_eq!(revealed(), [Some(genuine())]);
}

#[test]
fn same_commitment_is_sent_again_when_its_block_is_reorganised_away() {
	let (mut node, keys) = seated(1);
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.run();
	node.block();
	// Another branch, where it has not committed; the pool has lost it, the server has another opinion, and
	// the worker's memory is gone.
	with(|state| {
		state.block = 99;
		state.nonces.clear();
		state.pool.clear();
	});
	convene(ANSWER, &keys);
	node.clear(STATE_KEY);
	node.server.replies(|job| Reply::judged(job, Judgement::Foreign));
	node.run();
	let [first, second] = commitments()[..] else { panic!("sent twice") };
	assert_eq!(first, second);
}

#[test]
fn other_answer_is_judged_anew_when_another_branch_has_one() {
	let (mut node, keys) = seated(1);
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.run();
	with(|state| state.pool.clear());
	convene("Another answer.", &keys);
	node.server.replies(|job| Reply::judged(job, Judgement::Foreign));
	for _ in 0..(RESUBMIT_AFTER + 4) {
		node.block();
	}
	assert_eq!(revealed(), [Some(Judgement::Foreign)]);
	assert!(nothing_failed());
}

#[test]
fn judgement_is_revealed_when_the_node_restarted_and_the_server_is_gone() {
	let (mut node, keys) = seated(2);
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.run();
	// The other member has not committed yet, so nobody reveals.
	with(|state| state.pool.retain(|transaction| transaction.key == keys[0]));
	node.block();
	assert_eq!(revealed(), [None, None]);
	node.clear(STATE_KEY);
	node.server.replies(|_| Reply::Down);
	for _ in 0..(RESUBMIT_AFTER + 5) {
		node.block();
	}
	assert_eq!(revealed(), [Some(genuine()), Some(genuine())]);
	assert!(nothing_failed());
}

#[test]
fn judgement_is_revealed_again_when_its_block_is_reorganised_away() {
	let (mut node, _) = seated(1);
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.run();
	node.block();
	let committed = panel();
	node.block();
	node.block();
	assert!(panel().concluded);
	with(|state| {
		state.panels.insert(RequestId(1), committed);
		state.nonces.values_mut().for_each(|nonce| *nonce = 1);
	});
	for _ in 0..(RESUBMIT_AFTER + 2) {
		node.block();
	}
	assert_eq!(revealed(), [Some(genuine())]);
}

#[test]
fn nothing_is_revealed_when_what_was_committed_to_is_lost() {
	let (mut node, keys) = seated(1);
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.run();
	let item = [JUDGEMENT_KEY, &keys[0].0, job_of(ANSWER).as_bytes()].concat();
	node.clear(&item);
	for _ in 0..10 {
		node.block();
	}
	assert_eq!(revealed(), [None]);
	assert_eq!(with(|state| state.submitted.len()), 1, "a wrong one would cost a fee");
}

#[test]
fn judgement_waits_when_earlier_transactions_are_pending() {
	let (mut node, keys) = seated(1);
	node.assign(&keys[0], [assignment(5, 1000)]);
	node.server.replies(|job| match job.task {
		Task::Judgement(_) => Reply::state(job, JobState::Running),
		_ => Reply::finished(job, result()),
	});
	node.run();
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.empty_block();
	assert!(commitments().is_empty());
	node.block();
	assert_eq!(commitments().len(), 1);
	assert_eq!(with(|state| state.refusals), 0);
}

#[test]
fn next_member_concludes_when_the_first_one_does_not() {
	let (mut node, keys) = seated(2);
	let mut panel = panel();
	for seat in &mut panel.seats {
		seat.commitment = Some(H256::zero());
		seat.revealed = Some(Judgement::Unavailable);
	}
	// They sit there, and so remember it.
	node.run();
	with(|state| {
		state.panels.insert(RequestId(1), panel);
		state.unwelcome.push(RequestId(1));
	});
	let concluded =
		|| with(|state| state.requests_of(|call| matches!(call, Call::Conclude(_))).len());
	node.block();
	assert_eq!((concluded(), with(|state| state.refusals)), (0, 1));
	with(|state| state.unwelcome.clear());
	node.block();
	node.block();
	assert_eq!(concluded(), 1);
	assert!(keys.len() == 2 && nothing_failed());
}

#[test]
fn committee_is_concluded_when_the_workers_memory_was_lost() {
	let (mut node, _) = seated(1);
	node.server.replies(|job| Reply::judged(job, genuine()));
	node.run();
	node.block();
	with(|state| {
		state.next_block();
		state.include(usize::MAX);
	});
	assert_eq!(revealed(), [Some(genuine())]);
	node.clear(STATE_KEY);
	node.run();
	node.block();
	assert!(panel().concluded);
}

#[test]
fn what_was_sealed_is_forgotten_when_the_seat_ended_long_ago() {
	let (mut node, keys) = seated(1);
	node.server.replies(|job| Reply::judged(job, genuine()));
	for _ in 0..10 {
		node.block();
	}
	assert!(panel().concluded);
	assert!(sealed(&mut node, &keys[0], ANSWER).is_some(), "a reorganisation could ask for it");
	for _ in 0..=KEEP_SEALED {
		node.block();
	}
	assert_eq!(sealed(&mut node, &keys[0], ANSWER), None);
}

#[derive(Clone, Debug)]
enum Event {
	/// A block with at most so many transactions of the pool.
	Block(usize),
	/// The pool forgets everything.
	Lost,
	/// The seats are as they were before anything was committed to, and so are the nonces.
	Reorganised,
	/// The worker's memory is gone.
	Forgotten,
	/// From now on the server says this.
	Server(Option<Judgement>),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
	let opinion = prop_oneof![
		Just(None),
		Just(Some(genuine())),
		Just(Some(Judgement::Foreign)),
		Just(Some(Judgement::Unavailable)),
	];
	let event = prop_oneof![
		6 => (0usize..4).prop_map(Event::Block),
		1 => Just(Event::Lost),
		1 => Just(Event::Reorganised),
		1 => Just(Event::Forgotten),
		2 => opinion.prop_map(Event::Server),
	];
	prop::collection::vec(event, 1..40)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn member_commits_to_one_judgement_and_reveals_it_whatever_happens(events in events()) {
		let (mut node, keys) = seated(3);
		let say = |node: &Node, opinion: Option<Judgement>| {
			node.server.replies(move |job| match opinion.clone() {
				Some(judgement) => Reply::judged(job, judgement),
				None => Reply::Down,
			});
		};
		for event in events {
			match event {
				Event::Block(limit) => {
					with(|state| {
						state.next_block();
						state.include(limit);
					});
					node.run();
				},
				Event::Lost => with(|state| state.pool.clear()),
				Event::Reorganised => {
					with(|state| {
						state.nonces.clear();
						state.pool.clear();
					});
					convene(ANSWER, &keys);
				},
				Event::Forgotten => node.clear(STATE_KEY),
				Event::Server(opinion) => say(&node, opinion),
			}
		}
		// From here on the chain goes its way, with all the time that a committee has.
		with(|state| state.pool.clear());
		let before = panel();
		if before.concluded || with(|state| state.now()) + RESUBMIT_AFTER + 2 >= before.commit_until {
			convene(ANSWER, &keys);
			with(|state| state.nonces.clear());
		}
		for _ in 0..(2 * WINDOW + 64) {
			node.block();
		}
		let mut of_key = BTreeMap::<_, BTreeSet<_>>::new();
		for (key, commitment) in commitments() {
			of_key.entry(key).or_default().insert(commitment);
		}
		prop_assert!(of_key.values().all(|commitments| commitments.len() == 1));
		prop_assert!(revealed().iter().all(Option::is_some), "{:?}", revealed());
		prop_assert!(panel().concluded);
	}
}
