// SPDX-License-Identifier: Apache-2.0

//! Seeds come from the relay chain, and say since when they could be known.

use frame::{testing_prelude::*, traits::Randomness};
use openledger_runtime::{RelayRandomness, System, Unreadable};
use polkadot_sdk::{sp_core::H256, sp_io::TestExternalities};

/// Runs `test` in block 1.
fn run(test: impl FnOnce()) {
	TestExternalities::default().execute_with(|| {
		next_block();
		test();
	});
}

fn next_block() {
	let number = System::block_number() + 1;
	System::initialize(&number, &H256::from_low_u64_be(number.into()), &Default::default());
}

/// The relay chain block that this one is built on has this value.
fn value(value: u8) {
	RelayRandomness::observe(Ok(Some(Some(H256::repeat_byte(value)))));
}

fn seed() -> (H256, u32) {
	RelayRandomness::random(b"subject")
}

#[test]
fn seed_is_known_since_the_block_before_when_its_value_appears() {
	run(|| {
		assert_eq!(seed().1, 0);
		for _ in 0..9 {
			next_block();
		}
		value(1);
		assert_eq!(seed().1, 9);
	});
}

#[test]
fn seed_stays_as_old_as_it_is_when_two_blocks_have_one_relay_block() {
	run(|| {
		next_block();
		value(1);
		let first = seed();
		next_block();
		value(1);
		assert_eq!(seed(), first);
		next_block();
		value(2);
		assert_ne!(seed().0, first.0);
		assert_eq!(seed().1, 3);
	});
}

#[test]
fn seed_stays_when_the_proof_hides_the_value_or_the_author_gave_none() {
	run(|| {
		value(1);
		let first = seed();
		next_block();
		RelayRandomness::observe(Err(Unreadable));
		assert_eq!(seed(), first);
		RelayRandomness::observe(Ok(Some(None)));
		assert_eq!(seed(), first);
	});
}

#[test]
fn parent_hash_is_the_source_when_the_relay_chain_has_no_such_value() {
	run(|| {
		RelayRandomness::observe(Ok(None));
		let first = seed();
		next_block();
		RelayRandomness::observe(Ok(None));
		assert_ne!(seed().0, first.0);
		assert_eq!(seed().1, 1);
	});
}

#[test]
fn seed_depends_on_all_values_before_when_the_last_ones_are_equal() {
	let after = |values: [u8; 2]| {
		let mut found = H256::zero();
		run(|| {
			for byte in values {
				value(byte);
				next_block();
			}
			found = seed().0;
		});
		found
	};
	assert_ne!(after([1, 3]), after([2, 3]));
	assert_eq!(after([1, 3]), after([1, 3]));
}

#[test]
fn seeds_differ_when_subjects_do() {
	run(|| {
		value(1);
		assert_ne!(RelayRandomness::random(b"one").0, RelayRandomness::random(b"two").0);
	});
}

#[test]
fn hook_pays_for_reading_the_seed_when_a_block_begins() {
	run(|| {
		let weight = RelayRandomness::on_initialize(1);
		assert!(weight.all_gt(Weight::zero()));
	});
}
