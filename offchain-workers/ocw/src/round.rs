// SPDX-License-Identifier: Apache-2.0
//! One run: ask the servers about what is owed, submit what is finished, say that the workers are there, and end
//! what is over.

use crate::{
	committee,
	desk::Desk,
	factory, inference,
	memory::{Memory, MAX_WAIT},
	server::{self, ServerError},
	settings::Settings,
	Assignment, Chain, FactoryJob, Judged, LOG_TARGET,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	format,
	string::String,
	vec::Vec,
};
use openledger_primitives::{
	ids::{FactoryJobId, RequestId},
	jobs::{JobRequest, JobResult, JobState},
	records::Duty,
};
use polkadot_sdk::sp_core::H256;

/// The most answers and judgements that the servers are asked about in one run, the nearest deadlines first.
pub const JOBS_PER_RUN: usize = 32;

/// The most jobs of the ModelFactory that the servers are asked about in one run, the nearest deadlines first.
pub const FACTORY_JOBS_PER_RUN: usize = 16;

/// A missing server is mentioned once in so many blocks.
const REMIND_AFTER: u32 = 10;

/// What a server says of itself, as far as this run knows.
type Readiness = BTreeMap<Settings, Result<(), ServerError>>;

/// What a server is asked about.
struct Errand {
	/// The place of the key's desk.
	desk: usize,
	settings: Settings,
	job: JobRequest,
	purpose: Purpose,
}

/// What for.
enum Purpose {
	Answer(Assignment),
	Judge(Judged),
	Make(FactoryJob),
}

/// A key's part of a run.
struct Place<C: Chain> {
	desk: Desk<C>,
	/// The answers that it has to judge, and is not bound to a judgement of.
	undecided: Vec<(Duty, Judged)>,
	/// Its jobs of the ModelFactory.
	jobs: Vec<FactoryJob>,
}

/// Does the work of one run for these keys. The caller holds the lock.
pub fn work<C: Chain>(keys: Vec<C::Key>) {
	let block = C::block();
	let stored = Memory::load(block);
	let mut memory = stored.clone();
	let open = |key| {
		let mut desk = Desk::<C>::open(key, block, &mut memory);
		// What needs no server, and has a deadline.
		let undecided = committee::attend(&mut desk);
		let jobs = factory::own(&mut desk);
		Place { desk, undecided, jobs }
	};
	let mut places = keys.into_iter().map(open).collect::<Vec<_>>();

	let errands = errands(&mut places);
	let answers = ask(&errands);
	report_outages(&errands, &answers, &mut memory.missing, block);
	let mut ready = readiness(&errands, &answers);
	for (errand, answer) in errands.into_iter().zip(answers) {
		if let Some(place) = places.get_mut(errand.desk) {
			handle(&mut place.desk, errand.purpose, answer);
		}
	}
	for Place { desk, undecided, .. } in &mut places {
		committee::fall_back(desk, undecided);
	}
	vouch(&mut places, &mut ready);
	let mut concluded = BTreeSet::<RequestId>::new();
	for Place { desk, jobs, .. } in &mut places {
		committee::conclude(desk, &mut concluded);
		inference::settle(desk);
		factory::settle(desk, jobs);
	}
	report_progress(&mut places);

	for Place { desk, .. } in places {
		desk.close(&mut memory);
	}
	if memory != stored {
		memory.store();
	}
}

