// SPDX-License-Identifier: Apache-2.0
//! A running server, from its options to its end.

mod connections;

use crate::{
	api::{Api, RequestLimits, Token},
	artifacts::{Artifacts, Base, BaseError},
	attribution::Indexes,
	chain::{ChainError, Node},
	engine::{Engine, EngineOptions},
	jobs::{JobLimits, Jobs, Workers},
	model::Placement,
	payments::{self, PaymentError, Payments, WorkerKey},
	residency::{Residency, ResidencyOptions},
	retrieval::{Library, RetrievalError},
	services::Services,
	sources::{FetchError, Reach, Sources},
	store::{Remote, Store, StoreError, StoreOptions},
};
use openledger_attribution::retrieval::{ModelError, StaticModel};
use std::{
	future::Future, io, net::SocketAddr, num::NonZeroUsize, path::PathBuf, sync::Arc,
	time::Duration,
};
use tch::Device;
use tokio::{
	net::TcpListener,
	task::{self, JoinError, JoinHandle},
};

/// How long requests that are being answered may go on when the server is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// What a server is started with.
#[derive(Clone)]
pub struct ServerOptions {
	/// Where it listens.
	pub listen: SocketAddr,
	/// What callers must show. Without it the server listens on the loopback interface only.
	pub token: Option<Token>,
	/// URL of the node's JSON-RPC server.
	pub node: String,
	/// How long one call to the node may take.
	pub node_timeout: Duration,
	/// The folder of the store.
	pub store: PathBuf,
	/// The object store behind it, as `s3://bucket/prefix`; none when the folder has everything.
	pub remote: Option<String>,
	/// Which servers are asked for what is not in the store, where the chain says that it is.
	pub fetch: Reach,
	/// Whether anybody may read content and artifacts by their hashes, without the token.
	pub public_content: bool,
	/// The most bytes of content and files in the folder; none for as many as the disk holds.
	pub store_bytes: Option<u64>,
	/// The folder of the base model; none for the one that is part of the program.
	pub base: Option<PathBuf>,
	/// Where the base model's weights are kept, and as what; adapters are on the same device.
	pub placement: Placement,
	/// Whether adapters are served that are on no chain, by the roots of their manifests.
	pub serve_unregistered: bool,
	/// The key of the worker whom answers are paid to, where they can be paid for.
	pub worker_key: Option<WorkerKey>,
	/// Whether chats and completions have to be paid for.
	pub require_payment: bool,
	/// How much memory adapters may take, and how they come into it.
	pub residency: ResidencyOptions,
	/// Indexes over snapshots that stay in memory.
	pub resident_indexes: NonZeroUsize,
	/// How much the engine takes on.
	pub engine: EngineOptions,
	/// How many jobs are taken on.
	pub jobs: JobLimits,
	/// How much is asked for at once, and how long clients may take.
	pub requests: RequestLimits,
	/// The folder of the model of embeddings, in Model2Vec's layout, if there is one.
	pub embeddings: Option<PathBuf>,
}

impl ServerOptions {
	/// A server at `listen` that keeps its files in `store` and asks the node at `node`; the rest as
	/// the command has it by default.
	pub fn new(listen: SocketAddr, store: PathBuf, node: String) -> Self {
		Self {
			listen,
			token: None,
			node,
			node_timeout: Duration::from_secs(10),
			store,
			remote: None,
			fetch: Reach::default(),
			public_content: false,
			store_bytes: None,
			base: None,
			placement: Device::Cpu.into(),
			serve_unregistered: false,
			worker_key: None,
			require_payment: false,
			residency: ResidencyOptions::default(),
			resident_indexes: DEFAULT_INDEXES,
			engine: EngineOptions::default(),
			jobs: JobLimits::default(),
			requests: RequestLimits::default(),
			embeddings: None,
		}
	}
}

/// Answers generated together, unless the operator says otherwise.
pub const DEFAULT_BATCH: NonZeroUsize = NonZeroUsize::new(32).expect("32 is not zero; qed");
/// Indexes in memory, unless the operator says otherwise.
pub const DEFAULT_INDEXES: NonZeroUsize = NonZeroUsize::new(16).expect("16 is not zero; qed");

