// SPDX-License-Identifier: Apache-2.0
//! Receipts: of a pending batch, one or all, or in a payer's hands.

use super::{conclusion::Conclusion, contents, given, judged, Options};
use crate::{
	audit::checks::Audit,
	chain::{Call, Encoded, View},
	commands::Session,
	failure::Failure,
	output::Output,
	sources::{Contents, Published, Sources},
	verification::{
		batch::{self, Batch},
		claim::Claim,
		verdict::{Judge, Verdict},
	},
};
use indicatif::ProgressBar;
use openledger_primitives::{
	ids::BatchId, payment::SignedReceipt, receipts::ReceiptLeaf, records::ReceiptsAccountRecord,
	traits::Subject,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, MultiSignature},
};
use serde_json::json;

/// A batch with all that it is judged by.
struct Opened {
	sources: Sources,
	audit: Audit,
	contents: Contents,
	batch: Batch,
}

async fn open(
	session: &Session,
	view: &View,
	id: BatchId,
	genesis: H256,
) -> Result<Opened, Failure> {
	let record = batch::record(view, id).await?;
	let workers = std::slice::from_ref(&record.worker);
	let sources = Sources::new(session.server()?).with_workers(view, workers).await?;
	let mut audit = Audit::default();
	let contents = contents(&mut audit, view, &sources, record.header.artifact).await?;
	let batch = Batch::find(&sources, id, record, genesis).await?;
	Ok(Opened { sources, audit, contents, batch })
}

/// Judges a batch: its leaves, and then each answer whose words a server has.
pub async fn batch(
	session: &Session,
	view: &View,
	id: BatchId,
	genesis: H256,
	mut conclusion: Conclusion<'_>,
) -> Result<Output, Failure> {
	let Opened { sources, mut audit, contents, batch } = open(session, view, id, genesis).await?;
	conclusion.tell("batch", json!(id.0));
	conclusion.tell("receipts", json!(batch.len()));
	let known = |id| contents.found.contains_key(&id) || contents.missing.contains(&id);
	if let Some(fraud) = batch.fraud(known) {
		return conclusion.of_batch(batch::told(&fraud), batch.prove(&fraud)).await;
	}
	let judge = Judge::new(&contents);
	let bar =
		ProgressBar::new(u64::try_from(batch.len()).unwrap_or(u64::MAX)).with_message("answers");
	let mut unknown: u32 = 0;
	for index in 0..u32::try_from(batch.len()).unwrap_or(u32::MAX) {
		bar.inc(1);
		let Some((claim, leaf)) = batch.claim(index) else { break };
		match answer(&mut audit, &sources, &claim, leaf, &[], &judge).await? {
			Some(Verdict::True { .. }) => {},
			Some(Verdict::Unknown(_)) | None => unknown = unknown.saturating_add(1),
			Some(verdict @ Verdict::False { .. }) => {
				bar.finish_and_clear();
				conclusion.tell("index", json!(index));
				let show = show(view, &batch, id, index).await?;
				return conclusion.of(&claim.subject, verdict, show).await;
			},
		}
	}
	bar.finish_and_clear();
	conclusion.tell("unknown", json!(unknown));
	if unknown > 0 {
		return Err(Failure::Undecided(format!(
			"the leaves of batch {id} are right, and {unknown} of {} answers could not be judged",
			batch.len()
		)));
	}
	Ok(conclusion.holds(&format!("all leaves and {} answers are right", batch.len())))
}

/// Judges one receipt of a batch.
pub async fn receipt(
	session: &Session,
	view: &View,
	(id, index): (BatchId, u32),
	genesis: H256,
	options: &Options,
	mut conclusion: Conclusion<'_>,
) -> Result<Output, Failure> {
	let Opened { sources, mut audit, contents, batch } = open(session, view, id, genesis).await?;
	conclusion.tell("batch", json!(id.0));
	conclusion.tell("index", json!(index));
	let (claim, leaf) = batch
		.claim(index)
		.ok_or_else(|| Failure::Unknown(format!("receipt {index} in batch {id}")))?;
	let judge = Judge::new(&contents);
	let given = given(options)?;
	let verdict = answer(&mut audit, &sources, &claim, leaf, &given, &judge).await?;
	let show = show(view, &batch, id, index).await?;
	match verdict {
		Some(verdict) => conclusion.of(&claim.subject, verdict, show).await,
		None => conclusion.of_hidden(&claim.subject, show).await,
	}
}

