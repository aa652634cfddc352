// SPDX-License-Identifier: Apache-2.0
//! Datanets: created, given to, judged, fixed in snapshots, opened to somebody.

use super::{readable, Session};
use crate::{
	amount::Amount,
	chain::{value, Call},
	documents::{self, Split},
	failure::Failure,
	licence::LicenceOptions,
	output::Output,
};
use clap::{Args, Subcommand, ValueEnum};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{DatanetId, SnapshotId},
	records::{DatanetRecord, SnapshotRecord},
};
use polkadot_sdk::sp_runtime::AccountId32;
use serde_json::json;
use std::path::PathBuf;
use subxt::{dynamic::Value, utils};

/// What can be done with Datanets.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Create a Datanet, which is yours then
	Create(Create),
	/// Give text to a Datanet: store it, and register its commitment
	Contribute(Contribute),
	/// Judge contributions, all or none
	Curate(Curate),
	/// Fix what a Datanet has accepted, so that models can be trained on it
	Snapshot {
		/// The Datanet
		datanet: u32,
		/// What is to be known of it
		#[arg(long, default_value = "")]
		note: String,
	},
	/// Let somebody train on a private Datanet
	Grant(Grant),
	/// Show a Datanet and its newest snapshot
	Show {
		/// The Datanet
		datanet: u32,
	},
}

/// A new Datanet.
#[derive(Args, Debug)]
pub struct Create {
	/// Its name
	name: String,
	/// What it is about
	#[arg(long, default_value = "")]
	summary: String,
	/// Where its full description is: CID or URL
	#[arg(long, default_value = "")]
	uri: String,
	/// A word to find it by; may be given several times
	#[arg(long = "tag")]
	tags: Vec<String>,
	/// What it holds
	#[arg(long, value_enum, default_value = "text")]
	kind: Kind,
	#[command(flatten)]
	licence: LicenceOptions,
	/// Only those whom you let may train on it
	#[arg(long)]
	private: bool,
	/// Curators who stake on their judgement decide about contributions, instead of you
	#[arg(long, conflicts_with = "member")]
	staked: bool,
	/// A member of the committee that decides about contributions; several
	#[arg(long, value_name = "ACCOUNT", requires = "threshold")]
	member: Vec<utils::AccountId32>,
	/// How many members must say the same
	#[arg(long, requires = "member")]
	threshold: Option<u32>,
	/// What a licence to train costs, in OPEN; without it none is for sale
	#[arg(long, value_name = "OPEN")]
	entry_price: Option<Amount>,
	/// The part of what contributors earn that goes to curators, in percent
	#[arg(long, value_name = "PERCENT", default_value_t = 0.0)]
	curators_cut: f64,
}

/// What a Datanet holds.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Kind {
	/// Prose
	Text,
	/// Source code
	Code,
	/// Rows of tables
	Table,
}

/// Text for a Datanet.
#[derive(Args, Debug)]
pub struct Contribute {
	/// The Datanet
	datanet: u32,
	/// Files or folders: .txt, .md, .jsonl, .pdf
	#[arg(required = true)]
	files: Vec<PathBuf>,
	/// How files become documents: .txt by lines, .md and .pdf by paragraphs, unless this says
	/// otherwise
	#[arg(long, value_enum)]
	split: Option<Split>,
	#[command(flatten)]
	licence: LicenceOptions,
	/// What it is
	#[arg(long, value_enum, default_value = "rows")]
	kind: Contributed,
	/// Do not upload: the content is at this address already
	#[arg(long)]
	uri: Option<String>,
}

/// What a contribution is.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Contributed {
	/// Rows of data, one to a document
	Rows,
	/// Whole documents
	Document,
	/// What an expert says about other data
	ExpertReview,
	/// Labels of other data
	LabelSet,
}

/// A judgement.
#[derive(Args, Debug)]
pub struct Curate {
	/// What is said of them
	#[arg(value_enum)]
	judgement: Judgement,
	/// The contributions, by number
	#[arg(required = true)]
	contributions: Vec<u64>,
	/// Why, for a rejection
	#[arg(long, default_value = "")]
	reason: String,
}

/// What is said of contributions.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Judgement {
	/// They become part of the Datanet
	Accept,
	/// They are turned down, and may come again
	Reject,
	/// They are spam: what was at stake is lost
	Spam,
}

