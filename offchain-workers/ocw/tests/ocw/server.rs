// SPDX-License-Identifier: Apache-2.0
//! A server that does what a test says, behind the node's HTTP interface, with a clock of its own.
//! It is as strict as the node's client: nothing is read past a deadline, and nothing waits without.

use openledger_primitives::{
	committee::Judgement,
	jobs::{
		InferenceResult, JobRequest, JobResult, JobState, JobStatus, JudgementResult, WIRE_VERSION,
	},
	vector::AttributionVector,
};
use polkadot_sdk::sp_core::{
	offchain::{
		Externalities, HttpError, HttpRequestId, HttpRequestStatus, OpaqueNetworkState, Timestamp,
	},
	OpaquePeerId, H256,
};
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex},
};

/// How the server takes a post.
#[derive(Clone, Debug)]
pub enum Reply {
	/// Nobody listens.
	Down,
	/// The connection is taken, and that is all.
	Silent,
	/// An answer: HTTP status, body, milliseconds until its head and then until its body are there.
	Answer { status: u16, body: Vec<u8>, head_after: u64, body_after: u64 },
	/// The connection breaks in the middle of the body.
	Broken(Vec<u8>),
}

impl Reply {
	pub fn http(status: u16, body: impl Into<Vec<u8>>) -> Self {
		Self::Answer { status, body: body.into(), head_after: 1, body_after: 0 }
	}

	pub fn status(status: &JobStatus) -> Self {
		Self::http(200, serde_json::to_vec(status).unwrap())
	}

	/// The job that was asked about is in this state.
	pub fn state(job: &JobRequest, state: JobState) -> Self {
		Self::status(&JobStatus { version: WIRE_VERSION, job_id: job.job_id, state })
	}

	/// The job that was asked about has this result.
	pub fn finished(job: &JobRequest, result: InferenceResult) -> Self {
		let state = JobState::Finished { result: JobResult::Inference(result) };
		Self::state(job, state)
	}

	/// The answer that was asked about is judged like this.
	pub fn judged(job: &JobRequest, judgement: Judgement) -> Self {
		let result = JudgementResult { judgement, reason: String::new(), engine_version: 1 };
		Self::state(job, JobState::Finished { result: JobResult::Judgement(result) })
	}
}

/// A result that is one.
pub fn result() -> InferenceResult {
	InferenceResult {
		answer: " An  answer,\nas a model gives it. ".into(),
		input_tokens: 5,
		output_tokens: 8,
		vector: AttributionVector::unattributed(),
		evidence_root: H256::zero(),
		engine_version: 1,
	}
}

/// A post as it arrived.
#[derive(Clone, Debug)]
pub struct Post {
	pub method: String,
	pub url: String,
	pub headers: Vec<(String, String)>,
	pub body: Vec<u8>,
}

impl Post {
	pub fn job(&self) -> JobRequest {
		serde_json::from_slice(&self.body).unwrap()
	}

	pub fn header(&self, name: &str) -> Option<&str> {
		let mut values = self.headers.iter().filter(|(other, _)| other == name);
		let value = values.next().map(|(_, value)| value.as_str());
		assert!(values.next().is_none(), "{name} is there twice");
		value
	}
}

type Probe = Box<dyn FnMut() -> Reply + Send>;
type Handler = Box<dyn FnMut(&str, &JobRequest) -> Reply + Send>;

struct Open {
	post: Post,
	reply: Option<Reply>,
	sent_at: u64,
	read: usize,
}

struct State {
	now: u64,
	handler: Handler,
	probe: Probe,
	/// How it is asked how far a training is.
	progress: Probe,
	probes: Vec<String>,
	/// Differs each time.
	seed: u8,
	posts: Vec<Post>,
	open: BTreeMap<u16, Open>,
	next: u16,
}

/// The server, and the clock.
#[derive(Clone)]
pub struct Server(Arc<Mutex<State>>);

impl Default for Server {
	fn default() -> Self {
		Self(Arc::new(Mutex::new(State {
			now: 1_800_000_000_000,
			handler: Box::new(|_, _| Reply::Down),
			probe: Box::new(|| Reply::Down),
			progress: Box::new(|| Reply::Down),
			probes: Vec::new(),
			seed: 0,
			posts: Vec::new(),
			open: BTreeMap::new(),
			next: 0,
		})))
	}
}

impl Server {
	/// From now on posts are taken like this.
	pub fn replies(&self, mut handler: impl FnMut(&JobRequest) -> Reply + Send + 'static) {
		self.replies_by_address(move |_, job| handler(job));
	}

	/// From now on posts are taken like this, by the address that they are sent to.
	pub fn replies_by_address(
		&self,
		handler: impl FnMut(&str, &JobRequest) -> Reply + Send + 'static,
	) {
		self.0.lock().unwrap().handler = Box::new(handler);
	}

	/// From now on it says so when it is asked how far a training is.
	pub fn progress(&self, progress: impl FnMut() -> Reply + Send + 'static) {
		self.0.lock().unwrap().progress = Box::new(progress);
	}

	/// From now on it says so when it is asked whether it is ready.
	pub fn readiness(&self, probe: impl FnMut() -> Reply + Send + 'static) {
		self.0.lock().unwrap().probe = Box::new(probe);
	}

	/// Where it was asked whether it is ready, and how far it is, since the last call.
	pub fn take_probes(&self) -> Vec<String> {
		std::mem::take(&mut self.0.lock().unwrap().probes)
	}

	/// The posts since the last call.
	pub fn take_posts(&self) -> Vec<Post> {
		std::mem::take(&mut self.0.lock().unwrap().posts)
	}

