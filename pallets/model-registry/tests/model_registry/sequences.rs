// SPDX-License-Identifier: Apache-2.0
//! Random calls by several people, against a twin that walks the graph.

use crate::{mock::*, twin::Twin};
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::PriceList,
	ids::{ArtifactId, SnapshotId},
	licence::{Licence, LicenceTerms},
	records::{
		ArtifactKind::{self, Adapter, BaseModel, Prompt, RetrievalIndex, Workflow},
		ArtifactStatus::{Active, Deprecated, Draft, Revoked},
		CreditRole, EdgeRole, RoyaltyTerms,
	},
	traits::{Lineage as _, Registry},
};
use pallet_model_registry::{Error, Evaluations, NextArtifact, Reservations};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const WHOLE: u64 = 1_000_000_000;

/// What a registration is drawn with.
#[derive(Clone, Debug)]
struct Drawn {
	kind: ArtifactKind,
	parents: Vec<(u32, EdgeRole)>,
	own: BTreeSet<u32>,
	royalty: (u32, Option<u32>),
	credits: BTreeMap<AccountId, u32>,
	licence: u8,
	prices: Option<u128>,
	previous: Option<u32>,
	draft: bool,
}

/// Who does something with an artifact.
#[derive(Clone, Copy, Debug)]
enum Who {
	/// Its owner.
	Owner,
	/// Whom it is offered to.
	Heir,
	/// Governance.
	Governance,
	/// Whoever this is.
	One(AccountId),
}

/// What is done with an artifact.
#[derive(Clone, Copy, Debug)]
enum Act {
	SetPrices(Option<u128>),
	Publish,
	Deprecate,
	Revoke,
	Offer(Option<AccountId>),
	Accept,
	/// Paid for or not.
	Evaluate(u8, i64, bool),
	Retract(u8),
}

#[derive(Clone, Debug)]
enum Call {
	Register(AccountId, Drawn),
	Act(Who, u32, Act),
	/// Of what is registered so many calls from now, or was.
	Reserve(AccountId, usize),
	Release(AccountId, usize),
	Wait,
}

/// A drawn number as one of the artifacts, or once in sixteen times as that of none.
fn pick(drawn: u32, count: usize) -> u32 {
	let count = count as u32;
	match drawn % 16 {
		0 => count,
		_ => (drawn / 16) % count,
	}
}

/// What is picked as the first artifact: a base model.
const FIRST: u32 = 1;

/// The call's origin, and the account when it is one.
fn resolve(twin: &Twin, who: Who, id: u32) -> (RuntimeOrigin, Option<AccountId>) {
	let made = twin.made.get(id as usize);
	let who = match who {
		Who::Owner => made.map_or(ALICE, |made| made.owner),
		Who::Heir => made.and_then(|made| made.offered_to).unwrap_or(ALICE),
		Who::Governance => return (RuntimeOrigin::root(), None),
		Who::One(who) => who,
	};
	(signed(who), Some(who))
}

fn drawn_licence(number: u8) -> Licence {
	let terms =
		|commercial, share_alike| LicenceTerms { derivatives: true, commercial, share_alike };
	match number {
		0..=6 => open(),
		7 => licence("NC", terms(false, false)),
		8 => licence("SA", terms(true, true)),
		_ => licence("Closed", LicenceTerms::default()),
	}
}

fn drawn_prices(base: Option<u128>) -> Option<PriceList> {
	base.map(|base| PriceList { base, ..PriceList::default() })
}

/// What is registered by the call of this number, when there are `count` artifacts.
fn drawn_artifact(number: usize, drawn: &Drawn, count: usize) -> New {
	let parents = drawn.parents.iter().map(|(id, role)| (ArtifactId(pick(*id, count)), *role));
	let own = drawn.own.iter().copied().collect::<Vec<_>>();
	let (share, until) = drawn.royalty;
	let credits =
		drawn.credits.iter().map(|(who, share)| credit(*who, CreditRole::Curator, *share));
	New {
		manifest: manifest(&number.to_le_bytes()),
		licence: drawn_licence(drawn.licence),
		royalty: RoyaltyTerms { share: Perbill::from_parts(share), until },
		credits: credits.collect::<Vec<_>>().try_into().unwrap(),
		prices: drawn_prices(drawn.prices),
		previous: drawn.previous.map(|id| ArtifactId(pick(id, count))),
		draft: drawn.draft,
		..artifact(drawn.kind, &parents.collect::<Vec<_>>(), &own)
	}
}

