// SPDX-License-Identifier: Apache-2.0
//! From gradient blocks to an index.

use super::{
	block::{Block, Tensor},
	draft::{self, LayerDraft, UNFINISHED},
	error::InfluenceError,
	index::{Index, Layer, Settings},
	lock::Lock,
	number::wide,
	projection::Projection,
	quantised::{quantise, QuantisedRow},
};
use crate::mapped::Mapped;
use rayon::prelude::*;
use std::{
	fs, io,
	path::{Path, PathBuf},
};
use xxhash_rust::xxh3::Xxh3;

/// The bytes of gradients that are projected at once.
const CHUNK_BYTES: usize = 64 << 20;
/// The extension of parts.
const PART: &str = "part";

/// What a builder is at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
	/// Projects and quantises the rows of a block, layer by layer.
	Project,
	/// Copies the rows of all blocks into one index, layer by layer.
	Merge,
	/// Multiplies the rows of an index with the inverse curvature, layer by layer; see
	/// [`Preconditioned`](super::Preconditioned).
	Precondition,
}

/// How far a builder is: `done` of `total`, counted in rows times layers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
	/// What is done.
	pub stage: Stage,
	/// How much of it is done.
	pub done: u64,
	/// How much there is to do in this block, or in all.
	pub total: u64,
}

/// Builds an index from gradient blocks, in whatever order they come.
///
/// Each block becomes a part, an index of its own, in the folder `<index>.parts`. A part is named by
/// the bytes of its block and the settings: after a crash, or with further blocks later, only new
/// blocks are projected. In memory there are some chunks of rows, and for each row about 80 bytes: 48 for
/// its key and place, and 12 for its scale and norm in one layer or, when all layers are written, 32 for
/// its hash.
///
/// From the first block on the builder has the index for itself.
pub struct Builder<'a> {
	path: PathBuf,
	settings: Settings,
	lock: Option<Lock>,
	parts: Vec<Index>,
	progress: Box<dyn FnMut(Progress) + 'a>,
}

impl<'a> Builder<'a> {
	/// A builder of the index at `path`.
	pub fn new(path: impl Into<PathBuf>, settings: Settings) -> Self {
		Self {
			path: path.into(),
			settings,
			lock: None,
			parts: Vec::new(),
			progress: Box::new(drop),
		}
	}

	/// Has `progress` called after each chunk of rows.
	pub fn with_progress(mut self, progress: impl FnMut(Progress) + 'a) -> Self {
		self.progress = Box::new(progress);
		self
	}

	/// Adds the gradient block in the file at `path`.
	///
	/// # Errors
	/// [`InfluenceError::Busy`], [`InfluenceError::Io`]; [`InfluenceError::File`] with what else
	/// [`add`](Self::add) returns.
	pub fn add_file(&mut self, path: &Path) -> Result<(), InfluenceError> {
		let bytes = Mapped::open(path).map_err(InfluenceError::io(path))?;
		self.add(&bytes).map_err(|error| match error {
			error @ (InfluenceError::Io { .. }
			| InfluenceError::File { .. }
			| InfluenceError::Busy(_)) => error,
			error => error.in_file(path),
		})
	}

	/// Adds the gradient block in `bytes`, a safetensors file.
	///
	/// # Errors
	/// Whatever is wrong with the block; `OtherLayers` or `Duplicate` where it contradicts the blocks
	/// before, or repeats itself; [`InfluenceError::Busy`], [`InfluenceError::Io`].
	pub fn add(&mut self, bytes: &[u8]) -> Result<(), InfluenceError> {
		let block = Block::parse(bytes)?;
		let layers = block.layers().iter().map(|of| layer(of, self.settings)).collect::<Vec<_>>();
		if let Some(first) = self.parts.first() {
			same_layers(first.layers(), &layers)?;
		}
		let mut order = block.keys()?.into_iter().zip(0usize..).collect::<Vec<_>>();
		order.sort_unstable();
		let (keys, order): (Vec<_>, Vec<_>) = order.into_iter().unzip();
		let header = draft::header(self.settings, layers, &keys)?;
		if self.lock.is_none() {
			let folder = draft::folder(&self.path);
			fs::create_dir_all(folder).map_err(InfluenceError::io(folder))?;
			self.lock = Some(Lock::take(&self.path)?);
		}
		let path = self.part(bytes)?;
		let part = match Index::open(&path) {
			// Whatever is not the part of this block is made again.
			Ok(part) if *part.header() == header && part.keys().eq(keys.iter().copied()) => part,
			_ => {
				let tensors = block.layers();
				let total = items(keys.len(), tensors.len());
				let mut done = 0;
				draft::write(&path, &header, &keys, |number, rows| {
					tensors.get(number).map_or(Ok(()), |tensor| {
						project(tensor, &order, self.settings, rows, |rows| {
							done += items(rows, 1);
							(self.progress)(Progress { stage: Stage::Project, done, total });
						})
					})
				})?
			},
		};
		self.parts.push(part);
		Ok(())
	}

	/// Writes the index, and removes the parts.
	///
	/// # Errors
	/// [`InfluenceError::NoRows`] without a block; `Duplicate` where two blocks have the same row;
	/// [`InfluenceError::Io`]. The parts stay then, to be used again.
	pub fn finish(mut self) -> Result<Index, InfluenceError> {
		let index = merge_with(&self.parts, &self.path, &mut self.progress)?;
		let folder = self.folder();
		drop(std::mem::take(&mut self.parts));
		remove(&folder).map_err(InfluenceError::io(&folder))?;
		Ok(index)
	}

	fn folder(&self) -> PathBuf {
		let mut folder = self.path.clone().into_os_string();
		folder.push(".parts");
		folder.into()
	}

