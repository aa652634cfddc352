// SPDX-License-Identifier: Apache-2.0
//! DataInf for many queries: the inverse curvature is applied to the rows, once, instead of to each query.
//!
//! The inverse is a symmetric matrix, so that `(H⁻¹ v) · g = v · (H⁻¹ g)`; LoGra (Choe et al., 2024, arXiv
//! 2405.13954) keeps gradients that way. What is kept is derived from an index, in a file beside it, and
//! names the index by its Merkle root.

mod format;
mod layer;

use super::{
	builder::{Progress, Stage},
	curvature::lambda,
	error::InfluenceError,
	index::Index,
	lock::Lock,
	number::wide,
	panel::{Column, Kernel, Lanes, PanelQueries, COLUMN, LANES},
	queries::Queries,
};
use crate::{files, mapped::Mapped};
use format::{Header, Layout, Noise};
use layer::{Layer, Panel};
use rayon::prelude::*;
use std::{
	io::{self, BufWriter, Write},
	path::{Path, PathBuf},
};
use xxhash_rust::xxh3::Xxh3;

/// The error of a query's scores that is expected of quantised numbers, over the scores themselves (of
/// both the root of the sum of squares), above which a query is scored from the index instead.
const INEXACT: f64 = 5e-4;

/// The rows of an index, multiplied with the inverse of DataInf's curvature, in a file.
///
/// With them a query costs one pass over 16-bit integers, which is exact but for the rounding of rows and
/// query: some 12 bits of each element are kept. What that does to the scores is known beforehand. Queries
/// for which it is more than a part of 5 · 10^-4, because they and the rows point to what the inverse takes away, are
/// scored from the index itself, as without preconditioned rows.
///
/// The bytes follow from the index and the damping: they are the same on every machine and for every number
/// of threads.
#[derive(Debug)]
pub struct Preconditioned<'a> {
	index: &'a Index,
	damping: f64,
	path: PathBuf,
	file: Mapped,
	layout: Layout,
	noise: Vec<Noise>,
}

/// What scoring gave for some queries.
pub(super) struct Found {
	/// Query by query the scores of all rows.
	pub(super) scores: Vec<f64>,
	/// For each query whether its scores are as exact as they should be.
	pub(super) exact: Vec<bool>,
}

impl<'a> Preconditioned<'a> {
	/// Where the preconditioned rows of the index at `index` are, unless somebody wants them elsewhere:
	/// `<index>.datainf`.
	pub fn beside(index: &Path) -> PathBuf {
		let mut path = index.to_owned().into_os_string();
		path.push(".datainf");
		path.into()
	}

	/// Opens the file at `path`, and reads it once to check its checksum.
	///
	/// # Errors
	/// [`InfluenceError::Damping`]; [`InfluenceError::Io`]; [`InfluenceError::File`] with `NotPreconditioned`,
	/// `Stale`, `Truncated` or `Corrupt`.
	pub fn open(index: &'a Index, path: &Path, damping: f64) -> Result<Self, InfluenceError> {
		check_damping(damping)?;
		let file = Mapped::open(path).map_err(InfluenceError::io(path))?;
		let (layout, noise) = format::read(&file, &Header::of(index, damping))
			.map_err(|error| error.in_file(path))?;
		Ok(Self { index, damping, path: path.to_owned(), file, layout, noise })
	}

	/// Multiplies the rows of `index`, and writes them to `path`: whole, or not at all. `progress` is
	/// called after some rows of a layer each.
	///
	/// For each layer of `n` rows of `d` dimensions it takes about `2 n d min(n, d)` multiplications. In memory are,
	/// one layer at a time, its rows where there are no more of them than dimensions, else a square matrix of `d`
	/// dimensions.
	///
	/// # Errors
	/// [`InfluenceError::Damping`], `Busy`, `Io`, `TooLarge`; [`InfluenceError::File`] with `Inconsistent` where
	/// the index is a forged one.
	pub fn build(
		index: &'a Index,
		path: &Path,
		damping: f64,
		progress: impl FnMut(Progress),
	) -> Result<Self, InfluenceError> {
		check_damping(damping)?;
		let _lock = Lock::take(path)?;
		Self::write(index, path, damping, progress)?;
		Self::open(index, path, damping)
	}

	/// Opens the file at `path`; builds it where there is none, or where it is damaged or stale.
	///
	/// # Errors
	/// Those of [`build`](Self::build).
	pub fn open_or_build(
		index: &'a Index,
		path: &Path,
		damping: f64,
		progress: impl FnMut(Progress),
	) -> Result<Self, InfluenceError> {
		match Self::open(index, path, damping) {
			Err(InfluenceError::File { .. }) => Self::build(index, path, damping, progress),
			Err(InfluenceError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => {
				Self::build(index, path, damping, progress)
			},
			found => found,
		}
	}

	/// Where the file is.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// The index whose rows these are.
	pub fn index(&self) -> &'a Index {
		self.index
	}

