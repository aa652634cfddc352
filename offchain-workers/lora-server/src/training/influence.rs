// SPDX-License-Identifier: Apache-2.0
//! The influence index of an adapter: what each row that it learnt pulls its weights towards.
//!
//! For each row, the gradient of its mean loss with respect to each matrix of the adapter, as it was when
//! the training ended. Each matrix is a layer of the index, under its name in PEFT's file, as in the code
//! of Kwon et al., "DataInf", 2024. The attribution engine projects, quantises and commits.

use super::{
	lora::{check_rows, Batch},
	Row, TrainingError,
};
use crate::{
	adapter::{Adapter, AdapterError, LoraBatch, LoraWeights},
	model::{Model, Network},
	tensors::{to_values, TensorError, TensorReader},
};
use openledger_attribution::influence::{Builder, Index, InfluenceError, Settings};
use openledger_primitives::ids::ContributionId;
use safetensors::{tensor::TensorView, Dtype, SafeTensorError};
use std::{ops::ControlFlow, path::Path};
use tch::{TchError, Tensor};

/// Bytes of gradients that are handed to the engine at once.
const BLOCK_BYTES: usize = 64 << 20;

/// A row, and where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct InfluenceRow<'a> {
	/// The contribution.
	pub contribution: ContributionId,
	/// The number of the document in the contribution, from 0.
	pub document: u32,
	/// What was learnt.
	pub row: &'a Row,
}

/// Why there is no influence index.
#[derive(thiserror::Error, Debug)]
pub enum GradientError {
	/// The rows do not fit the model.
	#[error(transparent)]
	Rows(#[from] TrainingError),
	/// The adapter cannot be taken apart.
	#[error(transparent)]
	Adapter(#[from] AdapterError),
	/// Its weights cannot be read.
	#[error(transparent)]
	Weights(#[from] TensorError),
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] TchError),
	/// The gradients cannot be written down.
	#[error("gradients: {0}")]
	Block(#[from] SafeTensorError),
	/// The engine refused.
	#[error("influence index: {0}")]
	Index(#[from] InfluenceError),
	/// The caller ended it.
	#[error("stopped")]
	Stopped,
}

/// Writes the influence index of `adapter` over `rows` at `path`, which has a folder of its own until it
/// is done. After each row `go_on` is asked.
///
/// # Errors
/// [`GradientError`].
pub fn influence_index(
	model: &Model,
	adapter: &Adapter,
	rows: &[InfluenceRow<'_>],
	settings: Settings,
	path: &Path,
	go_on: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Index, GradientError> {
	let gradients = Gradients::new(model, adapter)?;
	let mut builder = Builder::new(path, settings);
	for rows in rows.chunks(gradients.rows_of_block()) {
		let mut block = Block::new(&gradients);
		for row in rows {
			if go_on().is_break() {
				return Err(GradientError::Stopped);
			}
			block.push(row, &gradients.of(row.row)?)?;
		}
		builder.add(&block.into_bytes(&gradients)?)?;
	}
	Ok(builder.finish()?)
}

/// The gradients of `rows` as the engine reads them, for instance as queries of an index: a safetensors
/// file with a row of each matrix for each of them.
///
/// # Errors
/// [`GradientError`].
pub fn gradient_block(
	model: &Model,
	adapter: &Adapter,
	rows: &[InfluenceRow<'_>],
) -> Result<Vec<u8>, GradientError> {
	let gradients = Gradients::new(model, adapter)?;
	let mut block = Block::new(&gradients);
	for row in rows {
		block.push(row, &gradients.of(row.row)?)?;
	}
	Ok(block.into_bytes(&gradients)?)
}

/// A model, and an adapter's matrices to take gradients of.
struct Gradients {
	network: Network,
	names: Vec<String>,
	tensors: Vec<Tensor>,
	lora: LoraBatch,
}

impl Gradients {
	fn new(model: &Model, adapter: &Adapter) -> Result<Self, GradientError> {
		let files = adapter.to_files()?;
		let mut reader = TensorReader::new(&files.weights, model.device())?;
		let (mut names, mut tensors) = (Vec::new(), Vec::new());
		let weights = LoraWeights::build(adapter.config(), model.config(), |name, shape| {
			let tensor = reader.take(name, shape)?.f_set_requires_grad(true)?;
			names.push(name.to_owned());
			tensors.push(tensor.shallow_clone());
			Ok(tensor)
		})?;
		Ok(Self { network: model.network(), names, tensors, lora: LoraBatch::Shared(weights) })
	}

	fn rows_of_block(&self) -> usize {
		let parameters = self.tensors.iter().map(Tensor::numel).sum::<usize>();
		(BLOCK_BYTES / parameters.saturating_mul(size_of::<f32>()).max(1)).max(1)
	}

	/// The gradient of the row's mean loss, for each matrix.
	fn of(&self, row: &Row) -> Result<Vec<Vec<f32>>, GradientError> {
		check_rows(std::slice::from_ref(row), 0, self.network.config())?;
		let batch = Batch::new(&[row], &self.network)?;
		let (loss, _) = batch.measure(&self.network, &self.lora)?;
		let loss = loss.f_div_scalar(batch.learnt())?;
		let gradients = Tensor::f_run_backward(&[loss], &self.tensors, false, false)?;
		Ok(gradients.iter().map(to_values).collect::<Result<_, _>>()?)
	}
}

/// Gradients of some rows, as the engine reads them.
struct Block {
	contributions: Vec<u8>,
	documents: Vec<u8>,
	/// For each matrix, row after row.
	layers: Vec<Vec<u8>>,
	rows: usize,
}

impl Block {
	fn new(gradients: &Gradients) -> Self {
		let layers = vec![Vec::new(); gradients.names.len()];
		Self { contributions: Vec::new(), documents: Vec::new(), layers, rows: 0 }
	}

	fn push(&mut self, row: &InfluenceRow<'_>, found: &[Vec<f32>]) -> Result<(), GradientError> {
		let contribution = i64::try_from(row.contribution.0)
			.map_err(|_| InfluenceError::NegativeKey(self.rows))?;
		self.contributions.extend(contribution.to_le_bytes());
		self.documents.extend(i64::from(row.document).to_le_bytes());
		for (layer, gradient) in self.layers.iter_mut().zip(found) {
			layer.extend(gradient.iter().flat_map(|value| value.to_le_bytes()));
		}
		self.rows = self.rows.saturating_add(1);
		Ok(())
	}

	fn into_bytes(self, gradients: &Gradients) -> Result<Vec<u8>, SafeTensorError> {
		let mut views = vec![
			("contribution", TensorView::new(Dtype::I64, vec![self.rows], &self.contributions)?),
			("row", TensorView::new(Dtype::I64, vec![self.rows], &self.documents)?),
		];
		for ((name, tensor), layer) in
			gradients.names.iter().zip(&gradients.tensors).zip(&self.layers)
		{
			let shape = vec![self.rows, tensor.numel()];
			views.push((name, TensorView::new(Dtype::F32, shape, layer)?));
		}
		safetensors::serialize(views, None)
	}
}
