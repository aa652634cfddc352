// SPDX-License-Identifier: Apache-2.0
//! Answers that vouchers pay for: a worker signs a receipt for each, the next request on the channel pays for
//! it, and batches settle them. What is said over HTTP is in [`openledger_primitives::payment`], what batches
//! are in [`openledger_primitives::receipts`].
//!
//! [`Payments`] asks neither the chain nor the model: what the chain says comes in as [`ChannelFacts`] and
//! [`SettlementFacts`], answers as [`Produced`]. What has to survive is in the [`Ledger`].

mod error;
mod key;
mod ledger;
mod settlement;
mod turn;
mod watch;

pub use error::PaymentError;
pub use key::{KeyError, WorkerKey};
pub use ledger::{Kept, KeptReceipt, LastAnswer, Ledger, Proposal, FILE};
pub use settlement::SettlementFacts;
pub use turn::{Admitted, Again, ChannelFacts, Order, Produced, Turn};
pub use watch::{observe, settlement_facts, watch, WatchError};

use openledger_primitives::{
	ids::ChannelId,
	payment::{Payment as PaymentOf, PaymentTerms, SignedReceipt, Standing},
	records::ChannelRecord,
	x402::SignedVoucher,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, MultiSignature},
};
use std::{
	collections::HashSet,
	path::Path,
	sync::{Mutex, MutexGuard, PoisonError},
};

/// A receipt as the worker signs it.
pub type Receipt = SignedReceipt<AccountId32, MultiSignature>;
/// A voucher as the channel's signer signs it.
pub type Voucher = SignedVoucher<MultiSignature>;
/// What comes with a request that is paid for.
pub type Payment = PaymentOf<MultiSignature>;

/// What one worker has signed and been paid.
pub struct Payments {
	key: WorkerKey,
	ledger: Ledger,
	/// Channels that an answer is under way on.
	busy: Mutex<HashSet<ChannelId>>,
	/// Held while batches are made or looked after: one at a time.
	settling: Mutex<()>,
}

impl Payments {
	/// The payments in the folder `state` to the worker with this key.
	///
	/// # Errors
	/// [`PaymentError::OtherWorker`], [`PaymentError::Store`].
	pub fn open(state: &Path, key: WorkerKey) -> Result<Self, PaymentError> {
		let ledger = Ledger::open(state, &key.account())?;
		Ok(Self { key, ledger, busy: Mutex::default(), settling: Mutex::default() })
	}

	/// Who is paid.
	pub fn worker(&self) -> AccountId32 {
		self.key.account()
	}

	/// What is on the disk.
	pub fn ledger(&self) -> &Ledger {
		&self.ledger
	}

	/// Whether `record` is of a channel that pays here through batches.
	///
	/// # Errors
	/// [`PaymentError::ChannelUnknown`], [`PaymentError::WrongPayee`], [`PaymentError::NotBatched`].
	pub fn check_channel(
		&self,
		channel: ChannelId,
		record: Option<ChannelRecord<AccountId32>>,
	) -> Result<ChannelRecord<AccountId32>, PaymentError> {
		let record = record.ok_or(PaymentError::ChannelUnknown(channel))?;
		if record.payee != self.worker() {
			return Err(PaymentError::WrongPayee { channel, payee: record.payee });
		}
		if !record.batched {
			return Err(PaymentError::NotBatched(channel));
		}
		Ok(record)
	}

	/// What is told of payments on the chain with this genesis hash, and of a channel that pays here.
	///
	/// # Errors
	/// [`PaymentError::Store`].
	pub fn terms(
		&self,
		genesis: H256,
		channel: Option<(ChannelId, &ChannelRecord<AccountId32>)>,
	) -> Result<PaymentTerms<AccountId32, MultiSignature>, PaymentError> {
		let standing = match channel {
			Some((channel, record)) => Some(self.standing(channel, record)?),
			None => None,
		};
		Ok(PaymentTerms { worker: self.worker(), genesis, standing })
	}

	fn standing(
		&self,
		channel: ChannelId,
		record: &ChannelRecord<AccountId32>,
	) -> Result<Standing<AccountId32, MultiSignature>, PaymentError> {
		let newest = self.ledger.newest(channel)?;
		let owed = newest.as_ref().map_or(record.redeemed, KeptReceipt::end);
		let paid = match &newest {
			Some(last) if last.voucher.is_none() => {
				last.signed.statement.receipt.start().unwrap_or_default().max(record.redeemed)
			},
			_ => owed,
		};
		Ok(Standing { channel, owed, paid, receipt: newest.map(|last| last.signed) })
	}

	/// Takes the voucher that pays for the last answer of its channel.
	///
	/// # Errors
	/// Why it is not taken; [`PaymentError::Store`].
	pub fn take(
		&self,
		genesis: H256,
		record: &ChannelRecord<AccountId32>,
		voucher: &Voucher,
	) -> Result<(), PaymentError> {
		let channel = voucher.voucher.channel;
		let (owed, paid) = match self.ledger.newest(channel)? {
			Some(last) => (last.end(), last.voucher.is_some()),
			None => (record.redeemed, true),
		};
		self.check_voucher(genesis, channel, record, owed, voucher)?;
		if !paid {
			self.ledger.pay(channel, owed, &voucher.signature)?;
		}
		Ok(())
	}

	/// Whether `voucher` is over exactly what `channel` owes.
	fn check_voucher(
		&self,
		genesis: H256,
		channel: ChannelId,
		record: &ChannelRecord<AccountId32>,
		owed: u128,
		voucher: &Voucher,
	) -> Result<(), PaymentError> {
		let Voucher { voucher, signature } = voucher;
		if voucher.genesis != genesis {
			return Err(PaymentError::WrongChain);
		}
		if voucher.channel != channel {
			return Err(PaymentError::WrongChannel(channel));
		}
		if voucher.cumulative < owed {
			return Err(PaymentError::Unpaid { channel, owed });
		}
		if voucher.cumulative > owed {
			let paid = voucher.cumulative;
			return Err(PaymentError::PaidTooMuch { channel, owed, paid });
		}
		if !voucher.is_signed_by(&record.signer, signature) {
			return Err(PaymentError::BadSignature { channel, what: "the voucher" });
		}
		Ok(())
	}

	fn busy(&self) -> MutexGuard<'_, HashSet<ChannelId>> {
		self.busy.lock().unwrap_or_else(PoisonError::into_inner)
	}
}
