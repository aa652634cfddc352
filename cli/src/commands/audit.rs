// SPDX-License-Identifier: Apache-2.0
//! The audit: from an answer, or an artifact, to the rows behind it. Everything is read at one finalised
//! block, and what comes from a server is hashed and compared with what the chain commits to.
//!
//! An answer is attributed again, from the contributions themselves, and compared with the proof.

use super::Session;
use crate::{
	audit::{checks::Audit, lineage::Lineage, report},
	failure::Failure,
	output::Output,
	sources::Sources,
};
use clap::{Args, Subcommand};
use openledger_primitives::ids::{ArtifactId, RequestId};
use std::{fs, path::PathBuf};

/// What is audited.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// The answer to a request
	Inference {
		/// The request
		request: u64,
		#[command(flatten)]
		reports: Reports,
	},
	/// A model, adapter, or what else answers
	Artifact {
		/// The artifact
		artifact: u32,
		#[command(flatten)]
		reports: Reports,
	},
}

/// Where the report goes, besides the terminal.
#[derive(Args, Debug)]
pub struct Reports {
	/// Write the report as one HTML file
	#[arg(long, value_name = "FILE")]
	html: Option<PathBuf>,
	/// Write the report as JSON
	#[arg(long, value_name = "FILE")]
	report: Option<PathBuf>,
}

/// Audits, and fails if anything is not as the chain says. What no server has is told, and is no
/// failure.
///
/// # Errors
/// Those of the chain and of files; [`Failure::Audit`] after the reports are written.
pub async fn run(session: &Session, command: Command) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let view = chain.finalised().await?;
	let own = Sources::new(session.server()?);
	let mut audit = Audit::default();
	let (lineage, answer, reports) = match command {
		Command::Inference { request, reports } => {
			let (request, artifact) = Lineage::of_request(&view, RequestId(request)).await?;
			let lineage = Lineage::of_artifact(&view, artifact).await?;
			let sources = own.with_workers(&view, &request.workers).await?;
			let contents = audit.contents(&view, &sources, &lineage).await?;
			let answer = audit.answer(&view, &sources, chain.genesis(), request, &contents).await?;
			(lineage, Some(answer), reports)
		},
		Command::Artifact { artifact, reports } => {
			let lineage = Lineage::of_artifact(&view, ArtifactId(artifact)).await?;
			audit.contents(&view, &own, &lineage).await?;
			(lineage, None, reports)
		},
	};
	let json = report::json(&view, chain.genesis(), &lineage, answer.as_ref(), &audit);
	if let Some(path) = &reports.report {
		fs::write(path, format!("{json:#}\n")).map_err(Failure::file(path))?;
	}
	if let Some(path) = &reports.html {
		let page = report::html(&json).map_err(|error| Failure::Audit(error.to_string()))?;
		fs::write(path, page).map_err(Failure::file(path))?;
	}
	let text = report::text(&json);
	match audit.verdict() {
		Ok(()) => Ok(Output::new(text, json)),
		Err(reason) => Err(Failure::Audit(format!("{reason}\n{text}"))),
	}
}
