// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the pallet, by subject.

#![allow(clippy::unwrap_used)]

mod appeals;
mod calls;
mod mock;
mod properties;
mod slash;
