// SPDX-License-Identifier: Apache-2.0
//! Where the store is, as commands are told.

use clap::Args;
use std::path::PathBuf;

/// There is no folder to keep things in.
#[derive(thiserror::Error, Debug)]
#[error("this user has no data folder: name one with --store or --state")]
pub struct NoStore;

/// Options that say where the store is.
#[derive(Args, Clone, Debug)]
pub struct StoreLocation {
	/// Folder for content, adapters and jobs, or s3://bucket/prefix for content and files [default: the
	/// folder of --state]
	#[arg(long, env = "OPENLEDGER_STORE")]
	store: Option<String>,
	/// Folder for jobs, pins and what is read often, when --store is not one [default:
	/// openledger/lora-server in the user's data folder]
	#[arg(long, env = "OPENLEDGER_STATE")]
	state: Option<PathBuf>,
}

impl StoreLocation {
	/// The folder, and the URL of the object store behind it.
	///
	/// # Errors
	/// [`NoStore`].
	pub fn resolve(self) -> Result<(PathBuf, Option<String>), NoStore> {
		let remote = match self.store {
			Some(url) if url.contains("://") => Some(url),
			Some(folder) => return Ok((folder.into(), None)),
			None => None,
		};
		let folder = match self.state {
			Some(folder) => folder,
			None => dirs::data_local_dir().ok_or(NoStore)?.join("openledger").join("lora-server"),
		};
		Ok((folder, remote))
	}
}
