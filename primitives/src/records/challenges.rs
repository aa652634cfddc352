// SPDX-License-Identifier: Apache-2.0
//! Of challenges.

use crate::{challenge::Demand, ids::ChallengeId, traits::Subject, Balance};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// A challenge that waits for its answer, or was answered while the claim can still be challenged.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ChallengeRecord<AccountId> {
	/// Its number.
	pub challenge: ChallengeId,
	/// The answer about which the claim is.
	pub subject: Subject,
	/// What the worker is asked to show.
	pub demand: Demand,
	/// Who asked.
	pub challenger: AccountId,
	/// What is at stake for it, in plancks; `None` once it was answered.
	pub bond: Option<Balance>,
	/// The first block in which silence loses. Full blocks are not counted.
	pub expires_at: u32,
}
