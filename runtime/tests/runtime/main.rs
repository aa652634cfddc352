// SPDX-License-Identifier: Apache-2.0

//! Tests of the composed runtime, one file per concern.

#![allow(missing_docs)]

mod accounts;
mod agents;
mod disputes;
mod escrow;
mod fees;
mod genesis;
mod governance;
mod marketplace;
mod offchain;
mod randomness;
mod sequences;
mod state;
mod xcm;
