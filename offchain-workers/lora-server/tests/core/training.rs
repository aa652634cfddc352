// SPDX-License-Identifier: Apache-2.0
//! Training of adapters.

use super::fixtures::{codec, difference, expected, forward, model};
use openledger_lora_server::{
	adapter::{Adapter, LoraBatch},
	engine::{Engine, EngineOptions, GenerationEvent, GenerationRequest, Payer, Sampling},
	training::{rows_of, train_lora, LoraOptions, Progress, Row, TrainingError},
};
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
