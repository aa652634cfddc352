// SPDX-License-Identifier: Apache-2.0

//! The marketplace's pallets, wired to each other: from a contribution to a claim.

use crate::state;
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::{EvidenceLeaf, EvidenceTree},
	fee::{FeeShares, FeeSplit, PriceList},
	ids::{ArtifactId, ContributionId, DatanetId, RequestId, SnapshotId},
	proof::AttributionProof,
	text,
	traits::Lineage,
	vector::{AttributionVector, ContributionShare},
};
use openledger_runtime::{
	constants::currency::{EXISTENTIAL_DEPOSIT, OPEN, TOTAL_ISSUANCE},
	governance::{pallet_origins::Origin, TreasuryAccount},
	parameters::{
		dynamic_params::{attribution, economics},
		RuntimeParameters,
	},
	AccountId, Attribution, Balance, Balances, Bonds, Datanets, ModelRegistry, OriginCaller,
	Parameters, Royalties, RoyaltyPot, Runtime, RuntimeCall, RuntimeOrigin, SessionKeys, System,
};
use pallet_attribution::worker_key::{WorkerKey, WorkerSignature, KEY_TYPE};
use polkadot_sdk::{
	frame_support::{
		assert_noop, assert_ok,
		dispatch::CheckIfFeeless,
		traits::{fungible::Inspect, Get},
	},
	sp_core::{sr25519, Pair, H256},
	sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie},
	sp_runtime::{
		traits::{Dispatchable, OpaqueKeys},
		BoundedVec, Perbill,
	},
};

const QUESTION: &str = "What is a bogon?";
const PRICES: PriceList =
	PriceList { base: OPEN, per_1k_input: OPEN / 3, per_1k_output: 2 * OPEN + 1 };

fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.to_account_id())
}

fn text<S: Get<u32>>(text: &str) -> BoundedVec<u8, S> {
	text.as_bytes().to_vec().try_into().expect("short")
}

fn commitment(content: &str) -> ContentCommitment {
	ContentCommitment::of(content.as_bytes()).expect("short")
}

/// Two contributions in a Datanet of Eve's, a base model of Dave's, an adapter of Eve's, and Alice as
/// a worker.
fn marketplace() -> ArtifactId {
	assert_ok!(Datanets::create(
		signed(Eve),
		text("Jargon"),
		text("What hackers say"),
		text("https://example.org"),
		text("CC0-1.0"),
	));
	for (id, who) in [(0, Bob), (1, Charlie)] {
		let content = commitment(&format!("the words of {who:?}"));
		assert_ok!(Datanets::contribute(signed(who), DatanetId(0), content, text("")));
		assert_ok!(Datanets::accept(signed(Eve), ContributionId(id)));
	}
	assert_ok!(Datanets::snapshot(signed(Eve), DatanetId(0)));
	assert_ok!(ModelRegistry::register_base_model(
		signed(Dave),
		text("base"),
		commitment("base"),
		text(""),
		text("Apache-2.0"),
		Perbill::from_percent(25),
		None,
	));
	assert_ok!(ModelRegistry::register_adapter(
		signed(Eve),
		ArtifactId(0),
		text("jargon"),
		commitment("adapter"),
		text(""),
		text("Apache-2.0"),
		vec![SnapshotId(0)].try_into().expect("one"),
		BoundedVec::new(),
		Perbill::zero(),
		Some(PRICES),
	));
	assert_ok!(Bonds::bond(signed(Alice), attribution::MinWorkerBond::get()));
	assert_ok!(Attribution::register_worker(
		signed(Alice),
		WorkerKey::from(Alice.public()),
		text("http://127.0.0.1:8400"),
		vec![ArtifactId(0)].try_into().expect("one"),
	));
	ArtifactId(1)
}

fn ask(artifact: ArtifactId) -> RequestId {
	let request = pallet_attribution::NextRequest::<Runtime>::get();
	assert_ok!(Attribution::request_inference(
		signed(Ferdie),
		artifact,
		text(QUESTION),
		64,
		10 * OPEN,
		20,
	));
	request
}

