// SPDX-License-Identifier: Apache-2.0
//! Jobs by JSON-RPC 2.0 at `/rpc`: calls by HTTP or WebSocket, subscriptions by WebSocket.
//!
//! | method | parameters | answers |
//! | --- | --- | --- |
//! | `jobs_submit` | `JobRequest` | `JobStatus`; a job that is known is not started again |
//! | `jobs_status` | job | `JobStatus` |
//! | `jobs_evidence` | job | the evidence of a finished inference |
//! | `adapters_list` | none | what `GET /v1/adapters` answers |
//! | `jobs_subscribeProgress` | job | `{status, progress}` now and whenever it changes, to the end |
//!
//! Errors have the message, and as `data` the object, that HTTP has for them; the code is -32602 for wrong
//! requests, -32603 where the server fails, and -32000 less the HTTP status for others.

use super::{adapters::AdapterList, Api, ApiError};
use crate::{
	jobs::{JobUpdate, Jobs},
	services::Services,
};
use axum::{
	body::Body,
	extract::Request,
	http::{header::ORIGIN, StatusCode},
	response::Response,
};
use jsonrpsee::{
	core::{RegisterMethodError, SubscriptionResult},
	server::{
		middleware::rpc::RpcServiceBuilder, stop_channel, BatchRequestConfig, Methods, PingConfig,
		RpcModule, Server, ServerHandle, StopHandle, TowerServiceBuilder,
	},
	types::{
		error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE},
		ErrorObjectOwned, Params,
	},
	PendingSubscriptionSink, SubscriptionMessage,
};
use openledger_primitives::jobs::{JobRequest, JobState};
use polkadot_sdk::sp_core::H256;
use serde::de::DeserializeOwned;
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task};
use tower::{layer::util::Identity, Service};

/// Connections at once.
const MAX_CONNECTIONS: u32 = 256;
/// Subscriptions of one connection.
const MAX_SUBSCRIPTIONS: u32 = 64;
/// Calls in one batch.
const MAX_BATCH: u32 = 64;
/// Messages that may wait for one connection.
const MAX_WAITING: u32 = 64;
/// How often a WebSocket is asked whether somebody is there, and after how long without an answer it ends.
const PING: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(60);

/// JSON-RPC for the clients of one server.
#[derive(Clone)]
pub(super) struct Rpc {
	service: TowerServiceBuilder<Identity, Identity>,
	methods: Methods,
	stop: StopHandle,
	/// Dropped with the last clone, it ends the WebSockets.
	_handle: Arc<ServerHandle>,
}

impl Rpc {
	pub fn new(jobs: Jobs, services: Arc<Services>, max_body: u32) -> Self {
		let methods = methods(jobs, services).expect("no name is given twice; qed");
		let (stop, handle) = stop_channel();
		let service = Server::builder()
			.max_connections(MAX_CONNECTIONS)
			.max_subscriptions_per_connection(MAX_SUBSCRIPTIONS)
			.max_request_body_size(max_body)
			.max_response_body_size(max_body)
			.set_batch_request_config(BatchRequestConfig::Limit(MAX_BATCH))
			.set_message_buffer_capacity(MAX_WAITING)
			.enable_ws_ping(PingConfig::new().ping_interval(PING).inactive_limit(SILENCE))
			.set_rpc_middleware(RpcServiceBuilder::new())
			.to_service_builder();
		Self { service, methods: methods.into(), stop, _handle: Arc::new(handle) }
	}

	async fn answer(&self, request: Request) -> Result<Response, ApiError> {
		// One service for each connection: each has a number of its own, which subscriptions belong to.
		let mut service = self.service.clone().build(self.methods.clone(), self.stop.clone());
		match service.call(request).await {
			Ok(response) => Ok(response.map(Body::new)),
			Err(error) => Err(ApiError::internal(format!("JSON-RPC: {error}"))),
		}
	}
}

/// Answers a call, or opens a WebSocket.
pub(super) async fn serve(api: Api, rpc: Rpc, request: Request) -> Result<Response, ApiError> {
	// A browser lets every page open WebSockets to this machine, and says which page it is.
	if api.token.is_none() && request.headers().contains_key(ORIGIN) {
		let message = "web pages may call a server that asks for a token, and no other";
		return Err(ApiError::forbidden("origin_not_allowed", message));
	}
	rpc.answer(request).await
}