/// Leave to train on a private Datanet.
#[derive(Args, Debug)]
pub struct Grant {
	/// The Datanet
	datanet: u32,
	/// Who may
	account: utils::AccountId32,
	/// What they pay for it, in OPEN, as they offered
	#[arg(long, default_value = "0")]
	price: Amount,
	/// The last block in which they may; without it for good
	#[arg(long)]
	until: Option<u32>,
	/// Where they find the key that the data is encrypted with
	#[arg(long, default_value = "")]
	key_uri: String,
}

/// Does what `command` says.
///
/// # Errors
/// Those of the chain, the server, and of files.
pub async fn run(session: &Session, command: Command) -> Result<Output, Failure> {
	match command {
		Command::Create(new) => create(session, new).await,
		Command::Contribute(given) => contribute(session, given).await,
		Command::Curate(judged) => curate(session, judged).await,
		Command::Snapshot { datanet, note } => snapshot(session, datanet, &note).await,
		Command::Grant(grant) => let_in(session, grant).await,
		Command::Show { datanet } => show(session, DatanetId(datanet)).await,
	}
}

async fn create(session: &Session, new: Create) -> Result<Output, Failure> {
	let cut = parts_per_billion(new.curators_cut)?;
	let policy = match (new.staked, new.threshold) {
		(true, _) => value::variant("Staked"),
		(false, Some(threshold)) => {
			let mut members = new.member.clone();
			members.sort_unstable();
			let members = value::list(members.iter().map(value::account));
			let fields = [("members", members), ("threshold", value::number(threshold))];
			Value::named_variant("Committee", fields)
		},
		(false, None) => value::variant("Owner"),
	};
	let description = Value::named_composite([
		("name", value::text(&new.name)),
		("summary", value::text(&new.summary)),
		("uri", value::text(&new.uri)),
		("tags", value::list(new.tags.iter().map(value::text))),
	]);
	let kind = match new.kind {
		Kind::Text => "Text",
		Kind::Code => "Code",
		Kind::Table => "Table",
	};
	let visibility = if new.private { "Private" } else { "Public" };
	let call = Call::new(
		"Datanets",
		"create",
		[
			("description", description),
			("kind", value::variant(kind)),
			("licence", new.licence.value()),
			("visibility", value::variant(visibility)),
			("policy", policy),
			("entry_price", value::option(new.entry_price.map(|price| value::number(price.0)))),
			("curators_cut", value::number(cut)),
		],
	);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let datanet = &receipt.event("Datanets", "DatanetCreated")?["datanet"];
	let text = format!("Datanet {datanet}, \"{}\", is yours", new.name);
	Ok(Output::of(&receipt, text, json!({ "datanet": datanet })))
}

async fn contribute(session: &Session, given: Contribute) -> Result<Output, Failure> {
	let content = documents::canonical(&given.files, given.split)?;
	let documents = content.split(|&byte| byte == b'\n').count();
	let commitment = ContentCommitment::of(&content)
		.map_err(|error| Failure::Input(format!("the content: {error}")))?;
	let uri = match given.uri {
		Some(uri) => uri,
		None => {
			let server = session.server()?;
			if !session.is_dry_run() {
				server.put_content(content).await?;
			}
			server.content_url(commitment.root)
		},
	};
	let kind = match given.kind {
		Contributed::Rows => "Rows",
		Contributed::Document => "Document",
		Contributed::ExpertReview => "ExpertReview",
		Contributed::LabelSet => "LabelSet",
	};
	let call = Call::new(
		"Datanets",
		"contribute",
		[
			("datanet", value::number(given.datanet)),
			("content", value::commitment(&commitment)),
			("uri", value::text(&uri)),
			("licence", given.licence.value()),
			("kind", value::variant(kind)),
		],
	);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let contribution = &receipt.event("Datanets", "Contributed")?["contribution"];
	let length = commitment.length;
	let text = format!("contribution {contribution}: {documents} documents, {length} bytes");
	let json = json!({
		"contribution": contribution,
		"documents": documents,
		"content": commitment,
		"uri": uri,
	});
	Ok(Output::of(&receipt, text, json))
}

