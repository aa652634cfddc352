// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps besides the records that clients decode.

use frame::prelude::*;
use openledger_primitives::{
	records::{BallotRecord, CuratorRecord},
	traits::Verdict,
	Balance,
};

/// A curator of this runtime.
pub type CuratorOf<T> = CuratorRecord<BlockNumberFor<T>>;

/// A ballot of this runtime.
pub type BallotOf<T> = BallotRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A curator's vote on a contribution.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Vote {
	/// What hides it until it is revealed.
	pub commitment: H256,
	/// The curator's stake when it was committed, in plancks.
	pub weight: Balance,
	/// The most that it can cost, in plancks, by the rules under which it was committed.
	pub at_risk: Balance,
	/// What it was for, once it is revealed.
	pub revealed: Option<Verdict>,
}

/// What is carried out when the curators decided so, or did not decide: nothing enters a Datanet
/// undecided, and a rejected contribution may come again.
pub(crate) fn verdict_of(majority: Option<Verdict>) -> Verdict {
	majority.unwrap_or(Verdict::Reject)
}