	/// The place of the part of the block with these bytes.
	fn part(&self, bytes: &[u8]) -> Result<PathBuf, InfluenceError> {
		let mut hash = Xxh3::new();
		hash.update(&codec::Encode::encode(&(super::format::VERSION, self.settings)));
		hash.update(bytes);
		let folder = self.folder();
		fs::create_dir_all(&folder).map_err(InfluenceError::io(&folder))?;
		Ok(folder.join(format!("{:032x}.{PART}", hash.digest128())))
	}
}

/// Writes one index at `path` with the rows of all `indexes`, which have the same settings and layers,
/// and no row twice. It has the same bytes as if it were built from their blocks.
///
/// # Errors
/// [`InfluenceError::NoRows`] without an index, `OtherSettings`, `OtherLayers`, `Duplicate`, `Busy`,
/// [`InfluenceError::Io`].
pub fn merge(
	indexes: &[Index],
	path: &Path,
	mut progress: impl FnMut(Progress),
) -> Result<Index, InfluenceError> {
	let _lock = Lock::take(path)?;
	merge_with(indexes, path, &mut progress)
}

fn merge_with(
	indexes: &[Index],
	path: &Path,
	progress: &mut dyn FnMut(Progress),
) -> Result<Index, InfluenceError> {
	let first = indexes.first().ok_or(InfluenceError::NoRows)?;
	for index in indexes {
		if index.settings() != first.settings() {
			return Err(InfluenceError::OtherSettings.in_file(index.path()));
		}
		same_layers(first.layers(), index.layers()).map_err(|error| error.in_file(index.path()))?;
	}
	let mut order = indexes
		.iter()
		.flat_map(|index| index.keys().zip(0usize..).map(move |(key, row)| (key, index, row)))
		.collect::<Vec<_>>();
	order.sort_unstable_by_key(|(key, ..)| *key);
	let keys = order.iter().map(|(key, ..)| *key).collect::<Vec<_>>();
	let header = draft::header(first.settings(), first.layers().to_vec(), &keys)?;
	let total = items(keys.len(), header.layers.len());
	let mut done = 0;
	draft::write(path, &header, &keys, |layer, rows| {
		for chunk in order.chunks(1 << 12) {
			for (_, index, row) in chunk {
				let from = index.rows_of(layer);
				rows.push(from.values(*row, 1), from.scale(*row), from.norm(*row))?;
			}
			done += items(chunk.len(), 1);
			progress(Progress { stage: Stage::Merge, done, total });
		}
		Ok(())
	})
}

/// Projects the rows of a layer in `order`.
fn project(
	tensor: &Tensor<'_>,
	order: &[usize],
	settings: Settings,
	rows: &mut LayerDraft<'_>,
	mut progress: impl FnMut(usize),
) -> Result<(), InfluenceError> {
	let projection = Projection::new(settings.seed, tensor.name, tensor.width, settings.dimensions);
	let chunk = (CHUNK_BYTES / wide(tensor.width).saturating_mul(4)).clamp(1, 1 << 12);
	for chunk in order.chunks(chunk) {
		let project = |buffer: &mut Vec<f32>, row: &usize| {
			tensor.read(*row, buffer)?;
			projection.apply(buffer);
			quantise(buffer, settings.precision).ok_or_else(|| InfluenceError::NotFinite {
				layer: tensor.name.to_owned(),
				row: *row,
			})
		};
		let quantised = chunk
			.par_iter()
			.map_init(Vec::new, project)
			.collect::<Result<Vec<QuantisedRow>, _>>()?;
		for row in &quantised {
			rows.push(&row.values, row.scale, row.norm)?;
		}
		progress(chunk.len());
	}
	Ok(())
}

fn layer(tensor: &Tensor<'_>, settings: Settings) -> Layer {
	let kept = match settings.dimensions {
		0 => tensor.width,
		dimensions => dimensions.min(tensor.width),
	};
	Layer { name: tensor.name.to_owned(), width: tensor.width, kept }
}

/// Names the first difference between layers.
pub(super) fn same_layers(expected: &[Layer], found: &[Layer]) -> Result<(), InfluenceError> {
	let of = |layer: Option<&Layer>| {
		layer.map_or("no layer".to_owned(), |layer| format!("{:?} of {}", layer.name, layer.width))
	};
	let length = expected.len().max(found.len());
	match (0..length).find(|at| expected.get(*at) != found.get(*at)) {
		None => Ok(()),
		Some(at) => Err(InfluenceError::OtherLayers(format!(
			"{} instead of {}",
			of(found.get(at)),
			of(expected.get(at))
		))),
	}
}

/// Removes the parts, whole ones and those that a killed build left, and the folder when nothing else is in
/// it.
fn remove(folder: &Path) -> io::Result<()> {
	for entry in fs::read_dir(folder)? {
		let path = entry?.path();
		if path.extension().is_some_and(|extension| extension == PART || extension == UNFINISHED) {
			fs::remove_file(path)?;
		}
	}
	if fs::read_dir(folder)?.next().is_none() {
		fs::remove_dir(folder)?;
	}
	Ok(())
}

fn items(rows: usize, layers: usize) -> u64 {
	u64::try_from(rows.saturating_mul(layers)).unwrap_or(u64::MAX)
}

/// Checks that `block` has the layers of `index`.
pub(super) fn check_layers(index: &Index, block: &Block<'_>) -> Result<(), InfluenceError> {
	let settings = index.settings();
	let layers = block.layers().iter().map(|of| layer(of, settings)).collect::<Vec<_>>();
	same_layers(index.layers(), &layers)
}