/// What the servers are asked about in this run.
fn errands<C: Chain>(places: &mut [Place<C>]) -> Vec<Errand> {
	let mut owed = Vec::new();
	let mut making = Vec::new();
	for (number, Place { desk, undecided, jobs }) in places.iter_mut().enumerate() {
		let answers = desk.duties.iter().filter(|duty| inference::is_due(desk, duty));
		let answers = answers.map(|duty| (duty.until, duty.request, number, None));
		let judge = |(duty, judged): &(Duty, Judged)| {
			(duty.until, duty.request, number, Some(judged.clone()))
		};
		let asked = answers.chain(undecided.iter().map(judge)).collect::<Vec<_>>();
		let due = jobs.iter().filter(|job| factory::is_due(desk, job));
		let made = due.map(|job| (number, job.clone())).collect::<Vec<_>>();
		// A key whose server cannot be asked leaves the room to the others.
		if (!asked.is_empty() || !made.is_empty()) && desk.settings().is_some() {
			owed.extend(asked);
			making.extend(made);
		}
	}
	owed.sort_by_key(|(until, request, number, _)| (*until, *request, *number));
	making.sort_by_key(|(number, job)| (job.deadline, job.id, *number));

	// The questions are long, so only those are read that a server is asked now.
	let purposes = owed.into_iter().filter_map(|(until, request, number, judged)| match judged {
		Some(judged) => Some((number, committee::job::<C>(&judged, until), Purpose::Judge(judged))),
		None => {
			let assignment = C::assignment(request)?;
			Some((number, inference::job::<C>(&assignment), Purpose::Answer(assignment)))
		},
	});
	let making = making
		.into_iter()
		.filter_map(|(number, job)| Some((number, factory::job::<C>(&job)?, Purpose::Make(job))));
	let all = purposes.take(JOBS_PER_RUN).chain(making.take(FACTORY_JOBS_PER_RUN));
	let errand = |(desk, job, purpose): (usize, JobRequest, Purpose)| {
		let settings = places.get_mut(desk)?.desk.settings()?.clone();
		Some(Errand { desk, settings, job, purpose })
	};
	all.filter_map(errand).collect()
}

/// Where each job stands. One that several keys have at the same server is asked about once.
fn ask(errands: &[Errand]) -> Vec<Result<JobState, ServerError>> {
	let mut places = BTreeMap::<(&Settings, H256), usize>::new();
	let mut questions = Vec::new();
	let mut place_of = Vec::with_capacity(errands.len());
	for Errand { settings, job, .. } in errands {
		let place = *places.entry((settings, job.job_id)).or_insert_with(|| {
			questions.push((settings, job));
			questions.len().saturating_sub(1)
		});
		place_of.push(place);
	}
	let answers = server::ask(&questions);
	let answer = |place| answers.get(place).cloned().unwrap_or(Err(ServerError::Unreachable));
	place_of.into_iter().map(answer).collect()
}

/// A server works when it says of one job where it stands; else its first error stands for all.
fn readiness(errands: &[Errand], answers: &[Result<JobState, ServerError>]) -> Readiness {
	let mut ready = Readiness::new();
	for (errand, answer) in errands.iter().zip(answers) {
		let answer = answer.clone().map(|_| ());
		let known = ready.entry(errand.settings.clone()).or_insert_with(|| answer.clone());
		if answer.is_ok() {
			*known = answer;
		}
	}
	ready
}

/// Sends the heartbeats that are due, and takes jobs of the ModelFactory. Both promise results, so a server must
/// be there to give them: one that this run has not asked anything is asked now.
fn vouch<C: Chain>(places: &mut [Place<C>], ready: &mut Readiness) {
	let mut claimed = BTreeSet::<FactoryJobId>::new();
	let mut promises = Vec::new();
	for (number, Place { desk, jobs, .. }) in places.iter_mut().enumerate() {
		let beats = inference::heartbeat_due(desk);
		let offer = factory::offer(desk, jobs, &claimed);
		claimed.extend(offer);
		if !beats && offer.is_none() {
			continue;
		}
		if let Some(settings) = desk.settings() {
			promises.push((number, settings.clone(), beats, offer));
		}
	}
	let unknown = promises
		.iter()
		.map(|(_, settings, ..)| settings)
		.filter(|settings| !ready.contains_key(*settings))
		.collect::<BTreeSet<_>>()
		.into_iter()
		.collect::<Vec<_>>();
	if !unknown.is_empty() {
		let found = server::ready(&unknown);
		let found = unknown.into_iter().cloned().zip(found).collect::<Vec<_>>();
		ready.extend(found);
	}
	for (number, settings, beats, offer) in promises {
		let (Some(Place { desk, .. }), Some(ready)) =
			(places.get_mut(number), ready.get(&settings))
		else {
			continue;
		};
		match ready {
			Ok(()) => {
				if beats {
					inference::heartbeat(desk);
				}
				if let Some(job) = offer.filter(|_| desk.may_submit()) {
					factory::take(desk, job);
				}
			},
			Err(error) => {
				if beats {
					inference::withhold_heartbeat(desk, error);
				}
			},
		}
	}
}

