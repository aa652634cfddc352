// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod adapters;
mod base_models;
mod invariants;
mod mock;
mod prices;
mod sequences;
mod views;
