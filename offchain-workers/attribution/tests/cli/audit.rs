// SPDX-License-Identifier: Apache-2.0
//! `audit`: honest attributions pass, and every lie has a challenge that the chain accepts.

use crate::support::*;
use codec::{Decode, DecodeAll, Encode};
use openledger_attribution::{corpus::Corpus, spans::Index, ENGINE_VERSION};
use openledger_primitives::{
	challenge::{check_disclosure, Fault, Fraud},
	commitment::ContentCommitment,
	evidence::{evidence_root, span_vector, EvidenceLeaf, LeafProof, SpanOpening},
	ids::{ArtifactId, BatchId, ContributionId, RequestId},
	proof::AttributionProof,
	traits::{Claim, Subject},
	vector::AttributionVector,
};
use serde_json::{json, Value};

const MIN_WORDS: u32 = 3;
const ANSWER: &str = "alpha beta gamma delta said the man who knew red green blue and then he \
	left for good with one two three four";
const CONTRIBUTIONS: [(u64, &str); 4] = [
	(1, "red green blue white"),
	(2, "one two three four five"),
	(6, "alpha beta gamma delta\nalpha beta gamma delta"),
	(8, "so alpha beta gamma delta"),
];
const SUBJECT: Subject = Subject::Request(RequestId(7));

fn content(id: ContributionId) -> Option<&'static [u8]> {
	CONTRIBUTIONS.iter().find(|(other, _)| *other == id.0).map(|(_, text)| text.as_bytes())
}

fn committed(id: ContributionId) -> ContentCommitment {
	ContentCommitment::of(content(id).unwrap()).unwrap()
}

fn honest() -> Vec<EvidenceLeaf> {
	let contributions = CONTRIBUTIONS.map(|(id, text)| (ContributionId(id), text.as_bytes()));
	let index = Index::build(&Corpus::new(contributions).unwrap()).unwrap();
	index.attribute(ANSWER, MIN_WORDS).unwrap().leaves().to_vec()
}

/// The proof of these leaves, with their vector as far as they have one.
fn prove(answer: &str, leaves: &[EvidenceLeaf]) -> AttributionProof {
	AttributionProof {
		genesis: [0x11; 32].into(),
		request: RequestId(7),
		artifact: ArtifactId(1),
		input: ContentCommitment::of(b"who knew?").unwrap(),
		output: ContentCommitment::of(answer.as_bytes()).unwrap(),
		input_tokens: 4,
		output_tokens: 40,
		vector: span_vector(leaves, MIN_WORDS)
			.unwrap_or_else(|_| AttributionVector::unattributed()),
		evidence_root: evidence_root(leaves).unwrap(),
		engine_version: ENGINE_VERSION,
		expires_at: 1000,
	}
}

fn as_json(proof: &AttributionProof) -> Value {
	json!({
		"genesis": proof.genesis,
		"request": proof.request,
		"artifact": proof.artifact,
		"input": proof.input,
		"output": proof.output,
		"input_tokens": proof.input_tokens,
		"output_tokens": proof.output_tokens,
		"vector": proof.vector,
		"evidence_root": proof.evidence_root,
		"engine_version": proof.engine_version,
		"expires_at": proof.expires_at,
	})
}

fn claim(proof: &AttributionProof) -> Claim<()> {
	Claim {
		worker: (),
		artifact: proof.artifact,
		output: proof.output,
		vector: proof.vector.clone(),
		evidence_root: proof.evidence_root,
		min_words: MIN_WORDS,
	}
}

fn files(answer: &str, leaves: &[EvidenceLeaf], proof: &AttributionProof) -> Files {
	let files = Files::new();
	for (id, text) in CONTRIBUTIONS {
		files.write(&format!("corpus/{id}.txt"), text);
	}
	files
		.write("answer.txt", answer)
		.write("leaves.json", json!(leaves).to_string())
		.write("proof.json", as_json(proof).to_string());
	files
}

