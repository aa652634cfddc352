// SPDX-License-Identifier: Apache-2.0
//! Disputes freeze a job until the arbiter decides, or does not.

use crate::{mock::*, others::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{ArtifactId, FactoryJobId},
	records::{Failure, JobStage, Publish},
	traits::SlashReason,
};
use pallet_model_factory::{Error, Event, HoldReason, Taken};

fn arbitrate(job: FactoryJobId, for_worker: bool) -> DispatchResult {
	Factory::arbitrate(RuntimeOrigin::root(), job, for_worker)
}

#[test]
fn dispute_freezes_the_job_when_the_builder_raises_it() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		go_on(ACCEPTANCE_WINDOW - 1);
		assert_ok!(Factory::dispute(signed(BUILDER), job, text("it is empty")));
		let settle_at = ACCEPTANCE_WINDOW + ARBITRATION_PERIOD;
		let (worker, delivery, bond) = (WORKER, training(1), DISPUTE_BOND);
		assert_eq!(stage(job), JobStage::Disputed { worker, delivery, bond, settle_at });
		assert_eq!(held(HoldReason::DisputeBond, BUILDER), DISPUTE_BOND);
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), BUDGET);
		assert_eq!(Taken::<Test>::get(WORKER), 1);
		let event = Event::JobDisputed { job, reason: text("it is empty"), bond, settle_at };
		System::assert_last_event(RuntimeEvent::Factory(event));
	});
}

#[test]
fn dispute_is_refused_when_it_should_be() {
	run(|| {
		let dispute = |who, job| Factory::dispute(signed(who), job, text("no"));
		assert_noop!(dispute(BUILDER, FactoryJobId(9)), Error::<Test>::JobNotFound);
		let job = taken(train(Publish::OnAcceptance));
		assert_noop!(dispute(BUILDER, job), Error::<Test>::NotDelivered);
		deliver(WORKER, job, training(1));
		assert_noop!(dispute(OTHER, job), Error::<Test>::NotBuilder);
		let reason = BoundedVec::truncate_from(vec![0xff]);
		assert_noop!(Factory::dispute(signed(BUILDER), job, reason), Error::<Test>::InvalidText);
		hypothetically!({
			let spare = free(BUILDER) - EXISTENTIAL_DEPOSIT - DISPUTE_BOND + 1;
			assert_ok!(Balances::transfer_allow_death(signed(BUILDER), ANYONE, spare));
			assert_noop!(dispute(BUILDER, job), TokenError::FundsUnavailable);
		});
		go_on(ACCEPTANCE_WINDOW);
		assert_noop!(dispute(BUILDER, job), Error::<Test>::WindowClosed);
	});
}

#[test]
fn dispute_is_refused_when_the_builder_has_only_locked_funds() {
	run(|| {
		let job = delivered(Publish::OnAcceptance, 1);
		lock(BUILDER);
		let dispute = Factory::dispute(signed(BUILDER), job, text("no"));
		assert_noop!(dispute, Error::<Test>::FundsLocked);
	});
}

#[test]
fn worker_gets_budget_and_bond_when_the_arbiter_finds_for_the_worker() {
	run(|| {
		let job = disputed();
		assert_ok!(arbitrate(job, true));
		assert_eq!(free(WORKER), FUNDS + BUDGET + DISPUTE_BOND);
		assert_eq!(held(HoldReason::DisputeBond, BUILDER), 0);
		assert_eq!(artifact(job), Some(ArtifactId(10)));
		assert_event(Event::DisputeDecided { job, for_worker: true, bond: DISPUTE_BOND });
		assert_event(Event::JobCompleted { job, worker: WORKER, paid: BUDGET });
		assert!(Slashes::get().is_empty());
	});
}

#[test]
fn worker_is_paid_when_the_arbiter_decided_and_the_registry_refuses() {
	run(|| {
		let job = disputed();
		RegistryFails::set(true);
		assert_ok!(arbitrate(job, true));
		assert_eq!(free(WORKER), FUNDS + BUDGET + DISPUTE_BOND);
		assert_event(Event::RegistrationFailed { job, error: REGISTRY_BROKEN });
	});
}

#[test]
fn builder_has_everything_back_when_the_arbiter_finds_for_the_builder() {
	run(|| {
		let job = disputed();
		assert_ok!(arbitrate(job, false));
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), 0);
		assert_eq!(held(HoldReason::DisputeBond, BUILDER), 0);
		assert_eq!(free(WORKER), FUNDS);
		let (worker, failure) = (WORKER, Failure::BadDelivery);
		assert_eq!(stage(job), JobStage::Failed { worker, failure });
		let reason = SlashReason::BadDelivery;
		assert_eq!(Slashes::get(), [(WORKER, BAD_DELIVERY_SLASH, reason, Some(BUILDER))]);
		assert!(!Taken::<Test>::contains_key(WORKER));
		assert_event(Event::DisputeDecided { job, for_worker: false, bond: DISPUTE_BOND });
		System::assert_last_event(RuntimeEvent::Factory(Event::JobFailed {
			job,
			worker,
			failure,
			refund: BUDGET,
			slashed: BAD_DELIVERY_SLASH,
		}));
	});
}

#[test]
fn builder_is_refunded_when_a_bad_delivery_cannot_be_slashed() {
	run(|| {
		let job = disputed();
		BondsFail::set(true);
		assert_ok!(arbitrate(job, false));
		assert_eq!(held(HoldReason::JobEscrow, BUILDER), 0);
		let (worker, amount, error) = (WORKER, BAD_DELIVERY_SLASH, BONDS_BROKEN);
		assert_event(Event::SlashFailed { job, worker, amount, error });
	});
}

#[test]
fn arbitrate_is_refused_when_it_should_be() {
	run(|| {
		assert_noop!(arbitrate(FactoryJobId(9), true), Error::<Test>::JobNotFound);
		let job = delivered(Publish::OnAcceptance, 1);
		assert_noop!(arbitrate(job, true), Error::<Test>::NotDisputed);
		assert_ok!(Factory::dispute(signed(BUILDER), job, text("")));
		for who in [BUILDER, WORKER] {
			assert_noop!(Factory::arbitrate(signed(who), job, true), BadOrigin);
		}
	});
}

#[test]
fn delivery_stands_and_bond_goes_back_when_the_arbiter_is_silent() {
	run(|| {
		let job = disputed();
		go_on(ARBITRATION_PERIOD - 1);
		assert_noop!(Factory::settle(signed(ANYONE), job), Error::<Test>::WindowOpen);
		go_on(1);
		assert_ok!(Factory::settle(signed(ANYONE), job));
		assert_eq!(free(WORKER), FUNDS + BUDGET);
		assert_eq!(held(HoldReason::DisputeBond, BUILDER), 0);
		assert_eq!(artifact(job), Some(ArtifactId(10)));
		assert_event(Event::DisputeLapsed { job, bond: DISPUTE_BOND });
	});
}

#[test]
fn arbiter_can_decide_when_the_period_is_over_and_nobody_settled() {
	run(|| {
		let job = disputed();
		go_on(ARBITRATION_PERIOD + 1);
		assert_ok!(arbitrate(job, false));
	});
}

#[test]
fn disputed_job_cannot_expire_when_its_deadline_passes() {
	run(|| {
		let job = disputed();
		go_on(DEADLINE + 1);
		assert_noop!(Factory::expire(signed(ANYONE), job), Error::<Test>::AlreadyDelivered);
	});
}
