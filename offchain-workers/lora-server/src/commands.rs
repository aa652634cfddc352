// SPDX-License-Identifier: Apache-2.0
//! The program's commands: each is a set of arguments and a function.

pub mod collect;
pub mod logits;
pub mod serve;
pub mod store_location;
pub mod train_base;
