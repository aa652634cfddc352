// SPDX-License-Identifier: Apache-2.0
//! The rows of one layer, multiplied with the inverse of its curvature.
//!
//! With `w_i = 1 / (n (λ + |g_i|²))` the matrix `A = Σ w_i g_i g_iᵀ` is symmetric, and so a row's score for `v` is
//! `g · (v - A v) / λ = u · v / λ` with `u = g - A g`. For `n` rows of `d` dimensions, `A g_k` costs `n d` by
//! way of the inner products of `g_k` with the other rows, or `d²` by way of the matrix, whichever is less.

use super::{
	super::{
		curvature::outer_sum,
		error::InfluenceError,
		index::Rows,
		number::{count, single},
		panel::{self, interleave, Column, Kernel, Lanes, PanelQueries, COLUMN, LANES},
		product::{multiply, Tile, COLUMNS, ROWS},
	},
	format::Noise,
};
use rayon::prelude::*;

/// Rows that are multiplied together.
const STRIP: usize = 512;

/// What is prepared to multiply rows with `A`.
enum Operator {
	/// The rows as they meet each other, and what each is weighted with: `w_i` times its scale.
	Products { panels: Vec<Column>, scales: Vec<f64>, weights: Vec<f64> },
	/// `A`, [`COLUMNS`] columns after the others.
	Matrix(Vec<Vec<[f32; COLUMNS]>>),
}

/// A layer whose rows are being preconditioned.
pub(super) struct Layer<'a> {
	rows: Rows<'a>,
	lambda: f64,
	operator: Operator,
	/// The squared error of `A g · v`, over `|g|² |v|²`, that arithmetic in single precision and inner products of
	/// quantised rows are expected to make.
	inexact: f64,
	kernel: Kernel,
}

/// 32 rows side by side.
pub(super) struct Panel {
	pub(super) columns: Vec<Column>,
	pub(super) scales: Lanes,
	pub(super) noise: Noise,
}

impl<'a> Layer<'a> {
	/// Prepares a layer.
	pub(super) fn new(rows: Rows<'a>, lambda: f64) -> Self {
		let (number, width) = (rows.len(), rows.width);
		let n = count(number);
		let weight = |norm: f64| ((lambda + norm) * n).recip();
		// Single precision rounds by 2^-25 at most: the sums of an element at random, and what all elements
		// are multiplied with in one direction.
		let depth = number.min(width);
		let mut inexact = 2f64.powi(-50) * (1.0 + count(depth) / count(width));
		let operator = if width < number {
			let (matrix, stride) = outer_sum(&rows, weight);
			Operator::Matrix(tiles(&matrix, stride, width))
		} else {
			// Inner products of quantised rows are off by about 2^-12 over the root of the width, against the
			// product of their norms, and each row has its own error.
			inexact += 2f64.powi(-24) / (n * count(width));
			let (panels, scales) = panels(&rows);
			let weights =
				(0..number).map(|row| weight(rows.norm(row)) * f64::from(rows.scale(row)));
			Operator::Products { panels, scales, weights: weights.collect() }
		};
		Self { rows, lambda, operator, inexact, kernel: Kernel::fastest() }
	}

	/// Multiplies all rows, some panels at a time.
	///
	/// # Errors
	/// [`InfluenceError::Inconsistent`] where a row is not finite, as no honest index has it; and what `next`
	/// returns.
	pub(super) fn multiply(
		&self,
		mut next: impl FnMut(Vec<Panel>) -> Result<(), InfluenceError>,
	) -> Result<(), InfluenceError> {
		for first in (0..self.rows.len()).step_by(STRIP) {
			let end = self.rows.len().min(first + STRIP);
			let left = match &self.operator {
				Operator::Products { panels, scales, weights } => {
					self.coefficients(first..end, panels, scales, weights)
				},
				Operator::Matrix(_) => self.elements(first..end),
			};
			let of_tile = |tile: usize| {
				let products = |right: &[[f32; COLUMNS]]| {
					left.iter().map(|left| multiply(left, right)).collect::<Vec<Tile>>()
				};
				match &self.operator {
					Operator::Products { .. } => products(&self.columns(tile)),
					Operator::Matrix(tiles) => products(tiles.get(tile).map_or(&[], Vec::as_slice)),
				}
			};
			let tiles = (0..self.rows.width.div_ceil(COLUMNS)).into_par_iter().map(of_tile);
			let tiles = tiles.collect::<Vec<_>>();
			let panels = (first..end).into_par_iter().step_by(LANES);
			let panels = panels.map(|panel| self.panel(panel, panel - first, &tiles));
			let panels = panels.collect::<Option<Vec<_>>>();
			next(panels.ok_or(InfluenceError::Inconsistent("a row is not finite"))?)?;
		}
		Ok(())
	}

