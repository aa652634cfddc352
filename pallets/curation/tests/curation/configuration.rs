// SPDX-License-Identifier: Apache-2.0
//! What a runtime cannot be configured to.

use crate::mock::*;
use frame::{prelude::Hooks, testing_prelude::*};

fn integrity_test() {
	<Curation as Hooks<u32>>::integrity_test();
}

#[test]
fn integrity_test_passes_when_a_stake_can_just_pay() {
	run(|| {
		MaxOpenVotes::set(4);
		SilenceSlash::set(Perbill::from_percent(25));
		integrity_test();
	});
}

#[test]
#[should_panic(expected = "a stake could not pay for its open votes")]
fn integrity_test_fails_when_open_votes_could_cost_more_than_the_stake() {
	run(|| {
		SilenceSlash::set(Perbill::from_parts(250_000_001));
		integrity_test();
	});
}

#[test]
#[should_panic(expected = "silence would be cheaper than a wrong vote")]
fn integrity_test_fails_when_silence_is_cheaper() {
	run(|| {
		SilenceSlash::set(Perbill::from_percent(4));
		integrity_test();
	});
}

#[test]
#[should_panic(expected = "nobody could vote")]
fn integrity_test_fails_when_no_vote_can_be_open() {
	run(|| {
		MaxOpenVotes::set(0);
		integrity_test();
	});
}
