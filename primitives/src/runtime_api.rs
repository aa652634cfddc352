// SPDX-License-Identifier: Apache-2.0
//! What clients, workers and auditors ask the runtime by `state_call`. polkadot.js, PAPI and subxt find
//! these in the chain's metadata; the LoRA server decodes the SCALE answers with this crate's types.

// What the macro makes of a bound on a trait's parameter.
#![allow(clippy::multiple_bound_locations)]

mod agents;
mod answers;
mod bonds;
mod challenges;
mod channels;
mod committees;
mod curation;
mod datanets;
mod factory;
mod invariants;
mod models;
mod receipts;
mod royalties;
mod staking;

pub use agents::*;
pub use answers::*;
pub use bonds::*;
pub use challenges::*;
pub use channels::*;
pub use committees::*;
pub use curation::*;
pub use datanets::*;
pub use factory::*;
pub use invariants::*;
pub use models::*;
pub use receipts::*;
pub use royalties::*;
pub use staking::*;
