// SPDX-License-Identifier: Apache-2.0
//! The program itself, killed in the middle of its work.

use crate::{
	client::Http,
	node::{Node, Records},
	world::{question, BASE, GENESIS},
};
use axum::http::StatusCode;
use openledger_primitives::{ids::RequestId, jobs::JobRequest};
use polkadot_sdk::sp_core::H256;
use serde_json::Value;
use std::{
	net::TcpListener,
	path::Path,
	process::{Child, Command, Stdio},
	sync::{Arc, Mutex},
	time::Duration,
};
use tempfile::TempDir;
use tokio::{task::JoinSet, time};

/// A process that is killed when the test is over, however it ends.
struct Process(Child);

impl Process {
	async fn start(port: u16, store: &Path, node: &str) -> (Self, Http) {
		let child = Command::new(env!("CARGO_BIN_EXE_openledger-lora-server"))
			.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--node", node, "--store"])
			.arg(store)
			.stderr(Stdio::null())
			.spawn()
			.unwrap();
		let process = Self(child);
		let http = Http::new(format!("127.0.0.1:{port}").parse().unwrap());
		let starting = async {
			while http.try_get("/health").await.is_none() {
				time::sleep(Duration::from_millis(50)).await;
			}
		};
		time::timeout(Duration::from_secs(60), starting).await.expect("it starts");
		(process, http)
	}

	/// SIGKILL: nothing of the process runs any more.
	fn kill(mut self) {
		self.0.kill().unwrap();
		self.0.wait().unwrap();
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		// It may be dead already.
		let _ = self.0.kill();
		let _ = self.0.wait();
	}
}

/// What a server has acknowledged.
#[derive(Default)]
struct Acknowledged {
	contents: Vec<(H256, Vec<u8>)>,
	jobs: Vec<JobRequest>,
}

/// Uploads and posts until the server is gone.
async fn work(http: Http, acknowledged: Arc<Mutex<Acknowledged>>, number: u64) {
	for round in 0u64.. {
		let seed = number * 1_000_000 + round;
		let length = usize::try_from(seed % 40_000).unwrap() + 1;
		let bytes = seed.to_le_bytes().into_iter().cycle().take(length).collect::<Vec<_>>();
		let Some(answer) = http.try_post("/v1/content", bytes.clone()).await else { return };
		let root = serde_json::from_value(answer.ok()["root"].clone()).unwrap();
		acknowledged.lock().unwrap().contents.push((root, bytes));
		let job = question(RequestId(seed), BASE, "What is a dog?");
		let body = serde_json::to_vec(&job).unwrap();
		let Some(answer) = http.try_post("/v1/jobs", body).await else { return };
		// Refused while as many wait as may.
		if answer.status == StatusCode::OK {
			acknowledged.lock().unwrap().jobs.push(job);
		}
	}
}

#[tokio::test]
async fn everything_acknowledged_is_there_when_the_process_was_killed_at_any_moment() {
	let node = Node::start(Records { genesis: GENESIS, ..Records::default() }).await;
	let store = TempDir::new().unwrap();
	let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
	let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
	for life in 0..3u64 {
		let (process, http) = Process::start(port, store.path(), &node.url()).await;
		let mut clients = JoinSet::new();
		for client in 0..4 {
			clients.spawn(work(http.clone(), acknowledged.clone(), life * 10 + client));
		}
		time::sleep(Duration::from_millis(400 + 137 * life)).await;
		process.kill();
		clients.join_all().await;
	}
	let (_process, http) = Process::start(port, store.path(), &node.url()).await;
	let Acknowledged { contents, jobs } = std::mem::take(&mut *acknowledged.lock().unwrap());
	assert!(contents.len() > 10 && !jobs.is_empty(), "something was acknowledged");
	for (root, bytes) in contents {
		assert_eq!(http.get(&format!("/v1/content/{root:?}")).await.body, bytes);
	}
	let mut listed = Vec::new();
	let mut after = 0;
	loop {
		let page = http.get(&format!("/v1/jobs?limit=1000&after={after}")).await.ok();
		listed.extend(page["jobs"].as_array().unwrap().iter().map(|job| job["job_id"].clone()));
		after = page["next"].as_u64().unwrap();
		if page["more"] == Value::Bool(false) {
			break;
		}
	}
	for job in jobs {
		http.get(&format!("/v1/jobs/{:?}", job.job_id)).await.ok();
		let id = serde_json::to_value(job.job_id).unwrap();
		assert!(listed.contains(&id), "{id} is listed");
	}
}
