// SPDX-License-Identifier: Apache-2.0
//! The call that shows a claim to be false, and what becomes of it.

use crate::{
	chain::{value, Call, Chain, Encoded},
	failure::Failure,
};
use codec::Encode;
use indicatif::ProgressBar;
use openledger_attribution::accusation::Accusation;
use openledger_primitives::{ids::ChallengeId, records::ChallengeRecord, traits::Subject};
use polkadot_sdk::sp_runtime::AccountId32;
use std::time::Duration;

const PALLET: &str = "Challenges";
/// How often the chain is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// What came of a demand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
	/// It was met: the claim stands as far as it is concerned.
	Answered,
	/// The time for it is over, and nobody met it.
	Silent,
	/// The claim ended otherwise.
	Gone,
}

/// The call that accuses the claim about `subject`.
pub fn call(subject: &Subject, accusation: &Accusation) -> Call<Encoded> {
	let (name, arguments) = match accusation {
		Accusation::Fraud(fraud) => ("prove_fraud", (subject, fraud).encode()),
		Accusation::Leaf { leaf, count } => ("challenge_leaf", (subject, leaf, count).encode()),
		Accusation::Disclosure => ("challenge_disclosure", subject.encode()),
	};
	Call::encoded(PALLET, name, arguments)
}

/// The call that has silence punished.
pub fn convict(challenge: ChallengeId) -> Call {
	Call::new(PALLET, "convict", [("challenge", value::number(challenge.0))])
}

/// Waits until the demand is met, or cannot be any more.
///
/// # Errors
/// Those of the chain.
pub async fn outcome(chain: &Chain, challenge: ChallengeId) -> Result<Outcome, Failure> {
	let spinner = ProgressBar::new_spinner();
	spinner.enable_steady_tick(Duration::from_millis(100));
	loop {
		let view = chain.finalised().await?;
		let found: Option<ChallengeRecord<AccountId32>> =
			view.ask("ChallengesApi_challenge", challenge).await?;
		let outcome = match found {
			None => Some(Outcome::Gone),
			Some(record) if record.bond.is_none() => Some(Outcome::Answered),
			Some(record) => {
				spinner.set_message(format!(
					"challenge {challenge} can be answered until block {}",
					record.expires_at
				));
				(view.clock().await? >= u64::from(record.expires_at)).then_some(Outcome::Silent)
			},
		};
		if let Some(outcome) = outcome {
			spinner.finish_and_clear();
			return Ok(outcome);
		}
		tokio::time::sleep(INTERVAL).await;
	}
}
