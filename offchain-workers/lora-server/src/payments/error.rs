// SPDX-License-Identifier: Apache-2.0
//! Why a payment is not taken, or nothing can be settled.

use crate::store::StoreError;
use openledger_primitives::{
	ids::{ArtifactId, ChannelId, DistributionId},
	receipts::{BuildError, ReceiptError},
	Balance,
};
use polkadot_sdk::sp_runtime::AccountId32;

/// Why a payment is not taken, or nothing can be settled.
#[derive(thiserror::Error, Debug)]
pub enum PaymentError {
	/// The database is of another worker.
	#[error("the payments in the state's folder are another worker's, not {0}'s")]
	OtherWorker(AccountId32),
	/// The database is of another chain.
	#[error("the payments in the state's folder are of another chain than the node's")]
	OtherChain,
	/// There is no such channel.
	#[error("channel {0} is not in the newest finalised block")]
	ChannelUnknown(ChannelId),
	/// It pays somebody else.
	#[error("channel {channel} pays {payee}, not this worker")]
	WrongPayee {
		/// Which one.
		channel: ChannelId,
		/// Who is paid.
		payee: AccountId32,
	},
	/// It does not pay through batches: it was opened before the worker had an account for them.
	#[error("channel {0} does not pay through batches: open another one")]
	NotBatched(ChannelId),
	/// The payer has asked to close it.
	#[error("channel {0} is being closed")]
	Closing(ChannelId),
	/// Another answer is under way.
	#[error("another answer on channel {0} is under way")]
	Busy(ChannelId),
	/// What was asked is signed by nobody who may, or the voucher is not.
	#[error("the signer of channel {channel} did not sign {what}")]
	BadSignature {
		/// Which one.
		channel: ChannelId,
		/// What is to be signed.
		what: &'static str,
	},
	/// The voucher is for another chain.
	#[error("the voucher is for another chain")]
	WrongChain,
	/// The voucher is for another channel.
	#[error("the voucher is of another channel than {0}")]
	WrongChannel(ChannelId),
	/// The last answer has to be paid for first.
	#[error("channel {channel} owes {owed} plancks in all: a voucher over exactly that pays for the last answer")]
	Unpaid {
		/// Which one.
		channel: ChannelId,
		/// What its receipts come to.
		owed: Balance,
	},
	/// More is paid than was ever signed for here.
	#[error("channel {channel} owes {owed} plancks in all, and not {paid}: no receipt here ends at that")]
	PaidTooMuch {
		/// Which one.
		channel: ChannelId,
		/// What its receipts come to.
		owed: Balance,
		/// What was paid.
		paid: Balance,
	},
	/// The channel does not hold what the answer may cost.
	#[error(
		"channel {channel} holds {deposit} plancks, owes {owed}, and this answer may cost {most}"
	)]
	DepositTooSmall {
		/// Which one.
		channel: ChannelId,
		/// All that was ever locked in it.
		deposit: Balance,
		/// What its receipts come to.
		owed: Balance,
		/// What the answer costs at most.
		most: Balance,
	},
	/// A batch is of one artifact, and the channel has receipts of another one.
	#[error(
		"channel {channel} has receipts of artifact {artifact}, which have to be on chain first"
	)]
	OtherArtifact {
		/// Which one.
		channel: ChannelId,
		/// What they are of.
		artifact: ArtifactId,
	},
	/// The channel has receipts that no batch can have any more.
	#[error("channel {0} has receipts by terms that are the chain's no longer: open another one")]
	OldTerms(ChannelId),
	/// The worker has no account for batches.
	#[error("the worker {0} has no account for batches in the newest finalised block")]
	NoAccount(AccountId32),
	/// The chain wants another engine than the one that is here.
	#[error("the chain's terms name version {wanted} of the attribution engine, and this server has {here}")]
	EngineOutdated {
		/// The chain's.
		wanted: u32,
		/// This server's.
		here: u32,
	},
	/// Another receipt was signed meanwhile.
	#[error("another receipt was signed for channel {0} meanwhile")]
	Overtaken(ChannelId),
	/// The answer can have no receipt.
	#[error("the answer can have no receipt: {0}")]
	Receipt(#[from] ReceiptError),
	/// The fees do not fit in 128 bits.
	#[error("the fee overflows 128 bits")]
	FeeOverflow,
	/// The worker's last batch is neither final nor void.
	#[error("the worker's last batch is neither final nor void")]
	BatchPending,
	/// No receipt is paid for that is not settled.
	#[error("no receipt waits to be settled that is paid for and by the chain's terms")]
	NothingToSettle,
	/// The leaves of the worker's distribution are not here.
	#[error("the leaves of distribution {0} are not here: it was made by another server")]
	DistributionUnknown(DistributionId),
	/// The batch cannot be made.
	#[error("no batch can be made: {0}")]
	Build(#[from] BuildError),
	/// The disk.
	#[error(transparent)]
	Store(#[from] StoreError),
}
