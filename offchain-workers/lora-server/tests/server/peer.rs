// SPDX-License-Identifier: Apache-2.0
//! A server of somebody else, who answers as they please.

use axum::{http::Uri, response::IntoResponse, Router};
use std::{
	net::SocketAddr,
	sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A server that is gone when this is dropped.
pub struct Peer {
	address: SocketAddr,
	asked: Arc<Mutex<Vec<String>>>,
	serving: JoinHandle<()>,
}

impl Peer {
	/// Gives `answer` of the path to whatever is asked.
	pub async fn start<A: IntoResponse + 'static>(
		answer: impl Fn(&str) -> A + Clone + Send + Sync + 'static,
	) -> Self {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap();
		let asked = Arc::new(Mutex::new(Vec::new()));
		let paths = asked.clone();
		let router = Router::new().fallback(move |uri: Uri| {
			paths.lock().unwrap().push(uri.path().to_owned());
			let response = answer(uri.path()).into_response();
			async move { response }
		});
		let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
		Self { address, asked, serving }
	}

	pub fn url(&self) -> String {
		format!("http://{}", self.address)
	}

	/// The paths that were asked for.
	pub fn asked(&self) -> Vec<String> {
		self.asked.lock().unwrap().clone()
	}
}

impl Drop for Peer {
	fn drop(&mut self) {
		self.serving.abort();
	}
}
