// SPDX-License-Identifier: Apache-2.0

//! How each pallet is set up, one file per concern.

mod accounts;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod collation;
mod marketplace;
mod offchain;
mod open;
pub mod parameters;
mod system;
pub mod xcm;

pub use accounts::ProxyType;
pub use collation::{ConsensusHook, StakingPot};
pub use marketplace::{RoyaltyPot, StakersAccount};
pub use offchain::SessionWorkerKey;
pub use open::{TransactionByteFee, WeightToFee};
pub use system::RuntimeBlockWeights;
