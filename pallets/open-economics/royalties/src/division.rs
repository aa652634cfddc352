// SPDX-License-Identifier: Apache-2.0
//! Who gets how much of a fee or a price. Writes nothing.

use crate::{curators::CutTable, Config, Error, Role};
use alloc::{collections::BTreeMap, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, DatanetId, SnapshotId},
	split::{largest_remainder, largest_remainder_by_key},
	traits::{Datanets, Lineage, Sale, Settlement, StakeTarget, Stakers},
	vector::AttributionVector,
	Balance,
};

/// A stake of so many plancks weighs one: all OPEN that there is weighs less than 2^64.
const PLANCKS_PER_WEIGHT: Balance = 1_000_000_000;

/// An account's earning.
pub(crate) struct Credit<AccountId> {
	pub who: AccountId,
	/// In plancks.
	pub amount: Balance,
	pub role: Role,
}

type Credits<T> = Vec<Credit<<T as frame_system::Config>::AccountId>>;

/// A fee, divided whole. No amount in a list is zero.
pub(crate) struct Division<T: Config> {
	/// What is burnt, in plancks.
	pub burnt: Balance,
	pub credits: Credits<T>,
	/// What those get who staked, in plancks.
	pub stakers: Vec<(StakeTarget, Balance)>,
	/// What the curators of Datanets get, in plancks.
	pub curators: BTreeMap<DatanetId, Balance>,
	/// What the pools of snapshots get, in plancks.
	pub pools: Vec<(SnapshotId, Balance)>,
}

impl<T: Config> Division<T> {
	/// Divides the fee of `settlement`.
	pub(crate) fn of(settlement: &Settlement<T::AccountId>) -> Result<Self, DispatchError> {
		let parts = &settlement.parts;
		let owners = owners::<T>(settlement.artifact, parts.owners)?;
		let snapshots = snapshots::<T>(settlement.artifact)?;
		let stakers = stakers::<T>(settlement.artifact, &snapshots, parts.stakers)?;
		let mut cuts = CutTable::<T>::default();
		let (contributors, residual) =
			contributors::<T>(&settlement.vector, parts.contributors, &mut cuts)?;
		let pools = pools::<T>(&snapshots, residual, &mut cuts)?;

		let burnt = T::BurnShare::get().mul_floor(parts.protocol);
		let unowned = if owners.is_empty() { parts.owners } else { 0 };
		let unstaked = if stakers.is_empty() { parts.stakers } else { 0 };
		let unpooled = if pools.is_empty() { residual } else { 0 };
		let protocol = [parts.protocol.saturating_sub(burnt), unowned, unstaked, unpooled]
			.into_iter()
			.try_fold(0, Balance::checked_add)
			.ok_or(Error::<T>::PartsNotWhole)?;

		let credit = |who, amount, role| Credit { who, amount, role };
		let credits = [
			credit(T::ProtocolAccount::get(), protocol, Role::Protocol),
			credit(settlement.worker.clone(), parts.worker, Role::Worker),
		];
		let credits = credits.into_iter().chain(owners).chain(contributors);
		let division = Self {
			burnt,
			credits: credits.filter(|credit| credit.amount > 0).collect(),
			stakers: stakers.into_iter().filter(|(_, amount)| *amount > 0).collect(),
			curators: cuts.into_amounts(),
			pools: pools.into_iter().filter(|(_, amount)| *amount > 0).collect(),
		};
		let fee = parts.total();
		ensure!(fee.is_some() && division.total() == fee, Error::<T>::PartsNotWhole);
		Ok(division)
	}

	fn total(&self) -> Option<Balance> {
		let credits = self.credits.iter().map(|credit| credit.amount);
		let stakers = self.stakers.iter().map(|(_, amount)| *amount);
		let curators = self.curators.values().copied();
		let pools = self.pools.iter().map(|(_, amount)| *amount);
		let rest = credits.chain(stakers).chain(curators).chain(pools);
		[self.burnt].into_iter().chain(rest).try_fold(0, Balance::checked_add)
	}
}

/// The price of a licence, divided whole, in plancks.
pub(crate) struct Price {
	pub burnt: Balance,
	pub protocol: Balance,
	pub curators: Balance,
	pub contributors: Balance,
}

