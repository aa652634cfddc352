// SPDX-License-Identifier: Apache-2.0
//! Adapters for the embedded base model, as PEFT writes them.

use crate::client::Http;
use openledger_lora_server::model::embedded;
use openledger_primitives::{
	commitment::ContentCommitment,
	manifest::{Manifest, ManifestFile},
};
use safetensors::{tensor::TensorView, Dtype};
use serde_json::{json, Value};

const RANK: usize = 2;

/// The bytes of the two files.
#[derive(Clone)]
pub struct AdapterFiles {
	pub config: Vec<u8>,
	pub weights: Vec<u8>,
}

impl AdapterFiles {
	/// An adapter of the query projections that changes what the base model says, in its own way for
	/// each `seed`.
	pub fn new(seed: u16) -> Self {
		let base: Value = serde_json::from_slice(embedded::config()).unwrap();
		let size = |name: &str| usize::try_from(base[name].as_u64().unwrap()).unwrap();
		let hidden = size("hidden_size");
		let mut tensors = Vec::new();
		for layer in 0..size("num_hidden_layers") {
			let module = format!("base_model.model.model.layers.{layer}.self_attn.q_proj");
			for (half, shape) in [("A", vec![RANK, hidden]), ("B", vec![hidden, RANK])] {
				tensors.push((
					format!("{module}.lora_{half}.weight"),
					shape,
					values(RANK * hidden, f32::from(seed) + if half == "A" { 0.0 } else { 0.5 }),
				));
			}
		}
		let views = tensors.iter().map(|(name, shape, bytes)| {
			(name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap())
		});
		let config = json!({
			"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": RANK, "lora_alpha": 8,
			"bias": "none", "target_modules": ["q_proj"],
		});
		Self {
			config: serde_json::to_vec(&config).unwrap(),
			weights: safetensors::serialize(views, None).unwrap(),
		}
	}

	/// Uploads both files and their manifest.
	pub async fn upload(&self, http: &Http) -> ContentCommitment {
		self.upload_only(http, &["adapter_config.json", "adapter_model.safetensors"]).await
	}

	/// Uploads those of the files that `names` has, and the manifest of them.
	pub async fn upload_only(&self, http: &Http, names: &[&str]) -> ContentCommitment {
		let mut entries = Vec::new();
		for &name in names {
			let bytes = if name.ends_with("json") { &self.config } else { &self.weights };
			http.post_bytes("/v1/files", bytes.clone()).await.ok();
			entries.push(ManifestFile::of(name, bytes));
		}
		let manifest = Manifest::new(entries).unwrap().to_bytes();
		serde_json::from_value(http.post_bytes("/v1/content", manifest).await.ok()).unwrap()
	}
}

/// Waves: different in each place, and the same in each run.
fn values(count: usize, phase: f32) -> Vec<u8> {
	let count = u16::try_from(count).unwrap();
	(0..count)
		.flat_map(|at| (f32::from(at).mul_add(1.7, phase).sin() * 0.5).to_le_bytes())
		.collect()
}
