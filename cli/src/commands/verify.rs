// SPDX-License-Identifier: Apache-2.0
//! A worker's claim about an answer, judged again from the bytes; and what is done about one that is false.

mod conclusion;
mod receipts;

use super::Session;
use crate::{
	audit::{checks::Audit, lineage::Lineage},
	chain::View,
	failure::Failure,
	output::Output,
	sources::{Contents, Published, Sources},
	verification::{
		claim::{self, Claim},
		paper::{self, Paper},
		verdict::{Judge, Verdict},
	},
};
use clap::Args;
use conclusion::Conclusion;
use openledger_primitives::{
	ids::{ArtifactId, BatchId, RequestId},
	proof::AttributionProof,
	records::RequestView,
	traits::Subject,
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde_json::json;
use std::{
	convert::Infallible,
	fs,
	path::{Path, PathBuf},
	str::FromStr,
};

/// What is verified, and what is done about it.
#[derive(Args, Debug)]
pub struct Options {
	/// A request; a pending batch of receipts, as batch:3, or one receipt of it, as 3:17; or a file with a proof
	/// (JSON, SCALE, or SCALE in hexadecimal digits) or a signed receipt (JSON)
	#[arg(value_name = "WHAT")]
	what: Named,
	/// File with the leaves as the worker gave them out, when its server does not: JSON with `leaves`
	#[arg(long, value_name = "FILE")]
	evidence: Option<PathBuf>,
	/// Show it to the chain when it is false: by the bytes that prove it, or by a demand, which has a bond
	#[arg(long)]
	challenge: bool,
	/// Wait until a demand is met, or the worker can be convicted for its silence
	#[arg(long, requires = "challenge")]
	wait: bool,
}

/// What is verified.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Named {
	Request(u64),
	Batch(u32),
	Receipt { batch: u32, index: u32 },
	File(PathBuf),
}

impl FromStr for Named {
	type Err = Infallible;

	fn from_str(text: &str) -> Result<Self, Infallible> {
		let numbers = || {
			if let Some(batch) = text.strip_prefix("batch:") {
				return batch.parse().ok().map(Self::Batch);
			}
			match text.split_once(':') {
				Some((batch, index)) => {
					Some(Self::Receipt { batch: batch.parse().ok()?, index: index.parse().ok()? })
				},
				None => text.parse().ok().map(Self::Request),
			}
		};
		Ok(numbers().unwrap_or_else(|| Self::File(text.into())))
	}
}

/// Judges a claim. The exit code tells whether it is true.
///
/// # Errors
/// Those of the chain and of files; [`Failure::Audit`] when the node contradicts the chain's commitments,
/// [`Failure::Undecided`] when it cannot be told here.
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let view = chain.finalised().await?;
	let genesis = H256(chain.genesis());
	let mut conclusion = Conclusion::new(session, &chain, options.challenge, options.wait);
	conclusion.tell("at", json!(view.block()));
	let (claim, differs) = match &options.what {
		Named::Batch(batch) => {
			return receipts::batch(session, &view, BatchId(*batch), genesis, conclusion).await
		},
		Named::Receipt { batch, index } => {
			let place = (BatchId(*batch), *index);
			return receipts::receipt(session, &view, place, genesis, &options, conclusion).await;
		},
		Named::Request(request) => (on_chain(&view, RequestId(*request), genesis).await?, None),
		Named::File(path) => match paper::read(path)? {
			Paper::Proof(proof) => in_file(&view, proof, genesis).await?,
			Paper::Receipt(signed) => {
				return receipts::signed(session, &view, *signed, genesis, &options, conclusion)
					.await
			},
		},
	};
	if let Subject::Request(request) = claim.subject {
		conclusion.tell("request", json!(request.0));
	}
	conclusion.tell("artifact", json!(claim.proof.artifact.0));
	if let Some(difference) = differs {
		return Ok(conclusion.fails(difference));
	}
	let sources = Sources::new(session.server()?).with_workers(&view, &claim.workers).await?;
	let mut audit = Audit::default();
	let contents = contents(&mut audit, &view, &sources, claim.proof.artifact).await?;
	let mut published = given(&options)?;
	published.extend(sources.evidence(claim::job(claim.proof.genesis, claim.proof.request)).await?);
	let verdict = judged(&mut audit, &sources, &claim, &published, &Judge::new(&contents)).await?;
	match verdict {
		Some(verdict) => conclusion.of(&claim.subject, verdict, None).await,
		None => conclusion.of_hidden(&claim.subject, None).await,
	}
}

