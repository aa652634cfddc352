// SPDX-License-Identifier: Apache-2.0
//! What Annex IV and Article 53 of the EU AI Act ask about training data, and where the report has it; what the
//! chain does not have is named as such.

use serde_json::{json, Value as Json};

/// What is asked, where, and which section of the report answers it.
const ASKED: [(&str, &str, &str); 10] = [
	("Annex IV (1)(a)", "name of the system, its provider, its version", "Models, Versions"),
	("Annex IV (1)(b)", "how it interacts with other models", "Graph, Models: made from"),
	(
		"Annex IV (2)(a)",
		"steps of its development, third parties' models that were used, and how",
		"Models: made from, trained on, credits; the training record is a file of the manifest",
	),
	(
		"Annex IV (2)(d)",
		"provenance of the training data: sets, scope, main characteristics",
		"Training data",
	),
	("Annex IV (2)(d)", "how the data was obtained and selected", "Curation, People"),
	(
		"Annex IV (2)(d)",
		"labelling and cleaning",
		"Curation; Checks: all text is in canonical form",
	),
	("Annex IV (2)(g)", "validation and testing: data, metrics, results", "Evaluations"),
	(
		"Article 53 (1)(c)",
		"a policy to comply with copyright law",
		"Licences; takedowns, in Checks",
	),
	("Article 53 (1)(d)", "a summary of the content used for training", "Training data, Licences"),
	(
		"Annex XI (1)(1)(c)",
		"date of release, ways of distribution",
		"Versions: block of registration, address",
	),
];

/// What is asked and stands on no chain.
const ELSEWHERE: [&str; 4] = [
	"intended purpose and risk management (Annex IV (1)(a), (5))",
	"human oversight and instructions for use (Annex IV (1)(h), (2)(e))",
	"resources and energy that the training took (Annex IV (2)(c), Annex XI (1)(2)(d), (e))",
	"personal data in contributions: their licences and takedowns are on chain, a judgement is not",
];

/// The table.
pub fn json() -> Json {
	let asked = ASKED
		.map(|(place, what, section)| json!({ "place": place, "what": what, "section": section }));
	json!({ "asked": asked, "elsewhere": ELSEWHERE })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	#[test]
	fn sections_that_are_named_are_in_the_page() {
		let page = include_str!("report.html");
		for (_, _, sections) in ASKED {
			for section in sections.split([',', ';']) {
				let name = section.split(':').next().unwrap().trim();
				if name.chars().next().unwrap().is_uppercase() {
					assert!(
						page.contains(&format!(
							"<h2 id=\"{}\">",
							name.to_lowercase().replace(' ', "-")
						)),
						"{name}"
					);
				}
			}
		}
	}
}
