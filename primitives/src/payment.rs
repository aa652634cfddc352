// SPDX-License-Identifier: Apache-2.0
//! Answers over HTTP that vouchers pay for: what a client, or a gateway of its own, and a worker's server say
//! to each other, on top of OpenAI's API. Amounts are strings of decimal digits, in plancks.
//!
//! A request to `POST /v1/chat/completions` or `POST /v1/completions` that is to be paid for has one header
//! more, [`HEADER`], the base64 of the JSON of a [`Payment`]. The answer has one member more, `openledger`: a
//! [`PaidAnswer`]; a stream has it in its last chunk. What is not paid for as it has to be is answered with
//! status 402, an error in OpenAI's shape and, beside `error`, the member `openledger`: [`PaymentTerms`].
//!
//! It is paid afterwards, and by one answer at most: each receipt says what the channel has paid in all with
//! it ([`Receipt::cumulative`](crate::receipts::Receipt::cumulative)), and the next request on the channel
//! has a voucher over exactly that.
//!
//! | call | body | answers |
//! | --- | --- | --- |
//! | `GET /v1/receipts/{channel}` | | [`PaymentTerms`], with the newest receipt |
//! | `POST /v1/vouchers` | [`SignedVoucher`] | [`PaymentTerms`]; pays for the last answer without asking for another |
//! | `GET /v1/batches/{batch}/leaves` | | [`BatchLeaves`](crate::receipts::BatchLeaves); `batch` is its number, or the root of its receipts |
//! | `POST /v1/batches` | [`BatchRequest`] | [`ProposedBatch`]; for the worker alone |
//! | `GET /v1/batches` | | [`BatchStatus`]es, the newest first; for the worker alone |

use crate::{
	decimal,
	ids::{ArtifactId, BatchId, ChannelId},
	receipts::{BatchHeader, BatchVoucher, Statement},
	x402::SignedVoucher,
	Balance,
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash, IdentifyAccount, Verify},
};
use serde::{Deserialize, Serialize};

/// The header of a request that is paid for.
pub const HEADER: &str = "openledger-payment";

/// The first bytes of what a client signs to ask. A change of the payload's layout changes the version in it.
pub const ASK_DOMAIN: &[u8; 17] = b"openledger/ask/v1";

/// "I ask this, and pay for it through this channel." Without it, whoever saw a voucher on chain could ask at
/// the payer's expense.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ask {
	/// Hash of the chain's genesis block.
	pub genesis: H256,
	/// The channel that pays.
	pub channel: ChannelId,
	/// All that is paid through it before this answer, in plancks. No two answers have the same number, so
	/// that nobody can ask again what somebody else asked.
	pub cumulative: Balance,
	/// BLAKE2b-256 of the body of the request, as it is sent.
	pub body: H256,
}

impl Ask {
	/// Asks by a request with this body.
	pub fn new(genesis: H256, channel: ChannelId, cumulative: Balance, body: &[u8]) -> Self {
		Self { genesis, channel, cumulative, body: BlakeTwo256::hash(body) }
	}

	/// What the key of the channel's signer signs: [`ASK_DOMAIN`], then the SCALE encoding of this.
	pub fn signing_bytes(&self) -> Vec<u8> {
		(ASK_DOMAIN, self).encode()
	}

	/// Whether the key of `signer` signed this.
	pub fn is_signed_by<S: Verify>(
		&self,
		signer: &<S::Signer as IdentifyAccount>::AccountId,
		signature: &S,
	) -> bool {
		signature.verify(self.signing_bytes().as_slice(), signer)
	}
}

/// What [`HEADER`] carries.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Payment<Signature> {
	/// The channel that pays.
	pub channel: ChannelId,
	/// All that is paid through it before this answer, in plancks: what the newest receipt ends at, or, when
	/// there is none, what the chain says was redeemed; zero for a new channel.
	#[serde(with = "decimal")]
	pub cumulative: Balance,
	/// The voucher over [`Self::cumulative`], which pays for the last answer. Need not be there when the
	/// server has it, or nothing is to be paid for.
	#[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
	pub voucher: Option<SignedVoucher<Signature>>,
	/// Of the [`Ask`], by the key that signs the channel's vouchers.
	pub signature: Signature,
}

/// No bound on the signature, as the derived default would have it.
fn nothing<T>() -> Option<T> {
	None
}

