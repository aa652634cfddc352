// SPDX-License-Identifier: Apache-2.0
//! What a worker claims about an answer, judged again from the bytes: the claim, the verdict, and what shows the
//! chain that it is false.

pub mod batch;
pub mod challenge;
pub mod claim;
pub mod paper;
pub mod verdict;
