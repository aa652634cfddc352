// SPDX-License-Identifier: Apache-2.0
//! What the pallet says of those who earn.

use frame::prelude::*;
use openledger_primitives::ids::ContributionId;

/// As what somebody earned a part of a fee.
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
pub enum Role {
	/// As the protocol, which also gets what nobody else is there for.
	Protocol,
	/// As the worker that computed the answer.
	Worker,
	/// As an owner of the artifact or one of its parents, or as an evaluator.
	Owner,
	/// As all who staked on the artifact.
	Stakers,
	/// As the contributor of a contribution that the answer rests on.
	Contributor(ContributionId),
}
