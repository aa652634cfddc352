// SPDX-License-Identifier: Apache-2.0
//! Fees go from escrow to the royalty ledger.

use crate::mock::*;
use frame::{
	testing_prelude::*,
	traits::{LockableCurrency, WithdrawReasons},
};
use openledger_primitives::{
	ids::RequestId,
	records::Mode,
	traits::{FeeSource, Settlement},
};
use pallet_attribution::{Call, Closed, Error, Event, Maturing, RequestState, WeightInfo};

/// A request that was proved in block 2, and can be settled from block 7 on.
fn proved() -> RequestId {
	assert_ok!(register(0, &[BASE]));
	let id = ask();
	prove(id);
	id
}

fn settle(id: RequestId) -> DispatchResultWithPostInfo {
	Attribution::settle(signed(payer(1)), id)
}

#[test]
fn settle_moves_fee_to_the_ledger_when_due() {
	run(|| {
		let id = proved();
		run_to(7);
		assert_ok!(settle(id));
		assert_eq!(paid_into_pot(), 200);
		assert_eq!(escrow(&payer(0)), 0);
		assert_eq!(Balances::free_balance(payer(0)), FUNDS - 200 - deposit(&payer(0)));
		assert_eq!(last_event(), Event::InferenceSettled { request: id, fee: 200, refund: 800 });
	});
}

#[test]
fn settle_credits_parts_that_sum_to_the_fee_when_due() {
	run(|| {
		let id = proved();
		run_to(7);
		assert_ok!(settle(id));
		let credited = world(|world| world.credited.clone());
		let expected = Settlement {
			source: FeeSource::Request(id),
			artifact: ADAPTER,
			payer: Some(payer(0)),
			worker: worker(0),
			parts: Split::get().split(200),
			vector: vector(&[1, 3]),
		};
		assert_eq!(expected.parts.total(), Some(200));
		assert_eq!(credited, [expected]);
	});
}

#[test]
fn settle_keeps_the_record_with_its_proof_and_deposit_when_due() {
	run(|| {
		let id = proved();
		let answer = request(id).answer().unwrap().clone();
		let before = deposit(&payer(0));
		run_to(7);
		assert_ok!(settle(id));
		let parts = Split::get().split(200);
		let closed = Closed { answer, parts, ended_at: 7, record: 0 };
		assert_eq!(request(id).state, RequestState::Settled(closed));
		assert_eq!(deposit(&payer(0)), before);
		assert_eq!(Maturing::<Test>::iter().count(), 0);
	});
}

#[test]
fn settle_takes_the_fee_of_the_proof_when_prices_changed_since() {
	run(|| {
		let id = proved();
		world(|world| world.artifacts.remove(&ADAPTER));
		run_to(7);
		assert_ok!(settle(id));
		assert_eq!(paid_into_pot(), 200);
	});
}

#[test]
fn settle_refunds_nothing_when_the_fee_is_the_maximum() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask_for(50, 200);
		prove(id);
		run_to(7);
		assert_ok!(settle(id));
		let expected = Event::InferenceSettled { request: id, fee: 200, refund: 0 };
		assert_eq!(last_event(), expected);
		assert_eq!(escrow(&payer(0)), 0);
	});
}

#[test]
fn settle_moves_nothing_when_the_artifact_is_free() {
	run(|| {
		assert_ok!(register(0, &[FREE_BASE]));
		let id = ask_artifact(FREE_BASE);
		prove(id);
		run_to(7);
		assert_ok!(settle(id));
		assert_eq!(paid_into_pot(), 0);
		assert_eq!(escrow(&payer(0)), 0);
	});
}

#[test]
fn settle_takes_only_its_own_escrow_when_another_request_is_open() {
	run(|| {
		let id = proved();
		ask();
		run_to(7);
		assert_ok!(settle(id));
		assert_eq!(escrow(&payer(0)), 1_000);
	});
}

