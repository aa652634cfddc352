// SPDX-License-Identifier: Apache-2.0
//! The files of a model's weights: one, or several and an index that says which tensor is in which.

use super::ModelError;
use crate::tensors::{TensorError, TensorReader};
use openledger_attribution::mapped::Mapped;
use serde::Deserialize;
use std::{
	collections::{BTreeMap, BTreeSet},
	fs,
	path::{Path, PathBuf},
};
use tch::Device;

/// The file with a model's weights, if they are in one.
pub const WEIGHTS_FILE: &str = "model.safetensors";
/// The file that names the others, if they are in several.
pub const INDEX_FILE: &str = "model.safetensors.index.json";

/// Files of weights that are pickles.
const PICKLES: [&str; 2] = ["pytorch_model.bin", "pytorch_model.bin.index.json"];
/// Bytes of the index at most.
const MAX_INDEX: usize = 16 << 20;

/// `model.safetensors.index.json`.
#[derive(Deserialize)]
struct Index {
	/// The file of each tensor.
	weight_map: BTreeMap<String, String>,
}

/// The bytes of a model's weights.
pub struct Weights<'a> {
	/// The files by name, and what is in them.
	files: Vec<(&'a str, &'a [u8])>,
	/// The file of each tensor, where there are several.
	index: Option<Index>,
}

impl<'a> From<&'a [u8]> for Weights<'a> {
	fn from(bytes: &'a [u8]) -> Self {
		Self { files: vec![(WEIGHTS_FILE, bytes)], index: None }
	}
}

impl<'a> From<&'a Vec<u8>> for Weights<'a> {
	fn from(bytes: &'a Vec<u8>) -> Self {
		bytes.as_slice().into()
	}
}

impl<'a> Weights<'a> {
	/// The weights among `files`, each a name and its bytes: [`WEIGHTS_FILE`], or [`INDEX_FILE`] and
	/// what it names.
	///
	/// # Errors
	/// [`ModelError::NoWeights`], [`ModelError::Index`], [`ModelError::NoShard`].
	pub fn of(files: &[(&'a str, &'a [u8])]) -> Result<Self, ModelError> {
		let find = |name: &str| files.iter().find(|(found, _)| *found == name).copied();
		if let Some((_, bytes)) = find(WEIGHTS_FILE) {
			return Ok(bytes.into());
		}
		let (_, json) = find(INDEX_FILE).ok_or(ModelError::NoWeights)?;
		let index = Index::read(json)?;
		let shard = |name: String| find(&name).ok_or(ModelError::NoShard { name });
		let files = index.shards().into_iter().map(shard).collect::<Result<_, _>>()?;
		Ok(Self { files, index: Some(index) })
	}

	/// The tensors, each in the file that the index says.
	pub(super) fn reader(&self, device: Device) -> Result<TensorReader<'a>, ModelError> {
		let bytes: Vec<_> = self.files.iter().map(|(_, bytes)| *bytes).collect();
		let reader = TensorReader::of_files(&bytes, device).map_err(|error| self.located(error))?;
		for (tensor, file) in self.index.iter().flat_map(|index| &index.weight_map) {
			let found = reader.place(tensor).and_then(|place| self.files.get(place));
			if found.is_none_or(|(name, _)| name != file) {
				let (tensor, file) = (tensor.clone(), file.clone());
				return Err(ModelError::NotInShard { tensor, file });
			}
		}
		Ok(reader)
	}

	/// With a single file there is no doubt which one is meant.
	fn located(&self, error: TensorError) -> ModelError {
		match &self.index {
			None => ModelError::Weights(error),
			Some(_) => {
				let broken =
					|(_, bytes): &&(&str, &[u8])| TensorReader::new(bytes, Device::Cpu).is_err();
				let name = self.files.iter().find(broken).map_or(INDEX_FILE, |(name, _)| name);
				ModelError::Shard { name: name.to_owned(), source: error }
			},
		}
	}
}

impl Index {
	fn read(json: &[u8]) -> Result<Self, ModelError> {
		if json.len() > MAX_INDEX {
			return Err(ModelError::Index(format!("more than {MAX_INDEX} bytes")));
		}
		let index: Self =
			serde_json::from_slice(json).map_err(|error| ModelError::Index(error.to_string()))?;
		// Names of files beside it, and not of others on this machine.
		let outside = |name: &&String| Path::new(name).file_name() != Some(name.as_ref());
		match index.weight_map.values().find(outside) {
			Some(name) => Err(ModelError::Index(format!("{name:?} is not the name of a file"))),
			None if index.weight_map.is_empty() => {
				Err(ModelError::Index("it names no tensors".to_owned()))
			},
			None => Ok(index),
		}
	}

	/// The files, each once.
	fn shards(&self) -> BTreeSet<String> {
		self.weight_map.values().cloned().collect()
	}
}

/// The names of the files with the weights of the model in `folder`, the index among them.
///
/// # Errors
/// [`ModelError::Pickle`] if there are only those; [`ModelError::NoWeights`], [`ModelError::Index`],
/// [`ModelError::Io`].
pub fn weight_files(folder: &Path) -> Result<Vec<String>, ModelError> {
	let exists = |name: &str| folder.join(name).is_file();
	if exists(WEIGHTS_FILE) {
		return Ok(vec![WEIGHTS_FILE.to_owned()]);
	}
	if exists(INDEX_FILE) {
		let path = folder.join(INDEX_FILE);
		let json = fs::read(&path).map_err(|source| ModelError::Io { path, source })?;
		let mut names = vec![INDEX_FILE.to_owned()];
		names.extend(Index::read(&json)?.shards());
		return Ok(names);
	}
	match PICKLES.into_iter().find(|name| exists(name)) {
		Some(name) => Err(ModelError::Pickle(folder.join(name))),
		None => Err(ModelError::NoWeights),
	}
}

/// Files mapped into memory: what is read of them is copied to where it is used, and nothing else is
/// kept.
pub struct MappedFiles(Vec<(String, Mapped)>);

impl MappedFiles {
	/// Maps the files with these names in `folder`.
	///
	/// # Errors
	/// [`ModelError::Io`].
	pub fn open(folder: &Path, names: Vec<String>) -> Result<Self, ModelError> {
		let open = |name: String| {
			let path: PathBuf = folder.join(&name);
			match Mapped::open(&path) {
				Ok(file) => Ok((name, file)),
				Err(source) => Err(ModelError::Io { path, source }),
			}
		};
		names.into_iter().map(open).collect::<Result<_, _>>().map(Self)
	}

	/// Their names and bytes.
	pub fn bytes(&self) -> Vec<(&str, &[u8])> {
		self.0.iter().map(|(name, file)| (name.as_str(), &**file)).collect()
	}
}
