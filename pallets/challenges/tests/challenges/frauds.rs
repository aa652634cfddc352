// SPDX-License-Identifier: Apache-2.0
//! Frauds that are shown in one step, and what does not show any.

use crate::{corpus::*, mock::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	challenge::{Fraud, OmittedHolder, OmittedSpan},
	commitment::ContentCommitment,
	evidence::{prove_run, EvidenceLeaf},
	ids::{ChallengeId, ContributionId, RequestId},
	traits::{Bonds, SlashReason, Subject},
};
use pallet_challenges::{Error, Event};

/// As many bytes of the answer as "green blue white" has in contribution 1.
const SAME_LENGTH: &str = "said the man who";

fn refused(subject: Subject, fraud: Fraud, error: Error<Test>) {
	assert_noop!(prove(ALICE, subject, fraud), error);
}

#[test]
fn fraud_ends_the_claim_and_slashes_the_worker_when_it_is_shown() {
	let reasons = [
		SlashReason::OmittedEvidence,
		SlashReason::OmittedEvidence,
		SlashReason::FalseEvidence,
		SlashReason::WrongArithmetic,
		SlashReason::FalseEvidence,
		SlashReason::WrongArithmetic,
		SlashReason::FalseEvidence,
		SlashReason::NotCanonical,
	];
	for (lie, reason) in lies().into_iter().zip(reasons) {
		run(|| {
			let subject = claims(0, &lie.answer, &lie.leaves, lie.unattributed);
			assert_ok!(prove(ALICE, subject, lie.fraud));
			assert_eq!(case(subject).end, Some(End::False));
			assert_eq!(Slashes::get(), [(WORKER, SLASH, reason, Some(ALICE))]);
			System::assert_last_event(
				Event::FraudProved {
					subject,
					worker: WORKER,
					challenger: ALICE,
					reason,
					slashed: SLASH,
				}
				.into(),
			);
		});
	}
}

#[test]
fn fraud_is_refused_when_the_claim_is_honest() {
	for lie in lies() {
		run(|| {
			let subject = honest_claim();
			assert!(prove(ALICE, subject, lie.fraud).is_err());
			assert_eq!(case(subject).end, None);
			assert!(Slashes::get().is_empty());
		});
	}
}

#[test]
fn fraud_ends_the_claim_when_the_slash_fails() {
	run(|| {
		SlashFails::set(true);
		let lie = lies().remove(0);
		let subject = claim_with(&lie.leaves);
		let stake = <Stakes as Bonds<AccountId>>::bonded(&WORKER);
		assert_ok!(prove(ALICE, subject, lie.fraud));
		assert_eq!(case(subject).end, Some(End::False));
		assert_eq!(
			<Stakes as Bonds<AccountId>>::bonded(&WORKER),
			stake,
			"no half of a slash stays"
		);
		System::assert_last_event(
			Event::FraudProved {
				subject,
				worker: WORKER,
				challenger: ALICE,
				reason: SlashReason::OmittedEvidence,
				slashed: 0,
			}
			.into(),
		);
	});
}

#[test]
fn refunds_are_weighed_when_a_call_can_end_a_claim() {
	run(|| {
		let subject = claim_with(&lies().remove(0).leaves);
		let fraud = Box::new(lies().remove(0).fraud);
		let calls = [
			pallet_challenges::Call::<Test>::prove_fraud { subject, fraud },
			pallet_challenges::Call::convict { challenge: ChallengeId(0) },
		];
		for call in calls {
			let weight = call.get_dispatch_info().call_weight;
			assert!(weight.all_gt(FalsifyWeight::get()));
		}
	});
}

#[test]
fn fraud_is_refused_when_there_is_no_claim_or_no_longer() {
	run(|| {
		let lie = || lies().remove(0);
		let unknown = Subject::Request(RequestId(9));
		assert_noop!(prove(ALICE, unknown, lie().fraud), NO_CLAIM);
		let subject = claim_with(&lie().leaves);
		pay(subject);
		assert_noop!(prove(ALICE, subject, lie().fraud), NO_CLAIM);
	});
}

#[test]
fn fraud_is_refused_when_nobody_signed() {
	run(|| {
		let lie = lies().remove(0);
		let subject = claim_with(&lie.leaves);
		let fraud = Box::new(lie.fraud);
		let nobody = RuntimeOrigin::none();
		assert_noop!(Challenges::prove_fraud(nobody, subject, fraud), BadOrigin);
	});
}