fn methods(jobs: Jobs, services: Arc<Services>) -> Result<RpcModule<Jobs>, RegisterMethodError> {
	let mut module = RpcModule::new(jobs);
	module.register_method("adapters_list", move |_, _, _| {
		Ok::<_, ApiError>(AdapterList::all(&services.artifacts))
	})?;
	module.register_async_method("jobs_submit", |params, jobs, _| async move {
		let request: JobRequest = one(&params)?;
		let posted = task::spawn_blocking(move || jobs.post(request)).await;
		Ok::<_, ApiError>(posted??)
	})?;
	module.register_async_method("jobs_status", |params, jobs, _| async move {
		let id = one(&params)?;
		let found = task::spawn_blocking(move || jobs.status(id)).await;
		found??.ok_or_else(|| unknown("this job was never posted here"))
	})?;
	module.register_async_method("jobs_evidence", |params, jobs, _| async move {
		let id = one(&params)?;
		let found = task::spawn_blocking(move || jobs.evidence(id)).await;
		found??.ok_or_else(|| unknown("this is not a finished inference"))
	})?;
	module.register_subscription(
		"jobs_subscribeProgress",
		"jobs_progress",
		"jobs_unsubscribeProgress",
		|params, pending, jobs, _| async move { follow(&params, pending, jobs).await },
	)?;
	Ok(module)
}

/// Tells what becomes of a job, to its end or the client's.
async fn follow(
	params: &Params<'static>,
	pending: PendingSubscriptionSink,
	jobs: Arc<Jobs>,
) -> SubscriptionResult {
	let (id, mut updates) = match updates(params, &jobs).await {
		Ok(found) => found,
		Err(error) => {
			pending.reject(error).await;
			return Ok(());
		},
	};
	let sink = pending.accept().await?;
	loop {
		// A client that is slow is told the newest, and not what came between.
		let update = updates.borrow_and_update().clone();
		let over = is_over(&update);
		sink.send(SubscriptionMessage::from_json(&update)?).await?;
		if over {
			return Ok(());
		}
		let changed = tokio::select! {
			changed = updates.changed() => changed,
			() = sink.closed() => return Ok(()),
		};
		if changed.is_err() {
			// Nobody works on it any more: its end, if it has one, is on the disk.
			let jobs = jobs.clone();
			let found = task::spawn_blocking(move || jobs.status(id)).await??;
			if let Some(status) = found {
				let update = JobUpdate { status, ..updates.borrow().clone() };
				sink.send(SubscriptionMessage::from_json(&update)?).await?;
			}
			return Ok(());
		}
	}
}

async fn updates(
	params: &Params<'static>,
	jobs: &Arc<Jobs>,
) -> Result<(H256, watch::Receiver<JobUpdate>), ApiError> {
	let id: H256 = one(params)?;
	let jobs = jobs.clone();
	let found = task::spawn_blocking(move || jobs.subscribe(id)).await??;
	Ok((id, found.ok_or_else(|| unknown("this job was never posted here"))?))
}

fn is_over(update: &JobUpdate) -> bool {
	matches!(update.status.state, JobState::Finished { .. } | JobState::Failed { .. })
}

/// The only parameter.
fn one<T: DeserializeOwned>(params: &Params<'_>) -> Result<T, ApiError> {
	params.one().map_err(|error| {
		let detail = error.data().map_or_else(String::new, |detail| format!(": {detail}"));
		ApiError::invalid("invalid_request", format!("{}{detail}", error.message()))
	})
}

fn unknown(message: &str) -> ApiError {
	ApiError::not_found("job_unknown", message)
}

impl From<ApiError> for ErrorObjectOwned {
	fn from(error: ApiError) -> Self {
		let code = match error.status() {
			StatusCode::BAD_REQUEST => INVALID_PARAMS_CODE,
			status if status.is_server_error() => INTERNAL_ERROR_CODE,
			status => -32_000 - i32::from(status.as_u16()),
		};
		Self::owned(code, error.message().to_owned(), Some(error.body()))
	}
}
