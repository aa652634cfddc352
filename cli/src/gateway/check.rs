// SPDX-License-Identifier: Apache-2.0
//! Whether a receipt is for what was asked and answered, at the price that the chain has: looked at before the
//! next voucher is signed.

use super::ChainReceipt;
use crate::amount::Amount;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, ChannelId},
	receipts::ReceiptError,
	Balance,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};

/// What a receipt has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
	/// Hash of the chain's genesis block.
	pub genesis: H256,
	/// Who answers.
	pub worker: AccountId32,
	/// What pays.
	pub channel: ChannelId,
	/// All that was paid through it before, in plancks.
	pub before: Balance,
	/// Who was asked.
	pub artifact: ArtifactId,
	/// What was asked.
	pub input: ContentCommitment,
	/// What was answered, as the server gave it.
	pub answer: String,
	/// Tokens of the answer at most, where the client said so.
	pub max_tokens: Option<u64>,
	/// The artifact's prices.
	pub prices: PriceList,
	/// What one answer may cost, in plancks.
	pub max_fee: Balance,
}

/// Why a receipt is not paid.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
	/// The worker's key did not sign it.
	#[error("the worker did not sign it")]
	NotSigned,
	/// It is of another chain, worker, channel or artifact.
	#[error("it is for another {0}")]
	Other(&'static str),
	/// It contradicts itself.
	#[error("it is none: {0}")]
	Malformed(ReceiptError),
	/// It does not begin where the last one ended.
	#[error("it does not begin where the last one ended")]
	Gap,
	/// It is for another question.
	#[error("it is for another question")]
	OtherQuestion,
	/// It is for another answer.
	#[error("it is for another answer")]
	OtherAnswer,
	/// It has more tokens than were asked for.
	#[error("it has more tokens than were asked for")]
	TooManyTokens,
	/// The fee is not that of the prices.
	#[error("the fee is not that of the artifact's prices")]
	WrongFee,
	/// The fee is above what was allowed.
	#[error("the fee {0} is more than --max-fee allows")]
	TooDear(Amount),
}

/// Checks it all but the attribution, which `verify` judges.
///
/// # Errors
/// The first [`Fault`].
pub fn check(receipt: &ChainReceipt, expected: &Expected) -> Result<(), Fault> {
	let ensure = |holds: bool, fault: Fault| if holds { Ok(()) } else { Err(fault) };
	let statement = &receipt.statement;
	let stated = &statement.receipt;
	ensure(statement.genesis == expected.genesis, Fault::Other("chain"))?;
	ensure(statement.worker == expected.worker, Fault::Other("worker"))?;
	ensure(stated.channel == expected.channel, Fault::Other("channel"))?;
	ensure(statement.artifact == expected.artifact, Fault::Other("artifact"))?;
	ensure(receipt.is_signed(), Fault::NotSigned)?;
	stated.validate().map_err(Fault::Malformed)?;
	ensure(stated.start() == Some(expected.before), Fault::Gap)?;
	ensure(stated.input == expected.input, Fault::OtherQuestion)?;
	let answered = ContentCommitment::of_document(&expected.answer);
	ensure(answered.as_ref() == Ok(&stated.output), Fault::OtherAnswer)?;
	let within = expected.max_tokens.is_none_or(|most| u64::from(stated.output_tokens) <= most);
	ensure(within, Fault::TooManyTokens)?;
	let fee = expected.prices.fee(stated.input_tokens, stated.output_tokens);
	ensure(fee == Some(stated.fee), Fault::WrongFee)?;
	ensure(stated.fee <= expected.max_fee, Fault::TooDear(Amount(stated.fee)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub mod tests {
	use super::*;
	use openledger_primitives::{
		payment::SignedReceipt,
		receipts::{Receipt, Statement},
		vector::AttributionVector,
	};
	use polkadot_sdk::{
		sp_core::{sr25519, Pair},
		sp_runtime::{MultiSignature, Perbill},
	};

	const PRICES: PriceList = PriceList { base: 100, per_1k_input: 1_000, per_1k_output: 2_000 };

	fn worker() -> sr25519::Pair {
		sr25519::Pair::from_string("//Worker", None).unwrap()
	}

	pub fn signed(statement: Statement<AccountId32>) -> ChainReceipt {
		let signature = worker().sign(&statement.signing_bytes());
		SignedReceipt { statement, signature: MultiSignature::Sr25519(signature) }
	}

	pub fn statement(before: Balance) -> Statement<AccountId32> {
		Statement {
			genesis: H256::repeat_byte(1),
			worker: worker().public().into(),
			artifact: ArtifactId(3),
			engine_version: 1,
			min_words: 6,
			receipt: Receipt {
				channel: ChannelId(4),
				cumulative: before + 100 + 5 + 14,
				fee: 100 + 5 + 14,
				input: ContentCommitment::of_document("What is it?").unwrap(),
				output: ContentCommitment::of_document("It is so.").unwrap(),
				input_tokens: 5,
				output_tokens: 7,
				vector: AttributionVector { shares: Default::default(), residual: Perbill::one() },
				evidence_root: H256::zero(),
			},
		}
	}

	fn expected() -> Expected {
		Expected {
			genesis: H256::repeat_byte(1),
			worker: worker().public().into(),
			channel: ChannelId(4),
			before: 50,
			artifact: ArtifactId(3),
			input: ContentCommitment::of_document("What is it?").unwrap(),
			answer: "It  is so. ".into(),
			max_tokens: Some(7),
			prices: PRICES,
			max_fee: 119,
		}
	}

	#[test]
	fn receipt_is_paid_when_it_is_for_what_was_asked_and_answered() {
		assert_eq!(check(&signed(statement(50)), &expected()), Ok(()));
	}

	#[test]
	fn receipt_is_not_paid_when_somebody_else_signed_it() {
		let mut receipt = signed(statement(50));
		receipt.statement.min_words = 5;
		assert_eq!(check(&receipt, &expected()), Err(Fault::NotSigned));
	}

	#[test]
	fn receipt_is_not_paid_when_it_is_for_something_else() {
		type Change = fn(&mut Statement<AccountId32>);
		let cases: [(Change, Fault); 8] = [
			(|of| of.genesis = H256::zero(), Fault::Other("chain")),
			(|of| of.receipt.channel = ChannelId(5), Fault::Other("channel")),
			(|of| of.artifact = ArtifactId(4), Fault::Other("artifact")),
			(|of| of.receipt.cumulative += 1, Fault::Gap),
			(|of| of.receipt.fee = 0, Fault::Malformed(ReceiptError::ZeroFee)),
			(|of| of.receipt.input.length += 1, Fault::OtherQuestion),
			(|of| of.receipt.output.length += 1, Fault::OtherAnswer),
			(|of| of.receipt.output_tokens = 8, Fault::TooManyTokens),
		];
		for (change, fault) in cases {
			let mut of = statement(50);
			change(&mut of);
			assert_eq!(check(&signed(of), &expected()), Err(fault));
		}
	}

	#[test]
	fn receipt_is_not_paid_when_its_fee_is_another_or_too_high() {
		let mut of = statement(50);
		of.receipt.input_tokens = 4;
		assert_eq!(check(&signed(of), &expected()), Err(Fault::WrongFee));
		let dear = Expected { max_fee: 118, ..expected() };
		let fault = Fault::TooDear(Amount(119));
		assert_eq!(check(&signed(statement(50)), &dear), Err(fault));
	}
}
