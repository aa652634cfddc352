// SPDX-License-Identifier: Apache-2.0
//! Artifacts of several files, behind one commitment.
//!
//! A model is a folder: `config.json`, `model.safetensors`, `tokenizer.json`. On chain it has one
//! [`ContentCommitment`](crate::commitment::ContentCommitment), to the bytes of its manifest: one line
//! per file, sorted by name, as `sha256sum` would write it, with BLAKE2b-256 and the length.
//!
//! ```text
//! 0x<64 hexadecimal digits> <length in bytes> <name>\n
//! ```
//!
//! The same files have the same manifest, byte for byte: nothing else is accepted as one.

use alloc::{string::String, vec::Vec};
use core::fmt;
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};

/// The most files of an artifact.
pub const MAX_FILES: usize = 64;
/// The longest name of a file, in bytes.
pub const MAX_NAME_LEN: usize = 128;

/// One file of an artifact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestFile {
	/// Its name: letters, digits, `.`, `_` and `-`, not starting with a dot. No folders.
	pub name: String,
	/// BLAKE2b-256 of its bytes.
	pub hash: H256,
	/// Its length in bytes.
	pub length: u64,
}

impl ManifestFile {
	/// The entry of a file with this name and these bytes.
	pub fn of(name: &str, bytes: &[u8]) -> Self {
		Self {
			name: name.into(),
			hash: BlakeTwo256::hash(bytes),
			length: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
		}
	}

	/// Whether `bytes` are this file's.
	pub fn is(&self, bytes: &[u8]) -> bool {
		u64::try_from(bytes.len()) == Ok(self.length) && BlakeTwo256::hash(bytes) == self.hash
	}
}

/// Why bytes are not a manifest, or files cannot have one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ManifestError {
	/// No file, or more than [`MAX_FILES`].
	Count,
	/// A name is empty, longer than [`MAX_NAME_LEN`], or has a character that is not allowed.
	Name,
	/// Names are not strictly ascending.
	Order,
	/// A line is not hash, length and name.
	Line,
}

impl fmt::Display for ManifestError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Count => "a manifest names 1 to 64 files",
			Self::Name => "a file name may have letters, digits, '.', '_' and '-', at most 128",
			Self::Order => "file names are not in strictly ascending order",
			Self::Line => "a line is not '0x<hash> <length> <name>'",
		})
	}
}

impl core::error::Error for ManifestError {}

/// The files of an artifact, ascending by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
	files: Vec<ManifestFile>,
}

impl Manifest {
	/// The manifest of these files, in any order.
	///
	/// # Errors
	/// Every [`ManifestError`] but `Line`; `Order` when a name stands there twice.
	pub fn new<I: IntoIterator<Item = ManifestFile>>(files: I) -> Result<Self, ManifestError> {
		let mut files = files.into_iter().collect::<Vec<_>>();
		files.sort_by(|left, right| left.name.cmp(&right.name));
		Self::checked(files)
	}

	/// Reads what [`Self::to_bytes`] writes, and nothing else.
	///
	/// # Errors
	/// Every [`ManifestError`].
	pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
		let text = core::str::from_utf8(bytes).map_err(|_| ManifestError::Line)?;
		let body = text.strip_suffix('\n').ok_or(ManifestError::Line)?;
		let files = body.split('\n').map(parse_line).collect::<Result<Vec<_>, _>>()?;
		let manifest = Self::checked(files)?;
		// One writing only: no signs, leading zeros or capitals.
		if manifest.to_bytes() == bytes {
			Ok(manifest)
		} else {
			Err(ManifestError::Line)
		}
	}

	/// The bytes that the chain's commitment is to.
	pub fn to_bytes(&self) -> Vec<u8> {
		use core::fmt::Write;
		let mut text = String::new();
		for ManifestFile { name, hash, length } in &self.files {
			// Writing to a string does not fail.
			let _ = writeln!(text, "{hash:?} {length} {name}");
		}
		text.into_bytes()
	}

	/// The files, ascending by name.
	pub fn files(&self) -> &[ManifestFile] {
		&self.files
	}

	/// The file with this name.
	pub fn file(&self, name: &str) -> Option<&ManifestFile> {
		self.files.iter().find(|file| file.name == name)
	}

	fn checked(files: Vec<ManifestFile>) -> Result<Self, ManifestError> {
		if files.is_empty() || files.len() > MAX_FILES {
			return Err(ManifestError::Count);
		}
		if !files.iter().all(|file| is_name(&file.name)) {
			return Err(ManifestError::Name);
		}
		let ascending = files.windows(2).all(|pair| match pair {
			[left, right] => left.name < right.name,
			_ => true,
		});
		if ascending {
			Ok(Self { files })
		} else {
			Err(ManifestError::Order)
		}
	}
}

fn is_name(name: &str) -> bool {
	!name.is_empty()
		&& name.len() <= MAX_NAME_LEN
		&& !name.starts_with('.')
		&& name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn parse_line(line: &str) -> Result<ManifestFile, ManifestError> {
	let mut parts = line.splitn(3, ' ');
	let (Some(hash), Some(length), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
		return Err(ManifestError::Line);
	};
	Ok(ManifestFile {
		name: name.into(),
		hash: parse_hash(hash).ok_or(ManifestError::Line)?,
		length: length.parse().map_err(|_| ManifestError::Line)?,
	})
}

/// Reads `0x` and 64 hexadecimal digits. The type's own `FromStr` is there only with the standard
/// library.
fn parse_hash(text: &str) -> Option<H256> {
	let digits = text.strip_prefix("0x")?.as_bytes();
	let mut hash = H256::zero();
	let bytes = hash.as_bytes_mut();
	if digits.len() != bytes.len().checked_mul(2)? {
		return None;
	}
	for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
		*byte = u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()?;
	}
	Some(hash)
}
