// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the crate, by subject.

#![allow(clippy::cast_sign_loss, clippy::unwrap_used)]

mod accusations;
mod audit;
mod challenges;
mod corpus;
mod damage;
mod frauds;
#[cfg(feature = "influence")]
mod gradients;
mod indexes;
#[cfg(feature = "influence")]
mod influence;
#[cfg(feature = "cli")]
mod influence_command;
#[cfg(feature = "influence")]
mod influence_index;
mod lies;
mod mixing;
mod mixing_twin;
mod naive;
#[cfg(feature = "influence")]
mod preconditioned;
#[cfg(feature = "influence")]
mod projection;
mod proofs;
#[cfg(feature = "retrieval")]
mod retrieval;
mod segments;
mod spans;
mod support;
mod twin;
