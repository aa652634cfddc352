// SPDX-License-Identifier: Apache-2.0
//! The rows of an evaluation: given with the task, or held out of snapshots.

use crate::{
	chain::ChainView,
	jobs::{training::documents, Failure},
	services::Services,
	snapshots::Snapshots,
	training::parts_of,
};
use codec::Encode;
use openledger_primitives::{
	commitment::MAX_ANSWER_LEN,
	ids::SnapshotId,
	jobs::{
		benchmark_of_rows, benchmark_of_snapshots, Evaluation, EvaluationItem, EvaluationRow,
		EvaluationSet, Metric,
	},
	traits::MAX_SNAPSHOTS,
};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use tokio::task;

/// The most rows of a set.
const MAX_ROWS: usize = 10_000;
/// The most choices of a row.
const MAX_CHOICES: usize = 64;

/// The rows that an artifact is measured on.
pub(super) struct Set {
	pub(super) benchmark: H256,
	pub(super) rows: Vec<SetRow>,
}

/// One of them.
pub(super) struct SetRow {
	/// None for text that is only read.
	pub(super) question: Option<String>,
	pub(super) answer: String,
	pub(super) choices: Vec<String>,
	hash: H256,
}

impl Set {
	/// The rows that `asked` names, checked.
	pub(super) async fn of(
		services: &Services,
		view: &ChainView,
		asked: &Evaluation,
	) -> Result<Self, Failure> {
		let set = match &asked.set {
			EvaluationSet::Rows(rows) => Self::given(rows),
			EvaluationSet::HeldOut { snapshots, share } => {
				Self::held_out(services, view, snapshots, *share).await?
			},
		};
		match set.rows.len() {
			0 => return Err(Failure::wrong("the set has no rows")),
			rows if rows > MAX_ROWS => {
				return Err(Failure::wrong(format!(
					"the set has {rows} rows, and may have {MAX_ROWS}"
				)))
			},
			_ => {},
		}
		let chosen = asked.metrics.contains(&Metric::MultipleChoice);
		for (index, row) in set.rows.iter().enumerate() {
			row.check(chosen).map_err(|reason| Failure::wrong(format!("row {index}: {reason}")))?;
		}
		Ok(set)
	}

	fn given(rows: &[EvaluationRow]) -> Self {
		let row = |row: &EvaluationRow| SetRow {
			question: Some(row.question.clone()).filter(|question| !question.is_empty()),
			answer: row.answer.clone(),
			choices: row.choices.clone(),
			hash: BlakeTwo256::hash(&row.encode()),
		};
		Self { benchmark: benchmark_of_rows(rows), rows: rows.iter().map(row).collect() }
	}

	async fn held_out(
		services: &Services,
		view: &ChainView,
		ids: &[SnapshotId],
		share: Perbill,
	) -> Result<Self, Failure> {
		let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
		if count == 0 || count > MAX_SNAPSHOTS {
			let reason = format!("a set is of 1 to {MAX_SNAPSHOTS} snapshots, not {count}");
			return Err(Failure::wrong(reason));
		}
		let snapshots = Snapshots::find(view, ids).await?;
		let benchmark = benchmark_of_snapshots(&snapshots.roots(), share);
		let contributions = snapshots.contributions(view, &services.sources).await?;
		let store = services.store.clone();
		let documents =
			task::spawn_blocking(move || documents(&contributions, &store, share)).await??;
		let rows = documents.into_iter().filter(|document| document.held_out).map(|document| {
			let (question, answer) = parts_of(&document.text);
			SetRow {
				question: question.map(str::to_owned),
				answer: answer.to_owned(),
				choices: Vec::new(),
				hash: document.hash,
			}
		});
		Ok(Self { benchmark, rows: rows.collect() })
	}

	/// One item for each row, not measured yet.
	pub(super) fn items(&self) -> Vec<EvaluationItem> {
		let item = |(index, row): (u32, &SetRow)| EvaluationItem {
			index,
			row: row.hash,
			..EvaluationItem::default()
		};
		(0..).zip(&self.rows).map(item).collect()
	}
}

impl SetRow {
	/// What is wrong with it, if anything.
	fn check(&self, chosen: bool) -> Result<(), String> {
		if self.answer.is_empty() {
			return Err("there is no right answer".into());
		}
		let most = usize::try_from(MAX_ANSWER_LEN).unwrap_or(usize::MAX);
		let texts = self.question.iter().chain([&self.answer]).chain(&self.choices);
		if texts.into_iter().any(|text| text.len() > most) {
			return Err(format!("a text has more than {most} bytes"));
		}
		if self.choices.len() > MAX_CHOICES {
			return Err(format!("there are more than {MAX_CHOICES} choices"));
		}
		if self.choices.iter().any(String::is_empty) {
			return Err("a choice is empty".into());
		}
		if chosen && (self.choices.len() < 2 || !self.choices.contains(&self.answer)) {
			return Err("the right answer is not one of at least two choices".into());
		}
		Ok(())
	}
}
