// SPDX-License-Identifier: Apache-2.0
//! What the pallet needs of other pallets: a simple registry and simple bonds, which a test can break.

use crate::mock::*;
use frame::{testing_prelude::*, traits::BlockNumberProvider};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::ArtifactId,
	records::{CreditRole, Evaluation, NewArtifact},
	traits::{self, SlashReason},
	Balance,
};

parameter_types! {
	/// Whether the registry refuses everything that is made.
	pub static RegistryFails: bool = false;
	/// How many blocks were full, and are not counted.
	pub static FullBlocks: u32 = 0;
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
pub const MANIFEST_KEPT: DispatchError = DispatchError::Other("the manifest is another's");
pub const HOPELESS: DispatchError = DispatchError::Other("hopeless");

#[storage_alias]
pub type Registered = StorageValue<Mock, Vec<(AccountId, NewArtifact<AccountId>)>, ValueQuery>;

/// Manifests that were delivered, and to whom.
#[storage_alias]
pub type Reserved = StorageValue<Mock, Vec<(H256, AccountId)>, ValueQuery>;

/// Artifacts that are revoked.
#[storage_alias]
pub type Revoked = StorageValue<Mock, Vec<ArtifactId>, ValueQuery>;

#[storage_alias]
pub type Evaluations = StorageValue<Mock, Vec<(AccountId, ArtifactId, Evaluation)>, ValueQuery>;

#[storage_alias]
pub type BondOf = StorageMap<Mock, Twox64Concat, AccountId, Balance, ValueQuery>;

#[storage_alias]
pub type Slashes =
	StorageValue<Mock, Vec<(AccountId, Balance, SlashReason, Option<AccountId>)>, ValueQuery>;

/// A clock that does not count full blocks.
pub struct Clock;

impl BlockNumberProvider for Clock {
	type BlockNumber = u32;

	fn current_block_number() -> u32 {
		System::block_number() - FullBlocks::get()
	}
}

/// What is under no lock.
pub struct Unlocked;

impl traits::Liquid<AccountId> for Unlocked {
	fn liquid(who: &AccountId) -> Balance {
		let account = System::account(who).data;
		account.free.saturating_sub(account.frozen)
	}
}

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
		let root = artifact.manifest.root;
		let is_anothers = |kept: &(H256, AccountId)| kept.0 == root && kept.1 != owner;
		ensure!(!Reserved::get().iter().any(is_anothers), MANIFEST_KEPT);
		Reserved::mutate(|kept| kept.retain(|(kept, _)| *kept != root));
		let id = ArtifactId(FIRST_REGISTERED + u32::try_from(all.len()).unwrap());
		all.push((owner, artifact));
		Registered::put(all);
		ensure!(!RegistryFails::get(), REGISTRY_BROKEN);
		Ok(id)
	}

	fn reserve(root: H256, builder: &AccountId) -> DispatchResult {
		let registered = Registered::get();
		if let Some((owner, _)) = registered.iter().find(|(_, known)| known.manifest.root == root) {
			ensure!(owner == builder, MANIFEST_TAKEN);
			return Ok(());
		}
		let mut kept = Reserved::get();
		ensure!(kept.iter().all(|(known, who)| *known != root || who == builder), MANIFEST_KEPT);
		kept.push((root, *builder));
		Reserved::put(kept);
		Ok(())
	}

	fn release(root: H256, builder: &AccountId) {
		Reserved::mutate(|kept| {
			if let Some(place) = kept.iter().position(|known| *known == (root, *builder)) {
				kept.remove(place);
			}
		});
	}

	fn is_measurable(id: ArtifactId) -> bool {
		let registered = u32::try_from(Registered::get().len()).unwrap();
		let known = id == BASE || (FIRST_REGISTERED..FIRST_REGISTERED + registered).contains(&id.0);
		known && !Revoked::get().contains(&id)
	}

	fn is_maker(who: &AccountId, id: ArtifactId) -> bool {
		let place = id.0.checked_sub(FIRST_REGISTERED).map(|place| usize::try_from(place).unwrap());
		place.and_then(|place| Registered::get().into_iter().nth(place)).is_some_and(
			|(owner, artifact)| {
				let mut credits = artifact.credits.iter();
				owner == *who
					|| credits
						.any(|credit| credit.who == *who && credit.role != CreditRole::Evaluator)
			},
		)
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
use pallet_model_factory::Jobs;

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
			snapshots: (0..snapshots).map(openledger_primitives::ids::SnapshotId).collect(),
			previous: ArtifactId(100 + Jobs::<Test>::iter().count() as u32),
			licence: licence(),
		})
	}
}
