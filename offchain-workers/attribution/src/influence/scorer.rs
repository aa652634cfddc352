// SPDX-License-Identifier: Apache-2.0
//! Scores of training rows for queries.

use super::{
	curvature::{dot_rows, Curvature, Preconditioner},
	error::InfluenceError,
	index::{Index, Key, Layer},
	number::wide,
	preconditioned::{check_damping, Preconditioned},
	quantised::QuantisedQueries,
	queries::Queries,
	scores::Scores,
};
use rayon::prelude::*;

/// Rows that one thread scores at once.
const ROWS: usize = 64;
/// Queries that are scored in one pass over the rows.
const QUERIES: usize = 64;

/// What the damping of a curvature is multiplied with: the mean of its eigenvalues.
pub const DEFAULT_DAMPING: f64 = 0.1;

/// How rows are scored. Positive scores are those of rows that helped: a small step along the row's
/// gradient lowers the query's loss.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Method {
	/// The inner product of the gradients, `Σ g · v`. Over several checkpoints, weighted by their learning
	/// rates, this is TracIn (Pruthi et al., NeurIPS 2020).
	GradDot,
	/// The cosine of the gradients over all layers; 0 where one of them is zero.
	GradCos,
	/// DataInf (Kwon et al., ICLR 2024): for each layer the influence `g · H⁻¹ v`, with the inverse of a mean
	/// of `g gᵀ + λ` taken as the mean of the inverses.
	DataInf {
		/// `λ` over the mean square of the layer's gradients; the paper's 0.1 is [`DEFAULT_DAMPING`].
		damping: f64,
		/// Whether something is prepared for many queries.
		curvature: Curvature,
	},
	/// For each layer `g · (F + δ)⁻¹ v` with the Fisher matrix `F = 1/n Σ g gᵀ` in the kept dimensions, as in
	/// LoGra (Choe et al., 2024) and TRAK (Park et al., ICML 2023). Layers keep at most 2048 dimensions.
	Fisher {
		/// `δ` over the mean of the eigenvalues of `F`; [`DEFAULT_DAMPING`] after Grosse et al. (2023).
		damping: f64,
	},
}

impl Method {
	/// DataInf as in the paper.
	pub fn data_inf() -> Self {
		Self::DataInf { damping: DEFAULT_DAMPING, curvature: Curvature::Auto }
	}

	/// The damped Fisher matrix, with the usual damping.
	pub fn fisher() -> Self {
		Self::Fisher { damping: DEFAULT_DAMPING }
	}
}

/// An index of the gradients at one checkpoint of a training.
#[derive(Clone, Copy, Debug)]
pub struct Checkpoint<'a> {
	/// The gradients.
	pub index: &'a Index,
	/// What the checkpoint's scores are multiplied with: its learning rate, for TracIn.
	pub weight: f64,
}

impl<'a> From<&'a Index> for Checkpoint<'a> {
	/// A single checkpoint, of weight one.
	fn from(index: &'a Index) -> Self {
		Self { index, weight: 1.0 }
	}
}

/// Scores queries by one method over one checkpoint or several. What all queries need is prepared
/// once.
pub struct Scorer<'a> {
	checkpoints: Vec<Prepared<'a>>,
	method: Method,
	keys: Vec<Key>,
}

struct Prepared<'a> {
	index: &'a Index,
	weight: f64,
	/// One for each layer.
	preconditioners: Vec<Preconditioner>,
	/// The rows with the preconditioners applied to them.
	preconditioned: Option<&'a Preconditioned<'a>>,
}

impl<'a> Scorer<'a> {
	/// Prepares `method` over `checkpoints` of the same training rows.
	///
	/// # Errors
	/// [`InfluenceError::NoCheckpoint`], `OtherRows`, `Weight`, `Damping`, `TooWide`, `NotPositiveDefinite`.
	pub fn new(
		checkpoints: impl IntoIterator<Item = impl Into<Checkpoint<'a>>>,
		method: Method,
	) -> Result<Self, InfluenceError> {
		if let Method::DataInf { damping, .. } | Method::Fisher { damping } = method {
			check_damping(damping)?;
		}
		let checkpoints = checkpoints.into_iter().map(Into::into).collect::<Vec<Checkpoint<'a>>>();
		let keys = same_keys(&checkpoints)?;
		let checkpoints = checkpoints
			.into_iter()
			.map(|Checkpoint { index, weight }| {
				let preconditioners = prepare(index, method)?;
				Ok(Prepared { index, weight, preconditioners, preconditioned: None })
			})
			.collect::<Result<_, InfluenceError>>()?;
		Ok(Self { checkpoints, method, keys })
	}

