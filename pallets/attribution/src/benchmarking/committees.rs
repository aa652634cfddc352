// SPDX-License-Identifier: Apache-2.0
//! What the benchmarks of committees and reviews begin with.

use super::{
	ask, assign_all, busy_worker, draw, fund, length, occupy, proof, proved, seed, stored, worker,
	BenchmarkHelper, CROWD,
};
use crate::{
	Config, Convening, Judgements, Pallet, PanelOf, Panels, RequestState, Roster, RosterLen,
	SeatState, CANDIDATES,
};
use alloc::{vec, vec::Vec};
use frame::benchmarking::prelude::{fungible::Mutate, *};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_ANSWER_LEN},
	committee::{judgement_commitment, AnswerStatement, Judgement},
	ids::{ArtifactId, ContributionId, RequestId},
	records::{Mode, MAX_COMMITTEE},
	traits::Lineage,
	vector::{AttributionVector, MAX_SHARES},
};

/// The longest answer, for few tokens.
pub(super) fn statement() -> AnswerStatement {
	let output = ContentCommitment { root: H256::repeat_byte(2), length: MAX_ANSWER_LEN };
	AnswerStatement { output, input_tokens: 1, output_tokens: 1 }
}

/// A request that the largest committee was assigned, of which each member has as much else to do as it
/// can; and its author.
pub(super) fn seated<T: Config>(
	artifact: ArtifactId,
) -> Result<(RequestId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	// Some more than there are seats: each is surely drawn.
	for number in 0..MAX_COMMITTEE.saturating_mul(4) {
		busy_worker::<T>(artifact, number)?;
	}
	let id = ask::<T>(artifact, Mode::Committee { k: MAX_COMMITTEE.saturated_into() })?;
	assign_all::<T>();
	let author = stored::<T>(id)?.author().cloned();
	Ok((id, author.ok_or(BenchmarkError::Stop("nobody was drawn"))?))
}

/// The same, when the answer is published.
pub(super) fn published<T: Config>(artifact: ArtifactId) -> Result<RequestId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (id, author) = seated::<T>(artifact)?;
	Pallet::<T>::do_publish(author, id, statement())?;
	Ok(id)
}

pub(super) fn panel<T: Config>(id: RequestId) -> Result<PanelOf<T>, BenchmarkError> {
	Panels::<T>::get(id).ok_or(BenchmarkError::Stop("there is no committee"))
}

/// The member in the first seat.
pub(super) fn first_member<T: Config>(id: RequestId) -> Result<T::AccountId, BenchmarkError> {
	let seat = panel::<T>(id)?.seats.into_iter().next();
	seat.map(|seat| seat.member).ok_or(BenchmarkError::Stop("an empty committee"))
}

/// That the answer rests on `contributions`, and as much on all others.
pub(super) fn judgement<T: Config>(
	id: RequestId,
	contributions: &[ContributionId],
) -> Result<Judgement, BenchmarkError> {
	let proof = proof::<T>(id, contributions)?;
	Ok(Judgement::Genuine { vector: proof.vector, evidence_root: proof.evidence_root })
}

/// That it rests on `contributions` alone, which is far from that.
fn other_judgement(contributions: &[ContributionId]) -> Result<Judgement, BenchmarkError> {
	let scores = contributions.iter().map(|contribution| (*contribution, 1));
	let vector = AttributionVector::from_scores(scores)
		.map_err(|_| BenchmarkError::Stop("the scores overflow"))?;
	Ok(Judgement::Genuine { vector, evidence_root: H256::repeat_byte(1) })
}

pub(super) fn commitment<T: Config>(
	id: RequestId,
	member: &T::AccountId,
	judgement: &Judgement,
) -> H256 {
	let genesis = H256::from_slice(Pallet::<T>::genesis_hash().as_ref());
	judgement_commitment(genesis, id, member, judgement, H256::zero())
}

/// Binds all members to `judgement`.
pub(super) fn commit_all<T: Config>(
	id: RequestId,
	judgement: &Judgement,
) -> Result<(), BenchmarkError> {
	for seat in panel::<T>(id)?.seats {
		let commitment = commitment::<T>(id, &seat.member, judgement);
		Pallet::<T>::do_commit(seat.member, id, commitment)?;
	}
	Ok(())
}

/// Makes it a committee of `seats` members that have revealed: as many strayed as can, and the others agree
/// on `contributions`.
pub(super) fn reveal_all<T: Config>(
	id: RequestId,
	seats: u32,
	contributions: &[ContributionId],
) -> Result<(), BenchmarkError> {
	let mut panel = panel::<T>(id)?;
	panel.seats.truncate(length(seats));
	let agreed = judgement::<T>(id, contributions)?;
	let other = other_judgement(contributions)?;
	let strayed = seats.saturating_sub(1) / 2;
	for (place, seat) in panel.seats.iter_mut().enumerate() {
		let place: u32 = place.saturated_into();
		let is_astray = place >= seats.saturating_sub(strayed);
		seat.state = SeatState::Revealed;
		Judgements::<T>::insert(id, place, if is_astray { &other } else { &agreed });
		Pallet::<T>::unassign(&seat.member, id);
	}
	Panels::<T>::insert(id, panel);
	Ok(())
}

/// Lets `count` reviews wait for their members: `first`, and others that nobody asked for.
pub(super) fn crowd_convening<T: Config>(count: u32, first: Option<RequestId>) {
	let others = core::iter::repeat(RequestId(u64::MAX));
	let waiting = first.into_iter().chain(others).take(length(count)).collect::<Vec<_>>();
	Convening::<T>::put(BoundedVec::truncate_from(waiting));
}

/// A proved answer of which a review was asked for. In a crowd without room, only the last workers that are
/// looked at for each of the first `filled` seats of its committee have some, `spare` for each.
pub(super) fn reviewed<T: Config>(filled: u32, spare: u32) -> Result<RequestId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (artifact, contributions) = T::BenchmarkHelper::adapter(MAX_SHARES)?;
	let shares = contributions.get(..length(MAX_SHARES)).unwrap_or(&contributions);
	let id = proved::<T>(artifact, shares)?;
	let challenger: T::AccountId = account("challenger", 0, 0);
	fund::<T>(&challenger);
	let base = T::Lineage::base(artifact).ok_or(BenchmarkError::Stop("no base model"))?;
	for number in 1..CROWD {
		let who = worker::<T>(number, BoundedVec::truncate_from(vec![base]))?;
		occupy::<T>(&who, T::MaxInFlight::get());
	}
	Pallet::<T>::do_request_review(challenger, id)?;

	for seat in 0..filled {
		for step in CANDIDATES.saturating_sub(spare)..CANDIDATES {
			let (place, _) = draw(&((seed(), seat), step), RosterLen::<T>::get(base))
				.ok_or(BenchmarkError::Stop("an empty roster"))?;
			let last =
				Roster::<T>::get(base, place).ok_or(BenchmarkError::Stop("a gap in the roster"))?;
			occupy::<T>(&last, T::MaxInFlight::get().saturating_sub(1));
		}
	}
	Ok(id)
}

/// Whether the fee of the request is paid.
pub(super) fn is_settled<T: Config>(id: RequestId) -> Result<bool, BenchmarkError> {
	Ok(matches!(stored::<T>(id)?.state, RequestState::Settled(_)))
}