	/// For each [`ROWS`] of these rows, and for each row `i` of all: `w_i` times its scale and the inner
	/// products, over the scales of these.
	fn coefficients(
		&self,
		rows: std::ops::Range<usize>,
		panels: &[Column],
		scales: &[f64],
		weights: &[f64],
	) -> Vec<Vec<[f32; ROWS]>> {
		let queries = rows.clone().map(|row| {
			let mut query = Vec::with_capacity(self.rows.width);
			self.rows.dequantise(row, &mut query);
			query
		});
		// What is not finite is found when the rows become panels.
		let queries = PanelQueries::new(&queries.collect::<Vec<_>>()).unwrap_or_default();
		let height = self.rows.width.div_ceil(2).max(1);
		let of_panel = |(panel, columns): (usize, &[Column])| {
			let mut totals = vec![[0.0; LANES]; queries.places()];
			self.kernel.add(columns, &queries, &mut totals);
			let first = panel * LANES;
			let mut coefficients = vec![[[0f32; ROWS]; LANES]; rows.len().div_ceil(ROWS)];
			for (number, (totals, scale)) in totals.iter().zip(&queries.scales).enumerate() {
				let group = coefficients.get_mut(number / ROWS).into_iter().flatten();
				let others = scales.iter().zip(weights).skip(first);
				let of_row = f64::from(self.rows.scale(rows.start + number));
				let scale = scale * panel::inverse(of_row);
				for ((total, (other, weight)), places) in totals.iter().zip(others).zip(group) {
					if let Some(place) = places.get_mut(number % ROWS) {
						*place = single(scale * other * total * weight);
					}
				}
			}
			coefficients
		};
		let of_panels = panels.par_chunks(height).enumerate().map(of_panel).collect::<Vec<_>>();
		let group = |group: usize| {
			let of_panels = of_panels.iter().filter_map(|panel| panel.get(group));
			of_panels.flatten().copied().take(self.rows.len()).collect()
		};
		(0..rows.len().div_ceil(ROWS)).map(group).collect()
	}

	/// For each [`ROWS`] of these rows, by column: their integers.
	fn elements(&self, rows: std::ops::Range<usize>) -> Vec<Vec<[f32; ROWS]>> {
		let group = |first: usize| {
			let mut elements = vec![[0f32; ROWS]; self.rows.width];
			let mut integers = vec![0.0; self.rows.width];
			for row in first..rows.end.min(first + ROWS) {
				self.rows.integers(row, 0, &mut integers);
				for (places, integer) in elements.iter_mut().zip(&integers) {
					if let Some(place) = places.get_mut(row - first) {
						*place = *integer;
					}
				}
			}
			elements
		};
		rows.clone().into_par_iter().step_by(ROWS).map(group).collect()
	}

	/// For each row the integers in the columns of a tile.
	fn columns(&self, tile: usize) -> Vec<[f32; COLUMNS]> {
		let of_row = |row: usize| {
			let mut columns = [0f32; COLUMNS];
			self.rows.integers(row, tile * COLUMNS, &mut columns);
			columns
		};
		(0..self.rows.len()).map(of_row).collect()
	}

	/// The panel that begins with row `first`, which is number `from` in the strip of `tiles`; `None` where
	/// something is not finite.
	fn panel(&self, first: usize, from: usize, tiles: &[Vec<Tile>]) -> Option<Panel> {
		let mut columns = vec![[0; COLUMN]; self.rows.width.div_ceil(2)];
		let mut scales = [0.0; LANES];
		let mut noise = Noise::default();
		let mut integers = vec![0.0; self.rows.width];
		let mut values = Vec::with_capacity(self.rows.width);
		let squared = self.lambda * self.lambda;
		for (number, place) in scales.iter_mut().enumerate().take(self.rows.len() - first) {
			let row = first + number;
			let scale = f64::from(self.rows.scale(row));
			let (group, lane) = ((from + number) / ROWS, (from + number) % ROWS);
			let products = tiles.iter().filter_map(|tile| tile.get(group)?.get(lane)).flatten();
			self.rows.integers(row, 0, &mut integers);
			let elements = integers.iter().zip(products);
			values.clear();
			values
				.extend(elements.map(|(g, product)| scale * (f64::from(*g) - f64::from(*product))));
			let (step, norm) = panel::scale(&values);
			if !step.is_finite() {
				return None;
			}
			interleave(number, panel::pairs(&values, panel::inverse(step)), &mut columns);
			*place = step / self.lambda;
			noise.rounding += (step * step / 12.0 + self.inexact * self.rows.norm(row)) / squared;
			noise.size += norm / squared;
		}
		Some(Panel { columns, scales, noise })
	}
}

/// All rows of a layer, as they are multiplied with each other; and the scales.
fn panels(rows: &Rows<'_>) -> (Vec<Column>, Vec<f64>) {
	let of_panel = |first: usize| {
		let mut columns = vec![[0; COLUMN]; rows.width.div_ceil(2)];
		let mut scales = Vec::with_capacity(LANES);
		let mut values = Vec::with_capacity(rows.width);
		for (number, row) in (first..rows.len().min(first + LANES)).enumerate() {
			values.clear();
			rows.dequantise(row, &mut values);
			let (scale, _) = panel::scale(&values);
			interleave(number, panel::pairs(&values, panel::inverse(scale)), &mut columns);
			scales.push(scale);
		}
		(columns, scales)
	};
	let panels = (0..rows.len()).into_par_iter().step_by(LANES).map(of_panel);
	let (columns, scales) = panels.unzip::<_, _, Vec<_>, Vec<_>>();
	(columns.concat(), scales.concat())
}

/// A square matrix, tile by tile, the last one filled up with zeros.
fn tiles(matrix: &[f64], stride: usize, width: usize) -> Vec<Vec<[f32; COLUMNS]>> {
	let tile = |tile: usize| {
		let row = |row: &[f64]| {
			let mut columns = [0f32; COLUMNS];
			let elements = row.iter().skip(tile * COLUMNS);
			columns.iter_mut().zip(elements).for_each(|(place, element)| *place = single(*element));
			columns
		};
		matrix.chunks_exact(stride).take(width).map(row).collect()
	};
	(0..width.div_ceil(COLUMNS)).into_par_iter().map(tile).collect()
}
