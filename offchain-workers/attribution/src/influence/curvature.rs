// SPDX-License-Identifier: Apache-2.0
//! What a query's gradient is multiplied with before it meets the rows: the inverse of a layer's
//! curvature, by one approximation or another.

use super::{
	error::InfluenceError,
	index::{divisor, Index, Layer, Rows},
	kernel::{self, TILE},
	number::count,
	quantised::{widen, QuantisedQueries},
};
use nalgebra::{linalg::Cholesky, DMatrix, Dyn};
use rayon::prelude::*;

/// Rows that are read at once.
const PANEL: usize = 256;
/// Columns whose sums are kept near while all rows pass.
const COLUMNS: usize = 512;
/// The widest layer that DataInf keeps a matrix of, unless it is asked to.
const CACHED_WIDTH: usize = 512;
/// The widest layer that a dense inverse is taken of.
pub(super) const DENSE_WIDTH: u32 = 2048;

/// Whether DataInf keeps a matrix for each layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Curvature {
	/// [`Cached`](Self::Cached) for layers that keep at most 512 dimensions and a quarter of the number
	/// of rows, where the matrix is no larger than the rows; else [`Streamed`](Self::Streamed).
	#[default]
	Auto,
	/// `1/n Σ g gᵀ / (λ + |g|²)` is summed up once: queries then read the rows once.
	Cached,
	/// Nothing is prepared: queries read the rows three times.
	Streamed,
}

/// A layer's preconditioner.
pub(super) enum Preconditioner {
	/// Leaves the gradient as it is.
	Identity,
	/// All gradients are zero: so is the score.
	Zero,
	/// DataInf: `(v - A v) / λ`, with `A = 1/n Σ g gᵀ / (λ + |g|²)`.
	Cached { matrix: Vec<f64>, stride: usize, lambda: f64 },
	/// The same without `A` at hand.
	Streamed { lambda: f64 },
	/// `(F + δ)⁻¹ v`, with `F = 1/n Σ g gᵀ`.
	Dense(Cholesky<f64, Dyn>),
}

impl Preconditioner {
	/// DataInf's, with `λ = damping · mean(g²)`.
	pub(super) fn data_inf(index: &Index, layer: usize, damping: f64, keep: Curvature) -> Self {
		let rows = index.rows_of(layer);
		let Some(lambda) = lambda(index, layer, damping) else { return Self::Zero };
		let cached = match keep {
			Curvature::Auto => rows.width <= CACHED_WIDTH.min(rows.len() / 4),
			Curvature::Cached => true,
			Curvature::Streamed => false,
		};
		if !cached {
			return Self::Streamed { lambda };
		}
		let n = divisor(index.rows());
		let (matrix, stride) = outer_sum(&rows, |norm| ((lambda + norm) * n).recip());
		Self::Cached { matrix, stride, lambda }
	}

	/// The inverse of the Fisher matrix in the kept dimensions, with `δ = damping · mean eigenvalue`.
	pub(super) fn fisher(
		index: &Index,
		layer: usize,
		of: &Layer,
		damping: f64,
	) -> Result<Self, InfluenceError> {
		if of.kept > DENSE_WIDTH {
			let (layer, width, most) = (of.name.clone(), of.kept, DENSE_WIDTH);
			return Err(InfluenceError::TooWide { layer, width, most });
		}
		let rows = index.rows_of(layer);
		let n = divisor(index.rows());
		let trace = (0..rows.len()).map(|row| rows.norm(row)).sum::<f64>() / n;
		let damping = damping * trace / count(rows.width);
		if damping <= 0.0 || !damping.is_normal() {
			return Ok(Self::Zero);
		}
		let (sum, stride) = outer_sum(&rows, |_| n.recip());
		let matrix = DMatrix::from_fn(rows.width, rows.width, |row, column| {
			let element = sum.get(row * stride + column).copied().unwrap_or_default();
			element + if row == column { damping } else { 0.0 }
		});
		let factor = Cholesky::new(matrix)
			.ok_or_else(|| InfluenceError::NotPositiveDefinite(of.name.clone()))?;
		Ok(Self::Dense(factor))
	}

	/// Multiplies each of `queries`; `None` where something is not finite.
	pub(super) fn apply(&self, rows: &Rows<'_>, queries: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
		match self {
			Self::Identity => Some(queries.to_vec()),
			Self::Zero => Some(queries.iter().map(|query| vec![0.0; query.len()]).collect()),
			Self::Cached { matrix, stride, lambda } => {
				let products = multiply(matrix, *stride, queries);
				Some(difference(queries, &products, *lambda))
			},
			Self::Streamed { lambda } => {
				let products = stream(rows, *lambda, queries)?;
				Some(difference(queries, &products, *lambda))
			},
			Self::Dense(factor) => {
				let mut columns = DMatrix::from_iterator(
					rows.width,
					queries.len(),
					queries.iter().flatten().copied(),
				);
				factor.solve_mut(&mut columns);
				Some(columns.column_iter().map(|column| column.iter().copied().collect()).collect())
			},
		}
	}
}

