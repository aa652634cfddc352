// SPDX-License-Identifier: Apache-2.0

//! How each pallet is set up, one file per concern.

mod accounts;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod collation;
mod deposits;
mod economics;
mod marketplace;
mod offchain;
mod open;
pub mod parameters;
pub mod periods;
mod system;
pub mod xcm;

pub use accounts::ProxyType;
pub use collation::{ConsensusHook, StakingPot};
pub use economics::{RoyaltyPot, StakersPot};
pub use offchain::SessionWorkerKey;
pub use open::{TransactionByteFee, WeightToFee};
pub use system::RuntimeBlockWeights;
