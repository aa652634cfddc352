// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

pub mod accrual;
pub mod accumulator;
pub mod challenge;
pub mod commitment;
pub mod committee;
pub mod curation;
#[cfg(feature = "serde")]
mod decimal;
pub mod distribution;
pub mod evidence;
pub mod fee;
pub mod ids;
#[cfg(feature = "serde")]
pub mod jobs;
pub mod licence;
pub mod manifest;
pub mod merkle;
#[cfg(feature = "serde")]
pub mod payment;
pub mod proof;
pub mod receipts;
pub mod records;
#[cfg(feature = "runtime-api")]
pub mod runtime_api;
pub mod snapshot;
pub mod split;
pub mod text;
pub mod traits;
pub mod vector;
pub mod voucher;
pub mod x402;

/// Money, in plancks: 1 OPEN is 10^18 of them.
pub type Balance = u128;
