// SPDX-License-Identifier: Apache-2.0
//! Answers that are paid for, and what settles them. `openledger-primitives::payment` has the JSON.

mod answer;
mod purse;
mod refusal;
mod works;

pub(super) use answer::answer;
pub(super) use purse::Asked;
pub use works::Works;

use super::{body::JsonBody, openapi::Refusals, Api, ApiError};
use crate::payments::{self, PaymentError, Payments, Voucher};
use axum::{
	extract::{rejection::PathRejection, Path, State},
	http::header::CONTENT_TYPE,
	response::IntoResponse,
	Json,
};
use openledger_primitives::{
	ids::{BatchId, ChannelId},
	payment::{BatchRequest, BatchStatus, PaymentTerms, ProposedBatch},
	receipts::BatchLeaves,
	Balance,
};
use polkadot_sdk::sp_runtime::{AccountId32, MultiSignature};
use refusal::{refuse, taken};
use serde::Serialize;
use std::sync::Arc;
use tokio::task;
use utoipa_axum::{router::OpenApiRouter, routes};

type Terms = PaymentTerms<AccountId32, MultiSignature>;

/// Routes for everybody.
pub(super) fn open_routes() -> OpenApiRouter<Api> {
	OpenApiRouter::new().routes(routes!(standing)).routes(routes!(pay)).routes(routes!(leaves))
}

/// Routes for the worker.
pub(super) fn routes() -> OpenApiRouter<Api> {
	OpenApiRouter::new().routes(routes!(evidence)).routes(routes!(propose, list))
}

/// How a channel stands, with its newest receipt.
#[utoipa::path(
	get, path = "/v1/receipts/{channel}", tag = "payments", security(()),
	params(("channel" = u64, Path, description = "The channel's number")),
	responses((status = 200, description = "PaymentTerms of openledger-primitives", body = Object), Refusals),
)]
async fn standing(
	State(api): State<Api>,
	channel: Result<Path<u64>, PathRejection>,
) -> Result<Json<Terms>, ApiError> {
	let Path(channel) = channel?;
	told(&api, ChannelId(channel), None).await.map(Json)
}

/// Pays for the last answer on a channel, without asking for another one.
#[utoipa::path(
	post, path = "/v1/vouchers", tag = "payments", security(()),
	request_body(content = Object, description = "SignedVoucher of openledger-primitives"),
	responses((status = 200, description = "PaymentTerms of openledger-primitives", body = Object), Refusals),
)]
async fn pay(
	State(api): State<Api>,
	JsonBody(voucher): JsonBody<Voucher>,
) -> Result<Json<Terms>, ApiError> {
	told(&api, voucher.voucher.channel, Some(voucher)).await.map(Json)
}

/// How `channel` stands, once `voucher` is taken.
async fn told(api: &Api, channel: ChannelId, voucher: Option<Voucher>) -> Result<Terms, ApiError> {
	let payments = taken(api)?.clone();
	let view = api.services.node.finalised().await?;
	let genesis = view.genesis();
	let record = payments
		.check_channel(channel, view.channel(channel).await?)
		.map_err(|error| refuse(&payments, genesis, None, &error))?;
	let work = move || {
		let named = Some((channel, &record));
		let told = match voucher {
			Some(voucher) => payments.take(genesis, &record, &voucher),
			None => Ok(()),
		};
		told.and_then(|()| payments.terms(genesis, named))
			.map_err(|error| refuse(&payments, genesis, named, &error))
	};
	task::spawn_blocking(work).await?
}

