// SPDX-License-Identifier: Apache-2.0
//! One answer on one channel, from the payment for the last one to its receipt.

use super::{Kept, KeptReceipt, LastAnswer, Payment, PaymentError, Payments, Receipt};
use openledger_attribution::ENGINE_VERSION;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::{ArtifactId, ChannelId},
	payment::Ask,
	receipts::{self, Statement},
	records::{ChannelRecord, ReceiptsTerms},
	vector::AttributionVector,
	Balance,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use std::sync::Arc;

/// What the newest finalised block says of a channel.
#[derive(Clone, Debug)]
pub struct ChannelFacts {
	/// Hash of the chain's genesis block.
	pub genesis: H256,
	/// The channel, which pays here: see [`Payments::check_channel`].
	pub record: ChannelRecord<AccountId32>,
	/// The terms of the worker's account for batches, if it has one.
	pub terms: Option<ReceiptsTerms>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Order {
	/// BLAKE2b-256 of the request's body.
	pub body: H256,
	/// The artifact that is to answer.
	pub artifact: ArtifactId,
	/// Its prices.
	pub prices: PriceList,
	/// Tokens of the prompt.
	pub prompt_tokens: u32,
	/// Tokens of the answer at most.
	pub max_tokens: u32,
}

/// What a request that is paid for is answered with.
pub enum Admitted {
	/// Something new.
	Turn(Box<Turn>),
	/// What the same request was answered with before.
	Again(Box<Again>),
}

/// An answer that was given before.
#[derive(Clone, Debug)]
pub struct Again {
	/// The answer.
	pub answer: LastAnswer,
	/// Its receipt.
	pub receipt: Receipt,
}

/// An answer, attributed.
pub struct Produced {
	/// The text, not canonical.
	pub text: String,
	/// Whether a limit of tokens ended it.
	pub cut: bool,
	/// Tokens of it.
	pub tokens: u32,
	/// Commitment to the canonical input.
	pub input: ContentCommitment,
	/// Commitment to the canonical answer.
	pub output: ContentCommitment,
	/// Whom it rests on.
	pub vector: AttributionVector,
	/// Root of the evidence tree.
	pub evidence_root: H256,
	/// The evidence, as JSON.
	pub evidence: Vec<u8>,
}

impl Payments {
	/// Admits a request on the channel that `payment` names, when everything before it is paid for. No other
	/// is admitted on the channel until the turn is over. Blocks.
	///
	/// # Errors
	/// Why it is not admitted; [`PaymentError::Store`].
	pub fn admit(
		self: &Arc<Self>,
		facts: ChannelFacts,
		payment: &Payment,
		order: Order,
	) -> Result<Admitted, PaymentError> {
		let channel = payment.channel;
		let ChannelFacts { genesis, record, terms } = facts;
		if !self.busy().insert(channel) {
			return Err(PaymentError::Busy(channel));
		}
		// Dropped, it gives the channel back.
		let place = Place { payments: self.clone(), channel };
		if !self.ledger.is_of(&genesis)? {
			return Err(PaymentError::OtherChain);
		}
		let Order { body, .. } = order;
		let ask = Ask { genesis, channel, cumulative: payment.cumulative, body };
		if !ask.is_signed_by(&record.signer, &payment.signature) {
			return Err(PaymentError::BadSignature { channel, what: "the request" });
		}
		let newest = self.ledger.newest(channel)?;
		if let Some(again) = self.again(newest.as_ref(), &ask)? {
			return Ok(Admitted::Again(Box::new(again)));
		}
		if record.closing_at.is_some() {
			return Err(PaymentError::Closing(channel));
		}
		let start = self.paid(genesis, &record, newest.as_ref(), payment)?;
		let terms = terms.ok_or_else(|| PaymentError::NoAccount(self.worker()))?;
		if terms.engine_version != ENGINE_VERSION {
			let wanted = terms.engine_version;
			return Err(PaymentError::EngineOutdated { wanted, here: ENGINE_VERSION });
		}
		if let Some(last) = newest.filter(|last| last.end() > record.redeemed) {
			let Statement { artifact, engine_version, min_words, .. } = last.signed.statement;
			if (engine_version, min_words) != (terms.engine_version, terms.min_words) {
				return Err(PaymentError::OldTerms(channel));
			}
			if artifact != order.artifact {
				return Err(PaymentError::OtherArtifact { channel, artifact });
			}
		}
		let most = order
			.prices
			.fee(order.prompt_tokens, order.max_tokens)
			.ok_or(PaymentError::FeeOverflow)?;
		if start.checked_add(most).is_none_or(|end| end > record.deposit) {
			let deposit = record.deposit;
			return Err(PaymentError::DepositTooSmall { channel, deposit, owed: start, most });
		}
		let payer = record.payer;
		let turn = Turn { place, genesis, payer, start, terms, order };
		Ok(Admitted::Turn(Box::new(turn)))
	}

