// SPDX-License-Identifier: Apache-2.0
//! Frauds that are shown in one step: what they rest on is looked up, the bytes decide.

use crate::{Config, Error, Event, Pallet, WeightInfo};
use frame::prelude::*;
use openledger_primitives::{
	challenge::{AnswerBytes, Fraud, Leaves},
	commitment::ContentCommitment,
	evidence::SpanOpening,
	ids::ContributionId,
	traits::{Claim, Claims, Datanets, Lineage, Subject},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_prove_fraud(
		challenger: T::AccountId,
		subject: Subject,
		fraud: Fraud,
	) -> DispatchResult {
		let claim = T::Claims::claim(subject)?;
		Self::ensure_fraud(&claim, &fraud)?;
		let reason = fraud.reason();
		let slashed = Self::falsify(subject, &claim.worker, reason, &challenger)?;
		let worker = claim.worker;
		Self::deposit_event(Event::FraudProved { subject, worker, challenger, reason, slashed });
		Ok(())
	}

	fn ensure_fraud(claim: &Claim<T::AccountId>, fraud: &Fraud) -> Result<(), Error<T>> {
		match fraud {
			Fraud::OmittedSpan(fraud) => {
				fraud.verify(claim, &Self::included_content(claim, fraud.contribution)?)?;
			},
			Fraud::OmittedHolder(fraud) => {
				fraud.verify(claim, &Self::included_content(claim, fraud.contribution)?)?;
			},
			Fraud::LaterOccurrence(fraud) => {
				let listed = fraud.leaf.leaf.contribution;
				fraud.verify(claim, &Self::included_content(claim, listed)?)?;
			},
			Fraud::WrongArithmetic(fraud) => fraud.verify(claim)?,
			Fraud::WrongWords(fraud) => fraud.verify(claim)?,
			Fraud::TooManySpans(fraud) => fraud.verify(claim)?,
			Fraud::ForeignHolder(fraud) => {
				let listed = fraud.verify(claim)?;
				ensure!(!Self::is_included(claim, listed), Error::<T>::ContributionIncluded);
			},
			Fraud::NotCanonical(fraud) => fraud.verify(claim)?,
		}
		Ok(())
	}

	/// Whether the claim's answer can rest on the contribution.
	fn is_included(claim: &Claim<T::AccountId>, contribution: ContributionId) -> bool {
		T::Datanets::includes_any(&T::Lineage::snapshots(claim.artifact), contribution)
	}

	/// What the contribution says, if the claim's answer can rest on it.
	fn included_content(
		claim: &Claim<T::AccountId>,
		contribution: ContributionId,
	) -> Result<ContentCommitment, Error<T>> {
		ensure!(Self::is_included(claim, contribution), Error::<T>::ContributionNotIncluded);
		Self::content(contribution)
	}

	/// What the contribution says.
	pub(crate) fn content(contribution: ContributionId) -> Result<ContentCommitment, Error<T>> {
		T::Datanets::contribution(contribution)
			.map(|info| info.content)
			.ok_or(Error::<T>::ContributionNotIncluded)
	}

	/// What it weighs to look at `fraud`. The content of an omitted span is no longer than the answer, so
	/// that its answer stands for both.
	pub(crate) fn showing_weight(fraud: &Fraud) -> Weight {
		let bytes = |answer: &AnswerBytes| answer.len().saturated_into();
		let count = |leaves: &Leaves| leaves.len().saturated_into();
		match fraud {
			Fraud::OmittedSpan(fraud) => {
				T::WeightInfo::prove_omitted_span(bytes(&fraud.answer), count(&fraud.leaves))
			},
			Fraud::OmittedHolder(fraud) => T::WeightInfo::prove_omitted_holder(
				count(&fraud.leaves),
				Self::chunks(&fraud.opening),
			),
			Fraud::LaterOccurrence(fraud) => {
				T::WeightInfo::prove_later_occurrence(Self::chunks(&fraud.opening))
			},
			Fraud::WrongArithmetic(fraud) => {
				T::WeightInfo::prove_wrong_arithmetic(count(&fraud.leaves))
			},
			Fraud::WrongWords(fraud) => {
				T::WeightInfo::prove_wrong_words(bytes(&fraud.answer), count(&fraud.leaves))
			},
			Fraud::TooManySpans(fraud) => {
				T::WeightInfo::prove_too_many_spans(bytes(&fraud.answer), count(&fraud.leaves))
			},
			Fraud::ForeignHolder(_) => T::WeightInfo::prove_foreign_holder(),
			Fraud::NotCanonical(fraud) => T::WeightInfo::prove_not_canonical(bytes(&fraud.answer)),
		}
	}

	/// What it weighs to look at `opening`.
	pub(crate) fn opening_weight(opening: &SpanOpening) -> Weight {
		T::WeightInfo::answer_leaf(Self::chunks(opening))
	}

	/// The chunks of the longer side: a true opening has as many on the other, or one less or more.
	fn chunks(opening: &SpanOpening) -> u32 {
		opening.answer.chunks.len().max(opening.content.chunks.len()).saturated_into()
	}
}