async fn curate(session: &Session, judged: Curate) -> Result<Output, Failure> {
	let judgement = match judged.judgement {
		Judgement::Accept => value::variant("Accept"),
		Judgement::Reject => {
			Value::named_variant("Reject", [("reason", value::text(&judged.reason))])
		},
		Judgement::Spam => value::variant("Spam"),
	};
	let calls = judged.contributions.iter().map(|&contribution| {
		Call::new(
			"Datanets",
			"judge",
			[("contribution", value::number(contribution)), ("judgement", judgement.clone())],
		)
	});
	let receipt = session.submit(&session.chain().await?, Call::all(calls.collect())).await?;
	let text = format!("{} contributions are judged", judged.contributions.len());
	Ok(Output::of(&receipt, text, json!({ "contributions": judged.contributions })))
}

async fn snapshot(session: &Session, datanet: u32, note: &str) -> Result<Output, Failure> {
	let arguments = [("datanet", value::number(datanet)), ("note", value::text(note))];
	let call = Call::new("Datanets", "snapshot", arguments);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let taken = receipt.event("Datanets", "SnapshotTaken")?;
	let text = format!(
		"snapshot {} of Datanet {datanet}: version {}, {} contributions, {} bytes",
		taken["snapshot"], taken["version"], taken["accepted"], taken["bytes"]
	);
	Ok(Output::of(&receipt, text, taken))
}

async fn let_in(session: &Session, grant: Grant) -> Result<Output, Failure> {
	let call = Call::new(
		"Datanets",
		"grant",
		[
			("datanet", value::number(grant.datanet)),
			("who", value::account(&grant.account)),
			("price", value::number(grant.price.0)),
			("until", value::option(grant.until.map(value::number))),
			("key_uri", value::text(&grant.key_uri)),
		],
	);
	let receipt = session.submit(&session.chain().await?, call).await?;
	let text = format!("{} may train on Datanet {}", grant.account, grant.datanet);
	let json = json!({ "datanet": grant.datanet, "account": grant.account.to_string() });
	Ok(Output::of(&receipt, text, json))
}

async fn show(session: &Session, id: DatanetId) -> Result<Output, Failure> {
	let view = session.chain().await?.finalised().await?;
	let found: Option<DatanetRecord<AccountId32>> = view.ask("DatanetsApi_datanet", id).await?;
	let datanet = found.ok_or_else(|| Failure::Unknown(format!("Datanet {id}")))?;
	let newest: Option<SnapshotRecord<AccountId32>> = match datanet.latest_snapshot {
		Some(snapshot) => view.ask("DatanetsApi_snapshot_record", snapshot).await?,
		None => None,
	};
	let name = readable(&datanet.name);
	let mut text = format!(
		"Datanet {id}, \"{name}\", of {}\n{} accepted contributions, {} taken down, {} bytes, licence {}",
		datanet.owner,
		datanet.accepted,
		datanet.withdrawn,
		datanet.bytes,
		readable(&datanet.licence.spdx),
	);
	if let (Some(SnapshotId(number)), Some(record)) = (datanet.latest_snapshot, &newest) {
		text.push_str(&format!(
			"\nnewest snapshot {number}: version {}, root {:?}, taken in block {}",
			record.version, record.info.root, record.taken_at
		));
	}
	let json = json!({
		"datanet": id.0,
		"name": name,
		"summary": readable(&datanet.summary),
		"owner": datanet.owner.to_string(),
		"licence": readable(&datanet.licence.spdx),
		"accepted": datanet.accepted,
		"withdrawn": datanet.withdrawn,
		"bytes": datanet.bytes,
		"retired": datanet.retired,
		"latest_snapshot": datanet.latest_snapshot.map(|snapshot| snapshot.0),
		"root": newest.map(|record| record.info.root),
		"at": view.block(),
	});
	Ok(Output::new(text, json))
}

/// A percentage as the chain has it.
pub(super) fn parts_per_billion(percent: f64) -> Result<u32, Failure> {
	if !(0.0..=100.0).contains(&percent) {
		return Err(Failure::Input(format!("{percent} is no percentage between 0 and 100")));
	}
	#[expect(
		clippy::cast_possible_truncation,
		clippy::cast_sign_loss,
		reason = "at most a billion, and not below zero"
	)]
	Ok((percent * 1e7).round() as u32)
}
