// SPDX-License-Identifier: Apache-2.0
//! `index`, and `attribute` over what it builds.

use crate::support::*;
use openledger_attribution::{corpus::Corpus, spans::Index};
use openledger_primitives::ids::ContributionId;
use serde_json::Value;
use std::{
	collections::BTreeMap,
	fs,
	process::{Command, Stdio},
	thread,
	time::Duration,
};

/// Texts by identifier.
type Contributions = BTreeMap<u64, String>;

/// Calls the command with arguments that have no spaces in them.
fn call(files: &Files, arguments: &str) -> Called {
	files.call(&arguments.split(' ').collect::<Vec<_>>())
}

/// The JSON lines that the command prints.
fn json(files: &Files, arguments: &str) -> Vec<Value> {
	let called = call(files, &format!("--json {arguments}"));
	assert_eq!(called.code, 0, "{called:?}");
	called.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Checks that the command fails with this message.
fn assert_failure(files: &Files, arguments: &str, message: &str) {
	call(files, arguments).assert_error(message);
}

/// `corpus/<id>.txt` and `answers.jsonl`.
fn files(of: &Contributions, answer: &str) -> Files {
	let files = Files::new();
	fs::create_dir(files.path().join("corpus")).unwrap();
	for (id, text) in of {
		files.write(&format!("corpus/{id}.txt"), text);
	}
	let line = serde_json::json!({ "id": "first", "text": answer });
	files.write("answers.jsonl", format!("{line}\n\n"));
	files
}

fn contributions(of: &[(u64, &str)]) -> Contributions {
	of.iter().map(|(id, text)| (*id, (*text).to_owned())).collect()
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
	let files = files(&fox(), ANSWER);
	let built = &json(&files, &format!("{BUILD} --snapshot v1"))[0];
	assert_eq!(
		(built["contributions"].as_u64(), built["segments"][0]["words"].as_u64()),
		(Some(3), Some(30))
	);
	let lines = json(&files, &format!("{ATTRIBUTE} --snapshot v1 --holders --matches --timing"));
	assert_eq!(lines.len(), 1);
	let line = &lines[0];
	let of = contributions(&[
		(3, "they say the quick brown fox jumps over fences"),
		(7, "the quick brown fox jumps over the lazy dog\nthe quick brown fox jumps"),
		(12, "und über den Wolken"),
	]);
	let of = of.iter().map(|(id, text)| (ContributionId(*id), text.as_bytes()));
	let corpus = Corpus::new(of).unwrap();
	let expected = Index::build(&corpus).unwrap().attribute(ANSWER, 6).unwrap();
	assert_eq!(line["evidence_root"], format!("{:?}", expected.evidence().root()));
	assert_eq!(line["leaves"], serde_json::to_value(expected.leaves()).unwrap());
	assert_eq!(line["vector"], serde_json::to_value(expected.vector()).unwrap());
	assert_eq!(line["spans"][0]["text"], "the quick brown fox jumps over the lazy");
	assert_eq!(line["spans"][0]["holders"][0]["contribution"], 7);
	assert_eq!(line["matches"][0]["holders"][0]["occurrences"], 1);
	assert!(line["micros"].is_u64() && line["matches_micros"].is_u64());
	let in_memory = json(&files, "attribute --corpus corpus --answers answers.jsonl");
	assert_eq!(in_memory[0]["evidence_root"], line["evidence_root"]);
}

#[test]
fn people_read_holders_and_their_words_when_they_do_not_ask_for_json() {
	let files = files(&fox(), ANSWER);
	call(&files, &format!("{BUILD} --snapshot v1"));
	let called = call(&files, &format!("{ATTRIBUTE} --snapshot v1 --min-words 3 --matches"));
	let said = "8 words in 7: the quick brown fox jumps over the lazy";
	assert!(called.stdout.contains(said), "{called:?}");
}

#[test]
fn index_lives_on_when_it_is_versioned_merged_and_verified() {
	let files = files(&fox(), ANSWER);
	json(&files, &format!("{BUILD} --snapshot v1 --segment-words 12 --memory 64M"));
	fs::write(files.path().join("corpus/20.txt"), "something new").unwrap();
	let v2 = &json(&files, &format!("{BUILD} --snapshot v2 --from v1"))[0];
	assert_eq!(v2["segments"].as_array().unwrap().len(), 4);
	let v3 = &json(&files, "index remove --index index --from v2 --snapshot v3 --ids 7,20")[0];
	assert_eq!(v3["contributions"], 2);
	let merged = &json(&files, "index merge --index index --snapshot v3 --all")[0];
	assert_eq!(merged["segments"].as_array().unwrap().len(), 1);
	assert_eq!(merged["corpus"], v3["corpus"]);
	assert_eq!(json(&files, "index verify --index index").len(), 3);
	assert_eq!(json(&files, "index stat --index index --snapshot v3")[0], *merged);
	let both = json(&files, &format!("{ATTRIBUTE} --snapshot v3,v1"));
	assert_eq!(both[0]["leaves"][0]["contribution"], 7);
}

#[test]
fn commands_say_what_is_wrong_when_they_fail() {
	let files = files(&fox(), ANSWER);
	let attribute = format!("{ATTRIBUTE} --snapshot v1");
	assert_failure(&files, &attribute, "is no index directory");
	call(&files, &format!("{BUILD} --snapshot v1"));
	assert_failure(&files, &format!("{ATTRIBUTE} --snapshot v2"), "no snapshot v2");
	assert_failure(&files, &format!("{BUILD} --snapshot v1"), "v1 already");
	assert_failure(&files, &format!("{attribute} --min-words 0"), "answer first");
	files.write("answers.jsonl", "{}");
	assert_failure(&files, &attribute, "line 1 of answers.jsonl");
	let missing = "attribute --index index --snapshot v1 --answers none.jsonl";
	assert_failure(&files, missing, "cannot read none.jsonl");
	for (name, text, error) in [
		("013.txt", &b"a"[..], "is not named <number>.txt"),
		("13.txt", &b"a \xFF"[..], "13.txt is not UTF-8 from byte 2 on"),
		("13.txt", &b" \n\t"[..], "13.txt holds no word"),
		("13.txt", &vec![b'a'; 6 << 20][..], "13.txt has more than 5 MiB"),
	] {
		let path = format!("corpus/{name}");
		files.write(&path, text);
		assert_failure(&files, &format!("{BUILD} --snapshot v2"), error);
		fs::remove_file(files.path().join(path)).unwrap();
	}
	assert_failure(&files, "index build --corpus none --index index --snapshot v2", "none");
	assert_eq!(call(&files, &format!("{BUILD} --snapshot v2 --memory 2T")).code, 2);
}

#[test]
fn segments_are_removed_when_merging_is_told_to_collect() {
	let files = files(&fox(), ANSWER);
	json(&files, &format!("{BUILD} --snapshot v1 --segment-words 12"));
	let segments = || fs::read_dir(files.path().join("index/segments")).unwrap().count();
	assert_eq!(segments(), 3);
	let merge = "index merge --index index --snapshot v1 --all";
	json(&files, merge);
	assert_eq!(segments(), 4);
	json(&files, &format!("{merge} --collect"));
	assert_eq!(segments(), 1);
}

#[test]
fn changed_file_is_named_when_a_snapshot_is_compared_with_its_corpus() {
	let files = files(&fox(), ANSWER);
	json(&files, &format!("{BUILD} --snapshot v1"));
	let verify = "index verify --index index --corpus corpus";
	assert_eq!(json(&files, verify).len(), 1);
	files.write("corpus/12.txt", "und unter den Wolken");
	assert_failure(&files, verify, "contribution 12 is not what the snapshot has");
}

/// Contributions that take some time, and many segments.
fn much() -> Contributions {
	let text = |id| (1..=3_000).map(|word| format!("c{id}w{word}")).collect::<Vec<_>>().join(" ");
	(1..=60).map(|id| (id, text(id))).collect()
}

#[test]
fn build_ends_with_the_same_bytes_when_it_was_killed() {
	let files = files(&much(), "c7w5 c7w6 c7w7 c7w8 c7w9 c7w10");
	let path = files.path();
	let build = "index build --corpus corpus --segment-words 6500 --snapshot v1 --index";
	let expected = json(&files, &format!("{build} whole"));
	for millis in [5, 20, 40, 80, 160] {
		let mut child = Command::new(env!("CARGO_BIN_EXE_openledger-attribution"))
			.current_dir(path)
			.args(format!("{build} killed").split(' '))
			.stdout(Stdio::null())
			.stderr(Stdio::null())
			.spawn()
			.unwrap();
		thread::sleep(Duration::from_millis(millis));
		// The signal that cannot be caught.
		child.kill().unwrap();
		child.wait().unwrap();
	}
	let _ = call(&files, &format!("{build} killed"));
	assert_eq!(json(&files, "index verify --index killed"), expected);
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
	let files = files(&much(), "");
	let path = files.path();
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
	call(&files, "index build --corpus corpus --index index --snapshot v1");
	assert_eq!(json(&files, "index verify --index index").len(), 1);
}
