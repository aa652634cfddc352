// SPDX-License-Identifier: Apache-2.0

//! The chain as the off-chain worker sees it: which work is the keys' of this node's keystore, and how they
//! sign and submit.

use super::factory;
use crate::*;
use alloc::string::String;
use frame_support::{
	storage::{with_transaction, TransactionOutcome},
	traits::Get,
};
use frame_system::offchain::{Account, ForAny, SendSignedTransaction, Signer};
use openledger_ocw::{Assignment, Call, Chain, FactoryJob, Judged, SubmitError};
use openledger_primitives::{
	committee::{judgement_commitment, Judgement},
	ids::{FactoryJobId, RequestId},
	jobs::JobInput,
	records::{Duty, Mode, Question},
};
use pallet_attribution::{
	worker_key::{WorkerAuthority, WorkerKey, WorkerSignature},
	Phase,
};
use sp_core::H256;
use sp_runtime::{
	traits::{BlockNumberProvider, Convert, Dispatchable},
	DispatchError, RuntimeAppPublic,
};

pub(super) fn account(key: &WorkerKey) -> AccountId {
	<Runtime as pallet_attribution::Config>::AccountOfKey::convert(key.clone())
}

fn utf8(bytes: Vec<u8>) -> Option<String> {
	String::from_utf8(bytes).ok()
}

fn question(id: RequestId) -> Option<JobInput> {
	match pallet_attribution::Inputs::<Runtime>::get(id)? {
		Question::Text(text) => utf8(text.into_inner()).map(JobInput::Text),
		Question::Committed { uri, .. } => utf8(uri.into_inner()).map(JobInput::Uri),
	}
}

fn endpoint_of(worker: &AccountId) -> Option<String> {
	let record = pallet_attribution::Workers::<Runtime>::get(worker)?;
	utf8(record.endpoint.into_inner())
}

fn is_challenged(request: RequestId) -> bool {
	let request = pallet_attribution::Requests::<Runtime>::get(request);
	let answer = request.as_ref().and_then(|request| request.answer());
	answer.is_some_and(|answer| answer.challenges > 0)
}

/// The transaction's call.
fn runtime_call(call: Call<WorkerSignature>) -> RuntimeCall {
	use pallet_attribution::Call as Attribution;
	use pallet_model_factory::Call as Factory;
	match call {
		Call::Prove { proof, signature } => {
			Attribution::submit_proof { proof: *proof, signature }.into()
		},
		Call::Publish { request, statement } => {
			Attribution::publish_answer { request, statement }.into()
		},
		Call::Commit { request, commitment } => {
			Attribution::commit_judgement { request, commitment }.into()
		},
		Call::Reveal { request, judgement, salt } => {
			Attribution::reveal_judgement { request, judgement, salt }.into()
		},
		Call::Conclude(request) => Attribution::conclude { request }.into(),
		Call::Settle(request) => Attribution::settle { request }.into(),
		Call::Heartbeat => Attribution::heartbeat {}.into(),
		Call::Take(job) => Factory::take { job }.into(),
		Call::Report { job, done, loss_millis } => {
			Factory::report_progress { job, done, loss_millis }.into()
		},
		Call::Deliver { job, delivery } => Factory::deliver { job, delivery: *delivery }.into(),
		Call::SettleJob(job) => Factory::settle { job }.into(),
	}
}

impl Chain for Runtime {
	type Key = WorkerKey;
	type Signature = WorkerSignature;

	fn genesis() -> H256 {
		System::block_hash(0)
	}

	fn block() -> u32 {
		System::block_number()
	}

	fn now() -> u32 {
		Ticks::current_block_number()
	}

	fn keys() -> Vec<WorkerKey> {
		let mut keys = WorkerKey::all();
		// A keystore can hold a key twice, and would do everything twice then.
		keys.sort_unstable();
		keys.dedup();
		keys
	}

	fn nonce(key: &WorkerKey) -> u32 {
		System::account_nonce(account(key))
	}

	fn duties(key: &WorkerKey) -> Vec<Duty> {
		Attribution::duties(&account(key))
	}

	fn owes(key: &WorkerKey, request: RequestId) -> bool {
		pallet_attribution::Assigned::<Runtime>::get(account(key)).contains(&request)
	}

