// SPDX-License-Identifier: Apache-2.0
//! What the audit is made of: the lineage as the chain has it, the checks, and the report.

pub mod checks;
pub mod lineage;
pub mod report;
