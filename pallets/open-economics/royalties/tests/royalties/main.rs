// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod claims;
mod credit;
mod curators;
mod distributions;
mod managed;
mod mock;
mod pools;
mod properties;
mod sales;
mod stakers;
mod twin;