const AUDIT: [&str; 11] = [
	"audit",
	"--corpus",
	"corpus",
	"--answer",
	"answer.txt",
	"--leaves",
	"leaves.json",
	"--proof",
	"proof.json",
	"--min-words",
	"3",
];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
	[&AUDIT[..], more].concat()
}

/// The encoded arguments of the printed challenge, which has to be of this call.
fn submitted(called: &Called, call: &str) -> Vec<u8> {
	assert_eq!((called.code, &called.stderr[..]), (3, ""), "{called:?}");
	let verdict = called.json();
	assert_eq!(verdict["true"], false);
	let challenge = &verdict["challenge"];
	assert_eq!(challenge["pallet"], "challenges");
	assert_eq!(challenge["call"], call);
	assert_eq!(challenge["arguments"][0], json!({ "Request": "7" }));
	let encoded = challenge["encoded_arguments"].as_str().unwrap();
	hex::decode(encoded.strip_prefix("0x").unwrap()).unwrap()
}

/// Audits leaves that are committed as they are, with this proof; returns the fraud that the chain would
/// accept from what was printed.
fn fraud(leaves: &[EvidenceLeaf], proof: &AttributionProof) -> Fraud {
	let called = files(ANSWER, leaves, proof).call(&with(&["--json"]));
	let encoded = submitted(&called, "proveFraud");
	let (subject, fraud) = <(Subject, Fraud)>::decode_all(&mut &encoded[..]).unwrap();
	assert_eq!(subject, SUBJECT);
	let claim = claim(proof);
	let accepted = match &fraud {
		Fraud::OmittedSpan(of) => of.verify(&claim, &committed(of.contribution)),
		Fraud::OmittedHolder(of) => of.verify(&claim, &committed(of.contribution)),
		Fraud::LaterOccurrence(of) => of.verify(&claim, &committed(of.leaf.leaf.contribution)),
		Fraud::ForeignHolder(of) => of.verify(&claim).map(|id| assert_eq!(content(id), None)),
		Fraud::WrongArithmetic(of) => of.verify(&claim),
		Fraud::WrongWords(of) => of.verify(&claim),
		Fraud::TooManySpans(of) => of.verify(&claim),
		Fraud::NotCanonical(of) => of.verify(&claim),
	};
	assert_eq!(accepted, Ok(()));
	fraud
}

fn fraud_of(leaves: &[EvidenceLeaf]) -> Fraud {
	fraud(leaves, &prove(ANSWER, leaves))
}

#[test]
fn audit_succeeds_when_the_attribution_is_true() {
	let leaves = honest();
	let files = files(ANSWER, &leaves, &prove(ANSWER, &leaves));
	let called = files.call(&AUDIT);
	assert_eq!((called.code, &called.stdout[..], &called.stderr[..]), (0, "true\n", ""));
	let verdict = json!({ "true": true, "finding": null, "challenge": null });
	assert_eq!(files.call(&with(&["--json"])).json(), verdict);
}

#[test]
fn proof_is_read_in_every_form_when_it_is_the_same() {
	let leaves = honest();
	let proof = prove(ANSWER, &leaves);
	let files = files(ANSWER, &leaves, &proof);
	for form in [proof.encode(), format!("0x{}\n", hex::encode(proof.encode())).into_bytes()] {
		let called = files.write("proof.json", form).call(&AUDIT);
		assert_eq!((called.code, &called.stdout[..]), (0, "true\n"));
	}
}

#[test]
fn leaves_and_answer_are_read_when_they_come_from_attribute() {
	let files = files("", &[], &prove(ANSWER, &honest()));
	files.write("answers.jsonl", json!({ "id": "a", "text": ANSWER }).to_string());
	let attribute = [
		"attribute",
		"--corpus",
		"corpus",
		"--answers",
		"answers.jsonl",
		"--min-words",
		"3",
		"--json",
	];
	let attributed = files.call(&attribute).stdout;
	let called = files
		.write("leaves.json", attributed)
		.write("answer.txt", format!(" {ANSWER}\n"))
		.call(&AUDIT);
	assert_eq!((called.code, &called.stdout[..]), (0, "true\n"));
}

