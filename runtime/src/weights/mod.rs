// SPDX-License-Identifier: Apache-2.0

//! The base costs of a block, a transaction and a storage access, and those of calls whose pallets
//! ship no weights of their own.

pub mod pallet_xcm;

use polkadot_sdk::frame_support::{
	parameter_types,
	weights::{
		constants::{WEIGHT_REF_TIME_PER_MICROS, WEIGHT_REF_TIME_PER_NANOS},
		RuntimeDbWeight, Weight,
	},
};

parameter_types! {
	/// An empty block. The value of the SDK's system parachains.
	pub const BlockExecutionWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(5_000), 0);

	/// A transaction that does nothing. The value of the SDK's system parachains.
	pub const ExtrinsicBaseWeight: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(125), 0);

	/// One storage access while a relay chain validator checks the block: it reads the proof from
	/// memory, not from a disk. Measured by the SDK's own benchmark on Polkadot Asset Hub
	/// (2025-05-25, `benchmark storage --mode validate-block`).
	pub const InMemoryDbWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 13_036 * WEIGHT_REF_TIME_PER_NANOS,
		write: 31_215 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
