// SPDX-License-Identifier: Apache-2.0
//! Where content is looked for: servers, one after the other, and then the address that the chain has. All that
//! comes is compared with its commitment, so that it does not matter who sent it.

use crate::{chain::View, failure::Failure, server::Server};
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::EvidenceLeaf,
	ids::{BatchId, ChannelId, ContributionId},
	receipts::{BatchHeader, BatchLeaves},
	records::WorkerView,
	Balance,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Servers, in the order in which they are asked. There is at least one.
pub struct Sources {
	own: Server,
	others: Vec<Server>,
}

/// The contributions of snapshots.
#[derive(Default)]
pub struct Contents {
	/// Those whose bytes are those of the chain's commitments.
	pub found: BTreeMap<ContributionId, Vec<u8>>,
	/// Those whose bytes nobody who was asked has.
	pub missing: Vec<ContributionId>,
}

/// Evidence as servers publish it, as far as it is used here: everything else follows.
#[derive(Deserialize, Clone, Debug)]
pub struct Published {
	/// The canonical answer, where the server tells it.
	#[serde(default)]
	pub answer: Option<String>,
	/// What it says literally, and who says that too.
	pub leaves: Vec<EvidenceLeaf>,
}

impl Sources {
	/// Asks `own` alone.
	pub fn new(own: Server) -> Self {
		Self { own, others: Vec::new() }
	}

	/// Asks the servers of `workers` as well, where the chain has their addresses.
	///
	/// # Errors
	/// Those of the chain.
	pub async fn with_workers(
		mut self,
		view: &View,
		workers: &[AccountId32],
	) -> Result<Self, Failure> {
		for worker in workers {
			let found: Option<WorkerView<AccountId32>> =
				view.ask("AttributionApi_worker", worker).await?;
			let Some(worker) = found else { continue };
			// An address that is no text is none.
			let Ok(url) = String::from_utf8(worker.endpoint) else { continue };
			if self.all().all(|server| server.url() != url.trim_end_matches('/')) {
				self.others.push(Server::new(&url, None)?);
			}
		}
		Ok(self)
	}

	fn all(&self) -> impl Iterator<Item = &Server> {
		std::iter::once(&self.own).chain(&self.others)
	}

	/// Content from the first server that has it, and else from `address`, what the chain says where it is.
	///
	/// # Errors
	/// What the first one said, when none has it: [`Failure::Server`], [`Failure::WrongBytes`].
	pub async fn content(
		&self,
		commitment: &ContentCommitment,
		address: Option<&[u8]>,
	) -> Result<Vec<u8>, Failure> {
		let mut first = None;
		for server in self.all() {
			match server.content(commitment).await {
				Ok(bytes) => return Ok(bytes),
				Err(failure) => first = first.or(Some(failure)),
			}
		}
		let address = address.and_then(|address| std::str::from_utf8(address).ok());
		if let Some(address) = address.filter(|address| is_web(address)) {
			match self.own.content_at(address, commitment).await {
				Ok(bytes) => return Ok(bytes),
				Err(failure) => first = first.or(Some(failure)),
			}
		}
		Err(first.unwrap_or_else(|| Failure::Unknown(format!("content {:?}", commitment.root))))
	}

	/// The evidence of the job `id`, of every server that publishes some.
	///
	/// # Errors
	/// None but those of this machine: a server that does not answer has none.
	pub async fn evidence(&self, id: H256) -> Result<Vec<Published>, Failure> {
		let mut found = Vec::new();
		for server in self.all() {
			found.extend(read(server.evidence(id).await)?);
		}
		Ok(found)
	}

	/// The evidence of an answer that was paid for through `channel`, whose receipt ends at `cumulative`.
	///
	/// # Errors
	/// As [`Self::evidence`].
	pub async fn paid_evidence(
		&self,
		channel: ChannelId,
		cumulative: Balance,
	) -> Result<Vec<Published>, Failure> {
		let mut found = Vec::new();
		for server in self.all() {
			found.extend(read(server.paid_evidence(channel, cumulative).await)?);
		}
		Ok(found)
	}

	/// The leaves of a batch with this header.
	///
	/// # Errors
	/// As [`Self::evidence`].
	pub async fn batch_leaves(
		&self,
		batch: BatchId,
		header: &BatchHeader,
	) -> Result<Option<BatchLeaves>, Failure> {
		for server in self.all() {
			match server.batch_leaves(batch).await {
				Ok(Some(leaves)) if leaves.header().as_ref() == Some(header) => {
					return Ok(Some(leaves))
				},
				Ok(_) | Err(Failure::Server { .. }) => {},
				Err(failure) => return Err(failure),
			}
		}
		Ok(None)
	}
}

/// What a server publishes; nothing, when it does not, or nobody can read it.
fn read(told: Result<Option<Value>, Failure>) -> Result<Option<Published>, Failure> {
	match told {
		Ok(told) => Ok(told.and_then(|told| serde_json::from_value(told).ok())),
		Err(Failure::Server { .. }) => Ok(None),
		Err(failure) => Err(failure),
	}
}

/// Whether an address is one of the web, and not a CID or what else stands on chain.
fn is_web(address: &str) -> bool {
	address.starts_with("http://") || address.starts_with("https://")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn address_is_asked_only_when_it_is_of_the_web() {
		assert!(is_web("https://example.org/v1/content/0x00"));
		for other in ["ipfs://bafy", "file:///etc/passwd", "HTTP", "", "ftp://example.org"] {
			assert!(!is_web(other), "{other}");
		}
	}
}
