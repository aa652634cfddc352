// SPDX-License-Identifier: Apache-2.0
//! The checks of an audit, each with what came of it.

use super::lineage::Lineage;
use crate::{
	chain::View,
	failure::Failure,
	sources::{Contents, Published, Sources},
	verification::{
		claim::{self, Claim},
		verdict::{Judge, Verdict},
	},
};
use indicatif::ProgressBar;
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::EvidenceLeaf,
	ids::ContributionId,
	records::{
		AnswerView, AttributionPage, ContributionRecord, Question, RequestStage, RequestView,
	},
	text,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde::Serialize;
use std::collections::BTreeMap;

/// What came of a check.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
	/// It is as the chain says.
	Holds,
	/// It could not be checked: nobody who was asked has it.
	Unknown,
	/// It is not as the chain says.
	Fails,
}

/// One check.
#[derive(Serialize, Clone, Debug)]
pub struct Check {
	/// What was checked.
	pub subject: String,
	/// What came of it.
	pub outcome: Outcome,
	/// Details, or why.
	pub detail: String,
}

/// All checks so far.
#[derive(Default)]
pub struct Audit {
	/// In the order in which they were made.
	pub checks: Vec<Check>,
}

/// An audited answer.
pub struct Answer {
	/// What the chain says of it.
	pub request: RequestView<AccountId32>,
	/// The question, where it can be had.
	pub question: Option<String>,
	/// The canonical answer, where a server has it.
	pub words: Option<String>,
	/// What each contribution's part of the fee was, in plancks; empty while the answer is not settled.
	pub earned: BTreeMap<ContributionId, u128>,
	/// What it says literally of contributions.
	pub spans: Vec<Span>,
}

/// A run of words that the answer has in common with a contribution.
#[derive(Serialize, Clone, Debug)]
pub struct Span {
	/// The words.
	pub text: String,
	/// Who has them.
	pub contribution: u64,
	/// Where they are in the contribution, in bytes.
	pub offset: u32,
}

impl Audit {
	/// Checks the lists of all snapshots against their roots, and fetches what they hold.
	///
	/// # Errors
	/// Those of the chain.
	pub async fn contents(
		&mut self,
		view: &View,
		sources: &Sources,
		lineage: &Lineage,
	) -> Result<Contents, Failure> {
		let mut wanted: BTreeMap<ContributionId, &ContributionRecord<AccountId32>> =
			BTreeMap::new();
		for snapshot in &lineage.snapshots {
			let included =
				snapshot.contributions.iter().filter(|record| record.withdrawn.is_none());
			wanted.extend(included.map(|record| (record.id, record)));
			let subject = format!("list of snapshot {}", snapshot.id);
			match snapshot.record.info.check(&snapshot.contributions) {
				Ok(()) => {
					let count = snapshot.contributions.len();
					self.holds(subject, format!("{count} contributions have its roots"));
				},
				Err(mismatch) => self.fails(subject, mismatch.to_string()),
			}
		}
		let bar = ProgressBar::new(u64::try_from(wanted.len()).unwrap_or(u64::MAX))
			.with_message("contributions");
		let mut contents = Contents::default();
		for (id, record) in wanted {
			let subject = format!("content of contribution {id}");
			match sources.content(&record.content, Some(&record.uri)).await {
				Ok(bytes) if text::is_canonical(&bytes) => {
					let root = record.content.root;
					self.holds(subject, format!("{} bytes with root {root:?}", bytes.len()));
					contents.found.insert(id, bytes);
					bar.inc(1);
					continue;
				},
				Ok(_) => self.fails(subject, "the bytes are not canonical text".into()),
				Err(Failure::WrongBytes { what }) => {
					self.unknown(subject, format!("{what} has other bytes"));
				},
				Err(Failure::Server { reason, .. }) => self.unknown(subject, reason),
				Err(failure) => return Err(failure),
			}
			contents.missing.push(id);
			bar.inc(1);
		}
		bar.finish_and_clear();
		self.ancestors(view, lineage);
		Ok(contents)
	}

	/// Tells of data that was taken down after a model had learnt it.
	fn ancestors(&mut self, view: &View, lineage: &Lineage) {
		for artifact in &lineage.artifacts {
			let subject = format!("data of artifact {}", artifact.id);
			if artifact.taken_down.is_empty() {
				let detail = format!("nothing of it was taken down until block {}", view.block());
				self.holds(subject, detail);
			} else {
				let datanets: Vec<_> =
					artifact.taken_down.iter().map(ToString::to_string).collect();
				let detail =
					format!("something was taken down since, in Datanets {}", datanets.join(", "));
				self.unknown(subject, detail);
			}
		}
	}

	/// Checks the answer to `request`: its words, its evidence, its vector.
	///
	/// # Errors
	/// Those of the chain.
	pub async fn answer(
		&mut self,
		view: &View,
		sources: &Sources,
		genesis: [u8; 32],
		request: RequestView<AccountId32>,
		contents: &Contents,
	) -> Result<Answer, Failure> {
		let question = self.question(sources, &request).await?;
		let genesis = H256(genesis);
		let claim = Claim::of_request(&request, genesis)
			.ok_or_else(|| Failure::Unknown(format!("answer to request {}", request.id)))?;
		let published = sources.evidence(claim::job(genesis, request.id)).await?;
		let words = self.words(sources, &claim, &published).await?;
		let earned = match &request.answer {
			Some(answer) => earned(view, &request, answer).await?,
			None => BTreeMap::new(),
		};
		let mut spans = Vec::new();
		match &words {
			Some(words) => {
				let leaves = self.attribution(&claim, words, &published, contents);
				spans = spans_of(words, &leaves);
			},
			None => self.unknown("attribution".into(), "the words are not to be had".into()),
		}
		let words = words.map(|words| String::from_utf8_lossy(&words).into_owned());
		Ok(Answer { request, question, words, earned, spans })
	}