#[test]
fn omitted_span_is_refused_when_the_bytes_are_not_the_committed_ones() {
	run(|| {
		let leaves = honest()[..2].to_vec();
		let subject = claim_with(&leaves);
		let shown = omitted_span(&leaves, SECOND, 2);
		let answer = ANSWER.replace("said", "says").into_bytes().try_into().unwrap();
		let other = OmittedSpan { answer, ..shown.clone() };
		refused(subject, Fraud::OmittedSpan(other), Error::AnswerMismatch);
		let other = omitted_span(&leaves[..1], SECOND, 2);
		refused(subject, Fraud::OmittedSpan(other), Error::LeavesMismatch);
		let content = prove_run(b"one two three four fire", 0, 18).unwrap();
		let other = OmittedSpan { content, ..shown };
		refused(subject, Fraud::OmittedSpan(other), Error::ContentNotShown);
	});
}

#[test]
fn omitted_span_is_refused_when_it_is_no_match() {
	run(|| {
		let leaves = honest()[..2].to_vec();
		let subject = claim_with(&leaves);
		let shown = omitted_span(&leaves, SECOND, 2);
		let cut = OmittedSpan { answer_start: shown.answer_start + 1, length: 17, ..shown.clone() };
		refused(subject, Fraud::OmittedSpan(cut), Error::NotWholeWords);
		let content = prove_run(content(2).unwrap().as_bytes(), 1, 18).unwrap();
		let cut = OmittedSpan { content_offset: 1, content, ..shown };
		refused(subject, Fraud::OmittedSpan(cut), Error::NotWholeWords);
		let short = omitted_span(&leaves, "one two", 2);
		refused(subject, Fraud::OmittedSpan(short), Error::TooFewWords);
	});
}

#[test]
fn omitted_span_is_refused_when_the_bytes_differ() {
	run(|| {
		let subject = claim_with(&[]);
		let fraud = OmittedSpan {
			answer_start: start(SAME_LENGTH),
			length: 16,
			content_offset: 4,
			content: prove_run(content(1).unwrap().as_bytes(), 4, 16).unwrap(),
			..omitted_span(&[], THIRD, 1)
		};
		refused(subject, Fraud::OmittedSpan(fraud), Error::BytesDiffer);
	});
}

#[test]
fn omitted_span_is_refused_when_it_need_not_be_chosen() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		let inside = omitted_span(&leaves, "beta gamma delta", 8);
		refused(subject, Fraud::OmittedSpan(inside), Error::Covered);
		let third = omitted_span(&leaves, THIRD, 1);
		refused(subject, Fraud::OmittedSpan(third), Error::NotAmongLongest);
	});
}

#[test]
fn omitted_span_is_refused_when_its_contribution_does_not_count() {
	run(|| {
		let subject = claim_with(&[]);
		let foreign = omitted_span(&[], LONGEST, FOREIGN);
		refused(subject, Fraud::OmittedSpan(foreign.clone()), Error::ContributionNotIncluded);
		let unknown = OmittedSpan { contribution: ContributionId(99), ..foreign };
		refused(subject, Fraud::OmittedSpan(unknown), Error::ContributionNotIncluded);
	});
}

#[test]
fn omitted_holder_is_refused_when_the_bytes_are_not_the_committed_ones() {
	run(|| {
		let lie = lies().remove(1);
		let subject = claim_with(&lie.leaves);
		let Fraud::OmittedHolder(shown) = lie.fraud else { panic!("the second lie") };
		let other = omitted_holder(&honest()[2..], SECOND, 8);
		refused(subject, Fraud::OmittedHolder(other), Error::LeavesMismatch);
		let mut other = shown.clone();
		other.opening.answer = shown.opening.content.clone();
		refused(subject, Fraud::OmittedHolder(other), Error::AnswerNotShown);
		let mut other = shown.clone();
		other.opening.content = shown.opening.answer.clone();
		refused(subject, Fraud::OmittedHolder(other), Error::ContentNotShown);
	});
}

