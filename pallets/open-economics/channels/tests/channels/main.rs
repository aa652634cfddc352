// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod closing;
mod funding;
mod invariants;
mod mock;
mod properties;
mod redemption;
mod views;