/// Whether the twin takes the act. Nobody but governance has no account.
fn apply(twin: &mut Twin, who: Option<AccountId>, id: usize, act: Act) -> bool {
	let Some(one) = who else {
		return matches!(act, Act::Revoke)
			&& twin.step(None, id, &[Draft, Active, Deprecated], Revoked);
	};
	match act {
		Act::SetPrices(base) => twin.set_prices(one, id, drawn_prices(base)),
		Act::Publish => twin.step(who, id, &[Draft], Active),
		Act::Deprecate => twin.step(who, id, &[Active], Deprecated),
		Act::Revoke => twin.step(who, id, &[Draft, Active, Deprecated], Revoked),
		Act::Offer(to) => twin.offer(one, id, to),
		Act::Accept => twin.accept(one, id),
		Act::Evaluate(benchmark, value, paid) => twin.evaluate(one, id, benchmark, value, paid),
		Act::Retract(benchmark) => twin.retract(one, id, benchmark),
	}
}

fn dispatch(origin: RuntimeOrigin, id: ArtifactId, act: Act) -> DispatchResult {
	match act {
		Act::SetPrices(base) => ModelRegistry::set_prices(origin, id, drawn_prices(base)),
		Act::Publish => ModelRegistry::publish(origin, id),
		Act::Deprecate => ModelRegistry::deprecate(origin, id),
		Act::Revoke => ModelRegistry::revoke(origin, id, text("unlawful")),
		Act::Offer(to) => ModelRegistry::offer_transfer(origin, id, to),
		Act::Accept => ModelRegistry::accept_transfer(origin, id),
		Act::Evaluate(benchmark, value, paid) => {
			let evaluation = evaluation(benchmark, "score", value);
			if paid {
				let who = ensure_signed(origin)?;
				<ModelRegistry as Registry<AccountId>>::evaluate(who, id, evaluation)
			} else {
				ModelRegistry::evaluate(origin, id, evaluation)
			}
		},
		Act::Retract(benchmark) => {
			let benchmark = H256::repeat_byte(benchmark);
			ModelRegistry::retract_evaluation(origin, id, benchmark, text("score"))
		},
	}
}

/// The root of what is registered by the call `ahead` of that of this number, less four.
fn root_at(number: usize, ahead: usize) -> H256 {
	manifest(&(number + ahead).saturating_sub(4).to_le_bytes()).root
}

/// Has both do it. Returns what the pallet says, and whether the twin takes it.
fn step(twin: &mut Twin, number: usize, call: &Call) -> (DispatchResult, bool) {
	let count = twin.made.len();
	match call {
		Call::Register(who, drawn) => {
			let artifact = drawn_artifact(number, drawn, count);
			(try_register(*who, artifact.clone()), twin.register(*who, artifact))
		},
		Call::Act(who, drawn, act) => {
			let id = pick(*drawn, count);
			let (origin, who) = resolve(twin, *who, id);
			(dispatch(origin, ArtifactId(id), *act), apply(twin, who, id as usize, *act))
		},
		Call::Reserve(who, ahead) => {
			let root = root_at(number, *ahead);
			(ModelRegistry::reserve(root, who), twin.reserve(*who, root))
		},
		Call::Release(who, ahead) => {
			let root = root_at(number, *ahead);
			ModelRegistry::release(root, who);
			twin.release(*who, root);
			(Ok(()), true)
		},
		Call::Wait => {
			twin.block += 1;
			System::set_block_number(twin.block);
			(Ok(()), true)
		},
	}
}