/// What the chain has of the answer to `request`.
async fn on_chain(view: &View, request: RequestId, genesis: H256) -> Result<Claim, Failure> {
	let (request, _) = Lineage::of_request(view, request).await?;
	Claim::of_request(&request, genesis)
		.ok_or_else(|| Failure::Unknown(format!("answer to request {} yet", request.id)))
}

/// What the proof claims, and in what the chain differs from it, where it has an answer to the request.
async fn in_file(
	view: &View,
	proof: AttributionProof,
	genesis: H256,
) -> Result<(Claim, Option<String>), Failure> {
	let found: Option<RequestView<AccountId32>> =
		view.ask("AttributionApi_request", proof.request).await?;
	let request = found.ok_or_else(|| {
		Failure::Unknown(format!(
			"request {}: it never was, or was pruned after its end",
			proof.request
		))
	})?;
	let stated = Claim::of_request(&request, genesis);
	let expected = stated.map_or_else(
		|| AttributionProof {
			genesis,
			input: request.input,
			artifact: request.artifact,
			..proof.clone()
		},
		|stated| stated.proof,
	);
	let differs = difference(&proof, &expected);
	let claim = Claim {
		subject: Subject::Request(request.id),
		proof,
		min_words: request.min_words,
		workers: request.workers,
	};
	Ok((claim, differs.map(|what| format!("the chain has another {what}"))))
}

/// The first thing in which two proofs of a request differ.
fn difference(one: &AttributionProof, other: &AttributionProof) -> Option<&'static str> {
	let parts = [
		("genesis", one.genesis == other.genesis),
		("artifact", one.artifact == other.artifact),
		("question", one.input == other.input),
		("answer", one.output == other.output),
		("number of tokens", one.input_tokens == other.input_tokens),
		("number of tokens", one.output_tokens == other.output_tokens),
		("vector", one.vector == other.vector),
		("evidence root", one.evidence_root == other.evidence_root),
		("engine version", one.engine_version == other.engine_version),
	];
	parts.into_iter().find(|(_, same)| !same).map(|(what, _)| what)
}

/// The contributions behind an artifact.
async fn contents(
	audit: &mut Audit,
	view: &View,
	sources: &Sources,
	artifact: ArtifactId,
) -> Result<Contents, Failure> {
	let lineage = Lineage::of_artifact(view, artifact).await?;
	let contents = audit.contents(view, sources, &lineage).await?;
	audit.verdict().map_err(Failure::Audit)?;
	Ok(contents)
}

/// The evidence in the file that was named, if one was.
fn given(options: &Options) -> Result<Vec<Published>, Failure> {
	let read = |path: &Path| {
		let bytes = fs::read(path).map_err(Failure::file(path))?;
		serde_json::from_slice(&bytes).map_err(|error| {
			Failure::Input(format!("{} is no evidence in JSON: {error}", path.display()))
		})
	};
	options.evidence.iter().map(|path| read(path)).collect()
}

/// Judges; `None` when nobody who was asked has the words of the answer.
async fn judged(
	audit: &mut Audit,
	sources: &Sources,
	claim: &Claim,
	published: &[Published],
	judge: &Judge<'_>,
) -> Result<Option<Verdict>, Failure> {
	let Some(answer) = audit.words(sources, claim, published).await? else { return Ok(None) };
	let lists: Vec<_> = published.iter().map(|published| published.leaves.as_slice()).collect();
	Ok(Some(judge.judge(claim, &answer, &lists)))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn number_names_a_request_two_a_receipt_and_anything_else_a_file() {
		assert_eq!("17".parse(), Ok(Named::Request(17)));
		assert_eq!("batch:3".parse(), Ok(Named::Batch(3)));
		assert_eq!("3:17".parse(), Ok(Named::Receipt { batch: 3, index: 17 }));
		for name in ["17.json", "-1", "18446744073709551616", "batch:x", "c:/proof"] {
			assert_eq!(name.parse(), Ok(Named::File(name.into())));
		}
	}
}