/// Judges a receipt in a payer's hands: by itself, and against the batch that the worker has posted.
pub async fn signed(
	session: &Session,
	view: &View,
	signed: SignedReceipt<AccountId32, MultiSignature>,
	genesis: H256,
	options: &Options,
	mut conclusion: Conclusion<'_>,
) -> Result<Output, Failure> {
	let statement = &signed.statement;
	let (channel, cumulative) = (statement.receipt.channel, statement.receipt.cumulative);
	conclusion.tell("channel", json!(channel.0));
	conclusion.tell("cumulative", json!(cumulative.to_string()));
	conclusion.tell("artifact", json!(statement.artifact.0));
	if statement.genesis != genesis {
		return Ok(conclusion.fails("it is for another chain".into()));
	}
	if !signed.is_signed() {
		return Ok(conclusion.fails("the worker did not sign it".into()));
	}
	if let Err(error) = statement.receipt.validate() {
		return Ok(conclusion.fails(error.to_string()));
	}
	let worker = &statement.worker;
	let account: Option<ReceiptsAccountRecord> = view.ask("ReceiptsApi_account_of", worker).await?;
	if let Some(id) = account.and_then(|account| account.pending) {
		let opened = open(session, view, id, genesis).await?;
		if let Some(fraud) = opened.batch.equivocation(&signed) {
			conclusion.tell("batch", json!(id.0));
			let call = opened.batch.prove(&fraud);
			return conclusion.of_batch(batch::told(&fraud), call).await;
		}
	}
	let workers = std::slice::from_ref(worker);
	let sources = Sources::new(session.server()?).with_workers(view, workers).await?;
	let mut audit = Audit::default();
	let contents = contents(&mut audit, view, &sources, statement.artifact).await?;
	// In no batch yet, as far as is known: a challenge names its place there.
	let subject = Subject::Receipt { batch: BatchId(0), index: 0 };
	let claim = Claim::of_statement(statement, subject);
	let mut published = given(options)?;
	published.extend(sources.paid_evidence(channel, cumulative).await?);
	match judged(&mut audit, &sources, &claim, &published, &Judge::new(&contents)).await? {
		Some(Verdict::False { finding, .. }) => Ok(conclusion.fails(format!(
			"{finding}\nit can be challenged by its place in the batch, once that is posted: verify BATCH:INDEX"
		))),
		Some(verdict) => conclusion.of(&subject, verdict, None).await,
		None => Err(Failure::Undecided("nobody who was asked has the words of the answer".into())),
	}
}

/// The call that shows the receipt, if it is not on chain yet.
async fn show(
	view: &View,
	batch: &Batch,
	id: BatchId,
	index: u32,
) -> Result<Option<Call<Encoded>>, Failure> {
	let shown: Option<ReceiptLeaf> = view.ask("ReceiptsApi_shown_receipt", (id, index)).await?;
	Ok(match shown {
		Some(_) => None,
		None => batch.show(index),
	})
}

async fn answer(
	audit: &mut Audit,
	sources: &Sources,
	claim: &Claim,
	leaf: &ReceiptLeaf,
	given: &[Published],
	judge: &Judge<'_>,
) -> Result<Option<Verdict>, Failure> {
	let mut published = given.to_vec();
	let (channel, cumulative) = (leaf.receipt.channel, leaf.receipt.cumulative);
	published.extend(sources.paid_evidence(channel, cumulative).await?);
	judged(audit, sources, claim, &published, judge).await
}
