// SPDX-License-Identifier: Apache-2.0
//! Tests of `pallet-attribution` in a runtime with real balances, real keys, and small doubles of the
//! other pallets.

#![allow(missing_docs, clippy::unwrap_used)]

mod assignment;
mod claims;
mod committee;
mod expiry;
mod feeless;
mod hooks;
mod mock;
mod presence;
mod proofs;
mod properties;
mod queue;
mod records;
mod requests;
mod roster;
mod settlement;
mod views;
mod workers;
