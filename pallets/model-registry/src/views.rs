// SPDX-License-Identifier: Apache-2.0
//! What clients may ask, by the runtime API. The answers read as much as they must: these functions are
//! for off-chain use, and not for calls.

use crate::{
	Artifact, Artifacts, Config, Evaluations, Lineage, Measured, Metric, Pallet, Takedowns,
	TakenDown, MAX_ANCESTORS,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec,
	vec::Vec,
};
use frame::prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, DatanetId, SnapshotId},
	records::{ArtifactNode, ArtifactRecord, EvaluationRecord},
	traits::{self, Datanets},
	Balance,
};

/// The most entries of one page.
pub const MAX_PAGE: u32 = 256;

impl<T: Config> Pallet<T> {
	/// The artifact `id` with what serving it needs, or `None` when there is none of this number.
	pub fn artifact(id: ArtifactId) -> Option<ArtifactRecord<T::AccountId>> {
		let Artifact {
			kind,
			status,
			owner,
			base,
			manifest,
			description,
			lineage,
			version,
			terms,
			registered_at,
			..
		} = Artifacts::<T>::get(id)?;
		let Lineage { parents, trained_on, snapshots, ancestors, .. } = lineage;
		let taken_down = Self::taken_down_since(&snapshots);
		Some(ArtifactRecord {
			id,
			kind,
			status,
			owner,
			base,
			name: description.name.into_inner(),
			manifest,
			uri: description.uri.into_inner(),
			licence: description.licence,
			prices: terms.prices,
			royalty: terms.royalty,
			version: version.number,
			previous: version.previous,
			successor: version.successor,
			parents: parents.into_inner(),
			ancestors,
			credits: terms.credits.into_inner(),
			trained_on: trained_on.into_inner(),
			snapshots: snapshots.into_inner(),
			taken_down,
			registered_at: registered_at.saturated_into(),
		})
	}

	/// The Datanets, ascending, of which more was taken down than when one of the snapshots was taken.
	fn taken_down_since(snapshots: &[SnapshotId]) -> Vec<DatanetId> {
		let taken = snapshots.iter().filter_map(|snapshot| T::Datanets::snapshot(*snapshot));
		let changed = taken.filter(|snapshot| {
			let Takedowns { count, .. } = TakenDown::<T>::get(snapshot.datanet);
			count > snapshot.withdrawn
		});
		let datanets = changed.map(|snapshot| snapshot.datanet).collect::<BTreeSet<_>>();
		datanets.into_iter().collect()
	}

	/// The artifact `id` and all that it descends from, each once, the nearer first, or `None` when there
	/// is none of this number.
	pub fn lineage(id: ArtifactId) -> Option<Vec<ArtifactNode<T::AccountId>>> {
		let most = usize::try_from(MAX_ANCESTORS).unwrap_or(usize::MAX).saturating_add(1);
		let mut nodes = vec![Self::node(id)?];
		let mut seen = BTreeSet::from([id]);
		let mut place = 0usize;
		while let Some(node) = nodes.get(place) {
			let parents = node.parents.iter().map(|parent| parent.artifact);
			let new = parents.filter(|parent| seen.insert(*parent)).collect::<Vec<_>>();
			nodes.extend(new.into_iter().filter_map(Self::node));
			nodes.truncate(most);
			place = place.saturating_add(1);
		}
		Some(nodes)
	}

	fn node(id: ArtifactId) -> Option<ArtifactNode<T::AccountId>> {
		let Artifact { kind, status, owner, lineage, .. } = Artifacts::<T>::get(id)?;
		Some(ArtifactNode {
			id,
			kind,
			status,
			owner,
			parents: lineage.parents.into_inner(),
			snapshots: lineage.trained_on.into_inner(),
		})
	}

	/// What an answer of `output_tokens` to `input_tokens` costs by the artifact's prices now, in plancks,
	/// or `None` when it cannot be asked.
	pub fn quote(id: ArtifactId, input_tokens: u32, output_tokens: u32) -> Option<Balance> {
		<Self as traits::Lineage<T::AccountId>>::prices(id)?.fee(input_tokens, output_tokens)
	}

	/// The artifact's evaluations, in the order of the storage, from the place `start` on, at most
	/// `limit` and at most [`MAX_PAGE`].
	pub fn evaluations(
		id: ArtifactId,
		start: u32,
		limit: u32,
	) -> Vec<EvaluationRecord<T::AccountId>> {
		let [start, limit] =
			[start, limit.min(MAX_PAGE)].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
		Evaluations::<T>::iter_prefix((id,))
			.skip(start)
			.take(limit)
			.map(|((_, evaluator), measured)| record(id, evaluator, measured))
			.collect()
	}

	/// The best evaluations by `metric` in `benchmark`, at most `limit` and at most [`MAX_PAGE`]: the
	/// highest values first, or the lowest when `lowest_first`; of equal values the older artifact's.
	/// Drafts and revoked artifacts are left out. Walks all evaluations of all artifacts.
	pub fn leaderboard(
		benchmark: H256,
		metric: Vec<u8>,
		lowest_first: bool,
		limit: u32,
	) -> Vec<EvaluationRecord<T::AccountId>> {
		let Ok(metric) = Metric::try_from(metric) else { return Vec::new() };
		let limit = usize::try_from(limit.min(MAX_PAGE)).unwrap_or(usize::MAX);
		let wanted = Self::measure(benchmark, &metric);
		let mut board = BTreeMap::new();
		for ((artifact, key, evaluator), measured) in Evaluations::<T>::iter() {
			let is_shown = |record: Artifact<T>| record.status.is_public();
			if key != wanted || !Artifacts::<T>::get(artifact).is_some_and(is_shown) {
				continue;
			}
			let value = i128::from(measured.evaluation.value_micros);
			let rank = if lowest_first { value } else { value.saturating_neg() };
			let place = (rank, artifact, evaluator.clone());
			board.insert(place, record(artifact, evaluator, measured));
			if board.len() > limit {
				board.pop_last();
			}
		}
		board.into_values().collect()
	}
}

fn record<T: Config>(
	artifact: ArtifactId,
	evaluator: T::AccountId,
	measured: Measured<T>,
) -> EvaluationRecord<T::AccountId> {
	let Measured { evaluation, evaluated_at, .. } = measured;
	EvaluationRecord {
		artifact,
		evaluator,
		evaluation,
		evaluated_at: evaluated_at.saturated_into(),
	}
}