#[test]
fn omitted_holder_is_refused_when_it_does_not_have_the_span() {
	run(|| {
		let lie = lies().remove(1);
		let subject = claim_with(&lie.leaves);
		let Fraud::OmittedHolder(shown) = lie.fraud else { panic!("the second lie") };
		let at = |content_offset| {
			let leaf = EvidenceLeaf { content_offset, ..leaves_of(LONGEST, &[8])[0] };
			OmittedHolder { content_offset, opening: opening(&leaf), ..shown.clone() }
		};
		refused(subject, Fraud::OmittedHolder(at(2)), Error::NotWholeWords);
		refused(subject, Fraud::OmittedHolder(at(0)), Error::NotWholeWords);
		let leaf = EvidenceLeaf { content_offset: 4, ..leaves_of(SAME_LENGTH, &[1])[0] };
		let leaves = leaves_of(SAME_LENGTH, &[5]);
		let subject = claim_with(&leaves);
		let mut differs = omitted_holder(&leaves, SAME_LENGTH, 1);
		(differs.content_offset, differs.opening) = (4, opening(&leaf));
		refused(subject, Fraud::OmittedHolder(differs), Error::BytesDiffer);
	});
}

#[test]
fn omitted_holder_is_refused_when_it_need_not_be_listed() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		let unchosen = omitted_holder(&leaves, THIRD, 1);
		refused(subject, Fraud::OmittedHolder(unchosen), Error::SpanNotChosen);
		let listed = omitted_holder(&leaves, LONGEST, 8);
		refused(subject, Fraud::OmittedHolder(listed), Error::AlreadyListed);
		let ninth = omitted_holder(&leaves, SECOND, 17);
		refused(subject, Fraud::OmittedHolder(ninth), Error::NotAmongEarliest);
		let foreign = omitted_holder(&leaves, LONGEST, FOREIGN);
		refused(subject, Fraud::OmittedHolder(foreign), Error::ContributionNotIncluded);
	});
}

#[test]
fn omitted_holder_is_shown_when_eight_later_ones_are_listed() {
	run(|| {
		let later = leaves_of(SECOND, &[10, 11, 12, 13, 14, 15, 16, 17]);
		let leaves = [leaves_of(LONGEST, &[6, 8]), later].concat();
		let subject = claim_with(&leaves);
		let fraud = omitted_holder(&leaves, SECOND, 2);
		assert_ok!(prove(ALICE, subject, Fraud::OmittedHolder(fraud)));
	});
}

#[test]
fn later_occurrence_is_refused_when_there_is_no_earlier_one() {
	run(|| {
		let mut leaves = honest();
		let subject = honest_claim();
		let same = later_occurrence(&leaves, 0, 0);
		refused(subject, Fraud::LaterOccurrence(same), Error::NotEarlier);
		let later = later_occurrence(&leaves, 0, 23);
		refused(subject, Fraud::LaterOccurrence(later), Error::NotEarlier);
		let elsewhere = later_occurrence(&leaves, 1, 0);
		refused(subject, Fraud::LaterOccurrence(elsewhere), Error::NotWholeWords);
		leaves[0].content_offset = 23;
		let other = later_occurrence(&leaves, 0, 0);
		refused(subject, Fraud::LaterOccurrence(other), Error::LeafMismatch);
		let mut leaf = leaves_of(SAME_LENGTH, &[2])[0];
		(leaf.contribution, leaf.content_offset) = (ContributionId(1), 10);
		let subject = claim_with(&[leaf]);
		let differs = later_occurrence(&[leaf], 0, 4);
		refused(subject, Fraud::LaterOccurrence(differs), Error::BytesDiffer);
	});
}

#[test]
fn later_occurrence_is_refused_when_the_bytes_do_not_show_it() {
	run(|| {
		let lie = lies().remove(2);
		let subject = claim_with(&lie.leaves);
		let Fraud::LaterOccurrence(shown) = lie.fraud else { panic!("the third lie") };
		let mut other = shown.clone();
		other.opening.answer.chunks.clear();
		refused(subject, Fraud::LaterOccurrence(other), Error::AnswerNotShown);
		let mut other = shown.clone();
		other.opening.content = shown.opening.answer.clone();
		refused(subject, Fraud::LaterOccurrence(other), Error::ContentNotShown);
	});
}

#[test]
fn later_occurrence_is_refused_when_the_contribution_is_foreign() {
	run(|| {
		let leaves = leaves_of(LONGEST, &[FOREIGN]);
		let subject = claim_with(&leaves);
		let fraud = later_occurrence(&leaves, 0, 0);
		refused(subject, Fraud::LaterOccurrence(fraud), Error::ContributionNotIncluded);
	});
}

