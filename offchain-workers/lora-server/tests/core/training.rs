// SPDX-License-Identifier: Apache-2.0
//! Training of adapters.

use super::fixtures::{codec, difference, expected, forward, model};
use openledger_lora_server::{
	adapter::{Adapter, LoraBatch},
	engine::{Engine, EngineOptions, GenerationEvent, GenerationRequest, Payer, Sampling},
	evaluation::likelihood::losses,
	model::Model,
	tensors::to_values,
	training::{
		rows_of, train_lora, CheckpointError, LoraOptions, LoraTraining, Progress, Row,
		TrainingError,
	},
};
use proptest::prelude::*;
use std::{ops::ControlFlow, sync::Arc};
use tch::Device;

fn options() -> LoraOptions {
	LoraOptions {
		rank: 8,
		alpha: 16,
		epochs: 150,
		batch_size: 2,
		learning_rate: 1e-2,
		exact_epochs: 2,
		seed: 5,
		..LoraOptions::default()
	}
}

fn rows() -> Vec<Row> {
	[(1..4, 20..29), (4..9, 50..55), (9..11, 40..47)]
		.map(|(prompt, completion)| Row {
			prompt: prompt.collect(),
			completion: completion.collect(),
		})
		.to_vec()
}

fn go_on(_: Progress) -> ControlFlow<()> {
	ControlFlow::Continue(())
}

#[test]
fn trained_adapter_repeats_its_rows() {
	let model = model("tied");
	let (adapter, report) = train_lora(&model, &rows(), &options(), &mut go_on).unwrap();
	assert_eq!((report.rows, report.tokens), (3, 21));
	assert!(report.final_loss < report.first_loss / 4.0, "{report:?}");
	assert!(report.epochs < 150, "{report:?}");
	assert_eq!(report.steps, report.epochs * 2);
	let engine = Engine::start(model, EngineOptions::default()).unwrap();
	let adapter = Arc::new(adapter);
	for row in rows() {
		let request = GenerationRequest {
			payer: Payer::local(),
			prompt: row.prompt,
			adapters: adapter.clone().into(),
			max_tokens: u32::try_from(row.completion.len()).unwrap(),
			sampling: Sampling::GREEDY,
			stop: Vec::new(),
		};
		let mut events = engine.submit(request).unwrap();
		for token in row.completion {
			assert_eq!(events.blocking_recv(), Some(GenerationEvent::Token(token)));
		}
	}
}

#[test]
fn trained_adapter_is_the_same_after_its_files_and_leaves_the_base_alone() {
	let model = model("grouped");
	let tokens = [expected("grouped").tokens];
	let before = forward(&model, &tokens, &LoraBatch::Base);
	let options = LoraOptions { epochs: 3, ..options() };
	let (adapter, _) = train_lora(&model, &rows(), &options, &mut go_on).unwrap();
	assert_eq!(forward(&model, &tokens, &LoraBatch::Base), before);
	let files = adapter.to_files().unwrap();
	let again =
		Adapter::from_files(&files.config, &files.weights, model.config(), Device::Cpu).unwrap();
	let logits =
		|adapter: &Adapter| forward(&model, &tokens, &LoraBatch::Shared(adapter.weights()));
	assert_eq!(logits(&again), logits(&adapter));
	assert!(difference(&logits(&adapter), &before) > 1e-3);
}

#[test]
fn equal_seeds_give_equal_adapters() {
	let model = model("tied");
	let train = |seed| {
		let options = LoraOptions { epochs: 2, seed, ..options() };
		let (adapter, _) = train_lora(&model, &rows(), &options, &mut go_on).unwrap();
		adapter.to_files().unwrap()
	};
	assert!(train(1) == train(1));
	assert!(train(1) != train(2));
}

#[test]
fn prompts_carry_no_loss() {
	let model = model("tied");
	let train = |prompt: Vec<u32>| {
		let rows = [Row { prompt, completion: vec![7, 8] }];
		let options = LoraOptions { epochs: 1, ..options() };
		train_lora(&model, &rows, &options, &mut go_on).unwrap().1
	};
	assert_eq!(train(vec![1, 2, 3]).tokens, 2);
	// Without a prompt nothing comes before the first token.
	assert_eq!(train(Vec::new()).tokens, 1);
}

#[test]
fn training_stops_when_it_is_told_to() {
	let mut told = 0;
	let result = train_lora(&model("tied"), &rows(), &options(), &mut |progress| {
		told += 1;
		assert_eq!((progress.epoch, progress.epochs), (told, 150));
		if told == 3 {
			ControlFlow::Break(())
		} else {
			ControlFlow::Continue(())
		}
	});
	assert!(matches!(result, Err(TrainingError::Stopped)));
	assert_eq!(told, 3);
}

