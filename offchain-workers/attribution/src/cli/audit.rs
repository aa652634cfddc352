// SPDX-License-Identifier: Apache-2.0
//! `audit`: whether a published attribution is true, and what to submit when it is not.
//!
//! # What an auditor needs
//!
//! | option | what | where from |
//! | --- | --- | --- |
//! | `--corpus` | the canonical contributions of all snapshots behind the artifact, `<id>.txt` each | the content store; check them against the roots on chain |
//! | `--answer` | the answer | its worker, or the payer |
//! | `--leaves` | the evidence leaves: a JSON list, or an object with the member `leaves`, as `attribute` prints it | its worker, or the answer to `challenge_disclosure` |
//! | `--proof` | the attribution proof: JSON, `0x` and its SCALE encoding in hexadecimal digits, or the SCALE encoding itself | the call `attribution.submit_proof` or the record of a receipt |
//! | `--min-words` | the chain's minimum of words in a span when the answer was asked for | the request's record |
//!
//! As JSON a proof has the members `genesis`, `request`, `artifact`, `input`, `output`, `input_tokens`,
//! `output_tokens`, `vector`, `evidence_root`, `engine_version` and `expires_at`; commitments are
//! `{"root": "0x..", "length": 122}`, vectors as everywhere. The answer is taken byte for byte when the
//! proof commits to these bytes, and else in its canonical form, so that a line feed at the end of the file
//! does no harm.
//!
//! # What comes out
//!
//! | exit code | what it means |
//! | --- | --- |
//! | 0 | the attribution is true |
//! | 1 | it could not be judged: a file is missing or malformed, the engine's version is another |
//! | 3 | it is false |
//!
//! A false one is named, with the challenge to submit to `pallet-challenges`:
//!
//! ```json
//! {
//! 	"pallet": "challenges", "call": "proveFraud", "call_index": 0,
//! 	"arguments": [{ "Request": "7" }, { "NotCanonical": { "answer": "0x.." } }],
//! 	"encoded_arguments": "0x.."
//! }
//! ```
//!
//! In polkadot.js that is `api.tx.challenges[call](...arguments)`. The encoded
//! call is one byte for the pallet's index in the runtime, one for `call_index`, then `encoded_arguments`.
//! `proveFraud` costs the fee and was checked here as the chain checks it. `challengeLeaf` and
//! `challengeDisclosure` put a bond on hold, which goes to the worker if it shows what was asked for.
//! `challenge` is null where the chain takes no such proof.
//!
//! The subject is the proof's request; for an answer that was paid for by vouchers it is `--receipt
//! BATCH:INDEX`.

mod call;
mod proof;

use super::{corpus::Directory, Failure, Output};
use crate::{
	audit::{Auditor, Finding},
	corpus::Corpus,
};
use call::Challenge;
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::EvidenceLeaf,
	ids::{BatchId, ContributionId},
	text,
	traits::Subject,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
	fs, io,
	path::{Path, PathBuf},
};
use thiserror::Error;

/// The exit code for a false attribution.
pub const FALSE: u8 = 3;

/// Checks a published attribution; says what to submit when it is false (exit code 3).
#[derive(clap::Args, Debug)]
pub struct Args {
	/// The corpus directory: <id>.txt, one document per line.
	#[arg(long, value_name = "DIR")]
	corpus: PathBuf,
	/// The answer.
	#[arg(long, value_name = "FILE")]
	answer: PathBuf,
	/// The evidence leaves, as JSON.
	#[arg(long, value_name = "FILE")]
	leaves: PathBuf,
	/// The attribution proof, as JSON or in SCALE.
	#[arg(long, value_name = "FILE")]
	proof: PathBuf,
	/// The fewest words of a span.
	#[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..))]
	min_words: u32,
	/// The answer was paid for by vouchers: its place in a batch.
	#[arg(long, value_name = "BATCH:INDEX", value_parser = receipt)]
	receipt: Option<Subject>,
}

/// Why an attribution cannot be judged.
#[derive(Error, Debug)]
pub enum AuditError {
	/// A file cannot be read.
	#[error("cannot read {}: {reason}", path.display())]
	Read {
		/// The file.
		path: PathBuf,
		/// What the operating system says.
		reason: io::Error,
	},
	/// A file is not JSON of the right form.
	#[error("{} is not {what}: {reason}", path.display())]
	Json {
		/// The file.
		path: PathBuf,
		/// What it should be.
		what: &'static str,
		/// What the parser says.
		reason: serde_json::Error,
	},
	/// The proof is not the SCALE encoding of one.
	#[error("{} is not an attribution proof in SCALE: {reason}", path.display())]
	Scale {
		/// The file.
		path: PathBuf,
		/// What the decoder says.
		reason: codec::Error,
	},
	/// The proof begins with `0x`, and is not hexadecimal.
	#[error("{} is not hexadecimal: {reason}", path.display())]
	Hex {
		/// The file.
		path: PathBuf,
		/// What the decoder says.
		reason: hex::FromHexError,
	},
	/// These rules do not say whether the attribution is true.
	#[error("it cannot be judged here: {0}")]
	NotJudged(Finding),
}

