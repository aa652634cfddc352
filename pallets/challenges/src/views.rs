// SPDX-License-Identifier: Apache-2.0
//! What clients may ask by the runtime API.

use crate::{Challenges, Config, Demands, Pallet};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{ids::ChallengeId, records::ChallengeRecord, traits::Subject};

impl<T: Config> Pallet<T> {
	/// The challenge `id`, or `None` when there is none of this number, or no longer.
	pub fn challenge_record(id: ChallengeId) -> Option<ChallengeRecord<T::AccountId>> {
		Challenges::<T>::get(id).map(|challenge| ChallengeRecord {
			challenge: id,
			subject: challenge.subject,
			demand: challenge.demand,
			challenger: challenge.challenger,
			bond: challenge.bond,
			expires_at: challenge.expires_at.saturated_into(),
		})
	}

	/// All challenges of the claim about `subject`, in no particular order. At most one for each leaf, and
	/// one for disclosure.
	pub fn challenge_records(subject: Subject) -> Vec<ChallengeRecord<T::AccountId>> {
		Demands::<T>::iter_prefix_values(subject).filter_map(Self::challenge_record).collect()
	}
}
