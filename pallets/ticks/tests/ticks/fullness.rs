// SPDX-License-Identifier: Apache-2.0
//! Which blocks are full. Normal transactions may use 800, 1 600 and 3 000; a tenth of that is 80, 160 and
//! 300.

use crate::mock::*;
use frame::testing_prelude::*;

/// Whether a block that has used so much is skipped.
fn is_full(used: Used) -> bool {
	let mut full = false;
	run(|| {
		end_block(used);
		full = skipped() == 1;
	});
	full
}

fn normal(ref_time: u64, proof_size: u64) -> Used {
	Used { normal: Weight::from_parts(ref_time, proof_size), ..Used::nothing() }
}

#[test]
fn block_has_room_when_it_is_empty() {
	assert!(!is_full(Used::nothing()));
}

#[test]
fn block_is_full_when_less_than_a_tenth_of_computing_is_left() {
	assert!(!is_full(normal(720, 0)));
	assert!(is_full(normal(721, 0)));
}

#[test]
fn block_is_full_when_less_than_a_tenth_of_proof_is_left() {
	assert!(!is_full(normal(0, 1_440)));
	assert!(is_full(normal(0, 1_441)));
}

#[test]
fn block_is_full_when_less_than_a_tenth_of_bytes_is_left() {
	let bytes = |len| Used { len, ..Used::nothing() };
	assert!(!is_full(bytes(2_700)));
	assert!(is_full(bytes(2_701)));
	// Operational transactions may still come.
	assert!(is_full(bytes(MAX_LEN)));
}

#[test]
fn block_is_full_when_others_leave_no_room_for_normal_transactions() {
	let others = |ref_time| Used {
		mandatory: Weight::from_parts(ref_time, 0),
		operational: Weight::from_parts(400, 0),
		..Used::nothing()
	};
	assert!(!is_full(others(520)));
	assert!(is_full(others(521)));
}

#[test]
fn block_is_full_when_all_together_leave_no_room() {
	let together = |ref_time| Used {
		normal: Weight::from_parts(500, 0),
		mandatory: Weight::from_parts(ref_time, 0),
		..Used::nothing()
	};
	assert!(!is_full(together(420)));
	assert!(is_full(together(421)));
}

#[test]
fn block_has_room_when_others_use_only_what_is_theirs() {
	// What normal transactions may never use is 200.
	let used = Used {
		normal: Weight::from_parts(720, 0),
		operational: Weight::from_parts(200, 0),
		..Used::nothing()
	};
	assert!(!is_full(used));
}

#[test]
fn block_is_full_when_it_is_over_its_limits() {
	assert!(is_full(normal(u64::MAX, u64::MAX)));
}

#[test]
fn block_is_full_only_at_the_limit_when_fullness_is_one() {
	run(|| {
		Fullness::set(Perbill::one());
		next_block(Used::everything());
		// Nothing is left, and nothing is less than that.
		assert_eq!(skipped(), 0);
	});
}

#[test]
fn weight_of_an_earlier_block_does_not_count_when_the_next_is_empty() {
	run(|| {
		next_block(Used::everything());
		next_block(Used::nothing());
		assert_eq!(skipped(), 1);
	});
}
