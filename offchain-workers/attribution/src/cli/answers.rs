// SPDX-License-Identifier: Apache-2.0
//! Files of answers or queries: one JSON object per line, `{"id": "...", "text": "..."}`.

use serde::{Deserialize, Serialize};
use std::{
	fs::File,
	io::{self, BufRead, BufReader},
	path::{Path, PathBuf},
};
use thiserror::Error;

/// One answer, or one query.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Answer {
	/// What the results call it.
	pub id: String,
	/// What it says; need not be canonical.
	pub text: String,
}

/// Why a file of answers cannot be read.
#[derive(Error, Debug)]
pub enum AnswersError {
	/// The file cannot be read.
	#[error("cannot read {}: {reason}", path.display())]
	Read {
		/// The file.
		path: PathBuf,
		/// What the operating system says.
		reason: io::Error,
	},
	/// A line is no such object.
	#[error("line {line} of {} is not {{\"id\": \"...\", \"text\": \"...\"}}: {reason}", path.display())]
	Line {
		/// The file.
		path: PathBuf,
		/// The line, from one.
		line: usize,
		/// What the parser says.
		reason: serde_json::Error,
	},
}

/// The answers in the file at `path`, in its order; empty lines are left out.
///
/// # Errors
/// Every [`AnswersError`].
pub fn read(path: &Path) -> Result<Vec<Answer>, AnswersError> {
	let failed = |reason| AnswersError::Read { path: path.to_owned(), reason };
	let file = File::open(path).map_err(failed)?;
	let mut answers = Vec::new();
	for (line, text) in (1..).zip(BufReader::new(file).lines()) {
		let text = text.map_err(failed)?;
		if text.trim().is_empty() {
			continue;
		}
		answers.push(serde_json::from_str(&text).map_err(|reason| AnswersError::Line {
			path: path.to_owned(),
			line,
			reason,
		})?);
	}
	Ok(answers)
}