	/// DataInf with rows that are preconditioned, one file for each checkpoint, with its weight. The
	/// scores are those of [`new`](Self::new) but for a part of about 10^-3 at most, and take less than a third of
	/// the work.
	///
	/// # Errors
	/// [`InfluenceError::NoCheckpoint`], `OtherRows`, `Weight`.
	pub fn preconditioned(
		checkpoints: impl IntoIterator<Item = (&'a Preconditioned<'a>, f64)>,
	) -> Result<Self, InfluenceError> {
		let (rows, checkpoints) = checkpoints
			.into_iter()
			.map(|(rows, weight)| (rows, Checkpoint { index: rows.index(), weight }))
			.unzip::<_, _, Vec<_>, Vec<_>>();
		let keys = same_keys(&checkpoints)?;
		// For the queries that are scored from the index, of which there should be few.
		let curvature = Curvature::Streamed;
		let method =
			|rows: &Preconditioned<'_>| Method::DataInf { damping: rows.damping(), curvature };
		let first = rows.first().map_or(Method::data_inf(), |rows| method(rows));
		let checkpoints = checkpoints
			.into_iter()
			.zip(rows)
			.map(|(Checkpoint { index, weight }, rows)| {
				let preconditioners = prepare(index, method(rows))?;
				Ok(Prepared { index, weight, preconditioners, preconditioned: Some(rows) })
			})
			.collect::<Result<_, InfluenceError>>()?;
		Ok(Self { checkpoints, method: first, keys })
	}

	/// Scores every row for every query. `queries` has the gradients of the same queries at each of the
	/// checkpoints, in their order.
	///
	/// # Errors
	/// [`InfluenceError::OtherQueries`], or [`InfluenceError::NotFinite`] where a query's gradient is so
	/// large that its product with the inverse curvature is not finite; [`InfluenceError::Overflow`] where
	/// only its scores are not.
	pub fn score(&self, queries: &[Queries]) -> Result<Scores, InfluenceError> {
		let count = queries.first().map_or(0, Queries::len);
		let same = |(queries, prepared): (&Queries, &Prepared<'_>)| {
			queries.len() == count && queries.fit(prepared.index)
		};
		if queries.len() != self.checkpoints.len()
			|| !queries.iter().zip(&self.checkpoints).all(same)
		{
			return Err(InfluenceError::OtherQueries);
		}
		let mut scores = vec![0.0; count * self.keys.len()];
		for (queries, prepared) in queries.iter().zip(&self.checkpoints) {
			for (batch, scores) in scores.chunks_mut(QUERIES * self.keys.len()).enumerate() {
				prepared.add(self.method, queries, batch * QUERIES, scores)?;
			}
		}
		// What is not finite, in one score or only in their sum, would be nobody's part.
		let total = |scores: &[f64]| scores.iter().map(|score| score.abs()).sum::<f64>();
		let mut of_queries = scores.chunks_exact(self.keys.len().max(1));
		match of_queries.position(|scores| !total(scores).is_finite()) {
			Some(query) => Err(InfluenceError::Overflow(query)),
			None => Ok(Scores::new(self.keys.clone(), scores)),
		}
	}
}

