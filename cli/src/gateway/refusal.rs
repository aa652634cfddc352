// SPDX-License-Identifier: Apache-2.0
//! Why a client is not answered, in OpenAI's shape.

use super::question::QuestionError;
use crate::failure::Failure;
use serde_json::json;

/// Why a client is not answered.
#[derive(thiserror::Error, Debug)]
pub enum Refusal {
	/// The question cannot be paid for.
	#[error("{0}")]
	Question(#[from] QuestionError),
	/// The server does not answer.
	#[error("the worker's server at {0} does not answer: {1}")]
	Unreachable(String, String),
	/// The server answers what cannot be understood.
	#[error("the worker's server: {0}")]
	Garbled(String),
	/// A receipt was not what it should be: nothing is paid any more.
	#[error("the worker is not paid any more, because of a receipt: {0}")]
	Distrusted(String),
	/// Something failed on this machine or on the node.
	#[error("{0}")]
	Failed(#[from] Failure),
}

impl Refusal {
	/// The body of the answer.
	pub fn json(&self) -> String {
		let code = match self {
			Self::Question(_) => "question",
			Self::Unreachable(..) => "worker_unreachable",
			Self::Garbled(_) => "worker_garbled",
			Self::Distrusted(_) => "worker_distrusted",
			Self::Failed(_) => "gateway_failed",
		};
		error(code, &self.to_string())
	}
}

/// An error in OpenAI's shape.
pub fn error(code: &str, message: &str) -> String {
	let error = json!({ "message": message, "type": "gateway_error", "param": null, "code": code });
	json!({ "error": error }).to_string()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn refusal_has_the_shape_of_openai() {
		let said = Refusal::Distrusted("it is for another answer".into()).json();
		let said: serde_json::Value = serde_json::from_str(&said).unwrap_or_default();
		assert_eq!(said["error"]["code"], "worker_distrusted");
		let message = said["error"]["message"].as_str();
		assert!(message.is_some_and(|text| text.contains("another answer")));
	}
}
