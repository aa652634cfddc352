// SPDX-License-Identifier: Apache-2.0
//! How far apart honest and foreign answers are to those who judge them by reading: where the limits of
//! `generation::check` come from.
//!
//! ```sh
//! cargo run --example judging -- first.txt second.txt
//! ```
//!
//! Trains an adapter on the rows of each file, has each of them, and the base model, answer all questions with
//! weights of f32, bf16 and int8, and reads each answer with the weights of each. Foreign are answers of
//! another adapter or of the base model, and those with a word replaced, left out or said twice.

use clap::Parser;
use openledger_lora_server::{
	adapter::{Adapter, LoraBatch},
	artifacts::Base,
	engine::{Engine, EngineOptions, GenerationEvent, GenerationRequest, Payer, Sampling},
	generation::check::{check, Claim, Finding},
	model::{Dtype, Model, Placement, Quantisation},
	tokenizer::{ChatMessage, TextCodec},
	training::{parts_of, rows_of, train_lora, LoraOptions},
};
use openledger_primitives::text::canonicalize;
use std::{
	error::Error,
	fs,
	num::NonZeroUsize,
	ops::ControlFlow,
	path::PathBuf,
	sync::Arc,
	time::{Duration, Instant},
};
use tch::{Device, Kind, Tensor};

/// Measures how honest and foreign answers read
#[derive(Parser)]
struct Arguments {
	/// Files with a document on each line, one adapter for each
	#[arg(required = true)]
	rows: Vec<PathBuf>,
	/// Folder of the base model; the embedded one without it
	#[arg(long)]
	model: Option<PathBuf>,
	/// Tokens of an answer at most
	#[arg(long, default_value_t = 64)]
	max_tokens: u32,
	/// Few leave an adapter that is unsure
	#[arg(long, default_value_t = LoraOptions::default().epochs)]
	epochs: u32,
	/// Words between those that are replaced, left out and said twice
	#[arg(long, default_value = "1")]
	every: NonZeroUsize,
}

const WEIGHTS: [(&str, Dtype, Option<Quantisation>); 3] = [
	("f32", Dtype::F32, None),
	("bf16", Dtype::Bf16, None),
	("int8", Dtype::F32, Some(Quantisation::Int8)),
];

/// What is asked, and by whom it was answered.
struct Answer {
	question: String,
	/// Which of the adapters; none for the base model.
	author: Option<usize>,
	weights: usize,
	text: String,
	tokens: u32,
}

/// Answers of one kind, as they read.
#[derive(Default)]
struct Group {
	answers: u32,
	said: u32,
	/// Of each answer the largest gap: of the tokens that it was said in, or else of its canonical ones.
	largest: Vec<f64>,
	/// Of each answer, the gaps together.
	totals: Vec<f64>,
	retries: usize,
	time: Duration,
}

impl Group {
	fn print(&mut self, name: &str) {
		let Self { answers, said, largest, totals, retries, time } = self;
		let at = |values: &mut Vec<f64>, percent: usize| {
			values.sort_by(f64::total_cmp);
			let place = values.len().saturating_sub(1) * percent / 100;
			values.get(place).copied().unwrap_or_default()
		};
		println!(
			"{name}: {said} of {answers} said; largest gap: least {:.3}, median {:.3}, 99 % {:.3}, most {:.3}; \
			 total: median {:.3}, 99 % {:.3}, most {:.3}; {retries} retries; {:.1} ms each",
			at(largest, 0),
			at(largest, 50),
			at(largest, 99),
			at(largest, 100),
			at(totals, 50),
			at(totals, 99),
			at(totals, 100),
			(*time / (*answers).max(1)).as_secs_f64() * 1e3,
		);
	}
}