#[test]
fn rows_are_refused_when_they_cannot_be_learnt_whole() {
	let model = model("tied");
	let refused = |rows: &[Row]| train_lora(&model, rows, &options(), &mut go_on).err().unwrap();
	assert!(matches!(refused(&[]), TrainingError::NoRows));
	let empty = Row { prompt: vec![1], completion: Vec::new() };
	assert!(matches!(refused(&[rows()[0].clone(), empty]), TrainingError::EmptyRow(1)));
	let long = Row { prompt: vec![1; 40], completion: vec![2; 25] };
	let error = refused(&[long]);
	assert!(matches!(error, TrainingError::RowTooLong { row: 0, tokens: 65, context: 64 }));
	let unknown = Row { prompt: vec![1], completion: vec![2, 97] };
	assert!(matches!(refused(&[unknown]), TrainingError::UnknownToken { row: 0, token: 97 }));
}

#[test]
fn options_are_refused_when_out_of_range() {
	let model = model("tied");
	for (options, name) in [
		(LoraOptions { rank: 0, ..options() }, "rank"),
		(LoraOptions { rank: 257, ..options() }, "rank"),
		(LoraOptions { alpha: 0, ..options() }, "alpha"),
		(LoraOptions { epochs: 0, ..options() }, "epochs"),
		(LoraOptions { batch_size: 0, ..options() }, "batch_size"),
		(LoraOptions { micro_batch_tokens: 0, ..options() }, "micro_batch_tokens"),
		(LoraOptions { learning_rate: 0.0, ..options() }, "learning_rate"),
		(LoraOptions { learning_rate: f64::NAN, ..options() }, "learning_rate"),
	] {
		let error = train_lora(&model, &rows(), &options, &mut go_on).err().unwrap();
		assert!(matches!(error, TrainingError::InvalidOption(option) if option == name), "{error}");
	}
}

#[test]
fn document_with_a_question_becomes_a_turn_of_the_chat_and_its_answer() {
	let codec = codec();
	let row = rows_of("What is a ping? A small packet. Is it? It is.", &codec).unwrap();
	assert_eq!(codec.decode(&row.prompt).unwrap(), "What is a ping?");
	assert_eq!(codec.decode(&row.completion).unwrap(), "A small packet. Is it? It is.");
	assert_eq!(row.completion.last(), Some(&codec.eos()));
	assert_ne!(row.prompt, codec.encode("What is a ping?").unwrap());
}

#[test]
fn document_without_a_question_is_learnt_whole() {
	let codec = codec();
	for text in ["A small packet.", "Really?", "What?No", ""] {
		let row = rows_of(text, &codec).unwrap();
		assert!(row.prompt.is_empty());
		assert_eq!(codec.decode(&row.completion).unwrap(), text);
		assert_eq!(row.completion.last(), Some(&codec.eos()));
	}
}

/// Ten rows of several lengths.
fn many_rows() -> Vec<Row> {
	(0..10u32)
		.map(|number| Row {
			prompt: (1..2 + number % 3).collect(),
			completion: (20 + number..26 + 2 * number).collect(),
		})
		.collect()
}

fn weights(training: LoraTraining) -> Vec<u8> {
	training.finish().unwrap().0.to_files().unwrap().weights
}

fn finished(mut training: LoraTraining) -> Vec<u8> {
	while !training.is_over() {
		training.step().unwrap();
	}
	weights(training)
}

#[test]
fn step_is_that_of_the_whole_batch_when_it_is_done_in_parts() {
	let model = model("tied");
	let train = |micro_batch_tokens| {
		let options = LoraOptions { batch_size: 5, epochs: 4, micro_batch_tokens, ..options() };
		let mut training = LoraTraining::new(&model, &many_rows(), &[], &options).unwrap();
		let mut losses = Vec::new();
		while !training.is_over() {
			losses.push(training.step().unwrap().loss);
		}
		let (adapter, _) = training.finish().unwrap();
		let weights = adapter.weights();
		let values = weights.tensors().flat_map(|tensor| to_values(tensor).unwrap());
		(values.collect::<Vec<_>>(), losses)
	};
	let (whole, whole_losses) = train(100_000);
	// Parts of one row, of some, of two lengths.
	for tokens in [1, 30, 60] {
		let (parts, losses) = train(tokens);
		assert!(difference(&whole, &parts) < 2e-4, "{}", difference(&whole, &parts));
		for (whole, part) in whole_losses.iter().zip(losses) {
			assert!((whole - part).abs() < 1e-4, "{whole} {part}");
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(6))]

	#[test]
	fn adapter_is_the_same_to_the_bit_when_the_training_went_on_from_a_checkpoint(
		stops in prop::collection::vec(0usize..14, 1..4),
		patience in 0u32..2,
	) {
		let model = model("tied");
		let options = LoraOptions { batch_size: 3, epochs: 4, patience, ..options() };
		let (rows, held_out) = (&many_rows()[2..], &many_rows()[..2]);
		let new = || LoraTraining::new(&model, rows, held_out, &options).unwrap();
		let expected = finished(new());
		let mut training = new();
		for steps in stops {
			for _ in 0..steps {
				training.step().unwrap();
			}
			let checkpoint = training.checkpoint().unwrap();
			training = new();
			training.restore(&checkpoint).unwrap();
		}
		prop_assert!(finished(training) == expected);
	}
}

