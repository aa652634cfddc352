// SPDX-License-Identifier: Apache-2.0
//! The registry again, without bounds or caches: it walks the graph for whatever it is asked.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::PriceList,
	records::{
		ArtifactKind::{self, Adapter, BaseModel, Prompt, RetrievalIndex, Workflow},
		ArtifactStatus::{self, Active, Deprecated, Draft, Revoked},
		EdgeRole, RoyaltyTerms,
	},
};
use std::collections::{BTreeMap, BTreeSet};

const WHOLE: u64 = 1_000_000_000;

/// An artifact without anything that follows from others.
pub struct Made {
	pub artifact: New,
	pub owner: AccountId,
	pub offered_to: Option<AccountId>,
	pub status: ArtifactStatus,
	pub succeeded: bool,
}

#[derive(Default)]
pub struct Twin {
	pub made: Vec<Made>,
	/// Artifact, benchmark, evaluator.
	pub evaluations: BTreeMap<(usize, u8, AccountId), i64>,
	/// Those of them that were paid for.
	pub paid: BTreeSet<(usize, u8, AccountId)>,
	/// For whom manifests are kept, once for each time.
	pub kept: Vec<(H256, AccountId)>,
	pub block: u32,
}

fn is_due(terms: &RoyaltyTerms, block: u32) -> bool {
	match terms.until {
		Some(until) => block <= until,
		None => true,
	}
}

fn parts(share: Perbill) -> u64 {
	share.deconstruct().into()
}

impl Twin {
	fn artifact(&self, id: usize) -> &New {
		&self.made[id].artifact
	}

	fn parents(&self, id: usize) -> Vec<usize> {
		self.artifact(id).parents.iter().map(|parent| parent.artifact.0 as usize).collect()
	}

	pub fn base(&self, id: usize) -> Option<usize> {
		let parents = self.parents(id);
		match self.artifact(id).kind {
			BaseModel => Some(id),
			Adapter => Some(parents[0]),
			Prompt => parents.first().and_then(|parent| self.base(*parent)),
			RetrievalIndex => None,
			Workflow => parents
				.into_iter()
				.filter(|parent| ![Prompt, RetrievalIndex].contains(&self.artifact(*parent).kind))
				.find_map(|parent| self.base(parent)),
		}
	}

	/// All snapshots that can be reached.
	pub fn snapshots(&self, id: usize) -> BTreeSet<u32> {
		let own = self.artifact(id).snapshots.iter().map(|snapshot| snapshot.0);
		let above = self.parents(id).into_iter().flat_map(|parent| self.snapshots(parent));
		own.chain(above).collect()
	}

	/// What a prompt or a workflow answers with.
	pub fn parts(&self, id: usize) -> BTreeSet<usize> {
		if ![Prompt, Workflow].contains(&self.artifact(id).kind) {
			return BTreeSet::new();
		}
		let parents = self.parents(id);
		let above = parents.iter().flat_map(|parent| self.parts(*parent)).collect::<Vec<_>>();
		parents.into_iter().chain(above).collect()
	}

	/// Whether nothing is revoked that it answers with.
	pub fn is_whole(&self, id: usize) -> bool {
		let mut needed = self.parts(id).into_iter().chain(self.base(id));
		needed.all(|part| self.made[part].status != Revoked)
	}

	/// Whether nobody but `who` has this manifest.
	fn may_have(&self, who: AccountId, root: H256) -> bool {
		self.kept.iter().all(|(kept, builder)| *kept != root || *builder == who)
	}

	pub fn reserve(&mut self, who: AccountId, root: H256) -> bool {
		let made = self.made.iter().find(|made| made.artifact.manifest.root == root);
		if let Some(made) = made {
			return made.owner == who;
		}
		let taken = self.may_have(who, root);
		if taken {
			self.kept.push((root, who));
		}
		taken
	}

	pub fn release(&mut self, who: AccountId, root: H256) {
		if let Some(place) = self.kept.iter().position(|kept| *kept == (root, who)) {
			self.kept.remove(place);
		}
	}

	/// All artifacts that can be reached, itself too.
	pub fn reached(&self, id: usize) -> BTreeSet<usize> {
		let above = self.parents(id).into_iter().flat_map(|parent| self.reached(parent));
		above.chain([id]).collect()
	}

