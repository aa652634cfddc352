// SPDX-License-Identifier: Apache-2.0
//! Which of several answers a model takes for the most probable.

/// The place of the lowest of `losses`, each of all tokens of a choice together: the most probable text.
/// Of equal ones it is the first. None of no choices, and where one has no loss that is a number.
pub fn choose(losses: &[f64]) -> Option<usize> {
	if losses.iter().any(|loss| loss.is_nan()) {
		return None;
	}
	let (place, _) =
		losses.iter().enumerate().min_by(|(_, one), (_, other)| one.total_cmp(other))?;
	Some(place)
}
