// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod adapter;
pub mod api;
pub mod artifacts;
pub mod attribution;
pub mod cache;
pub mod chain;
pub mod commands;
mod database;
pub mod engine;
pub mod evaluation;
pub mod generation;
pub mod jobs;
pub mod model;
pub mod payments;
pub mod residency;
pub mod retrieval;
pub mod server;
pub mod services;
pub mod snapshots;
pub mod sources;
pub mod store;
pub mod tensors;
mod threads;
pub mod tokenizer;
pub mod training;
