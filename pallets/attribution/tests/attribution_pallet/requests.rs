// SPDX-License-Identifier: Apache-2.0
//! Questions are asked and assigned.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, RequestId},
};
use pallet_attribution::{
	Assigned, Error, Event, Inputs, NextRequest, RequestOf, RequestState, Requests,
};

fn request_inference(artifact: ArtifactId, input: &[u8]) -> DispatchResult {
	let input = input.to_vec().try_into().unwrap();
	Attribution::request_inference(signed(payer(0)), artifact, input, 50, 1_000, 10)
}

fn request_with(max_output_tokens: u32, max_fee: u128, deadline: u32) -> DispatchResult {
	Attribution::request_inference(
		signed(payer(0)),
		ADAPTER,
		bytes("Who wrote it?"),
		max_output_tokens,
		max_fee,
		deadline,
	)
}

#[test]
fn request_inference_stores_request_when_a_worker_is_there() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		run_to(3);
		let id = ask();
		let expected = RequestOf::<Test> {
			payer: payer(0),
			worker: worker(0),
			artifact: ADAPTER,
			input: ContentCommitment::of(b"Who wrote it?").unwrap(),
			max_output_tokens: 50,
			max_fee: 1_000,
			prices: PRICES,
			min_words: 6,
			requested_at: 3,
			deadline: 13,
			deposit: request(id).deposit,
			state: RequestState::Assigned,
		};
		assert_eq!(request(id), expected);
		assert_eq!(request(id).answer(), None);
		assert_eq!(Inputs::<Test>::get(id).unwrap().to_vec(), b"Who wrote it?");
		assert_eq!(Attribution::assigned_to(&worker(0)), [(id, expected)]);
		assert_eq!(
			last_event(),
			Event::InferenceRequested {
				request: id,
				artifact: ADAPTER,
				payer: payer(0),
				worker: worker(0),
				max_fee: 1_000,
				deadline: 13,
			}
		);
	});
}

#[test]
fn request_inference_holds_highest_fee_and_deposit_when_it_succeeds() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		ask();
		let size = RequestOf::<Test>::max_encoded_len() + "Who wrote it?".len();
		let expected = 5 + u128::try_from(size).unwrap();
		assert_eq!(escrow(&payer(0)), 1_000);
		assert_eq!(deposit(&payer(0)), expected);
		assert_eq!(Balances::free_balance(payer(0)), FUNDS - 1_000 - expected);
	});
}

#[test]
fn request_inference_gives_ascending_numbers_when_asked_again() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_eq!([ask(), ask(), ask()], [0, 1, 2].map(RequestId));
	});
}

#[test]
fn request_inference_commits_to_canonical_text_when_input_has_other_white_space() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = NextRequest::<Test>::get();
		assert_ok!(request_inference(ADAPTER, b"  Who\twrote\n\nit? "));
		assert_eq!(request(id).input, ContentCommitment::of(b"Who wrote it?").unwrap());
		assert_eq!(Inputs::<Test>::get(id).unwrap().to_vec(), b"  Who\twrote\n\nit? ");
	});
}

#[test]
fn request_keeps_its_terms_when_prices_and_parameters_change() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		let dear = PriceList { base: 999, per_1k_input: 0, per_1k_output: 0 };
		world(|world| world.artifacts.get_mut(&ADAPTER).unwrap().prices = Some(dear));
		MinWords::set(9);
		assert_eq!((request(id).prices, request(id).min_words), (PRICES, 6));
		prove(id);
		assert_eq!(request(id).answer().unwrap().fee, 200);
	});
}

#[test]
fn request_inference_fails_when_artifact_is_not_offered_or_runs_on_nothing() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		for artifact in [DRAFT, PROMPT, NO_ARTIFACT] {
			let asked = request_inference(artifact, b"x");
			assert_noop!(asked, Error::<Test>::ArtifactNotOffered);
		}
	});
}

#[test]
fn request_inference_fails_when_input_is_no_text_or_blank() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		for input in [&b""[..], b" \n\t", "\u{200b}\u{feff}".as_bytes(), &[0xc3, 0x28]] {
			assert_noop!(request_inference(ADAPTER, input), Error::<Test>::InvalidInput);
		}
	});
}

