// SPDX-License-Identifier: Apache-2.0
//! Whether a text is what a model answers: what it said, in any precision and any white space, is; what it
//! did not say is not.

use super::fixtures::codec;
use openledger_lora_server::{
	adapter::{Adapter, LoraBatch},
	artifacts::Base,
	engine::{
		Engine, EngineOptions, FinishReason, GenerationEvent, GenerationRequest, Payer, Sampling,
	},
	generation::check::{check, Claim, Finding, Mismatch, Trace},
	model::{Dtype, Model, Placement, Quantisation},
	tokenizer::ChatMessage,
	training::{row_of, train_lora, LoraOptions},
};
use openledger_primitives::text::canonicalize;
use std::{
	ops::ControlFlow,
	sync::{Arc, OnceLock},
};
use tch::Device;

const QUESTIONS: [&str; 6] = [
	"What is a dog?",
	"What is water?",
	"Why does the sun shine?",
	"Tell me about the sea.",
	"Who wrote the book?",
	"What is a lighthouse?",
];

/// White space that no canonical text has.
const VERSE: &str = "one dog\ntwo cats  sit\n\n\tthree birds sing.\n\nThe end";
const VERSE_QUESTION: &str = "What is in the verse?";

fn placed(dtype: Dtype, quantisation: Option<Quantisation>) -> Arc<Model> {
	let placement = Placement { device: Device::Cpu, dtype, quantisation };
	Base::embedded(placement).unwrap().model().clone()
}

fn exact() -> Arc<Model> {
	static EXACT: OnceLock<Arc<Model>> = OnceLock::new();
	EXACT.get_or_init(|| placed(Dtype::F32, None)).clone()
}

/// An adapter that has learnt a text with its white space.
fn verse() -> Arc<Adapter> {
	static VERSES: OnceLock<Arc<Adapter>> = OnceLock::new();
	let train = || {
		let row = row_of(Some(VERSE_QUESTION), VERSE, &codec()).unwrap();
		let options =
			LoraOptions { rank: 8, epochs: 60, learning_rate: 4e-3, ..LoraOptions::default() };
		let trained =
			train_lora(&exact(), &[row], &options, &mut |_| ControlFlow::Continue(())).unwrap();
		Arc::new(trained.0)
	};
	VERSES.get_or_init(train).clone()
}

fn prompt(question: &str) -> Vec<u32> {
	let message = ChatMessage { role: "user".into(), content: question.into() };
	codec().chat_prompt(&[message]).unwrap()
}

/// What is generated: the canonical answer, its tokens, and why it ended.
struct Answer {
	text: String,
	tokens: u32,
	ended: FinishReason,
}

fn answer(
	model: &Arc<Model>,
	adapter: Option<&Arc<Adapter>>,
	question: &str,
	max_tokens: u32,
) -> Answer {
	let engine = Engine::start(model.clone(), EngineOptions::default()).unwrap();
	let request = GenerationRequest {
		payer: Payer::local(),
		prompt: prompt(question),
		adapters: adapter.cloned().into(),
		max_tokens,
		sampling: Sampling::GREEDY,
		stop: vec![codec().eos()],
	};
	let mut events = engine.submit(request).unwrap();
	let mut generated = Vec::new();
	loop {
		match events.blocking_recv().unwrap() {
			GenerationEvent::Token(token) => generated.push(token),
			GenerationEvent::Finished { reason, completion_tokens, .. } => {
				let text = canonicalize(&codec().decode(&generated).unwrap());
				return Answer { text, tokens: completion_tokens, ended: reason };
			},
			GenerationEvent::Failed(reason) => panic!("{reason}"),
		}
	}
}

fn found(
	model: &Model,
	adapter: Option<&Arc<Adapter>>,
	question: &str,
	text: &str,
	charged: u32,
	max_tokens: Option<u32>,
) -> Finding {
	let lora = match adapter {
		Some(adapter) => LoraBatch::Shared(adapter.weights()),
		None => LoraBatch::Base,
	};
	let prompt = prompt(question);
	let claim = Claim { prompt: &prompt, answer: text, charged, max_tokens };
	let mut go_on = || ControlFlow::Continue(());
	check(&model.network(), &lora, &codec(), &claim, &mut go_on).unwrap()
}

fn said(finding: Finding, what: &str) -> Trace {
	match finding {
		Finding::Said(trace) => trace,
		Finding::NotSaid(mismatch) => panic!("{what}: {mismatch}"),
	}
}

#[test]
fn answer_is_said_in_as_many_tokens_when_the_model_generated_it() {
	for question in QUESTIONS {
		let answer = answer(&exact(), None, question, 48);
		let finding = found(&exact(), None, question, &answer.text, answer.tokens, Some(48));
		let trace = said(finding, &answer.text);
		assert_eq!((trace.tokens, trace.retries), (answer.tokens, 0), "{}", answer.text);
		assert!(trace.total_gap < 1e-3, "{trace:?}");
	}
}

