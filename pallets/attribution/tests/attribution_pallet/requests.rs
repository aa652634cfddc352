// SPDX-License-Identifier: Apache-2.0
//! Questions are asked, and withdrawn.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, RequestId, SnapshotId},
	records::{Mode, Question},
};
use pallet_attribution::{
	Error, Event, Inputs, NextRequest, QuestionOf, QueueEntryOf, QueueLen, RequestOf, RequestState,
	Requests,
};

fn request_inference(artifact: ArtifactId, input: &[u8]) -> DispatchResult {
	let question = Question::Text(input.to_vec().try_into().unwrap());
	ask_question(artifact, question)
}

fn ask_question(artifact: ArtifactId, question: QuestionOf<Test>) -> DispatchResult {
	let mode = Mode::Optimistic;
	Attribution::request_inference(signed(payer(0)), artifact, question, mode, 50, 1_000, 10)
}

fn request_with(max_output_tokens: u32, max_fee: u128, deadline: u32) -> DispatchResult {
	Attribution::request_inference(
		signed(payer(0)),
		ADAPTER,
		text("Who wrote it?"),
		Mode::Optimistic,
		max_output_tokens,
		max_fee,
		deadline,
	)
}

fn request_in(mode: Mode, max_fee: u128) -> DispatchResult {
	let question = text("Who wrote it?");
	Attribution::request_inference(signed(payer(0)), ADAPTER, question, mode, 50, max_fee, 10)
}

fn committed(commitment: ContentCommitment, uri: &[u8]) -> QuestionOf<Test> {
	Question::Committed { commitment, uri: uri.to_vec().try_into().unwrap() }
}

fn cancel(id: RequestId) -> DispatchResult {
	Attribution::cancel(signed(payer(0)), id)
}

#[test]
fn request_inference_queues_request_when_a_worker_is_there() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		run_to(3);
		let id = queue(ADAPTER, Mode::Optimistic);
		let expected = RequestOf::<Test> {
			payer: payer(0),
			workers: BoundedVec::new(),
			artifact: ADAPTER,
			mode: Mode::Optimistic,
			input: ContentCommitment::of(b"Who wrote it?").unwrap(),
			max_output_tokens: 50,
			max_fee: 1_000,
			prices: PRICES,
			min_words: 6,
			engine_version: 1,
			requested_at: 3,
			deadline: 13,
			deposit: request(id).deposit,
			state: RequestState::Queued,
		};
		assert_eq!(request(id), expected);
		assert_eq!(request(id).answer(), None);
		assert_eq!(Inputs::<Test>::get(id), Some(text("Who wrote it?")));
		assert_eq!(QueueLen::<Test>::get(), 1);
		assert_eq!(
			last_event(),
			Event::InferenceRequested {
				request: id,
				artifact: ADAPTER,
				payer: payer(0),
				mode: Mode::Optimistic,
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
		queue(ADAPTER, Mode::Optimistic);
		// The question: its kind, its length in one byte, and its bytes.
		let size = RequestOf::<Test>::max_encoded_len()
			+ QueueEntryOf::<Test>::max_encoded_len()
			+ <(AccountId, u32)>::max_encoded_len()
			+ (1 + 1 + "Who wrote it?".len());
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
		assert_eq!(Inputs::<Test>::get(id), Some(text("  Who\twrote\n\nit? ")));
	});
}

#[test]
fn request_inference_keeps_commitment_and_uri_when_the_question_lies_elsewhere() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let commitment = ContentCommitment::of(b"Who wrote it?").unwrap();
		let question = committed(commitment, b"https://question");
		let id = NextRequest::<Test>::get();
		assert_ok!(ask_question(ADAPTER, question.clone()));
		assert_eq!(request(id).input, commitment);
		assert_eq!(Inputs::<Test>::get(id), Some(question));
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
		EngineVersion::set(2);
		let request = request(id);
		assert_eq!((request.prices, request.min_words, request.engine_version), (PRICES, 6, 1));
		prove(id);
		assert_eq!(crate::mock::request(id).answer().unwrap().fee, 200);
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
fn request_inference_fails_when_the_commitment_is_malformed_or_to_nothing() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let malformed = ContentCommitment { root: H256::zero(), length: 3 };
		for commitment in [malformed, ContentCommitment::default()] {
			let asked = ask_question(ADAPTER, committed(commitment, b"https://question"));
			assert_noop!(asked, Error::<Test>::InvalidInput);
		}
	});
}

#[test]
fn request_inference_fails_when_the_uri_is_empty_or_no_text() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let commitment = ContentCommitment::of(b"Who wrote it?").unwrap();
		for uri in [&b""[..], &[0xff, 0xfe]] {
			let asked = ask_question(ADAPTER, committed(commitment, uri));
			assert_noop!(asked, Error::<Test>::InvalidUri);
		}
	});
}

#[test]
fn request_inference_fails_when_a_committee_is_to_judge_a_question_that_lies_elsewhere() {
	run(|| {
		for n in 0..3 {
			assert_ok!(register(n, &[BASE]));
		}
		let commitment = ContentCommitment::of(b"Who wrote it?").unwrap();
		let (question, mode) =
			(committed(commitment, b"https://question"), Mode::Committee { k: 3 });
		let payer = signed(payer(0));
		let asked = Attribution::request_inference(payer, ADAPTER, question, mode, 50, 1_000, 10);
		assert_noop!(asked, Error::<Test>::QuestionNotOnChain);
	});
}

