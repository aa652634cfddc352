// SPDX-License-Identifier: Apache-2.0
//! Random sequences of calls by honest and false workers' challengers. Honest claims are answered for in
//! time, false ones as far as that can be.

use crate::{corpus::*, mock::*};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
	challenge::Demand,
	evidence::{EvidenceLeaf, SpanOpening},
	ids::ChallengeId,
	traits::Subject,
	Balance,
};
use pallet_challenges::{Challenge, Challenges as ChallengesMap};
use proptest::prelude::*;
use std::slice;

#[derive(Clone, Copy, Debug)]
enum Act {
	Prove(AccountId, usize, usize),
	DemandLeaf(AccountId, usize, usize),
	DemandDisclosure(AccountId, usize),
	Answer(u32),
	Convict(u32),
	Close(u32),
	Pay(usize),
	Advance(u32),
	SetBond(Balance),
}

fn act() -> impl Strategy<Value = Act> {
	let who = || prop_oneof![Just(ALICE), Just(BOB), Just(WORKER), Just(NOBODY)];
	let (claim, leaf, id) = (|| 0..CLAIMS, || 0..11usize, || 0..24u32);
	prop_oneof![
		2 => (who(), claim(), 0..8usize).prop_map(|(who, claim, lie)| Act::Prove(who, claim, lie)),
		6 => (who(), claim(), leaf()).prop_map(|(who, claim, leaf)| Act::DemandLeaf(who, claim, leaf)),
		3 => (who(), claim()).prop_map(|(who, claim)| Act::DemandDisclosure(who, claim)),
		5 => id().prop_map(Act::Answer),
		3 => id().prop_map(Act::Convict),
		3 => id().prop_map(Act::Close),
		1 => claim().prop_map(Act::Pay),
		2 => (1..4u32).prop_map(Act::Advance),
		1 => prop_oneof![Just(1), Just(BOND), Just(FUNDS / 3)].prop_map(Act::SetBond),
	]
}

/// What a worker said, and whether it is true.
struct Said {
	subject: Subject,
	answer: String,
	leaves: Vec<EvidenceLeaf>,
	honest: bool,
}

/// One claim for each lie, one with a leaf that cannot be shown, and two honest ones.
const CLAIMS: usize = 11;
/// The place of the one with the leaf that cannot be shown.
const MADE_UP: usize = 8;

fn all_claims() -> Vec<Said> {
	let honest_leaves = honest();
	let mut made_up = honest_leaves.clone();
	made_up[1].content_offset = 0;
	let mut said = vec![];
	for (number, lie) in (0..).zip(lies()) {
		let subject = claims(number, &lie.answer, &lie.leaves, lie.unattributed);
		said.push(Said { subject, answer: lie.answer, leaves: lie.leaves, honest: false });
	}
	let subject = claims(20, ANSWER, &made_up, false);
	said.push(Said { subject, answer: ANSWER.to_owned(), leaves: made_up, honest: false });
	for number in 21..23 {
		let (subject, leaves) = (claims(number, ANSWER, &honest_leaves, false), honest());
		said.push(Said { subject, answer: ANSWER.to_owned(), leaves, honest: true });
	}
	assert_eq!(said.len(), CLAIMS);
	said
}

fn challenges() -> Vec<(u32, Challenge<Test>)> {
	ChallengesMap::<Test>::iter().map(|(ChallengeId(id), record)| (id, record)).collect()
}

/// Meets the demand as well as the worker can.
fn answer(said: &[Said], id: u32) -> DispatchResult {
	let Some(record) = record(id) else { return Err(DispatchError::Other("no such challenge")) };
	let claim = said.iter().find(|claim| claim.subject == record.subject).unwrap();
	match record.demand {
		Demand::Disclosure => disclose(id, &claim.answer, &claim.leaves),
		Demand::Leaf(leaf) => {
			let content = content(leaf.contribution.0).unwrap();
			let opening = SpanOpening::new(&leaf, claim.answer.as_bytes(), content.as_bytes())
				.map_err(|_| DispatchError::Other("out of bounds"))?;
			let by = RuntimeOrigin::signed(WORKER);
			Challenges::answer_leaf(by, ChallengeId(id), Box::new(opening))
		},
	}
}

