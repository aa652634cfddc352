// SPDX-License-Identifier: Apache-2.0
//! The log: what is in it, and what a crash or somebody else may do to it.

use super::world::{hybrid, Letters, Place};
use crate::support::contributions;
use openledger_attribution::retrieval::{
	read_log, Digest, Entry, FileError, Log, LogError, Retrieval, MAX_HITS,
};
use std::fs;

fn retrievals() -> Vec<Retrieval> {
	let of = contributions(&[(1, "a quick fox"), (2, "a lazy dog"), (3, "a cow")]);
	let (_place, index) = hybrid(&of, 2);
	["fox", "a dog", "unheard"].map(|query| index.search(query, 8, Some(&Letters)).unwrap()).into()
}

/// A log of three entries, and their digests.
fn log() -> (Place, Vec<Digest>) {
	let place = Place::new();
	let mut log = Log::open(&place.at("log")).unwrap();
	assert!(log.is_empty());
	let digests = retrievals().iter().map(|found| log.append(found).unwrap()).collect();
	log.sync().unwrap();
	assert_eq!(log.len(), 3);
	(place, digests)
}

fn entries(place: &Place) -> Vec<Entry> {
	read_log(&place.at("log")).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn log_has_every_retrieval_when_it_is_read_again() {
	let (place, digests) = log();
	let entries = entries(&place);
	let logged = entries.iter().map(|entry| entry.retrieval.clone()).collect::<Vec<_>>();
	assert_eq!(logged, retrievals());
	let given = entries.iter().map(|entry| entry.digest().unwrap()).collect::<Vec<_>>();
	assert_eq!(given, digests);
	assert_eq!(entries[0].previous, Digest::default());
	assert_eq!([entries[1].previous, entries[2].previous], digests[..2]);
	let lines = fs::read_to_string(place.at("log")).unwrap();
	let last = lines.lines().last().unwrap();
	assert_eq!(Digest::of(last.as_bytes()), digests[2]);
}

#[test]
fn log_goes_on_where_it_ended_when_it_is_opened_again() {
	let (place, digests) = log();
	let mut log = Log::open(&place.at("log")).unwrap();
	assert_eq!((log.len(), log.digest()), (3, digests[2]));
	let last = log.append(&retrievals()[0]).unwrap();
	let entries = entries(&place);
	assert_eq!((entries[3].number, entries[3].previous), (3, digests[2]));
	assert_eq!(entries[3].digest().unwrap(), last);
}

#[test]
fn log_is_repaired_when_its_last_line_is_torn_anywhere() {
	let (place, digests) = log();
	let whole = fs::read(place.at("log")).unwrap();
	let last = whole[..whole.len() - 1].iter().rposition(|&byte| byte == b'\n').unwrap() + 1;
	for length in last..whole.len() {
		fs::write(place.at("log"), &whole[..length]).unwrap();
		assert_eq!(entries(&place).len(), 2, "half an entry is none");
		let log = Log::open(&place.at("log")).unwrap();
		assert_eq!((log.len(), log.digest()), (2, digests[1]));
		assert_eq!(fs::read(place.at("log")).unwrap(), &whole[..last]);
	}
}

#[test]
fn log_is_left_alone_when_it_is_no_log() {
	let place = Place::new();
	let texts = ["my notes", "my notes\nand more\n", "{\"number\":0}\n", "\n", "{\"name\":"];
	for text in texts {
		fs::write(place.at("log"), text).unwrap();
		let error = Log::open(&place.at("log")).unwrap_err();
		assert!(matches!(error, LogError::Damaged { .. }), "{text:?}: {error}");
		assert_eq!(fs::read_to_string(place.at("log")).unwrap(), text);
	}
	let long = format!("{{\"number\":{}", "0".repeat(1 << 20));
	fs::write(place.at("log"), &long).unwrap();
	assert!(matches!(Log::open(&place.at("log")), Err(LogError::Damaged { .. })));
	let mut entries = read_log(&place.at("log")).unwrap();
	assert!(matches!(entries.next(), Some(Err(LogError::Damaged { .. }))));
}

#[test]
fn log_is_damaged_when_an_entry_was_changed_or_taken_out() {
	let (place, _) = log();
	let whole = fs::read_to_string(place.at("log")).unwrap();
	let lines = whole.lines().collect::<Vec<_>>();
	let changed = lines[0].replacen("\"k\":8", "\"k\":9", 1);
	assert_ne!(changed, lines[0]);
	let spaced = lines[1].replacen(":", ": ", 1);
	let cases = [
		(vec![changed.as_str(), lines[1], lines[2]], 1),
		(vec![lines[0], lines[2]], 1),
		(vec![lines[1], lines[2]], 0),
		(vec![lines[0], lines[0]], 1),
		(vec![lines[0], spaced.as_str(), lines[2]], 1),
		(vec![lines[0], lines[1], "", lines[2]], 2),
	];
	for (lines, damaged) in cases {
		fs::write(place.at("log"), lines.join("\n") + "\n").unwrap();
		let read = read_log(&place.at("log")).unwrap().collect::<Vec<_>>();
		assert_eq!(read.len(), damaged + 1, "{lines:?}");
		assert!(matches!(&read[damaged], Err(LogError::Damaged { .. })), "{lines:?}");
	}
}

#[test]
fn log_is_busy_when_somebody_else_writes_it() {
	let place = Place::new();
	let first = Log::open(&place.at("log")).unwrap();
	assert!(matches!(Log::open(&place.at("log")), Err(LogError::Busy(_))));
	drop(first);
	assert!(Log::open(&place.at("log")).is_ok());
}

#[test]
fn log_is_refused_when_it_cannot_be_opened() {
	let place = Place::new();
	let error = Log::open(place.path()).unwrap_err();
	assert!(matches!(error, LogError::File(FileError::Io { .. })), "{error}");
	assert!(read_log(&place.at("missing")).is_err());
}

#[test]
#[cfg(target_os = "linux")]
fn log_takes_nothing_more_when_the_disk_is_full() {
	let mut log = Log::open("/dev/full".as_ref()).unwrap();
	let found = &retrievals()[0];
	assert!(matches!(log.append(found), Err(LogError::File(FileError::Io { .. }))));
	assert!(matches!(log.append(found), Err(LogError::Failed(_))));
	assert!(log.is_empty());
}

#[test]
fn log_is_damaged_when_its_end_is_no_beginning_of_an_entry() {
	let (place, _) = log();
	let mut bytes = fs::read(place.at("log")).unwrap();
	bytes.extend(b"rubbish");
	fs::write(place.at("log"), &bytes).unwrap();
	assert!(matches!(Log::open(&place.at("log")), Err(LogError::Damaged { .. })));
	let read = read_log(&place.at("log")).unwrap().collect::<Vec<_>>();
	assert_eq!(read.len(), 4);
	assert!(matches!(&read[3], Err(LogError::Damaged { .. })));
}

#[test]
fn log_takes_the_largest_retrieval_when_it_is_opened_again() {
	let of = (u64::MAX - 300..u64::MAX).map(|id| (id, "fox fox fox".to_owned())).collect();
	let (_place, index) = hybrid(&of, 8);
	let found = index.search("fox", MAX_HITS, Some(&Letters)).unwrap();
	assert_eq!(found.hits.len(), MAX_HITS as usize);
	let place = Place::new();
	for expected in 0..3 {
		let mut log = Log::open(&place.at("log")).unwrap();
		assert_eq!(log.len(), expected);
		log.append(&found).unwrap();
	}
	assert_eq!(entries(&place).len(), 3);
}
