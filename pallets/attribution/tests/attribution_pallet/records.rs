// SPDX-License-Identifier: Apache-2.0
//! What is left of a request for good.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	accumulator::{Accumulator, Leaves},
	fee::FeeParts,
	ids::RequestId,
	merkle::Domain,
	records::{answer_key, AnswerRecord, AnswerVerdict},
};
use pallet_attribution::{AnswerRecordOf, Error, Event, Inputs, Records, Requests};

/// A request that was proved in block 2.
fn proved() -> RequestId {
	let id = ask();
	prove(id);
	id
}

fn settle(id: RequestId) {
	run_to(System::block_number() + ChallengeWindow::get());
	assert_ok!(Attribution::settle(signed(payer(1)), id));
}

fn prune(id: RequestId) -> DispatchResult {
	Attribution::prune(signed(payer(1)), id)
}

/// The records that the events of this block tell, in order.
fn recorded() -> Vec<AnswerRecordOf<Test>> {
	let events = System::events().into_iter().filter_map(|record| match record.event {
		RuntimeEvent::Attribution(Event::AnswerRecorded { record, .. }) => Some(record),
		_ => None,
	});
	events.collect()
}

#[test]
fn settle_appends_the_whole_record() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = proved();
		let proof = honest_proof(id);
		settle(id);
		let expected = AnswerRecord {
			request: id,
			payer: payer(0),
			workers: vec![worker(0)].try_into().unwrap(),
			artifact: ADAPTER,
			input: proof.input,
			output: proof.output,
			input_tokens: 10,
			output_tokens: 20,
			fee: 200,
			parts: Split::get().split(200),
			checks: 0,
			vector: proof.vector,
			evidence_root: proof.evidence_root,
			min_words: 6,
			engine_version: 1,
			requested_at: 1,
			proved_at: 2,
			ended_at: 7,
			verdict: AnswerVerdict::Settled,
		};
		assert_eq!(recorded(), [expected]);
		assert_eq!(request(id).closed().unwrap().record, 0);
	});
}

#[test]
fn falsify_appends_a_record_that_nobody_was_paid_by() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = proved();
		assert_ok!(falsify(id));
		let [record] = recorded().try_into().unwrap();
		assert_eq!((record.verdict, record.fee), (AnswerVerdict::Falsified, 200));
		assert_eq!((record.parts, record.ended_at), (FeeParts::default(), 2));
	});
}

#[test]
fn records_can_be_shown_under_the_root_when_the_requests_are_pruned() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let mut told = vec![];
		for _ in 0..5 {
			let id = proved();
			settle(id);
			told.extend(recorded());
			assert_eq!(request(id).closed().unwrap().record + 1, Records::<Test>::get().count());
		}
		run_to(System::block_number() + RecordPeriod::get());
		for record in &told {
			assert_ok!(prune(record.request));
		}
		assert_eq!(Requests::<Test>::iter().count(), 0);

		let stored = Attribution::records_root();
		let data = told.iter().map(Encode::encode).collect::<Vec<_>>();
		let leaves = Leaves::new(Domain::Answer, &data).unwrap();
		assert_eq!((leaves.root(), 5), (stored.root, stored.count));
		for (index, record) in (0..).zip(&data) {
			let proof = leaves.prove(index).unwrap();
			assert!(proof.verify(Domain::Answer, &stored.root, stored.count, index, record));
			assert!(!proof.verify(
				Domain::Answer,
				&stored.root,
				stored.count,
				index,
				&data[0][1..]
			));
		}
	});
}

#[test]
fn records_are_handed_to_the_off_chain_index() {
	let mut externalities = externalities();
	let record = externalities.execute_with(|| {
		assert_ok!(register(0, &[BASE]));
		settle(proved());
		recorded()[0].encode()
	});
	externalities.persist_offchain_overlay();
	assert_eq!(externalities.offchain_db().get(&answer_key(0)), Some(record));
	assert_eq!(externalities.offchain_db().get(&answer_key(1)), None);
}

#[test]
fn settle_fails_when_the_records_are_full() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = proved();
		run_to(7);
		let peaks = vec![H256::repeat_byte(1); 32];
		let full = Accumulator::decode(&mut &(u32::MAX, peaks).encode()[..]).unwrap();
		let before = Records::<Test>::get();
		Records::<Test>::put(full);
		let call = RuntimeCall::from(pallet_attribution::Call::settle { request: id });
		let settled = frame::traits::Dispatchable::dispatch(call, signed(payer(1)));
		assert_eq!(settled.unwrap_err().error, Error::<Test>::RecordsFull.into());
		assert_eq!(escrow(&payer(0)), 1_000);
		Records::<Test>::put(before);
	});
}

#[test]
fn prune_removes_the_request_and_gives_the_deposit_back() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = proved();
		settle(id);
		run_to(7 + 20);
		assert_ok!(prune(id));
		assert!(!Requests::<Test>::contains_key(id));
		assert!(!Inputs::<Test>::contains_key(id));
		assert_eq!(deposit(&payer(0)), 0);
		assert_eq!(Balances::free_balance(payer(0)), FUNDS - 200);
		assert_eq!(last_event(), Event::RequestPruned { request: id, index: 0 });
		assert_noop!(prune(id), Error::<Test>::RequestNotFound);
	});
}

#[test]
fn prune_succeeds_when_the_answer_was_falsified() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = proved();
		assert_ok!(falsify(id));
		run_to(2 + 20);
		assert_ok!(prune(id));
		assert_eq!(Balances::free_balance(payer(0)), FUNDS);
	});
}

#[test]
fn prune_fails_in_the_last_block_of_the_period() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = proved();
		settle(id);
		run_to(7 + 19);
		assert_noop!(prune(id), Error::<Test>::RecordPeriodNotOver);
	});
}

#[test]
fn prune_fails_when_the_request_did_not_end_with_an_answer() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		run_to(100);
		assert_noop!(prune(id), Error::<Test>::NotEnded);
	});
}

#[test]
fn prune_fails_when_origin_is_unsigned() {
	run(|| {
		assert_noop!(Attribution::prune(RuntimeOrigin::none(), RequestId(0)), BadOrigin);
	});
}
