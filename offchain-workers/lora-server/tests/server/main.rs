// SPDX-License-Identifier: Apache-2.0
//! The server over HTTP, with the embedded base model. The node's side of the wire is a small JSON-RPC
//! server with the chain's records in memory, encoded by the chain's types.

#![allow(clippy::unwrap_used)]

mod access;
mod adapters;
mod benchmarks;
mod chain;
mod chat;
mod child;
mod client;
mod completions;
mod composition;
mod content;
mod elsewhere;
mod embeddings;
mod inference;
mod jobs;
mod judgement;
mod killed;
mod limits;
mod metrics;
mod models;
mod node;
mod payments;
mod peer;
mod pipeline;
mod retrieval;
mod rpc;
mod snapshots;
mod stop;
mod training;
mod verification;
mod world;
