// SPDX-License-Identifier: Apache-2.0
//! Behaviour of the crate, by subject.

#![allow(clippy::cast_sign_loss, clippy::unwrap_used)]

mod accrual;
mod accumulator;
mod answers;
mod challenge;
mod commitment;
mod committee;
mod curation;
mod distribution;
mod evidence;
mod fee;
mod fuzz_challenges;
mod fuzz_receipts;
mod ids;
mod jobs;
mod licence;
mod manifest;
mod merkle;
mod opening;
mod ordered;
mod payment;
mod proof;
mod receipts;
mod snapshot;
mod split;
mod text;
mod vector;
mod voucher;
mod x402;
