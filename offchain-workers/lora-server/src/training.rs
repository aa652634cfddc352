// SPDX-License-Identifier: Apache-2.0
//! Training: LoRA adapters from the rows of Datanets, and the base model that is shipped.
//!
//! A contribution's documents are lines of canonical text. Which part of a document is learnt is
//! decided by [`rows_of`], for every Datanet alike.

pub mod base;
mod corpus;
mod lora;
mod optimiser;
mod rows;
mod vocabulary;

pub use lora::{train_lora, LoraOptions, Progress, TrainingError, TrainingReport};
pub use rows::{rows_of, Row};
