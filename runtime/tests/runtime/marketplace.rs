// SPDX-License-Identifier: Apache-2.0

//! The marketplace's pallets, wired to each other: from a contribution to a claim.

use crate::state;
use openledger_primitives::{
	commitment::ContentCommitment,
	evidence::{EvidenceLeaf, EvidenceTree},
	fee::{FeeSchedule, FeeShares, FeeSplit, PriceList},
	ids::{ArtifactId, ContributionId, DatanetId, RequestId, SnapshotId},
	licence::{Licence, LicenceTerms},
	proof::AttributionProof,
	records::{
		ArtifactKind, ContributionKind, DataKind, EdgeRole, Mode, NewArtifact, NewParent, Question,
		RoyaltyTerms, Visibility,
	},
	traits::{Lineage, StakeTarget},
	vector::{AttributionVector, ContributionShare},
};
use openledger_runtime::{
	constants::currency::{EXISTENTIAL_DEPOSIT, OPEN, TOTAL_ISSUANCE},
	governance::{pallet_origins::Origin, TreasuryAccount},
	invariants,
	parameters::{
		dynamic_params::{attribution, economics},
		RuntimeParameters,
	},
	AccountId, ArtifactStaking, Attribution, Balance, Balances, Bonds, Datanets, ModelRegistry,
	OriginCaller, Parameters, Proxy, ProxyType, Royalties, RoyaltyPot, Runtime, RuntimeCall,
	RuntimeOrigin, SessionKeys, System,
};
use pallet_attribution::worker_key::{WorkerKey, WorkerSignature, KEY_TYPE};
use pallet_datanets::{types::Judgement, Description, Policy};
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

pub fn text<S: Get<u32>>(text: &str) -> BoundedVec<u8, S> {
	text.as_bytes().to_vec().try_into().expect("short")
}

pub fn commitment(content: &str) -> ContentCommitment {
	ContentCommitment::of(content.as_bytes()).expect("short")
}

/// A licence that allows all and demands nothing.
pub fn licence(spdx: &str) -> Licence {
	let terms = LicenceTerms { derivatives: true, commercial: true, share_alike: false };
	Licence { spdx: text(spdx), terms }
}

/// An artifact without parents, snapshots, credits, royalty or prices.
pub fn artifact(kind: ArtifactKind, name: &str) -> NewArtifact<AccountId> {
	NewArtifact {
		kind,
		name: text(name),
		manifest: commitment(name),
		uri: text(""),
		licence: licence("Apache-2.0"),
		snapshots: BoundedVec::new(),
		parents: BoundedVec::new(),
		credits: BoundedVec::new(),
		royalty: RoyaltyTerms { share: Perbill::zero(), until: None },
		prices: None,
		previous: None,
		draft: false,
	}
}

fn contribute(who: Sr25519Keyring) -> ContributionId {
	let id = pallet_datanets::NextContribution::<Runtime>::get();
	assert_ok!(Datanets::contribute(
		signed(who),
		DatanetId(0),
		commitment(&format!("the words of {who:?}")),
		text(""),
		licence("CC0-1.0"),
		ContributionKind::Rows,
	));
	id
}

/// Two contributions in a Datanet of Eve's, whose curators keep nothing, a base model of Dave's, an
/// adapter of Eve's, and Alice as a worker.
pub fn marketplace() -> ArtifactId {
	marketplace_with(Perbill::zero())
}

fn marketplace_with(curators_cut: Perbill) -> ArtifactId {
	assert_ok!(Datanets::create(
		signed(Eve),
		Description {
			name: text("Jargon"),
			summary: text("What hackers say"),
			uri: text("https://example.org"),
			tags: BoundedVec::new(),
		},
		DataKind::Text,
		licence("CC0-1.0"),
		Visibility::Public,
		Policy::Owner,
		None,
		curators_cut,
	));
	for who in [Bob, Charlie] {
		let contribution = contribute(who);
		assert_ok!(Datanets::judge(signed(Eve), contribution, Judgement::Accept));
	}
	assert_ok!(Datanets::snapshot(signed(Eve), DatanetId(0), text("")));
	let base = NewArtifact {
		royalty: RoyaltyTerms { share: Perbill::from_percent(25), until: None },
		..artifact(ArtifactKind::BaseModel, "base")
	};
	assert_ok!(ModelRegistry::register(signed(Dave), base));
	let adapter = NewArtifact {
		snapshots: vec![SnapshotId(0)].try_into().expect("one"),
		parents: vec![NewParent { artifact: ArtifactId(0), role: EdgeRole::DerivedFrom }]
			.try_into()
			.expect("one"),
		prices: Some(PRICES),
		..artifact(ArtifactKind::Adapter, "jargon")
	};
	assert_ok!(ModelRegistry::register(signed(Eve), adapter));
	assert_ok!(Bonds::bond(signed(Alice), attribution::MinWorkerBond::get()));
	assert_ok!(Attribution::register_worker(
		signed(Alice),
		WorkerKey::from(Alice.public()),
		text("http://127.0.0.1:8400"),
		vec![ArtifactId(0)].try_into().expect("one"),
		H256::zero(),
	));
	ArtifactId(1)
}

/// A question that Alice is to answer.
fn ask(artifact: ArtifactId) -> RequestId {
	// Workers are drawn who joined before.
	state::next_block(false);
	let request = pallet_attribution::NextRequest::<Runtime>::get();
	assert_ok!(Attribution::request_inference(
		signed(Ferdie),
		artifact,
		Question::Text(text(QUESTION)),
		Mode::Optimistic,
		64,
		10 * OPEN,
		20,
	));
	while pallet_attribution::Requests::<Runtime>::get(request)
		.is_some_and(|request| request.workers.is_empty())
	{
		state::next_block(false);
	}
	request
}