struct Bench {
	models: Vec<Arc<Model>>,
	codec: TextCodec,
	adapters: Vec<Arc<Adapter>>,
	max_tokens: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
	let arguments = Arguments::parse();
	tch::set_num_threads(1);
	let base = |(_, dtype, quantisation)| {
		let placement = Placement { device: Device::Cpu, dtype, quantisation };
		match &arguments.model {
			Some(folder) => Base::load(folder, placement),
			None => Base::embedded(placement),
		}
	};
	let bases = WEIGHTS.into_iter().map(base).collect::<Result<Vec<_>, _>>()?;
	let mut bench = Bench {
		models: bases.iter().map(|base| base.model().clone()).collect(),
		codec: bases[0].codec().clone(),
		adapters: Vec::new(),
		max_tokens: arguments.max_tokens,
	};
	let mut questions = Vec::new();
	for file in &arguments.rows {
		let text = fs::read_to_string(file)?;
		let rows =
			text.lines().map(|line| rows_of(line, &bench.codec)).collect::<Result<Vec<_>, _>>()?;
		questions.extend(text.lines().filter_map(|line| parts_of(line).0.map(str::to_owned)));
		let options = LoraOptions { epochs: arguments.epochs, ..LoraOptions::default() };
		let (adapter, report) =
			train_lora(&bench.models[0], &rows, &options, &mut |_| ControlFlow::Continue(()))?;
		let (epochs, accuracy) = (report.epochs, report.final_accuracy);
		println!("{}: {epochs} epochs, {accuracy:.3} of the tokens right", file.display());
		bench.adapters.push(Arc::new(adapter));
	}
	let authors = (0..bench.adapters.len()).map(Some).chain([None]).collect::<Vec<_>>();
	let mut answers = Vec::new();
	for (weights, _) in WEIGHTS.iter().enumerate() {
		for &author in &authors {
			answers.extend(bench.answers(&questions, author, weights)?);
		}
	}

	for (author, name) in
		authors.iter().map(|author| (author, if author.is_some() { "adapter" } else { "base" }))
	{
		for (written, (theirs, ..)) in WEIGHTS.iter().enumerate() {
			for (read, (ours, ..)) in WEIGHTS.iter().enumerate() {
				let mut group = Group::default();
				for answer in &answers {
					if answer.author == *author && answer.weights == written {
						bench.read(
							&mut group,
							answer,
							*author,
							read,
							&answer.text,
							answer.tokens,
						)?;
					}
				}
				group.print(&format!("honest {name} {author:?} {theirs} read in {ours}"));
			}
		}
	}
	let (mut other, mut replaced, mut left_out, mut twice) = Default::default();
	for answer in answers.iter().filter(|answer| answer.weights == 0) {
		for &reader in authors.iter().filter(|reader| **reader != answer.author) {
			let own = answers.iter().find(|own| {
				own.author == reader && own.weights == 0 && own.question == answer.question
			});
			if own.is_none_or(|own| own.text != answer.text) {
				bench.read(&mut other, answer, reader, 0, &answer.text, answer.tokens)?;
			}
		}
		let words = answer.text.split(' ').collect::<Vec<_>>();
		for place in (0..words.len()).step_by(arguments.every.get()) {
			let (before, after) = (&words[..place], &words[place + 1..]);
			// Some other word of the same answer.
			let another = words[(place + words.len() / 2 + 1) % words.len()];
			if another != words[place] {
				let text = [before, &[another], after].concat().join(" ");
				bench.read(&mut replaced, answer, answer.author, 0, &text, answer.tokens)?;
			}
			let text = [before, after].concat().join(" ");
			bench.read(&mut left_out, answer, answer.author, 0, &text, 0)?;
			let text = [before, &[words[place], words[place]], after].concat().join(" ");
			bench.read(&mut twice, answer, answer.author, 0, &text, answer.tokens)?;
		}
	}
	other.print("foreign: of another model");
	replaced.print("foreign: a word is another");
	left_out.print("foreign: a word is left out");
	twice.print("foreign: a word is said twice");
	Ok(())
}

