// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the clock, by subject.

#![allow(clippy::unwrap_used)]

mod clock;
mod fullness;
mod mock;
mod pause;
mod properties;