#[test]
fn wrong_arithmetic_is_refused_when_the_vector_follows() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		let fraud = Fraud::WrongArithmetic(wrong_arithmetic(&leaves));
		refused(subject, fraud, Error::ArithmeticHolds);
		let fraud = Fraud::WrongArithmetic(wrong_arithmetic(&leaves[1..]));
		refused(subject, fraud, Error::LeavesMismatch);
	});
}

#[test]
fn wrong_arithmetic_is_shown_when_a_score_is_another() {
	run(|| {
		let mut leaves = honest();
		leaves[1].score += 1;
		let subject = claim_with(&leaves);
		assert_ok!(prove(ALICE, subject, Fraud::WrongArithmetic(wrong_arithmetic(&leaves))));
	});
}

#[test]
fn wrong_words_are_refused_when_they_are_right() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		for (span, error) in
			[(0, Error::WordsHold), (1, Error::WordsHold), (2, Error::SpanNotChosen)]
		{
			refused(subject, Fraud::WrongWords(wrong_words(&leaves, span)), error);
		}
		let other = wrong_words(&leaves[1..], 0);
		refused(subject, Fraud::WrongWords(other), Error::LeavesMismatch);
		let mut other = wrong_words(&leaves, 0);
		other.answer.clear();
		refused(subject, Fraud::WrongWords(other), Error::AnswerMismatch);
	});
}

#[test]
fn wrong_words_are_refused_when_the_leaves_break_a_rule_among_themselves() {
	run(|| {
		let mut leaves = honest();
		leaves[1].score += 1;
		let subject = claim_with(&leaves);
		refused(subject, Fraud::WrongWords(wrong_words(&leaves, 0)), Error::LeavesBreakRules);
	});
}

#[test]
fn wrong_words_are_shown_when_a_span_cuts_a_word() {
	run(|| {
		let mut leaves = honest();
		for leaf in &mut leaves[..2] {
			leaf.length -= 1;
		}
		let subject = claim_with(&leaves);
		assert_ok!(prove(ALICE, subject, Fraud::WrongWords(wrong_words(&leaves, 0))));
	});
}

#[test]
fn too_many_spans_are_refused_when_there_are_not() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		let fraud = too_many_spans(&leaves);
		refused(subject, Fraud::TooManySpans(fraud.clone()), Error::SpansWithinLimit);
		let other = too_many_spans(&leaves[1..]);
		refused(subject, Fraud::TooManySpans(other), Error::LeavesMismatch);
		let mut other = fraud;
		other.answer.clear();
		refused(subject, Fraud::TooManySpans(other), Error::AnswerMismatch);
	});
}

#[test]
fn foreign_holder_is_refused_when_it_is_not() {
	run(|| {
		let leaves = honest();
		let subject = honest_claim();
		let fraud = foreign_holder(&leaves, 0);
		refused(subject, Fraud::ForeignHolder(fraud), Error::ContributionIncluded);
		let other = foreign_holder(&leaves[1..], 0);
		refused(subject, Fraud::ForeignHolder(other), Error::LeafMismatch);
	});
}

#[test]
fn foreign_holder_is_shown_when_there_never_was_such_a_contribution() {
	run(|| {
		let mut leaves = honest();
		leaves[1].contribution = ContributionId(99);
		let subject = claim_with(&leaves);
		assert_ok!(prove(ALICE, subject, Fraud::ForeignHolder(foreign_holder(&leaves, 1))));
	});
}

#[test]
fn text_is_refused_when_it_is_canonical() {
	run(|| {
		let subject = honest_claim();
		refused(subject, Fraud::NotCanonical(not_canonical(ANSWER)), Error::AnswerCanonical);
		refused(subject, Fraud::NotCanonical(not_canonical("a  b")), Error::AnswerMismatch);
	});
}

#[test]
fn text_is_shown_not_to_be_canonical_when_it_has_two_documents_or_is_no_text() {
	for answer in [&b"two\ndocuments"[..], b" leading", b"\xFF", "e\u{301}".as_bytes()] {
		run(|| {
			let mut claim = case(honest_claim()).claim;
			claim.output = ContentCommitment::of(answer).unwrap();
			let subject = set_claim(1, claim);
			let mut fraud = not_canonical("");
			fraud.answer = answer.to_vec().try_into().unwrap();
			assert_ok!(prove(ALICE, subject, Fraud::NotCanonical(fraud)));
		});
	}
}
