// SPDX-License-Identifier: Apache-2.0
//! The random projection: what it keeps, and that it is the one that is documented.

#![allow(clippy::cast_possible_wrap, clippy::cast_precision_loss)]

use crate::gradients::{paper::dot, Random};
use openledger_attribution::influence::Projection;
use proptest::prelude::*;

fn project(projection: &Projection, row: &[f32]) -> Vec<f32> {
	let mut row = row.to_vec();
	projection.apply(&mut row);
	row
}

fn unit(random: &mut Random, width: usize) -> Vec<f32> {
	let vector = random.vector(width);
	let norm = dot(&vector, &vector).sqrt() as f32;
	vector.iter().map(|value| value / norm).collect()
}

/// Mean and mean square of the error of an inner product, over seeds.
fn error(width: u32, dimensions: u32, seeds: u64) -> (f64, f64) {
	let mut random = Random(9);
	let (mut mean, mut square) = (0.0, 0.0);
	for seed in 0..seeds {
		let (x, y) = (unit(&mut random, width as usize), unit(&mut random, width as usize));
		// Not orthogonal: half of one is the other.
		let y = x.iter().zip(&y).map(|(x, y)| (x + y) / 2.0).collect::<Vec<_>>();
		let projection = Projection::new(seed, "layer", width, dimensions);
		let error = dot(&project(&projection, &x), &project(&projection, &y)) - dot(&x, &y);
		mean += error / seeds as f64;
		square += error * error / seeds as f64;
	}
	(mean, square)
}

#[test]
fn inner_products_are_kept_in_expectation_when_seeds_vary() {
	// Of two vectors of norm at most one the error has a variance of at most 2/k.
	for (width, dimensions) in [(256, 64), (300, 64), (1000, 256)] {
		let (mean, square) = error(width, dimensions, 400);
		let bound = 2.0 / f64::from(dimensions);
		assert!(square < bound, "{width} to {dimensions}: {square}");
		// Four standard deviations of a mean of 400.
		assert!(mean.abs() < 4.0 * (bound / 400.0).sqrt(), "{width} to {dimensions}: {mean}");
	}
}

#[test]
fn error_shrinks_with_dimensions_when_there_are_more_of_them() {
	let (_, few) = error(1024, 32, 200);
	let (_, many) = error(1024, 512, 200);
	assert!(many * 8.0 < few, "{few} to {many}");
}

#[test]
fn projection_is_rows_of_a_hadamard_matrix_when_written_out() {
	let (width, padded, dimensions) = (21u32, 32u32, 9u32);
	let projection = Projection::new(3, "layer", width, dimensions);
	let columns = (0..width as usize)
		.map(|at| {
			let mut row = vec![0.0; width as usize];
			row[at] = 1.0;
			project(&projection, &row)
		})
		.collect::<Vec<_>>();
	let size = f64::from(dimensions).sqrt().recip();
	for column in &columns {
		assert_eq!(column.len(), dimensions as usize);
		assert!(column.iter().all(|value| (f64::from(value.abs()) - size).abs() < 1e-7));
	}
	// H(i, j) = (-1)^(ones of i & j), so the product of rows i and i' is row i ^ i'. In the product of
	// a kept row with the first one the signs of the columns are gone.
	let row = |i: u32, j: u32| if (i & j).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
	let product = |k: usize, j: u32| {
		let column = &columns[j as usize];
		column[0].signum() * column[k].signum()
	};
	let of_first = (0..dimensions as usize)
		.map(|k| {
			let is = |i: &u32| (0..width).all(|j| product(k, j) == row(*i, j));
			let rows = (0..padded).filter(is).collect::<Vec<_>>();
			assert_eq!(rows.len(), 1, "{k} is a product of two rows");
			rows[0]
		})
		.collect::<Vec<_>>();
	let ascending = |first: &u32| of_first.iter().map(|i| i ^ first).is_sorted_by(|a, b| a < b);
	assert!((0..padded).any(|first| ascending(&first)), "different rows, ascending");
}

#[test]
fn layer_is_left_as_it_is_when_nothing_is_to_be_dropped() {
	let row = Random(1).vector(37);
	for dimensions in [0, 37, 38] {
		let projection = Projection::new(5, "layer", 37, dimensions);
		assert_eq!(projection.dimensions(), 37);
		assert_eq!(project(&projection, &row), row);
	}
}

#[test]
fn projections_differ_when_seed_or_name_do() {
	let row = Random(1).vector(64);
	let of = |seed, name| project(&Projection::new(seed, name, 64, 16), &row);
	assert_eq!(of(1, "a"), of(1, "a"));
	assert_ne!(of(1, "a"), of(2, "a"));
	assert_ne!(of(1, "a"), of(1, "b"));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn projection_is_linear_when_rows_are_any(
		seed: u64,
		width in 2..200usize,
		part in 1..100usize,
	) {
		let dimensions = (width * part / 100).max(1) as u32;
		let projection = Projection::new(seed, "layer", width as u32, dimensions);
		prop_assert_eq!(projection.dimensions(), dimensions as usize);
		let mut random = Random(seed | 1);
		let (x, y) = (random.vector(width), random.vector(width));
		let sum = x.iter().zip(&y).map(|(x, y)| x + 2.0 * y).collect::<Vec<_>>();
		let (of_x, of_y) = (project(&projection, &x), project(&projection, &y));
		let of_sum = project(&projection, &sum);
		for ((x, y), sum) in of_x.iter().zip(&of_y).zip(&of_sum) {
			prop_assert!((x + 2.0 * y - sum).abs() < 1e-4);
		}
	}
}
