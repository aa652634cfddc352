// SPDX-License-Identifier: Apache-2.0
//! Setting prices.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::PriceList,
	ids::ArtifactId,
	licence::LicenceTerms,
	records::{ArtifactKind, EdgeRole},
	traits::Lineage as _,
};
use pallet_model_registry::{Error, Event};

fn set(who: AccountId, id: ArtifactId, prices: Option<PriceList>) -> DispatchResult {
	ModelRegistry::set_prices(signed(who), id, prices)
}

#[test]
fn prices_change_and_deposit_stays_when_the_owner_sets_them() {
	run(|| {
		let id = base_model(ALICE, 0);
		let deposit = held(ALICE);
		assert_eq!(ModelRegistry::prices(id), None);
		assert_ok!(set(ALICE, id, Some(prices())));
		assert_last_event(Event::PricesSet { artifact: id, prices: Some(prices()) });
		assert_eq!(ModelRegistry::prices(id), Some(prices()));
		assert_ok!(set(ALICE, id, None));
		assert_last_event(Event::PricesSet { artifact: id, prices: None });
		assert_eq!(ModelRegistry::prices(id), None);
		assert_eq!(held(ALICE), deposit);
	});
}

#[test]
fn prices_are_told_when_the_artifact_can_be_asked() {
	run(|| {
		let id = register(ALICE, New { draft: true, prices: Some(prices()), ..model() });
		assert_eq!(ModelRegistry::prices(id), None);
		assert_ok!(ModelRegistry::publish(signed(ALICE), id));
		assert_eq!(ModelRegistry::prices(id), Some(prices()));
		assert_ok!(ModelRegistry::deprecate(signed(ALICE), id));
		assert_eq!(ModelRegistry::prices(id), Some(prices()));
		revoke(id);
		assert_eq!(ModelRegistry::prices(id), None);
	});
}

#[test]
fn set_prices_fails_when_the_artifact_does_not_exist() {
	run(|| {
		assert_noop!(set(ALICE, ArtifactId(0), None), Error::<Test>::ArtifactNotFound);
	});
}

#[test]
fn set_prices_fails_when_the_caller_is_not_the_owner() {
	run(|| {
		let base = base_model(ALICE, 0);
		let child = an_adapter(BOB, &[base], &[0], 0);
		assert_noop!(set(BOB, base, Some(prices())), Error::<Test>::NotOwner);
		assert_noop!(set(ALICE, child, Some(prices())), Error::<Test>::NotOwner);
	});
}

#[test]
fn set_prices_fails_when_the_artifact_is_revoked() {
	run(|| {
		let id = base_model(ALICE, 0);
		revoke(id);
		assert_noop!(set(ALICE, id, None), Error::<Test>::ArtifactRevoked);
	});
}

#[test]
fn set_prices_fails_when_the_licence_is_not_commercial() {
	run(|| {
		let terms = LicenceTerms { derivatives: true, commercial: false, share_alike: false };
		let id = register(ALICE, New { licence: licence("NC", terms), ..model() });
		assert_noop!(set(ALICE, id, Some(prices())), Error::<Test>::CommercialForbidden);
		assert_ok!(set(ALICE, id, Some(PriceList::default())));
	});
}

#[test]
fn offering_fails_when_the_artifact_runs_on_nothing() {
	run(|| {
		let free = Some(PriceList::default());
		let kinds: [(ArtifactKind, &[u32]); 2] =
			[(ArtifactKind::Prompt, &[]), (ArtifactKind::RetrievalIndex, &[0])];
		for (kind, own) in kinds {
			let offered = New { prices: free, ..derived(kind, &[], own) };
			assert_noop!(try_register(ALICE, offered), Error::<Test>::NotRunnable);
			let id = register(ALICE, derived(kind, &[], own));
			assert_noop!(set(ALICE, id, free), Error::<Test>::NotRunnable);
			assert_ok!(set(ALICE, id, None));
		}
	});
}

