// SPDX-License-Identifier: Apache-2.0
//! The JSON of a request: bounded in size by its route and in time by the server, and refused by name.

use super::{Api, ApiError};
use axum::{
	body::Bytes,
	extract::{FromRequest, Request},
	http::{header::CONTENT_TYPE, HeaderMap},
};
use serde::de::DeserializeOwned;
use tokio::time;

/// How many times the patience for one piece a whole body may take.
const PIECES: u32 = 4;

/// A body of type `T`, from JSON.
pub(super) struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Api> for JsonBody<T> {
	type Rejection = ApiError;

	async fn from_request(request: Request, api: &Api) -> Result<Self, ApiError> {
		parse(&read(request, api).await?).map(Self)
	}
}

/// The bytes of a body that says that it is JSON.
pub(super) async fn read(request: Request, api: &Api) -> Result<Bytes, ApiError> {
	if !is_json(request.headers()) {
		return Err(ApiError::unsupported_media_type(
			"the body is to be JSON, with the header content-type: application/json",
		));
	}
	// Each piece of a body has its own patience. A client that sends a byte now and then ends here.
	let patience = api.limits.patience.saturating_mul(PIECES);
	let reading = time::timeout(patience, Bytes::from_request(request, api));
	let bytes = reading.await.map_err(|_| {
		let message = format!("the body was not here after {} s", patience.as_secs());
		ApiError::timeout("request_timeout", message)
	})??;
	Ok(bytes)
}

fn is_json(headers: &HeaderMap) -> bool {
	let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
	let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
	kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

/// Reads JSON. The error names the member that is wrong.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
	let mut deserializer = serde_json::Deserializer::from_slice(bytes);
	let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
		let path = error.path().to_string();
		let message = format!("the body is not what is asked for here: {error}");
		match path.as_str() {
			"." | "?" => ApiError::invalid("invalid_request", message),
			path => ApiError::invalid_param(path, "invalid_request", message),
		}
	})?;
	deserializer.end().map_err(|error| {
		ApiError::invalid("invalid_request", format!("the body goes on after its end: {error}"))
	})?;
	Ok(value)
}
