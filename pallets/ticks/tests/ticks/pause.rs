// SPDX-License-Identifier: Apache-2.0
//! For how long the clock stands still. The limit is five blocks.

use crate::mock::*;

#[test]
fn clock_goes_on_when_blocks_are_full_for_longer_than_the_pause() {
	run(|| {
		for _ in 0..MAX_PAUSE {
			next_block(Used::everything());
			assert_eq!(now(), 1);
		}
		for expected in 2..20 {
			next_block(Used::everything());
			assert_eq!(now(), expected);
		}
		assert_eq!(skipped(), MAX_PAUSE);
	});
}

#[test]
fn pause_is_paid_back_when_a_block_has_room() {
	run(|| {
		for _ in 0..MAX_PAUSE {
			next_block(Used::everything());
		}
		next_block(Used::nothing());
		next_block(Used::everything());
		assert_eq!(skipped(), MAX_PAUSE + 1);
		// One was paid back, and one skipped.
		next_block(Used::everything());
		assert_eq!(skipped(), MAX_PAUSE + 1);
	});
}

#[test]
fn pause_is_whole_again_when_as_many_blocks_had_room() {
	run(|| {
		for _ in 0..MAX_PAUSE {
			next_block(Used::everything());
		}
		for _ in 0..MAX_PAUSE {
			next_block(Used::nothing());
		}
		let before = now();
		for _ in 0..MAX_PAUSE {
			next_block(Used::everything());
		}
		assert_eq!(now(), before);
	});
}

#[test]
fn pause_is_not_longer_when_more_blocks_had_room_than_were_skipped() {
	run(|| {
		for _ in 0..100 {
			next_block(Used::nothing());
		}
		let before = now();
		for _ in 0..=MAX_PAUSE {
			next_block(Used::everything());
		}
		assert_eq!(now(), before + 1);
	});
}

#[test]
fn clock_runs_at_half_speed_when_every_other_block_is_full() {
	run(|| {
		for _ in 0..100 {
			next_block(Used::everything());
			next_block(Used::nothing());
		}
		assert_eq!((now(), skipped()), (101, 100));
	});
}
