// SPDX-License-Identifier: Apache-2.0
//! Stop strings.

use openledger_lora_server::generation::{Passed, StopStrings};
use proptest::prelude::*;

/// The naive twin: all text at once.
fn cut(text: &str, stops: &[String]) -> String {
	let end = stops.iter().filter_map(|stop| text.find(stop.as_str())).min();
	text[..end.unwrap_or(text.len())].into()
}

proptest! {
	#[test]
	fn stop_strings_cut_as_in_whole_text_when_it_comes_in_pieces(
		pieces in prop::collection::vec("[abé]{0,4}", 0..12),
		stops in prop::collection::vec("[abé]{1,3}", 0..4),
	) {
		let mut matcher = StopStrings::new(stops.clone());
		let mut passed = String::new();
		let mut stopped = false;
		for piece in &pieces {
			let next = matcher.push(piece);
			passed.push_str(&next.text);
			if next.stopped {
				stopped = true;
				break;
			}
		}
		if !stopped {
			passed.push_str(&matcher.finish());
		}
		// A stop string that ends earlier wins over one that begins earlier and ends later.
		let first = (0..=pieces.len()).map(|count| pieces[..count].concat())
			.find(|text| stops.iter().any(|stop| text.contains(stop.as_str())));
		let seen = first.unwrap_or_else(|| pieces.concat());
		prop_assert_eq!(passed, cut(&seen, &stops));
	}
}

#[test]
fn stop_strings_hold_nothing_back_when_no_stop_string_begins() {
	let mut matcher = StopStrings::new(vec!["END".into()]);
	assert_eq!(matcher.push("plain "), Passed { text: "plain ".into(), stopped: false });
	assert_eq!(matcher.push("EN"), Passed { text: String::new(), stopped: false });
	assert_eq!(matcher.push("Ough"), Passed { text: "ENOugh".into(), stopped: false });
}
