// SPDX-License-Identifier: Apache-2.0
//! What other pallets may ask and do, by the traits of `openledger_primitives`.

use crate::{Artifact, Artifacts, Config, Event, Pallet, TakenDown};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	fee::PriceList,
	ids::{ArtifactId, ContributionId, DatanetId, SnapshotId},
	records::{ArtifactStatus, CreditRole, Evaluation, NewArtifact},
	traits::{Lineage, OnTakedown, Registry},
};

impl<T: Config> Lineage<T::AccountId> for Pallet<T> {
	fn prices(id: ArtifactId) -> Option<PriceList> {
		let artifact = Artifacts::<T>::get(id)?;
		let prices = artifact.terms.prices.filter(|_| artifact.status.is_public())?;
		Self::is_whole(id, &artifact).then_some(prices)
	}

	fn base(id: ArtifactId) -> Option<ArtifactId> {
		Artifacts::<T>::get(id)?.base
	}

	fn snapshots(id: ArtifactId) -> Vec<SnapshotId> {
		Artifacts::<T>::get(id)
			.map(|artifact| artifact.lineage.snapshots.into_inner())
			.unwrap_or_default()
	}

	fn owners(id: ArtifactId) -> Vec<(T::AccountId, Perbill)> {
		Artifacts::<T>::get(id).map(Self::owners_of).unwrap_or_default()
	}
}

impl<T: Config> Registry<T::AccountId> for Pallet<T> {
	fn ensure_registrable(
		owner: &T::AccountId,
		artifact: &NewArtifact<T::AccountId>,
	) -> DispatchResult {
		Self::check(owner, artifact)?;
		Ok(())
	}

	fn register(
		owner: T::AccountId,
		artifact: NewArtifact<T::AccountId>,
	) -> Result<ArtifactId, DispatchError> {
		Self::do_register(owner, artifact)
	}

	fn reserve(root: H256, builder: &T::AccountId) -> DispatchResult {
		Self::do_reserve(root, builder)
	}

	fn release(root: H256, builder: &T::AccountId) {
		Self::do_release(root, builder);
	}

	fn is_measurable(artifact: ArtifactId) -> bool {
		Artifacts::<T>::get(artifact)
			.is_some_and(|record| record.base.is_some() && record.status != ArtifactStatus::Revoked)
	}

	fn is_maker(who: &T::AccountId, artifact: ArtifactId) -> bool {
		Artifacts::<T>::get(artifact).is_some_and(|record| {
			let mut credits = record.terms.credits.iter();
			record.owner == *who
				|| credits.any(|credit| credit.who == *who && credit.role != CreditRole::Evaluator)
		})
	}

	fn evaluate(
		evaluator: T::AccountId,
		artifact: ArtifactId,
		evaluation: Evaluation,
	) -> DispatchResult {
		Self::do_evaluate(evaluator, artifact, evaluation, true)
	}
}

impl<T: Config> OnTakedown for Pallet<T> {
	/// Artifacts are not looked for: which rest on the Datanet is found when somebody asks for them.
	fn taken_down(datanet: DatanetId, contribution: ContributionId) {
		TakenDown::<T>::mutate(datanet, |takedowns| {
			takedowns.count = takedowns.count.saturating_add(1);
			takedowns.last = frame_system::Pallet::<T>::block_number();
		});
		Self::deposit_event(Event::DataTakenDown { datanet, contribution });
	}
}

impl<T: Config> Pallet<T> {
	/// Whether nothing is revoked that answers with the artifact: its base model and its parts.
	fn is_whole(id: ArtifactId, artifact: &Artifact<T>) -> bool {
		let parts = &artifact.lineage.parts;
		let base = artifact.base.filter(|base| *base != id && !parts.contains(base));
		base.iter().chain(parts).all(|part| {
			Artifacts::<T>::get(part).is_some_and(|part| part.status != ArtifactStatus::Revoked)
		})
	}

	/// Whether OPEN can be staked on the artifact: there is one of this number, and it can be asked.
	pub fn is_stakeable(id: ArtifactId) -> bool {
		Artifacts::<T>::get(id).is_some_and(|artifact| artifact.status.is_public())
	}
}
