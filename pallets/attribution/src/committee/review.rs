// SPDX-License-Identifier: Apache-2.0
//! Reviews: somebody who doubts a proved answer has a committee judge it.
//!
//! For the time of a review the answer counts one open challenge more. The proof stands when more than half of
//! the seats call the answer genuine by vectors within the tolerance of the proof's own, and falls when more than
//! half contradict it: what is promised of honest members is promised of an honest author, too, who agrees with
//! them. The median is no measure here: colluders can draw it away from an honest proof.
//!
//! Who is to review is drawn at the beginning of a block, one review at a time, in the order in which they were
//! asked for. Nobody chooses the block, and with it the seed.

use super::{conclusion::Sitting, CommitteeVerdict};
use crate::{
	assignment::Call, Answer, AnswerOf, Assigned, Config, Convening, Error, Event, HoldReason,
	Inputs, Pallet, Panels, RequestOf, Review, ReviewOf, Reviews, RosterLen, WeightInfo,
};
use codec::Encode;
use frame::{
	deps::frame_support::storage::with_storage_layer,
	prelude::*,
	traits::{fungible::MutateHold, tokens::Restriction},
};
use openledger_primitives::{
	committee::{checker_fee, is_backed, is_contradicted, Outcome},
	ids::RequestId,
	records::{Members, Question},
	traits::{Claims, Datanets, Lineage, Liquid, RoyaltySink, SlashReason, Subject},
	Balance,
};

/// What the subjects of random seeds begin with: other uses of the same source have other seeds.
const SEED_DOMAIN: &[u8; 20] = b"openledger/review/v1";

