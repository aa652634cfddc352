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
	sp_core::offchain::{Duration, HttpError, Timestamp},
	sp_io::offchain::timestamp,
	sp_runtime::offchain::http::{PendingRequest, Request, Response},
};

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
		}
	}
}

impl core::error::Error for ServerError {}

/// The beginning of what the server says, for the log.
pub fn excerpt(text: &str) -> String {
	text.chars().take(EXCERPT_LEN).collect()
}

/// Posts all `jobs` at once, and returns where each of them stands, in their order. A job that the
/// server knows is not begun a second time, so asking and asking again are the same call.
pub fn ask(settings: &Settings, jobs: &[JobRequest]) -> Vec<Result<JobState, ServerError>> {
	let url = format!("{}/v1/jobs", settings.url);
	let now = timestamp();
	let answer_by = now.add(ANSWER_WITHIN);
	let read_by = now.add(READ_WITHIN);

	let mut pending = Vec::with_capacity(jobs.len());
	let sent = jobs
		.iter()
		.map(|job| {
			pending.push(post(&url, settings.token.as_deref(), job, answer_by)?);
			Ok(job)
		})
		.collect::<Vec<Result<_, ServerError>>>();
	let mut responses = PendingRequest::try_wait_all(pending, answer_by).into_iter();
	sent.into_iter()
		.map(|sent| {
			let job = sent?;
			match responses.next() {
				Some(Ok(Ok(response))) => read(&response, job, read_by),
				Some(Err(_)) => Err(ServerError::TimedOut),
				Some(Ok(Err(_))) | None => Err(ServerError::Unreachable),
			}
		})
		.collect()
}

/// Whether the server can do jobs: it answers, and so does the node that it asks about the chain.
///
/// # Errors
/// Why it is not known to be.
pub fn ready(settings: &Settings) -> Result<(), ServerError> {
	let answer_by = timestamp().add(ANSWER_WITHIN);
	let response = Request::get(&format!("{}/ready", settings.url))
		.deadline(answer_by)
		.send()
		.map_err(outage)?
		.try_wait(answer_by)
		.map_err(|_| ServerError::TimedOut)?
		.map_err(|_| ServerError::Unreachable)?;
	succeeded(&response)
}

fn succeeded(response: &Response) -> Result<(), ServerError> {
	if (200..300).contains(&response.code) {
		Ok(())
	} else {
		Err(ServerError::Status(response.code))
	}
}

fn post(
	url: &str,
	token: Option<&str>,
	job: &JobRequest,
	deadline: Timestamp,
) -> Result<PendingRequest, ServerError> {
	let body = serde_json::to_vec(job)
		.expect("a job consists of numbers and strings under fixed names; qed");
	let mut request = Request::post(url, vec![body.as_slice()])
		.add_header("Content-Type", "application/json")
		// Without it the node sends chunks, which not every server takes.
		.add_header("Content-Length", &body.len().to_string())
		.deadline(deadline);
	if let Some(token) = token {
		request = request.add_header("Authorization", &format!("Bearer {token}"));
	}
	request.send().map_err(outage)
}

fn read(
	response: &Response,
	job: &JobRequest,
	deadline: Timestamp,
) -> Result<JobState, ServerError> {
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
	let status = serde_json::from_slice::<JobStatus>(&bytes)
		.map_err(|error| ServerError::Malformed(excerpt(&error.to_string())))?;
	if status.version != WIRE_VERSION {
		return Err(ServerError::Version(status.version));
	}
	if status.job_id != job.job_id {
		return Err(ServerError::ForeignJob);
	}
	Ok(status.state)
}

fn outage(error: HttpError) -> ServerError {
	match error {
		HttpError::DeadlineReached => ServerError::TimedOut,
		HttpError::IoError | HttpError::Invalid => ServerError::Unreachable,
	}
}
