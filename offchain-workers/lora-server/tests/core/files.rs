// SPDX-License-Identifier: Apache-2.0
//! Weights in one file or in several, under newer names or older ones, and what is not loaded.

use super::{
	fixtures::{bytes, difference, expected, folder, forward, model},
	refusals::{edited, unchanged},
};
use openledger_lora_server::{
	adapter::{Adapter, AdapterError, LoraBatch},
	artifacts::{Base, BaseError},
	model::{embedded, Model, ModelError, Weights, INDEX_FILE, WEIGHTS_FILE},
	tensors::TensorError,
};
use safetensors::Dtype;
use serde_json::{json, Value};
use std::{fs, path::Path};
use tch::Device;

/// The files of the fixture whose weights are in three.
struct Sharded {
	config: Vec<u8>,
	index: Value,
	shards: Vec<(String, Vec<u8>)>,
}

impl Sharded {
	fn new() -> Self {
		let names = (1..=3).map(|number| format!("model-{number:05}-of-00003.safetensors"));
		Self {
			config: bytes("llama3", "model/config.json"),
			index: serde_json::from_slice(&bytes("llama3", &format!("model/{INDEX_FILE}")))
				.unwrap(),
			shards: names
				.map(|name| (name.clone(), bytes("llama3", &format!("model/{name}"))))
				.collect(),
		}
	}