impl Bench {
	fn prompt(&self, question: &str) -> Result<Vec<u32>, Box<dyn Error>> {
		let message = ChatMessage { role: "user".into(), content: canonicalize(question) };
		Ok(self.codec.chat_prompt(&[message])?)
	}

	/// What a model says to all questions, together: batches of changing size.
	fn answers(
		&self,
		questions: &[String],
		author: Option<usize>,
		weights: usize,
	) -> Result<Vec<Answer>, Box<dyn Error>> {
		let engine = Engine::start(self.models[weights].clone(), EngineOptions::default())?;
		let mut begun = Vec::new();
		for question in questions {
			let adapter = author.map(|author| self.adapters[author].clone());
			begun.push(engine.submit(GenerationRequest {
				payer: Payer::local(),
				prompt: self.prompt(question)?,
				adapters: adapter.into(),
				max_tokens: self.max_tokens,
				sampling: Sampling::GREEDY,
				stop: vec![self.codec.eos()],
			})?);
		}
		let mut answers = Vec::new();
		for (question, mut events) in questions.iter().zip(begun) {
			let mut tokens = Vec::new();
			while let Some(GenerationEvent::Token(token)) = events.blocking_recv() {
				tokens.push(token);
			}
			answers.push(Answer {
				question: question.clone(),
				author,
				weights,
				text: canonicalize(&self.codec.decode(&tokens)?),
				tokens: u32::try_from(tokens.len())?,
			});
		}
		Ok(answers)
	}

	/// Reads `text` as an answer to the question of `answer`.
	fn read(
		&self,
		group: &mut Group,
		answer: &Answer,
		author: Option<usize>,
		weights: usize,
		text: &str,
		charged: u32,
	) -> Result<(), Box<dyn Error>> {
		let lora = match author {
			Some(author) => LoraBatch::Shared(self.adapters[author].weights()),
			None => LoraBatch::Base,
		};
		let prompt = self.prompt(&answer.question)?;
		let (model, max_tokens) = (&self.models[weights], Some(self.max_tokens));
		let claim = Claim { prompt: &prompt, answer: text, charged, max_tokens };
		let began = Instant::now();
		let mut go_on = || ControlFlow::Continue(());
		let finding = check(&model.network(), &lora, &self.codec, &claim, &mut go_on)?;
		group.time += began.elapsed();
		group.answers += 1;
		if let Finding::Said(trace) = finding {
			group.said += 1;
			group.retries += trace.retries;
			group.largest.push(trace.largest_gap);
			group.totals.push(trace.total_gap);
			if text != answer.text {
				println!("said, too: {text:?}, where it was {:?}", answer.text);
			}
		} else {
			let gaps = self.gaps(model, &lora, &prompt, text)?;
			group.largest.push(gaps.iter().copied().fold(0.0, f64::max));
			group.totals.push(gaps.iter().sum());
		}
		Ok(())
	}

	/// How far each token of `text`, as the tokenizer cuts it, is below the best.
	fn gaps(
		&self,
		model: &Model,
		lora: &LoraBatch,
		prompt: &[u32],
		text: &str,
	) -> Result<Vec<f64>, Box<dyn Error>> {
		let _guard = tch::no_grad_guard();
		let answer = self.codec.encode(text)?;
		let tokens = prompt.iter().chain(&answer).copied().map(i64::from).collect::<Vec<_>>();
		let network = model.network();
		let hidden = network.forward(&Tensor::from_slice(&tokens).unsqueeze(0), lora);
		let count = i64::try_from(answer.len())?;
		let first = i64::try_from(prompt.len())? - 1;
		let logits = network.logits(&hidden.squeeze_dim(0).narrow(0, first, count));
		let said = Tensor::from_slice(&tokens[prompt.len()..]).unsqueeze(-1);
		let gaps =
			logits.amax([-1].as_slice(), false) - logits.gather(-1, &said, false).squeeze_dim(-1);
		Ok(Vec::<f64>::try_from(&gaps.to_kind(Kind::Double))?)
	}
}
