// SPDX-License-Identifier: Apache-2.0

//! Tests of the composed runtime, one file per concern.

#![allow(missing_docs)]

mod accounts;
mod fees;
mod genesis;
mod governance;
mod marketplace;
mod sequences;
mod state;
mod xcm;
