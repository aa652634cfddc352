// SPDX-License-Identifier: Apache-2.0
//! What an artifact may be made from, and whether it may be sold.

use crate::{lineage::Found, Config, Error, Pallet};
use frame::prelude::*;
use openledger_primitives::{
	fee::PriceList,
	ids::{ArtifactId, SnapshotId},
	licence::{Licence, LicenceConflict},
	records::ArtifactStatus,
	traits::Datanets,
};

impl<T> From<LicenceConflict> for Error<T> {
	fn from(conflict: LicenceConflict) -> Self {
		match conflict {
			LicenceConflict::DerivativesForbidden => Self::DerivativesForbidden,
			LicenceConflict::CommercialForbidden => Self::CommercialForbidden,
			LicenceConflict::ShareAlikeBroken => Self::ShareAlikeBroken,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Whether `owner` may build upon the parents, under `licence`.
	pub(crate) fn ensure_derivable(
		owner: &T::AccountId,
		licence: &Licence,
		parents: &[Found<T>],
	) -> Result<(), Error<T>> {
		for Found { artifact, .. } in parents {
			let is_own_draft = artifact.status == ArtifactStatus::Draft && artifact.owner == *owner;
			ensure!(artifact.status.is_public() || is_own_draft, Error::<T>::ParentNotUsable);
			artifact.description.licence.permits_derived(licence)?;
		}
		Ok(())
	}

	/// Whether `owner` may train on the snapshots, and publish the outcome under `licence`.
	pub(crate) fn ensure_trainable(
		owner: &T::AccountId,
		licence: &Licence,
		snapshots: &[SnapshotId],
	) -> Result<(), Error<T>> {
		for snapshot in snapshots {
			let source = T::Datanets::snapshot(*snapshot)
				.and_then(|snapshot| T::Datanets::licence(snapshot.datanet))
				.ok_or(Error::<T>::SnapshotNotFound)?;
			source.permits_derived(licence)?;
			let is_granted = T::Datanets::may_train(owner, *snapshot);
			ensure!(is_granted, Error::<T>::TrainingNotGranted);
		}
		Ok(())
	}

	/// Whether what runs on `base` may be offered at `prices`: the fee of every request fits into a
	/// balance, and the licence allows to take one.
	pub(crate) fn ensure_offerable(
		prices: Option<&PriceList>,
		base: Option<ArtifactId>,
		licence: &Licence,
	) -> Result<(), Error<T>> {
		let Some(prices) = prices else { return Ok(()) };
		ensure!(base.is_some(), Error::<T>::NotRunnable);
		ensure!(prices.fee(u32::MAX, u32::MAX).is_some(), Error::<T>::PriceTooHigh);
		let is_free = *prices == PriceList::default();
		ensure!(is_free || licence.terms.commercial, Error::<T>::CommercialForbidden);
		Ok(())
	}
}
