// SPDX-License-Identifier: Apache-2.0
//! What the pallet needs of other pallets: a simple registry and simple bonds, which a test can break.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, SnapshotId},
	records::{Evaluation, NewArtifact},
	traits::{self, SlashReason},
	Balance,
};

parameter_types! {
	/// Whether the registry refuses everything that is made.
	pub static RegistryFails: bool = false;
	/// Whether bonds cannot be changed.
	pub static BondsFail: bool = false;
}

/// The base model that is always there.
pub const BASE: ArtifactId = ArtifactId(0);
/// There is none of this number.
pub const NO_ARTIFACT: ArtifactId = ArtifactId(9);
const FIRST_REGISTERED: u32 = 10;
/// Not sentences: events carry these two, and an event forgets the sentence.
pub const REGISTRY_BROKEN: DispatchError = DispatchError::Unavailable;
pub const BONDS_BROKEN: DispatchError = DispatchError::Exhausted;
pub const MANIFEST_TAKEN: DispatchError = DispatchError::Other("the manifest is registered");
pub const HOPELESS: DispatchError = DispatchError::Other("hopeless");

#[storage_alias]
pub type Registered = StorageValue<Mock, Vec<(AccountId, NewArtifact<AccountId>)>, ValueQuery>;

#[storage_alias]
pub type Evaluations = StorageValue<Mock, Vec<(AccountId, ArtifactId, Evaluation)>, ValueQuery>;

#[storage_alias]
pub type BondOf = StorageMap<Mock, Twox64Concat, AccountId, Balance, ValueQuery>;

#[storage_alias]
pub type Slashes =
	StorageValue<Mock, Vec<(AccountId, Balance, SlashReason, Option<AccountId>)>, ValueQuery>;

/// Refuses what is named `hopeless`, and a manifest that is there already. What makes it fail comes
/// late: after it has written.
pub struct Registry;

impl traits::Registry<AccountId> for Registry {
	fn ensure_registrable(_: &AccountId, artifact: &NewArtifact<AccountId>) -> DispatchResult {
		ensure!(artifact.manifest == ContentCommitment::default(), "it is not trained yet");
		ensure!(artifact.name.as_slice() != b"hopeless", HOPELESS);
		Ok(())
	}

	fn register(
		owner: AccountId,
		artifact: NewArtifact<AccountId>,
	) -> Result<ArtifactId, DispatchError> {
		let mut all = Registered::get();
		ensure!(all.iter().all(|(_, other)| other.manifest != artifact.manifest), MANIFEST_TAKEN);
		let id = ArtifactId(FIRST_REGISTERED + u32::try_from(all.len()).unwrap());
		all.push((owner, artifact));
		Registered::put(all);
		ensure!(!RegistryFails::get(), REGISTRY_BROKEN);
		Ok(id)
	}

	fn evaluate(
		evaluator: AccountId,
		artifact: ArtifactId,
		evaluation: Evaluation,
	) -> DispatchResult {
		Evaluations::append((evaluator, artifact, evaluation));
		ensure!(!RegistryFails::get(), REGISTRY_BROKEN);
		Ok(())
	}
}

impl traits::Lineage<AccountId> for Registry {
	fn prices(_: ArtifactId) -> Option<PriceList> {
		None
	}

	fn base(id: ArtifactId) -> Option<ArtifactId> {
		let registered = u32::try_from(Registered::get().len()).unwrap();
		let known = id == BASE || (FIRST_REGISTERED..FIRST_REGISTERED + registered).contains(&id.0);
		known.then_some(BASE)
	}

	fn snapshots(_: ArtifactId) -> Vec<SnapshotId> {
		vec![]
	}

	fn owners(_: ArtifactId) -> Vec<(AccountId, Perbill)> {
		vec![]
	}
}

/// Numbers only: no OPEN is behind them.
pub struct Bonds;

impl traits::Bonds<AccountId> for Bonds {
	fn bonded(who: &AccountId) -> Balance {
		BondOf::get(who)
	}

	fn active(who: &AccountId) -> Balance {
		BondOf::get(who)
	}

	fn slash(
		who: &AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&AccountId>,
	) -> Result<Balance, DispatchError> {
		ensure!(!BondsFail::get(), BONDS_BROKEN);
		let taken = amount.min(BondOf::get(who));
		BondOf::mutate(who, |bond| *bond -= taken);
		Slashes::append((*who, taken, reason, reporter.copied()));
		Ok(taken)
	}
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_model_factory::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn bond(worker: &AccountId) -> Result<(), frame::benchmarking::prelude::BenchmarkError> {
		BondOf::insert(worker, MIN_WORKER_BOND);
		Ok(())
	}

	fn ingredients(
		_: &AccountId,
		parents: u32,
		snapshots: u32,
	) -> Result<
		pallet_model_factory::benchmarking::Ingredients,
		frame::benchmarking::prelude::BenchmarkError,
	> {
		Ok(pallet_model_factory::benchmarking::Ingredients {
			base: BASE,
			parents: (1..=parents).map(ArtifactId).collect(),
			snapshots: (0..snapshots).map(SnapshotId).collect(),
			licence: licence(),
		})
	}
}
