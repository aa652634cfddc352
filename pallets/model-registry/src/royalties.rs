// SPDX-License-Identifier: Apache-2.0
//! Who shares in what an artifact earns.

use crate::{Artifact, Artifacts, Config, Pallet};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::records::{ArtifactStatus, Credit, ParentRecord, RoyaltyTerms};

impl<T: Config> Pallet<T> {
	/// The block, as royalty terms count them.
	pub(crate) fn now() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Whether the parents' royalties and the credits leave the owner's share at zero or above. What is
	/// due no more now never is again.
	pub(crate) fn shares_fit(parents: &[ParentRecord], credits: &[Credit<T::AccountId>]) -> bool {
		let now = Self::now();
		let royalties = parents.iter().map(|parent| due(&parent.royalty, now));
		let mut shares = royalties.chain(credits.iter().map(|credit| credit.share));
		shares.try_fold(Perbill::one(), |rest, share| rest.checked_sub(&share)).is_some()
	}

	/// The owner by what the others leave, the parents' owners by the royalties that are due, and those
	/// who are credited. A revoked parent is due nothing any more: it should not earn by what it should
	/// not have been.
	pub(crate) fn owners_of(artifact: Artifact<T>) -> Vec<(T::AccountId, Perbill)> {
		let now = Self::now();
		let royalties = artifact.lineage.parents.iter().filter_map(|parent| {
			let share = due(&parent.royalty, now);
			// Spares the read.
			if share.is_zero() {
				return None;
			}
			let record = Artifacts::<T>::get(parent.artifact)?;
			(record.status != ArtifactStatus::Revoked).then_some((record.owner, share))
		});
		let credits =
			artifact.terms.credits.iter().map(|credit| (credit.who.clone(), credit.share));
		let others = royalties.chain(credits).collect::<Vec<_>>();
		let rest =
			others.iter().fold(Perbill::one(), |rest, (_, share)| rest.saturating_sub(*share));
		let mut owners = Vec::<(T::AccountId, Perbill)>::new();
		for (who, share) in core::iter::once((artifact.owner, rest)).chain(others) {
			match owners.iter_mut().find(|(known, _)| *known == who) {
				Some((_, sum)) => *sum = sum.saturating_add(share),
				None => owners.push((who, share)),
			}
		}
		owners.retain(|(_, share)| !share.is_zero());
		owners
	}
}

/// What the terms ask in block `now`.
fn due(terms: &RoyaltyTerms, now: u32) -> Perbill {
	if terms.until.is_none_or(|until| now <= until) {
		terms.share
	} else {
		Perbill::zero()
	}
}
