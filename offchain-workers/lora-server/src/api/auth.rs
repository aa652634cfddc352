// SPDX-License-Identifier: Apache-2.0
//! The bearer token.

use super::{Api, ApiError};
use axum::{
	extract::{Request, State},
	http::{header::AUTHORIZATION, HeaderMap},
	middleware::Next,
	response::Response,
};
use openledger_primitives::payment;
use std::{
	fs, io,
	path::{Path, PathBuf},
	sync::Arc,
};
use subtle::ConstantTimeEq;

/// Why a file holds no token.
#[derive(thiserror::Error, Debug)]
pub enum TokenError {
	/// It cannot be read.
	#[error("cannot read the token in {path}: {source}")]
	Io {
		/// The file.
		path: PathBuf,
		/// Why not.
		source: io::Error,
	},
	/// What it holds cannot be sent as a bearer token.
	#[error("a token has 16 to 512 visible ASCII characters and no spaces")]
	NotToken,
}

/// What callers must show.
#[derive(Clone)]
pub struct Token {
	secret: Arc<str>,
}

impl Token {
	/// Checks that `secret` can be sent, and is not easily guessed.
	///
	/// # Errors
	/// [`TokenError::NotToken`].
	pub fn new(secret: &str) -> Result<Self, TokenError> {
		let fits = (16..=512).contains(&secret.len())
			&& secret.bytes().all(|byte| byte.is_ascii_graphic());
		if fits {
			Ok(Self { secret: secret.into() })
		} else {
			Err(TokenError::NotToken)
		}
	}

	/// The token in the file `path`, white space at the ends not counted.
	///
	/// # Errors
	/// [`TokenError`].
	pub fn read(path: &Path) -> Result<Self, TokenError> {
		let text = fs::read_to_string(path)
			.map_err(|source| TokenError::Io { path: path.into(), source })?;
		Self::new(text.trim())
	}

	/// Compares in a time that does not tell how much of `shown` is right.
	fn is(&self, shown: &str) -> bool {
		self.secret.as_bytes().ct_eq(shown.as_bytes()).into()
	}
}

/// Lets a request through when no token is asked for, or the right one is shown.
pub(super) async fn require(
	State(api): State<Api>,
	request: Request,
	next: Next,
) -> Result<Response, ApiError> {
	if let Some(token) = &api.token {
		let shown = bearer(request.headers())
			.ok_or_else(|| ApiError::unauthorized("a bearer token is required here"))?;
		if !token.is(shown) {
			return Err(ApiError::unauthorized("this is not the server's token"));
		}
	}
	Ok(next.run(request).await)
}

/// The same, and lets through what is paid for instead: whoever answers looks at the payment.
pub(super) async fn require_or_pay(
	state: State<Api>,
	request: Request,
	next: Next,
) -> Result<Response, ApiError> {
	if state.services.payments.is_some() && request.headers().contains_key(payment::HEADER) {
		return Ok(next.run(request).await);
	}
	require(state, request, next).await
}

/// The token that is shown.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
	let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
	let (scheme, token) = value.split_once(' ')?;
	scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
