// SPDX-License-Identifier: Apache-2.0
//! What is told of a verdict, and what is done about a false claim.

use crate::{
	chain::{Call, Chain, Encoded, Receipt},
	commands::Session,
	failure::Failure,
	output::Output,
	verification::{
		challenge::{self, Outcome},
		verdict::Verdict,
	},
};
use openledger_attribution::accusation::Accusation;
use openledger_primitives::{ids::ChallengeId, traits::Subject};
use serde_json::{json, Map, Value as Json};

/// Gathers what is told.
pub struct Conclusion<'a> {
	session: &'a Session,
	chain: &'a Chain,
	challenge: bool,
	wait: bool,
	told: Map<String, Json>,
}

impl<'a> Conclusion<'a> {
	/// Nothing is told yet. A false claim is challenged, and the end of that waited for, when it is wanted.
	pub fn new(session: &'a Session, chain: &'a Chain, challenge: bool, wait: bool) -> Self {
		Self { session, chain, challenge, wait, told: Map::new() }
	}

	/// One thing more, for programs.
	pub fn tell(&mut self, name: &str, value: Json) {
		self.told.insert(name.into(), value);
	}

	/// The claim is true.
	pub fn holds(mut self, why: &str) -> Output {
		self.tell("true", json!(true));
		Output::verdict(true, format!("true: {why}"), Json::Object(self.told))
	}

	/// The claim is false, and the chain need not be told.
	pub fn fails(mut self, finding: String) -> Output {
		self.tell("true", json!(false));
		self.tell("finding", json!(finding));
		Output::verdict(false, format!("false: {finding}"), Json::Object(self.told))
	}

	/// What the verdict about `subject` is. `show` puts a receipt on chain before it can be challenged.
	///
	/// # Errors
	/// [`Failure::Undecided`]; those of the chain.
	pub async fn of(
		mut self,
		subject: &Subject,
		verdict: Verdict,
		show: Option<Call<Encoded>>,
	) -> Result<Output, Failure> {
		let (finding, accusation) = match verdict {
			Verdict::True { leaves } => {
				self.tell("leaves", json!(leaves.len()));
				let count = leaves.len();
				return Ok(self
					.holds(&format!("the contributions give the same {count} leaves and shares")));
			},
			Verdict::Unknown(reason) => return Err(Failure::Undecided(reason)),
			Verdict::False { finding, accusation } => (finding.to_string(), accusation),
		};
		let Some(accusation) = accusation else {
			return Ok(self.fails(format!("{finding}\nthe chain takes no proof of that")));
		};
		let call = challenge::call(subject, &accusation);
		self.tell("call", json!(call.title()));
		if !self.challenge {
			let means = match accusation {
				Accusation::Fraud(_) => "whose bytes prove it, for the fee",
				Accusation::Leaf { .. } => "which has the worker show the leaf's bytes, for a bond",
				Accusation::Disclosure => {
					"which has the worker show what it committed to, for a bond"
				},
			};
			let hint = format!("{finding}\n--challenge submits {}, {means}", call.title());
			return Ok(self.fails(hint));
		}
		let done = self.accuse(call, &accusation, show).await?;
		Ok(self.fails(format!("{finding}\n{done}")))
	}

	/// Nobody who was asked has the words of the answer, so it cannot be judged. The worker has them.
	///
	/// # Errors
	/// [`Failure::Undecided`] when no challenge is wanted; those of the chain.
	pub async fn of_hidden(
		mut self,
		subject: &Subject,
		show: Option<Call<Encoded>>,
	) -> Result<Output, Failure> {
		let reason = "nobody who was asked has the words of the answer";
		if !self.challenge {
			return Err(Failure::Undecided(format!(
				"{reason}; --challenge has the worker show them, for a bond"
			)));
		}
		let call = challenge::call(subject, &Accusation::Disclosure);
		self.tell("true", Json::Null);
		self.tell("finding", json!(reason));
		self.tell("call", json!(call.title()));
		let done = self.accuse(call, &Accusation::Disclosure, show).await?;
		let text = format!("not judged: {reason}\n{done}");
		Ok(Output::verdict(false, text, Json::Object(self.told)))
	}

	/// Submits what accuses the worker, once the receipt is on chain, and says what came of it.
	async fn accuse(
		&mut self,
		call: Call<Encoded>,
		accusation: &Accusation,
		show: Option<Call<Encoded>>,
	) -> Result<String, Failure> {
		if let Some(show) = show {
			let receipt = self.session.submit(self.chain, show).await?;
			if self.session.is_dry_run() {
				self.tell("fee", json!(receipt.fee.to_string()));
				self.tell("dry_run", json!(true));
				return Ok("the chain would take the receipt, which can be challenged then".into());
			}
		}
		let receipt = self.session.submit(self.chain, call).await?;
		self.done(&receipt, accusation).await
	}

	/// A batch is false in itself: `call` has it voided.
	///
	/// # Errors
	/// Those of the chain.
	pub async fn of_batch(
		mut self,
		finding: String,
		call: Call<Encoded>,
	) -> Result<Output, Failure> {
		self.tell("call", json!(call.title()));
		if !self.challenge {
			let hint =
				format!("{finding}\n--challenge submits {}, whose bytes prove it", call.title());
			return Ok(self.fails(hint));
		}
		let receipt = self.session.submit(self.chain, call).await?;
		self.tell("fee", json!(receipt.fee.to_string()));
		let done = if self.session.is_dry_run() {
			self.tell("dry_run", json!(true));
			"the chain would void the batch"
		} else {
			receipt.event("Receipts", "BatchVoided")?;
			self.tell("outcome", json!("proved"));
			"proved on chain: the batch is void, and everybody refunded"
		};
		Ok(self.fails(format!("{finding}\n{done}")))
	}

	/// What came of a challenge.
	async fn done(
		&mut self,
		receipt: &Receipt,
		accusation: &Accusation,
	) -> Result<String, Failure> {
		self.tell("fee", json!(receipt.fee.to_string()));
		if self.session.is_dry_run() {
			self.tell("dry_run", json!(true));
			return Ok("the chain would take the challenge".into());
		}
		if matches!(accusation, Accusation::Fraud(_)) {
			let proved = receipt.event("Challenges", "FraudProved")?;
			self.tell("slashed", proved["slashed"].clone());
			self.tell("outcome", json!("proved"));
			return Ok("proved on chain: the worker is slashed".into());
		}
		let challenged = receipt.event("Challenges", "Challenged")?;
		let (number, expires_at) = (&challenged["challenge"], &challenged["expires_at"]);
		self.tell("challenge", number.clone());
		self.tell("expires_at", expires_at.clone());
		let id = number.as_u64().and_then(|number| u32::try_from(number).ok()).map(ChallengeId);
		let Some(id) = id.filter(|_| self.wait) else {
			self.tell("outcome", json!("open"));
			return Ok(format!(
				"challenge {number}: the worker has to answer before block {expires_at}"
			));
		};
		let (words, outcome) = match challenge::outcome(self.chain, id).await? {
			Outcome::Answered => ("the worker has shown what was demanded", "answered"),
			Outcome::Gone => ("the claim has ended otherwise", "gone"),
			Outcome::Silent => {
				let receipt = self.session.submit(self.chain, challenge::convict(id)).await?;
				let convicted = receipt.event("Challenges", "Convicted")?;
				self.tell("slashed", convicted["slashed"].clone());
				("the worker was silent, and is slashed", "convicted")
			},
		};
		self.tell("outcome", json!(outcome));
		Ok(format!("challenge {id}: {words}"))
	}
}
