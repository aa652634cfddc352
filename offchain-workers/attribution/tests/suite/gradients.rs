// SPDX-License-Identifier: Apache-2.0
//! Gradients that are made up, files of them, and the formulas as the papers write them.

#![allow(clippy::cast_possible_wrap, clippy::cast_precision_loss)]

use openledger_attribution::influence::{Builder, Index, Method, Queries, Scorer, Settings};
use safetensors::{tensor::TensorView, Dtype};
use std::{
	fs,
	path::{Path, PathBuf},
};
use tempfile::TempDir;

/// For each layer its rows.
pub type Layers = Vec<Vec<Vec<f32>>>;

/// Xorshift, for gradients that are the same everywhere.
pub struct Random(pub u64);

impl Random {
	pub fn next(&mut self) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		self.0
	}

	/// About normal: a sum of four uniform ones, of variance one.
	pub fn normal(&mut self) -> f32 {
		let sum =
			(0..4).map(|_| (self.next() >> 40) as f64 / f64::from(1 << 24) - 0.5).sum::<f64>();
		(sum * 3f64.sqrt()) as f32
	}

	pub fn vector(&mut self, width: usize) -> Vec<f32> {
		(0..width).map(|_| self.normal()).collect()
	}

	/// `rows` gradients for layers of these widths: a direction that all share, and noise.
	pub fn gradients(&mut self, widths: &[usize], rows: usize) -> Layers {
		let layer = |(number, width): (usize, &usize)| {
			let shared = self.vector(*width);
			let size = 10f32.powi(-(number as i32));
			let row = |_| {
				let part = self.normal() + 1.0;
				let noise = self.vector(*width);
				noise.iter().zip(&shared).map(|(n, s)| size * (n + part * s)).collect()
			};
			(0..rows).map(row).collect()
		};
		widths.iter().enumerate().map(layer).collect()
	}
}

/// Rows `0..rows` of three contributions, in turns.
pub fn keys(rows: usize) -> Vec<(i64, i64)> {
	(0..rows as i64).map(|row| (7 * (row % 3), row / 3)).collect()
}

/// A safetensors file of tensors.
pub fn file(tensors: &[(&str, Dtype, Vec<usize>, Vec<u8>)]) -> Vec<u8> {
	let views = tensors.iter().map(|(name, dtype, shape, data)| {
		(*name, TensorView::new(*dtype, shape.clone(), data).unwrap())
	});
	safetensors::serialize(views, None).unwrap()
}

/// A gradient block; without keys the form of queries.
pub fn block(layers: &Layers, keys: &[(i64, i64)]) -> Vec<u8> {
	let names = (0..layers.len()).map(|layer| format!("layer {layer}")).collect::<Vec<_>>();
	let mut tensors = names
		.iter()
		.zip(layers)
		.map(|(name, rows)| {
			let bytes = rows.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
			(name.as_str(), Dtype::F32, vec![rows.len(), rows[0].len()], bytes)
		})
		.collect::<Vec<_>>();
	let (contributions, rows): (Vec<_>, Vec<_>) = keys.iter().copied().unzip();
	for (name, numbers) in [("contribution", contributions), ("row", rows)] {
		if !keys.is_empty() {
			let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
			tensors.push((name, Dtype::I64, vec![numbers.len()], bytes));
		}
	}
	file(&tensors)
}

/// A folder for indexes.
pub struct Folder(TempDir);

impl Folder {
	pub fn new() -> Self {
		Self(TempDir::new().unwrap())
	}

	pub fn path(&self, name: &str) -> PathBuf {
		self.0.path().join(name)
	}

	pub fn build(&self, name: &str, blocks: &[Vec<u8>], settings: Settings) -> Index {
		let mut builder = Builder::new(self.path(name), settings);
		for block in blocks {
			builder.add(block).unwrap();
		}
		builder.finish().unwrap()
	}

	/// The names of what is in the folder.
	pub fn list(&self) -> Vec<String> {
		let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
		let mut names =
			fs::read_dir(self.0.path()).unwrap().map(|e| name(e.unwrap())).collect::<Vec<_>>();
		names.sort();
		names
	}
}

pub fn index(layers: &Layers, settings: Settings) -> (Folder, Index) {
	let folder = Folder::new();
	let index = folder.build("index", &[block(layers, &keys(layers[0].len()))], settings);
	(folder, index)
}

