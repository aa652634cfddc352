// SPDX-License-Identifier: Apache-2.0
//! Random calls by several people, against a twin that keeps plain lists.

use crate::{
	mock::*,
	twin::{Call, Rule, Twin, PEOPLE},
};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
	ids::{ContributionId, DatanetId},
	records::{DataKind, Visibility},
	traits::{StakedCuration, Verdict},
};
use pallet_datanets::Judgement;
use proptest::prelude::*;

fn dispatch(call: &Call) -> DispatchResult {
	let root_or = |who: Option<AccountId>| who.map_or_else(RuntimeOrigin::root, signed);
	match *call {
		Call::Create { who, private, policy } => Datanets::create(
			signed(who),
			description("n"),
			DataKind::Table,
			open_licence(),
			if private { Visibility::Private } else { Visibility::Public },
			policy.policy(),
			None,
			Perbill::zero(),
		),
		Call::SetPolicy { who, datanet, policy } => {
			Datanets::set_policy(signed(who), DatanetId(datanet), policy.policy())
		},
		Call::SetPrice { who, datanet, price } => {
			Datanets::set_entry_price(signed(who), DatanetId(datanet), price)
		},
		Call::Offer { who, datanet, to } => {
			Datanets::offer_transfer(signed(who), DatanetId(datanet), to)
		},
		Call::Take { who, datanet } => Datanets::accept_transfer(signed(who), DatanetId(datanet)),
		Call::Retire { who, datanet } => Datanets::retire(signed(who), DatanetId(datanet)),
		Call::Contribute { who, datanet, byte } => give(who, DatanetId(datanet), content(&[byte])),
		Call::Report { who, contribution } => {
			Datanets::report(signed(who), ContributionId(contribution))
		},
		Call::Judge { who, contribution, verdict } => {
			judge(who, ContributionId(contribution), Judgement::from(verdict))
		},
		Call::CarryOut { contribution, verdict } => {
			Datanets::carry_out(ContributionId(contribution), verdict)
		},
		Call::Withdraw { who, contribution } => {
			Datanets::withdraw(signed(who), ContributionId(contribution))
		},
		Call::RetractReport { who, contribution } => {
			Datanets::retract_report(signed(who), ContributionId(contribution))
		},
		Call::Ballot { contribution, open } => {
			let id = ContributionId(contribution);
			Voting::mutate(|voting| {
				voting.retain(|other| *other != id);
				voting.extend(open.then_some(id));
			});
			Ok(())
		},
		Call::TakeDown { who, contribution } => {
			Datanets::take_down(root_or(who), ContributionId(contribution), text(""))
		},
		Call::Snapshot { who, datanet } => {
			Datanets::snapshot(signed(who), DatanetId(datanet), text(""))
		},
		Call::Request { who, datanet, until, offer } => {
			Datanets::request_access(signed(who), DatanetId(datanet), text(""), until, offer)
		},
		Call::Cancel { who, datanet } => Datanets::cancel_request(signed(who), DatanetId(datanet)),
		Call::Grant { by, datanet, who } => {
			let datanet = DatanetId(datanet);
			let asked = Datanets::access(datanet, &who).request;
			let (price, until) = asked.map_or((0, None), |asked| (asked.offer, asked.until));
			Datanets::grant(signed(by), datanet, who, price, until, text("key"))
		},
		Call::Deny { by, datanet, who } => {
			Datanets::deny(signed(by), DatanetId(datanet), who, text(""))
		},
		Call::Buy { who, datanet, limit } => {
			Datanets::buy_licence(signed(who), DatanetId(datanet), limit)
		},
		Call::Revoke { by, datanet, who } => {
			Datanets::revoke(root_or(by), DatanetId(datanet), who, text(""))
		},
		Call::Expire { by, datanet, who } => Datanets::expire(signed(by), DatanetId(datanet), who),
		Call::Wait { blocks } => {
			System::set_block_number(System::block_number() + blocks);
			Ok(())
		},
	}
}

fn who() -> impl Strategy<Value = AccountId> {
	prop::sample::select(PEOPLE.to_vec())
}

fn rule() -> impl Strategy<Value = Rule> {
	prop_oneof![
		3 => Just(Rule::Owner),
		4 => (0u8..16, 0u32..4)
			.prop_map(|(members, threshold)| Rule::Committee { members, threshold }),
		1 => Just(Rule::Staked),
	]
}

fn verdict() -> impl Strategy<Value = Verdict> {
	prop_oneof![4 => Just(Verdict::Accept), 1 => Just(Verdict::Reject), 1 => Just(Verdict::Spam)]
}

/// As a rule the one who owns most.
fn owner() -> impl Strategy<Value = AccountId> {
	prop_oneof![6 => Just(OWNER), 1 => Just(ALICE), 1 => Just(BOB)]
}

/// A Datanet, existing as a rule: three are from the beginning.
fn net() -> impl Strategy<Value = u32> {
	prop_oneof![6 => Just(0u32), 6 => Just(1), 3 => Just(2), 1 => Just(3), 1 => Just(4)]
}

/// Which of the last contributions that are fit for the call.
fn back() -> impl Strategy<Value = u64> {
	0u64..8
}

