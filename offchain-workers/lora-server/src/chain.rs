// SPDX-License-Identifier: Apache-2.0
//! What the server asks the node: reads at the newest finalised block, over JSON-RPC.
//!
//! The node may be down, slow or replaced at any time. Nothing is kept between two jobs, and every
//! error here is one that passes: the job that met it can be posted again.

use codec::{Decode, DecodeAll, Encode};
use jsonrpsee::{
	core::{
		client::{ClientT, Error as RpcError},
		params::ArrayParams,
	},
	http_client::{HttpClient, HttpClientBuilder},
	rpc_params,
};
use openledger_primitives::{
	ids::{ArtifactId, BatchId, ChannelId, DatanetId, DistributionId, SnapshotId},
	records::{
		ArtifactRecord, BatchRecord, ChannelRecord, ContributionRecord, DatanetRecord,
		DistributionRecord, ReceiptsAccountRecord,
	},
	traits::SnapshotInfo,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde::de::DeserializeOwned;
use std::{error::Error, sync::Arc, time::Duration};

/// How many contributions are asked for at once: the most that the runtime gives.
const PAGE: u32 = 256;
/// The longest answer of the node that is read, in bytes.
const MAX_RESPONSE: u32 = 16 * 1024 * 1024;

/// Why the node did not say what was asked.
#[derive(thiserror::Error, Debug)]
pub enum ChainError {
	/// The URL is not one.
	#[error("{url} is not the URL of a node: {reason}")]
	Url {
		/// What was given.
		url: String,
		/// What is wrong with it.
		reason: String,
	},
	/// No connection, or no answer in time.
	#[error("the node at {url} is not reachable: {reason}")]
	Unreachable {
		/// Where it was looked for.
		url: String,
		/// What happened.
		reason: String,
	},
	/// The node refused.
	#[error("the node refused {call}: {reason}")]
	Refused {
		/// The RPC method or runtime API.
		call: String,
		/// Its words.
		reason: String,
	},
	/// The answer is not what this server's version understands.
	#[error("the node's answer to {call} cannot be decoded: {reason}")]
	Undecodable {
		/// The RPC method or runtime API.
		call: String,
		/// What is wrong with it.
		reason: String,
	},
}

/// A node, by the URL of its JSON-RPC server.
#[derive(Clone)]
pub struct Node {
	http: HttpClient,
	url: Arc<str>,
}

impl Node {
	/// The node at `url`, which need not be up. Each call to it takes at most `timeout`.
	///
	/// # Errors
	/// [`ChainError::Url`].
	pub fn new(url: &str, timeout: Duration) -> Result<Self, ChainError> {
		let http = HttpClientBuilder::default()
			.request_timeout(timeout)
			.max_response_size(MAX_RESPONSE)
			.build(url)
			.map_err(|error| ChainError::Url { url: url.into(), reason: error.to_string() })?;
		Ok(Self { http, url: url.into() })
	}

	/// The chain as of its newest finalised block.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn finalised(&self) -> Result<ChainView, ChainError> {
		let genesis = self.request("chain_getBlockHash", rpc_params![0u32]).await?;
		let at = self.request("chain_getFinalizedHead", rpc_params![]).await?;
		Ok(ChainView { node: self.clone(), genesis, at })
	}

	async fn request<T: DeserializeOwned>(
		&self,
		method: &str,
		params: ArrayParams,
	) -> Result<T, ChainError> {
		self.http.request(method, params).await.map_err(|error| self.failed(method, error))
	}

	fn failed(&self, call: &str, error: RpcError) -> ChainError {
		let call = call.into();
		match error {
			RpcError::Call(refusal) => {
				let reason = match refusal.data() {
					Some(data) => format!("{} ({data})", refusal.message()),
					None => refusal.message().into(),
				};
				ChainError::Refused { call, reason }
			},
			RpcError::ParseError(error) => {
				ChainError::Undecodable { call, reason: error.to_string() }
			},
			error => ChainError::Unreachable { url: self.url.to_string(), reason: chained(&error) },
		}
	}
}

/// The state of the chain at one finalised block. All that is read through it fits together.
#[derive(Clone)]
pub struct ChainView {
	node: Node,
	genesis: H256,
	at: H256,
}

