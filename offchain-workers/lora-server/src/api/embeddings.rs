// SPDX-License-Identifier: Apache-2.0
//! `POST /v1/embeddings`, where the server was started with a model of embeddings.

use super::{
	body::JsonBody,
	generation::{count, invalid, unsupported, OneOrMany},
	openapi::Refusals,
	Api, ApiError,
};
use axum::{extract::State, Json};
use base64::{prelude::BASE64_STANDARD, Engine};
use openledger_attribution::retrieval::{EmbedError, Embedder, StaticModel};
use openledger_primitives::text;
use serde::{Deserialize, Serialize};
use tokio::task;
use utoipa::ToSchema;

/// The name of the model of embeddings.
pub(super) const EMBEDDINGS: &str = "embeddings";
/// The most texts of one request.
const MAX_TEXTS: usize = 2048;

/// Body of a request for embeddings.
#[derive(Deserialize, ToSchema)]
pub(super) struct EmbeddingRequest {
	/// `embeddings`.
	#[schema(example = "embeddings")]
	model: String,
	/// One to 2048 texts, none of them empty; not tokens.
	input: OneOrMany,
	encoding_format: Option<Encoding>,
	/// As many as the model has.
	dimensions: Option<u32>,
	/// Says nothing about the answer.
	#[expect(dead_code, reason = "taken, and not looked at")]
	user: Option<String>,
}

/// How the numbers are written.
#[derive(Deserialize, Clone, Copy, Default, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Encoding {
	/// As JSON numbers.
	#[default]
	Float,
	/// 32 bits each, the lower byte first, in base64.
	Base64,
}

/// Answer: the embeddings in the order of the texts.
#[derive(Serialize, ToSchema)]
pub(super) struct EmbeddingList {
	/// `list`.
	object: &'static str,
	data: Vec<Embedding>,
	model: &'static str,
	usage: EmbeddingUsage,
}

/// The embedding of one text.
#[derive(Serialize, ToSchema)]
struct Embedding {
	/// `embedding`.
	object: &'static str,
	index: u32,
	embedding: Numbers,
}

/// A vector, as it was asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Numbers {
	Float(Vec<f32>),
	Base64(String),
}

/// How many tokens were read, those not counted that the model does not know.
#[derive(Serialize, ToSchema)]
struct EmbeddingUsage {
	prompt_tokens: u32,
	total_tokens: u32,
}

/// The vectors of texts, made canonical.
#[utoipa::path(
	post, path = "/v1/embeddings", tag = "generation", request_body = EmbeddingRequest,
	responses((status = 200, description = "The embeddings", body = EmbeddingList), Refusals),
)]
pub(super) async fn embed(
	State(api): State<Api>,
	JsonBody(request): JsonBody<EmbeddingRequest>,
) -> Result<Json<EmbeddingList>, ApiError> {
	let Some(model) = api.services.embeddings.clone() else {
		return Err(ApiError::not_found(
			"embeddings_not_configured",
			"this server was started without --embeddings",
		));
	};
	if request.model != EMBEDDINGS {
		let message =
			format!("{:?} is not {EMBEDDINGS:?}, the only model of embeddings", request.model);
		return Err(ApiError::not_found("model_not_found", message));
	}
	if request.dimensions.is_some_and(|wanted| wanted != model.dimension()) {
		let here = model.dimension();
		return Err(unsupported(
			"dimensions",
			&format!("another number of dimensions than {here}"),
		));
	}
	let texts = request.input.into_vec();
	if !(1..=MAX_TEXTS).contains(&texts.len()) {
		return Err(invalid("input", "1 to 2048 texts"));
	}
	let encoding = request.encoding_format.unwrap_or_default();
	task::spawn_blocking(move || embed_all(&model, &texts, encoding)).await?.map(Json)
}

fn embed_all(
	model: &StaticModel,
	texts: &[String],
	encoding: Encoding,
) -> Result<EmbeddingList, ApiError> {
	let mut data = Vec::with_capacity(texts.len());
	let mut tokens = 0u32;
	for (index, text) in (0..).zip(texts) {
		let text = text::canonicalize(text);
		if text.is_empty() {
			return Err(invalid("input", "no text may be empty"));
		}
		tokens = tokens.saturating_add(count(model.count_tokens(&text)?));
		let numbers = model.embed(&text)?;
		let embedding = match encoding {
			Encoding::Float => Numbers::Float(numbers),
			Encoding::Base64 => Numbers::Base64(base64(&numbers)),
		};
		data.push(Embedding { object: "embedding", index, embedding });
	}
	let usage = EmbeddingUsage { prompt_tokens: tokens, total_tokens: tokens };
	Ok(EmbeddingList { object: "list", data, model: EMBEDDINGS, usage })
}

fn base64(numbers: &[f32]) -> String {
	let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>();
	BASE64_STANDARD.encode(bytes)
}

impl From<EmbedError> for ApiError {
	fn from(error: EmbedError) -> Self {
		Self::internal(format!("embeddings: {error}"))
	}
}
