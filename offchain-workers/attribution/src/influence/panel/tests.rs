// SPDX-License-Identifier: Apache-2.0

use super::*;
use proptest::prelude::*;

/// Rows and queries of one width.
type Case = (Vec<Vec<f64>>, Vec<Vec<f64>>);

fn cases() -> impl Strategy<Value = Case> {
	(1..700usize, 1..=LANES, 1..20usize).prop_flat_map(|(width, rows, queries)| {
		// Of one size, or spikes, which the bound of the largest element is for.
		let element = prop_oneof![8 => -1.0..1.0f64, 1 => -1e4..1e4f64, 1 => Just(0.0)];
		let vector = prop::collection::vec(element, width);
		(prop::collection::vec(vector.clone(), rows), prop::collection::vec(vector, queries))
	})
}

fn columns(rows: &[Vec<f64>]) -> Vec<Column> {
	let mut columns = vec![[0; COLUMN]; rows[0].len().div_ceil(2)];
	for (number, row) in rows.iter().enumerate() {
		interleave(number, pairs(row, inverse(scale(row).0)), &mut columns);
	}
	columns
}

fn totals(kernel: Kernel, rows: &[Vec<f64>], queries: &[Vec<f64>]) -> Vec<Lanes> {
	let queries = PanelQueries::new(queries).expect("all are finite");
	let mut totals = vec![[0.0; LANES]; queries.places()];
	kernel.add(&columns(rows), &queries, &mut totals);
	totals
}

/// The integers of `values`, by division and rounding.
fn integers(values: &[f64]) -> Vec<i64> {
	let inverse = inverse(scale(values).0);
	values
		.iter()
		.map(|value| i64::from(super::super::number::nearest(value * inverse, 4e4)))
		.collect()
}

/// The inner products in 64 bits, none of whose blocks may leave 32.
fn naive(rows: &[Vec<f64>], queries: &[Vec<f64>]) -> Vec<Vec<i64>> {
	let product = |row: &Vec<f64>, query: &Vec<f64>| {
		let products = integers(row).into_iter().zip(integers(query)).map(|(a, b)| a * b);
		let products = products.collect::<Vec<_>>();
		for block in products.chunks(2 * BLOCK) {
			let sizes = block.iter().map(|product| product.abs()).sum::<i64>();
			assert!(sizes < 1 << 31, "{sizes}");
		}
		products.iter().sum()
	};
	queries.iter().map(|query| rows.iter().map(|row| product(row, query)).collect()).collect()
}

fn check((rows, queries): Case) {
	let expected = naive(&rows, &queries);
	for kernel in Kernel::all() {
		let found = totals(kernel, &rows, &queries);
		for (expected, found) in expected.iter().zip(&found) {
			let expected = expected.iter().map(|total| super::super::number::real(*total));
			let mut lanes = [0.0; LANES];
			lanes.iter_mut().zip(expected).for_each(|(lane, total)| *lane = total);
			assert_eq!(&lanes, found, "{kernel:?}");
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn products_are_those_in_64_bits_when_the_kernel_is_any(case in cases()) {
		check(case);
	}
}

#[test]
fn products_do_not_overflow_when_all_elements_are_largest() {
	let width = 2 * BLOCK * 3 + 1;
	let spike = (0..width).map(|at| if at % 256 == 0 { -1.0 } else { 0.0 }).collect::<Vec<_>>();
	let rows = vec![vec![-3.0; width], spike.clone()];
	check((rows, vec![vec![0.1; width], vec![-7.0; width], spike]));
}

#[test]
fn scale_is_none_when_values_are_zero_or_too_small_or_no_numbers() {
	assert_eq!(scale(&[0.0, 0.0]), (0.0, 0.0));
	assert_eq!(scale(&[1e-320]), (0.0, 0.0));
	for wrong in [f64::NAN, f64::INFINITY, 1e200] {
		assert!(!scale(&[1.0, wrong]).0.is_finite());
		assert_eq!(PanelQueries::new(&[vec![1.0], vec![wrong]]), None);
	}
}

#[test]
fn elements_keep_twelve_bits_when_they_are_of_one_size() {
	let values = (0..1000).map(|at| f64::from(at % 2) - 0.5).collect::<Vec<_>>();
	assert!(0.5 / scale(&values).0 > 2048.0);
}
