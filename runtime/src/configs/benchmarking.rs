// SPDX-License-Identifier: Apache-2.0

//! What the benchmarks of one pallet need of another, made by real calls in this runtime.

mod agents;
mod answers;

use super::parameters::{
	dynamic_params::{attribution, economics},
	RuntimeParameters,
};
use crate::{constants::currency::OPEN, *};
use alloc::{format, vec};
use frame::benchmarking::prelude::{account, BenchmarkError};
use frame_support::traits::fungible::Mutate;
use frame_system::RawOrigin;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::{FeeSchedule, FeeShares, FeeSplit, PriceList},
	ids::{ArtifactId, ContributionId, DatanetId, SnapshotId},
	licence::{Licence, LicenceTerms},
	records::{
		ArtifactKind, ContributionKind, Credit, CreditRole, DataKind, EdgeRole, NewArtifact,
		NewParent, RoyaltyTerms, Visibility, MAX_CREDITS,
	},
	traits::StakeTarget,
};
use pallet_datanets::{types::Judgement, Description, Policy};
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

/// Allows all, demands nothing.
fn licence() -> Licence {
	let terms = LicenceTerms { derivatives: true, commercial: true, share_alike: false };
	Licence { spdx: text(), terms }
}

/// A Datanet of which curators keep a part.
fn datanet(visibility: Visibility, policy: Policy<Runtime>) -> Made<(DatanetId, AccountId)> {
	let owner = rich("datanet owner", 0);
	let datanet = pallet_datanets::NextDatanet::<Runtime>::get();
	let tags = BoundedVec::new();
	Datanets::create(
		RawOrigin::Signed(owner.clone()).into(),
		Description { name: text(), summary: text(), uri: text(), tags },
		DataKind::Text,
		licence(),
		visibility,
		policy,
		Some(OPEN),
		Perbill::from_percent(5),
	)?;
	Ok((datanet, owner))
}

fn pending(datanet: DatanetId, number: u32) -> Made<ContributionId> {
	let id = pallet_datanets::NextContribution::<Runtime>::get();
	let contributor = rich("contributor", number);
	Datanets::contribute(
		RawOrigin::Signed(contributor).into(),
		datanet,
		content("contribution", id.0)?,
		text(),
		licence(),
		ContributionKind::Rows,
	)?;
	Ok(id)
}

/// A snapshot with so many contributions, in a new Datanet.
fn snapshot(
	visibility: Visibility,
	contributions: u32,
) -> Made<(SnapshotId, DatanetId, Vec<ContributionId>)> {
	let (datanet, owner) = datanet(visibility, Policy::Owner)?;
	let mut made = Vec::new();
	for number in 0..contributions {
		let contribution = pending(datanet, number)?;
		Datanets::judge(RawOrigin::Signed(owner.clone()).into(), contribution, Judgement::Accept)
			.map_err(|refused| refused.error)?;
		made.push(contribution);
	}
	let snapshot = pallet_datanets::NextSnapshot::<Runtime>::get();
	Datanets::snapshot(RawOrigin::Signed(owner).into(), datanet, text())?;
	Ok((snapshot, datanet, made))
}

fn prices() -> Option<PriceList> {
	Some(PriceList { base: 1_000_000, per_1k_input: 1_000, per_1k_output: 1_000 })
}

fn register(
	owner: AccountId,
	kind: ArtifactKind,
	snapshots: Vec<SnapshotId>,
	parents: Vec<ArtifactId>,
) -> Made<ArtifactId> {
	let id = pallet_model_registry::NextArtifact::<Runtime>::get();
	let role = match kind {
		ArtifactKind::Workflow => EdgeRole::ComposedOf,
		_ => EdgeRole::DerivedFrom,
	};
	let parents = parents.into_iter().map(|artifact| NewParent { artifact, role }).collect();
	let credits = (0..MAX_CREDITS)
		.map(|number| Credit {
			who: account("credited", number.saturating_add(id.0.saturating_mul(MAX_CREDITS)), 0),
			role: CreditRole::DomainExpert,
			share: Perbill::from_percent(1),
		})
		.collect();
	let artifact = NewArtifact {
		kind,
		name: text(),
		manifest: content("artifact", id.0.into())?,
		uri: text(),
		licence: licence(),
		snapshots: BoundedVec::truncate_from(snapshots),
		parents: BoundedVec::truncate_from(parents),
		credits: BoundedVec::truncate_from(credits),
		royalty: RoyaltyTerms { share: Perbill::from_percent(1), until: None },
		prices: prices(),
		previous: None,
		draft: false,
	};
	ModelRegistry::register(RawOrigin::Signed(owner).into(), artifact)?;
	Ok(id)
}

