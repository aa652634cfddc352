// SPDX-License-Identifier: Apache-2.0
//! Documents from files: text, Markdown, JSON lines, PDF, or a folder of them.

use crate::failure::Failure;
use openledger_primitives::{jobs::EvaluationRow, text};
use serde::Deserialize;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// How the text of a file becomes documents.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Split {
	/// Each line is a document.
	Lines,
	/// What stands between empty lines is a document.
	Paragraphs,
	/// The whole file is one.
	Whole,
}

/// A line of a JSON Lines file: a text, or an object that has one.
#[derive(Deserialize)]
#[serde(untagged)]
enum JsonLine {
	Text(String),
	Document { text: String },
	Pair { question: String, answer: String },
	Completion { prompt: String, completion: String },
}

/// A line of a benchmark.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
	#[serde(default, alias = "prompt")]
	question: String,
	#[serde(alias = "completion", alias = "text")]
	answer: String,
	#[serde(default)]
	choices: Vec<String>,
}

/// The canonical content of the files at `paths`, in the order of their names within a folder.
///
/// # Errors
/// [`Failure::File`]; [`Failure::Input`] for what is not text, for an unknown kind of file, and when there
/// is not one document.
pub fn canonical(paths: &[PathBuf], split: Option<Split>) -> Result<Vec<u8>, Failure> {
	let mut documents = Vec::new();
	for path in paths {
		read(path, split, true, &mut documents)?;
	}
	let content = text::canonical_documents(documents);
	if content.is_empty() {
		return Err(Failure::Input("there is no text in what was given".into()));
	}
	Ok(content)
}

fn read(
	path: &Path,
	split: Option<Split>,
	named: bool,
	documents: &mut Vec<String>,
) -> Result<(), Failure> {
	if path.is_dir() {
		let entries = fs::read_dir(path).map_err(Failure::file(path))?;
		let mut paths = Vec::new();
		for entry in entries {
			paths.push(entry.map_err(Failure::file(path))?.path());
		}
		paths.sort();
		return paths.iter().try_for_each(|path| read(path, split, false, documents));
	}
	let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
	let default = match extension.to_ascii_lowercase().as_str() {
		"jsonl" => return json_lines(path, documents),
		"txt" => Split::Lines,
		"md" | "pdf" => Split::Paragraphs,
		// A folder may hold other things; what somebody names is meant.
		_ if !named => return Ok(()),
		_ => {
			return Err(Failure::Input(format!(
				"{}: only .txt, .md, .jsonl and .pdf are read",
				path.display()
			)))
		},
	};
	let text = if extension.eq_ignore_ascii_case("pdf") { pdf(path)? } else { utf8(path)? };
	match split.unwrap_or(default) {
		Split::Lines => documents.extend(text.lines().map(str::to_owned)),
		Split::Paragraphs => documents.extend(paragraphs(&text)),
		Split::Whole => documents.push(text.replace('\n', " ")),
	}
	Ok(())
}

/// The rows of a benchmark in a file of JSON lines: a question, its right answer, and perhaps what there is to
/// choose from.
///
/// # Errors
/// [`Failure::File`]; [`Failure::Input`] by the line's number.
pub fn rows(path: &Path) -> Result<Vec<EvaluationRow>, Failure> {
	let mut rows = Vec::new();
	for (index, line) in utf8(path)?.lines().enumerate() {
		if line.trim().is_empty() {
			continue;
		}
		let row: Row = serde_json::from_str(line).map_err(|error| {
			Failure::Input(format!(
				"{}, line {}: a row has `question` and `answer`, and perhaps `choices`: {error}",
				path.display(),
				index + 1
			))
		})?;
		let Row { question, answer, choices } = row;
		rows.push(EvaluationRow { question, answer, choices });
	}
	if rows.is_empty() {
		return Err(Failure::Input(format!("{} has no rows", path.display())));
	}
	Ok(rows)
}

fn utf8(path: &Path) -> Result<String, Failure> {
	let bytes = fs::read(path).map_err(Failure::file(path))?;
	String::from_utf8(bytes)
		.map_err(|error| Failure::Input(format!("{} is not UTF-8: {error}", path.display())))
}

fn pdf(path: &Path) -> Result<String, Failure> {
	pdf_extract::extract_text(path)
		.map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
}

fn paragraphs(text: &str) -> Vec<String> {
	let mut paragraphs = vec![String::new()];
	for line in text.lines() {
		match paragraphs.last_mut() {
			Some(last) if !line.trim().is_empty() => {
				last.push_str(line);
				last.push(' ');
			},
			_ => paragraphs.push(String::new()),
		}
	}
	paragraphs
}

