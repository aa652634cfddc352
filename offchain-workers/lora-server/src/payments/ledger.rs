// SPDX-License-Identifier: Apache-2.0
//! What was signed and what pays for it, on the disk, in one [redb](https://www.redb.org) database. Each change is
//! one transaction, on the disk before anybody hears of it.
//!
//! | table | key | value |
//! | --- | --- | --- |
//! | `receipts` | channel, where it ends | the signed receipt, and the voucher's signature once it is here (SCALE) |
//! | `evidence` | channel, where it ends | what the answer rests on (JSON) |
//! | `answers` | channel | the last answer (JSON) |
//! | `settled` | channel | what the chain has redeemed of it, as last seen |
//! | `batches` | number | what was proposed, and what became of it (SCALE) |
//! | `leaves` | number of the batch | its leaves (SCALE) |
//! | `identity` | `worker`, `genesis` | whose receipts these are, on which chain |

mod batches;
mod tables;

pub use batches::Proposal;

use super::{PaymentError, Receipt};
use crate::{database::DatabaseFile, store::StoreError};
use codec::{Decode, DecodeAll, Encode};
use openledger_primitives::{ids::ChannelId, Balance};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, MultiSignature},
};
use redb::{ReadableTable, WriteTransaction};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, path::Path};
use tables::{ANSWERS, EVIDENCE, IDENTITY, RECEIPTS, SETTLED};

/// The name of the file in the state's folder.
pub const FILE: &str = "payments.redb";
const WORKER: &str = "worker";
const GENESIS: &str = "genesis";

/// A receipt as it is kept.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct KeptReceipt {
	/// What the payer was given.
	pub signed: Receipt,
	/// The signature of the voucher over what it ends at, once that is here.
	pub voucher: Option<MultiSignature>,
}

impl KeptReceipt {
	/// What the channel has paid in all with it, in plancks.
	pub fn end(&self) -> Balance {
		self.signed.statement.receipt.cumulative
	}
}

/// What was answered last through a channel: the same request is answered with it again.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct LastAnswer {
	/// BLAKE2b-256 of the request's body.
	pub body: H256,
	/// The answer, not canonical.
	pub text: String,
	/// Whether a limit of tokens ended it.
	pub cut: bool,
	/// Tokens of the prompt.
	pub prompt_tokens: u32,
	/// Tokens of the answer.
	pub completion_tokens: u32,
}

/// What is kept with a receipt.
pub struct Kept<'a> {
	/// What the answer rests on, as JSON.
	pub evidence: &'a [u8],
	/// The answer.
	pub answer: &'a LastAnswer,
}

/// Receipts, vouchers and batches of one worker on one chain.
pub struct Ledger {
	database: DatabaseFile,
}

impl Ledger {
	/// The ledger in the folder `state`, which is `worker`'s.
	///
	/// # Errors
	/// [`PaymentError::OtherWorker`], [`PaymentError::Store`], when the file is damaged, too.
	pub fn open(state: &Path, worker: &AccountId32) -> Result<Self, PaymentError> {
		let database = DatabaseFile::open(state.join(FILE), tables::open, tables::refused)?;
		let ledger = Self { database };
		let owner = ledger
			.database
			.write("open", |transaction| identify(transaction, WORKER, worker.as_ref()))?;
		if owner {
			Ok(ledger)
		} else {
			Err(PaymentError::OtherWorker(worker.clone()))
		}
	}

