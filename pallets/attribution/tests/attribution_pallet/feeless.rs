// SPDX-License-Identifier: Apache-2.0
//! Which calls are free.

use crate::mock::*;
use frame::{deps::frame_support::dispatch::CheckIfFeeless, testing_prelude::*};
use openledger_primitives::{ids::RequestId, proof::AttributionProof, records::Mode};
use pallet_attribution::Call;

fn asked() -> RequestId {
	assert_ok!(register(0, &[BASE]));
	ask()
}

fn submission(signer: u8, proof: &AttributionProof) -> RuntimeCall {
	Call::submit_proof { proof: proof.clone(), signature: sign(signer, proof) }.into()
}

fn is_free(call: &RuntimeCall, origin: RuntimeOrigin) -> bool {
	call.is_feeless(&origin)
}

#[test]
fn submit_proof_is_free_when_it_would_be_accepted() {
	run(|| {
		let call = submission(0, &honest_proof(asked()));
		assert!(is_free(&call, signed(worker(0))));
		assert_ok!(frame::traits::Dispatchable::dispatch(call, signed(worker(0))));
	});
}

#[test]
fn submit_proof_is_not_free_when_it_was_accepted_before() {
	run(|| {
		let id = asked();
		let call = submission(0, &honest_proof(id));
		prove(id);
		assert!(!is_free(&call, signed(worker(0))));
	});
}

#[test]
fn submit_proof_is_not_free_when_anybody_else_submits() {
	run(|| {
		let call = submission(0, &honest_proof(asked()));
		for origin in
			[signed(worker(1)), signed(payer(0)), RuntimeOrigin::none(), RuntimeOrigin::root()]
		{
			assert!(!is_free(&call, origin));
		}
	});
}

#[test]
fn submit_proof_is_not_free_when_the_signature_is_bad() {
	run(|| {
		let call = submission(1, &honest_proof(asked()));
		assert!(!is_free(&call, signed(worker(0))));
	});
}

#[test]
fn submit_proof_is_not_free_when_the_proof_is_wrong() {
	run(|| {
		let mut proof = honest_proof(asked());
		proof.vector = vector(&[77]);
		assert!(!is_free(&submission(0, &proof), signed(worker(0))));
	});
}

#[test]
fn submit_proof_is_not_free_when_late() {
	run(|| {
		let call = submission(0, &honest_proof(asked()));
		run_to(12);
		assert!(!is_free(&call, signed(worker(0))));
	});
}

#[test]
fn settle_is_free_exactly_while_it_is_due() {
	run(|| {
		let id = asked();
		let call = RuntimeCall::from(Call::settle { request: id });
		assert!(!is_free(&call, signed(payer(1))));
		prove(id);
		run_to(6);
		assert!(!is_free(&call, signed(payer(1))));
		run_to(7);
		assert!(is_free(&call, signed(payer(1))));
		assert!(!is_free(&call, RuntimeOrigin::none()));
		assert_ok!(Attribution::settle(signed(payer(1)), id));
		assert!(!is_free(&call, signed(payer(1))));
	});
}

#[test]
fn settle_is_not_free_when_a_challenge_is_open() {
	run(|| {
		let id = asked();
		prove(id);
		assert_ok!(challenge(id));
		run_to(20);
		let call = RuntimeCall::from(Call::settle { request: id });
		assert!(!is_free(&call, signed(payer(1))));
	});
}

#[test]
fn heartbeat_is_free_exactly_while_it_is_due() {
	run(|| {
		HeartbeatPeriod::set(10);
		assert_ok!(register(0, &[BASE]));
		let call = RuntimeCall::from(Call::heartbeat {});
		run_to(5);
		assert!(!is_free(&call, signed(worker(0))));
		run_to(6);
		assert!(is_free(&call, signed(worker(0))));
		assert!(!is_free(&call, signed(worker(1))));
		assert!(!is_free(&call, RuntimeOrigin::none()));
		assert_ok!(Attribution::heartbeat(signed(worker(0))));
		assert!(!is_free(&call, signed(worker(0))));
	});
}

#[test]
fn heartbeat_is_not_free_when_the_worker_has_no_bond_or_is_paused() {
	run(|| {
		HeartbeatPeriod::set(10);
		assert_ok!(register(0, &[BASE]));
		assert_ok!(register(1, &[BASE]));
		assert_ok!(Attribution::pause(signed(worker(0))));
		world(|world| world.bonds.insert(worker(1), 99));
		run_to(8);
		let call = RuntimeCall::from(Call::heartbeat {});
		assert!(!is_free(&call, signed(worker(0))));
		assert!(!is_free(&call, signed(worker(1))));
	});
}

#[test]
fn settle_is_not_free_when_there_is_no_such_request() {
	run(|| {
		let call = RuntimeCall::from(Call::settle { request: RequestId(5) });
		assert!(!is_free(&call, signed(payer(1))));
	});
}

#[test]
fn other_calls_are_never_free() {
	run(|| {
		let id = asked();
		run_to(12);
		let calls = [
			Call::register_worker {
				key: key(1),
				endpoint: bytes("x"),
				base_models: vec![].try_into().unwrap(),
				build: build(),
			},
			Call::update_worker {
				endpoint: bytes("x"),
				base_models: vec![].try_into().unwrap(),
				build: build(),
			},
			Call::leave {},
			Call::request_inference {
				artifact: ADAPTER,
				input: text("x"),
				mode: Mode::Optimistic,
				max_output_tokens: 1,
				max_fee: 1_000,
				deadline: 10,
			},
			Call::expire { request: id },
			Call::pause {},
			Call::resume {},
			Call::cancel { request: id },
			Call::prune { request: id },
		];
		for call in calls {
			assert!(!is_free(&call.into(), signed(worker(0))));
		}
	});
}
