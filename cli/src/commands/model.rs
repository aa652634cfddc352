// SPDX-License-Identifier: Apache-2.0
//! Models, adapters and what else answers: registered with what they were made from.

mod evaluate;
mod job;
mod train;

use super::{datanet::parts_per_billion, readable, Session};
use crate::{
	amount::Amount,
	chain::{value, Call},
	failure::Failure,
	licence::LicenceOptions,
	output::Output,
};
use clap::{Args, Subcommand, ValueEnum};
pub use evaluate::decimal;
use openledger_primitives::{
	commitment::ContentCommitment,
	fee::PriceList,
	ids::ArtifactId,
	records::{ArtifactKind, ArtifactRecord, ArtifactStatus},
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde_json::{json, Value as Json};
use std::{fs, path::PathBuf};
use subxt::dynamic::Value;

/// What can be done with artifacts.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Register a base model, an adapter, or what else answers
	Register(Register),
	/// Train an adapter on snapshots, on the server; its manifest can be registered then
	Train(train::Options),
	/// Measure an artifact, on the server; the values can be recorded on chain
	Evaluate(evaluate::Options),
	/// Jobs of the ModelFactory: others train and measure, for a budget
	#[command(subcommand)]
	Job(job::Command),
	/// Make a draft public
	Publish {
		/// The artifact
		artifact: u32,
	},
	/// Say what its answers cost, or that it is not offered any more
	Price(Price),
	/// Advise against an artifact; it still answers
	Deprecate {
		/// The artifact
		artifact: u32,
	},
	/// Show an artifact, and what it goes back to
	Show {
		/// The artifact
		artifact: u32,
	},
}

/// A new artifact.
#[derive(Args, Debug)]
pub struct Register {
	/// What it is
	#[arg(value_enum)]
	kind: Kind,
	/// Its name
	name: String,
	/// Its manifest: a file with a line `0x<hash> <length> <name>` for each of its files; it is stored
	/// on the server. Without it a base model is the one that the server runs
	#[arg(long, value_name = "FILE", conflicts_with = "manifest_root")]
	manifest: Option<PathBuf>,
	/// Root of a manifest that the server has, as a training answers with it
	#[arg(long, value_name = "0xROOT", requires = "manifest_length")]
	manifest_root: Option<H256>,
	/// Bytes of that manifest
	#[arg(long, requires = "manifest_root")]
	manifest_length: Option<u32>,
	#[command(flatten)]
	licence: LicenceOptions,
	/// The base model that an adapter runs on
	#[arg(long)]
	base: Option<u32>,
	/// Another artifact that it was made from; several
	#[arg(long = "parent")]
	parents: Vec<u32>,
	/// A snapshot that it was trained on; several
	#[arg(long = "snapshot")]
	snapshots: Vec<u32>,
	/// The part of what owners of its children earn that you ask for, in percent
	#[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
	royalty: f64,
	#[command(flatten)]
	prices: Prices,
	/// It is not public yet
	#[arg(long)]
	draft: bool,
}

/// What answers cost. All three, or none.
#[derive(Args, Clone, Copy, Debug)]
struct Prices {
	/// Price of an answer, in OPEN
	#[arg(long, value_name = "OPEN", requires = "price_input", requires = "price_output")]
	price: Option<Amount>,
	/// Price of 1 000 tokens of input, in OPEN
	#[arg(long, value_name = "OPEN", requires = "price")]
	price_input: Option<Amount>,
	/// Price of 1 000 tokens of output, in OPEN
	#[arg(long, value_name = "OPEN", requires = "price")]
	price_output: Option<Amount>,
}

impl Prices {
	/// As the chain keeps them.
	fn list(self) -> Option<PriceList> {
		Some(PriceList {
			base: self.price?.0,
			per_1k_input: self.price_input?.0,
			per_1k_output: self.price_output?.0,
		})
	}

	fn value(self) -> Value {
		value::option(self.list().map(|prices| {
			Value::named_composite([
				("base", value::number(prices.base)),
				("per_1k_input", value::number(prices.per_1k_input)),
				("per_1k_output", value::number(prices.per_1k_output)),
			])
		}))
	}
}

/// New prices.
#[derive(Args, Debug)]
pub struct Price {
	/// The artifact
	artifact: u32,
	#[command(flatten)]
	prices: Prices,
	/// It is not offered any more
	#[arg(long, conflicts_with = "price", required_unless_present = "price")]
	none: bool,
}

/// What an artifact is.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
	/// A model that stands by itself
	BaseModel,
	/// Low-rank updates of a base model
	Adapter,
	/// Text that is put before what is asked
	Prompt,
	/// An index over snapshots from which answers are grounded
	RetrievalIndex,
	/// A pipeline of other artifacts
	Workflow,
}

impl Kind {
	fn name(self) -> &'static str {
		match self {
			Self::BaseModel => "BaseModel",
			Self::Adapter => "Adapter",
			Self::Prompt => "Prompt",
			Self::RetrievalIndex => "RetrievalIndex",
			Self::Workflow => "Workflow",
		}
	}
}

/// Does what `command` says.
///
/// # Errors
/// Those of the chain, the server, and of files.
pub async fn run(session: &Session, command: Command) -> Result<Output, Failure> {
	match command {
		Command::Register(new) => register(session, new).await,
		Command::Train(options) => train::run(session, options).await,
		Command::Evaluate(options) => evaluate::run(session, options).await,
		Command::Job(command) => job::run(session, command).await,
		Command::Publish { artifact } => change(session, "publish", artifact, "is public").await,
		Command::Deprecate { artifact } => {
			change(session, "deprecate", artifact, "is deprecated").await
		},
		Command::Price(price) => set_prices(session, price).await,
		Command::Show { artifact } => show(session, ArtifactId(artifact)).await,
	}
}

