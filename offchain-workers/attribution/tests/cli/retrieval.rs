// SPDX-License-Identifier: Apache-2.0
//! `retrieval`: from a folder of texts to logged and cited passages.

use crate::support::Files;
use serde_json::{json, Value};

fn files() -> Files {
	let files = Files::new();
	files.write("corpus/3.txt", "The quick brown fox jumps over the lazy dog.\nFoxes are quick.");
	files.write("corpus/7.txt", "A cow says nothing.");
	files.write(
		"queries",
		"{\"id\": \"q1\", \"text\": \"Which dog is lazy?\"}\n{\"id\": \"q2\", \"text\": \"cow\"}",
	);
	files
}

fn built() -> (Files, Value) {
	let files = files();
	let built =
		files.call(&["--json", "retrieval", "build", "--corpus", "corpus", "--index", "index"]);
	assert_eq!(built.code, 0, "{built:?}");
	let summary = built.json();
	(files, summary)
}

/// One result for each line.
fn lines(stdout: &str) -> Vec<Value> {
	stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn retrieval_cites_and_logs_when_an_index_is_queried() {
	let (files, summary) = built();
	assert_eq!((&summary["contributions"], &summary["passages"]), (&json!(2), &json!(3)));
	let queried = files.call(&[
		"--json",
		"retrieval",
		"query",
		"--index",
		"index",
		"--queries",
		"queries",
		"-k",
		"1",
		"--corpus",
		"corpus",
		"--log",
		"log",
	]);
	assert_eq!(queried.code, 0, "{queried:?}");
	let lines = lines(&queried.stdout);
	assert_eq!(lines.len(), 2);
	assert_eq!(lines[0]["id"], "q1");
	let text = "The quick brown fox jumps over the lazy dog.";
	let citation = json!({
		"contribution": 3, "start": 0, "length": 44, "rank": 1, "share": 1_000_000_000, "text": text,
	});
	assert_eq!(lines[0]["citations"], json!([citation]));
	assert_eq!(lines[1]["retrieval"]["hits"][0]["passage"]["contribution"], 7);
	assert_eq!(lines[1]["vector"]["shares"][0]["contribution"], 7);

	let verified = files.call(&[
		"--json",
		"retrieval",
		"verify",
		"--index",
		"index",
		"--corpus",
		"corpus",
		"--log",
		"log",
		"--snapshot",
		summary["snapshot"].as_str().unwrap(),
	]);
	assert_eq!(verified.code, 0, "{verified:?}");
	let log = json!({ "entries": 2, "digest": lines[1]["entry"] });
	assert_eq!(verified.json()["log"], log);
}

#[test]
fn retrieval_speaks_to_people_when_json_is_not_asked_for() {
	let (files, _) = built();
	let queried = files.call(&[
		"retrieval",
		"query",
		"--index",
		"index",
		"--queries",
		"queries",
		"--corpus",
		"corpus",
	]);
	assert_eq!(queried.code, 0, "{queried:?}");
	let mut lines = queried.stdout.lines();
	assert_eq!(lines.next(), Some("q1: 1 hits"));
	let hit = lines.next().unwrap();
	assert!(hit.starts_with("  1. contribution 3, 44 bytes at 0: 100.00 %, BM25 "), "{hit}");
	assert_eq!(lines.next(), Some("     The quick brown fox jumps over the lazy dog."));
}

#[test]
fn retrieval_updates_when_the_corpus_has_changed() {
	let (files, first) = built();
	files.write("corpus/7.txt", "A cow says moo.").write("corpus/9.txt", "A cat says nothing.");
	let updated = files.call(&[
		"--json",
		"retrieval",
		"update",
		"--from",
		"index",
		"--corpus",
		"corpus",
		"--index",
		"later",
	]);
	assert_eq!(updated.code, 0, "{updated:?}");
	let fresh =
		files.call(&["--json", "retrieval", "build", "--corpus", "corpus", "--index", "fresh"]);
	assert_eq!(updated.json()["snapshot"], fresh.json()["snapshot"]);
	assert_ne!(updated.json()["snapshot"], first["snapshot"]);
	let stale = files.call(&["retrieval", "verify", "--index", "index", "--corpus", "corpus"]);
	stale.assert_error("contribution 9 is in the index or among the contents, not in both");
	let verified = files.call(&["retrieval", "verify", "--index", "later", "--corpus", "corpus"]);
	assert_eq!(verified.code, 0, "{verified:?}");
}

#[test]
fn retrieval_says_what_to_do_when_it_cannot() {
	let (files, summary) = built();
	let again = files.call(&["retrieval", "build", "--corpus", "corpus", "--index", "index"]);
	again.assert_error("index is there already: give another name, or remove it first");
	let model = files.call(&[
		"retrieval",
		"build",
		"--corpus",
		"corpus",
		"--index",
		"other",
		"--embeddings",
		"model",
	]);
	model.assert_error("cannot read model/config.json");
	let query = |index: &str, more: &[&str]| {
		files.call(
			&[&["retrieval", "query", "--index", index, "--queries", "queries"], more].concat(),
		)
	};
	query("missing", &[]).assert_error("cannot read missing/manifest.json");
	let zeros = format!("0x{}", "0".repeat(64));
	let other = query("index", &["--snapshot", &zeros]);
	other.assert_error(&format!(
		"the index is of snapshot {}, not of {zeros}",
		summary["snapshot"].as_str().unwrap()
	));
	assert_eq!(query("index", &["-k", "0"]).code, 2);
	files.write("queries", "{\"id\": \"q9\", \"text\": \" \"}");
	query("index", &[]).assert_error("question q9: the question has no words");
	files.write("index/passages.bin", "x");
	query("index", &[]).assert_error("passages.bin has 1 bytes, not 60");
}
