// SPDX-License-Identifier: Apache-2.0
//! What clients ask by the runtime API `AttributionApi`.

use crate::{
	Answer, AnswerOf, Assigned, Config, Inputs, NextRequest, Pallet, Records, RequestOf,
	RequestState, Requests, Roster, RosterLen, Unsettled, Workers,
};
use alloc::{collections::BTreeMap, vec::Vec};
use core::cmp::Reverse;
use frame::prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, ContributionId, RequestId},
	merkle::Domain,
	records::{
		AnswerLineage, AnswerView, ArtifactRank, AttributedAnswer, AttributionPage,
		ContributionNode, ContributionRank, Leaderboard, Question, RecordsRoot, RequestStage,
		RequestView, WorkerPage, WorkerView,
	},
	traits::{Bonds, Datanets, Lineage},
};

/// The most workers of one page.
const MAX_WORKERS: u32 = 256;
/// The most requests that one page looks at.
const MAX_SCANNED: u32 = 1_000;
/// The most leaders of each kind.
const MAX_LEADERS: usize = 100;

impl<T: Config> Pallet<T> {
	/// The request `id`, if there is one.
	pub fn request_view(id: RequestId) -> Option<RequestView<T::AccountId>> {
		let request = Requests::<T>::get(id)?;
		let answer = request.answer().map(answer_view::<T>);
		let stage = stage::<T>(&request.state);
		let question = match Inputs::<T>::get(id)? {
			Question::Text(text) => Question::Text(text.into_inner()),
			Question::Committed { commitment, uri } => {
				Question::Committed { commitment, uri: uri.into_inner() }
			},
		};
		Some(RequestView {
			id,
			payer: request.payer,
			workers: request.workers.into_inner(),
			artifact: request.artifact,
			mode: request.mode,
			input: request.input,
			question,
			max_output_tokens: request.max_output_tokens,
			max_fee: request.max_fee,
			prices: request.prices,
			min_words: request.min_words,
			engine_version: request.engine_version,
			requested_at: request.requested_at.saturated_into(),
			deadline: request.deadline.saturated_into(),
			stage,
			answer,
		})
	}

	/// The worker `account`, if it is one.
	pub fn worker_view(account: T::AccountId) -> Option<WorkerView<T::AccountId>> {
		let record = Workers::<T>::get(&account)?;
		let eligible = Self::is_eligible(&account, &record);
		let bond = T::Bonds::active(&account);
		let in_flight = Assigned::<T>::decode_len(&account).unwrap_or_default().saturated_into();
		let unsettled = Unsettled::<T>::get(&account);
		Some(WorkerView {
			account,
			endpoint: record.endpoint.into_inner(),
			base_models: record.base_models.into_inner(),
			build: record.build,
			proved: record.proved,
			missed: record.missed,
			last_seen: record.last_seen.saturated_into(),
			paused: record.paused,
			bond,
			in_flight,
			unsettled,
			eligible,
		})
	}

	/// Those on the roster of `base`, from place `from` on, at most `limit`.
	pub fn worker_page(base: ArtifactId, from: u32, limit: u32) -> WorkerPage<T::AccountId> {
		let len = RosterLen::<T>::get(base);
		let end = from.saturating_add(limit.min(MAX_WORKERS)).min(len);
		let places = (from..end).filter_map(|place| Roster::<T>::get(base, place));
		let workers = places.filter_map(Self::worker_view).collect();
		WorkerPage { workers, next: (end < len).then_some(end) }
	}

	/// The settled answers that rest on `contribution`, among `limit` requests from `from` on.
	pub fn attribution_of(
		contribution: ContributionId,
		from: RequestId,
		limit: u32,
	) -> AttributionPage {
		let (settled, next) = Self::settled(from, limit);
		let answers = settled.filter_map(|(id, request)| {
			let closed = request.closed()?;
			let shares = &closed.answer.proof.vector.shares;
			let place = shares.binary_search_by_key(&contribution, |entry| entry.contribution);
			let share = shares.get(place.ok()?)?.share;
			let amount = share.mul_floor(closed.parts.contributors);
			Some(AttributedAnswer { request: id, share, amount })
		});
		AttributionPage { answers: answers.collect(), next }
	}

