// SPDX-License-Identifier: Apache-2.0
//! Retrieval: passages, indexes on the disk, searches, shares, citations, the log.

mod building;
mod citations;
mod damage;
mod embeddings;
mod logs;
mod models;
mod passages;
mod searches;
mod shares;
mod updates;
mod world;