fn agree(twin: &Twin) {
	for (id, made) in twin.made.iter().enumerate() {
		let artifact = ArtifactId(id as u32);
		let record = get(artifact);
		assert_eq!(record.kind, twin.kind(id));
		assert_eq!((record.owner, record.offered_to), (made.owner, made.offered_to));
		assert_eq!(record.status, made.status);
		assert_eq!(record.lineage.ancestors, twin.ways(id));
		let base = twin.base(id).map(|base| ArtifactId(base as u32));
		assert_eq!(ModelRegistry::base(artifact), base);
		let snapshots = twin.snapshots(id).into_iter().map(SnapshotId).collect::<Vec<_>>();
		assert_eq!(ModelRegistry::snapshots(artifact), snapshots);
		let is_served = made.status == Active || made.status == Deprecated;
		assert_eq!(
			ModelRegistry::prices(artifact),
			made.artifact.prices.filter(|_| is_served && twin.is_whole(id))
		);

		let told = ModelRegistry::owners(artifact);
		let owners = told
			.iter()
			.map(|(who, share)| (*who, u64::from(share.deconstruct())))
			.collect::<BTreeMap<_, _>>();
		assert_eq!(owners.len(), told.len(), "somebody is named twice");
		assert_eq!(owners.values().sum::<u64>(), WHOLE);
		assert_eq!(owners, twin.owners(id));

		let nodes = ModelRegistry::lineage(artifact).unwrap();
		let reached = nodes.iter().map(|node| node.id.0 as usize).collect::<BTreeSet<_>>();
		assert_eq!(reached.len(), nodes.len(), "an ancestor is told twice");
		assert_eq!(reached, twin.reached(id));
		assert!(nodes.len() <= 1 + twin.ways(id) as usize);
	}
	let values = Evaluations::<Test>::iter()
		.map(|((artifact, _, evaluator), measured)| {
			let evaluation = measured.evaluation;
			let benchmark = evaluation.benchmark.0[0];
			((artifact.0 as usize, benchmark, evaluator), evaluation.value_micros)
		})
		.collect::<BTreeMap<_, _>>();
	assert_eq!(values, twin.evaluations);
	let kept = Reservations::<Test>::iter().map(|(root, kept)| ((root, kept.builder), kept.count));
	let mut expected = BTreeMap::new();
	for kept in &twin.kept {
		*expected.entry(*kept).or_default() += 1;
	}
	assert_eq!(kept.collect::<BTreeMap<_, u32>>(), expected);
}

fn who() -> impl Strategy<Value = AccountId> {
	prop::sample::select(PEOPLE.to_vec())
}

fn id() -> impl Strategy<Value = u32> {
	any::<u32>()
}

fn role() -> impl Strategy<Value = EdgeRole> {
	prop_oneof![
		8 => Just(EdgeRole::DerivedFrom),
		2 => Just(EdgeRole::ComposedOf),
		1 => Just(EdgeRole::PromptedBy),
		1 => Just(EdgeRole::RetrievesFrom),
	]
}

fn kind_and_parents() -> impl Strategy<Value = (ArtifactKind, Vec<(u32, EdgeRole)>)> {
	let any = |least| prop::collection::vec((id(), role()), least..4);
	let derived = || prop::collection::vec((id(), Just(EdgeRole::DerivedFrom)), 0..3);
	let base = prop_oneof![2 => Just(FIRST), 1 => id()];
	let adapter = (base, derived()).prop_map(|(base, others)| {
		(Adapter, [vec![(base, EdgeRole::DerivedFrom)], others].concat())
	});
	prop_oneof![
		2 => derived().prop_map(|parents| (BaseModel, parents)),
		6 => adapter,
		1 => derived().prop_map(|parents| (Prompt, parents)),
		1 => derived().prop_map(|parents| (RetrievalIndex, parents)),
		3 => any(0).prop_map(|parents| (Workflow, parents)),
	]
}

fn drawn() -> impl Strategy<Value = Drawn> {
	let royalty = (
		prop_oneof![4 => Just(0), 8 => 1u32..300_000_000, 1 => Just(1_000_000_000)],
		prop_oneof![3 => Just(None), 1 => (1u32..9).prop_map(Some)],
	);
	let own = prop::collection::btree_set(prop_oneof![60 => 0u32..24, 1 => 35u32..45], 0..4);
	let credits = prop::collection::btree_map(1u64..5, 0u32..30, 0..3);
	let prices = prop_oneof![2 => Just(None), 1 => (0u128..9).prop_map(Some)];
	let previous = prop_oneof![6 => Just(None), 1 => id().prop_map(Some)];
	let terms = (royalty, credits, 0u8..10, prices, previous, prop::bool::weighted(0.2));
	(kind_and_parents(), own, terms).prop_map(|((kind, parents), own, terms)| {
		let (royalty, credits, licence, prices, previous, draft) = terms;
		Drawn { kind, parents, own, royalty, credits, licence, prices, previous, draft }
	})
}

