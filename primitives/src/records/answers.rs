// SPDX-License-Identifier: Apache-2.0
//! Of answers that were asked for on chain, and of the workers who give them.

use crate::{
	commitment::ContentCommitment,
	fee::{FeeParts, PriceList},
	ids::{ArtifactId, ContributionId, DatanetId, RequestId, SnapshotId},
	records::MAX_URI_LEN,
	vector::AttributionVector,
	Balance,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::{ConstU32, H256},
	sp_runtime::BoundedVec,
};
use scale_info::TypeInfo;

/// The fewest workers of a committee.
pub const MIN_COMMITTEE: u8 = 3;
/// The most workers of a committee.
pub const MAX_COMMITTEE: u32 = 7;

/// The first bytes of the key under which a node that indexes off chain keeps a record.
const RECORD_KEY: &[u8; 20] = b"openledger/answer/v1";

/// The workers of one request, the author of the answer first.
pub type Members<AccountId> = BoundedVec<AccountId, ConstU32<MAX_COMMITTEE>>;

/// Where something can be had, in UTF-8: CID or URL.
pub type Uri = BoundedVec<u8, ConstU32<MAX_URI_LEN>>;

/// How it is seen to that an answer is true.
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
	Debug,
)]
pub enum Mode {
	/// One worker answers. Whoever finds fault with the proof challenges it.
	Optimistic,
	/// One worker answers, the others check it, and their median decides.
	Committee {
		/// How many they are, the author included: odd, from [`MIN_COMMITTEE`] to [`MAX_COMMITTEE`].
		k: u8,
	},
}

impl Mode {
	/// How many workers are drawn; `None` for a committee of a size that is not allowed.
	pub fn seats(self) -> Option<u32> {
		match self {
			Self::Optimistic => Some(1),
			Self::Committee { k } => {
				let allowed = k >= MIN_COMMITTEE && u32::from(k) <= MAX_COMMITTEE && k % 2 == 1;
				allowed.then_some(u32::from(k))
			},
		}
	}
}

/// What is asked.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub enum Question<Text, Link> {
	/// The question itself, in UTF-8.
	Text(Text),
	/// A question that lies elsewhere. The worker fetches it, and checks it against the commitment.
	Committed {
		/// Commitment to its canonical form.
		commitment: ContentCommitment,
		/// Where it can be had, in UTF-8: CID or URL.
		uri: Link,
	},
}

/// How a request with an answer ended.
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
	Debug,
)]
pub enum AnswerVerdict {
	/// The answer stood, and was paid for.
	Settled,
	/// The answer, or what was claimed of it, was found false. Nobody was paid for it.
	Falsified,
}

/// The record of one answer for good. Its SCALE encoding is a leaf, in the domain
/// [`Domain::Answer`](crate::merkle::Domain::Answer), of the [`Accumulator`](crate::accumulator::Accumulator)
/// over all answers; the leaves stand in the order in which the requests ended. Blocks are those of the
/// clock of deadlines.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct AnswerRecord<AccountId> {
	/// The request.
	pub request: RequestId,
	/// Who asked and paid.
	pub payer: AccountId,
	/// Who answered, and then those who checked it.
	pub workers: Members<AccountId>,
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// Commitment to the canonical question.
	pub input: ContentCommitment,
	/// Commitment to the canonical answer.
	pub output: ContentCommitment,
	/// Tokens of input that were charged.
	pub input_tokens: u32,
	/// Tokens of output that were charged.
	pub output_tokens: u32,
	/// The price of the answer, in plancks. Nobody paid it when the verdict is
	/// [`AnswerVerdict::Falsified`].
	pub fee: Balance,
	/// The price in parts; all zero when nobody paid it.
	pub parts: FeeParts,
	/// What those who checked were paid together, in plancks, the price not counted.
	pub checks: Balance,
	/// Whose contributions the answer rests on.
	pub vector: AttributionVector,
	/// Root of the evidence tree; zero when no span was found.
	pub evidence_root: H256,
	/// The fewest words of a span that counted.
	pub min_words: u32,
	/// Version of the attribution engine.
	pub engine_version: u32,
	/// The block in which it was asked.
	pub requested_at: u32,
	/// The block in which the answer was proved, or published to a committee.
	pub proved_at: u32,
	/// The block in which it was settled or falsified.
	pub ended_at: u32,
	/// How it ended.
	pub verdict: AnswerVerdict,
}

/// The key under which a node that indexes off chain keeps the SCALE encoding of record `index`.
pub fn answer_key(index: u32) -> Vec<u8> {
	(RECORD_KEY, index).encode()
}

/// The accumulator over all records of answers.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordsRoot {
	/// Its root; zero when there is no record.
	pub root: H256,
	/// How many records there are.
	pub count: u32,
}

/// How far a request is.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestStage {
	/// It waits for workers.
	Queued,
	/// Its workers owe an answer.
	Assigned,
	/// The answer is proved, and can be challenged until it can be settled.
	Proved {
		/// The first block in which it can be settled.
		settle_at: u32,
		/// How many challenges are open.
		challenges: u8,
	},
	/// A committee judges the answer.
	Judged,
	/// The fee is paid.
	Settled {
		/// The place of the record.
		record: u32,
	},
	/// The answer was found false, and the payer has everything back, but for a committee's checks.
	Falsified {
		/// The place of the record.
		record: u32,
	},
}

