// SPDX-License-Identifier: Apache-2.0
//! Evaluation: what a model makes of rows whose right answers are known.
//!
//! Each row is marked on its own, in whole millionths, and every score follows from the marks by integer
//! arithmetic, but for the exponential of perplexity: whoever has the marks computes the same scores.

pub mod exact_match;
pub mod likelihood;
pub mod multiple_choice;
pub mod perplexity;
pub mod rouge;

use openledger_primitives::jobs::{EvaluationItem, Metric, Score};

/// One, in what scores are counted in.
pub const MICROS: i64 = 1_000_000;

/// The scores of `items`, in the order of `metrics`. What no row was measured by is left out.
pub fn scores(items: &[EvaluationItem], metrics: &[Metric]) -> Vec<Score> {
	let score = |metric: &Metric| {
		let (value_micros, rows) = match metric {
			Metric::Perplexity => perplexity::score(
				items.iter().filter_map(|item| Some((item.loss_micros?, item.tokens?))),
			)?,
			Metric::ExactMatch => share(items.iter().filter_map(|item| item.exact_match))?,
			Metric::RougeL => mean(items.iter().filter_map(|item| item.rouge_l_micros))?,
			Metric::MultipleChoice => share(items.iter().filter_map(|item| item.choice_right))?,
		};
		Some(Score { metric: *metric, value_micros, rows })
	};
	metrics.iter().filter_map(score).collect()
}

fn share(marks: impl Iterator<Item = bool>) -> Option<(i64, u32)> {
	mean(marks.map(|right| if right { 1_000_000 } else { 0 }))
}

/// The mean, rounded to the nearest, halves up, and of how many; none of nothing.
fn mean(values: impl Iterator<Item = u32>) -> Option<(i64, u32)> {
	let (sum, count) = values.fold((0i64, 0u32), |(sum, count), value| {
		(sum.saturating_add(value.into()), count.saturating_add(1))
	});
	let doubled = sum.saturating_mul(2).saturating_add(i64::from(count));
	Some((doubled.checked_div(i64::from(count).saturating_mul(2))?, count))
}
