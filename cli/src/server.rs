// SPDX-License-Identifier: Apache-2.0
//! The LoRA server, which keeps content and answers.

use crate::failure::Failure;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::ChannelId,
	jobs::{JobRequest, JobStatus},
	payment::{BatchRequest, PaymentTerms, ProposedBatch},
	receipts::BatchLeaves,
	Balance,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, MultiSignature},
};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;
use std::{error::Error, fs, path::Path, time::Duration};

/// How long one request may take: an upload of five megabytes over a slow line.
const TIMEOUT: Duration = Duration::from_secs(120);
/// How long a server may take to be there at all.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A LoRA server, by its address.
pub struct Server {
	http: Client,
	url: String,
	token: Option<String>,
}

/// An error in OpenAI's shape.
#[derive(Deserialize)]
struct Refusal {
	error: Reason,
}

#[derive(Deserialize)]
struct Reason {
	message: String,
}

/// How far a training is.
#[derive(Deserialize)]
pub struct Progress {
	/// Optimiser steps done.
	pub step: u64,
	/// Steps at most.
	pub steps: u64,
	/// Mean loss per learnt token over the last pass, in nats.
	pub loss: f64,
}

impl Server {
	/// The server at `url`, which need not be up; it is shown the token in the file, if there is one.
	///
	/// # Errors
	/// [`Failure::File`], [`Failure::Server`].
	pub fn new(url: &str, token_file: Option<&Path>) -> Result<Self, Failure> {
		let token = match token_file {
			Some(path) => Some(fs::read_to_string(path).map_err(Failure::file(path))?),
			None => None,
		};
		let url = url.trim_end_matches('/').to_owned();
		let http = Client::builder()
			.timeout(TIMEOUT)
			.connect_timeout(CONNECT_TIMEOUT)
			.build()
			.map_err(|error| Failure::Server { url: url.clone(), reason: error.to_string() })?;
		Ok(Self { http, url, token: token.map(|token| token.trim().to_owned()) })
	}

	/// Where content of this root can be had.
	pub fn content_url(&self, root: H256) -> String {
		format!("{}/v1/content/{root:?}", self.url)
	}

	/// Its address.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Stores canonical content, and checks that it is what was computed here.
	///
	/// # Errors
	/// [`Failure::Server`], [`Failure::WrongBytes`].
	pub async fn put_content(&self, content: Vec<u8>) -> Result<ContentCommitment, Failure> {
		let here = ContentCommitment::of(&content)
			.map_err(|error| Failure::Input(format!("the content: {error}")))?;
		let request = self.http.post(format!("{}/v1/content", self.url)).body(content);
		let there: ContentCommitment = self.answer(request).await?;
		if there == here {
			Ok(here)
		} else {
			Err(Failure::WrongBytes { what: "what the server has stored".into() })
		}
	}

	/// Content, compared with its commitment.
	///
	/// # Errors
	/// [`Failure::Server`], [`Failure::WrongBytes`].
	pub async fn content(&self, commitment: &ContentCommitment) -> Result<Vec<u8>, Failure> {
		self.bytes(self.content_url(commitment.root), commitment).await
	}

	/// Content at an address that stands on chain, compared with its commitment. Whoever serves it is not
	/// shown our token.
	///
	/// # Errors
	/// [`Failure::Server`], [`Failure::WrongBytes`].
	pub async fn content_at(
		&self,
		address: &str,
		commitment: &ContentCommitment,
	) -> Result<Vec<u8>, Failure> {
		let other = Self { http: self.http.clone(), url: address.to_owned(), token: None };
		other.bytes(address.to_owned(), commitment).await
	}

