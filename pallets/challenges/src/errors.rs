// SPDX-License-Identifier: Apache-2.0
//! What the verifiers say, as the pallet's errors.

use crate::Error;
use openledger_primitives::{
	challenge::{ChallengeError, Fault},
	evidence::OpeningError,
};

impl<T> From<OpeningError> for Error<T> {
	fn from(error: OpeningError) -> Self {
		match error {
			OpeningError::Answer(_) => Self::AnswerNotShown,
			OpeningError::Content(_) => Self::ContentNotShown,
			OpeningError::AnswerNotAligned | OpeningError::ContentNotAligned => Self::NotWholeWords,
			OpeningError::BytesDiffer => Self::BytesDiffer,
		}
	}
}

impl<T> From<ChallengeError> for Error<T> {
	fn from(error: ChallengeError) -> Self {
		match error {
			ChallengeError::AnswerMismatch => Self::AnswerMismatch,
			ChallengeError::LeavesMismatch => Self::LeavesMismatch,
			ChallengeError::LeafMismatch => Self::LeafMismatch,
			ChallengeError::Opening(error) => error.into(),
			ChallengeError::TooFewWords => Self::TooFewWords,
			ChallengeError::Covered => Self::Covered,
			ChallengeError::NotAmongLongest => Self::NotAmongLongest,
			ChallengeError::SpanNotChosen => Self::SpanNotChosen,
			ChallengeError::AlreadyListed => Self::AlreadyListed,
			ChallengeError::NotAmongEarliest => Self::NotAmongEarliest,
			ChallengeError::NotEarlier => Self::NotEarlier,
			ChallengeError::ArithmeticHolds => Self::ArithmeticHolds,
			ChallengeError::LeavesBreakRules => Self::LeavesBreakRules,
			ChallengeError::WordsHold => Self::WordsHold,
			ChallengeError::SpansWithinLimit => Self::SpansWithinLimit,
			ChallengeError::Canonical => Self::AnswerCanonical,
		}
	}
}

impl<T> From<Fault> for Error<T> {
	fn from(fault: Fault) -> Self {
		match fault {
			Fault::OtherAnswer => Self::AnswerMismatch,
			Fault::OtherLeaves => Self::LeavesMismatch,
			Fault::NotCanonical => Self::AnswerNotCanonical,
			Fault::Arithmetic => Self::WrongArithmetic,
			Fault::Words => Self::WrongWords,
			Fault::TooManySpans => Self::TooManySpans,
		}
	}
}
