// SPDX-License-Identifier: Apache-2.0
//! What the runtime API answers.

use crate::{mock::*, others::*};
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::FactoryJobId,
	records::{JobRecord, JobStage, Publish, Subject},
};
use pallet_model_factory::MAX_PAGE;
use std::collections::BTreeSet;

#[test]
fn job_is_told_when_it_is_there() {
	run(|| {
		let first = trained(1);
		let id = post(evaluate(Subject::OutputOf(first)), after(first));
		let expected = JobRecord {
			id,
			builder: BUILDER,
			work: evaluate(Subject::OutputOf(first)),
			budget: BUDGET,
			posted_at: 1,
			deadline: 1 + DEADLINE,
			after: after(first),
			dependents: 0,
			stage: JobStage::Waiting,
		};
		assert_eq!(Factory::job(id), Some(expected));
		assert_eq!(Factory::job(first).unwrap().dependents, 1);
		assert_eq!(Factory::job(FactoryJobId(9)), None);
	});
}

#[test]
fn open_jobs_are_told_once_each_when_they_are_paged_through() {
	run(|| {
		let jobs = (0..7).map(|_| post(train(Publish::OnAcceptance), None)).collect::<Vec<_>>();
		take(WORKER, jobs[2]);
		post(train(Publish::OnAcceptance), after(jobs[0]));
		let mut told = BTreeSet::new();
		let mut start = None;
		loop {
			let page = Factory::open_jobs(start, 2);
			assert!(page.len() <= 2);
			let Some(last) = page.last() else { break };
			start = Some(last.id);
			for job in page {
				assert_eq!(job.stage, JobStage::Open);
				assert!(told.insert(job.id));
			}
		}
		let open = jobs.iter().copied().filter(|job| *job != jobs[2]).collect::<BTreeSet<_>>();
		assert_eq!(told, open);
	});
}

#[test]
fn open_jobs_go_on_when_the_last_one_was_taken_meanwhile() {
	run(|| {
		for _ in 0..4 {
			post(train(Publish::OnAcceptance), None);
		}
		let all = Factory::open_jobs(None, 4).iter().map(|job| job.id).collect::<Vec<_>>();
		take(WORKER, all[1]);
		let rest = Factory::open_jobs(Some(all[1]), 4);
		assert_eq!(rest.iter().map(|job| job.id).collect::<Vec<_>>(), all[2..]);
	});
}

#[test]
fn page_is_bounded_when_more_is_asked() {
	run(|| {
		for _ in 0..=MAX_PAGE {
			assert_ok!(Factory::post(
				signed(BUILDER),
				evaluate(Subject::Artifact(BASE)),
				MIN_BUDGET,
				DEADLINE,
				None
			));
		}
		let page = Factory::open_jobs(None, u32::MAX);
		assert_eq!(u32::try_from(page.len()).unwrap(), MAX_PAGE);
		assert!(Factory::open_jobs(None, 0).is_empty());
	});
}
