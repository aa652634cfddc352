// SPDX-License-Identifier: Apache-2.0
//! The queue against a naive twin.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{ids::RequestId, records::Mode};
use pallet_attribution::{Queue, QueueHead, QueueTail, MAX_ATTEMPTS};
use proptest::{
	prelude::{any, prop, prop_oneof, proptest, ProptestConfig, Strategy},
	sample::Index,
};
use std::collections::VecDeque;

#[derive(Clone, Debug)]
enum Step {
	Ask { deadline: u32 },
	Cancel { place: Index },
	Block,
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (MIN_DEADLINE..30).prop_map(|deadline| Step::Ask { deadline }),
		2 => any::<Index>().prop_map(|place| Step::Cancel { place }),
		2 => proptest::strategy::Just(Step::Block),
	]
}

fn stored() -> Vec<RequestId> {
	let mut queue = vec![];
	let mut next = QueueHead::<Test>::get();
	while let Some(id) = next {
		queue.push(id);
		next = Queue::<Test>::get(id).unwrap().next;
	}
	assert_eq!(QueueTail::<Test>::get(), queue.last().copied());
	queue
}

/// A request with its deadline, and how many turns it had.
type Waiting = (RequestId, u32, u32);

/// Nobody is eligible: each block moves the first to the end, those aside that it is too late for, or that had
/// all their turns.
fn rotate(naive: &mut VecDeque<Waiting>) {
	for _ in 0..naive.len().min(usize::try_from(MOST_ASSIGNMENTS).unwrap()) {
		let (id, deadline, turns) = naive.pop_front().unwrap();
		let in_time = System::block_number() + LEAST_ANSWER_TIME <= deadline;
		if in_time && turns + 1 < MAX_ATTEMPTS {
			naive.push_back((id, deadline, turns + 1));
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn queue_equals_the_naive_one_when_requests_come_go_and_wait(
		steps in prop::collection::vec(step(), 1..60),
	) {
		run(|| {
			assert_ok!(register(0, &[BASE]));
			world(|world| world.bonds.insert(worker(0), 0));
			let mut naive = VecDeque::new();
			for step in steps {
				match step {
					Step::Ask { deadline } => {
						let id = pallet_attribution::NextRequest::<Test>::get();
						let (who, mode) = (signed(payer(0)), Mode::Optimistic);
						let question = text("Who wrote it?");
						let asked = Attribution::request_inference(
							who, ADAPTER, question, mode, 50, 1_000, deadline,
						);
						let has_room = naive.len() < usize::try_from(MAX_QUEUE).unwrap();
						assert_eq!(asked.is_ok(), has_room);
						if has_room {
							naive.push_back((id, System::block_number() + deadline, 0));
						}
					},
					Step::Cancel { place } if !naive.is_empty() => {
						let (id, ..) = naive.remove(place.index(naive.len())).unwrap();
						assert_ok!(Attribution::cancel(signed(payer(0)), id));
					},
					Step::Cancel { .. } => (),
					Step::Block => {
						skip_to(System::block_number() + 1);
						rotate(&mut naive);
					},
				}
				assert_eq!(stored(), naive.iter().map(|(id, ..)| *id).collect::<Vec<_>>());
				assert_ok!(Attribution::do_try_state());
			}
		});
	}
}
