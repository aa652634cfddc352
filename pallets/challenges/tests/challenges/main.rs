// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod answers;
mod corpus;
mod demands;
mod frauds;
mod invariants;
mod mock;
mod outcomes;
mod sequences;
mod views;
