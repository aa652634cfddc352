// SPDX-License-Identifier: Apache-2.0
//! Gradients of rows, and the index over them.

use super::fixtures::{adapter, model};
use openledger_attribution::influence::{Method, Queries, Scorer, Settings};
use openledger_lora_server::{
	adapter::{Adapter, LoraBatch, LoraWeights},
	evaluation::likelihood::losses,
	model::Model,
	tensors::TensorReader,
	training::{gradient_block, influence_index, GradientError, InfluenceRow, Row, TrainingError},
};
use openledger_primitives::ids::ContributionId;
use safetensors::SafeTensors;
use std::{ops::ControlFlow, sync::Arc};
use tch::Device;
use tempfile::TempDir;

const SETTINGS: Settings = Settings {
	seed: 0,
	dimensions: 16,
	precision: openledger_attribution::influence::Precision::I16,
};

fn rows() -> Vec<Row> {
	[(1..4, 20..29), (4..9, 50..55), (9..11, 40..47), (0..0, 60..70)]
		.map(|(prompt, completion)| Row {
			prompt: prompt.collect(),
			completion: completion.collect(),
		})
		.to_vec()
}

fn influence_rows(rows: &[Row]) -> Vec<InfluenceRow<'_>> {
	(0..)
		.zip(rows)
		.map(|(number, row)| InfluenceRow {
			contribution: ContributionId(u64::from(number / 2)),
			document: number % 2,
			row,
		})
		.collect()
}

fn go_on() -> ControlFlow<()> {
	ControlFlow::Continue(())
}

/// The mean loss of `row` with one element of one matrix of the adapter moved by `by`.
fn moved_loss(model: &Model, adapter: &Adapter, row: &Row, name: &str, at: i64, by: f64) -> f64 {
	let _guard = tch::no_grad_guard();
	let files = adapter.to_files().unwrap();
	let mut reader = TensorReader::new(&files.weights, Device::Cpu).unwrap();
	let weights = LoraWeights::build(adapter.config(), model.config(), |found, shape| {
		let tensor = reader.take(found, shape)?;
		if found == name {
			let mut element = tensor.flatten(0, -1).get(at);
			let value = element.double_value(&[]);
			let _ = element.fill_(value + by);
		}
		Ok(tensor)
	})
	.unwrap();
	let lora = LoraBatch::Shared(weights);
	let found = losses(&model.network(), &lora, std::slice::from_ref(row), &mut go_on).unwrap();
	found[0].loss / f64::from(found[0].tokens)
}

#[test]
fn gradient_is_that_of_the_loss_when_an_element_is_moved() {
	let (model, adapter) = (model("tied"), adapter("tied"));
	let rows = rows();
	let block = gradient_block(&model, &adapter, &influence_rows(&rows)).unwrap();
	let block = SafeTensors::deserialize(&block).unwrap();
	let names: Vec<_> = block.names().into_iter().filter(|name| name.contains("lora_")).collect();
	assert!(names.len() >= 4, "{names:?}");
	for name in names {
		let tensor = block.tensor(name).unwrap();
		let width = tensor.shape()[1];
		let values: Vec<f32> = tensor
			.data()
			.chunks(4)
			.map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()))
			.collect();
		for (number, row) in rows.iter().enumerate() {
			// The largest element of the row, where the quotient loses least.
			let gradient = &values[number * width..(number + 1) * width];
			let (at, largest) = gradient
				.iter()
				.enumerate()
				.max_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()))
				.unwrap();
			let at = i64::try_from(at).unwrap();
			let by = 2e-3;
			let quotient = (moved_loss(&model, &adapter, row, name, at, by)
				- moved_loss(&model, &adapter, row, name, at, -by))
				/ (2.0 * by);
			let error = (quotient - f64::from(*largest)).abs();
			assert!(error < 0.01 * quotient.abs() + 5e-4, "{name} {number}: {quotient} {largest}");
		}
	}
}

#[test]
fn index_has_a_row_for_each_row_and_finds_it_again_when_it_is_asked_for() {
	let (model, adapter) = (model("tied"), adapter("tied"));
	let rows = rows();
	let folder = TempDir::new().unwrap();
	let make = |name: &str| {
		let path = folder.path().join(name);
		influence_index(&model, &adapter, &influence_rows(&rows), SETTINGS, &path, &mut go_on)
	};
	let index = make("one").unwrap();
	let keys: Vec<_> = index.keys().map(|key| (key.contribution.0, key.row)).collect();
	assert_eq!(keys, [(0, 0), (0, 1), (1, 0), (1, 1)]);
	assert!(index.layers().iter().any(|layer| layer.name.ends_with("q_proj.lora_A.weight")));
	assert!(index.layers().iter().all(|layer| layer.kept <= 16));
	assert_eq!(make("two").unwrap().root(), index.root());

	let queries = folder.path().join("queries");
	std::fs::write(&queries, gradient_block(&model, &adapter, &influence_rows(&rows)).unwrap())
		.unwrap();
	let queries = Queries::open(&queries, &index).unwrap();
	let scorer = Scorer::new([&index], Method::data_inf()).unwrap();
	let scores = scorer.score(&[queries]).unwrap();
	for (number, groups) in scores.groups().enumerate() {
		let best = groups.iter().max_by_key(|group| group.score).unwrap();
		assert_eq!(best.contribution.0, u64::try_from(number / 2).unwrap(), "{groups:?}");
	}
}

#[test]
fn no_index_is_made_when_it_is_stopped_or_a_row_does_not_fit() {
	let (model, adapter) = (model("tied"), adapter("tied"));
	let folder = TempDir::new().unwrap();
	let path = folder.path().join("index");
	let make = |rows: &[Row], model: &Arc<Model>, go_on: &mut dyn FnMut() -> ControlFlow<()>| {
		influence_index(model, &adapter, &influence_rows(rows), SETTINGS, &path, go_on)
	};
	let mut asked = 0;
	let stopped = make(&rows(), &model, &mut || {
		asked += 1;
		if asked == 3 {
			ControlFlow::Break(())
		} else {
			ControlFlow::Continue(())
		}
	});
	assert!(matches!(stopped, Err(GradientError::Stopped)));
	let long = [Row { prompt: vec![1; 40], completion: vec![2; 25] }];
	let refused = make(&long, &model, &mut go_on);
	assert!(matches!(refused, Err(GradientError::Rows(TrainingError::RowTooLong { .. }))));
	assert!(!path.exists());
}
