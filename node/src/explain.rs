// SPDX-License-Identifier: Apache-2.0

//! Says in one sentence why the node stopped, where the SDK's own words need knowledge of it.

use polkadot_sdk::sc_cli;

/// The sentence for `error`.
pub fn explain(error: &sc_cli::Error) -> String {
	match error {
		// Ours already, from the chain spec loader.
		sc_cli::Error::Input(words) => words.clone(),
		_ => sentence(&chain_of_causes(error)),
	}
}

/// The error and its causes in one line: the SDK keeps the one that matters inside the others.
fn chain_of_causes(error: &dyn std::error::Error) -> String {
	let mut text = error.to_string();
	let mut cause = error.source();
	while let Some(inner) = cause {
		let inner_text = inner.to_string();
		if !text.contains(&inner_text) {
			text = format!("{text}: {inner_text}");
		}
		cause = inner.source();
	}
	text
}

fn sentence(text: &str) -> String {
	let lower = text.to_lowercase();
	if lower.contains("lock")
		&& (lower.contains("temporarily unavailable") || lower.contains("lock file"))
	{
		format!(
			"another node is using this base path: stop it, or give this one its own --base-path ({text})"
		)
	} else if lower.contains("no space left") {
		format!("the disk is full: free some space and start again ({text})")
	} else if lower.contains("available space")
		|| lower.contains("storage") && lower.contains("threshold")
	{
		format!(
			"the disk is nearly full: free some space, or lower --db-storage-threshold ({text})"
		)
	} else {
		text.to_owned()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sentence_names_the_base_path_when_the_database_is_locked() {
		let text = "IO error: While lock file: /data/LOCK: Resource temporarily unavailable";
		assert!(sentence(text).starts_with("another node is using this base path"));
	}

	#[test]
	fn sentence_names_the_disk_when_it_is_full() {
		assert!(sentence("No space left on device (os error 28)").starts_with("the disk is full"));
	}

	#[test]
	fn sentence_keeps_the_words_when_they_are_clear() {
		assert_eq!(sentence("there is no chain 'x'"), "there is no chain 'x'");
	}
}