/// The attribution is false; what is wrong was printed.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error("the attribution is false")]
pub struct IsFalse;

#[derive(Serialize)]
struct Verdict {
	r#true: bool,
	/// What is wrong.
	finding: Option<String>,
	/// What to submit.
	challenge: Option<Challenge>,
}

/// Checks an attribution, and prints the verdict.
///
/// # Errors
/// [`IsFalse`] when it is false, [`AuditError`] when it cannot be judged, and what is wrong with the corpus.
pub fn run(args: &Args, output: &Output) -> Result<(), Failure> {
	let proof = proof::read(&args.proof)?;
	let leaves = leaves(&args.leaves)?;
	let answer = answer(&args.answer, &proof.output)?;
	let contributions = contributions(&args.corpus, output)?;
	let corpus = Corpus::new(contributions.iter().map(|(id, bytes)| (*id, bytes.as_slice())))?;
	let auditor = Auditor::new(corpus)?;
	let (finding, accusation) = match auditor.accuse(&answer, &leaves, &proof, args.min_words) {
		Ok(()) => {
			let verdict = Verdict { r#true: true, finding: None, challenge: None };
			return output.print(&verdict, told);
		},
		Err((finding @ (Finding::EngineVersion(_) | Finding::NotComputable(_)), _)) => {
			return Err(AuditError::NotJudged(finding).into())
		},
		Err(found) => found,
	};
	let subject = args.receipt.unwrap_or(Subject::Request(proof.request));
	let challenge = accusation.map(|accusation| Challenge::new(&subject, &accusation));
	output
		.print(&Verdict { r#true: false, finding: Some(finding.to_string()), challenge }, told)?;
	Err(IsFalse.into())
}

/// The verdict for people.
fn told(verdict: &Verdict) -> String {
	let Some(finding) = &verdict.finding else { return "true".into() };
	match &verdict.challenge {
		Some(challenge) => format!("false: {finding}\nsubmit: {challenge}"),
		None => {
			format!("false: {finding}\nThe chain takes no such proof: there is nothing to submit.")
		},
	}
}

/// The canonical contributions in a directory.
fn contributions(path: &Path, output: &Output) -> Result<Vec<(ContributionId, Vec<u8>)>, Failure> {
	let directory = Directory::open(path)?;
	let bar = output.byte_bar(directory.bytes(), "reading");
	let mut contributions = Vec::new();
	for contribution in directory.contributions() {
		let (id, bytes) = contribution?;
		bar.inc(u64::try_from(bytes.len()).unwrap_or_default());
		contributions.push((id, bytes));
	}
	bar.finish_and_clear();
	Ok(contributions)
}

fn read(path: &Path) -> Result<Vec<u8>, AuditError> {
	fs::read(path).map_err(|reason| AuditError::Read { path: path.into(), reason })
}

/// The answer's bytes as they are, if `committed` is of them, and else their canonical form, if they have one.
fn answer(path: &Path, committed: &ContentCommitment) -> Result<Vec<u8>, AuditError> {
	let bytes = read(path)?;
	if ContentCommitment::of(&bytes).as_ref() == Ok(committed) {
		return Ok(bytes);
	}
	Ok(match std::str::from_utf8(&bytes) {
		Ok(answer) => text::canonicalize(answer).into_bytes(),
		Err(_) => bytes,
	})
}

/// The leaves, alone or beside others of an attribution's members.
fn leaves(path: &Path) -> Result<Vec<EvidenceLeaf>, AuditError> {
	let malformed =
		|reason| AuditError::Json { path: path.into(), what: "a list of evidence leaves", reason };
	let json = serde_json::from_slice::<Value>(&read(path)?).map_err(malformed)?;
	Vec::deserialize(json.get("leaves").unwrap_or(&json)).map_err(malformed)
}

/// `BATCH:INDEX`.
fn receipt(text: &str) -> Result<Subject, String> {
	let parsed = text.split_once(':').and_then(|(batch, index)| {
		Some(Subject::Receipt { batch: BatchId(batch.parse().ok()?), index: index.parse().ok()? })
	});
	parsed.ok_or_else(|| "two numbers with a colon between them are expected".into())
}
