// SPDX-License-Identifier: Apache-2.0

//! What the benchmarks of one pallet need of another, made by real calls in this runtime.

use super::parameters::dynamic_params::attribution;
use crate::{constants::currency::OPEN, *};
use alloc::{format, vec};
use frame::benchmarking::prelude::{account, BenchmarkError};
use frame_support::traits::fungible::Mutate;
use frame_system::RawOrigin;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, ContributionId, DatanetId, SnapshotId},
	traits::{MAX_OWNERS, MAX_SNAPSHOTS},
};
use sp_runtime::{BoundedVec, Perbill};

/// Serves all of them.
pub struct Helper;

type Made<T> = Result<T, BenchmarkError>;

fn rich(name: &'static str, number: u32) -> AccountId {
	let who: AccountId = account(name, number, 0);
	Balances::set_balance(&who, 1_000_000 * OPEN);
	who
}

fn text<S: frame_support::traits::Get<u32>>() -> BoundedVec<u8, S> {
	BoundedVec::truncate_from(vec![b'x'; 64])
}

fn content(what: &str, number: u64) -> Made<ContentCommitment> {
	ContentCommitment::of(format!("{what} {number}").as_bytes())
		.map_err(|_| BenchmarkError::Stop("the content is too long"))
}

/// A snapshot with so many contributions, in a new Datanet.
fn snapshot(contributions: u32) -> Made<(SnapshotId, Vec<ContributionId>)> {
	let owner = rich("datanet owner", 0);
	let datanet = pallet_datanets::NextDatanet::<Runtime>::get();
	Datanets::create(RawOrigin::Signed(owner.clone()).into(), text(), text(), text(), text())?;
	let mut made = Vec::new();
	for number in 0..contributions {
		made.push(contribution(datanet, &owner, number)?);
	}
	let snapshot = pallet_datanets::NextSnapshot::<Runtime>::get();
	Datanets::snapshot(RawOrigin::Signed(owner).into(), datanet)?;
	Ok((snapshot, made))
}

fn contribution(datanet: DatanetId, owner: &AccountId, number: u32) -> Made<ContributionId> {
	let id = pallet_datanets::NextContribution::<Runtime>::get();
	let contributor = rich("contributor", number);
	let content = content("contribution", id.0)?;
	Datanets::contribute(RawOrigin::Signed(contributor).into(), datanet, content, text())?;
	Datanets::accept(RawOrigin::Signed(owner.clone()).into(), id)?;
	Ok(id)
}

fn prices() -> Option<PriceList> {
	Some(PriceList { base: 1_000, per_1k_input: 1_000, per_1k_output: 1_000 })
}

fn base_model(owner: AccountId) -> Made<ArtifactId> {
	let id = pallet_model_registry::NextArtifact::<Runtime>::get();
	ModelRegistry::register_base_model(
		RawOrigin::Signed(owner).into(),
		text(),
		content("base model", id.0.into())?,
		text(),
		text(),
		Perbill::from_percent(1),
		prices(),
	)?;
	Ok(id)
}

fn adapter(
	owner: AccountId,
	base: ArtifactId,
	snapshot: SnapshotId,
	parents: Vec<ArtifactId>,
) -> Made<ArtifactId> {
	let id = pallet_model_registry::NextArtifact::<Runtime>::get();
	ModelRegistry::register_adapter(
		RawOrigin::Signed(owner).into(),
		base,
		text(),
		content("adapter", id.0.into())?,
		text(),
		text(),
		BoundedVec::truncate_from(vec![snapshot]),
		BoundedVec::truncate_from(parents),
		Perbill::from_percent(1),
		prices(),
	)?;
	Ok(id)
}

impl pallet_attribution::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn bond(worker: &AccountId) -> Made<()> {
		Balances::set_balance(worker, 1_000_000 * OPEN);
		Bonds::bond(RawOrigin::Signed(worker.clone()).into(), attribution::MinWorkerBond::get())?;
		Ok(())
	}

	fn base_models(count: u32) -> Made<Vec<ArtifactId>> {
		(0..count).map(|_| base_model(rich("model owner", 0))).collect()
	}

	fn adapter(contributions: u32) -> Made<(ArtifactId, Vec<ContributionId>)> {
		let base = base_model(rich("model owner", 0))?;
		// The base is a parent and the adapter has an owner of its own: two less than there may be.
		let parents = (1..MAX_OWNERS.min(MAX_SNAPSHOTS.saturating_add(1)).saturating_sub(1))
			.map(|number| {
				let (snapshot, _) = snapshot(1)?;
				adapter(rich("model owner", number), base, snapshot, Vec::new())
			})
			.collect::<Made<Vec<_>>>()?;
		let (last, made) = snapshot(contributions.max(1))?;
		let artifact = adapter(rich("model owner", MAX_OWNERS), base, last, parents)?;
		Ok((artifact, made))
	}
}

impl pallet_model_registry::benchmarking::BenchmarkHelper for Helper {
	fn snapshot() -> Made<SnapshotId> {
		snapshot(1).map(|(snapshot, _)| snapshot)
	}
}

impl pallet_royalties::benchmarking::BenchmarkHelper for Helper {
	fn snapshot() -> Made<(SnapshotId, ContributionId)> {
		let (snapshot, made) = snapshot(2)?;
		made.last()
			.map(|contribution| (snapshot, *contribution))
			.ok_or(BenchmarkError::Stop("no contribution was made"))
	}
}