/// A proof that gives Bob two thirds and Charlie a third.
fn proof(request: RequestId, artifact: ArtifactId) -> AttributionProof {
	let leaf = EvidenceLeaf {
		answer_start: 0,
		length: 9,
		contribution: ContributionId(0),
		content_offset: 0,
		score: 1,
	};
	let third = Perbill::from_parts(333_333_333);
	let shares = vec![
		ContributionShare {
			contribution: ContributionId(0),
			share: Perbill::from_parts(666_666_667),
		},
		ContributionShare { contribution: ContributionId(1), share: third },
	];
	AttributionProof {
		genesis: System::block_hash(0),
		request,
		artifact,
		input: commitment(&text::canonicalize(QUESTION)),
		output: commitment("the words"),
		input_tokens: 5,
		output_tokens: 7,
		vector: AttributionVector {
			shares: shares.try_into().expect("two"),
			residual: Perbill::zero(),
		},
		evidence_root: EvidenceTree::new(vec![leaf]).expect("one leaf").root(),
		engine_version: 1,
		expires_at: System::block_number() + 10,
	}
}

fn sign(proof: &AttributionProof) -> WorkerSignature {
	sr25519::Pair::from(Alice).sign(&proof.signing_bytes()).into()
}

fn settled() -> (RequestId, Balance) {
	let artifact = marketplace();
	let request = ask(artifact);
	let proof = proof(request, artifact);
	let signature = sign(&proof);
	assert_ok!(Attribution::submit_proof(signed(Alice), proof, signature));
	System::set_block_number(System::block_number() + attribution::ChallengeWindow::get());
	assert_ok!(Attribution::settle(signed(Ferdie), request));
	(request, PRICES.fee(5, 7).expect("small"))
}

fn development(test: impl FnOnce()) {
	state::of_preset("development").execute_with(|| {
		System::set_block_number(1);
		test();
		assert_ok!(Attribution::do_try_state());
		assert_ok!(Bonds::do_try_state());
		assert_ok!(Datanets::do_try_state());
		assert_ok!(ModelRegistry::do_try_state());
		assert_ok!(Royalties::do_try_state());
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	});
}

fn claimable(who: &AccountId) -> Balance {
	Royalties::claimable(who)
}

#[test]
fn fee_is_credited_by_division_royalties_and_vector_when_settled() {
	development(|| {
		let (_, fee) = settled();
		let parts = economics::FeeDivision::get().split(fee);
		assert_eq!(parts.total(), Some(fee));
		assert_eq!(claimable(&Alice.to_account_id()), parts.worker);
		assert_eq!(claimable(&TreasuryAccount::get()), parts.protocol);
		let owners = claimable(&Dave.to_account_id()) + claimable(&Eve.to_account_id());
		assert_eq!(owners, parts.owners);
		assert!(claimable(&Dave.to_account_id()).abs_diff(parts.owners / 4) <= 1);
		let contributors = claimable(&Bob.to_account_id()) + claimable(&Charlie.to_account_id());
		assert_eq!(contributors, parts.contributors);
		assert!(claimable(&Bob.to_account_id()) > claimable(&Charlie.to_account_id()));
	});
}

