// SPDX-License-Identifier: Apache-2.0
//! What the members of a committee do: commit, then reveal.

use super::{Phase, SeatState};
use crate::{Config, Error, Event, Judgements, Pallet, PanelOf, Panels, Requests};
use frame::prelude::*;
use openledger_primitives::{
	committee::{judgement_commitment, Judgement},
	ids::RequestId,
};

impl<T: Config> Pallet<T> {
	/// [`Self::genesis_hash`] as what commitments and proofs are bound to: it has 32 bytes on this chain.
	pub(super) fn genesis() -> H256 {
		H256::decode(&mut Self::genesis_hash().as_ref()).unwrap_or_default()
	}

	/// How many shares a judgement has.
	pub(crate) fn shares_in(judgement: &Judgement) -> u32 {
		judgement.vector().map_or(0, |vector| vector.shares.len()).saturated_into()
	}

	/// The committee, and the place of `who` in it.
	fn seat_of(who: &T::AccountId, id: RequestId) -> Result<(PanelOf<T>, usize), Error<T>> {
		let panel = Panels::<T>::get(id).ok_or(Error::<T>::NothingToJudge)?;
		let place = panel.place_of(who).ok_or(Error::<T>::NotMember)?;
		Ok((panel, place))
	}

	/// The committee, and the place of `who` in it, who can commit to a judgement now.
	pub(crate) fn check_commit(
		who: &T::AccountId,
		id: RequestId,
	) -> Result<(PanelOf<T>, usize), Error<T>> {
		let (panel, place) = Self::seat_of(who, id)?;
		let is_waiting = panel.state_at(place) == Some(SeatState::Waiting);
		ensure!(is_waiting, Error::<T>::AlreadyCommitted);
		let now = Self::now();
		ensure!(panel.phase(now) == Phase::Commit, Error::<T>::CommitOver);
		Ok((panel, place))
	}

	pub(crate) fn do_commit(
		member: T::AccountId,
		id: RequestId,
		commitment: H256,
	) -> DispatchResult {
		let (mut panel, place) = Self::check_commit(&member, id)?;

		panel.set_state(place, SeatState::Committed(commitment));
		let now = Self::now();
		let is_last = panel.phase(now) == Phase::Reveal;
		if is_last {
			panel.commit_until = now;
			panel.reveal_until = now.saturating_add(T::RevealWindow::get());
		}
		let reveal_until = panel.reveal_until;
		Panels::<T>::insert(id, panel);
		Self::deposit_event(Event::JudgementCommitted { request: id, member, commitment });
		if is_last {
			Self::deposit_event(Event::RevealOpened { request: id, reveal_until });
		}
		Ok(())
	}

	/// The committee, and the place of `who` in it, who can reveal this judgement now. The cheap before
	/// the dear.
	pub(crate) fn check_reveal(
		who: &T::AccountId,
		id: RequestId,
		judgement: &Judgement,
		salt: H256,
	) -> Result<(PanelOf<T>, usize), Error<T>> {
		let (panel, place) = Self::seat_of(who, id)?;
		let commitment = match panel.state_at(place) {
			Some(SeatState::Committed(commitment)) => commitment,
			Some(SeatState::Revealed) => return Err(Error::<T>::AlreadyRevealed),
			Some(SeatState::Waiting) | None => return Err(Error::<T>::NotCommitted),
		};
		match panel.phase(Self::now()) {
			Phase::Commit => return Err(Error::<T>::RevealNotOpen),
			Phase::Reveal => (),
			Phase::Over => return Err(Error::<T>::RevealOver),
		}
		let bound = judgement_commitment(Self::genesis(), id, who, judgement, salt);
		ensure!(bound == commitment, Error::<T>::CommitmentMismatch);
		Self::check_judgement(id, judgement)?;
		Ok((panel, place))
	}

	/// A judgement must be possible. A member's node asks this before it commits.
	///
	/// # Errors
	/// By the name of what is wrong with it, as `reveal_judgement`.
	pub fn check_judgement(id: RequestId, judgement: &Judgement) -> Result<(), Error<T>> {
		let Judgement::Genuine { vector, evidence_root } = judgement else { return Ok(()) };
		vector.validate().map_err(|_| Error::<T>::MalformedProof)?;
		Self::check_evidence(vector, *evidence_root)?;
		let request = Requests::<T>::get(id).ok_or(Error::<T>::NothingToJudge)?;
		Self::check_contributions(request.artifact, vector)
	}

	pub(crate) fn do_reveal(
		member: T::AccountId,
		id: RequestId,
		judgement: Judgement,
		salt: H256,
	) -> DispatchResult {
		let (mut panel, place) = Self::check_reveal(&member, id, &judgement, salt)?;

		panel.set_state(place, SeatState::Revealed);
		Panels::<T>::insert(id, panel);
		let seat: u32 = place.saturated_into();
		Judgements::<T>::insert(id, seat, &judgement);
		Self::unassign(&member, id);
		Self::deposit_event(Event::JudgementRevealed { request: id, member, judgement });
		Ok(())
	}
}