	/// What `ask` was answered with before, if it was the last.
	fn again(
		&self,
		newest: Option<&KeptReceipt>,
		ask: &Ask,
	) -> Result<Option<Again>, PaymentError> {
		let Some(KeptReceipt { signed, .. }) = newest else { return Ok(None) };
		if signed.statement.receipt.start() != Some(ask.cumulative) {
			return Ok(None);
		}
		let answer = self.ledger.last_answer(ask.channel)?;
		let same = answer.filter(|answer| answer.body == ask.body);
		Ok(same.map(|answer| Again { answer, receipt: signed.clone() }))
	}

	/// What the channel has paid in all, when that is all that it owes. Keeps the voucher.
	fn paid(
		&self,
		genesis: H256,
		record: &ChannelRecord<AccountId32>,
		newest: Option<&KeptReceipt>,
		payment: &Payment,
	) -> Result<Balance, PaymentError> {
		let channel = payment.channel;
		let owed = newest.map_or(record.redeemed, KeptReceipt::end);
		let paid = payment.cumulative.max(record.redeemed);
		if paid > owed {
			return Err(PaymentError::PaidTooMuch { channel, owed, paid });
		}
		if payment.cumulative < owed {
			return Err(PaymentError::Unpaid { channel, owed });
		}
		let is_paid = newest.is_none_or(|last| last.voucher.is_some());
		match &payment.voucher {
			Some(voucher) if !is_paid => {
				self.check_voucher(genesis, channel, record, owed, voucher)?;
				self.ledger.pay(channel, owed, &voucher.signature)?;
			},
			None if !is_paid => return Err(PaymentError::Unpaid { channel, owed }),
			_ => {},
		}
		Ok(owed)
	}
}

/// A channel that an answer is under way on.
struct Place {
	payments: Arc<Payments>,
	channel: ChannelId,
}

impl Drop for Place {
	fn drop(&mut self) {
		self.payments.busy().remove(&self.channel);
	}
}

/// The right to sign one receipt on one channel. Dropped, nothing is owed.
pub struct Turn {
	place: Place,
	genesis: H256,
	payer: AccountId32,
	/// What the channel has paid in all, in plancks.
	start: Balance,
	terms: ReceiptsTerms,
	order: Order,
}

impl Turn {
	/// Whose OPEN is in the channel.
	pub fn payer(&self) -> &AccountId32 {
		&self.payer
	}

	/// The fewest words of a span that counts.
	pub fn min_words(&self) -> u32 {
		self.terms.min_words
	}

	/// Signs the receipt of an answer. It is on the disk before it is returned. None when the answer costs
	/// nothing. Blocks.
	///
	/// # Errors
	/// [`PaymentError::Receipt`], [`PaymentError::FeeOverflow`], [`PaymentError::Store`]; then nothing is owed.
	pub fn sign(self, produced: Produced) -> Result<Option<Receipt>, PaymentError> {
		let Self { place, genesis, start, terms, order, .. } = self;
		let Place { payments, channel } = &place;
		let fee = order
			.prices
			.fee(order.prompt_tokens, produced.tokens)
			.ok_or(PaymentError::FeeOverflow)?;
		if fee == 0 {
			return Ok(None);
		}
		let receipt = receipts::Receipt {
			channel: *channel,
			cumulative: start.checked_add(fee).ok_or(PaymentError::FeeOverflow)?,
			fee,
			input: produced.input,
			output: produced.output,
			input_tokens: order.prompt_tokens,
			output_tokens: produced.tokens,
			vector: produced.vector,
			evidence_root: produced.evidence_root,
		};
		receipt.validate()?;
		let statement = Statement {
			genesis,
			worker: payments.worker(),
			artifact: order.artifact,
			engine_version: terms.engine_version,
			min_words: terms.min_words,
			receipt,
		};
		let signature = payments.key.sign(&statement.signing_bytes());
		let signed = Receipt { statement, signature };
		let answer = LastAnswer {
			body: order.body,
			text: produced.text,
			cut: produced.cut,
			prompt_tokens: order.prompt_tokens,
			completion_tokens: produced.tokens,
		};
		let kept = Kept { evidence: &produced.evidence, answer: &answer };
		payments.ledger.sign(&signed, start, &kept)?;
		Ok(Some(signed))
	}
}
