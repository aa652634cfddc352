// SPDX-License-Identifier: Apache-2.0
//! An evaluation: rows whose right answers are known, what an artifact makes of them, and the evidence.

mod set;

use super::{
	evidence::{EvaluatedRow, EvaluationEvidence},
	inference, Failure, Inner,
};
use crate::{
	adapter::{Adapter, LoraBatch},
	evaluation::{
		exact_match,
		likelihood::{losses, LikelihoodError, RowLoss},
		multiple_choice::choose,
		rouge::RougeL,
		scores,
	},
	services::Services,
	threads::compute_with,
	training::{check_rows, row_of, Row},
};
use openledger_primitives::jobs::{
	evaluation_job_id, evaluation_root, Evaluation, EvaluationItem, EvaluationResult, Metric,
};
use polkadot_sdk::sp_core::H256;
use set::{Set, SetRow};
use std::{
	collections::{BTreeMap, VecDeque},
	ops::{ControlFlow, Range},
	sync::Arc,
};
use tokio::{
	sync::watch,
	task::{self, JoinSet},
};

/// Answers that are waited for at once: others use the engine, too.
const AT_ONCE: usize = 16;

/// Evaluations are one payer to the engine.
const PAYER: &str = "evaluations";

/// Measures, and gathers the evidence.
pub(super) async fn run(
	inner: &Inner,
	job: H256,
	asked: &Evaluation,
	stopping: &watch::Receiver<bool>,
) -> Result<(EvaluationResult, EvaluationEvidence), Failure> {
	check(asked)?;
	let services = &inner.services;
	let view = services.node.finalised().await?;
	let genesis = view.genesis();
	if evaluation_job_id(&genesis, asked) != job {
		return Err(Failure::wrong(format!(
			"the job is not that of this evaluation on the node's chain, whose genesis is {genesis:?}",
		)));
	}
	let artifact = services.artifacts.find(&view, asked.artifact).await?;
	let set = Arc::new(Set::of(services, &view, asked).await?);
	let adapter = services.artifacts.adapter(&artifact).await?;
	let mut items = set.items();

	let wants = |metric| asked.metrics.contains(&metric);
	if wants(Metric::ExactMatch) || wants(Metric::RougeL) {
		let answers = answers(services, &adapter, &set, asked.max_output_tokens).await?;
		for (item, row) in items.iter_mut().zip(&set.rows) {
			let Some(answer) = answers.get(&item.index) else { continue };
			mark_answer(item, row, answer, asked);
		}
	}
	if wants(Metric::Perplexity) || wants(Metric::MultipleChoice) {
		let measuring = Measuring {
			services: services.clone(),
			adapter,
			set: set.clone(),
			stopping: stopping.clone(),
		};
		let asked = asked.clone();
		items = task::spawn_blocking(move || measuring.mark(&asked, items)).await??;
	}

	let scores = scores(&items, &asked.metrics);
	if let Some(metric) =
		asked.metrics.iter().find(|metric| !scores.iter().any(|score| score.metric == **metric))
	{
		let name = metric.name();
		return Err(Failure::wrong(format!("no row of the set can be measured by {name}")));
	}
	let evidence_root = evaluation_root(&items)
		.ok_or_else(|| Failure::wrong("the set has more rows than a tree can have leaves"))?;
	let benchmark = set.benchmark;
	let rows = u32::try_from(items.len()).unwrap_or(u32::MAX);
	let evaluated = items.into_iter().zip(&set.rows).map(|(item, row)| EvaluatedRow {
		question: row.question.clone().unwrap_or_default(),
		expected: row.answer.clone(),
		item,
	});
	let evidence = EvaluationEvidence {
		benchmark,
		scores: scores.clone(),
		evidence_root,
		items: evaluated.collect(),
	};
	Ok((EvaluationResult { benchmark, scores, rows, evidence_root }, evidence))
}

fn check(asked: &Evaluation) -> Result<(), Failure> {
	if asked.metrics.is_empty() {
		return Err(Failure::wrong("an evaluation names at least one metric"));
	}
	let mut metrics = asked.metrics.clone();
	metrics.sort_unstable();
	metrics.dedup();
	if metrics.len() != asked.metrics.len() {
		return Err(Failure::wrong("a metric is named twice"));
	}
	let answers = metrics.contains(&Metric::ExactMatch) || metrics.contains(&Metric::RougeL);
	if answers && asked.max_output_tokens == 0 {
		return Err(Failure::wrong("max_output_tokens is zero, and answers are to be measured"));
	}
	Ok(())
}

