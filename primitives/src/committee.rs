// SPDX-License-Identifier: Apache-2.0
//! Committees: several workers judge one answer, and the chain takes what most of them agree on.
//!
//! # What is promised
//!
//! Let fewer than half of the seats collude in any way, and let the honest ones reveal what they found: those
//! who could get all they needed either all that the answer is foreign, or all that it is genuine, with
//! vectors of which no two are farther apart than the tolerance; the others that it was unavailable. Then
//! [`tally`]
//!
//! 1. finds no honest member astray, whoever could get what;
//! 2. does not decide against the honest ones: it finds no foreign answer genuine, and no genuine one foreign.
//!
//! When all honest members could get all they needed, it also
//!
//! 3. decides as they do;
//! 4. gives each contribution, before the shares are made to sum to one again, a share between the lowest
//!    and the highest that an honest member gave it.
//!
//! Why: the honest ones are a strict majority of the seats. No honest member contradicts another, so a member
//! that a strict majority contradicts, and no other is astray, is contradicted by one that is honest, and is not
//! honest itself. For any decision a strict majority is needed, so one that is honest. When all of them could
//! judge, each has that majority within the tolerance, and that is all that good standing asks for: no member
//! is measured against the median, which colluders can draw to one side in each contribution at once. And
//! among those in good standing the honest ones are a strict majority then, so that neither half of the sorted
//! shares can be without one of them.

use crate::{
	commitment::ContentCommitment,
	ids::{ContributionId, RequestId},
	vector::AttributionVector,
	Balance,
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::cmp::Reverse;
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use scale_info::TypeInfo;

/// The first bytes of what is hashed. A change of the layout changes the version in it.
pub const COMMITMENT_DOMAIN: &[u8; 23] = b"openledger/committee/v1";

/// A checker's pay is the fee divided by this.
const CHECKERS_PART: Balance = 4;

/// What a checker earns by checking an answer that costs `fee` plancks: a quarter of it.
pub const fn checker_fee(fee: Balance) -> Balance {
	fee / CHECKERS_PART
}

/// What an answer that costs `fee` plancks costs with `seats` members, of whom one wrote it and the others
/// check. `None` when that exceeds `u128::MAX`.
pub fn total_fee(fee: Balance, seats: u8) -> Option<Balance> {
	let checkers = Balance::from(seats.saturating_sub(1));
	fee.checked_add(checker_fee(fee).checked_mul(checkers)?)
}

/// What the first member of a committee answers. The others fetch the text, re-hash it and judge it.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct AnswerStatement {
	/// Commitment to the canonical answer, one document.
	pub output: ContentCommitment,
	/// Tokens of input that are charged.
	pub input_tokens: u32,
	/// Tokens of output that are charged.
	pub output_tokens: u32,
}

/// What a member of a committee found.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Judgement {
	/// The answer is the named artifact's.
	Genuine {
		/// Whose contributions it rests on.
		vector: AttributionVector,
		/// Root of the evidence tree; zero when no span was found.
		evidence_root: H256,
	},
	/// The answer is not the named artifact's.
	Foreign,
	/// Its text, the question or the model could not be had. Nobody can tell who is to blame for that, so it
	/// counts for nobody, and costs nobody anything.
	Unavailable,
}

impl Judgement {
	/// Whose contributions the answer rests on; `None` when it is foreign, or nobody could tell.
	pub const fn vector(&self) -> Option<&AttributionVector> {
		match self {
			Self::Genuine { vector, .. } => Some(vector),
			Self::Foreign | Self::Unavailable => None,
		}
	}
}

/// The commitment of `member` to a `judgement` of the answer to `request`: the BLAKE2b-256 hash over
/// [`COMMITMENT_DOMAIN`] and the SCALE encoding of genesis hash, request, member, judgement and salt.
///
/// Honest judgements can be guessed, so `salt` is what hides them: it must be random, of 32 bytes, never
/// used before, and kept until the judgement is revealed. The member is part of the hash, so that nobody
/// judges by copying a commitment.
pub fn judgement_commitment<AccountId: Encode>(
	genesis: H256,
	request: RequestId,
	member: &AccountId,
	judgement: &Judgement,
	salt: H256,
) -> H256 {
	BlakeTwo256::hash(&(COMMITMENT_DOMAIN, genesis, request, member, judgement, salt).encode())
}

/// How far apart two vectors are: half the sum of the differences of all their shares, the residuals among
/// them. Zero for equal ones, one for those that have nothing in common.
///
/// Both must be [valid](AttributionVector::validate). What one has more in some shares is then what it has
/// less in the others, so one half of the differences is enough.
pub fn distance(left: &AttributionVector, right: &AttributionVector) -> Perbill {
	let over =
		|share: Perbill, other: Perbill| share.deconstruct().saturating_sub(other.deconstruct());
	let excess =
		left.shares.iter().map(|entry| over(entry.share, share_of(right, entry.contribution)));
	Perbill::from_parts(excess.fold(over(left.residual, right.residual), u32::saturating_add))
}

/// What `vector` gives to `contribution`.
fn share_of(vector: &AttributionVector, contribution: ContributionId) -> Perbill {
	let place = vector.shares.binary_search_by_key(&contribution, |entry| entry.contribution);
	let entry = place.ok().and_then(|place| vector.shares.get(place));
	entry.map_or(Perbill::zero(), |entry| entry.share)
}

