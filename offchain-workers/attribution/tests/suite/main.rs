// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the crate, by subject.

#![allow(clippy::cast_sign_loss, clippy::unwrap_used)]

mod accusations;
mod audit;
mod challenges;
mod corpus;
mod frauds;
mod lies;
mod mixing;
mod mixing_twin;
mod naive;
mod proofs;
#[cfg(feature = "retrieval")]
mod retrieval;
mod spans;
mod support;
mod twin;