fn base_model(owner: AccountId) -> Made<ArtifactId> {
	register(owner, ArtifactKind::BaseModel, Vec::new(), Vec::new())
}

fn bond(worker: &AccountId) -> Made<()> {
	Balances::set_balance(worker, 1_000_000 * OPEN);
	Bonds::bond(RawOrigin::Signed(worker.clone()).into(), attribution::MinWorkerBond::get())?;
	Ok(())
}

/// Divides fees so that everybody has a part, and burns some.
fn pay_everybody() -> Made<()> {
	let fifth = Perbill::from_percent(20);
	let current = FeeSplit::new(FeeShares {
		protocol: fifth,
		worker: fifth,
		owners: fifth,
		stakers: fifth,
		contributors: fifth,
	})
	.map_err(|_| BenchmarkError::Stop("five fifths are not one"))?;
	use economics::{BurnShare, FeeDivision, Parameters as P};
	for parameter in [
		P::FeeDivision(FeeDivision, Some(FeeSchedule { current, next: None })),
		P::BurnShare(BurnShare, Some(fifth)),
	] {
		let parameter = RuntimeParameters::Economics(parameter);
		Parameters::set_parameter(RawOrigin::Root.into(), parameter)?;
	}
	Ok(())
}

impl pallet_model_registry::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn snapshot(trainer: &AccountId) -> Made<SnapshotId> {
		let (snapshot, datanet, _) = snapshot(Visibility::Private, 1)?;
		Balances::set_balance(trainer, 1_000_000 * OPEN);
		Datanets::buy_licence(RawOrigin::Signed(trainer.clone()).into(), datanet, OPEN)?;
		Ok(snapshot)
	}
}

impl pallet_model_factory::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn bond(worker: &AccountId) -> Made<()> {
		bond(worker)
	}

	fn ingredients(
		builder: &AccountId,
		parents: u32,
		snapshots: u32,
	) -> Made<pallet_model_factory::benchmarking::Ingredients> {
		let snapshots = (0..snapshots)
			.map(|_| {
				<Self as pallet_model_registry::benchmarking::BenchmarkHelper<_>>::snapshot(builder)
			})
			.collect::<Made<Vec<_>>>()?;
		let base = base_model(rich("model owner", 0))?;
		let first = snapshots.first().copied();
		let adapter = || {
			let rests_on = first.into_iter().collect();
			register(builder.clone(), ArtifactKind::Adapter, rests_on, vec![base])
		};
		let parents = (0..parents).map(|_| adapter()).collect::<Made<Vec<_>>>()?;
		let previous = adapter()?;
		Ok(pallet_model_factory::benchmarking::Ingredients {
			base,
			parents,
			snapshots,
			previous,
			licence: licence(),
		})
	}
}

impl pallet_datanets::benchmarking::BenchmarkHelper for Helper {
	fn dear_sales() -> Made<()> {
		pay_everybody()
	}
}

impl pallet_curation::benchmarking::BenchmarkHelper for Helper {
	fn pending() -> Made<ContributionId> {
		pallet_datanets::benchmarking::dearest_pending::<Runtime>()
	}
}

impl pallet_royalties::benchmarking::BenchmarkHelper for Helper {
	fn snapshot() -> Made<(SnapshotId, ContributionId)> {
		let (snapshot, _, made) = snapshot(Visibility::Public, 2)?;
		pallet_artifact_staking::benchmarking::plan_emission::<Runtime>();
		made.last()
			.map(|contribution| (snapshot, *contribution))
			.ok_or(BenchmarkError::Stop("no contribution was made"))
	}
}

impl pallet_artifact_staking::benchmarking::BenchmarkHelper for Helper {
	fn target() -> Made<StakeTarget> {
		base_model(rich("model owner", 0)).map(StakeTarget::Artifact)
	}
}
