// SPDX-License-Identifier: Apache-2.0
//! Errors in the shape of OpenAI's, for every route.

use crate::store::StoreError;
use axum::{
	extract::rejection::{BytesRejection, PathRejection, QueryRejection},
	http::{
		header::{RETRY_AFTER, WWW_AUTHENTICATE},
		HeaderValue, StatusCode,
	},
	response::{IntoResponse, Response},
	Json,
};
use openledger_primitives::commitment::CommitmentError;
use serde::Serialize;
use serde_json::Value;
use std::{error::Error, iter};
use tokio::task::JoinError;
use tower_http::timeout::TimeoutError;
use utoipa::ToSchema;

/// Seconds after which a busy server may be asked again.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("1");

/// Why a request was not answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiError {
	status: StatusCode,
	body: ErrorBody,
	/// What to pay, and how the channel stands.
	openledger: Option<Box<Value>>,
}

/// What went wrong.
#[derive(Serialize, Clone, PartialEq, Eq, Debug, ToSchema)]
pub(super) struct ErrorBody {
	/// For people.
	message: String,
	/// Its class.
	#[serde(rename = "type")]
	kind: &'static str,
	/// The member of the request that is wrong.
	#[schema(required)]
	param: Option<String>,
	/// For programs.
	#[schema(required)]
	code: Option<&'static str>,
}

/// An error, as OpenAI's clients read it.
#[derive(Serialize, ToSchema)]
pub(super) struct ErrorAnswer<'a> {
	error: &'a ErrorBody,
	/// `PaymentTerms` of openledger-primitives, where a payment was refused.
	#[serde(skip_serializing_if = "Option::is_none")]
	#[schema(value_type = Option<Object>)]
	openledger: Option<&'a Value>,
}

impl ApiError {
	fn new(status: StatusCode, code: &'static str, message: String) -> Self {
		let kind = match status {
			StatusCode::UNAUTHORIZED => "authentication_error",
			StatusCode::PAYMENT_REQUIRED => "payment_error",
			StatusCode::FORBIDDEN => "permission_error",
			StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
			status if status.is_server_error() => "server_error",
			_ => "invalid_request_error",
		};
		let body = ErrorBody { message, kind, param: None, code: Some(code) };
		Self { status, body, openledger: None }
	}

	/// The request is wrong.
	pub fn invalid(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(StatusCode::BAD_REQUEST, code, message.into())
	}

	/// The member `param` of the request is wrong.
	pub fn invalid_param(param: &str, code: &'static str, message: impl Into<String>) -> Self {
		let mut error = Self::invalid(code, message);
		error.body.param = Some(param.into());
		error
	}

	/// No token, or a wrong one.
	pub fn unauthorized(message: impl Into<String>) -> Self {
		Self::new(StatusCode::UNAUTHORIZED, "invalid_api_key", message.into())
	}

	/// It has to be paid for, and is not.
	pub fn payment_required(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(StatusCode::PAYMENT_REQUIRED, code, message.into())
	}

	/// The same error, which tells what to pay besides.
	pub(super) fn with_terms(self, terms: Value) -> Self {
		Self { openledger: Some(Box::new(terms)), ..self }
	}

	/// What is named is not here.
	pub fn not_found(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(StatusCode::NOT_FOUND, code, message.into())
	}