	/// The same as [`Self::answers`], of the ledger in the folder `state`, if there is one that nobody uses.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn answers_in(state: &Path) -> Result<BTreeSet<H256>, StoreError> {
		let path = state.join(FILE);
		if !path.exists() {
			return Ok(BTreeSet::new());
		}
		Self { database: DatabaseFile::open(path, tables::open, tables::refused)? }.answers()
	}

	/// Whether the receipts here are of the chain with this genesis hash, or there are none.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn is_of(&self, genesis: &H256) -> Result<bool, StoreError> {
		self.database.read("read", |transaction| {
			let identity = transaction.open_table(IDENTITY)?;
			let known = identity.get(GENESIS)?;
			Ok(known.is_none_or(|known| known.value() == genesis.as_bytes()))
		})
	}

	/// The receipt of `channel` that ends last.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn newest(&self, channel: ChannelId) -> Result<Option<KeptReceipt>, StoreError> {
		self.database
			.read("read", |transaction| newest(&transaction.open_table(RECEIPTS)?, channel))
	}

	/// The receipts of `channel` that end above `from`, ascending.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn after(&self, channel: ChannelId, from: Balance) -> Result<Vec<KeptReceipt>, StoreError> {
		let Some(first) = from.checked_add(1) else { return Ok(Vec::new()) };
		self.database.read("read", |transaction| {
			let receipts = transaction.open_table(RECEIPTS)?;
			let mut found = Vec::new();
			for entry in receipts.range((channel.0, first)..=(channel.0, Balance::MAX))? {
				found.push(decode::<KeptReceipt>(entry?.1.value())?);
			}
			Ok(found)
		})
	}

	/// The channels that the chain has redeemed less of than was signed for, as far as was seen.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn unsettled(&self) -> Result<Vec<ChannelId>, StoreError> {
		self.database.read("list", |transaction| {
			let receipts = transaction.open_table(RECEIPTS)?;
			let settled = transaction.open_table(SETTLED)?;
			let mut channels = Vec::new();
			for channel in channels_of(&receipts)? {
				let last = receipts.range((channel, 0)..=(channel, Balance::MAX))?.next_back();
				let end = last.transpose()?.map_or(0, |(key, _)| key.value().1);
				if end > settled.get(channel)?.map_or(0, |settled| settled.value()) {
					channels.push(ChannelId(channel));
				}
			}
			Ok(channels)
		})
	}

	/// Writes `receipt` down, which is by the terms and on the chain that it states. From `start` on the
	/// channel has no receipt; before it everything is paid for. Otherwise nothing is written, and the
	/// receipt must not be shown to anybody.
	///
	/// # Errors
	/// [`PaymentError::Overtaken`], [`PaymentError::OtherChain`], [`PaymentError::Store`].
	pub fn sign(
		&self,
		receipt: &Receipt,
		start: Balance,
		kept: &Kept<'_>,
	) -> Result<(), PaymentError> {
		let stated = &receipt.statement.receipt;
		let (channel, end) = (stated.channel, stated.cumulative);
		let record = KeptReceipt { signed: receipt.clone(), voucher: None }.encode();
		let answer = serde_json::to_vec(kept.answer)
			.expect("answers have string keys and no serializer of their own that fails; qed");
		let genesis = receipt.statement.genesis;
		let written = self.database.write("sign", |transaction| {
			if !identify(transaction, GENESIS, genesis.as_bytes())? {
				return Ok(Written::OtherChain);
			}
			let mut receipts = transaction.open_table(RECEIPTS)?;
			let follows = newest(&receipts, channel)?
				.is_none_or(|last| last.end() == start && last.voucher.is_some());
			if !follows || end <= start {
				return Ok(Written::Overtaken);
			}
			receipts.insert((channel.0, end), record.as_slice())?;
			transaction.open_table(EVIDENCE)?.insert((channel.0, end), kept.evidence)?;
			transaction.open_table(ANSWERS)?.insert(channel.0, answer.as_slice())?;
			Ok(Written::Receipt)
		})?;
		match written {
			Written::Receipt => Ok(()),
			Written::OtherChain => Err(PaymentError::OtherChain),
			Written::Overtaken => Err(PaymentError::Overtaken(channel)),
		}
	}

	/// Writes down the voucher over all of `channel` up to `end`, if a receipt ends there. Returns whether
	/// one does.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn pay(
		&self,
		channel: ChannelId,
		end: Balance,
		voucher: &MultiSignature,
	) -> Result<bool, StoreError> {
		self.database.write("pay", |transaction| {
			let mut receipts = transaction.open_table(RECEIPTS)?;
			let found = receipts.get((channel.0, end))?.map(|kept| decode(kept.value()));
			let Some(kept) = found.transpose()? else { return Ok(false) };
			let paid = KeptReceipt { voucher: Some(voucher.clone()), ..kept };
			receipts.insert((channel.0, end), paid.encode().as_slice())?;
			Ok(true)
		})
	}

	/// What was answered last through `channel`.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn last_answer(&self, channel: ChannelId) -> Result<Option<LastAnswer>, StoreError> {
		self.database.read("read", |transaction| {
			let answers = transaction.open_table(ANSWERS)?;
			let found = answers.get(channel.0)?;
			found.map(|json| serde_json::from_slice(json.value()).map_err(corrupted)).transpose()
		})
	}

	/// What the answer rests on whose receipt ends at `end`, as JSON.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn evidence(
		&self,
		channel: ChannelId,
		end: Balance,
	) -> Result<Option<Vec<u8>>, StoreError> {
		self.database.read("read", |transaction| {
			let evidence = transaction.open_table(EVIDENCE)?;
			Ok(evidence.get((channel.0, end))?.map(|json| json.value().to_vec()))
		})
	}

	/// The roots of the answers whose receipts are here.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn answers(&self) -> Result<BTreeSet<H256>, StoreError> {
		self.database.read("list", |transaction| {
			let mut roots = BTreeSet::new();
			for entry in transaction.open_table(RECEIPTS)?.iter()? {
				let kept = decode::<KeptReceipt>(entry?.1.value())?;
				roots.insert(kept.signed.statement.receipt.output.root);
			}
			Ok(roots)
		})
	}

	/// Writes down what the chain has redeemed of channels. Receipts that are settled so are forgotten when `forget` says so, but the last of each channel.
	///
	/// # Errors
	/// [`StoreError::Payments`].
	pub fn settle(
		&self,
		redeemed: &[(ChannelId, Balance)],
		forget: bool,
	) -> Result<(), StoreError> {
		if redeemed.is_empty() {
			return Ok(());
		}
		self.database.write("settle", |transaction| {
			let mut settled = transaction.open_table(SETTLED)?;
			let mut receipts = transaction.open_table(RECEIPTS)?;
			let mut evidence = transaction.open_table(EVIDENCE)?;
			for (channel, redeemed) in redeemed {
				let before = settled.get(channel.0)?.map_or(0, |before| before.value());
				settled.insert(channel.0, before.max(*redeemed))?;
				let Some(last) = newest(&receipts, *channel)? else { continue };
				let end = last.end().min(redeemed.saturating_add(1));
				if forget && end > 0 {
					receipts.retain_in((channel.0, 0)..(channel.0, end), |_, _| false)?;
					evidence.retain_in((channel.0, 0)..(channel.0, end), |_, _| false)?;
				}
			}
			Ok(())
		})
	}
}

