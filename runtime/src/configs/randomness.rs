// SPDX-License-Identifier: Apache-2.0

//! Random seeds, from the relay chain.
//!
//! Each relay chain block (BABE) carries a verifiable random value that only its author can compute. The
//! inherent of each of our blocks proves the state of the relay chain block that ours is built on, and
//! this pallet takes the value out of that proof and hashes it together with the seed before. Seeds
//! are read in `on_initialize`, before the block's own inherent: there it is the seed of the block before.
//!
//! # What a seed may decide
//!
//! The seed comes with the block since which it could be known, as the trait
//! [`Randomness`](frame_support::traits::Randomness) has it: only what was fixed in an *earlier* block may
//! be decided by it. That is the block in which the value first appeared, less one: while our block was
//! being built, the next relay chain block may have come out already. Two of our blocks on one
//! relay chain block have one seed, known since the first of them. So what is asked in block M is
//! decided in block M + 3, and later when relay chain blocks are late.
//!
//! # Who can influence it
//!
//! - The author of a relay chain block knows its value in advance, and can keep the block back: it chooses
//!   between two seeds, and loses a block for it. It can also ask something itself right before.
//! - A collator can skip its turn, or build on a relay chain block that is not the newest: it chooses
//!   among the few seeds that it knows, for what it put into its own block and is alone to gain from.
//! - A collator cannot make a seed: what is not proved is not taken. A proof without the value
//!   leaves the seed as it is, and the requests wait for the next.
//!
//! Whoever asks pays for the answer, so to choose one's own worker gains a requester nothing but figures.
//!
//! # Without BABE
//!
//! Where the relay chain provably has no such value, as the mocked one of a development chain, the hash
//! of our block's parent takes its place. Its author could choose it, and there nobody minds.

pub use pallet_relay_randomness::Unreadable;

/// Keeps the newest seed.
#[frame::pallet]
pub mod pallet_relay_randomness {
	use codec::{Decode, Encode, MaxEncodedLen};
	use frame::{
		deps::{frame_support::traits::Randomness, sp_core::H256},
		prelude::*,
	};
	use polkadot_sdk::{
		cumulus_pallet_parachain_system::{OnSystemEvent, RelayChainStateProof},
		cumulus_primitives_core::{
			relay_chain::well_known_keys::CURRENT_BLOCK_RANDOMNESS, PersistedValidationData,
		},
	};
	use scale_info::TypeInfo;

	/// What seeds are hashed with.
	const SEED_DOMAIN: &[u8; 18] = b"openledger/seed/v1";
	/// What the seeds of subjects are hashed with: none of them is the next seed.
	const SUBJECT_DOMAIN: &[u8; 21] = b"openledger/subject/v1";

	/// Time to find a value in a proof that is in memory: a few hashes.
	const LOOK_UP: Weight = Weight::from_parts(50_000_000, 0);

	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = H256> {}

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// A seed, and since when it could be known.
	#[derive(
		Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug, Default,
	)]
	pub struct Seed<BlockNumber> {
		/// The seed.
		pub seed: H256,
		/// The value that came into it last.
		pub source: H256,
		/// The block since which it could be known.
		pub known_since: BlockNumber,
	}

	/// The newest seed.
	#[pallet::storage]
	pub type Latest<T: Config> = StorageValue<_, Seed<BlockNumberFor<T>>, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Pays for the seed, which is read from memory after the first time in a block.
		fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
			let proof_size = Seed::<BlockNumberFor<T>>::max_encoded_len().saturated_into();
			T::DbWeight::get().reads(1).saturating_add_proof_size(proof_size)
		}
	}

	/// That a relay chain proof does not say whether there is a value.
	#[derive(Clone, Copy, PartialEq, Eq, Debug)]
	pub struct Unreadable;

	impl<T: Config> Pallet<T> {
		/// Takes what the relay chain's block has: its value, none of its author, or none at all.
		pub fn observe(found: Result<Option<Option<H256>>, Unreadable>) {
			let source = match found {
				Ok(Some(Some(value))) => value,
				Ok(None) => frame_system::Pallet::<T>::parent_hash(),
				Ok(Some(None)) | Err(Unreadable) => return,
			};
			let latest = Latest::<T>::get();
			if latest.source == source {
				return;
			}
			let seed = BlakeTwo256::hash_of(&(SEED_DOMAIN, latest.seed, source));
			let known_since = frame_system::Pallet::<T>::block_number().saturating_sub(One::one());
			Latest::<T>::put(Seed { seed, source, known_since });
		}
	}

	impl<T: Config> OnSystemEvent for Pallet<T> {
		fn on_validation_data(_: &PersistedValidationData) {}

		fn on_validation_code_applied() {}

		fn on_relay_state_proof(proof: &RelayChainStateProof) -> Weight {
			let found = proof.read_optional_entry(CURRENT_BLOCK_RANDOMNESS);
			Self::observe(found.map_err(|_| Unreadable));
			T::DbWeight::get().reads_writes(1, 1).saturating_add(LOOK_UP)
		}
	}

	impl<T: Config> Randomness<H256, BlockNumberFor<T>> for Pallet<T> {
		fn random(subject: &[u8]) -> (H256, BlockNumberFor<T>) {
			let latest = Latest::<T>::get();
			let seed = BlakeTwo256::hash_of(&(SUBJECT_DOMAIN, latest.seed, subject));
			(seed, latest.known_since)
		}
	}
}