/// A receipt as the worker signs it and the payer keeps it.
#[derive(Encode, Decode, Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct SignedReceipt<AccountId, Signature> {
	/// What is stated.
	pub statement: Statement<AccountId>,
	/// By the worker's key.
	pub signature: Signature,
}

impl<AccountId, Signature> SignedReceipt<AccountId, Signature>
where
	AccountId: Encode,
	Signature: Verify<Signer: IdentifyAccount<AccountId = AccountId>>,
{
	/// Whether the worker's key signed it.
	pub fn is_signed(&self) -> bool {
		self.statement.is_signed(&self.signature)
	}
}

/// What an answer that is paid for has beside OpenAI's members, as `openledger`.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct PaidAnswer<AccountId, Signature> {
	/// What it costs and whom it rests on. None when it costs nothing by the artifact's prices.
	pub receipt: Option<SignedReceipt<AccountId, Signature>>,
}

/// Who is to be paid on which chain, and how a channel stands.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct PaymentTerms<AccountId, Signature> {
	/// The worker: the payee of channels that pay here, opened when it had an account for batches.
	pub worker: AccountId,
	/// Hash of the chain's genesis block.
	pub genesis: H256,
	/// The channel that was named, when it pays here.
	pub standing: Option<Standing<AccountId, Signature>>,
}

/// How a channel stands with the server.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Standing<AccountId, Signature> {
	/// The channel.
	pub channel: ChannelId,
	/// All that its receipts come to, in plancks: what the next voucher is over, and
	/// [`Payment::cumulative`] of the next request.
	#[serde(with = "decimal")]
	pub owed: Balance,
	/// All that the server has vouchers for, or has redeemed, in plancks. As much as is owed, or less by the
	/// last answer.
	#[serde(with = "decimal")]
	pub paid: Balance,
	/// The newest receipt; none before the first answer.
	pub receipt: Option<SignedReceipt<AccountId, Signature>>,
}

/// Which receipts are to be settled next.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
#[serde(deny_unknown_fields, default)]
pub struct BatchRequest {
	/// Those of answers by this artifact; without it, by the one whose answers have earned most.
	pub artifact: Option<ArtifactId>,
	/// Channels that are left out, such as those that the chain says are over.
	pub except: Vec<ChannelId>,
}

/// The next batch, as `Receipts::post_batch` takes it.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct ProposedBatch<Signature> {
	/// What is stated. The root of its receipts names the batch.
	pub header: BatchHeader,
	/// What pays, ascending by channel.
	pub vouchers: Vec<BatchVoucher<Signature>>,
	/// The sum of the fees, in plancks.
	#[serde(with = "decimal")]
	pub total: Balance,
	/// The SCALE encoding of the arguments of the call, header and vouchers, as `0x` and hexadecimal digits.
	pub arguments: String,
	/// How many channels with receipts that are paid for have to wait for a batch after this one.
	pub waiting: u32,
}

/// A batch that the server has made.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct BatchStatus {
	/// The root of its receipts.
	pub root: H256,
	/// Its number, once the server has seen it on chain.
	pub batch: Option<BatchId>,
	/// What became of it.
	pub state: BatchState,
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// How many receipts it has.
	pub receipts: u32,
	/// The sum of their fees, in plancks.
	#[serde(with = "decimal")]
	pub total: Balance,
}

/// What became of a batch, by the newest finalised block.
#[derive(Encode, Decode, Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
	/// It was made, and is not on chain.
	Proposed,
	/// It is on chain, and neither final nor void.
	Pending,
	/// It is final: its distribution is the one that contributions draw from.
	Final,
	/// It is void, and its payers have everything back.
	Void,
	/// It is final or void, and names no contribution that could tell which.
	Over,
}

/// The text that [`Receipt::input`](crate::receipts::Receipt::input) commits to, made canonical as one
/// document. Of one message of a user: what that says, as in a request on chain. Of any other conversation:
/// `role: text` of each turn, line by line; the role of a `developer` is `system`. Of a completion: its
/// prompt. Passages that are retrieved are not part of it.
pub fn conversation<'a>(turns: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
	let turns = turns.into_iter().collect::<Vec<_>>();
	if let [("user", text)] = turns.as_slice() {
		return (*text).into();
	}
	let mut lines = String::new();
	for (role, text) in turns {
		for part in [role, ": ", text, "\n"] {
			lines.push_str(part);
		}
	}
	lines
}