/// What became of a receipt that was to be written down.
enum Written {
	Receipt,
	OtherChain,
	Overtaken,
}

/// Writes down what the ledger belongs to, the first time. Whether it belongs to that.
fn identify(transaction: &WriteTransaction, name: &str, value: &[u8]) -> Result<bool, redb::Error> {
	let mut identity = transaction.open_table(IDENTITY)?;
	let known = identity.get(name)?.map(|known| known.value() == value);
	if let Some(same) = known {
		return Ok(same);
	}
	identity.insert(name, value)?;
	Ok(true)
}

fn newest(
	receipts: &impl ReadableTable<(u64, u128), &'static [u8]>,
	channel: ChannelId,
) -> Result<Option<KeptReceipt>, redb::Error> {
	let last = receipts.range((channel.0, 0)..=(channel.0, Balance::MAX))?.next_back();
	last.transpose()?.map(|(_, kept)| decode(kept.value())).transpose()
}

/// The channels that there are receipts of, ascending.
fn channels_of(
	receipts: &impl ReadableTable<(u64, u128), &'static [u8]>,
) -> Result<Vec<u64>, redb::Error> {
	let mut channels = Vec::new();
	let mut from = Some(0);
	while let Some(start) = from {
		let next = receipts.range((start, 0)..)?.next().transpose()?;
		let Some(channel) = next.map(|(key, _)| key.value().0) else { break };
		channels.push(channel);
		from = channel.checked_add(1);
	}
	Ok(channels)
}

fn decode<T: Decode>(bytes: &[u8]) -> Result<T, redb::Error> {
	T::decode_all(&mut &*bytes).map_err(corrupted)
}

fn corrupted(error: impl ToString) -> redb::Error {
	redb::Error::Corrupted(error.to_string())
}
