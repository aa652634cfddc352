// SPDX-License-Identifier: Apache-2.0
//! Licences, and what they let be made.

use codec::{Decode, Encode};
use openledger_primitives::licence::{Licence, LicenceConflict, LicenceTerms, MAX_SPDX_LEN};

fn licence(spdx: &str, terms: LicenceTerms) -> Licence {
	Licence { spdx: spdx.as_bytes().to_vec().try_into().unwrap(), terms }
}

/// Every combination of terms.
fn all_terms() -> impl Iterator<Item = LicenceTerms> + Clone {
	let either = [false, true];
	either.into_iter().flat_map(move |derivatives| {
		either.into_iter().flat_map(move |commercial| {
			either.map(|share_alike| LicenceTerms { derivatives, commercial, share_alike })
		})
	})
}

/// Every pair of licences that differ in their expression, in their terms, in both or in nothing.
fn all_pairs() -> impl Iterator<Item = (Licence, Licence)> {
	all_terms().flat_map(|source| {
		all_terms().flat_map(move |other| {
			["MIT", "CC-BY-4.0"].map(|spdx| (licence("MIT", source), licence(spdx, other)))
		})
	})
}

fn free() -> LicenceTerms {
	LicenceTerms { derivatives: true, commercial: true, share_alike: false }
}

#[test]
fn derived_work_is_allowed_when_the_source_demands_nothing() {
	for (source, derived) in all_pairs().filter(|(source, _)| source.terms == free()) {
		assert_eq!(source.permits_derived(&derived), Ok(()));
		assert_eq!(source.permits_collected(&derived), Ok(()));
	}
}

#[test]
fn derived_work_is_refused_when_the_source_allows_none() {
	let source = licence("CC-BY-ND-4.0", LicenceTerms { derivatives: false, ..free() });
	let conflict = Err(LicenceConflict::DerivativesForbidden);
	assert_eq!(source.permits_derived(&source), conflict);
	assert_eq!(source.permits_collected(&licence("MIT", free())), conflict);
}

#[test]
fn unchanged_work_is_collected_when_the_collection_allows_no_derivatives_either() {
	let source = licence("CC-BY-ND-4.0", LicenceTerms { derivatives: false, ..free() });
	assert_eq!(source.permits_collected(&source), Ok(()));
}

#[test]
fn commercial_work_is_refused_when_the_source_allows_no_commercial_use() {
	let source = licence("CC-BY-NC-4.0", LicenceTerms { commercial: false, ..free() });
	let conflict = Err(LicenceConflict::CommercialForbidden);
	assert_eq!(source.permits_derived(&licence("MIT", free())), conflict);
	assert_eq!(source.permits_collected(&licence("MIT", free())), conflict);
	assert_eq!(source.permits_derived(&source), Ok(()));
}

#[test]
fn other_licence_is_refused_when_the_source_is_share_alike() {
	let source = licence("CC-BY-SA-4.0", LicenceTerms { share_alike: true, ..free() });
	let conflict = Err(LicenceConflict::ShareAlikeBroken);
	// Another name with the same terms, and the same name with other terms.
	assert_eq!(source.permits_derived(&licence("GPL-3.0-only", source.terms)), conflict);
	assert_eq!(source.permits_derived(&licence("CC-BY-SA-4.0", free())), conflict);
	assert_eq!(source.permits_collected(&licence("MIT", free())), conflict);
	assert_eq!(source.permits_derived(&source), Ok(()));
}

#[test]
fn verdict_equals_the_written_rules_when_every_pair_is_asked() {
	use LicenceConflict::{CommercialForbidden, DerivativesForbidden, ShareAlikeBroken};
	for (source, other) in all_pairs() {
		let (from, to) = (source.terms, other.terms);
		let first = |conflicts: [(bool, LicenceConflict); 3]| {
			conflicts.into_iter().find(|(broken, _)| *broken).map_or(Ok(()), |(_, why)| Err(why))
		};
		let commercial = (!from.commercial && to.commercial, CommercialForbidden);
		let share_alike = (from.share_alike && source != other, ShareAlikeBroken);
		let derived = (!from.derivatives, DerivativesForbidden);
		let collected = (!from.derivatives && to.derivatives, DerivativesForbidden);
		assert_eq!(
			source.permits_derived(&other),
			first([derived, commercial, share_alike]),
			"{source:?} {other:?}"
		);
		assert_eq!(
			source.permits_collected(&other),
			first([collected, commercial, share_alike]),
			"{source:?} {other:?}"
		);
	}
}

#[test]
fn no_middle_work_washes_off_a_term_when_the_source_is_share_alike() {
	for (first, middle) in all_pairs().filter(|(first, _)| first.terms.share_alike) {
		for (_, last) in all_pairs() {
			if first.permits_derived(&middle).and(middle.permits_derived(&last)).is_ok() {
				assert_eq!(first, last);
			}
		}
	}
}

#[test]
fn licence_is_readable_when_its_expression_is_text() {
	assert!(licence("Apache-2.0 OR MIT", free()).is_readable());
	assert!(!licence("", free()).is_readable());
	let latin1 = Licence { spdx: vec![0xe9].try_into().unwrap(), terms: free() };
	assert!(!latin1.is_readable());
}

#[test]
fn licence_is_refused_when_its_expression_is_too_long() {
	let length = usize::try_from(MAX_SPDX_LEN).unwrap() + 1;
	let encoded = (vec![b'x'; length], free()).encode();
	assert!(Licence::decode(&mut &encoded[..]).is_err());
}

#[test]
fn licence_survives_a_round_trip_when_encoded() {
	for (licence, _) in all_pairs() {
		assert_eq!(Licence::decode(&mut &licence.encode()[..]), Ok(licence));
	}
}

#[test]
fn terms_are_refused_when_a_field_is_unknown() {
	let json = r#"{"derivatives":true,"commercial":true,"share_alike":false,"resale":true}"#;
	assert!(serde_json::from_str::<LicenceTerms>(json).is_err());
}