	/// The leaders among the settled answers of `limit` requests from `from` on.
	pub fn leaderboard(from: RequestId, limit: u32) -> Leaderboard {
		let (settled, next) = Self::settled(from, limit);
		let mut contributions = BTreeMap::<ContributionId, ContributionRank>::new();
		let mut artifacts = BTreeMap::<ArtifactId, ArtifactRank>::new();
		for (_, request) in settled {
			let artifact = request.artifact;
			let Some(closed) = request.closed() else { continue };
			let rank =
				artifacts.entry(artifact).or_insert(ArtifactRank { artifact, answers: 0, fees: 0 });
			rank.answers = rank.answers.saturating_add(1);
			rank.fees = rank.fees.saturating_add(closed.answer.fee);
			for entry in &closed.answer.proof.vector.shares {
				let contribution = entry.contribution;
				let rank = contributions.entry(contribution).or_insert(ContributionRank {
					contribution,
					answers: 0,
					amount: 0,
				});
				let amount = entry.share.mul_floor(closed.parts.contributors);
				rank.answers = rank.answers.saturating_add(1);
				rank.amount = rank.amount.saturating_add(amount);
			}
		}
		let contributions = leaders(contributions, |rank| (rank.amount, rank.answers));
		let artifacts = leaders(artifacts, |rank| (rank.fees, rank.answers));
		Leaderboard { contributions, artifacts, next }
	}

	/// The root and the number of all records.
	pub fn records_root() -> RecordsRoot {
		let records = Records::<T>::get();
		RecordsRoot { root: records.root(Domain::Answer), count: records.count() }
	}

	/// What the answer to the request `id` goes back to.
	pub fn answer_lineage(id: RequestId) -> Option<AnswerLineage<T::AccountId>> {
		let request = Self::request_view(id)?;
		let vector = request.answer.as_ref().map(|answer| answer.vector.clone());
		let residual = vector.as_ref().map(|vector| vector.residual).unwrap_or_default();
		let shares = vector.map(|vector| vector.shares).unwrap_or_default();
		let contributions = shares.into_iter().filter_map(|entry| {
			let info = T::Datanets::contribution(entry.contribution)?;
			Some(ContributionNode {
				id: entry.contribution,
				share: entry.share,
				datanet: info.datanet,
				contributor: info.contributor,
				content: info.content,
			})
		});
		Some(AnswerLineage {
			base: T::Lineage::base(request.artifact),
			snapshots: T::Lineage::snapshots(request.artifact),
			contributions: contributions.collect(),
			residual,
			request,
		})
	}

	/// The settled ones of `limit` requests from `from` on, and where the next page begins.
	fn settled(
		from: RequestId,
		limit: u32,
	) -> (impl Iterator<Item = (RequestId, RequestOf<T>)>, Option<RequestId>) {
		let last = NextRequest::<T>::get();
		let end = from.0.saturating_add(limit.min(MAX_SCANNED).into()).min(last.0);
		let settled = (from.0..end).map(RequestId).filter_map(|id| {
			let request = Requests::<T>::get(id)?;
			matches!(request.state, RequestState::Settled(_)).then_some((id, request))
		});
		(settled, (end < last.0).then_some(RequestId(end)))
	}
}

fn stage<T: Config>(state: &RequestState<BlockNumberFor<T>>) -> RequestStage {
	match state {
		RequestState::Queued => RequestStage::Queued,
		RequestState::Assigned => RequestStage::Assigned,
		RequestState::Proved(Answer { settle_at, challenges, .. }) => {
			let settle_at = (*settle_at).saturated_into();
			RequestStage::Proved { settle_at, challenges: *challenges }
		},
		RequestState::Committee(_) => RequestStage::Judged,
		RequestState::Settled(closed) => RequestStage::Settled { record: closed.record },
		RequestState::Falsified(closed) => RequestStage::Falsified { record: closed.record },
	}
}

fn answer_view<T: Config>(answer: &AnswerOf<T>) -> AnswerView {
	AnswerView {
		output: answer.proof.output,
		input_tokens: answer.proof.input_tokens,
		output_tokens: answer.proof.output_tokens,
		fee: answer.fee,
		vector: answer.proof.vector.clone(),
		evidence_root: answer.proof.evidence_root,
		proved_at: answer.proved_at.saturated_into(),
	}
}

/// The first [`MAX_LEADERS`] by `score`, of equal ones those with the lower key.
fn leaders<Key, Rank, Score: Ord>(
	ranks: BTreeMap<Key, Rank>,
	score: impl Fn(&Rank) -> Score,
) -> Vec<Rank> {
	let mut ranks = ranks.into_values().collect::<Vec<_>>();
	ranks.sort_by_key(|rank| Reverse(score(rank)));
	ranks.truncate(MAX_LEADERS);
	ranks
}
