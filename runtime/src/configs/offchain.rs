// SPDX-License-Identifier: Apache-2.0

//! The off-chain worker's hook, and how transactions of workers' accounts are made.

mod chain;
mod factory;

use crate::*;
use codec::Encode;
use frame_support::traits::OffchainWorker;
use frame_system::offchain::{
	AppCrypto, CreateSignedTransaction, CreateTransactionBase, SigningTypes,
};
use pallet_attribution::worker_key::WorkerKey;
use sp_runtime::{
	generic::{Era, SignedPayload},
	traits::{StaticLookup, Verify},
	BoundToRuntimeAppPublic,
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
