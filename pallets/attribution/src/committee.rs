// SPDX-License-Identifier: Apache-2.0
//! Committees: several workers judge one answer. They commit to what they found, reveal it, and what most of
//! them agree on is carried out. Who asks decides beforehand that a committee answers; or somebody has the
//! proof of a single worker reviewed by one.
//!
//! What is promised of the decision stands in [`openledger_primitives::committee`].

mod answering;
mod conclusion;
mod invariants;
mod judging;
mod review;
mod types;
mod views;

pub use review::MAX_CONVENING;
pub use types::{CommitteeState, CommitteeVerdict, Panel, Phase, Review, Seat, SeatState};
