// SPDX-License-Identifier: Apache-2.0
//! The command line: span indexes, and answers attributed over them.

use crate::support::{attribute, contributions, words, Contributions};
use serde_json::Value;
use std::{
	fs,
	path::Path,
	process::{Command, Output, Stdio},
	thread,
	time::Duration,
};
use tempfile::TempDir;

/// Runs the command in `folder`, with arguments that have no spaces in them.
fn command(folder: &Path, arguments: &str) -> Command {
	let mut command = Command::new(env!("CARGO_BIN_EXE_openledger-attribution"));
	command.current_dir(folder).args(arguments.split(' '));
	command
}

fn run(folder: &Path, arguments: &str) -> Output {
	command(folder, arguments).output().unwrap()
}

/// The JSON lines that the command prints.
fn json(folder: &Path, arguments: &str) -> Vec<Value> {
	let output = run(folder, &format!("--json {arguments}"));
	assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	let text = String::from_utf8(output.stdout).unwrap();
	text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What the command says when it fails.
fn failure(folder: &Path, arguments: &str) -> String {
	let output = run(folder, arguments);
	assert_eq!(output.status.code(), Some(1));
	assert!(output.stdout.is_empty());
	String::from_utf8(output.stderr).unwrap()
}

/// A folder with `corpus/<id>.txt` and `answers.jsonl`.
fn folder(of: &Contributions, answer: &str) -> TempDir {
	let folder = tempfile::tempdir().unwrap();
	fs::create_dir(folder.path().join("corpus")).unwrap();
	for (id, text) in of {
		fs::write(folder.path().join(format!("corpus/{id}.txt")), text).unwrap();
	}
	let line = serde_json::json!({ "id": "first", "text": answer });
	fs::write(folder.path().join("answers.jsonl"), format!("{line}\n\n")).unwrap();
	folder
}

fn fox() -> Contributions {
	contributions(&[
		(3, "they say the quick brown fox jumps over fences\n"),
		(7, "the quick  brown fox jumps over the lazy dog\n\nthe quick brown fox jumps\n"),
		(12, "und über den Wolken"),
	])
}

const ANSWER: &str = "As they say, the quick brown fox jumps over the lazy cat.";
const BUILD: &str = "index build --corpus corpus --index index";
const ATTRIBUTE: &str = "attribute --index index --answers answers.jsonl";

#[test]
fn answer_is_attributed_when_an_index_was_built() {
	let folder = folder(&fox(), ANSWER);
	let built = &json(folder.path(), &format!("{BUILD} --snapshot v1"))[0];
	assert_eq!(
		(built["contributions"].as_u64(), built["segments"][0]["words"].as_u64()),
		(Some(3), Some(30))
	);
	let lines =
		json(folder.path(), &format!("{ATTRIBUTE} --snapshot v1 --holders --matches --timing"));
	assert_eq!(lines.len(), 1);
	let line = &lines[0];
	let of = contributions(&[
		(3, "they say the quick brown fox jumps over fences"),
		(7, "the quick brown fox jumps over the lazy dog\nthe quick brown fox jumps"),
		(12, "und über den Wolken"),
	]);
	let expected = attribute(&of, ANSWER, 6);
	assert_eq!(line["evidence_root"], format!("{:?}", expected.evidence().root()));
	assert_eq!(line["leaves"], serde_json::to_value(expected.leaves()).unwrap());
	assert_eq!(line["vector"], serde_json::to_value(expected.vector()).unwrap());
	assert_eq!(line["spans"][0]["text"], "the quick brown fox jumps over the lazy");
	assert_eq!(line["spans"][0]["holders"][0]["contribution"], 7);
	assert_eq!(line["matches"][0]["holders"][0]["occurrences"], 1);
	assert!(line["micros"].is_u64() && line["matches_micros"].is_u64());
	let in_memory = json(folder.path(), "attribute --corpus corpus --answers answers.jsonl");
	assert_eq!(in_memory[0]["evidence_root"], line["evidence_root"]);
}

#[test]
fn people_read_holders_and_their_words_when_they_do_not_ask_for_json() {
	let folder = folder(&fox(), ANSWER);
	run(folder.path(), &format!("{BUILD} --snapshot v1"));
	let output = run(folder.path(), &format!("{ATTRIBUTE} --snapshot v1 --min-words 3 --matches"));
	let text = String::from_utf8(output.stdout).unwrap();
	assert!(text.contains("8 words in 7: the quick brown fox jumps over the lazy"), "{text}");
}

#[test]
fn index_lives_on_when_it_is_versioned_merged_and_verified() {
	let folder = folder(&fox(), ANSWER);
	json(folder.path(), &format!("{BUILD} --snapshot v1 --segment-words 12 --memory 64M"));
	fs::write(folder.path().join("corpus/20.txt"), "something new").unwrap();
	let v2 = &json(folder.path(), &format!("{BUILD} --snapshot v2 --from v1"))[0];
	assert_eq!(v2["segments"].as_array().unwrap().len(), 4);
	let v3 =
		&json(folder.path(), "index remove --index index --from v2 --snapshot v3 --ids 7,20")[0];
	assert_eq!(v3["contributions"], 2);
	let merged = &json(folder.path(), "index merge --index index --snapshot v3 --all")[0];
	assert_eq!(merged["segments"].as_array().unwrap().len(), 1);
	assert_eq!(merged["corpus"], v3["corpus"]);
	assert_eq!(json(folder.path(), "index verify --index index").len(), 3);
	assert_eq!(json(folder.path(), "index stat --index index --snapshot v3")[0], *merged);
	let both = json(folder.path(), &format!("{ATTRIBUTE} --snapshot v3,v1"));
	assert_eq!(both[0]["leaves"][0]["contribution"], 7);
}

#[test]
fn commands_say_what_is_wrong_when_they_fail() {
	let folder = folder(&fox(), ANSWER);
	let path = folder.path();
	assert!(failure(path, &format!("{ATTRIBUTE} --snapshot v1")).contains("is no index directory"));
	run(path, &format!("{BUILD} --snapshot v1"));
	assert!(failure(path, &format!("{ATTRIBUTE} --snapshot v2")).contains("no snapshot v2"));
	assert!(failure(path, &format!("{BUILD} --snapshot v1")).contains("v1 already"));
	assert!(
		failure(path, &format!("{ATTRIBUTE} --snapshot v1 --min-words 0")).contains("answer first")
	);
	fs::write(path.join("answers.jsonl"), "{}").unwrap();
	assert!(
		failure(path, &format!("{ATTRIBUTE} --snapshot v1")).contains("line 1 of answers.jsonl")
	);
	let missing = "attribute --index index --snapshot v1 --answers none.jsonl";
	assert!(failure(path, missing).contains("cannot read none.jsonl"));
	for (name, text, error) in [
		("013.txt", &b"a"[..], "is not named <number>.txt"),
		("13.txt", &b"a \xFF"[..], "13.txt is not UTF-8 from byte 2 on"),
		("13.txt", &b" \n\t"[..], "13.txt holds no word"),
		("13.txt", &vec![b'a'; 6 << 20][..], "13.txt has more than 5 MiB"),
	] {
		let file = path.join("corpus").join(name);
		fs::write(&file, text).unwrap();
		let said = failure(path, &format!("{BUILD} --snapshot v2"));
		assert!(said.contains(error), "{said}");
		fs::remove_file(file).unwrap();
	}
	assert!(failure(path, "index build --corpus none --index index --snapshot v2").contains("none"));
	assert_eq!(run(path, &format!("{BUILD} --snapshot v2 --memory 2T")).status.code(), Some(2));
}

/// Contributions that take some time, and many segments.
fn much() -> Contributions {
	(1..=60).map(|id| (id, words(&format!("c{id}w"), 3_000))).collect()
}

#[test]
fn build_ends_with_the_same_bytes_when_it_was_killed() {
	let folder = folder(&much(), "c7w5 c7w6 c7w7 c7w8 c7w9 c7w10");
	let path = folder.path();
	let build = "index build --corpus corpus --segment-words 6500 --snapshot v1 --index";
	let expected = json(path, &format!("{build} whole"));
	for millis in [5, 20, 40, 80, 160] {
		let mut child = command(path, &format!("{build} killed"))
			.stdout(Stdio::null())
			.stderr(Stdio::null())
			.spawn()
			.unwrap();
		thread::sleep(Duration::from_millis(millis));
		// The signal that cannot be caught.
		child.kill().unwrap();
		child.wait().unwrap();
	}
	let _ = run(path, &format!("{build} killed"));
	assert_eq!(json(path, "index verify --index killed"), expected);
	let segments = |index: &str| {
		let folder = path.join(index).join("segments");
		let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
		let mut files = files.map(|file| fs::read(file).unwrap()).collect::<Vec<_>>();
		files.sort_unstable();
		files
	};
	assert_eq!(segments("killed"), segments("whole"));
}

#[cfg(unix)]
#[test]
fn nothing_is_half_written_when_the_disk_takes_no_more() {
	let folder = folder(&much(), "");
	let path = folder.path();
	// No file may be longer than 64 blocks, as on a full disk; segments are.
	let limited = "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"";
	let output = Command::new("bash")
		.current_dir(path)
		.args(["-c", limited, env!("CARGO_BIN_EXE_openledger-attribution")])
		.args("index build --corpus corpus --index index --snapshot v1".split(' '))
		.output()
		.unwrap();
	assert_eq!(output.status.code(), Some(1));
	let said = String::from_utf8(output.stderr).unwrap();
	assert!(said.contains(".seg: File too large"), "{said}");
	for folder in ["segments", "snapshots", "builds"] {
		let left = fs::read_dir(path.join("index").join(folder)).unwrap().count();
		assert_eq!(left, 0, "{folder}");
	}
	run(path, "index build --corpus corpus --index index --snapshot v1");
	assert_eq!(json(path, "index verify --index index").len(), 1);
}