#[test]
fn omitted_span_is_submitted_when_one_is_left_out() {
	assert!(matches!(fraud_of(&honest()[2..]), Fraud::OmittedSpan(_)));
}

#[test]
fn omitted_holder_is_submitted_when_one_is_left_out() {
	let mut leaves = honest();
	leaves.remove(1);
	leaves[0].score = 2 << 32;
	assert!(matches!(fraud_of(&leaves), Fraud::OmittedHolder(_)));
}

#[test]
fn later_occurrence_is_submitted_when_the_offset_is_not_the_first() {
	let mut leaves = honest();
	leaves[0].content_offset = 23;
	assert!(matches!(fraud_of(&leaves), Fraud::LaterOccurrence(_)));
}

#[test]
fn foreign_holder_is_submitted_when_a_contribution_is_not_in_the_corpus() {
	let mut leaves = honest();
	leaves[1].contribution = ContributionId(7);
	assert!(matches!(fraud_of(&leaves), Fraud::ForeignHolder(_)));
}

#[test]
fn wrong_arithmetic_is_submitted_when_the_vector_is_another() {
	let leaves = honest();
	let mut proof = prove(ANSWER, &leaves);
	proof.vector = AttributionVector::unattributed();
	assert!(matches!(fraud(&leaves, &proof), Fraud::WrongArithmetic(_)));
}

#[test]
fn wrong_words_are_submitted_when_scores_stand_for_more() {
	let mut leaves = honest();
	leaves[2].score += 1 << 32;
	assert!(matches!(fraud_of(&leaves), Fraud::WrongWords(_)));
}

#[test]
fn too_many_spans_are_submitted_when_one_more_is_listed() {
	let text = "red green blue";
	let surplus = EvidenceLeaf {
		answer_start: u32::try_from(ANSWER.find(text).unwrap()).unwrap(),
		length: u32::try_from(text.len()).unwrap(),
		contribution: ContributionId(1),
		content_offset: 0,
		score: 1 << 32,
	};
	let mut leaves = [honest(), vec![surplus]].concat();
	leaves.sort_by_key(EvidenceLeaf::key);
	assert!(matches!(fraud_of(&leaves), Fraud::TooManySpans(_)));
}

#[test]
fn uncanonical_answer_is_submitted_when_it_was_committed() {
	let answer = "two  spaces\n";
	let proof = prove(answer, &[]);
	let called = files(answer, &[], &proof).call(&with(&["--json"]));
	let encoded = submitted(&called, "proveFraud");
	let (_, fraud) = <(Subject, Fraud)>::decode_all(&mut &encoded[..]).unwrap();
	let Fraud::NotCanonical(fraud) = fraud else { panic!("{fraud:?}") };
	assert_eq!(fraud.verify(&claim(&proof)), Ok(()));
}

#[test]
fn leaf_is_demanded_when_its_bytes_differ() {
	let mut leaves = honest();
	leaves[1].content_offset = 0;
	let proof = prove(ANSWER, &leaves);
	let called = files(ANSWER, &leaves, &proof).call(&with(&["--json"]));
	let encoded = submitted(&called, "challengeLeaf");
	let (subject, shown, count) =
		<(Subject, LeafProof, u32)>::decode_all(&mut &encoded[..]).unwrap();
	assert_eq!((subject, shown.leaf), (SUBJECT, leaves[1]));
	assert_eq!(shown.verify(&proof.evidence_root, count), Ok(()));
	let opening =
		SpanOpening::new(&shown.leaf, ANSWER.as_bytes(), content(ContributionId(8)).unwrap());
	assert!(opening
		.unwrap()
		.verify(&shown.leaf, &proof.output, &committed(ContributionId(8)))
		.is_err());
}

#[test]
fn disclosure_is_demanded_when_other_leaves_were_committed() {
	let leaves = honest();
	let proof = prove(ANSWER, &leaves[..2]);
	let called = files(ANSWER, &leaves, &proof).call(&with(&["--json"]));
	let encoded = submitted(&called, "challengeDisclosure");
	assert_eq!(Subject::decode_all(&mut &encoded[..]), Ok(SUBJECT));
	let disclosed = check_disclosure(ANSWER.as_bytes(), &leaves, &claim(&proof));
	assert_eq!(disclosed, Err(Fault::OtherLeaves));
}

