// SPDX-License-Identifier: Apache-2.0
//! Writes the test vectors anew: `cargo run --example vectors`.

mod generate;

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
	fs::create_dir_all(&folder)?;
	for (name, value) in generate::all() {
		let path = folder.join(format!("{name}.json"));
		fs::write(&path, generate::render(&value))?;
		println!("wrote {}", path.display());
	}
	Ok(())
}
