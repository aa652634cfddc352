// SPDX-License-Identifier: Apache-2.0
//! Answers that are paid for by vouchers.

mod batches;
mod chats;
mod kills;
mod market;
mod refusals;
