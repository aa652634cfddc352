// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: the longest texts, parents that each rest on all snapshots, and everybody credited.

use crate::{
	Artifact, Artifacts, Call, Config, Description, Evaluations, Lineage, Measured, Metric,
	NextArtifact, Pallet, Parts, Reason, Reservations, MAX_REASON_LEN,
};
use alloc::{vec, vec::Vec};
use frame::{benchmarking::prelude::*, traits::Consideration};
use openledger_primitives::{
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	fee::PriceList,
	ids::{ArtifactId, SnapshotId},
	licence::{Licence, LicenceTerms},
	records::{
		ArtifactKind, ArtifactStatus, Credit, CreditRole, EdgeRole, Evaluation, NewArtifact,
		NewParent, ParentRecord, RoyaltyTerms, Snapshots, MAX_CREDITS, MAX_METRIC_LEN, MAX_PARENTS,
	},
	traits::MAX_SNAPSHOTS,
};

/// Makes what the benchmarks need of other pallets.
pub trait BenchmarkHelper<AccountId> {
	/// Makes a snapshot of a private Datanet that grants `trainer` to train on it, another one of another
	/// Datanet with each call, ascending. Its licence allows derived works and commercial use, and
	/// demands nothing of them.
	///
	/// # Errors
	/// When it cannot.
	fn snapshot(trainer: &AccountId) -> Result<SnapshotId, BenchmarkError>;
}

fn size(count: u32) -> usize {
	usize::try_from(count).unwrap_or(usize::MAX)
}

/// The longest text.
fn text<S: Get<u32>>() -> BoundedVec<u8, S> {
	BoundedVec::truncate_from(vec![b'x'; size(S::get())])
}

fn licence() -> Licence {
	let terms = LicenceTerms { derivatives: true, commercial: true, share_alike: false };
	Licence { spdx: text(), terms }
}

fn royalty() -> RoyaltyTerms {
	RoyaltyTerms { share: Perbill::from_percent(1), until: Some(u32::MAX) }
}

fn credits<T: Config>() -> BoundedVec<Credit<T::AccountId>, ConstU32<MAX_CREDITS>> {
	let credit = |number| Credit {
		who: account("credited", number, 0),
		role: CreditRole::DomainExpert,
		share: Perbill::from_percent(1),
	};
	BoundedVec::truncate_from((0..MAX_CREDITS).map(credit).collect())
}

/// The footprint of the largest artifact.
fn largest<T: Config>() -> frame::traits::Footprint {
	let parent =
		ParentRecord { artifact: ArtifactId(0), role: EdgeRole::DerivedFrom, royalty: royalty() };
	let snapshots = Snapshots::truncate_from(vec![SnapshotId(0); size(MAX_SNAPSHOTS)]);
	let lineage = Lineage {
		parents: BoundedVec::truncate_from(vec![parent; size(MAX_PARENTS)]),
		trained_on: snapshots.clone(),
		snapshots,
		parts: Parts::truncate_from(vec![ArtifactId(0); size(MAX_PARENTS)]),
		ancestors: 0,
	};
	let description = Description { name: text(), uri: text(), licence: licence() };
	Artifact::<T>::footprint(&description, &lineage, &credits::<T>())
}

/// The account, which can pay the deposit of one artifact more.
fn rich<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	T::ArtifactDeposit::ensure_successful(&who, largest::<T>());
	who
}

fn prices() -> Option<PriceList> {
	Some(PriceList { base: 1, per_1k_input: 2, per_1k_output: 3 })
}

/// A model with these parents, trained on these snapshots. Its manifest is no other's.
fn candidate<T: Config>(
	parents: Vec<NewParent>,
	snapshots: &[SnapshotId],
) -> NewArtifact<T::AccountId> {
	let root = BlakeTwo256::hash_of(&NextArtifact::<T>::get());
	NewArtifact {
		kind: ArtifactKind::BaseModel,
		name: text(),
		manifest: ContentCommitment { root, length: MAX_CONTENT_LEN },
		uri: text(),
		licence: licence(),
		snapshots: Snapshots::truncate_from(snapshots.to_vec()),
		parents: BoundedVec::truncate_from(parents),
		credits: credits::<T>(),
		royalty: royalty(),
		prices: prices(),
		previous: None,
		draft: false,
	}
}

/// A model of the account "owner", trained on these snapshots.
fn model<T: Config>(snapshots: &[SnapshotId]) -> Result<ArtifactId, BenchmarkError> {
	let owner = rich::<T>("owner");
	Ok(Pallet::<T>::do_register(owner, candidate::<T>(Vec::new(), snapshots))?)
}

fn status<T: Config>(id: ArtifactId) -> Option<ArtifactStatus> {
	Artifacts::<T>::get(id).map(|artifact| artifact.status)
}

fn evaluation() -> Evaluation {
	Evaluation {
		benchmark: H256::repeat_byte(1),
		metric: text::<ConstU32<MAX_METRIC_LEN>>(),
		value_micros: i64::MAX,
		evidence_root: H256::repeat_byte(2),
	}
}

