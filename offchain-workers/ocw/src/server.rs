// SPDX-License-Identifier: Apache-2.0
//! The LoRA server, over the node's HTTP client. Nothing that it says is believed before it is
//! checked, and nothing that it does takes longer than [`READ_WITHIN`].

use crate::settings::Settings;
use alloc::{
	format,
	string::{String, ToString},
	vec,
	vec::Vec,
};
use core::fmt;
use openledger_primitives::jobs::{JobRequest, JobState, JobStatus, WIRE_VERSION};
use polkadot_sdk::{
	sp_core::{
		offchain::{Duration, HttpError, Timestamp},
		H256,
	},
	sp_io::offchain::timestamp,
	sp_runtime::{
		offchain::http::{PendingRequest, Request, Response},
		Permill,
	},
};
use serde_json::Value;

/// How long a run waits for the server's answers, all of them together.
pub const ANSWER_WITHIN: Duration = Duration::from_millis(2_000);

/// How long a run waits until all answers are read. Its own, later deadline, because the node reads
/// nothing once a deadline has passed, not even what has arrived.
pub const READ_WITHIN: Duration = Duration::from_millis(4_000);

/// The longest answer that is read, in bytes. An honest one holds a text of 64 KiB and 64 shares.
pub const MAX_RESPONSE_LEN: usize = 256 * 1024;

/// How much of what the server says about an error is repeated in the log, in characters.
const EXCERPT_LEN: usize = 200;

/// Why the server's answer is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ServerError {
	/// Nobody listens, or the connection broke.
	Unreachable,
	/// No whole answer came in time.
	TimedOut,
	/// An HTTP status other than success. Redirects are not followed.
	Status(u16),
	/// The answer is longer than [`MAX_RESPONSE_LEN`].
	TooLong,
	/// The answer is not a [`JobStatus`].
	Malformed(String),
	/// The answer is of another version of the wire format.
	Version(u16),
	/// The answer is about another job.
	ForeignJob,
	/// The answer does not say how far a training is.
	NoProgress(String),
}

impl ServerError {
	/// Whether this is about the server as a whole, and says nothing about the job.
	pub fn is_outage(&self) -> bool {
		matches!(self, Self::Unreachable | Self::TimedOut)
	}
}

impl fmt::Display for ServerError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Unreachable => f.write_str("no connection"),
			Self::TimedOut => f.write_str("no answer in time"),
			Self::Status(code @ (401 | 403)) => write!(
				f,
				"the server does not let us in (HTTP status {code}): set openledger/ocw/token to \
				 its token"
			),
			Self::Status(code) => {
				write!(f, "HTTP status {code}: is this a LoRA server? Its own log may say more")
			},
			Self::TooLong => f.write_str("the answer is longer than 256 KiB"),
			Self::Malformed(why) => write!(f, "the answer is not the status of a job: {why}"),
			Self::Version(version) => write!(
				f,
				"the server speaks version {version} of the wire format, this runtime version \
				 {WIRE_VERSION}: update the older of the two"
			),
			Self::ForeignJob => f.write_str("the answer is about another job"),
			Self::NoProgress(why) => write!(f, "the answer does not say how far it is: {why}"),
		}
	}
}

impl core::error::Error for ServerError {}

/// The beginning of what the server says, for the log.
pub fn excerpt(text: &str) -> String {
	text.chars().take(EXCERPT_LEN).collect()
}

/// Posts all jobs at once, each to its server, and returns where each of them stands, in their order. A job
/// that the server knows is not begun a second time, so asking and asking again are the same call.
pub fn ask(questions: &[(&Settings, &JobRequest)]) -> Vec<Result<JobState, ServerError>> {
	let deadlines = Deadlines::from_now();
	let sent = questions.iter().map(|(settings, job)| post(settings, job, deadlines.answer_by));
	let responses = wait(sent.collect(), deadlines.answer_by);
	let jobs = questions.iter().map(|(_, job)| job);
	responses
		.into_iter()
		.zip(jobs)
		.map(|(response, job)| status(&read(&response?, deadlines.read_by)?, job))
		.collect()
}

/// Whether each of the servers can do jobs: it answers, and so does the node that it asks about the chain.
pub fn ready(servers: &[&Settings]) -> Vec<Result<(), ServerError>> {
	let answer_by = Deadlines::from_now().answer_by;
	let sent = servers.iter().map(|settings| {
		let url = format!("{}/ready", settings.url);
		Request::get(&url).deadline(answer_by).send().map_err(outage)
	});
	let responses = wait(sent.collect(), answer_by);
	responses.into_iter().map(|response| succeeded(&response?)).collect()
}

/// How far a training is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
	/// The part that is done.
	pub done: Permill,
	/// Mean loss per token, in thousandths of a nat.
	pub loss_millis: u32,
}

