// SPDX-License-Identifier: Apache-2.0
//! `serve`: answers jobs and requests until it is stopped.

use super::store_location::{NoStore, StoreLocation};
use crate::{
	api::{RequestLimits, Token, TokenError},
	engine::EngineOptions,
	jobs::{JobLimits, Retention, DEFAULT_CHECKPOINT_EVERY, DEFAULT_PATIENCE},
	model::{Dtype, Placement, Quantisation},
	payments::{KeyError, WorkerKey},
	residency::ResidencyOptions,
	server::{Server, ServerError, ServerOptions, DEFAULT_BATCH, DEFAULT_INDEXES},
	sources::Reach,
};
use clap::Args;
use std::{io, net::SocketAddr, num::NonZeroUsize, path::PathBuf, time::Duration};
use tch::{Cuda, Device};
use tokio::{
	runtime::Runtime,
	signal::unix::{signal, SignalKind},
};

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// Arguments of `serve`.
#[derive(Args, Clone, Debug)]
pub struct Serve {
	/// Address and port to listen on; other machines can reach it only with a token
	#[arg(long, env = "OPENLEDGER_LISTEN", default_value = "127.0.0.1:8400")]
	listen: SocketAddr,
	/// JSON-RPC over HTTP of the node
	#[arg(long, env = "OPENLEDGER_NODE_URL", default_value = "http://127.0.0.1:9944")]
	node: String,
	/// Seconds after which the node counts as not reachable
	#[arg(long, default_value_t = 10)]
	node_timeout: u64,
	#[command(flatten)]
	store: StoreLocation,
	/// The most bytes of content and files on the disk [default: as many as it holds]
	#[arg(long)]
	store_bytes: Option<u64>,
	/// Which servers are asked for what is not in the store, by the addresses on chain
	#[arg(long, env = "OPENLEDGER_FETCH", value_enum, default_value_t)]
	fetch: Reach,
	/// Let anybody read content and artifacts by their hashes, without the token
	#[arg(long)]
	public_content: bool,
	/// Days after which content and files go that nothing refers to [default: never]
	#[arg(long)]
	collect_days: Option<u64>,
	/// File with the token that callers must show
	#[arg(long, env = "OPENLEDGER_TOKEN_FILE")]
	token_file: Option<PathBuf>,
	/// File with the worker's key, a secret URI or of a node's keystore: with it answers can be paid for
	#[arg(long, env = "OPENLEDGER_WORKER_KEY_FILE")]
	worker_key_file: Option<PathBuf>,
	/// Answer chats and completions that are paid for, and no others
	#[arg(long, requires = "worker_key_file")]
	require_payment: bool,
	/// Folder of the base model [default: the one that is part of this program]
	#[arg(long, env = "OPENLEDGER_BASE")]
	base: Option<PathBuf>,
	/// Serve adapters that are on no chain, too, by the roots of their manifests. No proof stands behind
	/// their answers
	#[arg(long)]
	serve_unregistered: bool,
	/// Where to compute: cpu, cuda or cuda:N
	#[arg(long, default_value = "cpu", value_parser = device)]
	device: Device,
	/// Type that the base model's weights are kept in
	#[arg(long, value_enum, default_value_t = Dtype::F32)]
	dtype: Dtype,
	/// Pack the base model's layers
	#[arg(long, value_enum)]
	quantise: Option<Quantisation>,
	/// Threads for each operation
	#[arg(long, default_value_t = 1)]
	threads: i32,
	/// Answers generated together
	#[arg(long, default_value_t = DEFAULT_BATCH)]
	batch: NonZeroUsize,
	/// Tokens of prompts read in one step, beside one token of each answer
	#[arg(long, default_value = "128")]
	prefill_tokens: NonZeroUsize,
	/// Bytes for keys and values of the answers being generated
	#[arg(long, default_value_t = EngineOptions::default().kv_cache_bytes)]
	kv_cache_bytes: u64,
	/// Jobs of a kind, and chats, that may wait
	#[arg(long, default_value_t = 256)]
	waiting: usize,
	/// Chats and inferences of one payer that may wait
	#[arg(long, default_value_t = EngineOptions::default().max_waiting_per_payer)]
	waiting_per_payer: usize,
	/// Seconds after which an inference that waits, and that nobody asks for, is given up
	#[arg(long, default_value_t = DEFAULT_PATIENCE.as_secs())]
	patience: u64,
	/// Jobs that are over, kept on the disk with their evidence
	#[arg(long, default_value_t = Retention::default().jobs)]
	keep_jobs: usize,
	/// Days for which they are kept
	#[arg(long, default_value_t = Retention::default().time.as_secs() / SECONDS_PER_DAY)]
	keep_days: u64,
	/// Seconds after which a training that runs is written down again
	#[arg(long, default_value_t = DEFAULT_CHECKPOINT_EVERY.as_secs())]
	checkpoint_every: u64,
	/// Bytes of adapters kept where the model computes
	#[arg(long, default_value_t = ResidencyOptions::default().device_bytes)]
	adapter_device_bytes: u64,
	/// Bytes of adapters' files kept in the host's memory; none when the model computes on the CPU
	#[arg(long, default_value_t = ResidencyOptions::default().host_bytes)]
	adapter_host_bytes: u64,
	/// Seconds that a request waits for room for its adapter while others are in use
	#[arg(long, default_value_t = ResidencyOptions::default().patience.as_secs())]
	adapter_patience: u64,
	/// Indexes over snapshots kept in memory
	#[arg(long, default_value_t = DEFAULT_INDEXES)]
	indexes: NonZeroUsize,
	/// Folder of a model of embeddings, in Model2Vec's layout
	#[arg(long, env = "OPENLEDGER_EMBEDDINGS")]
	embeddings: Option<PathBuf>,
	/// Connections open at once
	#[arg(long, default_value_t = RequestLimits::default().connections)]
	connections: usize,
	/// Requests being answered at once
	#[arg(long, default_value_t = RequestLimits::default().requests)]
	requests: usize,
	/// Seconds that a client may let the server wait, for the next piece of a request or to take an answer
	#[arg(long, default_value_t = RequestLimits::default().patience.as_secs())]
	client_timeout: u64,
}