/// An answer that was claimed.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AnswerView {
	/// Commitment to the canonical answer.
	pub output: ContentCommitment,
	/// Tokens of input that are charged.
	pub input_tokens: u32,
	/// Tokens of output that are charged.
	pub output_tokens: u32,
	/// What it costs, in plancks.
	pub fee: Balance,
	/// Whose contributions it rests on.
	pub vector: AttributionVector,
	/// Root of the evidence tree; zero when no span was found.
	pub evidence_root: H256,
	/// The block in which it was proved.
	pub proved_at: u32,
}

/// A request, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct RequestView<AccountId> {
	/// Its number.
	pub id: RequestId,
	/// Who asks and pays.
	pub payer: AccountId,
	/// Its workers, the author first; none while it is queued.
	pub workers: Vec<AccountId>,
	/// The artifact that is to answer.
	pub artifact: ArtifactId,
	/// How it is seen to that the answer is true.
	pub mode: Mode,
	/// Commitment to the canonical question.
	pub input: ContentCommitment,
	/// The question.
	pub question: Question<Vec<u8>, Vec<u8>>,
	/// The most tokens of output that are paid for.
	pub max_output_tokens: u32,
	/// The most that is paid, in plancks.
	pub max_fee: Balance,
	/// The prices by which the answer is charged.
	pub prices: PriceList,
	/// The fewest words of a span that counts.
	pub min_words: u32,
	/// The version of the attribution engine whose proofs are accepted.
	pub engine_version: u32,
	/// The block in which it was asked.
	pub requested_at: u32,
	/// The last block in which an answer is accepted.
	pub deadline: u32,
	/// How far it is.
	pub stage: RequestStage,
	/// The answer, once one was accepted. That of a committee is here when it was decided.
	pub answer: Option<AnswerView>,
}

/// A worker, as the chain has it.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkerView<AccountId> {
	/// The worker.
	pub account: AccountId,
	/// Where its server is, in UTF-8.
	pub endpoint: Vec<u8>,
	/// The base models that it serves, ascending.
	pub base_models: Vec<ArtifactId>,
	/// Hash of the build of the server that its operator says to run.
	pub build: H256,
	/// How many of its answers were accepted.
	pub proved: u64,
	/// How many requests expired in its hands.
	pub missed: u64,
	/// The block in which it was last seen.
	pub last_seen: u32,
	/// Whether it takes nothing new by its own will or after too many misses.
	pub paused: bool,
	/// What it has at stake and did not ask back, in plancks.
	pub bond: Balance,
	/// How many requests it owes an answer or a judgement to.
	pub in_flight: u32,
	/// How many of its answers were neither settled nor found false yet.
	pub unsettled: u32,
	/// Whether it would be given a request now that was asked after it joined.
	pub eligible: bool,
}

/// A page of the workers of a base model.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct WorkerPage<AccountId> {
	/// Those of this page.
	pub workers: Vec<WorkerView<AccountId>>,
	/// Where the next page begins; `None` when this is the last.
	pub next: Option<u32>,
}

/// What a contribution has of one answer.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttributedAnswer {
	/// The request.
	pub request: RequestId,
	/// The contribution's share in it.
	pub share: Perbill,
	/// That share of the contributors' part of the fee, in plancks, rounded down. What the curators of its
	/// Datanet keep is part of it.
	pub amount: Balance,
}

/// A page of the settled answers that rest on a contribution.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AttributionPage {
	/// Those of this page, ascending.
	pub answers: Vec<AttributedAnswer>,
	/// The request with which the next page begins; `None` when this is the last.
	pub next: Option<RequestId>,
}

/// How much a contribution was attributed.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct ContributionRank {
	/// The contribution.
	pub contribution: ContributionId,
	/// How many settled answers rest on it.
	pub answers: u32,
	/// Its shares of the contributors' parts of their fees, in plancks.
	pub amount: Balance,
}

/// How much an artifact was used.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct ArtifactRank {
	/// The artifact.
	pub artifact: ArtifactId,
	/// How many settled answers it gave.
	pub answers: u32,
	/// Their fees, in plancks.
	pub fees: Balance,
}

/// The leaders among the settled answers of a page of requests.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Leaderboard {
	/// The contributions that earned most, the most first; of equal ones the older.
	pub contributions: Vec<ContributionRank>,
	/// The artifacts that earned most, the most first; of equal ones the older.
	pub artifacts: Vec<ArtifactRank>,
	/// The request with which the next page begins; `None` when this is the last.
	pub next: Option<RequestId>,
}

/// A contribution that an answer rests on.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ContributionNode<AccountId> {
	/// The contribution.
	pub id: ContributionId,
	/// Its share in the answer.
	pub share: Perbill,
	/// Its Datanet.
	pub datanet: DatanetId,
	/// Who gave it.
	pub contributor: AccountId,
	/// Commitment to its canonical bytes.
	pub content: ContentCommitment,
}

/// What an answer goes back to: with the lineage of the artifact, all from the answer to the rows.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct AnswerLineage<AccountId> {
	/// The request with its answer.
	pub request: RequestView<AccountId>,
	/// The base model that the artifact runs on.
	pub base: Option<ArtifactId>,
	/// The snapshots that the artifact and its ancestors were trained on, ascending.
	pub snapshots: Vec<SnapshotId>,
	/// The contributions that the answer rests on, ascending.
	pub contributions: Vec<ContributionNode<AccountId>>,
	/// The share of the answer that goes to all contributions of the snapshots, by size.
	pub residual: Perbill,
}
