// SPDX-License-Identifier: Apache-2.0
//! A chain in memory, with a transaction pool that is as strict about nonces as the real one.

use crate::{committees::Panel, jobs::Jobs};
use openledger_ocw::{Assignment, Chain, FactoryJob, Judged, SubmitError};
use openledger_primitives::{
	commitment::ContentCommitment,
	committee::{judgement_commitment, Judgement},
	ids::{ArtifactId, FactoryJobId, RequestId},
	jobs::JobInput,
	proof::AttributionProof,
	records::{Duty, DutyStep},
};
use polkadot_sdk::{
	sp_core::{crypto::KeyTypeId, sr25519, Pair, H256},
	sp_io::crypto,
	sp_runtime::DispatchError,
};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

pub const KEY_TYPE: KeyTypeId = KeyTypeId(*b"work");

/// What a transaction calls.
pub type Call = openledger_ocw::Call<sr25519::Signature>;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transaction {
	pub key: sr25519::Public,
	pub nonce: u32,
	pub call: Call,
}

impl Transaction {
	/// The request that it is about, if it is about one.
	pub fn request(&self) -> Option<RequestId> {
		match &self.call {
			Call::Prove { proof, .. } => Some(proof.request),
			Call::Publish { request, .. }
			| Call::Commit { request, .. }
			| Call::Reveal { request, .. }
			| Call::Conclude(request)
			| Call::Settle(request) => Some(*request),
			Call::Heartbeat
			| Call::Take(_)
			| Call::Report { .. }
			| Call::Deliver { .. }
			| Call::SettleJob(_) => None,
		}
	}
}

/// The state that the worker sees, the pool, and everything that was ever submitted.
#[derive(Default)]
pub struct State {
	pub block: u32,
	/// Blocks that the clock of deadlines has not counted.
	pub skipped: u32,
	pub assigned: BTreeMap<[u8; 32], Vec<Assignment>>,
	pub settleable: BTreeMap<[u8; 32], Vec<RequestId>>,
	/// The members of requests that a committee judges, the author first.
	pub members: BTreeMap<RequestId, Vec<[u8; 32]>>,
	/// The committees that judge.
	pub panels: BTreeMap<RequestId, Panel>,
	/// The ModelFactory.
	pub jobs: Jobs,
	/// Requests whose questions are gone.
	pub unreadable: Vec<RequestId>,
	/// Requests whose questions were read in the current run.
	pub loaded: Vec<RequestId>,
	/// Keys whose accounts have not been heard of for long.
	pub silent: BTreeSet<[u8; 32]>,
	pub nonces: BTreeMap<[u8; 32], u32>,
	/// Not included yet.
	pub pool: Vec<Transaction>,
	/// With the block of their submission.
	pub submitted: Vec<(u32, Transaction)>,
	/// Submissions that the pool refused.
	pub refusals: usize,
	/// Requests whose transactions the pool refuses.
	pub unwelcome: Vec<RequestId>,
	/// Requests whose proofs the chain would refuse.
	pub disputed: Vec<RequestId>,
	/// What failed in a block, and cost a fee.
	pub failed: Vec<Call>,
	/// Whether the keystore signs.
	pub mute: bool,
	/// How many transactions the current run has submitted: what a runtime has in its overlay.
	pub in_run: BTreeMap<[u8; 32], u32>,
}

thread_local! {
	static STATE: RefCell<State> = RefCell::default();
}

/// Reads or changes the state.
pub fn with<R>(f: impl FnOnce(&mut State) -> R) -> R {
	STATE.with_borrow_mut(f)
}

pub fn genesis() -> H256 {
	H256::repeat_byte(7)
}

/// An assignment with this number and deadline.
pub fn assignment(request: u64, deadline: u32) -> Assignment {
	let input = format!("question  number {request}?");
	Assignment {
		request: RequestId(request),
		artifact: ArtifactId(3),
		input_commitment: ContentCommitment::of_document(&input).unwrap(),
		input: JobInput::Text(input),
		max_output_tokens: 64,
		min_words: 6,
		deadline,
		judged: false,
	}
}

impl State {
	/// The clock of deadlines.
	pub fn now(&self) -> u32 {
		self.block - self.skipped
	}

	/// A new block begins, with nothing of the pool in it.
	pub fn next_block(&mut self) {
		self.block += 1;
	}

	/// Puts at most `limit` transactions of the pool into the block, each in its turn.
	pub fn include(&mut self, limit: usize) {
		for _ in 0..limit {
			let next = |transaction: &Transaction| {
				self.nonces.get(&transaction.key.0).copied().unwrap_or_default()
					== transaction.nonce
			};
			let Some(place) = self.pool.iter().position(next) else { return };
			let Transaction { key, call, .. } = self.pool.remove(place);
			*self.nonces.entry(key.0).or_default() += 1;
			self.dispatch(&key, call);
		}
	}

