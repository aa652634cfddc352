// SPDX-License-Identifier: Apache-2.0
//! Tells the programs built here where libtorch is.
//!
//! `torch-sys` links it but sets no run path: without one, each program would need
//! `LD_LIBRARY_PATH`. The second path serves an installed tree, `bin/` beside `lib/`.

fn main() {
	println!("cargo:rerun-if-env-changed=DEP_TCH_LIBTORCH_LIB");
	if let Ok(folder) = std::env::var("DEP_TCH_LIBTORCH_LIB") {
		println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
	}
	println!("cargo:rustc-link-arg=-Wl,-rpath,$ORIGIN/../lib");
}