fn nets() -> impl Strategy<Value = Call> {
	prop_oneof![
		1 => (who(), any::<bool>(), rule())
			.prop_map(|(who, private, policy)| Call::Create { who, private, policy }),
		1 => (owner(), net(), rule())
			.prop_map(|(who, datanet, policy)| Call::SetPolicy { who, datanet, policy }),
		3 => (owner(), net(), prop::option::of(0u128..400))
			.prop_map(|(who, datanet, price)| Call::SetPrice { who, datanet, price }),
		2 => (owner(), net(), prop::option::of(who()))
			.prop_map(|(who, datanet, to)| Call::Offer { who, datanet, to }),
		2 => (owner(), net()).prop_map(|(who, datanet)| Call::Take { who, datanet }),
		7 => (owner(), net()).prop_map(|(who, datanet)| Call::Snapshot { who, datanet }),
		4 => (1u32..15).prop_map(|blocks| Call::Wait { blocks }),
	]
}

fn data() -> impl Strategy<Value = Call> {
	prop_oneof![
		8 => (who(), net(), 0u8..60)
			.prop_map(|(who, datanet, byte)| Call::Contribute { who, datanet, byte }),
		3 => (who(), back()).prop_map(|(who, contribution)| Call::Report { who, contribution }),
		8 => (owner(), back(), verdict())
			.prop_map(|(who, contribution, verdict)| Call::Judge { who, contribution, verdict }),
		6 => (who(), back(), verdict())
			.prop_map(|(who, contribution, verdict)| Call::Judge { who, contribution, verdict }),
		1 => (back(), verdict())
			.prop_map(|(contribution, verdict)| Call::CarryOut { contribution, verdict }),
		3 => (who(), back()).prop_map(|(who, contribution)| Call::Withdraw { who, contribution }),
		3 => (who(), back())
			.prop_map(|(who, contribution)| Call::RetractReport { who, contribution }),
		2 => (back(), prop::bool::weighted(0.3))
			.prop_map(|(contribution, open)| Call::Ballot { contribution, open }),
		3 => (prop::option::of(owner()), back())
			.prop_map(|(who, contribution)| Call::TakeDown { who, contribution }),
	]
}

fn access() -> impl Strategy<Value = Call> {
	prop_oneof![
		4 => (who(), net(), prop::option::of(1u32..90), prop_oneof![Just(0u128), 1u128..300]).prop_map(
			|(who, datanet, until, offer)| Call::Request { who, datanet, until, offer }
		),
		1 => (who(), net()).prop_map(|(who, datanet)| Call::Cancel { who, datanet }),
		8 => (owner(), net(), who())
			.prop_map(|(by, datanet, who)| Call::Grant { by, datanet, who }),
		1 => (owner(), net(), who()).prop_map(|(by, datanet, who)| Call::Deny { by, datanet, who }),
		3 => (who(), net(), 0u128..500)
			.prop_map(|(who, datanet, limit)| Call::Buy { who, datanet, limit }),
		2 => (prop::option::of(owner()), net(), who())
			.prop_map(|(by, datanet, who)| Call::Revoke { by, datanet, who }),
		4 => (who(), net(), who()).prop_map(|(by, datanet, who)| Call::Expire { by, datanet, who }),
	]
}

/// Three Datanets, one for each kind of policy, and a snapshot of the first.
fn beginning() -> Vec<Call> {
	let committee = Rule::Committee { members: 0b1011, threshold: 2 };
	let create = |private, policy| Call::Create { who: OWNER, private, policy };
	vec![
		create(true, Rule::Owner),
		create(false, committee),
		create(true, Rule::Staked),
		Call::Contribute { who: ALICE, datanet: 0, byte: 0 },
		Call::Judge { who: OWNER, contribution: 0, verdict: Verdict::Accept },
		Call::Snapshot { who: OWNER, datanet: 0 },
	]
}

/// Sometimes the last call, as nothing much happens after it.
fn ending() -> impl Strategy<Value = Vec<Call>> {
	let retire = (owner(), net()).prop_map(|(who, datanet)| Call::Retire { who, datanet });
	(prop::option::of(retire), prop::collection::vec(call(), 0..20))
		.prop_map(|(retire, rest)| retire.into_iter().chain(rest).collect())
}

fn call() -> impl Strategy<Value = Call> {
	prop_oneof![2 => nets(), 6 => data(), 3 => access()]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn pallet_agrees_with_the_twin_when_calls_are_random(
		middle in prop::collection::vec(call(), 20..80),
		ending in ending(),
	) {
		run(|| {
			let mut twin = Twin::starting_at(1);
			let issued = Balances::total_issuance();
			for call in beginning().into_iter().chain(middle).chain(ending) {
				let call = call.aimed(&twin);
				let expected = twin.apply(&call).map_err(DispatchError::from);
				// As the runtime dispatches: an error leaves nothing behind.
				let outcome = with_storage_layer(|| dispatch(&call));
				assert_eq!(outcome, expected, "{call:?}");
				Datanets::do_try_state().unwrap();
				check_holds();
				assert_eq!(Balances::total_issuance(), issued);
			}
			twin.agrees();
		});
	}
}