	/// The ways up. An adapter's ways to its base model are one.
	pub fn ways(&self, id: usize) -> u32 {
		let parents = self.parents(id);
		match self.artifact(id).kind {
			Adapter => 1 + self.ways(parents[0]) + self.ways_to_adapters(id),
			_ => parents.into_iter().map(|parent| 1 + self.ways(parent)).sum(),
		}
	}

	fn ways_to_adapters(&self, id: usize) -> u32 {
		let adapters = self.parents(id).into_iter().skip(1);
		adapters.map(|parent| 1 + self.ways_to_adapters(parent)).sum()
	}

	/// Who is due which part besides the owner, at registration or later.
	fn due(&self, artifact: &New) -> Vec<(AccountId, u64)> {
		let parents = artifact.parents.iter().map(|parent| &self.made[parent.artifact.0 as usize]);
		let royalties = parents
			.filter(|parent| parent.status != Revoked)
			.filter(|parent| is_due(&parent.artifact.royalty, self.block))
			.map(|parent| (parent.owner, parts(parent.artifact.royalty.share)));
		let credits = artifact.credits.iter().map(|credit| (credit.who, parts(credit.share)));
		royalties.chain(credits).collect()
	}

	pub fn owners(&self, id: usize) -> BTreeMap<AccountId, u64> {
		let due = self.due(self.artifact(id));
		let rest = WHOLE - due.iter().map(|(_, share)| share).sum::<u64>();
		let mut owners = BTreeMap::new();
		for (who, share) in due.into_iter().chain([(self.made[id].owner, rest)]) {
			*owners.entry(who).or_default() += share;
		}
		owners.retain(|_, share| *share > 0);
		owners
	}

	fn roles_fit(&self, id: usize) -> bool {
		let artifact = self.artifact(id);
		artifact.parents.iter().all(|parent| {
			let kind = self.artifact(parent.artifact.0 as usize).kind;
			match parent.role {
				EdgeRole::DerivedFrom => true,
				EdgeRole::ComposedOf => artifact.kind == Workflow,
				EdgeRole::PromptedBy => artifact.kind == Workflow && kind == Prompt,
				EdgeRole::RetrievesFrom => artifact.kind == Workflow && kind == RetrievalIndex,
			}
		})
	}

	fn parents_fit(&self, id: usize) -> bool {
		let parents = self.parents(id);
		let kind_of = |parent: &usize| self.artifact(*parent).kind;
		match self.artifact(id).kind {
			BaseModel | Prompt | RetrievalIndex => true,
			Adapter => parents.split_first().is_some_and(|(base, others)| {
				let related =
					|other: &usize| kind_of(other) == Adapter && self.base(*other) == Some(*base);
				kind_of(base) == BaseModel && others.iter().all(related)
			}),
			Workflow => {
				let computing = parents
					.iter()
					.filter(|parent| ![Prompt, RetrievalIndex].contains(&kind_of(parent)));
				let bases = computing.filter_map(|parent| self.base(*parent));
				!parents.is_empty() && bases.collect::<BTreeSet<_>>().len() <= 1
			},
		}
	}

	fn lineage_fits(&self, id: usize) -> bool {
		let artifact = self.artifact(id);
		let snapshots = self.snapshots(id);
		let enough = match artifact.kind {
			Adapter => !snapshots.is_empty(),
			RetrievalIndex => !artifact.snapshots.is_empty(),
			BaseModel | Prompt | Workflow => true,
		};
		enough
			&& snapshots.len() <= 16
			&& self.parts(id).len() <= 16
			&& snapshots.iter().all(|snapshot| *snapshot < SNAPSHOTS)
			&& self.ways(id) <= 1_024
	}

	fn licences_fit(&self, id: usize, who: AccountId) -> bool {
		let artifact = self.artifact(id);
		let parents = self.parents(id).into_iter().all(|parent| {
			let parent = &self.made[parent];
			let usable = match parent.status {
				Draft => parent.owner == who,
				Active | Deprecated => true,
				Revoked => false,
			};
			usable && parent.artifact.licence.permits_derived(&artifact.licence).is_ok()
		});
		let snapshots = artifact.snapshots.iter().all(|snapshot| {
			world(|world| {
				let licence = world.licences.get(&datanet_of(snapshot.0));
				let fits = licence
					.is_none_or(|licence| licence.permits_derived(&artifact.licence).is_ok());
				fits && !world.denied.contains(&(who, *snapshot))
			})
		});
		parents && snapshots
	}