	/// `λ` over the mean square of a layer's gradients.
	pub fn damping(&self) -> f64 {
		self.damping
	}

	/// Multiplies the rows of the index again, and compares: a checksum says nothing about who wrote it.
	///
	/// # Errors
	/// [`InfluenceError::File`] with [`InfluenceError::Forged`], or `Inconsistent`.
	pub fn verify(&self, mut progress: impl FnMut(Progress)) -> Result<(), InfluenceError> {
		let mut work = Work::of(self.index);
		for (number, of_layer) in self.layout.layers.iter().enumerate() {
			let mut values = self.slice(&of_layer.0);
			let mut scales = self.slice(&of_layer.1);
			let mut noise = Noise::default();
			let forged = || InfluenceError::Forged.in_file(&self.path);
			let mut take = |panel: &Panel| {
				let expected = panel.columns.as_flattened();
				values = values.strip_prefix(expected)?;
				scales = panel.scales.iter().try_fold(scales, |scales, scale| {
					scales.strip_prefix(scale.to_le_bytes().as_slice())
				})?;
				noise.add(panel.noise);
				Some(())
			};
			for_each_panel(self.index, number, self.damping, |panels| {
				work.done(panels.len(), &mut progress);
				panels.iter().try_for_each(&mut take).ok_or_else(forged)
			})?;
			if self.noise.get(number) != Some(&noise) || !values.is_empty() || !scales.is_empty() {
				return Err(forged());
			}
		}
		Ok(())
	}

	/// Scores all rows for `count` of the queries, from `first` on; `None` where a query is not finite.
	pub(super) fn score(&self, queries: &Queries, first: usize, count: usize) -> Option<Found> {
		let layers = (0..self.noise.len()).into_par_iter();
		let layers = layers
			.map(|layer| PanelQueries::new(queries.of(layer, first, count)))
			.collect::<Option<Vec<_>>>()?;
		let places = layers.iter().map(PanelQueries::places).max().unwrap_or_default();
		let rows = wide(self.index.rows());
		let kernel = Kernel::fastest();
		let mut sums = vec![[0.0; LANES]; rows.div_ceil(LANES) * count];
		sums.par_chunks_mut(count.max(1)).enumerate().for_each(|(panel, sums)| {
			let mut totals = vec![[0.0; LANES]; places];
			for (layer, queries) in layers.iter().enumerate() {
				totals.fill([0.0; LANES]);
				let (columns, scales) = self.panel(layer, panel);
				kernel.add(columns, queries, &mut totals);
				add_scaled(&totals, scales, &queries.scales, sums);
			}
		});
		let mut scores = vec![0.0; rows * count];
		for (query, scores) in scores.chunks_exact_mut(rows).enumerate() {
			let lanes = sums.iter().skip(query).step_by(count).flatten();
			scores.iter_mut().zip(lanes).for_each(|(score, sum)| *score = *sum);
		}
		let exact = |(query, scores): (usize, &[f64])| {
			let size = scores.iter().map(|score| score * score).sum::<f64>();
			// What cannot be said is not exact.
			self.error(&layers, query) <= INEXACT * INEXACT * size
		};
		let exact = scores.chunks_exact(rows).enumerate().map(exact).collect();
		Some(Found { scores, exact })
	}

	/// The squared error that is expected of a query's scores, summed over the rows.
	fn error(&self, layers: &[PanelQueries], query: usize) -> f64 {
		let of_layer = |(queries, noise): (&PanelQueries, &Noise)| {
			let number = |of: &[f64]| of.get(query).copied().unwrap_or_default();
			let (step, norm) = (number(&queries.scales), number(&queries.norms));
			norm * noise.rounding + step * step / 12.0 * noise.size
		};
		layers.iter().zip(&self.noise).map(of_layer).sum()
	}

	/// A panel of a layer, and its rows' scales.
	fn panel(&self, layer: usize, panel: usize) -> (&[Column], &[[u8; 8]]) {
		let Some((values, scales)) = self.layout.layers.get(layer) else { return (&[], &[]) };
		let height = self.index.layers().get(layer).map_or(0, |layer| wide(layer.kept).div_ceil(2));
		let columns = self.slice(values).as_chunks::<COLUMN>().0;
		let scales = self.slice(scales).as_chunks::<8>().0;
		(
			columns.chunks_exact(height.max(1)).nth(panel).unwrap_or_default(),
			scales.chunks_exact(LANES).nth(panel).unwrap_or_default(),
		)
	}

	fn slice(&self, range: &std::ops::Range<usize>) -> &[u8] {
		self.file.get(range.clone()).unwrap_or_default()
	}