#[test]
fn answer_is_said_when_it_was_generated_in_fewer_bits_or_is_read_in_fewer() {
	let models = [exact(), placed(Dtype::Bf16, None), placed(Dtype::F32, Some(Quantisation::Int8))];
	for question in QUESTIONS {
		for author in &models {
			let answer = answer(author, None, question, 48);
			for reader in &models {
				let finding = found(reader, None, question, &answer.text, answer.tokens, Some(48));
				said(finding, &answer.text);
			}
		}
	}
}

#[test]
fn answer_is_said_when_its_white_space_is_not_canonical() {
	let adapter = verse();
	let answer = answer(&exact(), Some(&adapter), VERSE_QUESTION, 64);
	assert_eq!((answer.text.as_str(), answer.ended), (&*canonicalize(VERSE), FinishReason::Stop));
	let finding =
		found(&exact(), Some(&adapter), VERSE_QUESTION, &answer.text, answer.tokens, Some(64));
	assert_eq!(said(finding, &answer.text).tokens, answer.tokens);
	// Those who charge less than that are welcome, and one more is the token that ended it.
	for charged in [0, answer.tokens + 1] {
		let finding =
			found(&exact(), Some(&adapter), VERSE_QUESTION, &answer.text, charged, Some(64));
		said(finding, &answer.text);
	}
}

#[test]
fn answer_is_said_wherever_it_was_cut_off_and_not_when_more_was_allowed() {
	let adapter = verse();
	let whole = answer(&exact(), Some(&adapter), VERSE_QUESTION, 64);
	for most in 1..whole.tokens {
		let cut = answer(&exact(), Some(&adapter), VERSE_QUESTION, most);
		assert_eq!((cut.tokens, cut.ended), (most, FinishReason::Length));
		let find =
			|charged, max| found(&exact(), Some(&adapter), VERSE_QUESTION, &cut.text, charged, max);
		// The same text may come of fewer tokens, where the last ones are white space.
		assert!(said(find(most, Some(most)), &cut.text).tokens <= most);
		said(find(most, None), &cut.text);
		if cut.text != whole.text {
			let finding = find(most, Some(64));
			assert!(matches!(finding, Finding::NotSaid(_)), "{most}: {:?}", cut.text);
		}
	}
}

#[test]
fn answer_is_not_said_when_a_word_is_another() {
	for question in QUESTIONS {
		let answer = answer(&exact(), None, question, 48);
		let words = answer.text.split(' ').collect::<Vec<_>>();
		for place in 0..words.len() {
			let mut lie = words.clone();
			lie[place] = "Constantinople";
			let lie = lie.join(" ");
			let finding = found(&exact(), None, question, &lie, answer.tokens, Some(48));
			assert!(matches!(finding, Finding::NotSaid(_)), "{lie}");
		}
	}
}

#[test]
fn answer_is_not_said_when_it_is_of_another_adapter_or_question() {
	let adapter = verse();
	let theirs = answer(&exact(), Some(&adapter), VERSE_QUESTION, 64);
	let finding = found(&exact(), None, VERSE_QUESTION, &theirs.text, 0, Some(64));
	assert!(matches!(finding, Finding::NotSaid(_)), "{finding:?}");
	for question in QUESTIONS {
		let base = answer(&exact(), None, question, 48);
		for (other, adapter) in [(question, Some(&adapter)), ("What is a mill?", None)] {
			let theirs = answer(&exact(), adapter, other, 48);
			if theirs.text == base.text {
				continue;
			}
			let finding = found(&exact(), adapter, other, &base.text, base.tokens, Some(48));
			assert!(matches!(finding, Finding::NotSaid(_)), "{:?} to {other}", base.text);
		}
	}
}

#[test]
fn answer_is_not_said_when_more_tokens_are_charged_than_it_has() {
	let adapter = verse();
	let answer = answer(&exact(), Some(&adapter), VERSE_QUESTION, 64);
	let charged = answer.tokens + 2;
	let finding = found(&exact(), Some(&adapter), VERSE_QUESTION, &answer.text, charged, Some(64));
	let Finding::NotSaid(mismatch) = finding else { panic!("{finding:?}") };
	let tokens = usize::try_from(answer.tokens).unwrap();
	assert_eq!(mismatch, Mismatch::Overcharged { charged, tokens });
}

#[test]
fn answer_is_not_said_when_it_is_longer_than_anything_that_could_be() {
	let long = "dog ".repeat(10_000);
	let finding = found(&exact(), None, QUESTIONS[0], long.trim(), 0, Some(16));
	assert_eq!(finding, Finding::NotSaid(Mismatch::TooLong(16)));
	let question = "dog ".repeat(5_000);
	let finding = found(&exact(), None, &question, "yes", 1, Some(16));
	assert!(matches!(finding, Finding::NotSaid(Mismatch::NoRoom { .. })), "{finding:?}");
}