/// Each query's scores, in the order of the index.
pub fn scores(index: &Index, queries: &Layers, method: Method) -> Vec<Vec<f64>> {
	let queries = Queries::parse(&block(queries, &[]), index).unwrap();
	let scores = Scorer::new([index], method).unwrap().score(&[queries]).unwrap();
	scores.queries().map(<[f64]>::to_vec).collect()
}

/// Reorders `rows`, given in the order of `keys`, as an index has them.
pub fn sorted<T: Clone>(rows: &[T], keys: &[(i64, i64)]) -> Vec<T> {
	let mut order = keys.iter().zip(rows).collect::<Vec<_>>();
	order.sort_by_key(|(key, _)| **key);
	order.into_iter().map(|(_, row)| row.clone()).collect()
}

/// Whether `found` is `expected`, but for `part` of the largest.
pub fn assert_close(found: &[f64], expected: &[f64], part: f64) {
	let largest = expected.iter().fold(0f64, |largest, value| largest.max(value.abs()));
	assert_eq!(found.len(), expected.len());
	for (found, expected) in found.iter().zip(expected) {
		let apart = (found - expected).abs();
		assert!(apart <= part * largest, "{found} is not {expected}, largest {largest}");
	}
}

pub fn copy(from: &Path, to: &Path, change: impl FnOnce(&mut Vec<u8>)) {
	let mut bytes = fs::read(from).unwrap();
	change(&mut bytes);
	fs::write(to, bytes).unwrap();
}

/// The papers' formulas, sample by sample, in doubles, over the gradients as they came.
pub mod paper {
	use super::Layers;
	use nalgebra::{DMatrix, DVector};

	pub fn dot(left: &[f32], right: &[f32]) -> f64 {
		left.iter().zip(right).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
	}

	/// Kwon et al. 2024, equation 5, with the sign that pays.
	pub fn data_inf(layers: &Layers, query: &[&[f32]], damping: f64) -> Vec<f64> {
		let n = layers[0].len();
		let mut scores = vec![0.0; n];
		for (rows, v) in layers.iter().zip(query) {
			let squares = rows.iter().map(|g| dot(g, g)).sum::<f64>();
			let lambda = damping * squares / (n * v.len()) as f64;
			let mut hvp = vec![0.0; v.len()];
			for g in rows {
				let c = dot(v, g) / (lambda + dot(g, g));
				for ((h, v), g) in hvp.iter_mut().zip(*v).zip(g) {
					*h += (f64::from(*v) - c * f64::from(*g)) / (n as f64 * lambda);
				}
			}
			for (score, g) in scores.iter_mut().zip(rows) {
				*score += hvp.iter().zip(g).map(|(h, g)| h * f64::from(*g)).sum::<f64>();
			}
		}
		scores
	}

	/// `g · (F + δ)⁻¹ v` with the inverse written out.
	pub fn fisher(layers: &Layers, query: &[&[f32]], damping: f64) -> Vec<f64> {
		let n = layers[0].len();
		let mut scores = vec![0.0; n];
		for (rows, v) in layers.iter().zip(query) {
			let width = v.len();
			let vector =
				|x: &[f32]| DVector::from_iterator(width, x.iter().copied().map(f64::from));
			let mut fisher = DMatrix::zeros(width, width);
			for g in rows {
				fisher += vector(g) * vector(g).transpose() / n as f64;
			}
			let delta = damping * fisher.trace() / width as f64;
			let inverse = (fisher + DMatrix::identity(width, width) * delta).try_inverse().unwrap();
			let product = inverse * vector(v);
			for (score, g) in scores.iter_mut().zip(rows) {
				*score += vector(g).dot(&product);
			}
		}
		scores
	}

	pub fn grad_dot(layers: &Layers, query: &[&[f32]]) -> Vec<f64> {
		let row = |row: usize| layers.iter().zip(query).map(|(l, v)| dot(&l[row], v)).sum();
		(0..layers[0].len()).map(row).collect()
	}

	pub fn grad_cos(layers: &Layers, query: &[&[f32]]) -> Vec<f64> {
		let of_query = query.iter().map(|v| dot(v, v)).sum::<f64>().sqrt();
		let dots = grad_dot(layers, query).into_iter().enumerate();
		dots.map(|(row, product)| {
			let of_row = layers.iter().map(|l| dot(&l[row], &l[row])).sum::<f64>().sqrt();
			product / (of_query * of_row)
		})
		.collect()
	}
}
