// SPDX-License-Identifier: Apache-2.0
//! The command line, as people and scripts call it.

#![allow(clippy::unwrap_used)]

mod audit;
mod index;
mod mix;
mod retrieval;
mod support;
