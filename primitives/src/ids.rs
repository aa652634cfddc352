// SPDX-License-Identifier: Apache-2.0
//! Identifiers of what the chain keeps.
//!
//! Each is a counter of its own type, so that a snapshot cannot be passed where an artifact is
//! meant. In SCALE they are plain little-endian integers, or compact ones behind
//! `#[codec(compact)]`; in JSON they are numbers. Workers have none: a worker is its account.

use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

macro_rules! id {
	($(#[$doc:meta])* $name:ident($inner:ty)) => {
		$(#[$doc])*
		#[derive(
			Encode,
			Decode,
			DecodeWithMemTracking,
			MaxEncodedLen,
			TypeInfo,
			CompactAs,
			Clone,
			Copy,
			PartialEq,
			Eq,
			PartialOrd,
			Ord,
			Hash,
			Debug,
			Default,
		)]
		#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
		#[cfg_attr(feature = "serde", serde(transparent))]
		pub struct $name(pub $inner);

		impl $name {
			/// The identifier after this one, or `None` when the type is exhausted.
			pub fn next(self) -> Option<Self> {
				self.0.checked_add(1).map(Self)
			}
		}

		impl From<$inner> for $name {
			fn from(id: $inner) -> Self {
				Self(id)
			}
		}

		impl From<$name> for $inner {
			fn from(id: $name) -> Self {
				id.0
			}
		}

		impl fmt::Display for $name {
			fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
				self.0.fmt(f)
			}
		}
	};
}

id! {
	/// A Datanet: a curated collection of contributions.
	DatanetId(u32)
}

id! {
	/// A contribution of any Datanet. Given out in order of submission over the whole chain, so the
	/// lower of two identifiers is the earlier contribution.
	ContributionId(u64)
}

id! {
	/// An immutable snapshot of a Datanet.
	SnapshotId(u32)
}

id! {
	/// An artifact: base model, adapter, prompt, retrieval index or workflow.
	ArtifactId(u32)
}

id! {
	/// An inference that somebody asked and pays for.
	RequestId(u64)
}

id! {
	/// A job of the ModelFactory.
	FactoryJobId(u32)
}

id! {
	/// A slash of a bond that waits for its appeal window to pass.
	SlashId(u32)
}

id! {
	/// A prepaid payment channel.
	ChannelId(u64)
}

id! {
	/// A pool that is paid out by cumulative distribution roots.
	DistributionId(u32)
}

id! {
	/// A batch of receipts: answers that were paid for by vouchers.
	BatchId(u32)
}

id! {
	/// A challenge of what a worker claimed.
	ChallengeId(u32)
}

id! {
	/// An agent: an identity with a wallet of its own.
	AgentId(u32)
}

id! {
	/// What an agent offers at a price.
	ServiceId(u32)
}

id! {
	/// A task that somebody gave to an agent.
	TaskId(u64)
}
