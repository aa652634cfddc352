// SPDX-License-Identifier: Apache-2.0
//! The worker between a real keystore, the SDK's off-chain storage, a chain in memory and a server that
//! does what a test says.

#![allow(clippy::unwrap_used)]

mod chain;
mod committees;
mod factory;
mod garbage;
mod heartbeats;
mod jobs;
mod keys;
mod locking;
mod logs;
mod node;
mod nonces;
mod outage;
mod proving;
mod retries;
mod seats;
mod server;
mod settings;
mod settling;
mod wire;
