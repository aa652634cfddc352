// SPDX-License-Identifier: Apache-2.0
//! Writes the test vectors anew: `cargo run --example vectors`.

mod generate;

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
	let primitives = env::var_os("CARGO_MANIFEST_DIR")
		.ok_or_else(|| io::Error::other("CARGO_MANIFEST_DIR is not set: use `cargo run`"))?;
	let folder = PathBuf::from(primitives).join("vectors");
	fs::create_dir_all(&folder)?;
	for (name, value) in generate::all() {
		let path = folder.join(format!("{name}.json"));
		fs::write(&path, generate::render(&value))?;
		println!("wrote {}", path.display());
	}
	Ok(())
}
