// SPDX-License-Identifier: Apache-2.0
//! All that a segment holds, before and while it becomes bytes.

use super::{
	digest::CorpusDigest,
	segment::layout::{Header, Widths, CHECKSUM_LEN, PADDING, SAMPLE},
	wide,
};
use libsais::{LibsaisError, SuffixArrayConstruction};
use openledger_primitives::{commitment::ContentCommitment, ids::ContributionId};
use std::io::{self, Write};
use xxhash_rust::xxh3::Xxh3;

/// Stands between two documents; no word has it.
pub(super) const SEPARATOR: i32 = 0;

/// One contribution of a segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Entry {
	pub(super) id: ContributionId,
	pub(super) commitment: ContentCommitment,
	/// The position of its first word.
	pub(super) start: u32,
}

/// Distinct words in ascending order of their bytes, numbered from one. Since numbers ascend as
/// words do, suffixes sort alike by numbers and by words, whatever else the segment holds.
#[derive(Clone, Default, Debug)]
pub(super) struct Lexicon {
	/// All words, one after the other.
	bytes: Vec<u8>,
	/// Where each ends.
	ends: Vec<u32>,
}

impl Lexicon {
	/// Takes words that ascend strictly, less than 4 GiB of them.
	pub(super) fn new<'a>(ascending: impl Iterator<Item = &'a [u8]>) -> Self {
		let mut lexicon = Self::default();
		for word in ascending {
			lexicon.push(word);
		}
		lexicon
	}

	/// Appends a word behind the last one.
	pub(super) fn push(&mut self, word: &[u8]) {
		self.bytes.extend_from_slice(word);
		self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
	}

	/// How many words there are.
	pub(super) fn len(&self) -> usize {
		self.ends.len()
	}

	/// The bytes of all words together.
	pub(super) fn bytes(&self) -> usize {
		self.bytes.len()
	}

	/// The bytes that each word takes in canonical text, its separator included; first those of a
	/// separator between documents: none.
	fn extents(&self) -> Vec<u32> {
		let mut before = 0;
		let extents = self.ends.iter().map(|&end| {
			let length = end - before;
			before = end;
			length + 1
		});
		std::iter::once(0).chain(extents).collect()
	}
}

/// A segment's text.
#[derive(Clone, Default, Debug)]
pub(super) struct Image {
	pub(super) lexicon: Lexicon,
	/// Words by number, and [`SEPARATOR`]s.
	pub(super) tokens: Vec<i32>,
	/// Ascending by identifier, and so by position.
	pub(super) entries: Vec<Entry>,
}

impl Image {
	/// The contributions, ascending, and what commits to their bytes.
	pub(super) fn contributions(
		&self,
	) -> impl Iterator<Item = (ContributionId, ContentCommitment)> + '_ {
		self.entries.iter().map(|entry| (entry.id, entry.commitment))
	}

	/// The digest over all contributions.
	pub(super) fn digest(&self) -> CorpusDigest {
		CorpusDigest::of(self.contributions())
	}

	/// Sorts the suffixes, in time linear in the words.
	///
	/// # Errors
	/// What the library finds: want of memory.
	pub(super) fn sort(mut self) -> Result<Sorted, LibsaisError> {
		// The library knows no largest token of an empty text.
		let suffixes = if self.tokens.is_empty() {
			Vec::new()
		} else {
			SuffixArrayConstruction::for_text_mut(&mut self.tokens)
				.in_owned_buffer32()
				.single_threaded()
				.run()?
				.into_vec()
		};
		Ok(Sorted { image: self, suffixes })
	}
}

/// A segment's text and its suffix array.
#[derive(Clone, Debug)]
pub(super) struct Sorted {
	image: Image,
	/// The positions of all suffixes, in their order. None is negative.
	suffixes: Vec<i32>,
}

impl Sorted {
	/// The widths that just do for this segment.
	pub(super) fn widths(&self) -> Widths {
		Widths::holding(self.image.lexicon.len(), self.image.tokens.len())
	}