/// Tells the chain how far trainings are, where that is due.
fn report_progress<C: Chain>(places: &mut [Place<C>]) {
	let mut due = Vec::new();
	for (number, Place { desk, jobs, .. }) in places.iter_mut().enumerate() {
		for job in jobs.iter() {
			if !factory::report_due(desk, job) {
				continue;
			}
			let asked = factory::job::<C>(job).map(|asked| asked.job_id);
			if let (Some(asked), Some(settings)) = (asked, desk.settings()) {
				due.push((number, job.id, settings.clone(), asked));
			}
		}
	}
	if due.is_empty() {
		return;
	}
	let questions =
		due.iter().map(|(_, _, settings, asked)| (settings, *asked)).collect::<Vec<_>>();
	let answers = server::progress(&questions);
	for ((number, job, ..), answer) in due.into_iter().zip(answers) {
		match (places.get_mut(number), answer) {
			(Some(Place { desk, .. }), Ok(progress)) => factory::report(desk, job, progress),
			(_, Err(error)) => {
				log::debug!(target: LOG_TARGET, "progress of job {job}: {error}");
			},
			(None, Ok(_)) => {},
		}
	}
}

fn handle<C: Chain>(desk: &mut Desk<C>, purpose: Purpose, answer: Result<JobState, ServerError>) {
	match answer {
		Ok(JobState::Queued | JobState::Running) => match purpose {
			Purpose::Answer(Assignment { request, .. }) => {
				log::debug!(target: LOG_TARGET, "request {request} is being answered");
			},
			Purpose::Judge(Judged { request, .. }) => {
				log::debug!(target: LOG_TARGET, "the answer to request {request} is being judged");
			},
			Purpose::Make(FactoryJob { id, .. }) => {
				log::debug!(target: LOG_TARGET, "job {id} of the ModelFactory is being done");
			},
		},
		Ok(JobState::Finished { result }) => match (purpose, result) {
			(Purpose::Answer(assignment), JobResult::Inference(result)) => {
				inference::answered(desk, &assignment, result);
			},
			(Purpose::Judge(judged), JobResult::Judgement(result)) => {
				committee::found(desk, &judged, result);
			},
			(Purpose::Make(job), result) => factory::done(desk, &job, result),
			(purpose @ (Purpose::Answer(_) | Purpose::Judge(_)), _) => {
				failed(desk, &purpose, 0, &"the server gave the result of another kind of job");
			},
		},
		Ok(JobState::Failed { reason, retryable }) => {
			let why = format!("the server could not do it: {:?}", server::excerpt(&reason));
			// The server may be mended or configured anew, so even this is not for ever.
			failed(desk, &purpose, if retryable { 0 } else { MAX_WAIT }, &why);
		},
		// The server is down or overloaded, which is not the job's fault: the next block asks again.
		Err(error) if error.is_outage() => {},
		Err(error) => failed(desk, &purpose, 0, &error),
	}
}

fn failed<C: Chain>(
	desk: &mut Desk<C>,
	purpose: &Purpose,
	at_least: u32,
	why: &dyn core::fmt::Display,
) {
	match purpose {
		Purpose::Answer(assignment) => inference::failed(desk, assignment.request, at_least, why),
		Purpose::Judge(judged) => committee::failed(desk, judged.request, at_least, why),
		Purpose::Make(job) => factory::failed(desk, job.id, at_least, why),
	}
}

/// Says which servers do not answer, in some blocks only; and when one is back.
fn report_outages(
	errands: &[Errand],
	answers: &[Result<JobState, ServerError>],
	missing: &mut BTreeMap<String, u32>,
	block: u32,
) {
	// By address: how many jobs have no answer, and the first reason.
	let mut outages = BTreeMap::<&str, (u32, Option<&ServerError>)>::new();
	for (errand, answer) in errands.iter().zip(answers) {
		let (jobs, first) = outages.entry(&errand.settings.url).or_default();
		if let Some(error) = answer.as_ref().err().filter(|error| error.is_outage()) {
			*jobs = jobs.saturating_add(1);
			first.get_or_insert(error);
		}
	}
	for (url, (jobs, error)) in outages {
		let Some(error) = error else {
			if missing.remove(url).is_some() {
				log::info!(target: LOG_TARGET, "the LoRA server at {url} is back");
			}
			continue;
		};
		let since = *missing.entry(url.into()).or_insert(block);
		if block.abs_diff(since).is_multiple_of(REMIND_AFTER) {
			log::warn!(
				target: LOG_TARGET,
				"no answer from a LoRA server at {url} for {jobs} jobs ({error}): start one there, or \
				 set the local storage key {}",
				String::from_utf8_lossy(crate::settings::URL_KEY),
			);
		}
	}
}
