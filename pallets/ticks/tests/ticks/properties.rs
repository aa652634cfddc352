// SPDX-License-Identifier: Apache-2.0
//! The clock against one that recounts the whole history, and against what the README promises.

use crate::mock::*;
use frame::testing_prelude::*;
use proptest::prelude::*;

/// Blocks of all degrees of fullness, in runs, as rushes and attacks come.
fn history() -> impl Strategy<Value = Vec<Used>> {
	let used = prop_oneof![
		3 => Just(Used::nothing()),
		3 => Just(Used::everything()),
		1 => any_use(),
	];
	let run = (used, 1usize..12).prop_map(|(used, times)| vec![used; times]);
	prop::collection::vec(run, 1..12).prop_map(|runs| runs.concat())
}

fn any_use() -> impl Strategy<Value = Used> {
	let weight = |most: Weight| {
		(0..=most.ref_time(), 0..=most.proof_size())
			.prop_map(|(ref_time, proof_size)| Weight::from_parts(ref_time, proof_size))
	};
	(weight(MAX_NORMAL), weight(MAX_BLOCK), weight(MAX_BLOCK), 0..=MAX_LEN).prop_map(
		|(normal, operational, mandatory, len)| Used { normal, operational, mandatory, len },
	)
}

/// The rule in floating point: more than nine tenths of what there is for normal transactions is gone.
// A twin that reckons as the pallet does not: what is lost is less than its margin.
#[allow(clippy::cast_precision_loss)]
fn is_full(used: &Used) -> bool {
	let gone = |normal: u64, all: u64, class: u64, block: u64| {
		let room = (class as f64 - normal as f64).min(block as f64 - all as f64);
		room < 0.1 * class as f64 - 1e-6
	};
	let all = used.normal.saturating_add(used.operational).saturating_add(used.mandatory);
	gone(used.normal.ref_time(), all.ref_time(), MAX_NORMAL.ref_time(), MAX_BLOCK.ref_time())
		|| gone(
			used.normal.proof_size(),
			all.proof_size(),
			MAX_NORMAL.proof_size(),
			MAX_BLOCK.proof_size(),
		) || gone(0, used.len.into(), MAX_NORMAL_LEN.into(), MAX_NORMAL_LEN.into())
}

/// How many skipped blocks are not paid back after `history`, and which blocks of it are skipped: a full
/// one is when fewer than the limit are owed.
fn recount(history: &[Used]) -> (u32, Vec<bool>) {
	let mut owed = 0;
	let mut skips = Vec::new();
	for used in history {
		let skipped = is_full(used) && owed < MAX_PAUSE;
		if skipped {
			owed += 1;
		} else if !is_full(used) {
			owed = owed.max(1) - 1;
		}
		skips.push(skipped);
	}
	(owed, skips)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn clock_shows_what_a_naive_one_does_when_blocks_are_full_at_random(history in history()) {
		let mut shown = Vec::new();
		run(|| {
			for used in &history {
				shown.push(now());
				next_block(*used);
			}
			shown.push(now());
		});
		let (_, skips) = recount(&history);
		for (place, shown) in shown.iter().enumerate() {
			let counted = skips[..place].iter().filter(|&&skipped| !skipped).count();
			prop_assert_eq!(*shown as usize, counted + 1);
		}
	}

	#[test]
	fn clock_never_goes_back_nor_jumps_nor_stands_still_too_long(history in history()) {
		let mut shown = Vec::new();
		run(|| {
			for used in &history {
				shown.push(now());
				next_block(*used);
			}
			shown.push(now());
		});
		prop_assert!(shown.windows(2).all(|pair| pair[0] <= pair[1] && pair[1] <= pair[0] + 1));
		for (start, first) in shown.iter().enumerate() {
			for (blocks, later) in shown[start..].iter().enumerate() {
				let least = (blocks as u32).saturating_sub(MAX_PAUSE).div_ceil(2);
				prop_assert!(later - first >= least, "{blocks} blocks from block {start}");
			}
		}
	}

	#[test]
	fn window_is_missed_only_when_the_pause_and_all_of_it_are_filled(
		before in history(),
		window in 1u32..20,
		attack in 0u32..40,
	) {
		// Whoever is to act in `window` blocks by the clock finds the chain full from the first on.
		run(|| {
			for used in &before {
				next_block(*used);
			}
			let (owed, _) = recount(&before);
			let last = now() + window - 1;
			for _ in 0..attack {
				next_block(Used::everything());
			}
			let missed = now() > last;
			assert_eq!(missed, attack >= window + MAX_PAUSE - owed);
		});
	}
}
