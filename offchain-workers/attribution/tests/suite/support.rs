// SPDX-License-Identifier: Apache-2.0
//! What the tests share: corpora, answers, and how an attribution is published.

use openledger_attribution::{
	attribution::Attribution, corpus::Corpus, spans::Index, ENGINE_VERSION,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::{evidence_root, span_vector, EvidenceLeaf},
	ids::{ArtifactId, ContributionId, RequestId},
	proof::AttributionProof,
	vector::AttributionVector,
};
use proptest::{collection::btree_map, prelude::*};
use std::collections::BTreeMap;

/// Contributions by identifier, in canonical text.
pub type Contributions = BTreeMap<u64, String>;

pub fn contributions(of: &[(u64, &str)]) -> Contributions {
	of.iter().map(|(id, text)| (*id, (*text).to_owned())).collect()
}

pub fn corpus(of: &Contributions) -> Corpus<'_> {
	Corpus::new(of.iter().map(|(id, text)| (ContributionId(*id), text.as_bytes()))).unwrap()
}

pub fn attribute(of: &Contributions, answer: &str, min_words: u32) -> Attribution {
	Index::build(&corpus(of)).unwrap().attribute(answer, min_words).unwrap()
}

/// `count` words that occur nowhere else: `prefix1 prefix2 ...`.
pub fn words(prefix: &str, count: usize) -> String {
	let words = (1..=count).map(|number| format!("{prefix}{number}")).collect::<Vec<_>>();
	words.join(" ")
}

/// The proof that publishes these leaves. Its vector is theirs, as far as they have one.
pub fn publish(answer: &str, leaves: &[EvidenceLeaf], min_words: u32) -> AttributionProof {
	AttributionProof {
		genesis: Default::default(),
		request: RequestId(1),
		artifact: ArtifactId(1),
		input: ContentCommitment::default(),
		output: ContentCommitment::of(answer.as_bytes()).unwrap(),
		input_tokens: 0,
		output_tokens: 0,
		vector: span_vector(leaves, min_words)
			.unwrap_or_else(|_| AttributionVector::unattributed()),
		evidence_root: evidence_root(leaves).unwrap(),
		engine_version: ENGINE_VERSION,
		expires_at: 0,
	}
}

/// A word of a small alphabet, so that runs repeat; some are prefixes of others, some have
/// several bytes per letter.
pub fn word() -> impl Strategy<Value = &'static str> {
	prop::sample::select(vec!["a", "a", "b", "ab", "é", "日本"])
}

fn document(longest: usize) -> impl Strategy<Value = String> {
	prop::collection::vec(word(), 1..=longest).prop_map(|words| words.join(" "))
}

/// Up to 14 contributions of up to four documents, one-word ones among them.
pub fn small_contributions() -> impl Strategy<Value = Contributions> {
	let documents = prop::collection::vec(document(12), 1..=4).prop_map(|all| all.join("\n"));
	btree_map(0u64..40, documents, 0..=14)
}

/// Few contributions with long documents of hardly more than one word: long matches, and many.
pub fn repetitive() -> impl Strategy<Value = (Contributions, String)> {
	let word = || prop_oneof![30 => Just("a"), 1 => Just("b")];
	let text =
		move |longest| prop::collection::vec(word(), 1..=longest).prop_map(|words| words.join(" "));
	let documents = prop::collection::vec(text(90), 1..=2).prop_map(|all| all.join("\n"));
	(btree_map(0u64..9, documents, 1..=4), text(150))
}

/// Answers of up to 130 words over the same alphabet and one word that no contribution has. Many
/// are short, some empty.
pub fn small_answer() -> impl Strategy<Value = String> {
	let said = prop_oneof![9 => word(), 1 => Just("unheard")];
	let count = prop_oneof![0..=8usize, 0..=40usize, 0..=130usize];
	count
		.prop_flat_map(move |count| prop::collection::vec(said.clone(), count))
		.prop_map(|words| words.join(" "))
}

/// Contributions, and an answer that is pieced together from slices of them and from other words.
pub fn quoting_answer() -> impl Strategy<Value = (Contributions, String)> {
	let slices =
		prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, 1usize..30), 0..12);
	(small_contributions(), slices).prop_map(|(contributions, slices)| {
		let all =
			contributions.values().flat_map(|text| text.split(['\n', ' '])).collect::<Vec<_>>();
		let mut answer = Vec::new();
		for (at, gap, length) in slices {
			if gap == 0 {
				answer.push("unheard");
			}
			if !all.is_empty() {
				let start = at.index(all.len());
				answer.extend(all[start..].iter().take(length).copied());
			}
		}
		let answer = answer.join(" ");
		(contributions, answer)
	})
}
