// SPDX-License-Identifier: Apache-2.0
//! What the vector files contain. Shared with the test that compares them.

#[path = "money.rs"]
mod money;
#[path = "receipts.rs"]
mod receipts;

use codec::Encode;
use openledger_primitives::{
	accumulator::{Accumulator, Leaves, SnapshotLeaf, WithdrawalLeaf},
	commitment::{ChunkProof, ContentCommitment, RangeProof, MAX_CONTENT_LEN},
	curation::{vote_commitment, COMMITMENT_DOMAIN},
	evidence::{self, EvidenceLeaf, EvidenceTree, LeafKey, SpanOpening},
	fee::{FeeShares, FeeSplit, PriceList},
	ids::{ArtifactId, ContributionId, RequestId, SnapshotId},
	jobs::{
		self, InferenceResult, JobInput, JobRequest, JobResult, JobState, JobStatus, Task,
		Training, TrainingOptions, TrainingResult,
	},
	licence::{Licence, LicenceTerms},
	manifest::{Manifest, ManifestFile},
	merkle::{Domain, Tree},
	proof::{AttributionProof, SIGNING_DOMAIN},
	split, text,
	traits::Verdict,
	vector::AttributionVector,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};
use serde_json::{json, Value};

const MIN_WORDS: u32 = 6;

/// Every file, by name without extension.
pub fn all() -> Vec<(&'static str, Value)> {
	vec![
		("text", texts()),
		("merkle", merkle()),
		("accumulator", accumulator()),
		("commitment", commitments()),
		("split", splits()),
		("fee", fees()),
		("evidence", evidence()),
		("proof", proofs()),
		("manifest", manifests()),
		("jobs", jobs()),
		("licence", licences()),
		("curation", curation()),
		("accrual", money::accrual()),
		("distribution", money::distribution()),
		("voucher", money::vouchers()),
		("receipts", receipts::receipts()),
	]
}

