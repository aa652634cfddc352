// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod evaluations;
mod invariants;
mod kinds;
mod licences;
mod lineage;
mod mock;
mod prices;
mod registration;
mod reservations;
mod royalties;
mod sequences;
mod status;
mod takedowns;
mod transfers;
mod twin;
mod versions;
mod views;
