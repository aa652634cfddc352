// SPDX-License-Identifier: Apache-2.0
//! Who gets how much of a fee. Writes nothing.

use crate::{Config, Error, Role};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, SnapshotId},
	split::{largest_remainder, largest_remainder_by_key},
	traits::{Datanets, Lineage, Settlement},
	vector::AttributionVector,
	Balance,
};

/// An account's earning.
pub(crate) struct Credit<AccountId> {
	pub who: AccountId,
	/// In plancks.
	pub amount: Balance,
	pub role: Role,
}

type Credits<T> = Vec<Credit<<T as frame_system::Config>::AccountId>>;

/// A fee, distributed whole. No amount is zero.
pub(crate) struct Distribution<T: Config> {
	pub credits: Credits<T>,
	/// What the pools of snapshots get, in plancks.
	pub pools: Vec<(SnapshotId, Balance)>,
}

impl<T: Config> Distribution<T> {
	/// Distributes the fee of `settlement`.
	pub(crate) fn of(settlement: &Settlement<T::AccountId>) -> Result<Self, DispatchError> {
		let parts = &settlement.parts;
		let owners = owners::<T>(settlement.artifact, parts.owners)?;
		let (contributors, residual) = contributors::<T>(&settlement.vector, parts.contributors)?;
		let pools = pools::<T>(settlement.artifact, residual)?;

		let unowned = if owners.is_empty() { parts.owners } else { 0 };
		let unpooled = if pools.is_empty() { residual } else { 0 };
		let protocol = [parts.protocol, unowned, unpooled]
			.into_iter()
			.try_fold(0, Balance::checked_add)
			.ok_or(Error::<T>::PartsNotWhole)?;

		let credit = |who, amount, role| Credit { who, amount, role };
		let credits = [
			credit(T::ProtocolAccount::get(), protocol, Role::Protocol),
			credit(settlement.worker.clone(), parts.worker, Role::Worker),
			credit(T::StakersAccount::get(), parts.stakers, Role::Stakers),
		];
		let credits = credits.into_iter().chain(owners).chain(contributors);
		let distribution = Self {
			credits: credits.filter(|credit| credit.amount > 0).collect(),
			pools: pools.into_iter().filter(|(_, amount)| *amount > 0).collect(),
		};
		let fee = parts.total();
		ensure!(fee.is_some() && distribution.total() == fee, Error::<T>::PartsNotWhole);
		Ok(distribution)
	}

	fn total(&self) -> Option<Balance> {
		let credits = self.credits.iter().map(|credit| credit.amount);
		let pools = self.pools.iter().map(|(_, amount)| *amount);
		credits.chain(pools).try_fold(0, Balance::checked_add)
	}
}

/// The owners' part, by their shares, ties to the first. Nobody when the artifact has no owner.
fn owners<T: Config>(artifact: ArtifactId, amount: Balance) -> Result<Credits<T>, DispatchError> {
	let owners = T::Lineage::owners(artifact);
	if owners.is_empty() {
		return Ok(Vec::new());
	}
	let weights = owners.iter().map(|(_, share)| share.deconstruct().into()).collect::<Vec<u64>>();
	let amounts = largest_remainder(amount, &weights).map_err(|_| Error::<T>::PartsNotWhole)?;
	Ok(owners
		.into_iter()
		.zip(amounts)
		.map(|((who, _), amount)| Credit { who, amount, role: Role::Owner })
		.collect())
}

/// The contributors' part, by the vector, and the residual's amount. Ties go to the lower
/// contribution, and last to the residual.
fn contributors<T: Config>(
	vector: &AttributionVector,
	amount: Balance,
) -> Result<(Credits<T>, Balance), DispatchError> {
	vector.validate().map_err(|_| Error::<T>::InvalidVector)?;
	let weights = vector
		.shares
		.iter()
		.map(|entry| entry.share)
		.chain([vector.residual])
		.map(|share| share.deconstruct().into())
		.collect::<Vec<u64>>();
	let mut amounts = largest_remainder(amount, &weights).map_err(|_| Error::<T>::PartsNotWhole)?;
	let residual = amounts.pop().unwrap_or_default();
	let credits = vector
		.shares
		.iter()
		.zip(amounts)
		.map(|(entry, amount)| {
			let contribution = T::Datanets::contribution(entry.contribution)
				.ok_or(Error::<T>::UnknownContribution)?;
			let role = Role::Contributor(entry.contribution);
			Ok(Credit { who: contribution.contributor, amount, role })
		})
		.collect::<Result<Vec<_>, DispatchError>>()?;
	Ok((credits, residual))
}

/// The residual, by the bytes of the snapshots that the artifact rests on, ties to the lower
/// snapshot. Nothing when it rests on none.
fn pools<T: Config>(
	artifact: ArtifactId,
	residual: Balance,
) -> Result<Vec<(SnapshotId, Balance)>, DispatchError> {
	let weights = T::Lineage::snapshots(artifact)
		.into_iter()
		.map(|id| {
			let snapshot = T::Datanets::snapshot(id).ok_or(Error::<T>::UnknownSnapshot)?;
			Ok((id, snapshot.length))
		})
		.collect::<Result<Vec<_>, DispatchError>>()?;
	if weights.is_empty() {
		return Ok(Vec::new());
	}
	let amounts =
		largest_remainder_by_key(residual, &weights).map_err(|_| Error::<T>::PartsNotWhole)?;
	Ok(weights.into_iter().map(|(id, _)| id).zip(amounts).collect())
}