	/// The route has other methods.
	pub fn wrong_method(message: impl Into<String>) -> Self {
		Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message.into())
	}

	/// Something else is in the way.
	pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(StatusCode::CONFLICT, code, message.into())
	}

	/// It may not be told to whoever asks here.
	pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(StatusCode::FORBIDDEN, code, message.into())
	}

	/// The body is of another kind than the route takes.
	pub fn unsupported_media_type(message: impl Into<String>) -> Self {
		Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message.into())
	}

	/// The body is too long.
	pub fn too_large(message: impl Into<String>) -> Self {
		Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message.into())
	}

	/// The client took too long.
	pub fn timeout(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(StatusCode::REQUEST_TIMEOUT, code, message.into())
	}

	/// As much as may wait is waiting. Says when to come back.
	pub fn busy(message: impl Into<String>) -> Self {
		Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", message.into())
	}

	/// Something that this server needs is not there now.
	pub fn unavailable(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message.into())
	}

	/// There is no room on the disk.
	pub(super) fn insufficient_storage(message: impl Into<String>) -> Self {
		Self::new(StatusCode::INSUFFICIENT_STORAGE, "insufficient_storage", message.into())
	}

	/// This server failed.
	pub fn internal(message: impl Into<String>) -> Self {
		Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", message.into())
	}

	/// The status of the answer.
	pub(super) fn status(&self) -> StatusCode {
		self.status
	}

	/// What went wrong, for people.
	pub(super) fn message(&self) -> &str {
		&self.body.message
	}

	/// What went wrong.
	pub(super) fn body(&self) -> &ErrorBody {
		&self.body
	}

	/// The body as JSON, for a stream that has begun.
	pub fn to_json(&self) -> String {
		serde_json::to_string(&self.answer()).unwrap_or_default()
	}

	fn answer(&self) -> ErrorAnswer<'_> {
		ErrorAnswer { error: &self.body, openledger: self.openledger.as_deref() }
	}
}

impl IntoResponse for ApiError {
	fn into_response(self) -> Response {
		if self.status.is_server_error() {
			tracing::warn!(status = %self.status, "{}", self.body.message);
		}
		let mut response = (self.status, Json(self.answer())).into_response();
		let headers = response.headers_mut();
		match self.status {
			StatusCode::UNAUTHORIZED => {
				headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
			},
			StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
				headers.insert(RETRY_AFTER, RETRY_SECONDS);
			},
			_ => {},
		}
		response
	}
}

impl From<StoreError> for ApiError {
	fn from(error: StoreError) -> Self {
		let message = error.to_string();
		if error.is_full() {
			return Self::insufficient_storage(message);
		}
		match error {
			StoreError::Missing { .. } => Self::not_found("content_missing", message),
			StoreError::Damaged { .. } => {
				Self::new(StatusCode::INTERNAL_SERVER_ERROR, "content_damaged", message)
			},
			StoreError::Empty => Self::invalid("content_empty", message),
			StoreError::TooLong { .. }
			| StoreError::Commitment(CommitmentError::ContentTooLong) => Self::too_large(message),
			StoreError::Commitment(_)
			| StoreError::NotManifest { .. }
			| StoreError::Manifest(_) => Self::invalid("content_invalid", message),
			StoreError::Remote { .. } => Self::unavailable("object_store_unavailable", message),
			StoreError::InUse(_)
			| StoreError::Full { .. }
			| StoreError::Io { .. }
			| StoreError::Url { .. }
			| StoreError::Jobs { .. }
			| StoreError::Payments { .. } => Self::internal(message),
		}
	}
}

impl From<JoinError> for ApiError {
	fn from(error: JoinError) -> Self {
		Self::internal(format!("the work was cut short: {error}"))
	}
}

macro_rules! from_rejection {
	($($rejection:ty),*) => {
		$(impl From<$rejection> for ApiError {
			fn from(rejection: $rejection) -> Self {
				if took_too_long(&rejection) {
					return Self::timeout("request_timeout", "the client sent nothing more of the body");
				}
				let status = rejection.status();
				Self::new(status, code_of(status), rejection.body_text())
			}
		})*
	};
}

from_rejection!(BytesRejection, PathRejection, QueryRejection);

impl ApiError {
	/// A body that is read piece by piece ended before its end.
	pub(super) fn body_ended(error: &axum::Error) -> Self {
		if took_too_long(error) {
			return Self::timeout("request_timeout", "the client sent nothing more of the body");
		}
		Self::invalid("body_incomplete", format!("the body did not come whole: {error}"))
	}
}

/// Whether a body ended because its next piece did not come.
fn took_too_long(rejection: &(dyn Error + 'static)) -> bool {
	iter::successors(Some(rejection), |&error| error.source())
		.any(|error| error.is::<TimeoutError>())
}

fn code_of(status: StatusCode) -> &'static str {
	match status {
		StatusCode::PAYLOAD_TOO_LARGE => "too_large",
		StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
		_ => "invalid_request",
	}
}
