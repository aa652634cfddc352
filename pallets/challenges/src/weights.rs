// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_challenges`. Not written by hand: run `scripts/weights`.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]
#![allow(clippy::unnecessary_cast)]

use core::marker::PhantomData;
use frame::weights_prelude::*;

/// What the calls of `pallet_challenges` weigh.
pub trait WeightInfo {
	fn prove_omitted_span(a: u32, l: u32, ) -> Weight;
	fn prove_omitted_holder(l: u32, c: u32, ) -> Weight;
	fn prove_later_occurrence(c: u32, ) -> Weight;
	fn prove_wrong_arithmetic(l: u32, ) -> Weight;
	fn prove_wrong_words(a: u32, l: u32, ) -> Weight;
	fn prove_too_many_spans(a: u32, l: u32, ) -> Weight;
	fn prove_foreign_holder() -> Weight;
	fn prove_not_canonical(a: u32, ) -> Weight;
	fn challenge_leaf() -> Weight;
	fn answer_leaf(c: u32, ) -> Weight;
	fn challenge_disclosure() -> Weight;
	fn disclose(a: u32, l: u32, ) -> Weight;
	fn convict() -> Weight;
	fn close() -> Weight;
}

/// The measured weights, with the database costs of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[0, 256]`.
	fn prove_omitted_span(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(90, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(12_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// The range of component `l` is `[1, 256]`.
	/// The range of component `c` is `[1, 64]`.
	fn prove_omitted_holder(l: u32, c: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(12_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(60_000, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// The range of component `c` is `[1, 64]`.
	fn prove_later_occurrence(c: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(60_000, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// The range of component `l` is `[1, 256]`.
	fn prove_wrong_arithmetic(l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(20_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[1, 256]`.
	fn prove_wrong_words(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(40, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(20_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[2, 256]`.
	fn prove_too_many_spans(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(40, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(12_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn prove_foreign_holder() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	/// The range of component `a` is `[4096, 65536]`.
	fn prove_not_canonical(a: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(160, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn challenge_leaf() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// The range of component `c` is `[1, 64]`.
	fn answer_leaf(c: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(120_000, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn challenge_disclosure() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[0, 256]`.
	fn disclose(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(200, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(32_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn convict() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn close() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
}

/// The same for tests: database costs of RocksDB.
impl WeightInfo for () {
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[0, 256]`.
	fn prove_omitted_span(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(90, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(12_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// The range of component `l` is `[1, 256]`.
	/// The range of component `c` is `[1, 64]`.
	fn prove_omitted_holder(l: u32, c: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(12_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(60_000, 0).saturating_mul(c.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// The range of component `c` is `[1, 64]`.
	fn prove_later_occurrence(c: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(60_000, 0).saturating_mul(c.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// The range of component `l` is `[1, 256]`.
	fn prove_wrong_arithmetic(l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(20_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[1, 256]`.
	fn prove_wrong_words(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(40, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(20_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[2, 256]`.
	fn prove_too_many_spans(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(40, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(12_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn prove_foreign_holder() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(RocksDbWeight::get().reads(20_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	/// The range of component `a` is `[4096, 65536]`.
	fn prove_not_canonical(a: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(160, 0).saturating_mul(a.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn challenge_leaf() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	/// The range of component `c` is `[1, 64]`.
	fn answer_leaf(c: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(120_000, 0).saturating_mul(c.into()))
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn challenge_disclosure() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(6_u64))
	}
	/// The range of component `a` is `[4096, 65536]`.
	/// The range of component `l` is `[0, 256]`.
	fn disclose(a: u32, l: u32, ) -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(Weight::from_parts(200, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(32_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
	}
	fn convict() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(8_u64))
	}
	fn close() -> Weight {
		Weight::from_parts(50_000_000, 10_000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
}