/// The median of `vectors`: that of each contribution's shares, one that a vector does not name counting
/// as zero, and that of the residuals. Of an even number the lower middle is taken.
///
/// Medians need not sum to one. Shares are therefore largest remainders of one billion in their proportion;
/// the 64 highest are named, ties going to the lower contribution, and what the others have goes to the
/// residual. When all medians are zero, nobody is named. The order of `vectors` does not matter.
pub fn median(vectors: &[&AttributionVector]) -> AttributionVector {
	let mut given = BTreeMap::<ContributionId, Vec<u32>>::new();
	for entry in vectors.iter().flat_map(|vector| vector.shares.iter()) {
		given.entry(entry.contribution).or_default().push(entry.share.deconstruct());
	}
	let medians = given
		.into_iter()
		.map(|(contribution, shares)| (contribution, lower_middle(shares, vectors.len())))
		.collect();
	let residuals = vectors.iter().map(|vector| vector.residual.deconstruct()).collect();
	AttributionVector::from_weights(medians, lower_middle(residuals, vectors.len()))
}

/// The lower middle of `count` values, of which those that are not in `values` are zero.
fn lower_middle(mut values: Vec<u32>, count: usize) -> u64 {
	values.sort_unstable();
	let zeros = count.saturating_sub(values.len());
	let middle = count.saturating_sub(1) / 2;
	let value = middle.checked_sub(zeros).and_then(|place| values.get(place)).copied();
	u64::from(value.unwrap_or_default())
}

/// What a committee decided. Places are those of the seats, ascending.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
	/// Most agree that the answer is the artifact's, and on whose contributions it rests.
	Genuine {
		/// The median of those in good standing.
		vector: AttributionVector,
		/// The evidence root that most of them named; of several such ones the lowest.
		evidence_root: H256,
		/// Who is in good standing.
		standing: Vec<usize>,
		/// Who revealed a vector that most contradict.
		astray: Vec<usize>,
	},
	/// Most agree that the answer is not the artifact's.
	Foreign {
		/// Who revealed that it is not.
		standing: Vec<usize>,
		/// Who revealed that it is.
		astray: Vec<usize>,
	},
	/// Fewer than a strict majority of the seats agree. Nobody is astray, for nobody knows from what.
	NoQuorum,
}

/// Whether more than half of the seats call the answer genuine, by vectors that are no farther than
/// `tolerance` from `vector`.
pub fn is_backed(
	vector: &AttributionVector,
	seats: &[Option<Judgement>],
	tolerance: Perbill,
) -> bool {
	let vectors = seats.iter().flatten().filter_map(Judgement::vector);
	let near = vectors.filter(|other| distance(vector, other) <= tolerance);
	is_majority(near.count(), seats.len())
}

/// Whether more than half of the seats contradict `vector`: by the judgement that the answer is foreign, or by
/// vectors that are farther than `tolerance` from it.
pub fn is_contradicted(
	vector: &AttributionVector,
	seats: &[Option<Judgement>],
	tolerance: Perbill,
) -> bool {
	let against = seats.iter().flatten().filter(|judgement| match judgement {
		Judgement::Genuine { vector: other, .. } => distance(vector, other) > tolerance,
		Judgement::Foreign => true,
		Judgement::Unavailable => false,
	});
	is_majority(against.count(), seats.len())
}

const fn is_majority(count: usize, seats: usize) -> bool {
	count > seats / 2
}

/// Decides by what the members of a committee revealed; `None` for one who did not.
///
/// An answer is foreign when more than half of the *seats* say so. One who calls it genuine is in good
/// standing when its vector [is backed](is_backed), its own voice counted; the answer is genuine when more
/// than half of the seats are in good standing. Else there is no quorum. Astray is who calls the answer
/// genuine by a vector that [is contradicted](is_contradicted). One who calls a genuine answer foreign is not:
/// a spoilt copy of the model is enough for that mistake, so it only earns nothing.
pub fn tally(seats: &[Option<Judgement>], tolerance: Perbill) -> Outcome {
	let mut standing = Vec::new();
	let mut astray = Vec::new();
	let mut foreign = Vec::new();
	for (place, judgement) in seats.iter().enumerate() {
		match judgement {
			Some(Judgement::Genuine { vector, evidence_root }) => {
				if is_backed(vector, seats, tolerance) {
					standing.push((place, vector, *evidence_root));
				} else if is_contradicted(vector, seats, tolerance) {
					astray.push(place);
				}
			},
			Some(Judgement::Foreign) => foreign.push(place),
			Some(Judgement::Unavailable) | None => (),
		}
	}
	if is_majority(foreign.len(), seats.len()) {
		return Outcome::Foreign { standing: foreign, astray };
	}
	if !is_majority(standing.len(), seats.len()) {
		return Outcome::NoQuorum;
	}
	let vectors = standing.iter().map(|(_, vector, _)| *vector).collect::<Vec<_>>();
	Outcome::Genuine {
		vector: median(&vectors),
		evidence_root: commonest(standing.iter().map(|(.., root)| *root)),
		standing: standing.iter().map(|(place, ..)| *place).collect(),
		astray,
	}
}

/// The root that occurs most often; of several such ones the lowest, and zero of none.
fn commonest(roots: impl Iterator<Item = H256>) -> H256 {
	let mut counts = BTreeMap::<H256, u32>::new();
	for root in roots {
		let count = counts.entry(root).or_default();
		*count = count.saturating_add(1);
	}
	let best = counts.into_iter().min_by_key(|(root, count)| (Reverse(*count), *root));
	best.map_or_else(H256::zero, |(root, _)| root)
}
