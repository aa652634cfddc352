// SPDX-License-Identifier: Apache-2.0

//! How each pallet is set up, one file per concern.

mod accounts;
mod collation;
mod open;
pub mod parameters;
mod system;
pub mod xcm;

pub use accounts::ProxyType;
pub use collation::{ConsensusHook, StakingPot};
pub use open::{TransactionByteFee, WeightToFee};
pub use system::RuntimeBlockWeights;