/// What an answer rests on that was paid for.
#[utoipa::path(
	get, path = "/v1/receipts/{channel}/{cumulative}/evidence", tag = "payments",
	params(
		("channel" = u64, Path, description = "The channel's number"),
		("cumulative" = String, Path, description = "What its receipt ends at, in plancks"),
	),
	responses((status = 200, description = "Spans and leaves", body = Object), Refusals),
)]
async fn evidence(
	State(api): State<Api>,
	path: Result<Path<(u64, Balance)>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
	let Path((channel, cumulative)) = path?;
	let payments = taken(&api)?.clone();
	let work = move || payments.ledger().evidence(ChannelId(channel), cumulative);
	let found = task::spawn_blocking(work).await??.ok_or_else(|| {
		ApiError::not_found("receipt_unknown", "no receipt here ends there, or it is settled")
	})?;
	Ok(([(CONTENT_TYPE, "application/json")], found))
}

/// Makes the next batch of receipts, to be posted.
#[utoipa::path(
	post, path = "/v1/batches", tag = "payments",
	request_body(content = Object, description = "BatchRequest of openledger-primitives: {} will do"),
	responses((status = 200, description = "ProposedBatch of openledger-primitives", body = Object), Refusals),
)]
async fn propose(
	State(api): State<Api>,
	JsonBody(request): JsonBody<BatchRequest>,
) -> Result<Json<ProposedBatch<MultiSignature>>, ApiError> {
	let payments = taken(&api)?.clone();
	let view = api.services.node.finalised().await?;
	let facts = payments::settlement_facts(&payments, &view).await?;
	let genesis = view.genesis();
	let work = move || {
		if !payments.ledger().is_of(&genesis)? {
			return Err(PaymentError::OtherChain);
		}
		payments.propose(&facts, &request)
	};
	Ok(Json(task::spawn_blocking(work).await??))
}

/// Answer to `GET /v1/batches`.
#[derive(Serialize)]
struct Batches {
	batches: Vec<BatchStatus>,
}

/// The batches that were made here, and what became of them by the newest finalised block.
#[utoipa::path(
	get, path = "/v1/batches", tag = "payments",
	responses((status = 200, description = "BatchStatus of openledger-primitives, the newest first", body = Object), Refusals),
)]
async fn list(State(api): State<Api>) -> Result<Json<Batches>, ApiError> {
	let payments = taken(&api)?.clone();
	payments::observe(&payments, &api.services.node).await?;
	let batches = task::spawn_blocking(move || payments.batches()).await??;
	Ok(Json(Batches { batches }))
}

/// All leaves of a batch, for those who draw or look for a fraud.
#[utoipa::path(
	get, path = "/v1/batches/{batch}/leaves", tag = "payments", security(()),
	params(("batch" = String, Path, description = "The batch's number, or the root of its receipts")),
	responses((status = 200, description = "BatchLeaves of openledger-primitives", body = Object), Refusals),
)]
async fn leaves(
	State(api): State<Api>,
	batch: Result<Path<String>, PathRejection>,
) -> Result<Json<BatchLeaves>, ApiError> {
	let Path(batch) = batch?;
	let payments = taken(&api)?;
	let found = if batch.starts_with("0x") {
		let root = super::hash(&batch)?;
		find(payments, move |status| status.root == root).await?
	} else {
		let id = batch.parse().map(BatchId).map_err(|_| {
			let message = format!("{batch:?} is neither the number of a batch nor a root");
			ApiError::invalid("invalid_batch", message)
		})?;
		match find(payments, move |status| status.batch == Some(id)).await? {
			Some(leaves) => Some(leaves),
			// It may be on chain since the last look.
			None => {
				payments::observe(payments, &api.services.node).await?;
				find(payments, move |status| status.batch == Some(id)).await?
			},
		}
	};
	found
		.map(Json)
		.ok_or_else(|| ApiError::not_found("batch_unknown", "this batch was not made here"))
}

async fn find(
	payments: &Arc<Payments>,
	is_it: impl Fn(&BatchStatus) -> bool + Send + 'static,
) -> Result<Option<BatchLeaves>, ApiError> {
	let payments = payments.clone();
	Ok(task::spawn_blocking(move || payments.leaves(is_it)).await??)
}
