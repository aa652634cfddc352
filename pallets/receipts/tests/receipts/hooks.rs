// SPDX-License-Identifier: Apache-2.0
//! What the runtime must not be configured to.

use crate::mock::*;
use frame::traits::Hooks;

fn integrity() {
	<Receipts as Hooks<u64>>::integrity_test();
}

#[test]
fn integrity_holds_when_the_configuration_is_sound() {
	run(integrity);
}

#[test]
#[should_panic(expected = "nobody could challenge a batch")]
fn integrity_fails_when_there_is_no_window() {
	run(|| {
		ReceiptsWindow::set(0);
		integrity();
	});
}

#[test]
#[should_panic(expected = "nobody could answer a demand")]
fn integrity_fails_when_there_is_no_time_to_respond() {
	run(|| {
		ResponseWindow::set(0);
		integrity();
	});
}

#[test]
#[should_panic(expected = "answered demands could keep others out")]
fn integrity_fails_when_responses_take_as_long_as_the_window() {
	run(|| {
		ResponseWindow::set(WINDOW);
		integrity();
	});
}
