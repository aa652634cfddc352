// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod acceptance;
mod disputes;
mod invariants;
mod mock;
mod others;
mod posting;
mod properties;
mod twin;
mod views;
mod workflow;
mod working;
