// SPDX-License-Identifier: Apache-2.0
//! The command line: gradient blocks in, scores out.

use crate::gradients::{block, keys, Folder, Random};
use serde_json::Value;
use std::{
	fs,
	process::{Command, Output},
};

const WIDTHS: [usize; 2] = [24, 9];

fn folder() -> Folder {
	let (folder, mut random) = (Folder::new(), Random(3));
	let layers = random.gradients(&WIDTHS, 12);
	fs::write(folder.path("gradients"), block(&layers, &keys(12))).unwrap();
	fs::write(folder.path("queries"), block(&random.gradients(&WIDTHS, 2), &[])).unwrap();
	folder
}

fn run(folder: &Folder, arguments: &str) -> Output {
	let mut command = Command::new(env!("CARGO_BIN_EXE_openledger-attribution"));
	command.current_dir(folder.path("")).arg("influence").args(arguments.split(' '));
	command.output().unwrap()
}

fn json(folder: &Folder, arguments: &str) -> Vec<Value> {
	let output = run(folder, &format!("{arguments} --json"));
	assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	let text = String::from_utf8(output.stdout).unwrap();
	text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn failure(folder: &Folder, arguments: &str) -> String {
	let output = run(folder, arguments);
	assert_eq!(output.status.code(), Some(1));
	assert!(output.stdout.is_empty());
	String::from_utf8(output.stderr).unwrap()
}

fn built() -> Folder {
	let folder = folder();
	let built = json(&folder, "build --gradients gradients --index index --dimensions 8 --seed 2");
	assert_eq!((&built[0]["rows"], &built[0]["layers"][0]["kept"]), (&12.into(), &8.into()));
	folder
}

#[test]
fn rows_are_scored_for_each_query_by_command_when_there_is_an_index() {
	let folder = built();
	for method in ["datainf", "grad-dot", "grad-cos", "fisher"] {
		let lines =
			json(&folder, &format!("score --index index --queries queries --method {method}"));
		assert_eq!(lines.len(), 2);
		assert_eq!(lines[1]["scores"].as_array().unwrap().len(), 12);
		assert!(lines[1]["scores"][11]["score"].is_f64());
	}
	let two = "score --index index,index --queries queries,queries --method tracin --rates 1,0.5";
	assert_eq!(json(&folder, two).len(), 2);
	let groups = json(&folder, "score --index index --queries queries --groups");
	assert!(groups[0]["scores"][0]["score"].is_u64());
}

#[test]
fn rows_are_prepared_by_command_when_many_queries_are_asked() {
	let folder = built();
	let prepared = json(&folder, "prepare --index index").remove(0);
	assert_eq!((&prepared["prepared"], &prepared["rows"]), (&"index.datainf".into(), &12.into()));
	assert_eq!(prepared, json(&folder, "prepare --index index --verify")[0]);
	// Also where nothing is there yet, or something else.
	for _ in 0..2 {
		let lines = json(&folder, "score --index index --queries queries --prepared");
		let plain = json(&folder, "score --index index --queries queries");
		let score = |lines: &[Value]| lines[1]["scores"][11]["score"].as_f64().unwrap();
		assert!((score(&lines) / score(&plain) - 1.0).abs() < 1e-2);
		fs::write(folder.path("index.datainf"), "something else").unwrap();
	}
	assert!(failure(&folder, "prepare --index index --verify").contains("prepare them again"));
	let fisher = "score --index index --queries queries --prepared --method fisher";
	assert!(failure(&folder, fisher).contains("only datainf"));
}

#[test]
fn scores_are_tensors_by_command_when_a_file_is_wanted() {
	let folder = built();
	for (what, tensors) in [
		("--rows", ["contribution", "row", "scores"]),
		("--groups", ["contribution", "groups", ""]),
	] {
		let output = run(
			&folder,
			&format!("score --index index --queries queries {what} --output out --timing"),
		);
		assert!(output.status.success());
		assert!(String::from_utf8(output.stderr).unwrap().contains("2 queries scored"));
		let bytes = fs::read(folder.path("out")).unwrap();
		let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
		let mut names = file.names();
		names.sort_unstable();
		assert_eq!(names, tensors.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>());
		assert_eq!(file.tensor(names[names.len() - 1]).unwrap().shape()[0], 2);
	}
}

#[test]
fn files_are_readable_by_others_when_the_umask_lets_them() {
	use std::os::unix::fs::PermissionsExt;
	let folder = built();
	assert!(run(&folder, "score --index index --queries queries --output out").status.success());
	fs::write(folder.path("plain"), "").unwrap();
	let mode = |name| fs::metadata(folder.path(name)).unwrap().permissions().mode();
	assert_eq!((mode("index"), mode("out")), (mode("plain"), mode("plain")));
}

#[test]
fn timing_tells_the_median_and_the_first_run_when_scoring_is_repeated() {
	let folder = built();
	let score = "score --index index --queries queries --timing --json";
	for (repeat, times) in [("", 1), (" --repeat 4", 4)] {
		let output = run(&folder, &format!("{score}{repeat}"));
		let timing: Value = serde_json::from_slice(&output.stderr).unwrap();
		let (warm, cold) = (timing["score"].as_f64().unwrap(), timing["score_cold"].as_f64());
		assert!(warm > 0.0 && (times > 1 || Some(warm) == cold), "{timing}");
		// However often, the scores are told once.
		assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 2);
	}
	let refused = |arguments| run(&folder, arguments).status.code();
	assert_eq!(refused("score --index index --queries queries --repeat 2"), Some(2));
	assert_eq!(refused("score --index index --queries queries --timing --repeat 0"), Some(2));
}

#[test]
fn index_is_verified_and_opened_by_command_when_it_is_whole() {
	let folder = built();
	let root = json(&folder, "verify --index index")[0]["root"].clone();
	assert_eq!(root.as_str().unwrap().len(), 64);
	let proof = json(&folder, "prove --index index --row 5").remove(0);
	assert_eq!((&proof["leaf"], &proof["leaves"]), (&6.into(), &13.into()));
}

#[test]
fn command_says_what_to_do_when_it_cannot() {
	let folder = built();
	assert!(failure(&folder, "score --index index --queries missing").contains("missing"));
	assert!(failure(&folder, "score --index gradients --queries queries")
		.contains("no influence index"));
	assert!(failure(&folder, "score --index index --queries queries --method tracin")
		.contains("--rates"));
	assert!(failure(&folder, "score --index index,index --queries queries").contains("as many"));
	assert!(failure(&folder, "score --index index --queries queries --rates 1,2").contains("rates"));
	assert!(failure(&folder, "prove --index index --row 12").contains("the index has 12"));
	assert!(failure(&folder, "score --index index --queries queries --output no/where")
		.contains("no/where"));
	assert!(failure(&folder, "build --gradients queries --index other").contains("contribution"));
	assert!(!folder.path("other").exists());
}
