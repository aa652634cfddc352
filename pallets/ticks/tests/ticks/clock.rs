// SPDX-License-Identifier: Apache-2.0
//! What the clock shows, in blocks and between them.

use crate::mock::*;
use frame::testing_prelude::*;
use pallet_ticks::WeightInfo;

#[test]
fn clock_is_the_block_number_when_no_block_was_full() {
	run(|| {
		for number in 1..50 {
			assert_eq!((System::block_number(), now()), (number, number));
			next_block(Used::nothing());
		}
		assert_eq!(skipped(), 0);
	});
}

#[test]
fn clock_shows_the_same_in_the_block_after_when_a_block_is_full() {
	run(|| {
		next_block(Used::nothing());
		assert_eq!(now(), 2);
		next_block(Used::everything());
		assert_eq!((System::block_number(), now()), (3, 2));
		next_block(Used::nothing());
		assert_eq!((System::block_number(), now()), (4, 3));
	});
}

#[test]
fn deadline_can_still_be_met_when_its_block_was_full() {
	run(|| {
		let deadline = now();
		next_block(Used::everything());
		assert!(now() <= deadline);
		next_block(Used::nothing());
		assert!(now() > deadline);
	});
}

#[test]
fn clock_between_blocks_is_one_behind_the_next_block_when_it_was_full_or_not() {
	run(|| {
		for used in [Used::nothing(), Used::everything(), Used::everything(), Used::nothing()] {
			end_block(used);
			let between = now();
			begin_block();
			assert_eq!(now(), between + 1);
		}
	});
}

#[test]
fn clock_does_not_change_when_a_block_fills_up() {
	run(|| {
		let before = now();
		System::register_extra_weight_unchecked(
			MAX_NORMAL,
			frame::deps::frame_support::dispatch::DispatchClass::Normal,
		);
		assert_eq!(now(), before);
	});
}

#[test]
fn clock_can_be_set_when_blocks_were_skipped() {
	run(|| {
		next_block(Used::everything());
		Ticks::set_block_number(70);
		assert_eq!((now(), System::block_number()), (70, 71));
	});
}

#[test]
fn hook_is_paid_for_when_a_block_begins() {
	run(|| {
		let weight = Ticks::on_initialize(1);
		assert_eq!(weight, <() as WeightInfo>::on_finalize());
		assert!(weight.ref_time() > 0);
	});
}

#[test]
fn integrity_test_passes_when_fullness_is_above_zero() {
	run(Ticks::integrity_test);
}

#[test]
#[should_panic(expected = "every block would be full")]
fn integrity_test_panics_when_fullness_is_zero() {
	run(|| {
		Fullness::set(Perbill::zero());
		Ticks::integrity_test();
	});
}

#[test]
fn invariants_name_what_is_wrong_when_the_storage_is() {
	use pallet_ticks::{Pause, Skipped};
	run(|| {
		let broken = |skipped: u32, pause: u32, what: &'static str| {
			hypothetically!({
				Skipped::<Test>::put(skipped);
				Pause::<Test>::put(pause);
				assert_eq!(Ticks::do_try_state(), Err(what.into()));
			});
		};
		System::set_block_number(20);
		broken(21, 5, "more blocks were skipped than there were");
		broken(10, 6, "the clock stands still for too long");
		broken(3, 4, "the pause is of blocks that were counted");
		broken(14, 4, "a skipped block was paid for by none");
	});
}