	async fn bytes(&self, url: String, commitment: &ContentCommitment) -> Result<Vec<u8>, Failure> {
		let mut response = self.send(self.http.get(&url)).await?;
		let length = usize::try_from(commitment.length).unwrap_or(usize::MAX);
		let mut bytes = Vec::new();
		while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(&error))? {
			bytes.extend_from_slice(&chunk);
			// Whoever sends more sends something else.
			if bytes.len() > length {
				return Err(Failure::WrongBytes { what: url });
			}
		}
		if ContentCommitment::of(&bytes).as_ref() == Ok(commitment) {
			Ok(bytes)
		} else {
			Err(Failure::WrongBytes { what: url })
		}
	}

	/// The base model that it runs: the commitment to its manifest.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn base(&self) -> Result<ContentCommitment, Failure> {
		#[derive(Deserialize)]
		struct Base {
			commitment: ContentCommitment,
		}
		let base: Base = self.get("/v1/base").await?;
		Ok(base.commitment)
	}

	/// Asks for a job, new or known.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn post_job(&self, job: &JobRequest) -> Result<JobStatus, Failure> {
		self.answer(self.http.post(format!("{}/v1/jobs", self.url)).json(job)).await
	}

	/// How far a job is.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn job(&self, id: H256) -> Result<JobStatus, Failure> {
		self.get(&format!("/v1/jobs/{id:?}")).await
	}

	/// What the answer of a job rests on, as the server publishes it; `None` if it has none.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn evidence(&self, id: H256) -> Result<Option<Value>, Failure> {
		self.optional(&format!("/v1/jobs/{id:?}/evidence")).await
	}

	/// How far a training is; `None` before its first pass.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn progress(&self, id: H256) -> Result<Option<Progress>, Failure> {
		self.optional(&format!("/v1/jobs/{id:?}/progress")).await
	}

	/// The next batch of receipts that the worker can settle; nothing is settled by asking.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn propose_batch(
		&self,
		wanted: &BatchRequest,
	) -> Result<ProposedBatch<MultiSignature>, Failure> {
		self.answer(self.http.post(format!("{}/v1/batches", self.url)).json(wanted)).await
	}

	/// The batches that were made there. The server looks on chain what became of them, and learns by which
	/// number a pending one goes.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn batches(&self) -> Result<Value, Failure> {
		self.get("/v1/batches").await
	}

	/// How a channel stands with the server.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn receipts(
		&self,
		channel: ChannelId,
	) -> Result<PaymentTerms<AccountId32, MultiSignature>, Failure> {
		self.get(&format!("/v1/receipts/{channel}")).await
	}

	/// All leaves of a batch, which is named by its number or by the root of its receipts; `None` if the server
	/// has none.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn batch_leaves(
		&self,
		batch: impl std::fmt::Display,
	) -> Result<Option<BatchLeaves>, Failure> {
		self.optional(&format!("/v1/batches/{batch}/leaves")).await
	}

	/// The evidence of an answer that was paid for through `channel`, whose receipt ends at `cumulative`.
	///
	/// # Errors
	/// [`Failure::Server`].
	pub async fn paid_evidence(
		&self,
		channel: ChannelId,
		cumulative: Balance,
	) -> Result<Option<Value>, Failure> {
		self.optional(&format!("/v1/receipts/{channel}/{cumulative}/evidence")).await
	}

	async fn optional<T: DeserializeOwned>(&self, path: &str) -> Result<Option<T>, Failure> {
		let request = self.http.get(format!("{}{path}", self.url));
		let response = self.authorised(request).send().await;
		let response = response.map_err(|error| self.failed(&error))?;
		if response.status() == StatusCode::NOT_FOUND {
			return Ok(None);
		}
		let response = self.checked(response).await?;
		response.json().await.map(Some).map_err(|error| self.failed(&error))
	}

	async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
		self.answer(self.http.get(format!("{}{path}", self.url))).await
	}

	async fn answer<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
		let response = self.send(request).await?;
		response.json().await.map_err(|error| self.failed(&error))
	}

	async fn send(&self, request: RequestBuilder) -> Result<reqwest::Response, Failure> {
		let response =
			self.authorised(request).send().await.map_err(|error| self.failed(&error))?;
		self.checked(response).await
	}

	fn authorised(&self, request: RequestBuilder) -> RequestBuilder {
		match &self.token {
			Some(token) => request.bearer_auth(token),
			None => request,
		}
	}

	async fn checked(&self, response: reqwest::Response) -> Result<reqwest::Response, Failure> {
		let status = response.status();
		if status.is_success() {
			return Ok(response);
		}
		let said = response.json::<Refusal>().await.map(|refusal| refusal.error.message);
		let reason = said.unwrap_or_else(|_| format!("it answers with {status}"));
		Err(Failure::Server { url: self.url.clone(), reason })
	}

	fn failed(&self, error: &reqwest::Error) -> Failure {
		Failure::Server { url: self.url.clone(), reason: innermost(error) }
	}
}

/// What happened: the innermost error says it, the outer ones only where.
pub fn innermost(error: &reqwest::Error) -> String {
	let mut reason: &dyn Error = error;
	while let Some(source) = reason.source() {
		reason = source;
	}
	reason.to_string()
}