	fn load(&self) -> Result<Model, ModelError> {
		let index = serde_json::to_vec(&self.index).unwrap();
		let mut files = vec![(INDEX_FILE, index.as_slice())];
		files.extend(self.shards.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
		Model::from_files(&self.config, Weights::of(&files)?, Device::Cpu)
	}

	fn error(&self) -> ModelError {
		self.load().err().unwrap()
	}

	/// A tensor, and the file it is in.
	fn place(&self) -> (String, String) {
		let map = self.index["weight_map"].as_object().unwrap();
		let (tensor, file) = map.iter().find(|(name, _)| name.contains("q_proj")).unwrap();
		(tensor.clone(), file.as_str().unwrap().to_owned())
	}
}

#[test]
fn shards_are_one_model() {
	let tokens = [expected("llama3").tokens];
	let found = forward(&Sharded::new().load().unwrap(), &tokens, &LoraBatch::Base);
	assert!(difference(&found, &expected("llama3").logits.concat()) < 1e-4);
}

#[test]
fn shards_are_refused_when_one_is_missing() {
	let mut files = Sharded::new();
	let (missing, _) = files.shards.remove(1);
	let ModelError::NoShard { name } = files.error() else { panic!("{}", files.error()) };
	assert_eq!(name, missing);
}

#[test]
fn shards_are_refused_by_name_when_one_is_cut_off() {
	let mut files = Sharded::new();
	let (cut, bytes) = &mut files.shards[1];
	let cut = cut.clone();
	bytes.pop();
	let ModelError::Shard { name, source } = files.error() else { panic!("{}", files.error()) };
	assert_eq!(name, cut);
	assert!(matches!(source, TensorError::Malformed(_)));
}

#[test]
fn shards_are_refused_when_two_hold_the_same_tensor() {
	let mut files = Sharded::new();
	let twice = files.shards[0].1.clone();
	files.shards[1].1 = twice;
	let ModelError::Shard { source, .. } = files.error() else { panic!("{}", files.error()) };
	assert!(matches!(source, TensorError::Duplicate { .. }), "{source}");
}

#[test]
fn shards_are_refused_when_the_index_puts_a_tensor_into_another() {
	let mut files = Sharded::new();
	let (tensor, file) = files.place();
	let (other, _) = files.shards.iter().find(|(name, _)| *name != file).unwrap().clone();
	files.index["weight_map"][&tensor] = json!(other);
	let error = files.error().to_string();
	assert_eq!(
		error,
		format!("{INDEX_FILE} says that tensor {tensor} is in {other}, and it is not")
	);
}

#[test]
fn shards_are_refused_when_the_index_names_a_file_elsewhere() {
	for name in ["../secret.safetensors", "/etc/passwd", "a/b.safetensors", "..", ""] {
		let mut files = Sharded::new();
		let (tensor, _) = files.place();
		files.index["weight_map"][&tensor] = json!(name);
		let error = files.error();
		assert!(matches!(error, ModelError::Index(_)), "{name}: {error}");
	}
}

#[test]
fn shards_are_refused_when_the_index_is_no_index() {
	for index in [json!({}), json!({"weight_map": {}}), json!({"weight_map": {"a": 1}}), json!([])]
	{
		let mut files = Sharded::new();
		files.index = index;
		let error = files.error();
		assert!(matches!(error, ModelError::Index(_)), "{error}");
	}
	let long = vec![b' '; (16 << 20) + 1];
	let error = Weights::of(&[(INDEX_FILE, long.as_slice())]).err().unwrap();
	assert!(matches!(error, ModelError::Index(_)), "{error}");
}

#[test]
fn base_model_commits_to_all_its_files() {
	let dir = tempfile::tempdir().unwrap();
	let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
	for file in fs::read_dir(folder("llama3").join("model")).unwrap() {
		let file = file.unwrap();
		fs::copy(file.path(), dir.path().join(file.file_name())).unwrap();
	}
	write("tokenizer.json", embedded::tokenizer());
	write("tokenizer_config.json", embedded::tokenizer_config());
	let names = |base: &Base| -> Vec<String> {
		base.manifest().files().iter().map(|file| file.name.clone()).collect()
	};
	let base = Base::load(dir.path(), Device::Cpu).unwrap();
	assert_eq!(
		names(&base),
		[
			"config.json",
			"model-00001-of-00003.safetensors",
			"model-00002-of-00003.safetensors",
			"model-00003-of-00003.safetensors",
			INDEX_FILE,
			"tokenizer.json",
			"tokenizer_config.json",
		]
	);
	write("chat_template.jinja", b"{{ messages[0].content }}");
	let chatting = Base::load(dir.path(), Device::Cpu).unwrap();
	assert_eq!(names(&chatting)[0], "chat_template.jinja");
	assert_ne!(chatting.commitment(), base.commitment());
	fs::remove_file(dir.path().join("tokenizer.json")).unwrap();
	assert!(matches!(
		Base::load(dir.path(), Device::Cpu),
		Err(BaseError::Model(ModelError::Io { path, .. })) if path.ends_with("tokenizer.json")
	));
}

#[test]
fn shard_outside_the_index_is_not_read() {
	let files = Sharded::new();
	let index = serde_json::to_vec(&files.index).unwrap();
	let mut all =
		vec![(INDEX_FILE, index.as_slice()), ("stray.safetensors", b"no file".as_slice())];
	all.extend(files.shards.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
	assert!(Model::from_files(&files.config, Weights::of(&all).unwrap(), Device::Cpu).is_ok());
}

#[test]
fn model_is_refused_when_it_has_no_weights() {
	assert!(matches!(Weights::of(&[]), Err(ModelError::NoWeights)));
	let dir = tempfile::tempdir().unwrap();
	fs::copy(folder("tied").join("model/config.json"), dir.path().join("config.json")).unwrap();
	assert!(matches!(Model::load(dir.path(), Device::Cpu), Err(ModelError::NoWeights)));
}

#[test]
fn model_is_refused_by_name_when_its_weights_are_pickles() {
	for name in ["pytorch_model.bin", "pytorch_model.bin.index.json"] {
		let dir = tempfile::tempdir().unwrap();
		fs::copy(folder("tied").join("model/config.json"), dir.path().join("config.json")).unwrap();
		fs::write(dir.path().join(name), b"PK\x03\x04").unwrap();
		let error = Model::load(dir.path(), Device::Cpu).err().unwrap();
		let text = error.to_string();
		assert!(matches!(error, ModelError::Pickle(path) if path.ends_with(name)));
		assert!(text.contains("safe_serialization=True"), "{text}");
	}
}

#[test]
fn adapter_is_refused_by_name_when_its_weights_are_pickles() {
	let dir = tempfile::tempdir().unwrap();
	let config = folder("tied").join("adapter/adapter_config.json");
	fs::copy(config, dir.path().join("adapter_config.json")).unwrap();
	fs::write(dir.path().join("adapter_model.bin"), b"PK\x03\x04").unwrap();
	let error = Adapter::load(dir.path(), model("tied").config(), Device::Cpu).err().unwrap();
	assert!(matches!(error, AdapterError::Pickle(path) if path.ends_with("adapter_model.bin")));
}

#[test]
fn pickle_is_refused_under_the_name_of_safetensors() {
	let config = bytes("tied", "model/config.json");
	// torch.save as it is, as it was before its files were zipped, and in a later protocol.
	let zipped = b"PK\x03\x04\x00\x00\x08\x08archive/data.pkl".as_slice();
	let bare = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.".as_slice();
	let short = b"\x80\x04\x00\x00\x00\x00\x00\x00}".as_slice();
	for pickle in [zipped, bare, short] {
		let error = Model::from_files(&config, pickle, Device::Cpu).err().unwrap();
		assert!(matches!(error, ModelError::Weights(TensorError::Pickle)), "{error}");
		let adapter = bytes("tied", "adapter/adapter_config.json");
		let error = Adapter::from_files(&adapter, pickle, model("tied").config(), Device::Cpu);
		assert!(matches!(error.err().unwrap(), AdapterError::Weights(TensorError::Pickle)));
	}
}

#[test]
fn header_is_refused_before_it_is_read_when_it_is_too_long() {
	let config = bytes("tied", "model/config.json");
	for length in [(16 << 20) + 1, 99_999_999, u64::MAX] {
		let file = [&length.to_le_bytes(), b"{".as_slice()].concat();
		let error = Model::from_files(&config, &file, Device::Cpu).err().unwrap();
		let ModelError::Weights(TensorError::HeaderTooLong { length: found }) = error else {
			panic!("{error}")
		};
		assert_eq!(found, length);
	}
}

#[test]
fn file_is_an_error_when_it_cannot_be_read() {
	let dir = tempfile::tempdir().unwrap();
	let error = Model::load(dir.path(), Device::Cpu).err().unwrap();
	assert!(matches!(error, ModelError::Io { path, .. } if path.ends_with("config.json")));
	fs::copy(folder("tied").join("model/config.json"), dir.path().join("config.json")).unwrap();
	let index = json!({"weight_map": {"a": "a.safetensors"}}).to_string();
	fs::write(dir.path().join(INDEX_FILE), index).unwrap();
	let error = Model::load(dir.path(), Device::Cpu).err().unwrap();
	assert!(matches!(error, ModelError::Io { path, .. } if path.ends_with("a.safetensors")));
	let error = Adapter::load(Path::new("/nowhere"), model("tied").config(), Device::Cpu);
	assert!(matches!(error.err().unwrap(), AdapterError::Io { .. }));
}

#[test]
fn one_file_goes_before_an_index() {
	let weights = bytes("tied", "model/model.safetensors");
	let files = [(INDEX_FILE, b"broken".as_slice()), (WEIGHTS_FILE, weights.as_slice())];
	let config = bytes("tied", "model/config.json");
	assert!(Model::from_files(&config, Weights::of(&files).unwrap(), Device::Cpu).is_ok());
}

#[test]
fn gpt2_is_read_as_it_was_first_published() {
	// Without the prefix, and with each layer's causal mask.
	let file = bytes("gpt2", "model/model.safetensors");
	let file = safetensors::SafeTensors::deserialize(&file).unwrap();
	let older = |name: &str| name.strip_prefix("transformer.").unwrap().to_owned();
	let mut tensors: Vec<_> =
		file.tensors().iter().map(|(name, view)| (older(name), unchanged(view))).collect();
	for layer in 0..2 {
		tensors.push((format!("h.{layer}.attn.bias"), (Dtype::U8, vec![1, 1, 2, 2], vec![1; 4])));
	}
	let views = tensors.iter().map(|(name, (kind, shape, data))| {
		(name, safetensors::tensor::TensorView::new(*kind, shape.clone(), data).unwrap())
	});
	let weights = safetensors::serialize(views, None).unwrap();
	let config = bytes("gpt2", "model/config.json");
	let old = Model::from_files(&config, &weights, Device::Cpu).unwrap();
	let tokens = [expected("gpt2").tokens];
	let found = forward(&old, &tokens, &LoraBatch::Base);
	assert_eq!(found, forward(&model("gpt2"), &tokens, &LoraBatch::Base));
}

#[test]
fn weights_that_are_no_numbers_are_refused() {
	for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
		let broken = |file: &[u8], broken: &str| {
			edited(file, |name, view| {
				let mut data = view.data().to_vec();
				if name == broken {
					data[..4].copy_from_slice(&value.to_le_bytes());
				}
				Some((view.dtype(), view.shape().to_vec(), data))
			})
		};
		let weights = broken(&bytes("tied", "model/model.safetensors"), "model.norm.weight");
		let config = bytes("tied", "model/config.json");
		let error = Model::from_files(&config, &weights, Device::Cpu).err().unwrap();
		assert_eq!(
			error.to_string(),
			"model.safetensors: tensor model.norm.weight holds numbers that are not finite"
		);
		let matrix = "base_model.model.model.layers.0.mlp.up_proj.lora_B.weight";
		let weights = broken(&bytes("tied", "adapter/adapter_model.safetensors"), matrix);
		let config = bytes("tied", "adapter/adapter_config.json");
		let error = Adapter::from_files(&config, &weights, model("tied").config(), Device::Cpu);
		let AdapterError::Weights(TensorError::NotFinite { name }) = error.err().unwrap() else {
			panic!("read a weight of {value}")
		};
		assert_eq!(name, matrix);
	}
}