/// Why `serve` did not start, or ended.
#[derive(thiserror::Error, Debug)]
pub enum ServeError {
	/// The file with the token.
	#[error(transparent)]
	Token(#[from] TokenError),
	/// The file with the worker's key.
	#[error(transparent)]
	Key(#[from] KeyError),
	/// There is no folder to keep things in.
	#[error(transparent)]
	NoStore(#[from] NoStore),
	/// There is no such device, or libtorch cannot use it.
	#[error("{0:?} is not available here: libtorch finds {1} CUDA devices")]
	NoDevice(Device, i64),
	/// The threads or signals of the process.
	#[error("{0}")]
	Process(#[from] io::Error),
	/// The server itself.
	#[error(transparent)]
	Server(#[from] ServerError),
}

/// Runs the command, until Ctrl-C or SIGTERM.
///
/// # Errors
/// [`ServeError`].
pub fn run(arguments: Serve) -> Result<(), ServeError> {
	let options = arguments.options()?;
	let runtime = Runtime::new()?;
	let served = runtime.block_on(async {
		let (mut interrupt, mut terminate) =
			(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
		let (node, store) = (options.node.clone(), options.store.clone());
		let server = Server::start(options).await?;
		tracing::info!(address = %server.address(), node, store = %store.display(), "serving");
		let stop = async move {
			tokio::select! {
				_ = interrupt.recv() => {},
				_ = terminate.recv() => {},
			}
			tracing::info!("stopping");
		};
		server.run(stop).await;
		Ok(())
	});
	// A computation that does not end by itself ends with the process.
	runtime.shutdown_background();
	served
}

impl Serve {
	fn options(self) -> Result<ServerOptions, ServeError> {
		check(self.device)?;
		let (store, remote) = self.store.resolve()?;
		Ok(ServerOptions {
			listen: self.listen,
			token: self.token_file.as_deref().map(Token::read).transpose()?,
			node: self.node,
			node_timeout: Duration::from_secs(self.node_timeout.max(1)),
			store,
			remote,
			store_bytes: self.store_bytes,
			fetch: self.fetch,
			public_content: self.public_content,
			base: self.base,
			placement: Placement {
				device: self.device,
				dtype: self.dtype,
				quantisation: self.quantise,
			},
			serve_unregistered: self.serve_unregistered,
			worker_key: self.worker_key_file.as_deref().map(WorkerKey::read).transpose()?,
			require_payment: self.require_payment,
			residency: ResidencyOptions {
				device_bytes: self.adapter_device_bytes,
				host_bytes: self.adapter_host_bytes,
				patience: Duration::from_secs(self.adapter_patience),
				..ResidencyOptions::default()
			},
			resident_indexes: self.indexes,
			engine: EngineOptions {
				max_rows: self.batch.get(),
				max_waiting: self.waiting,
				max_waiting_per_payer: self.waiting_per_payer,
				prefill_tokens: self.prefill_tokens.get(),
				kv_cache_bytes: self.kv_cache_bytes,
				threads: self.threads,
			},
			embeddings: self.embeddings,
			requests: RequestLimits {
				connections: self.connections,
				requests: self.requests,
				patience: Duration::from_secs(self.client_timeout.max(1)),
			},
			jobs: JobLimits {
				waiting: self.waiting,
				running: self.batch.get(),
				patience: Duration::from_secs(self.patience),
				keep: Retention {
					jobs: self.keep_jobs,
					time: days(self.keep_days),
					unreferenced: self.collect_days.map(days),
				},
				checkpoint_every: Duration::from_secs(self.checkpoint_every),
			},
		})
	}
}

fn days(number: u64) -> Duration {
	Duration::from_secs(number.saturating_mul(SECONDS_PER_DAY))
}

fn device(text: &str) -> Result<Device, String> {
	match text.split_once(':') {
		None if text == "cpu" => Ok(Device::Cpu),
		None if text == "cuda" => Ok(Device::Cuda(0)),
		Some(("cuda", number)) => {
			number.parse().map(Device::Cuda).map_err(|error| format!("cuda:{number}: {error}"))
		},
		_ => Err("a device is cpu, cuda or cuda:N".into()),
	}
}

fn check(device: Device) -> Result<(), ServeError> {
	let Device::Cuda(number) = device else { return Ok(()) };
	let devices = Cuda::device_count();
	match i64::try_from(number) {
		Ok(number) if number < devices => Ok(()),
		_ => Err(ServeError::NoDevice(device, devices)),
	}
}
