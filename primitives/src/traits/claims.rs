// SPDX-License-Identifier: Apache-2.0
//! What workers claim about answers, for whoever judges it.

use crate::{
	commitment::ContentCommitment,
	ids::{ArtifactId, BatchId, RequestId},
	vector::AttributionVector,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{DispatchError, DispatchResult},
};
use scale_info::TypeInfo;

/// An answer about which a worker claimed something.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Subject {
	/// The answer to a request.
	Request(RequestId),
	/// One answer of a batch that was paid for by vouchers. It must have been shown on chain before it
	/// can be challenged.
	Receipt {
		/// The batch.
		batch: BatchId,
		/// Its place in it, from zero.
		index: u32,
	},
}

/// What a worker claimed about an answer.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Claim<AccountId> {
	/// Who claimed it.
	pub worker: AccountId,
	/// The artifact that answered. Its snapshots are those in which spans are looked for.
	pub artifact: ArtifactId,
	/// Commitment to the canonical answer, one document.
	pub output: ContentCommitment,
	/// Whose contributions the answer rests on.
	pub vector: AttributionVector,
	/// Root of the evidence tree; zero when no span was found.
	pub evidence_root: H256,
	/// The fewest words of a span that counts.
	pub min_words: u32,
}

/// Claims that can be challenged before they are paid for.
pub trait Claims<AccountId> {
	/// What was claimed, as long as it can be challenged.
	///
	/// # Errors
	/// When nothing was claimed, or it can be challenged no more.
	fn claim(subject: Subject) -> Result<Claim<AccountId>, DispatchError>;

	/// A challenge was opened: the claim is not paid for until as many were [released](Self::release).
	///
	/// # Errors
	/// As [`Self::claim`], when there are as many open challenges as there can be, or when it is too late for
	/// another to begin.
	fn hold(subject: Subject) -> DispatchResult;

	/// A challenge has ended, and the claim stands. It can be challenged for a window more.
	///
	/// # Errors
	/// When no challenge was open.
	fn release(subject: Subject) -> DispatchResult;

	/// The claim is false: nobody earns by it, whoever paid has everything back, and it can be
	/// challenged no more.
	///
	/// # Errors
	/// As [`Self::claim`].
	fn falsify(subject: Subject) -> DispatchResult;
}
