// SPDX-License-Identifier: Apache-2.0
//! The model says what transformers and peft say.

use super::fixtures::{adapter, difference, expected, model, NAMES};
use openledger_lora_server::commands::logits::{logits, LogitsError};

const TOLERANCE: f32 = 1e-4;

#[test]
fn logits_equal_those_of_transformers() {
	for name in NAMES {
		let expected = expected(name);
		let found = logits(&model(name), None, &expected.tokens).unwrap();
		assert!(difference(&found.concat(), &expected.logits.concat()) < TOLERANCE, "{name}");
	}
}

#[test]
fn logits_with_an_adapter_equal_those_of_peft() {
	for name in NAMES {
		let expected = expected(name);
		let found = logits(&model(name), Some(&adapter(name)), &expected.tokens).unwrap();
		let apart = difference(&found.concat(), &expected.adapter_logits.concat());
		assert!(apart < TOLERANCE, "{name}");
		// The adapter does something: the test could not pass without it.
		assert!(difference(&found.concat(), &expected.logits.concat()) > 0.1, "{name}");
	}
}

#[test]
fn logits_are_refused_when_a_token_is_unknown() {
	let error = logits(&model("tied"), None, &[1, 97]).unwrap_err();
	assert!(matches!(error, LogitsError::Tokens(_)));
}

#[test]
fn logits_are_refused_when_the_text_is_longer_than_the_context() {
	let error = logits(&model("tied"), None, &[1; 65]).unwrap_err();
	assert!(matches!(error, LogitsError::Tokens(_)));
}