async fn register(session: &Session, mut new: Register) -> Result<Output, Failure> {
	if (new.kind == Kind::Adapter) != new.base.is_some() {
		return Err(Failure::Input(
			"--base names the base model of an adapter, and of nothing else".into(),
		));
	}
	let manifest = manifest(session, &new).await?;
	let parents = new.base.iter().chain(&new.parents).map(|&parent| {
		Value::named_composite([
			("artifact", value::number(parent)),
			("role", value::variant("DerivedFrom")),
		])
	});
	let royalty = Value::named_composite([
		("share", value::number(parts_per_billion(new.royalty)?)),
		("until", value::option(None)),
	]);
	let uri = session.server()?.content_url(manifest.root);
	new.snapshots.sort_unstable();
	let artifact = Value::named_composite([
		("kind", value::variant(new.kind.name())),
		("name", value::text(&new.name)),
		("manifest", value::commitment(&manifest)),
		("uri", value::text(uri)),
		("licence", new.licence.value()),
		("snapshots", value::list(new.snapshots.iter().map(|&snapshot| value::number(snapshot)))),
		("parents", value::list(parents)),
		("credits", value::list([])),
		("royalty", royalty),
		("prices", new.prices.value()),
		("previous", value::option(None)),
		("draft", Value::bool(new.draft)),
	]);
	let call = Call::new("ModelRegistry", "register", [("artifact", artifact)]);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let artifact = &receipt.event("ModelRegistry", "ArtifactRegistered")?["artifact"];
	let text = format!("artifact {artifact}, \"{}\", is registered", new.name);
	Ok(Output::of(&receipt, text, json!({ "artifact": artifact, "manifest": manifest })))
}

async fn manifest(session: &Session, new: &Register) -> Result<ContentCommitment, Failure> {
	if let (Some(root), Some(length)) = (new.manifest_root, new.manifest_length) {
		return Ok(ContentCommitment { root, length });
	}
	let server = session.server()?;
	match &new.manifest {
		Some(path) => {
			let bytes = fs::read(path).map_err(Failure::file(path))?;
			server.put_content(bytes).await
		},
		None if new.kind == Kind::BaseModel => server.base().await,
		None => Err(Failure::Input("name its manifest by --manifest or --manifest-root".into())),
	}
}

async fn change(
	session: &Session,
	call: &'static str,
	artifact: u32,
	outcome: &str,
) -> Result<Output, Failure> {
	let call = Call::new("ModelRegistry", call, [("artifact", value::number(artifact))]);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let text = format!("artifact {artifact} {outcome}");
	Ok(Output::of(&receipt, text, json!({ "artifact": artifact })))
}

async fn set_prices(session: &Session, price: Price) -> Result<Output, Failure> {
	let arguments = [("artifact", value::number(price.artifact)), ("prices", price.prices.value())];
	let call = Call::new("ModelRegistry", "set_prices", arguments);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let text = match price.none {
		true => format!("artifact {} is not offered", price.artifact),
		false => format!("artifact {} has new prices", price.artifact),
	};
	Ok(Output::of(&receipt, text, json!({ "artifact": price.artifact })))
}

async fn show(session: &Session, id: ArtifactId) -> Result<Output, Failure> {
	let view = session.chain().await?.finalised().await?;
	let found: Option<ArtifactRecord<AccountId32>> =
		view.ask("ModelRegistryApi_artifact", id).await?;
	let artifact = found.ok_or_else(|| Failure::Unknown(format!("artifact {id}")))?;
	let mut text = format!(
		"artifact {id}, \"{}\", {} of {}, {}, licence {}",
		readable(&artifact.name),
		kind(artifact.kind),
		artifact.owner,
		status(artifact.status),
		readable(&artifact.licence.spdx),
	);
	if let Some(prices) = &artifact.prices {
		text.push_str(&format!(
			"\nan answer costs {}, 1 000 tokens of input {}, of output {}",
			Amount(prices.base),
			Amount(prices.per_1k_input),
			Amount(prices.per_1k_output)
		));
	}
	let parents: Vec<u32> = artifact.parents.iter().map(|parent| parent.artifact.0).collect();
	let snapshots: Vec<u32> = artifact.snapshots.iter().map(|snapshot| snapshot.0).collect();
	if !parents.is_empty() || !snapshots.is_empty() {
		text.push_str(&format!("\nmade from artifacts {parents:?} and snapshots {snapshots:?}"));
	}
	Ok(Output::new(text, record(&artifact, parents, snapshots)))
}

fn record(artifact: &ArtifactRecord<AccountId32>, parents: Vec<u32>, snapshots: Vec<u32>) -> Json {
	json!({
		"artifact": artifact.id.0,
		"kind": artifact.kind,
		"status": status(artifact.status),
		"name": readable(&artifact.name),
		"owner": artifact.owner.to_string(),
		"licence": readable(&artifact.licence.spdx),
		"manifest": artifact.manifest,
		"parents": parents,
		"snapshots": snapshots,
		"registered_at": artifact.registered_at,
	})
}

/// What an artifact is, in words.
pub fn kind(kind: ArtifactKind) -> &'static str {
	match kind {
		ArtifactKind::BaseModel => "base model",
		ArtifactKind::Adapter => "adapter",
		ArtifactKind::Prompt => "prompt",
		ArtifactKind::RetrievalIndex => "retrieval index",
		ArtifactKind::Workflow => "workflow",
	}
}

/// How an artifact stands, in a word.
pub fn status(status: ArtifactStatus) -> &'static str {
	match status {
		ArtifactStatus::Draft => "draft",
		ArtifactStatus::Active => "active",
		ArtifactStatus::Deprecated => "deprecated",
		ArtifactStatus::Revoked => "revoked",
	}
}
