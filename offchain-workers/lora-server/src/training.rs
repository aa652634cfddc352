// SPDX-License-Identifier: Apache-2.0
//! Training: LoRA adapters from the rows of Datanets, and the base model that is shipped.
//!
//! A contribution's documents are lines of canonical text. Which part of a document is learnt is
//! decided by [`rows_of`], for every Datanet alike.

pub mod base;
mod corpus;
mod influence;
mod lora;
mod optimiser;
mod rows;
mod vocabulary;

pub use influence::{gradient_block, influence_index, GradientError, InfluenceRow};
pub(crate) use lora::{check_rows, Batch};
pub use lora::{
	train_lora, CheckpointError, Epoch, LoraOptions, LoraTraining, Progress, TrainingError,
	TrainingReport,
};
pub use rows::{parts_of, row_of, rows_of, Row};
