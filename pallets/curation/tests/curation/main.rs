// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod appeals;
mod configuration;
mod curators;
mod deciding;
mod invariants;
mod mock;
mod sequences;
mod settling;
mod views;
mod voting;
