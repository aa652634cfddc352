// SPDX-License-Identifier: Apache-2.0
//! Deliveries are accepted by the builder or by the time-out, paid, registered and recorded.

use crate::{mock::*, others::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId},
	records::{
		ArtifactKind, Credit, CreditRole, EdgeRole, Evaluation, JobStage, NewArtifact, NewParent,
		Publish, Subject, Work, MAX_CREDITS,
	},
};
use pallet_model_factory::{Error, Event, HoldReason, Taken};

#[test]
fn worker_is_paid_when_the_builder_accepts() {
	run(|| {
		let job = delivered(Publish::ByWorkflow, 1);
		assert_ok!(Factory::accept(signed(BUILDER), job));
		assert_eq!(free(WORKER), FUNDS + BUDGET);
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), 0);
		assert!(!Taken::<Test>::contains_key(WORKER));
		let (worker, delivery) = (WORKER, training(1));
		assert_eq!(stage(job), JobStage::Completed { worker, delivery, artifact: None });
		System::assert_last_event(
			Event::<Test>::JobCompleted { job, worker: WORKER, paid: BUDGET }.into(),
		);
	});
}

#[test]
fn worker_is_paid_when_the_account_is_empty() {
	run(|| {
		let job = post(train(Publish::OnAcceptance), None);
		take(GHOST, job);
		deliver(GHOST, job, training(1));
		assert_ok!(Factory::accept(signed(BUILDER), job));
		assert_eq!(free(GHOST), BUDGET);
	});
}

#[test]
fn adapter_is_registered_with_its_lineage_when_the_builder_accepts() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		assert_ok!(Factory::accept(signed(BUILDER), job));
		assert_eq!(artifact(job), Some(ArtifactId(10)));
		System::assert_last_event(
			Event::<Test>::AdapterRegistered { job, artifact: ArtifactId(10) }.into(),
		);
		let spec = spec(Publish::OnAcceptance);
		let parent = |artifact| NewParent { artifact, role: EdgeRole::DerivedFrom };
		let trainer = Credit { who: WORKER, role: CreditRole::FineTuner, share: Perbill::zero() };
		let expected = NewArtifact {
			kind: ArtifactKind::Adapter,
			name: text("harbours"),
			manifest: manifest(1),
			uri: text("ipfs://adapter"),
			licence: licence(),
			snapshots: spec.snapshots,
			parents: vec![parent(BASE), parent(ArtifactId(1))].try_into().unwrap(),
			credits: vec![spec.adapter.credits[0].clone(), trainer].try_into().unwrap(),
			royalty: spec.adapter.royalty,
			prices: spec.adapter.prices,
			previous: None,
			draft: false,
		};
		assert_eq!(Registered::get(), [(BUILDER, expected)]);
	});
}

#[test]
fn trainer_is_not_credited_when_there_is_no_room() {
	run(|| {
		let mut spec = spec(Publish::OnAcceptance);
		let (role, share) = (CreditRole::Curator, Perbill::zero());
		let credits = (20..20 + u64::from(MAX_CREDITS)).map(|who| Credit { who, role, share });
		spec.adapter.credits = credits.collect::<Vec<_>>().try_into().unwrap();
		let job = taken(Work::Train(Box::new(spec.clone())));
		deliver(WORKER, job, training(1));
		assert_ok!(Factory::accept(signed(BUILDER), job));
		assert_eq!(Registered::get()[0].1.credits, spec.adapter.credits);
	});
}

#[test]
fn trainer_is_credited_once_when_the_builder_did_already() {
	run(|| {
		let mut spec = spec(Publish::OnAcceptance);
		spec.adapter.credits[0].who = WORKER;
		spec.adapter.credits[0].role = CreditRole::FineTuner;
		let job = taken(Work::Train(Box::new(spec.clone())));
		deliver(WORKER, job, training(1));
		assert_ok!(Factory::accept(signed(BUILDER), job));
		assert_eq!(Registered::get()[0].1.credits, spec.adapter.credits);
	});
}

#[test]
fn accept_changes_nothing_when_the_adapter_cannot_be_registered() {
	run(|| {
		let first = delivered(Publish::OnAcceptance, 1);
		assert_ok!(Factory::accept(signed(BUILDER), first));
		let job = delivered(Publish::OnAcceptance, 1);
		assert_noop!(Factory::accept(signed(BUILDER), job), MANIFEST_TAKEN);
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), BUDGET);
	});
}

#[test]
fn accept_is_refused_when_it_should_be() {
	run(|| {
		let none = FactoryJobId(9);
		assert_noop!(Factory::accept(signed(BUILDER), none), Error::<Test>::JobNotFound);
		let job = taken(train(Publish::OnAcceptance));
		assert_noop!(Factory::accept(signed(BUILDER), job), Error::<Test>::NotDelivered);
		deliver(WORKER, job, training(1));
		assert_noop!(Factory::accept(signed(WORKER), job), Error::<Test>::NotBuilder);
		assert_ok!(Factory::dispute(signed(BUILDER), job, text("")));
		assert_noop!(Factory::accept(signed(BUILDER), job), Error::<Test>::NotDelivered);
	});
}

#[test]
fn accept_is_allowed_when_the_window_is_over_and_nobody_settled() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		go_on(ACCEPTANCE_WINDOW);
		assert_ok!(Factory::accept(signed(BUILDER), job));
	});
}

