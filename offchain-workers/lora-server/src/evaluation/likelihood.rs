// SPDX-License-Identifier: Apache-2.0
//! How probable a model takes texts to be.

use crate::{
	adapter::LoraBatch,
	model::Network,
	training::{check_rows, Batch, Row, TrainingError},
};
use std::ops::ControlFlow;
use tch::{Kind, TchError};

/// Tokens, padding included, that are computed at once.
const BATCH_TOKENS: usize = 4096;

/// The loss of a row's completion.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RowLoss {
	/// Of all its tokens together, in nats.
	pub loss: f64,
	/// How many they are: without a prompt one fewer than the completion has, as nothing comes before the
	/// first.
	pub tokens: u32,
}

/// Why rows cannot be measured.
#[derive(thiserror::Error, Debug)]
pub enum LikelihoodError {
	/// A row has nothing to be predicted, or does not fit the model.
	#[error(transparent)]
	Row(#[from] TrainingError),
	/// The caller ended it.
	#[error("stopped")]
	Stopped,
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] TchError),
}

/// The losses of the completions of `rows`, in their order. Before each batch `go_on` is asked.
///
/// # Errors
/// [`LikelihoodError`].
pub fn losses(
	network: &Network,
	lora: &LoraBatch,
	rows: &[Row],
	go_on: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Vec<RowLoss>, LikelihoodError> {
	check_rows(rows, 0, network.config())?;
	let _guard = tch::no_grad_guard();
	let mut order: Vec<usize> = (0..rows.len()).collect();
	order.sort_by_key(|&row| rows.get(row).map_or(0, Row::len));
	let mut found = vec![RowLoss { loss: 0.0, tokens: 0 }; rows.len()];
	let mut rest = order.as_slice();
	while let Some(&first) = rest.first() {
		if go_on().is_break() {
			return Err(LikelihoodError::Stopped);
		}
		// Rows ascend by length, so that the first says about how many fit.
		let shortest = rows.get(first).map_or(1, Row::len).max(1);
		let (batch, later) = rest.split_at((BATCH_TOKENS / shortest).clamp(1, rest.len()));
		let chosen = batch.iter().filter_map(|&row| rows.get(row)).collect::<Vec<_>>();
		for (&row, loss) in batch.iter().zip(measure(network, lora, &chosen)?) {
			if let Some(place) = found.get_mut(row) {
				*place = loss;
			}
		}
		rest = later;
	}
	Ok(found)
}

fn measure(network: &Network, lora: &LoraBatch, rows: &[&Row]) -> Result<Vec<RowLoss>, TchError> {
	let losses = Batch::new(rows, network)?.losses(network, lora)?.f_to_kind(Kind::Double)?;
	let mut from = 0i64;
	rows.iter()
		.map(|row| {
			// Without a prompt nothing predicts the first token.
			let tokens = row.len().saturating_sub(row.prompt.len().max(1));
			let length = i64::try_from(tokens).unwrap_or(i64::MAX);
			let loss = losses.f_narrow(0, from, length)?.f_sum(Kind::Double)?;
			from = from.saturating_add(length);
			let tokens = u32::try_from(tokens).unwrap_or(u32::MAX);
			Ok(RowLoss { loss: loss.f_double_value(&[])?, tokens })
		})
		.collect()
}
