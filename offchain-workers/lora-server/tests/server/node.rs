// SPDX-License-Identifier: Apache-2.0
//! The node's side of the wire.

use codec::{Decode, Encode};
use jsonrpsee::{
	server::{RpcModule, Server, ServerHandle},
	types::{ErrorObjectOwned, Params},
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
use std::{
	collections::BTreeMap,
	net::SocketAddr,
	sync::{Arc, Mutex},
};
use tokio::sync::watch;

type Contributions = Vec<ContributionRecord<AccountId32>>;

/// What the chain has in its newest finalised block.
#[derive(Clone, Default)]
pub struct Records {
	pub genesis: H256,
	pub datanets: BTreeMap<DatanetId, DatanetRecord<AccountId32>>,
	pub artifacts: BTreeMap<ArtifactId, ArtifactRecord<AccountId32>>,
	pub snapshots: BTreeMap<SnapshotId, (SnapshotInfo, Contributions)>,
	pub channels: BTreeMap<ChannelId, ChannelRecord<AccountId32>>,
	pub accounts: BTreeMap<AccountId32, ReceiptsAccountRecord>,
	pub batches: BTreeMap<BatchId, BatchRecord<AccountId32>>,
	pub distributions: BTreeMap<DistributionId, DistributionRecord<AccountId32>>,
}

/// A JSON-RPC server with [`Records`].
pub struct Node {
	pub records: Arc<Mutex<Records>>,
	address: SocketAddr,
	paused: watch::Sender<bool>,
	handle: ServerHandle,
}

struct Context {
	records: Arc<Mutex<Records>>,
	paused: watch::Receiver<bool>,
}

impl Node {
	pub async fn start(records: Records) -> Self {
		Self::start_at("127.0.0.1:0".parse().unwrap(), records).await
	}

	pub async fn start_at(address: SocketAddr, records: Records) -> Self {
		let records = Arc::new(Mutex::new(records));
		let (paused, receiver) = watch::channel(false);
		let mut module = RpcModule::new(Context { records: records.clone(), paused: receiver });
		module
			.register_method("chain_getBlockHash", |params, context, _| {
				let block: u32 = params.one()?;
				assert_eq!(block, 0, "only the genesis is asked for");
				Ok::<_, ErrorObjectOwned>(context.records.lock().unwrap().genesis)
			})
			.unwrap();
		module
			.register_method("chain_getFinalizedHead", |_, _, _| {
				Ok::<_, ErrorObjectOwned>(H256::repeat_byte(0xF1))
			})
			.unwrap();
		module
			.register_async_method("state_call", |params, context, _| async move {
				let _ = context.paused.clone().wait_for(|paused| !paused).await;
				let records = context.records.lock().unwrap().clone();
				state_call(&params, &records)
			})
			.unwrap();
		let server = Server::builder().build(address).await.unwrap();
		let address = server.local_addr().unwrap();
		Self { records, address, paused, handle: server.start(module) }
	}

	pub fn url(&self) -> String {
		format!("http://{}", self.address)
	}

	/// Leaves calls unanswered until told otherwise.
	pub fn pause(&self, paused: bool) {
		self.paused.send(paused).unwrap();
	}

	/// Stops, and returns what it would be started again with.
	pub async fn stop(self) -> (SocketAddr, Records) {
		self.handle.stop().unwrap();
		self.handle.stopped().await;
		let records = self.records.lock().unwrap().clone();
		(self.address, records)
	}
}

fn state_call(params: &Params<'_>, records: &Records) -> Result<String, ErrorObjectOwned> {
	let (function, arguments, at): (String, String, H256) = params.parse()?;
	assert_eq!(at, H256::repeat_byte(0xF1), "reads are at the finalised block");
	let arguments = hex::decode(arguments.strip_prefix("0x").unwrap()).unwrap();
	let arguments = &mut arguments.as_slice();
	let answer = match function.as_str() {
		"ModelRegistryApi_artifact" => {
			records.artifacts.get(&Decode::decode(arguments).unwrap()).encode()
		},
		"DatanetsApi_datanet" => records.datanets.get(&Decode::decode(arguments).unwrap()).encode(),
		"PaymentChannelsApi_channel" => {
			records.channels.get(&Decode::decode(arguments).unwrap()).encode()
		},
		"ReceiptsApi_account_of" => {
			records.accounts.get(&Decode::decode(arguments).unwrap()).encode()
		},
		"ReceiptsApi_batch" => records.batches.get(&Decode::decode(arguments).unwrap()).encode(),
		"RoyaltiesApi_distribution" => {
			records.distributions.get(&Decode::decode(arguments).unwrap()).encode()
		},
		"DatanetsApi_snapshot" => {
			let id = Decode::decode(arguments).unwrap();
			records.snapshots.get(&id).map(|(info, _)| info).encode()
		},
		"DatanetsApi_contributions" => {
			let (id, start, limit) = <(SnapshotId, u32, u32)>::decode(arguments).unwrap();
			let all = records.snapshots.get(&id).map(|(_, all)| all.as_slice()).unwrap_or_default();
			let page = all.iter().skip(start as usize).take(limit.min(256) as usize);
			page.cloned().collect::<Vec<_>>().encode()
		},
		other => {
			return Err(ErrorObjectOwned::owned(4003, format!("no function {other}"), None::<()>))
		},
	};
	assert!(arguments.is_empty(), "all arguments are read");
	Ok(format!("0x{}", hex::encode(answer)))
}