impl Price {
	/// Divides the price of `sale`.
	pub(crate) fn of<T: Config>(sale: &Sale<T::AccountId>) -> Result<Self, DispatchError> {
		let of_sale =
			T::Datanets::snapshot(sale.snapshot).filter(|info| info.datanet == sale.datanet);
		ensure!(of_sale.is_some(), Error::<T>::UnknownSnapshot);
		let share = T::SaleProtocolShare::get().mul_floor(sale.price);
		let burnt = T::BurnShare::get().mul_floor(share);
		let given = sale.price.saturating_sub(share);
		let mut cuts = CutTable::<T>::default();
		let contributors = cuts.take(sale.datanet, given)?;
		Ok(Self {
			burnt,
			protocol: share.saturating_sub(burnt),
			curators: given.saturating_sub(contributors),
			contributors,
		})
	}
}

/// A snapshot that an artifact rests on.
struct Source {
	id: SnapshotId,
	datanet: DatanetId,
	/// Its bytes.
	length: u64,
}

/// The snapshots that the artifact rests on.
fn snapshots<T: Config>(artifact: ArtifactId) -> Result<Vec<Source>, DispatchError> {
	T::Lineage::snapshots(artifact)
		.into_iter()
		.map(|id| {
			let info = T::Datanets::snapshot(id).ok_or(Error::<T>::UnknownSnapshot)?;
			Ok(Source { id, datanet: info.datanet, length: info.length })
		})
		.collect()
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

/// The stakers' part, by what is staked on the artifact and on the Datanets that it rests on, ties to
/// the lower target. Nothing when nothing is staked.
fn stakers<T: Config>(
	artifact: ArtifactId,
	snapshots: &[Source],
	amount: Balance,
) -> Result<Vec<(StakeTarget, Balance)>, DispatchError> {
	if amount == 0 {
		return Ok(Vec::new());
	}
	let mut datanets = snapshots.iter().map(|source| source.datanet).collect::<Vec<_>>();
	datanets.sort_unstable();
	datanets.dedup();
	let datanets = datanets.into_iter().map(StakeTarget::Datanet);
	let weights = [StakeTarget::Artifact(artifact)]
		.into_iter()
		.chain(datanets)
		.map(|target| (target, weight(T::Stakers::staked(target))))
		.filter(|(_, weight)| *weight > 0)
		.collect::<Vec<_>>();
	if weights.is_empty() {
		return Ok(Vec::new());
	}
	let amounts =
		largest_remainder_by_key(amount, &weights).map_err(|_| Error::<T>::PartsNotWhole)?;
	Ok(weights.into_iter().map(|(target, _)| target).zip(amounts).collect())
}

/// What a stake weighs: at least one, unless nothing is staked.
fn weight(staked: Balance) -> u64 {
	if staked == 0 {
		return 0;
	}
	u64::try_from(staked / PLANCKS_PER_WEIGHT).unwrap_or(u64::MAX).max(1)
}

/// The contributors' part, by the vector, less the curators' cuts, and the residual's amount. Ties go to
/// the lower contribution, and last to the residual.
fn contributors<T: Config>(
	vector: &AttributionVector,
	amount: Balance,
	cuts: &mut CutTable<T>,
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
			let amount = cuts.take(contribution.datanet, amount)?;
			let role = Role::Contributor(entry.contribution);
			Ok(Credit { who: contribution.contributor, amount, role })
		})
		.collect::<Result<Vec<_>, DispatchError>>()?;
	Ok((credits, residual))
}

/// The residual, by the bytes of the snapshots, ties to the lower snapshot, less the curators' cuts.
/// Nothing when there are none.
fn pools<T: Config>(
	snapshots: &[Source],
	residual: Balance,
	cuts: &mut CutTable<T>,
) -> Result<Vec<(SnapshotId, Balance)>, DispatchError> {
	if snapshots.is_empty() {
		return Ok(Vec::new());
	}
	let weights = snapshots.iter().map(|source| (source.id, source.length)).collect::<Vec<_>>();
	let amounts =
		largest_remainder_by_key(residual, &weights).map_err(|_| Error::<T>::PartsNotWhole)?;
	snapshots
		.iter()
		.zip(amounts)
		.map(|(source, amount)| Ok((source.id, cuts.take(source.datanet, amount)?)))
		.collect()
}