fn perform(said: &[Said], act: Act) -> DispatchResult {
	let subject = |claim: usize| said[claim].subject;
	match act {
		Act::Prove(who, claim, lie) => prove(who, subject(claim), lies().remove(lie).fraud),
		Act::DemandLeaf(who, claim, leaf) if leaf < said[claim].leaves.len() => {
			challenge_leaf(who, subject(claim), &said[claim].leaves, leaf)
		},
		Act::DemandLeaf(..) => Ok(()),
		Act::DemandDisclosure(who, claim) => challenge_disclosure(who, subject(claim)),
		Act::Answer(id) => answer(said, id),
		Act::Convict(id) => convict(id),
		Act::Close(id) => close(id),
		Act::Pay(claim) => {
			let case = case(subject(claim));
			if case.open == 0 && case.end.is_none() {
				pay(subject(claim));
			}
			Ok(())
		},
		Act::Advance(blocks) => {
			answer_for_the_honest(said, blocks);
			advance(blocks);
			Ok(())
		},
		Act::SetBond(bond) => {
			ChallengeBond::set(bond);
			Ok(())
		},
	}
}

/// Before `blocks` blocks have passed, honest workers have met what would be overdue then.
fn answer_for_the_honest(said: &[Said], blocks: u32) {
	let then = System::block_number() + blocks;
	for (id, record) in challenges() {
		let claim = said.iter().find(|claim| claim.subject == record.subject).unwrap();
		let open = case(record.subject).end.is_none();
		if claim.honest && open && record.bond.is_some() && record.expires_at <= then {
			assert_ok!(answer(said, id));
		}
	}
}

/// What waits, and what the holds say of it.
fn check(said: &[Said], issuance: Balance) {
	Challenges::do_try_state().unwrap();
	assert_eq!(Balances::total_issuance(), issuance);
	let challenges = challenges();
	assert_eq!(demands(), challenges.len());
	for who in [ALICE, BOB, CAROL, WORKER, NOBODY] {
		let of_who = || challenges.iter().filter(|(_, record)| record.challenger == who);
		let bonds: Balance = of_who().filter_map(|(_, record)| record.bond).sum();
		let (_, held, deposits) = balances(who);
		assert_eq!(held, bonds);
		assert_eq!(deposits, of_who().map(|_| deposit()).sum());
	}
	for claim in said {
		let case = case(claim.subject);
		assert!(!claim.honest || case.end != Some(End::False), "an honest claim is false");
		if case.end.is_none() {
			let of_claim = challenges.iter().filter(|(_, record)| record.subject == claim.subject);
			let waiting = of_claim.filter(|(_, record)| record.bond.is_some()).count();
			assert_eq!(usize::try_from(case.open), Ok(waiting));
		}
	}
}

/// Has the claim with the leaf that cannot be shown convicted: somebody demands that leaf, unless as many
/// demands as can be are overdue, which convicts as well.
fn convict_made_up(said: &Said) {
	let of_claim = || challenges().into_iter().filter(|(_, record)| record.subject == said.subject);
	for (id, record) in of_claim() {
		let leaf_is_true = record.demand != Demand::Leaf(said.leaves[1]);
		let in_time = System::block_number() < record.expires_at;
		if record.bond.is_some() && leaf_is_true && in_time {
			assert_ok!(answer(slice::from_ref(said), id));
		}
	}
	let demanded = of_claim().any(|(_, record)| record.demand == Demand::Leaf(said.leaves[1]));
	if !demanded && case(said.subject).open < MAX_OPEN {
		assert_ok!(challenge_leaf(CAROL, said.subject, &said.leaves, 1));
	}
	advance(WINDOW);
	let (overdue, _) = of_claim().find(|(_, record)| record.bond.is_some()).unwrap();
	assert_ok!(convict(overdue));
}

/// Shows whatever is false of what can still be challenged, then lets everything end.
fn finish(said: &[Said]) {
	ChallengeBond::set(BOND);
	answer_for_the_honest(said, WINDOW);
	for (claim, lie) in said.iter().zip(lies()) {
		if case(claim.subject).end.is_none() {
			assert_ok!(prove(CAROL, claim.subject, lie.fraud));
		}
	}
	let made_up = &said[MADE_UP];
	if case(made_up.subject).end.is_none() {
		convict_made_up(made_up);
	}
	for claim in said {
		let case = case(claim.subject);
		assert!(claim.honest || case.end.is_some(), "a false claim stands");
		if case.end.is_none() {
			assert_eq!(case.open, 0);
			pay(claim.subject);
		}
	}
	for (id, _) in challenges() {
		assert_ok!(close(id));
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn no_honest_claim_falls_and_nothing_stays_locked_when_anything_happens(
		acts in proptest::collection::vec(act(), 20..60),
	) {
		run(|| {
			let said = all_claims();
			let issuance = Balances::total_issuance();
			for act in acts {
				// What fails changes nothing, as in the runtime.
				let _ = with_storage_layer(|| perform(&said, act));
				check(&said, issuance);
			}
			finish(&said);
			check(&said, issuance);
			for who in [ALICE, BOB, CAROL, WORKER, NOBODY] {
				let (_, bond, deposit) = balances(who);
				assert_eq!((bond, deposit), (0, 0));
			}
		});
	}
}