fn act() -> impl Strategy<Value = Call> {
	let by = |likely: Who| prop_oneof![3 => Just(likely), 1 => who().prop_map(Who::One)];
	let anyone = || who().prop_map(Who::One);
	let to = prop::option::weighted(0.9, who());
	let acts = prop_oneof![
		3 => (by(Who::Owner), prop::option::of(0u128..9).prop_map(Act::SetPrices)),
		3 => (by(Who::Owner), Just(Act::Publish)),
		2 => (by(Who::Owner), Just(Act::Deprecate)),
		1 => (by(Who::Owner), Just(Act::Revoke)),
		1 => (Just(Who::Governance), Just(Act::Revoke)),
		5 => (by(Who::Owner), to.prop_map(Act::Offer)),
		8 => (by(Who::Heir), Just(Act::Accept)),
		6 => (anyone(), (1u8..3, any::<i64>(), prop::bool::weighted(0.3))
			.prop_map(|(of, value, paid)| Act::Evaluate(of, value, paid))),
		6 => (anyone(), (1u8..3).prop_map(Act::Retract)),
		1 => (Just(Who::Governance), Just(Act::Publish)),
	];
	(acts, id()).prop_map(|((who, act), id)| Call::Act(who, id, act))
}

fn call() -> impl Strategy<Value = Call> {
	prop_oneof![
		12 => (who(), drawn()).prop_map(|(who, drawn)| Call::Register(who, drawn)),
		12 => act(),
		2 => (who(), 0usize..12).prop_map(|(who, ahead)| Call::Reserve(who, ahead)),
		1 => (who(), 0usize..12).prop_map(|(who, ahead)| Call::Release(who, ahead)),
		1 => Just(Call::Wait),
	]
}

/// A Datanet under a licence that not all may train under, and a snapshot that not all may train on.
fn close_some() {
	world(|world| {
		world.licences.insert(datanet_of(20), drawn_licence(7));
		world.denied.insert((BOB, SnapshotId(3)));
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn pallet_agrees_with_the_twin_when_calls_are_random(
		calls in prop::collection::vec(call(), 1..=60),
	) {
		run(|| {
			close_some();
			let issued = Balances::total_issuance();
			let mut twin = Twin { block: System::block_number(), ..Twin::default() };
			let first = New { manifest: manifest(b"the first"), ..model() };
			assert_ok!(try_register(ALICE, first.clone()));
			assert!(twin.register(ALICE, first));
			for (number, call) in calls.iter().enumerate() {
				let (result, expected) = step(&mut twin, number, call);
				assert_eq!(result.is_ok(), expected, "{call:?}: {result:?}");
				ModelRegistry::do_try_state().unwrap();
				check_holds();
				assert_eq!(Balances::total_issuance(), issued);
			}
			agree(&twin);
		});
	}

	#[test]
	fn registrable_agrees_with_registration_when_candidates_are_random(
		before in prop::collection::vec((who(), drawn()), 1..12),
		candidate in (who(), drawn()),
	) {
		run(|| {
			close_some();
			base_model(ALICE, 0);
			for (number, (who, drawn)) in before.iter().enumerate() {
				let count = NextArtifact::<Test>::get().0 as usize;
				let _ = try_register(*who, drawn_artifact(number, drawn, count));
			}
			let (who, drawn) = candidate;
			let count = NextArtifact::<Test>::get().0 as usize;
			let artifact = drawn_artifact(before.len(), &drawn, count);
			let checked = ModelRegistry::ensure_registrable(&who, &artifact);
			assert_eq!(try_register(who, artifact), checked);
		});
	}

	#[test]
	fn fee_of_every_request_fits_when_prices_are_taken(
		base in any::<u128>(),
		per_1k_input in any::<u128>(),
		per_1k_output in any::<u128>(),
		shift in 0u32..128,
		tokens in any::<(u32, u32)>(),
	) {
		run(|| {
			let id = base_model(ALICE, 0);
			let prices = PriceList {
				base: base >> shift,
				per_1k_input: per_1k_input >> shift,
				per_1k_output: per_1k_output >> shift,
			};
			match ModelRegistry::set_prices(signed(ALICE), id, Some(prices)) {
				Ok(()) => assert!(prices.fee(tokens.0, tokens.1).is_some()),
				Err(error) => {
					assert_eq!(error, Error::<Test>::PriceTooHigh.into());
					assert_eq!(prices.fee(u32::MAX, u32::MAX), None);
				},
			}
		});
	}
}