	fn dispatch(&mut self, key: &sr25519::Public, call: Call) {
		match &call {
			Call::Prove { proof, signature } => {
				assert!(verifies(signature, proof, key));
				assert!(self.now() <= proof.expires_at, "a late proof costs a fee");
				self.unassign(key, proof.request);
			},
			Call::Settle(request) => {
				self.settleable.entry(key.0).or_default().retain(|other| other != request);
			},
			Call::Heartbeat => {
				assert!(self.silent.remove(&key.0), "an early heartbeat costs a fee");
			},
			Call::Publish { request, statement } => {
				let author = self.members[request].first() == Some(&key.0);
				if !author || self.panels.contains_key(request) {
					self.failed.push(call);
					return;
				}
				self.unassign(key, *request);
				let panel = Panel::begun(*request, *statement, &self.members[request], self.now());
				self.panels.insert(*request, panel);
			},
			Call::Commit { .. } | Call::Reveal { .. } | Call::Conclude(_) => {
				if self.try_committee(key, &call, true).is_err() {
					self.failed.push(call);
				}
			},
			Call::Take(_) | Call::Report { .. } | Call::Deliver { .. } | Call::SettleJob(_) => {
				let now = self.now();
				if self.jobs.dispatch(key, &call, now).is_err() {
					self.failed.push(call);
				}
			},
		}
	}

	fn unassign(&mut self, key: &sr25519::Public, request: RequestId) {
		let assigned = self.assigned.entry(key.0).or_default();
		assigned.retain(|assignment| assignment.request != request);
	}

	/// What a call about a committee does, or would do.
	fn try_committee(
		&mut self,
		key: &sr25519::Public,
		call: &Call,
		carry_out: bool,
	) -> Result<(), DispatchError> {
		let now = self.now();
		let request = match call {
			Call::Commit { request, .. } | Call::Reveal { request, .. } => request,
			Call::Conclude(request) => request,
			other => panic!("{other:?} is about no committee"),
		};
		let nothing = DispatchError::Other("NothingToJudge");
		let panel = self.panels.get_mut(request).ok_or(nothing)?;
		if let Call::Conclude(_) = call {
			if !panel.is_over(now) {
				return Err(DispatchError::Other("JudgementOpen"));
			}
			if carry_out {
				panel.concluded = true;
			}
			return Ok(());
		}
		panel.try_call(key, call, now, carry_out)
	}

	/// The requests of the submitted proofs, in their order.
	pub fn proved(&self) -> Vec<u64> {
		self.requests_of(|call| matches!(call, Call::Prove { .. }))
	}

	/// The requests of the submitted settlements, in their order.
	pub fn settled(&self) -> Vec<u64> {
		self.requests_of(|call| matches!(call, Call::Settle(_)))
	}

	/// The requests of the submitted calls of this kind, in their order.
	pub fn requests_of(&self, kind: impl Fn(&Call) -> bool) -> Vec<u64> {
		self.submitted
			.iter()
			.filter(|(_, transaction)| kind(&transaction.call))
			.filter_map(|(_, transaction)| Some(transaction.request()?.0))
			.collect()
	}

	/// The blocks in which heartbeats were submitted.
	pub fn heartbeats(&self) -> Vec<u32> {
		self.submitted
			.iter()
			.filter(|(_, transaction)| transaction.call == Call::Heartbeat)
			.map(|(block, _)| *block)
			.collect()
	}

	fn submit(&mut self, key: &sr25519::Public, call: Call) -> Result<(), SubmitError> {
		let sent = self.in_run.get(&key.0).copied().unwrap_or_default();
		let nonce = self.nonces.get(&key.0).copied().unwrap_or_default() + sent;
		let transaction = Transaction { key: *key, nonce, call };
		let taken = self.pool.iter().any(|other| other.key == *key && other.nonce == nonce);
		let unwelcome =
			transaction.request().is_some_and(|request| self.unwelcome.contains(&request));
		if taken || unwelcome {
			self.refusals += 1;
			return Err(SubmitError::Refused);
		}
		self.pool.push(transaction.clone());
		self.submitted.push((self.block, transaction));
		*self.in_run.entry(key.0).or_default() += 1;
		Ok(())
	}

	fn check(&mut self, key: &sr25519::Public, call: &Call) -> Result<(), DispatchError> {
		match call {
			Call::Prove { proof, .. } if self.disputed.contains(&proof.request) => {
				Err(DispatchError::Other("ForeignContribution"))
			},
			Call::Commit { .. } | Call::Reveal { .. } | Call::Conclude(_) => {
				self.try_committee(key, call, false)
			},
			Call::Take(_) | Call::Report { .. } | Call::Deliver { .. } | Call::SettleJob(_) => {
				let now = self.now();
				self.jobs.clone().dispatch(key, call, now)
			},
			_ => Ok(()),
		}
	}