#[test]
fn request_inference_succeeds_when_input_has_the_greatest_length() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let length = usize::try_from(MAX_INPUT_LEN).unwrap();
		// Two bytes each that become six.
		let input = "\u{344}".repeat(length / 2);
		assert_ok!(request_inference(ADAPTER, input.as_bytes()));
		assert!(request(RequestId(0)).input.length > MAX_INPUT_LEN);
	});
}

#[test]
fn request_inference_fails_when_no_output_is_wanted() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_noop!(request_with(0, 1_000, 10), Error::<Test>::NoOutputTokens);
	});
}

#[test]
fn request_inference_fails_when_fee_is_below_the_base_price() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_noop!(request_with(50, PRICES.base - 1, 10), Error::<Test>::FeeTooLow);
		assert_ok!(request_with(50, PRICES.base, 10));
	});
}

#[test]
fn request_inference_fails_when_deadline_is_out_of_range() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let fee = 1_000;
		assert_noop!(request_with(50, fee, MIN_DEADLINE - 1), Error::<Test>::DeadlineTooShort);
		assert_noop!(request_with(50, fee, MAX_DEADLINE + 1), Error::<Test>::DeadlineTooLong);
		assert_ok!(request_with(50, fee, MIN_DEADLINE));
		assert_ok!(request_with(50, fee, MAX_DEADLINE));
	});
}

#[test]
fn request_inference_fails_when_escrow_cannot_be_held() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_noop!(request_with(50, FUNDS, 10), TokenError::FundsUnavailable);
	});
}

#[test]
fn request_inference_fails_when_deposit_cannot_be_held() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let fee = FUNDS - EXISTENTIAL_DEPOSIT;
		assert_noop!(request_with(50, fee, 10), TokenError::FundsUnavailable);
	});
}

#[test]
fn request_inference_fails_when_origin_is_unsigned() {
	run(|| {
		let asked = Attribution::request_inference(
			RuntimeOrigin::none(),
			ADAPTER,
			bytes("x"),
			1,
			1_000,
			10,
		);
		assert_noop!(asked, BadOrigin);
	});
}

#[test]
fn request_inference_fails_when_nobody_serves_the_base_model() {
	run(|| {
		assert_noop!(request_inference(ADAPTER, b"x"), Error::<Test>::NoEligibleWorker);
		assert_ok!(register(0, &[BASE]));
		assert_noop!(request_inference(FREE_BASE, b"x"), Error::<Test>::NoEligibleWorker);
	});
}

#[test]
fn request_inference_passes_over_worker_when_its_bond_shrank() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_ok!(register(1, &[BASE]));
		world(|world| world.bonds.insert(worker(0), 99));
		for _ in 0..MAX_IN_FLIGHT {
			let id = ask();
			assert_eq!(request(id).worker, worker(1));
		}
		assert_noop!(request_inference(ADAPTER, b"x"), Error::<Test>::NoEligibleWorker);
	});
}

#[test]
fn request_inference_passes_over_worker_when_its_hands_are_full() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		for _ in 0..MAX_IN_FLIGHT {
			ask();
		}
		assert_noop!(request_inference(ADAPTER, b"x"), Error::<Test>::NoEligibleWorker);
		prove(RequestId(1));
		assert_eq!(Assigned::<Test>::get(worker(0)).to_vec(), [0, 2].map(RequestId));
		let id = ask();
		assert_eq!(request(id).worker, worker(0));
	});
}

#[test]
fn request_inference_accepts_nothing_when_artifact_is_free() {
	run(|| {
		assert_ok!(register(0, &[FREE_BASE]));
		let asked =
			Attribution::request_inference(signed(payer(0)), FREE_BASE, bytes("x"), 50, 0, 10);
		assert_ok!(asked);
		assert_eq!(escrow(&payer(0)), 0);
	});
}

#[test]
fn request_inference_fails_when_numbers_are_exhausted() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		NextRequest::<Test>::put(RequestId(u64::MAX));
		assert_noop!(request_inference(ADAPTER, b"x"), ArithmeticError::Overflow);
		assert_eq!(Requests::<Test>::iter().count(), 0);
	});
}
