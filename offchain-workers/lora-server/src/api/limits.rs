// SPDX-License-Identifier: Apache-2.0
//! How much the server takes on at once.

use super::{Api, ApiError};
use axum::{
	extract::{Request, State},
	middleware::Next,
	response::Response,
};
use std::time::Duration;

/// What keeps clients from using up the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RequestLimits {
	/// Connections open at once. Further ones wait until one of them ends.
	pub connections: usize,
	/// Requests being read or answered at once, streams from their first event on not counted. Further
	/// ones are told to come back.
	pub requests: usize,
	/// How long a client may let the server wait: for a request's head, for the next piece of its body,
	/// and for taking what is sent to it. A whole JSON body has four times as long.
	pub patience: Duration,
}

impl Default for RequestLimits {
	fn default() -> Self {
		Self { connections: 1024, requests: 512, patience: Duration::from_secs(30) }
	}
}

/// Lets a request through while there is a place for it.
pub(super) async fn admit(
	State(api): State<Api>,
	request: Request,
	next: Next,
) -> Result<Response, ApiError> {
	let _place = api.places.try_acquire().map_err(|_| {
		ApiError::busy(format!("{} requests are being answered", api.limits.requests))
	})?;
	Ok(next.run(request).await)
}
