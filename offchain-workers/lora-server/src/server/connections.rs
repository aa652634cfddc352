// SPDX-License-Identifier: Apache-2.0
//! Connections: how many, and how long a client may keep one waiting.

use crate::api::RequestLimits;
use axum::Router;
use hyper_util::{
	rt::{TokioExecutor, TokioIo, TokioTimer},
	server::{conn::auto::Builder, graceful::GracefulShutdown},
	service::TowerToHyperService,
};
use std::{
	future::Future,
	io::{self, ErrorKind},
	sync::Arc,
	time::Duration,
};
use tokio::{
	net::{TcpListener, TcpStream},
	sync::Semaphore,
	time,
};
use tokio_io_timeout::TimeoutStream;

/// How long to wait before the operating system is asked for a connection again that it did not give.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until `stop` is done, and then what is being answered, for `grace` at most.
pub(super) async fn serve(
	listener: TcpListener,
	router: Router,
	limits: RequestLimits,
	stop: impl Future<Output = ()>,
	grace: Duration,
) {
	let places = Arc::new(Semaphore::new(limits.connections.clamp(1, Semaphore::MAX_PERMITS)));
	let graceful = GracefulShutdown::new();
	let mut builder = Builder::new(TokioExecutor::new()).http1_only();
	builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.patience);
	tokio::pin!(stop);
	loop {
		let accepting = async {
			// The place first: without one, a connection waits in the operating system's queue.
			let place = places.clone().acquire_owned().await;
			(place, accept(&listener).await)
		};
		let (place, stream) = tokio::select! {
			accepted = accepting => accepted,
			() = &mut stop => break,
		};
		let io = TokioIo::new(Box::pin(guarded(stream, limits.patience)));
		let service = TowerToHyperService::new(router.clone());
		let connection = builder.serve_connection_with_upgrades(io, service).into_owned();
		let connection = graceful.watch(connection);
		tokio::spawn(async move {
			if let Err(error) = connection.await {
				tracing::debug!(%error, "a connection ended early");
			}
			drop(place);
		});
	}
	drop(listener);
	if time::timeout(grace, graceful.shutdown()).await.is_err() {
		tracing::info!("requests that take longer are given up");
	}
}

/// The next connection, whatever becomes of others.
async fn accept(listener: &TcpListener) -> TcpStream {
	loop {
		match listener.accept().await {
			Ok((stream, _)) => return stream,
			Err(error) if is_of_client(&error) => {},
			Err(error) => {
				// For want of file descriptors, as a rule: they come back.
				tracing::error!(%error, "cannot accept a connection");
				time::sleep(PAUSE).await;
			},
		}
	}
}

fn is_of_client(error: &io::Error) -> bool {
	matches!(
		error.kind(),
		ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
	)
}

/// A connection that ends when the client takes nothing for `patience`.
fn guarded(stream: TcpStream, patience: Duration) -> TimeoutStream<TcpStream> {
	// Tokens are small, and each is awaited.
	let _ = stream.set_nodelay(true);
	let mut stream = TimeoutStream::new(stream);
	stream.set_write_timeout(Some(patience));
	stream
}
