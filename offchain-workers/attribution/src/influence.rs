// SPDX-License-Identifier: Apache-2.0
//! Influence: what the training gradients say about who taught an answer.
//!
//! A trainer writes the gradient of the loss for each training document, with respect to each LoRA
//! layer. The same gradient is taken of an answer, and a row's influence on it is, for each layer, the
//! product of the two through the inverse of the layer's curvature. [`Method`] lists the
//! approximations; [`Method::data_inf`] is the one that pays.
//!
//! ```no_run
//! use openledger_attribution::influence::{Builder, Method, Queries, Scorer, Settings};
//!
//! let settings = Settings { seed: 7, dimensions: 256, ..Settings::default() };
//! let mut builder = Builder::new("gradients.index", settings);
//! for block in ["step-0.safetensors", "step-1.safetensors"] {
//!     builder.add_file(block.as_ref())?;
//! }
//! let index = builder.finish()?;
//! let scorer = Scorer::new([&index], Method::data_inf())?;
//! let queries = Queries::open("answers.safetensors".as_ref(), &index)?;
//! for groups in scorer.score(&[queries])?.groups() {
//!     println!("{groups:?}");
//! }
//! # Ok::<(), openledger_attribution::influence::InfluenceError>(())
//! ```
//!
//! # Gradient blocks
//!
//! A block is a safetensors file:
//!
//! | tensor | type | shape | |
//! | --- | --- | --- | --- |
//! | any name | F32 | `[rows, width]` | a layer's gradients, flat; all files have the same layers and widths |
//! | `contribution` | I64 | `[rows]` | the identifier on chain |
//! | `row` | I64 | `[rows]` | the number of the document in the contribution, from 0 |
//!
//! Several blocks make one index, in any order. A pair of contribution and row may be there once.
//! Queries come in the same form, one row per query, and their `contribution` and `row`, if there are
//! any, are not looked at. Tensors are read where they lie in the file: only some rows of one layer are in
//! memory at a time.
//!
//! # DataInf
//!
//! For layer `l` with rows `g_1 … g_n`, `λ = 0.1 · mean(g²)`, and the query's gradient `v`:
//!
//! ```text
//! r = (v - A v) / λ        A = 1/n Σ g_i g_iᵀ / (λ + |g_i|²)
//! h_k = + Σ_l r · g_k      positive: row k helped
//! ```
//!
//! `A` follows from the rows alone. Where it is small it is summed up once, and a query costs one
//! pass over the rows; else `A v` takes two more. For many queries rows are [`Preconditioned`]: `A` is
//! symmetric, so it can be applied to them once for all. `λ` is that of the layer before the projection, whose
//! inner products and norms the projection keeps: so the score estimates that of the whole gradients.
//!
//! # Arithmetic
//!
//! Rows and queries are integers with a scale, so that the inner products, which are nearly all of the
//! work, are exact. Every sum of floats has a fixed order, nothing is fused, and no library that looks at
//! the processor is called: an index and its scores are the same bytes on every machine, for every
//! number of threads, and for every order and division of the blocks.
//!
//! # The index file
//!
//! It is written beside its place, as `.<name>.unfinished`, and renamed when it is on the disk. What a killed
//! build leaves is written over by the next one; meanwhile `.<name>.lock` keeps others from building the
//! same index.
//!
//! Little-endian. Sections begin at multiples of 64 bytes, filled up with zeros.
//!
//! | section | bytes |
//! | --- | --- |
//! | prefix | `olinflu\n`, version (u32, 1), length of the header (u32) |
//! | header, in SCALE | seed (u64), dimensions (u32), precision (u8: 0 for i16, 1 for i8), rows (u32), contributions (u32), layers: name, width (u32), kept dimensions (u32) |
//! | keys | for each row, ascending: contribution (u64), row (u64) |
//! | for each layer, ascending by name | the integers of all rows; then a scale (f32) for each; then the squared norm of what is kept (f64) for each |
//! | footer | the mean square of each layer (f64), the Merkle root (32 bytes) |
//! | checksum | XXH3-128 of all bytes before |
//!
//! The root is over one leaf for the header and one for each row; [`RowProof`] says what is in them.
//! `widths` are those of the trainer, `kept` what [`Projection`] leaves of them.

mod block;
mod builder;
mod curvature;
mod draft;
mod error;
mod format;
mod index;
mod kernel;
mod lock;
mod merkle;
mod number;
mod panel;
mod preconditioned;
mod product;
mod projection;
mod quantised;
mod queries;
mod scorer;
mod scores;

pub use builder::{merge, Builder, Progress, Stage};
pub use curvature::Curvature;
pub use error::InfluenceError;
pub use index::{Index, Key, Layer, Settings};
pub use merkle::RowProof;
pub use preconditioned::Preconditioned;
pub use projection::Projection;
pub use quantised::Precision;
pub use queries::Queries;
pub use scorer::{Checkpoint, Method, Scorer, DEFAULT_DAMPING};
pub use scores::{Group, Scores, ONE, TOLERANCE};