/// The answers to the questions of the set, by the place of their row.
async fn answers(
	services: &Arc<Services>,
	adapter: &Option<Arc<Adapter>>,
	set: &Set,
	max_tokens: u32,
) -> Result<BTreeMap<u32, String>, Failure> {
	let questions = (0u32..).zip(&set.rows);
	let mut waiting: VecDeque<(u32, String)> =
		questions.filter_map(|(index, row)| Some((index, row.question.clone()?))).collect();
	let mut running = JoinSet::new();
	let mut answers = BTreeMap::new();
	loop {
		while running.len() < AT_ONCE {
			let Some((index, question)) = waiting.pop_front() else { break };
			let (services, adapter) = (services.clone(), adapter.clone());
			running.spawn(async move {
				let answered =
					inference::greedy(&services, PAYER, question, adapter, max_tokens).await;
				(index, answered)
			});
		}
		let Some(ended) = running.join_next().await else { return Ok(answers) };
		let (index, answered) = ended?;
		let (answer, _) = answered.map_err(|failure| of_row(index, failure))?;
		answers.insert(index, answer);
	}
}

fn mark_answer(item: &mut EvaluationItem, row: &SetRow, answer: &str, asked: &Evaluation) {
	item.answer = Some(answer.to_owned());
	if asked.metrics.contains(&Metric::ExactMatch) {
		item.exact_match = Some(exact_match::is_match(answer, &row.answer));
	}
	if asked.metrics.contains(&Metric::RougeL) {
		item.rouge_l_micros = Some(RougeL::of(answer, &row.answer).f1_micros());
	}
}

/// The part that computes likelihoods.
struct Measuring {
	services: Arc<Services>,
	adapter: Option<Arc<Adapter>>,
	set: Arc<Set>,
	stopping: watch::Receiver<bool>,
}

impl Measuring {
	fn mark(
		&self,
		asked: &Evaluation,
		mut items: Vec<EvaluationItem>,
	) -> Result<Vec<EvaluationItem>, Failure> {
		compute_with(self.services.threads);
		if asked.metrics.contains(&Metric::Perplexity) {
			let row = |(index, row): (u32, &SetRow)| self.row(index, row, &row.answer);
			let rows = (0..).zip(&self.set.rows).map(row).collect::<Result<Vec<_>, _>>()?;
			for (item, found) in items.iter_mut().zip(self.losses(&rows)?) {
				item.loss_micros = Some(micros(found.loss));
				item.tokens = Some(found.tokens);
			}
		}
		if asked.metrics.contains(&Metric::MultipleChoice) {
			let mut rows = Vec::new();
			let mut places: Vec<Range<usize>> = Vec::new();
			for (index, row) in (0..).zip(&self.set.rows) {
				let begin = rows.len();
				for choice in &row.choices {
					rows.push(self.row(index, row, choice)?);
				}
				places.push(begin..rows.len());
			}
			let losses = self.losses(&rows)?.iter().map(|found| found.loss).collect::<Vec<_>>();
			for ((item, row), place) in items.iter_mut().zip(&self.set.rows).zip(places) {
				let Some(choice) = losses.get(place).and_then(choose) else { continue };
				item.choice = u32::try_from(choice).ok();
				item.choice_right = row.choices.get(choice).map(|choice| *choice == row.answer);
			}
		}
		Ok(items)
	}

	/// A row of the set with this text as its answer.
	fn row(&self, index: u32, row: &SetRow, text: &str) -> Result<Row, Failure> {
		let base = self.services.artifacts.base();
		let found = row_of(row.question.as_deref(), text, base.codec())
			.map_err(|error| of_row(index, error.into()))?;
		let place = usize::try_from(index).unwrap_or(usize::MAX);
		check_rows(std::slice::from_ref(&found), place, base.model().config())?;
		Ok(found)
	}

	fn losses(&self, rows: &[Row]) -> Result<Vec<RowLoss>, Failure> {
		let network = self.services.artifacts.base().model().network();
		let lora = match &self.adapter {
			Some(adapter) => LoraBatch::Shared(adapter.weights()),
			None => LoraBatch::Base,
		};
		let mut go_on = || match *self.stopping.borrow() {
			true => ControlFlow::Break(()),
			false => ControlFlow::Continue(()),
		};
		Ok(losses(&network, &lora, rows, &mut go_on)?)
	}
}

fn of_row(index: u32, failure: Failure) -> Failure {
	Failure { reason: format!("row {index}: {}", failure.reason), ..failure }
}

#[expect(clippy::cast_sign_loss, reason = "the cast saturates, and a loss is not below zero")]
fn micros(loss: f64) -> u64 {
	(loss * 1e6).round() as u64
}

impl From<LikelihoodError> for Failure {
	fn from(error: LikelihoodError) -> Self {
		match error {
			LikelihoodError::Row(error) => error.into(),
			LikelihoodError::Stopped | LikelihoodError::Torch(_) => {
				Self::passing(error.to_string())
			},
		}
	}
}