	fn duties(&self, key: &[u8; 32]) -> Vec<Duty> {
		let answers = self.assigned.get(key).into_iter().flatten().map(|assignment| Duty {
			request: assignment.request,
			step: DutyStep::Answer,
			until: assignment.deadline,
		});
		let panels = self.panels.values().filter_map(|panel| panel.duty(key, self.now()));
		answers.chain(panels).collect()
	}
}

/// Whether the key signed exactly this proof.
pub fn verifies(
	signature: &sr25519::Signature,
	proof: &AttributionProof,
	key: &sr25519::Public,
) -> bool {
	sr25519::Pair::verify(signature, proof.signing_bytes(), key)
}

/// The chain that the worker is run on.
pub struct TestChain;

impl Chain for TestChain {
	type Key = sr25519::Public;
	type Signature = sr25519::Signature;

	fn genesis() -> H256 {
		genesis()
	}

	fn block() -> u32 {
		with(|state| state.block)
	}

	fn now() -> u32 {
		with(|state| state.now())
	}

	fn keys() -> Vec<Self::Key> {
		crypto::sr25519_public_keys(KEY_TYPE)
	}

	fn nonce(key: &Self::Key) -> u32 {
		with(|state| state.nonces.get(&key.0).copied().unwrap_or_default())
	}

	fn duties(key: &Self::Key) -> Vec<Duty> {
		with(|state| state.duties(&key.0))
	}

	fn owes(key: &Self::Key, request: RequestId) -> bool {
		with(|state| {
			let panel = state.panels.get(&request);
			panel.is_some_and(|panel| !panel.concluded && panel.owes(&key.0))
		})
	}

	fn assignment(request: RequestId) -> Option<Assignment> {
		with(|state| {
			state.loaded.push(request);
			let mut all = state.assigned.values().flatten();
			let readable = !state.unreadable.contains(&request);
			all.find(|assignment| readable && assignment.request == request).cloned()
		})
	}

	fn judged(request: RequestId) -> Option<Judged> {
		with(|state| state.panels.get(&request).map(|panel| panel.judged.clone()))
	}

	fn commit_window() -> u32 {
		crate::committees::WINDOW
	}

	fn commitment(key: &Self::Key, request: RequestId, judgement: &Judgement, salt: H256) -> H256 {
		judgement_commitment(genesis(), request, key, judgement, salt)
	}

	fn check_judgement(_: RequestId, judgement: &Judgement) -> Result<(), DispatchError> {
		match judgement.vector().map(|vector| vector.validate()) {
			Some(Err(_)) => Err(DispatchError::Other("MalformedProof")),
			Some(Ok(())) | None => Ok(()),
		}
	}

	fn committees(start: Option<RequestId>, limit: u32) -> Vec<RequestId> {
		with(|state| {
			let open = state.panels.iter().filter(|(_, panel)| !panel.concluded);
			let after = open.map(|(id, _)| *id).filter(|id| start.is_none_or(|start| *id > start));
			after.take(usize::try_from(limit).unwrap()).collect()
		})
	}

	fn concludable(key: &Self::Key, request: RequestId) -> Option<u32> {
		with(|state| {
			let panel = state.panels.get(&request)?;
			let place = panel.place(&key.0)?;
			panel.is_over(state.now()).then(|| u32::try_from(place).unwrap())
		})
	}

	fn settleable(key: &Self::Key, limit: u32) -> Vec<RequestId> {
		let limit = usize::try_from(limit).unwrap();
		let all = with(|state| state.settleable.get(&key.0).cloned().unwrap_or_default());
		all.into_iter().take(limit).collect()
	}

	fn heartbeat_due(key: &Self::Key) -> bool {
		with(|state| state.silent.contains(&key.0))
	}

	fn endpoint(_: &Self::Key) -> Option<String> {
		Some("https://worker.example/".into())
	}

	fn jobs_in_hand(key: &Self::Key) -> u32 {
		with(|state| state.jobs.in_hand(&key.0))
	}

	fn factory_jobs(start: Option<FactoryJobId>, limit: u32, open: bool) -> Vec<FactoryJobId> {
		with(|state| state.jobs.page(start, limit, open))
	}

	fn factory_job(key: &Self::Key, job: FactoryJobId) -> Option<FactoryJob> {
		with(|state| state.jobs.view(&key.0, job))
	}

	fn check(key: &Self::Key, call: &Call) -> Result<(), DispatchError> {
		with(|state| state.check(key, call))
	}

	fn sign(key: &Self::Key, message: &[u8]) -> Option<Self::Signature> {
		if with(|state| state.mute) {
			return None;
		}
		crypto::sr25519_sign(KEY_TYPE, key, message)
	}

	fn submit(key: &Self::Key, call: Call) -> Result<(), SubmitError> {
		with(|state| state.submit(key, call))
	}
}