/// The account, which can pay the deposit of an evaluation.
fn evaluator<T: Config>() -> T::AccountId {
	let who: T::AccountId = rich::<T>("evaluator");
	let metric: Metric = text();
	T::EvaluationDeposit::ensure_successful(&who, Measured::<T>::footprint(&metric));
	who
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// What was delivered to the owner. `p`: parents. `s`: own snapshots.
	#[benchmark]
	fn register(p: Linear<0, 16>, s: Linear<0, 16>) -> Result<(), BenchmarkError> {
		let owner = rich::<T>("owner");
		let own =
			(0..s).map(|_| T::BenchmarkHelper::snapshot(&owner)).collect::<Result<Vec<_>, _>>()?;
		let mut parents = Vec::new();
		for _ in 0..p {
			let artifact = model::<T>(&own)?;
			parents.push(NewParent { artifact, role: EdgeRole::DerivedFrom });
		}
		let previous = model::<T>(&[])?;
		let owner = rich::<T>("owner");
		let id = NextArtifact::<T>::get();
		let mut artifact = candidate::<T>(parents, &own);
		artifact.previous = Some(previous);
		let root = artifact.manifest.root;
		Pallet::<T>::do_reserve(root, &owner)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), artifact);

		let record = Artifacts::<T>::get(id).ok_or("it is registered")?;
		assert_eq!(record.version.number, 2);
		assert_eq!(record.lineage.ancestors, p);
		assert!(!Reservations::<T>::contains_key(root));
		Ok(())
	}

	#[benchmark]
	fn set_prices() -> Result<(), BenchmarkError> {
		let id = model::<T>(&[])?;

		#[extrinsic_call]
		_(RawOrigin::Signed(account("owner", 0, 0)), id, None);

		let terms = Artifacts::<T>::get(id).ok_or("it stays registered")?.terms;
		assert_eq!(terms.prices, None);
		Ok(())
	}

	#[benchmark]
	fn publish() -> Result<(), BenchmarkError> {
		let owner = rich::<T>("owner");
		let mut draft = candidate::<T>(Vec::new(), &[]);
		draft.draft = true;
		let id = Pallet::<T>::do_register(owner.clone(), draft)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);

		assert_eq!(status::<T>(id), Some(ArtifactStatus::Active));
		Ok(())
	}

	#[benchmark]
	fn deprecate() -> Result<(), BenchmarkError> {
		let id = model::<T>(&[])?;

		#[extrinsic_call]
		_(RawOrigin::Signed(account("owner", 0, 0)), id);

		assert_eq!(status::<T>(id), Some(ArtifactStatus::Deprecated));
		Ok(())
	}

	#[benchmark]
	fn revoke() -> Result<(), BenchmarkError> {
		let id = model::<T>(&[])?;
		let heir = account("heir", 0, 0);
		Pallet::<T>::do_offer_transfer(&account("owner", 0, 0), id, Some(heir))?;
		let reason: Reason = text::<ConstU32<MAX_REASON_LEN>>();

		#[extrinsic_call]
		_(RawOrigin::Signed(account("owner", 0, 0)), id, reason);

		assert_eq!(status::<T>(id), Some(ArtifactStatus::Revoked));
		Ok(())
	}

	#[benchmark]
	fn offer_transfer() -> Result<(), BenchmarkError> {
		let id = model::<T>(&[])?;
		let to: T::AccountId = account("heir", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(account("owner", 0, 0)), id, Some(to.clone()));

		let record = Artifacts::<T>::get(id).ok_or("it stays registered")?;
		assert_eq!(record.offered_to, Some(to));
		Ok(())
	}

	#[benchmark]
	fn accept_transfer() -> Result<(), BenchmarkError> {
		let id = model::<T>(&[])?;
		let heir = rich::<T>("heir");
		Pallet::<T>::do_offer_transfer(&account("owner", 0, 0), id, Some(heir.clone()))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(heir.clone()), id);

		assert_eq!(Artifacts::<T>::get(id).ok_or("it stays registered")?.owner, heir);
		Ok(())
	}

	#[benchmark]
	fn evaluate() -> Result<(), BenchmarkError> {
		let id = model::<T>(&[])?;
		let who = evaluator::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id, evaluation());

		let key = Pallet::<T>::measure(evaluation().benchmark, &evaluation().metric);
		assert!(Evaluations::<T>::contains_key((id, key, who)));
		Ok(())
	}

	/// One that was paid for, of an artifact that was revoked later.
	#[benchmark]
	fn retract_evaluation() -> Result<(), BenchmarkError> {
		let id = model::<T>(&[])?;
		let who = evaluator::<T>();
		Pallet::<T>::do_evaluate(who.clone(), id, evaluation(), true)?;
		Pallet::<T>::do_revoke(None, id, text::<ConstU32<MAX_REASON_LEN>>())?;
		let Evaluation { benchmark, metric, .. } = evaluation();

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, benchmark, metric);

		assert_eq!(Evaluations::<T>::iter_keys().count(), 0);
		Ok(())
	}
}