/// The bytes of a file.
pub fn render(value: &Value) -> String {
	let mut json = serde_json::to_string_pretty(value).expect("values are JSON");
	json.push('\n');
	json
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

fn scale(value: &impl Encode) -> String {
	hex(value.encode())
}

/// Byte `i` is `(31 * i + i / 256) mod 256`.
fn pattern(length: u32) -> Vec<u8> {
	(0..length).map(|i| (i.wrapping_mul(31).wrapping_add(i / 256) & 0xff) as u8).collect()
}

fn texts() -> Value {
	let cases = [
		("plain words stay", "The quick brown fox"),
		("runs of white space become one space", "a \t\u{a0}\u{2003}\r\n b\u{2028}\u{3000}c"),
		("white space at the ends goes", "\u{85} a b \u{1680}\n"),
		("a letter and its accent compose", "e\u{301}cole A\u{30a}ngstro\u{308}m"),
		("a dropped character lets them compose", "e\u{ad}\u{301} e\u{0}\u{301} e\u{200b}\u{301}"),
		("compatibility characters stay", "\u{fb01} \u{2460} \u{ff21}"),
		("singletons are replaced", "\u{212b} \u{2126} \u{2000}\u{2001}x"),
		("marks are ordered by class", "a\u{315}\u{300}\u{5ae}\u{1d16d}b"),
		("Hangul composes", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
		("composition exclusions stay apart", "\u{958} \u{fb2a} \u{2adc}"),
		("joiners stay", "\u{645}\u{6cc}\u{200c}\u{62e} \u{1f469}\u{200d}\u{1f52c}"),
		("invisible format characters go", "\u{feff}a\u{202e}b\u{2066}c\u{e0041}d\u{fff9}e"),
		("control characters go", "a\u{7}b\u{1b}[0mc\u{7f}d\u{9f}e"),
		("a mark at the start stays", " \u{301}x"),
		("nothing stays nothing", "\u{0}\u{feff} \n"),
		("noncharacters and private use stay", "\u{fffe}\u{e000}\u{10ffff}"),
	];
	let documents =
		[vec!["one  document"], vec!["first\nrow", "", "second row", " \u{0} ", "third"], vec![]];
	let words = ["two words", "a\nb c", " edge  cases \n\n", "", "\u{e9}t\u{e9} \u{1f600}"];
	json!({
		"unicode": "18.0.0",
		"canonicalize": cases.map(|(note, input)| json!({
			"note": note,
			"input": hex(input),
			"canonical": hex(text::canonicalize(input)),
		})),
		"documents": documents.map(|documents| json!({
			"documents": documents.iter().map(hex).collect::<Vec<_>>(),
			"canonical": hex(text::canonical_documents(&documents)),
		})),
		"words": words.map(|bytes| json!({
			"bytes": hex(bytes),
			"words": text::words(bytes.as_bytes())
				.map(|word| json!({ "offset": word.offset, "len": word.len }))
				.collect::<Vec<_>>(),
			"boundaries": (0..=bytes.len())
				.filter(|&offset| text::word_boundary(bytes.as_bytes(), offset))
				.collect::<Vec<_>>(),
		})),
	})
}

fn merkle() -> Value {
	let trees = [0u8, 1, 2, 3, 4, 5, 7, 8, 9].map(|count| {
		let leaves = (0..count).map(|i| vec![i; usize::from(i)]).collect::<Vec<_>>();
		let tree = Tree::new(Domain::Snapshot, &leaves).expect("few leaves");
		json!({
			"leaves": leaves.iter().map(hex).collect::<Vec<_>>(),
			"root": tree.root(),
			"paths": (0..u32::from(count)).map(|index| tree.prove(index)).collect::<Vec<_>>(),
		})
	});
	json!({
		"tag": hex("openledger/merkle/v1"),
		"domains": {
			"content": 0,
			"snapshot": 1,
			"evidence": 2,
			"receipts": 3,
			"distribution": 4,
			"withdrawal": 5,
		},
		"trees_of_domain_snapshot": trees,
	})
}

fn accumulator() -> Value {
	let leaves = (0..9u8).map(|i| {
		let leaf = SnapshotLeaf {
			contribution: ContributionId(u64::from(i)),
			content: ContentCommitment::of(&pattern(1000 * (u32::from(i) + 1))).expect("short"),
			contributor: [i; 32],
		};
		leaf.encode()
	});
	let leaves = leaves.collect::<Vec<_>>();
	let mut accumulator = Accumulator::default();
	let grown = leaves.iter().map(|leaf| {
		accumulator.append(Domain::Snapshot, leaf).expect("few leaves");
		json!({ "root": accumulator.root(Domain::Snapshot), "scale": scale(&accumulator) })
	});
	let grown = grown.collect::<Vec<_>>();
	let proofs = [(1, 0), (3, 2), (6, 1), (7, 6), (8, 3), (9, 8)].map(|(count, index)| {
		let all = Leaves::new(Domain::Snapshot, &leaves[..count]).expect("few leaves");
		let proof = all.prove(index).expect("the leaf is there");
		json!({ "count": count, "index": index, "scale": scale(&proof) })
	});
	let mut withdrawn = Accumulator::default();
	let withdrawn = [(4, 2), (1, 0), (9, 8)].map(|(contribution, index)| {
		let leaf = WithdrawalLeaf { contribution: ContributionId(contribution), index };
		withdrawn.append(Domain::Withdrawal, &leaf.encode()).expect("few leaves");
		json!({ "leaf": scale(&leaf), "root": withdrawn.root(Domain::Withdrawal) })
	});
	json!({
		"leaf_tag": hex("openledger/accumulator/leaf/v1"),
		"root_tag": hex("openledger/accumulator/root/v1"),
		"leaves_of_domain_snapshot": leaves.iter().map(hex).collect::<Vec<_>>(),
		"after_each_leaf": grown,
		"proofs": proofs,
		"leaves_of_domain_withdrawal": withdrawn,
	})
}

fn commitments() -> Value {
	let commitments = [0, 1, 23, 55, 1023, 1024, 1025, 3072, 5000, MAX_CONTENT_LEN].map(|length| {
		let commitment = ContentCommitment::of(&pattern(length)).expect("within the limit");
		json!({ "length": length, "root": commitment.root, "chunks": commitment.chunks() })
	});
	let chunk_proofs = [(1, 0), (1025, 0), (1025, 1), (5000, 4)].map(|(length, index)| {
		let proof = ChunkProof::new(&pattern(length), index).expect("the chunk is there");
		json!({ "length": length, "index": index, "path": proof.path, "scale": scale(&proof) })
	});
	let range_proofs = [(5000, 1020, 8), (2048, 1024, 1024)].map(|(length, start, len)| {
		let content = pattern(length);
		let proof = RangeProof::new(&content, start, len).expect("the range is there");
		json!({ "length": length, "start": start, "range": len, "scale": scale(&proof) })
	});
	json!({
		"content": "byte i is (31 * i + i / 256) mod 256",
		"commitments": commitments,
		"chunk_proofs": chunk_proofs,
		"range_proofs": range_proofs,
	})
}

fn splits() -> Value {
	let cases: [(u128, Vec<u64>); 9] = [
		(10, vec![1, 1, 1]),
		(100, vec![3, 3, 3, 1]),
		(1, vec![1, 2, 2]),
		(0, vec![5, 7]),
		(7, vec![0, 1, 0, 1]),
		(1_000_000_007, vec![17, 0, u64::MAX, 99, 17]),
		(u128::MAX, vec![1, 2, 3]),
		(u128::MAX, vec![u64::MAX; 4]),
		(u128::from(u64::MAX), vec![u64::MAX, u64::MAX - 1, 1]),
	];
	let shares = [vec![1, 1, 1], vec![u64::MAX, 1], vec![6, 1, 1, 1, 1, 1, 1]];
	json!({
		"largest_remainder": cases.map(|(total, weights)| json!({
			"total": total.to_string(),
			"weights": weights.iter().map(u64::to_string).collect::<Vec<_>>(),
			"parts": split::largest_remainder(total, &weights)
				.expect("a weight is above zero")
				.iter()
				.map(u128::to_string)
				.collect::<Vec<_>>(),
		})),
		"perbill_shares": shares.map(|weights| json!({
			"weights": weights.iter().map(u64::to_string).collect::<Vec<_>>(),
			"shares": split::perbill_shares(&weights).expect("a weight is above zero"),
		})),
	})
}

fn fees() -> Value {
	let open = 1_000_000_000_000_000_000u128;
	let prices = [
		(PriceList { base: 0, per_1k_input: 1, per_1k_output: 0 }, 1, 0),
		(PriceList { base: 5, per_1k_input: 999, per_1k_output: 1 }, 1, 1),
		(PriceList { base: open / 1000, per_1k_input: open, per_1k_output: 3 * open }, 1234, 567),
		(PriceList { base: 0, per_1k_input: u128::MAX, per_1k_output: 0 }, 1000, 0),
		(PriceList { base: 1, per_1k_input: u128::MAX, per_1k_output: 0 }, 1000, 0),
	];
	let shares = FeeShares {
		protocol: Perbill::from_percent(10),
		worker: Perbill::from_percent(30),
		owners: Perbill::from_percent(20),
		stakers: Perbill::from_percent(5),
		contributors: Perbill::from_percent(35),
	};
	let split = FeeSplit::new(shares).expect("the shares sum to one");
	let amounts = [0, 1, 3, 7, 19, 1_000_003, open, u128::MAX];
	json!({
		"fees": prices.map(|(prices, input, output)| json!({
			"base": prices.base.to_string(),
			"per_1k_input": prices.per_1k_input.to_string(),
			"per_1k_output": prices.per_1k_output.to_string(),
			"input_tokens": input,
			"output_tokens": output,
			"fee": prices.fee(input, output).map(|fee| fee.to_string()),
		})),
		"shares": shares,
		"splits": amounts.map(|fee| {
			let parts = split.split(fee);
			json!({
				"fee": fee.to_string(),
				"protocol": parts.protocol.to_string(),
				"worker": parts.worker.to_string(),
				"owners": parts.owners.to_string(),
				"stakers": parts.stakers.to_string(),
				"contributors": parts.contributors.to_string(),
			})
		}),
	})
}

const ANSWER: &str = "It is known that the quick brown fox jumps over the lazy dog every day, and \
	we hold these truths to be self-evident today.";
const FOX: &str = "Notes on typing:\nthe quick brown fox jumps over the lazy dog\nend";
const TRUTHS: &str = "we hold these truths to be self-evident";

/// The leaves of [`ANSWER`]: the first span has three holders, the second one.
fn leaves() -> Vec<EvidenceLeaf> {
	let span = |span: &str, holders: &[(u64, u32)]| {
		let words = text::words(span.as_bytes()).count() as u32;
		let scores = evidence::holder_scores(words, MIN_WORDS, holders.len() as u32)
			.expect("a span of enough words and few holders");
		holders
			.iter()
			.zip(scores)
			.map(|(&(contribution, content_offset), score)| EvidenceLeaf {
				answer_start: ANSWER.find(span).expect("the answer has it") as u32,
				length: span.len() as u32,
				contribution: ContributionId(contribution),
				content_offset,
				score,
			})
			.collect::<Vec<_>>()
	};
	let fox = "the quick brown fox jumps over the lazy dog";
	[span(fox, &[(3, 17), (9, 0), (12, 40)]), span(TRUTHS, &[(9, 100)])].concat()
}

fn evidence() -> Value {
	let leaves = leaves();
	let tree = EvidenceTree::new(leaves.clone()).expect("the leaves are sorted");
	let first = leaves[0];
	let key = LeafKey { contribution: ContributionId(5), ..first.key() };
	let scores = [(6, 1), (6, 3), (7, 3), (20, 7), (40, 8)].map(|(words, holders)| {
		json!({
			"words": words,
			"holders": holders,
			"score": evidence::span_score(words, MIN_WORDS, holders),
			"by_holder": evidence::holder_scores(words, MIN_WORDS, holders),
		})
	});
	let opening = SpanOpening::new(&first, ANSWER.as_bytes(), FOX.as_bytes())
		.expect("the span is within both");
	let max_spans = [0, 1, 20, 21, 640, 641]
		.map(|words| json!({ "words": words, "spans": evidence::max_spans(words) }));
	json!({
		"score_by_holders": evidence::SCORE_BY_HOLDERS,
		"min_words": MIN_WORDS,
		"max_spans": max_spans,
		"scores": scores,
		"answer": hex(ANSWER),
		"leaves": leaves,
		"leaf_scale": leaves.iter().map(scale).collect::<Vec<_>>(),
		"root": tree.root(),
		"vector": evidence::span_vector(&leaves, MIN_WORDS).expect("the leaves obey the rules"),
		"presence": {
			"index": 0,
			"scale": scale(&tree.prove_presence(&first.key()).expect("the leaf is there")),
		},
		"absence": {
			"answer_start": key.answer_start,
			"length": key.length,
			"contribution": key.contribution,
			"scale": scale(&tree.prove_absence(&key).expect("the leaf is not there")),
		},
		"uncovered": {
			"start": 60,
			"end": 80,
			"scale": scale(&tree.prove_uncovered(60, 80).expect("no span covers that")),
		},
		"opening": {
			"leaf": first,
			"contribution": hex(FOX),
			"contribution_commitment": ContentCommitment::of(FOX.as_bytes()).expect("short"),
			"answer_commitment": ContentCommitment::of(ANSWER.as_bytes()).expect("short"),
			"words": 9,
			"scale": scale(&opening),
		},
	})
}

fn span_vector() -> AttributionVector {
	evidence::span_vector(&leaves(), MIN_WORDS).expect("the leaves obey the rules")
}

fn proofs() -> Value {
	let proof = AttributionProof {
		genesis: H256::repeat_byte(0x11),
		request: RequestId(7),
		artifact: ArtifactId(42),
		input: ContentCommitment::of(b"What is known?").expect("short"),
		output: ContentCommitment::of(ANSWER.as_bytes()).expect("short"),
		input_tokens: 5,
		output_tokens: 31,
		vector: span_vector(),
		evidence_root: EvidenceTree::new(leaves()).expect("sorted").root(),
		engine_version: 1,
		expires_at: 1_000,
	};
	json!({
		"domain": hex(SIGNING_DOMAIN),
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
		"signing_bytes": hex(proof.signing_bytes()),
	})
}

fn jobs() -> Value {
	let genesis = H256::repeat_byte(0x11);
	let job_id = jobs::job_id(&genesis, RequestId(7));
	let request = JobRequest {
		version: jobs::WIRE_VERSION,
		job_id,
		task: Task::Inference {
			request: RequestId(7),
			artifact: ArtifactId(42),
			input: JobInput::Text("What is known?".into()),
			input_commitment: ContentCommitment::of(b"What is known?").expect("short"),
			max_output_tokens: 256,
			min_words: MIN_WORDS,
		},
		deadline: 1_000,
	};
	let status = |state| JobStatus { version: jobs::WIRE_VERSION, job_id, state };
	let result = InferenceResult {
		answer: ANSWER.into(),
		input_tokens: 5,
		output_tokens: 31,
		vector: span_vector(),
		evidence_root: EvidenceTree::new(leaves()).expect("sorted").root(),
		engine_version: 1,
	};
	let training = Training {
		base: ArtifactId(0),
		snapshots: vec![SnapshotId(3)],
		rank: 32,
		alpha: 64,
		epochs: 80,
		batch_size: 16,
		learning_rate_micros: 3_000,
		seed: 1,
		options: TrainingOptions::default(),
	};
	let training_id = jobs::training_job_id(&genesis, &training);
	let manifest = ContentCommitment::of(&adapter().to_bytes()).expect("short");
	let trained = TrainingResult {
		manifest,
		rows: 24,
		steps: 160,
		final_loss_millis: 4,
		eval_loss_millis: None,
		influence_root: None,
	};
	let roots = [
		(H256::repeat_byte(0x11), H256::repeat_byte(0x22)),
		(H256::repeat_byte(0x33), H256::zero()),
	];
	let share = Perbill::from_percent(20);
	let snapshots =
		roots.map(|(root, withdrawn)| json!({ "root": root, "withdrawnRoot": withdrawn }));
	json!({
		"genesis": genesis,
		"benchmark": {
			"snapshots": snapshots,
			"share": share.deconstruct(),
			"name": jobs::benchmark_of_snapshots(&roots, share),
		},
		"request": request,
		"queued": status(JobState::Queued),
		"running": status(JobState::Running),
		"failed": status(JobState::Failed { reason: "adapter not found".into(), retryable: true }),
		"finished": status(JobState::Finished { result: JobResult::Inference(result) }),
		"training": JobRequest {
			version: jobs::WIRE_VERSION,
			job_id: training_id,
			task: Task::Training(training),
			deadline: 1_000,
		},
		"trained": JobStatus {
			version: jobs::WIRE_VERSION,
			job_id: training_id,
			state: JobState::Finished { result: JobResult::Training(trained) },
		},
	})
}

fn adapter() -> Manifest {
	Manifest::new([
		ManifestFile::of("adapter_config.json", b"{}"),
		ManifestFile::of("adapter_model.safetensors", b"weights"),
	])
	.expect("two names")
}

fn manifests() -> Value {
	json!({
		"files": [
			{ "name": "adapter_config.json", "bytes": hex(b"{}") },
			{ "name": "adapter_model.safetensors", "bytes": hex(b"weights") },
		],
		"manifest": String::from_utf8(adapter().to_bytes()).expect("ASCII"),
		"commitment": ContentCommitment::of(&adapter().to_bytes()).expect("short"),
	})
}

fn licences() -> Value {
	let licence = |spdx: &str, derivatives, commercial, share_alike| Licence {
		spdx: spdx.as_bytes().to_vec().try_into().expect("a short expression"),
		terms: LicenceTerms { derivatives, commercial, share_alike },
	};
	let all = [
		licence("CC0-1.0", true, true, false),
		licence("CC-BY-SA-4.0", true, true, true),
		licence("CC-BY-NC-4.0", true, false, false),
		licence("CC-BY-NC-SA-4.0", true, false, true),
		licence("CC-BY-ND-4.0", false, true, false),
		licence("CC-BY-NC-ND-4.0", false, false, false),
	];
	let told = |verdict: Result<(), _>| match verdict {
		Ok(()) => json!("allowed"),
		Err(conflict) => json!(format!("{conflict:?}")),
	};
	let pairs = all.iter().flat_map(|source| {
		all.iter().map(move |other| {
			json!({
				"source": String::from_utf8_lossy(&source.spdx),
				"other": String::from_utf8_lossy(&other.spdx),
				"derived": told(source.permits_derived(other)),
				"collected": told(source.permits_collected(other)),
			})
		})
	});
	json!({
		"licences": all.each_ref().map(|licence| json!({
			"spdx": String::from_utf8_lossy(&licence.spdx),
			"terms": licence.terms,
			"scale": scale(licence),
		})),
		"pairs": pairs.collect::<Vec<_>>(),
	})
}

fn curation() -> Value {
	let contribution = ContributionId(7);
	let (salt, curator) = (H256::repeat_byte(0x22), [0x33u8; 32]);
	let verdicts = [Verdict::Accept, Verdict::Reject, Verdict::Spam];
	json!({
		"domain": hex(COMMITMENT_DOMAIN),
		"contribution": contribution,
		"salt": salt,
		"curator": hex(curator),
		"commitments": verdicts.map(|verdict| json!({
			"verdict": format!("{verdict:?}"),
			"scale": scale(&verdict),
			"commitment": vote_commitment(contribution, verdict, salt, &curator),
		})),
	})
}
