// SPDX-License-Identifier: Apache-2.0
//! How commands speak: results, progress, errors.

use super::Failure;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::{
	error::Error,
	io::{stdout, ErrorKind, Write},
};

/// Where results and progress go.
#[derive(Clone, Copy, Debug)]
pub struct Output {
	json: bool,
}

impl Output {
	/// Output as JSON, or as text for people.
	pub fn new(json: bool) -> Self {
		Self { json }
	}

	/// Whether results are JSON.
	pub fn is_json(&self) -> bool {
		self.json
	}

	/// Prints one result: as one line of JSON, or as `text` says it.
	///
	/// # Errors
	/// When stdout cannot be written. A reader who has seen enough is no error.
	pub fn print<T: Serialize>(
		&self,
		result: &T,
		text: impl FnOnce(&T) -> String,
	) -> Result<(), Failure> {
		let line = if self.json { serde_json::to_string(result)? } else { text(result) };
		match writeln!(stdout().lock(), "{line}") {
			Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
			written => Ok(written?),
		}
	}

	/// A progress bar on stderr, up to `length`; invisible where stderr is no terminal.
	pub fn bar(&self, length: u64, what: &'static str) -> ProgressBar {
		self.styled(length, what, "{msg} {wide_bar} {human_pos}/{human_len} {eta}")
	}

	/// A progress bar in bytes on stderr, up to `length`; invisible where stderr is no terminal.
	pub fn byte_bar(&self, length: u64, what: &'static str) -> ProgressBar {
		self.styled(length, what, "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
	}

	/// Tells people what went wrong, with the causes that the error does not name itself.
	pub fn error(&self, error: &(dyn Error + 'static)) {
		let mut line = error.to_string();
		let mut cause = error.source();
		while let Some(error) = cause {
			let reason = error.to_string();
			if !line.contains(&reason) {
				line = format!("{line}: {reason}");
			}
			cause = error.source();
		}
		eprintln!("error: {line}");
	}

	fn styled(&self, length: u64, what: &'static str, template: &str) -> ProgressBar {
		let style =
			ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
		ProgressBar::new(length).with_style(style).with_message(what)
	}
}