impl ChainView {
	/// The hash of the chain's first block: which chain this is.
	pub fn genesis(&self) -> H256 {
		self.genesis
	}

	/// The artifact `id`; `None` when there is none of this number.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn artifact(
		&self,
		id: ArtifactId,
	) -> Result<Option<ArtifactRecord<AccountId32>>, ChainError> {
		self.call("ModelRegistryApi_artifact", id).await
	}

	/// The snapshot `id`; `None` when there is none of this number.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn snapshot(&self, id: SnapshotId) -> Result<Option<SnapshotInfo>, ChainError> {
		self.call("DatanetsApi_snapshot", id).await
	}

	/// The Datanet `id`; `None` when there is none of this number.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn datanet(
		&self,
		id: DatanetId,
	) -> Result<Option<DatanetRecord<AccountId32>>, ChainError> {
		self.call("DatanetsApi_datanet", id).await
	}

	/// All contributions that had been accepted when the snapshot `id` was taken, in that order, what
	/// was taken down included: as many as `accepted`, which the snapshot says.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn contributions(
		&self,
		id: SnapshotId,
		accepted: u32,
	) -> Result<Vec<ContributionRecord<AccountId32>>, ChainError> {
		const CALL: &str = "DatanetsApi_contributions";
		let mut all = Vec::new();
		let mut start = 0;
		while start < accepted {
			let page: Vec<ContributionRecord<AccountId32>> =
				self.call(CALL, (id, start, PAGE)).await?;
			all.extend(page);
			let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
			// Neither fewer than the snapshot has, nor more than were asked for.
			if count != accepted.min(start.saturating_add(PAGE)) {
				return Err(ChainError::Undecodable {
					call: CALL.into(),
					reason: format!("snapshot {id} has {accepted} contributions, not {count}"),
				});
			}
			start = count;
		}
		Ok(all)
	}

	/// The prepaid channel `id`; `None` when there is none of this number, or none any more.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn channel(
		&self,
		id: ChannelId,
	) -> Result<Option<ChannelRecord<AccountId32>>, ChainError> {
		self.call("PaymentChannelsApi_channel", id).await
	}

	/// The account for batches of `worker`, if it has one.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn receipts_account(
		&self,
		worker: &AccountId32,
	) -> Result<Option<ReceiptsAccountRecord>, ChainError> {
		self.call("ReceiptsApi_account_of", worker).await
	}

	/// The batch of receipts `id`, while it is neither final nor void.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn batch(&self, id: BatchId) -> Result<Option<BatchRecord<AccountId32>>, ChainError> {
		self.call("ReceiptsApi_batch", id).await
	}

	/// The distribution `id`; `None` when there is none of this number, or no longer.
	///
	/// # Errors
	/// [`ChainError`].
	pub async fn distribution(
		&self,
		id: DistributionId,
	) -> Result<Option<DistributionRecord<AccountId32>>, ChainError> {
		self.call("RoyaltiesApi_distribution", id).await
	}

	async fn call<T: Decode>(
		&self,
		function: &str,
		arguments: impl Encode,
	) -> Result<T, ChainError> {
		let arguments = format!("0x{}", hex::encode(arguments.encode()));
		let params = rpc_params![function, arguments, self.at];
		let answer: String = match self.node.http.request("state_call", params).await {
			Ok(answer) => answer,
			Err(error) => return Err(self.node.failed(function, error)),
		};
		let undecodable = |reason| ChainError::Undecodable { call: function.into(), reason };
		let digits = answer.strip_prefix("0x").unwrap_or(&answer);
		let bytes = hex::decode(digits).map_err(|error| undecodable(error.to_string()))?;
		T::decode_all(&mut bytes.as_slice()).map_err(|error| undecodable(error.to_string()))
	}
}

/// An error and what it rests on: the outermost seldom says what happened.
fn chained(error: &dyn Error) -> String {
	let mut words = error.to_string();
	let mut source = error.source();
	while let Some(error) = source {
		let next = error.to_string();
		if !words.ends_with(&next) {
			words = format!("{words}: {next}");
		}
		source = error.source();
	}
	words
}
