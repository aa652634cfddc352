// SPDX-License-Identifier: Apache-2.0
//! `mix`.

use crate::support::*;
use serde_json::json;

const SPANS: &str =
	r#"{"shares": [{"contribution": 7, "share": 400000000}], "residual": 600000000}"#;
const INFLUENCE: &str =
	r#"{"scores": [{"contribution": 9, "score": 3}, {"contribution": 7, "score": 1}]}"#;

fn files() -> Files {
	let files = Files::new();
	files.write("spans.json", SPANS).write("influence.json", INFLUENCE);
	files
}

const BOTH: [&str; 7] =
	["mix", "--spans", "spans.json", "--influence", "influence.json", "--weights", "0.5,0.4,0.1"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
	[&BOTH[..], more].concat()
}

#[test]
fn vector_is_printed_as_json_when_asked_for() {
	let called = files().call(&with(&["--json"]));
	let expected = json!({
		"shares": [
			{ "contribution": 7, "share": 300_000_000 },
			{ "contribution": 9, "share": 300_000_000 },
		],
		"residual": 400_000_000,
	});
	assert_eq!((called.code, called.json()), (0, expected));
}

#[test]
fn vector_is_printed_for_people_when_nothing_else_is_said() {
	let called = files().call(&BOTH);
	let expected =
		"0.300000000  contribution 7\n0.300000000  contribution 9\n0.400000000  residual\n";
	assert_eq!((called.code, &called.stdout[..]), (0, expected));
}

#[test]
fn parts_are_printed_when_they_are_to_be_explained() {
	let called = files().call(&with(&["--explain", "--json"]));
	let explanation = called.json();
	let parts = json!({ "spans": 200_000_000, "influence": 100_000_000, "retrieval": 0 });
	assert_eq!(explanation["shares"][0]["parts"], parts);
	let parts = json!({ "spans": 300_000_000, "influence": 0, "retrieval": 100_000_000 });
	assert_eq!(explanation["residual"]["parts"], parts);
	let called = files().call(&with(&["--explain"]));
	let line = "0.300000000  contribution 7: 0.200000000 spans, 0.100000000 influence, \
		0.000000000 retrieval\n";
	assert!(called.stdout.contains(line), "{called:?}");
}

#[test]
fn every_form_is_read_when_it_says_the_same() {
	let vector = format!(r#"{{"id": "a", "leaves": [], "vector": {SPANS}}}"#);
	let files = files();
	let list = r#"[{"contribution": 9, "score": 3}, {"contribution": 7, "score": 1}]"#;
	files.write("spans.json", vector).write("influence.json", list);
	let expected = self::files().call(&BOTH);
	assert_eq!(files.call(&BOTH).stdout, expected.stdout);
}

#[test]
fn answer_is_chosen_by_its_id_when_a_file_holds_several() {
	let files = files();
	let line = |id: &str, share| {
		let residual = 1_000_000_000 - share;
		let shares = json!([{ "contribution": 7, "share": share }]);
		json!({ "id": id, "vector": { "shares": shares, "residual": residual } })
	};
	let lines = [line("a", 1), line("b", 400_000_000), line("c", 2), line("c", 3)];
	files.write("spans.json", lines.map(|line| line.to_string()).join("\n"));
	assert_eq!(files.call(&with(&["--id", "b"])).stdout, self::files().call(&BOTH).stdout);
	files.call(&BOTH).assert_error("spans.json holds 4 answers: choose one with --id");
	files.call(&with(&["--id", "c"])).assert_error("2 answers with the id `c`");
	files.call(&with(&["--id", "d"])).assert_error("0 answers with the id `d`");
}

#[test]
fn file_is_named_when_it_holds_no_signal() {
	let files = files();
	let refused = |content: &str, message: &str| {
		files.write("spans.json", content).call(&BOTH).assert_error(message);
	};
	refused("{", "spans.json is no signal: EOF");
	refused("{}", "spans.json has none of the members");
	refused(r#"{"shares": []}"#, "missing field `residual`");
	refused(r#"{"scores": [{"contribution": 7, "score": -1}]}"#, "spans.json is no signal");
	refused(r#"{"shares": [], "residual": 5}"#, "spans.json: attribution vector: the shares");
	let twice =
		format!(r#"[{0}, {0}]"#, format_args!(r#"{{"contribution": 7, "score": {}}}"#, u64::MAX));
	refused(&twice, "spans.json: the scores of contribution 7 overflow 64 bits");
	files
		.call(&["mix", "--spans", "none.json", "--weights", "1,0,0"])
		.assert_error("cannot read none.json");
}

#[test]
fn command_line_is_refused_when_weights_or_signals_are_missing() {
	let refused = |arguments: &[&str], message: &str| {
		let called = files().call(arguments);
		assert_eq!(called.code, 2, "{called:?}");
		assert!(called.stderr.contains(message), "{called:?}");
	};
	refused(&["mix", "--weights", "1,0,0"], "--spans");
	refused(&["mix", "--spans", "spans.json"], "--weights");
	refused(&["mix", "--spans", "spans.json", "--weights", "1,1,0"], "not to one billion");
}