#[test]
fn request_inference_fails_when_a_committee_is_to_judge_what_rests_on_private_data() {
	run(|| {
		for n in 0..3 {
			assert_ok!(register(n, &[BASE]));
		}
		world(|world| world.private.insert(SnapshotId(1)));
		let mode = Mode::Committee { k: 3 };
		assert_noop!(request_in(mode, 1_000), Error::<Test>::PrivateData);
		assert_ok!(request_in(Mode::Optimistic, 1_000));
		// The base model rests on no data.
		let question = text("Who wrote it?");
		let payer = signed(payer(0));
		assert_ok!(Attribution::request_inference(payer, BASE, question, mode, 50, 1_000, 10));
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
fn request_inference_wants_the_pay_of_all_checks_when_a_committee_judges() {
	run(|| {
		for n in 0..5 {
			assert_ok!(register(n, &[BASE]));
		}
		// Four members check for a quarter of the fee each.
		let committee = Mode::Committee { k: 5 };
		assert_noop!(request_in(committee, 2 * PRICES.base - 1), Error::<Test>::FeeTooLow);
		assert_ok!(request_in(committee, 2 * PRICES.base));
	});
}

#[test]
fn request_inference_fails_when_committee_has_another_size() {
	run(|| {
		for n in 0..WORKERS {
			assert_ok!(register(n, &[BASE]));
		}
		for k in [0, 1, 2, 4, 6, 8, 9, u8::MAX] {
			let asked = request_in(Mode::Committee { k }, 1_000);
			assert_noop!(asked, Error::<Test>::InvalidCommitteeSize);
		}
		for k in [3, 5, 7] {
			assert_ok!(request_in(Mode::Committee { k }, 1_000));
		}
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
fn request_inference_fails_when_fewer_workers_serve_than_it_needs() {
	run(|| {
		assert_noop!(request_inference(ADAPTER, b"x"), Error::<Test>::TooFewWorkers);
		assert_ok!(register(0, &[BASE]));
		assert_noop!(request_inference(FREE_BASE, b"x"), Error::<Test>::TooFewWorkers);
		assert_ok!(register(1, &[BASE]));
		let asked = request_in(Mode::Committee { k: 3 }, 1_000);
		assert_noop!(asked, Error::<Test>::TooFewWorkers);
	});
}

#[test]
fn request_inference_fails_when_the_queue_is_full() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		for _ in 0..MAX_QUEUE {
			queue(ADAPTER, Mode::Optimistic);
		}
		assert_noop!(request_inference(ADAPTER, b"x"), Error::<Test>::QueueFull);
		assert_ok!(cancel(RequestId(3)));
		assert_ok!(request_inference(ADAPTER, b"x"));
	});
}

#[test]
fn request_inference_fails_when_the_money_is_under_a_lock() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		world(|world| world.locked.insert(payer(0), FUNDS - 999));
		assert_noop!(request_with(50, 1_000, 10), Error::<Test>::FundsLocked);
		assert_ok!(request_with(50, 999, 10));
	});
}

#[test]
fn request_inference_fails_when_there_is_not_enough_money() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_noop!(request_with(50, FUNDS + 1, 10), Error::<Test>::FundsLocked);
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
		let (origin, mode) = (RuntimeOrigin::none(), Mode::Optimistic);
		let asked = Attribution::request_inference(origin, ADAPTER, text("x"), mode, 1, 1_000, 10);
		assert_noop!(asked, BadOrigin);
	});
}

#[test]
fn request_inference_accepts_nothing_when_artifact_is_free() {
	run(|| {
		assert_ok!(register(0, &[FREE_BASE]));
		let (origin, mode) = (signed(payer(0)), Mode::Optimistic);
		assert_ok!(Attribution::request_inference(origin, FREE_BASE, text("x"), mode, 50, 0, 10));
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

#[test]
fn cancel_gives_everything_back_when_the_request_waits() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_ok!(cancel(id));
		assert_eq!(Balances::free_balance(payer(0)), FUNDS);
		assert_eq!((escrow(&payer(0)), deposit(&payer(0))), (0, 0));
		assert!(!Requests::<Test>::contains_key(id));
		assert!(!Inputs::<Test>::contains_key(id));
		assert_eq!(QueueLen::<Test>::get(), 0);
		assert_eq!(
			last_event(),
			Event::InferenceCancelled { request: id, payer: payer(0), refund: 1_000 }
		);
	});
}

#[test]
fn cancel_succeeds_when_no_worker_was_found_in_time() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		world(|world| world.bonds.insert(worker(0), 0));
		let id = queue(ADAPTER, Mode::Optimistic);
		run_to(10);
		assert_eq!(QueueLen::<Test>::get(), 0);
		assert_ok!(cancel(id));
		assert_eq!(Balances::free_balance(payer(0)), FUNDS);
	});
}

#[test]
fn cancel_fails_when_somebody_else_asked() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_noop!(Attribution::cancel(signed(payer(1)), id), Error::<Test>::NotPayer);
	});
}

#[test]
fn cancel_fails_when_the_request_is_assigned() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = ask();
		assert_noop!(cancel(id), Error::<Test>::NotQueued);
	});
}

#[test]
fn cancel_fails_when_there_is_no_such_request() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		assert_noop!(cancel(RequestId(0)), Error::<Test>::RequestNotFound);
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_ok!(cancel(id));
		assert_noop!(cancel(id), Error::<Test>::RequestNotFound);
	});
}

#[test]
fn cancel_fails_when_origin_is_unsigned() {
	run(|| {
		assert_ok!(register(0, &[BASE]));
		let id = queue(ADAPTER, Mode::Optimistic);
		assert_noop!(Attribution::cancel(RuntimeOrigin::none(), id), BadOrigin);
	});
}
