// SPDX-License-Identifier: Apache-2.0

//! The chain as the off-chain worker sees it: which requests are the keys' of this node's keystore,
//! and how it signs and submits.

use crate::*;
use alloc::string::String;
use codec::Encode;
use frame_support::traits::OffchainWorker;
use frame_system::offchain::{
	Account, AppCrypto, CreateSignedTransaction, CreateTransactionBase, ForAny,
	SendSignedTransaction, Signer, SigningTypes,
};
use openledger_ocw::{Assignment, Chain, Owed, SubmitError};
use openledger_primitives::{
	ids::RequestId,
	jobs::JobInput,
	proof::AttributionProof,
	records::{Mode, Question},
};
use pallet_attribution::{
	worker_key::{WorkerAuthority, WorkerKey, WorkerSignature},
	RequestState,
};
use sp_core::H256;
use sp_runtime::{
	generic::{Era, SignedPayload},
	traits::{BlockNumberProvider, Convert, StaticLookup, Verify},
	BoundToRuntimeAppPublic, DispatchError, RuntimeAppPublic,
};

/// How many blocks a worker's transaction is valid for.
const MORTALITY: u64 = 64;

/// Runs once per imported block, on nodes that have workers' keys.
pub struct Worker;

impl OffchainWorker<BlockNumber> for Worker {
	fn offchain_worker(_now: BlockNumber) {
		openledger_ocw::run::<Runtime>();
	}
}

/// Has the worker's key in the session keys, so that a node with `--dev` or `--alice` has one. Nothing
/// depends on the session: who is a worker is decided by its bond.
pub struct SessionWorkerKey;

impl BoundToRuntimeAppPublic for SessionWorkerKey {
	type Public = WorkerKey;
}

impl frame_support::traits::OneSessionHandler<AccountId> for SessionWorkerKey {
	type Key = WorkerKey;

	fn on_genesis_session<'a, I>(_validators: I)
	where
		I: Iterator<Item = (&'a AccountId, Self::Key)> + 'a,
		AccountId: 'a,
	{
	}

	fn on_new_session<'a, I>(_changed: bool, _validators: I, _queued_validators: I)
	where
		I: Iterator<Item = (&'a AccountId, Self::Key)> + 'a,
		AccountId: 'a,
	{
	}

	fn on_disabled(_validator_index: u32) {}
}

impl SigningTypes for Runtime {
	type Public = <Signature as Verify>::Signer;
	type Signature = Signature;
}

impl<C> CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> CreateSignedTransaction<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_signed_transaction<A: AppCrypto<Self::Public, Self::Signature>>(
		call: RuntimeCall,
		public: Self::Public,
		account: AccountId,
		nonce: Nonce,
	) -> Option<UncheckedExtrinsic> {
		// The block before this one: the newest whose hash the state knows.
		let born = u64::from(System::block_number().saturating_sub(1));
		let extension = TxExtension::from((
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(Era::mortal(MORTALITY, born)),
			frame_system::CheckNonce::from(nonce),
			frame_system::CheckWeight::new(),
			pallet_skip_feeless_payment::SkipCheckIfFeeless::from(
				pallet_transaction_payment::ChargeTransactionPayment::from(0),
			),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
		));
		let payload = SignedPayload::new(call, extension).ok()?;
		let signature = payload.using_encoded(|bytes| A::sign(bytes, public))?;
		let (call, extension, _) = payload.deconstruct();
		let address = <Runtime as frame_system::Config>::Lookup::unlookup(account);
		Some(UncheckedExtrinsic::new_signed(call, address, signature, extension))
	}
}

fn account(key: &WorkerKey) -> AccountId {
	<Runtime as pallet_attribution::Config>::AccountOfKey::convert(key.clone())
}

fn utf8(bytes: Vec<u8>) -> Option<String> {
	String::from_utf8(bytes).ok()
}

fn is_challenged(request: RequestId) -> bool {
	let request = pallet_attribution::Requests::<Runtime>::get(request);
	let answer = request.as_ref().and_then(|request| request.answer());
	answer.is_some_and(|answer| answer.challenges > 0)
}

/// Sends `call` as the account of `key`, with the nonce of this block's state and those sent before in
/// this run.
fn send(key: &WorkerKey, call: pallet_attribution::Call<Runtime>) -> Result<(), SubmitError> {
	let public = sp_runtime::MultiSigner::Sr25519(key.clone().into());
	let sender = Account::<Runtime>::new(0, account(key), public.clone());
	let signer = Signer::<Runtime, WorkerAuthority, ForAny>::any_account();
	match signer.send_single_signed_transaction(&sender, call) {
		None => Err(SubmitError::Unsigned),
		Some(Err(())) => Err(SubmitError::Refused),
		Some(Ok(())) => Ok(()),
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
		WorkerKey::all()
	}

	/// Requests to be answered by one worker. What a committee's members owe is for their operators to do.
	fn assigned(key: &WorkerKey) -> Vec<Owed> {
		Attribution::assigned_to(&account(key))
			.into_iter()
			.filter(|(_, request)| {
				request.mode == Mode::Optimistic && request.state == RequestState::Assigned
			})
			.map(|(id, request)| Owed { request: id, deadline: request.deadline })
			.collect()
	}

	fn assignment(id: RequestId) -> Option<Assignment> {
		let request = pallet_attribution::Requests::<Runtime>::get(id)?;
		let input = match pallet_attribution::Inputs::<Runtime>::get(id)? {
			Question::Text(text) => JobInput::Text(utf8(text.into_inner())?),
			Question::Committed { uri, .. } => JobInput::Uri(utf8(uri.into_inner())?),
		};
		Some(Assignment {
			request: id,
			artifact: request.artifact,
			input,
			input_commitment: request.input,
			max_output_tokens: request.max_output_tokens,
			min_words: request.min_words,
			deadline: request.deadline,
		})
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

	fn nonce(key: &WorkerKey) -> u32 {
		System::account_nonce(account(key))
	}

	fn check_proof(key: &WorkerKey, proof: &AttributionProof) -> Result<(), DispatchError> {
		Attribution::check_statement(&account(key), proof).map(|_| ()).map_err(Into::into)
	}

	fn sign(key: &WorkerKey, message: &[u8]) -> Option<WorkerSignature> {
		key.sign(&message)
	}

	fn submit_proof(
		key: &WorkerKey,
		proof: AttributionProof,
		signature: WorkerSignature,
	) -> Result<(), SubmitError> {
		send(key, pallet_attribution::Call::submit_proof { proof, signature })
	}

	fn settle(key: &WorkerKey, request: RequestId) -> Result<(), SubmitError> {
		send(key, pallet_attribution::Call::settle { request })
	}

	fn heartbeat(key: &WorkerKey) -> Result<(), SubmitError> {
		send(key, pallet_attribution::Call::heartbeat {})
	}
}