/// A proof that gives Bob two thirds and Charlie a third.
pub fn proof(request: RequestId, artifact: ArtifactId) -> AttributionProof {
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
		input: ContentCommitment::of_document(QUESTION).expect("short"),
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

pub fn sign(proof: &AttributionProof) -> WorkerSignature {
	sr25519::Pair::from(Alice).sign(&proof.signing_bytes()).into()
}

fn settled() -> (RequestId, Balance) {
	settle(marketplace())
}

fn settle(artifact: ArtifactId) -> (RequestId, Balance) {
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
		assert_eq!(invariants::check(), Ok(()));
		assert_eq!(Balances::total_issuance(), TOTAL_ISSUANCE);
	});
}

fn division() -> FeeSplit {
	economics::FeeDivision::get().at(System::block_number())
}

fn claimable(who: &AccountId) -> Balance {
	Royalties::claimable(who)
}

#[test]
fn fee_is_credited_by_division_royalties_and_vector_when_settled() {
	development(|| {
		let (_, fee) = settled();
		let parts = division().split(fee);
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
fn bond_can_be_slashed_longer_than_any_job_can_be_disputed() {
	for preset in ["development", "local_testnet"] {
		state::of_preset(preset).execute_with(|| {
			let cooldown = <Runtime as pallet_bonds::Config>::Cooldown::get();
			let job = <Runtime as pallet_model_factory::Config>::MaxDeadline::get()
				+ <Runtime as pallet_model_factory::Config>::AcceptanceWindow::get()
				+ <Runtime as pallet_model_factory::Config>::ArbitrationPeriod::get();
			assert!(cooldown > job);
		});
	}
}

#[test]
fn workers_bond_pays_for_every_job_when_all_of_them_are_bad() {
	state::of_preset("local_testnet").execute_with(|| {
		let jobs: u32 = <Runtime as pallet_model_factory::Config>::MaxTaken::get();
		let slash: Balance = <Runtime as pallet_model_factory::Config>::BadDeliverySlash::get();
		assert!(Balance::from(jobs) * slash <= attribution::MinWorkerBond::get());
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
			Some(FeeSchedule { current: division(), next: Some((100, all_to_workers)) }),
		));
		let from = |origin: Origin| RuntimeOrigin::from(OriginCaller::from(origin));
		assert!(Parameters::set_parameter(signed(Alice), parameter.clone()).is_err());
		assert!(Parameters::set_parameter(from(Origin::RegistryAdmin), parameter.clone()).is_err());
		assert_ok!(Parameters::set_parameter(from(Origin::EconomicsAdmin), parameter));
		let before = division();
		System::set_block_number(99);
		assert_eq!(division(), before, "it takes effect from a block on");
		System::set_block_number(100);
		assert_eq!(division(), all_to_workers);
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

#[test]
fn curators_and_stakers_earn_when_a_fee_is_settled() {
	development(|| {
		let artifact = marketplace_with(Perbill::from_percent(10));
		let shares = FeeShares {
			protocol: Perbill::zero(),
			worker: Perbill::zero(),
			owners: Perbill::zero(),
			stakers: Perbill::from_percent(50),
			contributors: Perbill::from_percent(50),
		};
		let current = FeeSplit::new(shares).expect("one");
		let parameter = RuntimeParameters::Economics(economics::Parameters::FeeDivision(
			economics::FeeDivision,
			Some(FeeSchedule { current, next: None }),
		));
		assert_ok!(Parameters::set_parameter(RuntimeOrigin::root(), parameter));
		let target = StakeTarget::Artifact(artifact);
		assert_ok!(ArtifactStaking::stake(signed(Ferdie), target, 100 * OPEN));
		System::set_block_number(System::block_number() + 10);
		assert_ok!(ArtifactStaking::activate(signed(Ferdie), target, Ferdie.to_account_id()));

		let (_, fee) = settle(artifact);
		let parts = current.split(fee);
		let staker = ArtifactStaking::rewards(&Ferdie.to_account_id(), target);
		assert!(parts.stakers - staker <= 1);
		let curator = Royalties::curator_earnings(DatanetId(0), &Eve.to_account_id());
		assert!((parts.contributors / 10).abs_diff(curator) <= 2);
		let contributors = claimable(&Bob.to_account_id()) + claimable(&Charlie.to_account_id());
		assert!(parts.contributors - contributors - curator <= 1);
	});
}

#[test]
fn proxy_contributes_in_the_name_of_the_account_that_appointed_it() {
	development(|| {
		marketplace();
		assert_ok!(Proxy::add_proxy(
			signed(Dave),
			Ferdie.to_account_id().into(),
			ProxyType::Contributor,
			0
		));
		let id = pallet_datanets::NextContribution::<Runtime>::get();
		let contribute = RuntimeCall::from(pallet_datanets::Call::contribute {
			datanet: DatanetId(0),
			content: commitment("the words of a whole village"),
			uri: text(""),
			licence: licence("CC0-1.0"),
			kind: ContributionKind::Rows,
		});
		assert_ok!(Proxy::proxy(
			signed(Ferdie),
			Dave.to_account_id().into(),
			None,
			Box::new(contribute)
		));
		let record = pallet_datanets::Contributions::<Runtime>::get(id).expect("it was given");
		assert_eq!(record.contributor, Dave.to_account_id());
		let pay = RuntimeCall::from(pallet_bonds::Call::bond { amount: OPEN });
		assert_ok!(Proxy::proxy(signed(Ferdie), Dave.to_account_id().into(), None, Box::new(pay)));
		assert_eq!(pallet_bonds::Ledgers::<Runtime>::get(Dave.to_account_id()).active, 0);
	});
}