#[test]
fn subject_is_a_receipt_when_the_answer_was_paid_for_by_vouchers() {
	let leaves = honest()[2..].to_vec();
	let files = files(ANSWER, &leaves, &prove(ANSWER, &leaves));
	let challenge = &files.call(&with(&["--json", "--receipt", "5:12"])).json()["challenge"];
	assert_eq!(challenge["arguments"][0], json!({ "Receipt": { "batch": 5, "index": 12 } }));
	let encoded = challenge["encoded_arguments"].as_str().unwrap();
	let encoded = hex::decode(&encoded[2..]).unwrap();
	let subject = Subject::decode(&mut &encoded[..]).unwrap();
	assert_eq!(subject, Subject::Receipt { batch: BatchId(5), index: 12 });
	let called = files.call(&with(&["--receipt", "5"]));
	assert_eq!(called.code, 2);
}

#[test]
fn challenge_is_printed_for_people_when_nothing_else_is_said() {
	let leaves = honest()[2..].to_vec();
	let called = files(ANSWER, &leaves, &prove(ANSWER, &leaves)).call(&AUDIT);
	assert_eq!(called.code, 3);
	let finding =
		"false: the span from byte 0 to 22 of the answer, in contribution 6, is left out\n";
	let challenge = called.stdout.strip_prefix(finding).unwrap().strip_prefix("submit: ").unwrap();
	let challenge = serde_json::from_str::<Value>(challenge).unwrap();
	assert_eq!(challenge["call"], "proveFraud");
}

#[test]
fn nothing_is_submitted_when_the_chain_takes_no_such_proof() {
	let leaves = honest();
	let mut proof = prove(ANSWER, &leaves);
	proof.vector.residual = AttributionVector::unattributed().residual;
	let called = files(ANSWER, &leaves, &proof).call(&with(&["--json"]));
	let verdict = called.json();
	assert_eq!((called.code, &verdict["challenge"]), (3, &Value::Null));
	let finding = verdict["finding"].as_str().unwrap();
	assert!(finding.starts_with("the proof is malformed"), "{finding}");
}

#[test]
fn audit_fails_when_the_rules_are_of_another_engine() {
	let leaves = honest();
	let mut proof = prove(ANSWER, &leaves);
	proof.engine_version = ENGINE_VERSION + 1;
	let called = files(ANSWER, &leaves, &proof).call(&AUDIT);
	called.assert_error("cannot be judged here: the proof is of engine version");
}

#[test]
fn file_is_named_when_it_is_missing_or_malformed() {
	let leaves = honest();
	let proof = prove(ANSWER, &leaves);
	let refused = |file: &str, content: &[u8], message: &str| {
		files(ANSWER, &leaves, &proof).write(file, content).call(&AUDIT).assert_error(message);
	};
	refused("proof.json", b"{}", "proof.json is not an attribution proof: missing field");
	refused("proof.json", b"0xabc", "proof.json is not hexadecimal");
	refused("proof.json", b"0xabcd", "proof.json is not an attribution proof in SCALE");
	refused("proof.json", &[proof.encode(), vec![0]].concat(), "in SCALE");
	let short = as_json(&proof).to_string().replace("\"0x1111", "\"0x11");
	refused("proof.json", short.as_bytes(), "is not 0x and 64 hexadecimal digits");
	refused("leaves.json", b"{}", "leaves.json is not a list of evidence leaves");
	refused("leaves.json", b"[{}]", "missing field `answer_start`");
	refused("corpus/x.txt", b"text", "x.txt is not named <number>.txt");
	let missing = [&AUDIT[..4], &["none.txt"], &AUDIT[5..]].concat();
	let files = files(ANSWER, &leaves, &proof);
	files.call(&missing).assert_error("cannot read none.txt");
	let zero = [&AUDIT[..10], &["0"]].concat();
	assert_eq!(files.call(&zero).code, 2);
}
