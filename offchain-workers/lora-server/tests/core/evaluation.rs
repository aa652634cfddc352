// SPDX-License-Identifier: Apache-2.0
//! What models are measured by.

use super::fixtures::{forward, model};
use openledger_lora_server::{
	adapter::LoraBatch,
	evaluation::{
		exact_match::is_match,
		likelihood::{losses, LikelihoodError},
		multiple_choice::choose,
		perplexity, scores,
	},
	training::{Row, TrainingError},
};
use openledger_primitives::jobs::{EvaluationItem, Metric};
use proptest::prelude::*;
use std::ops::ControlFlow;

fn go_on() -> ControlFlow<()> {
	ControlFlow::Continue(())
}

/// The loss of the completion, from the logits of the whole row.
fn naive_loss(row: &Row) -> (f64, u32) {
	let model = model("tied");
	let tokens: Vec<u32> = row.prompt.iter().chain(&row.completion).copied().collect();
	let logits = forward(&model, std::slice::from_ref(&tokens), &LoraBatch::Base);
	let vocabulary = logits.len() / tokens.len();
	let (mut loss, mut count) = (0.0, 0);
	for place in row.prompt.len().max(1)..tokens.len() {
		let logits: Vec<f64> = logits[(place - 1) * vocabulary..place * vocabulary]
			.iter()
			.map(|x| f64::from(*x))
			.collect();
		let whole = logits.iter().map(|logit| logit.exp()).sum::<f64>().ln();
		loss += whole - logits[usize::try_from(tokens[place]).unwrap()];
		count += 1;
	}
	(loss, count)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(12))]

	#[test]
	fn losses_are_those_of_single_rows_when_rows_are_measured_together(
		rows in prop::collection::vec(
			(prop::collection::vec(0u32..97, 0..12), prop::collection::vec(0u32..97, 2..20)),
			1..8,
		),
	) {
		let rows: Vec<Row> =
			rows.into_iter().map(|(prompt, completion)| Row { prompt, completion }).collect();
		let found = losses(&model("tied").network(), &LoraBatch::Base, &rows, &mut go_on).unwrap();
		for (row, found) in rows.iter().zip(found) {
			let (loss, tokens) = naive_loss(row);
			prop_assert_eq!(found.tokens, tokens);
			prop_assert!((found.loss - loss).abs() < 1e-3, "{} {}", found.loss, loss);
		}
	}
}

#[test]
fn row_is_refused_by_name_when_it_cannot_be_measured() {
	let measure = |row: Row| {
		let rows = [Row { prompt: vec![1], completion: vec![2] }, row];
		losses(&model("tied").network(), &LoraBatch::Base, &rows, &mut go_on).unwrap_err()
	};
	let long = measure(Row { prompt: vec![1; 40], completion: vec![2; 25] });
	assert!(
		matches!(long, LikelihoodError::Row(TrainingError::RowTooLong { row: 1, .. })),
		"{long}"
	);
	let empty = measure(Row { prompt: vec![1], completion: Vec::new() });
	assert!(matches!(empty, LikelihoodError::Row(TrainingError::EmptyRow(1))), "{empty}");
	let foreign = measure(Row { prompt: vec![1], completion: vec![97] });
	assert!(
		matches!(foreign, LikelihoodError::Row(TrainingError::UnknownToken { .. })),
		"{foreign}"
	);
}

#[test]
fn measuring_ends_when_it_is_told_to() {
	let rows = [Row { prompt: vec![1], completion: vec![2] }];
	let mut stop = || ControlFlow::Break(());
	let ended = losses(&model("tied").network(), &LoraBatch::Base, &rows, &mut stop);
	assert!(matches!(ended, Err(LikelihoodError::Stopped)));
}

#[test]
fn answers_match_when_only_spaces_and_composition_differ() {
	assert!(is_match("  a  caf\u{e9} ", "a cafe\u{301}"));
	assert!(!is_match("A caf\u{e9}", "a caf\u{e9}"));
	assert!(!is_match("a caf\u{e9}.", "a caf\u{e9}"));
}

#[test]
fn choice_is_the_first_of_the_least_losses() {
	assert_eq!(choose(&[3.0, 1.0, 2.0]), Some(1));
	assert_eq!(choose(&[3.0, 1.0, 1.0]), Some(1));
	assert_eq!(choose(&[]), None);
	assert_eq!(choose(&[1.0, f64::NAN]), None);
}

#[test]
fn perplexity_is_that_of_all_tokens_when_rows_differ_in_length() {
	// A uniform choice of four, and of two: e^((2 ln 4 + 4 ln 2) / 6).
	let four = 2 * 1_386_294;
	let two = 4 * 693_147;
	let (value, rows) = perplexity::score([(four, 2), (two, 4)].into_iter()).unwrap();
	assert_eq!(rows, 2);
	assert!((value - 2_519_842).abs() < 10, "{value}");
	assert_eq!(perplexity::score(std::iter::empty()), None);
	assert_eq!(perplexity::score([(u64::MAX, 1)].into_iter()), Some((i64::MAX, 1)));
}

#[test]
fn scores_follow_from_the_marks_when_rows_have_some_of_them() {
	let item = |exact, rouge, choice| EvaluationItem {
		exact_match: exact,
		rouge_l_micros: rouge,
		choice_right: choice,
		..EvaluationItem::default()
	};
	let items = [
		item(Some(true), Some(1_000_000), None),
		item(Some(false), Some(500_001), Some(true)),
		item(Some(false), None, None),
	];
	let metrics = [Metric::MultipleChoice, Metric::ExactMatch, Metric::RougeL, Metric::Perplexity];
	let found = scores(&items, &metrics);
	let found: Vec<_> =
		found.iter().map(|score| (score.metric, score.value_micros, score.rows)).collect();
	// Halves are rounded up; what nothing was measured by is left out.
	assert_eq!(
		found,
		[
			(Metric::MultipleChoice, 1_000_000, 1),
			(Metric::ExactMatch, 333_333, 3),
			(Metric::RougeL, 750_001, 2),
		]
	);
}
