// SPDX-License-Identifier: Apache-2.0
//! What the audit is made of: the lineage as the chain has it, the checks, and the report.

pub mod checks;
mod documentation;
mod graph;
pub mod lineage;
mod people;
pub mod report;
