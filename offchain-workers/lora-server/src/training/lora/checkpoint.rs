// SPDX-License-Identifier: Apache-2.0
//! A training as bytes: BLAKE2b-256 of what follows, then [`Checkpoint`] in SCALE.

use super::{run::State, LoraOptions};
use crate::training::Row;
use codec::{Decode, DecodeAll, Encode};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use tch::TchError;

/// What a fingerprint begins with: another version of the server may compute otherwise.
const VERSION: &str = concat!("openledger/lora-checkpoint/v1 ", env!("CARGO_PKG_VERSION"));

/// Why a training cannot go on from a checkpoint.
#[derive(thiserror::Error, Debug)]
pub enum CheckpointError {
	/// It is cut off, or its bytes have changed.
	#[error("the checkpoint is damaged")]
	Damaged,
	/// It is of other rows, other options, another model or another version of the server.
	#[error("the checkpoint is of another training, or of another version of the server")]
	OtherTraining,
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] TchError),
}

/// All that decides how a training goes on.
#[derive(Encode, Decode)]
pub(super) struct Checkpoint {
	pub(super) fingerprint: H256,
	pub(super) state: State,
	pub(super) values: Vec<f32>,
	pub(super) first: Vec<f32>,
	pub(super) second: Vec<f32>,
	pub(super) best: Option<Vec<f32>>,
}

impl Checkpoint {
	pub(super) fn to_bytes(&self) -> Vec<u8> {
		let body = self.encode();
		let mut bytes = BlakeTwo256::hash(&body).as_bytes().to_vec();
		bytes.extend(body);
		bytes
	}

	/// The checkpoint in `bytes`, if it is whole, has this fingerprint and so many parameters.
	pub(super) fn from_bytes(
		bytes: &[u8],
		fingerprint: H256,
		parameters: usize,
	) -> Result<Self, CheckpointError> {
		let (hash, mut body) = bytes.split_at_checked(32).ok_or(CheckpointError::Damaged)?;
		if BlakeTwo256::hash(body).as_bytes() != hash {
			return Err(CheckpointError::Damaged);
		}
		let found = Self::decode_all(&mut body).map_err(|_| CheckpointError::OtherTraining)?;
		let fits = |values: &Vec<f32>| values.len() == parameters;
		let all_fit = [&found.values, &found.first, &found.second].into_iter().all(fits);
		if found.fingerprint == fingerprint && all_fit && found.best.as_ref().is_none_or(fits) {
			Ok(found)
		} else {
			Err(CheckpointError::OtherTraining)
		}
	}
}

/// What tells one training from another: the version of the server, the options, the rows in order.
pub(super) fn fingerprint(rows: &[Row], held_out: &[Row], options: &LoraOptions) -> H256 {
	let tokens = |rows: &[Row]| {
		rows.iter().map(|row| (row.prompt.clone(), row.completion.clone())).collect::<Vec<_>>()
	};
	let LoraOptions {
		rank,
		alpha,
		epochs,
		batch_size,
		micro_batch_tokens,
		learning_rate,
		exact_epochs,
		patience,
		seed,
	} = options;
	let options = (rank, alpha, epochs, batch_size, micro_batch_tokens, learning_rate.to_bits());
	let ends = (exact_epochs, patience, seed);
	BlakeTwo256::hash(&(VERSION, options, ends, tokens(rows), tokens(held_out)).encode())
}