#[test]
fn value_is_recorded_when_the_artifact_is_registered() {
	run(|| {
		let job = taken(evaluate(Subject::Artifact(BASE)));
		deliver(WORKER, job, evaluation(-3));
		assert_ok!(Factory::accept(signed(BUILDER), job));
		let recorded = Evaluation {
			benchmark: H256::repeat_byte(5),
			metric: text("exact_match"),
			value_micros: -3,
			evidence_root: H256::repeat_byte(7),
		};
		assert_eq!(Evaluations::get(), [(WORKER, BASE, recorded)]);
		let (artifact, worker) = (BASE, WORKER);
		System::assert_last_event(
			Event::<Test>::EvaluationRecorded { job, artifact, worker, value_micros: -3 }.into(),
		);
	});
}

#[test]
fn value_stands_on_the_job_when_the_subject_is_not_registered() {
	run(|| {
		let job = measured(trained(1), 7);
		let (worker, delivery) = (EVALUATOR, evaluation(7));
		assert_eq!(stage(job), JobStage::Completed { worker, delivery, artifact: None });
		assert!(Evaluations::get().is_empty());
	});
}

#[test]
fn value_is_accepted_by_time_out_when_the_registry_refuses_it() {
	run(|| {
		let job = taken(evaluate(Subject::Artifact(BASE)));
		deliver(WORKER, job, evaluation(1));
		RegistryFails::set(true);
		assert_noop!(Factory::accept(signed(BUILDER), job), REGISTRY_BROKEN);
		go_on(ACCEPTANCE_WINDOW);
		assert_ok!(Factory::settle(signed(ANYONE), job));
		assert_eq!(free(WORKER), FUNDS + BUDGET);
		let event = Event::RecordingFailed { job, error: REGISTRY_BROKEN };
		System::assert_last_event(RuntimeEvent::Factory(event));
		assert!(Evaluations::get().is_empty());
	});
}

#[test]
fn time_out_pays_and_registers_when_the_builder_is_silent() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		go_on(ACCEPTANCE_WINDOW);
		assert_ok!(Factory::settle(signed(ANYONE), job));
		assert_eq!(free(WORKER), FUNDS + BUDGET);
		assert_eq!(artifact(job), Some(ArtifactId(10)));
		assert_eq!(Registered::get()[0].0, BUILDER);
	});
}

#[test]
fn settle_is_refused_when_it_should_be() {
	run(|| {
		let none = FactoryJobId(9);
		assert_noop!(Factory::settle(signed(ANYONE), none), Error::<Test>::JobNotFound);
		let job = taken(train(Publish::OnAcceptance));
		assert_noop!(Factory::settle(signed(ANYONE), job), Error::<Test>::NotDelivered);
		deliver(WORKER, job, training(1));
		go_on(ACCEPTANCE_WINDOW - 1);
		assert_noop!(Factory::settle(signed(ANYONE), job), Error::<Test>::WindowOpen);
		go_on(1);
		assert_ok!(Factory::settle(signed(ANYONE), job));
		assert_noop!(Factory::settle(signed(ANYONE), job), Error::<Test>::NotDelivered);
	});
}

#[test]
fn worker_is_paid_and_delivery_kept_when_the_time_out_cannot_register() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		go_on(ACCEPTANCE_WINDOW);
		RegistryFails::set(true);
		assert_ok!(Factory::settle(signed(ANYONE), job));
		assert_eq!(free(WORKER), FUNDS + BUDGET);
		let (worker, delivery) = (WORKER, training(1));
		assert_eq!(stage(job), JobStage::Completed { worker, delivery, artifact: None });
		let event = Event::RegistrationFailed { job, error: REGISTRY_BROKEN };
		System::assert_last_event(RuntimeEvent::Factory(event));
		assert!(Registered::get().is_empty());

		assert_noop!(Factory::register_delivered(signed(BUILDER), job), REGISTRY_BROKEN);
		RegistryFails::set(false);
		assert_ok!(Factory::register_delivered(signed(BUILDER), job));
		assert_eq!(artifact(job), Some(ArtifactId(10)));
	});
}

#[test]
fn builder_can_register_when_no_other_job_does() {
	run(|| {
		let job = trained(1);
		assert_ok!(Factory::register_delivered(signed(BUILDER), job));
		let artifact = ArtifactId(10);
		System::assert_last_event(Event::<Test>::AdapterRegistered { job, artifact }.into());
	});
}

#[test]
fn register_delivered_is_refused_when_it_should_be() {
	run(|| {
		let register = |who, job| Factory::register_delivered(signed(who), job);
		assert_noop!(register(BUILDER, FactoryJobId(9)), Error::<Test>::JobNotFound);
		let job = delivered(Publish::OnAcceptance, 1);
		assert_noop!(register(OTHER, job), Error::<Test>::NotBuilder);
		assert_noop!(register(BUILDER, job), Error::<Test>::NotCompleted);
		assert_ok!(Factory::accept(signed(BUILDER), job));
		assert_noop!(register(BUILDER, job), Error::<Test>::AlreadyRegistered);
		let measured = measured(job, 1);
		assert_noop!(register(BUILDER, measured), Error::<Test>::NotTraining);
	});
}
