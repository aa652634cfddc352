// SPDX-License-Identifier: Apache-2.0
//! Retrieval: which passages of the contributions are put before a model, and what they are worth.
//!
//! Every document is cut into [passages](Passage), and an [index](Index) over a snapshot's passages
//! finds those that belong to a question in two ways:
//!
//! - **by words**: BM25 (Robertson and others, 1994) over the posting lists of tantivy, with k1 = 1.2
//!   and b = 0.75;
//! - **by meaning**, where the index was built with an [`Embedder`]: the exact cosine between the
//!   question's embedding and each passage's.
//!
//! The two lists become one by reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). The best
//! passages are [hits](Hit), each with a share in the answer's retrieval part; a [log](Log) keeps
//! them, and [citations](Citation) show them to people.
//!
//! # Why everybody gets the same numbers
//!
//! Scores are integers: logarithms are computed digit by digit, embeddings are quantised once, and
//! sums of integers have no order. Equal scores are ordered by contribution and place. So the hits
//! follow from the snapshot, the question, the size of passages and the embedding model; not from
//! the order in which contributions came, from threads, from the machine, or from whether an index
//! was built at once or updated.

mod bm25;
mod build;
mod citation;
mod digest;
mod embeddings;
mod files;
mod index;
mod log;
mod manifest;
mod mapped;
mod passage;
mod postings;
mod scratch;
mod search;
mod share;
mod tables;
mod terms;

pub use build::{build, update, BuildError, Options, Progress, PASSAGES_PER_SEGMENT};
pub use citation::{Citation, CitationError};
pub use digest::{Digest, DigestError};
pub use embeddings::{EmbedError, Embedder, ModelError, StaticModel, MAX_DIMENSION};
pub use files::FileError;
pub use index::{Index, OpenError, VerifyError};
pub use log::{read_log, Entry, Log, LogError};
pub use manifest::{EmbeddingsInfo, FileEntry, Manifest, FORMAT};
pub use passage::{Passage, PassageWords, PassageWordsError};
pub use search::{Hit, Retrieval, SearchError, CANDIDATES, MAX_HITS, RANK_OFFSET};
pub use terms::{term, MAX_TERM_LEN};

/// A 32-bit number as an index into memory.
fn wide(number: u32) -> usize {
	// Where it does not fit, nothing stands in memory either.
	usize::try_from(number).unwrap_or(usize::MAX)
}

/// A length in memory as 64 bits, which hold it on every machine.
fn long(length: usize) -> u64 {
	u64::try_from(length).unwrap_or(u64::MAX)
}
