// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod access;
mod contributions;
mod creation;
mod invariants;
mod judging;
mod mock;
mod sequences;
mod snapshots;
mod takedowns;
mod twin;
mod views;