/// How far each of these trainings is.
pub fn progress(trainings: &[(&Settings, H256)]) -> Vec<Result<Progress, ServerError>> {
	let deadlines = Deadlines::from_now();
	let sent = trainings.iter().map(|(settings, job)| {
		let url = format!("{}/v1/jobs/{job:?}/progress", settings.url);
		let request = Request::get(&url).deadline(deadlines.answer_by);
		authorized(request, settings).send().map_err(outage)
	});
	let responses = wait(sent.collect(), deadlines.answer_by);
	responses
		.into_iter()
		.map(|response| parse_progress(&read(&response?, deadlines.read_by)?))
		.collect()
}

struct Deadlines {
	answer_by: Timestamp,
	read_by: Timestamp,
}

impl Deadlines {
	fn from_now() -> Self {
		let now = timestamp();
		Self { answer_by: now.add(ANSWER_WITHIN), read_by: now.add(READ_WITHIN) }
	}
}

/// The responses to what was sent, in their order.
fn wait(
	sent: Vec<Result<PendingRequest, ServerError>>,
	answer_by: Timestamp,
) -> Vec<Result<Response, ServerError>> {
	let mut pending = Vec::with_capacity(sent.len());
	let sent = sent
		.into_iter()
		.map(|request| request.map(|request| pending.push(request)))
		.collect::<Vec<_>>();
	let mut responses = PendingRequest::try_wait_all(pending, answer_by).into_iter();
	sent.into_iter()
		.map(|sent| {
			sent?;
			match responses.next() {
				Some(Ok(Ok(response))) => Ok(response),
				Some(Err(_)) => Err(ServerError::TimedOut),
				Some(Ok(Err(_))) | None => Err(ServerError::Unreachable),
			}
		})
		.collect()
}

fn succeeded(response: &Response) -> Result<(), ServerError> {
	if (200..300).contains(&response.code) {
		Ok(())
	} else {
		Err(ServerError::Status(response.code))
	}
}

fn post(
	settings: &Settings,
	job: &JobRequest,
	deadline: Timestamp,
) -> Result<PendingRequest, ServerError> {
	let url = format!("{}/v1/jobs", settings.url);
	let body = serde_json::to_vec(job)
		.expect("a job consists of numbers and strings under fixed names; qed");
	let request = Request::post(&url, vec![body.as_slice()])
		.add_header("Content-Type", "application/json")
		// Without it the node sends chunks, which not every server takes.
		.add_header("Content-Length", &body.len().to_string())
		.deadline(deadline);
	authorized(request, settings).send().map_err(outage)
}

fn authorized<'a, T: Default>(request: Request<'a, T>, settings: &Settings) -> Request<'a, T> {
	match &settings.token {
		Some(token) => request.add_header("Authorization", &format!("Bearer {token}")),
		None => request,
	}
}

/// The whole body of a successful answer.
fn read(response: &Response, deadline: Timestamp) -> Result<Vec<u8>, ServerError> {
	succeeded(response)?;
	let mut body = response.body();
	body.deadline(deadline);
	let bytes = body.by_ref().take(MAX_RESPONSE_LEN.saturating_add(1)).collect::<Vec<_>>();
	if let Some(error) = body.error() {
		return Err(outage(*error));
	}
	if bytes.len() > MAX_RESPONSE_LEN {
		return Err(ServerError::TooLong);
	}
	Ok(bytes)
}

fn status(bytes: &[u8], job: &JobRequest) -> Result<JobState, ServerError> {
	let status = serde_json::from_slice::<JobStatus>(bytes)
		.map_err(|error| ServerError::Malformed(excerpt(&error.to_string())))?;
	if status.version != WIRE_VERSION {
		return Err(ServerError::Version(status.version));
	}
	if status.job_id != job.job_id {
		return Err(ServerError::ForeignJob);
	}
	Ok(status.state)
}

fn parse_progress(bytes: &[u8]) -> Result<Progress, ServerError> {
	let value = serde_json::from_slice::<Value>(bytes)
		.map_err(|error| ServerError::NoProgress(excerpt(&error.to_string())))?;
	let steps = |name| value.get(name).and_then(Value::as_u64);
	let (Some(step), Some(steps)) = (steps("step"), steps("steps")) else {
		return Err(ServerError::NoProgress("there are no steps".into()));
	};
	let loss = value.get("loss").and_then(Value::as_f64);
	let loss = loss.ok_or_else(|| ServerError::NoProgress("there is no loss".into()))?;
	let done = Permill::from_rational(step.min(steps), steps);
	Ok(Progress { done, loss_millis: thousandths(loss) })
}

#[expect(clippy::cast_sign_loss, reason = "the cast saturates, and a loss is not below zero")]
fn thousandths(loss: f64) -> u32 {
	(loss * 1_000.0) as u32
}

fn outage(error: HttpError) -> ServerError {
	match error {
		HttpError::DeadlineReached => ServerError::TimedOut,
		HttpError::IoError | HttpError::Invalid => ServerError::Unreachable,
	}
}