/// Why a server did not start, or ended.
#[derive(thiserror::Error, Debug)]
pub enum ServerError {
	/// Others could reach it, and nothing keeps them out.
	#[error("{0} is not a loopback address: give a token to listen there")]
	TokenRequired(SocketAddr),
	/// The store's folder cannot be used.
	#[error("store: {0}")]
	Store(#[from] StoreError),
	/// The base model cannot be used.
	#[error("base model: {0}")]
	Base(#[from] BaseError),
	/// The model of embeddings cannot be used.
	#[error("embeddings: {0}")]
	Embeddings(#[from] ModelError),
	/// The indexes of passages, or the log of what was found, cannot be used.
	#[error("retrieval: {0}")]
	Retrieval(#[from] RetrievalError),
	/// Receipts and vouchers cannot be taken up.
	#[error("payments: {0}")]
	Payments(#[source] Box<PaymentError>),
	/// Answers would have to be paid for, and nobody could be paid.
	#[error("answers cannot be paid for without a worker's key")]
	WorkerKeyRequired,
	/// The node's URL is not one.
	#[error(transparent)]
	Node(#[from] ChainError),
	/// The address cannot be listened on.
	#[error("cannot listen on {address}: {source}")]
	Listen {
		/// Which one.
		address: SocketAddr,
		/// Why not.
		source: io::Error,
	},
	/// Other servers cannot be asked.
	#[error("fetching: {0}")]
	Fetch(#[from] FetchError),
	/// The engine's thread cannot be started.
	#[error("engine: {0}")]
	Engine(#[source] io::Error),
	/// Loading was cut short.
	#[error("starting was cut short: {0}")]
	CutShort(#[from] JoinError),
}

impl From<PaymentError> for ServerError {
	fn from(error: PaymentError) -> Self {
		Self::Payments(Box::new(error))
	}
}

/// A server that listens.
pub struct Server {
	listener: TcpListener,
	address: SocketAddr,
	api: Api,
	workers: Workers,
	/// Looks after batches, where answers can be paid for.
	watching: Option<JoinHandle<()>>,
}

impl Server {
	/// Opens the store, loads the base model, takes up unfinished jobs, and listens. The node need not
	/// be up.
	///
	/// # Errors
	/// [`ServerError`].
	pub async fn start(options: ServerOptions) -> Result<Self, ServerError> {
		if options.token.is_none() && !options.listen.ip().is_loopback() {
			return Err(ServerError::TokenRequired(options.listen));
		}
		if options.require_payment && options.worker_key.is_none() {
			return Err(ServerError::WorkerKeyRequired);
		}
		let node = Node::new(&options.node, options.node_timeout)?;
		let refused = |source| ServerError::Listen { address: options.listen, source };
		let listener = TcpListener::bind(options.listen).await.map_err(refused)?;
		let address = listener.local_addr().map_err(refused)?;
		let (token, limits, requests) = (options.token.clone(), options.jobs, options.requests);
		let require_payment = options.require_payment;
		let public_content = options.public_content;
		let services = task::spawn_blocking(move || services(&options, node)).await??;
		let services = Arc::new(services);
		services.artifacts.adapters().prefetch_pinned();
		let (jobs, workers) = Jobs::start(services.clone(), limits)?;
		let watching = services.payments.as_ref().map(|payments| {
			tokio::spawn(payments::watch(Arc::downgrade(payments), services.node.clone()))
		});
		let api = Api::new(services, jobs, token, requests)
			.requiring_payment(require_payment)
			.with_public_content(public_content);
		Ok(Self { listener, address, api, workers, watching })
	}

	/// Where it listens.
	pub fn address(&self) -> SocketAddr {
		self.address
	}

	/// Its jobs.
	pub fn jobs(&self) -> &Jobs {
		&self.api.jobs
	}

	/// Serves until `stop` is done. Then requests that are being answered have a few seconds to end,
	/// and unfinished jobs stay on the disk.
	pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) {
		let Self { listener, api, workers, watching, .. } = self;
		let (limits, works) = (api.limits, api.works.clone());
		connections::serve(listener, api.router(), limits, stop, GRACE).await;
		works.stop().await;
		if let Some(watching) = watching {
			watching.abort();
			// Ended by that, or by itself.
			let _ = watching.await;
		}
		workers.stop().await;
	}
}

fn services(options: &ServerOptions, node: Node) -> Result<Services, ServerError> {
	let remote = options.remote.as_deref().map(Remote::open).transpose()?;
	let store =
		Store::open_with(&options.store, StoreOptions { limit: options.store_bytes, remote })?;
	let base = Arc::new(match &options.base {
		Some(folder) => Base::load(folder, options.placement)?,
		None => Base::embedded(options.placement)?,
	});
	// Whoever wants to register the base model finds its manifest here.
	store.put_content(&base.manifest().to_bytes())?;
	let sources = Sources::new(store.clone(), options.fetch)?;
	let engine =
		Engine::start(base.model().clone(), options.engine).map_err(ServerError::Engine)?;
	let embeddings =
		options.embeddings.as_deref().map(StaticModel::open).transpose()?.map(Arc::new);
	let library = Library::open(
		sources.clone(),
		&options.store,
		embeddings.clone(),
		options.resident_indexes,
	)?;
	let mut residency = options.residency;
	if options.placement.device == Device::Cpu {
		// A copy of the files would take the same memory again.
		residency.host_bytes = 0;
	}
	let adapters = Residency::open(base.model().clone(), store.clone(), residency)?;
	let payments = match &options.worker_key {
		Some(key) => Some(Arc::new(Payments::open(store.path(), key.clone())?)),
		None => None,
	};
	Ok(Services {
		node,
		payments,
		library,
		embeddings,
		artifacts: Artifacts::new(base, adapters, sources.clone(), options.serve_unregistered),
		indexes: Indexes::new(sources.clone(), options.resident_indexes),
		store,
		sources,
		engine,
		threads: options.engine.threads,
	})
}
