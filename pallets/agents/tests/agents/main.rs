// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod acting;
mod controllers;
mod disputes;
mod ending;
mod feedback;
mod identity;
mod invariants;
mod mock;
mod others;
mod posting;
mod properties;
mod services;
mod twin;
mod validation;
mod views;
mod working;