fn json_lines(path: &Path, documents: &mut Vec<String>) -> Result<(), Failure> {
	for (index, line) in utf8(path)?.lines().enumerate() {
		if line.trim().is_empty() {
			continue;
		}
		let line = serde_json::from_str(line).map_err(|_| {
			Failure::Input(format!(
				"{}, line {}: a line is a text, or an object with `text`, with `question` and `answer`, \
				 or with `prompt` and `completion`",
				path.display(),
				index + 1
			))
		})?;
		documents.push(match line {
			JsonLine::Text(text) | JsonLine::Document { text } => text,
			JsonLine::Pair { question, answer } => format!("{question} {answer}"),
			JsonLine::Completion { prompt, completion } => format!("{prompt} {completion}"),
		});
	}
	Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	fn content(name: &str, bytes: &[u8], split: Option<Split>) -> Result<String, Failure> {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join(name);
		fs::write(&path, bytes).unwrap();
		canonical(&[path], split).map(|content| String::from_utf8(content).unwrap())
	}

	#[test]
	fn line_is_a_document_when_the_file_is_text() {
		assert_eq!(content("a.txt", b"one  two\n\nthree\n", None).unwrap(), "one two\nthree");
	}

	#[test]
	fn paragraph_is_a_document_when_the_file_is_markdown() {
		assert_eq!(content("a.md", b"one\ntwo\n\nthree", None).unwrap(), "one two\nthree");
	}

	#[test]
	fn file_is_a_document_when_it_is_to_stay_whole() {
		assert_eq!(content("a.txt", b"one\ntwo", Some(Split::Whole)).unwrap(), "one two");
	}

	#[test]
	fn line_is_a_document_when_the_file_is_json_lines() {
		let lines = br#""plain"
{"text": "an object"}

{"question": "What is it?", "answer": "a pair"}
{"prompt": "Say", "completion": "so"}"#;
		let expected = "plain\nan object\nWhat is it? a pair\nSay so";
		assert_eq!(content("a.jsonl", lines, None).unwrap(), expected);
	}

	#[test]
	fn json_line_is_refused_by_number_when_it_has_no_text() {
		let error = content("a.jsonl", b"\"fine\"\n{\"body\": 1}", None).unwrap_err();
		assert!(error.to_string().contains("line 2"), "{error}");
	}

	fn benchmark(text: &str) -> Result<Vec<EvaluationRow>, Failure> {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("rows.jsonl");
		fs::write(&path, text).unwrap();
		rows(&path)
	}

	#[test]
	fn row_of_a_benchmark_has_a_question_its_answer_and_choices() {
		let rows = benchmark(
			"{\"question\": \"Is it?\", \"answer\": \"Yes.\", \"choices\": [\"Yes.\", \"No.\"]}\n\n\
			 {\"text\": \"It is.\"}\n",
		)
		.unwrap();
		assert_eq!(rows.len(), 2);
		assert_eq!(rows[0].choices, ["Yes.", "No."]);
		assert_eq!((rows[1].question.as_str(), rows[1].answer.as_str()), ("", "It is."));
	}

	#[test]
	fn row_of_a_benchmark_is_refused_by_number_when_it_has_no_answer() {
		let error = benchmark("{\"answer\": \"fine\"}\n{\"question\": \"Is it?\"}").unwrap_err();
		assert!(error.to_string().contains("line 2"), "{error}");
		assert!(matches!(benchmark("\n"), Err(Failure::Input(_))));
	}

	#[test]
	fn file_is_refused_when_it_is_not_utf8() {
		assert!(matches!(content("a.txt", b"\xff\xfe", None), Err(Failure::Input(_))));
	}

	#[test]
	fn file_is_refused_when_its_kind_is_unknown() {
		assert!(matches!(content("a.exe", b"text", None), Err(Failure::Input(_))));
	}

	#[test]
	fn file_is_refused_when_it_has_no_text() {
		assert!(matches!(content("a.txt", b" \n\t\n", None), Err(Failure::Input(_))));
	}

	#[test]
	fn pdf_is_refused_when_it_is_none() {
		assert!(matches!(content("a.pdf", b"no pdf", None), Err(Failure::Input(_))));
	}

	#[test]
	fn folder_is_read_in_the_order_of_names_and_what_is_no_text_left_out() {
		let folder = tempfile::tempdir().unwrap();
		for (name, text) in [("b.txt", "second"), ("a.txt", "first"), ("c.png", "no text")] {
			fs::write(folder.path().join(name), text).unwrap();
		}
		let content = canonical(&[folder.path().to_owned()], None).unwrap();
		assert_eq!(content, b"first\nsecond");
	}
}