	fn write(
		index: &Index,
		path: &Path,
		damping: f64,
		mut progress: impl FnMut(Progress),
	) -> Result<(), InfluenceError> {
		let header = Header::of(index, damping);
		header.layout().ok_or(InfluenceError::TooLarge)?;
		let mut work = Work::of(index);
		// What went wrong, where it was not the file.
		let mut failure = None;
		let written = files::replace(path, |file| {
			let mut file = Hashed::new(file);
			file.write(&header.to_bytes())?;
			let mut footer = Vec::new();
			for layer in 0..index.layers().len() {
				let (mut scales, mut noise) = (Vec::new(), Noise::default());
				file.align()?;
				for_each_panel(index, layer, damping, |panels| {
					for panel in &panels {
						file.write(panel.columns.as_flattened())
							.map_err(InfluenceError::io(path))?;
						scales.extend(panel.scales.iter().flat_map(|scale| scale.to_le_bytes()));
						noise.add(panel.noise);
					}
					work.done(panels.len(), &mut progress);
					Ok(())
				})
				.map_err(|error| match error {
					InfluenceError::Io { error, .. } => error,
					error => {
						failure = Some(error);
						io::Error::other("the rows cannot be multiplied")
					},
				})?;
				file.align()?;
				file.write(&scales)?;
				footer.extend(noise.to_bytes());
			}
			file.align()?;
			file.write(&footer)?;
			file.finish()
		});
		match (failure, written) {
			(Some(error), _) => Err(error),
			(None, written) => written.map_err(InfluenceError::io(path)),
		}
	}
}

/// A file, and the hash of what was written to it.
struct Hashed<'a> {
	file: BufWriter<&'a mut std::fs::File>,
	checksum: Xxh3,
	position: usize,
}

impl<'a> Hashed<'a> {
	fn new(file: &'a mut std::fs::File) -> Self {
		let file = BufWriter::with_capacity(1 << 20, file);
		Self { file, checksum: Xxh3::new(), position: 0 }
	}

	fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
		self.checksum.update(bytes);
		self.position = self.position.saturating_add(bytes.len());
		self.file.write_all(bytes)
	}

	fn align(&mut self) -> io::Result<()> {
		let end = self.position.next_multiple_of(super::format::ALIGNMENT);
		self.write(&vec![0; end - self.position])
	}

	fn finish(mut self) -> io::Result<()> {
		self.file.write_all(&self.checksum.digest128().to_le_bytes())?;
		self.file.flush()
	}
}

/// How much is done, in rows times layers.
struct Work {
	rows: u64,
	total: u64,
	finished: u64,
	of_layer: u64,
}

impl Work {
	fn of(index: &Index) -> Self {
		let layers = u64::try_from(index.layers().len()).unwrap_or(u64::MAX);
		let rows = u64::from(index.rows());
		Self { rows, total: rows.saturating_mul(layers), finished: 0, of_layer: 0 }
	}

	/// Tells that so many panels more are done.
	fn done(&mut self, panels: usize, progress: &mut impl FnMut(Progress)) {
		let rows = u64::try_from(panels.saturating_mul(LANES)).unwrap_or(u64::MAX);
		// The last panel of a layer may have fewer rows.
		self.of_layer = self.of_layer.saturating_add(rows).min(self.rows);
		let done = self.finished.saturating_add(self.of_layer);
		if self.of_layer == self.rows {
			(self.finished, self.of_layer) = (done, 0);
		}
		progress(Progress { stage: Stage::Precondition, done, total: self.total });
	}
}

/// Multiplies the rows of a layer, and gives some panels at a time.
fn for_each_panel(
	index: &Index,
	layer: usize,
	damping: f64,
	mut next: impl FnMut(Vec<Panel>) -> Result<(), InfluenceError>,
) -> Result<(), InfluenceError> {
	let rows = index.rows_of(layer);
	match lambda(index, layer, damping) {
		Some(lambda) => Layer::new(rows, lambda).multiply(next).map_err(|error| match error {
			error @ InfluenceError::Inconsistent(_) => error.in_file(index.path()),
			error => error,
		}),
		None => (0..rows.len().div_ceil(LANES)).try_for_each(|_| {
			next(vec![Panel {
				columns: vec![[0; COLUMN]; rows.width.div_ceil(2)],
				scales: [0.0; LANES],
				noise: Noise::default(),
			}])
		}),
	}
}

/// Adds the scaled totals of a panel to the sums of its rows, query by query.
fn add_scaled(totals: &[Lanes], row_scales: &[[u8; 8]], scales: &[f64], sums: &mut [Lanes]) {
	let mut of_rows = [0.0; LANES];
	for (place, scale) in of_rows.iter_mut().zip(row_scales) {
		*place = f64::from_le_bytes(*scale);
	}
	for ((totals, scale), sums) in totals.iter().zip(scales).zip(sums) {
		for ((sum, total), of_row) in sums.iter_mut().zip(totals).zip(&of_rows) {
			*sum += of_row * (scale * total);
		}
	}
}

/// Whether `damping` can be one.
pub(super) fn check_damping(damping: f64) -> Result<(), InfluenceError> {
	match damping > 0.0 && damping.is_finite() {
		true => Ok(()),
		false => Err(InfluenceError::Damping),
	}
}
