// SPDX-License-Identifier: Apache-2.0
//! What the tests share: a directory of files, and the binary called over it.

use serde_json::Value;
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

/// A directory that is removed at the end.
pub struct Files(TempDir);

impl Files {
	pub fn new() -> Self {
		Self(TempDir::new().unwrap())
	}

	/// Writes a file, with the folders above it.
	pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
		let path = self.path().join(path);
		fs::create_dir_all(path.parent().unwrap()).unwrap();
		fs::write(path, content).unwrap();
		self
	}

	pub fn path(&self) -> &Path {
		self.0.path()
	}

	/// Calls the binary with these arguments, in this directory.
	pub fn call(&self, arguments: &[&str]) -> Called {
		let output = Command::new(env!("CARGO_BIN_EXE_openledger-attribution"))
			.args(arguments)
			.current_dir(self.path())
			.output()
			.unwrap();
		Called {
			code: output.status.code().unwrap(),
			stdout: String::from_utf8(output.stdout).unwrap(),
			stderr: String::from_utf8(output.stderr).unwrap(),
		}
	}
}

/// What a call left behind.
#[derive(Debug)]
pub struct Called {
	pub code: i32,
	pub stdout: String,
	pub stderr: String,
}

impl Called {
	/// The result as JSON.
	pub fn json(&self) -> Value {
		serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("{self:?}"))
	}

	/// Checks that it failed with this message, and printed nothing else.
	pub fn assert_error(&self, message: &str) {
		assert_eq!(self.code, 1, "{self:?}");
		assert!(self.stderr.starts_with("error: ") && self.stderr.contains(message), "{self:?}");
		assert_eq!(self.stdout, "");
	}
}