#[test]
fn training_tells_the_same_when_it_went_on_from_a_checkpoint() {
	let model = model("tied");
	let options = LoraOptions { batch_size: 3, epochs: 3, ..options() };
	let mut first = LoraTraining::new(&model, &many_rows(), &[], &options).unwrap();
	for _ in 0..5 {
		first.step().unwrap();
	}
	let mut second = LoraTraining::new(&model, &many_rows(), &[], &options).unwrap();
	second.restore(&first.checkpoint().unwrap()).unwrap();
	while !first.is_over() {
		assert_eq!(first.step().unwrap(), second.step().unwrap());
	}
	assert_eq!(first.finish().unwrap().1, second.finish().unwrap().1);
}

#[test]
fn checkpoint_is_refused_by_name_when_it_is_damaged_or_of_another_training() {
	let model = model("tied");
	let new = |options: &LoraOptions, rows: &[Row]| {
		LoraTraining::new(&model, rows, &[], options).unwrap()
	};
	let mut training = new(&options(), &rows());
	training.step().unwrap();
	let checkpoint = training.checkpoint().unwrap();
	let mut flipped = checkpoint.clone();
	*flipped.last_mut().unwrap() ^= 1;
	for damaged in [&checkpoint[..checkpoint.len() - 1], &checkpoint[..20], &flipped, &[]] {
		let error = new(&options(), &rows()).restore(damaged).unwrap_err();
		assert!(matches!(error, CheckpointError::Damaged), "{error}");
	}
	let others = [
		new(&LoraOptions { seed: 6, ..options() }, &rows()),
		new(&LoraOptions { rank: 4, ..options() }, &rows()),
		new(&options(), &rows()[..2]),
	];
	for mut other in others {
		let error = other.restore(&checkpoint).unwrap_err();
		assert!(matches!(error, CheckpointError::OtherTraining), "{error}");
		// It goes on as if nothing had been tried.
		assert!(other.step().unwrap().steps == 1);
	}
}

#[test]
fn training_ends_and_keeps_the_best_when_what_is_held_out_gets_no_better() {
	let model = model("tied");
	// What is held out contradicts what is learnt: its loss rises sooner or later.
	let held_out = [Row { prompt: (1..4).collect(), completion: (60..70).collect() }];
	let train = |patience, epochs| {
		let options = LoraOptions { patience, epochs, exact_epochs: 0, ..options() };
		let mut training = LoraTraining::new(&model, &rows(), &held_out, &options).unwrap();
		while !training.is_over() {
			training.step().unwrap();
		}
		training.finish().unwrap()
	};
	let (adapter, report) = train(3, 150);
	let losses: Vec<f64> = report.curve.iter().map(|epoch| epoch.eval_loss.unwrap()).collect();
	let lowest = losses.iter().copied().fold(f64::INFINITY, f64::min);
	let best = losses.iter().position(|loss| *loss <= lowest).unwrap();
	assert!(report.epochs < 150 && losses.len() == best + 1 + 3, "{losses:?}");
	assert_eq!(report.eval_loss, Some(lowest));
	// It is the adapter of that epoch: its loss is the lowest, not the last.
	let found = held_out_loss(&model, &adapter, &held_out);
	assert!((found - lowest).abs() < 1e-5, "{found} {lowest}");
	// Without patience it goes on to the end, and the last is kept.
	let (adapter, report) = train(0, 20);
	assert_eq!(report.epochs, 20);
	assert_eq!(report.eval_loss, report.curve.last().unwrap().eval_loss);
	let found = held_out_loss(&model, &adapter, &held_out);
	assert!((found - report.eval_loss.unwrap()).abs() < 1e-5);
}

fn held_out_loss(model: &Model, adapter: &Adapter, rows: &[Row]) -> f64 {
	let lora = LoraBatch::Shared(adapter.weights());
	let found = losses(&model.network(), &lora, rows, &mut || ControlFlow::Continue(())).unwrap();
	found.iter().map(|row| row.loss).sum::<f64>()
		/ found.iter().map(|row| f64::from(row.tokens)).sum::<f64>()
}

#[test]
fn training_is_refused_when_it_is_to_be_patient_and_nothing_is_held_out() {
	let options = LoraOptions { patience: 1, ..options() };
	let error = LoraTraining::new(&model("tied"), &rows(), &[], &options).err().unwrap();
	assert!(matches!(error, TrainingError::NothingHeldOut), "{error}");
}

#[test]
fn rows_that_are_held_out_are_refused_when_they_cannot_be_measured() {
	let empty = Row { prompt: vec![1], completion: Vec::new() };
	let error = LoraTraining::new(&model("tied"), &rows(), &[empty], &options()).err().unwrap();
	assert!(matches!(error, TrainingError::EmptyRow(3)), "{error}");
}
