// SPDX-License-Identifier: Apache-2.0
//! Documents as one endless stream of tokens, cut into sequences: no token is padding.

use super::BaseTrainingError;
use flate2::read::MultiGzDecoder;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::{fs, io::Read, path::Path};
use tch::Tensor;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The text of a file, unpacked if it is gzip (as `.dict.dz` is).
pub(super) fn read_text(path: &Path) -> Result<String, BaseTrainingError> {
	let failed = |source| BaseTrainingError::Io { path: path.to_owned(), source };
	let bytes = fs::read(path).map_err(failed)?;
	let mut text = Vec::new();
	if bytes.starts_with(&GZIP_MAGIC) {
		MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut text).map_err(failed)?;
	} else {
		text = bytes;
	}
	Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Documents in an order that is shuffled each time around.
pub(super) struct TokenStream {
	documents: Vec<Vec<u32>>,
	random: ChaCha8Rng,
	next: usize,
	pending: Vec<i64>,
}

impl TokenStream {
	pub(super) fn new(documents: Vec<Vec<u32>>, random: ChaCha8Rng) -> Self {
		Self { documents, random, next: 0, pending: Vec::new() }
	}

	/// Begins again with the first document, in the present order.
	pub(super) fn restart(&mut self) {
		self.next = 0;
		self.pending.clear();
	}

	/// The next tokens, `[rows, length]`.
	pub(super) fn next_batch(&mut self, rows: usize, length: usize) -> Tensor {
		let count = rows * length;
		while self.pending.len() < count {
			if self.next == self.documents.len() {
				self.documents.shuffle(&mut self.random);
				self.next = 0;
			}
			let document = &self.documents[self.next];
			self.pending.extend(document.iter().copied().map(i64::from));
			self.next += 1;
		}
		let tokens: Vec<i64> = self.pending.drain(..count).collect();
		let size = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
		Tensor::from_slice(&tokens).view([size(rows), size(length)])
	}
}