#[test]
fn offering_is_taken_when_a_prompt_or_workflow_runs_on_a_model() {
	run(|| {
		let base = base_model(ALICE, 0);
		let prompt = derived(ArtifactKind::Prompt, &[base], &[]);
		let prompt = register(BOB, New { prices: Some(prices()), ..prompt });
		let parts = [(base, EdgeRole::ComposedOf), (prompt, EdgeRole::PromptedBy)];
		let workflow = artifact(ArtifactKind::Workflow, &parts, &[]);
		let workflow = register(BOB, New { prices: Some(prices()), ..workflow });
		assert_eq!([prompt, workflow].map(ModelRegistry::prices), [Some(prices()); 2]);
	});
}

/// A workflow of Bob's that is offered, with these parts.
fn workflow(parts: &[(ArtifactId, EdgeRole)]) -> ArtifactId {
	let parts = artifact(ArtifactKind::Workflow, parts, &[]);
	register(BOB, New { prices: Some(prices()), ..parts })
}

#[test]
fn prices_are_gone_when_the_base_model_is_revoked() {
	run(|| {
		let base = base_model(ALICE, 0);
		let child = adapter(&[base], &[0]);
		let child = register(BOB, New { prices: Some(prices()), ..child });
		let other = adapter(&[base, child], &[]);
		let other = register(BOB, New { prices: Some(prices()), ..other });
		// Its weights are its own.
		revoke(child);
		assert_eq!(ModelRegistry::prices(other), Some(prices()));
		revoke(base);
		assert_eq!(ModelRegistry::prices(other), None);
	});
}

#[test]
fn prices_are_gone_when_a_part_of_a_prompt_or_workflow_is_revoked() {
	run(|| {
		let base = base_model(ALICE, 0);
		let child = an_adapter(ALICE, &[base], &[0], 0);
		let prompt = derived(ArtifactKind::Prompt, &[child], &[]);
		let prompt = register(BOB, New { prices: Some(prices()), ..prompt });
		let inner = workflow(&[(base, EdgeRole::ComposedOf), (prompt, EdgeRole::PromptedBy)]);
		let outer = workflow(&[(inner, EdgeRole::ComposedOf)]);
		let alone = workflow(&[(base, EdgeRole::ComposedOf)]);
		let parts = get(outer).lineage.parts.to_vec();
		assert_eq!(parts, vec![base, child, prompt, inner]);
		revoke(child);
		let told = [prompt, inner, outer].map(ModelRegistry::prices);
		assert_eq!(told, [None; 3]);
		assert_eq!(ModelRegistry::quote(outer, 1, 1), None);
		assert_eq!(ModelRegistry::prices(alone), Some(prices()));
	});
}

#[test]
fn workflow_is_refused_when_it_would_have_too_many_parts() {
	run(|| {
		let base = base_model(ALICE, 0);
		let inner = workflow(&[(base, EdgeRole::ComposedOf)]);
		let mut parts = vec![(inner, EdgeRole::ComposedOf)];
		parts.extend((0..14).map(|_| (base_prompt(), EdgeRole::PromptedBy)));
		workflow(&parts);
		parts.push((base_prompt(), EdgeRole::PromptedBy));
		let parts = artifact(ArtifactKind::Workflow, &parts, &[]);
		assert_noop!(try_register(BOB, parts), Error::<Test>::TooManyParts);
	});
}

fn base_prompt() -> ArtifactId {
	register(BOB, derived(ArtifactKind::Prompt, &[], &[]))
}

#[test]
fn set_prices_fails_when_a_fee_could_overflow() {
	run(|| {
		let id = base_model(ALICE, 0);
		let most = u128::MAX / u128::from(u32::MAX);
		let free = PriceList::default();
		assert_ok!(set(ALICE, id, Some(PriceList { per_1k_input: most, ..free })));
		for too_high in [
			PriceList { per_1k_input: u128::MAX, ..free },
			PriceList { per_1k_output: u128::MAX, ..free },
			PriceList { base: u128::MAX, per_1k_input: 1, ..free },
		] {
			assert_noop!(set(ALICE, id, Some(too_high)), Error::<Test>::PriceTooHigh);
		}
	});
}