#[test]
fn pot_holds_only_its_existential_deposit_when_everybody_has_claimed() {
	development(|| {
		let (_, fee) = settled();
		assert_eq!(Balances::total_balance(&RoyaltyPot::get()), EXISTENTIAL_DEPOSIT + fee);
		for who in [Alice, Bob, Charlie, Dave, Eve].map(|who| who.to_account_id()) {
			assert_ok!(Royalties::claim_for(signed(Ferdie), who));
		}
		assert_ok!(Royalties::claim_for(signed(Ferdie), TreasuryAccount::get()));
		assert_eq!(Balances::total_balance(&RoyaltyPot::get()), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn proof_and_settlement_cost_the_worker_nothing_when_they_are_due() {
	development(|| {
		let artifact = marketplace();
		let request = ask(artifact);
		let proof = proof(request, artifact);
		let signature = sign(&proof);
		let submit = RuntimeCall::from(pallet_attribution::Call::submit_proof { proof, signature });
		let settle = RuntimeCall::from(pallet_attribution::Call::settle { request });
		assert!(submit.is_feeless(&signed(Alice)) && !submit.is_feeless(&signed(Bob)));
		assert!(!settle.is_feeless(&signed(Alice)));

		assert_ok!(submit.clone().dispatch(signed(Alice)));
		assert!(!submit.is_feeless(&signed(Alice)), "a proof is free once");
		System::set_block_number(System::block_number() + attribution::ChallengeWindow::get());
		assert!(settle.is_feeless(&signed(Alice)) && settle.is_feeless(&signed(Ferdie)));
	});
}

#[test]
fn proof_is_refused_when_another_chain_is_named() {
	development(|| {
		let artifact = marketplace();
		let request = ask(artifact);
		let foreign =
			AttributionProof { genesis: H256::repeat_byte(1), ..proof(request, artifact) };
		let signature = sign(&foreign);
		assert_noop!(
			Attribution::submit_proof(signed(Alice), foreign, signature),
			pallet_attribution::Error::<Runtime>::WrongGenesis
		);
	});
}

#[test]
fn bond_can_be_slashed_longer_than_any_answer_can_be_challenged() {
	development(|| {
		let cooldown = <Runtime as pallet_bonds::Config>::Cooldown::get();
		let deadline = <Runtime as pallet_attribution::Config>::MaxDeadline::get();
		assert!(cooldown > deadline + attribution::ChallengeWindow::get());
	});
	state::of_preset("local_testnet").execute_with(|| {
		let cooldown = <Runtime as pallet_bonds::Config>::Cooldown::get();
		let deadline = <Runtime as pallet_attribution::Config>::MaxDeadline::get();
		assert!(cooldown > deadline + attribution::ChallengeWindow::get());
	});
}

#[test]
fn session_keys_carry_the_workers_key_type() {
	assert!(SessionKeys::key_ids().contains(&KEY_TYPE));
}

#[test]
fn parameters_of_economics_are_set_only_by_their_own_track() {
	development(|| {
		let all_to_workers = FeeSplit::new(FeeShares {
			protocol: Perbill::zero(),
			worker: Perbill::one(),
			owners: Perbill::zero(),
			stakers: Perbill::zero(),
			contributors: Perbill::zero(),
		})
		.expect("one");
		let parameter = RuntimeParameters::Economics(economics::Parameters::FeeDivision(
			economics::FeeDivision,
			Some(all_to_workers),
		));
		let from = |origin: Origin| RuntimeOrigin::from(OriginCaller::from(origin));
		assert!(Parameters::set_parameter(signed(Alice), parameter.clone()).is_err());
		assert!(Parameters::set_parameter(from(Origin::RegistryAdmin), parameter.clone()).is_err());
		assert_ok!(Parameters::set_parameter(from(Origin::EconomicsAdmin), parameter));
		assert_eq!(economics::FeeDivision::get(), all_to_workers);
	});
}

#[test]
fn minimum_of_words_is_one_when_governance_sets_none() {
	development(|| {
		let none = RuntimeParameters::Attribution(attribution::Parameters::MinWords(
			attribution::MinWords,
			Some(0),
		));
		assert_ok!(Parameters::set_parameter(RuntimeOrigin::root(), none));
		assert_eq!(<<Runtime as pallet_attribution::Config>::MinWords as Get<u32>>::get(), 1);
	});
}

#[test]
fn owners_of_an_adapter_are_its_own_and_its_bases_when_the_base_takes_a_royalty() {
	development(|| {
		let artifact = marketplace();
		let owners = <ModelRegistry as Lineage<AccountId>>::owners(artifact);
		let share = |who: Sr25519Keyring| {
			owners.iter().find(|(owner, _)| *owner == who.to_account_id()).map(|(_, share)| *share)
		};
		assert_eq!(share(Dave), Some(Perbill::from_percent(25)));
		assert_eq!(share(Eve), Some(Perbill::from_percent(75)));
		assert_eq!(owners.len(), 2);
	});
}
