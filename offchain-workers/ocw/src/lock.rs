// SPDX-License-Identifier: Apache-2.0
//! One run at a time: a node starts one for each best block, whether or not the last has ended.

use codec::{Decode, Encode};
use polkadot_sdk::{
	sp_core::offchain::{Duration, Timestamp},
	sp_io::offchain::timestamp,
	sp_runtime::offchain::storage_lock::{Lockable, StorageLock},
};

/// Where the lock is, in persistent local storage.
pub const LOCK_KEY: &[u8] = b"openledger/ocw/lock";

/// After this time the lock of a run that died with its node is void. A run ends much earlier: see
/// [`READ_WITHIN`](crate::READ_WITHIN).
pub const LOCK_EXPIRY: Duration = Duration::from_millis(20_000);

/// Expires by the machine's clock, and survives the setting of it.
#[derive(Encode, Decode)]
pub struct Expiry;

impl Lockable for Expiry {
	type Deadline = Timestamp;

	fn deadline(&self) -> Timestamp {
		timestamp().add(LOCK_EXPIRY)
	}

	fn has_expired(deadline: &Timestamp) -> bool {
		let now = timestamp();
		// A deadline further off than any lock reaches was set by a clock that was ahead and has been
		// put back since. Waiting for it could take years.
		now > *deadline || *deadline > now.add(LOCK_EXPIRY)
	}
}

/// The lock, not taken yet.
pub fn new() -> StorageLock<'static, Expiry> {
	StorageLock::with_lockable(LOCK_KEY, Expiry)
}