	fn may_cost(&self, id: usize, prices: Option<PriceList>) -> bool {
		let commercial = self.artifact(id).licence.terms.commercial;
		match prices {
			None => true,
			Some(prices) => {
				self.base(id).is_some() && (commercial || prices == PriceList::default())
			},
		}
	}

	/// Whether the registration should be taken. Which error it gets otherwise is for other tests.
	pub fn register(&mut self, who: AccountId, artifact: New) -> bool {
		let parents = artifact.parents.iter().map(|parent| parent.artifact.0 as usize);
		let parents = parents.collect::<Vec<_>>();
		let exist = parents.iter().all(|parent| *parent < self.made.len());
		if !exist || parents.iter().collect::<BTreeSet<_>>().len() < parents.len() {
			return false;
		}
		let previous = artifact.previous.map(|previous| previous.0 as usize);
		let follows = previous.is_none_or(|previous| {
			self.made.get(previous).is_some_and(|previous| {
				previous.owner == who
					&& previous.artifact.kind == artifact.kind
					&& !previous.succeeded
			})
		});
		let fit = self.due(&artifact).iter().map(|(_, share)| share).sum::<u64>() <= WHOLE;
		let status = if artifact.draft { Draft } else { Active };
		let root = artifact.manifest.root;
		let id = self.made.len();
		self.made.push(Made { artifact, owner: who, offered_to: None, status, succeeded: false });
		let taken = follows
			&& fit && self.may_have(who, root)
			&& self.roles_fit(id)
			&& self.parents_fit(id)
			&& self.lineage_fits(id)
			&& self.licences_fit(id, who)
			&& self.may_cost(id, self.artifact(id).prices);
		if !taken {
			self.made.pop();
			return false;
		}
		if let Some(previous) = previous {
			self.made[previous].succeeded = true;
		}
		self.kept.retain(|(kept, _)| *kept != root);
		true
	}

	pub fn set_prices(&mut self, who: AccountId, id: usize, prices: Option<PriceList>) -> bool {
		let taken =
			self.made.get(id).is_some_and(|made| made.owner == who && made.status != Revoked)
				&& self.may_cost(id, prices);
		if taken {
			self.made[id].artifact.prices = prices;
		}
		taken
	}

	/// Goes from one of these states to the other.
	pub fn step(
		&mut self,
		who: Option<AccountId>,
		id: usize,
		from: &[ArtifactStatus],
		to: ArtifactStatus,
	) -> bool {
		let Some(made) = self.made.get_mut(id) else { return false };
		let taken = who.is_none_or(|who| made.owner == who) && from.contains(&made.status);
		if taken {
			made.status = to;
			made.offered_to = made.offered_to.filter(|_| to != Revoked);
		}
		taken
	}

	pub fn offer(&mut self, who: AccountId, id: usize, to: Option<AccountId>) -> bool {
		let offered =
			self.made.get_mut(id).filter(|made| made.owner == who && made.status != Revoked);
		let Some(made) = offered else { return false };
		made.offered_to = to;
		true
	}

	pub fn accept(&mut self, who: AccountId, id: usize) -> bool {
		let offered = self.made.get_mut(id).filter(|made| made.offered_to == Some(who));
		let Some(made) = offered else { return false };
		made.owner = who;
		made.offered_to = None;
		true
	}

	pub fn evaluate(
		&mut self,
		who: AccountId,
		id: usize,
		benchmark: u8,
		value: i64,
		paid: bool,
	) -> bool {
		let key = (id, benchmark, who);
		let taken = self.made.get(id).is_some_and(|made| made.status != Revoked)
			&& (paid || !self.paid.contains(&key));
		if taken {
			self.evaluations.insert(key, value);
			self.paid.extend(paid.then_some(key));
		}
		taken
	}

	pub fn retract(&mut self, who: AccountId, id: usize, benchmark: u8) -> bool {
		let key = (id, benchmark, who);
		let stands = self.made.get(id).is_some_and(|made| made.status != Revoked);
		if stands && self.paid.contains(&key) {
			return false;
		}
		self.paid.remove(&key);
		self.evaluations.remove(&key).is_some()
	}

	pub fn kind(&self, id: usize) -> ArtifactKind {
		self.artifact(id).kind
	}
}
