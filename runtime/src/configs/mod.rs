// SPDX-License-Identifier: Apache-2.0

//! How each pallet is set up, one file per concern.

mod accounts;
mod agents;
mod attribution;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod collation;
mod deposits;
pub mod duties;
mod economics;
pub mod escrow;
pub mod liquid;
mod marketplace;
mod offchain;
mod open;
pub mod parameters;
pub mod periods;
pub mod randomness;
mod system;
pub mod xcm;

pub use accounts::ProxyType;
pub use agents::CallClass;
pub use attribution::ReceiptsPot;
pub use collation::{ConsensusHook, StakingPot};
pub use economics::{RoyaltyPot, StakersPot};
pub use offchain::SessionWorkerKey;
pub use open::{TransactionByteFee, WeightToFee};
pub use system::RuntimeBlockWeights;