impl Prepared<'_> {
	/// Adds the weighted scores of the queries from `first` on, as many as `scores` has places for.
	fn add(
		&self,
		method: Method,
		queries: &Queries,
		first: usize,
		scores: &mut [f64],
	) -> Result<(), InfluenceError> {
		let rows = wide(self.index.rows());
		let Some(preconditioned) = self.preconditioned else {
			return self.add_from_index(method, queries, first, scores);
		};
		let count = scores.len().checked_div(rows).unwrap_or_default();
		let found = preconditioned
			.score(queries, first, count)
			.ok_or_else(|| self.not_finite(self.index.layers().first(), first))?;
		let of_queries = scores.chunks_exact_mut(rows).zip(found.scores.chunks_exact(rows));
		for ((number, exact), (scores, found)) in found.exact.iter().enumerate().zip(of_queries) {
			if *exact {
				for (score, found) in scores.iter_mut().zip(found) {
					*score += self.weight * found;
				}
			} else {
				self.add_from_index(method, queries, first + number, scores)?;
			}
		}
		Ok(())
	}

	fn not_finite(&self, layer: Option<&Layer>, row: usize) -> InfluenceError {
		let layer = layer.map_or_else(String::new, |layer| layer.name.clone());
		InfluenceError::NotFinite { layer, row }
	}

	/// As [`add`](Self::add), with the queries preconditioned instead of the rows.
	fn add_from_index(
		&self,
		method: Method,
		queries: &Queries,
		first: usize,
		scores: &mut [f64],
	) -> Result<(), InfluenceError> {
		let rows = wide(self.index.rows());
		let count = scores.len().checked_div(rows).unwrap_or_default();
		let layers = self.preconditioners.iter().zip(self.index.layers()).enumerate();
		let vectors = layers
			.map(|(number, (preconditioner, layer))| {
				let rows = self.index.rows_of(number);
				preconditioner
					.apply(&rows, queries.of(number, first, count))
					.and_then(|queries| QuantisedQueries::new(&queries))
					.ok_or_else(|| self.not_finite(Some(layer), first))
			})
			.collect::<Result<Vec<_>, _>>()?;
		let norms = match method {
			Method::GradCos => queries.norms(first, count),
			_ => Vec::new(),
		};
		let stride = vectors.first().map_or(0, QuantisedQueries::stride);
		let mut sums = vec![0.0; rows * stride];
		sums.par_chunks_mut(ROWS * stride).enumerate().for_each(|(chunk, sums)| {
			for (layer, vectors) in vectors.iter().enumerate() {
				dot_rows(&self.index.rows_of(layer), chunk * ROWS, vectors, sums);
			}
			if method == Method::GradCos {
				self.normalise(chunk * ROWS, &norms, stride, sums);
			}
		});
		for (query, scores) in scores.chunks_exact_mut(rows).enumerate() {
			for (score, sum) in scores.iter_mut().zip(sums.iter().skip(query).step_by(stride)) {
				*score += self.weight * sum;
			}
		}
		Ok(())
	}

	/// Divides by the norms of the rows and of the queries.
	fn normalise(&self, first: usize, norms: &[f64], stride: usize, sums: &mut [f64]) {
		let layers = (0..self.preconditioners.len()).map(|layer| self.index.rows_of(layer));
		let layers = layers.collect::<Vec<_>>();
		for (row, sums) in (first..).zip(sums.chunks_exact_mut(stride)) {
			let of_row = layers.iter().map(|rows| rows.norm(row)).sum::<f64>().sqrt();
			for (sum, norm) in sums.iter_mut().zip(norms) {
				let both = of_row * norm;
				*sum = if both > 0.0 { *sum / both } else { 0.0 };
			}
		}
	}
}

/// The rows of all checkpoints, which have to be the same.
fn same_keys(checkpoints: &[Checkpoint<'_>]) -> Result<Vec<Key>, InfluenceError> {
	let first = checkpoints.first().ok_or(InfluenceError::NoCheckpoint)?;
	let keys = first.index.keys().collect::<Vec<_>>();
	for checkpoint in checkpoints {
		if !checkpoint.index.keys().eq(keys.iter().copied()) {
			return Err(InfluenceError::OtherRows.in_file(checkpoint.index.path()));
		}
		if !checkpoint.weight.is_finite() {
			return Err(InfluenceError::Weight);
		}
	}
	Ok(keys)
}

fn prepare(index: &Index, method: Method) -> Result<Vec<Preconditioner>, InfluenceError> {
	index
		.layers()
		.iter()
		.enumerate()
		.map(|(number, layer)| match method {
			Method::GradDot | Method::GradCos => Ok(Preconditioner::Identity),
			Method::DataInf { damping, curvature } => {
				Ok(Preconditioner::data_inf(index, number, damping, curvature))
			},
			Method::Fisher { damping } => Preconditioner::fisher(index, number, layer, damping),
		})
		.collect()
}
