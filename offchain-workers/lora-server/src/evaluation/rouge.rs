// SPDX-License-Identifier: Apache-2.0
//! ROUGE-L of one text against one reference: Lin, "ROUGE: a package for automatic evaluation of
//! summaries", 2004, section 3.1, with equal weights of precision and recall.
//!
//! Words are those of Google's `rouge-score` without a stemmer: lower case, runs of `a` to `z` and digits;
//! everything else stands between words.

/// ROUGE-L, as what it is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RougeL {
	/// Words of the longest common subsequence.
	pub common: u32,
	/// Words of the text.
	pub words: u32,
	/// Words of the reference.
	pub reference_words: u32,
}

impl RougeL {
	/// Compares `text` with `reference`.
	pub fn of(text: &str, reference: &str) -> Self {
		let (text, reference) = (words(text), words(reference));
		let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
		Self {
			common: count(common_subsequence(&text, &reference)),
			words: count(text.len()),
			reference_words: count(reference.len()),
		}
	}

	/// The F1 of precision, `common / words`, and recall, `common / reference_words`, in millionths,
	/// rounded to the nearest, halves up. Zero where either has no words.
	pub fn f1_micros(&self) -> u32 {
		// 2pr / (p + r) is 2 common / (words + reference words).
		let whole = u64::from(self.words).saturating_add(self.reference_words.into());
		let doubled = u64::from(self.common).saturating_mul(4_000_000).saturating_add(whole);
		let f1 = doubled.checked_div(whole.saturating_mul(2)).unwrap_or(0);
		u32::try_from(f1).unwrap_or(u32::MAX)
	}
}

fn words(text: &str) -> Vec<String> {
	let lower = text.to_lowercase();
	lower
		.split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
		.filter(|word| !word.is_empty())
		.map(str::to_owned)
		.collect()
}

/// The length of the longest common subsequence, one row of the table at a time.
fn common_subsequence(one: &[String], other: &[String]) -> usize {
	let mut lengths = vec![0usize; other.len() + 1];
	for word in one {
		// What stood to the left of this place in the row before.
		let mut diagonal = 0;
		let mut left = 0;
		for (place, against) in lengths.iter_mut().skip(1).zip(other) {
			let above = *place;
			*place = if word == against { diagonal + 1 } else { above.max(left) };
			(diagonal, left) = (above, *place);
		}
	}
	lengths.last().copied().unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// By the definition: the longest of all subsequences of one that the other has, too.
	fn naive(one: &[String], other: &[String]) -> usize {
		let is_subsequence = |chosen: &[&String]| {
			let mut rest = other.iter();
			chosen.iter().all(|word| rest.any(|found| found == *word))
		};
		(0u32..1 << one.len())
			.map(|chosen| {
				one.iter()
					.enumerate()
					.filter(|(place, _)| chosen & (1 << place) != 0)
					.map(|(_, word)| word)
					.collect::<Vec<_>>()
			})
			.filter(|chosen| is_subsequence(chosen))
			.map(|chosen| chosen.len())
			.max()
			.unwrap_or(0)
	}

	proptest! {
		#[test]
		fn common_subsequence_is_the_longest_of_all_when_texts_are_short(
			one in prop::collection::vec("[abc]", 0..9),
			other in prop::collection::vec("[abc]", 0..12),
		) {
			prop_assert_eq!(common_subsequence(&one, &other), naive(&one, &other));
			prop_assert_eq!(common_subsequence(&other, &one), naive(&one, &other));
		}
	}

	/// The values are those of `rouge_score.rouge_scorer.RougeScorer(["rougeL"])`, version 0.1.2.
	#[test]
	fn score_is_that_of_rouge_score_when_texts_are_known() {
		for (text, reference, f1) in [
			(
				"the quick brown dog jumps on the log.",
				"The quick brown fox jumps over the lazy dog",
				588_235,
			),
			("police kill the gunman", "police killed the gunman", 750_000),
			("the gunman kill police", "police killed the gunman", 500_000),
			("a b c", "a b c", 1_000_000),
			("Twenty-one, twenty-two!", "twenty one TWENTY two", 1_000_000),
			("x", "y", 0),
			("", "y", 0),
			("", "", 0),
			("été", "t", 1_000_000),
		] {
			assert_eq!(RougeL::of(text, reference).f1_micros(), f1, "{text:?} {reference:?}");
		}
	}
}