	fn assignment(id: RequestId) -> Option<Assignment> {
		let request = pallet_attribution::Requests::<Runtime>::get(id)?;
		Some(Assignment {
			request: id,
			artifact: request.artifact,
			input: question(id)?,
			input_commitment: request.input,
			max_output_tokens: request.max_output_tokens,
			min_words: request.min_words,
			deadline: request.deadline,
			judged: matches!(request.mode, Mode::Committee { .. }),
		})
	}

	fn judged(id: RequestId) -> Option<Judged> {
		let request = pallet_attribution::Requests::<Runtime>::get(id)?;
		let (statement, _) = Attribution::judged_statement(id)?;
		Some(Judged {
			request: id,
			artifact: request.artifact,
			input: question(id)?,
			input_commitment: request.input,
			statement,
			max_output_tokens: request.max_output_tokens,
			source: request.author().and_then(endpoint_of),
			min_words: request.min_words,
			engine_version: request.engine_version,
		})
	}

	fn commit_window() -> u32 {
		<Runtime as pallet_attribution::Config>::CommitWindow::get()
	}

	fn commitment(key: &WorkerKey, request: RequestId, judgement: &Judgement, salt: H256) -> H256 {
		judgement_commitment(Self::genesis(), request, &account(key), judgement, salt)
	}

	fn check_judgement(request: RequestId, judgement: &Judgement) -> Result<(), DispatchError> {
		Attribution::check_judgement(request, judgement).map_err(Into::into)
	}

	fn committees(start: Option<RequestId>, limit: u32) -> Vec<RequestId> {
		use pallet_attribution::Panels;
		let limit = usize::try_from(limit).unwrap_or(usize::MAX);
		let panels = match start {
			Some(start) => {
				Panels::<Runtime>::iter_keys_from(Panels::<Runtime>::hashed_key_for(start))
			},
			None => Panels::<Runtime>::iter_keys(),
		};
		panels.take(limit).collect()
	}

	fn concludable(key: &WorkerKey, request: RequestId) -> Option<u32> {
		let panel = pallet_attribution::Panels::<Runtime>::get(request)?;
		let place = panel.place_of(&account(key))?;
		(panel.phase(Self::now()) == Phase::Over).then(|| u32::try_from(place).ok())?
	}

	/// Without those under a challenge, which could not be settled and would cost the fee.
	fn settleable(key: &WorkerKey, limit: u32) -> Vec<RequestId> {
		let limit = usize::try_from(limit).unwrap_or(usize::MAX);
		Attribution::settleable(&account(key), Self::now(), usize::MAX)
			.into_iter()
			.filter(|id| !is_challenged(*id))
			.take(limit)
			.collect()
	}

	fn heartbeat_due(key: &WorkerKey) -> bool {
		Attribution::heartbeat_due(&account(key)).is_ok()
	}

	fn endpoint(key: &WorkerKey) -> Option<String> {
		endpoint_of(&account(key))
	}

	fn jobs_in_hand(key: &WorkerKey) -> u32 {
		pallet_model_factory::Taken::<Runtime>::get(account(key))
	}

	fn factory_jobs(start: Option<FactoryJobId>, limit: u32, open: bool) -> Vec<FactoryJobId> {
		factory::page(start, limit, open)
	}

	fn factory_job(key: &WorkerKey, job: FactoryJobId) -> Option<FactoryJob> {
		factory::job(&account(key), job, Self::now())
	}

	/// Tries the call, and takes everything back that it did.
	fn check(key: &WorkerKey, call: &Call<WorkerSignature>) -> Result<(), DispatchError> {
		let origin = RuntimeOrigin::signed(account(key));
		with_transaction(|| {
			let tried = runtime_call(call.clone()).dispatch(origin);
			TransactionOutcome::Rollback(tried.map(|_| ()).map_err(|failed| failed.error))
		})
	}

	fn sign(key: &WorkerKey, message: &[u8]) -> Option<WorkerSignature> {
		key.sign(&message)
	}

	fn submit(key: &WorkerKey, call: Call<WorkerSignature>) -> Result<(), SubmitError> {
		let public = sp_runtime::MultiSigner::Sr25519(key.clone().into());
		let sender = Account::<Runtime>::new(0, account(key), public);
		let signer = Signer::<Runtime, WorkerAuthority, ForAny>::any_account();
		match signer.send_single_signed_transaction(&sender, runtime_call(call)) {
			None => Err(SubmitError::Unsigned),
			Some(Err(())) => Err(SubmitError::Refused),
			Some(Ok(())) => Ok(()),
		}
	}
}
