// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: the longest texts, parents that each have a snapshot of their own.

use crate::{
	registration::Candidate, Artifact, Artifacts, Call, Config, Description, Lineage, NextArtifact,
	Pallet, Parent, Snapshots, Terms, Text, MAX_PARENTS,
};
use alloc::{vec, vec::Vec};
use frame::{benchmarking::prelude::*, traits::Consideration};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	fee::PriceList,
	ids::{ArtifactId, SnapshotId},
	traits::MAX_SNAPSHOTS,
};

/// Makes what the benchmarks need of other pallets.
pub trait BenchmarkHelper {
	/// Makes a snapshot, another one with each call.
	///
	/// # Errors
	/// When it cannot.
	fn snapshot() -> Result<SnapshotId, BenchmarkError>;
}

fn text<S: Get<u32>>() -> Text<S> {
	let longest = usize::try_from(S::get()).unwrap_or(usize::MAX);
	BoundedVec::truncate_from(vec![b'x'; longest])
}

fn prices() -> Option<PriceList> {
	Some(PriceList { base: 1, per_1k_input: 2, per_1k_output: 3 })
}

fn manifest(number: u32) -> ContentCommitment {
	let root = BlakeTwo256::hash_of(&number);
	ContentCommitment { root, length: MAX_CONTENT_LEN }
}

fn description<T: Config>() -> Description<T> {
	Description { name: text(), uri: text(), licence: text() }
}

/// An account that can pay the deposit of one artifact, of whatever lineage.
fn owner<T: Config>() -> T::AccountId {
	let who: T::AccountId = account("owner", 0, 0);
	let parent = Parent { artifact: ArtifactId(0), royalty: Perbill::one() };
	let snapshots = Snapshots::truncate_from(vec![SnapshotId(0); length(MAX_SNAPSHOTS)]);
	let largest = Lineage {
		parents: BoundedVec::truncate_from(vec![parent; length(MAX_PARENTS)]),
		trained_on: snapshots.clone(),
		snapshots,
		ancestors: 0,
	};
	T::ArtifactDeposit::ensure_successful(&who, Artifact::<T>::footprint(&description(), &largest));
	who
}

fn length(count: u32) -> usize {
	usize::try_from(count).unwrap_or(usize::MAX)
}

fn candidate<T: Config>(number: u32) -> Candidate<T> {
	Candidate {
		owner: owner::<T>(),
		manifest: manifest(number),
		description: description(),
		terms: Terms { royalty: Perbill::from_percent(6), prices: prices() },
	}
}

fn base_model<T: Config>() -> Result<ArtifactId, BenchmarkError> {
	let id = NextArtifact::<T>::get();
	Pallet::<T>::do_register_base_model(candidate(u32::MAX))?;
	Ok(id)
}

fn snapshots<T: Config>(count: u32) -> Result<Vec<SnapshotId>, BenchmarkError> {
	(0..count).map(|_| T::BenchmarkHelper::snapshot()).collect()
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_base_model() -> Result<(), BenchmarkError> {
		let owner = owner::<T>();
		let id = NextArtifact::<T>::get();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(owner),
			text(),
			manifest(0),
			text(),
			text(),
			Perbill::from_percent(5),
			prices(),
		);

		assert!(Artifacts::<T>::contains_key(id));
		Ok(())
	}

	/// `p`: parents besides the base model. `s`: own snapshots.
	#[benchmark]
	fn register_adapter(p: Linear<0, 15>, s: Linear<1, 16>) -> Result<(), BenchmarkError> {
		let base = base_model::<T>()?;
		let own = snapshots::<T>(s)?;
		let mut parents = Vec::new();
		for (number, snapshot) in (0..p).zip(own.iter().cycle()) {
			parents.push(NextArtifact::<T>::get());
			Pallet::<T>::do_register_adapter(candidate(number), base, &[*snapshot], &[])?;
		}
		let owner = owner::<T>();
		let id = NextArtifact::<T>::get();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(owner),
			base,
			text(),
			manifest(p),
			text(),
			text(),
			BoundedVec::truncate_from(own),
			BoundedVec::truncate_from(parents),
			Perbill::from_percent(5),
			prices(),
		);

		assert!(Artifacts::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn set_prices() -> Result<(), BenchmarkError> {
		let id = base_model::<T>()?;
		let owner = Artifacts::<T>::get(id).ok_or("it is registered")?.owner;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, None);

		let terms = Artifacts::<T>::get(id).ok_or("it stays registered")?.terms;
		assert_eq!(terms.prices, None);
		Ok(())
	}
}