	/// The canonical answer: from the store of a server, or from what one publishes of it.
	///
	/// # Errors
	/// None but those of this machine.
	pub async fn words(
		&mut self,
		sources: &Sources,
		claim: &Claim,
		published: &[Published],
	) -> Result<Option<Vec<u8>>, Failure> {
		let output = &claim.proof.output;
		let told = published.iter().filter_map(|published| published.answer.as_deref());
		let mut told =
			told.filter(|told| ContentCommitment::of(told.as_bytes()).as_ref() == Ok(output));
		let subject = "words of the answer";
		if let Some(told) = told.next() {
			self.holds(subject.into(), format!("root {:?}", output.root));
			return Ok(Some(told.as_bytes().to_vec()));
		}
		self.fetched(sources, subject, output, None).await
	}

	async fn question(
		&mut self,
		sources: &Sources,
		request: &RequestView<AccountId32>,
	) -> Result<Option<String>, Failure> {
		let subject = "question";
		match &request.question {
			Question::Text(bytes) => {
				let asked = String::from_utf8_lossy(bytes).into_owned();
				if ContentCommitment::of_document(&asked) == Ok(request.input) {
					self.holds(subject.into(), "it stands on chain".into());
				} else {
					self.fails(subject.into(), "the chain has another commitment to it".into());
				}
				Ok(Some(asked))
			},
			Question::Committed { commitment, uri } => {
				let bytes = self.fetched(sources, subject, commitment, Some(uri)).await?;
				Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
			},
		}
	}

	async fn fetched(
		&mut self,
		sources: &Sources,
		subject: &str,
		commitment: &ContentCommitment,
		address: Option<&[u8]>,
	) -> Result<Option<Vec<u8>>, Failure> {
		match sources.content(commitment, address).await {
			Ok(bytes) => {
				self.holds(subject.into(), format!("root {:?}", commitment.root));
				Ok(Some(bytes))
			},
			Err(Failure::Server { reason, .. }) => {
				self.unknown(subject.into(), reason);
				Ok(None)
			},
			Err(Failure::WrongBytes { what }) => {
				self.unknown(subject.into(), format!("{what} has other bytes"));
				Ok(None)
			},
			Err(failure) => Err(failure),
		}
	}

	/// Attributes the answer again, and compares. Tells the leaves, as far as they are known.
	fn attribution(
		&mut self,
		claim: &Claim,
		words: &[u8],
		published: &[Published],
		contents: &Contents,
	) -> Vec<EvidenceLeaf> {
		let subject = "attribution".to_owned();
		let lists: Vec<_> = published.iter().map(|published| published.leaves.as_slice()).collect();
		let first = lists.first().map(|leaves| leaves.to_vec()).unwrap_or_default();
		match Judge::new(contents).judge(claim, words, &lists) {
			Verdict::True { leaves } => {
				let (count, found) = (leaves.len(), contents.found.len());
				self.holds(
					subject,
					format!(
						"computed again from {found} contributions: the same {count} leaves and the same \
						 shares"
					),
				);
				return leaves;
			},
			Verdict::False { finding, .. } => self.fails(subject, finding.to_string()),
			Verdict::Unknown(reason) => self.unknown(subject, reason),
		}
		first
	}

	/// Whether anything fails.
	///
	/// # Errors
	/// What fails, in a sentence.
	pub fn verdict(&self) -> Result<(), String> {
		let failed: Vec<_> = self
			.checks
			.iter()
			.filter(|check| check.outcome == Outcome::Fails)
			.map(|check| format!("{}: {}", check.subject, check.detail))
			.collect();
		if failed.is_empty() {
			Ok(())
		} else {
			Err(failed.join("; "))
		}
	}

	fn holds(&mut self, subject: String, detail: String) {
		self.checks.push(Check { subject, outcome: Outcome::Holds, detail });
	}

	fn unknown(&mut self, subject: String, detail: String) {
		self.checks.push(Check { subject, outcome: Outcome::Unknown, detail });
	}

	fn fails(&mut self, subject: String, detail: String) {
		self.checks.push(Check { subject, outcome: Outcome::Fails, detail });
	}
}

/// What each contribution's part of the fee was.
async fn earned(
	view: &View,
	request: &RequestView<AccountId32>,
	answer: &AnswerView,
) -> Result<BTreeMap<ContributionId, u128>, Failure> {
	let mut earned = BTreeMap::new();
	if !matches!(request.stage, RequestStage::Settled { .. }) {
		return Ok(earned);
	}
	for share in &answer.vector.shares {
		let page: AttributionPage = view
			.ask("AttributionApi_attribution_of", (share.contribution, request.id, 1u32))
			.await?;
		let of_this = page.answers.into_iter().filter(|found| found.request == request.id);
		earned.extend(of_this.map(|found| (share.contribution, found.amount)));
	}
	Ok(earned)
}

fn spans_of(words: &[u8], leaves: &[EvidenceLeaf]) -> Vec<Span> {
	let text = |leaf: &EvidenceLeaf| {
		let start = usize::try_from(leaf.answer_start).ok()?;
		let end = start.checked_add(usize::try_from(leaf.length).ok()?)?;
		words.get(start..end).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
	};
	let span = |leaf: &EvidenceLeaf| {
		let (contribution, offset) = (leaf.contribution.0, leaf.content_offset);
		Some(Span { text: text(leaf)?, contribution, offset })
	};
	leaves.iter().filter_map(span).collect()
}
