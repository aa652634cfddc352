// SPDX-License-Identifier: Apache-2.0
//! The gateway's HTTP: OpenAI's paths, in OpenAI's shapes.

use super::{
	question::{CHAT, COMPLETION},
	refusal::{error, Refusal},
	till::{Reply, Till},
};
use crate::failure::Failure;
use axum::{
	body::{Body, Bytes},
	extract::{DefaultBodyLimit, Request, State},
	http::{header, HeaderMap, StatusCode, Uri},
	middleware::{self, Next},
	response::{IntoResponse, Response},
	routing::{get, post},
	Router,
};
use std::sync::Arc;
use tokio::{net::TcpListener, signal};
use tokio_stream::wrappers::ReceiverStream;

/// The longest request, in bytes: the server's own.
const MAX_BODY: usize = 16 * 1024 * 1024;
const JSON: &str = "application/json";

/// Answers until Ctrl-C or SIGTERM; what is under way then is brought to its end.
///
/// # Errors
/// [`Failure::Input`] when the address cannot be used any more.
pub async fn serve(listener: TcpListener, till: Arc<Till>) -> Result<(), Failure> {
	let app = Router::new()
		.route(CHAT, post(ask))
		.route(COMPLETION, post(ask))
		.route("/v1/models", get(look))
		.route("/v1/models/{model}", get(look))
		.fallback(unknown)
		.layer(DefaultBodyLimit::max(MAX_BODY))
		.layer(middleware::from_fn(programs_only))
		.with_state(till);
	axum::serve(listener, app)
		.with_graceful_shutdown(ended())
		.await
		.map_err(|error| Failure::Input(format!("the gateway cannot listen: {error}")))
}

async fn ended() {
	let interrupted = async {
		// Where there are no signals, the process is ended without one.
		if signal::ctrl_c().await.is_err() {
			std::future::pending::<()>().await;
		}
	};
	#[cfg(unix)]
	let terminated = async {
		match signal::unix::signal(signal::unix::SignalKind::terminate()) {
			Ok(mut signal) => {
				signal.recv().await;
			},
			Err(_) => std::future::pending::<()>().await,
		}
	};
	#[cfg(not(unix))]
	let terminated = std::future::pending::<()>();
	tokio::select! {
		() = interrupted => {},
		() = terminated => {},
	}
}

/// Web pages may send requests to this machine, too, and would have somebody else's OPEN spent.
async fn programs_only(request: Request, next: Next) -> Response {
	if request.headers().contains_key(header::ORIGIN) {
		return refused(StatusCode::FORBIDDEN, "web_page", "the gateway answers no web pages");
	}
	next.run(request).await
}

async fn ask(
	State(till): State<Arc<Till>>,
	uri: Uri,
	body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
	let body = match body {
		Ok(body) => body,
		Err(error) => return refused(error.status(), "body", &error.body_text()),
	};
	// Whoever asks may be gone before the answer is there, whose receipt is needed all the same.
	let path = uri.path().to_owned();
	let asked = tokio::spawn(async move { till.ask(&path, body).await });
	match asked.await {
		Ok(outcome) => answered(outcome),
		Err(_) => refused(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the request broke off"),
	}
}

async fn look(State(till): State<Arc<Till>>, uri: Uri) -> Response {
	answered(till.look(uri.path()).await)
}

async fn unknown(uri: Uri) -> Response {
	let message = format!("the gateway does not know {}", uri.path());
	refused(StatusCode::NOT_FOUND, "unknown_path", &message)
}

fn answered(outcome: Result<Reply, Refusal>) -> Response {
	match outcome {
		Ok(Reply::Whole { status, retry_after, body }) => {
			let mut response = (status, [(header::CONTENT_TYPE, JSON)], body).into_response();
			if let Some(seconds) = retry_after {
				response.headers_mut().insert(header::RETRY_AFTER, seconds);
			}
			response
		},
		Ok(Reply::Stream(pieces)) => {
			let mut headers = HeaderMap::new();
			headers.insert(
				header::CONTENT_TYPE,
				header::HeaderValue::from_static("text/event-stream"),
			);
			headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
			(headers, Body::from_stream(ReceiverStream::new(pieces))).into_response()
		},
		Err(refusal) => {
			let status = match refusal {
				Refusal::Question(_) => StatusCode::BAD_REQUEST,
				Refusal::Unreachable(..) | Refusal::Garbled(_) | Refusal::Distrusted(_) => {
					StatusCode::BAD_GATEWAY
				},
				Refusal::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
			};
			(status, [(header::CONTENT_TYPE, JSON)], refusal.json()).into_response()
		},
	}
}

fn refused(status: StatusCode, code: &str, message: &str) -> Response {
	(status, [(header::CONTENT_TYPE, JSON)], error(code, message)).into_response()
}
