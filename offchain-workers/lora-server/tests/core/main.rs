// SPDX-License-Identifier: Apache-2.0
//! Tests of the core: the model against transformers and peft, the engine, training, refusals.

#![allow(clippy::unwrap_used)]

mod adapters;
mod base;
mod batches;
mod check;
mod engine;
mod evaluation;
mod files;
mod fixtures;
mod hostile;
mod influence;
mod logits;
mod payments;
mod placements;
mod refusals;
mod residency;
mod store;
mod text;
mod training;