#[test]
fn settle_pays_when_the_payer_locked_all_funds() {
	run(|| {
		let id = proved();
		Balances::set_lock(*b"vote    ", &payer(0), FUNDS, WithdrawReasons::all());
		run_to(7);
		assert_ok!(settle(id));
		assert_eq!(paid_into_pot(), 200);
	});
}

#[test]
fn settle_fails_in_the_last_block_of_the_window() {
	run(|| {
		let id = proved();
		run_to(6);
		assert_noop!(settle(id), Error::<Test>::WindowOpen);
	});
}

#[test]
fn settle_keeps_the_window_of_the_proof_when_the_parameter_changes() {
	run(|| {
		let id = proved();
		ChallengeWindow::set(50);
		run_to(7);
		assert_ok!(settle(id));
	});
}

#[test]
fn settle_fails_when_there_is_no_proof() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		run_to(7);
		assert_noop!(settle(id), Error::<Test>::NotProved);
	});
}

#[test]
fn settle_fails_when_settled_already() {
	run(|| {
		let id = proved();
		run_to(7);
		assert_ok!(settle(id));
		assert_noop!(settle(id), Error::<Test>::AlreadySettled);
	});
}

#[test]
fn settle_fails_when_the_request_still_waits() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_noop!(settle(id), Error::<Test>::NotProved);
	});
}

#[test]
fn settle_fails_when_the_answer_was_falsified() {
	run(|| {
		let id = proved();
		assert_ok!(falsify(id));
		run_to(7);
		assert_noop!(settle(id), Error::<Test>::AlreadyFalsified);
	});
}

#[test]
fn settle_fails_when_a_challenge_is_open() {
	run(|| {
		let id = proved();
		assert_ok!(challenge(id));
		run_to(20);
		assert_noop!(settle(id), Error::<Test>::ChallengeOpen);
		assert_ok!(withstand(id));
		run_to(25);
		assert_ok!(settle(id));
	});
}

#[test]
fn settle_fails_when_there_is_no_such_request() {
	run(|| {
		assert_noop!(settle(RequestId(0)), Error::<Test>::RequestNotFound);
	});
}

#[test]
fn settle_fails_when_origin_is_unsigned() {
	run(|| {
		let id = proved();
		run_to(7);
		assert_noop!(Attribution::settle(RuntimeOrigin::none(), id), BadOrigin);
	});
}

#[test]
fn settle_changes_nothing_when_the_ledger_refuses() {
	run(|| {
		let id = proved();
		run_to(7);
		world(|world| world.refuses_credit = true);
		let call = RuntimeCall::from(Call::settle { request: id });
		assert_noop!(
			frame::traits::Dispatchable::dispatch(call, signed(payer(1))).map_err(|e| e.error),
			DispatchError::Other("credit refused")
		);
		assert_eq!(escrow(&payer(0)), 1_000);
		assert_eq!(paid_into_pot(), 0);
	});
}

#[test]
fn settle_costs_the_weight_of_its_shares_when_due() {
	run(|| {
		let id = proved();
		run_to(7);
		let charged = settle(id).unwrap().actual_weight.unwrap();
		assert_eq!(charged, <() as WeightInfo>::settle(2));
		assert!(
			charged.all_lt(Call::<Test>::settle { request: id }.get_dispatch_info().call_weight)
		);
	});
}

#[test]
fn settleable_lists_only_due_requests_of_the_worker() {
	run(|| {
		let first = proved();
		let second = ask();
		prove(second);
		let at = |now, limit| {
			let mut due = Attribution::settleable(&worker(0), now, limit);
			due.sort();
			due
		};
		assert_eq!(at(6, 10), []);
		assert_eq!(at(7, 10), [first]);
		assert_eq!(at(8, 10), [first, second]);
		assert_eq!(at(8, 1).len(), 1);
		assert_eq!(Attribution::settleable(&worker(1), 8, 10), []);
		run_to(8);
		assert_ok!(settle(first));
		assert_eq!(at(8, 10), [second]);
	});
}