	/// The requests that were posted since the last call.
	pub fn take_requests(&self) -> Vec<u64> {
		let request = |post: &Post| match post.job().task {
			openledger_primitives::jobs::Task::Inference { request, .. } => request.0,
			ref other => panic!("the worker asks for inferences only, not for {other:?}"),
		};
		self.take_posts().iter().map(request).collect()
	}

	/// The clock, in milliseconds.
	pub fn now(&self) -> u64 {
		self.0.lock().unwrap().now
	}

	/// Sets the clock.
	pub fn set_now(&self, now: u64) {
		self.0.lock().unwrap().now = now;
	}

	/// Everything that a run has left open is closed with it.
	pub fn hang_up(&self) {
		self.0.lock().unwrap().open.clear();
	}
}

fn millis(deadline: Option<Timestamp>) -> u64 {
	deadline.expect("a call without a deadline can hang the node").unix_millis()
}

impl Externalities for Server {
	fn is_validator(&self) -> bool {
		true
	}

	fn network_state(&self) -> Result<OpaqueNetworkState, ()> {
		Err(())
	}

	fn timestamp(&mut self) -> Timestamp {
		Timestamp::from_unix_millis(self.now())
	}

	fn sleep_until(&mut self, _: Timestamp) {
		panic!("the worker never sleeps");
	}

	fn random_seed(&mut self) -> [u8; 32] {
		let mut state = self.0.lock().unwrap();
		state.seed += 1;
		[state.seed; 32]
	}

	fn http_request_start(
		&mut self,
		method: &str,
		url: &str,
		_: &[u8],
	) -> Result<HttpRequestId, ()> {
		let mut state = self.0.lock().unwrap();
		let id = state.next;
		state.next += 1;
		let post =
			Post { method: method.into(), url: url.into(), headers: Vec::new(), body: Vec::new() };
		state.open.insert(id, Open { post, reply: None, sent_at: 0, read: 0 });
		Ok(HttpRequestId(id))
	}

	fn http_request_add_header(
		&mut self,
		id: HttpRequestId,
		name: &str,
		value: &str,
	) -> Result<(), ()> {
		let mut state = self.0.lock().unwrap();
		let open = state.open.get_mut(&id.0).ok_or(())?;
		open.post.headers.push((name.into(), value.into()));
		Ok(())
	}

	fn http_request_write_body(
		&mut self,
		id: HttpRequestId,
		chunk: &[u8],
		deadline: Option<Timestamp>,
	) -> Result<(), HttpError> {
		millis(deadline);
		let mut state = self.0.lock().unwrap();
		let state = &mut *state;
		let open = state.open.get_mut(&id.0).ok_or(HttpError::Invalid)?;
		if chunk.is_empty() {
			open.sent_at = state.now;
			if open.post.method == "GET" {
				let url = open.post.url.clone();
				let probe =
					if url.ends_with("/progress") { &mut state.progress } else { &mut state.probe };
				open.reply = Some(probe());
				state.probes.push(url);
			} else {
				open.reply = Some((state.handler)(&open.post.url, &open.post.job()));
				state.posts.push(open.post.clone());
			}
		} else {
			open.post.body.extend(chunk);
		}
		Ok(())
	}

	fn http_response_wait(
		&mut self,
		ids: &[HttpRequestId],
		deadline: Option<Timestamp>,
	) -> Vec<HttpRequestStatus> {
		let deadline = millis(deadline);
		let mut state = self.0.lock().unwrap();
		let mut until = state.now;
		let mut statuses = Vec::new();
		for id in ids {
			let Some(open) = state.open.get(&id.0) else {
				statuses.push(HttpRequestStatus::Invalid);
				continue;
			};
			statuses.push(match open.reply.as_ref().expect("sent") {
				Reply::Down => HttpRequestStatus::IoError,
				Reply::Silent => {
					until = until.max(deadline);
					HttpRequestStatus::DeadlineReached
				},
				Reply::Broken(_) => HttpRequestStatus::Finished(200),
				Reply::Answer { status, head_after, .. } => {
					let there = open.sent_at + head_after;
					until = until.max(there.min(deadline));
					if there <= deadline {
						HttpRequestStatus::Finished(*status)
					} else {
						HttpRequestStatus::DeadlineReached
					}
				},
			});
		}
		state.now = until;
		statuses
	}

	fn http_response_headers(&mut self, _: HttpRequestId) -> Vec<(Vec<u8>, Vec<u8>)> {
		Vec::new()
	}

	fn http_response_read_body(
		&mut self,
		id: HttpRequestId,
		buffer: &mut [u8],
		deadline: Option<Timestamp>,
	) -> Result<usize, HttpError> {
		let deadline = millis(deadline);
		let mut state = self.0.lock().unwrap();
		let now = state.now;
		let open = state.open.get_mut(&id.0).ok_or(HttpError::Invalid)?;
		let (body, there, broken) = match open.reply.as_ref().expect("sent") {
			Reply::Answer { body, head_after, body_after, .. } => {
				(body, open.sent_at + head_after + body_after, false)
			},
			Reply::Broken(body) => (body, now, true),
			Reply::Down | Reply::Silent => return Err(HttpError::IoError),
		};
		// The node's client looks at the deadline first.
		if now >= deadline || there >= deadline {
			state.now = now.max(deadline);
			return Err(HttpError::DeadlineReached);
		}
		let rest = &body[open.read..];
		if rest.is_empty() {
			let end = if broken { Err(HttpError::IoError) } else { Ok(0) };
			state.open.remove(&id.0);
			return end;
		}
		let length = rest.len().min(buffer.len());
		buffer[..length].copy_from_slice(&rest[..length]);
		open.read += length;
		state.now = now.max(there);
		Ok(length)
	}

	fn set_authorized_nodes(&mut self, _: Vec<OpaquePeerId>, _: bool) {
		panic!("the worker does not touch the network");
	}
}
