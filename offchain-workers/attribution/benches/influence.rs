// SPDX-License-Identifier: Apache-2.0
//! What influence costs: 10 000 rows of 4096 dimensions in 16 layers, or in one.
//!
//! Gradients are drawn from a fixed seed, so every run measures the same bytes.

use divan::{
	counter::{BytesCount, ItemsCount},
	Bencher,
};
use openledger_attribution::influence::{
	Builder, Curvature, Index, Method, Precision, Preconditioned, Projection, Queries, Scorer,
	Settings, DEFAULT_DAMPING,
};
use safetensors::{tensor::TensorView, Dtype};
use std::hint::black_box;
use tempfile::TempDir;

const ROWS: usize = 10_000;
const DIMENSIONS: usize = 4096;

/// Xorshift, for numbers that are the same everywhere.
struct Random(u64);

impl Random {
	/// Between -1 and 1.
	fn next(&mut self) -> f32 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		f32::from(i16::from_le_bytes([self.0.to_le_bytes()[3], self.0.to_le_bytes()[4]])) / 32768.0
	}
}

/// A safetensors file of `rows` gradients in `layers` layers; with keys, or as queries.
fn block(rows: usize, layers: usize, keys: bool) -> Vec<u8> {
	let mut random = Random(rows as u64);
	let width = DIMENSIONS / layers;
	let mut tensors = (0..layers)
		.map(|layer| {
			let bytes = (0..rows * width).flat_map(|_| random.next().to_le_bytes()).collect();
			(format!("layer {layer:02}"), Dtype::F32, vec![rows, width], bytes)
		})
		.collect::<Vec<(String, Dtype, Vec<usize>, Vec<u8>)>>();
	if keys {
		let numbers = |divisor: u64, modulus: u64| {
			(0..rows as u64).flat_map(|row| (row / divisor % modulus).to_le_bytes()).collect()
		};
		tensors.push(("contribution".into(), Dtype::I64, vec![rows], numbers(100, u64::MAX)));
		tensors.push(("row".into(), Dtype::I64, vec![rows], numbers(1, 100)));
	}
	let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
		(name, TensorView::new(*dtype, shape.clone(), bytes).expect("shapes fit"))
	});
	safetensors::serialize(views, None).expect("tensors fit")
}

fn index(folder: &TempDir, layers: usize, precision: Precision) -> Index {
	let settings = Settings { precision, ..Settings::default() };
	let mut builder = Builder::new(folder.path().join("index"), settings);
	builder.add(&block(ROWS, layers, true)).expect("the block is right");
	builder.finish().expect("the disk has space")
}

fn score(
	bencher: Bencher<'_, '_>,
	layers: usize,
	precision: Precision,
	method: Method,
	queries: usize,
) {
	let folder = TempDir::new().expect("a folder");
	let index = index(&folder, layers, precision);
	let scorer = Scorer::new([&index], method).expect("the method fits");
	let queries = Queries::parse(&block(queries, layers, false), &index).expect("layers fit");
	let count = ItemsCount::new(queries.len());
	let queries = [queries];
	bencher.counter(count).bench(|| scorer.score(black_box(&queries)));
}

/// Queries at once.
const BATCHES: [usize; 3] = [1, 8, 64];

fn data_inf(curvature: Curvature) -> Method {
	Method::DataInf { damping: DEFAULT_DAMPING, curvature }
}

#[divan::bench(sample_count = 20, args = BATCHES)]
fn datainf_16_layers_i16(bencher: Bencher<'_, '_>, queries: usize) {
	score(bencher, 16, Precision::I16, Method::data_inf(), queries);
}

#[divan::bench(sample_count = 20, args = BATCHES)]
fn datainf_16_layers_i8(bencher: Bencher<'_, '_>, queries: usize) {
	score(bencher, 16, Precision::I8, Method::data_inf(), queries);
}

#[divan::bench(sample_count = 20, args = BATCHES)]
fn datainf_16_layers_streamed(bencher: Bencher<'_, '_>, queries: usize) {
	score(bencher, 16, Precision::I16, data_inf(Curvature::Streamed), queries);
}

#[divan::bench(sample_count = 20, args = BATCHES)]
fn datainf_1_layer_streamed(bencher: Bencher<'_, '_>, queries: usize) {
	score(bencher, 1, Precision::I16, Method::data_inf(), queries);
}

#[divan::bench(sample_count = 20, args = BATCHES)]
fn datainf_16_layers_preconditioned(bencher: Bencher<'_, '_>, queries: usize) {
	let folder = TempDir::new().expect("a folder");
	let index = index(&folder, 16, Precision::I16);
	let path = folder.path().join("rows");
	let rows = Preconditioned::build(&index, &path, DEFAULT_DAMPING, drop).expect("it fits");
	let scorer = Scorer::preconditioned([(&rows, 1.0)]).expect("one checkpoint");
	let queries = Queries::parse(&block(queries, 16, false), &index).expect("layers fit");
	let count = ItemsCount::new(queries.len());
	let queries = [queries];
	bencher.counter(count).bench(|| scorer.score(black_box(&queries)));
}

#[divan::bench(sample_count = 3)]
fn datainf_16_layers_precondition(bencher: Bencher<'_, '_>) {
	let folder = TempDir::new().expect("a folder");
	let index = index(&folder, 16, Precision::I16);
	let path = folder.path().join("rows");
	bencher
		.bench(|| Preconditioned::build(black_box(&index), &path, DEFAULT_DAMPING, drop).is_ok());
}

#[divan::bench(sample_count = 20, args = BATCHES)]
fn grad_dot_16_layers(bencher: Bencher<'_, '_>, queries: usize) {
	score(bencher, 16, Precision::I16, Method::GradDot, queries);
}

#[divan::bench(sample_count = 3)]
fn datainf_16_layers_prepare(bencher: Bencher<'_, '_>) {
	let folder = TempDir::new().expect("a folder");
	let index = index(&folder, 16, Precision::I16);
	bencher.bench(|| Scorer::new([black_box(&index)], Method::data_inf()).is_ok());
}

#[divan::bench(sample_count = 3)]
fn build_16_layers(bencher: Bencher<'_, '_>) {
	let bytes = block(ROWS, 16, true);
	bencher.counter(BytesCount::new(bytes.len())).bench(|| {
		let folder = TempDir::new().expect("a folder");
		let mut builder = Builder::new(folder.path().join("index"), Settings::default());
		builder.add(black_box(&bytes)).expect("the block is right");
		builder.finish().expect("the disk has space").root()
	});
}

/// A layer as wide as a projection of rank 16 in a model of 4096 has it.
#[divan::bench]
fn projection_of_65536_to_256(bencher: Bencher<'_, '_>) {
	let projection = Projection::new(1, "layer", 65_536, 256);
	let mut random = Random(3);
	let row = (0..65_536).map(|_| random.next()).collect::<Vec<_>>();
	bencher.counter(ItemsCount::new(1usize)).bench(|| {
		let mut row = row.clone();
		projection.apply(&mut row);
		row
	});
}

fn main() {
	divan::main();
}
