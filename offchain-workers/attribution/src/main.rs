// SPDX-License-Identifier: Apache-2.0
//! The attribution engines on the command line.

fn main() {}