/// DataInf's `λ = damping · mean(g²)`; `None` where all gradients are zero, or as good as.
pub(super) fn lambda(index: &Index, layer: usize, damping: f64) -> Option<f64> {
	let lambda = damping * index.mean_squares().get(layer).copied().unwrap_or_default();
	(lambda > 0.0 && lambda.is_normal()).then_some(lambda)
}

/// `(v - u) / λ`.
fn difference(queries: &[Vec<f64>], products: &[Vec<f64>], lambda: f64) -> Vec<Vec<f64>> {
	let pairs = queries.iter().zip(products);
	pairs
		.map(|(query, product)| query.iter().zip(product).map(|(v, u)| (v - u) / lambda).collect())
		.collect()
}

/// `Σ weight(|g|²) g gᵀ` over the rows, by rows of the returned stride. Each element is summed in the
/// order of the rows.
pub(super) fn outer_sum(rows: &Rows<'_>, weight: impl Fn(f64) -> f64) -> (Vec<f64>, usize) {
	let stride = rows.width.next_multiple_of(TILE.1);
	let mut matrix = vec![0.0; stride * stride];
	let mut panel = Vec::with_capacity(PANEL * stride);
	let mut weights = Vec::with_capacity(PANEL);
	for first in (0..rows.len()).step_by(PANEL) {
		panel.clear();
		weights.clear();
		for row in first..rows.len().min(first + PANEL) {
			rows.dequantise(row, &mut panel);
			panel.resize(panel.len().next_multiple_of(stride), 0.0);
			weights.push(weight(rows.norm(row)));
		}
		matrix.par_chunks_mut(TILE.0 * stride).enumerate().for_each(|(strip, sums)| {
			kernel::add_outer(&panel, &weights, stride, strip * TILE.0, sums);
		});
	}
	// What was left out below the diagonal.
	for row in 1..stride {
		let (above, below) = matrix.split_at_mut(row * stride);
		let columns = above.iter().skip(row).step_by(stride);
		for (to, from) in below.iter_mut().zip(columns) {
			*to = *from;
		}
	}
	(matrix, stride)
}

/// The product of a symmetric matrix with each of `queries`.
fn multiply(matrix: &[f64], stride: usize, queries: &[Vec<f64>]) -> Vec<Vec<f64>> {
	let product = |query: &Vec<f64>| {
		let mut sums = vec![0.0; query.len()];
		for (row, value) in matrix.chunks_exact(stride).zip(query) {
			kernel::add_scaled(*value, row, &mut sums);
		}
		sums
	};
	queries.par_iter().map(product).collect()
}

/// `1/n Σ (g · v) / (λ + |g|²) g` for each of `queries`.
fn stream(rows: &Rows<'_>, lambda: f64, queries: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
	let quantised = QuantisedQueries::new(queries)?;
	let stride = quantised.stride();
	let n = count(rows.len());
	let mut coefficients = vec![0.0; rows.len() * stride];
	let chunks = coefficients.par_chunks_mut(PANEL * stride).enumerate();
	chunks.for_each(|(chunk, coefficients)| {
		dot_rows(rows, chunk * PANEL, &quantised, coefficients);
		for (row, coefficients) in (chunk * PANEL..).zip(coefficients.chunks_exact_mut(stride)) {
			let factor = ((lambda + rows.norm(row)) * n).recip();
			coefficients.iter_mut().for_each(|coefficient| *coefficient *= factor);
		}
	});
	let mut sums = queries.iter().map(|query| vec![0.0; query.len()]).collect::<Vec<_>>();
	let mut tiles = (0..rows.width.div_ceil(COLUMNS)).map(|_| Vec::new()).collect::<Vec<_>>();
	for query in &mut sums {
		for (tile, columns) in tiles.iter_mut().zip(query.chunks_mut(COLUMNS)) {
			tile.push(columns);
		}
	}
	tiles.into_par_iter().enumerate().for_each(|(tile, mut sums)| {
		let mut values = Vec::with_capacity(COLUMNS);
		for (row, coefficients) in coefficients.chunks_exact(stride).enumerate() {
			values.clear();
			rows.dequantise_part(row, tile * COLUMNS, COLUMNS, &mut values);
			for (coefficient, sums) in coefficients.iter().zip(&mut sums) {
				kernel::add_scaled(*coefficient, &values, sums);
			}
		}
	});
	Some(sums)
}

/// Adds the inner products of the rows from `first` on with the queries to `sums`: for each row
/// [`QuantisedQueries::stride`] sums.
pub(super) fn dot_rows(
	rows: &Rows<'_>,
	first: usize,
	queries: &QuantisedQueries,
	sums: &mut [f64],
) {
	let number = sums.len().checked_div(queries.stride()).unwrap_or_default();
	let mut buffer = Vec::new();
	let values = widen(rows.values(first, number), rows.precision, &mut buffer);
	let scales = (first..first + number).map(|row| f64::from(rows.scale(row)));
	let scales = scales.collect::<Vec<_>>();
	kernel::add_products(values, rows.width, &scales, queries.groups(), sums);
}