	/// Writes the segment, checksum included, with numbers of these widths.
	///
	/// # Errors
	/// Those of `out`.
	pub(super) fn write<W: Write>(&self, widths: Widths, out: W) -> io::Result<()> {
		let Image { lexicon, tokens, entries } = &self.image;
		let header = Header {
			widths,
			digest: self.image.digest(),
			tokens: narrow(tokens.len()),
			distinct: narrow(lexicon.len()),
			contributions: narrow(entries.len()),
			lexicon_bytes: narrow(lexicon.bytes()),
		};
		let mut out = Packer::new(out);
		out.put(&header.encode())?;
		for entry in entries {
			out.put(&entry.id.0.to_le_bytes())?;
		}
		for entry in entries {
			out.put(&entry.commitment.root.0)?;
			out.put(&entry.commitment.length.to_le_bytes())?;
		}
		for entry in entries {
			out.put(&entry.start.to_le_bytes())?;
		}
		for end in &lexicon.ends {
			out.put(&end.to_le_bytes())?;
		}
		for end in self.bucket_ends() {
			out.put(&end.to_le_bytes())?;
		}
		for sample in self.samples() {
			out.put(&sample.to_le_bytes())?;
		}
		out.put(&lexicon.bytes)?;
		let skipped = 4 - usize::from(widths.token);
		for token in tokens {
			out.put(token.to_be_bytes().get(skipped..).unwrap_or_default())?;
		}
		let kept = usize::from(widths.position);
		for position in &self.suffixes {
			out.put(position.to_le_bytes().get(..kept).unwrap_or_default())?;
		}
		out.put(&[0; PADDING])?;
		out.finish()
	}

	/// For each number, separator first, the rank behind the suffixes that begin with it.
	fn bucket_ends(&self) -> Vec<u32> {
		let mut ends = vec![0u32; self.image.lexicon.len() + 1];
		for token in &self.image.tokens {
			if let Some(count) = ends.get_mut(wide(token.unsigned_abs())) {
				*count += 1;
			}
		}
		let mut sum = 0;
		for end in &mut ends {
			sum += *end;
			*end = sum;
		}
		ends
	}

	/// The bytes before each [`SAMPLE`]th position in its contribution.
	fn samples(&self) -> Vec<u32> {
		let extents = self.image.lexicon.extents();
		let mut starts = self.image.entries.iter().map(|entry| entry.start).peekable();
		let mut samples = Vec::with_capacity(self.image.tokens.len() / SAMPLE + 1);
		let mut offset = 0;
		for (position, token) in (0..).zip(&self.image.tokens) {
			if starts.next_if_eq(&position).is_some() {
				offset = 0;
			}
			if wide(position).is_multiple_of(SAMPLE) {
				samples.push(offset);
			}
			offset += extents.get(wide(token.unsigned_abs())).copied().unwrap_or_default();
		}
		samples
	}
}

/// Collects small writes, and hashes them on the way.
struct Packer<W> {
	out: W,
	buffer: Vec<u8>,
	hasher: Xxh3,
}

impl<W: Write> Packer<W> {
	const BUFFER: usize = 1 << 18;

	fn new(out: W) -> Self {
		Self { out, buffer: Vec::with_capacity(Self::BUFFER), hasher: Xxh3::new() }
	}

	fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
		if self.buffer.len() + bytes.len() > Self::BUFFER {
			self.flush()?;
		}
		if bytes.len() > Self::BUFFER {
			self.hasher.update(bytes);
			return self.out.write_all(bytes);
		}
		self.buffer.extend_from_slice(bytes);
		Ok(())
	}

	fn flush(&mut self) -> io::Result<()> {
		self.hasher.update(&self.buffer);
		self.out.write_all(&self.buffer)?;
		self.buffer.clear();
		Ok(())
	}

	/// Writes what is left, and the checksum.
	fn finish(mut self) -> io::Result<()> {
		self.flush()?;
		let checksum: [u8; CHECKSUM_LEN] = self.hasher.digest128().to_le_bytes();
		self.out.write_all(&checksum)?;
		self.out.flush()
	}
}

/// A length that was checked when the contributions came in.
fn narrow(length: usize) -> u32 {
	u32::try_from(length).unwrap_or(u32::MAX)
}
