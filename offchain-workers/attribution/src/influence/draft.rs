// SPDX-License-Identifier: Apache-2.0
//! Index files in the making: beside their place under another name, and there at once or never.

use super::{
	error::InfluenceError,
	format::{self, Footer, Header, ALIGNMENT},
	index::{Index, Key},
	kernel::MAX_WIDTH,
	merkle,
	number::wide,
};
use std::{
	fs::File,
	io::{BufWriter, Write},
	path::{Path, PathBuf},
};
use tempfile::TempPath;
use xxhash_rust::xxh3::Xxh3;

/// The extension of files that are being written.
pub(super) const UNFINISHED: &str = "unfinished";

/// The rows of one layer on their way to the file.
pub(super) struct LayerDraft<'a> {
	file: &'a mut Draft,
	scales: Vec<u8>,
	norms: Vec<u8>,
	sum: f64,
}

impl LayerDraft<'_> {
	/// Appends a row.
	pub(super) fn push(
		&mut self,
		values: &[u8],
		scale: f32,
		norm: f64,
	) -> Result<(), InfluenceError> {
		self.scales.extend(scale.to_le_bytes());
		self.norms.extend(norm.to_le_bytes());
		self.sum += norm;
		self.file.write(values)
	}
}

/// Writes the index of `header` and `keys`, ascending, to `path`. `fill` is called for each layer, and
/// has to push its rows in the order of the keys. Whoever calls has the lock under which `path` is written:
/// what is unfinished beside it is a dead build's, and is written over.
///
/// # Errors
/// [`InfluenceError::Io`], and what `fill` returns; then there is nothing new at `path`.
pub(super) fn write(
	path: &Path,
	header: &Header,
	keys: &[Key],
	mut fill: impl FnMut(usize, &mut LayerDraft<'_>) -> Result<(), InfluenceError>,
) -> Result<Index, InfluenceError> {
	let mut draft = Draft::create(path)?;
	draft.write(&header.to_bytes())?;
	draft.align()?;
	for key in keys {
		draft.write(&format::key_bytes(key))?;
	}
	let mut mean_squares = Vec::with_capacity(header.layers.len());
	for (number, layer) in header.layers.iter().enumerate() {
		draft.align()?;
		let mut rows = LayerDraft {
			file: &mut draft,
			scales: Vec::with_capacity(4 * keys.len()),
			norms: Vec::with_capacity(8 * keys.len()),
			sum: 0.0,
		};
		fill(number, &mut rows)?;
		let LayerDraft { scales, norms, sum, .. } = rows;
		draft.align()?;
		draft.write(&scales)?;
		draft.align()?;
		draft.write(&norms)?;
		mean_squares.push(format::mean_square(sum, header.rows, layer.width));
	}
	draft.align()?;
	draft.finish(Footer { mean_squares, root: [0; 32] })
}

struct Draft {
	path: PathBuf,
	file: BufWriter<File>,
	temporary: TempPath,
	checksum: Xxh3,
	position: usize,
}

impl Draft {
	fn create(path: &Path) -> Result<Self, InfluenceError> {
		let unfinished = beside(path, UNFINISHED);
		let file = File::create(&unfinished).map_err(InfluenceError::io(&unfinished))?;
		let temporary =
			TempPath::try_from_path(&unfinished).map_err(InfluenceError::io(&unfinished))?;
		Ok(Self {
			path: path.to_owned(),
			file: BufWriter::with_capacity(1 << 20, file),
			temporary,
			checksum: Xxh3::new(),
			position: 0,
		})
	}

	fn write(&mut self, bytes: &[u8]) -> Result<(), InfluenceError> {
		self.checksum.update(bytes);
		self.position = self.position.saturating_add(bytes.len());
		self.file.write_all(bytes).map_err(InfluenceError::io(&self.path))
	}

	fn align(&mut self) -> Result<(), InfluenceError> {
		let end = self.position.next_multiple_of(ALIGNMENT);
		self.write(&vec![0; end - self.position])
	}

	fn finish(mut self, mut footer: Footer) -> Result<Index, InfluenceError> {
		// The root is that of the rows as they can be read from the file.
		let body = self.checksum.clone();
		let position = self.position;
		self.end(&footer)?;
		let index = Index::open_unread(self.temporary.to_path_buf())?;
		footer.root = merkle::root(&index).ok_or(InfluenceError::TooLarge)?;
		drop(index);
		self.seek(position)?;
		self.checksum = body;
		self.end(&footer)?;
		let io = InfluenceError::io(&self.path);
		self.file.get_ref().sync_all().map_err(&io)?;
		self.temporary.persist(&self.path).map_err(|error| io(error.error))?;
		// The new name lasts when the folder is written.
		let folder = folder(&self.path);
		File::open(folder)
			.and_then(|folder| folder.sync_all())
			.map_err(InfluenceError::io(folder))?;
		Index::open(&self.path)
	}

	fn seek(&mut self, position: usize) -> Result<(), InfluenceError> {
		use std::io::{Seek, SeekFrom};
		let position = u64::try_from(position).unwrap_or(u64::MAX);
		let sought = self.file.seek(SeekFrom::Start(position));
		sought.map(drop).map_err(InfluenceError::io(&self.path))
	}

	/// Writes footer and checksum.
	fn end(&mut self, footer: &Footer) -> Result<(), InfluenceError> {
		self.write(&footer.to_bytes())?;
		let checksum = self.checksum.digest128().to_le_bytes();
		self.file
			.write_all(&checksum)
			.and_then(|()| self.file.flush())
			.map_err(InfluenceError::io(&self.path))
	}
}

/// The hidden file beside `path` that is named after it, with another extension at the end.
pub(super) fn beside(path: &Path, extension: &str) -> PathBuf {
	let name = path.file_name().unwrap_or_default().to_string_lossy();
	folder(path).join(format!(".{name}.{extension}"))
}

/// The folder that has `path`.
pub(super) fn folder(path: &Path) -> &Path {
	match path.parent() {
		Some(folder) if !folder.as_os_str().is_empty() => folder,
		_ => Path::new("."),
	}
}

/// A header over these rows.
pub(super) fn header(
	settings: super::index::Settings,
	layers: Vec<super::index::Layer>,
	keys: &[Key],
) -> Result<Header, InfluenceError> {
	let rows = u32::try_from(keys.len()).unwrap_or(u32::MAX);
	if rows > super::index::MAX_ROWS || layers.iter().any(|layer| layer.kept > MAX_WIDTH) {
		return Err(InfluenceError::TooLarge);
	}
	if let Some([key, _]) = keys.windows(2).find(|pair| pair.first() == pair.get(1)) {
		return Err(InfluenceError::Duplicate { contribution: key.contribution, row: key.row });
	}
	let contributions = format::contributions(keys.iter().copied());
	debug_assert!(wide(contributions) <= keys.len());
	Ok(Header { settings, rows, contributions, layers })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::influence::{Layer, Settings};

	#[test]
	fn header_is_refused_when_more_is_kept_than_the_kernel_takes() {
		let of = |kept| {
			let layers = vec![Layer { name: "wide".to_owned(), width: 1 << 31, kept }];
			header(Settings { dimensions: kept, ..Settings::default() }, layers, &[])
		};
		assert!(of(MAX_WIDTH).is_ok());
		assert!(matches!(of(MAX_WIDTH + 1), Err(InfluenceError::TooLarge)));
	}
}
