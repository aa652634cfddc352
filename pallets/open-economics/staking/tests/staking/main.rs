// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod emission;
mod emission_properties;
mod invariants;
mod mock;
mod rewards;
mod stake;
mod stake_properties;
mod views;
