// SPDX-License-Identifier: Apache-2.0
//! The chain: reads at the newest finalised block, and transactions.

mod json;
mod signer;
mod transaction;
mod trial;
pub mod value;

pub use json::plancks;
pub use signer::Signer;
pub use transaction::{Call, Encoded, Receipt};

use crate::failure::Failure;
use codec::{DecodeAll, Encode};
use polkadot_sdk::sp_runtime::AccountId32;
use subxt::{
	client::{ClientAtBlock, OnlineClientAtBlockImpl},
	config::PolkadotConfig,
	dynamic,
	ext::scale_decode::DecodeAsType,
	rpcs::RpcClient,
	OnlineClient,
};

/// The chain as of one finalised block.
pub type At = ClientAtBlock<PolkadotConfig, OnlineClientAtBlockImpl<PolkadotConfig>>;

/// A connection to a node.
pub struct Chain {
	client: OnlineClient<PolkadotConfig>,
	rpc: RpcClient,
	url: String,
}

impl Chain {
	/// Connects to the node at `url`, a WebSocket address.
	///
	/// # Errors
	/// [`Failure::NoNode`].
	pub async fn connect(url: &str) -> Result<Self, Failure> {
		let failed = |reason: String| Failure::NoNode { url: url.to_owned(), reason };
		// Whoever names an address without encryption has decided so.
		let rpc =
			RpcClient::from_insecure_url(url).await.map_err(|error| failed(error.to_string()))?;
		let client = OnlineClient::from_rpc_client(rpc.clone())
			.await
			.map_err(|error| failed(error.to_string()))?;
		Ok(Self { client, rpc, url: url.to_owned() })
	}

	/// The chain as of its newest finalised block.
	///
	/// # Errors
	/// [`Failure::NoNode`].
	pub async fn finalised(&self) -> Result<View, Failure> {
		let at = self.client.at_current_block().await;
		let at = at.map_err(|error| Failure::NoNode {
			url: self.url.clone(),
			reason: error.to_string(),
		})?;
		Ok(View { at })
	}

	/// What tells this chain from all others.
	pub fn genesis(&self) -> [u8; 32] {
		self.client.genesis_hash().0
	}
}

/// An account, as far as it is looked at here.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct AccountInfo {
	data: AccountData,
}

/// Its balances.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct AccountData {
	free: u128,
}

/// The chain as of one finalised block.
pub struct View {
	at: At,
}

impl View {
	/// The number of its block.
	pub fn block(&self) -> u64 {
		self.at.block_number()
	}

	/// The time by which the chain counts windows and deadlines: blocks that were full left out.
	///
	/// # Errors
	/// [`Failure::Node`], [`Failure::Undecodable`].
	pub async fn clock(&self) -> Result<u64, Failure> {
		let question = "Ticks.Skipped";
		let address = dynamic::storage::<(), u32>("Ticks", "Skipped");
		let found = self.at.storage().try_fetch(address, ()).await;
		let found = found.map_err(|error| Failure::Node {
			question: question.to_owned(),
			reason: error.to_string(),
		})?;
		let skipped = match found {
			Some(found) => found.decode().map_err(|_| Failure::Undecodable(question.to_owned()))?,
			None => 0,
		};
		Ok(self.block().saturating_sub(u64::from(skipped)))
	}

	/// Asks the runtime.
	///
	/// # Errors
	/// [`Failure::Node`], [`Failure::Undecodable`].
	pub async fn ask<A: Encode, R: DecodeAll>(
		&self,
		question: &str,
		arguments: A,
	) -> Result<R, Failure> {
		let answer = self.at.runtime_apis().call_raw(question, Some(&arguments.encode())).await;
		let answer = answer.map_err(|error| Failure::Node {
			question: question.to_owned(),
			reason: error.to_string(),
		})?;
		R::decode_all(&mut answer.as_slice()).map_err(|_| Failure::Undecodable(question.to_owned()))
	}

	/// What `account` can spend or put at stake, in plancks.
	///
	/// # Errors
	/// [`Failure::Node`], [`Failure::Undecodable`].
	pub async fn free_balance(&self, account: &AccountId32) -> Result<u128, Failure> {
		let question = "System.Account";
		let address = dynamic::storage::<([u8; 32],), AccountInfo>("System", "Account");
		let key: [u8; 32] = account.clone().into();
		let found = self.at.storage().try_fetch(address, (key,)).await;
		let found = found.map_err(|error| Failure::Node {
			question: question.to_owned(),
			reason: error.to_string(),
		})?;
		// An account without a balance is not kept.
		let Some(found) = found else { return Ok(0) };
		let info = found.decode().map_err(|_| Failure::Undecodable(question.to_owned()))?;
		Ok(info.data.free)
	}
}
