// SPDX-License-Identifier: Apache-2.0
//! What contributions earned by answers that vouchers paid for: drawn under the root of a worker's distribution.

use crate::{
	chain::{value, Call, View},
	commands::{readable, Session},
	failure::Failure,
	server::Server,
};
use codec::Encode;
use indicatif::ProgressBar;
use openledger_primitives::{
	distribution::{DistributionLeaf, DistributionRoot},
	ids::{BatchId, DistributionId},
	merkle::{Domain, Tree},
	receipts::BatchLeaves,
	records::{ContributionView, DistributionRecord, ReceiptsAccountRecord, WorkerView},
	Balance,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use std::str::FromStr;
use subxt::dynamic::Value;

/// How many contributions draw in one transaction.
const MOST: usize = 64;

/// A worker, and the batch whose leaves its server is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn {
	worker: AccountId32,
	batch: Option<u32>,
}

impl FromStr for Drawn {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (worker, batch) = match text.split_once(':') {
			Some((worker, batch)) => {
				let batch = batch.parse().map_err(|_| format!("{batch:?} is no batch's number"))?;
				(worker, Some(batch))
			},
			None => (text, None),
		};
		let worker = worker.parse().map_err(|error| format!("{worker:?}: {error}"))?;
		Ok(Self { worker, batch })
	}
}

/// The calls by which the contributions of `who` draw what they have not drawn yet.
///
/// # Errors
/// [`Failure::Unknown`] when the worker settles no batches, or nobody publishes the leaves; those of the chain.
pub async fn draws(
	session: &Session,
	view: &View,
	who: &AccountId32,
	from: &Drawn,
) -> Result<Vec<Call>, Failure> {
	let worker = &from.worker;
	let account: Option<ReceiptsAccountRecord> = view.ask("ReceiptsApi_account_of", worker).await?;
	let account =
		account.ok_or_else(|| Failure::Unknown(format!("account for batches of {worker}")))?;
	let id = account.distribution;
	let found: Option<DistributionRecord<AccountId32>> =
		view.ask("RoyaltiesApi_distribution", id).await?;
	let active = found.ok_or_else(|| Failure::Unknown(format!("distribution {id}")))?.active;
	if active.leaves == 0 {
		return Ok(Vec::new());
	}
	let batch = from.batch.map(BatchId).or(account.pending);
	let mut servers = vec![session.server()?];
	let found: Option<WorkerView<AccountId32>> = view.ask("AttributionApi_worker", worker).await?;
	if let Some(worker) = found {
		servers.insert(0, session.server_at(&readable(&worker.endpoint))?);
	}
	let leaves = published(&servers, active, batch).await?.ok_or_else(|| {
		Failure::Unknown(format!(
			"server that publishes the leaves of {worker}: --draw {worker}:BATCH names the batch, and \
			 --server another server"
		))
	})?;
	calls(view, who, id, &leaves).await
}

/// The leaves under the root, as one of the servers has them.
async fn published(
	servers: &[Server],
	active: DistributionRoot,
	batch: Option<BatchId>,
) -> Result<Option<Vec<DistributionLeaf>>, Failure> {
	let names = [Some(format!("{:?}", active.root)), batch.map(|batch| batch.to_string())];
	for server in servers {
		for name in names.iter().flatten() {
			match server.batch_leaves(name).await {
				Ok(Some(leaves)) => {
					if let Some(leaves) = under(active.root, leaves) {
						return Ok(Some(leaves));
					}
				},
				// Another server may have them.
				Ok(None) | Err(Failure::Server { .. }) => {},
				Err(failure) => return Err(failure),
			}
		}
	}
	Ok(None)
}

/// The leaves of a batch that stand under `root`: those with it, or, while it is pending, those before it.
fn under(root: H256, leaves: BatchLeaves) -> Option<Vec<DistributionLeaf>> {
	[leaves.distribution, leaves.previous]
		.into_iter()
		.find(|leaves| tree(leaves).is_some_and(|tree| tree.root() == root))
}

fn tree(leaves: &[DistributionLeaf]) -> Option<Tree> {
	Tree::new(Domain::Distribution, leaves.iter().map(Encode::encode))
}

async fn calls(
	view: &View,
	who: &AccountId32,
	id: DistributionId,
	leaves: &[DistributionLeaf],
) -> Result<Vec<Call>, Failure> {
	let tree = tree(leaves).ok_or_else(|| Failure::Input("there are too many leaves".into()))?;
	let bar = ProgressBar::new(u64::try_from(leaves.len()).unwrap_or(u64::MAX))
		.with_message("contributions");
	let mut calls = Vec::new();
	for (index, leaf) in (0u32..).zip(leaves) {
		bar.inc(1);
		let found: Option<ContributionView<AccountId32>> =
			view.ask("DatanetsApi_contribution", leaf.contribution).await?;
		if found.is_none_or(|contribution| contribution.contributor != *who) {
			continue;
		}
		let drawable: Balance = view.ask("RoyaltiesApi_drawable", (id, leaf)).await?;
		let Some(path) = tree.prove(index).filter(|_| drawable > 0) else { continue };
		calls.push(draw(id, leaf, index, &path));
		if calls.len() >= MOST {
			break;
		}
	}
	bar.finish_and_clear();
	Ok(calls)
}

fn draw(id: DistributionId, leaf: &DistributionLeaf, index: u32, path: &[H256]) -> Call {
	let leaf = Value::named_composite([
		("contribution", value::number(leaf.contribution.0)),
		("cumulative", value::number(leaf.cumulative)),
	]);
	let proof = Value::named_composite([
		("index", value::number(index)),
		("path", value::list(path.iter().map(value::text))),
	]);
	let arguments = [("distribution", value::number(id.0)), ("leaf", leaf), ("proof", proof)];
	Call::new("Royalties", "draw", arguments)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use openledger_primitives::{
		ids::{ArtifactId, ContributionId},
		receipts::BatchTerms,
	};
	use polkadot_sdk::sp_runtime::Perbill;

	const WORKER: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

	fn leaf(contribution: u64, cumulative: u128) -> DistributionLeaf {
		DistributionLeaf { contribution: ContributionId(contribution), cumulative }
	}

	#[test]
	fn worker_is_named_with_a_batch_or_without() {
		let drawn: Drawn = format!("{WORKER}:7").parse().unwrap();
		assert_eq!((drawn.worker.to_string().as_str(), drawn.batch), (WORKER, Some(7)));
		assert_eq!(WORKER.parse::<Drawn>().unwrap().batch, None);
		for text in ["", "nobody", &format!("{WORKER}:x"), ":7"] {
			assert!(text.parse::<Drawn>().is_err(), "{text}");
		}
	}

	#[test]
	fn leaves_are_those_of_the_root_with_the_batch_or_before_it() {
		let (previous, distribution) = (vec![leaf(1, 5)], vec![leaf(1, 9), leaf(2, 3)]);
		let leaves = BatchLeaves {
			terms: BatchTerms {
				artifact: ArtifactId(0),
				engine_version: 1,
				min_words: 6,
				contributors_share: Perbill::zero(),
			},
			receipts: Vec::new(),
			entries: Vec::new(),
			previous: previous.clone(),
			distribution: distribution.clone(),
		};
		let root = |leaves: &[DistributionLeaf]| tree(leaves).unwrap().root();
		assert_eq!(under(root(&previous), leaves.clone()), Some(previous));
		assert_eq!(under(root(&distribution), leaves.clone()), Some(distribution));
		assert_eq!(under(H256::repeat_byte(9), leaves), None);
	}
}
