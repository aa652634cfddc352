// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps of a challenge.

use crate::Config;
use frame::{prelude::*, traits::Footprint};
use openledger_primitives::{challenge::Demand, ids::ChallengeId, traits::Subject, Balance};

/// A demand that was made of a worker.
#[derive(
	Encode, Decode, MaxEncodedLen, TypeInfo, CloneNoBound, PartialEqNoBound, EqNoBound, DebugNoBound,
)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound(T: Config))]
pub struct Challenge<T: Config> {
	/// The answer about which the claim is.
	pub subject: Subject,
	/// What must be shown.
	pub demand: Demand,
	/// Who asked.
	pub challenger: T::AccountId,
	/// What is on hold for it in the challenger's account, in plancks; `None` once the demand was met.
	pub bond: Option<Balance>,
	/// The first block in which silence loses.
	pub expires_at: BlockNumberFor<T>,
	/// The challenger's deposit for this record, and for its place among the demands.
	pub deposit: T::ChallengeDeposit,
}

impl<T: Config> Challenge<T> {
	/// What a challenge takes of the state.
	pub(crate) fn footprint() -> Footprint {
		let entry = <(Subject, Demand, ChallengeId)>::max_encoded_len();
		Footprint::from_parts(1, Self::max_encoded_len().saturating_add(entry))
	}
}