/// The most reviews that wait for their members at a time: the last of them for as many blocks.
pub const MAX_CONVENING: u32 = 64;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_review(challenger: T::AccountId, id: RequestId) -> DispatchResult {
		let (request, answer) = Self::proved(id)?;
		ensure!(!answer.reviewed, Error::<T>::AlreadyReviewed);
		let is_here = matches!(Inputs::<T>::get(id), Some(Question::Text(_)));
		ensure!(is_here, Error::<T>::QuestionNotOnChain);
		let base = T::Lineage::base(request.artifact).ok_or(Error::<T>::ArtifactNotOffered)?;
		let review = Review {
			challenger: challenger.clone(),
			bond: T::ReviewBond::get(),
			pay: checker_fee(answer.fee),
			size: T::ReviewSize::get(),
			asked_in: frame_system::Pallet::<T>::block_number(),
			places: RosterLen::<T>::get(base),
		};
		let waiting = Convening::<T>::decode_len().unwrap_or_default();
		ensure!(waiting.saturated_into::<u32>() < MAX_CONVENING, Error::<T>::TooManyReviews);
		let escrow = review.escrow();
		// A hold looks at no lock, and this may end in the account of a friend.
		ensure!(T::Liquid::liquid(&challenger) >= escrow, Error::<T>::FundsLocked);
		<Self as Claims<T::AccountId>>::hold(Subject::Request(id))?;
		Self::mark_reviewed(id)?;
		T::Currency::hold(&HoldReason::Review.into(), &challenger, escrow)?;
		Convening::<T>::try_append(id).map_err(|()| Error::<T>::TooManyReviews)?;
		let (bond, pay) = (review.bond, review.pay);
		Reviews::<T>::insert(id, review);
		Self::deposit_event(Event::ReviewRequested { request: id, challenger, bond, pay });
		Ok(())
	}

	/// One review is enough for an answer: else whoever can pay for them could keep it from being settled.
	fn mark_reviewed(id: RequestId) -> Result<(), Error<T>> {
		let (request, answer) = Self::proved(id)?;
		Self::store_proved(id, request, Answer { reviewed: true, ..answer });
		Ok(())
	}

	/// Draws the members of the review whose turn it is, if its seed is younger than it. One whose answer has
	/// fallen meanwhile, or for which too few workers are found, lapses. `random` gives the seed of a subject,
	/// and the block since which it could be known. Returns what that weighs.
	pub(crate) fn convene_next(random: impl Fn(&[u8]) -> (H256, BlockNumberFor<T>)) -> Weight {
		let mut waiting = Convening::<T>::get();
		let Some(id) = waiting.first().copied() else { return T::DbWeight::get().reads(1) };
		let Some(review) = Reviews::<T>::get(id).defensive() else {
			return T::DbWeight::get().reads(2);
		};
		let (seed, known_since) = random(&(SEED_DOMAIN, id).encode());
		// Else who asked for the review, or put that in a block, could have known who would be drawn.
		if known_since <= review.asked_in {
			return T::WeightInfo::convene_review();
		}
		waiting.remove(0);
		Convening::<T>::put(waiting);
		let still_stands = Self::proved(id).ok();
		let members =
			still_stands.and_then(|(request, _)| Self::draw_reviewers(&request, &review, &seed));
		match members {
			Some(members) => {
				Self::convene(id, members);
				T::WeightInfo::convene_review()
			},
			None => {
				let lapsed = with_storage_layer(|| Self::lapse(id, &review));
				defensive_assert!(lapsed.is_ok(), "what is held for a review comes back");
				T::WeightInfo::lapse_review()
			},
		}
	}

	fn convene(id: RequestId, members: Members<T::AccountId>) {
		for member in &members {
			// They were drawn for having room.
			let appended = Assigned::<T>::try_append(member, id);
			defensive_assert!(appended.is_ok(), "a worker without room was drawn");
		}
		let panel = Self::panel(members.clone(), Self::now());
		let commit_until = panel.commit_until;
		Panels::<T>::insert(id, panel);
		Self::deposit_event(Event::ReviewConvened { request: id, members, commit_until });
	}

	/// Ends a review that has no members, as if it had not been. The window of the answer went on meanwhile.
	fn lapse(id: RequestId, review: &ReviewOf<T>) -> DispatchResult {
		Reviews::<T>::remove(id);
		if let Ok((request, answer)) = Self::proved(id) {
			Self::end_challenge(id, request, answer)?;
		}
		let (challenger, refund) = (review.challenger.clone(), review.escrow());
		let reason = HoldReason::Review.into();
		T::Currency::release(&reason, &challenger, refund, Precision::Exact)?;
		Self::deposit_event(Event::ReviewLapsed { request: id, challenger, refund });
		Ok(())
	}

	/// Who is to review the answer: as those who answer are drawn, but of those only who did not write it,
	/// and may see all that the artifact was trained on.
	fn draw_reviewers(
		request: &RequestOf<T>,
		review: &ReviewOf<T>,
		seed: &H256,
	) -> Option<Members<T::AccountId>> {
		let base = T::Lineage::base(request.artifact)?;
		let snapshots = T::Lineage::snapshots(request.artifact);
		let admits = |who: &T::AccountId| {
			request.author() != Some(who)
				&& snapshots.iter().all(|snapshot| T::Datanets::may_train(who, *snapshot))
		};
		let Review { size, asked_in, places, .. } = *review;
		let call = Call { wanted: size.into(), asked_in, places };
		Self::draw_members(base, &call, seed, &admits)
	}

	/// Ends a review by what its committee found. A proof that another challenge has felled meanwhile
	/// falls no deeper; those who judged it are paid all the same.
	pub(super) fn conclude_review(sitting: &Sitting<T::AccountId>) -> DispatchResult {
		let id = sitting.id;
		let review = Reviews::<T>::take(id).ok_or(Error::<T>::NothingToJudge)?;
		let claim = Self::proved(id).ok();
		let verdict = Self::verdict(sitting, claim.as_ref().map(|(_, answer)| answer));
		let mut paid = 0;
		if verdict != CommitteeVerdict::NoQuorum {
			let members = sitting.agreed().map(|(_, member)| member);
			paid = Self::pay_checks(id, members, review.pay, |amount| {
				Self::move_review(&review, &T::Royalties::pot(), amount)
			})?;
		}
		let mut compensation = 0;
		if let Some((request, _)) = &claim {
			let author = request.author().ok_or(Error::<T>::NotAssigned)?;
			match verdict {
				CommitteeVerdict::Strayed => {
					Self::fell(id, author, SlashReason::Strayed, &review)?;
				},
				CommitteeVerdict::Foreign => {
					Self::fell(id, author, SlashReason::ForeignAnswer, &review)?;
				},
				CommitteeVerdict::Genuine => {
					// An author whose account is gone cannot be given less than it takes to be one.
					let moved = Self::move_review(&review, author, review.bond);
					compensation = moved.map_or(0, |()| review.bond);
					<Self as Claims<T::AccountId>>::release(Subject::Request(id))?;
				},
				CommitteeVerdict::NoQuorum => {
					<Self as Claims<T::AccountId>>::release(Subject::Request(id))?;
				},
			}
		}
		Self::close_review(id, &review, paid, compensation)?;
		Self::concluded(sitting, verdict, paid);
		Ok(())
	}

	/// What the committee's outcome means for the answer, if it still stands. When the answer is genuine, and
	/// most neither agree with the proof nor contradict it, nothing is decided.
	fn verdict(sitting: &Sitting<T::AccountId>, answer: Option<&AnswerOf<T>>) -> CommitteeVerdict {
		let seats = &sitting.judgements;
		let tolerance = T::Tolerance::get();
		let vector = answer.map(|answer| &answer.proof.vector);
		match (&sitting.outcome, vector) {
			(Outcome::NoQuorum, _) => CommitteeVerdict::NoQuorum,
			(Outcome::Foreign { .. }, _) => CommitteeVerdict::Foreign,
			(Outcome::Genuine { .. }, None) => CommitteeVerdict::Genuine,
			(Outcome::Genuine { .. }, Some(vector)) if is_backed(vector, seats, tolerance) => {
				CommitteeVerdict::Genuine
			},
			(Outcome::Genuine { .. }, Some(vector))
				if is_contradicted(vector, seats, tolerance) =>
			{
				CommitteeVerdict::Strayed
			},
			(Outcome::Genuine { .. }, Some(_)) => CommitteeVerdict::NoQuorum,
		}
	}

	/// The proof of `author` falls. It loses as much whatever is false about it: else who cheats would have a
	/// friend find the lesser fault.
	fn fell(
		id: RequestId,
		author: &T::AccountId,
		reason: SlashReason,
		review: &ReviewOf<T>,
	) -> DispatchResult {
		Self::slash(id, author, T::FraudSlash::get(), reason, Some(&review.challenger));
		<Self as Claims<T::AccountId>>::falsify(Subject::Request(id))
	}

	/// Gives the challenger back what is left of what was held.
	fn close_review(
		id: RequestId,
		review: &ReviewOf<T>,
		paid: Balance,
		compensation: Balance,
	) -> DispatchResult {
		let challenger = review.challenger.clone();
		let refund = review.escrow().saturating_sub(paid).saturating_sub(compensation);
		let reason = HoldReason::Review.into();
		T::Currency::release(&reason, &challenger, refund, Precision::Exact)?;
		Self::deposit_event(Event::ReviewClosed { request: id, challenger, refund, compensation });
		Ok(())
	}

	/// Moves `amount` plancks of what is held for a review to `to`.
	fn move_review(review: &ReviewOf<T>, to: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&HoldReason::Review.into(),
			&review.challenger,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)?;
		Ok(())
	}
}
