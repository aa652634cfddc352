// SPDX-License-Identifier: Apache-2.0
//! A server on this machine for OpenAI's clients, which pays the worker behind it through a prepaid channel.
//!
//! The worker answers first and is paid afterwards: each receipt that it signs says what the next voucher has to be
//! over. So a receipt is checked before the next voucher is signed, and what does not hold ends the payments. At
//! most one answer is ever owed.

pub mod answer;
pub mod check;
mod http;
pub mod ledger;
pub mod question;
mod refusal;
pub mod till;

pub use http::serve;

use openledger_primitives::payment::SignedReceipt;
use polkadot_sdk::sp_runtime::{AccountId32, MultiSignature};

/// A receipt of the chain's accounts and signatures.
pub type ChainReceipt = SignedReceipt<AccountId32, MultiSignature>;
