// SPDX-License-Identifier: Apache-2.0
//! What a committee found is carried out. No slash that fails, for the bond is gone, keeps anybody from being
//! paid.

use super::{CommitteeState, CommitteeVerdict, Phase, SeatState};
use crate::{
	Answer, AnswerOf, Config, Error, Event, Judgements, Pallet, PanelOf, Panels, RequestOf,
	RequestState, Requests, Reviews, WeightInfo,
};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	committee::{checker_fee, tally, Judgement, Outcome},
	fee::FeeParts,
	ids::RequestId,
	proof::AttributionProof,
	records::AnswerVerdict,
	traits::{Bonds, FeeSource, RoyaltySink, SlashReason},
	vector::AttributionVector,
	Balance,
};

/// A committee that has ended: who sat where, what they revealed, and what follows from it.
pub(super) struct Sitting<AccountId> {
	pub(super) id: RequestId,
	pub(super) members: Vec<AccountId>,
	pub(super) judgements: Vec<Option<Judgement>>,
	pub(super) outcome: Outcome,
}

impl<AccountId> Sitting<AccountId> {
	/// The places of those who revealed what most contradict.
	fn astray(&self) -> &[usize] {
		match &self.outcome {
			Outcome::Genuine { astray, .. } | Outcome::Foreign { astray, .. } => astray,
			Outcome::NoQuorum => &[],
		}
	}

	fn seats(&self) -> impl Iterator<Item = (&AccountId, &Option<Judgement>)> {
		self.members.iter().zip(&self.judgements)
	}

	/// Those who judged as most did, with the places of their seats; nobody when there is no quorum.
	pub(super) fn agreed(&self) -> impl Iterator<Item = (usize, &AccountId)> {
		let standing = match &self.outcome {
			Outcome::Genuine { standing, .. } | Outcome::Foreign { standing, .. } => &standing[..],
			Outcome::NoQuorum => &[],
		};
		standing.iter().filter_map(|place| Some((*place, self.members.get(*place)?)))
	}

	/// Those of them who did not write the answer, when it is the first member's.
	fn checkers(&self) -> impl Iterator<Item = &AccountId> {
		self.agreed().filter(|(place, _)| *place > 0).map(|(_, member)| member)
	}
}

impl<T: Config> Pallet<T> {
	/// The committee that can be concluded now.
	pub(crate) fn ensure_concludable(id: RequestId) -> Result<PanelOf<T>, Error<T>> {
		let panel = Panels::<T>::get(id).ok_or(Error::<T>::NothingToJudge)?;
		ensure!(panel.phase(Self::now()) == Phase::Over, Error::<T>::JudgementOpen);
		Ok(panel)
	}

	pub(crate) fn do_conclude(id: RequestId) -> DispatchResultWithPostInfo {
		let panel = Self::ensure_concludable(id)?;
		Panels::<T>::remove(id);
		let sitting = Self::count(id, panel);
		if Reviews::<T>::contains_key(id) {
			Self::slash_members(&sitting, None);
			Self::conclude_review(&sitting)?;
		} else {
			Self::slash_members(&sitting, Some(0));
			Self::conclude_answer(&sitting)?;
		}
		let seats = sitting.members.len().saturated_into();
		Ok(Some(T::WeightInfo::conclude(seats, Self::longest_vector(&sitting))).into())
	}

	/// Takes what was revealed, frees who did not reveal, and counts.
	fn count(id: RequestId, panel: PanelOf<T>) -> Sitting<T::AccountId> {
		let mut members = Vec::new();
		let mut judgements = Vec::new();
		for (place, seat) in panel.seats.into_iter().enumerate() {
			let place: u32 = place.saturated_into();
			if seat.state != SeatState::Revealed {
				Self::unassign(&seat.member, id);
			}
			judgements.push(Judgements::<T>::take(id, place));
			members.push(seat.member);
		}
		let outcome = tally(&judgements, T::Tolerance::get());
		Sitting { id, members, judgements, outcome }
	}

	/// The most shares of a vector that was looked at. The median can have more than any that it is of.
	fn longest_vector(sitting: &Sitting<T::AccountId>) -> u32 {
		let median = match &sitting.outcome {
			Outcome::Genuine { vector, .. } => vector.shares.len(),
			Outcome::Foreign { .. } | Outcome::NoQuorum => 0,
		};
		let revealed = sitting.judgements.iter().flatten().map(Self::shares_in);
		revealed.fold(median.saturated_into(), u32::max)
	}

	/// Slashes who was silent, and whom most contradict. The author of an answer that is foreign,
	/// in the seat `author`, is slashed for that, and not for saying that it is genuine.
	fn slash_members(sitting: &Sitting<T::AccountId>, author: Option<usize>) {
		let is_foreign = matches!(sitting.outcome, Outcome::Foreign { .. });
		for (place, (member, judgement)) in sitting.seats().enumerate() {
			let wrote_it = is_foreign && author == Some(place);
			let (amount, reason) = if judgement.is_none() {
				(T::SilenceSlash::get(), SlashReason::MissedReveal)
			} else if sitting.astray().contains(&place) && !wrote_it {
				(T::StraySlash::get(), SlashReason::Strayed)
			} else {
				continue;
			};
			Self::slash(sitting.id, member, amount, reason, None);
		}
	}

	/// Slashes `member`, if it has a bond.
	pub(super) fn slash(
		id: RequestId,
		member: &T::AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&T::AccountId>,
	) {
		let amount = T::Bonds::slash(member, amount, reason, reporter).unwrap_or_default();
		let member = member.clone();
		Self::deposit_event(Event::MemberSlashed { request: id, member, reason, amount });
	}

