// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod accounts;
mod claims;
mod demands;
mod finality;
mod frauds;
mod hooks;
mod invariants;
mod mock;
mod posting;
mod properties;
mod views;
