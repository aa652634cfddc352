// SPDX-License-Identifier: Apache-2.0
//! The key that a worker signs proofs and transactions with: sr25519 under the type `poa!`.

use frame::{
	deps::{
		frame_system::offchain::AppCrypto,
		sp_core,
		sp_runtime::{MultiSignature, MultiSigner},
	},
	prelude::*,
};

/// Where the node's keystore keeps workers' keys.
pub const KEY_TYPE: sp_core::crypto::KeyTypeId = sp_core::crypto::KeyTypeId(*b"poa!");

mod app {
	use frame::deps::sp_runtime::app_crypto::{app_crypto, sr25519};
	app_crypto!(sr25519, super::KEY_TYPE);
}

/// A worker's public key. The account of the same 32 bytes is the worker.
pub type WorkerKey = app::Public;

/// A signature by a [`WorkerKey`].
pub type WorkerSignature = app::Signature;

/// A worker's key pair.
#[cfg(feature = "std")]
pub type WorkerPair = app::Pair;

/// Lets `frame_system::offchain::Signer` sign transactions with the [`WorkerKey`]s of the keystore.
#[derive(Clone, Copy, PartialEq, Eq, Debug, TypeInfo)]
pub struct WorkerAuthority;

impl AppCrypto<MultiSigner, MultiSignature> for WorkerAuthority {
	type RuntimeAppPublic = WorkerKey;
	type GenericPublic = sp_core::sr25519::Public;
	type GenericSignature = sp_core::sr25519::Signature;
}
