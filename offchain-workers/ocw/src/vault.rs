// SPDX-License-Identifier: Apache-2.0
//! The judgements that members are bound to, with the salts that hide them, in the node's persistent local
//! storage.
//!
//! What is here was written before anybody else could see the commitment to it, and is never written anew: so
//! no restart, reorganisation or lost transaction has a member commit to two judgements of one answer, or be
//! silent. Each is an item of its own, under the name of the job that judges the answer: another
//! chain, or another answer on another branch, is another item.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::committee::Judgement;
use polkadot_sdk::{
	sp_core::H256,
	sp_io::offchain::random_seed,
	sp_runtime::offchain::storage::{MutateStorageError, StorageValueRef},
};

/// What the names of the items begin with, in persistent local storage. The worker key and the name of the job
/// follow, 32 bytes each.
pub const JUDGEMENT_KEY: &[u8] = b"openledger/ocw/judgement/";

/// A judgement, and what hides the commitment to it.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
	/// What the member found.
	pub judgement: Judgement,
	/// Random.
	pub salt: H256,
}

/// What the member with this key is bound to in `job`, if to anything. What cannot be read counts as nothing.
pub fn find(key: &[u8], job: &H256) -> Option<Sealed> {
	StorageValueRef::persistent(&name(key, job)).get().ok().flatten()
}

/// Binds the member with this key to `judgement` in `job`, unless it is bound already, and returns what it is
/// bound to; `None` when the node's storage did not keep it, and nothing must be committed to.
pub fn seal(key: &[u8], job: &H256, judgement: Judgement) -> Option<Sealed> {
	let name = name(key, job);
	let store = StorageValueRef::persistent(&name);
	let fresh = Sealed { judgement, salt: H256(random_seed()) };
	let kept = store.mutate(|found| match found {
		Ok(Some(bound)) => Err(bound),
		Ok(None) | Err(_) => Ok(fresh),
	});
	match kept {
		// As it is found again, not as it was meant to be.
		Ok(sealed) => find(key, job).filter(|found| *found == sealed),
		Err(MutateStorageError::ValueFunctionFailed(bound)) => Some(bound),
		Err(MutateStorageError::ConcurrentModification(_)) => find(key, job),
	}
}

/// Forgets what the member was bound to.
pub fn forget(key: &[u8], job: &H256) {
	StorageValueRef::persistent(&name(key, job)).clear();
}

fn name(key: &[u8], job: &H256) -> Vec<u8> {
	[JUDGEMENT_KEY, key, job.as_bytes()].concat()
}
