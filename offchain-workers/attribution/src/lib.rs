// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod accusation;
pub mod attribution;
pub mod audit;
#[cfg(feature = "cli")]
pub mod cli;
pub mod corpus;
mod files;
#[cfg(feature = "influence")]
pub mod influence;
pub mod mapped;
pub mod mixing;
#[cfg(feature = "retrieval")]
pub mod retrieval;
pub mod spans;

/// The version of this engine, which every proof names. It changes with the result for any answer
/// and any corpus, and with nothing else.
pub const ENGINE_VERSION: u32 = 1;
