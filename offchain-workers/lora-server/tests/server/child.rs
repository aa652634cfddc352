// SPDX-License-Identifier: Apache-2.0
//! The server as a process of its own, to be killed.

use crate::client::Http;
use std::{
	io::{BufRead, BufReader},
	path::Path,
	process::{Child as Process, Command, Stdio},
	thread,
};

/// A server process; it ends with the test.
pub struct Child {
	pub http: Http,
	process: Process,
}

impl Child {
	/// Starts the program with a store and a node, and waits until it listens.
	pub fn start(store: &Path, node: &str, options: &[&str]) -> Self {
		let mut process = Command::new(env!("CARGO_BIN_EXE_openledger-lora-server"))
			.args(["serve", "--listen", "127.0.0.1:0", "--node", node, "--store"])
			.arg(store)
			.args(options)
			.env("RUST_LOG", "info")
			.stderr(Stdio::piped())
			.spawn()
			.unwrap();
		let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
		let address = lines
			.by_ref()
			.map_while(Result::ok)
			.find_map(|line| {
				let (_, rest) = line.split_once("address=")?;
				rest.split_whitespace().next()?.parse().ok()
			})
			.expect("the server says where it listens");
		// Nobody may wait for a full pipe.
		thread::spawn(move || lines.for_each(drop));
		Self { http: Http::new(address), process }
	}

	/// Kills it at once, as the system does when memory is short.
	pub fn kill(mut self) {
		self.process.kill().unwrap();
		self.process.wait().unwrap();
	}
}

impl Drop for Child {
	fn drop(&mut self) {
		let _ = self.process.kill();
		let _ = self.process.wait();
	}
}