	/// Pays each of `members` `pay` plancks for its check by `pay_out`, which moves them to the ledger's
	/// account. Returns what that is together.
	pub(super) fn pay_checks<'a>(
		id: RequestId,
		members: impl Iterator<Item = &'a T::AccountId>,
		pay: Balance,
		pay_out: impl Fn(Balance) -> DispatchResult,
	) -> Result<Balance, DispatchError>
	where
		T::AccountId: 'a,
	{
		let mut paid: Balance = 0;
		for member in members {
			pay_out(pay)?;
			T::Royalties::credit_check(FeeSource::Request(id), member, pay)?;
			paid = paid.saturating_add(pay);
		}
		Ok(paid)
	}

	/// Ends a request whose answer a committee has judged.
	fn conclude_answer(sitting: &Sitting<T::AccountId>) -> DispatchResult {
		let id = sitting.id;
		let request = Requests::<T>::get(id).ok_or(Error::<T>::NothingToJudge)?;
		let RequestState::Committee(state) = request.state else {
			return Err(Error::<T>::NothingToJudge.into());
		};
		match &sitting.outcome {
			Outcome::Genuine { vector, evidence_root, .. } => {
				let answer = Self::judged(id, &request, state, vector.clone(), *evidence_root);
				Self::settle_judged(sitting, request, answer)
			},
			Outcome::Foreign { .. } => {
				let nobody = AttributionVector::unattributed();
				let answer = Self::judged(id, &request, state, nobody, H256::zero());
				Self::falsify_judged(sitting, request, answer)
			},
			Outcome::NoQuorum => Self::dissolve(sitting, request),
		}
	}

	/// The answer of a committee: what the author stated, and what most found.
	fn judged(
		id: RequestId,
		request: &RequestOf<T>,
		state: CommitteeState<BlockNumberFor<T>>,
		vector: AttributionVector,
		evidence_root: H256,
	) -> AnswerOf<T> {
		let proof = AttributionProof {
			genesis: Self::genesis(),
			request: id,
			artifact: request.artifact,
			input: request.input,
			output: state.statement.output,
			input_tokens: state.statement.input_tokens,
			output_tokens: state.statement.output_tokens,
			vector,
			evidence_root,
			engine_version: request.engine_version,
			expires_at: request.deadline.saturated_into(),
		};
		let proved_at = state.published_at;
		Answer {
			proof,
			fee: state.fee,
			proved_at,
			settle_at: Self::now(),
			challenges: 0,
			reviewed: false,
		}
	}

	/// Pays for a genuine answer at once: the fee by what most found, and the checks of those who found it.
	fn settle_judged(
		sitting: &Sitting<T::AccountId>,
		request: RequestOf<T>,
		answer: AnswerOf<T>,
	) -> DispatchResult {
		let id = sitting.id;
		let fee = answer.fee;
		let parts = Self::settle_fee(id, &request, fee, &answer.proof.vector)?;
		let checks = Self::pay_checkers(sitting, &request, fee)?;
		let refund = request.max_fee.saturating_sub(fee).saturating_sub(checks);
		Self::refund(&request.payer, refund)?;
		Self::concluded(sitting, CommitteeVerdict::Genuine, checks);
		Self::deposit_event(Event::InferenceSettled { request: id, fee, refund });
		Self::record(id, request, answer, parts, checks, AnswerVerdict::Settled)
	}

	/// Pays those who judged as most did, save the author: the same whatever they found.
	fn pay_checkers(
		sitting: &Sitting<T::AccountId>,
		request: &RequestOf<T>,
		fee: Balance,
	) -> Result<Balance, DispatchError> {
		Self::pay_checks(sitting.id, sitting.checkers(), checker_fee(fee), |amount| {
			Self::pay_out(&request.payer, amount)
		})
	}

	/// Ends an answer that is not the artifact's: slashes its author, pays the checks, and refunds the rest.
	/// The slash has no reporter: who judges must not earn more by one judgement than by the other.
	fn falsify_judged(
		sitting: &Sitting<T::AccountId>,
		request: RequestOf<T>,
		answer: AnswerOf<T>,
	) -> DispatchResult {
		let id = sitting.id;
		let worker = request.author().ok_or(Error::<T>::NotAssigned)?.clone();
		Self::slash(id, &worker, T::FraudSlash::get(), SlashReason::ForeignAnswer, None);
		let checks = Self::pay_checkers(sitting, &request, answer.fee)?;
		let refund = request.max_fee.saturating_sub(checks);
		Self::refund(&request.payer, refund)?;
		Self::concluded(sitting, CommitteeVerdict::Foreign, checks);
		Self::deposit_event(Event::InferenceFalsified { request: id, worker, refund });
		Self::record(id, request, answer, FeeParts::default(), checks, AnswerVerdict::Falsified)
	}

	/// Removes a request about which the committee came to no decision.
	fn dissolve(sitting: &Sitting<T::AccountId>, request: RequestOf<T>) -> DispatchResult {
		let id = sitting.id;
		let (payer, refund) = (request.payer.clone(), request.max_fee);
		if let Some(author) = request.author() {
			Self::count_end(author);
		}
		Self::remove_unanswered(id, request)?;
		Self::concluded(sitting, CommitteeVerdict::NoQuorum, 0);
		Self::deposit_event(Event::InferenceUndecided { request: id, payer, refund });
		Ok(())
	}

	pub(super) fn concluded(
		sitting: &Sitting<T::AccountId>,
		verdict: CommitteeVerdict,
		paid: Balance,
	) {
		Self::deposit_event(Event::CommitteeConcluded {
			request: sitting.id,
			verdict,
			agreed: sitting.agreed().count().saturated_into(),
			paid,
		});
	}
}
