// SPDX-License-Identifier: Apache-2.0

//! The chain as the off-chain worker sees it.

use crate::{
	marketplace::{licence, marketplace, text},
	state,
};
use openledger_ocw::{Call, Chain, FactoryStage, Order};
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId, SnapshotId},
	jobs::{benchmark_of_snapshots, EvaluationSet, Metric},
	records::{
		AdapterTerms, Delivery, EvaluateSpec, HyperParameters, JobStage, Publish, RoyaltyTerms,
		Subject, TrainSpec, Work,
	},
	traits,
};
use openledger_runtime::{
	constants::currency::OPEN, AccountId, Datanets, ModelFactory, Runtime, RuntimeOrigin, System,
};
use pallet_attribution::worker_key::WorkerKey;
use polkadot_sdk::{
	frame_support::assert_ok,
	sp_core::H256,
	sp_keyring::Sr25519Keyring::{self, Alice, Bob, Ferdie},
	sp_runtime::{BoundedVec, DispatchError, Perbill},
};

const BUDGET: u128 = 10 * OPEN;
const DEADLINE: u32 = 1_000;

fn key(who: Sr25519Keyring) -> WorkerKey {
	WorkerKey::from(who.public())
}

fn post(work: Work<AccountId>) -> FactoryJobId {
	let job = pallet_model_factory::NextJob::<Runtime>::get();
	let builder = RuntimeOrigin::signed(Ferdie.to_account_id());
	assert_ok!(ModelFactory::post(builder, work, BUDGET, DEADLINE, None));
	job
}

fn training(module: &str) -> Work<AccountId> {
	Work::Train(Box::new(TrainSpec {
		base: ArtifactId(0),
		parents: BoundedVec::new(),
		snapshots: BoundedVec::truncate_from(vec![SnapshotId(0)]),
		hyper: HyperParameters {
			rank: 8,
			alpha: 16,
			target_modules: BoundedVec::truncate_from(vec![text(module)]),
			learning_rate_micros: 1_000,
			epochs: 3,
			batch_size: 8,
			seed: 7,
			eval_split: Perbill::from_percent(10),
		},
		adapter: AdapterTerms {
			name: text("Ordered"),
			licence: licence("Apache-2.0"),
			royalty: RoyaltyTerms { share: Perbill::zero(), until: None },
			prices: None,
			credits: BoundedVec::new(),
			previous: None,
		},
		publish: Publish::OnAcceptance,
	}))
}

/// A measurement of the marketplace's adapter, of this share of the rows that it was trained on.
fn measurement(share: Perbill) -> Work<AccountId> {
	let info = <Datanets as traits::Datanets<AccountId>>::snapshot(SnapshotId(0)).expect("taken");
	Work::Evaluate(EvaluateSpec {
		subject: Subject::Artifact(ArtifactId(1)),
		benchmark: benchmark_of_snapshots(&[(info.root, info.withdrawn_root)], share),
		metric: text("rouge_l"),
	})
}

fn order(who: Sr25519Keyring, job: FactoryJobId) -> Option<Order> {
	<Runtime as Chain>::factory_job(&key(who), job)?.order
}

#[test]
fn call_changes_nothing_when_it_is_only_tried() {
	state::of_preset("development").execute_with(|| {
		marketplace();
		state::next_block(false);
		let job = post(training("all-linear"));
		let events = System::events().len();
		assert_ok!(<Runtime as Chain>::check(&key(Alice), &Call::Take(job)));
		assert_eq!(System::events().len(), events);
		let stage = ModelFactory::job(job).expect("posted").stage;
		assert_eq!(stage, JobStage::Open);
	});
}

#[test]
fn error_has_its_name_when_a_call_that_would_fail_is_tried() {
	state::of_preset("development").execute_with(|| {
		marketplace();
		let job = post(training("all-linear"));
		let tried = <Runtime as Chain>::check(&key(Bob), &Call::Take(job));
		let Err(DispatchError::Module(error)) = tried else { panic!("{tried:?}") };
		assert_eq!(error.message, Some("BondTooLow"));
	});
}

#[test]
fn training_is_offered_to_those_only_who_serve_the_base_model() {
	state::of_preset("development").execute_with(|| {
		marketplace();
		let job = post(training("all-linear"));
		assert_eq!(<Runtime as Chain>::factory_jobs(None, 10, true), [job]);
		let Some(Order::Training(asked)) = order(Alice, job) else { panic!("it can be done") };
		assert_eq!((asked.base, asked.rank, asked.epochs), (ArtifactId(0), 8, 3));
		assert_eq!(asked.options.eval_share, Perbill::from_percent(10));
		assert_eq!(<Runtime as Chain>::factory_job(&key(Bob), job), None);
	});
}

#[test]
fn job_has_no_order_when_no_server_can_be_asked_for_it() {
	state::of_preset("development").execute_with(|| {
		marketplace();
		let job = post(training("q_proj"));
		let seen =
			<Runtime as Chain>::factory_job(&key(Alice), job).expect("Alice serves the base");
		assert_eq!((seen.order, seen.stage), (None, FactoryStage::Open));
	});
}

#[test]
fn measurement_is_of_the_artifacts_own_snapshots_when_the_benchmark_is_a_share_of_them() {
	state::of_preset("development").execute_with(|| {
		marketplace();
		let share = Perbill::from_percent(35);
		let job = post(measurement(share));
		let Some(Order::Evaluation { evaluation, benchmark }) = order(Alice, job) else {
			panic!("it can be done")
		};
		assert_eq!(evaluation.artifact, ArtifactId(1));
		assert_eq!(evaluation.metrics, [Metric::RougeL]);
		let snapshots = vec![SnapshotId(0)];
		assert_eq!(evaluation.set, EvaluationSet::HeldOut { snapshots, share });
		let Work::Evaluate(spec) = measurement(share) else { unreachable!() };
		assert_eq!(benchmark, spec.benchmark);
		let foreign = post(measurement(Perbill::from_parts(7)));
		assert_eq!(order(Alice, foreign), None);
	});
}

#[test]
fn job_is_the_workers_own_until_it_is_finished_when_it_has_taken_it() {
	state::of_preset("development").execute_with(|| {
		marketplace();
		let job = post(measurement(Perbill::one()));
		let alice = key(Alice);
		let signed = || RuntimeOrigin::signed(Alice.to_account_id());
		let stage = || <Runtime as Chain>::factory_job(&alice, job).map(|job| job.stage);
		assert_ok!(ModelFactory::take(signed(), job));
		assert_eq!(stage(), Some(FactoryStage::Taken { may_report: true }));
		assert_eq!(<Runtime as Chain>::jobs_in_hand(&alice), 1);
		assert_eq!(<Runtime as Chain>::factory_job(&key(Bob), job), None);
		let delivery = Delivery::Evaluation { value_micros: 1, evidence_root: H256::zero() };
		assert_ok!(ModelFactory::deliver(signed(), job, delivery));
		assert!(matches!(stage(), Some(FactoryStage::Delivered { settle_at: 1.. })));
		let builder = RuntimeOrigin::signed(Ferdie.to_account_id());
		assert_ok!(ModelFactory::accept(builder, job));
		assert_eq!((stage(), <Runtime as Chain>::jobs_in_hand(&alice)), (None, 0));
	});
}
